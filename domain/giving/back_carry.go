package giving

import (
	"context"
	"errors"
	"slices"
	"time"

	"barnstorm/domain"
)

// bring sends money back that was agreed upon, outside any transaction, and
// settles the plan by what then stands at the provider: the books hear of it
// from there. What came by hand is booked as sent by hand.
func (s *Service) bring(ctx context.Context, b Back) error {
	p, err := s.Store.Plan(ctx, b.Plan)
	if err != nil {
		return err
	}
	pay, err := s.Store.Payment(ctx, b.Payment)
	if err != nil {
		return err
	}
	if pay.Via != ByTill {
		return s.Atomically(ctx, func(tx Store) error { return s.bringByHand(ctx, tx, b) })
	}
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return errors.Join(domain.Refuse(domain.Busy, "till-silent"), err)
	}
	if s.Clock.Now().Sub(b.Keyed) > KeyLife {
		if done, err := s.rekeyBack(ctx, &b, p); done || err != nil {
			return err
		}
	}
	err = s.Till(p.Entity).SendBack(ctx, p, pay, b)
	if domain.Is(err, domain.Conflict) || domain.Is(err, domain.NotFound) {
		s.tell(ctx, err)
		return errors.Join(s.refresh(ctx, p.ID, nil), s.endBack(ctx, s.Store, b.ID, BackRefused))
	}
	if err != nil {
		return err
	}
	return s.refresh(ctx, p.ID, func(tx Store, _ Plan) error { return s.endBack(ctx, tx, b.ID, BackSent) })
}

// rekeyBack looks up whether money went back of which nobody heard, for longer
// than a provider remembers a key; else it is asked for under a new one.
func (s *Service) rekeyBack(ctx context.Context, b *Back, p Plan) (done bool, err error) {
	st, err := s.Till(p.Entity).Look(ctx, p.ID, p.Refs)
	if err != nil {
		return false, err
	}
	for _, c := range st.Charges {
		if slices.ContainsFunc(c.Refunds, func(r Refund) bool { return r.Back == b.ID }) {
			return true, s.refresh(ctx, p.ID, func(tx Store, _ Plan) error { return s.endBack(ctx, tx, b.ID, BackSent) })
		}
	}
	b.Key, b.Keyed = domain.NewID[string](s.Clock.Now()), s.Clock.Now()
	return false, s.Store.PutBack(ctx, *b)
}

// endBack ends what is open, once.
func (s *Service) endBack(ctx context.Context, tx Store, id BackID, to BackState) error {
	b, err := tx.HoldBack(ctx, id)
	if err != nil || b.State != BackOpen {
		return err
	}
	b.State, b.Ended, b.Tries = to, s.Clock.Now(), b.Tries+1
	return tx.PutBack(ctx, b)
}

// undelivered notes that money which had been sent came back. A wish that we do
// not have, as after a backup was played in, holds nothing up.
func (s *Service) undelivered(ctx context.Context, tx Store, id BackID) error {
	b, err := tx.HoldBack(ctx, id)
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	if err != nil || b.State == BackRefused {
		return err
	}
	b.State, b.Ended = BackRefused, s.Clock.Now()
	return tx.PutBack(ctx, b)
}

// bringByHand books that money which came by hand went back by hand.
func (s *Service) bringByHand(ctx context.Context, tx Store, b Back) error {
	p, err := tx.HoldPlan(ctx, b.Plan)
	if err != nil {
		return err
	}
	pay, err := tx.Payment(ctx, b.Payment)
	if err != nil {
		return err
	}
	if b, err = tx.HoldBack(ctx, b.ID); err != nil || b.State != BackOpen {
		return err
	}
	if err := s.repaid(ctx, tx, p, pay, b.Amount, string(b.ID)); err != nil {
		return err
	}
	return s.endBack(ctx, tx, b.ID, BackSent)
}

// Bring has money go back at once that was agreed upon. Where the provider does
// not answer it stays open, and BringBack carries on.
func (s *Service) Bring(ctx context.Context, id BackID) error {
	b, err := s.Store.Back(ctx, id)
	if err == nil {
		_, err = s.now(ctx, b)
	}
	return err
}

// BringBack carries on with money that was agreed to go back over a minute ago
// and of which the provider has not answered: at most limit. It goes on past
// those that fail, and answers how many came to an end.
func (s *Service) BringBack(ctx context.Context, limit int) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	open, err := s.Store.OpenBacks(ctx, s.Clock.Now().Add(-time.Minute), limit)
	n := 0
	for _, b := range open {
		if err := s.bring(ctx, b); err != nil {
			s.tell(ctx, err)
			if err := s.Store.TriedBack(ctx, b.ID); err != nil {
				return n, err
			}
			continue
		}
		n++
	}
	return n, err
}

// A PaymentShown is one payment with what went back of it and what may.
type PaymentShown struct {
	Plan
	Payment Payment
	Title   string // the group's name
	Zone    string
	Backs   []Back // the newest first
	Left    domain.Money
	Alone   domain.Money // the most that one person may send back
	May     bool         // who may send some back
}

// OpenPayment shows a payment, and notes that who looked. Refuses with
// NotFound where who may not see it.
func (s *Service) OpenPayment(ctx context.Context, who domain.Actor, id PaymentID) (out PaymentShown, err error) {
	if who.Nobody() {
		return out, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if out.Payment, err = s.Store.Payment(ctx, id); err == nil && !who.May(domain.SeeLedger, out.Payment.Group) {
		err = domain.Refuse(domain.NotFound, "no-such-payment")
	}
	if err != nil {
		return PaymentShown{}, err
	}
	if out.Plan, err = s.Store.Plan(ctx, out.Payment.Plan); err != nil {
		return out, err
	}
	to, err := s.Store.Recipient(ctx, out.Payment.Group, out.Payment.Entity)
	if err != nil {
		return out, err
	}
	if out.Backs, err = s.Store.Backs(ctx, id); err != nil {
		return out, err
	}
	slices.Reverse(out.Backs)
	out.Title, out.Zone, out.Left, out.Alone = to.Title, to.Zone, out.Payment.Left(out.Backs), AloneBack(to.Currency)
	_, refused := out.Payment.Return("", out.Left, WhyAsked, who.Person, out.Backs, s.Clock.Now())
	out.May = refused == nil && who.May(domain.MoveMoney, out.Payment.Group)
	return out, s.note(ctx, s.Store, who, out.Payment.Group, "payment", string(id))
}

// GoingBack lists money on its way back: what waits for a second person first,
// then what is open, then what was decided lately. Refuses as Actor.Must does
// for SeeLedger.
func (s *Service) GoingBack(ctx context.Context, who domain.Actor) ([]Back, error) {
	in := who.Where(domain.SeeLedger)
	if len(in) == 0 {
		return nil, who.Must(domain.SeeLedger, "")
	}
	return s.Store.BacksOf(ctx, in, 200)
}
