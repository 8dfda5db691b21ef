package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// backModel is a row of gift_backs.
type backModel struct {
	ID        giving.BackID `gorm:"primaryKey"`
	EntityID  domain.EntityID
	GroupID   domain.GroupID
	Sandbox   bool
	PlanID    giving.PlanID
	PaymentID giving.PaymentID
	Amount    int64
	Currency  string
	Why       string
	State     giving.BackState
	AskedBy   domain.PersonID
	Asked     time.Time
	DecidedBy *domain.PersonID
	Decided   *time.Time
	OnceKey   string
	Keyed     *time.Time
	Tries     int
	Ended     *time.Time
}

func (backModel) TableName() string { return "gift_backs" }

func (m backModel) back() giving.Back {
	return giving.Back{
		ID: m.ID, Entity: m.EntityID, Group: m.GroupID, Sandbox: m.Sandbox, Plan: m.PlanID, Payment: m.PaymentID, Amount: domain.Money{Minor: m.Amount, Currency: m.Currency},
		Why: m.Why, State: m.State, By: m.AskedBy, Asked: m.Asked.UTC(), Decider: got(m.DecidedBy), Decided: when(m.Decided), Key: m.OnceKey, Keyed: when(m.Keyed), Tries: m.Tries, Ended: when(m.Ended),
	}
}

func backOf(b giving.Back) backModel {
	return backModel{
		ID: b.ID, EntityID: b.Entity, GroupID: b.Group, Sandbox: b.Sandbox, PlanID: b.Plan, PaymentID: b.Payment, Amount: b.Amount.Minor, Currency: b.Amount.Currency,
		Why: b.Why, State: b.State, AskedBy: b.By, Asked: b.Asked.UTC(), DecidedBy: opt(b.Decider), Decided: maybe(b.Decided), OnceKey: b.Key, Keyed: maybe(b.Keyed), Tries: b.Tries, Ended: maybe(b.Ended),
	}
}

func (s *Store) AddBack(ctx context.Context, b giving.Back) (bool, error) {
	m := backOf(b)
	return s.addOnce(ctx, &m)
}

func (s *Store) Back(ctx context.Context, id giving.BackID) (giving.Back, error) {
	m, err := one[backModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-back")
	return m.back(), err
}

func (s *Store) HoldBack(ctx context.Context, id giving.BackID) (giving.Back, error) {
	m, err := one[backModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id), "no-such-back")
	return m.back(), err
}

func (s *Store) PutBack(ctx context.Context, b giving.Back) error {
	m := backOf(b)
	return fault(s.db.WithContext(ctx).Exec(`update gift_backs set state = ?, decided_by = ?, decided = ?, once_key = ?, keyed = ?, tries = ?, ended = ? where id = ?`,
		m.State, m.DecidedBy, m.Decided, m.OnceKey, m.Keyed, m.Tries, m.Ended, m.ID).Error)
}

func (s *Store) TriedBack(ctx context.Context, id giving.BackID) error {
	return fault(s.db.WithContext(ctx).Exec(`update gift_backs set tries = tries + 1 where id = ?`, id).Error)
}

func (s *Store) Backs(ctx context.Context, p giving.PaymentID) ([]giving.Back, error) {
	return many(s.read.WithContext(ctx).Where("payment_id = ?", p).Order("asked, id"), backModel.back)
}

func (s *Store) OpenBacks(ctx context.Context, before time.Time, limit int) ([]giving.Back, error) {
	return many(s.read.WithContext(ctx).Where("state = 'open' and keyed < ?", before.UTC()).Order("tries, keyed").Limit(limit), backModel.back)
}

// backLine is money on its way back with the names that a treasurer reads beside it.
type backLine struct {
	Row    backModel `gorm:"embedded"`
	Title  string
	Donor  string
	ByName string
}

const backsOfSQL = `
	select b.*, g.name as title, p.name as donor, coalesce(a.name, '') as by_name
	from gift_backs b join groups g on g.id = b.group_id join plans p on p.id = b.plan_id left join people a on a.id = b.asked_by
	where b.group_id in ?
	order by case b.state when 'waiting' then 0 when 'open' then 1 else 2 end, b.asked desc, b.id limit ?`

func (s *Store) BacksOf(ctx context.Context, in []domain.GroupID, limit int) ([]giving.Back, error) {
	var ms []backLine
	if err := s.read.WithContext(ctx).Raw(backsOfSQL, in, limit).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	all := make([]giving.Back, len(ms))
	for i, m := range ms {
		all[i] = m.Row.back()
		all[i].Title, all[i].Donor, all[i].ByName = m.Title, m.Donor, m.ByName
	}
	return all, nil
}

// playedBackModel is a row of sandbox_backs.
type playedBackModel struct {
	BackID   giving.BackID `gorm:"primaryKey"`
	Invoice  string
	PlanID   giving.PlanID
	Amount   int64
	Currency string
	At       time.Time
}

func (playedBackModel) TableName() string { return "sandbox_backs" }

func (m playedBackModel) played() giving.PlayedBack {
	return giving.PlayedBack{Back: m.BackID, Invoice: m.Invoice, Plan: m.PlanID, Amount: domain.Money{Minor: m.Amount, Currency: m.Currency}, At: m.At.UTC()}
}

func playedBackOf(b giving.PlayedBack) playedBackModel {
	return playedBackModel{b.Back, b.Invoice, b.Plan, b.Amount.Minor, b.Amount.Currency, b.At.UTC()}
}

func (s *Store) AddPlayedBack(ctx context.Context, b giving.PlayedBack) error {
	m := playedBackOf(b)
	_, err := s.addOnce(ctx, &m)
	return err
}

func (s *Store) PlayedBackOn(ctx context.Context, id giving.PlanID) ([]giving.PlayedBack, error) {
	return many(s.read.WithContext(ctx).Where("plan_id = ?", id).Order("at, back_id"), playedBackModel.played)
}

func (s *Store) PlayedBackFor(ctx context.Context, e domain.EntityID, from, until time.Time) ([]giving.PlayedBack, error) {
	return many(s.read.WithContext(ctx).Joins("join plans on plans.id = sandbox_backs.plan_id and plans.entity_id = ?", e).
		Where("sandbox_backs.at >= ? and sandbox_backs.at < ?", from.UTC(), until.UTC()).Order("sandbox_backs.back_id"), playedBackModel.played)
}
