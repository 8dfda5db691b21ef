package seat

import (
	"math"
	"slices"

	"barnstorm/domain"
)

// crossings are the longitudes at which the shape's lines cross a latitude,
// from west to east.
func (s Shape) crossings(lat float64) []float64 {
	var at []float64
	for _, polygon := range s {
		for _, ring := range polygon {
			for i, a := range ring {
				if b := ring[(i+1)%len(ring)]; (a.Lat > lat) != (b.Lat > lat) {
					at = append(at, a.Lon+(lat-a.Lat)/(b.Lat-a.Lat)*(b.Lon-a.Lon))
				}
			}
		}
	}
	slices.Sort(at)
	return at
}

// Simpler is the shape without the points that lie within so many kilometres
// of the line between their neighbours (Douglas and Peucker, 1973). Rings that
// have no three points left are dropped, but never the largest.
func (s Shape) Simpler(km float64) Shape {
	var out Shape
	for _, polygon := range s {
		var rings []Ring
		for i, ring := range polygon {
			if r := ring.simpler(km / kmPerDegree); len(r) > 2 {
				rings = append(rings, r)
			} else if i == 0 {
				break // without its outline a polygon has no holes
			}
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	if len(out) == 0 {
		return s
	}
	return out
}

func (r Ring) simpler(degrees float64) Ring {
	if len(r) < 4 {
		return r
	}
	far := 0 // the point opposite the first: a ring has no ends of its own
	for i, p := range r {
		if p.Km(r[0]) > r[far].Km(r[0]) {
			far = i
		}
	}
	squeeze := math.Cos(r[0].Lat * math.Pi / 180)
	keep := make([]bool, len(r)+1)
	keep[0], keep[far] = true, true
	closed := append(slices.Clone(r), r[0])
	mark(closed, keep, 0, far, degrees, squeeze)
	mark(closed, keep, far, len(r), degrees, squeeze)
	var out Ring
	for i, p := range r {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

// mark keeps the point between from and to that is furthest from the line
// between them, if it is far enough, and goes on at both its sides.
func mark(r Ring, keep []bool, from, to int, degrees, squeeze float64) {
	most, at := degrees, -1
	for i := from + 1; i < to; i++ {
		if d := off(r[i], r[from], r[to], squeeze); d > most {
			most, at = d, i
		}
	}
	if at < 0 {
		return
	}
	keep[at] = true
	mark(r, keep, from, at, degrees, squeeze)
	mark(r, keep, at, to, degrees, squeeze)
}

// off is how far p lies from the line between a and b, in degrees of latitude.
func off(p, a, b domain.Point, squeeze float64) float64 {
	px, py := (p.Lon-a.Lon)*squeeze, p.Lat-a.Lat
	dx, dy := (b.Lon-a.Lon)*squeeze, b.Lat-a.Lat
	length := math.Hypot(dx, dy)
	if length == 0 {
		return math.Hypot(px, py)
	}
	return math.Abs(px*dy-py*dx) / length
}

// clip cuts a ring to a box (Sutherland and Hodgman, 1974). A ring that leaves
// and enters again runs along the edge of the box.
func (r Ring) clip(b Box) Ring {
	lat := func(p domain.Point) float64 { return p.Lat }
	lon := func(p domain.Point) float64 { return p.Lon }
	r = r.cut(b.South, 1, lat)
	r = r.cut(b.North, -1, lat)
	r = r.cut(b.West, 1, lon)
	return r.cut(b.East, -1, lon)
}

// cut keeps the side of a line where sign*(of(p)-edge) is not negative.
func (r Ring) cut(edge, sign float64, of func(domain.Point) float64) Ring {
	var out Ring
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		fromIn, toIn := sign*(of(a)-edge) >= 0, sign*(of(b)-edge) >= 0
		if fromIn != toIn {
			t := (edge - of(a)) / (of(b) - of(a))
			out = append(out, domain.Point{Lat: a.Lat + t*(b.Lat-a.Lat), Lon: a.Lon + t*(b.Lon-a.Lon)})
		}
		if toIn {
			out = append(out, b)
		}
	}
	return out
}
