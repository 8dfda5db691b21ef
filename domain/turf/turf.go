// Package turf cuts a list of doors into pieces small enough for one outing,
// and puts the doors of each piece in walking order. It knows addresses and
// positions and none of our other nouns.
package turf

import (
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
// as a share of their mean.
const Spread = 0.15

// Cut divides doors into pieces of about size doors, size within Least and Most:
// up to a tenth more or less where that leaves streets whole. Every door is in
// exactly one piece, and the walks of all pieces together are short. Sides of
// streets stay together where the balance allows; a building with at least half
// of size flats is a piece, or several, of its own. Doors without a position walk
// behind those of their street. The same doors give the same pieces, in whatever
// order they come.
func Cut(doors []Door, size int) []Piece {
	size = min(max(size, Least), Most)
	var pieces []Piece
	blocks, rest := buildings(doors, max(6, size/2))
	for _, b := range blocks {
		pieces = append(pieces, cutBlock(b, size)...)
	}
	pl := planned(sides(rest), size)
	walked := make([]Piece, len(pl.pieces))
	sideBySide(len(walked), func(_ *table, i int) { walked[i] = pieceOf(walk(pl.doors(i))) })
	return append(pieces, walked...)
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

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
