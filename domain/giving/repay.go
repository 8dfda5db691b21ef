package giving

import (
	"context"

	"barnstorm/domain"
)

// Repay books that money which came by hand or by a transfer went back to its
// donor, in whole and once. What came by a payment provider goes back by it,
// and the books hear of it from there: that is refused with NotFound
// ("no-such-plan"), as is a payment that is not there.
func (s *Service) Repay(ctx context.Context, plan PlanID, id PaymentID) error {
	return s.Atomically(ctx, func(tx Store) error {
		p, err := tx.HoldPlan(ctx, plan)
		if err != nil {
			return err
		}
		payments, err := tx.Payments(ctx, plan)
		if err != nil {
			return err
		}
		for _, pay := range payments {
			switch {
			case pay.ID != id || pay.Via == ByTill:
				continue
			case pay.Refunded >= pay.Amount.Minor:
				return nil
			}
			return s.repaid(ctx, tx, p, pay)
		}
		return domain.Refuse(domain.NotFound, "no-such-plan")
	})
}

func (s *Service) repaid(ctx context.Context, tx Store, p Plan, pay Payment) error {
	now := s.Clock.Now()
	left := domain.Money{Minor: pay.Amount.Minor - pay.Refunded, Currency: pay.Amount.Currency}
	pay.Refunded, pay.Status = pay.Amount.Minor, Refunded
	if err := tx.PutPayment(ctx, pay); err != nil {
		return err
	}
	from := InBank
	if pay.Via != ByBank {
		from = InCash
	}
	return post(ctx, tx, now, []Transaction{move(pay, p.Fund, now, MemoRefund, "repaid:"+string(pay.ID), left, Refunds, from)})
}
