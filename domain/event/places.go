package event

import (
	"context"
	"time"

	"barnstorm/domain"
)

// A Pool is a sort of places at an event.
type Pool string

// The pools that an event may have. A wheelchair place comes with one for a
// companion: both are places of the pool.
const (
	General      Pool = "general"
	Wheelchair   Pool = "wheelchair"
	Stewards     Pool = "stewards"
	Press        Pool = "press"
	BoardRunners Pool = "board-runners"
	Drivers      Pool = "drivers"
)

// Pools is every pool, in the order in which they are shown.
var Pools = []Pool{General, Wheelchair, Stewards, Press, BoardRunners, Drivers}

// A Shift is a stretch of an event that people sign up for. Its number names
// it within the event for good; the first is 0.
type Shift struct {
	Number int
	Starts time.Time
	Ends   time.Time
}

// wholeDay is the longest stretch to which people are thought to come at its
// beginning: of a longer one they may come on another day.
const wholeDay = 18 * time.Hour

// overDays reports whether people may come to a shift on one day or another.
func (s Shift) overDays() bool { return s.Ends.Sub(s.Starts) > wholeDay }

// closes is when answers to a shift close: as it begins, or as it ends where
// people may come on another of its days.
func (s Shift) closes() time.Time {
	if s.overDays() {
		return s.Ends
	}
	return s.Starts
}

// At names places: those of one pool in one shift. Of an event that is not
// parted they are all there are: shift 0, General.
type At struct {
	Event  ID
	Shift  int
	Pool   Pool
	Parted bool // whether the event has several such
}

// Places are those of one pool in one shift, and what became of them. What is
// taken and held is never more than the capacity, unless that was lowered.
type Places struct {
	Shift    int
	Pool     Pool
	Capacity int // those that are promised
	Taken    int // promised, parties counted in full
	Held     int // kept for somebody who was offered them
	Waiting  int // people who wait and were offered nothing
	NoLimit  bool
}

// Left is how many places are free.
func (p Places) Left() int { return max(0, p.Capacity-p.Taken-p.Held) }

// Over is by how many what was promised exceeds the places there are.
func (p Places) Over() int {
	if p.NoLimit {
		return 0
	}
	return max(0, p.Taken+p.Held-p.Capacity)
}

// Used reports whether anybody has one of the places, or waits for one.
func (p Places) Used() bool { return p.Taken+p.Held+p.Waiting > 0 }

// Counts are added to what became of places.
type Counts struct{ Taken, Held, Waiting int }

// A Layout is how an event is parted: its shifts in the order of their
// beginning, and the places in them, by shift and then in the order of Pools.
type Layout struct {
	Shifts []Shift
	Places []Places
}

// Find returns the places of a pool in a shift, and whether there are such.
func (l Layout) Find(shift int, pool Pool) (Places, bool) {
	for _, p := range l.Places {
		if p.Shift == shift && p.Pool == pool {
			return p, true
		}
	}
	return Places{Shift: shift, Pool: pool}, false
}

// Shift returns the shift of a number, and whether there is one.
func (l Layout) Shift(number int) (Shift, bool) {
	for _, s := range l.Shifts {
		if s.Number == number {
			return s, true
		}
	}
	return Shift{}, false
}

// Pools is every pool of the event that has places in some shift.
func (l Layout) Pools() (all []Pool) {
	for _, pool := range Pools {
		for _, s := range l.Shifts {
			if _, ok := l.Find(s.Number, pool); ok {
				all = append(all, pool)
				break
			}
		}
	}
	return all
}

// Reserved is how many places are in other pools than General, and how many of
// them are promised or kept: none where there is no General.
func (l Layout) Reserved() (n, used int) {
	general := 0
	for _, p := range l.Places {
		if p.Pool == General {
			general += p.Capacity
			continue
		}
		n, used = n+p.Capacity, used+p.Taken+p.Held
	}
	if general == 0 || n == 0 {
		return 0, 0
	}
	return n, used
}

// whole is the layout of an event that is not parted.
func (e Event) whole() Layout {
	return Layout{
		Shifts: []Shift{{0, e.Starts, e.Ends}},
		Places: []Places{{Pool: General, Capacity: e.Capacity, Taken: e.Taken, Held: e.Held, Waiting: e.Waiting, NoLimit: e.Capacity == 0}},
	}
}

// during is the event with the times of a shift, for whoever signed up for it.
func (e Event) during(l Layout, number int) Event {
	if s, ok := l.Shift(number); ok {
		e.Starts, e.Ends = s.Starts, s.Ends
	}
	return e
}

// at is where the places of an RSVP are.
func (e Event) at(r RSVP) At { return At{e.ID, r.Shift, r.Pool, e.Parted} }

// layoutOf reads how an event is parted.
func layoutOf(ctx context.Context, st Store, e Event) (Layout, error) {
	if !e.Parted {
		return e.whole(), nil
	}
	return st.Layout(ctx, e.ID)
}

// placesAt reads the places of an RSVP as they are now, and the event with the
// times of its shift.
func placesAt(ctx context.Context, tx Store, at At) (Places, Event, error) {
	e, err := tx.Event(ctx, at.Event)
	if err != nil {
		return Places{}, e, err
	}
	l, err := layoutOf(ctx, tx, e)
	if err != nil {
		return Places{}, e, err
	}
	p, ok := l.Find(at.Shift, at.Pool)
	if !ok || e.Parted != at.Parted {
		return p, e, domain.Refuse(domain.Conflict, "changed-meanwhile")
	}
	return p, e.during(l, at.Shift), nil
}

// numbers is those of the shifts for which something holds of the event with their
// times.
func (l Layout) numbers(e Event, holds func(during Event) bool) (all []int) {
	for _, s := range l.Shifts {
		if holds(e.during(l, s.Number)) {
			all = append(all, s.Number)
		}
	}
	return all
}

// Open is the shifts of an event that can still be answered to.
func (l Layout) Open(e Event, now time.Time) (all []Shift) {
	for _, s := range l.Shifts {
		if !e.during(l, s.Number).Closed(now) {
			all = append(all, s)
		}
	}
	return all
}

// answerable refuses an answer to a shift that is closed: beside its field where
// another is open, and with Conflict "event-over" where none is.
func (l Layout) answerable(e Event, shift int, now time.Time) error {
	switch {
	case len(l.Open(e, now)) == 0:
		return domain.Refuse(domain.Conflict, "event-over")
	case e.during(l, shift).Closed(now):
		return domain.Wrong{"shift": "shift-over"}.Err()
	}
	return nil
}

// closedTo reports whether answers to the shift of an RSVP are closed.
func (s *Service) closedTo(ctx context.Context, tx Store, e Event, r RSVP) (bool, error) {
	l, err := layoutOf(ctx, tx, e)
	return e.during(l, r.Shift).Closed(s.Clock.Now()), err
}

// Everybody is the places of the General pool in the shifts that can still be
// answered to, added up: those that anybody may take. It reports whether there are
// such beside others; where there are not, an event's own sum says all.
func (l Layout) Everybody(e Event, now time.Time) (sum Places, ok bool) {
	sum.Pool = General
	for _, s := range l.Open(e, now) {
		if p, has := l.Find(s.Number, General); has {
			sum.Capacity, sum.Taken, sum.Waiting, ok = sum.Capacity+p.Capacity, sum.Taken+p.Capacity-p.Left(), sum.Waiting+p.Waiting, true
		}
	}
	return sum, ok && e.Parted && sum.Capacity > 0
}

// answer finds the places that an answer asks for where it can still be given.
func (l Layout) answer(e Event, r *RSVP, now time.Time) error {
	if len(l.Open(e, now)) == 0 {
		return domain.Refuse(domain.Conflict, "event-over")
	}
	if err := choose(l, r); err != nil {
		return err
	}
	return l.answerable(e, r.Shift, now)
}

// choose finds the places that an answer asks for. Where there is no choice
// nothing need be said; what is not there is refused beside its field.
func choose(l Layout, r *RSVP) error {
	if len(l.Shifts) == 1 && r.Shift == 0 {
		r.Shift = l.Shifts[0].Number
	}
	if _, ok := l.Shift(r.Shift); !ok {
		return domain.Wrong{"shift": "pick-one"}.Err()
	}
	if pools := l.Pools(); r.Pool == "" && len(pools) == 1 {
		r.Pool = pools[0]
	} else if r.Pool == "" {
		r.Pool = General
	}
	if _, ok := l.Find(r.Shift, r.Pool); !ok {
		return domain.Wrong{"pool": "pick-one"}.Err()
	}
	return nil
}

// Layout says how an event is parted, for whoever may know of it.
func (s *Service) Layout(ctx context.Context, who domain.Actor, e Event) (Layout, error) {
	if !e.ShownTo(who) {
		return Layout{}, domain.Refuse(domain.NotFound, "no-such-event")
	}
	return layoutOf(ctx, s.Store, e)
}
