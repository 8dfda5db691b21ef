package templates

import "time"

// OutingList is the days out of a canvass or at an event: outing/list.
type OutingList struct {
	Frame
	Name, Back, Action string
	Effort, Event      string // the id of whichever it is; the other is asked for
	Efforts, Events    []Option
	Outings            []OutingLine
	Form               Form
}

// An OutingLine is one day out.
type OutingLine struct {
	Href        string
	Day         time.Time
	Event, Meet string
}

// OutingDay is a day out as its lead sees it: outing/day.
type OutingDay struct {
	Frame
	Effort, Event, Meet, Desk  string
	Day                        time.Time
	Back, Here, CheckIn, Turfs string
	Paper                      string
	Report                     string // where an incident is written down
	Results, Receipts, Action  string
	Form                       Form
	Teams                      []CrewLine
	People                     []OutingArrival
	Heads, TeamsOut, Records   int
	ID                         string
	Walking                    int        // people of this day who are out
	Late, Alone                []AwayLine // of the effort: who should be back; who is out on their own
	Next                       time.Time  // when the first should be back, zero for none
}

// An OutingArrival is a party that was let in and is in no team yet.
type OutingArrival struct {
	Came, Name string
	Party      int
	At         time.Time
}

// A CrewLine is a team in a list.
type CrewLine struct {
	Href, Name, Runner string
	Members            int
	Boards             []BoardLine // those given last first
}

// Way is how a team walks: team.way.<Way>.
func (t CrewLine) Way() string {
	switch t.Members {
	case 0:
		return "empty"
	case 1:
		return "solo"
	case 2:
		return "pair"
	}
	return "board"
}

// Now is the boards that the team has, or that others took over from it.
func (t CrewLine) Now() (now []BoardLine) {
	for _, b := range t.Boards {
		if b.State != "back" {
			now = append(now, b)
		}
	}
	return now
}

// A BoardLine is a turf in the hands of a team: team.board.<State>.
type BoardLine struct {
	ID, Action, Turf, State string
	Doors, Records          int
	Until, Back, Last       time.Time
	Phones                  []BoardPhone
	Paper, SheetID          string // where a walk list is made, and its id
	Code                    *QR    // while it is out
	Link                    string // of the code
}

// A BoardPhone is one that holds a board.
type BoardPhone struct {
	Name    string
	Records int
	Last    time.Time
	Over    bool
}

// Add puts a team into the list and counts it.
func (d *OutingDay) Add(t CrewLine) {
	d.Heads += t.Members
	out := false
	for _, b := range t.Boards {
		d.Records += b.Records
		if b.State != "out" && b.State != "overdue" {
			continue
		}
		out = true
	}
	if out {
		d.TeamsOut++
	}
	d.Teams = append(d.Teams, t)
}

// Walks counts somebody who is out: of this day, or on their own.
func (d *OutingDay) Walks(a AwayLine, ofDay, alone bool) {
	if ofDay {
		d.Walking++
	}
	if (ofDay || alone) && a.Late {
		d.Late = append(d.Late, a)
	} else if alone {
		d.Alone = append(d.Alone, a)
	}
	if ofDay && (d.Next.IsZero() || a.Due.Before(d.Next)) {
		d.Next = a.Due
	}
}

// An AwayLine is somebody who is out.
type AwayLine struct {
	Name, Turf, Buddy, Action string
	Due                       time.Time
	Late                      bool
}

// TeamShow is one team with its boards: outing/team.
type TeamShow struct {
	Frame
	Team                      CrewLine
	Effort, Back, Here, Turfs string
	Day                       time.Time
	Members                   []TeamMember
	Out                       []AwayLine
	Outing                    string       // the id of its day
	Debrief                   *TeamDebrief // once it has had a board
	Full                      bool
	Free                      []Option // turfs to be had
	Form                      Form
	NewID                     string // of the board to be given
	By                        string // when it should be back, 15:04
}

// A TeamDebrief is what a team is asked when it is back, in choices:
// team.worst.<Worst>.
type TeamDebrief struct {
	Doors, Spoke, Talks int
	Done                bool
	Best, Next          []Option
	Worst               []string
	Form                Form
}

// A TeamMember is somebody in a team.
type TeamMember struct {
	Action, Name string
	Runner       bool
}

// IncidentForm is where somebody writes down what went wrong: outing/report.
// The kinds are incident.kind.<Kind>.
type IncidentForm struct {
	Frame
	Effort, Action string
	Form           Form
	Kinds          []string
	Turfs          []Option
	Done           bool // one was kept a moment ago
}

// IncidentList is the incident notes that the reader may open: outing/incidents.
type IncidentList struct {
	Frame
	Notes []IncidentLine
}

// An IncidentLine is one incident note. Words are empty unless it was opened.
type IncidentLine struct {
	Href, Kind, Effort, Turf, By, Words string
	Day                                 time.Time
	Reads                               int
}

// IncidentShow is one note, opened: outing/incident.
type IncidentShow struct {
	Frame
	Note  IncidentLine
	Back  string
	Until time.Time // when it is deleted
	Reads []IncidentRead
}

// An IncidentRead is somebody who opened a note.
type IncidentRead struct {
	Name string
	At   time.Time
}

// SheetList is the printed walk lists of a canvass: outing/sheets.
type SheetList struct {
	Frame
	Effort, Back, Action, Turfs string
	Form                        Form
	Sheets                      []SheetLine
}

// A SheetLine is one printed walk list.
type SheetLine struct {
	Href, Rows, Code, Turf, Team string
	Doors, Typed                 int
	Made                         time.Time
}

// SheetPrint is a walk list as it is printed: outing/sheet.
type SheetPrint struct {
	Frame
	Code, Turf, Effort, Team, Script, Meet, Desk, Imprint string
	Version, Doors                                        int
	Before, After                                         bool // whether the script asks for a number
	Back, Rows                                            string
	Made                                                  time.Time
	Outcomes                                              []PaperCode
	Pages                                                 [][]SheetRow
}

// A PaperCode is two letters that stand for outcome.<Outcome>.
type PaperCode struct{ Code, Outcome string }

// A SheetRow is one door on paper. Text is what was typed of it.
type SheetRow struct {
	N                  int
	Door, Street, Text string
	Wrong, Why         string // wrong.<Wrong>, held.why.<Why>
	Kept               bool   // a moment ago
}

// SheetTyping is where a printed list is typed back: outing/typing.
type SheetTyping struct {
	Frame
	Code, Turf, Team, Back, Action, Print, Walked, Held string
	Form                                                Form
	Rates                                               bool
	By                                                  []Option // of the team; none without one
	Outcomes                                            []PaperCode
	Lines                                               []SheetRow
	Kept, Same, Waiting, Bad                            int
	Strange                                             []SheetFate // rows that the list does not have
}

// A SheetFate is what became of a row that was typed.
type SheetFate struct {
	N                      int
	Text, Wrong, Fate, Why string
}

// Judge puts what became of the rows beside them.
func (s *SheetTyping) Judge(fates []SheetFate) {
	for _, f := range fates {
		switch {
		case f.Wrong != "":
			s.Bad++
		case f.Fate == "stored":
			s.Kept++
		case f.Fate == "duplicate":
			s.Same++
		default:
			s.Waiting++
		}
		if f.N < 1 || f.N > len(s.Lines) {
			s.Strange = append(s.Strange, f)
			continue
		}
		row := &s.Lines[f.N-1]
		row.Text, row.Wrong, row.Why, row.Kept = f.Text, f.Wrong, f.Why, f.Fate == "stored"
	}
}
