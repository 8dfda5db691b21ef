package programme

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// A Pick is a session on somebody's timetable, and how many of their party go.
type Pick struct {
	RSVP    event.RSVPID
	Session SessionID
	People  int
	At      time.Time
}

// Picks remembers timetables.
type Picks interface {
	// RSVP returns an RSVP, or refuses with NotFound.
	RSVP(ctx context.Context, id event.RSVPID) (event.RSVP, error)
	// RSVPsOf lists the RSVPs joined to a person, and those under any of the
	// addresses that are joined to nobody, newest first.
	RSVPsOf(ctx context.Context, p domain.PersonID, contacts []string) ([]event.RSVP, error)
	// PicksOf lists what is on the timetable of an RSVP.
	PicksOf(ctx context.Context, id event.RSVPID) ([]Pick, error)
	// PicksFor lists who has a session on their timetable.
	PicksFor(ctx context.Context, id SessionID) ([]Pick, error)
	// AddPick keeps a new pick, and reports whether it is new.
	AddPick(ctx context.Context, p Pick) (bool, error)
	// TurnPick keeps with how many people a session is picked, 0 for none any
	// more, if it was so many before, and reports whether.
	TurnPick(ctx context.Context, p Pick, from int) (bool, error)
	// TakeChairs takes n places in a session that is on, if so many are free
	// where one takes a place, or gives some back with a negative number, and
	// reports whether.
	TakeChairs(ctx context.Context, id SessionID, n int) (bool, error)
}

// A Timetable is what somebody has chosen of a programme.
type Timetable struct {
	Programme Programme
	RSVP      event.RSVP
	Picks     []Pick
	Clashes   []Clash // of two that they chose
}

// Picked is how many of the party go to a session; 0 for nobody.
func (t Timetable) Picked(id SessionID) int {
	for _, p := range t.Picks {
		if p.Session == id {
			return p.People
		}
	}
	return 0
}

// Mine is the sessions that somebody chose, by their beginning.
func (t Timetable) Mine() []Session {
	return slices.DeleteFunc(slices.Clone(t.Programme.Sessions), func(x Session) bool { return t.Picked(x.ID) == 0 })
}

// Beside is the sessions that somebody chose and that are at the time of
// another one.
func (t Timetable) Beside(id SessionID) (all []Session) {
	i := slices.IndexFunc(t.Programme.Sessions, func(x Session) bool { return x.ID == id })
	for _, x := range t.Mine() {
		if i >= 0 && x.ID != id && overlap(x, t.Programme.Sessions[i]) {
			all = append(all, x)
		}
	}
	return all
}

// Holder is the RSVP that a private link opens, or NotFound.
func (s *Service) Holder(ctx context.Context, t domain.Token) (event.RSVP, error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForRSVP, s.Clock.Now())
	if err != nil {
		return event.RSVP{}, err
	}
	return s.Store.RSVP(ctx, event.RSVPID(object))
}

// Mine is the RSVP of who, whose confirmed addresses these are, to the event
// with a slug. Without one it refuses with NotFound.
func (s *Service) Mine(ctx context.Context, who domain.Actor, emails []string, slug string) (event.RSVP, error) {
	if who.Nobody() {
		return event.RSVP{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	e, err := s.Store.EventCalled(ctx, slug)
	if err == nil && !e.ShownTo(who) {
		err = domain.Refuse(domain.NotFound, "no-such-event")
	}
	if err != nil {
		return event.RSVP{}, err
	}
	rs, err := s.Store.RSVPsOf(ctx, who.Person, emails)
	if i := slices.IndexFunc(rs, func(r event.RSVP) bool { return r.Event == e.ID && r.State == event.Coming }); err == nil && i >= 0 {
		return rs[i], nil
	}
	if err == nil {
		err = domain.Refuse(domain.NotFound, "no-such-rsvp")
	}
	return event.RSVP{}, err
}

// Timetable is what is on the timetable of an RSVP, beside all there is.
func (s *Service) Timetable(ctx context.Context, r event.RSVP) (t Timetable, err error) {
	t.RSVP = r
	e, err := s.Store.Event(ctx, r.Event)
	if err != nil {
		return t, err
	}
	t.Programme.Event = e.To(r)
	if t.Programme.Site, err = s.Store.Site(ctx, e.Group); err != nil {
		return t, err
	}
	if err := read(ctx, s.Store, &t.Programme); err != nil {
		return t, err
	}
	if t.Picks, err = s.Store.PicksOf(ctx, r.ID); err != nil {
		return t, err
	}
	t.Clashes = pairs(t.Mine(), Yours, func(Session, Session) (string, bool) { return "", true })
	return t, nil
}

// A PickInput is what somebody sends to put a session on their timetable, or to
// take it off. People is how many of their party go; empty for all of them.
type PickInput struct {
	Session string `json:"session"`
	People  string `json:"people"`
	Drop    bool   `json:"drop"`
}

// Pick puts a session on the timetable of an RSVP, or takes it off. Where one
// takes a place it takes as many; a session that has not so many is refused with
// Conflict "session-full", and whoever has no place at the event with Conflict
// "place-first". Again changes nothing. What overlaps is kept, and shown.
func (s *Service) Pick(ctx context.Context, r event.RSVP, in PickInput) error {
	id, ok := domain.ParseID[SessionID](in.Session)
	w := domain.Wrong{}
	w.Check(ok, "session", "pick-one")
	people := r.Party
	if text := strings.TrimSpace(in.People); text != "" {
		n, err := strconv.Atoi(text)
		w.Check(err == nil && n >= 1 && n <= r.Party, "people", "out-of-range")
		people = n
	}
	if err := w.Err(); err != nil {
		return err
	}
	if in.Drop {
		people = 0
	}
	return s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, r.Event) // nobody gives a place back meanwhile
		if err != nil {
			return err
		}
		r, err := tx.RSVP(ctx, r.ID)
		if err != nil {
			return err
		}
		x, err := s.toPick(ctx, tx, e, r, id)
		if err != nil {
			return err
		}
		return s.pick(ctx, tx, r, x, min(people, r.Party))
	})
}

// toPick is a session that whoever made an RSVP may still choose.
func (s *Service) toPick(ctx context.Context, tx Store, e event.Event, r event.RSVP, id SessionID) (Session, error) {
	x, err := s.sessionOf(ctx, tx, e, id)
	switch now := s.Clock.Now(); {
	case err != nil:
		return x, err
	case r.State != event.Coming:
		return x, domain.Refuse(domain.Conflict, "place-first")
	case !e.Called || !x.Ends.After(now):
		return x, domain.Refuse(domain.Conflict, "event-over")
	}
	return x, nil
}

// pick keeps with how many people a session is picked, and takes or gives back
// as many places.
func (s *Service) pick(ctx context.Context, tx Store, r event.RSVP, x Session, people int) error {
	picks, err := tx.PicksOf(ctx, r.ID)
	if err != nil {
		return err
	}
	had := Timetable{Picks: picks}.Picked(x.ID)
	if had == people {
		return nil
	}
	if !x.Called && people > had {
		return domain.Refuse(domain.Conflict, "session-full")
	}
	if took, err := tx.TakeChairs(ctx, x.ID, people-had); err != nil || !took {
		return orRefuse(err, domain.Conflict, "session-full")
	}
	p := Pick{r.ID, x.ID, people, s.Clock.Now()}
	kept := false
	if had == 0 {
		kept, err = tx.AddPick(ctx, p)
	} else {
		kept, err = tx.TurnPick(ctx, p, had)
	}
	if err != nil || !kept {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	return nil
}

// tellPicked writes to those who have a session on their timetable that it is
// elsewhere, at another time, or off: once for each version of it.
func (s *Service) tellPicked(ctx context.Context, tx Store, e event.Event, x Session) error {
	picks, err := tx.PicksFor(ctx, x.ID)
	if err != nil || len(picks) == 0 {
		return err
	}
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	rooms, err := tx.Rooms(ctx, e.ID)
	if err != nil {
		return err
	}
	now, room, off := s.Clock.Now(), Programme{Rooms: rooms}.Room(x.Room).Name, ""
	if !x.Called {
		off = "off"
	}
	for _, p := range picks {
		r, err := tx.RSVP(ctx, p.RSVP)
		if err != nil {
			return err
		}
		if !r.ByMail() {
			continue
		}
		err = tx.Post(ctx, domain.Letter{
			ID: domain.NewID[domain.LetterID](now), Key: "programme/moved:" + string(x.ID) + ":" + string(r.ID) + ":" + strconv.FormatInt(x.Version, 10), To: r.Contact, Name: r.Name, Person: r.Person,
			Group: e.Group, Locale: r.Locale, Kind: "programme/moved", Due: now,
			Fields: map[string]string{
				"name": r.Name, "session": x.Title, "room": room, "off": off, "starts": x.Starts.Format(time.RFC3339), "ends": x.Ends.Format(time.RFC3339), "zone": e.Zone,
				"title": e.Title, "group": site.Name, "imprint": site.Imprint, "link": s.URL("/events/" + e.Slug + "/programme?version=" + strconv.FormatInt(x.Version, 10)), // no page that the browser has kept from before
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
