package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// lifeOf is what a provider says of one subscription after each of six events
// named below, the last said twice over: given, failed and paid a month later,
// lowered, refunded, ended.
func lifeOf(id giving.PlanID) []giving.Standing {
	at := func(month time.Month, day int) time.Time { return time.Date(2027, month, day, 9, 30, 0, 0, time.UTC) }
	gbp := func(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "GBP"} }
	name := string(id)
	st := giving.Standing{
		Refs:   giving.Refs{Checkout: "cs_" + name, Customer: "cus_" + name, Subscription: "sub_" + name},
		Status: giving.Pending, Amount: gbp(1000),
	}
	first := giving.Charge{Invoice: "in_" + name + "_1", Charge: "ch_" + name, Amount: gbp(1000), Fee: gbp(35), Paid: at(1, 31), From: at(1, 31), Until: at(2, 28), Attempts: 1}
	second := giving.Charge{Invoice: "in_" + name + "_2", Amount: gbp(1000), From: at(2, 28), Until: at(3, 31), Attempts: 1, Again: at(3, 3)}
	life := []giving.Standing{st}
	say := func(change func(*giving.Standing)) {
		next := life[len(life)-1]
		next.Charges = append([]giving.Charge(nil), next.Charges...)
		change(&next)
		life = append(life, next)
	}
	say(func(s *giving.Standing) {
		s.Status, s.Next, s.Charges = giving.Active, at(2, 28), []giving.Charge{first}
	})
	say(func(s *giving.Standing) {
		s.Status, s.Next, s.Charges = giving.Retrying, at(3, 31), append(s.Charges, second)
	})
	say(func(s *giving.Standing) {
		second.Charge, second.Fee, second.Paid, second.Again, second.Attempts = "ch2_"+name, gbp(35), at(3, 3), time.Time{}, 2
		s.Status, s.Amount, s.Charges[1] = giving.Active, gbp(700), second
	})
	say(func(s *giving.Standing) {
		s.Charges[0].Refunds = []giving.Refund{{Ref: "re_" + name, Amount: gbp(400), At: at(3, 5)}}
	})
	say(func(s *giving.Standing) {
		s.Status, s.Reason, s.Ended, s.Next = giving.Stopped, giving.ReasonDonor, at(3, 6), time.Time{}
	})
	return life
}

// sixEvents is the six events in the order in which they happened.
var sixEvents = []string{
	"checkout.session.completed", "invoice.paid", "invoice.payment_failed", "customer.subscription.updated", "charge.refunded", "customer.subscription.deleted",
}

func permutations(n int) (all [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, p := range permutations(n - 1) {
		for at := range n {
			all = append(all, append(append(append([]int(nil), p[:at]...), n-1), p[at:]...))
		}
	}
	return all
}

// stateOf is everything that is known of a plan in the end, without the ids
// that we made ourselves and without what tells how often we looked.
func (w *giftWorld) stateOf(id giving.PlanID) string {
	ctx := context.Background()
	p, err := w.Plan(ctx, id)
	w.must(err)
	pays, err := w.Payments(ctx, id)
	w.must(err)
	out := fmt.Sprintln(p.Status, p.Reason, p.Amount, p.Anchor, p.Next, p.PausedUntil, p.Ended.Truncate(time.Hour), p.LookAt, p.Page == "")
	for _, pay := range pays {
		out += fmt.Sprintln(len(pay.Invoice), len(pay.Charge), pay.Amount, pay.Fee, pay.Refunded, pay.Disputed, pay.Dispute, pay.Status, pay.Action == "", pay.Paid, pay.From, pay.Until, pay.Attempts, pay.Again)
	}
	var rows []struct {
		Memo, Account string
		At            time.Time
		Minor         int64
	}
	w.must(w.read.Raw(`select t.memo, t.at, e.account, e.minor from transactions t join entries e on e.transaction_id = t.id
		where t.plan_id = ? order by t.at, t.memo, e.account, e.minor`, id).Scan(&rows).Error)
	for _, r := range rows {
		out += fmt.Sprintln(r.Memo, r.At.UTC(), r.Account, r.Minor)
	}
	return out
}

// Six events of one subscription in all 720 orders, each of them three times,
// while the provider moves on as they arrive: always the same in the end.
func TestEveryOrderEndsTheSame(t *testing.T) {
	w := newGiftWorld(t, storetest.Open(t, Open, storetest.SQLite(t, Open)))
	w.now = time.Date(2027, 3, 7, 0, 0, 0, 0, time.UTC)
	ctx, want := context.Background(), ""
	for n, order := range permutations(6) {
		in := pledgeInput(n)
		id := giving.PlanID(in.ID)
		_, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		plan := w.fake.plans[id]
		plan.history = lifeOf(id)
		for round := range 3 {
			for i := range order {
				what := order[i]
				if round == 1 {
					what = order[len(order)-1-i]
				}
				// An event is not sent before it happened.
				plan.step = max(plan.step, min(what, 4)+1)
				if plan.step == len(plan.history)-1 || what == 5 {
					plan.step = len(plan.history) - 1
				}
				e := giving.Event{ID: fmt.Sprint("evt_", id, "_", what), Entity: liveEntity, Kind: sixEvents[what], Object: "in_" + string(id), Ours: true, Made: w.now}
				if what%2 == 0 {
					e.Plan = id
				}
				w.must(w.live.Receive(ctx, e))
				w.must(w.live.Hear(ctx, liveEntity, e.ID))
			}
		}
		got := w.stateOf(id)
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("order %v ends\n%s, the first ended\n%s", order, got, want)
		}
	}
	w.sound("every order")
	if n := w.count("transactions"); n != 720*5 {
		t.Errorf("%d transactions, want 5 of each plan", n)
	}
}

// eightEvents is the six with what else may come between: the bank wants the
// donor's yes, and a charge is disputed.
var eightEvents = []string{
	"checkout.session.completed", "invoice.paid", "invoice.payment_action_required", "invoice.payment_failed",
	"customer.subscription.updated", "charge.refunded", "charge.dispute.created", "customer.subscription.deleted",
}

// longLifeOf is lifeOf with the bank's question before the failure, and with a
// dispute that was lost but for what was won back of it.
func longLifeOf(id giving.PlanID) []giving.Standing {
	six := lifeOf(id)
	asks := six[2]
	asks.Charges = append([]giving.Charge(nil), asks.Charges...)
	asks.Charges[1].Action = "https://pay.example/" + string(id)
	gbp := func(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "GBP"} }
	at := time.Date(2027, 3, 5, 12, 0, 0, 0, time.UTC)
	disputed := func(st giving.Standing) giving.Standing {
		st.Charges = append([]giving.Charge(nil), st.Charges...)
		st.Charges[1].Disputes = []giving.Dispute{{Ref: "dp_" + string(id), State: giving.DisputeLost, Moves: []giving.DisputeMove{
			{Ref: "txn_back_" + string(id), At: at.Add(time.Hour), Amount: gbp(-300)},
			{Ref: "txn_out_" + string(id), At: at, Amount: gbp(1000), Fee: gbp(1500)},
		}}}
		return st
	}
	return []giving.Standing{six[0], six[1], asks, six[2], six[3], six[4], disputed(six[4]), disputed(six[5])}
}

// Eight events of one subscription in five hundred orders, each of them three
// times: always the same in the end.
func TestFiveHundredOrdersOfEight(t *testing.T) {
	w := newGiftWorld(t, storetest.Open(t, Open, storetest.SQLite(t, Open)))
	w.now = time.Date(2027, 3, 7, 0, 0, 0, 0, time.UTC)
	ctx, want, seed := context.Background(), "", rand.New(rand.NewPCG(5, 8))
	for n := range 500 {
		in := pledgeInput(n)
		id := giving.PlanID(in.ID)
		_, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		plan := w.fake.plans[id]
		plan.history = longLifeOf(id)
		sent := append(append(seed.Perm(8), seed.Perm(8)...), seed.Perm(8)...)
		for _, what := range sent {
			plan.step = max(plan.step, what) // an event is not sent before it happened
			e := giving.Event{ID: fmt.Sprint("evt_", id, "_", what), Entity: liveEntity, Kind: eightEvents[what], Object: "in_" + string(id), Ours: true, Made: w.now}
			if seed.IntN(2) == 0 {
				e.Plan = id
			}
			w.must(w.live.Receive(ctx, e))
			w.must(w.live.Hear(ctx, liveEntity, e.ID))
		}
		got := w.stateOf(id)
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("order %v ends\n%s, the first ended\n%s", sent, got, want)
		}
	}
	w.sound("five hundred orders")
	if n := w.count("transactions"); n != 500*8 {
		t.Errorf("%d transactions, want 8 of each plan", n)
	}
}
