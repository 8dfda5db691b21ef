package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// near fails unless got agrees with want to the given number of decimals.
func near(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if unit := math.Pow10(-decimals); math.Abs(got-want) > unit/2+1e-12 {
		t.Errorf("%s = %.8f, want %.*f", what, got, decimals, want)
	}
}

func TestShares(t *testing.T) {
	for _, tt := range []struct {
		count, of int
		low, high float64
	}{
		{0, 10, 0, .2775}, {3, 10, .1078, .6032}, {27, 90, .2151, .4013}, {300, 1000, .2724, .3291},
		{10, 10, 1 - .2775, 1}, {0, 0, 0, 1},
	} {
		s := ShareOf(tt.count, tt.of)
		near(t, "low", s.Low, tt.low, 4)
		near(t, "high", s.High, tt.high, 4)
	}
}

func TestSharesHoldWhatWasCounted(t *testing.T) {
	for of := 1; of < 300; of += 7 {
		for count := range of + 1 {
			s, other := ShareOf(count, of), ShareOf(of-count, of)
			if s.Low < 0 || s.High > 1 || s.Value() < s.Low-1e-12 || s.Value() > s.High+1e-12 {
				t.Fatalf("%d of %d: %v", count, of, s)
			}
			if math.Abs(s.Low-(1-other.High)) > 1e-12 {
				t.Fatalf("%d of %d is not the mirror of its rest", count, of)
			}
		}
	}
}

// The values are those of the usual printed tables.
func TestStudent(t *testing.T) {
	for df, want := range map[int]float64{1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 10: 2.228, 11: 2.201, 29: 2.045, 30: 2.042, 120: 1.980} {
		near(t, "t", quantile97(df), want, 3)
	}
	near(t, "t of two hundred thousand", quantile97(200000), z, 4)
	for df := 1; df < 400; df++ {
		if q := quantile97(df); math.Abs(tail(q, df)-0.025) > 1e-12 || q <= quantile97(df+1) {
			t.Fatalf("df %d: %v", df, q)
		}
	}
}

var (
	before = []int{4, 5, 5, 3, 6, 5, 2, 7, 5, 4, 6, 5}
	after  = []int{5, 5, 7, 3, 6, 8, 2, 7, 6, 4, 5, 6}
)

// by tallies the example with so many consecutive rows per canvasser.
func by(rows int) []Tally {
	out := make([]Tally, len(before)/rows)
	for i := range before {
		out[i/rows].Pair(before[i], after[i])
	}
	return out
}

func TestMovementOfTwelvePairs(t *testing.T) {
	alone := Mean(by(1))
	near(t, "mean", alone.Mean, 0.5833, 4)
	near(t, "s", alone.SD, 1.0836, 4)
	near(t, "SE", alone.Alone.SE, 0.3128, 4)
	near(t, "low", alone.Alone.Low, -0.105, 3)
	near(t, "high", alone.Alone.High, 1.272, 3)
	four := Mean(by(3))
	near(t, "clustered SE", four.Clustered.SE, 0.2500, 4)
	near(t, "clustered low", four.Clustered.Low, -0.212, 3)
	near(t, "clustered high", four.Clustered.High, 1.379, 3)
	if four.Shown() != four.Clustered || four.N != 12 {
		t.Errorf("shown %v of %v", four.Shown(), four)
	}
	m := Read(by(3))
	if m.Up.Count != 5 || m.Same.Count != 6 || m.Down.Count != 1 || m.Canvassers != 4 {
		t.Errorf("up, same, down, canvassers: %+v", m)
	}
}

// With as many canvassers as conversations, both intervals are the same: the
// correction G/(G-1) is then n/(n-1).
func TestOneConversationEach(t *testing.T) {
	e := Mean(by(1))
	if math.Abs(e.Alone.SE-e.Clustered.SE) > 1e-12 {
		t.Errorf("%v and %v", e.Alone, e.Clustered)
	}
}

func TestOneCanvasserCarriesNoMean(t *testing.T) {
	var one Tally
	for range 400 {
		one.Pair(4, 5)
	}
	if s := Mean([]Tally{one}).Shown(); !math.IsInf(s.SE, 1) {
		t.Errorf("interval of one canvasser: %v", s)
	}
	if s := Mean(nil).Shown(); !math.IsInf(s.High, 1) {
		t.Errorf("interval of nothing: %v", s)
	}
}

func TestWhatMayBeShown(t *testing.T) {
	for _, tt := range []struct {
		name              string
		pairs, canvassers int
		show              Show
		why               Reason
	}{
		{"nothing", 0, 0, CountsAlone, TooFewPairs},
		{"seven", 7, 7, CountsAlone, TooFewPairs},
		{"nine", 9, 9, CountsAlone, TooFewPairs},
		{"ten", 10, 5, Dots, TooFewForMean},
		{"twenty-nine", 29, 29, Dots, TooFewForMean},
		{"thirty by four", 30, 4, Dots, TooFewCanvassers},
		{"all from one", 300, 1, Dots, TooFewCanvassers},
		{"thirty by five", 30, 5, WithMean, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tallies := make([]Tally, tt.canvassers, tt.canvassers+1)
			for i := range tt.pairs {
				tallies[i%tt.canvassers].Pair(5, 5+i%2)
			}
			tallies = append(tallies, Tally{First: 1}) // a canvasser without a pair does not count
			m := Read(tallies)
			if m.Show != tt.show || m.Why != tt.why || m.Canvassers != tt.canvassers {
				t.Errorf("%s because %q, %d canvassers", m.Show, m.Why, m.Canvassers)
			}
			if has := m.Mean != nil && m.Floor != nil; has != (tt.show == WithMean) {
				t.Errorf("mean %v, floor %v", m.Mean, m.Floor)
			}
		})
	}
}

func TestFloorCountsTheBrokenOffAsUnmoved(t *testing.T) {
	tallies := by(3)
	for i := range 8 {
		tallies[i%4].Broken()
	}
	e := Floor(tallies)
	near(t, "floor", e.Mean, 7.0/20, 10)
	m := Read(tallies)
	if m.Both.Count != 12 || m.Both.Of != 20 || !m.Doubtful() {
		t.Errorf("both %v", m.Both)
	}
	// The floor is the mean over the same pairs and eight that stayed.
	for i := range 8 {
		tallies[i%4].First--
		tallies[i%4].Pair(5, 5)
	}
	if again := Mean(tallies); again != e {
		t.Errorf("%v is not %v", again, e)
	}
}

// Tallies must say what the raw pairs say, in any order and however split
// into canvassers.
func TestTalliesAgreeWithRawPairs(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n, groups := 2+dice.IntN(400), 1+dice.IntN(12)
		tallies, raw := make([]Tally, groups), []float64{}
		for range n {
			b, a := dice.IntN(11), dice.IntN(11)
			tallies[dice.IntN(groups)].Pair(b, a)
			raw = append(raw, float64(a-b))
		}
		var sum, squares float64
		for _, d := range raw {
			sum += d
		}
		for _, d := range raw {
			squares += (d - sum/float64(n)) * (d - sum/float64(n))
		}
		e := Mean(tallies)
		if math.Abs(e.Mean-sum/float64(n)) > 1e-9 || math.Abs(e.SD-math.Sqrt(squares/float64(n-1))) > 1e-9 {
			t.Fatalf("%v from %v", e, raw)
		}
		slices.Reverse(tallies)
		if again := Mean(tallies); math.Abs(again.Clustered.SE-e.Clustered.SE) > 1e-9 && groups > 1 {
			t.Fatalf("order matters: %v, %v", e, again)
		}
		if s := e.Shown(); s.wide(e.Alone) != e.Clustered.wide(e.Alone) || e.Alone.wide(s) || e.Clustered.wide(s) {
			t.Fatalf("not the wider: %v", e)
		}
	}
}

// A programme without any effect whose first ratings are noisy must be inside
// its own interval about 95 times in 100.
func TestIntervalCoversNothingWhenNothingMoved(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	inside, runs := 0, 2000
	for range runs {
		tallies := make([]Tally, 12)
		for i := range 60 {
			noise := func() int { return int(math.Round(5 + 1.5*dice.NormFloat64())) }
			tallies[i%12].Pair(noise(), noise())
		}
		if s := Mean(tallies).Shown(); s.Low <= 0 && s.High >= 0 {
			inside++
		}
	}
	if share := float64(inside) / float64(runs); share < 0.94 || share > 0.99 {
		t.Errorf("the interval held zero in %.3f of runs", share)
	}
}

func TestPace(t *testing.T) {
	for _, tt := range []struct {
		name         string
		p            Pace
		doors, talks float64
	}{
		{"asking who they support", Pace{Walk: 1, Wait: 1, Talk: 2, Answer: .25}, 26.7, 6.7},
		{"the same in a suburb", Pace{Walk: 2, Wait: 1, Talk: 2, Answer: .25}, 18.5, 4.6},
		{"persuasion", Pace{Walk: 1, Wait: 1, Talk: 4, Answer: .25}, 21.8, 5.5},
		{"deep canvass", Pace{Walk: 1, Wait: 1, Talk: 12, Answer: .15}, 16.4, 2.5},
		{"polling day", Pace{Walk: 1, Wait: 1, Talk: 1, Answer: .30}, 30, 9},
		{"no time at all", Pace{}, 0, 0},
	} {
		near(t, tt.name, tt.p.Doors(), tt.doors, 1)
		near(t, tt.name, tt.p.Talks(), tt.talks, 1)
	}
	for walk, want := range map[Pace]float64{{1, 1, 12, .15}: 41, {2, 1, 2, .25}: 46, {1, 1, 2, .25}: 67, {1, 1, 1, .3}: 75} {
		if got := 2.5 * walk.Doors(); math.Abs(got-want) > 0.5 {
			t.Errorf("%v: %v doors in two and a half hours, want %v", walk, got, want)
		}
	}
	if PerHour(50, 2.5) != 20 || PerHour(50, 0) != 0 {
		t.Error("doors per hour")
	}
}

// A spread says of many canvassers what the formula says of each.
func TestASpreadLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var all []Tally
		for range 1 + r.IntN(40) {
			var c Tally
			for range r.IntN(30) {
				if c.Pair(r.IntN(11), r.IntN(11)); r.IntN(4) == 0 {
					c.Broken()
				}
			}
			all = append(all, c)
		}
		for _, size := range []func(Tally) int{func(t Tally) int { return t.Pairs }, func(t Tally) int { return t.First }} {
			var n, groups, sum int
			for _, c := range all {
				if size(c) > 0 {
					n, groups, sum = n+size(c), groups+1, sum+c.Sum
				}
			}
			if groups < 2 {
				continue
			}
			mean, between := float64(sum)/float64(n), 0.0
			for _, c := range all {
				off := float64(c.Sum) - float64(size(c))*mean
				between += off * off
			}
			e := SpreadOf(all).Mean()
			if n != e.N {
				e = SpreadOf(all).Floor()
			}
			near(t, "mean", e.Mean, mean, 9)
			near(t, "SE", e.Clustered.SE, math.Sqrt(between*float64(groups)/float64(groups-1))/float64(n), 9)
		}
	}
}

func TestWalked(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 12, 5, 11, minute, 0, 0, time.UTC) }
	for want, all := range map[int][]Stretch{
		0: nil, 3: {{11, 1, at(5), at(5)}}, 30: {{11, 4, at(0), at(20)}, {11, 2, at(10), at(25)}}, 60: {{11, 3, at(0), at(59)}}, 7: {{11, 20, at(0), at(0)}},
		63: {{11, 30, at(0), at(58)}, {12, 1, at(0), at(0)}},
	} {
		if got := Walked(all); got != want {
			t.Errorf("%v: %d minutes, want %d", all, got, want)
		}
	}
	if !TooFast(30, 20) || TooFast(30, 30) || TooFast(19, 1) {
		t.Error("too fast is more than a door a minute, over twenty doors")
	}
}
