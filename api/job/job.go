// Package job does what the house does by itself: it sends the mail that
// waits, reminds people, counts what came in. Several programs over one
// database share the work, and none does another's a second time.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"barnstorm/domain"
)

// A Duty is one use case that is done again and again.
type Duty struct {
	Name  string
	Every time.Duration // from the end of one time to the beginning of the next
	// Do does a bounded piece of the work and reports whether more is waiting.
	// It may be cut off by its context, and done again at any time.
	Do func(context.Context) (more bool, err error)
}

// Counted makes the Do of a use case that tells how many things it dealt with:
// when it dealt with as many as it does at most, more are waiting.
func Counted(most int, do func(context.Context) (int, error)) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		n, err := do(ctx)
		return n >= most, err
	}
}

// Limited tells a use case how many things to deal with at most.
func Limited(most int, do func(context.Context, int) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) { return do(ctx, most) }
}

// atMost is Counted and Limited in one.
func atMost(most int, do func(context.Context, int) (int, error)) func(context.Context) (bool, error) {
	return Counted(most, Limited(most, do))
}

// Store remembers who does which duty.
type Store interface {
	// TakeDuty gives a duty to a holder until a time, and reports whether: not
	// when another's lease still runs, and not when it was done after since.
	TakeDuty(ctx context.Context, name, holder string, now, until, since time.Time) (bool, error)
	// DutyDone ends the holder's lease and notes what was wrong, empty for
	// nothing. A lease that was lost meanwhile is left alone.
	DutyDone(ctx context.Context, name, holder string, now time.Time, fault string) error
	// LeaveDuty ends the holder's lease and leaves the duty as it is.
	LeaveDuty(ctx context.Context, name, holder string, now time.Time) error
	// Duties lists how every duty stands.
	Duties(ctx context.Context) ([]domain.Duty, error)
}

// A dead worker costs at most Lease. A duty that hangs is cut off in time to
// give its lease back.
const (
	Lease = 2 * time.Minute
	most  = Lease - 15*time.Second
)

// A Worker does duties.
type Worker struct {
	Store  Store
	Duties []Duty
	Clock  domain.Clock
	Log    *slog.Logger
	Name   string // unlike that of any other worker
}

// Run does duties until ctx ends, and returns when the last of them has let go.
func (w *Worker) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, d := range w.Duties {
		all.Go(func() { w.again(ctx, d) })
	}
	all.Wait()
}

func (w *Worker) again(ctx context.Context, d Duty) {
	for ctx.Err() == nil {
		more, err := w.Once(ctx, d)
		if err != nil && ctx.Err() == nil {
			w.Log.Error("duty", "name", d.Name, "err", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(d.Every):
		}
	}
}

// Once does a duty once, unless another worker has it or did it a moment ago.
func (w *Worker) Once(ctx context.Context, d Duty) (more bool, err error) {
	now := w.Clock.Now()
	mine, err := w.Store.TakeDuty(ctx, d.Name, w.Name, now, now.Add(Lease), now.Add(-d.Every))
	if err != nil || !mine {
		return false, err
	}
	short, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	more, err = w.try(short, d)
	// What is left of the lease is given back even when we are told to stop.
	after := context.WithoutCancel(ctx)
	if more && err == nil || ctx.Err() != nil {
		return more, errors.Join(err, w.Store.LeaveDuty(after, d.Name, w.Name, w.Clock.Now()))
	}
	fault := ""
	if err != nil {
		fault = err.Error()
	}
	return more, errors.Join(err, w.Store.DutyDone(after, d.Name, w.Name, w.Clock.Now(), fault))
}

// try turns a panic into an error: a duty that breaks must not take the
// program with it.
func (w *Worker) try(ctx context.Context, d Duty) (more bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in %s: %v", d.Name, p)
		}
	}()
	return d.Do(ctx)
}
