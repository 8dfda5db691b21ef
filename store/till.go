package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// intentModel is a row of intents.
type intentModel struct {
	ID       giving.IntentID `gorm:"primaryKey"`
	PlanID   giving.PlanID
	Wish     giving.Wish
	Amount   int64
	Currency string
	Until    *time.Time
	Months   int
	OnceKey  string
	Keyed    time.Time
	Made     time.Time
	Done     *time.Time
	Tries    int
}

func (intentModel) TableName() string { return "intents" }

func (m intentModel) intent() giving.Intent {
	return giving.Intent{
		ID: m.ID, Plan: m.PlanID, Wish: m.Wish, Amount: domain.Money{Minor: m.Amount, Currency: m.Currency}, Until: when(m.Until), Months: m.Months,
		Key: m.OnceKey, Keyed: m.Keyed.UTC(), Made: m.Made.UTC(), Done: when(m.Done), Tries: m.Tries,
	}
}

func intentOf(i giving.Intent) intentModel {
	return intentModel{
		ID: i.ID, PlanID: i.Plan, Wish: i.Wish, Amount: i.Amount.Minor, Currency: i.Amount.Currency, Until: maybe(i.Until), Months: i.Months,
		OnceKey: i.Key, Keyed: i.Keyed.UTC(), Made: i.Made.UTC(), Done: maybe(i.Done), Tries: i.Tries,
	}
}

func (s *Store) AddIntent(ctx context.Context, i giving.Intent) (bool, error) {
	m := intentOf(i)
	return s.addOnce(ctx, &m)
}

func (s *Store) Intent(ctx context.Context, id giving.IntentID) (giving.Intent, error) {
	m, err := one[intentModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-wish")
	return m.intent(), err
}

func (s *Store) PutIntent(ctx context.Context, i giving.Intent) error {
	m := intentOf(i)
	return s.put(ctx, &m)
}

func (s *Store) WishedSince(ctx context.Context, i giving.Intent) (bool, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from intents where plan_id = ? and wish = ? and (made, id) > (?, ?)`,
		i.Plan, i.Wish, i.Made.UTC(), i.ID).Scan(&n).Error
	return n > 0, fault(err)
}

func (s *Store) OpenIntents(ctx context.Context, p giving.PlanID, before time.Time, limit int) ([]giving.Intent, error) {
	q := s.read.WithContext(ctx).Where("done is null and made < ?", before.UTC())
	if p != "" {
		q = q.Where("plan_id = ?", p)
	} else {
		q = q.Where("(wish <> 'amount' or until is null or until <= ?)", before.UTC())
	}
	return many(q.Order("tries, made, id").Limit(limit), intentModel.intent)
}

// tillEventModel is a row of till_events.
type tillEventModel struct {
	EntityID     domain.EntityID `gorm:"primaryKey"`
	ID           string          `gorm:"primaryKey"`
	Kind         string
	Object       string
	PlanID       *giving.PlanID
	Checkout     string
	Customer     string
	Subscription string
	Ours         bool
	Made         time.Time
	Arrived      time.Time
	State        giving.EventState
	Tries        int
	Again        time.Time
	Ended        *time.Time
}

func (tillEventModel) TableName() string { return "till_events" }

func (m tillEventModel) event() giving.Event {
	return giving.Event{
		ID: m.ID, Entity: m.EntityID, Kind: m.Kind, Object: m.Object, Plan: got(m.PlanID),
		Refs: giving.Refs{Checkout: m.Checkout, Customer: m.Customer, Subscription: m.Subscription},
		Ours: m.Ours, Made: m.Made.UTC(), Arrived: m.Arrived.UTC(), State: m.State, Tries: m.Tries, Again: m.Again.UTC(), Ended: when(m.Ended),
	}
}

func tillEventOf(e giving.Event) tillEventModel {
	return tillEventModel{
		ID: e.ID, EntityID: e.Entity, Kind: e.Kind, Object: e.Object, PlanID: opt(e.Plan),
		Checkout: e.Checkout, Customer: e.Customer, Subscription: e.Subscription,
		Ours: e.Ours, Made: e.Made.UTC(), Arrived: e.Arrived.UTC(), State: e.State, Tries: e.Tries, Again: e.Again.UTC(), Ended: maybe(e.Ended),
	}
}

func (s *Store) AddTillEvent(ctx context.Context, e giving.Event) (bool, error) {
	m := tillEventOf(e)
	return s.addOnce(ctx, &m)
}

func (s *Store) TillEvent(ctx context.Context, entity domain.EntityID, id string) (giving.Event, error) {
	m, err := one[tillEventModel](s.read.WithContext(ctx).Where("entity_id = ? and id = ?", entity, id), "no-such-event")
	return m.event(), err
}

func (s *Store) EndTillEvents(ctx context.Context, entity domain.EntityID, ids []string, to giving.EventState, now time.Time) (ended []string, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = s.db.WithContext(ctx).Raw(`update till_events set state = ?, ended = ? where entity_id = ? and id in ? and state = 'waiting' returning id`,
		to, now.UTC(), entity, ids).Scan(&ended).Error
	return ended, fault(err)
}

func (s *Store) TriedTillEvent(ctx context.Context, entity domain.EntityID, id string, again time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update till_events set tries = tries + 1, again = ? where entity_id = ? and id = ? and state = 'waiting'`,
		again.UTC(), entity, id).Error)
}

func (s *Store) WakeTillEvents(ctx context.Context, entity domain.EntityID, now time.Time) (int, error) {
	done := s.db.WithContext(ctx).Exec(`update till_events set state = 'waiting', again = ?, ended = null where entity_id = ? and state = 'parked'`, now.UTC(), entity)
	return int(done.RowsAffected), fault(done.Error)
}

func (s *Store) ParkedTillEvents(ctx context.Context, in []domain.GroupID) (n int, err error) {
	err = s.read.WithContext(ctx).Raw(`select count(*) from till_events where state = 'parked' and entity_id in (select entity_id from groups where id in ?)`, in).Scan(&n).Error
	return n, fault(err)
}

func (s *Store) WaitingTillEvents(ctx context.Context, now time.Time, limit int) ([]giving.Event, error) {
	return many(s.read.WithContext(ctx).Where("state = 'waiting' and again <= ?", now.UTC()).Order("again, arrived").Limit(limit), tillEventModel.event)
}
