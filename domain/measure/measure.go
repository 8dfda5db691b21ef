// Package measure computes what a campaign may honestly say about its own
// numbers: shares with their uncertainty, movement between two ratings, and
// the pace of a walk. It says what people told us, and never what our talking
// did to them: that would need a comparison group.
package measure

import "math"

// z is the standard normal quantile at 0.975, for intervals of 95 %.
const z = 1.959963984540054

// A Share is a count out of a whole with its 95 % interval by Wilson's score
// method (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927), which stays honest
// near 0, near 1 and for small wholes.
type Share struct {
	Count, Of int
	Low, High float64 // between 0 and 1
}

// ShareOf is count out of of. Of nothing, everything is possible: 0 to 1.
func ShareOf(count, of int) Share {
	if of <= 0 {
		return Share{Count: count, High: 1}
	}
	n := float64(of)
	p := float64(count) / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	s := Share{Count: count, Of: of, Low: max(0, middle-half), High: min(1, middle+half)}
	if count == 0 {
		s.Low = 0
	}
	if count == of {
		s.High = 1
	}
	return s
}

// Value is the share itself, between 0 and 1. A share of nothing is 0.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Count) / float64(s.Of)
}
