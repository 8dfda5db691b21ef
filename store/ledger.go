package store

import (
	"cmp"
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// transactionModel is a row of transactions. There is no code that changes or
// removes one.
type transactionModel struct {
	ID        giving.TransactionID `gorm:"primaryKey"`
	OnceKey   string
	EntityID  domain.EntityID
	GroupID   domain.GroupID
	Fund      string
	Sandbox   bool
	Currency  string
	At        time.Time
	Booked    time.Time
	Memo      string
	PlanID    *giving.PlanID
	PaymentID *giving.PaymentID
}

func (transactionModel) TableName() string { return "transactions" }

func (m transactionModel) transaction() giving.Transaction {
	return giving.Transaction{
		ID: m.ID, Key: m.OnceKey, Entity: m.EntityID, Group: m.GroupID, Fund: m.Fund, Sandbox: m.Sandbox,
		Currency: m.Currency, At: m.At.UTC(), Booked: m.Booked.UTC(), Memo: m.Memo, Plan: got(m.PlanID), Payment: got(m.PaymentID),
	}
}

func transactionOf(t giving.Transaction) transactionModel {
	return transactionModel{
		ID: t.ID, OnceKey: t.Key, EntityID: t.Entity, GroupID: t.Group, Fund: t.Fund, Sandbox: t.Sandbox,
		Currency: t.Currency, At: t.At.UTC(), Booked: t.Booked.UTC(), Memo: t.Memo, PlanID: opt(t.Plan), PaymentID: opt(t.Payment),
	}
}

// entryModel is a row of entries.
type entryModel struct {
	ID            giving.EntryID `gorm:"primaryKey"`
	TransactionID giving.TransactionID
	Account       giving.Account
	Minor         int64
}

func (entryModel) TableName() string { return "entries" }

func (m entryModel) entry() giving.Entry {
	return giving.Entry{ID: m.ID, Account: m.Account, Minor: m.Minor}
}

func entryOf(t giving.TransactionID, e giving.Entry) entryModel {
	return entryModel{ID: e.ID, TransactionID: t, Account: e.Account, Minor: e.Minor}
}

func (s *Store) PostTransactions(ctx context.Context, ts []giving.Transaction) (int, error) {
	if len(ts) == 0 {
		return 0, nil
	}
	ms := make([]transactionModel, len(ts))
	for i, t := range ts {
		ms[i] = transactionOf(t)
	}
	r := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&ms)
	if r.Error != nil || r.RowsAffected == 0 {
		return 0, fault(r.Error)
	}
	fresh, err := s.written(ctx, ts, int(r.RowsAffected))
	if err != nil {
		return 0, err
	}
	var es []entryModel
	var open []unweighedModel
	for _, t := range fresh {
		open = append(open, unweighedModel{t.ID, t.At.UTC()})
		for _, e := range t.Entries {
			es = append(es, entryOf(t.ID, e))
		}
	}
	if err := s.db.WithContext(ctx).Create(&es).Error; err != nil {
		return 0, fault(err)
	}
	if err := s.db.WithContext(ctx).Create(&open).Error; err != nil {
		return 0, fault(err)
	}
	return len(fresh), s.total(ctx, fresh)
}

// written is those of some transactions of which n were just written.
func (s *Store) written(ctx context.Context, ts []giving.Transaction, n int) ([]giving.Transaction, error) {
	if n == len(ts) {
		return ts, nil
	}
	ids := make([]giving.TransactionID, len(ts))
	for i, t := range ts {
		ids[i] = t.ID
	}
	var here []giving.TransactionID
	if err := s.db.WithContext(ctx).Raw(`select id from transactions where id in ?`, ids).Scan(&here).Error; err != nil {
		return nil, fault(err)
	}
	var out []giving.Transaction
	for _, t := range ts {
		if slices.Contains(here, t.ID) {
			out = append(out, t)
		}
	}
	return out, nil
}

// slots is how many rows share the sum of one account.
const slots = 16

// slot is the row that a transaction adds to: one for all transactions of a
// plan, so that whoever settles one waits for others in one row alone.
func slot(t giving.Transaction) int {
	h := fnv.New32a()
	h.Write([]byte(cmp.Or(string(t.Plan), string(t.Entity))))
	return int(h.Sum32() % slots)
}

// totalModel is a row of ledger_totals: a share of the sum of one account.
type totalModel struct {
	GroupID  domain.GroupID `gorm:"primaryKey"`
	Sandbox  bool           `gorm:"primaryKey"`
	Currency string         `gorm:"primaryKey"`
	Account  giving.Account `gorm:"primaryKey"`
	Slot     int            `gorm:"primaryKey;autoIncrement:false"`
	Minor    int64
}

func (totalModel) TableName() string { return "ledger_totals" }

func (m totalModel) compare(n totalModel) int {
	played := func(m totalModel) int {
		if m.Sandbox {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(m.GroupID, n.GroupID), played(m)-played(n), cmp.Compare(m.Currency, n.Currency),
		cmp.Compare(slices.Index(giving.Accounts, m.Account), slices.Index(giving.Accounts, n.Account)), cmp.Compare(m.Slot, n.Slot))
}

// total adds transactions to the sums of their accounts, always in one order:
// two that add to the same rows then wait for each other at the first, and
// never in a ring.
func (s *Store) total(ctx context.Context, ts []giving.Transaction) error {
	sums := map[totalModel]int64{}
	for _, t := range ts {
		for _, e := range t.Entries {
			sums[totalModel{GroupID: t.Group, Sandbox: t.Sandbox, Currency: t.Currency, Account: e.Account, Slot: slot(t)}] += e.Minor
		}
	}
	ms := slices.SortedFunc(maps.Keys(sums), totalModel.compare)
	for i, m := range ms {
		ms[i].Minor = sums[m]
	}
	adding := clause.Assignments(map[string]any{"minor": gorm.Expr("ledger_totals.minor + excluded.minor")})
	key := []clause.Column{{Name: "group_id"}, {Name: "sandbox"}, {Name: "currency"}, {Name: "account"}, {Name: "slot"}}
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{Columns: key, DoUpdates: adding}).Create(&ms).Error)
}

// lineModel is a transaction with the names that a treasurer reads beside it.
type lineModel struct {
	Row   transactionModel `gorm:"embedded"`
	Donor string
	Title string
}

const linesSQL = `
	select t.*, coalesce(p.name, '') as donor, g.name as title
	from transactions t left join plans p on p.id = t.plan_id join groups g on g.id = t.group_id
	where t.group_id in ? and (t.at, t.id) < (?, ?)
	order by t.at desc, t.id desc limit ?`

// before the first line of a list comes nothing.
var listTop = giving.Cursor{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), ID: "ffffffff-ffff-ffff-ffff-ffffffffffff"}

// withEntries adds its entries to each transaction that of points to.
func (s *Store) withEntries(ctx context.Context, of map[giving.TransactionID]*giving.Transaction) error {
	if len(of) == 0 {
		return nil
	}
	var es []entryModel
	if err := s.read.WithContext(ctx).Where("transaction_id in ?", slices.Collect(maps.Keys(of))).Order("minor desc").Find(&es).Error; err != nil {
		return fault(err)
	}
	for _, e := range es {
		t := of[e.TransactionID]
		t.Entries = append(t.Entries, e.entry())
	}
	return nil
}

func (s *Store) PlanTransactions(ctx context.Context, p giving.PlanID) ([]giving.Transaction, error) {
	ts, err := many(s.read.WithContext(ctx).Where("plan_id = ?", p).Order("at, id"), transactionModel.transaction)
	of := map[giving.TransactionID]*giving.Transaction{}
	for i := range ts {
		of[ts[i].ID] = &ts[i]
	}
	if err != nil {
		return nil, err
	}
	return ts, s.withEntries(ctx, of)
}

func (s *Store) Lines(ctx context.Context, in []domain.GroupID, after giving.Cursor, limit int) ([]giving.Line, error) {
	if after.ID == "" {
		after = listTop
	}
	var ms []lineModel
	if err := s.read.WithContext(ctx).Raw(linesSQL, in, after.At.UTC(), after.ID, limit).Scan(&ms).Error; err != nil {
		return nil, fault(err)
	}
	lines, of := make([]giving.Line, len(ms)), map[giving.TransactionID]*giving.Transaction{}
	for i, m := range ms {
		lines[i] = giving.Line{Transaction: m.Row.transaction(), Donor: m.Donor, Title: m.Title}
		of[m.Row.ID] = &lines[i].Transaction
	}
	return lines, s.withEntries(ctx, of)
}

func (s *Store) Balances(ctx context.Context, in []domain.GroupID) ([]giving.Balance, error) {
	var rows []struct {
		Account  giving.Account
		Sandbox  bool
		Currency string
		Minor    int64
	}
	err := s.read.WithContext(ctx).Raw(`
		select account, sandbox, currency, sum(minor) as minor
		from ledger_totals where group_id in ?
		group by account, sandbox, currency
		order by sandbox, currency, account`, in).Scan(&rows).Error
	bs := make([]giving.Balance, len(rows))
	for i, r := range rows {
		bs[i] = giving.Balance{Account: r.Account, Sandbox: r.Sandbox, Sum: domain.Money{Minor: r.Minor, Currency: r.Currency}}
	}
	return bs, fault(err)
}

func (s *Store) CashIn(ctx context.Context, in []domain.GroupID, sandbox bool, currency string) (map[domain.GroupID]int64, error) {
	var ms []totalModel
	err := s.read.WithContext(ctx).Raw(`
		select group_id, sum(minor) as minor
		from ledger_totals where group_id in ? and sandbox = ? and currency = ? and account = 'cash'
		group by group_id`, in, sandbox, currency).Scan(&ms).Error
	cash := map[domain.GroupID]int64{}
	for _, m := range ms {
		cash[m.GroupID] = m.Minor
	}
	return cash, fault(err)
}

func (s *Store) CashSince(ctx context.Context, in []domain.GroupID, sandbox bool, currency string, since time.Time) (map[domain.GroupID][]int64, error) {
	var ms []totalModel
	err := s.read.WithContext(ctx).Raw(`
		select t.group_id, sum(e.minor) as minor
		from transactions t join entries e on e.transaction_id = t.id and e.account = 'cash'
		where t.group_id in ? and t.sandbox = ? and t.currency = ? and t.at >= ?
		group by t.group_id, t.at order by t.at desc`, in, sandbox, currency, since.UTC()).Scan(&ms).Error
	changes := map[domain.GroupID][]int64{}
	for _, m := range ms {
		changes[m.GroupID] = append(changes[m.GroupID], m.Minor)
	}
	return changes, fault(err)
}

const faultsSQL = `
	select 'transaction-not-zero' as code, t.once_key as object
	from transactions t join entries e on e.transaction_id = t.id
	group by t.id, t.once_key having sum(e.minor) <> 0
	union all
	select 'transaction-one-sided', t.once_key
	from transactions t left join entries e on e.transaction_id = t.id
	group by t.id, t.once_key having count(e.id) < 2
	union all
	select 'payment-not-in-books', p.invoice
	from payments p
		left join transactions t on t.payment_id = p.id and t.memo = 'gift'
		left join entries e on e.transaction_id = t.id and e.account in ('till', 'cash', 'bank')
	group by p.id, p.invoice, p.amount, p.status
	having coalesce(sum(e.minor), 0) <> case when p.status in ('failed', 'pending') then 0 else p.amount end
	union all
	select 'refund-not-in-books', p.invoice
	from payments p
		left join transactions t on t.payment_id = p.id and t.memo = 'refund'
		left join entries e on e.transaction_id = t.id and e.account = 'refunds'
	group by p.id, p.invoice, p.refunded, p.beyond
	having coalesce(sum(e.minor), 0) <> p.refunded + p.beyond
	union all
	select 'dispute-not-in-books', p.invoice
	from payments p
		left join transactions t on t.payment_id = p.id and t.memo = 'dispute'
		left join entries e on e.transaction_id = t.id and e.account = 'disputes'
	group by p.id, p.invoice, p.disputed
	having coalesce(sum(e.minor), 0) <> p.disputed
	union all
	select 'total-not-sum', l.account || ' of ' || l.currency
	from (select group_id, sandbox, currency, account, sum(minor) as minor from ledger_totals group by group_id, sandbox, currency, account) l
		left join (
			select t.group_id, t.sandbox, t.currency, e.account, sum(e.minor) as minor
			from transactions t join entries e on e.transaction_id = t.id
			group by t.group_id, t.sandbox, t.currency, e.account
		) x on x.group_id = l.group_id and x.sandbox = l.sandbox and x.currency = l.currency and x.account = l.account
	where l.minor <> coalesce(x.minor, 0)`

func (s *Store) LedgerFaults(ctx context.Context) ([]giving.Fault, error) {
	var fs []giving.Fault
	err := s.read.WithContext(ctx).Raw(faultsSQL).Scan(&fs).Error
	return fs, fault(err)
}
