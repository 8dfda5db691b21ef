package event

import (
	"context"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// An Input is what an organiser sends to schedule or change an event. Times
// are those on the wall in Zone, "2026-12-05T10:00".
type Input struct {
	ID       string  `json:"id"` // made by the sender
	Version  int64   `json:"version"`
	Group    string  `json:"group"`
	Kind     string  `json:"kind"`
	Title    string  `json:"title"`
	About    string  `json:"about"`
	Starts   string  `json:"starts"`
	Ends     string  `json:"ends"`
	Zone     string  `json:"zone"`
	Venue    string  `json:"venue"`
	Street   string  `json:"street"`
	Town     string  `json:"town"`
	Postcode string  `json:"postcode"`
	Lat      float64 `json:"lat"`
	Lon      float64 `json:"lon"`
	Seat     string  `json:"seat"`
	Capacity int     `json:"capacity"`
	Hidden   bool    `json:"hidden"`  // only for the group
	Private  bool    `json:"private"` // where it is, only for those who have a place
}

// WallTime is how the times of an Input are written.
const WallTime = "2006-01-02T15:04"

// wrong is the event of an input, or what is wrong with it: a start that is not
// after past, or too far from now, among others.
func (in Input) wrong(past, now time.Time) (Event, error) {
	w := domain.Wrong{}
	title := strings.TrimSpace(in.Title)
	w.Check(title != "", "title", "needed")
	w.Check(len([]rune(title)) <= MaxTitle && !strings.ContainsFunc(title, unicode.IsControl), "title", "too-long")
	w.Check(len(in.About) <= MaxAbout, "about", "too-long")
	w.Check(isKind(Kind(in.Kind)), "kind", "pick-one")
	w.Check(in.Capacity >= 0 && in.Capacity <= MaxCapacity, "capacity", "out-of-range")
	starts, ends := in.times(w, past, now)
	for field, text := range map[string]string{"venue": in.Venue, "street": in.Street, "town": in.Town, "postcode": in.Postcode, "seat": in.Seat} {
		w.Check(len(text) <= 200 && !strings.ContainsFunc(text, unicode.IsControl), field, "too-long")
	}
	at := domain.Point{Lat: in.Lat, Lon: in.Lon}
	w.Check(at == domain.Point{} || at.Valid(), "lat", "out-of-range")
	return Event{
		Kind: Kind(in.Kind), Title: title, About: strings.TrimSpace(in.About), Starts: starts, Ends: ends, Zone: in.Zone, Where: in.where(),
		Seat: strings.TrimSpace(in.Seat), Capacity: in.Capacity, Public: !in.Hidden, Private: in.Private, Called: true,
	}.coarsely(), w.Err()
}

// where is the place that was sent.
func (in Input) where() domain.Place {
	return domain.Place{Name: strings.TrimSpace(in.Venue), Street: strings.TrimSpace(in.Street), Town: strings.TrimSpace(in.Town),
		Postcode: strings.TrimSpace(in.Postcode), At: domain.Point{Lat: in.Lat, Lon: in.Lon}}
}

// times reads the two times on the wall. An end that is missing is three
// hours after the start; a start in the past or too far ahead is refused.
func (in Input) times(w domain.Wrong, past, now time.Time) (starts, ends time.Time) {
	zone, err := time.LoadLocation(in.Zone)
	if err != nil || in.Zone == "" || in.Zone == "Local" {
		w.Check(false, "zone", "no-such-zone")
		return
	}
	starts, ok := ReadWall(in.Starts, zone)
	if w.Check(ok, "starts", "not-a-time"); !ok {
		return
	}
	w.Check(starts.After(past), "starts", "in-the-past")
	w.Check(starts.Before(now.Add(MaxAhead)), "starts", "too-far")
	if in.Ends == "" {
		return starts.UTC(), starts.Add(3 * time.Hour).UTC()
	}
	ends, ok = ReadWall(in.Ends, zone)
	w.Check(ok, "ends", "not-a-time")
	w.Check(!ok || ends.After(starts), "ends", "before-start")
	w.Check(!ok || ends.Sub(starts) <= MaxLength, "ends", "too-far")
	return starts.UTC(), ends.UTC()
}

// ReadWall reads a time on the wall. An hour that the clocks skip in spring is
// none: it is refused, and not moved to another. Of the hour that they repeat
// in autumn it takes one.
func ReadWall(text string, zone *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation(WallTime, text, zone)
	return t, err == nil && t.Format(WallTime) == text
}

func isKind(k Kind) bool {
	for _, known := range Kinds {
		if k == known {
			return true
		}
	}
	return false
}

// Schedule calls an event. Asking again with the same id changes nothing; an
// address that another event has is refused with Conflict.
func (s *Service) Schedule(ctx context.Context, who domain.Actor, in Input) (Event, error) {
	now := s.Clock.Now()
	e, err := in.wrong(now, now)
	if err != nil {
		return Event{}, err
	}
	id, ok := domain.ParseID[ID](in.ID)
	group, known := domain.ParseID[domain.GroupID](in.Group)
	if !ok || !known {
		return Event{}, domain.Refuse(domain.Invalid, "no-id")
	}
	site, err := s.Sites.Site(ctx, group)
	if err != nil {
		return Event{}, err
	}
	if err := who.Must(domain.ScheduleEvents, group); err != nil {
		return Event{}, err
	}
	if e, err = s.pinned(ctx, e.calledBy(who, id, site, now), Event{}); err != nil {
		return e, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		fresh, err := tx.AddEvent(ctx, e)
		if err == nil && fresh {
			err = s.takeAlong(ctx, tx, e)
		}
		if err != nil || fresh {
			return err
		}
		e, err = tx.Event(ctx, id)
		if domain.Is(err, domain.NotFound) { // another event has its slug
			return domain.Refuse(domain.Conflict, "address-taken")
		}
		if err == nil {
			err = who.Must(domain.ScheduleEvents, e.Group)
		}
		return err
	})
	return e, err
}

// calledBy is a new event of a group as who calls it.
func (e Event) calledBy(who domain.Actor, id ID, site Site, now time.Time) Event {
	e.ID, e.Group, e.By, e.Made, e.Changed, e.Version = id, site.ID, who.Person, now, now, 1
	e.Where.Country = site.Country
	e.Slug = slugOf(e)
	return e
}

// slugOf names an event in addresses: its title, its day, and eight letters of
// its id, so that all with one title on one day differ: on a day of action there
// are hundreds, and four letters were too few.
func slugOf(e Event) string {
	day := e.Starts
	if zone, err := time.LoadLocation(e.Zone); err == nil {
		day = day.In(zone)
	}
	title := []rune(domain.Slug(e.Title))
	return string(title[:min(60, len(title))]) + "-" + day.Format("2006-01-02") + "-" + string(e.ID[len(e.ID)-8:])
}

// Change changes an event that is on and not over. Its address stays, and once it
// has begun its start. Whoever
// changes an old version is refused with Conflict "changed-meanwhile". When
// the time or the place changes, everybody who comes is told.
func (s *Service) Change(ctx context.Context, who domain.Actor, id ID, in Input) (Event, error) {
	now := s.Clock.Now()
	to, err := in.wrong(time.Time{}, now)
	if err != nil {
		return Event{}, err
	}
	if old, oerr := s.Store.Event(ctx, id); oerr == nil && old.May(who, domain.ScheduleEvents) {
		to.Where.Country = old.Where.Country
		if to, err = s.pinned(ctx, to, old); err != nil {
			return Event{}, err
		}
	}
	var e Event
	err = s.Atomically(ctx, func(tx Store) error {
		if e, err = s.toEdit(ctx, tx, who, id); err != nil {
			return err
		}
		if e.Version != in.Version {
			return domain.Refuse(domain.Conflict, "changed-meanwhile")
		}
		if err := e.restarts(to, now); err != nil {
			return err
		}
		old := e
		moved := to.Moved(old)
		if !e.Starts.Equal(to.Starts) {
			e.Was = e.Starts
		}
		e.Kind, e.Title, e.About, e.Starts, e.Ends, e.Zone = to.Kind, to.Title, to.About, to.Starts, to.Ends, to.Zone
		to.Where.Country, to.Where.Area = e.Where.Country, e.Where.Area
		e.Where, e.Seat, e.Public, e.Private = to.Where, to.Seat, to.Public, to.Private
		if !e.Parted { // else it is the sum of its parts
			e.Capacity = to.Capacity
		}
		if err := s.changed(ctx, tx, &e, old, moved); err != nil {
			return err
		}
		e, err = tx.Event(ctx, id) // with the places that were given meanwhile
		return err
	})
	return e, err
}

// Moved reports whether it is at another time or place than an event was.
func (e Event) Moved(old Event) bool {
	return !e.Starts.Equal(old.Starts) || !e.Ends.Equal(old.Ends) || !sameAddress(e.Where, old.Where)
}

// restarts refuses a start that an event cannot move to: one in the past, and any
// other once it has begun.
func (e Event) restarts(to Event, now time.Time) error {
	w := domain.Wrong{}
	if e.Starts.After(now) {
		w.Check(to.Starts.After(now), "starts", "in-the-past")
	} else {
		w.Check(to.Starts.Equal(e.Starts), "starts", "begun-stays")
	}
	return w.Err()
}

// changed keeps what has changed about an event, moves its shifts along, tells
// those who come when it moved, and offers what came free.
func (s *Service) changed(ctx context.Context, tx Store, e *Event, old Event, moved bool) error {
	was, err := layoutOf(ctx, tx, old)
	if err != nil {
		return err
	}
	l := e.whole()
	if e.Parted {
		if l, err = was.along(old, *e); err != nil {
			return err
		}
		if err := tx.PutLayout(ctx, e.ID, l); err != nil {
			return err
		}
	}
	e.releaseAlong(was, l, s.Clock.Now())
	if err := s.keep(ctx, tx, e, s.Clock.Now()); err != nil {
		return err
	}
	if !e.Starts.Equal(old.Starts) {
		if err := s.anew(ctx, tx, *e); err != nil {
			return err
		}
	}
	if moved {
		if err := tx.HostsUntil(ctx, e.ID, e.HostsEnd()); err != nil {
			return err
		}
		if err := tx.LinksUntil(ctx, e.ID, e.Ends.Add(linkAfter)); err != nil { // who has a phone alone has no other
			return err
		}
		if err := s.tellAll(ctx, tx, *e, "event/moved", all); err != nil {
			return err
		}
	}
	return s.promoteAll(ctx, tx, *e, l)
}

// toEdit holds an event that who may change and that is not over.
func (s *Service) toEdit(ctx context.Context, tx Store, who domain.Actor, id ID) (Event, error) {
	e, err := tx.HoldEvent(ctx, id)
	if err != nil {
		return e, err
	}
	if err := e.Let(who, domain.ScheduleEvents); err != nil {
		return e, err
	}
	if e.Over(s.Clock.Now()) {
		return e, domain.Refuse(domain.Conflict, "event-over")
	}
	return e, nil
}

func (s *Service) keep(ctx context.Context, tx Store, e *Event, now time.Time) error {
	e.Version, e.Changed = e.Version+1, now
	if ok, err := tx.PutEvent(ctx, *e); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	return nil
}

// CallOffInput is what an organiser sends to call an event off.
type CallOffInput struct {
	Why string `json:"why"`
}

// CallOff calls an event off and tells everybody who comes or waits, once.
// Calling off again changes nothing and tells nobody.
func (s *Service) CallOff(ctx context.Context, who domain.Actor, id ID, in CallOffInput) (Event, error) {
	if len([]rune(in.Why)) > 500 {
		return Event{}, domain.Wrong{"why": "too-long"}.Err()
	}
	var e Event
	err := s.Atomically(ctx, func(tx Store) (err error) {
		e, err = s.toEdit(ctx, tx, who, id)
		if domain.Is(err, domain.Conflict) && !e.Called {
			return nil
		}
		if err != nil {
			return err
		}
		if err := withdraw(ctx, tx, e); err != nil {
			return err
		}
		e.Called, e.Why = false, strings.TrimSpace(in.Why)
		if err := s.keep(ctx, tx, &e, s.Clock.Now()); err != nil {
			return err
		}
		return s.tellAll(ctx, tx, e, "event/called-off", all)
	})
	return e, err
}

func orRefuse(err error, k domain.Kind, code string) error {
	if err != nil {
		return err
	}
	return domain.Refuse(k, code)
}
