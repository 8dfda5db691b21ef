// Package sun says when it gets dark somewhere: whoever knocks alone should be
// back by then.
package sun

import (
	"math"
	"time"

	"barnstorm/domain"
)

// civil is the height of the sun, in degrees, at which civil twilight ends: one
// sees by daylight until then, and not after.
const civil = -6

// Height is how many degrees the sun stands over the horizon of a place, below
// it when negative. The formulas are the low-precision ones of the Astronomical
// Almanac (page C24), good to 0.01 degrees from 1950 to 2050; the air is left out.
func Height(at domain.Point, t time.Time) float64 {
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	n := float64(t.Unix())/86400 - 10957.5 // days since noon of 1 January 2000
	g := rad(357.528 + 0.9856003*n)
	lon := rad(280.460 + 0.9856474*n + 1.915*math.Sin(g) + 0.020*math.Sin(2*g))
	tilt := rad(23.439 - 0.0000004*n)
	right := math.Atan2(math.Cos(tilt)*math.Sin(lon), math.Cos(lon))
	up := math.Asin(math.Sin(tilt) * math.Sin(lon))
	hour := rad(15*(18.697374558+24.06570982441908*n)+at.Lon) - right
	lat := rad(at.Lat)
	return math.Asin(math.Sin(lat)*math.Sin(up)+math.Cos(lat)*math.Cos(up)*math.Cos(hour)) * 180 / math.Pi
}

// Dark reports whether it is dark at a place. Where no place is known, nobody
// can say so, and it is not.
func Dark(at domain.Point, t time.Time) bool { return at.Valid() && Height(at, t) < civil }

// Dusk is when it next gets dark at a place, to the minute, within a day of t.
// It is zero where it does not: in a northern summer, in a polar night, or
// where no place is known.
func Dusk(at domain.Point, t time.Time) time.Time {
	if !at.Valid() {
		return time.Time{}
	}
	t = t.Truncate(time.Minute)
	for m := range 24 * 60 {
		if was := t.Add(time.Duration(m) * time.Minute); !Dark(at, was) && Dark(at, was.Add(time.Minute)) {
			return was.Add(time.Minute)
		}
	}
	return time.Time{}
}
