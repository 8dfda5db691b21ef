package templates

import (
	"strings"
	"time"
)

// An EventLine is one event in a list.
type EventLine struct {
	Href     string
	Kind     string // the words are event.kind.<Kind>
	Title    string
	Starts   time.Time // by the clock there
	Ends     time.Time
	Place    string // name of the place
	Town     string
	Capacity int // 0 for no limit
	Taken    int
	Host     string
	Off      bool // called off
	Public   bool
}

// Left is how many places are free.
func (e EventLine) Left() int { return max(0, e.Capacity-e.Taken) }

// Full reports whether no place is free.
func (e EventLine) Full() bool { return e.Capacity > 0 && e.Taken >= e.Capacity }

// Where is the place and the town, without saying one of them twice.
func (e EventLine) Where() string { return joined(e.Place, e.Town) }

func joined(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" && (len(kept) == 0 || !strings.Contains(kept[len(kept)-1], p)) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}

// A SeatFact is what an event's seat was decided by.
type SeatFact struct {
	Name     string
	Href     string // where more is said of it, empty for nowhere
	Year     int
	Majority int     // votes
	Share    float64 // of the valid votes, 0 to 1
	Votes    int     // valid votes
}

// Home is the start page: home/home.
type Home struct {
	Frame
	Now       time.Time
	Week      int // events in the next seven days
	Free      int // free places at them
	Countries int // in which they are
	Closest   *SeatFact
	Soon      []EventLine
	Give      bool // whether gifts are taken here
}

// EventList is the list of events: event/list.
type EventList struct {
	Frame
	Form      Form // q, kind, country
	Kinds     []string
	Countries []Option
	Events    []EventLine
	More      string    // the address of the next page, empty at the end
	Schedule  string    // the address where the reader may schedule one, or empty
	Propose   string    // the address where the reader may propose one, where they may not schedule
	Views     []NavItem // list, month and map of the same events
	Feed      string    // the whole address of the same events as a calendar
	Place     string    // what "near" was understood as; empty for none
	Finer     int       // by how much the reader chose beside a word and a place
	Languages []string  // by which events are narrowed, as codes
	Sought    []string  // questions that may have to be answered with yes: details.<Sought>
	Counted   time.Time // when the places were counted, in UTC
	Cut       int       // so many are shown of more; 0 when all are
}

// EventShow is the public page of an event: event/show, with the part "rsvp".
type EventShow struct {
	Frame
	Event     EventView
	Form      Form
	Action    string    // where the RSVP is sent
	NewID     string    // of the RSVP that the form would make
	Done      *Done     // what became of the RSVP just sent
	Counted   time.Time // when the places were counted
	Next      *EventLine
	Calendar  string // address of the calendar file
	Poster    string // address of the QR code, empty for none
	Programme string // its address, empty for none
	Edit      string // address of the organiser's page, for those who may
}

// Kept is what somebody typed who found it closed, to be taken to the next
// event: who they are and how many, and nothing that belongs to this one.
func (p EventShow) Kept() (fields []Hidden) {
	for _, name := range []string{"name", "email", "phone", "party", "first", "needs", "lift", "from", "seats", "zone"} {
		if value := p.Form.Value(name); value != "" {
			fields = append(fields, Hidden{name, value})
		}
	}
	return fields
}

// An EventView is an event as its page shows it.
type EventView struct {
	EventLine
	About       string
	Street      string
	Postcode    string
	Country     string  // ISO 3166-1 alpha-2
	Lat, Lon    float64 // both 0 where it is not known
	Private     bool    // where it is, is told to those alone who have a place
	Zone        string
	Waiting     int
	Over        bool      // nobody can answer any more: it has begun or is past
	Was         time.Time // when it was to start before it was moved; zero where it never was
	Why         string
	HostHref    string
	Imprint     string // who publishes, with an address
	Seat        *SeatFact
	Access      []AccessLine // each question with its answer
	AccessAsk   string
	Languages   []string    // that are spoken, as codes
	Room, Shows int         // of one that promises more places than the room holds, openly
	Shifts      []ShiftView // how it is parted: at least one
	Pools       []string    // that have places in some shift
	Pick        int         // the number of the shift that is chosen unless somebody chooses
	Has         bool        // the reader has places in what is picked
	PickPool    string      // the pool likewise; empty for the first
	Parts       []string    // what one person does there, in words, for the facts; may be empty
}

// Parted reports whether there is a choice of shifts or pools.
func (e EventView) Parted() bool { return len(e.Shifts) > 1 || len(e.Pools) > 1 }

// Open reports whether one can still answer.
func (e EventView) Open() bool { return !e.Over && !e.Off }

// Paragraphs is the prose of the organiser, cut at empty lines.
func (e EventView) Paragraphs() []string { return prose(e.About) }

func prose(text string) []string {
	var all []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// Done is what became of an RSVP. State is "coming", "waiting", "offered",
// "lapsed" (an offer whose time is over) or "given-back".
type Done struct {
	State string
	Name  string
	Party int
	Rank  int        // on the waitlist, from 1; 0 when not known
	Until time.Time  // until when places are kept, in state "offered"
	Queue *QueueView // of who waits
	From  time.Time  // the day before on which they found no room: they are first in line
	Pool  string     // where there are several, of which they are
	Link  string     // the private link, where no letter brings it
	QR    *QR        // of it
	Known bool       // there was such an answer before, and nothing was changed
	Mail  bool       // it was by an e-mail address
	Sure  bool       // they said again that they come
}

// RSVPHeld is what the link in the mail opens: event/held. It changes nothing
// by being looked at.
type RSVPHeld struct {
	Frame
	Event    EventView
	Done     Done
	Form     Form      // party
	Action   string    // where the change is sent, with do=confirm, do=keep or do=give-back
	Lift     *LiftView // nil where none can be had
	Answer   string    // "yes" or "no", which link of the letter was followed; empty for neither
	Ticket   *QR       // to be read at the door
	Join     bool      // the reader is signed in, and may put it with their own events
	After    *AfterView
	Greets   bool // somebody is to welcome them
	Later    bool // their shift has begun, and they may still choose another
	Calendar string

	Timetable string // of a festival; empty for none
}

// A Farewell is the page event/farewell, on which whoever answered is forgotten.
type Farewell struct {
	Frame
	Event  string // its title
	Gone   bool   // it is done
	Place  bool   // they may have a place still
	Action string
	Back   string // to the RSVP
}
