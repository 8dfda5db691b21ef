package job

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

var day = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// A clock is moved by hand, by several at once.
type clock struct{ now atomic.Int64 }

func (c *clock) Now() time.Time       { return day.Add(time.Duration(c.now.Load())) }
func (c *clock) pass(d time.Duration) { c.now.Add(int64(d)) }

func worker(s Store, c *clock, name string, ds ...Duty) *Worker {
	return &Worker{Store: s, Duties: ds, Clock: c.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Name: name}
}

func duty(do func(context.Context) (bool, error)) Duty {
	return Duty{Name: "sweep", Every: time.Minute, Do: do}
}

// stand is how the one duty stands.
func stand(t *testing.T, s Store) domain.Duty {
	t.Helper()
	ds, err := s.Duties(t.Context())
	if err != nil || len(ds) != 1 {
		t.Fatal(ds, err)
	}
	return ds[0]
}

func TestADutyIsDoneOnceInItsTime(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		var c clock
		did := 0
		d := duty(func(context.Context) (bool, error) { did++; return false, nil })
		a, b := worker(s, &c, "a"), worker(s, &c, "b")
		for _, step := range []struct {
			pass time.Duration
			want int
		}{{0, 1}, {59 * time.Second, 1}, {time.Second, 2}, {0, 2}, {time.Hour, 3}} {
			c.pass(step.pass)
			for _, w := range []*Worker{a, b} {
				if _, err := w.Once(t.Context(), d); err != nil {
					t.Fatal(err)
				}
			}
			if did != step.want {
				t.Errorf("after %v it was done %d times, not %d", step.pass, did, step.want)
			}
		}
	})
}

// TestTwoWorkersAtOnceDoADutyOnce has a crowd reach for one duty; without the
// condition in its one statement several of them got it.
func TestTwoWorkersAtOnceDoADutyOnce(t *testing.T) {
	storetest.Rush(t, store.Open, func(t *testing.T, s *store.Store) {
		var c clock
		var did atomic.Int32
		d := duty(func(context.Context) (bool, error) { did.Add(1); return false, nil })
		for round := 1; round <= 5; round++ {
			var all sync.WaitGroup
			for i := range 12 {
				all.Go(func() {
					if _, err := worker(s, &c, string(rune('a'+i)), d).Once(t.Context(), d); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if got := int(did.Load()); got != round {
				t.Fatalf("in round %d it has been done %d times", round, got)
			}
			c.pass(time.Minute)
		}
	})
}

func TestTheLeaseOfADeadWorkerEnds(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		var c clock
		// The dead one took the duty and was never heard of again.
		if mine, err := s.TakeDuty(t.Context(), "sweep", "dead", c.Now(), c.Now().Add(Lease), c.Now()); err != nil || !mine {
			t.Fatal(mine, err)
		}
		did := 0
		d := duty(func(context.Context) (bool, error) { did++; return false, nil })
		for _, step := range []struct {
			pass time.Duration
			want int
		}{{0, 0}, {Lease - time.Second, 0}, {time.Second, 1}} {
			c.pass(step.pass)
			if _, err := worker(s, &c, "alive").Once(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			if did != step.want {
				t.Errorf("done %d times, not %d", did, step.want)
			}
		}
		// When the dead one wakes, it changes nothing of what is another's now.
		if err := s.DutyDone(t.Context(), "sweep", "dead", c.Now(), "late"); err != nil {
			t.Fatal(err)
		}
		if got := stand(t, s); got.Holder != "alive" || got.Fault != "" {
			t.Errorf("%+v", got)
		}
	})
}

func TestFaultsAreCountedAndKeptUntilItGoesWell(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		var c clock
		outcomes := []func() (bool, error){
			func() (bool, error) { return false, errors.New("the counter is shut") },
			func() (bool, error) { panic("poison") },
			func() (bool, error) { return false, nil },
		}
		n := 0
		d := duty(func(context.Context) (bool, error) { n++; return outcomes[n-1]() })
		for _, want := range []domain.Duty{{Faults: 1, Fault: "the counter is shut"}, {Faults: 2, Fault: "panic in sweep: poison"}, {}} {
			_, err := worker(s, &c, "a").Once(t.Context(), d)
			if (err != nil) != (want.Faults > 0) {
				t.Error(err)
			}
			if got := stand(t, s); got.Faults != want.Faults || got.Fault != want.Fault || !got.Done.Equal(c.Now()) {
				t.Errorf("%+v, not %+v", got, want)
			}
			c.pass(time.Minute)
		}
	})
}

func TestAWorkerThatIsStoppedLetsGoAtOnce(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		var c clock
		began := make(chan struct{})
		d := duty(func(ctx context.Context) (bool, error) {
			close(began)
			<-ctx.Done()
			return false, ctx.Err()
		})
		ctx, stop := context.WithCancel(t.Context())
		gone := make(chan struct{})
		go func() { worker(s, &c, "a", d).Run(ctx); close(gone) }()
		<-began
		stop()
		<-gone
		if got := stand(t, s); got.Faults != 0 || got.Until.After(c.Now()) || !got.Done.IsZero() {
			t.Errorf("it still holds on: %+v", got)
		}
		did := false
		d.Do = func(context.Context) (bool, error) { did = true; return false, nil }
		if _, err := worker(s, &c, "b").Once(t.Context(), d); err != nil || !did {
			t.Error("another cannot go on", err)
		}
	})
}

func TestWhatIsWaitingIsDoneWithoutRest(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) {
		var c clock
		ctx, stop := context.WithCancel(t.Context())
		left := 5
		d := duty(Counted(10, func(context.Context) (int, error) {
			if left--; left == 0 {
				stop()
				return 3, nil
			}
			return 10, nil
		}))
		worker(s, &c, "a", d).Run(ctx)
		if left != 0 {
			t.Error(left, "batches are left")
		}
	})
}
