package turf

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
)

// looks is how many pairs of pieces one cut looks at, a thirtieth of a millisecond
// each: a ward is gone over again and again, a city once.
func looks(doors int) int { return max(6_000, 30_000-doors/4) }

// planned shares sides out between pieces of about size doors so that the walks of
// all are short together: cut from a tour, then gone over pair by pair.
func planned(sides []stretch, size int) *plan {
	first := &plan{sides: sides, spots: spotsOf(sides)}
	c := first.chainOf(tourOf(sides))
	if len(c.doors) == 0 {
		return first
	}
	left := looks(len(c.doors))
	var tries []*plan
	for _, b := range c.beginnings(size) {
		try := &plan{sides: sides, spots: first.spots, pieces: c.cut(b.ends), least: b.least, most: b.most}
		if left -= try.settle(1); len(tries) > 0 && left < looks(len(c.doors))/2 {
			break
		}
		tries = append(tries, try)
	}
	for keep := 3; keep > 0; keep-- { // of those that promise most, the best when all is done
		slices.SortStableFunc(tries, func(a, b *plan) int { return cmp.Compare(a.price, b.price) })
		tries = tries[:min(len(tries), keep)]
		for _, try := range tries {
			left -= try.settle(left / (keep + 1))
		}
	}
	return tries[0].shaken(left)
}

// How many numbers of pieces are thought of, and how many of them tried.
const mostCounts, mostTried = 40, 12

// A beginning is where a chain is cut at first.
type beginning struct {
	ends        []int
	least, most int
	price       float64
}

// beginnings is ways to cut the chain into pieces of about a size, those first that
// promise most.
func (c chain) beginnings(size int) (all []beginning) {
	doors := float64(len(c.doors))
	least, most := int(math.Ceil(doors/(float64(size)*(1+give)))), int(doors/(float64(size)*(1-give)))
	for n := max(1, least); n <= most; n += 1 + (most-least)/mostCounts {
		if b := c.into(n); b.ends != nil {
			all = append(all, b)
		}
	}
	if len(all) == 0 { // too few doors to have a choice
		n := max(1, int(math.Round(doors/float64(size))))
		b := c.into(n)
		b.ends = evenly(len(c.doors), n)
		return []beginning{b}
	}
	slices.SortStableFunc(all, func(a, b beginning) int { return cmp.Compare(a.price, b.price) })
	return all[:min(len(all), mostTried)]
}

// settle goes over all pairs of neighbours until nothing helps, or so many have
// been looked at; it is how many that were, and sets the price.
func (pl *plan) settle(most int) (looked int) {
	for looked < most {
		pairs := pl.neighbours()
		looked += len(pairs)
		if !pl.pass(pairs, 0) {
			break
		}
	}
	pl.price = trip * float64(len(pl.pieces))
	t := &table{}
	for _, p := range pl.pieces {
		pl.price += t.way(pl, p[:min(len(p), mostParts)])
	}
	return looked
}

// kick is by how much a walk may grow for once, in kilometres, and kicks how often
// that is tried: it leads out of where no pair alone gets any shorter.
const kick, kicks = 0.06, 16

// shaken is the best plan that is found from pl by kicks.
func (pl *plan) shaken(left int) *plan {
	best := *pl
	best.pieces = slices.Clone(pl.pieces)
	for i := 0; i < kicks && left > 0; i++ {
		pairs := pl.neighbours()
		pl.pass(pairs, kick*(1-float64(i)/kicks))
		left -= len(pairs) + pl.settle(left)
		if pl.price < best.price {
			best.price, best.pieces = pl.price, slices.Clone(pl.pieces)
		}
	}
	return &best
}

// pass goes over pairs once and reports whether anything changed. Pairs that share
// no piece are gone over side by side, in rounds, so that it comes to the same
// on any number of processors.
func (pl *plan) pass(pairs [][2]int, slack float64) bool {
	changed := make([]bool, len(pairs))
	waits := make([]int, len(pairs))
	for i := range waits {
		waits[i] = i
	}
	for len(waits) > 0 {
		busy := map[int]bool{}
		var now, later []int
		for _, i := range waits {
			if a, b := pairs[i][0], pairs[i][1]; busy[a] || busy[b] {
				later = append(later, i)
			} else {
				busy[a], busy[b] = true, true
				now = append(now, i)
			}
		}
		sideBySide(len(now), func(t *table, n int) {
			i := now[n]
			changed[i] = t.anew(pl, pairs[i][0], pairs[i][1], slack)
		})
		waits = later
	}
	return slices.Contains(changed, true)
}

var tables = sync.Pool{New: func() any { return &table{} }}

// sideBySide does n things on all processors, each with a table.
func sideBySide(n int, do func(t *table, i int)) {
	var all sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		all.Go(func() {
			t := tables.Get().(*table)
			for i := w; i < n; i += workers {
				do(t, i)
			}
			tables.Put(t)
		})
	}
	all.Wait()
}

// besides is how many neighbours of a piece are looked at.
const besides = 6

// neighbours is the pairs of pieces whose middles lie nearest to each other.
func (pl *plan) neighbours() (pairs [][2]int) {
	middles, reaches := make([]spot, len(pl.pieces)), make([]float64, len(pl.pieces))
	for i := range pl.pieces {
		middles[i], reaches[i] = pl.middle(i)
	}
	slices.Sort(reaches)
	cell := max(0.01, 3*reaches[len(reaches)/2]) // as wide as most pieces and what lies beside them
	at := func(s spot) [2]int { return [2]int{int(math.Floor(s.x / cell)), int(math.Floor(s.y / cell))} }
	cells := map[[2]int][]int{}
	for i, m := range middles {
		cells[at(m)] = append(cells[at(m)], i)
	}
	seen := map[[2]int]bool{}
	for i, m := range middles {
		var near []int
		c := at(m)
		for x := c[0] - 1; x <= c[0]+1; x++ {
			for y := c[1] - 1; y <= c[1]+1; y++ {
				near = append(near, cells[[2]int{x, y}]...)
			}
		}
		near = slices.DeleteFunc(near, func(j int) bool { return j == i })
		slices.SortFunc(near, func(a, b int) int {
			return cmp.Or(cmp.Compare(m.far(middles[a]), m.far(middles[b])), cmp.Compare(a, b))
		})
		for _, j := range near[:min(len(near), besides)] {
			if pair := [2]int{min(i, j), max(i, j)}; !seen[pair] {
				seen[pair] = true
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs
}

// middle is the mean place of a piece's doors, and how far they lie from it.
func (pl *plan) middle(i int) (m spot, reach float64) {
	n := 0.0
	for _, p := range pl.pieces[i] {
		for _, s := range pl.spots[p.side][p.from:p.to] {
			m.x, m.y, n = m.x+s.x, m.y+s.y, n+1
			reach += s.x*s.x + s.y*s.y
		}
	}
	m = spot{m.x / n, m.y / n}
	return m, math.Sqrt(max(0, reach/n-m.x*m.x-m.y*m.y))
}
