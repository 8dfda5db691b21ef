package seat

import (
	"math"

	"barnstorm/domain"
)

// A Ring is a closed line of points; the last one joins the first without
// being repeated.
type Ring []domain.Point

// A Shape is one or more polygons. Each is its outline, followed by the rings
// of its holes.
type Shape [][]Ring

// A Boundary is the shape of a seat.
type Boundary struct {
	Code   string // official code of the seat
	Name   string
	Centre domain.Point
	Shape  Shape
}

// A Box is a stretch of the earth between two latitudes and two longitudes.
type Box struct {
	South, West, North, East float64
}

// nowhere is the box that holds nothing and grows with what is put into it.
var nowhere = Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

// With is the box grown to hold p.
func (b Box) With(p domain.Point) Box {
	return Box{min(b.South, p.Lat), min(b.West, p.Lon), max(b.North, p.Lat), max(b.East, p.Lon)}
}

// Wider is the box grown by so many kilometres on every side.
func (b Box) Wider(km float64) Box {
	lat := km / kmPerDegree
	lon := lat / math.Cos((b.South+b.North)/2*math.Pi/180)
	return Box{b.South - lat, b.West - lon, b.North + lat, b.East + lon}
}

// Around is the box that just holds all points.
func Around(points ...domain.Point) Box {
	b := nowhere
	for _, p := range points {
		b = b.With(p)
	}
	return b
}

// Box is the box that just holds the shape.
func (s Shape) Box() Box {
	b := nowhere
	for _, polygon := range s {
		for _, p := range polygon[0] {
			b = b.With(p)
		}
	}
	return b
}

// Holds reports whether p lies in the shape (even-odd rule, so that a hole is
// outside whichever way its ring runs).
func (s Shape) Holds(p domain.Point) bool {
	in := false
	for _, polygon := range s {
		for _, ring := range polygon {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < a.Lon+(p.Lat-a.Lat)/(b.Lat-a.Lat)*(b.Lon-a.Lon) {
					in = !in
				}
			}
		}
	}
	return in
}

// area is twice the signed area of a ring, and centre its centroid, in degrees
// flattened at the ring's own latitude. A ring without area has its first
// point as centre.
func (r Ring) area() (area float64, centre domain.Point) {
	var x, y float64
	o := r[0]
	for i, a := range r {
		b := r[(i+1)%len(r)]
		cross := (a.Lon-o.Lon)*(b.Lat-o.Lat) - (b.Lon-o.Lon)*(a.Lat-o.Lat)
		area += cross
		x += (a.Lon + b.Lon - 2*o.Lon) * cross
		y += (a.Lat + b.Lat - 2*o.Lat) * cross
	}
	if area == 0 {
		return 0, o
	}
	return area, domain.Point{Lat: o.Lat + y/(3*area), Lon: o.Lon + x/(3*area)}
}

// Middle is a point of the shape to stand for all of it: the centroid of its
// largest polygon or, if a bend or a hole leaves that outside, the middle of
// the widest stretch of the shape at the same latitude.
func (s Shape) Middle() domain.Point {
	var most float64
	var at domain.Point
	for _, polygon := range s {
		if area, centre := polygon[0].area(); math.Abs(area) >= most {
			most, at = math.Abs(area), centre
		}
	}
	if s.Holds(at) {
		return at
	}
	return s.widest(at)
}

// widest is the middle of the widest stretch of the shape at p's latitude.
func (s Shape) widest(p domain.Point) domain.Point {
	var best, from float64
	inside, last := false, 0.0
	for _, lon := range s.crossings(p.Lat) {
		if inside && lon-last > best {
			best, from = lon-last, last
		}
		inside, last = !inside, lon
	}
	if best == 0 {
		return p
	}
	return domain.Point{Lat: p.Lat, Lon: from + best/2}
}

const kmPerDegree = 111.195 // of latitude, on the sphere that Point.Km measures on

// Km is how far p lies from the nearest outline of the shape, in kilometres,
// inside or outside. It flattens the earth around p, which is exact enough
// over a few dozen kilometres.
func (s Shape) Km(p domain.Point) float64 {
	squeeze := math.Cos(p.Lat * math.Pi / 180)
	nearest := math.Inf(1)
	for _, polygon := range s {
		for _, ring := range polygon {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				ax, ay := (a.Lon-p.Lon)*squeeze, a.Lat-p.Lat
				dx, dy := (b.Lon-a.Lon)*squeeze, b.Lat-a.Lat
				t := 0.0
				if length := dx*dx + dy*dy; length > 0 {
					t = min(1, max(0, -(ax*dx+ay*dy)/length))
				}
				nearest = min(nearest, math.Hypot(ax+t*dx, ay+t*dy))
			}
		}
	}
	return nearest * kmPerDegree
}

// Points is how many points the shape is made of.
func (s Shape) Points() int {
	n := 0
	for _, polygon := range s {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}
