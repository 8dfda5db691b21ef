package stripe_test

import (
	"fmt"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// settles has Stripe keep in pounds what came of a charge, or left with a refund
// or a dispute: "if a currency-converted payment is disputed or refunded, the
// amount is converted back at the current exchange rate".
func (f *fake) settles(kind string, amount, fee int64) obj {
	b := obj{"id": f.id("txn"), "object": "balance_transaction", "type": kind, "amount": amount, "fee": fee, "currency": "gbp", "created": f.now().Unix()}
	f.objects[b["id"].(string)] = b
	return b
}

// A gift in euros to an account that settles in pounds is a gift of euros, leaves
// the till in pounds, and lets nobody take pence from cents.
func TestACurrencyThatStripeExchanges(t *testing.T) {
	w, in := newWorld(t), input(1)
	ctx := t.Context()
	w.keeper()
	g, err := w.store.Group(ctx, group)
	w.must(err)
	g.Currency = "EUR"
	w.must(w.store.PutGroup(ctx, g))
	w.pledge(in)
	session, sub := w.fake.pay(in.ID)
	bill := w.fake.objects[sub]["latest_invoice"].(string)
	ch := w.fake.objects[w.fake.objects[bill]["charge"].(string)]
	paid := w.fake.settles("charge", 862, 35)
	ch["balance_transaction"] = paid
	w.tell("evt_1", "checkout.session.completed", session)
	w.holds(map[string]int64{"till EUR": 0, "till GBP": 827, "exchange EUR": 1000, "exchange GBP": -862, "donations EUR": -1000})

	failing, gone, again := w.failing(bill, ch)
	charge := w.fake.refund(bill, 400)
	r := ch["refunds"].(obj)["data"].([]obj)[1]
	out := w.fake.settles("refund", -352, 0)
	r["object"], r["currency"], r["charge"], r["balance_transaction"] = "refund", "eur", charge, out
	w.fake.objects[r["id"].(string)] = r
	w.tell("evt_2", "charge.refunded", charge)
	w.holds(map[string]int64{"till EUR": 0, "till GBP": 474, "refunds EUR": 400})

	dispute := w.fake.dispute(bill)
	d := w.fake.objects[dispute]
	taken := w.fake.settles("adjustment", -520, 1500)
	d["amount"], d["currency"], d["balance_transactions"] = 600, "eur", []obj{taken}
	w.tell("evt_3", "charge.dispute.created", dispute)
	pays, err := w.store.Payments(ctx, giving.PlanID(in.ID))
	if w.must(err); pays[0].Disputed != 600 || pays[0].Left(nil).Minor != 0 || pays[0].Status != giving.Disputed {
		t.Errorf("%+v", pays[0])
	}
	won := w.fake.settles("adjustment", 515, 0)
	d["status"], d["balance_transactions"] = "won", []obj{taken, won}
	w.tell("evt_4", "charge.dispute.closed", dispute)
	w.holds(map[string]int64{"till EUR": 0, "till GBP": 827 - 1 - 352 - 520 - 1500 + 515, "disputes EUR": 0, "exchange EUR": 600, "exchange GBP": -862 + 1 + 352 + 520 - 515})

	// The payout is in pounds, opens to all of it, and empties the till.
	for b, source := range map[*obj]obj{
		&paid: {"object": "charge", "id": charge}, &out: {"object": "refund", "id": r["id"]}, &gone: {"object": "refund", "id": failing}, &again: {"object": "refund", "id": failing},
		&taken: {"object": "dispute", "id": dispute}, &won: {"object": "dispute", "id": dispute},
	} {
		source["charge"] = charge
		(*b)["source"], (*b)["payout"] = source, "po_1"
	}
	w.fake.objects["po_1"] = obj{"id": "po_1", "object": "payout", "amount": 827 - 1 - 352 - 520 - 1500 + 515, "currency": "gbp", "arrival_date": w.now.Unix(), "created": w.now.Unix(), "status": "paid", "automatic": true}
	ch["balance_transaction"] = obj{"id": paid["id"], "amount": 862, "fee": 35, "currency": "gbp"} // which names its source, which names it
	_, err = w.giving.Reconcile(ctx)
	w.must(err)
	w.holds(map[string]int64{"till EUR": 0, "till GBP": 0})
	p, err := w.store.Payout(ctx, entity, "po_1")
	if w.must(err); p.Difference().Minor != 0 || p.Booked.IsZero() {
		t.Errorf("%+v", p)
	}
}

// failing has a refund of a charge leave and come back: it counts once it has
// left the balance, and one that failed until it is there again.
func (w *world) failing(bill string, ch obj) (ref string, gone, again obj) {
	w.t.Helper()
	charge := w.fake.refund(bill, 100)
	f := ch["refunds"].(obj)["data"].([]obj)[0]
	f["object"], f["currency"], f["charge"] = "refund", "eur", charge
	w.fake.objects[f["id"].(string)] = f
	gone, again = w.fake.settles("refund", -88, 0), w.fake.settles("refund_failure", 87, 0)
	for n, tt := range []struct {
		status      string
		moved, back any
		till, away  int64
	}{
		{"pending", nil, nil, 827, 0}, {"succeeded", gone, nil, 827 - 88, 100}, {"failed", gone, nil, 827 - 88, 100}, {"failed", gone, again, 827 - 88 + 87, 0},
	} {
		w.fake.mu.Lock()
		f["status"], f["balance_transaction"], f["failure_balance_transaction"] = tt.status, tt.moved, tt.back
		w.fake.mu.Unlock()
		w.tell(fmt.Sprint("evt_failing_", n), "charge.refunded", charge)
		w.holds(map[string]int64{"till EUR": 0, "till GBP": tt.till, "refunds EUR": tt.away})
	}
	return f["id"].(string), gone, again
}

// holds fails the test unless accounts hold so much.
func (w *world) holds(want map[string]int64) {
	w.t.Helper()
	w.sound()
	bs, err := w.store.Balances(w.t.Context(), []domain.GroupID{group})
	w.must(err)
	got := map[string]int64{}
	for _, b := range bs {
		got[string(b.Account)+" "+b.Sum.Currency] = b.Sum.Minor
	}
	for account, minor := range want {
		if got[account] != minor {
			w.t.Errorf("%s holds %d, want %d", account, got[account], minor)
		}
	}
}
