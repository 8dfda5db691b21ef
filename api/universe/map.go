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

// wide is how many units a map is across: few, so that its figures can be
// read on a phone. It is never taller than that.
const wide = 440

// A canvas puts places on a map: north is up, and a kilometre is as long in
// every direction.
type canvas struct {
	box           seat.Box
	squeeze       float64 // of a degree of longitude against one of latitude
	scale         float64 // units to a degree of latitude
	width, height float64
}

func canvasOf(points []domain.Point) canvas { return canvasIn(seat.Around(points...).Wider(0.03)) }

func canvasIn(box seat.Box) canvas {
	v := canvas{box: box}
	v.squeeze = math.Cos((v.box.South + v.box.North) / 2 * math.Pi / 180)
	across, up := (v.box.East-v.box.West)*v.squeeze, v.box.North-v.box.South
	v.scale = wide / max(across, up)
	v.width, v.height = across*v.scale, max(up*v.scale, wide/4)
	return v
}

// finer is the same canvas with so many times more units.
func (v canvas) finer(times float64) canvas {
	v.scale, v.width, v.height = v.scale*times, v.width*times, v.height*times
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

// Bounds of maps. Beyond them nobody tells one shape from another, and the page
// would grow too heavy; the table has all turfs.
const (
	mostShapes = 400
	mostMaps   = 6
	apart      = 0.6 // kilometres between the turfs of two parts of town
)

// drawn is the maps of turfs: one for each part of town, so that those which
// lie far apart are not two specks on a plain.
func drawn(c *web.Ctx, turfs []universe.Turf) (maps []templates.TurfMap) {
	parts := partsOfTown(turfs)
	if len(parts) > mostMaps {
		parts = []part{slices.Concat(parts...)}
	}
	for _, p := range parts {
		var points []domain.Point
		for _, t := range p {
			points = append(points, t.Outline...)
		}
		maps = append(maps, shapes(c, canvasOf(points), p))
	}
	return maps
}

// A placed is a turf with its number in the table.
type placed struct {
	universe.Turf
	n int
}

type part []placed

// partsOfTown gathers the turfs that lie beside each other, larger parts first.
func partsOfTown(turfs []universe.Turf) (parts []part) {
	for i, t := range turfs {
		if len(t.Outline) == 0 || i >= mostShapes {
			continue
		}
		joined := part{{t, i + 1}}
		var others []part
		for _, p := range parts {
			if slices.ContainsFunc(p, func(x placed) bool { return x.near(t) }) {
				joined = append(joined, p...)
			} else {
				others = append(others, p)
			}
		}
		parts = append(others, joined)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(len(b), len(a)) })
	return parts
}

// near reports whether two turfs belong to one part of town.
func (x placed) near(t universe.Turf) bool {
	return slices.ContainsFunc(x.Outline, func(p domain.Point) bool { return p.Km(t.At) < apart })
}

func shapes(c *web.Ctx, v canvas, turfs part) templates.TurfMap {
	m := templates.TurfMap{Width: int(v.width), Height: int(v.height)}
	for _, t := range turfs {
		if len(t.Outline) == 0 {
			continue
		}
		x, y := v.at(t.At)
		shape := templates.TurfShape{
			Href: c.Prefix() + "/organise/turfs/" + string(t.ID), Name: t.Name, Doors: t.Size, State: string(t.State), Line: v.line(t.Outline), X: int(x), Y: int(y),
		}
		if t.n > 0 && v.room(t.Outline) {
			shape.N = t.n
		}
		if t.Overdue(c.Now()) {
			shape.State = "overdue"
		}
		m.Shapes = append(m.Shapes, shape)
	}
	return m
}

// room reports whether a number fits into an outline: whether twice its area
// by the length of its edge, half its width, is that of a letter.
func (v canvas) room(points []domain.Point) bool {
	area, edge := 0.0, 0.0
	for i, p := range points {
		x, y := v.at(p)
		u, w := v.at(points[(i+1)%len(points)])
		area += (x*w - u*y) / 2
		edge += math.Hypot(u-x, w-y)
	}
	return math.Abs(area)*2/edge >= 9
}

// drawnWith is the map of one turf with its doors, and what lies around it.
func drawnWith(c *web.Ctx, t universe.Turf, near []universe.Turf, stops []universe.Stop, chosen string) templates.TurfMap {
	if len(t.Outline) == 0 {
		return templates.TurfMap{}
	}
	v := canvasOf(t.Outline)
	var around part
	for _, n := range near {
		around = append(around, placed{n, 0})
	}
	m := shapes(c, v, around)
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
