package event

import (
	"context"
	"time"

	"barnstorm/domain"
)

// Held is an RSVP with its event, as the holder of its link sees it.
type Held struct {
	RSVP   RSVP
	Event  Event
	Site   Site
	Layout Layout
}

// During is the event with the times of the shift that was chosen.
func (h Held) During() Event { return h.Event.during(h.Layout, h.RSVP.Shift) }

// Hold returns what a private link opens, or refuses with NotFound.
func (s *Service) Hold(ctx context.Context, t domain.Token) (Held, error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForRSVP, s.Clock.Now())
	if err != nil {
		return Held{}, err
	}
	return s.held(ctx, RSVPID(object))
}

func (s *Service) held(ctx context.Context, id RSVPID) (h Held, err error) {
	if h.RSVP, err = s.Store.RSVP(ctx, id); err != nil {
		return h, err
	}
	if h.Event, err = s.Store.Event(ctx, h.RSVP.Event); err != nil {
		return h, err
	}
	if h.Layout, err = layoutOf(ctx, s.Store, h.Event); err != nil {
		return h, err
	}
	h.Event = h.Event.to(h.RSVP)
	h.Site, err = s.Sites.Site(ctx, h.Event.Group)
	return h, err
}

// byLink does something to the RSVP that a private link opens, with its event
// held, unless the event is over, and returns how it stands then.
func (s *Service) byLink(ctx context.Context, t domain.Token, do func(tx Store, e Event, r RSVP) error) (Held, error) {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return h, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, h.Event.ID)
		if err != nil {
			return err
		}
		if e.Over(s.Clock.Now()) {
			return domain.Refuse(domain.Conflict, "event-over")
		}
		r, err := tx.RSVP(ctx, h.RSVP.ID)
		if err != nil {
			return err
		}
		return do(tx, e, r)
	})
	if err != nil {
		return h, err
	}
	return s.held(ctx, h.RSVP.ID)
}

// GiveBack frees the places of the RSVP that a private link opens, declines
// those that it was offered, or takes it out of the line; whoever waited
// longest and fits is offered them. Again changes nothing.
func (s *Service) GiveBack(ctx context.Context, t domain.Token) (Held, error) {
	if h, err := s.Hold(ctx, t); err != nil || h.RSVP.State == GaveUp {
		return h, err
	}
	return s.byLink(ctx, t, func(tx Store, e Event, r RSVP) error {
		if r.State == GaveUp {
			return nil
		}
		return s.release(ctx, tx, e, r)
	})
}

// release takes an RSVP out of the hall or the queue, and offers what came
// free to whoever fits.
func (s *Service) release(ctx context.Context, tx Store, e Event, r RSVP) error {
	from := r.State
	r.State, r.Offered, r.Changed, r.Confirmed = GaveUp, time.Time{}, s.Clock.Now(), time.Time{}
	if ok, err := tx.TurnRSVP(ctx, r, from); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if err := s.noLift(ctx, tx, e, r.ID); err != nil {
		return err
	}
	if err := tx.Count(ctx, e.at(r), counted(from, -r.Party)); err != nil || from == Waiting || e.Over(r.Changed) {
		return err
	}
	return s.promote(ctx, tx, e, e.at(r))
}

// counted is n people in a state.
func counted(s State, n int) Counts {
	switch s {
	case Coming:
		return Counts{Taken: n}
	case Offered:
		return Counts{Held: n}
	case Waiting:
		return Counts{Waiting: n}
	}
	return Counts{}
}

// Keep changes the party of the RSVP that a private link opens, or takes up
// again one that was given back. A party that grows past the free places is
// refused with Conflict "no-room", and stays as it was.
func (s *Service) Keep(ctx context.Context, t domain.Token, party int) (Held, error) {
	if party < 0 || party > MaxParty {
		h, err := s.Hold(ctx, t)
		if err == nil {
			err = domain.Wrong{"party": "out-of-range"}.Err()
		}
		return h, err
	}
	return s.byLink(ctx, t, func(tx Store, e Event, r RSVP) error {
		if party == 0 {
			party = r.Party
		}
		if r.State != GaveUp && r.Party == party {
			return nil
		}
		return s.resize(ctx, tx, e, r, party)
	})
}

// resize moves an RSVP to a new party: what it held is given back and what it
// wants is taken, within one transaction.
func (s *Service) resize(ctx context.Context, tx Store, e Event, r RSVP, party int) error {
	from, before := r.State, r.Party
	r.Party, r.Changed = party, s.Clock.Now()
	if from == GaveUp {
		r.Queued, r.Released = r.Changed, time.Time{}
		if err := s.place(ctx, tx, e, &r); err != nil {
			return err
		}
	} else if err := s.grow(ctx, tx, e.at(r), from, party-before); err != nil {
		return err
	}
	if ok, err := tx.TurnRSVP(ctx, r, from); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if from == GaveUp {
		return s.confirm(ctx, tx, e, r)
	}
	return s.promote(ctx, tx, e, e.at(r))
}

// grow counts by more people in a state, or fewer. A party that shrinks only
// gives back: it is never refused, even where more was promised than there is
// room for now.
func (s *Service) grow(ctx context.Context, tx Store, at At, from State, by int) error {
	if by < 0 || from == Waiting {
		return tx.Count(ctx, at, counted(from, by))
	}
	if took, err := tx.TakePlaces(ctx, at, by); err != nil || !took {
		return orRefuse(err, domain.Conflict, "no-room")
	}
	if from == Offered { // kept, and not yet taken
		return tx.Count(ctx, at, Counts{Taken: -by, Held: by})
	}
	return nil
}
