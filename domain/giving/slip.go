package giving

import (
	"context"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// A SlipID names a slip, and the plan and payment that become of it.
type SlipID string

// A SlipState is how a slip stands.
type SlipState string

// The states of a slip.
const (
	SlipWaiting SlipState = "waiting" // entered, not yet confirmed
	SlipBooked  SlipState = "booked"
	SlipDropped SlipState = "dropped"
)

// A Slip is money that came by hand: somebody entered it, and it counts when
// somebody else has confirmed it.
type Slip struct {
	ID      SlipID
	Entity  domain.EntityID
	Group   domain.GroupID
	Title   string // the group's name, filled when read
	Sandbox bool
	Fund    string
	Via     Way
	Amount  domain.Money
	Name    string // of the donor
	Email   string // empty where none was told
	Day     string // on which it was given, "2026-11-22"
	Note    string
	State   SlipState
	By      domain.PersonID
	ByName  string // filled when read
	Entered time.Time
	Decider domain.PersonID
	Decided time.Time
}

// A SlipInput is what a treasurer enters.
type SlipInput struct {
	ID     string `json:"id"`    // of the slip, made by the sender
	Group  string `json:"group"` // to whom it was given
	Via    string `json:"via"`   // "cash", "cheque" or "bank"
	Amount string `json:"amount"`
	Name   string `json:"name"`
	Email  string `json:"email"` // for the receipt; may be empty
	Day    string `json:"day"`   // "2026-11-22"
	Note   string `json:"note"`  // such as the number of the cheque
}

func (in SlipInput) slip(to Recipient, now time.Time) (Slip, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[SlipID](in.ID)
	w.Check(ok, "id", "not-understood")
	via := Way(in.Via)
	w.Check(via == ByCash || via == ByCheque || via == ByBank, "via", "pick-one")
	m, ok := domain.ParseMoney(in.Amount, to.Currency)
	w.Check(ok && m.Minor > 0, "amount", "not-an-amount")
	plain := func(s string) bool { return len([]rune(s)) <= 120 && !strings.ContainsFunc(s, unicode.IsControl) }
	name, note := strings.TrimSpace(in.Name), strings.TrimSpace(in.Note)
	w.Check(name != "", "name", "needed")
	w.Check(plain(name), "name", "too-long")
	w.Check(plain(note), "note", "too-long")
	email, ok := "", true
	if strings.TrimSpace(in.Email) != "" {
		email, ok = domain.Email(in.Email)
	}
	w.Check(ok, "email", "not-an-address")
	day, err := time.Parse(time.DateOnly, in.Day)
	w.Check(err == nil, "day", "not-a-date")
	w.Check(err != nil || !day.After(now) && day.After(now.AddDate(-2, 0, 0)), "day", "day-not-near")
	return Slip{
		ID: id, Entity: to.Entity, Group: to.Group, Sandbox: to.Sandbox, Fund: GeneralFund, Via: via, Amount: m, Name: name, Email: email,
		Day: in.Day, Note: note, State: SlipWaiting, Entered: now,
	}, w.Err()
}

// Enter keeps money that came by hand, for somebody else to confirm. Sent
// twice it is one slip. Refuses with Invalid, as Actor.Must does for MoveMoney,
// and with Conflict where something else was entered under its id ("pledged-otherwise").
func (s *Service) Enter(ctx context.Context, who domain.Actor, in SlipInput) (Slip, error) {
	g, ok := domain.ParseID[domain.GroupID](in.Group)
	if !ok {
		return Slip{}, domain.Wrong{"group": "pick-one"}.Err()
	}
	if err := who.Must(domain.MoveMoney, g); err != nil {
		return Slip{}, err
	}
	to, err := s.Store.Recipient(ctx, g, "")
	if err != nil {
		return Slip{}, err
	}
	slip, err := in.slip(to, s.Clock.Now())
	if err != nil {
		return slip, err
	}
	slip.By = who.Person
	err = s.Atomically(ctx, func(tx Store) error {
		fresh, err := tx.AddSlip(ctx, slip)
		if err == nil && !fresh {
			slip, err = enteredBefore(ctx, tx, slip)
			return err
		}
		if err != nil {
			return err
		}
		return s.note(ctx, tx, who, g, "entered", string(slip.ID))
	})
	return slip, err
}

// enteredBefore is the slip that was kept under the id of slip, which says the
// same.
func enteredBefore(ctx context.Context, tx Store, slip Slip) (Slip, error) {
	old, err := tx.HoldSlip(ctx, slip.ID)
	if err != nil {
		return slip, err
	}
	same := old.Entity == slip.Entity && old.Group == slip.Group && old.Via == slip.Via && old.Amount == slip.Amount &&
		old.Name == slip.Name && old.Email == slip.Email && old.Day == slip.Day && old.Note == slip.Note
	if !same {
		return slip, Otherwise()
	}
	return old, nil
}

// Slips lists what waits to be confirmed, the oldest first, and what was
// decided lately. Refuses as Actor.Must does for SeeLedger.
func (s *Service) Slips(ctx context.Context, who domain.Actor) ([]Slip, error) {
	in := who.Where(domain.SeeLedger)
	if len(in) == 0 {
		return nil, who.Must(domain.SeeLedger, "")
	}
	return s.Store.Slips(ctx, in, 200)
}

// Confirm books a slip that somebody else entered. Refuses with NotFound where
// who may not see it, with Denied unless who may move money, and with Conflict
// where who entered it ("second-person") or it is decided ("slip-over").
func (s *Service) Confirm(ctx context.Context, who domain.Actor, id SlipID) error {
	return s.decide(ctx, who, id, SlipBooked, "confirmed")
}

// Drop throws a slip away that was entered by mistake. Whoever entered it may.
// Refuses as Confirm does otherwise.
func (s *Service) Drop(ctx context.Context, who domain.Actor, id SlipID) error {
	return s.decide(ctx, who, id, SlipDropped, "dropped")
}

func (s *Service) decide(ctx context.Context, who domain.Actor, id SlipID, to SlipState, what string) error {
	return s.Atomically(ctx, func(tx Store) error {
		slip, err := tx.HoldSlip(ctx, id)
		if err != nil {
			return err
		}
		if !who.May(domain.SeeLedger, slip.Group) {
			return domain.Refuse(domain.NotFound, "no-such-slip")
		}
		if err := who.Must(domain.MoveMoney, slip.Group); err != nil {
			return err
		}
		switch {
		case slip.State == to && slip.Decider == who.Person:
			return nil // pressed twice
		case slip.State != SlipWaiting:
			return domain.Refuse(domain.Conflict, "slip-over")
		case to == SlipBooked && slip.By == who.Person:
			return domain.Refuse(domain.Conflict, "second-person")
		}
		slip.State, slip.Decider, slip.Decided = to, who.Person, s.Clock.Now()
		if err := tx.PutSlip(ctx, slip); err != nil {
			return err
		}
		if to == SlipBooked {
			if err := s.book(ctx, tx, slip); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, who, slip.Group, what, string(slip.ID))
	})
}

// book makes a plan that gave once, its payment and its transaction of a slip.
func (s *Service) book(ctx context.Context, tx Store, slip Slip) error {
	to, err := tx.Recipient(ctx, slip.Group, slip.Entity)
	if err != nil {
		return err
	}
	at, err := time.ParseInLocation(time.DateOnly, slip.Day, domain.Zone(to.Zone))
	if err != nil {
		return err
	}
	if at = at.Add(12 * time.Hour); at.After(slip.Decided) {
		at = slip.Decided
	}
	p := Plan{
		ID: PlanID(slip.ID), Entity: slip.Entity, Group: slip.Group, Sandbox: slip.Sandbox, Fund: slip.Fund, Name: slip.Name, Email: slip.Email,
		Locale: to.Locale, Amount: slip.Amount, Interval: Once, Status: Stopped, Reason: ReasonOnce, Made: at, Ended: at,
	}
	pay := Payment{
		ID: PaymentID(slip.ID), Plan: p.ID, Entity: p.Entity, Group: p.Group, Sandbox: p.Sandbox, Invoice: "slip:" + string(slip.ID),
		Amount: slip.Amount, Status: Paid, Via: slip.Via, Paid: at, From: at, Attempts: 1,
	}
	if _, err := tx.AddPlan(ctx, p); err != nil {
		return err
	}
	if err := tx.PutPayments(ctx, []Payment{pay}); err != nil {
		return err
	}
	into := InCash
	if slip.Via == ByBank {
		into = InBank
	}
	t := move(pay, p.Fund, at, MemoGift, pay.Invoice, pay.Amount, into, Donations)
	if err := Post(ctx, tx, s.Clock.Now(), []Transaction{t}); err != nil || p.Email == "" {
		return err
	}
	return s.write(ctx, tx, mail{p, letter{kind: "receipt", key: pay.Invoice, amount: p.Amount, when: at, reference: slip.Note}})
}
