package giving

import (
	"context"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// A PledgeInput is what a donor sends to promise a gift. The currency, the
// recipient and the fees are ours to say.
type PledgeInput struct {
	ID     string `json:"id"`     // of the plan, made by the sender
	Often  string `json:"often"`  // "monthly" or "once"
	Amount string `json:"amount"` // of the ladder, as typed: "10"
	Other  string `json:"other"`  // another amount, which wins over Amount
	Covers bool   `json:"covers"` // add the fees to the amount
	Name   string `json:"name"`
	Email  string `json:"email"`
	Own    bool   `json:"own"` // it is the donor's own money

	// What the law of some recipients asks above some sums.
	Sworn      []string `json:"sworn"` // statements that the donor makes, by their items
	Address    string   `json:"address"`
	Occupation string   `json:"occupation"`
	Employer   string   `json:"employer"`
}

// field is the box in which the amount stands.
func (in PledgeInput) field() string {
	if strings.TrimSpace(in.Other) == "" {
		return "amount"
	}
	return "other"
}

// plan reads an input against what is offered.
func (in PledgeInput) plan(o Offer) (Plan, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[PlanID](in.ID)
	w.Check(ok, "id", "not-understood")
	w.Check(in.Often == string(Monthly) || in.Often == string(Once), "often", "pick-one")
	net := in.amount(w, o)
	name := strings.TrimSpace(in.Name)
	w.Check(name != "", "name", "needed")
	w.Check(len([]rune(name)) <= 120 && !strings.ContainsFunc(name, unicode.IsControl), "name", "too-long")
	email, ok := domain.Email(in.Email)
	w.Check(strings.TrimSpace(in.Email) != "", "email", "needed")
	w.Check(ok, "email", "not-an-address")
	w.Check(in.Own, "own", "own-money-only")
	p := Plan{
		ID: id, Entity: o.Entity, Group: o.Group, Sandbox: o.Sandbox, Fund: GeneralFund,
		Name: name, Email: email, Amount: net, Covers: in.Covers, Interval: Interval(in.Often), Status: Pending,
	}
	if in.Covers {
		p.Amount = o.Fees.Gross(net)
	}
	if o.Appeal.ID != "" {
		p.Appeal, p.Fund = o.Appeal.ID, o.Appeal.Fund
	}
	return p, w.Err()
}

func (in PledgeInput) amount(w domain.Wrong, o Offer) domain.Money {
	field, text := in.field(), in.Other
	if field == "amount" {
		text = in.Amount
	}
	m, ok := domain.ParseMoney(text, o.Currency)
	w.Check(ok, field, "not-an-amount")
	w.Check(!ok || !m.Less(o.Least), field, "gift-too-small")
	gross := m
	if in.Covers {
		gross = o.Fees.Gross(m)
	}
	w.Check(!ok || !o.Most.Less(gross), field, "gift-too-large")
	return m
}

// Charge is what an input would charge each time, and what of it covers the
// fees; false where the amount cannot be taken.
func (o Offer) Charge(in PledgeInput) (total, fee domain.Money, ok bool) {
	w := domain.Wrong{}
	net := in.amount(w, o)
	if total = net; in.Covers && len(w) == 0 {
		total = o.Fees.Gross(net)
	}
	return total, total.Minus(net), len(w) == 0
}

// Pledge records a donor's promise and opens a payment page for it, in the
// language of locale. Sent
// twice it is one plan and one page. Refuses with Invalid; NotFound where
// there is no such group; Conflict where the same id promised something else
// ("pledged-otherwise"), or was paid or stopped ("pledge-over"), or where the
// entity cannot take money now ("till-closed"); Busy where the provider did
// not answer ("till-silent"): the promise is kept, and the same again will do.
func (s *Service) Pledge(ctx context.Context, who domain.Actor, g domain.GroupID, in PledgeInput, locale string) (Plan, error) {
	o, err := s.Offer(ctx, g)
	if err != nil {
		return Plan{}, err
	}
	return s.pledge(ctx, who, o, in, locale)
}

func (s *Service) pledge(ctx context.Context, who domain.Actor, o Offer, in PledgeInput, locale string) (Plan, error) {
	p, err := in.plan(o)
	if err != nil {
		return Plan{}, err
	}
	declared, err := s.lawful(ctx, who, o, p, in)
	if err != nil {
		return Plan{}, err
	}
	if s.Till(p.Entity).Sandbox() != p.Sandbox {
		return Plan{}, domain.Refuse(domain.Conflict, "till-closed")
	}
	now := s.Clock.Now()
	p.Person, p.Locale, p.Made, p.Own, p.LookAt = who.Person, locale, now, now, now.Add(pendingLook)
	i := Intent{ID: IntentID(p.ID), Plan: p.ID, Wish: WishPage, Amount: p.Amount, Key: string(p.ID), Keyed: now, Made: now}
	err = s.Atomically(ctx, func(tx Store) error { return promise(ctx, tx, &p, &i, declared) })
	if err != nil || p.Page != "" {
		return p, err
	}
	if err := s.carry(ctx, i); err != nil {
		s.tell(ctx, err)
		return p, domain.Refuse(domain.Busy, "till-silent")
	}
	if p, err = s.Store.Plan(ctx, p.ID); err == nil && p.Page == "" {
		err = domain.Refuse(domain.Conflict, "pledge-over") // nobody opens a page that was asked for a day ago
	}
	return p, err
}

// promise keeps a plan with the intent to open its page and what the donor
// told, or finds what the same promise left there before.
func promise(ctx context.Context, tx Store, p *Plan, i *Intent, d *Declaration) error {
	fresh, err := tx.AddPlan(ctx, *p)
	if err != nil {
		return err
	}
	if fresh && d != nil {
		if err := tx.Declare(ctx, *d); err != nil {
			return err
		}
	}
	if fresh {
		_, err = tx.AddIntent(ctx, *i)
		return err
	}
	old, err := tx.Plan(ctx, p.ID)
	if err != nil {
		return err
	}
	same := old.Group == p.Group && old.Appeal == p.Appeal && old.Amount == p.Amount && old.Interval == p.Interval &&
		old.Name == p.Name && old.Email == p.Email && old.Covers == p.Covers
	switch {
	case !same:
		return Otherwise()
	case old.Status != Pending:
		return domain.Refuse(domain.Conflict, "pledge-over")
	}
	*p = old
	*i, err = tx.Intent(ctx, i.ID)
	return err
}

// openPage opens the payment page of a pending plan.
func (s *Service) openPage(ctx context.Context, till Till, i Intent, p Plan) error {
	if p.Status != Pending {
		i.Done = s.Clock.Now()
		return s.Store.PutIntent(ctx, i)
	}
	to, err := s.Store.Recipient(ctx, p.Group, p.Entity)
	if err != nil {
		return err
	}
	page, err := till.Checkout(ctx, i.Key, p, to)
	if err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		now, err := tx.HoldPlan(ctx, p.ID)
		if err != nil {
			return err
		}
		now.Refs, now.Page = now.Refs.Or(Refs{Checkout: page.Ref}), page.URL
		if err := tx.PutPlan(ctx, now); err != nil {
			return err
		}
		i.Done = s.Clock.Now()
		return tx.PutIntent(ctx, i)
	})
}

// pendingLook is how long after a promise we look for ourselves whether it was
// paid, should nobody have told us.
const pendingLook = 2 * time.Minute

// Promised is a plan as the thank-you page shows it to whoever has its
// address: what was promised, and not by whom.
type Promised struct {
	Recipient
	ID       PlanID
	Amount   domain.Money
	Interval Interval
	Status   Status
	Reason   string
	Next     time.Time
	Page     string // the payment page, while it is open
	Underway bool   // the donor's bank has still to confirm the payment
}

// thankedFor is how long after a promise, or its first payment, whoever has the
// address of its thank-you page sees it: the id of a plan is no secret.
const thankedFor = 24 * time.Hour

// Promised finds what the thank-you page says of a plan while it is not paid and
// for a day after, or refuses with NotFound. Later the link of a letter shows it.
func (s *Service) Promised(ctx context.Context, id PlanID) (Promised, error) {
	p, err := s.Store.Plan(ctx, id)
	if err != nil {
		return Promised{}, err
	}
	to, err := s.Store.Recipient(ctx, p.Group, p.Entity)
	if err != nil {
		return Promised{}, err
	}
	pays, err := s.Store.Payments(ctx, id)
	if err == nil && !p.thanked(pays, s.Clock.Now()) {
		err = domain.Refuse(domain.NotFound, "no-such-plan")
	}
	if err != nil {
		return Promised{}, err
	}
	return Promised{to, p.ID, p.Amount, p.Interval, p.Status, p.Reason, p.Next, p.Page, underway(pays)}, nil
}

// thanked reports whether the thank-you page of a plan still says anything.
func (p Plan) thanked(pays []Payment, now time.Time) bool {
	until := p.Made.Add(thankedFor)
	if len(pays) == 1 && pays[0].Paid.After(p.Made) {
		until = pays[0].Paid.Add(thankedFor)
	}
	return p.Status == Pending || underway(pays) || now.Before(until)
}

// underway reports whether the first payment of a plan is one that the donor's
// bank has still to confirm.
func underway(pays []Payment) bool {
	return len(pays) == 1 && pays[0].Status == Underway
}
