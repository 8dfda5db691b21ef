package templates

import "time"

// A ProgrammeShow is the page programme/show: what is on at a festival, day by
// day.
type ProgrammeShow struct {
	Frame
	Event   EventLine
	Imprint string // who publishes, with an address
	Days    []ProgrammeDay
	Views   []NavItem // by time, by room
	Edit    string    // the organiser's page; empty for those who may not
	Mine    string    // the reader's own timetable; empty for none
	Counted time.Time // when the places were counted, in UTC
	Take    string    // where a place is taken that one needs for a timetable; empty for those who have one
}

// A ProgrammeDay is one day of a programme, numbered from 1.
type ProgrammeDay struct {
	N      int
	Day    time.Time
	Blocks []ProgrammeBlock
}

// A ProgrammeBlock is the sessions of a day, or those in one of its rooms.
type ProgrammeBlock struct {
	Room     string
	ByRoom   bool
	Sessions []SessionView
}

// A SessionView is a session, its times by the clock there.
type SessionView struct {
	ID, Title, About, Room, Language string
	Starts, Ends                     time.Time
	SignUp, Limited                  bool
	Left, Places, Taken              int
	Off                              bool
	Speakers                         []string // of those who have said yes to being named
	Unnamed                          []string // the others, on the organiser's page
	People                           int      // how many the reader chose it for
	Beside                           []string // what the reader chose that is at the same time
	Past                             bool
	Href                             string // where it is changed, on the organiser's page
}

// Paragraphs is what a session is about, cut at empty lines.
func (s SessionView) Paragraphs() []string { return prose(s.About) }

// Over is by how many more people were promised a place than there are.
func (s SessionView) Over() int {
	if !s.SignUp || s.Places == 0 {
		return 0
	}
	return max(0, s.Taken-s.Places)
}

// A ProgrammeDesk is the page programme/desk: the programme as organisers see
// it, with its rooms and what clashes. Its forms have the fields id, name,
// capacity and drop, or id, name, email, said and drop, and days.
type ProgrammeDesk struct {
	Frame
	Event      EventLine
	Back       string
	Public     string
	Form       Form
	Days       []ProgrammeDay
	Halls      []RoomLine
	NewRoom    Form
	NewID      string
	Clashes    []ClashView
	New        string // where a session is added; empty once it is over
	RoomAction string
	Slide      string
	Sheet      string // where a table is brought

	Speakers      []SpeakerLine
	NewSpeaker    Form
	SpeakerAction string
}

// Sessions is how many sessions there are.
func (d *ProgrammeDesk) Sessions() (n int) {
	for _, day := range d.Days {
		for _, b := range day.Blocks {
			n += len(b.Sessions)
		}
	}
	return n
}

// A RoomLine is a room with the form that changes it.
type RoomLine struct {
	ID, Name string
	Capacity int
	Form     Form
}

// A SpeakerLine is somebody who speaks, with the form that changes it.
type SpeakerLine struct {
	ID, Name, Email string
	Named           bool // they have said yes
	Own             bool // they answered themselves
	Form            Form
}

// A ClashView is two sessions that cannot both be. The words are
// programme.clash.<Kind>.
type ClashView struct {
	Kind, Who string
	A, B      SessionView
}

// A SessionEdit is the page programme/session: a session's form, with the
// fields id, version, title, about, room, language, starts, ends, sign_up,
// capacity and speakers.
type SessionEdit struct {
	Frame
	Event     EventLine
	Back      string
	Action    string
	Off       string // where it is called off, or had on again; empty for a new one
	Form      Form
	Session   *SessionView // as it stands; nil for a new one
	Differs   []Difference // from what somebody else saved meanwhile
	Halls     []Option
	Languages []string
	Speakers  []SpeakerLine
}

// A SpeakerAsked is the page programme/speaker, which the link in a letter
// opens: how somebody wants to be named, or not. Its form has the fields name
// and yes.
type SpeakerAsked struct {
	Frame
	Event    EventLine
	Form     Form
	Action   string
	Name     string
	Named    bool
	Answered bool
	Days     []ProgrammeDay // what they speak in
}

// A Timetable is the page programme/timetable: what somebody has chosen of a
// programme, or all there is. Its forms have the fields session, people, drop
// and all.
type Timetable struct {
	Frame
	Event    EventLine
	Back     string // the RSVP, or the event
	Action   string
	Calendar string
	Form     Form
	Views    []NavItem
	All      bool
	Days     []ProgrammeDay
	Clashes  []ClashView
	Party    int
	Picked   int
	Coming   bool
	Open     bool // the event is not over
}

// People is the numbers of the party, to choose from.
func (t *Timetable) People() (all []int) {
	for n := t.Party; n >= 1; n-- {
		all = append(all, n)
	}
	return all
}

// A ProgrammeSheet is the page programme/sheet: a programme that is brought as a
// table, and what was read of it. Its forms have the fields file, or text and
// sure.
type ProgrammeSheet struct {
	Frame
	Event   EventLine
	Back    string
	Action  string
	Form    Form
	Take    string        // where the programme is taken as a table; empty while there is none
	Reading *SheetReading // nil before anything was read
}

// A SheetReading is what was read of a table.
type SheetReading struct {
	Text                        string
	Fresh, Changed, Same, Other int    // sessions; the others are those that the table does not have
	Rooms, Speakers             string // names of those that are added
	Asked                       int    // of the speakers, by mail
	Rows                        []TalkRow
	Faults                      []SheetFault
	More                        int    // faults beyond those
	Columns                     []Read // as they were understood
}

// A Read is something that was looked for in a table, and the column that was
// taken for it. The words are programme.sheet.<What>.
type Read struct{ What, Column string }

// A SheetFault is what is wrong with one row. The words are wrong.<Code>.
type SheetFault struct {
	Line         int
	Column, Code string
}

// A TalkRow is a session as a row has it. The words are programme.sheet.<Will>.
type TalkRow struct {
	Line    int
	Will    string
	Session SessionView
}
