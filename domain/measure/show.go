package measure

// The floors below which numbers would mislead, or point at a person.
const (
	LeastForDots    = 10 // pairs: below, counts only; also a floor for privacy
	LeastForMean    = 30 // pairs
	LeastCanvassers = 5  // canvassers with at least one pair
)

// A Show is how much of a movement a page may show.
type Show string

// What may be shown, from least to most.
const (
	CountsAlone Show = "counts" // how many went up, stayed, went down
	Dots        Show = "dots"   // these, and how the movements are spread
	WithMean    Show = "mean"   // these, and the mean with its interval
)

// A Reason is why there is no mean. The pages hold a sentence for each.
type Reason string

// The reasons, in the order in which they are given.
const (
	TooFewPairs      Reason = "too-few-pairs"      // under LeastForDots
	TooFewForMean    Reason = "too-few-for-mean"   // under LeastForMean
	TooFewCanvassers Reason = "too-few-canvassers" // under LeastCanvassers
)

// A Movement is what may be said about two ratings of the same conversations.
// Mean and Floor are nil unless Show is WithMean, so that no page can show a
// mean that the numbers do not carry.
type Movement struct {
	Show           Show
	Why            Reason // empty when Show is WithMean
	First, Pairs   int
	Canvassers     int // with at least one pair
	Up, Same, Down Share
	Both           Share // pairs out of first ratings; under 0.7 distrust the rest
	Mean, Floor    *Estimate
}

// Doubtful reports whether so many second ratings are missing that the
// movement of the rest should be distrusted: under 70 % gave both.
func (m Movement) Doubtful() bool { return m.Both.Value() < 0.7 }

// Read reads the movement off one tally per canvasser.
func Read(canvassers []Tally) Movement { return SpreadOf(canvassers).Read() }

func show(pairs, canvassers int) (Show, Reason) {
	switch {
	case pairs < LeastForDots:
		return CountsAlone, TooFewPairs
	case pairs < LeastForMean:
		return Dots, TooFewForMean
	case canvassers < LeastCanvassers:
		return Dots, TooFewCanvassers
	default:
		return WithMean, ""
	}
}
