package giving

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"barnstorm/domain"
)

// A settlement is what has to be written so that our records say what the
// provider says. It is a function of the provider's state and of what we know
// already, so that it comes out the same in whatever order we are told, and
// however often.
type settlement struct {
	plan         Plan
	payments     []Payment // new or changed
	transactions []Transaction
	letters      []letter
	returned     []BackID // money that was sent back and could not be delivered
	alarms       []alarm  // what treasurers are told of
}

// settle compares how a plan stands at the provider with what is known of it.
func settle(p Plan, known []Payment, st Standing, now time.Time) settlement {
	out := settlement{plan: p}
	byInvoice := map[string]Payment{}
	for _, k := range known {
		byInvoice[k.Invoice] = k
	}
	slices.SortFunc(st.Charges, func(a, b Charge) int { return a.From.Compare(b.From) })
	for _, c := range st.Charges {
		if c.Amount.Minor > 0 { // moving a charge day makes invoices of nothing
			old, seen := byInvoice[c.Invoice]
			out.charge(old, seen, c, now)
		}
	}
	out.stand(st, now)
	return out
}

// charge settles one invoice.
func (out *settlement) charge(old Payment, seen bool, c Charge, now time.Time) {
	p := out.plan
	if !old.Paid.IsZero() && !c.Paid.IsZero() {
		c.Paid = old.Paid // when it was paid, a provider does not say for ever
	}
	pay := Payment{
		ID: old.ID, Plan: p.ID, Entity: p.Entity, Group: p.Group, Sandbox: p.Sandbox,
		Invoice: c.Invoice, Charge: c.Charge, Amount: c.Amount, Fee: c.Fee, Status: Failed,
		Paid: c.Paid, From: c.From, Until: c.Until, Attempts: c.Attempts, Again: c.Again, Via: ByTill, Action: c.Action,
	}
	if !seen {
		pay.ID = domain.NewID[PaymentID](now)
	}
	pay.ByHand = old.ByHand
	gone, going := c.refunded()
	pay.Refunded, pay.Going = pay.ByHand+gone, going
	pay.Dispute, pay.Disputed = c.disputed()
	pay.Status = c.status(pay)
	for _, r := range c.Refunds {
		if !r.Failed.IsZero() && r.Back != "" {
			out.returned = append(out.returned, r.Back)
		}
	}
	switch {
	case seen && pay == old && !c.Paid.IsZero() && len(c.Refunds)+len(c.Disputes) > 0:
		out.book(pay, c) // what left and came back between two looks changes no sum
		return
	case seen && pay == old, !seen && c.Void:
		return
	}
	out.payments = append(out.payments, pay)
	switch {
	case pay.Status == Underway, c.Void:
		return
	case c.Paid.IsZero() && c.Action != "":
		out.letters = append(out.letters, letter{kind: "approve", key: c.Invoice, amount: c.Amount, when: c.Again, page: c.Action})
		return
	case c.Paid.IsZero():
		out.letters = append(out.letters, letter{kind: "failed", key: c.Invoice, amount: c.Amount, when: c.Again, by: c.By})
		return
	}
	out.book(pay, c)
	if !seen || old.Paid.IsZero() {
		out.letters = append(out.letters, letter{kind: "receipt", key: c.Invoice, amount: c.Amount, when: c.Paid, reference: c.Invoice, by: c.By, from: c.From, until: c.Until})
	}
	if pay.Dispute == DisputeOpen && old.Dispute != DisputeOpen || pay.Dispute == DisputeLost && old.Dispute == "" {
		out.alarms = append(out.alarms, alarm{payment: pay.ID, amount: c.Amount, due: c.answerBy()})
	}
	if pay.Refunded > old.Refunded {
		out.letters = append(out.letters, letter{kind: "back", key: fmt.Sprint(c.Invoice, ":", pay.Refunded), amount: domain.Money{Minor: pay.Refunded - old.Refunded, Currency: c.Amount.Currency}, when: now, reference: c.Invoice})
	}
}

// refunded is what went back by the provider and did not come back again, and
// what is to go and has not left yet.
func (c Charge) refunded() (gone, going int64) {
	for _, r := range c.Refunds {
		switch {
		case !r.Failed.IsZero():
		case r.At.IsZero():
			going += r.Amount.Minor
		default:
			gone += r.Amount.Minor
		}
	}
	return gone, going
}

// status is how a charge stands, its refunds and disputes counted.
func (c Charge) status(pay Payment) PaymentStatus {
	switch {
	case c.Underway && c.Paid.IsZero():
		return Underway
	case c.Paid.IsZero():
		return Failed
	case pay.Disputed > 0:
		return Disputed
	case pay.Refunded >= pay.Amount.Minor:
		return Refunded
	default:
		return Paid
	}
}

// disputed is how the latest dispute of a charge stands, and what all of them
// have taken and not returned.
func (c Charge) disputed() (state DisputeState, minor int64) {
	var latest time.Time
	for _, d := range c.Disputes {
		if state == "" {
			state = d.State
		}
		for _, m := range d.Moves {
			minor += m.Amount.Minor
			if m.At.After(latest) {
				latest, state = m.At, d.State
			}
		}
	}
	return state, minor
}

// book writes what moved under a paid invoice into the books.
func (out *settlement) book(pay Payment, c Charge) {
	fund := out.plan.Fund
	out.transactions = append(out.transactions, move(pay, fund, c.Paid, MemoGift, c.Invoice, c.Amount, InTill, Donations))
	out.exchange(pay, c.Paid, MemoGift+":"+c.Invoice, c.Amount, c.Settled)
	if c.Fee.Minor > 0 {
		out.transactions = append(out.transactions, move(pay, fund, c.Paid, MemoFee, c.Invoice, c.Fee, FeesPaid, InTill))
	}
	for _, r := range c.Refunds {
		if r.At.IsZero() { // asked for, and nothing has moved
			continue
		}
		out.transactions = append(out.transactions, move(pay, fund, r.At, MemoRefund, r.Ref, r.Amount, Refunds, InTill))
		out.exchange(pay, r.At, MemoRefund+":"+r.Ref, negative(r.Amount), negative(r.Settled))
		if !r.Failed.IsZero() { // it did not arrive, and is ours again
			out.transactions = append(out.transactions, move(pay, fund, r.Failed, MemoRefund, r.Ref+":failed", r.Amount, InTill, Refunds))
			out.exchange(pay, r.Failed, MemoRefund+":"+r.Ref+":failed", r.Amount, r.Returned)
		}
	}
	for _, d := range c.Disputes {
		for _, m := range d.Moves {
			if m.Amount.Minor != 0 {
				out.transactions = append(out.transactions, move(pay, fund, m.At, MemoDispute, m.Ref, m.Amount, Disputes, InTill))
				out.exchange(pay, m.At, MemoDispute+":"+m.Ref, negative(m.Amount), negative(m.Settled))
			}
			if m.Fee.Minor != 0 {
				out.transactions = append(out.transactions, move(pay, fund, m.At, MemoDisputeFee, m.Ref, m.Fee, FeesPaid, InTill))
			}
		}
	}
}

// exchange books that a provider keeps what came into the till, or left it, in
// another currency: each side sums to zero in its own.
func (out *settlement) exchange(pay Payment, at time.Time, ref string, came, as domain.Money) {
	if as.Minor == 0 || as.Currency == came.Currency {
		return
	}
	out.transactions = append(out.transactions,
		move(pay, out.plan.Fund, at, MemoExchange, ref+":from", came, Exchange, InTill),
		move(pay, out.plan.Fund, at, MemoExchange, ref+":into", as, InTill, Exchange))
}

func negative(m domain.Money) domain.Money {
	m.Minor = -m.Minor
	return m
}

// stand takes over how the plan itself stands.
func (out *settlement) stand(st Standing, now time.Time) {
	p := &out.plan
	was := p.Status
	p.Refs = p.Refs.Or(st.Refs)
	p.Version++
	p.Status, p.Next, p.PausedUntil, p.Ended = st.Status, st.Next, st.PausedUntil, st.Ended
	if st.Amount.Minor > 0 {
		p.Amount = st.Amount
	}
	if st.Anchor > 0 && !p.Next.IsZero() {
		p.Anchor = st.Anchor
	}
	for _, c := range st.Charges {
		if p.Anchor == 0 && !c.Paid.IsZero() {
			p.Anchor = c.Paid.UTC().Day()
		}
	}
	out.card(st.Card)
	if p.Status != Pending {
		p.Page = ""
	}
	if p.Status == Stopped {
		if p.Reason = st.Reason; p.Step == StepEnd && st.Reason == ReasonDonor {
			p.Reason = ReasonUnpaid // it was we who ended it
		}
		kinds := map[string]string{ReasonDonor: "stopped", ReasonProvider: "stopped", ReasonUnpaid: "ended"}
		if kind := kinds[p.Reason]; kind != "" && was != Stopped && p.Interval == Monthly {
			out.letters = append(out.letters, letter{kind: kind, key: string(p.ID), amount: p.Amount, when: p.Ended})
		}
	}
	p.fail(st, now)
	p.LookAt = lookAgain(*p, now)
	for _, c := range st.Charges {
		day := now.Add(24 * time.Hour)
		if _, going := c.refunded(); going > 0 && (p.LookAt.IsZero() || day.Before(p.LookAt)) {
			p.LookAt = day // of a refund that leaves at last, not every provider tells
		}
	}
}

// card takes over what pays. Of a mandate that has ended the donor is told.
func (out *settlement) card(now Card) {
	p := &out.plan
	if now.Last == "" {
		return
	}
	ended := now.Void && !p.Card.Void && p.Running()
	p.Card.Kind, p.Card.Last, p.Card.Ends, p.Card.Void = now.Kind, now.Last, now.Ends, now.Void
	if ended {
		out.letters = append(out.letters, letter{kind: "mandate", key: string(p.ID) + ":" + now.Last, amount: p.Amount})
	}
}

// lookAgain is when we look at the provider by ourselves: the day after a
// charge that nobody told us of, an hour while a payment page is open.
func lookAgain(p Plan, now time.Time) time.Time {
	switch {
	case p.Status == Stopped:
		return time.Time{}
	case p.Status == Pending:
		return now.Add(time.Hour)
	case p.Next.IsZero() || p.Next.Before(now):
		return now.Add(24 * time.Hour)
	case p.Sandbox:
		return p.Next
	default:
		return p.Next.Add(24 * time.Hour)
	}
}

// errMoved says that a plan was settled by somebody else while we looked.
var errMoved = errors.New("giving: settled meanwhile")

// refresh looks at how a plan stands at the provider, and in one transaction
// writes what follows and does what is to be last, if anything. Should somebody else have settled the plan since, the
// look is stale and is taken again.
func (s *Service) refresh(ctx context.Context, id PlanID, last func(Store, Plan) error) error {
	for range 20 {
		before, err := s.Store.Plan(ctx, id)
		if err != nil {
			return err
		}
		st, err := s.Till(before.Entity).Look(ctx, id, before.Refs)
		if err != nil {
			return err
		}
		err = s.Atomically(ctx, func(tx Store) error { return s.take(ctx, tx, before, st, last) })
		if !errors.Is(err, errMoved) {
			return err
		}
	}
	return domain.Refuse(domain.Busy, "till-silent")
}

// take writes a settlement.
func (s *Service) take(ctx context.Context, tx Store, before Plan, st Standing, last func(Store, Plan) error) error {
	p, err := tx.HoldPlan(ctx, before.ID)
	if err != nil {
		return err
	}
	if p.Version != before.Version {
		return errMoved
	}
	known, err := tx.Payments(ctx, p.ID)
	if err != nil {
		return err
	}
	out := settle(p, known, st, s.Clock.Now())
	if err := s.keep(ctx, tx, out); err != nil || last == nil {
		return err
	}
	return last(tx, out.plan)
}

// keep writes what settlements of plans that are held say.
func (s *Service) keep(ctx context.Context, tx Store, outs ...settlement) error {
	var plans []Plan
	var payments []Payment
	var transactions []Transaction
	var mails []mail
	for _, out := range outs {
		plans = append(plans, out.plan)
		payments = append(payments, out.payments...)
		transactions = append(transactions, out.transactions...)
		for _, l := range out.letters {
			mails = append(mails, mail{out.plan, l})
		}
	}
	if err := tx.PutPlans(ctx, plans); err != nil {
		return err
	}
	if err := tx.PutPayments(ctx, payments); err != nil {
		return err
	}
	if err := Post(ctx, tx, s.Clock.Now(), transactions); err != nil {
		return err
	}
	if err := s.write(ctx, tx, mails...); err != nil {
		return err
	}
	for _, out := range outs {
		for _, id := range out.returned {
			if err := s.undelivered(ctx, tx, id); err != nil {
				return err
			}
		}
		for _, a := range out.alarms {
			if err := s.alarm(ctx, tx, out.plan, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// CatchUp looks at plans whose time has come without anybody having told us:
// at most limit. It goes on past those that fail, which are looked at again an
// hour later, and answers how many it settled.
func (s *Service) CatchUp(ctx context.Context, limit int) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	due, err := s.Store.DuePlans(ctx, s.Clock.Now(), limit)
	n := 0
	for _, p := range due {
		err := s.refresh(ctx, p.ID, nil)
		if err == nil {
			n++
			continue
		}
		if err := s.lookLater(ctx, p.ID, err); err != nil {
			return n, err
		}
	}
	return n, err
}

// lookLater puts off a plan that could not be looked at. One that the provider
// does not know a day after it was promised was never finished.
func (s *Service) lookLater(ctx context.Context, id PlanID, why error) error {
	s.tell(ctx, why)
	return s.Atomically(ctx, func(tx Store) error {
		p, err := tx.HoldPlan(ctx, id)
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		p.LookAt = now.Add(time.Hour)
		if domain.Is(why, domain.NotFound) && p.Status == Pending && now.Sub(p.Made) > 24*time.Hour {
			p.Status, p.Reason, p.Ended, p.LookAt, p.Page = Stopped, ReasonUnfinished, now, time.Time{}, ""
		}
		return tx.PutPlan(ctx, p)
	})
}
