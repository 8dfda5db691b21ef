package turf

import "math"

// A Purpose is what people go out for: it says how often a door opens and how
// long the talk behind it is.
type Purpose string

// The purposes, from the shortest talk to the longest.
const (
	GetOut   Purpose = "get-out"  // remind supporters on the day
	Identify Purpose = "identify" // ask who supports whom
	Persuade Purpose = "persuade" // and try to win them
	Deep     Purpose = "deep"     // a deep canvass
)

// Purposes is every purpose.
var Purposes = []Purpose{GetOut, Identify, Persuade, Deep}

// A Density is how far it is from one door to the next.
type Density string

// The densities, from the shortest way to the longest.
const (
	Dense  Density = "dense"  // terraces and flats
	Spaced Density = "spaced" // front gardens
	Sparse Density = "sparse" // lanes and drives
)

// Densities is every density.
var Densities = []Density{Dense, Spaced, Sparse}

// talks is the share of doors at which somebody talks, and for how many
// minutes (DOMAIN, 1.5, after the Wellstone formulas).
var talks = map[Purpose]struct{ share, minutes float64 }{
	GetOut: {0.30, 1}, Identify: {0.25, 2}, Persuade: {0.25, 4}, Deep: {0.15, 12},
}

// ways is the minutes between two doors.
var ways = map[Density]float64{Dense: 1, Spaced: 2, Sparse: 4}

// wait is the minutes at a door that stays shut.
const wait = 1

// AnHour is how many doors one pair does in an hour, to a tenth:
// 60 ÷ (walk + share·talk + (1−share)·wait). What we do not know is 0.
func AnHour(p Purpose, d Density) float64 {
	t, ok := talks[p]
	walk, ok2 := ways[d]
	if !ok || !ok2 {
		return 0
	}
	return math.Round(600/(walk+t.share*t.minutes+(1-t.share)*wait)) / 10
}

// ForOuting is how many doors one outing takes, within Least and Most.
func ForOuting(p Purpose, d Density, minutes int) int {
	return min(max(int(math.Round(AnHour(p, d)*float64(minutes)/60)), Least), Most)
}
