package event

import (
	"sync"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/templates"
)

// A Shelf keeps the public pages of events for a moment, as a rush reads them:
// what is counted on a page is at most so old, and the page says when it was
// counted. Only what nobody in particular sees stands on it.
type Shelf struct {
	mu   sync.Mutex
	kept map[string]keptPage
}

type keptPage struct {
	page templates.EventShow
	json eventJSON
	at   time.Time
}

// How long a page is kept, and how many of them.
const (
	keptFor  = time.Second
	keptMost = 1000
)

// NewShelf is an empty shelf.
func NewShelf() *Shelf { return &Shelf{kept: map[string]keptPage{}} }

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
	if !ok || c.Now().Sub(k.at) >= keptFor || c.Now().Before(k.at) {
		return web.Answer{}, false
	}
	page := k.page
	page.NewID = domain.NewID[string](c.Now())
	return web.Answer{JSON: k.json, Page: "event/show", Part: "rsvp", Data: &page}, true
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
	s.kept[shelfKey(c)] = keptPage{page, out, c.Now()}
}
