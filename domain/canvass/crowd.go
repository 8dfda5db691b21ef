package canvass

import (
	"context"
	"sync"
	"time"

	"barnstorm/domain"
)

// A crowd does in one go what several callers ask for at the same moment: while
// one go is under way, those who come wait together for the next. Nobody waits
// when nobody is before them, and everybody is answered by the go that did
// their part, never earlier. The zero crowd is ready.
type crowd[T, R any] struct {
	mu    sync.Mutex
	under bool // a go is under way, or somebody was told to begin one
	queue []*caller[T, R]
}

// A caller is one who waits. Each is told once: to lead the next go, or what
// came of their part.
type caller[T, R any] struct {
	part T
	lead chan struct{}
	told chan outcome[R]
}

type outcome[R any] struct {
	of  R
	err error
}

// Bounds of one go.
const (
	mostAtOnce = 32
	goFor      = 20 * time.Second
)

// with has do do the part of the caller, alone or together with others. Where
// do fails for several at once and another try may help, each part is done
// alone, so that nobody fails for somebody else's. Whoever is gone before
// their part began is left out; whoever goes later is not told of the end.
func (c *crowd[T, R]) with(ctx context.Context, part T, do func(context.Context, []T) ([]R, error)) (R, error) {
	me := &caller[T, R]{part, make(chan struct{}, 1), make(chan outcome[R], 1)}
	c.mu.Lock()
	c.queue = append(c.queue, me)
	if !c.under {
		c.under = true
		me.lead <- struct{}{}
	}
	c.mu.Unlock()
	select {
	case o := <-me.told:
		return o.of, o.err
	case <-me.lead:
		c.go1(ctx, do)
		o := <-me.told
		return o.of, o.err
	case <-ctx.Done():
		c.leave(me)
		var none R
		return none, ctx.Err()
	}
}

// go1 does the parts of those who wait, the leader's among them, and has the
// next of the others lead.
func (c *crowd[T, R]) go1(ctx context.Context, do func(context.Context, []T) ([]R, error)) {
	c.mu.Lock()
	n := min(len(c.queue), mostAtOnce)
	these := append([]*caller[T, R](nil), c.queue[:n]...)
	c.queue = append(c.queue[:0], c.queue[n:]...)
	c.mu.Unlock()
	// The others' parts do not end with the leader's patience.
	ctx, end := context.WithTimeout(context.WithoutCancel(ctx), goFor)
	defer end()
	defer c.next()
	parts := make([]T, n)
	for i, who := range these {
		parts[i] = who.part
	}
	out, err := do(ctx, parts)
	for i, who := range these {
		switch {
		case err == nil:
			who.told <- outcome[R]{of: out[i]}
		case n == 1 || domain.Is(err, domain.Busy):
			who.told <- outcome[R]{err: err}
		default:
			alone, err := do(ctx, []T{who.part})
			if err != nil {
				alone = make([]R, 1)
			}
			who.told <- outcome[R]{alone[0], err}
		}
	}
}

// next has the first of those who wait lead, if there is one.
func (c *crowd[T, R]) next() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.under = len(c.queue) > 0; c.under {
		c.queue[0].lead <- struct{}{}
	}
}

// leave takes out of the queue whom nobody waits for any more.
func (c *crowd[T, R]) leave(me *caller[T, R]) {
	c.mu.Lock()
	for i, who := range c.queue {
		if who == me {
			c.queue = append(c.queue[:i], c.queue[i+1:]...)
			break
		}
	}
	c.mu.Unlock()
	select {
	case <-me.lead: // told to lead, and gone
		c.next()
	default:
	}
}
