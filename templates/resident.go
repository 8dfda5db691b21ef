package templates

import "time"

// Card is what a calling card opens: resident/card.
type Card struct {
	Frame
	Group, Imprint string
	Controller     string // who answers for the records, empty when nobody said
	Effort         string
	Until          time.Time // when what was noted goes by itself
	Proves         bool      // the card is for one door
	Address        string
	Notes          []CardNote
	Named          int  // visits to named people, of which nothing is told
	Quiet          bool // nobody knocks there any more
	Gone           bool // what was noted is deleted
	Here           string
	Form           Form
	Done           string // what was done a moment ago: card.done.<Done>
}

// A CardNote is one visit as whoever holds the card may know of it.
type CardNote struct {
	Effort           string
	Day              time.Time
	Outcome          string // the words are card.outcome.<Outcome>
	Numbers, Answers int
}

// CardStacks is the calling cards of a canvass: resident/cards.
type CardStacks struct {
	Frame
	Effort, Back, Action string
	Form                 Form
	Turfs                []Option
	Stacks               []StackLine
	Over                 bool // the effort's clock has run out
}

// A StackLine is cards that were printed together.
type StackLine struct {
	Href, Turf    string
	Cards         int
	Made, Revoked time.Time
}

// CardSheet is calling cards to be printed: resident/sheet.
type CardSheet struct {
	Frame
	Effort, Group, Imprint, Controller, Back string
	Keep                                     int // days
	Cards                                    []PaperCard
}

// A PaperCard is one of them.
type PaperCard struct {
	Address string
	Code    *QR
}

// Complain is the form for a complaint or a request: resident/complain.
type Complain struct {
	Frame
	Group  string // whose card the sender holds, empty without one
	Form   Form
	Action string
	Kinds  []string // the words are complain.kind.<kind>
}

// ComplaintStands is how a complaint stands, for its sender: resident/asked.
type ComplaintStands struct {
	Frame
	Number, Kind, State, Answer string
	Made, Due                   time.Time
	ByMail                      bool
}

// A ComplaintLine is a complaint in a list.
type ComplaintLine struct {
	Href, Number, Kind, State string
	Made, Due                 time.Time
	Late                      bool
	Days                      int // until it is due
}

// Complaints is complaints and requests for whoever answers them:
// resident/complaints.
type Complaints struct {
	Frame
	Open, Closed []ComplaintLine
	Waiting      int // that nobody has read
	Form         string
}

// Add puts a line where it belongs.
func (c *Complaints) Add(l ComplaintLine) {
	if l.State == "waiting" {
		c.Waiting++
	}
	if l.State == "closed" {
		c.Closed = append(c.Closed, l)
		return
	}
	c.Open = append(c.Open, l)
}

// ComplaintShow is one of them: resident/complaint.
type ComplaintShow struct {
	Frame
	Line                                ComplaintLine
	Words, Name, Email, Address, Answer string
	Seen, Closed                        time.Time
	Form                                Form
	Hushed                              string // "some" doors or "none" had the address, empty for not asked
}
