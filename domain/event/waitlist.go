package event

import (
	"context"
	"time"

	"barnstorm/domain"
)

// How long a place is kept for somebody who was offered it.
const (
	offerFor   = 24 * time.Hour
	offerToday = time.Hour     // on the day itself
	offerSpare = 3 * time.Hour // before the start, so that the next one can still come
)

// offerUntil is when an offer ends that is made now to somebody who lives by a
// clock: after a day, but three hours before the start at the latest; on the day
// itself after an hour. An hour at night begins in the morning, when it can be
// read. It never ends after answers close.
func offerUntil(now time.Time, e Event, clock *time.Location) time.Time {
	zone := domain.Zone(e.Zone)
	awake := now
	if domain.IsNight(now, clock) {
		awake = domain.MorningAfter(now, clock)
	}
	until, hour := now.Add(offerFor), awake.Add(offerToday)
	if latest := e.Starts.Add(-offerSpare); until.After(latest) {
		until = latest
	}
	if now.In(zone).Format(time.DateOnly) == e.Starts.In(zone).Format(time.DateOnly) || until.Before(hour) {
		until = hour
	}
	if closes := (Shift{Starts: e.Starts, Ends: e.Ends}).closes(); until.After(closes) {
		until = closes
	}
	return until.UTC().Truncate(time.Second)
}

// promote offers free places to those who wait for such, those who found no
// room at the date before first, and each in the order of their coming; a party
// that does not fit keeps its turn while a smaller one goes first. Parties are
// offered all their places or none, and nobody any once answers are closed.
func (s *Service) promote(ctx context.Context, tx Store, e Event, at At) error {
	for range MaxCapacity {
		p, during, err := placesAt(ctx, tx, at)
		if err != nil {
			return err
		}
		left := p.Left()
		if p.NoLimit {
			left = MaxParty
		}
		if left == 0 || p.Waiting == 0 || during.Closed(s.Clock.Now()) {
			return nil
		}
		r, err := tx.FirstWaiting(ctx, at, left)
		if domain.Is(err, domain.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.offer(ctx, tx, e, r); err != nil {
			return err
		}
	}
	return nil
}

// promoteAll offers whatever came free anywhere in an event.
func (s *Service) promoteAll(ctx context.Context, tx Store, e Event, l Layout) error {
	for _, p := range l.Places {
		if err := s.promote(ctx, tx, e, At{e.ID, p.Shift, p.Pool, e.Parted}); err != nil {
			return err
		}
	}
	return nil
}

// offer keeps places for a party that waits, for a time, and tells it.
func (s *Service) offer(ctx context.Context, tx Store, e Event, r RSVP) error {
	if kept, err := tx.KeepPlaces(ctx, e.at(r), r.Party); err != nil || !kept {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	l, err := layoutOf(ctx, tx, e)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	r.State, r.Offered, r.Changed = Offered, offerUntil(now, e.during(l, r.Shift), zoneOf(r.Zone, e.Zone)), now
	if ok, err := tx.TurnRSVP(ctx, r, Waiting); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	return s.tellWith(ctx, tx, e, r, "event/place-free", "place:"+string(r.ID)+":"+now.Format(time.RFC3339Nano), func(l *domain.Letter) { l.Until = r.Offered })
}

// Lapsed reports whether an offer's time is over, though nobody has passed it on
// yet.
func (r RSVP) Lapsed(now time.Time) bool { return r.State == Offered && !r.Offered.After(now) }

// TakeUp takes the places that are kept for the RSVP that a private link
// opens. Again changes nothing. An offer whose time is over is refused with
// Conflict "offer-over".
func (s *Service) TakeUp(ctx context.Context, t domain.Token) (Held, error) {
	return s.byLink(ctx, t, func(tx Store, e Event, r RSVP) error {
		if r.State == Coming {
			return nil
		}
		now := s.Clock.Now()
		if r.State != Offered || r.Lapsed(now) {
			return domain.Refuse(domain.Conflict, "offer-over")
		}
		r.State, r.Offered, r.Changed = Coming, time.Time{}, now
		if ok, err := tx.TurnRSVP(ctx, r, Offered); err != nil || !ok {
			return orRefuse(err, domain.Conflict, "offer-over")
		}
		if err := tx.Count(ctx, e.at(r), Counts{Taken: r.Party, Held: -r.Party}); err != nil {
			return err
		}
		if err := s.reseat(ctx, tx, e, r); err != nil {
			return err
		}
		return s.confirm(ctx, tx, e, r)
	})
}

// PassOn gives the places of at most so many offers whose time is over to
// whoever waits next, and tells those who did not answer. It returns how many
// offers it ended.
func (s *Service) PassOn(ctx context.Context, most int) (n int, err error) {
	over, err := s.Store.OffersOver(ctx, s.Clock.Now(), most)
	for _, r := range over {
		if err != nil {
			return n, err
		}
		err = s.Atomically(ctx, func(tx Store) error { return s.passOn(ctx, tx, r) })
		n++
	}
	return n, err
}

// Fill does what fills a hall by itself: places of no-shows are released,
// offers whose time is over are passed on, matches that nobody answers are ended,
// and whoever waited in vain is carried over to the next date. It returns how many
// parties it moved.
func (s *Service) Fill(ctx context.Context, most int) (int, error) {
	released, err := s.Release(ctx)
	if err != nil {
		return released, err
	}
	passed, err := s.PassOn(ctx, most)
	if err != nil {
		return released + passed, err
	}
	parted, err := s.PartSilent(ctx)
	if err != nil {
		return released + passed + parted, err
	}
	carried, err := s.CarryOver(ctx)
	return released + passed + parted + carried, err
}

func (s *Service) passOn(ctx context.Context, tx Store, r RSVP) error {
	e, err := tx.HoldEvent(ctx, r.Event)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	if r, err = tx.RSVP(ctx, r.ID); err != nil || r.State != Offered || r.Offered.After(now) {
		return err
	}
	closed, err := s.closedTo(ctx, tx, e, r)
	if err != nil {
		return err
	}
	if err := s.release(ctx, tx, e, r); err != nil || closed {
		return err
	}
	return s.tell(ctx, tx, e, r, "event/offer-over", "offer-over:"+string(r.ID)+":"+r.Offered.Format(time.RFC3339Nano))
}

// A Line is how those stand who wait for places of one kind.
type Line struct {
	Parties  int       // that wait and were offered nothing
	Smallest int       // people in the smallest of them
	Before   int       // parties among them that found no room at the date before, and are first
	Until    time.Time // when the first offer ends; zero where none is open
}

// A Reason is why nobody who waits is offered a place.
type Reason string

// The reasons: nobody waits; every place is taken; those that are free are
// kept for others until they answer; more was promised than there are places;
// the free places are fewer than the smallest party.
const (
	NobodyWaits Reason = "nobody-waits"
	AllTaken    Reason = "all-taken"
	KeptForSome Reason = "kept"
	PromisedTo  Reason = "over-promised"
	TooFew      Reason = "too-few"
)

// Why says why nobody of the line is offered one of the places.
func (l Line) Why(p Places) Reason {
	switch {
	case l.Parties == 0:
		return NobodyWaits
	case p.Over() > 0:
		return PromisedTo
	case p.Left() > 0:
		return TooFew
	case p.Held > 0:
		return KeptForSome
	}
	return AllTaken
}

// A Queue is the waitlist of one kind of places, as whoever stands in it or
// looks after it sees it.
type Queue struct {
	Places Places
	Line   Line
	Why    Reason
	Ahead  int   // people before the one who asks
	From   Event // where the one who asks waited in vain before, and is first in line for it; none without an ID
}

// Queues says of each kind of places at an event that somebody waits for why
// nobody is offered one, for those who may see who comes.
func (s *Service) Queues(ctx context.Context, who domain.Actor, e Event) ([]Queue, error) {
	if err := e.Must(who, domain.SeeRSVPs); err != nil {
		return nil, err
	}
	l, err := s.Layout(ctx, who, e)
	var all []Queue
	for _, p := range l.Places {
		if err == nil && p.Waiting+p.Held > 0 {
			var line Line
			line, err = s.Store.Line(ctx, At{e.ID, p.Shift, p.Pool, e.Parted})
			all = append(all, Queue{Places: p, Line: line, Why: line.Why(p)})
		}
	}
	return all, err
}

// Place says of an RSVP that waits how many are before it, and why nobody is
// offered a place.
func (s *Service) Place(ctx context.Context, h Held) (Queue, error) {
	p, _ := h.Layout.Find(h.RSVP.Shift, h.RSVP.Pool)
	line, err := s.Store.Line(ctx, h.Event.at(h.RSVP))
	if err != nil {
		return Queue{}, err
	}
	q := Queue{Places: p, Line: line, Why: line.Why(p)}
	if h.RSVP.From != "" {
		if q.From, err = s.Store.Event(ctx, h.RSVP.From); err != nil {
			return q, err
		}
	}
	q.Ahead, err = s.Store.Ahead(ctx, h.RSVP)
	return q, err
}
