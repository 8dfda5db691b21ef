package domain

import (
	"math"
	"time"
)

// A Point is a position in WGS84 degrees.
type Point struct {
	Lat, Lon float64
}

// Valid reports whether p lies on the earth. The zero Point, in the Gulf of
// Guinea, means that no position is known.
func (p Point) Valid() bool {
	return p != Point{} && p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180
}

// Km is the great-circle distance to q in kilometres (haversine formula on a
// sphere of 6371 km, wrong by at most 0.6 % on the real earth).
func (p Point) Km(q Point) float64 {
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	dLat, dLon := rad(q.Lat-p.Lat), rad(q.Lon-p.Lon)
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(rad(p.Lat))*math.Cos(rad(q.Lat))*math.Pow(math.Sin(dLon/2), 2)
	return 2 * 6371 * math.Asin(math.Sqrt(min(1, h)))
}

// A Place is where something happens.
type Place struct {
	Name     string // "Keighley Civic Hall"
	Street   string // one line, as the country writes it
	Town     string
	Postcode string
	Country  string // ISO 3166-1 alpha-2
	Area     string // the country's own code for its area, such as a seat's
	At       Point
}

// A Hint points somebody to an event that has places left.
type Hint struct {
	Slug, Title string
	Starts      time.Time
	Zone        string // IANA name
	Left        int    // 0 without a limit
	Km          float64
}
