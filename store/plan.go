package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

var _ giving.Store = (*Store)(nil)

// planModel is a row of plans.
type planModel struct {
	ID           giving.PlanID `gorm:"primaryKey"`
	EntityID     domain.EntityID
	GroupID      domain.GroupID
	Sandbox      bool
	Fund         string
	AppealID     *giving.AppealID
	Name         string
	Email        string
	PersonID     *domain.PersonID
	Locale       string
	Own          *time.Time
	Amount       int64
	Currency     string
	Covers       bool
	Often        giving.Interval
	Status       giving.Status
	Reason       string
	Made         time.Time
	Anchor       int
	Next         *time.Time
	PausedUntil  *time.Time
	Ended        *time.Time
	Card         string
	CardEnds     *time.Time
	CardTold     *time.Time
	CardKind     string
	CardVoid     bool
	Failing      *time.Time
	Step         int
	NudgeAt      *time.Time
	Asked        *time.Time
	Called       *time.Time
	Checkout     string
	Customer     string
	Subscription string
	Page         string
	LookAt       *time.Time
	Version      int
}

func (planModel) TableName() string { return "plans" }

func (m planModel) plan() giving.Plan {
	return giving.Plan{
		ID: m.ID, Entity: m.EntityID, Group: m.GroupID, Sandbox: m.Sandbox, Fund: m.Fund, Appeal: got(m.AppealID),
		Name: m.Name, Email: m.Email, Person: got(m.PersonID), Locale: m.Locale, Own: when(m.Own),
		Amount: domain.Money{Minor: m.Amount, Currency: m.Currency}, Covers: m.Covers, Interval: m.Often,
		Status: m.Status, Reason: m.Reason, Made: m.Made.UTC(), Anchor: m.Anchor,
		Next: when(m.Next), PausedUntil: when(m.PausedUntil), Ended: when(m.Ended),
		Card:    giving.Card{Kind: m.CardKind, Last: m.Card, Void: m.CardVoid, Ends: when(m.CardEnds), Told: when(m.CardTold)},
		Failing: when(m.Failing), Step: m.Step, NudgeAt: when(m.NudgeAt), Asked: when(m.Asked), CalledAt: when(m.Called),
		Refs: giving.Refs{Checkout: m.Checkout, Customer: m.Customer, Subscription: m.Subscription},
		Page: m.Page, LookAt: when(m.LookAt), Version: m.Version,
	}
}

func planOf(p giving.Plan) planModel {
	return planModel{
		ID: p.ID, EntityID: p.Entity, GroupID: p.Group, Sandbox: p.Sandbox, Fund: p.Fund, AppealID: opt(p.Appeal),
		Name: p.Name, Email: p.Email, PersonID: opt(p.Person), Locale: p.Locale, Own: maybe(p.Own),
		Amount: p.Amount.Minor, Currency: p.Amount.Currency, Covers: p.Covers, Often: p.Interval,
		Status: p.Status, Reason: p.Reason, Made: p.Made.UTC(), Anchor: p.Anchor,
		Next: maybe(p.Next), PausedUntil: maybe(p.PausedUntil), Ended: maybe(p.Ended),
		Card: p.Card.Last, CardEnds: maybe(p.Card.Ends), CardTold: maybe(p.Card.Told), CardKind: p.Card.Kind, CardVoid: p.Card.Void,
		Failing: maybe(p.Failing), Step: p.Step, NudgeAt: maybe(p.NudgeAt), Asked: maybe(p.Asked), Called: maybe(p.CalledAt),
		Checkout: p.Checkout, Customer: p.Customer, Subscription: p.Subscription,
		Page: p.Page, LookAt: maybe(p.LookAt), Version: p.Version,
	}
}

func (s *Store) AddPlan(ctx context.Context, p giving.Plan) (bool, error) {
	m := planOf(p)
	return s.addOnce(ctx, &m)
}

func (s *Store) Plan(ctx context.Context, id giving.PlanID) (giving.Plan, error) {
	m, err := one[planModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-plan")
	return m.plan(), err
}

func (s *Store) HoldPlan(ctx context.Context, id giving.PlanID) (giving.Plan, error) {
	m, err := one[planModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id), "no-such-plan")
	return m.plan(), err
}

func (s *Store) PlansWith(ctx context.Context, ids []giving.PlanID) ([]giving.Plan, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return many(s.read.WithContext(ctx).Where("id in ?", ids).Order("id"), planModel.plan)
}

func (s *Store) HoldPlans(ctx context.Context, ids []giving.PlanID) ([]giving.Plan, error) {
	return many(s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id in ?", ids).Order("id"), planModel.plan)
}

// changing is the columns of a plan that change.
var changing = []string{
	"person_id", "amount", "status", "reason", "anchor", "next", "paused_until", "ended", "card", "card_ends", "card_told", "card_kind", "card_void",
	"failing", "step", "nudge_at", "asked", "called", "checkout", "customer", "subscription", "page", "look_at", "version",
}

func (s *Store) PutPlans(ctx context.Context, ps []giving.Plan) error {
	if len(ps) == 0 {
		return nil
	}
	ms := make([]planModel, len(ps))
	for i, p := range ps {
		ms[i] = planOf(p)
	}
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns(changing)}).Create(&ms).Error)
}

func (s *Store) PutPlan(ctx context.Context, p giving.Plan) error {
	m := planOf(p)
	hit, err := did(s.db.WithContext(ctx).Model(&planModel{}).Where("id = ?", m.ID).Select(changing).Updates(&m))
	if err == nil && !hit {
		return domain.Refuse(domain.NotFound, "no-such-plan")
	}
	return err
}

func (s *Store) DuePlans(ctx context.Context, now time.Time, limit int) ([]giving.Plan, error) {
	return many(s.read.WithContext(ctx).Where("look_at <= ?", now.UTC()).Where(notPlayedOut).Order("look_at").Limit(limit), planModel.plan)
}

// unfinished is the promises of which nothing came.
const unfinished = `
	select cast(p.id as text) from plans p where p.reason = 'not-finished' and p.email <> '' and p.ended < ?
	and not exists (select 1 from payments x where x.plan_id = p.id) order by p.ended limit ?`

func (s *Store) ForgetUnfinished(ctx context.Context, before time.Time, limit int) (int, error) {
	db := s.db.WithContext(ctx)
	var ids []string
	if err := db.Raw(unfinished, before.UTC(), limit).Scan(&ids).Error; err != nil || len(ids) == 0 {
		return 0, fault(err)
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = "plan:" + id
	}
	return len(ids), inTurn(
		db.Exec(`delete from subject_keys where subject in ?`, keys),
		db.Exec(`delete from declarations where plan_id in ?`, ids),
		db.Exec(`delete from gift_codes where plan_id in ?`, ids),
		db.Exec(`update plans set name = '—', email = '', person_id = null, page = '' where id in ?`, ids),
	)
}

// notPlayedOut leaves out what was played for a group that takes money by now.
const notPlayedOut = `not (plans.sandbox and exists (
	select 1 from groups g join entities e on e.id = g.entity_id where g.id = plans.group_id and not e.sandbox))`

func (s *Store) GiversPlans(ctx context.Context, p domain.PersonID, emails []string) ([]giving.Plan, error) {
	q := s.read.WithContext(ctx).Where("person_id = ?", p)
	if len(emails) > 0 {
		q = q.Or("person_id is null and email in ?", emails)
	}
	return many(q.Order("made, id"), planModel.plan)
}

func (s *Store) GroupToGive(ctx context.Context, slug string) (domain.GroupID, error) {
	if slug == "" {
		g, err := s.TopGroup(ctx)
		return g.ID, err
	}
	g, err := s.GroupCalled(ctx, slug)
	return g.ID, err
}

const recipientSQL = `
	select g.id as "group", g.name as title, g.slug, e.id as entity, e.name, g.country, g.currency, g.zone, g.locale,
		e.name || ', ' || e.address as imprint, e.country as home, e.kind, e.sandbox
	from groups g left join entities e on e.id = `

func (s *Store) Recipient(ctx context.Context, g domain.GroupID, e domain.EntityID) (r giving.Recipient, err error) {
	q := s.read.WithContext(ctx).Raw(recipientSQL+`g.entity_id where g.id = ?`, g)
	if e != "" {
		q = s.read.WithContext(ctx).Raw(recipientSQL+`? where g.id = ?`, e, g)
	}
	if err := q.Scan(&r).Error; err != nil {
		return r, fault(err)
	}
	switch {
	case r.Group == "":
		return r, domain.Refuse(domain.NotFound, "no-such-group")
	case r.Entity == "":
		return r, domain.Refuse(domain.NotFound, "no-such-entity")
	}
	return r, nil
}

const keepersSQL = `
	select p.id as person, p.name, p.locale, min(c.value) as email
	from groups g join groups above on g.lineage like above.lineage || '%'
		join belongings b on b.group_id = above.id and b.role = 'treasurer' and b.until is null
		join people p on p.id = b.person_id and p.erased is null
		join contacts c on c.person_id = p.id and c.kind = 'email' and c.confirmed is not null
	where g.id = ? group by p.id, p.name, p.locale order by p.id`

func (s *Store) Keepers(ctx context.Context, g domain.GroupID) ([]giving.Keeper, error) {
	var all []giving.Keeper
	err := s.read.WithContext(ctx).Raw(keepersSQL, g).Scan(&all).Error
	return all, fault(err)
}

const (
	giversSQL = `
		select count(*) as givers, coalesce(sum(case when p.made >= ? then 1 else 0 end), 0) as lately
		from plans p join groups b on b.id = p.group_id join groups g on g.id = ?
		where b.lineage like g.lineage || '%' and p.sandbox = ? and p.currency = ?
			and p.often = 'monthly' and p.status in ('active', 'retrying', 'paused')`
	middleSQL = `
		select p.amount
		from plans p join groups b on b.id = p.group_id join groups g on g.id = ?
		where b.lineage like g.lineage || '%' and p.sandbox = ? and p.currency = ?
			and p.often = 'monthly' and p.status in ('active', 'retrying', 'paused')
		order by p.amount limit 1 offset ?`
	receivedSQL = `
		select coalesce(sum(p.amount - p.refunded - p.disputed), 0)
		from payments p join groups b on b.id = p.group_id join groups g on g.id = ?
		where b.lineage like g.lineage || '%' and p.sandbox = ? and p.currency = ?
			and p.paid >= ? and p.paid < ?`
)

func (s *Store) Figures(ctx context.Context, g domain.GroupID, sandbox bool, currency string, lately, since, before time.Time) (giving.Figures, error) {
	var n struct{ Givers, Lately int }
	db := s.read.WithContext(ctx)
	if err := db.Raw(giversSQL, lately.UTC(), g, sandbox, currency).Scan(&n).Error; err != nil {
		return giving.Figures{}, fault(err)
	}
	f := giving.Figures{Givers: n.Givers, New: n.Lately, Middle: domain.Money{Currency: currency}, Last: domain.Money{Currency: currency}}
	if n.Givers > 0 {
		if err := db.Raw(middleSQL, g, sandbox, currency, n.Givers/2).Scan(&f.Middle.Minor).Error; err != nil {
			return f, fault(err)
		}
	}
	err := db.Raw(receivedSQL, g, sandbox, currency, since.UTC(), before.UTC()).Scan(&f.Last.Minor).Error
	return f, fault(err)
}
