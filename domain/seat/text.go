package seat

import (
	"math"
	"strconv"
	"strings"

	"barnstorm/domain"
)

// fine is how finely Text keeps degrees: 5 decimals, about a metre.
const fine = 1e5

// Text writes the shape for keeping: polygons end in ";", rings in "/", and
// each point is its step from the last one in hundred-thousandths of a degree.
func (s Shape) Text() string {
	var out strings.Builder
	for _, polygon := range s {
		for _, ring := range polygon {
			var lat, lon int
			for _, p := range ring {
				y, x := int(math.Round(p.Lat*fine)), int(math.Round(p.Lon*fine))
				out.WriteString(strconv.Itoa(y - lat))
				out.WriteByte(' ')
				out.WriteString(strconv.Itoa(x - lon))
				out.WriteByte(',')
				lat, lon = y, x
			}
			out.WriteByte('/')
		}
		out.WriteByte(';')
	}
	return out.String()
}

// ShapeOf reads what Text wrote. It reports whether it could.
func ShapeOf(text string) (Shape, bool) {
	var s Shape
	for polygon := range strings.SplitSeq(strings.TrimSuffix(text, ";"), ";") {
		var rings []Ring
		for line := range strings.SplitSeq(strings.TrimSuffix(polygon, "/"), "/") {
			ring, ok := steps(strings.TrimSuffix(line, ","))
			if !ok {
				return nil, false
			}
			rings = append(rings, ring)
		}
		s = append(s, rings)
	}
	return s, true
}

func steps(line string) (Ring, bool) {
	var ring Ring
	var lat, lon int
	for step := range strings.SplitSeq(line, ",") {
		dy, dx, ok := strings.Cut(step, " ")
		y, err := strconv.Atoi(dy)
		x, err2 := strconv.Atoi(dx)
		if !ok || err != nil || err2 != nil {
			return nil, false
		}
		lat, lon = lat+y, lon+x
		ring = append(ring, domain.Point{Lat: float64(lat) / fine, Lon: float64(lon) / fine})
	}
	return ring, true
}
