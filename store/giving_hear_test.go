package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// told has the events of n plans wait: each is paid, and told of times times,
// half of them by the name of the plan.
func (w *giftWorld) told(n, times int) (ids []giving.PlanID) {
	ctx := context.Background()
	for i := range n {
		in := pledgeInput(i)
		_, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
		w.must(err)
		id := giving.PlanID(in.ID)
		w.fake.finish(id)
		ids = append(ids, id)
	}
	for j := range times {
		for _, id := range ids {
			e := giving.Event{ID: fmt.Sprint("evt_", id, "_", j), Entity: liveEntity, Kind: "invoice.paid", Object: "in_" + string(id), Ours: true, Made: w.now}
			if j%2 == 0 {
				e.Plan = id
			}
			w.must(w.live.Receive(ctx, e))
		}
	}
	return ids
}

// once fails the test unless every plan was written into the books once, with
// one receipt.
func (w *giftWorld) once(ids []giving.PlanID) {
	w.t.Helper()
	var gifts, plans int
	w.must(w.db.Raw("select count(*), count(distinct plan_id) from transactions where memo = 'gift'").Row().Scan(&gifts, &plans))
	if gifts != len(ids) || plans != len(ids) {
		w.t.Errorf("%d gifts of %d plans in the books, want %d", gifts, plans, len(ids))
	}
	for i := range ids {
		if got := w.letters(pledgeInput(i).Email); got != "map[receipt:1]" {
			w.t.Errorf("letters %s", got)
		}
	}
	w.sound("heard together")
}

// Events about one plan are heard together, with one look at the provider;
// several that hear at the same moment write all once.
func TestHeardTogether(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, looks := context.Background(), atomic.Int64{}
		ids := w.told(20, 4)
		w.fake.looked = func() { looks.Add(1) }
		if n, err := w.live.HearAll(ctx, 1000); n != 80 || err != nil || looks.Load() != 20 {
			t.Errorf("%d events heard with %d looks, %v", n, looks.Load(), err)
		}
		w.once(ids)
		if n, err := w.live.HearAll(ctx, 1000); n != 0 || err != nil {
			t.Errorf("%d heard again, %v", n, err)
		}
	})
	gifts(t, func(t *testing.T, w *giftWorld) {
		ids := w.told(20, 4)
		rush(6, func(int) {
			if _, err := w.live.HearAll(context.Background(), 1000); err != nil {
				t.Error(err)
			}
		})
		for w.count("till_events where state = 'waiting'") > 0 { // those that found the plan settled twenty times
			w.pass(time.Minute)
			_, err := w.live.HearAll(context.Background(), 1000)
			w.must(err)
		}
		w.once(ids)
	})
}

// Without the lock on the plan and the unique index behind the ledger, those
// that hear at the same moment write one charge many times.
func TestHeardTogetherWithoutGuards(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) {
		w := newGiftWorld(t, s)
		ids := w.told(20, 1)
		for i, id := range ids {
			w.must(w.Store.PutPayments(t.Context(), []giving.Payment{{ID: number[giving.PaymentID]("002", i), Plan: id, Entity: liveEntity, Group: liveGroup, Invoice: fmt.Sprint("seed", i),
				Amount: domain.Money{Minor: 1, Currency: "GBP"}, Status: giving.Paid, Via: giving.ByTill}}))
		}
		guarded := Atomically[giving.Store](w.Store)
		w.live.Atomically = func(ctx context.Context, f func(giving.Store) error) error {
			return guarded(ctx, func(s giving.Store) error { return f(deaf{unguarded{s.(*Store)}}) })
		}
		rush(6, func(int) {
			if _, err := w.live.HearAll(t.Context(), 1000); err != nil {
				t.Log(err)
			}
		})
		var gifts int
		w.must(w.db.Raw("select count(*) from transactions where memo = 'gift'").Scan(&gifts).Error)
		if gifts <= len(ids) {
			t.Errorf("%d gifts without guards: the test with guards proves nothing", gifts)
		}
	})
}

// deaf is an unguarded store that ends no event.
type deaf struct{ unguarded }

func (d deaf) EndTillEvents(ctx context.Context, entity domain.EntityID, ids []string, to giving.EventState, now time.Time) ([]string, error) {
	return ids, nil
}

// What the provider does not answer is tried again by itself, and holds up
// nobody; what breaks, breaks for whoever called and not in a place of its own.
func TestHeardDespite(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		ids := w.told(3, 2)
		held := w.fake.plans[ids[1]]
		delete(w.fake.plans, ids[1])
		var said []string
		w.live.Log = func(_ context.Context, err error) { said = append(said, err.Error()) }
		if n, err := w.live.HearAll(ctx, 10); n != 5 || err != nil || len(said) != 1 {
			t.Errorf("%d heard, %v, said %q", n, err, said)
		}
		w.fake.plans[ids[1]] = held
		w.fake.looked = func() { panic("broken") }
		w.pass(time.Minute)
		func() {
			defer func() {
				if p := fmt.Sprint(recover()); !strings.Contains(p, "broken") {
					t.Errorf("a panic became %q", p)
				}
			}()
			w.live.HearAll(ctx, 10)
		}()
		w.fake.looked = nil
		if n, err := w.live.HearAll(ctx, 10); n != 1 || err != nil {
			t.Errorf("%d heard later, %v", n, err)
		}
		w.once(ids)
	})
}

// Eight events of each of forty subscriptions, three times each, in an order
// of chance, heard a few at a time: always the same in the end.
func TestOrdersHeardTogether(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.now = time.Date(2027, 3, 7, 0, 0, 0, 0, time.UTC)
		ctx, seed := context.Background(), rand.New(rand.NewPCG(8, 40))
		var ids []giving.PlanID
		for n := range 40 {
			in := pledgeInput(n)
			_, err := w.live.Pledge(ctx, domain.Actor{}, liveGroup, in, "en")
			w.must(err)
			ids = append(ids, giving.PlanID(in.ID))
			w.fake.plans[ids[n]].history = longLifeOf(ids[n])
		}
		for _, k := range append(append(seed.Perm(320), seed.Perm(320)...), seed.Perm(320)...) {
			id, what := ids[k/8], k%8
			plan := w.fake.plans[id]
			plan.step = max(plan.step, what)
			e := giving.Event{ID: fmt.Sprint("evt_", id, "_", what), Entity: liveEntity, Kind: eightEvents[what], Object: "in_" + string(id), Ours: true, Made: w.now}
			if seed.IntN(2) == 0 {
				e.Plan = id
			}
			w.must(w.live.Receive(ctx, e))
			if seed.IntN(12) == 0 {
				_, err := w.live.HearAll(ctx, 1+seed.IntN(30))
				w.must(err)
			}
		}
		for n := 1; n > 0; {
			var err error
			n, err = w.live.HearAll(ctx, 50)
			w.must(err)
		}
		for _, id := range ids {
			if got, want := w.stateOf(id), w.stateOf(ids[0]); got != want {
				t.Fatalf("one ends\n%s, the first ended\n%s", got, want)
			}
		}
		w.sound("orders heard together")
		if n := w.count("transactions"); n != 40*8 {
			t.Errorf("%d transactions, want 8 of each plan", n)
		}
	})
}
