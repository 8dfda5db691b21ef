// Package programme holds what happens at a festival: sessions in rooms over
// days, who speaks, and the timetable that everybody makes of it.
package programme

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// Ids of a room and a session.
type (
	RoomID    string
	SessionID string
)

// A Room is where sessions are.
type Room struct {
	ID       RoomID
	Event    event.ID
	Name     string
	Capacity int // people; 0 where nobody said
}

// A Session is one thing on the programme.
type Session struct {
	ID       SessionID
	Event    event.ID
	Room     RoomID // empty where that is not known yet
	Title    string
	About    string // plain text
	Language string // code of the language that is spoken, or empty
	Starts   time.Time
	Ends     time.Time
	SignUp   bool // one takes a place in it
	Capacity int  // places; 0 for as many as the room holds
	Taken    int  // places taken, or people who have it on their timetable
	Called   bool // on; false once called off
	Version  int64
	Changed  time.Time
}

// Bounds of a programme.
const (
	MaxRooms    = 60
	MaxSessions = 600
	MaxTitle    = 140
	MaxAbout    = 1500
	MaxName     = 80
)

// A Programme is everything that is on at an event.
type Programme struct {
	Event    event.Event
	Site     event.Site
	Edits    bool // the reader may change it
	Rooms    []Room
	Sessions []Session // by their beginning, then by the name of their room
	Speakers []Speaker // by name
	Bills    []Bill
	Clashes  []Clash
}

// Room is the room of an id, or one without a name.
func (p Programme) Room(id RoomID) Room {
	i := slices.IndexFunc(p.Rooms, func(r Room) bool { return r.ID == id })
	if i < 0 {
		return Room{}
	}
	return p.Rooms[i]
}

// Places is how many places there are in a session; 0 for no limit that anybody
// knows of.
func (p Programme) Places(s Session) int { return cmp.Or(s.Capacity, p.Room(s.Room).Capacity) }

// Left is how many places of a session are free, and whether that is limited:
// it is only where one takes a place.
func (p Programme) Left(s Session) (n int, limited bool) {
	places := p.Places(s)
	return max(0, places-s.Taken), s.SignUp && places > 0
}

// Day is the first moment of the day on which a session begins, by the clock
// there. What begins before four in the morning is of the night before.
func (p Programme) Day(s Session) time.Time {
	zone := domain.Zone(p.Event.Zone)
	y, m, d := s.Starts.In(zone).Add(-4 * time.Hour).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// A Kind is why two sessions clash.
type Kind string

// The kinds of clash.
const (
	SameRoom    Kind = "room"    // two in one room at a time
	SameSpeaker Kind = "speaker" // somebody speaks in two at a time
	Outside     Kind = "outside" // one lies outside the event: B is empty
	Yours       Kind = "yours"   // two on one timetable at a time
)

// A Clash is two sessions that cannot both be.
type Clash struct {
	Kind Kind
	A, B SessionID
	Who  string // whose clash it is, of a speaker
}

// overlap reports whether two sessions that are on are at the same time. One
// that begins when the other ends does not overlap.
func overlap(a, b Session) bool {
	return a.Called && b.Called && a.Starts.Before(b.Ends) && b.Starts.Before(a.Ends)
}

// pairs finds every two that overlap and are alike, each pair once. The sessions
// are in the order of their beginning.
func pairs(all []Session, kind Kind, alike func(a, b Session) (string, bool)) (found []Clash) {
	for i, a := range all {
		for _, b := range all[i+1:] {
			if !b.Starts.Before(a.Ends) {
				break // and neither does any later one
			}
			if who, is := alike(a, b); is && overlap(a, b) {
				found = append(found, Clash{kind, a.ID, b.ID, who})
			}
		}
	}
	return found
}

// clashes is what cannot be as it stands: rooms that are used twice at a time,
// people who speak twice at a time, and sessions outside the event.
func (p Programme) clashes() []Clash {
	e, all := p.Event, p.Sessions
	found := pairs(all, SameRoom, func(a, b Session) (string, bool) { return "", a.Room != "" && a.Room == b.Room })
	found = append(found, pairs(all, SameSpeaker, p.both)...)
	for _, s := range all {
		if s.Called && (s.Starts.Before(e.Starts) || s.Ends.After(e.Ends)) {
			found = append(found, Clash{Kind: Outside, A: s.ID})
		}
	}
	return found
}

// both is the name of somebody who speaks in both sessions, and whether anybody does.
func (p Programme) both(a, b Session) (string, bool) {
	for _, x := range p.Speaking(a.ID) {
		if slices.Contains(p.Bills, Bill{b.ID, x.ID}) {
			return x.Name, true
		}
	}
	return "", false
}

// Speaking is who speaks in a session, in their order.
func (p Programme) Speaking(id SessionID) (all []Speaker) {
	for _, b := range p.Bills {
		if i := slices.IndexFunc(p.Speakers, func(x Speaker) bool { return x.ID == b.Speaker }); b.Session == id && i >= 0 {
			all = append(all, p.Speakers[i])
		}
	}
	return all
}

// Store remembers programmes.
type Store interface {
	domain.Outbox
	domain.Links
	event.Sites
	Speakers
	Picks

	// Event returns an event of any group, or refuses with NotFound.
	Event(ctx context.Context, id event.ID) (event.Event, error)
	// EventCalled returns the event with a slug, or refuses with NotFound.
	EventCalled(ctx context.Context, slug string) (event.Event, error)
	// HoldEvent is Event, and lets nobody else hold it until the surrounding
	// Atomically ends.
	HoldEvent(ctx context.Context, id event.ID) (event.Event, error)

	// Rooms lists the rooms of an event by name.
	Rooms(ctx context.Context, id event.ID) ([]Room, error)
	// PutRoom keeps a room in place of an earlier state of it, and reports
	// whether: not where another room of the event has its name.
	PutRoom(ctx context.Context, r Room) (bool, error)
	// DropRoom takes a room away, and reports whether: not one where a session is.
	DropRoom(ctx context.Context, id RoomID) (bool, error)
	// ProgrammeOf lists the sessions of an event by their beginning.
	ProgrammeOf(ctx context.Context, id event.ID) ([]Session, error)
	// OnProgramme returns a session, or refuses with NotFound.
	OnProgramme(ctx context.Context, id SessionID) (Session, error)
	// AddToProgramme keeps a new session, and reports whether it is new.
	AddToProgramme(ctx context.Context, s Session) (bool, error)
	// PutOnProgramme keeps a changed session if its version is still the one before,
	// and reports whether it was. What is taken is left alone.
	PutOnProgramme(ctx context.Context, s Session) (bool, error)
}

// Service is what can be done with programmes.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	// URL makes a whole address of a path.
	URL func(path string) string
}

// Show returns the programme of the event with a slug. To a reader who may not
// know of the event it refuses as for one that does not exist.
func (s *Service) Show(ctx context.Context, who domain.Actor, slug string) (Programme, error) {
	e, err := s.Store.EventCalled(ctx, slug)
	if err != nil {
		return Programme{}, err
	}
	return s.show(ctx, who, e)
}

// Desk is Show by the event's id, for those who may change it.
func (s *Service) Desk(ctx context.Context, who domain.Actor, id event.ID) (Programme, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return Programme{}, err
	}
	p, err := s.show(ctx, who, e)
	if err == nil {
		err = e.Must(who, domain.ScheduleEvents)
	}
	return p, err
}

func (s *Service) show(ctx context.Context, who domain.Actor, e event.Event) (p Programme, err error) {
	if !e.ShownTo(who) {
		return p, domain.Refuse(domain.NotFound, "no-such-event")
	}
	p.Event, p.Edits = e.As(who), e.May(who, domain.ScheduleEvents)
	if p.Site, err = s.Store.Site(ctx, e.Group); err != nil {
		return p, err
	}
	return p, read(ctx, s.Store, &p)
}

// read fills in rooms, sessions and what cannot be.
func read(ctx context.Context, st Store, p *Programme) (err error) {
	if p.Rooms, err = st.Rooms(ctx, p.Event.ID); err != nil {
		return err
	}
	if p.Sessions, err = st.ProgrammeOf(ctx, p.Event.ID); err != nil {
		return err
	}
	slices.SortStableFunc(p.Sessions, func(a, b Session) int {
		return cmp.Or(a.Starts.Compare(b.Starts), strings.Compare(p.Room(a.Room).Name, p.Room(b.Room).Name))
	})
	if p.Speakers, err = st.SpeakersAt(ctx, p.Event.ID); err != nil {
		return err
	}
	if p.Bills, err = st.BillsAt(ctx, p.Event.ID); err != nil {
		return err
	}
	p.Clashes = p.clashes()
	return nil
}

// toEdit holds an event whose programme who may change: until it ends, since
// much changes on the day itself.
func (s *Service) toEdit(ctx context.Context, tx Store, who domain.Actor, id event.ID) (event.Event, error) {
	e, err := tx.HoldEvent(ctx, id)
	if err != nil {
		return e, err
	}
	if err := e.Let(who, domain.ScheduleEvents); err != nil {
		return e, err
	}
	if !e.Called || !e.Ends.After(s.Clock.Now()) {
		return e, domain.Refuse(domain.Conflict, "event-over")
	}
	return e, nil
}

// line is text in one line, without what no line holds.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

func short(text string, most int) bool {
	return len([]rune(text)) <= most && !strings.ContainsFunc(text, unicode.IsControl)
}

func orRefuse(err error, k domain.Kind, code string) error {
	if err != nil {
		return err
	}
	return domain.Refuse(k, code)
}
