package store

import (
	"context"
	"reflect"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// filled fails the test when a field of v is empty: only a sample without
// gaps shows that a field was forgotten.
func filled(t *testing.T, v any) {
	t.Helper()
	for i, rv := 0, reflect.ValueOf(v); i < rv.NumField(); i++ {
		if rv.Field(i).IsZero() {
			t.Fatalf("%T.%s is zero in the sample: fill it in", v, rv.Type().Field(i).Name)
		}
	}
}

func samplePlan(n int) giving.Plan {
	at := func(h int) time.Time { return giftDay.Add(time.Duration(h) * time.Hour) }
	return giving.Plan{
		ID: number[giving.PlanID]("001", n), Entity: playEntity, Group: playGroup, Sandbox: true, Fund: "general", Appeal: "0194f0a0-0000-7000-8000-0000000000dd",
		Name: "Σοφία Ωνάση-O’Brien", Email: "sofia@example.org", Person: "0194f0a0-0000-7000-8000-0000000000cc", Locale: "el", Own: at(1),
		Amount: domain.Money{Minor: 1036, Currency: "GBP"}, Covers: true, Interval: giving.Monthly, Status: giving.Paused,
		Reason: "donor", Made: at(2), Anchor: 31, Next: at(3), PausedUntil: at(4), Ended: at(5),
		Card: giving.Card{Kind: giving.ByDebit, Last: "4242", Void: true, Ends: at(7), Told: at(8)}, Failing: at(9), Step: 2, NudgeAt: at(10), Asked: at(11), CalledAt: at(12),
		Refs: giving.Refs{Checkout: "cs_1", Customer: "cus_1", Subscription: "sub_1"}, Page: "https://pay.example", LookAt: at(6), Version: 7,
	}
}

func giftSamples() (plan giving.Plan, pay giving.Payment, intent giving.Intent, event giving.Event, move giving.Transaction, promise giving.Promise, played giving.Played) {
	plan = samplePlan(1)
	pay = giving.Payment{
		ID: number[giving.PaymentID]("002", 1), Plan: plan.ID, Entity: playEntity, Group: playGroup, Sandbox: true, Invoice: "in_1", Charge: "ch_1",
		Amount: plan.Amount, Fee: domain.Money{Minor: 36, Currency: "EUR"}, Refunded: 5, Going: 3, ByHand: 2, Disputed: 6, Dispute: giving.DisputeOpen, Status: giving.Paid, Via: giving.ByTill, Action: "https://pay.example/in_1",
		Paid: giftDay, From: giftDay, Until: giftDay.AddDate(0, 1, 0), Attempts: 2, Again: giftDay.Add(time.Hour),
	}
	intent = giving.Intent{
		ID: number[giving.IntentID]("003", 1), Plan: plan.ID, Wish: giving.WishAmount, Amount: plan.Amount, Until: giftDay, Months: 2,
		Key: "k", Keyed: giftDay, Made: giftDay, Done: giftDay, Tries: 3,
	}
	event = giving.Event{
		ID: "evt_1", Entity: playEntity, Kind: "invoice.paid", Object: "in_1", Plan: plan.ID, Refs: plan.Refs, Ours: true,
		Made: giftDay, Arrived: giftDay, State: giving.Waiting, Tries: 2, Again: giftDay, Ended: giftDay,
	}
	move = giving.Transaction{
		ID: number[giving.TransactionID]("004", 1), Key: "gift:in_1", Entity: playEntity, Group: playGroup, Fund: "general", Sandbox: true,
		Currency: "GBP", At: giftDay, Booked: giftDay, Memo: giving.MemoGift, Plan: plan.ID, Payment: pay.ID,
		Entries: []giving.Entry{{ID: number[giving.EntryID]("005", 1), Account: giving.InTill, Minor: 1036}, {ID: number[giving.EntryID]("005", 2), Account: giving.Donations, Minor: -1036}},
	}
	promise = giving.Promise{
		Plan: plan.ID, Amount: plan.Amount, Interval: giving.Monthly, Made: giftDay, Begun: giftDay, Next: giftDay,
		PausedUntil: giftDay, Ended: giftDay, Reason: "donor", Card: giving.GoodCard, Anchor: 5,
	}
	played = giving.Played{Invoice: "sandbox_1", Plan: plan.ID, Amount: plan.Amount, Fee: domain.Money{Minor: 36, Currency: "GBP"}, At: giftDay, Until: giftDay, Paid: giftDay, Void: true}
	return
}

// beside makes what a plan points to.
func (w *giftWorld) beside(plan giving.Plan) {
	w.t.Helper()
	w.must(w.db.Exec(`insert into people (id, name, locale, version, made) values (?, 'Sofia', 'el', 1, ?)`, plan.Person, giftDay).Error)
	w.must(w.db.Exec(`insert into appeals (id, group_id, slug, title, about, fund, goal, currency, once, made) values (?, ?, 'x', 'X', '', 'x', 0, 'GBP', true, ?)`, plan.Appeal, playGroup, giftDay).Error)
}

func TestGivingRoundTrip(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		plan, pay, intent, event, move, promise, played := giftSamples()
		w.beside(plan)
		for _, v := range []any{plan, pay, intent, event, move, promise, played} {
			filled(t, v)
		}
		kept := func(name string, got any, err error, want any) {
			t.Helper()
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n%+v, %v; want\n%+v", name, got, err, want)
			}
		}
		fresh, err := w.AddPlan(ctx, plan)
		kept("a new plan", fresh, err, true)
		fresh, err = w.AddPlan(ctx, giving.Plan{ID: plan.ID, Entity: playEntity, Group: playGroup, Sandbox: true, Name: "x", Amount: plan.Amount, Interval: "once", Status: "pending"})
		kept("a plan again", fresh, err, false)
		got, err := w.Plan(ctx, plan.ID)
		kept("plan", got, err, plan)
		w.must(w.PutPayments(ctx, []giving.Payment{pay}))
		pays, err := w.Payments(ctx, plan.ID)
		kept("payments", pays, err, []giving.Payment{pay})
		_, err = w.AddIntent(ctx, intent)
		w.must(err)
		i, err := w.Intent(ctx, intent.ID)
		kept("intent", i, err, intent)
		_, err = w.AddTillEvent(ctx, event)
		w.must(err)
		e, err := w.TillEvent(ctx, playEntity, "evt_1")
		kept("event", e, err, event)
		n, err := w.PostTransactions(ctx, []giving.Transaction{move})
		kept("a new transaction", n, err, 1)
		again := move
		again.ID = number[giving.TransactionID]("004", 2)
		n, err = w.PostTransactions(ctx, []giving.Transaction{again})
		kept("a transaction again", n, err, 0)
		lines, err := w.Lines(ctx, []domain.GroupID{playGroup}, giving.Cursor{}, 10)
		kept("lines", lines, err, []giving.Line{{Transaction: move, Donor: plan.Name, Title: "Play Valley"}})
		w.must(w.AddPromise(ctx, promise))
		p, err := w.HoldPromise(ctx, plan.ID)
		kept("promise", p, err, promise)
		w.must(w.AddPlayed(ctx, played))
		w.must(w.AddPlayed(ctx, played))
		cs, err := w.PlayedOn(ctx, plan.ID)
		kept("played", cs, err, []giving.Played{played})

		// What is emptied is empty.
		bare := plan
		bare.Person, bare.Amount.Minor, bare.Status, bare.Reason, bare.Anchor = "", 1, giving.Pending, "", 0
		bare.Next, bare.PausedUntil, bare.Ended, bare.Refs = time.Time{}, time.Time{}, time.Time{}, giving.Refs{}
		bare.Page, bare.LookAt, bare.Version = "", time.Time{}, 0
		w.must(w.PutPlan(ctx, bare))
		got, err = w.HoldPlan(ctx, plan.ID)
		kept("emptied plan", got, err, bare)
		if faults, err := w.live.Faults(ctx); err != nil || len(faults) != 2 || faults[0].Code != "refund-not-in-books" || faults[1].Code != "dispute-not-in-books" {
			t.Errorf("a refund of 5 and a dispute of 6 that are not in the books: %v, %v", faults, err)
		}
	})
}

// Sandbox and live cannot mix, whoever tries.
func TestSandboxAndLiveDoNotMix(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		for name, change := range map[string]func(*giving.Plan){
			"a live plan of an entity that plays":      func(p *giving.Plan) { p.Sandbox = false },
			"a plan that plays, of an entity for real": func(p *giving.Plan) { p.Entity = liveEntity },
		} {
			p := samplePlan(1)
			p.Person = ""
			change(&p)
			if _, err := w.AddPlan(ctx, p); err == nil {
				t.Errorf("%s was kept", name)
			}
		}
		if _, err := w.live.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(1), "en"); !domain.Is(err, domain.Conflict) {
			t.Errorf("a real till for an entity that plays: %v", err)
		}
		if _, err := w.play.Pledge(ctx, domain.Actor{}, liveGroup, pledgeInput(1), "en"); !domain.Is(err, domain.Conflict) {
			t.Errorf("a sandbox for an entity for real: %v", err)
		}
		_, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(2), "en")
		w.must(err)
		if err := w.db.Exec("update entities set sandbox = not sandbox where id = ?", playEntity).Error; err == nil {
			t.Error("an entity with plans that play became real")
		}
		pay := giving.Payment{ID: number[giving.PaymentID]("002", 1), Plan: number[giving.PlanID]("001", 2), Entity: liveEntity, Group: playGroup, Invoice: "i",
			Amount: domain.Money{Minor: 1, Currency: "GBP"}, Status: giving.Paid, Via: giving.ByTill}
		if w.PutPayments(ctx, []giving.Payment{pay}) == nil {
			t.Error("a real payment under a plan that plays was kept")
		}
	})
}
