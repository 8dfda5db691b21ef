package measure

import "math"

// A Tally is what the conversations of one canvasser add up to. Tallies are
// what a rollup keeps; nothing here needs the single conversations again.
// A rating that was declined is no rating, and a second rating without a
// first is not a pair.
type Tally struct {
	First    int // conversations with a first rating
	Pairs    int // of these, with a second one too
	Up, Down int // pairs whose second rating was higher, lower
	Sum      int // of second minus first over the pairs
	Squares  int // of (second minus first) squared over the pairs
}

// Pair adds a conversation with both ratings.
func (t *Tally) Pair(before, after int) {
	d := after - before
	t.First++
	t.Pairs++
	t.Sum += d
	t.Squares += d * d
	switch {
	case d > 0:
		t.Up++
	case d < 0:
		t.Down++
	}
}

// Broken adds a conversation with a first rating alone.
func (t *Tally) Broken() { t.First++ }

// Plus is both tallies as one.
func (t Tally) Plus(u Tally) Tally {
	return Tally{t.First + u.First, t.Pairs + u.Pairs, t.Up + u.Up, t.Down + u.Down, t.Sum + u.Sum, t.Squares + u.Squares}
}

// Times is t counted n times; -1 takes it away.
func (t Tally) Times(n int) Tally {
	return Tally{t.First * n, t.Pairs * n, t.Up * n, t.Down * n, t.Sum * n, t.Squares * n}
}

// An Interval is a standard error and the 95 % interval it gives. A width that
// cannot be told (one pair, one canvasser) is infinite.
type Interval struct {
	SE, Low, High float64
}

// wide reports whether i is wider than j.
func (i Interval) wide(j Interval) bool { return i.High-i.Low > j.High-j.Low }

// An Estimate is the mean movement of pairs, in rating points, with its
// uncertainty computed twice: as if every conversation were on its own, and
// with those of one canvasser counted as alike.
type Estimate struct {
	N         int
	Mean      float64
	SD        float64 // of single movements, with n-1
	Alone     Interval
	Clustered Interval
}

// Shown is the wider of the two intervals: the only one for people to see.
func (e Estimate) Shown() Interval {
	if e.Alone.wide(e.Clustered) {
		return e.Alone
	}
	return e.Clustered
}

// Mean estimates the mean movement from one tally per canvasser.
func Mean(canvassers []Tally) Estimate { return SpreadOf(canvassers).Mean() }

// Floor is Mean with everybody who gave only a first rating counted as not
// having moved.
func Floor(canvassers []Tally) Estimate { return SpreadOf(canvassers).Floor() }

// around is the 95 % interval around m with standard error se, by Student's t.
func around(m, se float64, df int) Interval {
	if df < 1 {
		return Interval{SE: math.Inf(1), Low: math.Inf(-1), High: math.Inf(1)}
	}
	half := quantile97(df) * se
	return Interval{SE: se, Low: m - half, High: m + half}
}
