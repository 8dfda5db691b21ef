package event

import (
	"context"
	"time"

	"barnstorm/domain"
)

// mostSilent is how many matches are ended at once that nobody answers.
const mostSilent = 200

// Silence is which matches have not been answered for too long at the moment Now.
type Silence struct {
	Now, Hour, Day, Soon time.Time
	Long                 time.Duration
}

// PartSilent ends the matches that one of the two has not answered for as long as
// a place is offered: a day, or an hour on the day itself. Both are told, and
// their seats are offered to others. It returns how many it ended.
func (s *Service) PartSilent(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	pairs, err := s.Store.SilentPairs(ctx, Silence{now, now.Add(-offerToday), now.Add(-offerFor), now.Add(offerFor + offerSpare), wholeDay}, mostSilent)
	for _, p := range pairs {
		if err != nil {
			return n, err
		}
		var ended bool
		err = s.Atomically(ctx, func(tx Store) (err error) {
			ended, err = s.partSilent(ctx, tx, p, now)
			return err
		})
		if ended {
			n++
		}
	}
	return n, err
}

// partSilent ends a match if its time is over.
func (s *Service) partSilent(ctx context.Context, tx Store, p Pair, now time.Time) (bool, error) {
	want, err := tx.Lift(ctx, p.Want)
	if err != nil {
		return false, err
	}
	e, err := tx.HoldEvent(ctx, want.Event)
	if err != nil {
		return false, err
	}
	l, err := layoutOf(ctx, tx, e)
	if err != nil || offerUntil(p.Made, e.during(l, want.Shift), domain.Zone(e.Zone)).After(now) {
		return false, err
	}
	p, err = tx.Pair(ctx, p.ID)
	if domain.Is(err, domain.NotFound) || err == nil && p.Agreed() { // somebody answered meanwhile
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := s.part(ctx, tx, e, p, p.Offer); err != nil { // the wish hears of it
		return false, err
	}
	if err := s.tellLift(ctx, tx, e, p, p.Offer, "event/lift-lost"); err != nil {
		return false, err
	}
	return true, s.pair(ctx, tx, e, want.District)
}
