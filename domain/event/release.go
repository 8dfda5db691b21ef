package event

import (
	"context"
	"time"

	"barnstorm/domain"
)

// Gates remembers gates and what happened at them.
type Gates interface {
	// PutGate keeps a gate, over the one with the same id of the same person
	// and event; another's refuses with Conflict.
	PutGate(ctx context.Context, g Gate) error
	// GateBy returns the gate with a key, or refuses with NotFound.
	GateBy(ctx context.Context, hash string) (Gate, error)
	// GatesOf lists the gates of an event in the order of their opening.
	GatesOf(ctx context.Context, id ID) ([]Gate, error)
	// EndGate notes that a gate of an event has ended, once.
	EndGate(ctx context.Context, id ID, g GateID, now time.Time) error
	// RolesOf is the roles in groups that a person has now.
	RolesOf(ctx context.Context, p domain.PersonID) (map[domain.GroupID][]domain.Role, error)
	// ThingsOf is the roles on single things that a person has at a moment.
	ThingsOf(ctx context.Context, p domain.PersonID, now time.Time) (map[string][]domain.Role, error)
	// AddEntry keeps a new entry and reports whether it is new.
	AddEntry(ctx context.Context, e Entry) (bool, error)
	// SettleEntry notes what an entry counts, and after which it came.
	SettleEntry(ctx context.Context, id EntryID, counted int, after EntryID, now time.Time) error
	// EntriesOf lists the entries of an RSVP.
	EntriesOf(ctx context.Context, id RSVPID) ([]Entry, error)
	// EntriesSince lists the entries to an event that changed since, all of
	// them since the zero time.
	EntriesSince(ctx context.Context, id ID, since time.Time) ([]Entry, error)
	// GuestsSince lists the RSVPs to an event that changed since.
	GuestsSince(ctx context.Context, id ID, since time.Time) ([]RSVP, error)
	// SetRelease sets when the places of those who have not come are released;
	// the zero time for never.
	SetRelease(ctx context.Context, id ID, at time.Time) error
	// ToRelease lists at most n events that are on, whose time to release has
	// come and where somebody's place is not released yet.
	ToRelease(ctx context.Context, by time.Time, n int) ([]Event, error)
	// NoShows lists those who come to an event and never were let in, at most n.
	NoShows(ctx context.Context, id ID, n int) ([]RSVP, error)
}

// A Count is how many are inside in a pool of a shift, how many ever came in,
// and how many were promised a place.
type Count struct {
	Shift    int
	Pool     Pool
	Inside   int
	Arrived  int
	Promised int
}

// A Doorway is an event as whoever watches the doors sees it.
type Doorway struct {
	Event  Event
	Layout Layout
	Counts []Count
	Gates  []Gate
	All    []Entry
	Twice  []Entry // that let somebody in who was in already
	WalkIn int     // heads without an RSVP
	Names  map[RSVPID]string
}

// Watch says how many are inside, by pool, and what the gates disagreed on.
func (s *Service) Watch(ctx context.Context, who domain.Actor, id ID) (Doorway, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return Doorway{}, err
	}
	if err := e.Let(who, domain.CheckIn); err != nil {
		return Doorway{}, err
	}
	d := Doorway{Event: e, Names: map[RSVPID]string{}}
	if d.Layout, err = layoutOf(ctx, s.Store, e); err != nil {
		return d, err
	}
	es, err := s.Store.EntriesSince(ctx, id, time.Time{})
	if err != nil {
		return d, err
	}
	d.All = es
	d.count(es)
	for _, x := range d.Twice {
		r, err := s.Store.RSVP(ctx, x.RSVP)
		if err != nil {
			return d, err
		}
		d.Names[r.ID] = r.Name
	}
	d.Gates, err = s.Store.GatesOf(ctx, id)
	return d, err
}

func (d *Doorway) count(es []Entry) {
	at := map[At]int{}
	add := func(shift int, pool Pool) *Count {
		key := At{Shift: shift, Pool: pool}
		if _, ok := at[key]; !ok {
			p, _ := d.Layout.Find(shift, pool)
			at[key] = len(d.Counts)
			d.Counts = append(d.Counts, Count{Shift: shift, Pool: pool, Promised: p.Taken})
		}
		return &d.Counts[at[key]]
	}
	for _, p := range d.Layout.Places {
		add(p.Shift, p.Pool)
	}
	for _, x := range es {
		c := add(x.Shift, x.Pool)
		c.Inside += x.Counted
		if x.Counted > 0 {
			c.Arrived += x.Counted
		}
		if x.RSVP == "" {
			d.WalkIn += max(0, x.Counted)
		}
		if x.After != "" {
			d.Twice = append(d.Twice, x)
		}
	}
}

// A ReleaseInput says when the places of those who have not come are released,
// on the wall there; empty for never.
type ReleaseInput struct {
	At string `json:"at"`
}

// SetRelease sets when the places of those who have not come are released.
func (s *Service) SetRelease(ctx context.Context, who domain.Actor, id ID, in ReleaseInput) error {
	return s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, id)
		if err != nil {
			return err
		}
		if err := e.Let(who, domain.ScheduleEvents); err != nil {
			return err
		}
		if in.At == "" {
			return tx.SetRelease(ctx, id, time.Time{})
		}
		zone, err := time.LoadLocation(e.Zone)
		if err != nil {
			return err
		}
		at, ok := ReadWall(in.At, zone)
		if !ok {
			return domain.Wrong{"at": "not-a-time"}.Err()
		}
		if at.After(e.Ends) || at.Before(e.Starts.Add(-24*time.Hour)) {
			return domain.Wrong{"at": "outside-event"}.Err()
		}
		return tx.SetRelease(ctx, id, at.UTC())
	})
}

// releaseBatch is how many places one transaction releases.
const releaseBatch = 100

// Release gives back the places of those who have not come where the time for
// it is there, and offers them on until the event begins; after that they are
// for whoever stands at the gate. It returns how many RSVPs it released.
func (s *Service) Release(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	events, err := s.Store.ToRelease(ctx, now, 20)
	for _, e := range events {
		for more := true; more && err == nil; {
			err = s.Atomically(ctx, func(tx Store) error {
				done, rerr := s.releaseSome(ctx, tx, e.ID, now)
				n, more = n+done, done == releaseBatch
				return rerr
			})
		}
	}
	return n, err
}

func (s *Service) releaseSome(ctx context.Context, tx Store, id ID, now time.Time) (int, error) {
	e, err := tx.HoldEvent(ctx, id)
	if err != nil || !e.Called {
		return 0, err
	}
	rs, err := tx.NoShows(ctx, id, releaseBatch)
	for _, r := range rs {
		if err != nil {
			return 0, err
		}
		r.Released = now
		err = s.release(ctx, tx, e, r)
	}
	return len(rs), err
}
