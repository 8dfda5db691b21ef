package event

import (
	"sync"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// A Shelf keeps the public pages of events for a moment, as a rush reads them:
// what is counted on a page is at most so old, and the page says when it was
// counted. Only what nobody in particular sees stands on it.
type Shelf struct {
	mu    sync.Mutex
	kept  map[string]keptPage
	shown map[string]keptShown
}

// A keptShown is a public event as it was shown a moment ago, to whoever
// answers it: what is promised is read anew with the places taken.
type keptShown struct {
	shown event.Shown
	at    time.Time
}

type keptPage struct {
	page  templates.EventShow
	json  eventJSON
	whole *web.Kept // as browsers are sent it; nil until one was
	at    time.Time
}

// How long a page is kept, and how many of them.
const (
	keptFor  = time.Second
	keptMost = 1000
)

// NewShelf is an empty shelf.
func NewShelf() *Shelf { return &Shelf{kept: map[string]keptPage{}, shown: map[string]keptShown{}} }

// show is the event of the path as it is or, for somebody who is not signed in,
// as it was a moment ago.
func (s *Shelf) show(c *web.Ctx, show func() (event.Shown, error)) (event.Shown, error) {
	if s == nil || !c.Who().Nobody() {
		return show()
	}
	slug := c.Param("slug")
	s.mu.Lock()
	k, ok := s.shown[slug]
	s.mu.Unlock()
	if ok && fresh(c, k.at) {
		return k.shown, nil
	}
	x, err := show()
	if err != nil || !x.Event.Public {
		return x, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.shown) >= keptMost {
		clear(s.shown)
	}
	s.shown[slug] = keptShown{x, c.Now()}
	return x, nil
}

// fresh reports whether at is no more than a moment ago.
func fresh(c *web.Ctx, at time.Time) bool {
	return c.Now().Sub(at) < keptFor && !c.Now().Before(at)
}

func shelfKey(c *web.Ctx) string { return c.Lang() + " " + c.Prefix() + " " + c.Param("slug") }

// take returns a page that was kept a moment ago, with an id of its own for
// the RSVP that is made on it. No shelf keeps nothing.
func (s *Shelf) take(c *web.Ctx) (web.Answer, bool) {
	if s == nil || !c.Who().Nobody() {
		return web.Answer{}, false
	}
	s.mu.Lock()
	k, ok := s.kept[shelfKey(c)]
	s.mu.Unlock()
	if !ok || !fresh(c, k.at) {
		return web.Answer{}, false
	}
	page := k.page
	page.NewID = domain.NewID[string](c.Now())
	return web.Answer{JSON: k.json, Page: "event/show", Part: "rsvp", Data: &page, Kept: k.whole, Own: page.NewID}, true
}

// keep is what keeps the page whole, once it is written.
func (s *Shelf) keep(c *web.Ctx, id string) func([]byte) {
	if s == nil || !c.Who().Nobody() {
		return nil
	}
	key := shelfKey(c)
	return func(page []byte) {
		whole, ok := web.NewKept(page, id)
		if !ok {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if k, known := s.kept[key]; known && k.page.NewID == id {
			k.whole = whole
			s.kept[key] = k
		}
	}
}

// put keeps a page as it is now.
func (s *Shelf) put(c *web.Ctx, page templates.EventShow, out eventJSON) {
	if s == nil || !c.Who().Nobody() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) >= keptMost {
		clear(s.kept)
	}
	s.kept[shelfKey(c)] = keptPage{page, out, nil, c.Now()}
}
