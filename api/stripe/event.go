package stripe

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// Kinds is the events to be asked for when the endpoint is made: those that
// may change how a plan stands.
var Kinds = []string{
	"checkout.session.completed", "checkout.session.expired",
	"checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
	"invoice.paid", "invoice.payment_failed", "invoice.payment_action_required", "invoice.voided", "invoice.marked_uncollectible",
	"customer.subscription.updated", "customer.subscription.deleted", "customer.subscription.paused", "customer.subscription.resumed",
	"charge.refunded", "charge.refund.updated", "charge.succeeded", "payment_intent.succeeded",
	"charge.dispute.created", "charge.dispute.closed", "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
	"payment_method.automatically_updated", "mandate.updated", "customer.updated",
}

// Old and Early are how far the time in a signature may lie from ours.
const (
	Old   = 5 * time.Minute
	Early = time.Minute
)

// envelope is what we read of an event. Of its object we take names alone, and
// those of no other version of the API: what is so, we ask.
type envelope struct {
	ID         string
	Type       string
	APIVersion string `json:"api_version"`
	Created    int64
	Livemode   bool
	Data       struct{ Object object }
}

type object struct {
	ID           string
	Object       string
	Metadata     map[string]string
	Customer     name
	Subscription name
	Intent       name                                 `json:"payment_intent"`
	Details      struct{ Metadata map[string]string } `json:"subscription_details"`
}

// A name is an object's id, where Stripe writes the id or the whole object.
type name string

func (n *name) UnmarshalJSON(b []byte) error {
	var whole struct{ ID string }
	if json.Unmarshal(b, (*string)(n)) == nil {
		return nil
	}
	err := json.Unmarshal(b, &whole)
	*n = name(whole.ID)
	return err
}

// Overhear reads an event that Stripe sent. The signature is over the body as
// it arrived, with one of our secrets, and of these minutes.
func (t *Till) Overhear(body []byte, signature string) (giving.Event, error) {
	if !t.signed(body, signature) {
		return giving.Event{}, domain.Refuse(domain.Denied, "signature-not-good")
	}
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" || len(e.ID) > 255 {
		return giving.Event{}, domain.Refuse(domain.Denied, "signature-not-good")
	}
	return t.event(e), nil
}

// event is what an envelope says to us.
func (t *Till) event(e envelope) giving.Event {
	out := giving.Event{
		ID: e.ID, Kind: e.Type, Object: e.Data.Object.ID, Made: moment(e.Created),
		Ours: slices.Contains(Kinds, e.Type) && e.Livemode == !t.sandbox,
	}
	if e.APIVersion != Version {
		t.say(fmt.Sprintf("stripe: event %s is of version %s: make the endpoint with %s", e.ID, e.APIVersion, Version))
		return out
	}
	o := e.Data.Object
	out.Plan = planIn(o.Metadata)
	if out.Plan == "" {
		out.Plan = planIn(o.Details.Metadata)
	}
	out.Refs = giving.Refs{Customer: string(o.Customer), Subscription: string(o.Subscription)}
	switch o.Object {
	case "checkout.session":
		out.Checkout = o.ID
	case "subscription":
		out.Subscription = o.ID
	case "payment_intent":
		out.Subscription = o.ID
	}
	return out
}

func planIn(metadata map[string]string) giving.PlanID {
	id, _ := domain.ParseID[giving.PlanID](metadata[planKey])
	return id
}

// signed checks a signature with the injected clock: the library's own check
// reads another, and lets times to come pass.
func (t *Till) signed(body []byte, signature string) bool {
	now, at := t.Clock.Now(), time.Time{}
	for _, part := range strings.Split(signature, ",") {
		if s, ok := strings.CutPrefix(part, "t="); ok {
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				return false
			}
			at = moment(n)
		}
	}
	if at.Before(now.Add(-Old)) || at.After(now.Add(Early)) {
		return false
	}
	for _, secret := range t.Secrets {
		if secret != "" && webhook.ValidatePayloadIgnoringTolerance(body, signature, secret) == nil {
			return true
		}
	}
	return false
}

// Whose finds the plan of an event through the object that it names. An object
// that Stripe does not know is an error, for it may know it later; one without
// a plan of ours is refused with NotFound.
func (t *Till) Whose(ctx context.Context, e giving.Event) (giving.PlanID, error) {
	metadata, err := t.metadata(ctx, e.Object)
	if err != nil {
		return "", err
	}
	if id := planIn(metadata); id != "" {
		return id, nil
	}
	return "", domain.Refuse(domain.NotFound, "no-such-plan")
}

func (t *Till) metadata(ctx context.Context, id string) (map[string]string, error) {
	kind, _, _ := strings.Cut(id, "_")
	switch kind {
	case "cs":
		s, err := t.api.CheckoutSessions.Get(id, &stripe.CheckoutSessionParams{Params: with(ctx, "")})
		return read(s, err, id, func() map[string]string { return s.Metadata })
	case "sub":
		s, err := t.api.Subscriptions.Get(id, &stripe.SubscriptionParams{Params: with(ctx, "")})
		return read(s, err, id, func() map[string]string { return s.Metadata })
	case "pi":
		p, err := t.api.PaymentIntents.Get(id, &stripe.PaymentIntentParams{Params: with(ctx, "")})
		return read(p, err, id, func() map[string]string { return p.Metadata })
	case "in":
		i, err := t.api.Invoices.Get(id, &stripe.InvoiceParams{Params: with(ctx, "", "subscription")})
		return read(i, err, id, func() map[string]string { return ofInvoice(i) })
	case "ch", "py":
		c, err := t.api.Charges.Get(id, &stripe.ChargeParams{Params: with(ctx, "", "invoice.subscription", "payment_intent")})
		return read(c, err, id, func() map[string]string { return ofCharge(c) })
	case "cus":
		return t.ofCustomer(ctx, id)
	case "pm":
		m, err := t.api.PaymentMethods.Get(id, &stripe.PaymentMethodParams{Params: with(ctx, "")})
		if err != nil || m.Customer == nil {
			return nil, refused(err, "read "+id)
		}
		return t.ofCustomer(ctx, m.Customer.ID)
	case "mandate":
		m, err := t.api.Mandates.Get(id, &stripe.MandateParams{Params: with(ctx, "", "payment_method")})
		if err != nil || m.PaymentMethod == nil || m.PaymentMethod.Customer == nil {
			return nil, refused(err, "read "+id)
		}
		return t.ofCustomer(ctx, m.PaymentMethod.Customer.ID)
	case "dp", "du":
		d, err := t.api.Disputes.Get(id, &stripe.DisputeParams{Params: with(ctx, "", "charge.invoice.subscription", "payment_intent")})
		return read(d, err, id, func() map[string]string { return ofDispute(d) })
	case "re", "pyr":
		r, err := t.api.Refunds.Get(id, &stripe.RefundParams{Params: with(ctx, "", "charge.invoice.subscription", "payment_intent")})
		return read(r, err, id, func() map[string]string { return ofRefund(r) })
	}
	return nil, nil
}

// read answers what of finds in an object that could be read.
func read[T any](_ *T, err error, id string, of func() map[string]string) (map[string]string, error) {
	if err != nil {
		return nil, fmt.Errorf("stripe: read %s: %s", id, refused(err, "read").Error())
	}
	return of(), nil
}

func ofInvoice(i *stripe.Invoice) map[string]string {
	if i != nil && i.Subscription != nil {
		return i.Subscription.Metadata
	}
	return nil
}

func ofCharge(c *stripe.Charge) map[string]string {
	if m := ofInvoice(c.Invoice); m != nil {
		return m
	}
	if c.PaymentIntent != nil {
		return c.PaymentIntent.Metadata
	}
	return nil
}

// ofCustomer is what is kept with the one subscription of a customer.
func (t *Till) ofCustomer(ctx context.Context, id string) (map[string]string, error) {
	params := &stripe.SubscriptionListParams{Customer: stripe.String(id)}
	params.Context, params.Single, params.Limit = ctx, true, stripe.Int64(1)
	list := t.api.Subscriptions.List(params)
	if list.Next() {
		return list.Subscription().Metadata, nil
	}
	return nil, refused(list.Err(), "list subscriptions of "+id)
}

func ofDispute(d *stripe.Dispute) map[string]string {
	if d.Charge != nil {
		if m := ofCharge(d.Charge); m != nil {
			return m
		}
	}
	if d.PaymentIntent != nil {
		return d.PaymentIntent.Metadata
	}
	return nil
}

func ofRefund(r *stripe.Refund) map[string]string {
	if r.Charge != nil {
		if m := ofCharge(r.Charge); m != nil {
			return m
		}
	}
	if r.PaymentIntent != nil {
		return r.PaymentIntent.Metadata
	}
	return nil
}
