package turf

import (
	"cmp"
	"math"
	"slices"

	"barnstorm/domain"
)

// A part is a run of doors of one side of a street, to not among them.
type part struct{ side, from, to int }

func (p part) doors() int { return p.to - p.from }

// A plan is which parts of which sides are walked in which piece.
type plan struct {
	sides       []stretch
	spots       [][]spot // of the doors of each side
	pieces      [][]part
	least, most int // doors of a piece
	price       float64
}

// A spot is a place on a plane, in kilometres about a middle.
type spot struct{ x, y float64 }

func (a spot) far(b spot) float64 { return math.Hypot(a.x-b.x, a.y-b.y) }

// spotsOf lays the doors of sides on a plane. What has no position lies where
// the door before it does, and a side without any where its street does, else
// at the middle.
func spotsOf(sides []stretch) [][]spot {
	middle := stretch(slices.Concat(sides...)).centre()
	squeeze := math.Cos(middle.Lat * math.Pi / 180)
	street := map[string]domain.Point{}
	for _, s := range sides {
		if at := s.end(false); at.Valid() {
			street[fold(s[0].Street)] = at
		}
	}
	all := make([][]spot, len(sides))
	for i, s := range sides {
		at := cmp.Or(s.end(false), street[fold(s[0].Street)], middle)
		all[i] = make([]spot, len(s))
		for n, d := range s {
			if d.At.Valid() {
				at = d.At
			}
			all[i][n] = spot{(at.Lon - middle.Lon) * squeeze * 111.195, (at.Lat - middle.Lat) * 111.195}
		}
	}
	return all
}

func (pl *plan) first(p part) spot { return pl.spots[p.side][p.from] }
func (pl *plan) last(p part) spot  { return pl.spots[p.side][p.to-1] }

// doors is the doors of a piece, side by side.
func (pl *plan) doors(piece int) (doors []Door) {
	for _, p := range pl.pieces[piece] {
		doors = append(doors, pl.sides[p.side][p.from:p.to]...)
	}
	return doors
}

func (pl *plan) fits(doors int) bool { return doors >= pl.least && doors <= pl.most }

func load(parts []part) (n int) {
	for _, p := range parts {
		n += p.doors()
	}
	return n
}

// merged is parts in the order of their sides, with those joined that follow
// each other.
func merged(parts ...part) []part {
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(a.side, b.side), cmp.Compare(a.from, b.from)) })
	out := parts[:0]
	for _, p := range parts {
		if n := len(out); n > 0 && out[n-1].side == p.side && out[n-1].to == p.from {
			out[n-1].to = p.to
		} else {
			out = append(out, p)
		}
	}
	return out
}

// give is how far the size of a cut may lie from what was asked for, where that
// saves way: streets are as long as they are.
const give = 0.10

// What is worth how much way, in kilometres: a side that is not torn, and a
// piece less, since the way to it is walked too.
const (
	torn = 0.02
	trip = 0.085
)

// A chain is the doors of a tour one after the other, and what it costs to cut it
// before each of them.
type chain struct {
	doors []part // of one door each
	cost  []float64
}

// chainOf is the doors of a plan as a tour of its sides takes them.
func (pl *plan) chainOf(tour []stretch) (c chain) {
	side := map[string]int{} // by the ids at its ends
	for i, s := range pl.sides {
		side[s[0].ID], side[s[len(s)-1].ID] = i, i
	}
	for _, s := range tour {
		i := side[s[0].ID]
		back := s[0].ID != pl.sides[i][0].ID
		for n := range s {
			if back {
				n = len(s) - 1 - n
			}
			c.doors = append(c.doors, part{i, n, n + 1})
		}
	}
	c.cost = make([]float64, len(c.doors)+1)
	for n := 1; n < len(c.doors); n++ {
		before, next := c.doors[n-1], c.doors[n]
		if c.cost[n] = -pl.first(before).far(pl.first(next)); before.side == next.side {
			c.cost[n] += torn
		}
	}
	return c
}

// into is the cheapest way to cut the chain into n pieces that are balanced. It has
// no ends where there are too few doors to have a choice.
func (c chain) into(n int) (b beginning) {
	doors := len(c.doors)
	share := float64(doors) / float64(n)
	room := int(Spread * share)
	b.least = max(1, int(math.Round(share-float64(room)/2)))
	b.most = b.least + room
	best, from := make([]float64, doors+1), make([]int32, doors+1)
	for at := 1; at <= doors; at++ {
		best[at] = math.Inf(1)
		for length := b.least; length <= b.most && length <= at; length++ {
			if cost := best[at-length] + c.cost[at]; cost < best[at] {
				best[at], from[at] = cost, int32(at-length)
			}
		}
	}
	if math.IsInf(best[doors], 1) {
		return b
	}
	for at := doors; at > 0; at = int(from[at]) {
		b.ends = append(b.ends, at)
	}
	slices.Reverse(b.ends)
	b.price = best[doors] + trip*float64(len(b.ends))
	if float64(room) > Spread*float64(doors)/float64(len(b.ends)) { // more pieces than were meant, and uneven
		b.ends = nil
	}
	return b
}

// cut is the parts of the chain between ends.
func (c chain) cut(ends []int) (pieces [][]part) {
	from := 0
	for _, end := range ends {
		pieces = append(pieces, merged(slices.Clone(c.doors[from:end])...))
		from = end
	}
	return pieces
}

// evenly is ends of n pieces that differ by a door at most.
func evenly(doors, n int) (ends []int) {
	for i := range n {
		if end := (i + 1) * doors / n; end > i*doors/n {
			ends = append(ends, end)
		}
	}
	return ends
}
