package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/bank"
)

var _ bank.Store = (*Store)(nil)

// bankLineModel is a row of bank_lines. Of the payer's account only a blind
// hash is kept.
type bankLineModel struct {
	ID        bank.LineID `gorm:"primaryKey"`
	EntityID  domain.EntityID
	GroupID   domain.GroupID
	Sandbox   bool
	OnceKey   string
	Day       string
	Minor     int64
	Currency  string
	Name      string
	Reference string
	Account   string
	Payer     string
	Email     string
	Kind      string
	State     bank.LineState
	ByID      *domain.PersonID
	Decided   *time.Time
	Made      time.Time
}

func (bankLineModel) TableName() string { return "bank_lines" }

func (m bankLineModel) line() bank.Line {
	return bank.Line{
		ID: m.ID, Entity: m.EntityID, Group: m.GroupID, Sandbox: m.Sandbox, Key: m.OnceKey, Day: m.Day, Sum: domain.Money{Minor: m.Minor, Currency: m.Currency},
		Name: m.Name, Reference: m.Reference, Account: m.Account, Payer: bank.Payer{Name: m.Payer, Email: m.Email, Kind: m.Kind}, State: m.State,
		By: got(m.ByID), Decided: when(m.Decided), Made: m.Made.UTC(),
	}
}

func bankLineOf(l bank.Line) bankLineModel {
	return bankLineModel{
		ID: l.ID, EntityID: l.Entity, GroupID: l.Group, Sandbox: l.Sandbox, OnceKey: l.Key, Day: l.Day, Minor: l.Sum.Minor, Currency: l.Sum.Currency,
		Name: l.Name, Reference: l.Reference, Account: l.Account, Payer: l.Payer.Name, Email: l.Payer.Email, Kind: l.Payer.Kind, State: l.State,
		ByID: opt(l.By), Decided: maybe(l.Decided), Made: l.Made.UTC(),
	}
}

// dayOrderModel is a row of bank_orders.
type dayOrderModel struct {
	EntityID domain.EntityID `gorm:"primaryKey"`
	DayOrder string
}

func (dayOrderModel) TableName() string { return "bank_orders" }

func (s *Store) DayOrder(ctx context.Context, e domain.EntityID) (order string, err error) {
	err = s.read.WithContext(ctx).Raw(`select day_order from bank_orders where entity_id = ?`, e).Scan(&order).Error
	return order, fault(err)
}

func (s *Store) PutDayOrder(ctx context.Context, e domain.EntityID, order string) error {
	return s.put(ctx, &dayOrderModel{e, order})
}

func (s *Store) KnownLines(ctx context.Context, e domain.EntityID, keys []string) (map[string]bank.LineState, error) {
	ls, err := many(s.read.WithContext(ctx).Where("entity_id = ? and once_key in ?", e, keys), bankLineModel.line)
	known := map[string]bank.LineState{}
	for _, l := range ls {
		known[l.Key] = l.State
	}
	return known, err
}

// blindSign is a sign by which a payer is known, as it is kept. A line that
// was kept carries the hash of its account, which is told apart by its mark.
func (s *Store) blindSign(sign string) string { return s.blind("bank:" + sign) }

// blindAccount is an account as a line keeps it: its signs hashed, so that the
// line is still known by them.
const blindAccount = "blind:"

func (s *Store) AddLine(ctx context.Context, l bank.Line) (bool, error) {
	m := bankLineOf(l)
	if signs := bank.Signs(bank.Line{Account: l.Account, Name: l.Name}); len(signs) > 0 {
		m.Account = blindAccount + s.blindSign(signs[0])
	} else {
		m.Account = ""
	}
	return s.addOnce(ctx, &m)
}

func (s *Store) HoldLine(ctx context.Context, id bank.LineID) (bank.Line, error) {
	m, err := one[bankLineModel](s.db.WithContext(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id), "no-such-line")
	return m.line(), err
}

func (s *Store) EndLine(ctx context.Context, l bank.Line) (bool, error) {
	return did(s.db.WithContext(ctx).Exec(`update bank_lines set state = ?, payer = ?, email = ?, kind = ?, by_id = ?, decided = ? where id = ? and state = 'waiting'`,
		l.State, l.Payer.Name, l.Payer.Email, l.Payer.Kind, opt(l.By), maybe(l.Decided), l.ID))
}

func (s *Store) WaitingLines(ctx context.Context, in []domain.GroupID, limit int) ([]bank.Line, error) {
	return many(s.read.WithContext(ctx).Where("group_id in ? and state = 'waiting'", in).Order("day, id").Limit(limit), bankLineModel.line)
}

// payerModel is a row of bank_payers.
type payerModel struct {
	EntityID domain.EntityID `gorm:"primaryKey"`
	Sign     string          `gorm:"primaryKey"`
	Name     string
	Email    string
	Kind     string
}

func (payerModel) TableName() string { return "bank_payers" }

func (s *Store) Payers(ctx context.Context, e domain.EntityID, signs []string) (map[string]bank.Payer, error) {
	known := map[string]bank.Payer{}
	if len(signs) == 0 {
		return known, nil
	}
	of, blind := map[string]string{}, make([]string, len(signs))
	for i, sign := range signs {
		blind[i] = s.blindSign(sign)
		of[blind[i]] = sign
	}
	var ms []payerModel
	err := s.read.WithContext(ctx).Where("entity_id = ? and sign in ?", e, blind).Find(&ms).Error
	for _, m := range ms {
		known[of[m.Sign]] = bank.Payer{Name: m.Name, Email: m.Email, Kind: m.Kind}
	}
	return known, fault(err)
}

func (s *Store) Learn(ctx context.Context, e domain.EntityID, l bank.Line) error {
	var signs []string
	if len(l.Account) > len(blindAccount) && l.Account[:len(blindAccount)] == blindAccount {
		signs, l.Account = append(signs, l.Account[len(blindAccount):]), ""
	}
	for _, sign := range bank.Signs(l) {
		signs = append(signs, s.blindSign(sign))
	}
	for _, sign := range signs {
		if err := s.put(ctx, &payerModel{e, sign, l.Payer.Name, l.Payer.Email, l.Payer.Kind}); err != nil {
			return err
		}
	}
	return nil
}
