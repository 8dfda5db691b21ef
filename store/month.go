package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// booksModel is a row of books.
type booksModel struct {
	EntityID domain.EntityID `gorm:"primaryKey"`
	Closed   time.Time
}

func (booksModel) TableName() string { return "books" }

// closeModel is a row of closes. There is no code that changes or removes one.
type closeModel struct {
	EntityID domain.EntityID `gorm:"primaryKey"`
	Month    giving.Month    `gorm:"primaryKey"`
	ClosedBy domain.PersonID
	At       time.Time
	Lines    string
	Zone     string
	Began    *time.Time
	Ended    *time.Time
}

func (closeModel) TableName() string { return "closes" }

func (s *Store) BooksOf(ctx context.Context, e domain.EntityID) (giving.Books, error) {
	entity, err := s.Entity(ctx, e)
	if err != nil {
		return giving.Books{}, err
	}
	b := giving.Books{Entity: e, Name: entity.Name, Sandbox: entity.Sandbox}
	var gs []groupModel
	if err := s.read.WithContext(ctx).Where("entity_id = ?", e).Order("length(lineage), id").Find(&gs).Error; err != nil {
		return b, fault(err)
	}
	if len(gs) == 0 {
		return b, domain.Refuse(domain.NotFound, "no-such-books")
	}
	for _, g := range gs {
		b.Groups = append(b.Groups, g.ID)
	}
	b.Zone = gs[0].Zone
	b.Closed, err = s.closedUntil(ctx, e)
	return b, err
}

// closedUntil is the zero time while no month is closed.
func (s *Store) closedUntil(ctx context.Context, e domain.EntityID) (time.Time, error) {
	m, err := one[booksModel](s.read.WithContext(ctx).Where("entity_id = ?", e), "no-such-books")
	if domain.Is(err, domain.NotFound) {
		return time.Time{}, nil
	}
	return m.Closed.UTC(), err
}

func (s *Store) EntitiesOf(ctx context.Context, in []domain.GroupID) (es []domain.EntityID, err error) {
	err = s.read.WithContext(ctx).Raw(`select distinct entity_id from groups where id in ? order by entity_id`, in).Scan(&es).Error
	return es, fault(err)
}

const monthLinesSQL = `
	select t.group_id as "group", g.name as title, t.fund, t.currency, t.memo, e.account, count(*) as count, sum(e.minor) as minor
	from transactions t join entries e on e.transaction_id = t.id join groups g on g.id = t.group_id
	where t.entity_id = ? and t.booked >= ? and t.booked < ?
	group by t.group_id, g.name, t.fund, t.currency, t.memo, e.account
	order by t.group_id, t.fund, t.currency, t.memo, e.account`

func (s *Store) MonthLines(ctx context.Context, e domain.EntityID, from, until time.Time) ([]giving.MonthLine, error) {
	var lines []giving.MonthLine
	err := s.read.WithContext(ctx).Raw(monthLinesSQL, e, from.UTC(), until.UTC()).Scan(&lines).Error
	return lines, fault(err)
}

// bookLineModel is one side of a transaction with the names beside it.
type bookLineModel struct {
	Row     transactionModel `gorm:"embedded"`
	Title   string
	Donor   string
	Account giving.Account
	Minor   int64
}

const bookLinesSQL = `
	select t.*, g.name as title, coalesce(p.name, '') as donor, e.account, e.minor
	from transactions t join entries e on e.transaction_id = t.id join groups g on g.id = t.group_id left join plans p on p.id = t.plan_id
	where t.entity_id = ? and t.booked >= ? and t.booked < ? and t.group_id in ?
	order by t.booked, t.id, e.minor desc`

func (s *Store) BookLines(ctx context.Context, e domain.EntityID, in []domain.GroupID, from, until time.Time, each func(giving.BookLine) error) error {
	db := s.read.WithContext(ctx)
	rows, err := db.Raw(bookLinesSQL, e, from.UTC(), until.UTC(), in).Rows()
	if err != nil {
		return fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var m bookLineModel
		if err := db.ScanRows(rows, &m); err != nil {
			return fault(err)
		}
		if err := each(giving.BookLine{Transaction: m.Row.transaction(), Title: m.Title, Donor: m.Donor, Account: m.Account, Minor: m.Minor}); err != nil {
			return err
		}
	}
	return fault(rows.Err())
}

func (s *Store) BookedBetween(ctx context.Context, e domain.EntityID, from, until time.Time) (bool, error) {
	var n int
	err := s.read.WithContext(ctx).Raw(`select count(*) from (select 1 as x from transactions where entity_id = ? and booked >= ? and booked < ? limit 1) y`,
		e, from.UTC(), until.UTC()).Scan(&n).Error
	return n > 0, fault(err)
}

// The locks of the books lie beside the rows: whoever posts shares one with all
// others that post, and waits only for whoever closes. SQLite has one writer.
const (
	shareBooksSQL = `select pg_advisory_xact_lock_shared(7350, hashtext(?))`
	closeBooksSQL = `select pg_advisory_xact_lock(7350, hashtext(?))`
)

func (s *Store) JoinBooks(ctx context.Context, e domain.EntityID) (time.Time, error) {
	if s.postgres {
		if err := s.db.WithContext(ctx).Exec(shareBooksSQL, e).Error; err != nil {
			return time.Time{}, fault(err)
		}
	}
	return s.closedUntil(ctx, e)
}

func (s *Store) LockBooks(ctx context.Context, e domain.EntityID) (time.Time, error) {
	if s.postgres {
		if err := s.db.WithContext(ctx).Exec(closeBooksSQL, e).Error; err != nil {
			return time.Time{}, fault(err)
		}
	}
	return s.closedUntil(ctx, e)
}

func (s *Store) PutClose(ctx context.Context, c giving.Close) error {
	lines, err := json.Marshal(c.Lines)
	if err != nil {
		return err
	}
	m := closeModel{EntityID: c.Entity, Month: c.Month, ClosedBy: c.By, At: c.At.UTC(), Lines: string(lines), Zone: c.Zone, Began: maybe(c.From), Ended: maybe(c.Until)}
	if err := s.db.WithContext(ctx).Create(&m).Error; err != nil {
		return fault(err)
	}
	b := booksModel{EntityID: c.Entity, Closed: c.Until.UTC()}
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&b).Error)
}

func (s *Store) ClosedMonth(ctx context.Context, e domain.EntityID, month giving.Month) (giving.Close, error) {
	m, err := one[closeModel](s.read.WithContext(ctx).Where("entity_id = ? and month = ?", e, month), "no-such-month")
	if err != nil {
		return giving.Close{}, err
	}
	c := giving.Close{Entity: m.EntityID, Month: m.Month, Zone: m.Zone, From: when(m.Began), Until: when(m.Ended), By: m.ClosedBy, At: m.At.UTC()}
	return c, json.Unmarshal([]byte(m.Lines), &c.Lines)
}
