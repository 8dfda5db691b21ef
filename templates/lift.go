package templates

// A LiftView is what the holder of an RSVP's link wants or offers, and with
// whom it is matched. Side is "want", "offer" or empty.
type LiftView struct {
	Action, NewID string
	Side          string
	From          string
	Seats, Taken  int
	Rides         []LiftRide
}

// A LiftRide is one match. Name and Where are empty until both have agreed, and
// for a Coach, which is where and when it leaves.
type LiftRide struct {
	Action      string // where the answer is sent, with do=yes or do=no
	From, Coach string
	Seats       int
	Mine        bool // the reader has agreed
	Agreed      bool // both have
	Name, Where string
}

// An EventLifts is the page event/lifts: how people get there, for organisers.
// Its form has the fields from, title and seats.
type EventLifts struct {
	Frame
	Event        EventLine
	Back         string
	Form         Form
	Action       string // where a coach is put on; empty for those who may not
	NewID        string
	Coaches      []EventCoach
	Cars, Filled int // seats in cars, and those that are taken
	Without      []LiftWish
}

// An EventCoach is a coach and its list.
type EventCoach struct {
	From, Title  string
	Seats, Taken int
	Riders       []Guest
	End          string
}

// A LiftWish is a party that has no seat yet.
type LiftWish struct {
	From  string
	Seats int
}
