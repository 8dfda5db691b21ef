package giving

import (
	"context"

	"barnstorm/domain"
)

// Repay books that money went back to its donor by hand, all that is left of a
// payment and once: of what came by hand, and of what came by a payment
// provider who refused to send it back. Everything else goes back by the
// provider, and the books hear of it from there: that is refused with NotFound
// ("no-such-payment"), as is a payment that is not there.
func (s *Service) Repay(ctx context.Context, plan PlanID, id PaymentID) error {
	return s.Atomically(ctx, func(tx Store) error {
		p, err := tx.HoldPlan(ctx, plan)
		if err != nil {
			return err
		}
		pay, err := tx.Payment(ctx, id)
		if err != nil {
			return err
		}
		backs, err := tx.Backs(ctx, id)
		if err != nil {
			return err
		}
		byHand := pay.Via != ByTill
		for _, b := range backs {
			byHand = byHand || b.State == BackRefused
		}
		left := pay.Left(backs)
		switch {
		case pay.Plan != plan || !byHand:
			return domain.Refuse(domain.NotFound, "no-such-payment")
		case left.Minor == 0:
			return nil
		}
		return s.repaid(ctx, tx, p, pay, left, string(pay.ID))
	})
}

// repaid books that some of a payment went back by hand: what came as cash out of
// the cash, as long as there is so much, and out of the bank once it was paid in.
func (s *Service) repaid(ctx context.Context, tx Store, p Plan, pay Payment, amount domain.Money, ref string) error {
	now := s.Clock.Now()
	pay.Refunded += amount.Minor
	if pay.Via == ByTill {
		pay.ByHand += amount.Minor
	}
	if pay.Refunded >= pay.Amount.Minor {
		pay.Status = Refunded
	}
	if err := tx.PutPayments(ctx, []Payment{pay}); err != nil {
		return err
	}
	from := InBank
	if pay.Via == ByCash || pay.Via == ByCheque {
		cash, err := Cash(ctx, tx, pay.Entity, []domain.GroupID{pay.Group}, pay.Sandbox, amount.Currency)
		if err != nil {
			return err
		}
		if cash[pay.Group] >= amount.Minor {
			from = InCash
		}
	}
	return Post(ctx, tx, now, []Transaction{move(pay, p.Fund, now, MemoRefund, "repaid:"+ref, amount, Refunds, from)})
}
