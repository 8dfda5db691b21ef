package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// slipModel is a row of slips.
type slipModel struct {
	ID        giving.SlipID `gorm:"primaryKey"`
	EntityID  domain.EntityID
	GroupID   domain.GroupID
	Sandbox   bool
	Fund      string
	Via       giving.Way
	Amount    int64
	Currency  string
	Name      string
	Email     string
	Day       string
	Note      string
	State     giving.SlipState
	EnteredBy domain.PersonID
	Entered   time.Time
	DecidedBy *domain.PersonID
	Decided   *time.Time
}

func (slipModel) TableName() string { return "slips" }

func (m slipModel) slip() giving.Slip {
	return giving.Slip{
		ID: m.ID, Entity: m.EntityID, Group: m.GroupID, Sandbox: m.Sandbox, Fund: m.Fund, Via: m.Via, Amount: domain.Money{Minor: m.Amount, Currency: m.Currency},
		Name: m.Name, Email: m.Email, Day: m.Day, Note: m.Note, State: m.State, By: m.EnteredBy, Entered: m.Entered.UTC(), Decider: got(m.DecidedBy), Decided: when(m.Decided),
	}
}

func slipOf(x giving.Slip) slipModel {
	return slipModel{
		ID: x.ID, EntityID: x.Entity, GroupID: x.Group, Sandbox: x.Sandbox, Fund: x.Fund, Via: x.Via, Amount: x.Amount.Minor, Currency: x.Amount.Currency,
		Name: x.Name, Email: x.Email, Day: x.Day, Note: x.Note, State: x.State, EnteredBy: x.By, Entered: x.Entered.UTC(), DecidedBy: opt(x.Decider), Decided: maybe(x.Decided),
	}
}

func (s *Store) AddSlip(ctx context.Context, x giving.Slip) (bool, error) {
	m := slipOf(x)
	return s.addOnce(ctx, &m)
}

func (s *Store) HoldSlip(ctx context.Context, id giving.SlipID) (giving.Slip, error) {
	m, err := one[slipModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id), "no-such-slip")
	return m.slip(), err
}

func (s *Store) PutSlip(ctx context.Context, x giving.Slip) error {
	m := slipOf(x)
	return fault(s.db.WithContext(ctx).Exec(`update slips set state = ?, decided_by = ?, decided = ? where id = ?`, m.State, m.DecidedBy, m.Decided, m.ID).Error)
}

// slipLine is a slip with the names that a treasurer reads beside it.
type slipLine struct {
	Row    slipModel `gorm:"embedded"`
	Title  string
	ByName string
}

const slipsSQL = `
	select s.*, g.name as title, coalesce(p.name, '') as by_name
	from slips s join groups g on g.id = s.group_id left join people p on p.id = s.entered_by
	where s.group_id in ?
	order by case when s.state = 'waiting' then 0 else 1 end, case when s.state = 'waiting' then s.entered end, s.decided desc, s.id limit ?`

func (s *Store) Slips(ctx context.Context, in []domain.GroupID, limit int) ([]giving.Slip, error) {
	var ms []slipLine
	if err := s.read.WithContext(ctx).Raw(slipsSQL, in, limit).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	all := make([]giving.Slip, len(ms))
	for i, m := range ms {
		all[i] = m.Row.slip()
		all[i].Title, all[i].ByName = m.Title, m.ByName
	}
	return all, nil
}
