package templates

import "time"

// A SignIn is the page people/sign-in: an address, and a letter comes. Its
// form has the field email.
type SignIn struct {
	Frame
	Form   Form
	Action string
	Back   string // where to go on afterwards, a path of ours; empty for nowhere
}

// A SignInCode is the page people/code, after a letter was asked for: the six
// digits of it, in the field code. Known and unknown addresses look alike.
type SignInCode struct {
	Frame
	Form    Form
	Action  string
	ID      string // of the request
	Email   string // as it was typed
	Joining string // the group that is joined by answering; empty for none
	Back    string
}

// A SignInLink is the page people/link, which the link in the letter opens: one
// button, because looking changes nothing. Where several people share the
// address, the field as says who is meant.
type SignInLink struct {
	Frame
	Form   Form
	Action string
	Choose []Option // id and name
	Back   string
	Code   string // that was typed, to be sent along with the choice; empty after a link
}

// A SignedOut is the page people/signed-out, which has the phone forget the
// people and doors that it carried.
type SignedOut struct{ Frame }

// A Join is the page people/join. First which group: a search over q and
// country with what it Found. Then, of the Chosen one, the form with name and
// email, where somebody signed in has nothing to fill in.
type Join struct {
	Frame
	Form      Form
	Action    string
	Countries []Option
	Found     []GroupLink
	Many      bool // more were found than are shown
	Chosen    *GroupLink
	Group     string // id of the chosen one
}

// A Start is the page people/start, once in the life of an installation: group,
// country, currency, locale, zone, entity, address, kind, name, email.
type Start struct {
	Frame
	Form       Form
	Action     string
	Countries  []Option
	Currencies []Option
	Locales    []Option
	Zones      []Option
	Kinds      []Option // of legal entity
}

// A GroupShow is the page people/group: who a group is and what it has called.
type GroupShow struct {
	Frame
	Name    string
	About   string
	Above   *GroupLink
	Below   []GroupLink
	Events  []EventLine
	Member  bool   // the reader belongs to it
	Join    string // the address to join at
	Give    string // the address to give at, empty where no gifts are taken
	Imprint string
	Change  string // where it is changed; empty for those who may not
	Feed    string // the whole address of what it has called as a calendar
}

// Paragraphs is the group's own words, cut at empty lines.
func (g *GroupShow) Paragraphs() []string { return prose(g.About) }

// A GroupLink is one group in a list; In is the name of its country, or empty.
type GroupLink struct{ Href, Name, In string }

// Groups is the page people/groups: every group, by country.
type Groups struct {
	Frame
	Countries []GroupsIn
	New       string // where a group can be made; empty for those who may not
}

// A GroupsIn is the groups of one country.
type GroupsIn struct {
	Country string // its name
	Groups  []GroupLink
}

// A Me is the page people/me: everything that is one's own.
type Me struct {
	Frame
	Name      string
	Contacts  []string
	Events    []MyEvent
	Groups    []MyGroup
	Gifts     []MyGift
	Sessions  []MySession
	Door      string // where to log conversations; empty for those who may not
	Form      Form
	SignOut   string
	Download  string
	JoinGroup string
	Locales   []Option
	Locale    string
	Consents  []MyConsent
	Stopped   []string // addresses on the stop list
	Path      *PathView
}

// A MyConsent is what one has said to a legal entity about one topic and one
// channel, under the wording that was read.
type MyConsent struct {
	Who            string // the legal entity
	Topic, Channel string
	Given          bool
	Since          time.Time // when it was given or taken back; zero when nothing was ever said
	Own            bool      // said on one's own page, and not by a link in a letter
	Version, Lang  string    // of the sentence
	Form           ConsentForm
}

// Sentence is what was read, or is to be read before agreeing.
func (m MyConsent) Sentence() string {
	return Word(m.Lang, "consent."+m.Version, "who", m.Who, "by", Word(m.Lang, "consent.by."+m.Channel))
}

// A ConsentForm is what the button of a consent sends beside topic and channel.
type ConsentForm struct{ ID, Group, Wording string }

// An Erase is the page people/erase: what goes, what stays, and the box sure.
type Erase struct {
	Frame
	Form   Form
	Action string
}

// A Token is the page people/token, which shows a key for programs once.
type Token struct {
	Frame
	Token string
	Until time.Time
	Try   string // an address that it opens
}

// A MyEvent is an event that one has answered.
type MyEvent struct {
	EventLine
	State string // coming, waiting or given-back
	Party int
	Past  bool
	Open  string // where its ticket is, and where it is changed; empty for nowhere
}

// A MyGroup is a group that one belongs to, with the roles there.
type MyGroup struct {
	Href, Name string
	Roles      []string // the words are role.<Role>
	Since      time.Time
	Leave      string // the address that ends it
}

// A MyGift is a standing promise or a single gift.
type MyGift struct {
	Href     string
	Minor    int64
	Currency string
	Monthly  bool
	State    string // the words are gift.state.<State>
	Next     time.Time
}

// A MySession is one browser that is signed in.
type MySession struct {
	ID    string
	Agent string // what the browser calls itself
	Seen  time.Time
	Here  bool // the one that is asking
	End   string
}

// A Today is the page organise/today: what needs an organiser now.
type Today struct {
	Frame
	Now     time.Time
	Figures []Figure
	Events  []EventLine
	Tasks   []Task
	New     string // the address to schedule an event; empty for those who may not
}

// A Figure is a number with its meaning: name, number, how it stands to what
// was promised, and a sentence.
type Figure struct {
	Name      string
	Big       string // as it is shown
	Done, All int    // for the meter; All 0 shows none
	Due       int    // the tick, 0 for none
	Text      string
}

// A Task is one thing that waits for somebody.
type Task struct {
	Kind string // good, warn or bad
	Text string
	Href string
	Post string // where a button does it, instead of a link
	Do   string // the verb on either
}

// A PeopleList is the page organise/people: the people of the reader's groups.
type PeopleList struct {
	Frame
	Form   Form
	Group  string // its name, empty on the list of all groups
	People []PersonRow
	More   string
	Roles  []Option
	Choose []Option // the people, each once
	Action string   // where a role is given or taken; empty for those who may not
}

// A PersonRow is one role of one person in a list.
type PersonRow struct {
	ID, Name, Group, Role string // the words are role.<Role>
	Since                 time.Time
	GroupHref             string // the list of that group
}

// A GroupTree is the page organise/groups: the groups that one runs.
type GroupTree struct {
	Frame
	Groups []TreeGroup
}

// A TreeGroup is one group of a tree. Depth is 0 at the top, 5 at most.
type TreeGroup struct {
	Name, In, Href, New, People, Public string
	Depth                               int
}

// A GroupEdit is the page organise/group: the settings of a group, or of a new
// one below it: name, about, country, currency, zone, locale, colour, lat, lon.
type GroupEdit struct {
	Frame
	Form       Form
	New        bool
	Name       string // of the group, or of the one above a new one
	Action     string
	Countries  []Option
	Currencies []Option
	Locales    []Option
	Zones      []Option
}
