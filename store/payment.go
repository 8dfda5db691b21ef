package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// paymentModel is a row of payments.
type paymentModel struct {
	ID          giving.PaymentID `gorm:"primaryKey"`
	PlanID      giving.PlanID
	EntityID    domain.EntityID
	GroupID     domain.GroupID
	Sandbox     bool
	Invoice     string
	Charge      string
	Amount      int64
	Currency    string
	Fee         int64
	FeeCurrency string
	Refunded    int64 // as much of it as was given
	Beyond      int64 // and what went back over that
	Going       int64
	ByHand      int64
	Disputed    int64
	Dispute     giving.DisputeState
	Status      giving.PaymentStatus
	Via         giving.Way
	Action      string
	Paid        *time.Time
	PeriodFrom  *time.Time
	PeriodUntil *time.Time
	Attempts    int
	Again       *time.Time
}

func (paymentModel) TableName() string { return "payments" }

func (m paymentModel) payment() giving.Payment {
	return giving.Payment{
		ID: m.ID, Plan: m.PlanID, Entity: m.EntityID, Group: m.GroupID, Sandbox: m.Sandbox, Invoice: m.Invoice, Charge: m.Charge,
		Amount: domain.Money{Minor: m.Amount, Currency: m.Currency}, Fee: domain.Money{Minor: m.Fee, Currency: m.FeeCurrency},
		Refunded: m.Refunded + m.Beyond, Going: m.Going, ByHand: m.ByHand, Disputed: m.Disputed, Dispute: m.Dispute, Status: m.Status, Via: m.Via, Action: m.Action, Paid: when(m.Paid), From: when(m.PeriodFrom), Until: when(m.PeriodUntil),
		Attempts: m.Attempts, Again: when(m.Again),
	}
}

func paymentOf(p giving.Payment) paymentModel {
	return paymentModel{
		ID: p.ID, PlanID: p.Plan, EntityID: p.Entity, GroupID: p.Group, Sandbox: p.Sandbox, Invoice: p.Invoice, Charge: p.Charge,
		Amount: p.Amount.Minor, Currency: p.Amount.Currency, Fee: p.Fee.Minor, FeeCurrency: p.Fee.Currency,
		Refunded: min(p.Refunded, p.Amount.Minor), Beyond: max(p.Refunded-p.Amount.Minor, 0), Going: p.Going, ByHand: p.ByHand, Disputed: p.Disputed, Dispute: p.Dispute, Status: p.Status, Via: p.Via, Action: p.Action, Paid: maybe(p.Paid), PeriodFrom: maybe(p.From), PeriodUntil: maybe(p.Until),
		Attempts: p.Attempts, Again: maybe(p.Again),
	}
}

func (s *Store) Payments(ctx context.Context, p giving.PlanID) ([]giving.Payment, error) {
	return many(s.read.WithContext(ctx).Where("plan_id = ?", p).Order("period_from desc, id desc"), paymentModel.payment)
}

func (s *Store) Payment(ctx context.Context, id giving.PaymentID) (giving.Payment, error) {
	m, err := one[paymentModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-payment")
	return m.payment(), err
}

func (s *Store) PaymentsOf(ctx context.Context, ids []giving.PlanID) ([]giving.Payment, error) {
	return many(s.read.WithContext(ctx).Where("plan_id in ?", ids).Order("period_from desc, id desc"), paymentModel.payment)
}

func (s *Store) PutPayments(ctx context.Context, ps []giving.Payment) error {
	if len(ps) == 0 {
		return nil
	}
	ms := make([]paymentModel, len(ps))
	for i, p := range ps {
		ms[i] = paymentOf(p)
	}
	return s.put(ctx, &ms)
}
