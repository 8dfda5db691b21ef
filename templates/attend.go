package templates

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
