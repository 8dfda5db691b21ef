package giving

import (
	"context"
	"time"

	"barnstorm/domain"
)

// Whose is the plan of an event. The sandbox sends none.
func (s *Sandbox) Whose(_ context.Context, e Event) (PlanID, error) {
	return "", domain.Refuse(domain.NotFound, "no-such-plan")
}

// Missed is nothing: the sandbox sends no events.
func (s *Sandbox) Missed(context.Context, time.Time) ([]Event, error) { return nil, nil }

// Payouts plays what a provider does: on each Monday it pays out what was paid
// in the week before, and says so a day later.
func (s *Sandbox) Payouts(ctx context.Context, e domain.EntityID, since time.Time) (all []Payout, err error) {
	now := s.Clock.Now().Add(-24 * time.Hour)
	for at := monday(since); !at.After(now); at = at.AddDate(0, 0, 7) {
		week, err := s.week(ctx, e, at)
		if err != nil {
			return nil, err
		}
		all = append(all, week...)
	}
	return all, nil
}

// week is what is paid out on a Monday, a payout in each currency.
func (s *Sandbox) week(ctx context.Context, e domain.EntityID, at time.Time) (all []Payout, err error) {
	played, err := s.Store.PlayedFor(ctx, e, at.AddDate(0, 0, -7), at)
	if err != nil {
		return nil, err
	}
	backs, err := s.Store.PlayedBackFor(ctx, e, at.AddDate(0, 0, -7), at)
	if err != nil {
		return nil, err
	}
	sums := map[string]*Payout{}
	add := func(currency string, item PayoutItem) {
		p := sums[currency]
		if p == nil {
			ref := "sandbox_payout_" + at.Format("20060102") + "_" + currency
			p = &Payout{Ref: ref, At: at, State: PayoutPaid, Amount: domain.Money{Currency: currency}}
			sums[currency] = p
		}
		p.Items = append(p.Items, item)
		p.Amount.Minor += item.Net()
	}
	for _, c := range played {
		add(c.Amount.Currency, PayoutItem{Ref: c.Invoice, Kind: ItemCharge, Charge: c.Invoice, Gross: c.Amount.Minor, Fee: c.Fee.Minor})
	}
	for _, b := range backs {
		add(b.Amount.Currency, PayoutItem{Ref: "sandbox_back_" + string(b.Back), Kind: ItemRefund, Charge: b.Invoice, Moved: "sandbox_back_" + string(b.Back), Gross: -b.Amount.Minor})
	}
	for _, p := range sums {
		all = append(all, *p)
	}
	return all, nil
}

// SendBack plays that some of a payment goes back.
func (s *Sandbox) SendBack(ctx context.Context, p Plan, pay Payment, b Back) error {
	return s.hold(ctx, p.ID, func(tx SandboxStore, p *Promise) error {
		played, err := tx.PlayedOn(ctx, p.Plan)
		if err != nil {
			return err
		}
		backs, err := tx.PlayedBackOn(ctx, p.Plan)
		if err != nil {
			return err
		}
		left := int64(0)
		for _, c := range played {
			if c.Invoice == pay.Invoice && !c.Paid.IsZero() {
				left += c.Amount.Minor
			}
		}
		for _, old := range backs {
			if old.Back == b.ID {
				return nil
			}
			if old.Invoice == pay.Invoice {
				left -= old.Amount.Minor
			}
		}
		if left < b.Amount.Minor {
			return domain.Refuse(domain.Conflict, "back-refused")
		}
		return tx.AddPlayedBack(ctx, PlayedBack{b.ID, pay.Invoice, p.Plan, b.Amount, s.Clock.Now()})
	})
}

// monday is the first Monday that begins after a moment.
func monday(t time.Time) time.Time {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).AddDate(0, 0, 1)
	return day.AddDate(0, 0, (8-int(day.Weekday()))%7)
}

// PlayCard is the button on the sandbox's page for another card. Refuses as
// Sandbox.PlayCard does, and with NotFound where the plan is live.
func (s *Service) PlayCard(ctx context.Context, t domain.Token, in CardInput) (Gift, error) {
	g, err := s.Gift(ctx, t)
	if err != nil {
		return g, err
	}
	box, ok := s.Till(g.Entity).(*Sandbox)
	if !ok || !g.Sandbox {
		return g, domain.Refuse(domain.NotFound, "no-such-plan")
	}
	if err := box.PlayCard(ctx, g.Plan.ID, in.Card); err != nil {
		return g, err
	}
	if err := s.refresh(ctx, g.Plan.ID, nil); err != nil {
		return g, err
	}
	return s.gift(ctx, g.Plan.ID)
}

// A CardInput is which of the sandbox's cards plays.
type CardInput struct {
	Card string `json:"card"` // GoodCard or DeclinedCard
}

// PayInSandbox is the button on the sandbox's payment page: it plays the first
// charge and settles the plan. Refuses as Sandbox.Pay does, and with NotFound
// where the plan is live.
func (s *Service) PayInSandbox(ctx context.Context, id PlanID) (Plan, error) {
	p, err := s.Store.Plan(ctx, id)
	if err != nil {
		return p, err
	}
	box, ok := s.Till(p.Entity).(*Sandbox)
	if !ok || !p.Sandbox {
		return p, domain.Refuse(domain.NotFound, "no-such-plan")
	}
	if err := box.Pay(ctx, id); err != nil {
		return p, err
	}
	if err := s.refresh(ctx, id, nil); err != nil {
		return p, err
	}
	return s.Store.Plan(ctx, id)
}
