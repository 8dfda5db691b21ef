package stripe

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// Missed lists the events since a moment. Stripe keeps them for thirty days,
// and shows them in the version in which they were made.
func (t *Till) Missed(ctx context.Context, since time.Time) (all []giving.Event, err error) {
	params := &stripe.EventListParams{CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: since.Unix()}}
	params.Context, params.Limit = ctx, stripe.Int64(100)
	list := t.api.Events.List(params)
	for list.Next() {
		e := list.Event()
		read := envelope{ID: e.ID, Type: string(e.Type), APIVersion: e.APIVersion, Created: e.Created, Livemode: e.Livemode}
		if e.Data != nil {
			if err := json.Unmarshal(e.Data.Raw, &read.Data.Object); err != nil {
				return nil, fmt.Errorf("stripe: read event %s: %w", e.ID, err)
			}
		}
		all = append(all, t.event(read))
	}
	slices.Reverse(all) // the oldest first
	return all, refused(list.Err(), "list events")
}

// Payouts lists the automatic payouts since a moment, which alone Stripe takes
// apart, with all that each is made up of.
func (t *Till) Payouts(ctx context.Context, _ domain.EntityID, since time.Time) (all []giving.Payout, err error) {
	params := &stripe.PayoutListParams{CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: since.Unix()}}
	params.Context, params.Limit = ctx, stripe.Int64(100)
	list := t.api.Payouts.List(params)
	for list.Next() {
		p := list.Payout()
		out := giving.Payout{Ref: p.ID, Amount: money(p.Amount, p.Currency), At: moment(p.ArrivalDate), State: giving.PayoutPaid}
		switch p.Status {
		case stripe.PayoutStatusFailed, stripe.PayoutStatusCanceled:
			out.State = giving.PayoutFailed
		case stripe.PayoutStatusPaid:
		default:
			continue // not there yet
		}
		if p.Automatic {
			if out.Items, err = t.items(ctx, p.ID); err != nil {
				return nil, err
			}
		}
		all = append(all, out)
	}
	return all, refused(list.Err(), "list payouts")
}

// items lists what a payout is made up of. Itself it is none; an earlier one that
// came back is.
func (t *Till) items(ctx context.Context, payout string) (all []giving.PayoutItem, err error) {
	params := &stripe.BalanceTransactionListParams{Payout: stripe.String(payout)}
	params.Context, params.Limit = ctx, stripe.Int64(100)
	params.AddExpand("data.source")
	list := t.api.BalanceTransactions.List(params)
	for list.Next() {
		if b := list.BalanceTransaction(); b.Source == nil || b.Source.ID != payout {
			all = append(all, itemOf(b))
		}
	}
	return all, refused(list.Err(), "list what is in "+payout)
}

// itemOf reads a balance transaction: what it is about, and of what charge.
func itemOf(b *stripe.BalanceTransaction) giving.PayoutItem {
	i := giving.PayoutItem{Ref: b.ID, Kind: giving.ItemOther, Gross: b.Amount, Fee: b.Fee}
	src := b.Source
	switch {
	case b.Type == stripe.BalanceTransactionTypeStripeFee:
		i.Kind = giving.ItemFee
	case src == nil:
	case src.Charge != nil && b.Amount >= 0:
		i.Kind, i.Charge = giving.ItemCharge, src.Charge.ID
	case src.Refund != nil && src.Refund.Charge != nil:
		i.Kind, i.Charge, i.Moved = giving.ItemRefund, src.Refund.Charge.ID, src.Refund.ID
		if b.Amount > 0 {
			i.Moved += ":failed" // it came back
		}
	case src.Dispute != nil && src.Dispute.Charge != nil:
		i.Kind, i.Charge, i.Moved = giving.ItemDispute, src.Dispute.Charge.ID, b.ID
	case src.Payout != nil:
		i.Kind, i.Moved = giving.ItemReturned, src.Payout.ID
	}
	return i
}

// Check says of the endpoint to which Stripe sends its events what is wrong
// with it: none at the address, another version of the API, events that are
// not sent. A key that may not see endpoints makes it an error.
func (t *Till) Check(ctx context.Context, address string) (wrong []string, err error) {
	params := &stripe.WebhookEndpointListParams{}
	params.Context, params.Limit = ctx, stripe.Int64(100)
	list := t.api.WebhookEndpoints.List(params)
	found := false
	for list.Next() {
		e := list.WebhookEndpoint()
		if e.URL != address || e.Status != "enabled" {
			continue
		}
		found = true
		if e.APIVersion != Version {
			wrong = append(wrong, fmt.Sprintf("the endpoint %s sends version %q: make it with %s", e.ID, e.APIVersion, Version))
		}
		lacks := slices.DeleteFunc(slices.Clone(Kinds), func(kind string) bool {
			return slices.Contains(e.EnabledEvents, kind) || slices.Contains(e.EnabledEvents, "*")
		})
		if len(lacks) > 0 {
			wrong = append(wrong, fmt.Sprintf("the endpoint %s does not send %s", e.ID, strings.Join(lacks, ", ")))
		}
	}
	if err := list.Err(); err != nil {
		return nil, refused(err, "list endpoints")
	}
	if !found {
		wrong = append(wrong, "no endpoint of the account sends to "+address)
	}
	return wrong, nil
}

// Watch says through Log what Check finds. It is for the start of a program,
// which opens though Stripe is away: nobody waits for it.
func (t *Till) Watch(ctx context.Context, address string) {
	wrong, err := t.Check(ctx, address)
	if err != nil {
		wrong = []string{"the endpoint could not be looked at: " + err.Error()}
	}
	for _, what := range wrong {
		t.say("stripe: " + what)
	}
}
