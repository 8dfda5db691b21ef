package templates

import "time"

// A ProgrammeShow is the page programme/show: what is on at a festival, day by
// day.
type ProgrammeShow struct {
	Frame
	Event EventLine
	Days  []ProgrammeDay
	Views []NavItem // by time, by room
	Edit  string    // the organiser's page; empty for those who may not
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
// capacity and drop, and days.
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

// A ClashView is two sessions that cannot both be. The words are
// programme.clash.<Kind>.
type ClashView struct {
	Kind, Who string
	A, B      SessionView
}

// A SessionEdit is the page programme/session: a session's form, with the
// fields id, version, title, about, room, language, starts, ends, sign_up and
// capacity.
type SessionEdit struct {
	Frame
	Event     EventLine
	Back      string
	Action    string
	Off       string // where it is called off, or had on again; empty for a new one
	Form      Form
	Session   *SessionView // as it stands; nil for a new one
	Theirs    *SessionView // what somebody else saved meanwhile
	Halls     []Option
	Languages []string
}
