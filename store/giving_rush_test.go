package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// rush calls f n times at the same moment.
func rush(n int, f func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-start
			f(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

// Fifty at once of one event, and of fifty events of one charge, are one entry
// in the books and one receipt.
func TestFiftyAtOnce(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		for name, event := range map[string]func(i int) string{
			"one event fifty times": func(int) string { return "evt_same" },
			"fifty events":          func(i int) string { return fmt.Sprint("evt_", i) },
		} {
			in := pledgeInput(len(name))
			_, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
			w.must(err)
			id := giving.PlanID(in.ID)
			w.fake.finish(id)
			rush(50, func(i int) {
				e := giving.Event{ID: event(i) + in.ID, Entity: liveEntity, Kind: "invoice.paid", Object: "in_" + in.ID, Plan: id, Ours: true, Made: w.now}
				if err := w.live.Receive(ctx, e); err != nil {
					t.Error(err)
				}
				if err := w.live.Hear(ctx, liveEntity, e.ID); err != nil && !domain.Is(err, domain.Busy) {
					t.Error(err)
				}
			})
			for i := range 50 { // those that were told to come again
				w.must(w.live.Hear(ctx, liveEntity, event(i)+in.ID))
			}
			var moves int
			w.must(w.db.Raw("select count(*) from transactions where plan_id = ? and memo = 'gift'", id).Scan(&moves).Error)
			if got := w.letters(in.Email); moves != 1 || got != "map[receipt:1]" {
				t.Errorf("%s: %d entries of the gift, letters %s", name, moves, got)
			}
		}
		w.sound("fifty at once")
	})
}

// unguarded is a store whose ledger and events are looked at before they are
// written to, as if that were enough. It shows that the test above bites.
type unguarded struct{ *Store }

func (u unguarded) PostTransactions(ctx context.Context, ts []giving.Transaction) (int, error) {
	var fresh []giving.Transaction
	for _, tr := range ts {
		var n int
		if err := u.db.WithContext(ctx).Raw("select count(*) from transactions where once_key = ?", tr.Key).Scan(&n).Error; err != nil {
			return 0, err
		}
		if tr.Key += string(tr.ID); n == 0 {
			fresh = append(fresh, tr)
		}
	}
	return u.Store.PostTransactions(ctx, fresh)
}

func (u unguarded) HoldPlan(ctx context.Context, id giving.PlanID) (giving.Plan, error) {
	return u.Store.Plan(ctx, id)
}

func (u unguarded) HoldPlans(ctx context.Context, ids []giving.PlanID) ([]giving.Plan, error) {
	return u.Store.PlansWith(ctx, ids)
}

func (u unguarded) PutPayments(ctx context.Context, ps []giving.Payment) error {
	for _, p := range ps {
		if err := u.db.WithContext(ctx).Exec(`insert into payments select ?, plan_id, entity_id, group_id, sandbox, ?, charge, amount, currency,
			fee, fee_currency, refunded, disputed, dispute, status, via, action, paid, period_from, period_until, attempts, again, by_hand from payments where plan_id = ? limit 1`,
			p.ID, p.Invoice+string(p.ID), p.Plan).Error; err != nil {
			return err
		}
	}
	return nil
}

// On PostgreSQL the guards are needed: without the lock on the plan and the
// unique index behind the ledger, one charge is written many times.
func TestFiftyAtOnceWithoutGuards(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) { withoutGuards(newGiftWorld(t, s), t.Context()) })
}

func withoutGuards(w *giftWorld, ctx context.Context) {
	guarded := Atomically[giving.Store](w.Store)
	w.live.Atomically = func(ctx context.Context, f func(giving.Store) error) error {
		return guarded(ctx, func(s giving.Store) error { return f(unguarded{s.(*Store)}) })
	}
	in := pledgeInput(1)
	id := giving.PlanID(in.ID)
	_, err := Atomically[giving.Store](w.Store), error(nil)
	w.must(err)
	_, err = w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
	w.must(err)
	w.fake.finish(id)
	w.must(w.Store.PutPayments(ctx, []giving.Payment{{ID: number[giving.PaymentID]("002", 1), Plan: id, Entity: liveEntity, Group: liveGroup, Invoice: "seed",
		Amount: domain.Money{Minor: 1, Currency: "GBP"}, Status: giving.Paid, Via: giving.ByTill}}))
	rush(50, func(i int) {
		e := giving.Event{ID: fmt.Sprint("evt_", i), Entity: liveEntity, Kind: "invoice.paid", Plan: id, Ours: true, Made: w.now}
		if err := errors.Join(w.live.Receive(ctx, e), w.live.Hear(ctx, liveEntity, e.ID)); err != nil {
			w.t.Log(err)
		}
	})
	var moves int
	w.must(w.db.Raw("select count(*) from transactions where plan_id = ? and memo = 'gift'", id).Scan(&moves).Error)
	if moves < 2 {
		w.t.Errorf("%d entries without guards: the test with guards proves nothing", moves)
	}
}

// A button pressed twice, at once or later, is one plan and one page; a
// provider that acts and does not answer makes no second.
func TestPledgedTwice(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		in := pledgeInput(1)
		w.fake.silent = 3
		rush(20, func(int) {
			_, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
			if err != nil && !domain.Is(err, domain.Busy) {
				t.Error(err)
			}
		})
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		if w.fake.created != 1 || w.count("plans") != 1 || p.Page == "" {
			t.Errorf("%d pages, %d plans, %+v", w.fake.created, w.count("plans"), p)
		}
		in.Other = "11"
		if _, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en"); !domain.Is(err, domain.Conflict) {
			t.Errorf("the same id for another amount: %v", err)
		}
	})
}

// A change whose answer was lost comes true once; the donor need not ask again.
func TestSilentProvider(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		in := pledgeInput(1)
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		w.fake.finish(p.ID)
		w.pass(3 * time.Minute)
		_, err = w.live.CatchUp(ctx, 10)
		w.must(err)
		token := w.link(in.Email)
		lower := func(n int, amount string) giving.Gift {
			g, err := w.live.Lower(ctx, token, giving.ChangeInput{ID: number[string]("009", n), Amount: amount})
			w.must(err)
			return g
		}
		w.fake.silent = 1
		if g := lower(1, "7"); len(g.Open) != 1 || g.Amount.Minor != 1000 {
			t.Errorf("while nobody answers: %+v", g)
		}
		w.pass(2 * time.Minute)
		w.carryOn(1)
		if got, _ := w.Plan(ctx, p.ID); got.Amount.Minor != 700 || w.fake.acted != 1 {
			t.Errorf("%d calls acted, %+v", w.fake.acted, got)
		}

		// Older than the provider's memory: looked up, and not asked again.
		w.fake.silent = 1
		lower(2, "6")
		w.pass(25 * time.Hour)
		w.fake.done = map[string]bool{}
		w.carryOn(1)
		if got, _ := w.Plan(ctx, p.ID); got.Amount.Minor != 600 || w.fake.acted != 2 {
			t.Errorf("%d calls acted, %+v", w.fake.acted, got)
		}

		// What was wished since wins over what nobody answered.
		w.fake.away = 1
		lower(3, "5")
		w.pass(time.Second)
		lower(4, "4")
		w.pass(2 * time.Minute)
		w.carryOn(1)
		if got, _ := w.Plan(ctx, p.ID); got.Amount.Minor != 400 || w.count("intents where done is null") != 0 {
			t.Errorf("%+v", got)
		}
		if got := w.letters(in.Email); got != "map[lowered:3 receipt:1]" {
			t.Error(got)
		}
		w.sound("silent")
	})
}

func (w *giftWorld) carryOn(want int) {
	w.t.Helper()
	if n, err := w.live.CarryOn(context.Background(), 10); n != want || err != nil {
		w.t.Errorf("carried on %d, %v; want %d", n, err, want)
	}
}

// An old look that comes late does not win over a newer one.
func TestStaleLook(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		in := pledgeInput(1)
		p, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		w.fake.finish(p.ID)
		hear := func(id string) error {
			e := giving.Event{ID: id, Entity: liveEntity, Kind: "invoice.paid", Plan: p.ID, Ours: true, Made: w.now}
			return errors.Join(w.live.Receive(ctx, e), w.live.Hear(ctx, liveEntity, id))
		}
		var late chan error
		w.fake.looked = func() { // the provider has answered; before we write, another change is heard in full
			w.fake.looked = nil
			w.fake.plans[p.ID].Amount = domain.Money{Minor: 300, Currency: "GBP"}
			late = make(chan error, 1)
			go func() { late <- hear("evt_newer") }()
			w.fake.mu.Unlock()
			if err := <-late; err != nil {
				t.Error(err)
			}
			w.fake.mu.Lock()
		}
		w.must(hear("evt_older"))
		if got, _ := w.Plan(ctx, p.ID); got.Amount.Minor != 300 {
			t.Errorf("the older look won: %+v", got)
		}
	})
}
