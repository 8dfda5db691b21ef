package store

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// twoParts is an event in two shifts, with so many places in each.
func (h *hall) twoParts(first, second string) event.Event {
	h.Helper()
	return h.arrange(h.schedule(1), event.ArrangeInput{
		Shift: []string{"0", ""}, Starts: []string{"2026-12-05T10:00", "2026-12-05T11:30"}, Ends: []string{"2026-12-05T11:30", "2026-12-05T13:00"},
		General: []string{first, second}, Stewards: []string{"2"},
	})
}

// to asks for another shift by somebody's link.
func (h *hall) to(token domain.Token, shift string, party int) (event.RSVP, error) {
	held, err := h.events.Keep(context.Background(), token, event.KeepInput{Shift: shift, Party: party})
	return held.RSVP, err
}

func TestChangingTheShift(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.twoParts("2", "3")
		for _, name := range []string{"Ann", "Ben", "Cid"} { // Cid waits
			_, err := h.comeTo(e.ID, name, 1, 0, event.General)
			h.must(err)
			h.pass(time.Minute)
		}
		ann, ben, cid := h.token("Ann"), h.token("Ben"), h.token("Cid")
		_, err := h.events.Confirm(h.Context(), ann)
		h.must(err)
		r, err := h.to(ann, "1", 2)
		h.must(err)
		h.want("Ann comes later, with a friend, and is asked anew", [4]any{r.Shift, r.Party, r.State, r.Confirmed.IsZero()}, [4]any{1, 2, event.Coming, true})
		h.want("the letter says when", h.letters("Ann")[0].Fields["starts"], "2026-12-05T11:30:00Z")
		h.want("who waited for her place is offered it", h.kinds("Cid"), "place-free waiting")
		h.sound(e.ID)

		for name, shift := range map[string]string{"nobody calls it": "7", "no number": "x"} {
			_, err = h.to(ben, shift, 0)
			h.want(name, err, "invalid: invalid-input")
		}
		_, err = h.to(ben, "1", 2)
		h.want("no room for two", err, "conflict: no-room")
		held, err := h.events.Hold(h.Context(), ben)
		h.must(err)
		h.want("has what he had", [3]any{held.RSVP.Shift, held.RSVP.Party, held.RSVP.State}, [3]any{0, 1, event.Coming})
		h.want("one letter", h.kinds("Ben"), "confirmed")
		held, err = h.events.Keep(h.Context(), ben, event.KeepInput{Pool: "stewards"})
		h.must(err)
		h.want("as a steward", [2]any{held.RSVP.Pool, held.RSVP.Shift}, [2]any{event.Stewards, 0})
		r, err = h.to(cid, "1", 0)
		h.must(err)
		h.want("who was offered one place takes another", r.State, event.Coming)
		h.want("and nothing is kept for him", h.event(e.ID).Held, 0)
		h.sound(e.ID)
	})
}

// Whoever waits may wait in another line, as long as they have waited.
func TestChangingTheLine(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.twoParts("2", "1")
		_, err := h.comeTo(e.ID, "Ann", 1, 1, event.General)
		h.must(err)
		r, err := h.comeTo(e.ID, "Dan", 1, 1, event.General) // full
		h.must(err)
		h.want("Dan waits", r.State, event.Waiting)
		h.pass(time.Minute)
		dan := h.token("Dan")
		since := r.Queued
		_, err = h.comeTo(e.ID, "Eve", 2, 0, event.General)
		h.must(err)
		h.pass(time.Minute)
		_, err = h.comeTo(e.ID, "Fay", 1, 0, event.General) // waits there
		h.must(err)
		h.pass(time.Minute)
		r, err = h.to(dan, "0", 0)
		h.must(err)
		h.want("in another line, as long as he has waited", [2]any{r.State, r.Queued}, [2]any{event.Waiting, since})
		q, err := h.events.Place(h.Context(), mustHold(h, h.token("Fay")))
		h.must(err)
		h.want("before who came later", q.Ahead, 1)
		_, err = h.events.GiveBack(h.Context(), dan)
		h.must(err)
		r, err = h.to(dan, "1", 0)
		h.must(err)
		h.want("taken up again elsewhere", [2]any{r.Shift, r.State}, [2]any{1, event.Waiting})
		h.sound(e.ID)
	})
}

func mustHold(h *hall, t domain.Token) event.Held {
	h.Helper()
	held, err := h.events.Hold(h.Context(), t)
	h.must(err)
	return held
}

// movers is twenty people in the first shift who all want into the second, and
// twenty more who ask for it at the same time.
func (h *hall) movers(second string, name func(i int) string) (event.Event, map[string]int) {
	h.Helper()
	e := h.twoParts("20", second)
	tokens := make([]domain.Token, 20)
	for i := range tokens {
		_, err := h.comeTo(e.ID, name(i), 1, 0, event.General)
		h.must(err)
		tokens[i] = h.token(name(i))
	}
	h.pass(time.Minute)
	return e, h.crowd(60, func(i int) (string, error) {
		if i%3 == 0 {
			r, err := h.comeTo(e.ID, name(100+i), 1, 1, event.General)
			return caught(string(r.State), err)
		}
		_, err := h.to(tokens[i/3], "1", 0) // each twice at once
		return caught("moved", err)
	})
}

// Whoever moves has one place all the time, and no place is given twice.
func TestMovingWhileOthersCome(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, fates := h.movers("7", nth)
		h.sound(e.ID)
		h.want("caught by the database alone", fates["caught"], 0)
		second, first := h.places(e.ID, 1, event.General), h.places(e.ID, 0, event.General)
		h.want("the second shift is full", second.Taken, 7)
		h.want("who moved and who came", second.Taken-fates["coming"]+first.Taken, 20)
		for i := range 20 {
			if r := mustHold(h, h.token(nth(i))).RSVP; r.State != event.Coming {
				h.Errorf("%s is %s", r.Name, r.State)
			}
		}
	})
}

// The positive control: with places that are counted and then written, the
// same rush oversells the second shift.
func TestWithoutTheGuardMovingOversells(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.guard(func(tx event.Store) event.Store { return hurried{careless{tx}} })
		h.goesWrong("count-then-write never oversold: the rush is no rush", func(name func(int) string) bool {
			e, fates := h.movers("7", name)
			return fates["caught"] > 0 || h.places(e.ID, 1, event.General).Over() > 0
		})
	})
}

// hurried does not hold an event.
type hurried struct{ careless }

func (x hurried) HoldEvent(ctx context.Context, id event.ID) (event.Event, error) {
	return x.Event(ctx, id)
}
