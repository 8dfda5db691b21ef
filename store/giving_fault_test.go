package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// giftTables is every table that a flow of giving inserts into.
var giftTables = []string{
	"plans", "payments", "intents", "gift_codes", "till_events", "transactions", "entries", "ledger_totals", "unweighed", "sandbox_promises", "sandbox_charges", "links", "letters",
	"gift_backs", "sandbox_backs", "audit", "closes", "books",
}

// grows has the database refuse whoever changes or removes what stands in the
// ledger: whatever else a test of giving does, it does under that.
func (w *giftWorld) grows() {
	w.t.Helper()
	body := "begin select raise(abort, 'the ledger only grows'); end"
	if w.postgres {
		w.must(w.db.Exec("create function ledger_grows() returns trigger language plpgsql as $$ begin raise exception 'the ledger only grows'; end $$").Error)
		body = "for each row execute function ledger_grows()"
	}
	for _, table := range []string{"transactions", "entries"} {
		for _, op := range []string{"update", "delete"} {
			w.must(w.db.Exec("create trigger grows_" + op + "_" + table + " before " + op + " on " + table + " " + body).Error)
		}
	}
}

// Under that, nothing of the ledger can be changed: what all tests of giving
// hold would be seen.
func TestTheLedgerOnlyGrows(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.given(1, giftDay)
		for _, sql := range []string{"update transactions set memo = 'x'", "update entries set minor = minor + 1", "delete from entries", "delete from transactions"} {
			if err := w.db.Exec(sql).Error; err == nil || !strings.Contains(err.Error(), "only grows") {
				t.Errorf("%s: %v", sql, err)
			}
		}
		w.sound("it only grows")
	})
}

// plant makes the n-th row inserted from now on fail, by triggers. 0 lets
// everything pass.
func (w *giftWorld) plant(n int) {
	w.t.Helper()
	w.must(w.db.Exec("update planted set n = ?", n).Error)
}

func (w *giftWorld) triggers() {
	w.t.Helper()
	w.must(w.db.Exec("create table planted (n integer not null)").Error)
	w.must(w.db.Exec("insert into planted values (0)").Error)
	if w.postgres {
		w.must(w.db.Exec(`create function fail_planted() returns trigger language plpgsql as $$
			begin
				update planted set n = n - 1;
				if (select n = 0 from planted) then raise exception 'planted'; end if;
				return new;
			end $$`).Error)
	}
	for _, table := range giftTables {
		sql := fmt.Sprintf(`create trigger planted_%s before insert on %s begin
			update planted set n = n - 1; select raise(abort, 'planted') from planted where n = 0; end`, table, table)
		if w.postgres {
			sql = fmt.Sprintf("create trigger planted_%s before insert on %s for each row execute function fail_planted()", table, table)
		}
		w.must(w.db.Exec(sql).Error)
	}
}

// giftFlows is what happens to a plan, one flow after the other. Each may fail
// half-way and is then done again, as people and machines do.
func giftFlows(w *giftWorld, s *giving.Service, group domain.GroupID, n int) []func() error {
	ctx, in := context.Background(), pledgeInput(n)
	id := giving.PlanID(in.ID)
	change := func(of string) giving.ChangeInput {
		return giving.ChangeInput{ID: number[string](of, n), Amount: "7", Months: 1}
	}
	settled := func(g giving.Gift, err error) error {
		if err == nil && len(g.Open) > 0 {
			w.pass(2 * time.Minute)
			_, err = s.CarryOn(ctx, 10)
		}
		return err
	}
	pay := func() error { _, err := s.PayInSandbox(ctx, id); return err }
	if group == liveGroup {
		pay = func() error {
			if w.fake.plans[id].Subscription == "" {
				w.fake.finish(id)
			}
			e := giving.Event{ID: "evt_" + in.ID, Entity: liveEntity, Kind: "invoice.paid", Plan: id, Ours: true, Made: w.now}
			return errors.Join(s.Receive(ctx, e), s.Hear(ctx, liveEntity, e.ID))
		}
	}
	coded := func(do func(context.Context, domain.Token, giving.ChangeInput) (giving.Gift, error), wish giving.Wish, of string) (giving.Gift, error) {
		more := change(of)
		more.Amount, more.Day = "8", 15
		if _, err := w.Intent(ctx, giving.IntentID(more.ID)); err != nil {
			w.asked++
			w.pass(time.Duration(w.asked) * time.Millisecond) // so that the newest code is the last one
			if _, err := s.AskCode(ctx, w.link(in.Email), wish, more); err != nil {
				return giving.Gift{}, err
			}
			more.Code = w.code(in.Email)
		}
		return do(ctx, w.link(in.Email), more)
	}
	return []func() error{
		func() error { _, err := s.Pledge(ctx, domain.Actor{}, group, in, "en"); return err },
		pay,
		func() error { return settled(s.Lower(ctx, w.link(in.Email), change("011"))) },
		func() error { return settled(coded(s.Raise, giving.WishAmount, "015")) },
		func() error { return settled(coded(s.Move, giving.WishDay, "016")) },
		func() error { return settled(s.Pause(ctx, w.link(in.Email), change("012"))) },
		func() error { return settled(s.Resume(ctx, w.link(in.Email), change("013"))) },
		func() error {
			if group == liveGroup && len(w.fake.plans[id].Charges) < 2 {
				w.fake.plans[id].charge(id, 2, w.now)
				w.fake.plans[id].Charges[0].Refunds = []giving.Refund{{Ref: "re_" + in.ID, Amount: domain.Money{Minor: 250, Currency: "GBP"}, At: w.now}}
			}
			w.pass(35 * 24 * time.Hour)
			_, err := s.CatchUp(ctx, 10)
			return err
		},
		func() error { return settled(s.Stop(ctx, w.link(in.Email), change("014"))) },
		func() error { return w.sendsBack(s, group, n) },
	}
}

// sendsBack is the last of the flows: some of the last payment goes back.
func (w *giftWorld) sendsBack(s *giving.Service, group domain.GroupID, n int) error {
	pays, err := w.Payments(context.Background(), number[giving.PlanID]("001", n))
	if err != nil {
		return err
	}
	b, err := s.SendBack(context.Background(), purse(tina, group), pays[0].ID, giving.BackInput{ID: number[string]("017", n), Amount: "3", Why: giving.WhyAsked})
	if err == nil && b.State == giving.BackOpen {
		w.pass(2 * time.Minute)
		_, err = s.BringBack(context.Background(), 10)
	}
	return err
}

// Every insert of every flow fails once, in turn. The books are right after
// each failure, and when the flow is done again, all is as if nothing had been.
func TestEveryInsertFailsOnce(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.triggers()
		for name, side := range map[string]struct {
			*giving.Service
			group domain.GroupID
		}{"sandbox": {w.play, playGroup}, "live": {w.live, liveGroup}} {
			offset := map[string]int{"sandbox": 0, "live": 100000}[name]
			want := ""
			for flow, flows := 0, giftFlows(w, side.Service, side.group, 0); flow < len(flows); flow++ {
				failed := 0
				for k := range 100 {
					n := offset + flow*1000 + k
					fell := w.failAt(giftFlows(w, side.Service, side.group, n), flow, k)
					got := w.outcome(number[giving.PlanID]("001", n), pledgeInput(n).Email)
					if want == "" {
						want = got
					}
					if got != want {
						t.Fatalf("%s: flow %d with insert %d failing ends\n%s, without\n%s", name, flow, k, got, want)
					}
					w.sound(name, flow, k)
					if k > 0 && !fell {
						break
					}
					failed = k
				}
				if failed == 0 {
					t.Errorf("%s: no insert of flow %d failed", name, flow)
				}
			}
		}
	})
}

// failAt runs all flows of a plan; in the one named its k-th insert fails.
// It reports whether there was such an insert.
func (w *giftWorld) failAt(flows []func() error, flow, k int) (fell bool) {
	w.t.Helper()
	for i, do := range flows {
		at := giftDay.Add(time.Duration(i) * time.Hour)
		if i > 7 { // after the month that passes in the seventh
			at = at.AddDate(0, 0, 36)
		}
		w.now = at
		if i == flow && k > 0 {
			w.plant(k)
			var told error // of what nobody waited for
			w.live.Log = func(_ context.Context, err error) { told = errors.Join(told, err) }
			w.play.Log = w.live.Log
			err := errors.Join(do(), told)
			w.plant(0)
			if fell = err != nil; fell && !strings.Contains(err.Error(), "planted") {
				w.t.Fatalf("flow %d, insert %d: %v", flow, k, err)
			}
			w.sound("right after the failure", flow, k)
			w.now = at
		}
		if err := do(); err != nil {
			w.t.Fatalf("flow %d after insert %d had failed: %v", i, k, err)
		}
		if _, err := w.play.CarryOn(context.Background(), 10); err != nil {
			w.t.Fatal(err)
		}
	}
	return fell
}

// outcome is what is left of all flows, with the letters.
func (w *giftWorld) outcome(id giving.PlanID, email string) string {
	return w.stateOf(id) + w.letters(email)
}

// Without transactions the same failures leave the books wrong: the test above
// would see it.
func TestInsertsFailWithoutTransactions(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.triggers()
		w.play.Atomically = func(_ context.Context, f func(giving.Store) error) error { return f(w.Store) }
		ctx, wrong := context.Background(), 0
		for k := range 10 {
			p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(k), "en")
			w.must(err)
			w.plant(k + 1)
			_, _ = w.play.PayInSandbox(ctx, p.ID)
			w.plant(0)
			faults, err := w.play.Faults(ctx)
			w.must(err)
			wrong = max(wrong, len(faults))
		}
		if wrong == 0 {
			t.Error("no failure left a trace: the test with transactions proves nothing")
		}
	})
}

// Whoever keeps the till does what they do whole or not at all: money is entered,
// pages are opened and closed, a bank takes a payment back, another fails, a card
// runs out.
func TestEveryWriteOfTheTill(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina, theo)
		w.must(w.db.Exec(`insert into contacts (id, person_id, kind, value, confirmed, made) values (?, ?, 'email', 'theo@example.org', ?, ?)`, number[string]("0c3", 1), theo, giftDay, giftDay).Error)
		w.must(w.db.Exec(`insert into belongings (id, person_id, group_id, role, since) values (?, ?, ?, 'treasurer', ?)`, number[string]("0c4", 1), theo, liveGroup, giftDay).Error)
		id, once := w.given(1, giftDay), w.given(2, giftDay)
		heard := func(of giving.PlanID) func() error {
			w.asked++
			e := giving.Event{ID: number[string]("00f", w.asked), Entity: liveEntity, Kind: "invoice.paid", Plan: of, Ours: true, Made: w.clock()}
			w.must(w.live.Receive(ctx, e))
			return func() error { return w.live.Hear(ctx, liveEntity, e.ID) }
		}
		slip := giving.SlipInput{ID: number[string]("00a", 1), Group: string(liveGroup), Via: "cheque", Amount: "25", Name: "Ada", Day: "2027-01-30"}
		appeal := giving.AppealInput{ID: number[string]("00b", 1), Group: string(liveGroup), Title: "Vans", Goal: "500"}
		bank := w.fake.plans[id]
		bank.Charges[0].Disputes = []giving.Dispute{{Ref: "dp_1", State: giving.DisputeOpen, Moves: []giving.DisputeMove{{Ref: "txn_1", At: giftDay, Amount: bank.Amount, Fee: domain.Money{Minor: 1500, Currency: "GBP"}}}}}
		card := w.fake.plans[once]
		card.Card, card.Status = giving.Card{Kind: giving.ByCard, Last: "4242", Ends: giftDay.AddDate(0, 0, 9)}, giving.Retrying
		card.Charges = append(card.Charges, giving.Charge{Invoice: "in_late", Amount: card.Amount, From: giftDay, Attempts: 1})
		for _, flow := range []struct {
			name  string
			least int
			do    func() error
		}{
			{"enter", 2, func() error { _, err := w.live.Enter(ctx, who, slip); return err }},
			{"open a page", 1, func() error { _, err := w.live.BeginAppeal(ctx, who, appeal); return err }},
			{"close it", 1, func() error { return w.live.EndAppeal(ctx, who, giving.AppealID(appeal.ID)) }},
			{"a dispute", 14, heard(id)},
			{"a failure", 4, heard(once)},
			{"tell of the card", 2, func() error { _, err := w.live.TellCards(ctx, 10); return err }},
		} {
			if n := storetest.EveryWrite(t, w.Store, flow.do); n < flow.least {
				t.Errorf("%s took %d writes", flow.name, n)
			}
			w.sound(flow.name)
		}
		if got := w.letters("theo@example.org"); got != "map[dispute:1]" {
			t.Error(got)
		}
		if got := w.letters(pledgeInput(2).Email); got != "map[card:1 failed:1 receipt:1]" {
			t.Error(got)
		}
	})
}

// A step after a failure and the end of a month are several writes of which any
// may fail: the step is taken later and its letter goes out once, and the month
// is closed as it was or still open.
func TestStepsAndMonthsThatFallHalfWay(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.triggers()
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		id := w.given(1, giftDay)
		plan := w.fake.plans[id]
		plan.Status = giving.Retrying
		plan.Charges = append(plan.Charges, giving.Charge{Invoice: "in_late", Amount: plan.Amount, From: giftDay, Attempts: 1})
		w.look(id)
		w.until(utcDay(2027, 2, 8))
		fell := 0
		for k := 1; ; k++ {
			var told error
			w.live.Log = func(_ context.Context, err error) { told = err }
			w.plant(k)
			_, err := w.live.Nudge(ctx, 10)
			w.plant(0)
			w.must(err)
			w.sound("a step", k)
			if told == nil {
				break
			}
			fell++
			w.pass(time.Hour)
		}
		if got := w.letters(pledgeInput(1).Email); got != "map[failed:1 failing:1 receipt:1]" || fell < 2 {
			t.Errorf("%s after %d falls", got, fell)
		}
		for k, fell := 1, true; fell; k++ {
			w.plant(k)
			_, err := w.live.CloseMonth(ctx, who, liveEntity, "2027-01")
			w.plant(0)
			fell = err != nil && strings.Contains(err.Error(), "planted")
			r, rerr := w.live.Report(ctx, who, liveEntity, "2027-01")
			if w.must(rerr); r.Close != nil && !r.Same || k < 3 && r.Close != nil {
				t.Errorf("after write %d failed: %+v, %v", k, r, err)
			}
		}
		r, err := w.live.Report(ctx, who, liveEntity, "2027-01")
		if w.must(err); r.Close == nil || !r.Same || r.Rows[0].Given != 1000 {
			t.Errorf("%+v", r)
		}
		w.sound("closed")
	})
}
