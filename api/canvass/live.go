package canvass

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// A Hub tells whoever looks at an effort's results when they change: one look
// at the database for all who listen in this process, however many they are.
type Hub struct {
	// Every is how often it looks, Beat how often it says that it is still here
	// and asks again who may listen.
	Every, Beat time.Duration
	// Most is how many may listen to one effort.
	Most int

	mu     sync.Mutex
	boards map[canvass.EffortID]*board
	ended  chan struct{}
	shut   bool
	looks  atomic.Int64 // how often it has looked, for tests
}

// NewHub is a hub that looks every other second.
func NewHub() *Hub {
	return &Hub{Every: 2 * time.Second, Beat: 15 * time.Second, Most: 200, boards: map[canvass.EffortID]*board{}, ended: make(chan struct{})}
}

// Close ends every stream, so that the program can stop.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.shut {
		h.shut = true
		close(h.ended)
	}
}

// A board is one effort with those who listen.
type board struct {
	listeners map[*listener]bool
	end       context.CancelFunc
}

// A tongue is in which words and under which addresses somebody reads.
type tongue struct{ lang, prefix string }

// news is one state of a page.
type news struct {
	stamp string
	body  []byte
}

// A listener hears the newest state, and misses those before it when it is slow.
type listener struct {
	tongue
	last string // the stamp that it has
	news chan news
}

// A look is the state of an effort's results: what it is known by, and the page
// in some words.
type look struct {
	stamp  string
	render func(tongue) ([]byte, error)
}

// join adds a listener to an effort, whose results see reads. It refuses with
// Busy when too many listen already, or when the program is about to stop.
func (h *Hub) join(id canvass.EffortID, t tongue, has string, see func(context.Context) (look, error)) (*listener, func(), error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := h.boards[id]
	if h.shut || b != nil && len(b.listeners) >= h.Most {
		return nil, nil, domain.Refuse(domain.Busy, "live-full")
	}
	if b == nil {
		ctx, end := context.WithCancel(context.Background())
		b = &board{listeners: map[*listener]bool{}, end: end}
		h.boards[id] = b
		go h.watch(ctx, b, see)
	}
	l := &listener{tongue: t, last: has, news: make(chan news, 1)}
	b.listeners[l] = true
	return l, func() { h.leave(id, b, l) }, nil
}

// leave takes a listener away; the last one turns the light out.
func (h *Hub) leave(id canvass.EffortID, b *board, l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if delete(b.listeners, l); len(b.listeners) == 0 {
		b.end()
		if h.boards[id] == b {
			delete(h.boards, id)
		}
	}
}

// watch looks again and again, and tells the listeners what they have not.
func (h *Hub) watch(ctx context.Context, b *board, see func(context.Context) (look, error)) {
	again := time.NewTicker(h.Every)
	defer again.Stop()
	for {
		h.looks.Add(1)
		if now, err := see(ctx); err == nil { // a database that is away is asked again
			h.tell(b, now)
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

// tell renders a state once for each tongue that somebody waits in.
func (h *Hub) tell(b *board, now look) {
	h.mu.Lock()
	defer h.mu.Unlock()
	pages := map[tongue][]byte{}
	for l := range b.listeners {
		if l.last == now.stamp {
			continue
		}
		body, ok := pages[l.tongue]
		if !ok {
			var err error
			if body, err = now.render(l.tongue); err != nil {
				continue
			}
			pages[l.tongue] = body
		}
		select { // what was not fetched yet is old by now
		case <-l.news:
		default:
		}
		l.news <- news{now.stamp, body}
		l.last = now.stamp
	}
}

// live answers GET /organise/efforts/{effort}/live: the results as they change,
// for as long as whoever listens may see them. A browser that does not ask for
// events is sent to the page.
func (h Handlers) live(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := h.Canvass.Brief(c.Go(), c.Who(), id, domain.SeeResults)
	if err != nil {
		return web.Answer{}, err
	}
	if !c.Streams() {
		return web.Answer{Next: "/organise/efforts/" + string(id) + "/results"}, nil
	}
	has := c.Request().Header.Get("Last-Event-ID")
	if has == "" {
		has = c.QueryParam("since")
	}
	l, leave, err := h.Hub.join(id, tongue{c.Lang(), c.Prefix()}, has, func(ctx context.Context) (look, error) { return h.look(ctx, c.Web, b) })
	if err != nil {
		return web.Answer{}, err
	}
	may := func() bool {
		who, err := c.Still()
		if err != nil {
			return true // the database is away, and nobody's rights are known to have ended
		}
		_, err = h.Canvass.Brief(context.WithoutCancel(c.Go()), who, id, domain.SeeResults)
		return err == nil || !domain.Is(err, domain.Denied) && !domain.Is(err, domain.NotFound) && !domain.Is(err, domain.SignedOut)
	}
	return web.Answer{Stream: func(ctx context.Context, to *web.Events) error {
		defer leave()
		return h.Hub.stream(ctx, l, to, may)
	}}, nil
}

// stream hands a listener what is told, and asks with every beat whether they
// may still hear it.
func (h *Hub) stream(ctx context.Context, l *listener, to *web.Events, may func() bool) error {
	beat := time.NewTicker(h.Beat)
	defer beat.Stop()
	for n := 0; ; n++ {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-h.ended:
			return nil
		case x := <-l.news:
			err = to.Send("results", x.stamp, x.body)
		case <-beat.C:
			if !may() {
				return to.Send("over", strconv.Itoa(n), []byte("over"))
			}
			err = to.Beat()
		}
		if err != nil {
			return nil // whoever listened is gone
		}
	}
}

// Looks is how often the hub has looked at the database.
func (h *Hub) Looks() int64 { return h.looks.Load() }

// Listening is how many listen now.
func (h *Hub) Listening() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, b := range h.boards {
		n += len(b.listeners)
	}
	return n
}
