package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
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

// An arrival is an event that the provider sends of a plan: which of those named,
// and how its plan stands by then at least.
type arrival struct{ what, step int }

// arriving tells of many plans at once, one event of each at a time and each in
// an order of its own, while the provider moves on; every event is acted upon
// before the next of its plan arrives. All plans end the same.
func (w *giftWorld) arriving(kinds []string, life func(giving.PlanID) []giving.Standing, orders [][]arrival) {
	w.t.Helper()
	w.now = time.Date(2027, 3, 7, 0, 0, 0, 0, time.UTC)
	w.live.Log = func(_ context.Context, err error) { w.t.Error(err) }
	ctx, seed := context.Background(), rand.New(rand.NewPCG(5, 8))
	for n := range orders {
		in := pledgeInput(n)
		_, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		w.fake.plans[giving.PlanID(in.ID)].history = life(giving.PlanID(in.ID))
	}
	for i := range orders[0] {
		for n, order := range orders {
			id, a := number[giving.PlanID]("001", n), order[i]
			plan := w.fake.plans[id]
			plan.step = max(plan.step, a.step) // an event is not sent before it happened
			e := giving.Event{ID: fmt.Sprint("evt_", id, "_", a.what), Entity: liveEntity, Kind: kinds[a.what], Object: "in_" + string(id), Ours: true, Made: w.now}
			if seed.IntN(2) == 0 {
				e.Plan = id
			}
			w.must(w.live.Receive(ctx, e))
		}
		_, err := w.live.HearAll(ctx, len(orders))
		w.must(err)
	}
	want := w.stateOf(number[giving.PlanID]("001", 0))
	for n, order := range orders {
		if got := w.stateOf(number[giving.PlanID]("001", n)); got != want {
			w.t.Fatalf("order %v ends\n%s, the first ended\n%s", order, got, want)
		}
	}
	w.sound("every order")
	if n := w.count("till_events"); n != len(orders)*len(kinds) || w.count("till_events where state <> 'heard'") != 0 {
		w.t.Errorf("%d events, some not heard", n)
	}
}

// Six events of one subscription in all 720 orders, each of them three times,
// the second time the other way about: always the same in the end.
func TestEveryOrderEndsTheSame(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		var orders [][]arrival
		for _, p := range permutations(6) {
			var order []arrival
			for round := range 3 {
				for i := range p {
					what := p[i]
					if round == 1 {
						what = p[len(p)-1-i]
					}
					order = append(order, arrival{what, min(what+1, 5)})
				}
			}
			orders = append(orders, order)
		}
		w.arriving(sixEvents, lifeOf, orders)
		if n := w.count("transactions"); n != 720*5 {
			t.Errorf("%d transactions, want 5 of each plan", n)
		}
	})
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
	gifts(t, func(t *testing.T, w *giftWorld) {
		seed, orders := rand.New(rand.NewPCG(5, 8)), make([][]arrival, 500)
		for n := range orders {
			for range 3 {
				for _, what := range seed.Perm(8) {
					orders[n] = append(orders[n], arrival{what, what})
				}
			}
		}
		w.arriving(eightEvents, longLifeOf, orders)
		if n := w.count("transactions"); n != 500*8 {
			t.Errorf("%d transactions, want 8 of each plan", n)
		}
	})
}
