package stripe_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"barnstorm/domain/giving"
)

// letGo voids an open invoice, or has a draft stay one. Stripe does not say that
// the subscription stands otherwise then, so here it does not.
func (f *fake) letGo(path string, form url.Values) obj {
	id, void := strings.CutSuffix(path, "/void")
	in := f.objects[id]
	switch {
	case in == nil:
		return nil
	case void && in["status"] == "open":
		in["status"], in["next_payment_attempt"] = "void", nil
	case !void && in["status"] == "draft":
		in["auto_advance"] = form.Get("auto_advance") == "true"
	default:
		return obj{"error": obj{"type": "invalid_request_error", "message": "the invoice is " + in["status"].(string)}}
	}
	return in
}

// What failed is tried again by Stripe whatever the donor wished since, unless
// it is voided: "invoices created before subscriptions are paused continue to be
// retried unless you void them". Whoever pauses, or gives less, is not charged
// the sum before, and is not dunned.
func TestWhatFailedIsLetGo(t *testing.T) {
	for name, tt := range map[string]struct {
		wish   func(w *world, in giving.PledgeInput) (giving.Gift, error)
		stands string
		draft  bool // what Stripe has not tried yet stays a draft
	}{
		"paused": {func(w *world, in giving.PledgeInput) (giving.Gift, error) {
			return w.giving.Pause(w.t.Context(), w.token(in), giving.ChangeInput{ID: "0194f0a0-0000-7000-8002-000000000001", Months: 2})
		}, "paused failed:1000-0-0 paid:1000-0-0 till 965 failed paused receipt", true},
		"less": {func(w *world, in giving.PledgeInput) (giving.Gift, error) {
			return w.giving.Lower(w.t.Context(), w.token(in), giving.ChangeInput{ID: "0194f0a0-0000-7000-8002-000000000001", Amount: "7"})
		}, "active failed:1000-0-0 paid:1000-0-0 till 965 failed lowered receipt", false},
		"neither": {func(w *world, in giving.PledgeInput) (giving.Gift, error) {
			return w.giving.Gift(w.t.Context(), w.token(in))
		}, "active paid:1000-0-0 paid:1000-0-0 till 1930 failed receipt receipt", false},
	} {
		w, in := newWorld(t), input(1)
		w.pledge(in)
		session, sub := w.fake.pay(in.ID)
		w.tell("evt_1", "checkout.session.completed", session)
		w.now = w.now.AddDate(0, 1, 0)
		bill, next := w.fake.month(sub, false), w.fake.month(sub, false)
		w.fake.objects[next]["status"], w.fake.objects[next]["attempted"] = "draft", false
		w.tell("evt_2", "invoice.payment_failed", bill)
		if _, err := tt.wish(w, in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		w.now = w.now.AddDate(0, 0, 8)
		w.fake.retry(bill)
		w.tell("evt_3", "invoice.voided", bill)
		w.tell("evt_4", "invoice.paid", bill)
		if _, err := w.giving.Nudge(t.Context(), 10); err != nil {
			t.Error(err)
		}
		if got := w.stands(in); got != tt.stands {
			t.Errorf("%s: %s, want %s", name, got, tt.stands)
		}
		if got := fmt.Sprint(w.fake.objects[next]["auto_advance"]) == "false"; got != tt.draft {
			t.Errorf("%s: the draft stays one: %v", name, got)
		}
		g, err := w.giving.Gift(t.Context(), w.token(in))
		if w.must(err); !g.Payments[0].Again.IsZero() {
			t.Errorf("%s: said to be tried again: %+v", name, g.Payments[0])
		}
	}
}

// What a bank was told to debit is on its way; a bigger gift leaves what failed
// to be tried again at the sum of its day.
func TestWhatIsNotLetGo(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	session, sub, _ := w.fake.payByDebit(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	bill := w.fake.objects[sub]["latest_invoice"].(string)
	p := w.plan(in)
	w.must(w.till.Pause(t.Context(), "1", p, w.now.AddDate(0, 2, 0)))
	w.fake.bank(bill, false)
	more := p.Amount
	more.Minor += 200
	w.must(w.till.Change(t.Context(), "2", p, more))
	if got := w.fake.objects[bill]["status"]; got != "open" {
		t.Errorf("the invoice is %v", got)
	}
}

// What somebody marks as paid outside of Stripe never came by it: it is not in the
// till, and is asked for no more.
func TestPaidOutsideOfStripe(t *testing.T) {
	w, in := newWorld(t), input(1)
	w.pledge(in)
	session, sub := w.fake.pay(in.ID)
	w.tell("evt_1", "checkout.session.completed", session)
	w.now = w.now.AddDate(0, 1, 0)
	bill := w.fake.month(sub, false)
	w.tell("evt_2", "invoice.payment_failed", bill)
	w.fake.mu.Lock()
	b := w.fake.objects[bill]
	b["status"], b["paid_out_of_band"], b["amount_paid"], b["next_payment_attempt"] = "paid", true, b["amount_due"], nil
	w.fake.objects[sub]["status"] = "active"
	w.fake.mu.Unlock()
	w.tell("evt_3", "invoice.paid", bill)
	if got, want := w.stands(in), "active failed:1000-0-0 paid:1000-0-0 till 965 failed receipt"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
