package templates

import "time"

// A ShiftView is one shift of an event, by the clock there, with its places.
type ShiftView struct {
	Number int
	Starts time.Time
	Ends   time.Time
	Places []PlacesView
	Over   bool // nobody can answer to it any more
}

// A PlacesView is the places of one pool in a shift. The words of the pool are
// places.pool.<Pool>.
type PlacesView struct {
	Pool                           string
	Capacity, Taken, Held, Waiting int
	Over                           int // promised past the capacity
	NoLimit                        bool
}

// Left is how many places are free.
func (p PlacesView) Left() int { return max(0, p.Capacity-p.Taken-p.Held) }

// Full reports whether no place is free.
func (p PlacesView) Full() bool { return !p.NoLimit && p.Left() == 0 }

// A QueueView says why nobody who waits for such places is offered one. The
// words are places.why.<Why>.
type QueueView struct {
	Shift    *ShiftView // nil where there is one alone
	Places   PlacesView
	Why      string
	Smallest int // people in the smallest party that waits
	Before   int // parties that found no room at the date before, and are first in line
	Until    time.Time
}

// A QR is a QR code: its side in modules and the outline of the dark ones.
type QR struct {
	Side int
	Path string
}

// An EventPlaces is the page event/places: how an event is parted. Its form
// has lists, one entry a shift; what is wrong with one has its number, as in
// "starts-1".
type EventPlaces struct {
	Frame
	Event   EventLine
	Back    string
	Action  string // empty for those who may not
	Version string
	Form    Form
	Lines   []PartLine
	Pools   []string
	Theirs  []ShiftView // what somebody else saved meanwhile
}

// A PartLine is one shift of the form, as it was typed.
type PartLine struct {
	N                    int // from 0, in the names of its faults
	Nth                  int // from 1
	Number, Starts, Ends string
	Cells                []PartCell
}

// A PartCell is the places of a pool in a line.
type PartCell struct {
	Pool, Value string
	Promised    int
}
