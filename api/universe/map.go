package universe

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/seat"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// wide is how many units a map is across. It is never taller than that.
const wide = 1000

// A canvas puts places on a map: north is up, and a kilometre is as long in
// every direction.
type canvas struct {
	box           seat.Box
	squeeze       float64 // of a degree of longitude against one of latitude
	scale         float64 // units to a degree of latitude
	width, height float64
}

func canvasOf(points []domain.Point) canvas {
	v := canvas{box: seat.Around(points...).Wider(0.03)}
	v.squeeze = math.Cos((v.box.South + v.box.North) / 2 * math.Pi / 180)
	across, up := (v.box.East-v.box.West)*v.squeeze, v.box.North-v.box.South
	v.scale = wide / max(across, up)
	v.width, v.height = across*v.scale, max(up*v.scale, wide/4)
	return v
}

func (v canvas) at(p domain.Point) (x, y float64) {
	return (p.Lon - v.box.West) * v.squeeze * v.scale, (v.box.North - p.Lat) * v.scale
}

// line is points as an SVG polygon has them.
func (v canvas) line(points []domain.Point) string {
	words := make([]string, len(points))
	for i, p := range points {
		x, y := v.at(p)
		words[i] = itoa(int(math.Round(x))) + "," + itoa(int(math.Round(y)))
	}
	return strings.Join(words, " ")
}

// mostShapes is how many turfs a map shows: beyond them nobody tells one from
// another, and the page would grow too heavy. The table has them all.
const mostShapes = 400

// drawn is the map of turfs, but for one that is drawn by itself.
func drawn(c *web.Ctx, turfs []universe.Turf, but universe.TurfID) templates.TurfMap {
	var points []domain.Point
	for _, t := range turfs {
		points = append(points, t.Outline...)
	}
	if len(points) == 0 {
		return templates.TurfMap{}
	}
	return shapes(c, canvasOf(points), turfs, but)
}

func shapes(c *web.Ctx, v canvas, turfs []universe.Turf, but universe.TurfID) templates.TurfMap {
	m := templates.TurfMap{Width: int(v.width), Height: int(v.height)}
	for n, t := range turfs {
		if t.ID == but || len(t.Outline) == 0 || len(m.Shapes) == mostShapes {
			continue
		}
		x, y := v.at(t.At)
		shape := templates.TurfShape{
			Href: c.Prefix() + "/organise/turfs/" + string(t.ID), Name: t.Name, Doors: t.Size, State: string(t.State), Line: v.line(t.Outline), X: int(x), Y: int(y), N: n + 1,
		}
		if t.Overdue(c.Now()) {
			shape.State = "overdue"
		}
		m.Shapes = append(m.Shapes, shape)
	}
	return m
}

// drawnWith is the map of one turf with its doors, and what lies around it.
func drawnWith(c *web.Ctx, t universe.Turf, near []universe.Turf, stops []universe.Stop, chosen string) templates.TurfMap {
	if len(t.Outline) == 0 {
		return templates.TurfMap{}
	}
	v := canvasOf(t.Outline)
	m := shapes(c, v, near, t.ID)
	m.Own = v.line(t.Outline)
	for _, s := range stops {
		if !s.Door.At.Valid() {
			continue
		}
		x, y := v.at(s.Door.At)
		m.Dots = append(m.Dots, templates.TurfDot{
			Href: c.Prefix() + "/organise/turfs/" + string(t.ID) + "?door=" + string(s.Door.ID) + "#move", Name: spoken(s.Door.Address),
			X: int(math.Round(x)), Y: int(math.Round(y)), Near: s.Door.Sure == universe.SurePostcode, Quiet: s.Door.Quiet, Chosen: string(s.Door.ID) == chosen,
		})
	}
	return m
}

// mostNear is how many neighbours of a turf are offered.
const mostNear = 12

// beside is the turfs that lie closest to one.
func beside(t universe.Turf, all []universe.Turf) []universe.Turf {
	near := slices.DeleteFunc(slices.Clone(all), func(n universe.Turf) bool { return n.ID == t.ID })
	far := func(n universe.Turf) float64 {
		if !n.At.Valid() || !t.At.Valid() {
			return math.Inf(1)
		}
		return n.At.Km(t.At)
	}
	slices.SortStableFunc(near, func(a, b universe.Turf) int { return cmp.Compare(far(a), far(b)) })
	return near[:min(len(near), mostNear)]
}

// moveOf reads what a form says should move: "door:<id>", or "side:odd:<street>".
func moveOf(what string, to universe.TurfID) universe.MoveInput {
	kind, rest, _ := strings.Cut(what, ":")
	if kind == "door" {
		return universe.MoveInput{Door: universe.DoorID(rest), To: to}
	}
	side, street, _ := strings.Cut(rest, ":")
	return universe.MoveInput{Street: street, Side: side, To: to}
}
