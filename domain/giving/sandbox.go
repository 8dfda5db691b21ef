package giving

import (
	"context"
	"time"

	"barnstorm/domain"
)

// A Sandbox is a payment provider that moves no money. It keeps its own
// records beside ours, behaves as a real one does, and its months pass by the
// clock that it is handed: whoever looks at a plan first makes the charges that
// have come due.
type Sandbox struct {
	Store      SandboxStore
	Atomically func(context.Context, func(SandboxStore) error) error
	Clock      domain.Clock
	URL        func(path string) string
	Fees       Fees
}

// A SandboxStore keeps what the sandbox would keep if it were somebody else.
type SandboxStore interface {
	// PutPromise keeps the sandbox's part of a plan, in place of an earlier one.
	PutPromise(ctx context.Context, p Promise) error
	// AddPromise keeps a new promise, unless its plan has one.
	AddPromise(ctx context.Context, p Promise) error
	// HoldPromise finds the part of a plan, locked, or refuses with NotFound.
	HoldPromise(ctx context.Context, id PlanID) (Promise, error)
	// AddPlayed keeps a charge; a second of the same invoice is dropped.
	AddPlayed(ctx context.Context, c Played) error
	// PayPlayed pays the charges under a promise that were declined and are not void.
	PayPlayed(ctx context.Context, id PlanID, at time.Time) error
	// VoidPlayed voids the charges under a promise that were declined and are of
	// more than above, in minor units.
	VoidPlayed(ctx context.Context, id PlanID, above int64) error
	// PlayedFor lists the charges for an entity that were paid from a moment
	// until another.
	PlayedFor(ctx context.Context, e domain.EntityID, from, until time.Time) ([]Played, error)
	// PlayedOn lists the charges made under a promise.
	PlayedOn(ctx context.Context, id PlanID) ([]Played, error)
	// AddPlayedBack keeps what was played to go back; a second of the same Back
	// is dropped.
	AddPlayedBack(ctx context.Context, b PlayedBack) error
	// PlayedBackOn lists what went back under a promise, the oldest first.
	PlayedBackOn(ctx context.Context, id PlanID) ([]PlayedBack, error)
	// PlayedBackFor lists what went back of an entity from a moment until another.
	PlayedBackFor(ctx context.Context, e domain.EntityID, from, until time.Time) ([]PlayedBack, error)
}

// A Promise is the sandbox's part of a plan.
type Promise struct {
	Plan        PlanID
	Amount      domain.Money
	Interval    Interval
	Made        time.Time
	Begun       time.Time // the first charge; zero until somebody pressed pay
	Next        time.Time // zero when none comes
	PausedUntil time.Time
	Ended       time.Time
	Reason      string
	Card        string // the last four digits of the card that plays
	Anchor      int    // day of the month, once the donor chose one; else that of Begun
}

// The cards that play: one that pays, and one that is always declined.
const (
	GoodCard     = "4242"
	DeclinedCard = "0341"
)

func (p Promise) day() int {
	if p.Anchor > 0 {
		return p.Anchor
	}
	return p.Begun.Day()
}

// A Played is a charge that was played.
type Played struct {
	Invoice string
	Plan    PlanID
	Amount  domain.Money
	Fee     domain.Money
	At      time.Time // when it came due
	Until   time.Time
	Paid    time.Time // zero while the card is declined
	Void    bool      // asked for no more
}

// A PlayedBack is some of a charge that was played to go back.
type PlayedBack struct {
	Back    BackID
	Invoice string
	Plan    PlanID
	Amount  domain.Money
	At      time.Time
}

// pageLife is how long a payment page stays open.
const pageLife = 24 * time.Hour

// Sandbox is true: no money moves.
func (s *Sandbox) Sandbox() bool { return true }

// Checkout opens our own payment page.
func (s *Sandbox) Checkout(ctx context.Context, _ string, p Plan, _ Recipient) (Page, error) {
	err := s.Store.AddPromise(ctx, Promise{Plan: p.ID, Amount: p.Amount, Interval: p.Interval, Made: s.Clock.Now(), Card: GoodCard})
	return Page{"sandbox_page_" + string(p.ID), s.URL("/donate/sandbox/" + string(p.ID))}, err
}

// Pay is the button on the sandbox's payment page. Pressed again it pays
// nothing more. Refuses with NotFound where the sandbox knows no such plan and
// with Conflict where the page is closed ("pledge-over").
func (s *Sandbox) Pay(ctx context.Context, id PlanID) error {
	return s.hold(ctx, id, func(tx SandboxStore, p *Promise) error {
		if !p.Begun.IsZero() {
			return nil
		}
		if !p.Ended.IsZero() {
			return domain.Refuse(domain.Conflict, "pledge-over")
		}
		p.Begun = s.Clock.Now()
		p.Next = p.Begun
		return s.bring(ctx, tx, p)
	})
}

// hold changes a promise in one transaction, after the months until now have
// passed for it.
func (s *Sandbox) hold(ctx context.Context, id PlanID, change func(SandboxStore, *Promise) error) error {
	return s.Atomically(ctx, func(tx SandboxStore) error {
		p, err := tx.HoldPromise(ctx, id)
		if err != nil {
			return err
		}
		before := p
		if err := s.bring(ctx, tx, &p); err != nil {
			return err
		}
		if err := change(tx, &p); err != nil || p == before {
			return err
		}
		return tx.PutPromise(ctx, p)
	})
}

// bring makes the charges that have come due, and closes a page that was open
// for too long.
func (s *Sandbox) bring(ctx context.Context, tx SandboxStore, p *Promise) error {
	now := s.Clock.Now()
	if p.Begun.IsZero() && p.Ended.IsZero() && now.Sub(p.Made) > pageLife {
		p.Ended, p.Reason = now, ReasonUnfinished
	}
	for !p.Next.IsZero() && !p.Next.After(now) {
		at := p.Next
		p.Next = MonthAfter(at, p.day())
		if !at.Before(p.PausedUntil) {
			c := Played{"sandbox_" + string(p.Plan) + "_" + at.Format("20060102"), p.Plan, p.Amount, s.Fees.Of(p.Amount), at, p.Next, at, false}
			if p.Card == DeclinedCard {
				c.Paid = time.Time{}
			}
			if err := tx.AddPlayed(ctx, c); err != nil {
				return err
			}
		}
		if p.Interval == Once {
			p.Next, p.Ended, p.Reason = time.Time{}, at, ReasonOnce
		}
	}
	return nil
}

// Change sets what is charged from the next month on. A declined charge of more
// is void.
func (s *Sandbox) Change(ctx context.Context, _ string, p Plan, amount domain.Money) error {
	return s.hold(ctx, p.ID, func(tx SandboxStore, p *Promise) error {
		p.Amount = amount
		return tx.VoidPlayed(ctx, p.Plan, amount.Minor)
	})
}

// Move has the next charge come at next, and those after it on that day.
func (s *Sandbox) Move(ctx context.Context, _ string, p Plan, next time.Time) error {
	return s.hold(ctx, p.ID, func(_ SandboxStore, p *Promise) error {
		p.Next, p.Anchor = next, next.UTC().Day()
		return nil
	})
}

// CardPage is our own page, below the donor's.
func (s *Sandbox) CardPage(_ context.Context, _ string, _ Plan, back string) (string, error) {
	return back + "/play", nil
}

// PlayCard has a plan paid by another card from now on. Charges that were
// declined are paid at once, if this one pays.
func (s *Sandbox) PlayCard(ctx context.Context, id PlanID, card string) error {
	if card != GoodCard && card != DeclinedCard {
		return domain.Wrong{"card": "pick-one"}.Err()
	}
	return s.hold(ctx, id, func(tx SandboxStore, p *Promise) error {
		p.Card = card
		if card == DeclinedCard || !p.Ended.IsZero() {
			return nil
		}
		return tx.PayPlayed(ctx, id, s.Clock.Now())
	})
}

// retries is after how many days a declined charge is tried again.
var retries = []int{3, 5, 7}

// tried is how often a declined charge has been tried until now, and when it is
// tried again; zero is never.
func (c Played) tried(now time.Time) (attempts int, again time.Time) {
	for i, days := range retries {
		if again = c.At.AddDate(0, 0, days); now.Before(again) {
			return i + 1, again
		}
	}
	return len(retries) + 1, time.Time{}
}

// Pause lets charges before until fall out. What was declined is void.
func (s *Sandbox) Pause(ctx context.Context, _ string, p Plan, until time.Time) error {
	return s.hold(ctx, p.ID, func(tx SandboxStore, p *Promise) error {
		if p.PausedUntil = until; until.IsZero() {
			return nil
		}
		return tx.VoidPlayed(ctx, p.Plan, 0)
	})
}

// Stop ends the promise.
func (s *Sandbox) Stop(ctx context.Context, _ string, p Plan) error {
	return s.hold(ctx, p.ID, func(_ SandboxStore, p *Promise) error {
		if p.Ended.IsZero() {
			p.Ended, p.Next, p.Reason = s.Clock.Now(), time.Time{}, ReasonDonor
		}
		return nil
	})
}

// Look reads how a plan stands, the charges that have come due included.
func (s *Sandbox) Look(ctx context.Context, id PlanID, _ Refs) (Standing, error) {
	var st Standing
	err := s.hold(ctx, id, func(tx SandboxStore, p *Promise) error {
		played, err := tx.PlayedOn(ctx, id)
		if err != nil {
			return err
		}
		backs, err := tx.PlayedBackOn(ctx, id)
		st = p.standing(s.Clock.Now(), played, backs)
		return err
	})
	return st, err
}

func (p Promise) standing(now time.Time, played []Played, backs []PlayedBack) Standing {
	st := Standing{Status: Active, Reason: p.Reason, Amount: p.Amount, Ended: p.Ended, Next: p.Next}
	st.Refs = Refs{Checkout: "sandbox_page_" + string(p.Plan)}
	for _, c := range played {
		was := Charge{Invoice: c.Invoice, Charge: c.Invoice, Amount: c.Amount, Fee: c.Fee, Paid: c.Paid, From: c.At, Until: c.Until, Attempts: 1}
		if c.Paid.IsZero() {
			was.Charge, was.Fee, was.Void = "", domain.Money{}, c.Void
			if was.Attempts, was.Again = c.tried(now); c.Void {
				was.Again = time.Time{}
			} else {
				st.Status = Retrying
			}
		}
		for _, b := range backs {
			if b.Invoice == c.Invoice {
				was.Refunds = append(was.Refunds, Refund{Ref: "sandbox_back_" + string(b.Back), Amount: b.Amount, At: b.At, Back: b.Back})
			}
		}
		st.Charges = append(st.Charges, was)
	}
	day := p.day()
	if st.Card.Kind, st.Card.Last = ByCard, p.Card; p.Anchor > 0 {
		st.Anchor = p.Anchor
	}
	for st.Next.Before(p.PausedUntil) && !st.Next.IsZero() {
		st.Next = MonthAfter(st.Next, day)
	}
	switch {
	case !p.Ended.IsZero():
		st.Status = Stopped
	case p.Begun.IsZero():
		st.Status = Pending
	case now.Before(p.PausedUntil):
		st.Status, st.PausedUntil = Paused, p.PausedUntil
	}
	return st
}
