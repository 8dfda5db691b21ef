package giving

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barnstorm/domain"
)

// An Account is one of the accounts that each legal entity has in each
// currency. Those of income and expense are read by group and fund.
type Account string

// The accounts.
const (
	InTill    Account = "till"      // asset: at the provider, not yet in the bank
	InBank    Account = "bank"      // asset
	InCash    Account = "cash"      // asset: notes and cheques not yet in the bank
	Donations Account = "donations" // income
	Dues      Account = "dues"      // income: membership, which is no donation
	Refunds   Account = "refunds"   // income given back
	Disputes  Account = "disputes"  // income that donors' banks took back
	FeesPaid  Account = "fees"      // expense
	Owed      Account = "owed"      // owed to another group or entity, or by it
	Exchange  Account = "exchange"  // what was exchanged for another currency, in which it stands on the other side
)

// Accounts is every account, in the order in which a treasurer reads them and
// in which a store adds to their sums.
var Accounts = []Account{InTill, InBank, InCash, Donations, Dues, Refunds, Disputes, FeesPaid, Owed, Exchange}

// GeneralFund is the fund of gifts that were given for no special purpose.
const GeneralFund = "general"

// Memos of transactions: what happened.
const (
	MemoGift       = "gift"
	MemoFee        = "fee"
	MemoRefund     = "refund"
	MemoDispute    = "dispute"
	MemoDisputeFee = "dispute-fee"
	MemoExchange   = "exchange"
	MemoDeposit    = "deposit"    // cash that was paid into the bank
	MemoSplit      = "dues-split" // dues that a group passes on to one above it
)

// An Entry is one side of a transaction. Debits are positive, credits are
// negative: money that comes in stands in the till with a plus and under
// donations with a minus.
type Entry struct {
	ID      EntryID
	Account Account
	Minor   int64 // in the transaction's currency
}

// A Transaction is money that moved, once. It is never changed: what was wrong
// is put right by another.
type Transaction struct {
	ID       TransactionID
	Key      string // once in each entity: "gift:" and the invoice, and so on
	Entity   domain.EntityID
	Group    domain.GroupID
	Fund     string
	Sandbox  bool
	Currency string
	At       time.Time // when the money moved, as the provider says
	Booked   time.Time // the moment by which it belongs to a month of the books
	Memo     string
	Plan     PlanID    // empty for what belongs to no single gift
	Payment  PaymentID // the same
	Entries  []Entry
}

// Reference is what the provider, or whoever entered it, calls what moved.
func (t Transaction) Reference() string {
	_, ref, _ := strings.Cut(t.Key, ":")
	return ref
}

// received is what t adds to what donors have given: negative for what goes
// back to them, nothing for fees and payouts.
func (t Transaction) received() domain.Money {
	m := domain.Money{Currency: t.Currency}
	for _, e := range t.Entries {
		if e.Account == Donations || e.Account == Dues || e.Account == Refunds || e.Account == Disputes {
			m.Minor -= e.Minor
		}
	}
	return m
}

// Check is an error unless t has at least two entries, none of nothing, that
// sum to zero. Such a transaction is a fault of ours and is never written.
func (t Transaction) Check() error {
	var sum int64
	for _, e := range t.Entries {
		if e.Minor == 0 {
			return fmt.Errorf("giving: %s has an entry of nothing", t.Key)
		}
		sum += e.Minor
	}
	if sum != 0 || len(t.Entries) < 2 {
		return fmt.Errorf("giving: %s has %d entries that sum to %d", t.Key, len(t.Entries), sum)
	}
	return nil
}

// move is a transaction of one amount from one account into another.
func move(p Payment, fund string, at time.Time, memo, ref string, amount domain.Money, into, from Account) Transaction {
	return Transaction{
		ID: domain.NewID[TransactionID](at), Key: memo + ":" + ref,
		Entity: p.Entity, Group: p.Group, Fund: fund, Sandbox: p.Sandbox, Currency: amount.Currency,
		At: at, Booked: at, Memo: memo, Plan: p.Plan, Payment: p.ID,
		Entries: []Entry{
			{domain.NewID[EntryID](at), into, amount.Minor},
			{domain.NewID[EntryID](at), from, -amount.Minor},
		},
	}
}

// BookedAt is the moment at which what moved at a moment is booked where the
// books are closed until another: now where it falls into what is closed, but
// never in that, even by a clock that is behind that of whoever closed.
func BookedAt(at, now, closed time.Time) time.Time {
	switch {
	case !at.Before(closed):
		return at
	case now.Before(closed):
		return closed
	}
	return now
}

// A Poster is the part of a Store to which transactions are posted.
type Poster interface {
	// JoinBooks answers until when the books of an entity are closed, and holds
	// whoever would close more until the end of the transaction.
	JoinBooks(ctx context.Context, e domain.EntityID) (closed time.Time, err error)
	// PostTransactions keeps new transactions with their entries, and answers how
	// many: of one whose Key its entity has, nothing is written.
	PostTransactions(ctx context.Context, ts []Transaction) (int, error)
}

// Post writes transactions in the month to which they belong, or in the open
// one where that is closed. Whoever closes a month waits for it.
func Post(ctx context.Context, tx Poster, now time.Time, ts []Transaction) error {
	closed := map[domain.EntityID]time.Time{}
	for i, t := range ts {
		if err := t.Check(); err != nil {
			return err
		}
		until, known := closed[t.Entity]
		if !known {
			var err error
			if until, err = tx.JoinBooks(ctx, t.Entity); err != nil {
				return err
			}
			closed[t.Entity] = until
		}
		ts[i].Booked = BookedAt(t.At, now, until)
	}
	_, err := tx.PostTransactions(ctx, ts)
	return err
}

// A CashBox is the part of a Store that knows how much cash there is.
type CashBox interface {
	// LockBooks is JoinBooks for whoever closes, or counts: it waits for all who
	// write, and they wait for it.
	LockBooks(ctx context.Context, e domain.EntityID) (closed time.Time, err error)
	// CashIn is how much cash the books of some groups have in a currency, in minor
	// units; of those that have none there is nothing.
	CashIn(ctx context.Context, in []domain.GroupID, sandbox bool, currency string) (map[domain.GroupID]int64, error)
	// CashSince is by how much that has changed at each moment since one, the
	// latest first.
	CashSince(ctx context.Context, in []domain.GroupID, sandbox bool, currency string, since time.Time) (map[domain.GroupID][]int64, error)
}

// Cash is what CashIn says of groups of an entity, and stays so until the end
// of the transaction.
func Cash(ctx context.Context, tx CashBox, e domain.EntityID, in []domain.GroupID, sandbox bool, currency string) (map[domain.GroupID]int64, error) {
	if _, err := tx.LockBooks(ctx, e); err != nil {
		return nil, err
	}
	return tx.CashIn(ctx, in, sandbox, currency)
}

// CashBy is how much of what Cash says can have left by a moment: so much was
// there then, and at every moment since.
func CashBy(ctx context.Context, tx CashBox, e domain.EntityID, in []domain.GroupID, sandbox bool, currency string, moment time.Time) (map[domain.GroupID]int64, error) {
	cash, err := Cash(ctx, tx, e, in, sandbox, currency)
	if err != nil {
		return nil, err
	}
	since, err := tx.CashSince(ctx, in, sandbox, currency, moment)
	for g, changes := range since {
		before := cash[g]
		for _, minor := range changes {
			before -= minor
			cash[g] = min(cash[g], before)
		}
	}
	return cash, err
}

// A Cursor says where a list goes on: after the transaction of that moment and
// id. The zero Cursor is its beginning.
type Cursor struct {
	At time.Time
	ID TransactionID
}

// A Line is a transaction as a treasurer reads it.
type Line struct {
	Transaction
	Donor string // the name on the plan
	Title string // the group's name
}

// A Balance is the sum of one account in one currency.
type Balance struct {
	Account Account
	Sandbox bool
	Sum     domain.Money
}

// A Fault is something wrong in the books.
type Fault struct {
	Code   string // such as "transaction-not-zero"
	Object string
}

// A LedgerQuery asks for a page of the ledger.
type LedgerQuery struct {
	Group domain.GroupID // empty is every group whose ledger the actor may see
	After Cursor
	Limit int // 1 to 200; otherwise 50
}

// A Ledger is one page of the books of some groups.
type Ledger struct {
	Lines    []Line
	Next     Cursor // zero on the last page
	Balances []Balance
	Zero     bool // the balances of every currency sum to zero
	Parked   int  // events that were given up: what they tell of may be missing
}

// Ledger reads the books of the groups whose ledger who may see.
func (s *Service) Ledger(ctx context.Context, who domain.Actor, q LedgerQuery) (Ledger, error) {
	in := who.Where(domain.SeeLedger)
	if q.Group != "" {
		if err := who.Must(domain.SeeLedger, q.Group); err != nil {
			return Ledger{}, err
		}
		in = []domain.GroupID{q.Group}
	}
	if len(in) == 0 {
		return Ledger{}, who.Must(domain.SeeLedger, "")
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 50
	}
	lines, err := s.Store.Lines(ctx, in, q.After, q.Limit+1)
	if err != nil {
		return Ledger{}, err
	}
	var l Ledger
	if len(lines) > q.Limit {
		lines = lines[:q.Limit]
		l.Next = Cursor{lines[q.Limit-1].At, lines[q.Limit-1].ID}
	}
	l.Lines = lines
	if l.Balances, err = s.Store.Balances(ctx, in); err != nil {
		return Ledger{}, err
	}
	l.Zero = zero(l.Balances)
	if l.Parked, err = s.Store.ParkedTillEvents(ctx, in); err != nil {
		return Ledger{}, err
	}
	return l, s.note(ctx, s.Store, who, in[0], "ledger", "")
}

func zero(bs []Balance) bool {
	type book struct {
		currency string
		sandbox  bool
	}
	sums := map[book]int64{}
	for _, b := range bs {
		sums[book{b.Sum.Currency, b.Sandbox}] += b.Sum.Minor
	}
	for _, n := range sums {
		if n != 0 {
			return false
		}
	}
	return true
}

// Faults lists what is wrong in the books, for whoever runs the program.
func (s *Service) Faults(ctx context.Context) ([]Fault, error) { return s.Store.LedgerFaults(ctx) }
