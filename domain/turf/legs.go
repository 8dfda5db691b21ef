package turf

import (
	"slices"

	"barnstorm/domain"
)

// A leg is a run of doors that is walked in one go: a side of a street, or a
// part of it where another street begins beside it.
type leg struct {
	doors       stretch
	first, last domain.Point // of those that have a position
}

func legOf(s stretch) leg { return leg{s, s.end(false), s.end(true)} }

// back is the leg walked the other way.
func (l leg) back() leg {
	doors := slices.Clone(l.doors)
	slices.Reverse(doors)
	return leg{doors, l.last, l.first}
}

// beside is how close the end of another street must come, in kilometres, for
// a walk to turn into it and come back.
const beside = 0.06

// worth is what breaking sides of streets must save: a share of the walk, and
// kilometres. Below that people would rather have whole sides.
const worthShare, worthKm = 0.02, 0.02

// walk puts the doors of one piece in walking order. Sides of streets stay
// whole unless turning off in the middle of one saves a good bit of the way,
// as it does where closes lead off a road; numbers rise or fall all along a
// side even then.
func walk(doors []Door) []Door {
	tour := tourOf(sides(doors))
	whole := make([]leg, len(tour))
	for i, s := range tour {
		whole[i] = legOf(s)
	}
	best := shortest(whole)
	if parts := broken(tour); len(parts) > len(whole) {
		with := shortest(parts)
		if saved := way(best) - way(with); saved > worthKm && saved > worthShare*way(best) {
			best = with
		}
	}
	var out []Door
	for _, l := range best {
		out = append(out, l.doors...)
	}
	return out
}

// way is how far it is along the legs and between them, in kilometres.
func way(legs []leg) (km float64) {
	for i, l := range legs {
		if i > 0 {
			km += apart(legs[i-1].last, l.first)
		}
		for n := 1; n < len(l.doors); n++ {
			km += apart(l.doors[n-1].At, l.doors[n].At)
		}
	}
	return km
}

// mostLegs is how many legs one piece is broken into at most.
const mostLegs = 60

// broken is sides parted where the end of another street lies beside them.
func broken(tour []stretch) (parts []leg) {
	for i, s := range tour {
		cuts := []int{0, len(s)}
		for j, other := range tour {
			if i == j {
				continue
			}
			for _, last := range []bool{false, true} {
				if at := nearestGap(s, other.end(last)); at > 0 && at < len(s) && !slices.Contains(cuts, at) {
					cuts = append(cuts, at)
				}
			}
		}
		slices.Sort(cuts)
		for n := 1; n < len(cuts); n++ {
			if cuts[n] > cuts[n-1] {
				parts = append(parts, legOf(s[cuts[n-1]:cuts[n]]))
			}
		}
	}
	if len(parts) > mostLegs {
		return nil
	}
	return parts
}

// nearestGap is the gap between two doors of a side that lies closest to a
// place, as the number of the door behind it; 0 where none is close.
func nearestGap(s stretch, p domain.Point) int {
	best, least := 0, beside
	for i := 1; i < len(s); i++ {
		if far := (apart(s[i-1].At, p) + apart(s[i].At, p)) / 2; p.Valid() && far < least {
			best, least = i, far
		}
	}
	return best
}

// A round is an order of legs. Leg n is 2n as it is and 2n+1 walked back, so
// that turning one round is one bit; far is how far it is from the end of one
// to the beginning of another.
type round struct {
	order []int
	far   [][]float64
}

// mostStarts is from how many beginnings a walk is looked for.
const mostStarts = 24

// shortest orders legs for a short walk with free ends: from the order they
// have, and from the nearest of the nearest of each, mended until nothing helps
// (2-opt and or-opt over legs that may be walked either way).
func shortest(legs []leg) []leg {
	if len(legs) < 2 {
		return legs
	}
	far := distances(legs)
	best := round{far: far}
	for i := range legs {
		best.order = append(best.order, 2*i)
	}
	best.mend()
	for begin := 0; begin < 2*len(legs); begin += 1 + 2*len(legs)/mostStarts {
		next := round{far: far, order: nearestFirst(begin, far)}
		if next.mend(); next.way() < best.way()-1e-9 {
			best = next
		}
	}
	out := make([]leg, len(legs))
	for i, n := range best.order {
		if out[i] = legs[n/2]; n%2 == 1 {
			out[i] = out[i].back()
		}
	}
	return out
}

func distances(legs []leg) [][]float64 {
	far := make([][]float64, 2*len(legs))
	for i := range far {
		far[i] = make([]float64, 2*len(legs))
		end := [2]domain.Point{legs[i/2].last, legs[i/2].first}[i%2]
		for j := range far[i] {
			far[i][j] = apart(end, [2]domain.Point{legs[j/2].first, legs[j/2].last}[j%2])
		}
	}
	return far
}

// nearestFirst goes from one leg to whichever end of another is nearest.
func nearestFirst(begin int, far [][]float64) []int {
	order, seen := []int{begin}, make([]bool, len(far)/2)
	seen[begin/2] = true
	for len(order) < len(seen) {
		at, next := order[len(order)-1], -1
		for n := range far {
			if !seen[n/2] && (next < 0 || far[at][n] < far[at][next]) {
				next = n
			}
		}
		seen[next/2] = true
		order = append(order, next)
	}
	return order
}

func (r round) way() (km float64) {
	for i := 1; i < len(r.order); i++ {
		km += r.far[r.order[i-1]][r.order[i]]
	}
	return km
}

// mend turns round and moves runs of legs as long as that is shorter.
func (r *round) mend() {
	for range 20 * len(r.order) {
		if !r.turnRound() && !r.moveRun() {
			return
		}
	}
}

// gap is the way from one leg to another; -1 is beyond either end of the walk.
func (r round) gap(from, to int) float64 {
	if from < 0 || to < 0 {
		return 0
	}
	return r.far[from][to]
}

// at is the leg at a place, -1 beyond either end.
func (r round) at(i int) int {
	if i < 0 || i >= len(r.order) {
		return -1
	}
	return r.order[i]
}

func (r *round) turnRound() bool {
	for i := range r.order {
		for j := i; j < len(r.order); j++ {
			before, after, first, last := r.at(i-1), r.at(j+1), r.order[i], r.order[j]
			if r.gap(before, last^1)+r.gap(first^1, after) < r.gap(before, first)+r.gap(last, after)-1e-9 {
				turn(r.order[i : j+1])
				return true
			}
		}
	}
	return false
}

func turn(order []int) {
	slices.Reverse(order)
	for i := range order {
		order[i] ^= 1
	}
}

func (r *round) moveRun() bool {
	for run := 1; run <= 3; run++ {
		for i := 0; i+run < len(r.order)+1 && run < len(r.order); i++ {
			rest := round{far: r.far, order: slices.Concat(r.order[:i], r.order[i+run:])}
			piece := slices.Clone(r.order[i : i+run])
			saved := r.gap(r.at(i-1), piece[0]) + r.gap(piece[run-1], r.at(i+run)) - r.gap(r.at(i-1), r.at(i+run))
			for range 2 {
				for at := range len(rest.order) + 1 {
					before, after := rest.at(at-1), rest.at(at)
					if r.gap(before, piece[0])+r.gap(piece[run-1], after)-r.gap(before, after) < saved-1e-9 {
						r.order = slices.Insert(rest.order, at, piece...)
						return true
					}
				}
				turn(piece)
			}
		}
	}
	return false
}
