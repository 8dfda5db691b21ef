package giving

import (
	"cmp"
	"context"
	"slices"
	"time"

	"barnstorm/domain"
)

// A Month is a calendar month of the books, such as "2026-11", by the clock of
// their entity.
type Month string

// MonthOf is the month of a moment by a clock.
func MonthOf(t time.Time, zone *time.Location) Month { return Month(t.In(zone).Format("2006-01")) }

// Span is the month from its first moment to the first of the next; false
// where m is no month.
func (m Month) Span(zone *time.Location) (from, until time.Time, ok bool) {
	from, err := time.ParseInLocation("2006-01", string(m), zone)
	return from, from.AddDate(0, 1, 0), err == nil && len(m) == 7
}

// Books is a legal entity with what its books need.
type Books struct {
	Entity  domain.EntityID
	Name    string
	Sandbox bool
	Zone    string           // of the highest group that points to it
	Groups  []domain.GroupID // all that point to it, the highest first
	Closed  time.Time        // nothing is booked before; zero while no month is closed
}

// clocksApart is the most by which two clocks of the world differ.
const clocksApart = 26 * time.Hour

// Over reports whether a month is closed that ends at a moment, by whichever
// clock it was closed.
func (b Books) Over(until time.Time) bool { return !b.Closed.Add(clocksApart).Before(until) }

// begins is when an open month begins whose first moment is from: where the
// closed ones end by another clock, there, so that nothing is in two months or
// in none.
func begins(from, closed time.Time) time.Time {
	if from.Sub(closed).Abs() <= clocksApart {
		return closed
	}
	return from
}

// A MonthLine is what moved on one account in a month, for one group and fund
// and of one kind.
type MonthLine struct {
	Group    domain.GroupID
	Title    string // the group's name
	Fund     string
	Currency string
	Memo     string
	Account  Account
	Count    int
	Minor    int64
}

// A Close is a month that was closed, with its lines as they stood then.
type Close struct {
	Entity domain.EntityID
	Month  Month
	Zone   string // by whose clock
	From   time.Time
	Until  time.Time
	By     domain.PersonID
	At     time.Time
	Lines  []MonthLine
}

// span is from when until when the month went, which of old ones the clock says.
func (c Close) span() (from, until time.Time) {
	if c.From.IsZero() || c.Until.IsZero() {
		from, until, _ = c.Month.Span(domain.Zone(c.Zone))
		return from, until
	}
	return c.From, c.Until
}

// A MonthRow is the sums of one group and fund in a month, each positive.
type MonthRow struct {
	Title     string
	Fund      string
	Currency  string
	Count     int   // gifts
	Given     int64 // by whatever way
	Fees      int64
	Back      int64 // given back
	Disputes  int64 // taken back by banks, less what was won back
	PaidOut   int64 // from the provider to the bank
	Exchanged int64 // into this currency, less what was out of it
	Remaining int64 // given and exchanged, less fees, refunds and disputes
}

// A Report is a month of the books of one entity, as far as its reader may
// see: the same on every later date once it is closed.
type Report struct {
	Books
	Month   Month
	From    time.Time
	Until   time.Time
	Rows    []MonthRow
	Lines   []MonthLine
	Payouts []Payout
	Close   *Close // nil while it is open
	Same    bool   // a closed month still adds up to what it was closed with
	Whole   bool   // the reader sees every group of the entity
	MayEnd  bool   // and may close it now
}

// books finds the books of an entity and which of its groups who may see;
// NotFound where there are none.
func (s *Service) books(ctx context.Context, who domain.Actor, e domain.EntityID, act domain.Act) (Books, []domain.GroupID, error) {
	b, err := s.Store.BooksOf(ctx, e)
	if err != nil {
		return b, nil, err
	}
	var in []domain.GroupID
	for _, g := range b.Groups {
		if who.May(act, g) {
			in = append(in, g)
		}
	}
	switch {
	case len(in) == 0 && who.Nobody():
		return b, nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	case len(in) == 0 && !who.Anywhere(act):
		return b, nil, domain.Refuse(domain.Denied, "not-your-role")
	case len(in) == 0:
		return b, nil, domain.Refuse(domain.NotFound, "no-such-books")
	}
	return b, in, nil
}

// AllBooks lists the books of which who may see something. Refuses as
// Actor.Must does for SeeLedger.
func (s *Service) AllBooks(ctx context.Context, who domain.Actor) ([]Books, error) {
	in := who.Where(domain.SeeLedger)
	if len(in) == 0 {
		return nil, who.Must(domain.SeeLedger, "")
	}
	es, err := s.Store.EntitiesOf(ctx, in)
	if err != nil {
		return nil, err
	}
	var all []Books
	for _, e := range es {
		b, err := s.Store.BooksOf(ctx, e)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// Report reads a month of an entity's books, and notes that who looked.
// Refuses with Invalid where m is no month, with NotFound where who sees none
// of the entity's groups, and as Actor.Must does for SeeLedger.
func (s *Service) Report(ctx context.Context, who domain.Actor, e domain.EntityID, m Month) (Report, error) {
	r, in, err := s.report(ctx, who, e, m)
	if err != nil {
		return r, err
	}
	if r.Payouts, err = s.Store.Payouts(ctx, e, r.From, r.Until); err != nil {
		return r, err
	}
	return r, s.note(ctx, s.Store, who, in[0], "month", string(m))
}

func (s *Service) report(ctx context.Context, who domain.Actor, e domain.EntityID, m Month) (Report, []domain.GroupID, error) {
	b, in, err := s.books(ctx, who, e, domain.SeeLedger)
	if err != nil {
		return Report{}, nil, err
	}
	r := Report{Books: b, Month: m, Whole: len(in) == len(b.Groups)}
	if r.From, r.Until, r.Close, err = Span(ctx, s.Store, b, m); err != nil {
		return r, nil, err
	}
	lines, err := s.Store.MonthLines(ctx, e, r.From, r.Until)
	if err != nil {
		return r, nil, err
	}
	if c := r.Close; c != nil {
		r.Same = slices.EqualFunc(lines, c.Lines, sameLine)
		lines, r.Zone = c.Lines, c.Zone
	}
	r.Lines = slices.DeleteFunc(lines, func(l MonthLine) bool { return !slices.Contains(in, l.Group) })
	r.Rows = rowsOf(r.Lines)
	r.MayEnd = r.Close == nil && !s.Clock.Now().Before(r.Until) && s.mayClose(who, b)
	return r, in, nil
}

// A Calendar is the part of a Store that knows books and which of their months
// are closed.
type Calendar interface {
	// BooksOf finds the books of an entity; NotFound where no group points to it.
	BooksOf(ctx context.Context, e domain.EntityID) (Books, error)
	// ClosedMonth finds a closed month, or refuses with NotFound.
	ClosedMonth(ctx context.Context, e domain.EntityID, m Month) (Close, error)
}

// Span is from when until when a month of some books goes: a closed one as it
// was closed, whatever clock the books have by now. Refuses with Invalid where m
// is no month.
func Span(ctx context.Context, tx Calendar, b Books, m Month) (from, until time.Time, closed *Close, err error) {
	from, until, ok := m.Span(domain.Zone(b.Zone))
	if !ok {
		return from, until, nil, domain.Wrong{"month": "not-understood"}.Err()
	}
	c, err := tx.ClosedMonth(ctx, b.Entity, m)
	switch {
	case err == nil:
		from, until = c.span()
		return from, until, &c, nil
	case !domain.Is(err, domain.NotFound):
		return from, until, nil, err
	}
	return begins(from, b.Closed), until, nil, nil
}

// sameLine compares what was booked; a group may be called otherwise by now.
func sameLine(a, b MonthLine) bool {
	a.Title = b.Title
	return a == b
}

func (s *Service) mayClose(who domain.Actor, b Books) bool {
	return !slices.ContainsFunc(b.Groups, func(g domain.GroupID) bool { return !who.May(domain.MoveMoney, g) })
}

// rowsOf sums the lines of a month by group, fund and currency.
func rowsOf(lines []MonthLine) (rows []MonthRow) {
	type of struct {
		group                domain.GroupID
		title, fund, current string
	}
	at := map[of]int{}
	for _, l := range lines {
		key := of{l.Group, l.Title, l.Fund, l.Currency}
		i, seen := at[key]
		if !seen {
			i = len(rows)
			at[key] = i
			rows = append(rows, MonthRow{Title: l.Title, Fund: l.Fund, Currency: l.Currency})
		}
		rows[i].add(l)
	}
	slices.SortFunc(rows, func(a, b MonthRow) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.Currency, b.Currency))
	})
	return rows
}

func (r *MonthRow) add(l MonthLine) {
	switch {
	case l.Memo == MemoSplit: // passed on, after it was given
	case l.Account == Donations || l.Account == Dues:
		r.Given, r.Remaining, r.Count = r.Given-l.Minor, r.Remaining-l.Minor, r.Count+l.Count
	case l.Account == FeesPaid:
		r.Fees, r.Remaining = r.Fees+l.Minor, r.Remaining-l.Minor
	case l.Account == Refunds:
		r.Back, r.Remaining = r.Back+l.Minor, r.Remaining-l.Minor
	case l.Account == Disputes:
		r.Disputes, r.Remaining = r.Disputes+l.Minor, r.Remaining-l.Minor
	case l.Account == Exchange:
		r.Exchanged, r.Remaining = r.Exchanged-l.Minor, r.Remaining-l.Minor
	case l.Account == InBank && l.Memo == MemoPayout:
		r.PaidOut += l.Minor
	}
}

// CloseMonth closes a month of an entity's books for ever: what comes to light
// later is booked in a month that is open. Refuses with Denied unless who may
// move money in every group of the entity; Conflict before the month is over
// ("month-not-over"), while an earlier one is open ("month-before-open") and
// where it is closed ("month-closed").
func (s *Service) CloseMonth(ctx context.Context, who domain.Actor, e domain.EntityID, m Month) (Report, error) {
	r, in, err := s.report(ctx, who, e, m)
	if err != nil {
		return r, err
	}
	if !s.mayClose(who, r.Books) {
		return r, domain.Refuse(domain.Denied, "not-your-role")
	}
	now := s.Clock.Now()
	if now.Before(r.Until) {
		return r, domain.Refuse(domain.Conflict, "month-not-over")
	}
	err = s.Atomically(ctx, func(tx Store) error {
		closed, err := tx.LockBooks(ctx, e)
		if err != nil {
			return err
		}
		if !closed.Before(r.Until) {
			return domain.Refuse(domain.Conflict, "month-closed")
		}
		from := begins(r.From, closed)
		if older, err := tx.BookedBetween(ctx, e, closed, from); err != nil || older {
			return cmp.Or(err, domain.Refuse(domain.Conflict, "month-before-open"))
		}
		lines, err := tx.MonthLines(ctx, e, from, r.Until)
		if err != nil {
			return err
		}
		if err := tx.PutClose(ctx, Close{Entity: e, Month: m, Zone: r.Zone, From: from, Until: r.Until, By: who.Person, At: now, Lines: lines}); err != nil {
			return err
		}
		return s.note(ctx, tx, who, in[0], "closed", string(m))
	})
	if err != nil {
		return r, err
	}
	return s.Report(ctx, who, e, m)
}

// A BookLine is one side of a transaction, as an accountant's table holds it.
type BookLine struct {
	Transaction
	Title   string
	Donor   string
	Account Account
	Minor   int64
}

// Take hands every side of every transaction of a month to each, in order and
// with its moments by the clock of the books, and notes that who took them.
// Refuses as Report does.
func (s *Service) Take(ctx context.Context, who domain.Actor, e domain.EntityID, m Month, each func(BookLine) error) error {
	b, in, err := s.books(ctx, who, e, domain.SeeLedger)
	if err != nil {
		return err
	}
	from, until, closed, err := Span(ctx, s.Store, b, m)
	if err != nil {
		return err
	}
	if closed != nil {
		b.Zone = closed.Zone
	}
	if err := s.note(ctx, s.Store, who, in[0], "export", string(m)); err != nil {
		return err
	}
	return s.Store.BookLines(ctx, e, in, from, until, func(l BookLine) error {
		l.At, l.Booked = l.At.In(domain.Zone(b.Zone)), l.Booked.In(domain.Zone(b.Zone))
		return each(l)
	})
}
