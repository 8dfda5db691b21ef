package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// payoutModel is a row of payouts.
type payoutModel struct {
	EntityID domain.EntityID `gorm:"primaryKey"`
	Ref      string          `gorm:"primaryKey"`
	Sandbox  bool
	Amount   int64
	Currency string
	At       time.Time
	State    giving.PayoutState
	Known    int64
	Booked   *time.Time
}

func (payoutModel) TableName() string { return "payouts" }

func (m payoutModel) payout() giving.Payout {
	return giving.Payout{
		Entity: m.EntityID, Ref: m.Ref, Sandbox: m.Sandbox, Amount: domain.Money{Minor: m.Amount, Currency: m.Currency}, At: m.At.UTC(),
		State: m.State, Known: m.Known, Booked: when(m.Booked),
	}
}

func payoutOf(p giving.Payout) payoutModel {
	return payoutModel{
		EntityID: p.Entity, Ref: p.Ref, Sandbox: p.Sandbox, Amount: p.Amount.Minor, Currency: p.Amount.Currency, At: p.At.UTC(),
		State: p.State, Known: p.Known, Booked: maybe(p.Booked),
	}
}

// payoutItemModel is a row of payout_items.
type payoutItemModel struct {
	EntityID domain.EntityID `gorm:"primaryKey"`
	Payout   string          `gorm:"primaryKey"`
	Ref      string          `gorm:"primaryKey"`
	Kind     string
	Charge   string
	Moved    string
	Gross    int64
	Fee      int64
	Known    bool
}

func (payoutItemModel) TableName() string { return "payout_items" }

func (m payoutItemModel) item() giving.PayoutItem {
	return giving.PayoutItem{Ref: m.Ref, Kind: m.Kind, Charge: m.Charge, Moved: m.Moved, Gross: m.Gross, Fee: m.Fee, Known: m.Known}
}

func (s *Store) PayingEntities(ctx context.Context) (es []domain.EntityID, err error) {
	err = s.read.WithContext(ctx).Raw(`select e.id from entities e where exists (select 1 from groups g where g.entity_id = e.id)
		and exists (select 1 from plans p where p.entity_id = e.id) order by e.id`).Scan(&es).Error
	return es, fault(err)
}

// ownersAtOnce is how many charges are looked up in one statement.
const ownersAtOnce = 500

func (s *Store) Owners(ctx context.Context, e domain.EntityID, charges []string) (map[string]giving.Owner, error) {
	owners := map[string]giving.Owner{}
	for len(charges) > 0 {
		n := min(ownersAtOnce, len(charges))
		var rows []struct {
			Charge  string
			Payment giving.PaymentID
			Plan    giving.PlanID
			GroupID domain.GroupID
			Fund    string
			Name    string
		}
		err := s.read.WithContext(ctx).Raw(`select y.charge, y.id as payment, y.plan_id as plan, y.group_id, p.fund, p.name
			from payments y join plans p on p.id = y.plan_id where y.entity_id = ? and y.charge in ? and y.paid is not null`, e, charges[:n]).Scan(&rows).Error
		if err != nil {
			return nil, fault(err)
		}
		for _, r := range rows {
			owners[r.Charge] = giving.Owner{Payment: r.Payment, Plan: r.Plan, Group: r.GroupID, Fund: r.Fund, Name: r.Name}
		}
		charges = charges[n:]
	}
	return owners, nil
}

func (s *Store) Moved(ctx context.Context, e domain.EntityID, keys []string) (moved []string, err error) {
	for len(keys) > 0 && err == nil {
		var some []string
		n := min(ownersAtOnce, len(keys))
		err = fault(s.read.WithContext(ctx).Raw(`select once_key from transactions where entity_id = ? and once_key in ?`, e, keys[:n]).Scan(&some).Error)
		moved, keys = append(moved, some...), keys[n:]
	}
	return moved, err
}

func (s *Store) PutPayout(ctx context.Context, p giving.Payout) error {
	m := payoutOf(p)
	if err := s.put(ctx, &m); err != nil {
		return err
	}
	items := make([]payoutItemModel, len(p.Items))
	for n, i := range p.Items {
		items[n] = payoutItemModel{EntityID: p.Entity, Payout: p.Ref, Ref: i.Ref, Kind: i.Kind, Charge: i.Charge, Moved: i.Moved, Gross: i.Gross, Fee: i.Fee, Known: i.Known}
	}
	for len(items) > 0 {
		n := min(ownersAtOnce, len(items))
		if err := s.put(ctx, items[:n]); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

func (s *Store) Payout(ctx context.Context, e domain.EntityID, ref string) (giving.Payout, error) {
	m, err := one[payoutModel](s.read.WithContext(ctx).Where("entity_id = ? and ref = ?", e, ref), "no-such-payout")
	if err != nil {
		return giving.Payout{}, err
	}
	p := m.payout()
	if p.Items, err = many(s.read.WithContext(ctx).Where("entity_id = ? and payout = ?", e, ref).Order("ref"), payoutItemModel.item); err != nil {
		return p, err
	}
	var charges []string
	for _, i := range p.Items {
		if i.Charge != "" {
			charges = append(charges, i.Charge)
		}
	}
	owners, err := s.Owners(ctx, e, charges)
	for n := range p.Items {
		p.Items[n].Owner = owners[p.Items[n].Charge]
	}
	return p, err
}

func (s *Store) Payouts(ctx context.Context, e domain.EntityID, from, until time.Time) ([]giving.Payout, error) {
	return many(s.read.WithContext(ctx).Where("entity_id = ? and at >= ? and at < ?", e, from.UTC(), until.UTC()).Order("at, ref"), payoutModel.payout)
}
