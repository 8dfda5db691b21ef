package stripe_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// asks has the donor's bank ask for a yes to an invoice.
func (f *fake) asks(in string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.objects[in]["payment_intent"] = obj{"id": f.id("pi"), "object": "payment_intent", "status": "requires_action"}
	f.objects[in]["hosted_invoice_url"] = "https://invoice.stripe.com/i/" + in
}

// dispute has the donor's bank take back the charge of an invoice, at a fee.
func (f *fake) dispute(in string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	ch := f.objects[f.objects[in]["charge"].(string)]
	ch["disputed"] = true
	d := obj{"id": f.id("dp"), "object": "dispute", "status": "needs_response", "amount": ch["amount"], "currency": "gbp", "charge": ch["id"], "created": f.now().Unix(),
		"balance_transactions": []obj{{"id": f.id("txn"), "amount": -ch["amount"].(int64), "fee": 1500, "currency": "gbp", "created": f.now().Unix()}}}
	f.objects[d["id"].(string)] = d
	return d["id"].(string)
}

// decide ends a dispute: won, what was taken comes back without the fee.
func (f *fake) decide(dispute string, won bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d := f.objects[dispute]
	if d["status"] = "lost"; won {
		d["status"] = "won"
		d["balance_transactions"] = append(d["balance_transactions"].([]obj), obj{"id": f.id("txn"), "amount": d["amount"], "fee": 0, "currency": "gbp", "created": f.now().Unix()})
	}
}

func (f *fake) disputes(charge string) obj {
	data := []obj{}
	for _, o := range f.objects {
		if o["object"] == "dispute" && o["charge"] == charge {
			data = append(data, o)
		}
	}
	return obj{"object": "list", "data": data, "has_more": false, "url": "/v1/disputes"}
}

// happened has an event stand in Stripe's list without being sent.
func (f *fake) happened(id, kind, object string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.objects[id] = obj{"id": id, "object": "event", "type": kind, "api_version": "2023-10-16", "created": f.now().Unix(), "livemode": false, "data": obj{"object": f.objects[object]}}
}

// payOut sends what the charges of invoices left to the bank.
func (f *fake) payOut(invoices ...string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, sum := f.id("po"), int64(0)
	for _, in := range invoices {
		ch := f.objects[f.objects[in]["charge"].(string)]
		net := func(kind, source string, amount, fee int64) {
			b := obj{"id": f.id("txn"), "object": "balance_transaction", "type": kind, "amount": amount, "fee": fee, "currency": "gbp", "payout": id, "source": obj{"id": source, "object": strings.Split(kind, "_")[0]}}
			if kind == "refund" {
				b["source"] = obj{"id": source, "object": "refund", "charge": ch["id"]}
			}
			f.objects[b["id"].(string)] = b
			sum += amount - fee
		}
		net("charge", ch["id"].(string), ch["amount"].(int64), 35)
		for _, r := range ch["refunds"].(obj)["data"].([]obj) {
			net("refund", r["id"].(string), -r["amount"].(int64), 0)
		}
	}
	f.objects[id] = obj{"id": id, "object": "payout", "amount": sum, "currency": "gbp", "arrival_date": f.now().Unix(), "created": f.now().Unix(), "status": "paid", "automatic": true}
	f.listsPayout("payout", id, id, -sum)
	return id
}

// listsPayout has what a payout is made up of list a payout: itself, or an
// earlier one.
func (f *fake) listsPayout(kind, in, source string, amount int64) {
	id := f.id("txn")
	f.objects[id] = obj{"id": id, "object": "balance_transaction", "type": kind, "amount": amount, "fee": 0, "currency": "gbp", "payout": in, "source": obj{"id": source, "object": "payout"}}
}

// comesBack has the bank refuse a payout, whose sum a later one sends again.
func (f *fake) comesBack(payout, later string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.objects[payout]["status"] = "failed"
	sum := f.objects[payout]["amount"].(int64)
	f.listsPayout("payout_failure", later, payout, sum)
	f.objects[later]["amount"] = f.objects[later]["amount"].(int64) + sum
}

// The bank sends a payout back, and the next one holds its sum too: both open to
// what they are made up of, and nothing is left in the till.
func TestAPayoutComesBack(t *testing.T) {
	w := newWorld(t)
	var bills []string
	for n := range 2 {
		in := input(n)
		w.pledge(in)
		session, sub := w.fake.pay(in.ID)
		w.tell(fmt.Sprint("evt_", n), "checkout.session.completed", session)
		bills = append(bills, w.fake.objects[sub]["latest_invoice"].(string))
	}
	one := w.fake.payOut(bills[0])
	_, err := w.giving.Reconcile(t.Context())
	w.must(err)
	w.now = w.now.Add(48 * time.Hour)
	two := w.fake.payOut(bills[1])
	w.fake.comesBack(one, two)
	for range 2 {
		_, err = w.giving.Reconcile(t.Context())
		w.must(err)
	}
	p, err := w.store.Payout(t.Context(), entity, two)
	if w.must(err); p.Difference().Minor != 0 || p.Booked.IsZero() || p.Amount.Minor != 1930 || len(p.Items) != 2 {
		t.Errorf("%+v", p)
	}
	bs, err := w.store.Balances(t.Context(), []domain.GroupID{group})
	w.must(err)
	for _, b := range bs {
		if b.Account == giving.InTill && b.Sum.Minor != 0 || b.Account == giving.InBank && b.Sum.Minor != 1930 {
			t.Errorf("%s: %v", b.Account, b.Sum)
		}
	}
	w.sound()
}

// listed is every object of a kind for which is holds.
func (f *fake) listed(kind string, is func(obj) bool) obj {
	data := []obj{}
	for _, o := range f.objects {
		if o["object"] == kind && is(o) {
			data = append(data, o)
		}
	}
	return obj{"object": "list", "data": data, "has_more": false, "url": "/v1/" + kind}
}

// No event ever arrives: a night later the books are what they would have been,
// and the payout that held the gifts opens to them with no difference.
func TestANightWithoutAnyWebhook(t *testing.T) {
	told, silent := newWorld(t), newWorld(t)
	var ends [2]string
	for n, w := range []*world{told, silent} {
		in := input(1)
		w.pledge(in)
		session, sub := w.fake.pay(in.ID)
		first := w.fake.objects[sub]["latest_invoice"].(string)
		w.now = w.now.AddDate(0, 1, 0)
		second := w.fake.month(sub, true)
		charge := w.fake.refund(first, 400)
		for i, e := range [][2]string{{"checkout.session.completed", session}, {"invoice.paid", first}, {"invoice.paid", second}, {"charge.refunded", charge}} {
			id := []string{"evt_1", "evt_2", "evt_3", "evt_4"}[i]
			if w.fake.happened(id, e[0], e[1]); n == 0 {
				w.tell(id, e[0], e[1])
			}
		}
		payout := w.fake.payOut(first, second)
		missed, err := w.giving.Reconcile(t.Context())
		if w.must(err); n == 0 && missed != 0 || n == 1 && missed != 4 {
			t.Errorf("world %d: %d were missed", n, missed)
		}
		p, err := w.store.Payout(t.Context(), entity, payout)
		if w.must(err); p.Difference().Minor != 0 || p.Booked.IsZero() || len(p.Items) != 3 || p.Amount.Minor != 1530 {
			t.Errorf("world %d: %+v", n, p)
		}
		bs, err := w.store.Balances(t.Context(), []domain.GroupID{group})
		w.must(err)
		for _, b := range bs {
			ends[n] += fmt.Sprintln(b.Account, b.Sum)
			if b.Account == giving.InTill && b.Sum.Minor != 0 {
				t.Errorf("%d are left in the till", b.Sum.Minor)
			}
		}
		w.sound()
	}
	if ends[0] != ends[1] {
		t.Errorf("told:\n%s\nnot told:\n%s", ends[0], ends[1])
	}
}

// What is wrong with the endpoint is said.
func TestTheEndpointIsLookedAt(t *testing.T) {
	w := newWorld(t)
	address := "https://barnstorm.test/stripe/x"
	for what, o := range map[string]obj{
		"no endpoint":   {"object": "other"},
		"does not send": {"object": "webhook_endpoint", "url": address, "status": "enabled", "api_version": "2023-10-16", "enabled_events": []string{"invoice.paid"}},
		"sends version": {"object": "webhook_endpoint", "url": address, "status": "enabled", "api_version": "2026-08-26.dahlia", "enabled_events": []string{"*"}},
		"":              {"object": "webhook_endpoint", "url": address, "status": "enabled", "api_version": "2023-10-16", "enabled_events": []string{"*"}},
	} {
		o["id"], w.fake.objects["we_1"] = "we_1", o
		wrong, err := w.till.Check(t.Context(), address)
		if w.must(err); what == "" && len(wrong) > 0 || what != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], what)) {
			t.Errorf("%q: %q", what, wrong)
		}
	}
}

// An answer that was lost more than a day ago is looked up, and not asked for
// again: Stripe has forgotten the key by then.
func TestAnOldIntentIsLookedUp(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	session, _ := w.fake.pay(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	w.fake.lose(100)
	_, err := w.giving.Lower(t.Context(), w.token(in), giving.ChangeInput{ID: "0194f0a0-0000-7000-8002-000000000001", Amount: "6"})
	w.must(err)
	w.fake.lose(0)
	before := w.fake.changes()
	w.now = w.now.Add(giving.KeyLife + time.Hour)
	w.fake.forget()
	if n, err := w.giving.CarryOn(t.Context(), 10); n != 1 || err != nil {
		t.Error(n, err)
	}
	if p := w.plan(in); p.Amount.Minor != 600 || w.fake.changes() != before {
		t.Errorf("%d changes after it was true, %+v", w.fake.changes()-before, p.Amount)
	}
}

// forget is what Stripe does with keys after a day.
func (f *fake) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keys = map[string]replay{}
}
