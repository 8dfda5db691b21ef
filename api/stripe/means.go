package stripe

import (
	"context"
	"encoding/json"
	"time"

	"github.com/stripe/stripe-go/v76"

	"barnstorm/domain/giving"
)

// cardOf is what pays for a subscription: what is tied to it, else what its
// customer gave.
func cardOf(sub *stripe.Subscription) giving.Card {
	m := sub.DefaultPaymentMethod
	if m == nil && sub.Customer != nil && sub.Customer.InvoiceSettings != nil {
		m = sub.Customer.InvoiceSettings.DefaultPaymentMethod
	}
	switch {
	case m == nil:
	case m.Card != nil:
		// It pays until the end of its month.
		return giving.Card{Kind: giving.ByCard, Last: m.Card.Last4, Ends: time.Date(int(m.Card.ExpYear), time.Month(m.Card.ExpMonth)+1, 1, 0, 0, 0, 0, time.UTC)}
	case m.BACSDebit != nil:
		return giving.Card{Kind: giving.ByDebit, Last: m.BACSDebit.Last4}
	case m.SEPADebit != nil:
		return giving.Card{Kind: giving.ByDebit, Last: m.SEPADebit.Last4}
	case m.USBankAccount != nil:
		return giving.Card{Kind: giving.ByDebit, Last: m.USBankAccount.Last4}
	case m.ACSSDebit != nil:
		return giving.Card{Kind: giving.ByDebit, Last: m.ACSSDebit.Last4}
	}
	return giving.Card{}
}

// paidBy is what paid a charge, wallets by the card behind them.
func paidBy(d *stripe.ChargePaymentMethodDetails) giving.Card {
	switch {
	case d == nil:
	case d.Card != nil:
		return giving.Card{Kind: giving.ByCard, Last: d.Card.Last4}
	case d.BACSDebit != nil:
		return giving.Card{Kind: giving.ByDebit, Last: d.BACSDebit.Last4}
	case d.SEPADebit != nil:
		return giving.Card{Kind: giving.ByDebit, Last: d.SEPADebit.Last4}
	case d.USBankAccount != nil:
		return giving.Card{Kind: giving.ByDebit, Last: d.USBankAccount.Last4}
	case d.ACSSDebit != nil:
		return giving.Card{Kind: giving.ByDebit, Last: d.ACSSDebit.Last4}
	}
	return giving.Card{}
}

// mandateOf is by which mandate a charge was debited, where Stripe tells.
func mandateOf(ch *stripe.Charge) string {
	if ch == nil || ch.PaymentMethodDetails == nil {
		return ""
	}
	switch d := ch.PaymentMethodDetails; {
	case d.BACSDebit != nil:
		return d.BACSDebit.Mandate
	case d.SEPADebit != nil:
		return d.SEPADebit.Mandate
	case d.ACSSDebit != nil:
		return d.ACSSDebit.Mandate
	}
	return ""
}

// settledAt is when a single gift was paid. The bank answers a debit days after its
// charge was made, and neither the charge nor its balance transaction says when:
// the event does, which Stripe keeps for thirty days.
func (t *Till) settledAt(ctx context.Context, pi *stripe.PaymentIntent) (time.Time, error) {
	begun := moment(pi.LatestCharge.Created)
	if paidBy(pi.LatestCharge.PaymentMethodDetails).Kind != giving.ByDebit {
		return begun, nil
	}
	params := &stripe.EventListParams{Type: stripe.String("checkout.session.async_payment_succeeded"), CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: begun.Unix()}}
	params.Context, params.Limit = ctx, stripe.Int64(100)
	list := t.api.Events.List(params)
	for list.Next() {
		var of object
		if e := list.Event(); e.Data != nil && json.Unmarshal(e.Data.Raw, &of) == nil && string(of.Intent) == pi.ID {
			return moment(e.Created), nil
		}
	}
	return begun, refused(list.Err(), "list events")
}
