package stripe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"barnstorm/api/stripe"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
)

// stands is how a gift stands for its donor and in the books, in one line.
func (w *world) stands(in giving.PledgeInput) string {
	w.t.Helper()
	p := w.plan(in)
	pays, err := w.store.Payments(w.t.Context(), p.ID)
	w.must(err)
	out := string(p.Status)
	for _, pay := range pays {
		out += fmt.Sprintf(" %s:%d-%d-%d", pay.Status, pay.Amount.Minor, pay.Refunded, pay.Disputed)
	}
	bs, err := w.store.Balances(w.t.Context(), []domain.GroupID{group})
	w.must(err)
	for _, b := range bs {
		if b.Account == giving.InTill {
			out += fmt.Sprint(" till ", b.Sum.Minor)
		}
	}
	kept, err := w.store.LettersTo(w.t.Context(), in.Email, 50)
	w.must(err)
	var letters []string
	for _, k := range kept {
		letters = append(letters, " "+strings.TrimPrefix(k.Kind, "giving/"))
	}
	slices.Sort(letters)
	w.sound()
	return out + strings.Join(letters, "")
}

// keeper makes somebody who keeps the till of the group.
func (w *world) keeper() {
	w.t.Helper()
	ctx, id := w.t.Context(), domain.PersonID("0194f0a0-0000-7000-8000-0000000000c1")
	w.must(w.store.PutPerson(ctx, people.Person{ID: id, Name: "Tina", Locale: "en", Version: 1, Made: w.now}))
	w.must(w.store.PutContact(ctx, people.Contact{ID: "0194f0a0-0000-7000-8000-0000000000c2", Person: id, Kind: "email", Value: "tina@example.org", Confirmed: w.now, Made: w.now}))
	_, err := w.store.Belong(ctx, people.Belonging{ID: "0194f0a0-0000-7000-8000-0000000000c3", Person: id, Group: group, Role: domain.Treasurer, Since: w.now})
	w.must(err)
}

// rows is what each event of a gift by direct debit does: one sent, then how
// it stands. Each event is told twice.
type row struct {
	kind   string
	object func() string
	stands string
}

func (w *world) walks(in giving.PledgeInput, rows []row) {
	w.t.Helper()
	for n, r := range rows {
		object := r.object()
		for range 2 {
			w.tell(fmt.Sprint("evt_", in.ID, n), r.kind, object)
		}
		if got := w.stands(in); got != r.stands {
			w.t.Errorf("%d %s: %s, want %s", n, r.kind, got, r.stands)
		}
	}
}

// A first bank debit is on its way until the bank has answered: nothing is in
// the books and nothing is receipted before. A single gift ends by it.
func TestASingleGiftByDebit(t *testing.T) {
	for name, tt := range map[string]struct {
		yes  bool
		kind string
		end  string
	}{
		"settled": {true, "checkout.session.async_payment_succeeded", "stopped paid:1000-0-0 till 980 receipt"},
		"void":    {false, "checkout.session.async_payment_failed", "stopped failed:1000-0-0 failed"},
	} {
		w, in := newWorld(t), input(1)
		in.Often = "once"
		w.pledge(in)
		begun := w.now
		session, intent, _ := w.fake.payByDebit(in.ID)
		w.walks(in, []row{
			{"checkout.session.completed", func() string { return session }, "pending pending:1000-0-0"},
			{tt.kind, func() string {
				w.now = w.now.AddDate(0, 0, 5)
				w.fake.bank(intent, tt.yes)
				w.fake.objects[session]["payment_intent"] = intent
				w.fake.happened("evt_other", tt.kind, session)
				w.fake.objects["evt_other"]["data"] = obj{"object": obj{"id": "cs_other", "payment_intent": "pi_other"}}
				w.fake.happened("evt_bank", tt.kind, session)
				return session
			}, tt.end},
		})
		pays, err := w.store.Payments(t.Context(), giving.PlanID(in.ID))
		w.must(err)
		settled := pays[0].Paid
		w.now = w.now.AddDate(0, 2, 0)
		delete(w.fake.objects, "evt_bank") // Stripe keeps it for a month
		w.tell("evt_late", "payment_intent.succeeded", intent)
		pays, err = w.store.Payments(t.Context(), giving.PlanID(in.ID))
		if w.must(err); tt.yes && !settled.Equal(begun.AddDate(0, 0, 5)) || !pays[0].Paid.Equal(settled) {
			t.Errorf("%s: begun %v, paid %v, and later %v", name, begun, settled, pays[0].Paid)
		}
		if p := w.plan(in); p.LookAt.IsZero() != true || tt.yes == (p.Reason == giving.ReasonUnpaid) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// The rows of DOMAIN.md 5.2 for a monthly gift by debit, one after the other:
// pending, settled, a month that fails, taken back after months by the bank.
func TestAMonthlyGiftByDebit(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.keeper()
	w.pledge(in)
	session, sub, mandate := w.fake.payByDebit(in.ID)
	bill := w.fake.objects[sub]["latest_invoice"].(string)
	second, dispute := "", ""
	month := func() string {
		w.now = w.now.AddDate(0, 1, 0)
		in := w.fake.month(sub, true)
		w.fake.mu.Lock()
		defer w.fake.mu.Unlock()
		w.fake.debited(w.fake.objects[in], mandate)
		return in
	}
	w.walks(in, []row{
		{"checkout.session.completed", func() string { return session }, "active pending:1000-0-0"},
		{"invoice.paid", func() string { w.fake.bank(bill, true); return bill }, "active paid:1000-0-0 till 980 receipt"},
		{"customer.subscription.updated", func() string { second = month(); return sub }, "active pending:1000-0-0 paid:1000-0-0 till 980 receipt"},
		{"invoice.payment_failed", func() string { w.fake.bank(second, false); return second }, "retrying failed:1000-0-0 paid:1000-0-0 till 980 failed receipt"},
		{"mandate.updated", func() string { w.fake.objects[mandate]["status"] = "inactive"; return mandate }, "retrying failed:1000-0-0 paid:1000-0-0 till 980 failed mandate receipt"},
		{"charge.dispute.created", func() string { dispute = w.fake.dispute(bill); return dispute }, "retrying failed:1000-0-0 disputed:1000-0-1000 till -1520 failed mandate receipt"},
		{"charge.dispute.closed", func() string { w.fake.decide(dispute, false); return dispute }, "retrying failed:1000-0-0 disputed:1000-0-1000 till -1520 failed mandate receipt"},
		{"customer.subscription.deleted", func() string { w.fake.end(sub); return sub }, "stopped failed:1000-0-0 disputed:1000-0-1000 till -1520 failed mandate receipt stopped"},
	})
	if p := w.plan(in); p.Card != (giving.Card{Kind: giving.ByDebit, Last: "4321", Void: true}) {
		t.Errorf("%+v", p.Card)
	}
	alarms, err := w.store.LettersTo(t.Context(), "tina@example.org", 10)
	if w.must(err); len(alarms) != 1 || alarms[0].Kind != "giving/dispute" || strings.Contains(fmt.Sprint(alarms[0].Fields), "Rosa") {
		t.Errorf("%+v", alarms)
	}
}

// The rows for a card: the bank's question, the refunds, the dispute that is
// won, the card that the bank renews by itself.
func TestAMonthlyGiftByCard(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.keeper()
	w.pledge(in)
	session, sub := w.fake.pay(in.ID)
	bill := w.fake.objects[sub]["latest_invoice"].(string)
	second, dispute := "", ""
	w.walks(in, []row{
		{"checkout.session.completed", func() string { return session }, "active paid:1000-0-0 till 965 receipt"},
		{"invoice.payment_action_required", func() string {
			w.now = w.now.AddDate(0, 1, 0)
			second = w.fake.month(sub, false)
			w.fake.asks(second)
			return second
		}, "retrying failed:1000-0-0 paid:1000-0-0 till 965 approve receipt"},
		{"invoice.paid", func() string { w.fake.retry(second); return second }, "active paid:1000-0-0 paid:1000-0-0 till 1930 approve receipt receipt"},
		{"charge.refunded", func() string { return w.fake.refund(bill, 400) }, "active paid:1000-0-0 paid:1000-400-0 till 1530 approve back receipt receipt"},
		{"charge.refunded", func() string { return w.fake.refund(bill, 600) }, "active paid:1000-0-0 refunded:1000-1000-0 till 930 approve back back receipt receipt"},
		{"charge.dispute.funds_withdrawn", func() string { dispute = w.fake.dispute(second); return dispute }, "active disputed:1000-0-1000 refunded:1000-1000-0 till -1570 approve back back receipt receipt"},
		{"charge.dispute.funds_reinstated", func() string { w.fake.decide(dispute, true); return dispute }, "active paid:1000-0-0 refunded:1000-1000-0 till -570 approve back back receipt receipt"},
		{"payment_method.automatically_updated", func() string {
			pm := w.fake.card("9999", 2030, 5)
			w.fake.objects[pm]["customer"] = w.fake.objects[sub]["customer"]
			w.fake.objects[sub]["default_payment_method"] = pm
			return pm
		}, "active paid:1000-0-0 refunded:1000-1000-0 till -570 approve back back receipt receipt"},
	})
	if p := w.plan(in); p.Card.Last != "9999" || p.Card.Kind != giving.ByCard || p.Card.Ends.Year() != 2030 {
		t.Errorf("%+v", p.Card)
	}
}

// Every status that Stripe gives a subscription is one of ours, and an ended
// one has its reason.
func TestEveryStatusOfASubscription(t *testing.T) {
	for status, want := range map[string]string{
		"active": "active", "trialing": "active", "past_due": "retrying", "unpaid": "retrying", "incomplete": "pending", "incomplete_expired": "stopped not-finished",
		"canceled": "stopped provider", "paused": "paused",
	} {
		w, in := newWorld(t), input(1)
		w.pledge(in)
		session, sub := w.fake.pay(in.ID)
		w.tell("evt_1", "checkout.session.completed", session)
		if want == "retrying" {
			w.fake.month(sub, false)
		}
		w.fake.objects[sub]["status"], w.fake.objects[sub]["ended_at"] = status, w.now.Unix()
		w.tell("evt_2", "customer.subscription.updated", sub)
		if p := w.plan(in); strings.TrimSpace(string(p.Status)+" "+p.Reason) != want {
			t.Errorf("%s: %s %s, want %s", status, p.Status, p.Reason, want)
		}
	}
	w, in := newWorld(t), input(1)
	w.pledge(in)
	_, sub := w.fake.pay(in.ID)
	w.fake.objects[sub]["cancel_at_period_end"] = true
	w.tell("evt_1", "customer.subscription.updated", sub)
	if p := w.plan(in); p.Status != giving.Active || !p.Next.IsZero() {
		t.Errorf("to be ended: %+v", p)
	}
}

// No kind of event is asked for in vain: each finds its gift, through whatever
// object it is about.
func TestEveryKindFindsItsGift(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	session, sub, mandate := w.fake.payByDebit(in.ID)
	bill := w.fake.objects[sub]["latest_invoice"].(string)
	w.fake.bank(bill, true)
	charge, dispute := w.fake.refund(bill, 100), w.fake.dispute(bill)
	customer := w.fake.objects[sub]["customer"].(string)
	refund := "re_of_" + charge
	w.fake.objects[refund] = obj{"id": refund, "object": "refund", "charge": charge}
	method := w.fake.objects[sub]["default_payment_method"].(string)
	intent := "pi_of_" + sub
	w.fake.objects[intent] = obj{"id": intent, "object": "payment_intent", "metadata": obj{"barnstorm_plan": in.ID}, "status": "succeeded"}
	about := map[string]string{"checkout": session, "invoice": bill, "customer.subscription": sub, "customer.updated": customer, "charge": charge, "charge.refund.": refund, "charge.dispute": dispute, "payment_intent": intent, "payment_method": method, "mandate": mandate}
	for n, kind := range stripe.Kinds {
		object, most := "", 0
		for begins, o := range about {
			if strings.HasPrefix(kind, begins) && len(begins) > most {
				object, most = o, len(begins)
			}
		}
		id := fmt.Sprint("evt_", n)
		if strings.HasPrefix(object, "pi_") {
			continue // of a single gift: TestASingleGiftThroughStripe
		}
		w.tell(id, kind, object)
		if e, err := w.store.TillEvent(t.Context(), entity, id); err != nil || e.State != giving.Heard {
			t.Errorf("%s about %s: %s, %v", kind, object, e.State, err)
		}
	}
	w.sound()
}
