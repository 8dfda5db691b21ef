package templates

import "time"

// An EventRoll is the page event/attendance: who came. Its form has the lists
// shown, was and came of the parties' ids, and the fields others and after.
type EventRoll struct {
	Frame
	Event   EventLine
	Back    string
	Begun   bool
	Turnout Turnout
	Whole   bool // it is known of everybody
	Parties []RollLine
	Others  string // how many came without a place, as far as it is known
	Form    Form
	Action  string // where ticks are sent; empty for those who may not, and before it begins
	After   string // the party after which the list begins
	More    string
}

// A Turnout is how many people came to an event, and how many did not.
type Turnout struct {
	Came, WalkIns, First, NoShows, NoRoom, NotKnown int
}

// Places is how many people had a place.
func (t Turnout) Places() int { return t.Came - t.WalkIns + t.NoShows + t.NotKnown }

// A RollLine is one party and what became of it: the words are attend.fate.<Fate>.
type RollLine struct {
	ID, Name, Fate string
	Part           string // shift and pool in words, of an event that is parted
	Party, People  int
	Said, First    bool
}

// Came reports whether the party did.
func (l RollLine) Came() bool { return l.Fate == "came" }

// An AfterView is what an event came to for one party, and what it can do next.
// The words are after.title.<Fate> and after.text.<Fate>.
type AfterView struct {
	Fate        string
	Came, First int // people; 0 where it is not known of everybody
	Next        []NextLine
	Nearest     string // the address of where one is missing
	Join        string // empty for whoever belongs to the group
	Give        string // empty where no gifts are taken
}

// A NextLine is an event that somebody may go to next.
type NextLine struct {
	Href, Title string
	Starts      time.Time // by the clock there
	Left        int       // places; 0 without a limit
}
