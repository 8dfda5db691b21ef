package seat

import (
	"math"
	"strconv"

	"barnstorm/domain"
)

// A View is a frame through which a stretch of the earth is drawn, north up,
// flattened at its middle latitude.
type View struct {
	Width, Height int // of the frame, in its own units
	middle        domain.Point
	scale         float64 // units a degree of latitude
	squeeze       float64 // a degree of longitude in degrees of latitude
}

// least is the smallest stretch drawn, in kilometres: a single seat is shown
// with what lies around it.
const least = 24

// Frame fits all points into a frame, with room on every side.
func Frame(width, height int, points ...domain.Point) View {
	b := Around(points...)
	v := View{Width: width, Height: height, middle: domain.Point{Lat: (b.South + b.North) / 2, Lon: (b.West + b.East) / 2}}
	v.squeeze = math.Cos(v.middle.Lat * math.Pi / 180)
	high := max((b.North-b.South)*1.5, least/kmPerDegree)
	wide := max((b.East-b.West)*1.4*v.squeeze, least/kmPerDegree)
	v.scale = min(float64(height)/high, float64(width)/wide)
	return v
}

// Box is what the frame shows.
func (v View) Box() Box {
	lat := float64(v.Height) / 2 / v.scale
	lon := float64(v.Width) / 2 / v.scale / v.squeeze
	return Box{v.middle.Lat - lat, v.middle.Lon - lon, v.middle.Lat + lat, v.middle.Lon + lon}
}

// At is where p falls in the frame, from its upper left corner.
func (v View) At(p domain.Point) (x, y int) {
	x = int(math.Round(float64(v.Width)/2 + (p.Lon-v.middle.Lon)*v.squeeze*v.scale))
	return x, int(math.Round(float64(v.Height)/2 - (p.Lat-v.middle.Lat)*v.scale))
}

// Units is how long so many kilometres are in the frame.
func (v View) Units(km float64) float64 { return km / kmPerDegree * v.scale }

// Path draws a shape as the path of an SVG, cut a little outside the frame and
// without the detail that would be smaller than so many units. It is empty
// when nothing of the shape is left to see.
func (v View) Path(s Shape, detail float64) string {
	var d []byte
	box := v.Box().Wider(8 / v.scale * kmPerDegree)
	for _, polygon := range s {
		for _, ring := range polygon {
			if cut := ring.clip(box); len(cut) > 2 {
				d = v.draw(d, cut.simpler(detail/v.scale))
			}
		}
	}
	return string(d)
}

// draw adds a ring to a path: one point from the corner of the frame, the
// others by their step. Rings smaller than a few units are left out.
func (v View) draw(d []byte, r Ring) []byte {
	if area, _ := r.area(); math.Abs(area)/2*v.squeeze*v.scale*v.scale < 6 {
		return d
	}
	x0, y0 := v.At(r[0])
	d = append(d, 'M')
	d = strconv.AppendInt(d, int64(x0), 10)
	d = pair(d, y0)
	d = append(d, 'l')
	first := true
	for _, p := range r[1:] {
		x, y := v.At(p)
		if x == x0 && y == y0 {
			continue
		}
		if first {
			d = strconv.AppendInt(d, int64(x-x0), 10)
		} else {
			d = pair(d, x-x0)
		}
		d = pair(d, y-y0)
		x0, y0, first = x, y, false
	}
	return append(d, 'z')
}

// pair adds a number behind another one: a minus parts them as well as a space.
func pair(d []byte, n int) []byte {
	if n >= 0 {
		d = append(d, ' ')
	}
	return strconv.AppendInt(d, int64(n), 10)
}
