package event

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"barnstorm/domain"
)

// A SeriesID names dates that belong together.
type SeriesID string

// Dates remembers which events belong together.
type Dates interface {
	// LeftWaiting lists at most n events that began between two times, where
	// somebody still waits for a shift that has begun, and has ended where it is
	// longer than so much, and another date of the same kind is to come.
	LeftWaiting(ctx context.Context, from, until time.Time, longer time.Duration, n int) ([]Event, error)
	// NextOf returns the next date of an event: of its series, else of its kind
	// in its group; or refuses with NotFound.
	NextOf(ctx context.Context, e Event, after time.Time) (Event, error)
	// StillWaiting lists the RSVPs to some shifts of an event that wait, were
	// offered nothing and are still somebody's, the longest first, at most n.
	StillWaiting(ctx context.Context, id ID, shifts []int, n int) ([]RSVP, error)
}

// A RepeatInput is what an organiser sends to call an event on more dates.
type RepeatInput struct {
	ID    string `json:"id"`    // of the series, made by the sender
	Every int    `json:"every"` // days between two dates
	Times int    `json:"times"` // how many more dates
}

// MaxDates is how many more dates are called at once.
const MaxDates = 52

// Repeat calls an event on more dates, each at the same time on the wall,
// whatever the clocks do between, with the same shifts, pools and details. A
// time that the clocks skip on a date is the hour after it. Again, with the
// same id, changes nothing. Only an organiser calls more: a host has one event.
func (s *Service) Repeat(ctx context.Context, who domain.Actor, id ID, in RepeatInput) ([]Event, error) {
	w := domain.Wrong{}
	series, ok := domain.ParseID[SeriesID](in.ID)
	w.Check(ok, "id", "not-an-id")
	w.Check(in.Every >= 1 && in.Every <= 366, "every", "out-of-range")
	w.Check(in.Times >= 1 && in.Times <= MaxDates, "times", "out-of-range")
	if err := w.Err(); err != nil {
		return nil, err
	}
	var all []Event
	err := s.Atomically(ctx, func(tx Store) error {
		all = nil
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := who.Must(domain.ScheduleEvents, e.Group); err != nil {
			return err
		}
		l, err := layoutOf(ctx, tx, e)
		if err != nil {
			return err
		}
		if e.Series == "" {
			e.Series = series
			if err := s.keep(ctx, tx, &e, s.Clock.Now()); err != nil {
				return err
			}
		}
		for n := 1; n <= in.Times; n++ {
			next, err := s.another(ctx, tx, who, e, l, series, n, n*in.Every)
			if err != nil {
				return err
			}
			all = append(all, next)
		}
		return nil
	})
	return all, err
}

// another calls an event on a date so many days later.
func (s *Service) another(ctx context.Context, tx Store, who domain.Actor, e Event, l Layout, series SeriesID, n, days int) (Event, error) {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return Event{}, err
	}
	now := s.Clock.Now()
	next := e
	next.Starts, next.Ends = laterBoth(e.Starts, e.Ends, zone, days)
	if next.Starts.After(now.Add(MaxAhead)) {
		return next, domain.Wrong{"times": "too-far"}.Err()
	}
	last, err := strconv.ParseUint(string(series[len(series)-4:]), 16, 16)
	if err != nil {
		return next, err
	}
	// The id follows from the series and the number, so that sending it again makes nothing new.
	next.ID = ID(fmt.Sprintf("%s%04x", series[:len(series)-4], last^uint64(n)))
	next.Taken, next.Held, next.Waiting, next.Version, next.By, next.Made, next.Changed = 0, 0, 0, 1, who.Person, now, now
	next.Release, next.Was = time.Time{}, time.Time{}
	next.Slug = slugOf(next)
	fresh, err := tx.AddEvent(ctx, next)
	if err != nil || !fresh || !e.Parted {
		return next, err
	}
	if l, err = l.along(e, next); err != nil {
		return next, err
	}
	parted := Layout{Shifts: l.Shifts}
	for _, p := range l.Places {
		p.Taken, p.Held, p.Waiting = 0, 0, 0
		parted.Places = append(parted.Places, p)
	}
	return next, tx.PutLayout(ctx, next.ID, parted)
}

// laterBoth is a span at the same times on the wall so many days later. Where
// the clocks skip its start past its end, it keeps its length.
func laterBoth(starts, ends time.Time, zone *time.Location, days int) (time.Time, time.Time) {
	s, e := later(starts, zone, days), later(ends, zone, days)
	if !e.After(s) {
		e = s.Add(ends.Sub(starts))
	}
	return s, e
}

// later is the same time on the wall so many days later.
func later(t time.Time, zone *time.Location, days int) time.Time {
	return onWall(wall(t, zone).AddDate(0, 0, days), zone)
}

// CarryOver puts those who still waited when their shift began at the front of
// the line of the next date of the same kind, where there is one, before all
// others there: in the order in which they have waited since. It returns how
// many it moved.
func (s *Service) CarryOver(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	past, err := s.Store.LeftWaiting(ctx, now.Add(-carryFor), now, wholeDay, 20)
	for _, e := range past {
		if err != nil {
			return n, err
		}
		err = s.Atomically(ctx, func(tx Store) error {
			done, cerr := s.carry(ctx, tx, e.ID, now)
			n += done
			return cerr
		})
	}
	return n, err
}

// carryFor is how long after an event somebody who waited is still taken along.
const carryFor = 60 * 24 * time.Hour

func (s *Service) carry(ctx context.Context, tx Store, id ID, now time.Time) (int, error) {
	e, err := tx.HoldEvent(ctx, id)
	if err != nil {
		return 0, err
	}
	next, err := tx.NextOf(ctx, e, now)
	if domain.Is(err, domain.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if next, err = tx.HoldEvent(ctx, next.ID); err != nil || next.Closed(now) {
		return 0, err
	}
	l, err := layoutOf(ctx, tx, next)
	if err != nil {
		return 0, err
	}
	was, err := layoutOf(ctx, tx, e)
	if err != nil {
		return 0, err
	}
	waiting, err := tx.StillWaiting(ctx, id, was.numbers(e, func(during Event) bool { return during.Closed(now) }), 200)
	for _, r := range waiting {
		if err != nil {
			return 0, err
		}
		err = s.carryOne(ctx, tx, e, next, l, r, now)
	}
	if err != nil {
		return 0, err
	}
	return len(waiting), s.promoteAll(ctx, tx, next, l)
}

// orFirst puts those first in line who waited in vain and wait at the next
// date by an answer of their own.
func orFirst(ctx context.Context, tx Store, before Event, own RSVP, err error) error {
	if err != nil || own.State != Waiting {
		return err
	}
	own.From = before.ID
	_, err = tx.TurnRSVP(ctx, own, Waiting)
	return err
}

// takeAlong carries over to a new event at once, so that nobody comes between.
func (s *Service) takeAlong(ctx context.Context, tx Store, to Event) error {
	now := s.Clock.Now()
	past, err := tx.LeftWaiting(ctx, now.Add(-carryFor), now, wholeDay, 20)
	for _, e := range past {
		if err == nil && e.Group == to.Group && e.Kind == to.Kind && e.Public == to.Public {
			_, err = s.carry(ctx, tx, e.ID, now)
		}
	}
	return err
}

// like is the places that are most like those of a pool in a shift of another
// date: the same, else of that pool in the first shift that has it. Where there
// is no choice of pools, everybody is general.
func (l Layout) like(shift int, pool Pool) (Places, bool) {
	if pools := l.Pools(); len(pools) == 1 && pools[0] == General {
		pool = General
	}
	if p, ok := l.Find(shift, pool); ok {
		return p, true
	}
	i := slices.IndexFunc(l.Places, func(p Places) bool { return p.Pool == pool })
	if i < 0 {
		return Places{}, false
	}
	return l.Places[i], true
}

// carryOne moves one RSVP to the next date, unless they answered there
// themselves. Whose sort of places that date does not have is told that there was
// no room, and where it is.
func (s *Service) carryOne(ctx context.Context, tx Store, e, next Event, l Layout, r RSVP, now time.Time) error {
	old := r
	old.State, old.Changed, old.InVain = GaveUp, now, now
	if ok, err := tx.TurnRSVP(ctx, old, Waiting); err != nil || !ok {
		return err
	}
	if err := tx.Count(ctx, e.at(r), Counts{Waiting: -r.Party}); err != nil {
		return err
	}
	if own, err := tx.RSVPBy(ctx, next.ID, r.NameKey, r.Contact); !domain.Is(err, domain.NotFound) {
		return orFirst(ctx, tx, e, own, err)
	}
	if r.Person != "" { // who has answered there under another name is taken along as that
		if own, err := tx.StandingOf(ctx, next.ID, r.Person); !domain.Is(err, domain.NotFound) {
			return orFirst(ctx, tx, e, own, err)
		}
	}
	places, ok := l.like(r.Shift, r.Pool)
	if !ok {
		return s.tellWith(ctx, tx, e, old, "event/no-room", "no-room:"+string(r.ID), func(l *domain.Letter) { l.Fields["such"] = s.URL("/events/" + next.Slug) })
	}
	r.ID, r.Event, r.Made, r.Changed, r.From = domain.NewID[RSVPID](now), next.ID, now, now, e.ID
	r.Shift, r.Pool = places.Shift, places.Pool
	if fresh, err := tx.AddRSVP(ctx, r); err != nil || !fresh {
		return err
	}
	if err := tx.Count(ctx, next.at(r), Counts{Waiting: r.Party}); err != nil {
		return err
	}
	return s.tell(ctx, tx, next, r, "event/carried", "carried:"+string(r.ID))
}
