package turf

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"barnstorm/domain"
)

// Walk is the doors of one piece in walking order: a building from the top
// floor down where all of them are its flats, else side by side of the streets.
func Walk(doors []Door) Piece {
	doors = slices.Clone(doors)
	if blocks, rest := buildings(doors, 2); len(blocks) == 1 && len(rest) == 0 {
		slices.SortFunc(doors, topDown)
		p := pieceOf(doors)
		p.Block = true
		return p
	}
	return pieceOf(walk(doors))
}

// SideOf is the side of the street on which a number lies: "odd", "even", or
// "named" for houses that have none.
func SideOf(number string) string { return sideOf(number) }

// room is how far from its doors an outline runs, in kilometres: doors on one
// straight line still get a shape.
const room = 0.015

// Outline is a closed line round doors: their convex hull (Andrew, "Another
// efficient algorithm for convex hulls in two dimensions", 1979), 15 m wider,
// and the middle of it. Doors without a position are left out; with none there
// is no line.
func Outline(doors []Door) (line []domain.Point, middle domain.Point) {
	middle = stretch(doors).centre()
	var points []domain.Point
	for _, d := range doors {
		if d.At.Valid() {
			points = append(points, around(d.At)...)
		}
	}
	slices.SortFunc(points, func(a, b domain.Point) int { return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat)) })
	points = slices.Compact(points)
	if len(points) < 3 {
		return nil, middle
	}
	lower := half(points)
	slices.Reverse(points)
	upper := half(points)
	return append(lower[:len(lower)-1], upper[:len(upper)-1]...), middle
}

// around is eight points on a ring about p.
func around(p domain.Point) []domain.Point {
	ring := make([]domain.Point, 8)
	for i := range ring {
		turn := float64(i) * math.Pi / 4
		ring[i] = domain.Point{
			Lat: p.Lat + room/111.2*math.Sin(turn), Lon: p.Lon + room/111.2/math.Cos(p.Lat*math.Pi/180)*math.Cos(turn),
		}
	}
	return ring
}

// half is one side of the hull of sorted points.
func half(points []domain.Point) (line []domain.Point) {
	for _, p := range points {
		for len(line) >= 2 && !turnsLeft(line[len(line)-2], line[len(line)-1], p) {
			line = line[:len(line)-1]
		}
		line = append(line, p)
	}
	return line
}

func turnsLeft(a, b, c domain.Point) bool {
	return (b.Lon-a.Lon)*(c.Lat-a.Lat)-(b.Lat-a.Lat)*(c.Lon-a.Lon) > 0
}

// Name is what people call a piece: its two longest streets, or the one with
// the numbers from and to, or the building.
func Name(doors []Door) string {
	count, order := map[string]int{}, []string{}
	for _, d := range doors {
		if count[d.Street]++; count[d.Street] == 1 {
			order = append(order, d.Street)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b)) })
	switch {
	case len(order) == 0:
		return ""
	case len(order) == 1:
		return strings.TrimSpace(order[0] + " " + numbers(doors))
	case len(order) == 2 || count[order[2]]*4 < len(doors):
		return order[0] + ", " + order[1]
	}
	return order[0] + ", " + order[1] + ", " + order[2]
}

// numbers is the lowest number of a street and the highest: "2–118".
func numbers(doors []Door) string {
	low, high := "", ""
	for _, d := range doors {
		if _, _, ok := leading(d.Number); !ok {
			continue
		}
		if low == "" || natural(d.Number, low) < 0 {
			low = d.Number
		}
		if high == "" || natural(d.Number, high) > 0 {
			high = d.Number
		}
	}
	if low == high {
		return low
	}
	return low + "–" + high
}
