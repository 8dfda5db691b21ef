package measure

import "math"

// A Spread is what the tallies of canvassers add up to, as far as an estimate
// needs them: with it nothing needs the single canvassers again, however many
// they are.
type Spread struct {
	All   Tally
	Pairs Sums // with pairs as the size of a canvasser's talks
	First Sums // with first ratings
}

// A Sums is sums over canvassers of whom each has a size n and a sum s.
type Sums struct {
	Canvassers int // with a size above 0
	SumSquares int // of s squared
	Cross      int // of s times n
	Sizes      int // of n squared
}

func (u Sums) with(s, n int) Sums {
	if n == 0 {
		return u
	}
	return Sums{u.Canvassers + 1, u.SumSquares + s*s, u.Cross + s*n, u.Sizes + n*n}
}

// off is the sum over canvassers of (s - n·mean)².
func (u Sums) off(mean float64) float64 {
	return max(0, float64(u.SumSquares)-2*mean*float64(u.Cross)+mean*mean*float64(u.Sizes))
}

// SpreadOf adds the tallies of canvassers up, one tally for each.
func SpreadOf(canvassers []Tally) Spread {
	var s Spread
	for _, t := range canvassers {
		s.All = s.All.Plus(t)
		s.Pairs, s.First = s.Pairs.with(t.Sum, t.Pairs), s.First.with(t.Sum, t.First)
	}
	return s
}

// Mean estimates the mean movement. The clustered variance is G/(G-1) times the
// sum over canvassers of the squared sum of deviations, over n squared, with t
// of G-1 degrees of freedom. Without a pair the estimate is zero and its
// intervals infinite.
func (s Spread) Mean() Estimate { return s.estimate(s.All.Pairs, s.Pairs) }

// Floor is Mean with everybody who gave only a first rating counted as not
// having moved: the least that a one-sided loss of second ratings leaves.
func (s Spread) Floor() Estimate { return s.estimate(s.All.First, s.First) }

func (s Spread) estimate(n int, by Sums) Estimate {
	if n == 0 {
		return Estimate{Alone: around(0, 0, 0), Clustered: around(0, 0, 0)}
	}
	e := Estimate{N: n, Mean: float64(s.All.Sum) / float64(n)}
	e.SD = math.Sqrt(max(0, float64(s.All.Squares)-float64(s.All.Sum)*e.Mean) / float64(max(1, n-1)))
	e.Alone = around(e.Mean, e.SD/math.Sqrt(float64(n)), n-1)
	g := float64(by.Canvassers)
	e.Clustered = around(e.Mean, math.Sqrt(by.off(e.Mean)*g/max(1, g-1))/float64(n), by.Canvassers-1)
	return e
}

// Read reads the movement off a spread.
func (s Spread) Read() Movement {
	m := Movement{First: s.All.First, Pairs: s.All.Pairs, Canvassers: s.Pairs.Canvassers}
	m.Up, m.Down = ShareOf(s.All.Up, s.All.Pairs), ShareOf(s.All.Down, s.All.Pairs)
	m.Same = ShareOf(s.All.Pairs-s.All.Up-s.All.Down, s.All.Pairs)
	m.Both = ShareOf(s.All.Pairs, s.All.First)
	m.Show, m.Why = show(m.Pairs, m.Canvassers)
	if m.Show == WithMean {
		moved, least := s.Mean(), s.Floor()
		m.Mean, m.Floor = &moved, &least
	}
	return m
}
