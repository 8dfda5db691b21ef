package target

import (
	"cmp"
	"context"
	"slices"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// The frame of the map, in units of its drawing, and how many letters of paths
// a page can carry before detail has to go.
const (
	mapWidth, mapHeight = 760, 720
	mapWeight           = 30000
)

// A Mark is what a shape or a dot of the map stands for.
type Mark string

// The marks.
const (
	Land   Mark = ""     // a seat that nobody has named
	Needed Mark = "need" // a target, not among those suggested
	Full   Mark = "full" // a target whose next event is full
	Picked Mark = "pick" // one of those suggested
)

// A Map is the region around the suggestions, drawn. Numbers are from the
// upper left corner, in units of Width and Height.
type Map struct {
	Width, Height int
	Shapes        []Drawn // empty where no boundaries are known
	Dots          []Dot   // targets that have no shape
	Picks         []Dot   // in the order of the suggestions
	Me            Dot
	Rings         []Ring // of distance around Me, where there are no shapes to tell it by
}

// A Ring is everything at one distance from whoever asked.
type Ring struct {
	Km     int
	Radius int // in units of the frame
}

// A Drawn is the shape of a seat as the path of an SVG.
type Drawn struct {
	Code, Name string
	Mark       Mark
	Path       string
}

// A Dot is a place on the map.
type Dot struct {
	X, Y int
	Name string
	Mark Mark
	Bare bool // no shape is drawn under it, or one smaller than a number
}

// draw draws the region that holds the asker and the suggestions, and no more
// of it than a page can carry.
func (s *Service) draw(ctx context.Context, f Found, targets []seat.Target) (Map, error) {
	points := []domain.Point{f.Where.At}
	marks := map[string]Mark{}
	for _, t := range targets {
		if marks[t.Code] = Needed; t.Full() {
			marks[t.Code] = Full
		}
	}
	for _, p := range f.Picks {
		points = append(points, p.Centre)
		marks[p.Code] = Picked
	}
	view := seat.Frame(mapWidth, mapHeight, points...)
	near, err := s.Store.BoundariesIn(ctx, view.Box())
	if err != nil {
		return Map{}, err
	}
	m := Map{Width: mapWidth, Height: mapHeight, Shapes: shapes(view, near, marks), Me: dot(view, f.Where.At, f.Where.Name, Land)}
	for _, p := range f.Picks {
		d := dot(view, p.Centre, p.Name, Picked)
		d.Bare = bare(view, near, p.Code)
		m.Picks = append(m.Picks, d)
	}
	for _, t := range targets {
		drawn := slices.ContainsFunc(near, func(b Boundary) bool { return b.Code == t.Code })
		if d := dot(view, t.Centre, t.Name, marks[t.Code]); !drawn && d.Mark != Picked && t.Centre.Valid() && d.X > 0 && d.X < mapWidth && d.Y > 0 && d.Y < mapHeight {
			m.Dots = append(m.Dots, d)
		}
	}
	if len(m.Shapes) == 0 {
		m.Rings = rings(view)
	}
	return m, nil
}

// rings is up to four round distances that fit the frame.
func rings(v seat.View) []Ring {
	for _, step := range []int{5, 10, 20, 50, 100, 200} {
		if radius := v.Units(float64(step)); radius > mapWidth/9 || step == 200 {
			var all []Ring
			for i := 1; i <= 4; i++ {
				all = append(all, Ring{Km: i * step, Radius: int(float64(i) * radius)})
			}
			return all
		}
	}
	return nil
}

func dot(v seat.View, p domain.Point, name string, mark Mark) Dot {
	x, y := v.At(p)
	return Dot{X: x, Y: y, Name: name, Mark: mark}
}

// bare reports whether the shape of a seat is missing or too small to put a
// number on.
func bare(v seat.View, near []Boundary, code string) bool {
	i := slices.IndexFunc(near, func(b Boundary) bool { return b.Code == code })
	if i < 0 {
		return true
	}
	box := near[i].Shape.Box()
	west, north := v.At(domain.Point{Lat: box.North, Lon: box.West})
	east, south := v.At(domain.Point{Lat: box.South, Lon: box.East})
	return min(east-west, south-north) < 70
}

// shapes draws the boundaries with less and less detail until the page can
// carry them. What is marked comes last, so that its outline is whole.
func shapes(v seat.View, near []Boundary, marks map[string]Mark) []Drawn {
	var out []Drawn
	for detail := 0.7; detail < 20; detail *= 1.6 {
		out = out[:0]
		weight := 0
		for _, b := range near {
			if d := v.Path(b.Shape, detail); d != "" {
				out = append(out, Drawn{Code: b.Code, Name: b.Name, Mark: marks[b.Code], Path: d})
				weight += len(d)
			}
		}
		if weight <= mapWeight {
			break
		}
	}
	order := []Mark{Land, Needed, Full, Picked}
	slices.SortStableFunc(out, func(a, b Drawn) int { return slices.Index(order, a.Mark) - slices.Index(order, b.Mark) })
	return out
}

// nextDoor is how near an outline has to be, in kilometres, for a postcode to
// lie perhaps on its other side: the published shapes are simplified, and for
// one London postcode in eleven they name the wrong seat.
const nextDoor = 1.0

// own is the seat in which a postcode lies: as a lookup file says or, failing
// that, as the shapes suggest. It is nil where neither is known.
func (s *Service) own(ctx context.Context, w Where) (*Own, error) {
	if w.seat != "" {
		if sure, err := s.Store.SeatsOf(ctx, []string{w.seat}); err != nil || len(sure) == 1 {
			return ownOf(sure, true), err
		}
	}
	near, err := s.Store.BoundariesIn(ctx, seat.Around(w.At).Wider(2))
	if err != nil || len(near) == 0 {
		return nil, err
	}
	slices.SortStableFunc(near, func(a, b Boundary) int { return cmp.Compare(away(a, w.At), away(b, w.At)) })
	guess, err := s.Store.SeatsOf(ctx, []string{near[0].Code})
	own := ownOf(guess, false)
	if own == nil || err != nil {
		return nil, err
	}
	for _, b := range near[1:] {
		if away(b, w.At) < nextDoor && len(own.Neighbours) < 3 {
			own.Neighbours = append(own.Neighbours, b.Name)
		}
	}
	return own, nil
}

func ownOf(seats []Seat, sure bool) *Own {
	if len(seats) == 0 {
		return nil
	}
	return &Own{Seat: seats[0], Sure: sure}
}

// away is how far a place lies from a seat, in kilometres; inside it is nothing.
func away(b Boundary, p domain.Point) float64 {
	if b.Shape.Holds(p) {
		return 0
	}
	return b.Shape.Km(p)
}

// Land draws the region that holds all the points, and each of them as a dot,
// in their order.
func (s *Service) Land(ctx context.Context, points []domain.Point) (Map, error) {
	view := seat.Frame(mapWidth, mapHeight, points...)
	near, err := s.Store.BoundariesIn(ctx, view.Box())
	if err != nil {
		return Map{}, err
	}
	m := Map{Width: mapWidth, Height: mapHeight, Shapes: shapes(view, near, nil)}
	for _, p := range points {
		m.Dots = append(m.Dots, dot(view, p, "", Land))
	}
	return m, nil
}
