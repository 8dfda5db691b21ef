package people_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// atOnce has somebody end their tokens and choose a language at once, a few
// times, and reports whether anything of it was lost.
func (h *house) atOnce(who domain.Actor) (lost bool) {
	h.Helper()
	const times = 5
	var wg sync.WaitGroup
	for range times {
		wg.Go(func() { h.must(h.people.EndTokens(context.Background(), who)) })
		wg.Go(func() { h.must(h.people.Speak(context.Background(), who, people.SpeakInput{Locale: "el"})) })
		wg.Wait()
	}
	p, err := h.store.Person(h.Context(), who.Person)
	h.must(err)
	return p.Version != 1+times || p.Locale != "el"
}

func TestATokenThatEndedStaysEnded(t *testing.T) {
	inHouses(t, func(h *house) {
		who, _ := h.begun()
		if h.atOnce(who) {
			h.Error("a version or a language is lost")
		}
	})
}

// whole reads a person and writes the whole row back, once two have read it.
type whole struct {
	people.Store
	both *sync.WaitGroup
}

func (w whole) alter(ctx context.Context, id domain.PersonID, change func(*people.Person)) (bool, error) {
	p, err := w.Person(ctx, id)
	if err != nil {
		return false, err
	}
	w.both.Done()
	w.both.Wait()
	change(&p)
	return true, w.PutPerson(ctx, p)
}

func (w whole) Speak(ctx context.Context, id domain.PersonID, locale string) (bool, error) {
	return w.alter(ctx, id, func(p *people.Person) { p.Locale = locale })
}

func (w whole) EndTokens(ctx context.Context, id domain.PersonID) (bool, error) {
	return w.alter(ctx, id, func(p *people.Person) { p.Version++ })
}

// The positive control: rows that are read and written whole lose one of both.
func TestWrittenWholeOneOfBothIsLost(t *testing.T) {
	storetest.Rush(t, store.Open, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s)
		who, _ := h.begun()
		atomically := h.people.Atomically
		var both *sync.WaitGroup
		var mu sync.Mutex
		n := 0
		h.people.Atomically = func(ctx context.Context, f func(people.Store) error) error {
			mu.Lock()
			if n++; n%2 == 1 { // they come in pairs
				both = &sync.WaitGroup{}
				both.Add(2)
			}
			pair := both
			mu.Unlock()
			return atomically(ctx, func(tx people.Store) error { return f(whole{tx, pair}) })
		}
		if !h.atOnce(who) {
			t.Error("nothing is lost: the race is no race")
		}
	})
}

func TestWhoIsErasedChangesNothing(t *testing.T) {
	inHouses(t, func(h *house) {
		_, top := h.begun()
		ida := h.joined("Ida", "ida@example.org", top.ID)
		h.must(h.people.Erase(h.Context(), ida, people.EraseInput{Sure: true}))
		before, err := h.store.Person(h.Context(), ida.Person)
		h.must(err)
		h.pass(time.Minute)
		h.refuses("a language", h.people.Speak(h.Context(), ida, people.SpeakInput{Locale: "el"}), "no-such-person")
		h.refuses("tokens", h.people.EndTokens(h.Context(), ida), "no-such-person")
		after, err := h.store.Person(h.Context(), ida.Person)
		h.must(err)
		if before != after {
			h.Errorf("%+v became %+v", before, after)
		}
	})
}
