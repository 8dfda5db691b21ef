package templates

import "time"

// Comparison is how the comparison of a canvass's talk by lot stands:
// canvass/comparison.
type Comparison struct {
	Frame
	Effort  EffortLine
	Action  string
	Results string
	Runs    bool   // the reader may draw lots and have people asked again
	Over    bool   // the canvass has ended
	Cannot  string // why no lots can be drawn: refusal.<Cannot>; empty where they can
	Form    Form
	Scripts []Option
	Fifth   int // households an arm for a fifth of a standard deviation
	Usual   int // and for what the best of such talks did
	PerArm  int
	Drawn   time.Time // zero before the lots are drawn
	Seed    string
	Follow  *EffortLine // that asks again, nil before there is one
	Looks   time.Time   // from when on somebody may look
	Read    time.Time   // zero before it was read
	Found   Found
}

// Found is what a comparison came to. Why is why there is no difference:
// compare.<Why>.
type Found struct {
	Why                     string
	Talks, Placebos         int // households where the talk came to the arm
	Talked, Placebo         int // of these, measured
	TalkedMean, PlaceboMean float64
	Canvassers              int
	Difference, Low, High   float64
	Clear                   bool // chance alone would hardly give it
	Known, Astray           int
}

// Short reports whether fewer were measured than was said beforehand.
func (c Comparison) Short() bool { return min(c.Found.Talked, c.Found.Placebo) < c.PerArm }
