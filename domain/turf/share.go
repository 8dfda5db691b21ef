package turf

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// mostParts is how many parts two pieces may have together to be shared out
// anew: every way to do it is looked at.
const mostParts = 10

// A table is the shortest walk over every set of some parts, with free ends, by
// dynamic programming (Held and Karp, "A dynamic programming approach to
// sequencing problems", 1962). A part n is 2n as it is and 2n+1 walked back.
type table struct {
	far  [2 * mostParts][2 * mostParts]float32
	ends [1 << mostParts][2 * mostParts]float32 // by the set and the part it ends with
	cost [1 << mostParts]float32                // in kilometres
}

// fill works the table out for up to mostParts parts.
func (t *table) fill(pl *plan, parts []part) {
	for i, p := range parts {
		from := [2]spot{pl.last(p), pl.first(p)}
		for j, q := range parts {
			to := [2]spot{pl.first(q), pl.last(q)}
			for k := range 4 {
				t.far[2*i+k/2][2*j+k%2] = float32(from[k/2].far(to[k%2]))
			}
		}
	}
	t.cost[0] = 0
	for set := 1; set < 1<<len(parts); set++ {
		t.cost[set] = math.MaxFloat32
		for left := set; left != 0; left &= left - 1 {
			i := bits.TrailingZeros(uint(left))
			t.end(set, i)
			t.cost[set] = min(t.cost[set], t.ends[set][2*i], t.ends[set][2*i+1])
		}
	}
}

// end finds the shortest walks over a set that end with part i.
func (t *table) end(set, i int) {
	rest := set &^ (1 << i)
	if rest == 0 {
		t.ends[set][2*i], t.ends[set][2*i+1] = 0, 0
		return
	}
	var as, back float32 = math.MaxFloat32, math.MaxFloat32
	before := &t.ends[rest]
	for left := rest; left != 0; left &= left - 1 {
		j := 2 * bits.TrailingZeros(uint(left))
		one, other := before[j], before[j+1]
		as = min(as, one+t.far[j][2*i], other+t.far[j+1][2*i])
		back = min(back, one+t.far[j][2*i+1], other+t.far[j+1][2*i+1])
	}
	t.ends[set][2*i], t.ends[set][2*i+1] = as, back
}

// way is how long the shortest walk between the parts is.
func (t *table) way(pl *plan, parts []part) float64 {
	if len(parts) < 2 {
		return 0
	}
	t.fill(pl, parts)
	return float64(t.cost[1<<len(parts)-1])
}

// worth is what two pieces cost: their walks, and the sides that they tear.
func (t *table) worth(pl *plan, a, b []part) float64 {
	cost := t.way(pl, a) + t.way(pl, b)
	for _, p := range a {
		if slices.ContainsFunc(b, func(q part) bool { return q.side == p.side }) {
			cost += torn
		}
	}
	return cost
}

// An offer is one way to share parts out: who is in the first set.
type offer struct {
	set, doors int
	cost       float64
}

// tries is how many offers are looked at for which a side has to be torn.
const tries = 6

// slight is a difference that is none, in kilometres.
const slight = 1e-5

// anew shares the parts of two pieces out anew, if that costs less. With slack it
// also does so when it costs up to that much more, but never as they were.
func (t *table) anew(pl *plan, a, b int, slack float64) bool {
	one, other := pl.pieces[a], pl.pieces[b]
	all := merged(slices.Concat(one, other)...)
	if len(all) > mostParts || len(one) > mostParts || len(other) > mostParts {
		return false
	}
	least := t.worth(pl, one, other) + slack - slight
	t.fill(pl, all)
	balanced, others := t.offers(pl, all, least)
	for _, o := range balanced {
		if x, y := o.sets(all); o.cost < least && (slack == 0 || !slices.Equal(x, one) && !slices.Equal(x, other)) {
			pl.pieces[a], pl.pieces[b], least = x, y, o.cost
		}
	}
	for _, o := range others[:min(len(others), tries)] {
		if o.cost+torn >= least {
			break
		}
		x, y := o.sets(all)
		if cost, x, y := t.tear(pl, x, y); cost < least {
			pl.pieces[a], pl.pieces[b], least = x, y, cost
		}
	}
	return least < t.worth(pl, one, other)+slack-slight
}

// offers is the ways to share parts out that cost less than something: those
// with two balanced pieces, and the others, the cheapest first.
func (t *table) offers(pl *plan, all []part, less float64) (balanced, others []offer) {
	full, total := 1<<len(all)-1, load(all)
	for set := 1; set < full; set += 2 { // the first part is always in the first set
		o := offer{set: set, cost: float64(t.cost[set] + t.cost[full^set])}
		if o.cost >= less {
			continue
		}
		for left := set; left != 0; left &= left - 1 {
			o.doors += all[bits.TrailingZeros(uint(left))].doors()
		}
		if pl.fits(o.doors) && pl.fits(total-o.doors) {
			balanced = append(balanced, o)
		} else {
			others = append(others, o)
		}
	}
	slices.SortStableFunc(others, func(a, b offer) int { return cmp.Compare(a.cost, b.cost) })
	return balanced, others
}

// sets is the parts of either set.
func (o offer) sets(all []part) (one, other []part) {
	for i, p := range all {
		if o.set>>i&1 == 1 {
			one = append(one, p)
		} else {
			other = append(other, p)
		}
	}
	return one, other
}

// tear moves as few doors as need be from the end of a side of the larger set
// into the smaller one, wherever that costs least.
func (t *table) tear(pl *plan, large, small []part) (least float64, x, y []part) {
	if load(large) < load(small) {
		large, small = small, large
	}
	least = math.Inf(1)
	need := max(load(large)-pl.most, pl.least-load(small))
	if len(small) >= mostParts || !pl.fits(load(large)-need) || !pl.fits(load(small)+need) {
		return least, nil, nil
	}
	for i, p := range large {
		if p.doors() <= need {
			continue
		}
		for _, goes := range []part{{p.side, p.to - need, p.to}, {p.side, p.from, p.from + need}} {
			stay := part{p.side, p.from, p.to - need}
			if goes.from == p.from {
				stay = part{p.side, p.from + need, p.to}
			}
			a, b := slices.Clone(large), merged(append(slices.Clone(small), goes)...)
			a[i] = stay
			if cost := t.worth(pl, a, b); cost < least {
				least, x, y = cost, a, b
			}
		}
	}
	return least, x, y
}
