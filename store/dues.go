package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/bank"
)

// duesRuleModel is a row of dues_rules.
type duesRuleModel struct {
	GroupID domain.GroupID `gorm:"primaryKey"`
	FromDay string         `gorm:"primaryKey"`
	Share   int
	ByID    *domain.PersonID
	Made    time.Time
}

func (duesRuleModel) TableName() string { return "dues_rules" }

func (m duesRuleModel) rule() bank.Rule {
	return bank.Rule{Group: m.GroupID, From: m.FromDay, Share: m.Share, By: got(m.ByID), Made: m.Made.UTC()}
}

func duesRuleOf(r bank.Rule) duesRuleModel {
	return duesRuleModel{GroupID: r.Group, FromDay: r.From, Share: r.Share, ByID: opt(r.By), Made: r.Made.UTC()}
}

func (s *Store) PutRule(ctx context.Context, r bank.Rule) error {
	m := duesRuleOf(r)
	return s.put(ctx, &m)
}

func (s *Store) DuesRules(ctx context.Context, g domain.GroupID) ([]bank.Rule, error) {
	return many(s.read.WithContext(ctx).Where("group_id = ?", g).Order("from_day"), duesRuleModel.rule)
}

// duesBelowSQL sums dues as they came in, less what went back of payments that
// were dues, and, of whatever day, what was passed on under a key. Each of the two
// is found by an index of its own; a cross join has SQLite begin at its left.
const duesBelowSQL = `
	with below as (
		select b.id, b.name, b.lineage from groups g join groups b on b.lineage like g.lineage || '%' and b.id <> g.id where g.id = ?
	), moved as (
		select b.id as group_id, b.name, b.lineage, t.id, t.entity_id, t.sandbox, t.currency, t.payment_id, false as split
		from below b cross join transactions t
		where t.group_id = b.id and t.memo <> 'dues-split' and t.booked >= ? and t.booked < ?
		union all
		select b.id, b.name, b.lineage, t.id, t.entity_id, t.sandbox, t.currency, t.payment_id, true
		from below b cross join transactions t
		where t.group_id = b.id and t.memo = 'dues-split' and t.once_key like ? || '%'
	)
	select t.group_id, t.name as title, t.entity_id, t.sandbox, t.currency,
		sum(case when t.split then 0 else -e.minor end) as dues,
		sum(case when t.split then e.minor else 0 end) as passed,
		count(case when t.split then 1 end) as bookings
	from moved t cross join entries e
	where e.transaction_id = t.id and (e.account = 'dues' or e.account in ('refunds', 'disputes') and exists (
		select 1 from transactions d join entries x on x.transaction_id = d.id and x.account = 'dues' where d.payment_id = t.payment_id))
	group by t.group_id, t.name, t.lineage, t.entity_id, t.sandbox, t.currency
	order by t.lineage, t.currency, t.sandbox`

func (s *Store) DuesBelow(ctx context.Context, g domain.GroupID, key string, from, until time.Time) ([]bank.Part, error) {
	var ms []struct {
		GroupID  domain.GroupID
		Title    string
		EntityID domain.EntityID
		Sandbox  bool
		Currency string
		Dues     int64
		Passed   int64
		Bookings int
	}
	err := s.read.WithContext(ctx).Raw(duesBelowSQL, g, from.UTC(), until.UTC(), key).Scan(&ms).Error
	ps := make([]bank.Part, len(ms))
	for i, m := range ms {
		ps[i] = bank.Part{Group: m.GroupID, Title: m.Title, Entity: m.EntityID, Sandbox: m.Sandbox, Currency: m.Currency, Dues: m.Dues, Passed: m.Passed, Bookings: m.Bookings}
	}
	return ps, fault(err)
}
