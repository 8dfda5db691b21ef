package stripe_test

import (
	"strings"
	"testing"

	"barnstorm/domain/giving"
)

// byHand is a subscription that somebody made in Stripe's own pages for a
// promise that went no further than the payment page.
func (f *fake) byHand(plan string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	sub := obj{
		"id": f.id("sub"), "object": "subscription", "status": "active", "metadata": obj{"barnstorm_plan": plan}, "customer": f.id("cus"), "currency": "gbp",
		"billing_cycle_anchor": f.now().Unix(), "current_period_end": f.now().AddDate(0, 1, 0).Unix(), "items": f.items(1000, "gbp"),
	}
	f.objects[sub["customer"].(string)] = obj{"id": sub["customer"], "object": "customer"}
	f.objects[sub["id"].(string)] = sub
	f.bill(sub, true)
	return sub["id"].(string)
}

// The month in a minute of deploy/STRIPE.md: a subscription made by hand is the
// gift that was promised, runs, fails and ends; its months lie ahead of our clock.
func TestASubscriptionMadeByHand(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	today := w.now
	sub := w.fake.byHand(in.ID)
	w.tell("evt_1", "invoice.paid", w.fake.objects[sub]["latest_invoice"].(string))
	if got := w.stands(in); got != "active paid:1000-0-0 till 965 receipt" {
		t.Error(got)
	}
	w.now = today.AddDate(0, 0, 32)
	bill := w.fake.month(sub, false)
	w.now = today
	w.tell("evt_2", "invoice.payment_failed", bill)
	if got := w.stands(in); !strings.HasPrefix(got, "retrying ") || !strings.HasSuffix(got, " failed receipt") {
		t.Error(got)
	}
	w.fake.end(sub)
	w.tell("evt_3", "customer.subscription.deleted", sub)
	if p := w.plan(in); p.Status != giving.Stopped || p.Subscription != sub {
		t.Errorf("%+v", p)
	}
}
