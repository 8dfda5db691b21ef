package event

import (
	"context"

	"barnstorm/domain"
)

// Forget takes a person out of every RSVP under their id or one of the
// addresses: places that they still have are given back, and their name,
// address and needs are gone. What was counted stays counted. Again changes
// nothing.
func (s *Service) Forget(ctx context.Context, p domain.PersonID, emails []string) error {
	rs, err := s.Store.RSVPsOf(ctx, p, emails)
	for _, r := range rs {
		if err == nil {
			err = s.Atomically(ctx, func(tx Store) error { return s.forget(ctx, tx, r) })
		}
	}
	return err
}

func (s *Service) forget(ctx context.Context, tx Store, r RSVP) error {
	now := s.Clock.Now()
	e, err := tx.HoldEvent(ctx, r.Event)
	if err != nil {
		return err
	}
	if r, err = tx.RSVP(ctx, r.ID); err != nil {
		return err
	}
	if r.State != GaveUp && !e.Over(now) {
		if err := s.release(ctx, tx, e, r); err != nil {
			return err
		}
	}
	if err := tx.RevokeLinks(ctx, string(r.ID), now); err != nil {
		return err
	}
	if err := tx.Ungreet(ctx, string(r.ID), now); err != nil {
		return err
	}
	return tx.ForgetRSVP(ctx, r.ID)
}
