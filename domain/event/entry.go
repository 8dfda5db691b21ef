package event

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// An EntryID names an entry.
type EntryID string

// A Way is what happened at a gate.
type Way string

// The ways. Without an RSVP, in and out are counted heads that nobody named.
const (
	In     Way = "in"
	Out    Way = "out"
	WalkIn Way = "walk-in" // somebody without an RSVP, with a name
)

// An Entry is one tap at a gate. Entries are only ever added; what they count
// follows from all those of their RSVP in the order of their times, in
// whatever order they arrive.
type Entry struct {
	ID      EntryID
	Event   ID
	Gate    GateID
	RSVP    RSVPID // empty for a walk-in and for counted heads
	Way     Way
	Name    string // of a walk-in
	Shift   int
	Pool    Pool
	People  int
	At      time.Time // by the server's clock, reckoned from the phone's
	Counted int       // heads that it added to those inside
	After   EntryID   // the entry that had let them in already; empty where none had
	Changed time.Time // by the server's clock
}

// Settle replays the entries of one RSVP, whose party is as given: the first
// that lets in counts the party, another before they went out counts nothing
// and names the first, and going out counts back who was inside. It sorts es
// by time, and by id where two have the same.
func Settle(es []Entry) {
	slices.SortFunc(es, func(a, b Entry) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	inside, by := 0, EntryID("")
	for i := range es {
		e := &es[i]
		e.Counted, e.After = 0, ""
		switch {
		case e.Way == Out:
			e.Counted, inside, by = -inside, 0, ""
		case inside > 0:
			e.After = by
		default:
			e.Counted, inside, by = e.People, e.People, e.ID
		}
	}
}

// A PassInput is what a gate sends: what happened there, and since when it
// wants to know what happened elsewhere.
type PassInput struct {
	Now     time.Time    `json:"now"` // by the phone's clock
	Since   time.Time    `json:"since"`
	Entries []EntryInput `json:"entries"`
}

// An EntryInput is one tap as a gate sends it.
type EntryInput struct {
	ID     string    `json:"id"` // made by the sender
	RSVP   string    `json:"rsvp"`
	Way    string    `json:"way"`
	Name   string    `json:"name"`
	Shift  int       `json:"shift"`
	Pool   string    `json:"pool"`
	People int       `json:"people"`
	At     time.Time `json:"at"` // by the phone's clock
}

// MaxEntries is how many entries are sent at once.
const MaxEntries = 500

// A Passed is what a gate is told: how each entry fared, in their order, what
// happened at all gates since, and who changed on the list.
type Passed struct {
	Now     time.Time
	Fates   []string // "stored", "duplicate", or why it is not kept
	Entries []Entry
	Guests  []Guest
	Gone    []RSVPID // no longer on the list
	Gates   []Gate
	Wipe    time.Time
}

// Pass keeps what happened at the gate whose key this is, each entry once, and
// says what happened elsewhere. Two gates that let the same party in are
// settled by time: the later names the first. A gate that has ended, or whose
// opener may check in nobody any more, is told to forget the list. A key that
// opens no gate is refused with SignedOut.
func (s *Service) Pass(ctx context.Context, key domain.Token, in PassInput) (Passed, error) {
	gate, err := s.Store.GateBy(ctx, key.Hash())
	now := s.Clock.Now()
	if err != nil || !gate.Until.After(now) {
		if err == nil || domain.Is(err, domain.NotFound) {
			err = domain.Refuse(domain.SignedOut, "token-not-good")
		}
		return Passed{}, err
	}
	if len(in.Entries) > MaxEntries {
		return Passed{}, domain.Wrong{"entries": "too-long"}.Err()
	}
	var out Passed
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, gate.Event)
		if err != nil {
			return err
		}
		out = Passed{Now: s.Clock.Now(), Wipe: e.Ends.Add(wipeAfter)}
		l, err := layoutOf(ctx, tx, e)
		if err != nil {
			return err
		}
		for _, x := range in.Entries {
			fate, err := s.enter(ctx, tx, gate, l, x, in.skew(out.Now), out.Now)
			if err != nil {
				return err
			}
			out.Fates = append(out.Fates, fate)
		}
		if hears, err := gate.hears(ctx, tx, e, out.Now); err != nil || !hears {
			out.Wipe = gate.Made // over by any phone's clock
			return err
		}
		return s.since(ctx, tx, e, in.Since, &out)
	})
	return out, err
}

// skew is how far the phone's clock is behind ours; a clock that says nothing
// is taken to be right.
func (in PassInput) skew(now time.Time) time.Duration {
	if in.Now.IsZero() {
		return 0
	}
	return now.Sub(in.Now)
}

// enter keeps one entry and settles those of its RSVP.
func (s *Service) enter(ctx context.Context, tx Store, g Gate, l Layout, in EntryInput, skew time.Duration, now time.Time) (string, error) {
	x, why := in.entry(g, skew, now)
	if why != "" {
		return why, nil
	}
	if x.RSVP != "" {
		r, err := tx.RSVP(ctx, x.RSVP)
		if domain.Is(err, domain.NotFound) || err == nil && r.Event != g.Event {
			return "not-of-this-event", nil
		}
		if err != nil {
			return "", err
		}
		x.Shift, x.Pool = r.Shift, r.Pool
	}
	if x.Way == WalkIn {
		x.Shift = l.walkedInto(x.At)
	}
	if x.RSVP == "" {
		if x.Counted = x.People; x.Way == Out {
			x.Counted = -x.People
		}
	}
	fresh, err := tx.AddEntry(ctx, x)
	if err != nil || !fresh {
		return "duplicate", err
	}
	if x.RSVP == "" {
		return "stored", nil
	}
	es, err := tx.EntriesOf(ctx, x.RSVP)
	if err != nil {
		return "", err
	}
	before := slices.Clone(es)
	Settle(es)
	for _, e := range es {
		i := slices.IndexFunc(before, func(b Entry) bool { return b.ID == e.ID })
		if b := before[i]; b.Counted == e.Counted && b.After == e.After && e.ID != x.ID {
			continue
		}
		if err := tx.SettleEntry(ctx, e.ID, e.Counted, e.After, now); err != nil {
			return "", err
		}
	}
	return "stored", nil
}

// walkedInto is the number of the shift to which somebody walks in at a time: the
// last that has begun and goes on, else the next to begin, else the last.
func (l Layout) walkedInto(at time.Time) int {
	last := l.Shifts[len(l.Shifts)-1].Number
	on := -1
	for _, s := range l.Shifts {
		switch {
		case s.Starts.After(at) && on < 0:
			return s.Number
		case s.Starts.After(at):
			return on
		case s.Ends.After(at):
			on = s.Number
		}
	}
	if on < 0 {
		return last
	}
	return on
}

// entry reads what a gate sent, or says why it cannot be kept.
func (in EntryInput) entry(g Gate, skew time.Duration, now time.Time) (Entry, string) {
	id, ok := domain.ParseID[EntryID](in.ID)
	rsvp, known := domain.ParseID[RSVPID](in.RSVP)
	name := strings.Join(strings.Fields(in.Name), " ")
	x := Entry{
		ID: id, Event: g.Event, Gate: g.ID, RSVP: rsvp, Way: Way(in.Way), Name: name, Shift: in.Shift, Pool: Pool(in.Pool), People: in.People,
		At: in.At.Add(skew).UTC().Truncate(time.Millisecond), Changed: now,
	}
	if x.At.After(now) || in.At.IsZero() {
		x.At = now.Truncate(time.Millisecond)
	}
	switch {
	case !ok || in.RSVP != "" && !known:
		return x, "not-an-id"
	case x.Way != In && x.Way != Out && x.Way != WalkIn, x.Way == WalkIn && rsvp != "":
		return x, "not-understood"
	case x.People < 1 || x.People > 100, len([]rune(name)) > 100, strings.ContainsFunc(name, unicode.IsControl):
		return x, "out-of-range"
	case rsvp == "" && !slices.Contains(Pools, x.Pool):
		return x, "pick-one"
	}
	return x, ""
}

// overlap is how far back a gate is told again, since clocks of two processes
// differ: an entry that it knows is the same entry.
const overlap = 10 * time.Second

// since is what changed at an event since a gate last asked: nothing any more
// once its phone is to hold nobody's name.
func (s *Service) since(ctx context.Context, tx Store, e Event, since time.Time, out *Passed) (err error) {
	if !out.Now.Before(out.Wipe) {
		return nil
	}
	if !since.IsZero() {
		since = since.Add(-overlap)
	}
	if out.Entries, err = tx.EntriesSince(ctx, e.ID, since); err != nil {
		return err
	}
	if out.Gates, err = tx.GatesOf(ctx, e.ID); err != nil {
		return err
	}
	changed, err := tx.GuestsSince(ctx, e.ID, since)
	for _, r := range changed {
		if g, ok := guestOf(r); ok {
			out.Guests = append(out.Guests, g)
		} else {
			out.Gone = append(out.Gone, r.ID)
		}
	}
	return err
}
