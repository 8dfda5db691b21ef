// Package event holds gatherings: rallies and Unseat canvasses, who comes to
// them, and how they are told when something changes.
package event

import (
	"context"
	"time"

	"barnstorm/domain"
)

// An ID names an event.
type ID string

// A Kind is what sort of gathering an event is.
type Kind string

// The kinds of event.
const (
	Rally     Kind = "rally"
	Unseat    Kind = "unseat"
	Canvass   Kind = "canvass"
	PhoneBank Kind = "phone-bank"
	Training  Kind = "training"
	Meeting   Kind = "meeting"
	Festival  Kind = "festival"
)

// Kinds is every kind, in the order in which organisers choose.
var Kinds = []Kind{Unseat, Canvass, Rally, PhoneBank, Training, Meeting, Festival}

// An Event is a gathering that a group has called.
type Event struct {
	ID       ID
	Group    domain.GroupID
	Kind     Kind
	Slug     string // names it in addresses, for good
	Title    string
	About    string // plain text
	Starts   time.Time
	Ends     time.Time
	Was      time.Time // when it was to start before it was put to another time; zero where it never was
	Zone     string    // IANA name: the clock on the wall there
	Where    domain.Place
	Seat     string      // the country's code of the seat that is fought, or empty
	Capacity int         // places that are promised; 0 means no limit
	Taken    int         // places promised so far, parties counted in full
	Held     int         // places kept for somebody who was offered them
	Waiting  int         // people on the waitlist
	Parted   bool        // into shifts or pools: what is counted here is their sum
	Reserved int         // of the places, those of other pools than General, which is there too, else 0; in a list those of shifts that are over as well
	Used     int         // of the places promised or kept, those that are reserved
	Public   bool        // shown to people outside the group
	Private  bool        // where it is, is told to those alone who have a place
	Called   bool        // on; false once called off
	Why      string      // why it was called off, in the organiser's words
	Release  time.Time   // when places of those who have not come are released; zero for never
	Series   SeriesID    // of the dates that belong together; empty for a single one
	Details  Details     // of access, languages and safety
	Remind   []Reminding // what is sent by itself; empty for Remindings
	Version  int64       // counts changes: a second editor of an old version is refused
	By       domain.PersonID
	Made     time.Time
	Changed  time.Time
}

// Everybody is the places that anybody may take, and how many of them are promised
// or kept: those of General, or of all pools where there is no General.
func (e Event) Everybody() (places, taken int) {
	return e.Capacity - e.Reserved, e.Taken + e.Held - e.Used
}

// Left is how many places are free that anybody may take, and whether there is
// a limit at all.
func (e Event) Left() (n int, limited bool) {
	places, taken := e.Everybody()
	return max(0, places-taken), places > 0
}

// Over reports whether the event has ended, or is called off: until then it can
// be changed.
func (e Event) Over(now time.Time) bool { return !e.Called || !e.Ends.After(now) }

// Closed reports whether nobody can answer any more to the event, or to the
// shift with whose times it is: it has begun, or is called off.
func (e Event) Closed(now time.Time) bool {
	return !e.Called || !Shift{Starts: e.Starts, Ends: e.Ends}.closes().After(now)
}

// ShownTo reports whether who may know of the event at all.
func (e Event) ShownTo(who domain.Actor) bool {
	return e.Public || e.May(who, domain.SeeGroupEvents)
}

// May reports whether who may do act with this event: by a role in its group,
// or as its host.
func (e Event) May(who domain.Actor, act domain.Act) bool {
	return who.MayOn(act, e.Group, string(e.ID))
}

// Must is May as an error: SignedOut for nobody, Denied for the rest.
func (e Event) Must(who domain.Actor, act domain.Act) error {
	return who.MustOn(act, e.Group, string(e.ID))
}

// Let refuses with NotFound where who may not know of the event, and as Must
// does where they may but may not act.
func (e Event) Let(who domain.Actor, act domain.Act) error {
	if !e.ShownTo(who) {
		return domain.Refuse(domain.NotFound, "no-such-event")
	}
	return e.Must(who, act)
}

// Bounds of an event.
const (
	MaxTitle    = 120
	MaxAbout    = 5000
	MaxCapacity = 1_000_000
	MaxLength   = 14 * 24 * time.Hour
	MaxAhead    = 3 * 365 * 24 * time.Hour
)

// Store remembers events and RSVPs.
type Store interface {
	domain.Outbox
	domain.Links
	domain.Arrivals
	Sites
	Hosts
	Gates
	Attendance
	Dates
	Reminders
	Thanked
	Reaches
	Lifts
	Proposals
	Delegations
	Forgetting

	// Event returns an event of any group, or refuses with NotFound.
	Event(ctx context.Context, id ID) (Event, error)
	// EventCalled returns the event with a slug, or refuses with NotFound.
	EventCalled(ctx context.Context, slug string) (Event, error)
	// VersionOf is the version of an event, or refuses with NotFound.
	VersionOf(ctx context.Context, id ID) (int64, error)
	// HoldEvent is Event, and lets nobody else hold it until the surrounding
	// Atomically ends.
	HoldEvent(ctx context.Context, id ID) (Event, error)
	// AddEvent keeps a new event and reports whether it is new; one with the
	// same id, or a slug that is taken, changes nothing.
	AddEvent(ctx context.Context, e Event) (bool, error)
	// PutEvent keeps a changed event if its version is still the one before,
	// and reports whether it was. Taken, Held and Waiting are left alone.
	PutEvent(ctx context.Context, e Event) (bool, error)
	// EventsIn lists events in time order, those that are over backwards.
	EventsIn(ctx context.Context, q Query) ([]Event, error)
	// Countries lists the countries that have groups.
	Countries(ctx context.Context) ([]string, error)

	// Layout returns how an event that is parted is.
	Layout(ctx context.Context, id ID) (Layout, error)
	// PutLayout keeps how an event that is held is parted, counts included, in
	// the place of how it was.
	PutLayout(ctx context.Context, id ID, l Layout) error
	// TakePlaces promises n places if so many are free at an event that is on,
	// and reports whether.
	TakePlaces(ctx context.Context, at At, n int) (bool, error)
	// Queue puts n people on the waitlist of an event that is on and has no
	// room for them, and reports whether it did.
	Queue(ctx context.Context, at At, n int) (bool, error)
	// KeepPlaces keeps n places for people who wait, if so many are free, and
	// reports whether: they wait no more.
	KeepPlaces(ctx context.Context, at At, n int) (bool, error)
	// Count adds to what became of places, and asks nothing.
	Count(ctx context.Context, at At, by Counts) error

	// RSVP returns an RSVP, or refuses with NotFound.
	RSVP(ctx context.Context, id RSVPID) (RSVP, error)
	// RSVPBy returns the RSVP to an event under a name and contact, or
	// refuses with NotFound.
	RSVPBy(ctx context.Context, id ID, nameKey, contact string) (RSVP, error)
	// AddRSVP keeps a new RSVP and reports whether it is new: one with the
	// same id, or the same event, name and contact, changes nothing.
	AddRSVP(ctx context.Context, r RSVP) (bool, error)
	// TurnRSVP moves an RSVP from one state to another with a new party, and
	// reports whether it was still in the first.
	TurnRSVP(ctx context.Context, r RSVP, from State) (bool, error)
	// StandingOf returns the RSVP to an event that was joined to a person and was
	// not given back, or refuses with NotFound.
	StandingOf(ctx context.Context, id ID, p domain.PersonID) (RSVP, error)
	// JoinRSVP joins an RSVP to a person, and reports whether it is theirs then:
	// somebody else's stays so.
	JoinRSVP(ctx context.Context, id RSVPID, p domain.PersonID) (bool, error)
	// FirstWaiting returns the RSVP that is first in line for such places, was
	// offered none and brings at most n people, or refuses with NotFound. First
	// are those who come From an event where they waited in vain, and each who
	// has waited longest.
	FirstWaiting(ctx context.Context, at At, n int) (RSVP, error)
	// Line says how those stand who wait for such places.
	Line(ctx context.Context, at At) (Line, error)
	// Ahead is how many people stand in line for such places before an RSVP.
	Ahead(ctx context.Context, r RSVP) (int, error)
	// OffersOver lists at most n RSVPs whose offer ended by a time, of events
	// that are on.
	OffersOver(ctx context.Context, by time.Time, n int) ([]RSVP, error)
	// RSVPs lists the RSVPs to an event in the order of their coming, after
	// the given one, at most n.
	RSVPs(ctx context.Context, id ID, after RSVPID, n int) ([]RSVP, error)
	// AnsweredBy lists the events that end after from and that a person comes
	// to, waits for or hosts, under any of their confirmed addresses, in time
	// order, at most n.
	AnsweredBy(ctx context.Context, p domain.PersonID, from time.Time, n int) ([]Dated, error)
	// RSVPsOf lists the RSVPs joined to a person, and those under any of the
	// addresses that are joined to nobody, newest first.
	RSVPsOf(ctx context.Context, p domain.PersonID, contacts []string) ([]RSVP, error)
	// LettersOf counts the letters of some kinds that were posted to an address
	// since a time, up to n.
	LettersOf(ctx context.Context, address string, kinds []string, since time.Time, n int) (int, error)
	// Wrote reports whether a letter about an RSVP went to an address, or waits to.
	Wrote(ctx context.Context, id RSVPID, address string) (bool, error)
	// LinksUntil has the links to the RSVPs and delegations of an event work until
	// a time, where they would end before.
	LinksUntil(ctx context.Context, id ID, until time.Time) error
	// Unpick has at most so many people of an RSVP go to each session that is on
	// its timetable, 0 for nobody to any, and gives back what they had there.
	Unpick(ctx context.Context, id RSVPID, most int) error
}

// A Query says which events a list is about. The zero value of a field leaves
// it out. A list shows public events, others in the groups of Within, and Known.
type Query struct {
	Within  []domain.GroupID // groups in which the reader sees everything
	Known   []ID             // single events that the reader sees
	Groups  []domain.GroupID // only events of these
	Own     bool             // only events of Within and Known
	Kind    Kind
	Country string
	Seat    string
	Near    Near
	Offers  []string  // of the Questions that are answered with yes
	Spoken  string    // a language that is spoken there
	From    time.Time // that end after
	Until   time.Time // that start before
	First   time.Time // that are on this day by the clock there or after, at midnight in UTC
	Last    time.Time // that are on this day by the clock there or before, likewise
	Over    time.Time // that ended by then, the latest first
	Text    string
	After   Cursor
	Called  bool // only those that are on
	Most    int
}

// A Cursor is a place in a list of events: after the one that starts then.
type Cursor struct {
	Starts time.Time
	ID     ID
}

// Service is what can be done with events.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	// Sites says of a group what pages need to know of it. Within a
	// transaction the Store says it: a second connection may never come.
	Sites Sites
	// Elsewhere is up to three events that need somebody most, seen from a place,
	// for those for whom there is no room; nil where nobody knows.
	Elsewhere func(ctx context.Context, at domain.Point) ([]domain.Hint, error)
	// Lies says where an address of a country lies, by its postcode or its town:
	// the zero Point where neither is known; nil where nobody knows.
	Lies func(ctx context.Context, country, postcode, town string) (domain.Point, error)
	// Key is the key of the house: tickets and guest lists are signed by what is
	// made of it.
	Key []byte
	// URL makes a whole address of a path.
	URL func(path string) string
}

// Sites says of a group what events need to know of it.
type Sites interface {
	// Site returns what is said of a group, or refuses with NotFound.
	Site(ctx context.Context, g domain.GroupID) (Site, error)
}

// A Site is what events need to know of the group that calls them.
type Site struct {
	ID      domain.GroupID
	Name    string
	Slug    string
	Zone    string
	Locale  string
	Country string
	Colour  string // "#rrggbb", empty for the colour of the house
	Imprint string // who publishes, with an address
}

// Shown is an event as one reader sees it.
type Shown struct {
	Event Event
	Site  Site
	Edits bool // whether the reader may change it
}

// Show returns the event with a slug. To a reader who may not know of it, it
// refuses with the same NotFound as for one that does not exist.
func (s *Service) Show(ctx context.Context, who domain.Actor, slug string) (Shown, error) {
	e, err := s.Store.EventCalled(ctx, slug)
	if err != nil {
		return Shown{}, err
	}
	return s.shown(ctx, who, e)
}

// ShowByID is Show by the event's id.
func (s *Service) ShowByID(ctx context.Context, who domain.Actor, id ID) (Shown, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return Shown{}, err
	}
	return s.shown(ctx, who, e)
}

func (s *Service) shown(ctx context.Context, who domain.Actor, e Event) (Shown, error) {
	if !e.ShownTo(who) {
		return Shown{}, domain.Refuse(domain.NotFound, "no-such-event")
	}
	site, err := s.Sites.Site(ctx, e.Group)
	return Shown{e.As(who), site, e.May(who, domain.ScheduleEvents)}, err
}

// Upcoming lists events that who may know of and that are not over, soonest
// first; past ones where all days that are asked for are past. Most is bounded
// to 100 and Text to 100 letters.
func (s *Service) Upcoming(ctx context.Context, who domain.Actor, q Query) ([]Event, error) {
	q.Within, q.Known = who.Where(domain.SeeGroupEvents), idsOf(who.On(domain.SeeGroupEvents))
	if past := !q.First.IsZero() && !q.Last.IsZero() && q.Last.Add(dayAnywhere).Before(s.Clock.Now()); q.From.IsZero() && !past {
		q.From = s.Clock.Now()
	}
	es, err := s.onDays(ctx, q.bounded())
	for i := range es {
		if err == nil {
			err = s.stillOpen(ctx, &es[i])
		}
		es[i] = es[i].As(who)
	}
	return es, err
}

// stillOpen counts of an event that goes on only what can still be come to as places
// that anybody may take.
func (s *Service) stillOpen(ctx context.Context, e *Event) error {
	now := s.Clock.Now()
	if !e.Parted || e.Starts.After(now) || e.Over(now) {
		return nil
	}
	l, err := layoutOf(ctx, s.Store, *e)
	if p, ok := l.Everybody(*e, now); ok {
		e.Reserved, e.Used = e.Capacity-p.Capacity, e.Taken+e.Held-p.Taken
	}
	return err
}

// Countries lists the countries in which there are groups, for filters.
func (s *Service) Countries(ctx context.Context) ([]string, error) { return s.Store.Countries(ctx) }

// Mine lists the events of the groups in which who schedules and those that
// who hosts: what is not over, soonest first, or what was by q.Over, the latest
// first. Bounds are those of Upcoming.
func (s *Service) Mine(ctx context.Context, who domain.Actor, q Query) ([]Event, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	q.Within, q.Known, q.Own = who.Where(domain.ScheduleEvents), idsOf(who.On(domain.ScheduleEvents)), true
	if len(q.Within)+len(q.Known) == 0 {
		return nil, domain.Refuse(domain.Denied, "not-your-role")
	}
	if q.Over.IsZero() {
		q.From = s.Clock.Now()
	}
	return s.onDays(ctx, q.bounded())
}

func idsOf(things []string) []ID {
	ids := make([]ID, len(things))
	for i, thing := range things {
		ids[i] = ID(thing)
	}
	return ids
}
