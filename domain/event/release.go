package event

import (
	"context"
	"strconv"
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
	// ToRelease lists the events that are on and not over, whose time to release
	// has come for their first shift, and where somebody has a place and was
	// never let in.
	ToRelease(ctx context.Context, by time.Time) ([]Event, error)
	// NoShows lists those who come to a shift of an event, have had their place
	// as it is since before a time, and never were let in, at most n.
	NoShows(ctx context.Context, id ID, shift int, before time.Time, n int) ([]RSVP, error)
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

// A ReleaseInput says when the places of those who have not come to the first
// shift are released, on the wall there; empty for never.
type ReleaseInput struct {
	At string `json:"at"`
}

// wrong is when an event whose places are parted like l is to release, or what
// is wrong about it. A time that is over would release everybody at once.
func (in ReleaseInput) wrong(e Event, l Layout, now time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return time.Time{}, err
	}
	at, ok := ReadWall(in.At, zone)
	if !ok {
		return at, domain.Wrong{"at": "not-a-time"}.Err()
	}
	first := l.Shifts[0]
	if e.Release = at.UTC(); !at.Before(first.Ends) || at.Before(first.Starts.Add(-24*time.Hour)) {
		return at, domain.Wrong{"at": "outside-shift"}.Err()
	}
	w, some := domain.Wrong{}, false
	for _, s := range l.Shifts {
		due, ok := e.Releases(l, s)
		some = some || ok
		w.Check(!ok || due.After(now) || !s.Ends.After(now), "at", "in-the-past")
	}
	w.Check(some, "at", "several-days")
	return e.Release, w.Err()
}

// SetRelease sets when the places of those who have not come are released: for
// the first shift at that time, for each other as long after its own beginning.
// A time that is over, and an event of several days without shifts, where
// nobody knows who comes when, are refused. Again changes nothing.
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
		l, err := layoutOf(ctx, tx, e)
		if err != nil {
			return err
		}
		at, err := in.wrong(e, l, s.Clock.Now())
		if !at.IsZero() && at.Equal(e.Release) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.SetRelease(ctx, id, at)
	})
}

// Releases is when the places of those who have not come to a shift are
// released, as long after its beginning as e.Release is after that of the first
// one, and whether they ever are: not those of a shift that goes over days.
func (e Event) Releases(l Layout, s Shift) (at time.Time, ok bool) {
	if e.Release.IsZero() || s.overDays() {
		return at, false
	}
	return s.Starts.Add(e.Release.Sub(l.Shifts[0].Starts)), true
}

// releasing reports whether the places of a shift are to be released now.
func (e Event) releasing(l Layout, s Shift, now time.Time) (since time.Time, ok bool) {
	since, ok = e.Releases(l, s)
	return since, ok && !since.After(now) && s.Ends.After(now)
}

// releaseAlong has an event that moved, or was parted anew, release as long after the
// beginning of its first shift as before. Where that would be over already, it
// is when that shift begins: nobody loses a place because others moved it.
func (e *Event) releaseAlong(old, l Layout, now time.Time) {
	if e.Release.IsZero() {
		return
	}
	first := l.Shifts[0].Starts
	if first.Equal(old.Shifts[0].Starts) {
		return
	}
	e.Release = first.Add(e.Release.Sub(old.Shifts[0].Starts))
	if !e.Release.After(now) {
		e.Release = first
	}
}

// releaseBatch is how many places one transaction releases.
const releaseBatch = 100

// Release gives back the places of those who have not come to a shift where the
// time for it is there, and offers them on until the shift begins; after that
// they are for whoever stands at the gate. Whoever took a place, or changed
// theirs, since that time keeps it. It returns how many RSVPs it released.
func (s *Service) Release(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	events, err := s.Store.ToRelease(ctx, now)
	for _, e := range events {
		if err != nil {
			return n, err
		}
		var l Layout
		l, err = layoutOf(ctx, s.Store, e)
		for _, shift := range l.Shifts {
			_, more := e.releasing(l, shift, now)
			for more && err == nil {
				err = s.Atomically(ctx, func(tx Store) error {
					done, rerr := s.releaseSome(ctx, tx, e.ID, shift.Number, now)
					n, more = n+done, done == releaseBatch
					return rerr
				})
			}
		}
	}
	return n, err
}

func (s *Service) releaseSome(ctx context.Context, tx Store, id ID, number int, now time.Time) (int, error) {
	e, err := tx.HoldEvent(ctx, id)
	if err != nil || !e.Called {
		return 0, err
	}
	l, err := layoutOf(ctx, tx, e)
	if err != nil {
		return 0, err
	}
	shift, _ := l.Shift(number)
	since, ok := e.releasing(l, shift, now)
	if !ok { // it was moved since it was read
		return 0, nil
	}
	rs, err := tx.NoShows(ctx, id, number, since, releaseBatch)
	for _, r := range rs {
		if err != nil {
			return 0, err
		}
		r.Released = now
		if err = s.release(ctx, tx, e, r); err == nil {
			err = s.tellWith(ctx, tx, e, r, "event/released", releasedKey(r.ID, now), func(l *domain.Letter) {
				l.Fields["until"], l.Until = since.Format(time.RFC3339), shift.Ends
			})
		}
	}
	if err != nil {
		return 0, err
	}
	return len(rs), s.tellReleased(ctx, tx, e, shift, rs, since)
}

// releasedKey is the once-key of the letter about places that were released.
func releasedKey(first RSVPID, now time.Time) string {
	return "released:" + string(first) + ":" + now.Format(time.RFC3339Nano)
}

// tellReleased tells whoever leads a delegation how many places of it are among
// those that were released.
func (s *Service) tellReleased(ctx context.Context, tx Store, e Event, shift Shift, rs []RSVP, since time.Time) error {
	all, err := tx.DelegationsTo(ctx, e.ID)
	if err != nil {
		return err
	}
	party := map[RSVPID]int{}
	for _, r := range rs {
		party[r.ID] = r.Party
	}
	for _, d := range all {
		people, first := 0, RSVPID("")
		for i := 0; i*MaxParty < d.People; i++ {
			if n := party[d.row(i)]; n > 0 {
				first, people = d.row(i), people+n
			}
		}
		if people == 0 {
			continue
		}
		err := s.tellDelegation(ctx, tx, e, d, "event/delegation-released", releasedKey(first, s.Clock.Now()), func(l *domain.Letter) {
			l.Fields["party"], l.Fields["until"], l.Until = strconv.Itoa(people), since.Format(time.RFC3339), shift.Ends
		})
		if err != nil {
			return err
		}
	}
	return nil
}
