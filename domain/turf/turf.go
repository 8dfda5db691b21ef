// Package turf cuts a list of doors into pieces small enough for one outing,
// and puts the doors of each piece in walking order. It knows addresses and
// positions and none of our other nouns.
package turf

import (
	"math"
	"slices"
	"strings"

	"barnstorm/domain"
)

// A Door is one address as the cut sees it.
type Door struct {
	ID     string
	Street string // with its town, where two towns have one of the name
	Number string // "12", "12A", or the name of a house
	Flat   string // "2", "2/1" (floor and door), "Flat 3", empty for none
	At     domain.Point
}

// A Piece is one turf: its doors in walking order.
type Piece struct {
	Doors   []string // ids
	Streets []string // as they are met, each once
	Block   bool     // the flats of one building, or a part of them, top floor down
}

// Bounds of a cut. Fewer doors than Least are no outing; more than Most are
// not done in a day (DOMAIN: 41 to 75 doors in two and a half hours).
const (
	Least = 5
	Most  = 300
)

// Spread is by how much the largest piece of a cut may exceed the smallest,
// as a share of the size asked for.
const Spread = 0.15

// Cut divides doors into pieces of about size doors, size within Least and
// Most. Every door is in exactly one piece. Sides of streets stay together
// where the balance allows; a building with at least half of size flats is a
// piece, or several, of its own. Doors without a position walk behind those of
// their street. The same doors give the same pieces, in whatever order.
func Cut(doors []Door, size int) []Piece {
	size = min(max(size, Least), Most)
	var pieces []Piece
	blocks, rest := buildings(doors, max(6, size/2))
	for _, b := range blocks {
		pieces = append(pieces, cutBlock(b, size)...)
	}
	tour := tourOf(sides(rest))
	for _, part := range split(tour, size) {
		pieces = append(pieces, pieceOf(walk(part)))
	}
	return pieces
}

// buildings parts the doors into blocks of at least least flats and the rest.
func buildings(doors []Door, least int) (blocks [][]Door, rest []Door) {
	at := map[string][]Door{}
	for _, d := range doors {
		key := ""
		if d.Flat != "" {
			key = fold(d.Street) + "\x00" + fold(d.Number)
		}
		at[key] = append(at[key], d)
	}
	keys := make([]string, 0, len(at))
	for k := range at {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if k != "" && len(at[k]) >= least {
			blocks = append(blocks, at[k])
		} else {
			rest = append(rest, at[k]...)
		}
	}
	return blocks, rest
}

// cutBlock walks a building from the top floor down, in even parts when it
// has more doors than one outing.
func cutBlock(doors []Door, size int) []Piece {
	slices.SortFunc(doors, topDown)
	n := max(1, (len(doors)+size/2)/size)
	var pieces []Piece
	for i := range n {
		part := pieceOf(doors[i*len(doors)/n : (i+1)*len(doors)/n])
		part.Block = true
		pieces = append(pieces, part)
	}
	return pieces
}

func pieceOf(doors []Door) Piece {
	var p Piece
	for _, d := range doors {
		p.Doors = append(p.Doors, d.ID)
		if !slices.Contains(p.Streets, d.Street) {
			p.Streets = append(p.Streets, d.Street)
		}
	}
	return p
}

// A stretch is the doors of one side of one street, in the order of their
// numbers: what a canvasser walks without crossing.
type stretch []Door

// sides gathers the doors into stretches, sorted by street and side.
func sides(doors []Door) []stretch {
	at := map[string]stretch{}
	for _, d := range doors {
		key := fold(d.Street) + "\x00" + sideOf(d.Number)
		at[key] = append(at[key], d)
	}
	keys := make([]string, 0, len(at))
	for k := range at {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	all := make([]stretch, len(keys))
	for i, k := range keys {
		slices.SortFunc(at[k], byNumber)
		all[i] = at[k]
	}
	return all
}

// reach is how far from an even share a part may lie: under half of Spread on
// either side, so that the largest and the smallest part stay within it.
const reach = 0.07

// split cuts a tour of doors into parts of nearly equal length, tearing as few
// sides of streets as can be, and those at their widest gaps: the cheapest
// chain of cuts, found from the first door to the last.
func split(tour []stretch, size int) [][]Door {
	doors := slices.Concat(tour...)
	n := max(1, (len(doors)+size/2)/size)
	share := float64(len(doors)) / float64(n)
	least, most := int(math.Ceil(share*(1-reach))), int(share*(1+reach))
	tear := tears(tour, doors)
	cost, from := make([]float64, len(doors)+1), make([]int, len(doors)+1)
	for at := 1; at <= len(doors); at++ {
		cost[at] = math.Inf(1)
		for length := least; length <= most && length <= at; length++ {
			if c := cost[at-length] + tear[at]; c < cost[at] {
				cost[at], from[at] = c, at-length
			}
		}
	}
	if math.IsInf(cost[len(doors)], 1) { // too few doors to have a choice
		return evenly(doors, n)
	}
	var parts [][]Door
	for at := len(doors); at > 0; at = from[at] {
		parts = append(parts, doors[from[at]:at])
	}
	slices.Reverse(parts)
	return parts
}

// tears says what a cut before each door costs: nothing where a side ends,
// else one, less a little where the gap to the next door is wide.
func tears(tour []stretch, doors []Door) []float64 {
	tear := make([]float64, len(doors)+1)
	for i := 1; i < len(doors); i++ {
		tear[i] = 1 - 0.5*min(1, 10*apart(doors[i-1].At, doors[i].At))
	}
	at := 0
	for _, s := range tour {
		at += len(s)
		tear[at] = 0
	}
	return tear
}

func evenly(doors []Door, n int) [][]Door {
	var parts [][]Door
	for i := range n {
		if part := doors[i*len(doors)/n : (i+1)*len(doors)/n]; len(part) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
