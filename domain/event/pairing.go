package event

import (
	"context"
	"slices"

	"barnstorm/domain"
)

// pair matches everybody from a district who wants seats, in the order of their
// asking, with the first offer from there, to the same shift, that has so many
// free. Nobody depends on a driver who only waits for a place, and nobody is
// matched any more whose shift has begun.
func (s *Service) pair(ctx context.Context, tx Store, e Event, district string) error {
	lifts, err := tx.OpenLifts(ctx, e.ID, district)
	if err != nil || len(lifts) < 2 {
		return err
	}
	l, err := layoutOf(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, want := range lifts {
		if want.Side != Wants || e.during(l, want.Shift).Closed(s.Clock.Now()) {
			continue
		}
		if err := s.pairOne(ctx, tx, e, want, lifts); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) pairOne(ctx context.Context, tx Store, e Event, want Lift, lifts []Lift) error {
	met, err := tx.Met(ctx, want.ID)
	if err != nil {
		return err
	}
	for _, offer := range lifts {
		if !offer.drives(want) || slices.Contains(met, offer.ID) {
			continue
		}
		took, err := tx.TakeSeats(ctx, offer.ID, want.Seats)
		if err != nil {
			return err
		}
		if !took {
			continue
		}
		now := s.Clock.Now()
		p := Pair{ID: domain.NewID[PairID](now), Offer: offer.ID, Want: want.ID, Seats: want.Seats, Made: now}
		if offer.Side == Coach {
			p.Driver = now
		}
		if fresh, err := tx.AddPair(ctx, p); err != nil {
			return err
		} else if !fresh { // somebody else has matched them just now
			_, err := tx.TakeSeats(ctx, offer.ID, -want.Seats)
			return err
		}
		if err := s.tellLift(ctx, tx, e, p, want.ID, "event/lift-found"); err != nil {
			return err
		}
		return s.tellLift(ctx, tx, e, p, offer.ID, "event/lift-found")
	}
	return nil
}
