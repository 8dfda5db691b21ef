package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

var _ giving.SandboxStore = (*Store)(nil)

// promiseModel is a row of sandbox_promises.
type promiseModel struct {
	PlanID      giving.PlanID `gorm:"primaryKey"`
	Amount      int64
	Currency    string
	Often       giving.Interval
	Made        time.Time
	Begun       *time.Time
	Next        *time.Time
	PausedUntil *time.Time
	Ended       *time.Time
	Reason      string
	Card        string
	Anchor      int
}

func (promiseModel) TableName() string { return "sandbox_promises" }

func (m promiseModel) promise() giving.Promise {
	return giving.Promise{
		Plan: m.PlanID, Amount: domain.Money{Minor: m.Amount, Currency: m.Currency}, Interval: m.Often, Made: m.Made.UTC(),
		Begun: when(m.Begun), Next: when(m.Next), PausedUntil: when(m.PausedUntil), Ended: when(m.Ended), Reason: m.Reason,
		Card: m.Card, Anchor: m.Anchor,
	}
}

func promiseOf(p giving.Promise) promiseModel {
	return promiseModel{
		PlanID: p.Plan, Amount: p.Amount.Minor, Currency: p.Amount.Currency, Often: p.Interval, Made: p.Made.UTC(),
		Begun: maybe(p.Begun), Next: maybe(p.Next), PausedUntil: maybe(p.PausedUntil), Ended: maybe(p.Ended), Reason: p.Reason,
		Card: p.Card, Anchor: p.Anchor,
	}
}

func (s *Store) PutPromise(ctx context.Context, p giving.Promise) error {
	m := promiseOf(p)
	return s.put(ctx, &m)
}

func (s *Store) AddPromise(ctx context.Context, p giving.Promise) error {
	m := promiseOf(p)
	_, err := s.addOnce(ctx, &m)
	return err
}

func (s *Store) HoldPromise(ctx context.Context, id giving.PlanID) (giving.Promise, error) {
	m, err := one[promiseModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("plan_id = ?", id), "no-such-plan")
	return m.promise(), err
}

// playedModel is a row of sandbox_charges.
type playedModel struct {
	Invoice  string `gorm:"primaryKey"`
	PlanID   giving.PlanID
	Amount   int64
	Currency string
	Fee      int64
	At       time.Time
	Until    time.Time
	Paid     *time.Time
	Voided   bool
}

func (playedModel) TableName() string { return "sandbox_charges" }

func (m playedModel) played() giving.Played {
	return giving.Played{
		Invoice: m.Invoice, Plan: m.PlanID, Amount: domain.Money{Minor: m.Amount, Currency: m.Currency},
		Fee: domain.Money{Minor: m.Fee, Currency: m.Currency}, At: m.At.UTC(), Until: m.Until.UTC(), Paid: when(m.Paid), Void: m.Voided,
	}
}

func playedOf(c giving.Played) playedModel {
	return playedModel{c.Invoice, c.Plan, c.Amount.Minor, c.Amount.Currency, c.Fee.Minor, c.At.UTC(), c.Until.UTC(), maybe(c.Paid), c.Void}
}

func (s *Store) AddPlayed(ctx context.Context, c giving.Played) error {
	m := playedOf(c)
	_, err := s.addOnce(ctx, &m)
	return err
}

func (s *Store) PayPlayed(ctx context.Context, id giving.PlanID, at time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update sandbox_charges set paid = ? where plan_id = ? and paid is null and not voided`, at.UTC(), id).Error)
}

func (s *Store) VoidPlayed(ctx context.Context, id giving.PlanID, above int64) error {
	return fault(s.db.WithContext(ctx).Exec(`update sandbox_charges set voided = true where plan_id = ? and paid is null and amount > ?`, id, above).Error)
}

func (s *Store) PlayedOn(ctx context.Context, id giving.PlanID) ([]giving.Played, error) {
	return many(s.read.WithContext(ctx).Where("plan_id = ?", id).Order("at"), playedModel.played)
}

func (s *Store) PlayedFor(ctx context.Context, e domain.EntityID, from, until time.Time) ([]giving.Played, error) {
	return many(s.read.WithContext(ctx).Joins("join plans on plans.id = sandbox_charges.plan_id and plans.entity_id = ?", e).
		Where("sandbox_charges.paid >= ? and sandbox_charges.paid < ?", from.UTC(), until.UTC()).Order("sandbox_charges.invoice"), playedModel.played)
}
