package giving

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
)

// A Gift is a plan as its donor sees it through the private link.
type Gift struct {
	Plan
	Recipient Recipient
	Payments  []Payment // newest first
	Open      []Intent  // what the provider has not confirmed yet
	Least     domain.Money
	Most      domain.Money
}

// Underway reports whether the first payment is one that the donor's bank has
// still to confirm.
func (g Gift) Underway() bool { return underway(g.Payments) }

// Acts is what a donor may still do with a gift.
type Acts struct{ Lower, Raise, Day, Card, Pause, Resume, Stop bool }

// Acts says what the donor may still do.
func (g Gift) Acts() Acts {
	run := g.Running()
	monthly := run && g.Interval == Monthly
	return Acts{
		Lower: run && (g.Least.Less(g.Amount) || g.Raising()), Raise: run && g.Amount.Less(g.Most), Day: monthly && g.Status == Active,
		Card: run, Pause: run && g.Status != Paused, Resume: g.Status == Paused, Stop: run,
	}
}

// Raising reports whether a larger sum was wished for and is not charged yet, as
// of a debit whose payer is told before.
func (g Gift) Raising() bool {
	return slices.ContainsFunc(g.Open, func(i Intent) bool { return i.Wish == WishAmount && g.Amount.Less(i.Amount) })
}

// Gift follows a private link to a plan; NotFound where the link is not good, or
// is over, which says how to come by a new one.
func (s *Service) Gift(ctx context.Context, t domain.Token) (Gift, error) {
	l, err := s.Store.Link(ctx, t.Hash())
	if err == nil && l.Expires.IsZero() { // made before links to gifts had an end
		l.Expires = l.Made.Add(LinkLife)
	}
	switch {
	case domain.Is(err, domain.NotFound), err == nil && (l.Purpose != domain.ForGift || !l.Revoked.IsZero()):
		return Gift{}, domain.Refuse(domain.NotFound, "link-not-good")
	case err != nil:
		return Gift{}, err
	case !l.Good(s.Clock.Now()):
		return Gift{}, domain.Refuse(domain.NotFound, "gift-link-over")
	}
	return s.gift(ctx, PlanID(l.Object))
}

// LinkLife is how long the link in a letter opens a gift, to whoever holds it. A
// letter comes with every payment, each with a link of its own: who gives by the
// month has always one that works, and a receipt that was passed on does not show
// and stop a gift for ever.
const LinkLife = 400 * 24 * time.Hour

func (s *Service) gift(ctx context.Context, id PlanID) (g Gift, err error) {
	if g.Plan, err = s.Store.Plan(ctx, id); err != nil {
		return g, err
	}
	if g.Recipient, err = s.Store.Recipient(ctx, g.Group, g.Entity); err != nil {
		return g, err
	}
	if g.Payments, err = s.Store.Payments(ctx, id); err != nil {
		return g, err
	}
	g.Least, g.Most = whole(least, g.Amount.Currency), whole(most, g.Amount.Currency)
	g.Open, err = s.Store.OpenIntents(ctx, id, s.Clock.Now().Add(time.Second), 20)
	return g, err
}

// A ChangeInput is what a donor sends to change a plan.
type ChangeInput struct {
	ID     string `json:"id"`     // of the wish, made by the sender
	Amount string `json:"amount"` // to be charged from the next time on, to lower or to raise
	Day    int    `json:"day"`    // of the month, 1 to 28, to charge on another
	Months int    `json:"months"` // 1 to 3, to pause
	Code   string `json:"code"`   // that we mailed, to raise and for another day or card

	// What the law of some recipients asks above some sums.
	Sworn      []string `json:"sworn"` // statements that the donor makes, by their items
	Address    string   `json:"address"`
	Occupation string   `json:"occupation"`
	Employer   string   `json:"employer"`
}

func (in ChangeInput) id() (IntentID, error) {
	id, ok := domain.ParseID[IntentID](in.ID)
	if !ok {
		return "", domain.Wrong{"id": "not-understood"}.Err()
	}
	return id, nil
}

// Lower makes every charge from the next one on smaller. Refuses with Invalid;
// Conflict where the plan has ended ("plan-over") or where the amount is not
// smaller ("raise-needs-code"). The present sum takes back a larger one that was
// wished for and is not charged yet.
func (s *Service) Lower(ctx context.Context, t domain.Token, in ChangeInput) (Gift, error) {
	return s.wish(ctx, t, WishAmount, in, func(g Gift, i *Intent) error {
		m, ok := domain.ParseMoney(in.Amount, g.Amount.Currency)
		w := domain.Wrong{}
		w.Check(ok, "amount", "not-an-amount")
		w.Check(!ok || !m.Less(g.Least), "amount", "gift-too-small")
		if err := w.Err(); err != nil {
			return err
		}
		if !m.Less(g.Amount) && !(m == g.Amount && g.Raising()) {
			return domain.Refuse(domain.Conflict, "raise-needs-code")
		}
		i.Amount = m
		return nil
	})
}

// Pause lets the charges of the coming one to three months fall out; the first
// charge after them comes on its usual day. Refuses with Invalid; Conflict
// where the plan has ended ("plan-over") or is paused ("paused-already").
func (s *Service) Pause(ctx context.Context, t domain.Token, in ChangeInput) (Gift, error) {
	return s.wish(ctx, t, WishPause, in, func(g Gift, i *Intent) error {
		if in.Months < 1 || in.Months > 3 {
			return domain.Wrong{"months": "pick-one"}.Err()
		}
		if g.Status == Paused {
			return domain.Refuse(domain.Conflict, "paused-already")
		}
		i.Months, i.Until = in.Months, PauseEnd(g.Plan, in.Months)
		return nil
	})
}

// PauseEnd is when a pause of so many months ends: a day before the first
// charge that is made again.
func PauseEnd(p Plan, months int) time.Time {
	t := p.Next
	for range months {
		t = MonthAfter(t, p.Anchor)
	}
	return t.Add(-24 * time.Hour)
}

// Resume ends a pause: the next charge comes on its usual day. Refuses with
// Conflict where the plan has ended ("plan-over") or is not paused ("not-paused").
func (s *Service) Resume(ctx context.Context, t domain.Token, in ChangeInput) (Gift, error) {
	in.Months = 0
	return s.wish(ctx, t, WishPause, in, func(g Gift, _ *Intent) error {
		if g.Status != Paused {
			return domain.Refuse(domain.Conflict, "not-paused")
		}
		return nil
	})
}

// Stop ends a plan at once. Stopping what has ended is no fault.
func (s *Service) Stop(ctx context.Context, t domain.Token, in ChangeInput) (Gift, error) {
	return s.wish(ctx, t, WishStop, in, func(Gift, *Intent) error { return nil })
}

// wish keeps what a donor wants of a running plan, with what else is kept
// then, and carries it to the provider. Where the provider does not answer, the wish stays open and is
// asked again until it is true: the donor need do nothing more. Refuses with
// Conflict ("pledged-otherwise") an id under which something else was wished.
func (s *Service) wish(ctx context.Context, t domain.Token, what Wish, in ChangeInput, read func(Gift, *Intent) error, also ...func(Store) error) (Gift, error) {
	g, err := s.Gift(ctx, t)
	if err != nil {
		return g, err
	}
	return s.wishFor(ctx, g, what, in, read, also...)
}

// wishFor is wish for a gift whose donor it is known to be.
func (s *Service) wishFor(ctx context.Context, g Gift, what Wish, in ChangeInput, read func(Gift, *Intent) error, also ...func(Store) error) (Gift, error) {
	now := s.Clock.Now()
	i := Intent{Plan: g.Plan.ID, Wish: what, Key: domain.NewID[string](now), Keyed: now, Made: now}
	var err error
	if i.ID, err = in.id(); err != nil {
		return g, err
	}
	if known, err := s.wished(ctx, i, in); known || err != nil {
		return g, err
	}
	err = read(g, &i)
	if !g.Running() && !(err == nil && what == WishStop) {
		return g, domain.Refuse(domain.Conflict, "plan-over")
	}
	if err != nil || !g.Running() {
		return g, err
	}
	fresh := false
	err = s.Atomically(ctx, func(tx Store) (err error) {
		if fresh, err = tx.AddIntent(ctx, i); err != nil || !fresh {
			return err
		}
		for _, do := range also {
			if err := do(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && !fresh { // the same id came at the same moment
		_, err = s.wished(ctx, i, in)
		return g, err
	}
	if err != nil {
		return g, err
	}
	if err := s.carry(ctx, i); err != nil {
		s.tell(ctx, err)
	}
	return s.gift(ctx, g.Plan.ID)
}

// Mine lists the plans of who, and those made with one of the addresses that
// who has confirmed. Nobody has none.
func (s *Service) Mine(ctx context.Context, who domain.Actor, emails []string) ([]Plan, error) {
	if who.Nobody() {
		return nil, nil
	}
	return s.Store.GiversPlans(ctx, who.Person, emails)
}

// Unlock makes a private link, good for an hour, to a plan that Mine lists.
// Refuses with SignedOut for nobody, and with NotFound for every other plan.
func (s *Service) Unlock(ctx context.Context, who domain.Actor, emails []string, id PlanID) (domain.Token, error) {
	if who.Nobody() {
		return "", domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	plans, err := s.Mine(ctx, who, emails)
	if err != nil {
		return "", err
	}
	if !slices.ContainsFunc(plans, func(p Plan) bool { return p.ID == id }) {
		return "", domain.Refuse(domain.NotFound, "no-such-plan")
	}
	t, now := domain.NewToken(), s.Clock.Now()
	return t, s.Store.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: domain.ForGift, Object: string(id), Made: now, Expires: now.Add(time.Hour)})
}

// Held is every plan of a person with its payments, for their download.
func (s *Service) Held(ctx context.Context, p domain.PersonID, emails []string) (any, error) {
	plans, err := s.Store.GiversPlans(ctx, p, emails)
	if err != nil {
		return nil, err
	}
	held := []Gift{}
	for _, plan := range plans {
		g, err := s.gift(ctx, plan.ID)
		if err != nil {
			return nil, err
		}
		held = append(held, g)
	}
	return held, nil
}
