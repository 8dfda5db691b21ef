package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
)

func (s *Store) PlansToNudge(ctx context.Context, now time.Time, limit int) ([]giving.Plan, error) {
	return many(s.read.WithContext(ctx).Where("nudge_at <= ?", now.UTC()).Where(notPlayedOut).Order("nudge_at").Limit(limit), planModel.plan)
}

func (s *Store) PlansWithCardsTo(ctx context.Context, after, until time.Time, limit int) ([]giving.Plan, error) {
	return many(s.read.WithContext(ctx).Where("card_ends > ? and card_ends <= ?", after.UTC(), until.UTC()).
		Where("(card_told is null or card_told <> card_ends) and status in ('active', 'retrying', 'paused')").Where(notPlayedOut).
		Order("card_ends").Limit(limit), planModel.plan)
}

const askedSQL = `exists (
	select 1 from plans o where o.entity_id = plans.entity_id and (o.person_id = plans.person_id or o.email = plans.email) and o.asked > ?)`

func (s *Store) PlansToAsk(ctx context.Context, g domain.GroupID, plan, donor time.Time, after giving.PlanID, limit int) ([]giving.Plan, error) {
	if after == "" {
		after = "00000000-0000-0000-0000-000000000000"
	}
	return many(s.read.WithContext(ctx).Where("group_id in (select b.id from groups b join groups g on b.lineage like g.lineage || '%' where g.id = ?) and status = 'active' and often = 'monthly' and person_id is not null and id > ?", g, after).
		Where("(asked is null or asked <= ?)", plan.UTC()).Where("not "+askedSQL, donor.UTC()).Where(notPlayedOut).Order("id").Limit(limit), planModel.plan)
}

func (s *Store) AskedSince(ctx context.Context, p giving.Plan, since time.Time) (bool, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from plans where id = ? and `+askedSQL, p.ID, since.UTC()).Scan(&n).Error
	return n > 0, fault(err)
}

// callModel is a plan with what is needed to call its donor.
type callModel struct {
	ID      giving.PlanID
	GroupID domain.GroupID
	Title   string
	Name    string
	Phone   string
	Locale  string
	Failing time.Time
	NudgeAt time.Time
	Sandbox bool
}

const callsSQL = `
	select p.id, p.group_id, g.name as title, p.name, p.locale, p.failing, p.nudge_at, p.sandbox,
		coalesce((select min(c.value) from contacts c where c.person_id = p.person_id and c.kind = 'phone'), '') as phone
	from plans p join groups g on g.id = p.group_id
	where p.group_id in ? and p.step = 3 and p.status = 'retrying' and (p.called is null or p.called < p.failing)
	order by p.failing, p.id limit ?`

func (s *Store) Calls(ctx context.Context, in []domain.GroupID, limit int) ([]giving.Call, error) {
	var ms []callModel
	if err := s.read.WithContext(ctx).Raw(callsSQL, in, limit).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	calls := make([]giving.Call, len(ms))
	for i, m := range ms {
		calls[i] = giving.Call{Plan: m.ID, Group: m.GroupID, Title: m.Title, Name: m.Name, Phone: m.Phone, Locale: m.Locale, Since: m.Failing.UTC(), Ends: m.NudgeAt.UTC(), Sandbox: m.Sandbox}
	}
	return calls, nil
}

// moneyAct is before the acts of the audit that are about money.
const moneyAct = "money: "

func (s *Store) NoteLook(ctx context.Context, l giving.Look) error {
	return s.Record(ctx, people.Deed{ID: l.ID, At: l.At, Person: l.Person, Group: l.Group, Act: moneyAct + l.What, Object: l.Object})
}

// lookModel is a row of the audit with the names that an auditor reads.
type lookModel struct {
	ID       string
	At       time.Time
	PersonID *domain.PersonID
	GroupID  *domain.GroupID
	Act      string
	Object   string
	Name     string
	Title    string
}

const looksSQL = `
	select a.id, a.at, a.person_id, a.group_id, a.act, a.object, coalesce(p.name, '') as name, g.name as title
	from audit a join groups g on g.id = a.group_id left join people p on p.id = a.person_id
	where a.group_id in ? and a.act like 'money: %'
	order by a.at desc, a.id desc limit ?`

func (s *Store) Looks(ctx context.Context, in []domain.GroupID, limit int) ([]giving.Look, error) {
	var ms []lookModel
	if err := s.read.WithContext(ctx).Raw(looksSQL, in, limit).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	looks := make([]giving.Look, len(ms))
	for i, m := range ms {
		looks[i] = giving.Look{ID: m.ID, At: m.At.UTC(), Person: got(m.PersonID), Name: m.Name, Group: got(m.GroupID), Title: m.Title, What: m.Act[len(moneyAct):], Object: m.Object}
	}
	return looks, nil
}
