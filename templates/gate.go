package templates

import "time"

// A GateApp is the page event/gate: check-in at the door of an event, which a
// phone keeps and runs without network. It names nobody.
type GateApp struct {
	Frame
	Event string   // its title; empty for what a phone keeps
	Parts []string // addresses of the modules that it needs
	Setup string   // languages, where their words are, and the pools, as JSON
}

// A GateWatch is the page event/check-in: how many are inside, what the gates
// disagreed on, and when places of no-shows are released. Its form has the
// field at.
type GateWatch struct {
	Frame
	Event   EventLine
	Back    string
	Open    string // the address of check-in, to be opened on a phone; empty when it is over
	Teams   string // the address of its days out; empty for those who do not hand turf out
	Inside  int
	Arrived int
	WalkIn  int
	Counts  []GateCount
	Twice   []GateTwice
	Gates   []GateLine
	Form    Form
	Action  string // where the time of release is set; empty for those who may not

	Releases []GateRelease // where there are several shifts and a time is set
}

// A GateCount is one pool of a shift at the doors.
type GateCount struct {
	Shift                     *ShiftView // nil where there is one alone
	Pool                      string
	Inside, Arrived, Promised int
}

// A GateRelease is when the places of a shift are released.
type GateRelease struct{ Starts, Ends, At time.Time }

// A GateTwice is somebody who was let in a second time.
type GateTwice struct {
	Name, Gate, First string
	At, FirstAt       time.Time
}

// A GateLine is a phone at a door.
type GateLine struct {
	Name  string
	Made  time.Time
	Ended bool
	End   string // where it is ended; empty once it is
}
