package store

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// pooled is an event with three pools of so many places.
func (h *hall) pooled(general, wheelchair, stewards string) event.Event {
	h.Helper()
	return h.arrange(h.schedule(1), event.ArrangeInput{
		Starts: []string{"2026-12-05T10:00"}, Ends: []string{"2026-12-05T13:00"}, General: []string{general}, Wheelchair: []string{wheelchair}, Stewards: []string{stewards},
	})
}

var threePools = []event.Pool{event.General, event.Wheelchair, event.Stewards}

// rushTo lets n people at once ask for places in three pools, in turn.
func (h *hall) rushTo(e event.Event, n int) map[string]int {
	h.Helper()
	return h.crowd(n, func(i int) (string, error) {
		r, err := h.comeTo(e.ID, nth(i), 1, 0, threePools[i%3])
		return string(r.Pool) + " " + string(r.State), err
	})
}

func TestTwoThousandForFiveHundredPlacesInThreePools(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		e := h.pooled("300", "50", "150")
		fates := h.rushTo(e, 2000)
		h.want("fates", fates, map[string]int{
			"general coming": 300, "general waiting": 367, "wheelchair coming": 50, "wheelchair waiting": 617, "stewards coming": 150, "stewards waiting": 516,
		})
		h.sound(e.ID)
	})
}

// The positive control: the same rush with places that are counted and then
// written.
func TestWithoutTheGuardThePoolsOversell(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.guard(func(tx event.Store) event.Store { return careless{tx} })
		for range 10 {
			e := h.pooled("20", "5", "10")
			if h.rushTo(e, 120); h.places(e.ID, 0, event.General).Over()+h.places(e.ID, 0, event.Wheelchair).Over()+h.places(e.ID, 0, event.Stewards).Over() > 0 {
				return
			}
		}
		h.Error("count-then-write never oversold: the rush is no rush")
	})
}

// offers fills an event of so many places, lets twice as many wait, and has
// all who came give back: everybody in the first half of the line is offered.
func (h *hall) offers(n int, name func(i int) string) event.Event {
	h.Helper()
	e := h.schedule(n)
	for i := range 3 * n {
		if h.come(e.ID, name(i), 1); i%n == n-1 {
			h.pass(time.Minute)
		}
	}
	for i := range n {
		_, err := h.events.GiveBack(h.Context(), h.token(name(i)))
		h.must(err)
	}
	h.want("offered", h.event(e.ID).Held, n)
	h.pass(time.Minute)
	return e
}

// An offer whose time ends while it is clicked is either taken or passed on:
// never both, and never neither.
func (h *hall) clicks(n int, name func(i int) string) map[string]int {
	h.Helper()
	tokens := make([]domain.Token, n)
	for i := range tokens {
		tokens[i] = h.token(name(n + i))
	}
	return h.crowd(3*n+4, func(i int) (string, error) {
		switch {
		case i == 2*n: // in the midst of it the time is over
			h.pass(24 * time.Hour)
			return "passed", nil
		case i < 3*n: // three clicks each, before and after
			_, err := h.events.TakeUp(context.Background(), tokens[i%n])
			return caught("click", err)
		}
		_, err := h.events.PassOn(context.Background(), n)
		return caught("pass on", err)
	})
}

// caught says where the database itself refused what was counted twice.
func caught(fate string, err error) (string, error) {
	if _, ours := domain.AsError(err); err != nil && !ours {
		return "caught", nil
	}
	return fate, err
}

func TestAnOfferThatEndsWhileItIsClicked(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		const n = 12
		e := h.offers(n, nth)
		h.want("caught by the database alone", h.clicks(n, nth)["caught"], 0)
		_, err := h.events.PassOn(h.Context(), 100)
		h.must(err)
		h.sound(e.ID)
		now := h.event(e.ID)
		h.want("every place is taken or kept for the next", now.Taken+now.Held, n)
		told := 0
		for i := range n {
			k := h.kinds(nth(n + i))
			switch k {
			case "confirmed place-free waiting":
			case "offer-over place-free waiting":
				told++
			default:
				h.Errorf("%s got %q", nth(n+i), k)
			}
		}
		h.want("as many were passed on", now.Held, told)
	})
}

// hasty neither holds an event nor asks in which state an RSVP is.
type hasty struct{ event.Store }

func (x hasty) HoldEvent(ctx context.Context, id event.ID) (event.Event, error) {
	return x.Event(ctx, id)
}

func (x hasty) TurnRSVP(ctx context.Context, r event.RSVP, _ event.State) (bool, error) {
	tx := x.Store.(*Store)
	m, err := tx.rsvpOf(ctx, r)
	if err != nil {
		return false, err
	}
	return did(tx.db.WithContext(ctx).Model(&rsvpModel{}).Where("id = ?", r.ID).Select("state", "offered", "changed").Updates(&m))
}

func TestWithoutTheGuardAnOfferIsCountedTwice(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		whole := h.events.Atomically
		h.goesWrong("read-then-write never counted an offer twice: the clicks are no rush", func(name func(int) string) bool {
			e := h.offers(12, name)
			h.guard(func(tx event.Store) event.Store { return hasty{tx} })
			fates := h.clicks(12, name)
			h.events.Atomically = whole
			bad, err := h.store.Breaches(h.Context(), h.clock())
			h.must(err)
			now := h.event(e.ID)
			h.pass(-25 * time.Hour)
			return len(bad) > 0 || fates["caught"] > 0 || now.Taken+now.Held > 12
		})
	})
}

// An organiser makes the hall smaller, and parts it, while people answer:
// nobody is thrown out, nothing is promised past what there was, and of two
// organisers one is told that the other was first.
func TestAnOrganiserEditsWhilePeopleAnswer(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(60)
		whole := event.ArrangeInput{Version: 1, Shift: []string{"0"}, Starts: []string{"2026-12-05T10:00"}, Ends: []string{"2026-12-05T13:00"}, General: []string{"20"}, Stewards: []string{"10"}}
		smaller := h.saturday
		smaller.Version, smaller.Capacity = 1, 20
		fates := h.crowd(122, func(i int) (string, error) {
			switch i {
			case 30:
				_, err := h.service().Change(context.Background(), h.organise, e.ID, smaller)
				return "edited", err
			case 60:
				_, err := h.service().Arrange(context.Background(), h.organise, e.ID, whole)
				return "edited", err
			}
			r, err := h.comeTo(e.ID, nth(i), 1, 0, "")
			return string(r.State), err
		})
		h.want("editors", [2]int{fates["edited"], fates["changed-meanwhile"]}, [2]int{1, 1})
		h.want("everybody has an answer", fates["coming"]+fates["waiting"], 120)
		if n := fates["coming"]; n < 20 || n > 60 {
			h.Errorf("%d were promised a place", n)
		}
		h.want("nobody is thrown out", h.event(e.ID).Taken, fates["coming"])
		h.sound(e.ID)
	})
}
