package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

// A hall is a store with a group that calls events, on a clock that the test
// moves.
type hall struct {
	*testing.T
	store    *Store
	events   *event.Service
	mu       sync.Mutex
	at       time.Time
	group    domain.GroupID
	organise domain.Actor
	saturday event.Input // what an organiser sends
}

var doorsOpen = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) // a Monday

// inHalls runs f on both databases.
func inHalls(t *testing.T, f func(h *hall)) {
	t.Helper()
	each(t, func(t *testing.T, s *Store) { f(newHall(t, s)) })
}

// inRush runs f on PostgreSQL alone, where races show.
func inRush(t *testing.T, f func(h *hall)) {
	t.Helper()
	storetest.Rush(t, Open, func(t *testing.T, s *Store) { f(newHall(t, s)) })
}

func newHall(t *testing.T, s *Store) *hall {
	h := &hall{T: t, store: s, at: doorsOpen, group: domain.NewID[domain.GroupID](doorsOpen)}
	h.events = h.service()
	entity := people.Entity{ID: domain.NewID[domain.EntityID](h.at), Name: "Aire Valley Together", Country: "GB", Kind: "association", Address: "1 Canal St, Keighley", Made: h.at}
	h.must(s.PutEntity(t.Context(), entity))
	h.must(s.PutGroup(t.Context(), people.Group{
		ID: h.group, Lineage: string(h.group) + "/", Name: "Keighley", Slug: "keighley", Country: "GB", Currency: "GBP",
		Zone: "Europe/London", Locale: "en", Entity: entity.ID, Made: h.at,
	}))
	h.organise = domain.Actor{Person: domain.NewID[domain.PersonID](h.at), Name: "Olga", Roles: map[domain.GroupID][]domain.Role{h.group: {domain.Organiser}}}
	h.saturday = event.Input{
		Group: string(h.group), Kind: "unseat", Title: "Unseat Keighley", Starts: "2026-12-05T10:00", Ends: "2026-12-05T13:00",
		Zone: "Europe/London", Venue: "Civic Hall", Town: "Keighley", Capacity: 30,
	}
	return h
}

// service is the service as another process would have it.
func (h *hall) service() *event.Service {
	return &event.Service{
		Store: h.store, Atomically: Atomically[event.Store](h.store), Clock: h.clock, Sites: h.store,
		URL: func(path string) string { return "https://example.org" + path },
	}
}

// guard puts a store of f's making in the way of the service.
func (h *hall) guard(f func(event.Store) event.Store) {
	whole := h.events.Atomically
	h.events.Atomically = func(ctx context.Context, do func(event.Store) error) error {
		return whole(ctx, func(tx event.Store) error { return do(f(tx)) })
	}
}

func (h *hall) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hall) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func (h *hall) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *hall) want(what string, got, want any) {
	h.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.Errorf("%s: %v, want %v", what, got, want)
	}
}

// schedule calls the event of Saturday with so many places.
func (h *hall) schedule(capacity int) event.Event {
	h.Helper()
	in := h.saturday
	in.ID, in.Capacity = domain.NewID[string](h.at), capacity
	e, err := h.events.Schedule(h.Context(), h.organise, in)
	h.must(err)
	return e
}

func (h *hall) event(id event.ID) event.Event {
	h.Helper()
	e, err := h.store.Event(h.Context(), id)
	h.must(err)
	return e
}

func (h *hall) input(name string, party int) event.RSVPInput {
	return event.RSVPInput{ID: domain.NewID[string](h.clock()), Name: name, Email: strings.ToLower(name) + "@example.org", Party: party}
}

// come is an answer of a party, which has to succeed.
func (h *hall) come(id event.ID, name string, party int) event.RSVP {
	h.Helper()
	r, err := h.events.RSVP(h.Context(), domain.Actor{}, id, h.input(name, party), "en")
	h.must(err)
	return r
}

// crowd lets n people at once do something, each with a number, and counts
// what became of it: a state or the code of a refusal.
func (h *hall) crowd(n int, do func(i int) (string, error)) map[string]int {
	h.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	fates, gate := map[string]int{}, make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-gate
			fate, err := do(i)
			if err != nil {
				refusal, ok := domain.AsError(err)
				if !ok {
					h.Error(err)
					return
				}
				fate = refusal.Code
			}
			mu.Lock()
			fates[fate]++
			mu.Unlock()
		})
	}
	close(gate)
	wg.Wait()
	return fates
}

// token is the private link in the newest letter to somebody.
func (h *hall) token(name string) domain.Token {
	h.Helper()
	ls := h.letters(name)
	if len(ls) == 0 {
		h.Fatalf("no letter to %s", name)
	}
	return domain.Token(ls[0].Fields["link"][len("https://example.org/rsvp/"):])
}

// letters is every letter to somebody, newest first.
func (h *hall) letters(name string) []letter.Kept {
	h.Helper()
	ls, err := h.store.LettersTo(h.Context(), strings.ToLower(name)+"@example.org", 100)
	h.must(err)
	return ls
}

// kinds is the kinds of the letters to somebody, newest first.
func (h *hall) kinds(name string) string {
	h.Helper()
	var all []string
	for _, l := range h.letters(name) {
		all = append(all, strings.TrimPrefix(l.Kind, "event/"))
	}
	return strings.Join(all, " ")
}

// sound fails the test when the counters of an event are not what its RSVPs
// add up to, or a place is free for somebody who waits.
func (h *hall) sound(id event.ID) (coming, waiting int) {
	h.Helper()
	e := h.event(id)
	var after event.RSVPID
	smallest := map[event.At]int{}
	for {
		rs, err := h.store.RSVPs(h.Context(), id, after, 500)
		h.must(err)
		if len(rs) == 0 {
			break
		}
		after = rs[len(rs)-1].ID
		for _, r := range rs {
			switch r.State {
			case event.Coming:
				coming += r.Party
			case event.Waiting:
				waiting += r.Party
				if at := (event.At{Shift: r.Shift, Pool: r.Pool}); smallest[at] == 0 || r.Party < smallest[at] {
					smallest[at] = r.Party
				}
			}
		}
	}
	if coming != e.Taken || waiting != e.Waiting {
		h.Errorf("counted %d taken and %d waiting, there are %d and %d", e.Taken, e.Waiting, coming, waiting)
	}
	l, err := h.events.Layout(h.Context(), h.organise, e)
	h.must(err)
	for _, p := range l.Places {
		open := slices.ContainsFunc(l.Open(e, h.clock()), func(s event.Shift) bool { return s.Number == p.Shift })
		if n := smallest[event.At{Shift: p.Shift, Pool: p.Pool}]; n > 0 && open && (p.NoLimit || p.Left() >= n) {
			h.Errorf("%d places are free in %s of shift %d, and a party of %d waits", p.Left(), p.Pool, p.Shift, n)
		}
	}
	bad, err := h.store.Breaches(h.Context(), h.clock())
	h.must(err)
	if len(bad) > 0 {
		h.Error(bad)
	}
	return coming, waiting
}

// say has somebody take the places that they were offered.
func (h *hall) say(yes bool, name string) event.Held {
	h.Helper()
	deed := h.events.TakeUp
	if !yes {
		deed = h.events.GiveBack
	}
	held, err := deed(h.Context(), h.token(name))
	h.must(err)
	return held
}

func nth(i int) string { return "p" + strconv.Itoa(i) }
