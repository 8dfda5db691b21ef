package templates

import "time"

// An EventEdit is the page event/edit, to schedule an event or change one.
type EventEdit struct {
	Frame
	Action    string
	New       bool
	Form      Form
	Kinds     []string
	Groups    []Option
	Zones     []Option
	Seats     []Option
	Theirs    *EventLine // what somebody else saved meanwhile
	Templates string     // the address of the form for a new one, which takes a kind
	Parted    string     // where its places are changed, for one that is parted
}

// An EventMine is the page event/mine: what an organiser has called.
type EventMine struct {
	Frame
	Events []EventLine
	New    string // where one is scheduled; empty for those who only host
}

// An EventGuests is the page event/guests: who comes, for organisers.
type EventGuests struct {
	Frame
	ID      string
	Event   EventLine
	Over    int // by how many people promises exceed the places
	Waiting int
	Guests  []Guest
	More    string
	Form    Form
	Public  string      // address of the public page
	May     bool        // whether the reader may change it and call it off
	Ways    []NavItem   // to the other pages about the event
	Shifts  []ShiftView // of one that is parted
	Queues  []QueueView

	Staffing *Staffing // nil where nobody plans by doors
}

// A Guest is one RSVP in an organiser's list.
type Guest struct {
	Name, Contact, State, Needs string
	Party                       int
	First                       bool
	Made                        time.Time
	Part                        string // shift and pool in words, of an event that is parted
}
