package bank

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// A Rule is which share of the dues of all groups below a group is for it.
type Rule struct {
	Group domain.GroupID
	From  string // the first day, "2026-12-01"
	Share int    // hundredths of a per cent
	By    domain.PersonID
	Made  time.Time
}

// Of is the share of an amount, rounded to the nearer minor unit, half away
// from nothing.
func (r Rule) Of(minor int64) int64 {
	if minor < 0 {
		return -r.Of(-minor)
	}
	return (minor*int64(r.Share) + 5_000) / 10_000
}

// A Part is the dues of one group in a month.
type Part struct {
	Group    domain.GroupID
	Title    string
	Entity   domain.EntityID
	Sandbox  bool
	Currency string
	Dues     int64 // less what was given back of dues, or taken back by banks
	Up       int64 // of them for the group above
	Passed   int64 // of that in the books already
	Bookings int   // by how many bookings
}

// A Statement is the dues of a month, and how they are split.
type Statement struct {
	To    giving.Recipient // the group above
	Month giving.Month
	Rule  Rule // zero where none is in force
	Rules []Rule
	Parts []Part // of the groups that the reader may see
	Over  bool   // the month is over
	May   bool   // the reader may set the share and book
}

// Splits keeps the rules of dues, and reads what came in by them.
type Splits interface {
	// PutRule keeps a rule in place of an earlier one of the same day.
	PutRule(ctx context.Context, r Rule) error
	// DuesRules lists the rules of a group, the oldest first.
	DuesRules(ctx context.Context, g domain.GroupID) ([]Rule, error)
	// DuesBelow sums the dues of every group below one that were booked from a
	// moment until another, less what went back of dues, and what of them was
	// passed on under a key.
	DuesBelow(ctx context.Context, g domain.GroupID, key string, from, until time.Time) ([]Part, error)
}

// A RuleInput is a share as somebody writes it.
type RuleInput struct {
	Share string `json:"share"` // per cent, as "20" or "12.5"
	From  string `json:"from"`  // the first day of a month
}

// Share sets which share of the dues below a group is for it, from the first
// day of a month on. Refuses with Invalid, and as Actor.Must does for MoveMoney.
func (s *Service) Share(ctx context.Context, who domain.Actor, g domain.GroupID, in RuleInput) (Rule, error) {
	if err := who.Must(domain.MoveMoney, g); err != nil {
		return Rule{}, err
	}
	w := domain.Wrong{}
	share, ok := domain.ParseMoney(in.Share, "EUR") // two digits behind the point, and no float
	w.Check(ok && share.Minor <= 10_000, "share", "not-a-share")
	from, err := time.Parse(time.DateOnly, in.From)
	w.Check(err == nil && from.Day() == 1, "from", "first-of-month")
	r := Rule{g, in.From, int(share.Minor), who.Person, s.Clock.Now()}
	if err := w.Err(); err != nil {
		return r, err
	}
	return r, s.Store.PutRule(ctx, r)
}

// DuesOf is the statement of a month: what each group below took in dues, and
// which part of it is for the group above. Refuses with NotFound whoever may
// see the books of none of them.
func (s *Service) DuesOf(ctx context.Context, who domain.Actor, g domain.GroupID, m giving.Month) (Statement, error) {
	return s.duesOf(ctx, s.Store, who, g, m)
}

func (s *Service) duesOf(ctx context.Context, tx Store, who domain.Actor, g domain.GroupID, m giving.Month) (st Statement, err error) {
	if who.Nobody() {
		return st, who.Must(domain.SeeLedger, g)
	}
	if st.To, err = tx.Recipient(ctx, g, ""); err != nil {
		return st, err
	}
	b, err := tx.BooksOf(ctx, st.To.Entity)
	if err != nil {
		return st, err
	}
	from, until, _, err := giving.Span(ctx, tx, b, m)
	if err != nil {
		return st, err
	}
	if st.Rules, err = tx.DuesRules(ctx, g); err != nil {
		return st, err
	}
	for _, r := range st.Rules {
		if r.From <= string(m)+"-01" {
			st.Rule = r
		}
	}
	parts, err := tx.DuesBelow(ctx, g, splitKey(g, m), from, until)
	for _, p := range parts {
		if p.Up = st.Rule.Of(p.Dues); who.May(domain.SeeLedger, p.Group) {
			st.Parts = append(st.Parts, p)
		}
	}
	st.Month, st.Over, st.May = m, !s.Clock.Now().Before(until), who.May(domain.MoveMoney, g)
	if !who.May(domain.SeeLedger, g) && len(st.Parts) == 0 {
		return Statement{}, domain.Refuse(domain.NotFound, "no-such-group")
	}
	return st, err
}

// splitKey begins the keys of what is passed on to a group for a month.
func splitKey(g domain.GroupID, m giving.Month) string {
	return strings.Join([]string{giving.MemoSplit, string(g), string(m)}, ":") + ":"
}

// Split books the shares of a month: each group owes its part, and the group
// above is owed it. Done again it books only what has come since. Refuses as
// DuesOf does, with Denied, and with Conflict while the month runs ("month-not-over").
func (s *Service) Split(ctx context.Context, who domain.Actor, g domain.GroupID, m giving.Month) (st Statement, err error) {
	err = s.Atomically(ctx, func(tx Store) error {
		if st, err = s.duesOf(ctx, tx, who, g, m); err != nil {
			return err
		}
		if err := who.Must(domain.MoveMoney, g); err != nil {
			return err
		}
		if !st.Over {
			return domain.Refuse(domain.Conflict, "month-not-over")
		}
		var ts []giving.Transaction
		for _, p := range st.Parts {
			ts = append(ts, s.pass(st, p)...)
		}
		for some := range slices.Chunk(ts, mostPosted) {
			if err := giving.Post(ctx, tx, s.Clock.Now(), some); err != nil {
				return err
			}
		}
		st, err = s.duesOf(ctx, tx, who, g, m)
		return err
	})
	return st, err
}

// mostPosted is how many transactions go into the books in one statement, which
// has room for a number of values.
const mostPosted = 400

// pass is what one group passes on, on both sides. The bookings of a month are
// numbered, so that two who press at once book it once.
func (s *Service) pass(st Statement, p Part) []giving.Transaction {
	more := p.Up - p.Passed
	if more == 0 || p.Sandbox != st.To.Sandbox {
		return nil
	}
	now := s.Clock.Now()
	key := splitKey(st.To.Group, st.Month) + string(p.Group) + ":" + p.Currency + ":no" + strconv.Itoa(p.Bookings)
	return []giving.Transaction{s.owed(now, key, p.Entity, p.Group, p, more), s.owed(now, key+":up", st.To.Entity, st.To.Group, p, -more)}
}

// owed is dues that leave a group and are owed by it; the opposite where minor
// is negative.
func (s *Service) owed(now time.Time, key string, e domain.EntityID, g domain.GroupID, p Part, minor int64) giving.Transaction {
	entries := []giving.Entry{
		{ID: domain.NewID[giving.EntryID](now), Account: giving.Dues, Minor: minor},
		{ID: domain.NewID[giving.EntryID](now), Account: giving.Owed, Minor: -minor},
	}
	return giving.Transaction{
		ID: domain.NewID[giving.TransactionID](now), Key: key, Entity: e, Group: g, Fund: giving.GeneralFund, Sandbox: p.Sandbox, Currency: p.Currency,
		At: now, Booked: now, Memo: giving.MemoSplit, Entries: entries,
	}
}
