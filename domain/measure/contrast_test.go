package measure

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// The values are those of a regression on the arm with clusters of walkers
// (CR1 without the small correction for regressors), and of Welch.
func TestContrast(t *testing.T) {
	var all []Measured
	for g := range 6 {
		for i := range 12 {
			m := Measured{Placebo: (g*i+i+g*g)%5 < 2, Walker: fmt.Sprint(g), Value: (3*g + 7*i + i*i*g) % 9}
			if !m.Placebo {
				m.Value++
			}
			all = append(all, m)
		}
	}
	c := Compare(all)
	if c.Why != "" || c.Talked.N != 35 || c.Placebo.N != 37 || c.Walkers != 6 {
		t.Fatalf("%+v", c)
	}
	near(t, "talked", c.Talked.Mean, 4.34286, 5)
	near(t, "placebo", c.Placebo.Mean, 3.48649, 5)
	near(t, "sd", c.Talked.SD, 2.50814, 5)
	near(t, "difference", c.Difference.Value, 0.85637, 5)
	near(t, "alone", c.Difference.Alone.SE, 0.57907, 5)
	near(t, "clustered", c.Difference.Clustered.SE, 0.65509, 5)
	near(t, "low, with 69 degrees of freedom", c.Difference.Alone.Low, 0.85637-1.99495*0.57907, 4)
	near(t, "low, with 5", c.Difference.Clustered.Low, 0.85637-2.57058*0.65509, 4)
	if c.Difference.Shown() != c.Difference.Clustered || c.Difference.Clear() {
		t.Errorf("%+v", c.Difference)
	}
}

// Too few in one arm, or too few who talked: counts, and neither a mean nor a
// difference.
func TestContrastRefuses(t *testing.T) {
	side := func(n, walkers int, placebo bool) (out []Measured) {
		for i := range n {
			out = append(out, Measured{Placebo: placebo, Walker: fmt.Sprint(i % walkers), Value: i % 11})
		}
		return out
	}
	for _, tt := range []struct {
		talked, placebo, walkers int
		why                      Reason
	}{{0, 0, 1, TooFewInArm}, {29, 400, 9, TooFewInArm}, {400, 29, 9, TooFewInArm}, {400, 400, 4, TooFewCanvassers}, {30, 30, 5, ""}} {
		c := Compare(append(side(tt.talked, tt.walkers, false), side(tt.placebo, tt.walkers, true)...))
		if c.Why != tt.why || (c.Difference == nil) != (tt.why != "") || tt.why != "" && (c.Talked.Mean != 0 || c.Placebo.SD != 0) || c.Talked.N != tt.talked || c.Placebo.N != tt.placebo {
			t.Errorf("%+v: %+v", tt, c)
		}
	}
}

// A talk that does nothing is not found to do something more often than one time
// in twenty, though canvassers differ; one that moves people by a point is.
func TestContrastTellsNothingFromSomething(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, effect := range []float64{0, 1} {
		found, held := 0, 0
		const rounds = 400
		for range rounds {
			var all []Measured
			for g := range 30 {
				own := r.NormFloat64()
				for range 20 {
					m := Measured{Placebo: r.IntN(2) == 0, Walker: fmt.Sprint(g)}
					x := 5 + own + 2*r.NormFloat64()
					if !m.Placebo {
						x += effect
					}
					m.Value = min(10, max(0, int(x+0.5)))
					all = append(all, m)
				}
			}
			d := Compare(all).Difference
			if d.Clear() {
				found++
			}
			if s := d.Shown(); s.Low <= effect && effect <= s.High {
				held++
			}
		}
		if effect == 0 && (found > rounds*6/100 || held < rounds*94/100) || effect == 1 && found < rounds*99/100 {
			t.Errorf("effect %v: found %d, held %d of %d", effect, found, held, rounds)
		}
	}
}

func TestPerArm(t *testing.T) {
	for delta, n := range map[float64]int{0.2: 392, 0.08: 2450, 0.04: 9800} {
		if got := PerArm(delta); got != n {
			t.Errorf("%v: %d", delta, got)
		}
	}
}
