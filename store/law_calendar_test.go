package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
	"barnstorm/store/storetest"
)

// american makes the live entity an American candidate's committee.
func (w *lawWorld) american() {
	w.t.Helper()
	w.currency = "USD"
	w.must(w.db.Exec("update entities set country = 'US', kind = 'candidate' where id = ?", liveEntity).Error)
	w.must(w.db.Exec("update groups set currency = 'USD'").Error)
}

func (w *lawWorld) elect(day string, general bool) error {
	_, err := w.law.Elect(w.t.Context(), w.officer, liveEntity, compliance.ElectionInput{Day: day, Name: "Vote of " + day, General: general})
	return err
}

// told has the donor of a payment have told all that the law of candidates asks.
func (w *lawWorld) told(pay giving.Payment) {
	w.t.Helper()
	w.must(w.Declare(w.t.Context(), giving.Declaration{Plan: pay.Plan, Pack: "us-candidate", Made: w.clock(),
		Told: map[string]string{"citizen-us": "yes", "no-contractor": "yes", "address": "1 High Street", "occupation": "Nurse", "employer": "NHS"}}))
}

// An election's limit begins anew after its day, by the clock of the pack; the
// year and the cycle go on.
func TestGiftsCountTowardsTheirElection(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.american()
		w.must(w.elect("2026-06-02", false))
		w.must(w.elect("2026-11-03", true))
		zone, err := time.LoadLocation("America/New_York")
		w.must(err)
		home, err := time.LoadLocation("Europe/London")
		w.must(err)
		for i, at := range []time.Time{time.Date(2026, 6, 2, 23, 59, 59, 0, zone), time.Date(2026, 6, 3, 0, 0, 0, 0, zone), time.Date(2026, 6, 4, 0, 0, 0, 0, zone)} {
			w.told(w.gave("Rosa Parks", "rosa@example.org", 3500_00, at.In(home).Format(time.DateTime)))
			w.weigh()
			if n := len(w.waiting()); n != max(0, i-1) {
				t.Errorf("after gift %d %d wait", i, n)
			}
		}
		rec := w.record("Rosa Parks", "rosa@example.org")
		if years(rec) != "to 2026-11-03 7000.00, to 2026-06-02 3500.00, cycle 2026-11-03 10500.00, 2026 10500.00" || rec.Told["occupation"] != "Nurse" {
			t.Errorf("%s %+v", years(rec), rec.Told)
		}
		if rs := w.waiting(); len(rs) != 1 || strings.Join(rs[0].Why, " ") != lawpack.Limit {
			t.Errorf("%+v", rs)
		}
		if len(rec.Rooms) != 1 || rec.Rooms[0].Of != lawpack.OfElection {
			t.Errorf("%+v", rec.Rooms)
		}
	})
}

// However late, in whatever order and with whatever mistakes the days of
// elections are entered, the totals are those of days known from the beginning.
func TestElectionsEnteredLate(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		w.american()
		for i, at := range []string{"2024-11-05", "2024-11-07", "2026-06-01", "2026-06-04", "2026-11-03", "2026-11-05", "2029-01-01"} {
			w.gave(fmt.Sprint("Donor ", i%3), "d@example.org", int64(100_00+i), at)
		}
		w.weigh()
		totals := func() string {
			var out []string
			for i := range 3 {
				out = append(out, years(w.record(fmt.Sprint("Donor ", i), "d@example.org")))
			}
			return strings.Join(out, "\n")
		}
		none, want := totals(), ""
		days := []string{"2024-11-05", "2026-06-02", "2026-11-03", "2028-11-07"}
		for _, order := range permutations(4) {
			w.must(w.elect("2025-01-01", true)) // a mistake
			for n, i := range order {
				w.must(w.elect(days[i], i == 1)) // whether it ends a cycle, a mistake too
				if n == 1 {
					w.must(w.law.Unelect(t.Context(), w.officer, liveEntity, "2025-01-01"))
				}
			}
			for i, day := range days {
				w.must(w.elect(day, i != 1))
			}
			got := totals()
			if want == "" {
				want = got
			}
			if got != want || !strings.Contains(got, "cycle 2026-11-03") {
				t.Fatalf("in the order %v\n%s\nwant\n%s", order, got, want)
			}
			for _, i := range order {
				w.must(w.law.Unelect(t.Context(), w.officer, liveEntity, days[i]))
			}
			if got := totals(); got != none {
				t.Fatalf("without any\n%s\nwant\n%s", got, none)
			}
		}
		for i, day := range days {
			w.must(w.elect(day, i != 1))
		}
		w.must(w.db.Exec("delete from donor_totals").Error)
		w.must(w.db.Exec("delete from weighings").Error)
		w.must(w.db.Exec("insert into unweighed select id, at from transactions").Error)
		w.weigh()
		if got := totals(); got != want {
			t.Errorf("known from the beginning\n%s\nentered late\n%s", got, want)
		}
	})
}

// Whoever enters an election waits for whoever counts gifts, and they for them.
func TestAnElectionWhileGiftsAreCounted(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) {
		w := newLawWorld(newGiftWorld(t, s))
		if got := w.counting(true); got != "to 2026-11-03 4000.00, 2026 4000.00" {
			t.Error(got)
		}
	})
}

// Without the lock a gift that is being counted misses the election.
func TestAnElectionWithoutTheLock(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) {
		w := newLawWorld(newGiftWorld(t, s))
		if got := w.counting(false); got == "to 2026-11-03 4000.00, 2026 4000.00" {
			t.Error("nothing was missed without the lock: the test with it proves nothing")
		}
	})
}

// parting is a store in which a gift stops between reading the days of
// elections and writing its totals, until it is told to go on.
type parting struct {
	*Store
	loose   bool
	once    *sync.Once
	reached chan bool
	on      chan bool
}

func (p parting) JoinBooks(ctx context.Context, e domain.EntityID) (time.Time, error) {
	if p.loose {
		return time.Time{}, nil
	}
	return p.Store.JoinBooks(ctx, e)
}

func (p parting) AddTotal(ctx context.Context, x compliance.Total) error {
	p.once.Do(func() { close(p.reached) })
	<-p.on
	return p.Store.AddTotal(ctx, x)
}

func (w *lawWorld) counting(guarded bool) string {
	w.american()
	for i := range 40 {
		w.told(w.gave("Rosa Parks", "rosa@example.org", 100_00, fmt.Sprintf("2026-05-%02d", 1+i%28)))
	}
	slow := *w.law
	p := parting{loose: !guarded, once: &sync.Once{}, reached: make(chan bool), on: make(chan bool)}
	slow.Atomically = func(ctx context.Context, f func(compliance.Store) error) error {
		return w.law.Atomically(ctx, func(s compliance.Store) error { p := p; p.Store = s.(*Store); return f(p) })
	}
	var all sync.WaitGroup
	all.Go(func() {
		for n := 1; n > 0; {
			var err error
			if n, err = slow.Weigh(w.t.Context(), 50); err != nil {
				w.t.Error(err)
				return
			}
		}
	})
	// It has read the days, and goes on once the election is entered; with the
	// lock that waits for it, so that it has to go on first.
	<-p.reached
	if guarded {
		close(p.on)
	}
	if err := w.elect("2026-11-03", false); err != nil {
		w.t.Error(err)
	}
	if !guarded {
		close(p.on)
	}
	all.Wait()
	return years(w.record("Rosa Parks", "rosa@example.org"))
}

// Gifts in another currency are counted when an officer has entered what it was
// worth, and openly not before: no report is made over them.
func TestGiftsInAnotherCurrency(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		w.currency = "EUR"
		small := w.gave("Rosa Parks", "rosa@example.org", 100_00, "2026-05-31 23:59:59")
		w.gave("Ida Wells", "ida@example.org", 600_00, "2026-06-01 00:00:00")
		w.gave("Edge Case", "edge@example.org", 600_00, "2026-05-02")
		w.weigh()
		if rs := w.waiting(); len(rs) != 2 || strings.Join(rs[0].Why, " ") != "currency" {
			t.Errorf("%+v", rs)
		}
		if got := years(w.record("Rosa Parks", "rosa@example.org")); got != "2026 100.00 EUR" {
			t.Error(got)
		}
		freeze := func(n int, first, last string) error {
			_, err := w.law.Freeze(ctx, w.officer, liveEntity, compliance.ReportInput{ID: number[string]("0b0", n), First: first, Last: last})
			return err
		}
		w.refuses("a report over what nobody has valued", freeze(1, "2026-01-01", "2026-12-31"), "rates-missing")
		w.must(freeze(2, "2026-01-01", "2026-05-01"))
		o, err := w.law.Overview(ctx, w.officer)
		w.must(err)
		gaps := o.Recipients[slices.IndexFunc(o.Recipients, func(s compliance.Stand) bool { return s.ID == liveEntity })].Gaps
		if fmt.Sprint(gaps) != "[{2026-05 2 {70000 EUR}} {2026-06 1 {60000 EUR}}]" {
			t.Errorf("%v", gaps)
		}
		enter := func(n int, rate, first, last string) error {
			_, err := w.law.Enter(ctx, w.officer, liveEntity, compliance.RateInput{ID: number[string]("0b1", n), Currency: "EUR", Rate: rate, First: first, Last: last, Source: "HMRC monthly"})
			return err
		}
		storetest.EveryWrite(t, w.Store, func() error { return enter(1, "0.833333", "2026-05-01", "2026-05-31") })
		w.must(enter(1, "0.833333", "2026-05-01", "2026-05-31")) // sent twice
		w.refuses("another for one of its days", enter(2, "0.9", "2026-05-31", "2026-06-30"), "rate-there")
		w.refuses("May is valued, June is not", freeze(3, "2026-05-01", "2026-12-31"), "rates-missing")
		w.refuses("a running sum lacks what was before the first day", freeze(6, "2026-07-01", "2026-09-30"), "rates-missing")
		w.must(enter(3, "0.833342", "2026-06-01", "2026-06-30"))
		for name, want := range map[string]string{"Rosa Parks": "2026 83.33", "Ida Wells": "2026 500.01", "Edge Case": "2026 500.00"} {
			email := strings.ToLower(strings.Fields(name)[0]) + "@example.org"
			if got := years(w.record(name, email)); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
		w.must(freeze(4, "2026-01-01", "2026-12-31"))
		// What goes back counts by the rate of its gift.
		w.book(small, "refund", -60_00, giving.Refunds, "2026-06-20")
		w.weigh()
		if got := years(w.record("Rosa Parks", "rosa@example.org")); !strings.Contains(got, "2026 33.33") {
			t.Error(got)
		}
		// One whose worth is known when it comes is held to the law by it.
		w.must(enter(5, "0.9", "2026-07-01", "2026-07-31"))
		w.gave("Known Worth", "known@example.org", 555_55, "2026-07-02")
		w.gave("Known Worth", "known@example.org", 555_57, "2026-07-20")
		w.weigh()
		if rs := w.waiting(); len(rs) != 3 || rs[2].Sum.Minor != 555_57 || strings.Join(rs[2].Why, " ") != "look missing" {
			t.Errorf("%+v", rs)
		}
	})
}

// Only who decides about gifts enters days and rates, and each leaves a line.
func TestWhoEntersDaysAndRates(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		rate := compliance.RateInput{ID: number[string]("0b1", 1), Currency: "EUR", Rate: "0.9", First: "2026-05-01", Last: "2026-05-31", Source: "HMRC"}
		for name, tt := range map[string]struct {
			who  domain.Actor
			kind domain.Kind
		}{
			"nobody": {domain.Actor{}, domain.SignedOut}, "next door": {treasurer(playGroup, domain.Compliance), domain.NotFound}, "treasurer": {purse(tina, liveGroup), domain.NotFound},
			"auditor": {treasurer(liveGroup, domain.Auditor), domain.Denied}, "officer": {w.officer, ""},
		} {
			_, err := w.law.Elect(ctx, tt.who, liveEntity, compliance.ElectionInput{Day: "2026-11-03", Name: "Vote"})
			_, err2 := w.law.Enter(ctx, tt.who, liveEntity, rate)
			for _, err := range []error{err, err2, w.law.Unelect(ctx, tt.who, liveEntity, "2026-11-03")} {
				if kindOf(err) != tt.kind {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		looks, err := w.live.Looks(ctx, treasurer(liveGroup, domain.Auditor))
		if w.must(err); len(looks) != 3 {
			t.Errorf("%+v", looks)
		}
		storetest.EveryWrite(t, w.Store, func() error { return w.elect("2026-11-03", true) })
		storetest.EveryWrite(t, w.Store, func() error { return w.law.Unelect(ctx, w.officer, liveEntity, "2026-11-03") })
		for _, in := range []compliance.ElectionInput{{}, {Day: "2026-02-30", Name: "x"}, {Day: "2026-11-03"}, {Day: "2026-11-03", Name: strings.Repeat("x", 81)}} {
			if _, err := w.law.Elect(ctx, w.officer, liveEntity, in); !domain.Is(err, domain.Invalid) {
				t.Errorf("%+v: %v", in, err)
			}
		}
	})
}
