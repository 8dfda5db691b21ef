package store

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/store/storetest"
)

// people makes rows for actors, whom slips and closed months point to.
func (w *giftWorld) people(ids ...domain.PersonID) {
	w.t.Helper()
	for _, id := range ids {
		w.must(w.db.Exec(`insert into people (id, name, locale, version, made) values (?, 'Tina', 'en', 1, ?)`, id, giftDay).Error)
	}
}

const (
	tina = domain.PersonID("0194f0a0-0000-7000-8000-0000000000c1")
	theo = domain.PersonID("0194f0a0-0000-7000-8000-0000000000c2")
)

func purse(p domain.PersonID, g domain.GroupID) domain.Actor {
	return domain.Actor{Person: p, Name: "T", Roles: map[domain.GroupID][]domain.Role{g: {domain.Treasurer}}}
}

// given is a plan of the live group that gave once, paid at a moment.
func (w *giftWorld) given(n int, at time.Time) giving.PlanID {
	w.t.Helper()
	w.until(at)
	p, err := w.live.Pledge(context.Background(), domain.Actor{}, liveGroup, pledgeInput(n), "en")
	w.must(err)
	w.fake.finish(p.ID)
	w.look(p.ID)
	return p.ID
}

// look tells of a plan.
func (w *giftWorld) look(id giving.PlanID) {
	w.t.Helper()
	w.asked++
	e := giving.Event{ID: "evt_look_" + number[string]("00e", w.asked), Entity: liveEntity, Kind: "invoice.paid", Plan: id, Ours: true, Made: w.clock()}
	w.must(w.live.Receive(context.Background(), e))
	w.must(w.live.Hear(context.Background(), liveEntity, e.ID))
}

// A month is closed, and what comes to light of it later stands in the open
// one: the report of January is the same in March, to the penny.
func TestAClosedMonthStaysTheSame(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		a := w.given(1, giftDay.Add(-time.Hour))
		w.given(2, time.Date(2027, 1, 31, 23, 59, 59, 0, time.UTC))
		late := w.given(3, time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC))
		_, err := w.live.CloseMonth(ctx, who, liveEntity, "2027-02")
		w.refuses("a month that runs", err, "month-not-over")
		_, err = w.live.CloseMonth(ctx, purse(tina, playGroup), liveEntity, "2027-01")
		w.refuses("a treasurer of another group", err, "no-such-books")
		_, err = w.live.CloseMonth(ctx, treasurer(liveGroup, domain.Auditor), liveEntity, "2027-01")
		w.refuses("an auditor", err, "not-your-role")
		closed, err := w.live.CloseMonth(ctx, who, liveEntity, "2027-01")
		if w.must(err); closed.Close == nil || !closed.Same || len(closed.Rows) != 1 || closed.Rows[0].Given != 2000 || closed.Rows[0].Fees != 70 || closed.Rows[0].Count != 2 || closed.MayEnd {
			t.Fatalf("%+v", closed)
		}
		_, err = w.live.CloseMonth(ctx, who, liveEntity, "2027-01")
		w.refuses("closed again", err, "month-closed")

		// In February we hear that the bank took back a gift of January, in January.
		w.until(utcDay(2027, 2, 10))
		w.fake.plans[a].Charges[0].Disputes = []giving.Dispute{{Ref: "dp_1", State: giving.DisputeOpen, Moves: []giving.DisputeMove{
			{Ref: "txn_1", At: giftDay, Amount: domain.Money{Minor: 1000, Currency: "GBP"}, Fee: domain.Money{Minor: 1500, Currency: "GBP"}},
		}}}
		w.look(a)
		w.fake.plans[late].Charges[0].Refunds = []giving.Refund{{Ref: "re_1", Amount: domain.Money{Minor: 250, Currency: "GBP"}, At: w.clock()}}
		w.look(late)
		w.until(utcDay(2027, 3, 5))
		january, err := w.live.Report(ctx, who, liveEntity, "2027-01")
		if w.must(err); !january.Same || january.Rows[0] != closed.Rows[0] {
			t.Errorf("january in march: %+v, was %+v", january, closed)
		}
		february, err := w.live.Report(ctx, who, liveEntity, "2027-02")
		if w.must(err); february.Rows[0].Given != 1000 || february.Rows[0].Disputes != 1000 || february.Rows[0].Back != 250 || february.Rows[0].Fees != 1535 || february.Rows[0].Remaining != -1785 || !february.MayEnd {
			t.Errorf("february: %+v", february.Rows)
		}
		w.sound("closed")
	})
}

// On PostgreSQL nothing slips into a month while it is being closed: forty
// gifts of January are told of while January is closed, and what its report
// said then it says for ever.
func TestClosingWaitsForWhoeverPosts(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) { closing(newGiftWorld(t, s), true) })
}

// Without the lock something does.
func TestClosingWithoutTheLock(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) { closing(newGiftWorld(t, s), false) })
}

// loose is a store in which nobody waits for whoever closes the books. The first
// who reads that they are open goes on when they are closed.
type loose struct {
	*Store
	first        *atomic.Bool
	read, closed chan struct{}
}

func (l loose) JoinBooks(ctx context.Context, e domain.EntityID) (time.Time, error) {
	until, err := l.closedUntil(ctx, e)
	if l.first.Swap(false) {
		close(l.read)
		<-l.closed
	}
	return until, err
}

func closing(w *giftWorld, guarded bool) {
	w.people(tina)
	var plans []giving.PlanID
	for n := range 40 {
		p, err := w.live.Pledge(w.t.Context(), domain.Actor{}, liveGroup, pledgeInput(n), "en")
		w.must(err)
		w.fake.finish(p.ID)
		plans = append(plans, p.ID)
	}
	w.until(utcDay(2027, 2, 2))
	read, closed := make(chan struct{}), make(chan struct{})
	if guarded {
		close(read)
	} else {
		with, first := w.live.Atomically, new(atomic.Bool)
		first.Store(true)
		w.live.Atomically = func(ctx context.Context, f func(giving.Store) error) error {
			return with(ctx, func(s giving.Store) error { return f(loose{s.(*Store), first, read, closed}) })
		}
	}
	var all sync.WaitGroup
	for n, id := range plans {
		e := giving.Event{ID: number[string]("00d", n), Entity: liveEntity, Kind: "invoice.paid", Plan: id, Ours: true, Made: w.now}
		all.Go(func() {
			if err := w.live.Receive(w.t.Context(), e); err != nil {
				w.t.Error(err)
			}
			if err := w.live.Hear(w.t.Context(), liveEntity, e.ID); err != nil {
				w.t.Error(err)
			}
		})
		if n == 20 {
			all.Go(func() {
				defer close(closed)
				<-read
				if _, err := w.live.CloseMonth(w.t.Context(), purse(tina, liveGroup), liveEntity, "2027-01"); err != nil {
					w.t.Error(err)
				}
			})
		}
	}
	all.Wait()
	r, err := w.live.Report(w.t.Context(), purse(tina, liveGroup), liveEntity, "2027-01")
	w.must(err)
	if r.Same != guarded {
		w.t.Errorf("with the lock %v, the month is the same %v", guarded, r.Same)
	}
}

// Money that came by hand counts when two people have said so.
func TestSlipsNeedTwoPeople(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		w.people(tina, theo)
		w.until(utcDay(2027, 2, 3))
		in := giving.SlipInput{ID: number[string]("00a", 1), Group: string(liveGroup), Via: "cash", Amount: "25.50", Name: "Ada L", Email: "ada@example.org", Day: "2027-01-31", Note: "bucket"}
		for range 2 {
			_, err := w.live.Enter(ctx, purse(tina, liveGroup), in)
			w.must(err)
		}
		id := giving.SlipID(in.ID)
		w.refuses("by whoever entered it", w.live.Confirm(ctx, purse(tina, liveGroup), id), "second-person")
		w.refuses("by a stranger", w.live.Confirm(ctx, purse(theo, playGroup), id), "no-such-slip")
		w.refuses("by an auditor", w.live.Confirm(ctx, treasurer(liveGroup, domain.Auditor), id), "not-your-role")
		storetest.EveryWrite(t, w.Store, func() error { return w.live.Confirm(ctx, purse(theo, liveGroup), id) })
		w.must(w.live.Confirm(ctx, purse(theo, liveGroup), id)) // pressed twice
		w.refuses("dropped afterwards", w.live.Drop(ctx, purse(tina, liveGroup), id), "slip-over")
		in.ID, in.Via, in.Email = number[string]("00a", 2), "bank", ""
		_, err := w.live.Enter(ctx, purse(tina, liveGroup), in)
		w.must(err)
		w.must(w.live.Drop(ctx, purse(tina, liveGroup), giving.SlipID(in.ID)))
		r, err := w.live.Report(ctx, purse(tina, liveGroup), liveEntity, "2027-01")
		if w.must(err); len(r.Rows) != 1 || r.Rows[0].Given != 2550 || r.Lines[0].Account != giving.InCash {
			t.Errorf("%+v", r)
		}
		if got := w.letters("ada@example.org"); got != "map[receipt:1]" {
			t.Error(got)
		}
		for field, code := range map[string]string{"via": "pick-one", "amount": "not-an-amount", "name": "needed", "day": "day-not-near"} {
			bad := giving.SlipInput{ID: number[string]("00a", 3), Group: string(liveGroup), Via: "cash", Amount: "1", Name: "A", Day: "2027-01-31"}
			switch field {
			case "via":
				bad.Via = "till"
			case "amount":
				bad.Amount = "0"
			case "name":
				bad.Name = " "
			case "day":
				bad.Day = "2027-02-04"
			}
			_, err := w.live.Enter(ctx, purse(tina, liveGroup), bad)
			w.refuses(field, err, code)
		}
		w.sound("slips")
	})
}

// moves sets the clock of the books, as somebody does who changes the group.
func (w *giftWorld) moves(zone string) {
	w.t.Helper()
	w.must(w.db.Exec("update groups set zone = ? where id = ?", zone, liveGroup).Error)
}

// The books keep their months when a group moves to another clock: what was
// closed stays as it was, and what is at the turn is in one month.
func TestMonthsKeepTheirClock(t *testing.T) {
	for _, tt := range []struct{ zone, other string }{{"Europe/London", "Europe/Berlin"}, {"Europe/Berlin", "Europe/London"}} {
		gifts(t, func(t *testing.T, w *giftWorld) {
			ctx, who := t.Context(), purse(tina, liveGroup)
			w.people(tina)
			w.moves(tt.zone)
			for n, at := range []time.Time{giftDay, time.Date(2027, 1, 31, 23, 30, 0, 0, time.UTC), utcDay(2027, 2, 10), utcDay(2027, 3, 10)} {
				w.given(n, at)
			}
			before, err := w.live.CloseMonth(ctx, who, liveEntity, "2027-01")
			w.must(err)
			w.moves(tt.other)
			after, err := w.live.Report(ctx, who, liveEntity, "2027-01")
			if w.must(err); !after.Same || !after.Until.Equal(before.Until) || after.Zone != tt.zone || !after.Over(after.Until.Add(time.Hour)) {
				t.Errorf("january from %s to %s: %+v", tt.zone, tt.other, after)
			}
			february, err := w.live.CloseMonth(ctx, who, liveEntity, "2027-02")
			if w.must(err); february.Rows[0].Count+before.Rows[0].Count != 3 || !february.Same || !february.From.Equal(before.Until) {
				t.Errorf("from %s to %s %d in january and %d in february", tt.zone, tt.other, before.Rows[0].Count, february.Rows[0].Count)
			}
			var taken []string
			for _, m := range []giving.Month{"2027-01", "2027-02", "2027-03"} {
				w.must(w.live.Take(ctx, who, liveEntity, m, func(l giving.BookLine) error {
					if l.Account == giving.Donations {
						taken = append(taken, string(l.ID))
					}
					return nil
				}))
			}
			if slices.Sort(taken); len(slices.Compact(taken)) != 4 || len(taken) != 4 {
				t.Errorf("%d lines are taken of four gifts", len(taken))
			}
			// A month that was closed before this was kept has its clock alone.
			w.must(w.db.Exec("update closes set began = null, ended = null where month = '2027-01'").Error)
			if old, err := w.live.Report(ctx, who, liveEntity, "2027-01"); err != nil || !old.Same || !old.Until.Equal(before.Until) {
				t.Errorf("an old close from %s to %s: %+v %v", tt.zone, tt.other, old, err)
			}
		})
	}
}

// Whoever closes may have a clock that is ahead of that of whoever posts: what
// comes late is booked in a month that is open by both.
func TestLateEntriesByASlowClock(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		a := w.given(1, giftDay)
		w.until(time.Date(2027, 1, 31, 23, 59, 58, 0, time.UTC))
		own := w.live.Clock
		w.live.Clock = func() time.Time { return own().Add(3 * time.Second) }
		_, err := w.live.CloseMonth(ctx, who, liveEntity, "2027-01")
		w.must(err)
		w.live.Clock = own
		w.fake.plans[a].Charges[0].Refunds = []giving.Refund{{Ref: "re_1", Amount: domain.Money{Minor: 250, Currency: "GBP"}, At: w.clock()}}
		w.look(a)
		if r, err := w.live.Report(ctx, who, liveEntity, "2027-01"); err != nil || !r.Same {
			t.Errorf("%+v %v", r.Rows, err)
		}
	})
}
