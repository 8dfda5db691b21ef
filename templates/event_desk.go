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
	Differs   []Difference // from what somebody else saved meanwhile
	Templates string       // the address of the form for a new one, which takes a kind
	Parted    string       // where its places are changed, for one that is parted

	Propose  bool           // it is proposed, and not called
	Sent     bool           // a proposal was sent just now
	Mine     []ProposalLine // what the reader has proposed
	Proposal *ProposalLine  // which an organiser decides on; its form goes to Action + "/decline"
}

// A ProposalLine is an event that a supporter proposes. State is "open",
// "called" or "declined".
type ProposalLine struct {
	Href, Title, Kind, Name, State, Why string
	Made                                time.Time
	Starts                              time.Time // on the wall there, whatever its zone says
}

// An EventProposals is the page event/proposals: what waits for a decision.
type EventProposals struct {
	Frame
	Proposals []ProposalLine
}

// An EventMine is the page event/mine: what an organiser has called.
type EventMine struct {
	Frame
	Form    Form // q
	Here    string
	Events  []EventLine
	Over    bool        // they are over
	More    string      // the address of the next page, empty at the end
	Past    []EventLine // what was last, below what is coming
	Earlier string      // where all that is over is listed
	New     string      // where one is scheduled; empty for those who only host

	Proposed int // proposals that wait for the reader
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

	Mailed  int        // parties that letters reach
	Ring    []RingLine // parties that none reaches
	Told    bool       // whether the others have just been told something
	Nowhere bool       // nobody knows where its address lies
}

// A RingLine is somebody whom no letter reaches.
type RingLine struct {
	Name, Phone string // the number may be unknown
	Party       int
}

// A Guest is one RSVP in an organiser's list.
type Guest struct {
	Name, Contact, State, Needs string
	Party                       int
	First                       bool
	Made                        time.Time
	Part                        string // shift and pool in words, of an event that is parted
}
