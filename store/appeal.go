package store

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// appealModel is a row of appeals.
type appealModel struct {
	ID       giving.AppealID `gorm:"primaryKey"`
	GroupID  domain.GroupID
	EventID  *string
	Slug     string
	Title    string
	About    string
	Fund     string
	Goal     int64
	Currency string
	Once     bool
	Made     time.Time
	Ended    *time.Time
}

func (appealModel) TableName() string { return "appeals" }

func (m appealModel) appeal() giving.Appeal {
	return giving.Appeal{
		ID: m.ID, Group: m.GroupID, Event: got(m.EventID), Slug: m.Slug, Title: m.Title, About: m.About, Fund: m.Fund,
		Goal: domain.Money{Minor: m.Goal, Currency: m.Currency}, Once: m.Once, Made: m.Made.UTC(), Ended: when(m.Ended),
	}
}

func appealOf(a giving.Appeal) appealModel {
	return appealModel{
		ID: a.ID, GroupID: a.Group, EventID: opt(a.Event), Slug: a.Slug, Title: a.Title, About: a.About, Fund: a.Fund,
		Goal: a.Goal.Minor, Currency: a.Goal.Currency, Once: a.Once, Made: a.Made.UTC(), Ended: maybe(a.Ended),
	}
}

func (s *Store) AddAppeal(ctx context.Context, a giving.Appeal) (bool, error) {
	m := appealOf(a)
	return s.addOnce(ctx, &m)
}

func (s *Store) Appeal(ctx context.Context, id giving.AppealID) (giving.Appeal, error) {
	m, err := one[appealModel](s.read.WithContext(ctx).Where("id = ?", id), "no-such-appeal")
	return m.appeal(), err
}

// appealLine is an appeal with what is shown beside it.
type appealLine struct {
	Row       appealModel `gorm:"embedded"`
	Raised    int64
	EventSlug string
	EventName string
	Name      string
}

func (l appealLine) appeal() giving.Appeal {
	a := l.Row.appeal()
	a.Raised = domain.Money{Minor: l.Raised, Currency: l.Row.Currency}
	a.EventSlug, a.EventName, a.Name = l.EventSlug, l.EventName, l.Name
	return a
}

const (
	appealColumnsSQL = `
		select a.*, g.name, coalesce(e.slug, '') as event_slug, coalesce(e.title, '') as event_name,
			coalesce((select sum(y.amount - y.refunded - y.disputed) from payments y join plans p on p.id = y.plan_id
				where p.appeal_id = a.id and y.paid is not null and y.currency = a.currency), 0) as raised
		from appeals a join groups g on g.id = a.group_id left join events e on e.id = a.event_id `
	appealCalledSQL = appealColumnsSQL + `where a.slug = ?`
	appealsSQL      = appealColumnsSQL + `where a.group_id in ? order by a.made desc, a.id limit ?`
)

func (s *Store) AppealCalled(ctx context.Context, slug string) (giving.Appeal, error) {
	var ms []appealLine
	if err := s.read.WithContext(ctx).Raw(appealCalledSQL, slug).Scan(&ms).Error; err != nil {
		return giving.Appeal{}, fault(err)
	}
	if len(ms) == 0 {
		return giving.Appeal{}, domain.Refuse(domain.NotFound, "no-such-appeal")
	}
	return ms[0].appeal(), nil
}

func (s *Store) Appeals(ctx context.Context, in []domain.GroupID, limit int) ([]giving.Appeal, error) {
	var ms []appealLine
	if err := s.read.WithContext(ctx).Raw(appealsSQL, in, limit).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	all := make([]giving.Appeal, len(ms))
	for i, m := range ms {
		all[i] = m.appeal()
	}
	return all, nil
}

func (s *Store) CloseAppeal(ctx context.Context, id giving.AppealID, at time.Time) error {
	return fault(s.db.WithContext(ctx).Exec(`update appeals set ended = ? where id = ? and ended is null`, at.UTC(), id).Error)
}

func (s *Store) EventOf(ctx context.Context, g domain.GroupID, slug string) (string, error) {
	var ids []string
	if err := s.read.WithContext(ctx).Raw(`select id from events where group_id = ? and slug = ? and public`, g, slug).Scan(&ids).Error; err != nil {
		return "", fault(err)
	}
	if len(ids) == 0 {
		return "", domain.Refuse(domain.NotFound, "no-such-event")
	}
	return ids[0], nil
}
