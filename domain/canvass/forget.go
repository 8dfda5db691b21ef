package canvass

import (
	"context"
	"errors"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/measure"
)

// A Trace is a kind of what an effort holds about doors and people, and loses
// when its clock has run out.
type Trace string

// The traces, in the order in which they go. Do-not-contact is none of them: it
// is a keyed hash that belongs to no effort.
const (
	TraceRecords  Trace = "records"  // visits and what refers to them, with their raw payloads
	TraceConsents Trace = "consents" // given at doors, of people whom nothing else names
	TraceHeld     Trace = "held"     // in quarantine, with their raw payloads
	TraceElectors Trace = "electors" // names
	TraceFiles    Trace = "files"    // addresses as they were brought, with samples of their rows
	TraceDoors    Trace = "doors"    // addresses, positions, languages, marks
	TraceHolders  Trace = "holders"  // who walked which turf
	TraceMembers  Trace = "members"  // who was in the teams of its outings, with the names of those who have no account
	TraceTrips    Trace = "trips"    // who was out from when to when
	TraceSheets   Trace = "sheets"   // which doors stood on which printed list
	TraceCards    Trace = "cards"    // whose door a calling card is for; the card itself can still object
	TraceSalt     Trace = "salt"     // by which canvassers could be told from their pseudonyms
)

// Traces is every trace, in the order in which they go.
var Traces = []Trace{TraceRecords, TraceConsents, TraceHeld, TraceElectors, TraceFiles, TraceDoors, TraceHolders, TraceMembers, TraceTrips, TraceSheets, TraceCards, TraceSalt}

// Forgets is when the effort's clock runs out. From then on nothing that comes
// in is kept with its door.
func (e Effort) Forgets() time.Time { return e.Ends.AddDate(0, 0, e.KeepDays) }

// Forgotten reports whether the effort's clock has run out at a moment.
func (e Effort) Forgotten(now time.Time) bool { return !now.Before(e.Forgets()) }

// Lives refuses with Conflict what would bring doors or people into an effort
// whose clock has run out.
func (e Effort) Lives(now time.Time) error {
	if e.Forgotten(now) {
		return domain.Refuse(domain.Conflict, "effort-forgotten")
	}
	return nil
}

// A Seal is what a day came to when it was sealed, in all.
type Seal struct {
	Effort        EffortID
	Day           string
	At            time.Time
	Visits        int
	Conversations int
	Moved         measure.Tally
}

// sealOf adds a day up.
func sealOf(d DayTally, now time.Time) Seal {
	s := Seal{Effort: d.Effort, Day: d.Day, At: now}
	for _, p := range d.People {
		for _, n := range p.Outcomes {
			s.Visits += n
		}
		s.Conversations += p.Conversations
		s.Moved = s.Moved.Plus(p.Moved)
	}
	return s
}

// A Certificate says what was deleted, under which rule and when, and nothing of
// what it was.
type Certificate struct {
	Effort     EffortID
	Ends       time.Time
	KeepDays   int
	Controller string
	Level      Level
	Began      time.Time
	Done       time.Time // zero while some is left
	Gone       map[Trace]int
}

// How the clock works: a thousand rows in one transaction, so many of these at
// once, and a little later than it says, so that two servers whose own clocks
// differ agree on what is kept with its door.
const (
	atOnce       = 1000
	PiecesAtOnce = 20
	slack        = 10 * time.Minute
)

// How long what came in after the clock is kept: a bare record until whoever
// took it back at the door has had time to say so, a held one for a lead.
const (
	bareFor = 24 * time.Hour
	heldFor = 30 * 24 * time.Hour
)

// Forget does a bounded piece of what the clocks of efforts ask, and counts the
// transactions it took; after PiecesAtOnce of them run it again. A day is
// sealed before anything of it goes, each transaction deletes and counts
// together, and every one finds by itself what is left: whoever is killed in
// the middle is carried on from there.
func (s *Service) Forget(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	lapsed, err := s.Store.Lapsed(ctx, now.Add(-slack))
	if err != nil {
		return 0, err
	}
	pieces := 0
	for _, e := range lapsed {
		if now.Before(e.Forgets().Add(slack)) {
			continue
		}
		for more := true; more; {
			if err := s.Atomically(ctx, func(tx Store) (err error) {
				more, err = forgetSome(ctx, tx, e.ID, now)
				return err
			}); err != nil {
				return pieces, err
			}
			if more {
				pieces++
			}
			if pieces == PiecesAtOnce {
				return pieces, nil
			}
		}
	}
	return pieces, nil
}

// forgetSome seals one day, or deletes one piece of one trace, or ends it, and
// reports whether there was anything to do.
func forgetSome(ctx context.Context, tx Store, id EffortID, now time.Time) (bool, error) {
	day, err := unsealed(ctx, tx, id)
	if err != nil {
		return false, err
	}
	if day != "" {
		return seal(ctx, tx, id, day, now)
	}
	e, err := tx.HoldEffort(ctx, id)
	if err != nil {
		return false, err
	}
	c := Certificate{Effort: id, Ends: e.Ends, KeepDays: e.KeepDays, Controller: e.Controller, Level: e.Level, Began: now, Gone: map[Trace]int{}}
	if first, err := tx.BeginCertificate(ctx, c); err != nil || first {
		return first, err
	}
	last, err := tx.LastPack(ctx, id)
	if err != nil {
		return false, err
	}
	due := Due{Now: now, Clock: e.Forgets(), Bare: now.Add(-bareFor), Held: now.Add(-heldFor), Silent: !now.Before(last.Add(Grace))}
	if gone, err := tx.ForgetSome(ctx, id, due, atOnce); err != nil || len(gone) > 0 {
		return true, errors.Join(err, tx.Certify(ctx, id, gone))
	}
	return tx.EndCertificate(ctx, id, now)
}

// A Due is what of an effort is to go at a moment.
type Due struct {
	Now    time.Time
	Clock  time.Time // of the effort
	Bare   time.Time // bare records that came before this
	Held   time.Time // held records that came before this
	Silent bool      // no phone of the effort can send anything that counts any more
}

// unsealed is the first day of an effort that has records and is not sealed,
// empty when there is none.
func unsealed(ctx context.Context, tx Store, id EffortID) (string, error) {
	for day := ""; ; {
		next, err := tx.NextDay(ctx, id, day)
		if err != nil || next == "" {
			return "", err
		}
		is, err := tx.Sealed(ctx, id, next)
		if err != nil || !is {
			return next, err
		}
		day = next
	}
}

// seal counts a day for the last time. Nothing of the effort can be recorded
// meanwhile, and a day with records that are still to be counted waits for them.
func seal(ctx context.Context, tx Store, id EffortID, day string, now time.Time) (bool, error) {
	if _, err := tx.ShutEffort(ctx, id); err != nil {
		return false, err
	}
	if waits, err := tx.Marked(ctx, id, day); err != nil || waits {
		return false, err
	}
	d, err := recount(ctx, tx, id, day)
	if err != nil {
		return false, err
	}
	return true, errors.Join(sumUp(ctx, tx, id, now), tx.SealDay(ctx, sealOf(d, now)))
}

// A Forgetting is what an effort holds, when it goes, and what has gone.
type Forgetting struct {
	Effort      Effort
	When        time.Time
	Holds       map[Trace]int // now
	Sealed      int           // days
	Late        int           // records that came after their day was sealed
	Certificate *Certificate  // nil before the clock has begun to delete
}

// Forgetting says beforehand what the effort's clock will delete and when, and
// afterwards what it has, for whoever may see results.
func (s *Service) Forgetting(ctx context.Context, who domain.Actor, id EffortID) (Forgetting, error) {
	e, err := s.effort(ctx, s.Store.Effort, who, id, domain.SeeResults)
	if err != nil {
		return Forgetting{}, err
	}
	f := Forgetting{Effort: e, When: e.Forgets()}
	if f.Holds, err = s.Store.Traces(ctx, e.ID); err != nil {
		return f, err
	}
	if f.Sealed, f.Late, err = s.Store.CountSealed(ctx, e.ID); err != nil {
		return f, err
	}
	c, err := s.Store.Certificate(ctx, e.ID)
	if domain.Is(err, domain.NotFound) {
		return f, nil
	}
	f.Certificate = &c
	return f, err
}
