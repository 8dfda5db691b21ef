package canvass

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"

	"barnstorm/domain"
)

// A gate holds every go until it is opened, and notes what each was asked.
type gate struct {
	mu    sync.Mutex
	began chan struct{}
	open  chan struct{}
	goes  [][]int
	fail  func([]int) error
}

func newGate() *gate { return &gate{began: make(chan struct{}, 100), open: make(chan struct{})} }

func (g *gate) do(_ context.Context, parts []int) ([]int, error) {
	g.mu.Lock()
	g.goes = append(g.goes, slices.Clone(parts))
	g.mu.Unlock()
	g.began <- struct{}{}
	<-g.open
	if g.fail != nil {
		if err := g.fail(parts); err != nil {
			return nil, err
		}
	}
	out := make([]int, len(parts))
	for i, p := range parts {
		out[i] = 10 * p
	}
	return out, nil
}

// waiting is how many stand in the queue.
func (c *crowd[T, R]) waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.queue)
}

func until(ok func() bool) {
	for !ok() {
		runtime.Gosched()
	}
}

// three has one go begin, three more come while it is under way, and answers
// with what came of each.
func three(t *testing.T, c *crowd[int, int], g *gate) (outs []int, errs []error) {
	t.Helper()
	outs, errs = make([]int, 4), make([]error, 4)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() { outs[i], errs[i] = c.with(t.Context(), i+1, g.do) })
		if i == 0 {
			<-g.began
		} else {
			until(func() bool { return c.waiting() == i })
		}
	}
	close(g.open)
	wg.Wait()
	if c.under || len(c.queue) > 0 {
		t.Error("somebody is left behind")
	}
	return outs, errs
}

func TestThoseWhoComeMeanwhileGoTogether(t *testing.T) {
	c, g := &crowd[int, int]{}, newGate()
	outs, errs := three(t, c, g)
	if !slices.Equal(outs, []int{10, 20, 30, 40}) || errors.Join(errs...) != nil {
		t.Error(outs, errs)
	}
	if len(g.goes) != 2 || len(g.goes[0]) != 1 || len(g.goes[1]) != 3 {
		t.Errorf("%v: want one go of one, then one of three", g.goes)
	}
}

func TestNobodyFailsForSomebodyElse(t *testing.T) {
	c, g := &crowd[int, int]{}, newGate()
	g.fail = func(parts []int) error {
		if slices.Contains(parts, 3) {
			return errors.New("three cannot be kept")
		}
		return nil
	}
	outs, errs := three(t, c, g)
	if !slices.Equal(outs, []int{10, 20, 0, 40}) || errs[2] == nil || errors.Join(errs[0], errs[1], errs[3]) != nil {
		t.Error(outs, errs)
	}
	c, g = &crowd[int, int]{}, newGate()
	g.fail = func(parts []int) error { return domain.Refuse(domain.Busy, "database-away") }
	if _, errs = three(t, c, g); len(g.goes) != 2 {
		t.Errorf("a database that is away is asked again for each: %v %v", g.goes, errs)
	}
}

func TestWhoeverIsGoneIsLeftOut(t *testing.T) {
	c, g := &crowd[int, int]{}, newGate()
	var wg sync.WaitGroup
	wg.Go(func() { c.with(t.Context(), 1, g.do) })
	<-g.began
	ctx, gone := context.WithCancel(t.Context())
	wg.Go(func() {
		if _, err := c.with(ctx, 2, g.do); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	until(func() bool { return c.waiting() == 1 })
	wg.Go(func() { c.with(t.Context(), 3, g.do) })
	until(func() bool { return c.waiting() == 2 })
	gone()
	until(func() bool { return c.waiting() == 1 })
	close(g.open)
	wg.Wait()
	if len(g.goes) != 2 || !slices.Equal(g.goes[1], []int{3}) {
		t.Errorf("%v", g.goes)
	}
	for range 2000 { // gone while they are told to lead: somebody else leads
		ctx, gone := context.WithCancel(t.Context())
		wg.Go(func() { c.with(ctx, 4, g.do) })
		wg.Go(gone)
		wg.Go(func() { c.with(t.Context(), 5, g.do) })
	}
	go func() {
		for range g.began {
		}
	}()
	wg.Wait()
	if close(g.began); c.under || len(c.queue) > 0 {
		t.Error("somebody is left behind")
	}
}
