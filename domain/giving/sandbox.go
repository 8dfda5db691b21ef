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
	// PlayedOn lists the charges made under a promise.
	PlayedOn(ctx context.Context, id PlanID) ([]Played, error)
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
}

// A Played is a charge that was played.
type Played struct {
	Invoice string
	Plan    PlanID
	Amount  domain.Money
	Fee     domain.Money
	At      time.Time
	Until   time.Time
}

// pageLife is how long a payment page stays open.
const pageLife = 24 * time.Hour

// Sandbox is true: no money moves.
func (s *Sandbox) Sandbox() bool { return true }

// Checkout opens our own payment page.
func (s *Sandbox) Checkout(ctx context.Context, _ string, p Plan, _ Recipient) (Page, error) {
	err := s.Store.AddPromise(ctx, Promise{Plan: p.ID, Amount: p.Amount, Interval: p.Interval, Made: s.Clock.Now()})
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
		p.Next = MonthAfter(at, p.Begun.Day())
		if !at.Before(p.PausedUntil) {
			c := Played{"sandbox_" + string(p.Plan) + "_" + at.Format("20060102"), p.Plan, p.Amount, s.Fees.Of(p.Amount), at, p.Next}
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

// Change sets what is charged from the next month on.
func (s *Sandbox) Change(ctx context.Context, _ string, p Plan, amount domain.Money) error {
	return s.hold(ctx, p.ID, func(_ SandboxStore, p *Promise) error {
		p.Amount = amount
		return nil
	})
}

// Pause lets charges before until fall out.
func (s *Sandbox) Pause(ctx context.Context, _ string, p Plan, until time.Time) error {
	return s.hold(ctx, p.ID, func(_ SandboxStore, p *Promise) error {
		p.PausedUntil = until
		return nil
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

// Whose is the plan of an event. The sandbox sends none.
func (s *Sandbox) Whose(_ context.Context, e Event) (PlanID, error) {
	return "", domain.Refuse(domain.NotFound, "no-such-plan")
}

// Look reads how a plan stands, the charges that have come due included.
func (s *Sandbox) Look(ctx context.Context, id PlanID, _ Refs) (Standing, error) {
	var st Standing
	err := s.hold(ctx, id, func(tx SandboxStore, p *Promise) error {
		played, err := tx.PlayedOn(ctx, id)
		st = p.standing(s.Clock.Now(), played)
		return err
	})
	return st, err
}

func (p Promise) standing(now time.Time, played []Played) Standing {
	st := Standing{Status: Active, Reason: p.Reason, Amount: p.Amount, Ended: p.Ended, Next: p.Next}
	st.Refs = Refs{Checkout: "sandbox_page_" + string(p.Plan)}
	for _, c := range played {
		st.Charges = append(st.Charges, Charge{
			Invoice: c.Invoice, Charge: c.Invoice, Amount: c.Amount, Fee: c.Fee, Paid: c.At, From: c.At, Until: c.Until, Attempts: 1,
		})
	}
	day := p.Begun.Day()
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

// PayInSandbox is the button on the sandbox's payment page: it plays the first
// charge and settles the plan. Refuses as Sandbox.Pay does, and with NotFound
// where the plan is live.
func (s *Service) PayInSandbox(ctx context.Context, id PlanID) (Plan, error) {
	p, err := s.Store.Plan(ctx, id)
	if err != nil {
		return p, err
	}
	box, ok := s.Till(p.Entity).(*Sandbox)
	if !ok || !p.Sandbox {
		return p, domain.Refuse(domain.NotFound, "no-such-plan")
	}
	if err := box.Pay(ctx, id); err != nil {
		return p, err
	}
	if err := s.refresh(ctx, id, look{}); err != nil {
		return p, err
	}
	return s.Store.Plan(ctx, id)
}
