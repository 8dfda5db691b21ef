package stripe

import (
	"context"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// planKey is under what Stripe keeps the id of our plan with its objects.
const planKey = "barnstorm_plan"

// Checkout opens a Checkout Session: a subscription with a price of its own
// for a monthly gift, one payment for a single one.
func (t *Till) Checkout(ctx context.Context, key string, p giving.Plan, to giving.Recipient) (giving.Page, error) {
	mine := map[string]string{planKey: string(p.ID)}
	price := &stripe.CheckoutSessionLineItemPriceDataParams{
		Currency: stripe.String(strings.ToLower(p.Amount.Currency)), UnitAmount: stripe.Int64(p.Amount.Minor),
		ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String(to.Title + ", " + to.Name)},
	}
	params := &stripe.CheckoutSessionParams{
		Params:            with(ctx, key),
		ClientReferenceID: stripe.String(string(p.ID)),
		CustomerEmail:     stripe.String(p.Email),
		Locale:            stripe.String(locale(p.Locale)),
		SuccessURL:        stripe.String(t.URL("/donate/thanks/" + string(p.ID) + "?done=1")),
		CancelURL:         stripe.String(t.URL("/donate/" + to.Slug)),
		LineItems:         []*stripe.CheckoutSessionLineItemParams{{Quantity: stripe.Int64(1), PriceData: price}},
		Metadata:          mine,
	}
	if p.Interval == giving.Once {
		params.Mode = stripe.String(string(stripe.CheckoutSessionModePayment))
		params.SubmitType = stripe.String(string(stripe.CheckoutSessionSubmitTypeDonate))
		params.PaymentIntentData = &stripe.CheckoutSessionPaymentIntentDataParams{Metadata: mine}
	} else {
		params.Mode = stripe.String(string(stripe.CheckoutSessionModeSubscription))
		price.Recurring = &stripe.CheckoutSessionLineItemPriceDataRecurringParams{Interval: stripe.String("month")}
		params.SubscriptionData = &stripe.CheckoutSessionSubscriptionDataParams{Metadata: mine}
	}
	s, err := t.api.CheckoutSessions.New(params)
	if err != nil {
		return giving.Page{}, refused(err, "open a payment page")
	}
	return giving.Page{Ref: s.ID, URL: s.URL}, nil
}

// locale is how Stripe calls our languages; its page asks the browser for
// every other.
func locale(lang string) string {
	lang, _, _ = strings.Cut(lang, "-")
	if strings.Contains(" en de es el fr ", " "+lang+" ") {
		return lang
	}
	return "auto"
}

// Change gives the subscription another price from the next invoice on. An open
// invoice of more would be tried again at the sum before: it is voided.
func (t *Till) Change(ctx context.Context, key string, p giving.Plan, amount domain.Money) error {
	id, err := t.subscription(ctx, p)
	if err != nil {
		return err
	}
	sub, err := t.api.Subscriptions.Get(id, &stripe.SubscriptionParams{Params: with(ctx, "")})
	if err != nil {
		return refused(err, "read "+id)
	}
	if sub.Items == nil || len(sub.Items.Data) != 1 {
		return domain.Refuse(domain.NotFound, "no-such-plan")
	}
	item := sub.Items.Data[0]
	price := &stripe.SubscriptionItemPriceDataParams{
		Currency: stripe.String(strings.ToLower(amount.Currency)), UnitAmount: stripe.Int64(amount.Minor),
		Product:   stripe.String(item.Price.Product.ID),
		Recurring: &stripe.SubscriptionItemPriceDataRecurringParams{Interval: stripe.String("month")},
	}
	_, err = t.api.Subscriptions.Update(id, &stripe.SubscriptionParams{
		Params:            with(ctx, key),
		Items:             []*stripe.SubscriptionItemsParams{{ID: stripe.String(item.ID), PriceData: price}},
		ProrationBehavior: stripe.String("none"),
	})
	if err != nil {
		return refused(err, "change "+id)
	}
	return t.forgo(ctx, key, id, stripe.InvoiceStatusOpen, amount.Minor)
}

// Move ends a trial that begins now at next. Stripe has no call that moves the
// day: the end of a trial does. It makes an invoice of nothing at once, which
// is no charge.
func (t *Till) Move(ctx context.Context, key string, p giving.Plan, next time.Time) error {
	id, err := t.subscription(ctx, p)
	if err != nil {
		return err
	}
	_, err = t.api.Subscriptions.Update(id, &stripe.SubscriptionParams{
		Params: with(ctx, key), TrialEnd: stripe.Int64(next.Unix()), ProrationBehavior: stripe.String("none"),
	})
	return refused(err, "move "+id)
}

// CardPage opens Stripe's portal at the one thing that it is for here. What is
// given there becomes the customer's card, and the card that Checkout tied to
// the subscription would win over it for ever: so that one becomes the
// customer's first, and is untied. A customer has one subscription of ours.
func (t *Till) CardPage(ctx context.Context, key string, p giving.Plan, back string) (string, error) {
	id, err := t.subscription(ctx, p)
	if err != nil {
		return "", err
	}
	sub, err := t.api.Subscriptions.Get(id, &stripe.SubscriptionParams{Params: with(ctx, "")})
	if err != nil {
		return "", refused(err, "read "+id)
	}
	if err := t.untie(ctx, key, sub); err != nil {
		return "", err
	}
	s, err := t.api.BillingPortalSessions.New(&stripe.BillingPortalSessionParams{
		Params: with(ctx, key), Customer: stripe.String(sub.Customer.ID), Locale: stripe.String(locale(p.Locale)), ReturnURL: stripe.String(back),
		FlowData: &stripe.BillingPortalSessionFlowDataParams{Type: stripe.String("payment_method_update")},
	})
	if err != nil {
		return "", refused(err, "open the portal of "+id)
	}
	return s.URL, nil
}

func (t *Till) untie(ctx context.Context, key string, sub *stripe.Subscription) error {
	if sub.DefaultPaymentMethod == nil {
		return nil
	}
	_, err := t.api.Customers.Update(sub.Customer.ID, &stripe.CustomerParams{
		Params:          with(ctx, key+"-card"),
		InvoiceSettings: &stripe.CustomerInvoiceSettingsParams{DefaultPaymentMethod: stripe.String(sub.DefaultPaymentMethod.ID)},
	})
	if err != nil {
		return refused(err, "keep the card of "+sub.ID)
	}
	params := &stripe.SubscriptionParams{Params: with(ctx, key+"-untie")}
	params.AddExtra("default_payment_method", "")
	_, err = t.api.Subscriptions.Update(sub.ID, params)
	return refused(err, "untie the card of "+sub.ID)
}

// Pause voids the invoices made before until. Those that were made before the
// pause Stripe would go on trying: they are voided one by one, and what it has not
// tried yet is kept a draft.
func (t *Till) Pause(ctx context.Context, key string, p giving.Plan, until time.Time) error {
	id, err := t.subscription(ctx, p)
	if err != nil {
		return err
	}
	params := &stripe.SubscriptionParams{Params: with(ctx, key)}
	if until.IsZero() {
		params.AddExtra("pause_collection", "")
	} else {
		params.PauseCollection = &stripe.SubscriptionPauseCollectionParams{
			Behavior: stripe.String("void"), ResumesAt: stripe.Int64(until.Unix()),
		}
	}
	_, err = t.api.Subscriptions.Update(id, params)
	if err != nil || until.IsZero() {
		return refused(err, "pause "+id)
	}
	if err := t.forgo(ctx, key, id, stripe.InvoiceStatusOpen, 0); err != nil {
		return err
	}
	return t.forgo(ctx, key, id, stripe.InvoiceStatusDraft, 0)
}

// Stop cancels the subscription at once; what was given stays given.
func (t *Till) Stop(ctx context.Context, key string, p giving.Plan) error {
	id, err := t.subscription(ctx, p)
	if err != nil {
		return err
	}
	_, err = t.api.Subscriptions.Cancel(id, &stripe.SubscriptionCancelParams{Params: with(ctx, key)})
	return refused(err, "stop "+id)
}

// subscription is the subscription of a plan, found through its payment page
// where nobody has told us of it yet.
func (t *Till) subscription(ctx context.Context, p giving.Plan) (string, error) {
	if p.Subscription != "" {
		return p.Subscription, nil
	}
	if p.Checkout == "" {
		return "", domain.Refuse(domain.NotFound, "no-such-plan")
	}
	s, err := t.api.CheckoutSessions.Get(p.Checkout, &stripe.CheckoutSessionParams{Params: with(ctx, "")})
	if err != nil {
		return "", refused(err, "read "+p.Checkout)
	}
	if s.Subscription == nil {
		return "", domain.Refuse(domain.NotFound, "no-such-plan")
	}
	return s.Subscription.ID, nil
}
