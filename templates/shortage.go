package templates

import "time"

// A Shortage is the page target/shortage: what is missing on a day, and a plan
// of whom to ask. Its form has the fields day, by and minutes.
type Shortage struct {
	Frame
	Form    Form
	Day     time.Time
	By      string // how people go: the words are nearest.by.<one>
	Minutes int    // at most
	Rides   []string
	Limits  []int
	Missing int // places, in all
	Idle    int // people who could be asked
	Asked   int // whom the plan asks
	Short   []ShortEvent
	Map     NearestMap
}

// A ShortEvent is an event with places left, and where it is on the map.
type ShortEvent struct {
	Event   EventLine
	Missing int
	Within  int // people who could be asked and live within the limit
	Asks    []ShortAsk
	X, Y    int
}

// Foot is the foot of the number on its spot.
func (s ShortEvent) Foot() int { return s.Y + 11 }

// A ShortAsk is people of one place whom the plan would ask. Href leads to the
// event that they wait for, and is empty for a group.
type ShortAsk struct {
	From, Href string
	People     int
	Km         float64
	Minutes    int
}
