package compliance

import (
	"context"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
	"barnstorm/domain/lawpack"
)

// An Election is a day on which a recipient is voted on, as an officer entered
// it: limits of an election begin anew after it.
type Election struct {
	Entity  domain.EntityID
	Day     string // "2026-11-03", by the clock of the pack
	Name    string // such as "Primary"
	General bool   // it ends a cycle
	By      domain.PersonID
	ByName  string
	Made    time.Time
}

func daysOf(es []Election) []lawpack.Election {
	out := make([]lawpack.Election, len(es))
	for i, e := range es {
		out[i] = lawpack.Election{Day: e.Day, General: e.General}
	}
	return out
}

// An ElectionInput is what an officer enters.
type ElectionInput struct {
	Day     string `json:"day"`
	Name    string `json:"name"`
	General bool   `json:"general"` // it ends a cycle
}

// Elect keeps the day of an election, and counts what was given before it anew.
// Entered again it takes the place of what was there. Refuses with Invalid,
// NotFound, Denied, and with Conflict where no law pack is known ("no-law-pack").
func (s *Service) Elect(ctx context.Context, who domain.Actor, id domain.EntityID, in ElectionInput) (Election, error) {
	r, pack, err := s.decider(ctx, who, id)
	if err != nil {
		return Election{}, err
	}
	w := domain.Wrong{}
	day, err := time.Parse(time.DateOnly, in.Day)
	w.Check(err == nil && day.Year() >= 1990 && day.Year() < 2100, "day", "not-a-day")
	name := strings.TrimSpace(in.Name)
	w.Check(name != "", "name", "needed")
	w.Check(len([]rune(name)) <= 80 && !strings.ContainsFunc(name, unicode.IsControl), "name", "too-long")
	if err := w.Err(); err != nil {
		return Election{}, err
	}
	e := Election{Entity: id, Day: in.Day, Name: name, General: in.General, By: who.Person, ByName: who.Name, Made: s.Clock.Now()}
	return e, s.redraw(ctx, who, r, pack, "election", e.Day, func(tx Store) error { return tx.PutElection(ctx, e) })
}

// Unelect takes the day of an election away that was entered by mistake or was
// moved, and counts anew. Refuses as Elect does; where there is none it changes
// nothing.
func (s *Service) Unelect(ctx context.Context, who domain.Actor, id domain.EntityID, day string) error {
	r, pack, err := s.decider(ctx, who, id)
	if err != nil {
		return err
	}
	return s.redraw(ctx, who, r, pack, "no election", day, func(tx Store) error { return tx.DropElection(ctx, id, day) })
}

// redraw changes the days of elections, and makes the totals anew of the
// stretches that begin or end otherwise now. Whoever counts gifts waits.
func (s *Service) redraw(ctx context.Context, who domain.Actor, r Recipient, pack *lawpack.Pack, what, day string, change func(Store) error) error {
	return s.Atomically(ctx, func(tx Store) error {
		if _, err := tx.LockBooks(ctx, r.ID); err != nil {
			return err
		}
		before, err := tx.Elections(ctx, r.ID)
		if err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		after, err := tx.Elections(ctx, r.ID)
		if err != nil {
			return err
		}
		for span := range stretches(pack, daysOf(before)) {
			if _, still := stretches(pack, daysOf(after))[span]; !still {
				if err := tx.Recount(ctx, r.ID, span, time.Time{}, time.Time{}); err != nil {
					return err
				}
			}
		}
		was := stretches(pack, daysOf(before))
		for span, now := range stretches(pack, daysOf(after)) {
			if was[span] != now {
				if err := tx.Recount(ctx, r.ID, span, now.from, now.until); err != nil {
					return err
				}
			}
		}
		return s.note(ctx, tx, who, r, what, day)
	})
}

// A stretch is the moments that count towards a day.
type stretch struct{ from, until time.Time }

// stretches is what counts towards each election and in each cycle, by the
// names of totals. The first of each begins with the first gift.
func stretches(pack *lawpack.Pack, es []lawpack.Election) map[string]stretch {
	all := map[string]stretch{}
	for _, e := range es {
		_, until := days(pack, e.Day, e.Day)
		all[lawpack.ToElection(e.Day)] = stretch{until: until.UTC()}
		if e.General {
			all[lawpack.InCycle(e.Day)] = stretch{until: until.UTC()}
		}
	}
	for span, s := range all {
		of, day := lawpack.SpanOf(span)
		for other := range all {
			if kind, earlier := lawpack.SpanOf(other); kind == of && earlier < day {
				if _, end := days(pack, earlier, earlier); end.After(s.from) {
					s.from = end.UTC()
				}
			}
		}
		all[span] = s
	}
	return all
}
