// Package welcome has one person get in touch with whoever is new: the nearest
// leader, for a day, then the next, then whoever organises. What becomes of
// somebody afterwards is a path that follows from what they did.
package welcome

import (
	"context"
	"time"

	"barnstorm/domain"
)

// An ID names a newcomer: that of the RSVP or the request by which they came.
type ID string

// A State is how a newcomer stands.
type State string

// The states.
const (
	New     State = "new"     // and offered to nobody yet
	Offered State = "offered" // to one leader, until a time
	Taken   State = "taken"   // by one person, until a time
	Listed  State = "listed"  // for whoever organises there
	Ended   State = "ended"   // name and contact are forgotten
)

// An Outcome is what whoever got in touch notes: a choice, and never words
// about somebody.
type Outcome string

// The outcomes.
const (
	Reached Outcome = "reached"
	Message Outcome = "message" // left one, and tries again
	Along   Outcome = "along"   // wants to come along
	NotNow  Outcome = "not-now"
	Never   Outcome = "never"
)

// Outcomes is every outcome, in the order in which people choose.
var Outcomes = []Outcome{Reached, Along, Message, NotNow, Never}

// A Newcomer is somebody new who agreed that one person gets in touch with
// them.
type Newcomer struct {
	ID       ID
	Entity   domain.EntityID // to which they agreed
	Group    domain.GroupID
	Person   domain.PersonID // empty where nobody has signed in
	Name     string
	Contact  string
	Channel  domain.Channel
	Wording  string
	Source   string
	Locale   string
	At       domain.Point // where they are about
	Zone     string       // of their group
	Made     time.Time
	State    State
	Leader   domain.PersonID // to whom they are offered, or who holds them
	Until    time.Time       // when the clock runs out, where one runs
	Messages int             // that were left
	Outcome  Outcome         // that was noted last
	Turn     int64           // counts changes
	Changed  time.Time
}

// How long a clock runs, and how far it goes.
const (
	Clock        = 24 * time.Hour
	MostAsked    = 3   // leaders to whom one is offered, before the list of the organisers
	MostHeld     = 3   // newcomers that one leader has at once
	Nearby       = 40. // kilometres
	MostMessages = 3
	// Rest is how long a newcomer waits for anybody: then it is too late to be
	// welcomed, and they are forgotten.
	Rest = 30 * 24 * time.Hour
)

// Open reports whether a clock runs for p at the moment now.
func (n Newcomer) Open(p domain.PersonID, now time.Time) bool {
	return p != "" && n.Leader == p && (n.State == Offered || n.State == Taken) && now.Before(n.Until)
}

// Held reports whether p has taken the newcomer, and the clock still runs.
func (n Newcomer) Held(p domain.PersonID, now time.Time) bool {
	return n.State == Taken && n.Open(p, now)
}

// seenBy is the newcomer as p sees them: name and contact are for whoever has
// taken them, while the clock runs, and for nobody else.
func (n Newcomer) seenBy(p domain.PersonID, now time.Time) Newcomer {
	if !n.Held(p, now) {
		n.Name, n.Contact = "", ""
	}
	return n
}

// end is the newcomer once it has ended: nobody needs name and contact then.
func (n Newcomer) end(why Outcome) Newcomer {
	n.State, n.Outcome, n.Name, n.Contact, n.Leader, n.Until = Ended, why, "", "", "", time.Time{}
	return n
}

// A Leader is somebody to whom newcomers may be offered, by one of the groups
// that they lead.
type Leader struct {
	Person domain.PersonID
	Name   string
	Email  string
	Locale string
	Group  domain.GroupID
	At     domain.Point // of the group
	Held   int          // newcomers that they have, or are offered
}

// A Note is what whoever got in touch with a newcomer noted.
type Note struct {
	ID       string
	Newcomer ID
	Person   domain.PersonID
	Outcome  Outcome
	At       time.Time
}

// Store remembers newcomers.
type Store interface {
	domain.Outbox
	domain.Arrivals

	// Newcomer returns a newcomer, or refuses with NotFound.
	Newcomer(ctx context.Context, id ID) (Newcomer, error)
	// PutTurn keeps a changed newcomer if its turn is still the one before, and
	// reports whether it was.
	PutTurn(ctx context.Context, n Newcomer) (bool, error)
	// Zones lists the zones in which there are groups.
	Zones(ctx context.Context) ([]string, error)
	// ToOffer lists at most n newcomers of groups in some zones who are new or
	// whose clock has run out by a time, the longest first.
	ToOffer(ctx context.Context, by time.Time, zones []string, n int) ([]Newcomer, error)
	// TooLate lists at most n newcomers that have not ended and arrived before.
	TooLate(ctx context.Context, before time.Time, n int) ([]Newcomer, error)
	// Leaders lists who leads a group of a legal entity, once a group.
	Leaders(ctx context.Context, e domain.EntityID) ([]Leader, error)
	// Asked lists to whom a newcomer was offered.
	Asked(ctx context.Context, id ID) ([]domain.PersonID, error)
	// Ask notes that a newcomer was offered to somebody.
	Ask(ctx context.Context, id ID, p domain.PersonID, at time.Time) error
	// AddNote keeps a new note, and reports whether it is new.
	AddNote(ctx context.Context, n Note) (bool, error)
	// Noted reports whether that very note of a person about a newcomer is kept.
	Noted(ctx context.Context, note string, id ID, p domain.PersonID) (bool, error)
	// With lists the newcomers that are offered to somebody or that they hold,
	// the clock that ends first on top.
	With(ctx context.Context, p domain.PersonID) ([]Newcomer, error)
	// ListedIn lists at most n newcomers of groups that wait for whoever
	// organises, the longest first.
	ListedIn(ctx context.Context, groups []domain.GroupID, n int) ([]Newcomer, error)
	// Pulse counts who has arrived in groups since a time.
	Pulse(ctx context.Context, groups []domain.GroupID, since time.Time) (Pulse, error)
	// NewcomersOf lists the newcomers that a person is, by their id or under one
	// of the addresses.
	NewcomersOf(ctx context.Context, p domain.PersonID, addresses []string) ([]Newcomer, error)
	// GroupName is the name and the slug of a group, or NotFound.
	GroupName(ctx context.Context, g domain.GroupID) (name, slug string, err error)
	// MailOff reports whether an address must not be written to.
	MailOff(ctx context.Context, address string) (bool, error)
	// TurnMailOff notes that an address must not be written to; again changes
	// nothing.
	TurnMailOff(ctx context.Context, address, reason string, at time.Time) error
	Deeds
}

// A Pulse is how newcomers of some groups fared: counts, and nobody's name.
type Pulse struct {
	Arrived  int // in all
	Within   int // of them, of whom somebody noted within a day that they got in touch
	Reached  int // who were spoken to
	Waiting  int // for whoever organises
	Underway int // offered or taken
}

// Service is what can be done with newcomers.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	// URL makes a whole address of a path.
	URL func(path string) string
}
