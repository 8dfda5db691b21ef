package stripe

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/stripe/stripe-go/v76"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// Look reads the payment page, or the subscription with all its invoices, or
// the single payment, whichever there is.
func (t *Till) Look(ctx context.Context, id giving.PlanID, refs giving.Refs) (giving.Standing, error) {
	st := giving.Standing{Refs: refs, Status: giving.Pending}
	if st.Subscription == "" {
		if err := t.page(ctx, id, &st); err != nil || st.Subscription == "" {
			return st, err
		}
	}
	if strings.HasPrefix(st.Subscription, "pi_") {
		return st, t.single(ctx, id, &st)
	}
	return st, t.standing(ctx, id, &st)
}

// page finds out what came of a payment page.
func (t *Till) page(ctx context.Context, id giving.PlanID, st *giving.Standing) error {
	if st.Checkout == "" {
		return domain.Refuse(domain.NotFound, "no-such-plan")
	}
	s, err := t.api.CheckoutSessions.Get(st.Checkout, &stripe.CheckoutSessionParams{Params: with(ctx, "")})
	if err != nil {
		return refused(err, "read "+st.Checkout)
	}
	if err := mine(s.Metadata, id); err != nil {
		return err
	}
	switch {
	case s.Status == stripe.CheckoutSessionStatusExpired:
		st.Status, st.Reason, st.Ended = giving.Stopped, giving.ReasonUnfinished, moment(s.ExpiresAt)
	case s.Subscription != nil:
		st.Subscription = s.Subscription.ID
	case s.PaymentIntent != nil && s.Status == stripe.CheckoutSessionStatusComplete:
		st.Subscription = s.PaymentIntent.ID
	}
	return nil
}

// mine refuses what Stripe keeps under another plan's id, or under none.
func mine(metadata map[string]string, id giving.PlanID) error {
	if metadata[planKey] != string(id) {
		return domain.Refuse(domain.NotFound, "no-such-plan")
	}
	return nil
}

// statuses is Stripe's words in ours.
var statuses = map[stripe.SubscriptionStatus]giving.Status{
	stripe.SubscriptionStatusActive:            giving.Active,
	stripe.SubscriptionStatusTrialing:          giving.Active,
	stripe.SubscriptionStatusPastDue:           giving.Retrying,
	stripe.SubscriptionStatusUnpaid:            giving.Retrying,
	stripe.SubscriptionStatusIncomplete:        giving.Pending,
	stripe.SubscriptionStatusIncompleteExpired: giving.Stopped,
	stripe.SubscriptionStatusCanceled:          giving.Stopped,
	stripe.SubscriptionStatusPaused:            giving.Paused,
}

func (t *Till) standing(ctx context.Context, id giving.PlanID, st *giving.Standing) error {
	sub, err := t.api.Subscriptions.Get(st.Subscription, &stripe.SubscriptionParams{
		Params: with(ctx, "", "default_payment_method", "customer.invoice_settings.default_payment_method"),
	})
	if err != nil {
		return refused(err, "read "+st.Subscription)
	}
	if err := mine(sub.Metadata, id); err != nil {
		return err
	}
	st.Status = statuses[sub.Status]
	if st.Status == "" {
		return errors.New("stripe: " + sub.ID + " is " + string(sub.Status) + ", which we do not know")
	}
	if sub.Customer != nil {
		st.Customer = sub.Customer.ID
	}
	st.Card = cardOf(sub)
	for _, item := range sub.Items.Data {
		st.Amount = money(st.Amount.Minor+item.Price.UnitAmount*item.Quantity, item.Price.Currency)
	}
	t.days(sub, st)
	mandate, open, err := t.invoices(ctx, st)
	if err != nil {
		return err
	}
	if sub.Status == stripe.SubscriptionStatusPastDue && st.Status == giving.Retrying && !open {
		st.Status = giving.Active // nothing is left to be tried again
	}
	if mandate == "" || st.Card.Kind != giving.ByDebit {
		return nil
	}
	return t.mandate(ctx, st, mandate)
}

// mandate adds whether the donor or their bank has ended a mandate. A key that
// may not see mandates is told of, and stops nothing.
func (t *Till) mandate(ctx context.Context, st *giving.Standing, id string) error {
	m, err := t.api.Mandates.Get(id, &stripe.MandateParams{Params: with(ctx, "")})
	var e *stripe.Error
	if errors.As(err, &e) && e.HTTPStatusCode == http.StatusForbidden {
		t.say("stripe: the key may not read mandates: nobody is told when a bank ends one")
		return nil
	}
	if err == nil {
		st.Card.Void = m.Status == stripe.MandateStatusInactive
	}
	return refused(err, "read "+id)
}

// days is when the subscription charges next, pauses and ends.
func (t *Till) days(sub *stripe.Subscription, st *giving.Standing) {
	if st.Status == giving.Stopped {
		st.Ended, st.Reason = moment(sub.EndedAt), giving.ReasonProvider
		if sub.Status == stripe.SubscriptionStatusIncompleteExpired {
			st.Reason = giving.ReasonUnfinished
		} else if d := sub.CancellationDetails; d != nil && d.Reason == stripe.SubscriptionCancellationDetailsReasonCancellationRequested {
			st.Reason = giving.ReasonDonor
		} else if d != nil && d.Reason == stripe.SubscriptionCancellationDetailsReasonPaymentFailed {
			st.Reason = giving.ReasonUnpaid
		}
		return
	}
	if st.Status == giving.Pending || sub.CancelAtPeriodEnd {
		return
	}
	st.Next, st.Anchor = moment(sub.CurrentPeriodEnd), moment(sub.BillingCycleAnchor).Day()
	if sub.PauseCollection == nil {
		return
	}
	if st.Status == giving.Active || st.Status == giving.Retrying {
		st.Status = giving.Paused // collection pauses, and the subscription's own status stays
	}
	st.PausedUntil = moment(sub.PauseCollection.ResumesAt)
	for st.Next.Before(st.PausedUntil) {
		st.Next = giving.MonthAfter(st.Next, moment(sub.BillingCycleAnchor).Day())
	}
	if st.PausedUntil.IsZero() {
		st.Next = st.PausedUntil // paused in Stripe's own pages, without an end
	}
}

// invoices adds the charges of a subscription, and answers by which mandate the
// latest was debited, empty for a card, and whether one is still asked for.
func (t *Till) invoices(ctx context.Context, st *giving.Standing) (mandate string, open bool, err error) {
	params := &stripe.InvoiceListParams{Subscription: stripe.String(st.Subscription)}
	params.Context = ctx
	params.Limit = stripe.Int64(100)
	for _, e := range []string{"data.charge.balance_transaction", "data.charge.refunds", "data.payment_intent"} {
		params.AddExpand(e)
	}
	list := t.api.Invoices.List(params) // the latest first
	for list.Next() {
		open = open || list.Invoice().Status == stripe.InvoiceStatusOpen
		c, ok := chargeOf(list.Invoice())
		if !ok {
			continue
		}
		if mandate == "" {
			mandate = mandateOf(list.Invoice().Charge)
		}
		if err := t.back(ctx, list.Invoice().Charge, &c); err != nil {
			return "", open, err
		}
		st.Charges = append(st.Charges, c)
	}
	return mandate, open, refused(list.Err(), "list invoices of "+st.Subscription)
}

// chargeOf reads an invoice; false for one that was never charged. One that was
// voided is asked for no more, and neither is one that somebody marked as paid
// outside of Stripe, whose money did not come by the till.
func chargeOf(inv *stripe.Invoice) (giving.Charge, bool) {
	c := giving.Charge{
		Invoice: inv.ID, Amount: money(inv.AmountDue, inv.Currency), Attempts: int(inv.AttemptCount),
		From: moment(inv.PeriodStart), Until: moment(inv.PeriodEnd), Again: moment(inv.NextPaymentAttempt),
	}
	if inv.Lines != nil && len(inv.Lines.Data) > 0 && inv.Lines.Data[0].Period != nil {
		c.From, c.Until = moment(inv.Lines.Data[0].Period.Start), moment(inv.Lines.Data[0].Period.End)
	}
	switch {
	case inv.Status == stripe.InvoiceStatusPaid && !inv.PaidOutOfBand:
		c.Amount, c.Again = money(inv.AmountPaid, inv.Currency), moment(0)
		c.Paid = moment(inv.Created)
		if inv.StatusTransitions != nil && inv.StatusTransitions.PaidAt != 0 {
			c.Paid = moment(inv.StatusTransitions.PaidAt)
		}
	case !inv.Attempted, inv.Status == stripe.InvoiceStatusDraft:
		return c, false
	case inv.Status == stripe.InvoiceStatusVoid, inv.Status == stripe.InvoiceStatusPaid:
		c.Void, c.Again = true, moment(0)
	default:
		c.Underway = inv.Charge != nil && inv.Charge.Status == stripe.ChargeStatusPending
		if pi := inv.PaymentIntent; pi != nil && pi.Status == stripe.PaymentIntentStatusRequiresAction {
			c.Action = inv.HostedInvoiceURL
		}
	}
	return *takeCharge(&c, inv.Charge), true
}

// single reads a gift that was made once.
func (t *Till) single(ctx context.Context, id giving.PlanID, st *giving.Standing) error {
	pi, err := t.api.PaymentIntents.Get(st.Subscription, &stripe.PaymentIntentParams{
		Params: with(ctx, "", "latest_charge.balance_transaction", "latest_charge.refunds"),
	})
	if err != nil {
		return refused(err, "read "+st.Subscription)
	}
	if err := mine(pi.Metadata, id); err != nil {
		return err
	}
	st.Amount = money(pi.Amount, pi.Currency)
	switch {
	case pi.Status == stripe.PaymentIntentStatusCanceled:
		st.Status, st.Reason, st.Ended = giving.Stopped, giving.ReasonUnfinished, moment(pi.CanceledAt)
	case pi.Status == stripe.PaymentIntentStatusProcessing && pi.LatestCharge != nil:
		c := giving.Charge{Invoice: pi.ID, Amount: money(pi.Amount, pi.Currency), From: moment(pi.LatestCharge.Created), Attempts: 1, Underway: true}
		st.Charges = append(st.Charges, *takeCharge(&c, pi.LatestCharge))
	case pi.Status == stripe.PaymentIntentStatusRequiresPaymentMethod && pi.LatestCharge != nil:
		// The page is finished, and the bank said no afterwards: nobody tries again.
		at := moment(pi.LatestCharge.Created)
		st.Status, st.Reason, st.Ended = giving.Stopped, giving.ReasonUnpaid, at
		c := giving.Charge{Invoice: pi.ID, Amount: money(pi.Amount, pi.Currency), From: at, Attempts: 1}
		st.Charges = append(st.Charges, *takeCharge(&c, pi.LatestCharge))
	case pi.Status == stripe.PaymentIntentStatusSucceeded && pi.LatestCharge != nil:
		at, err := t.settledAt(ctx, pi)
		if err != nil {
			return err
		}
		st.Status, st.Reason, st.Ended = giving.Stopped, giving.ReasonOnce, at
		c := giving.Charge{Invoice: pi.ID, Amount: money(pi.AmountReceived, pi.Currency), Paid: at, From: moment(pi.LatestCharge.Created), Attempts: 1}
		if err := t.back(ctx, pi.LatestCharge, takeCharge(&c, pi.LatestCharge)); err != nil {
			return err
		}
		st.Charges = append(st.Charges, c)
	}
	return nil
}

// takeCharge adds what the charge tells: its name, the fee, and what came of it
// into the balance where that is of another currency.
func takeCharge(c *giving.Charge, ch *stripe.Charge) *giving.Charge {
	if ch == nil {
		return c
	}
	c.Charge, c.By = ch.ID, paidBy(ch.PaymentMethodDetails)
	b := ch.BalanceTransaction
	if b != nil && b.Fee > 0 {
		c.Fee = money(b.Fee, b.Currency)
	}
	if b != nil {
		c.Settled = exchanged(b, c.Amount.Currency)
	}
	return c
}
