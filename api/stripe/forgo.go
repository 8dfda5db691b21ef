package stripe

import (
	"context"

	"github.com/stripe/stripe-go/v76"

	"barnstorm/domain"
)

// forgo has Stripe ask no more for the invoices of a subscription that have a
// status and are of more than above, in minor units: open ones are voided, drafts
// stay drafts. What a bank has been told to debit is on its way and is left.
func (t *Till) forgo(ctx context.Context, key, sub string, status stripe.InvoiceStatus, above int64) error {
	params := &stripe.InvoiceListParams{Subscription: stripe.String(sub), Status: stripe.String(string(status))}
	params.Context, params.Limit = ctx, stripe.Int64(100)
	params.AddExpand("data.charge")
	params.AddExpand("data.payment_intent")
	list := t.api.Invoices.List(params)
	for list.Next() {
		inv := list.Invoice()
		if inv.Status != status || inv.AmountDue <= above || atBank(inv) {
			continue
		}
		if err := t.letGo(ctx, key+"-"+inv.ID, inv); err != nil && !domain.Is(err, domain.NotFound) {
			return err
		}
	}
	return refused(list.Err(), "list invoices of "+sub)
}

// atBank reports whether a bank has been asked to pay an invoice and has not
// answered.
func atBank(inv *stripe.Invoice) bool {
	return inv.Charge != nil && inv.Charge.Status == stripe.ChargeStatusPending ||
		inv.PaymentIntent != nil && inv.PaymentIntent.Status == stripe.PaymentIntentStatusProcessing
}

// letGo has Stripe ask no more for one invoice.
func (t *Till) letGo(ctx context.Context, key string, inv *stripe.Invoice) (err error) {
	if inv.Status == stripe.InvoiceStatusDraft {
		_, err = t.api.Invoices.Update(inv.ID, &stripe.InvoiceParams{Params: with(ctx, key), AutoAdvance: stripe.Bool(false)})
	} else {
		_, err = t.api.Invoices.VoidInvoice(inv.ID, &stripe.InvoiceVoidInvoiceParams{Params: with(ctx, key)})
	}
	return refused(err, "let go of "+inv.ID)
}
