package measure

import "math"

// A Measured is one household of a comparison, measured once: in which arm the
// lot put it, who talked there, and what was answered later.
type Measured struct {
	Placebo bool
	Walker  string // whoever talked there
	Value   int
}

// TooFewInArm is why there is no difference: under LeastForMean in one of the arms.
const TooFewInArm Reason = "too-few-in-arm"

// A Side is the households of one arm. The mean is 0 where none is told.
type Side struct {
	N    int
	Mean float64
	SD   float64 // with n-1
}

// A Difference is the mean of the one arm less that of the other, with its
// uncertainty computed twice: as if every household were on its own (Welch), and
// with those of one canvasser counted as alike.
type Difference struct {
	Value     float64
	Alone     Interval
	Clustered Interval
}

// Shown is the wider of the two intervals: the only one for people to see.
func (d Difference) Shown() Interval {
	if d.Alone.wide(d.Clustered) {
		return d.Alone
	}
	return d.Clustered
}

// Clear reports whether chance alone would hardly give such a difference: its
// interval does not hold zero.
func (d Difference) Clear() bool { return d.Shown().Low > 0 || d.Shown().High < 0 }

// A Contrast is what may be said of a comparison. Difference is nil and the means
// are 0 where Why says what is missing, so that no page can show what the numbers
// do not carry.
type Contrast struct {
	Talked     Side // had the talk
	Placebo    Side // talked about something else
	Walkers    int  // who talked at any of them
	Why        Reason
	Difference *Difference
}

// Compare reads a comparison off its households, each there once. The estimate is
// the difference of the means. Alone is Welch's interval; clustered is that of the
// regression on the arm with walkers as clusters, G/(G-1) times the squared sums of
// influence, and t of G-1 degrees of freedom.
func Compare(all []Measured) Contrast {
	var values [2][]int
	walkers := map[string]float64{}
	for _, m := range all {
		values[arm(m)] = append(values[arm(m)], m.Value)
		walkers[m.Walker] = 0
	}
	talked, placebo := sideOf(values[0]), sideOf(values[1])
	c := Contrast{Talked: Side{N: talked.N}, Placebo: Side{N: placebo.N}, Walkers: len(walkers)}
	switch {
	case min(talked.N, placebo.N) < LeastForMean:
		c.Why = TooFewInArm
	case c.Walkers < LeastCanvassers:
		c.Why = TooFewCanvassers
	default:
		c.Talked, c.Placebo = talked, placebo
		c.Difference = differenceOf(all, talked, placebo, walkers)
	}
	return c
}

func differenceOf(all []Measured, talked, placebo Side, walkers map[string]float64) *Difference {
	d := Difference{Value: talked.Mean - placebo.Mean}
	a, b := talked.SD*talked.SD/float64(talked.N), placebo.SD*placebo.SD/float64(placebo.N)
	df := 1.0
	if a+b > 0 {
		df = (a + b) * (a + b) / (a*a/float64(talked.N-1) + b*b/float64(placebo.N-1))
	}
	d.Alone = around(d.Value, math.Sqrt(a+b), int(df))
	for _, m := range all {
		if m.Placebo {
			walkers[m.Walker] -= (float64(m.Value) - placebo.Mean) / float64(placebo.N)
		} else {
			walkers[m.Walker] += (float64(m.Value) - talked.Mean) / float64(talked.N)
		}
	}
	variance := 0.0
	for _, u := range walkers {
		variance += u * u
	}
	g := float64(len(walkers))
	d.Clustered = around(d.Value, math.Sqrt(variance*g/(g-1)), len(walkers)-1)
	return &d
}

func arm(m Measured) int {
	if m.Placebo {
		return 1
	}
	return 0
}

func sideOf(values []int) Side {
	sum, squares := 0, 0
	for _, v := range values {
		sum, squares = sum+v, squares+v*v
	}
	s := Side{N: len(values)}
	if s.N > 0 {
		s.Mean = float64(sum) / float64(s.N)
	}
	if s.N > 1 {
		s.SD = math.Sqrt(max(0, float64(squares)-float64(sum)*s.Mean) / float64(s.N-1))
	}
	return s
}

// PerArm is how many households an arm needs for a difference of so many standard
// deviations to be found in four of five comparisons, with no baseline to adjust
// by: 2·2.8²/δ² (DOMAIN, 1.6).
func PerArm(delta float64) int { return int(math.Ceil(2*2.8*2.8/(delta*delta) - 1e-9)) }
