// Package bank brings transfers into the books from the tables that banks
// hand out, for groups that take gifts and dues without a payment service: each
// line once, matched to who is known, and shown to a person otherwise.
package bank

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// A LineID names one line, and the plan and payment that become of it.
type LineID string

// A LineState is how a line stands.
type LineState string

// The states of a line.
const (
	Waiting LineState = "waiting" // nobody knows yet whose it is
	Booked  LineState = "booked"
	Left    LineState = "left" // no gift and no dues: somebody said so
)

// What a transfer can be.
const (
	Gift = "gift"
	Dues = "dues"
	// Deposit is cash and cheques of our own, which are in the books already: paid
	// in, they are in the bank. Nobody pays it, so that nobody is known by it.
	Deposit = "deposit"
)

// A Line is money that came to a bank account, as the bank tells it.
type Line struct {
	ID        LineID
	Entity    domain.EntityID
	Group     domain.GroupID
	Sandbox   bool
	Key       string // one line of the bank is one line here
	Day       string // "2026-11-22"
	Sum       domain.Money
	Name      string // as the bank has it
	Reference string
	Account   string // the payer's; only its blind hash is kept
	Payer     Payer  // whose it is, once that is known
	State     LineState
	By        domain.PersonID // who said so; empty for a line that was known
	Decided   time.Time
	Made      time.Time
}

// A Payer is who pays from an account, and what for.
type Payer struct {
	Name  string
	Email string
	Kind  string // Gift or Dues; empty of a deposit
}

// signs is by what a payer is known again: the account and the reference, each
// together with the name. Many write the same reference, two may share an
// account, and what a bank calls an account may be our own.
func (l Line) signs() (all []string) {
	if a, name := squeeze(l.Account), words(l.Name); len(a) >= 8 && name != "" {
		all = append(all, "account:"+a+"|"+name)
	}
	if r := squeeze(l.Reference); len(r) >= 3 {
		all = append(all, "reference:"+r+"|"+squeeze(l.Name))
	}
	return all
}

// squeeze is text as it is compared: letters and digits, without case and marks.
func squeeze(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// words is a name as it is compared where banks write it in any order: "LEE,
// Ann" is "Ann Lee".
func words(name string) string {
	all := strings.Fields(name)
	for i, w := range all {
		all[i] = squeeze(w)
	}
	slices.Sort(all)
	return strings.TrimSpace(strings.Join(all, " "))
}

// A Service is the use cases of bank.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
}

// A Store keeps what bank remembers, and books what it means.
type Store interface {
	Books
	Splits
	// Recipient is who receives what is given to a group, as in giving.
	Recipient(ctx context.Context, g domain.GroupID, e domain.EntityID) (giving.Recipient, error)
	// DayOrder is in which order the tables that an entity kept wrote day and
	// month; empty where it has kept none.
	DayOrder(ctx context.Context, e domain.EntityID) (string, error)
	// PutDayOrder keeps that order in place of an earlier one.
	PutDayOrder(ctx context.Context, e domain.EntityID, order string) error
	// KnownLines finds which of the keys an entity has lines of.
	KnownLines(ctx context.Context, e domain.EntityID, keys []string) (map[string]LineState, error)
	// AddLine keeps a new line; false when its entity has one of its key.
	AddLine(ctx context.Context, l Line) (bool, error)
	// HoldLine finds a line, locked until the end of the transaction, or refuses
	// with NotFound.
	HoldLine(ctx context.Context, id LineID) (Line, error)
	// EndLine writes whose a line is that waits; false when it does not any more.
	EndLine(ctx context.Context, l Line) (bool, error)
	// WaitingLines lists lines of groups that wait, the oldest first.
	WaitingLines(ctx context.Context, in []domain.GroupID, limit int) ([]Line, error)
	// Payers finds who is known to an entity by each of some signs.
	Payers(ctx context.Context, e domain.EntityID, signs []string) (map[string]Payer, error)
	// Learn keeps by which signs a payer is known, in place of an earlier one.
	Learn(ctx context.Context, e domain.EntityID, l Line) error
}

// Books is what of the books a transfer is written to, as in giving.
type Books interface {
	// AddPlan keeps a new plan; false when one with its id is there already.
	AddPlan(ctx context.Context, p giving.Plan) (bool, error)
	// PutPayments keeps payments.
	PutPayments(ctx context.Context, ps []giving.Payment) error
	giving.Poster
	giving.Calendar
	giving.CashBox
}

// Signs is what a line is known by, for a Store.
func Signs(l Line) []string { return l.signs() }

// Waiting lists what waits for somebody to say whose it is. Refuses as
// Actor.Must does for MoveMoney.
func (s *Service) Waiting(ctx context.Context, who domain.Actor) ([]Line, error) {
	in := who.Where(domain.MoveMoney)
	if len(in) == 0 {
		return nil, who.Must(domain.MoveMoney, "")
	}
	return s.Store.WaitingLines(ctx, in, 200)
}

// A SettleInput is what a treasurer says of a line that waits.
type SettleInput struct {
	Do    string `json:"do"`   // "gift", "dues", "deposit" or "leave"
	Name  string `json:"name"` // of the payer; empty is as the bank has it
	Email string `json:"email"`
}

// Settle says whose a line is, and books it, or leaves it out of the books.
// The payer is known from then on. Cash of our own that was paid in is moved
// from the cash into the bank. Refuses with Invalid, NotFound, Denied, and
// with Conflict where it was decided already ("decided-already"), and where there
// was less cash on its day ("more-than-cash").
func (s *Service) Settle(ctx context.Context, who domain.Actor, id LineID, in SettleInput) (Line, error) {
	w := domain.Wrong{}
	w.Check(in.Do == Gift || in.Do == Dues || in.Do == Deposit || in.Do == "leave", "do", "pick-one")
	w.Check(len([]rune(in.Name)) <= 120 && !strings.ContainsFunc(in.Name, unicode.IsControl), "name", "too-long")
	email, ok := "", true
	if strings.TrimSpace(in.Email) != "" {
		email, ok = domain.Email(in.Email)
	}
	w.Check(ok, "email", "not-an-address")
	if err := w.Err(); err != nil {
		return Line{}, err
	}
	var l Line
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if l, err = tx.HoldLine(ctx, id); err != nil {
			return err
		}
		if !who.May(domain.SeeLedger, l.Group) {
			return domain.Refuse(domain.NotFound, "no-such-line")
		}
		if err := who.Must(domain.MoveMoney, l.Group); err != nil {
			return err
		}
		l.State, l.By, l.Decided = Left, who.Person, s.Clock.Now()
		switch in.Do {
		case Deposit:
			l.State = Booked
		case Gift, Dues:
			l.State, l.Payer = Booked, Payer{strings.TrimSpace(in.Name), email, in.Do}
		}
		if l.Payer.Name == "" && in.Do != Deposit {
			l.Payer.Name = l.Name
		}
		switch done, err := tx.EndLine(ctx, l); {
		case err != nil:
			return err
		case !done:
			return domain.Refuse(domain.Conflict, "decided-already")
		case l.State == Left:
			return nil
		case in.Do == Deposit:
			return s.deposit(ctx, tx, who, l)
		}
		if err := tx.Learn(ctx, l.Entity, l); err != nil {
			return err
		}
		return s.book(ctx, tx, l)
	})
	return l, err
}

// book writes a line into the books: a plan that gave once, its payment, and
// the movement into the bank.
func (s *Service) book(ctx context.Context, tx Store, l Line) error {
	at, err := s.moved(ctx, tx, l)
	if err != nil {
		return err
	}
	p := giving.Plan{
		ID: giving.PlanID(l.ID), Entity: l.Entity, Group: l.Group, Sandbox: l.Sandbox, Fund: giving.GeneralFund, Name: l.Payer.Name, Email: l.Payer.Email,
		Locale: "en", Amount: l.Sum, Interval: giving.Once, Status: giving.Stopped, Reason: giving.ReasonOnce, Made: at, Ended: at,
	}
	pay := giving.Payment{
		ID: giving.PaymentID(l.ID), Plan: p.ID, Entity: l.Entity, Group: l.Group, Sandbox: l.Sandbox, Invoice: "bank:" + l.Key,
		Amount: l.Sum, Status: giving.Paid, Via: giving.ByBank, Paid: at, From: at, Attempts: 1,
	}
	income := giving.Donations
	if l.Payer.Kind == Dues {
		income = giving.Dues
	}
	if _, err := tx.AddPlan(ctx, p); err != nil {
		return err
	}
	if err := tx.PutPayments(ctx, []giving.Payment{pay}); err != nil {
		return err
	}
	t := l.into(at, giving.MemoGift, income)
	t.Plan, t.Payment = p.ID, pay.ID
	return giving.Post(ctx, tx, s.Clock.Now(), []giving.Transaction{t})
}

// moved is when a line moved: at noon of its day, and not after now.
func (s *Service) moved(ctx context.Context, tx Store, l Line) (time.Time, error) {
	to, err := tx.Recipient(ctx, l.Group, l.Entity)
	if err != nil {
		return time.Time{}, err
	}
	at, err := noon(l.Day, to.Zone)
	if now := s.Clock.Now(); at.After(now) {
		at = now
	}
	return at, err
}

// into is the movement of a line from an account into the bank.
func (l Line) into(at time.Time, memo string, from giving.Account) giving.Transaction {
	return giving.Transaction{
		ID: domain.NewID[giving.TransactionID](at), Key: memo + ":bank:" + l.Key, Entity: l.Entity, Group: l.Group, Fund: giving.GeneralFund, Sandbox: l.Sandbox,
		Currency: l.Sum.Currency, At: at, Booked: at, Memo: memo,
		Entries: []giving.Entry{
			{ID: domain.NewID[giving.EntryID](at), Account: giving.InBank, Minor: l.Sum.Minor},
			{ID: domain.NewID[giving.EntryID](at), Account: from, Minor: -l.Sum.Minor},
		},
	}
}

// noon is the middle of a day by the clock of a zone.
func noon(day, zone string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, day, domain.Zone(zone))
	return t.Add(12 * time.Hour).UTC(), err
}
