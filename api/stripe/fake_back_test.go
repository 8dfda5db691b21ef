package stripe_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
)

// refunded is a refund that we asked for.
func (f *fake) refunded(form url.Values) obj {
	ch, ok := f.objects[form.Get("charge")]
	if !ok {
		return nil
	}
	left := ch["amount"].(int64)
	refunds := ch["refunds"].(obj)
	for _, r := range refunds["data"].([]obj) {
		if r["status"] != "canceled" && r["status"] != "failed" {
			left -= r["amount"].(int64)
		}
	}
	amount := number(form.Get("amount"))
	if amount > left {
		return obj{"error": obj{"type": "invalid_request_error", "message": "greater than unrefunded amount"}}
	}
	r := obj{"id": f.id("re"), "object": "refund", "amount": amount, "currency": "gbp", "status": "succeeded", "created": f.now().Unix(), "charge": ch["id"], "reason": form.Get("reason"),
		"metadata": obj{"barnstorm_plan": form.Get("metadata[barnstorm_plan]"), "barnstorm_back": form.Get("metadata[barnstorm_back]")}}
	if r["balance_transaction"] = "txn_out"; f.goes != "" {
		r["status"], r["balance_transaction"] = f.goes, nil
	}
	f.objects[r["id"].(string)] = r
	refunds["data"] = append(refunds["data"].([]obj), r)
	return r
}

// paid is a gift whose first month is paid, with its subscription, and a treasurer
// who may send it back.
func (w *world) paid(in giving.PledgeInput) (who domain.Actor, sub string, pay giving.Payment) {
	w.t.Helper()
	who = domain.Actor{Person: "0194f0a0-0000-7000-8000-0000000000c1", Name: "Tina", Roles: map[domain.GroupID][]domain.Role{group: {domain.Treasurer}}}
	w.must(w.store.PutPerson(w.t.Context(), people.Person{ID: who.Person, Name: "Tina", Locale: "en", Version: 1, Made: w.now}))
	w.pledge(in)
	session, sub := w.fake.pay(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	pays, err := w.store.Payments(w.t.Context(), giving.PlanID(in.ID))
	w.must(err)
	return who, sub, pays[0]
}

// A treasurer has a gift go back through Stripe: once for one key, and never
// more than is left. What could not be delivered is ours again.
func TestAGiftGoesBackThroughStripe(t *testing.T) {
	w, in := newWorld(t), input(1)
	ctx := t.Context()
	who, sub, pay := w.paid(in)
	back := func(n int, amount string) giving.Back {
		b, err := w.giving.SendBack(ctx, who, pay.ID, giving.BackInput{ID: fmt.Sprintf("0194f0a0-0000-7000-8003-%012d", n), Amount: amount, Why: giving.WhyTwice})
		w.must(err)
		return b
	}
	stays := func(want int64) {
		t.Helper()
		p, err := w.store.Payment(ctx, pay.ID)
		if w.must(err); p.Amount.Minor-p.Refunded != want {
			t.Errorf("%d went back, %d should stay", p.Refunded, want)
		}
		w.sound()
	}
	w.fake.lose(100)
	if b := back(1, "4"); b.State != giving.BackOpen {
		t.Errorf("%+v", b)
	}
	w.fake.lose(0)
	w.now = w.now.Add(giving.KeyLife + time.Hour)
	w.fake.forget()
	before := w.fake.changes()
	if n, err := w.giving.BringBack(ctx, 10); n != 1 || err != nil || w.fake.changes() != before {
		t.Errorf("%d, %v, %d changes more", n, err, w.fake.changes()-before)
	}
	stays(600)

	// Refunded in the dashboard without a word to us, no more can be had of it.
	in1 := w.fake.objects[sub]["latest_invoice"].(string)
	w.fake.refund(in1, 500)
	if b := back(2, "6"); b.State != giving.BackRefused {
		t.Errorf("%+v", b)
	}
	stays(100)

	// What was sent to a card that is no more comes back.
	b := back(3, "1")
	w.fake.mu.Lock()
	for _, o := range w.fake.objects {
		if m, ok := o["metadata"].(obj); ok && o["object"] == "refund" && m["barnstorm_back"] == string(b.ID) {
			o["status"], o["failure_balance_transaction"] = "failed", obj{"id": "txn_back", "created": w.now.Add(time.Hour).Unix()}
		}
	}
	w.fake.mu.Unlock()
	w.tell("evt_2", "charge.refund.updated", in1)
	stays(100)
	if b, err := w.store.Back(ctx, b.ID); err != nil || b.State != giving.BackRefused {
		t.Errorf("%+v, %v", b, err)
	}
}

// A refund waits for its receiver, and is cancelled: what left the till comes
// back to it. One cancelled before anything left never was.
func TestARefundIsCancelled(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	session, sub := w.fake.pay(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	bill := w.fake.objects[sub]["latest_invoice"].(string)
	charge := w.fake.refund(bill, 400)
	w.fake.refund(bill, 300)
	stage := func(n int, status string, moved, back any, want string) {
		t.Helper()
		w.fake.mu.Lock()
		refunds := w.fake.objects[charge]["refunds"].(obj)["data"].([]obj)
		refunds[0]["status"], refunds[0]["balance_transaction"], refunds[0]["failure_balance_transaction"] = status, moved, back
		refunds[1]["status"], refunds[1]["balance_transaction"] = status, nil
		w.fake.objects[refunds[0]["id"].(string)] = refunds[0]
		w.fake.mu.Unlock()
		w.tell(fmt.Sprint("evt_back_", n), "charge.refunded", charge)
		if got := w.stands(in); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
	}
	stage(1, "requires_action", "txn_out", nil, "active paid:1000-400-0 till 565 back receipt")
	stage(2, "canceled", "txn_out", obj{"id": "txn_back", "created": w.now.Add(time.Hour).Unix()}, "active paid:1000-0-0 till 965 back receipt")
}

// A refund for which the balance does not suffice yet, or whose receiver has to
// say where it goes, has not left, and is not there to be sent again. Where it
// never leaves nothing is booked, and the gift is whole again. A wish of which we
// know nothing, as after a backup was played in, holds nothing up.
func TestARefundThatHasNotLeft(t *testing.T) {
	w, in := newWorld(t), input(1)
	ctx := t.Context()
	who, sub, pay := w.paid(in)
	charge := pay.Charge
	left := func(what string, id giving.BackID, state giving.BackState, want int64) {
		t.Helper()
		p, err := w.store.Payment(ctx, pay.ID)
		w.must(err)
		b, err := w.store.Back(ctx, id)
		if w.must(err); b.State != state || p.Left([]giving.Back{b}).Minor != want || p.Refunded != 0 {
			t.Errorf("%s: %s, %+v", what, b.State, p)
		}
		w.holds(map[string]int64{"till GBP": 965, "refunds GBP": 0})
	}
	for n, status := range []string{"pending", "requires_action"} {
		w.fake.goes = status
		b, err := w.giving.SendBack(ctx, who, pay.ID, giving.BackInput{ID: fmt.Sprintf("0194f0a0-0000-7000-8003-%012d", n), Amount: "6", Why: giving.WhyAsked})
		w.must(err)
		left(status, b.ID, giving.BackSent, 400)
		_, err = w.giving.SendBack(ctx, who, pay.ID, giving.BackInput{ID: "0194f0a0-0000-7000-8003-000000000009", Amount: "6", Why: giving.WhyAsked})
		if e, ok := domain.AsError(err); !ok || e.Fields["amount"] != "more-than-left" {
			t.Errorf("%s, sent twice: %v", status, err)
		}
		w.fake.mu.Lock()
		w.fake.objects[charge]["refunds"].(obj)["data"].([]obj)[n]["status"] = "canceled"
		w.fake.mu.Unlock()
		w.tell(fmt.Sprint("evt_never_", n), "charge.refund.updated", charge)
		left(status+", then canceled", b.ID, giving.BackRefused, 1000)
	}
	w.fake.mu.Lock()
	refunds := w.fake.objects[charge]["refunds"].(obj)["data"].([]obj)
	refunds[0]["metadata"], refunds[1]["metadata"] = obj{"barnstorm_back": "0194f0a0-0000-7000-8003-000000000099"}, obj{"barnstorm_back": "by hand"}
	w.fake.mu.Unlock()
	body := w.fake.event("evt_unknown", "charge.refund.updated", charge)
	w.send(body, signature(body, secret, w.now))
	w.must(w.giving.Hear(ctx, entity, "evt_unknown"))
	st, err := w.till.Look(ctx, giving.PlanID(in.ID), giving.Refs{Subscription: sub})
	if w.must(err); st.Charges[0].Refunds[0].Back == "" || st.Charges[0].Refunds[1].Back != "" {
		t.Errorf("%+v", st.Charges[0].Refunds)
	}
}
