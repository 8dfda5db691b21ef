package store

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// offered fills an event of four with Ann and Ben, lets Cid wait and Ann give
// back, so that Cid is offered two places.
func (h *hall) offered(e event.Event) {
	h.Helper()
	for _, name := range []string{"Ann", "Ben", "Cid"} {
		h.come(e.ID, name, 2)
		h.pass(time.Minute)
	}
	_, err := h.events.GiveBack(h.Context(), h.token("Ann"))
	h.must(err)
	h.pass(time.Minute)
}

// twoShifts parts Saturday in two, with so many general places in each and
// four for wheelchairs in the first.
func twoShifts(version int64, first, second string) event.ArrangeInput {
	return event.ArrangeInput{
		Version: version, Shift: []string{"0", ""}, Starts: []string{"2026-12-05T10:00", "2026-12-05T11:30"}, Ends: []string{"2026-12-05T11:30", "2026-12-05T13:00"},
		General: []string{first, second}, Wheelchair: []string{"4"},
	}
}

func (h *hall) arrange(e event.Event, in event.ArrangeInput) event.Event {
	h.Helper()
	in.Version = h.event(e.ID).Version
	e, err := h.events.Arrange(h.Context(), h.organise, e.ID, in)
	h.must(err)
	return e
}

// comeTo is come, to a shift and a pool.
func (h *hall) comeTo(id event.ID, name string, party, shift int, pool event.Pool) (event.RSVP, error) {
	in := h.input(name, party)
	in.Shift, in.Pool = shift, string(pool)
	return h.events.RSVP(context.Background(), domain.Actor{}, id, in, "en")
}

func (h *hall) places(id event.ID, shift int, pool event.Pool) event.Places {
	h.Helper()
	l, err := h.store.Layout(h.Context(), id)
	h.must(err)
	p, _ := l.Find(shift, pool)
	return p
}

func TestShiftsAndPools(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(3)
		h.come(e.ID, "Ann", 3)
		h.come(e.ID, "Ben", 2) // waits
		h.pass(time.Minute)
		e = h.arrange(e, twoShifts(1, "4", "2"))
		h.want("places in all", e.Capacity, 10)
		h.want("who was in comes to the first shift", h.places(e.ID, 0, event.General), event.Places{Pool: event.General, Capacity: 4, Taken: 3, Waiting: 2})
		r, err := h.comeTo(e.ID, "Cid", 2, 1, "")
		h.must(err)
		h.want("the second shift", r.State, event.Coming)
		r, err = h.comeTo(e.ID, "Dan", 1, 1, "")
		h.must(err)
		h.want("which is full then", r.State, event.Waiting)
		r, err = h.comeTo(e.ID, "Eve", 2, 0, event.Wheelchair)
		h.must(err)
		h.want("a pool of its own", r.State, event.Coming)
		for _, wrong := range []struct {
			shift int
			pool  event.Pool
		}{{2, event.General}, {-1, event.General}, {1, event.Wheelchair}, {0, event.Press}, {0, "none"}} {
			if _, err = h.comeTo(e.ID, "Fay", 1, wrong.shift, wrong.pool); !domain.Is(err, domain.Invalid) {
				h.Errorf("%v was taken: %v", wrong, err)
			}
		}
		h.sound(e.ID)

		h.want("the letter says when", h.letters("Cid")[0].Fields["starts"], "2026-12-05T11:30:00Z")
		h.pass(time.Minute)
		_, err = h.events.GiveBack(h.Context(), h.token("Cid"))
		h.must(err)
		h.want("whoever waits for that shift is offered", h.kinds("Dan"), "place-free waiting")
		h.want("and nobody of another, who knows that theirs is shorter now", h.kinds("Ben"), "moved waiting")

		lower := twoShifts(0, "1", "")
		lower.Shift, lower.Starts, lower.Ends = []string{"0"}, lower.Starts[:1], lower.Ends[:1]
		lower.Version = e.Version
		_, err = h.events.Arrange(h.Context(), h.organise, e.ID, lower)
		h.want("a shift that somebody has stays", err, "invalid: invalid-input")
		lower = twoShifts(0, "1", "0")
		lower.Shift[1], lower.Wheelchair = "1", nil
		e = h.arrange(e, lower)
		h.want("promised too much in the first", h.places(e.ID, 0, event.General).Over(), 2)
		h.want("nobody is thrown out", h.places(e.ID, 0, event.Wheelchair), event.Places{Pool: event.Wheelchair, Taken: 2})
		h.want("nor told off", h.kinds("Ann"), "moved confirmed")
		h.sound(e.ID)
	})
}

func TestShiftsMoveAlong(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.arrange(h.schedule(9), twoShifts(1, "4", "4"))
		h.pass(time.Minute)
		_, err := h.comeTo(e.ID, "Ann", 1, 1, event.General)
		h.must(err)
		h.pass(time.Minute)
		in := h.saturday // to a Sunday in summer, an hour later
		in.Version, in.Starts, in.Ends = e.Version, "2027-04-04T11:00", "2027-04-04T14:00"
		e, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		l, err := h.store.Layout(h.Context(), e.ID)
		h.must(err)
		h.want("on the wall it is 12:30", l.Shifts[1].Starts, time.Date(2027, 4, 4, 11, 30, 0, 0, time.UTC))
		h.want("places are kept", e.Capacity, 12)
		h.want("the letter", h.letters("Ann")[0].Fields["starts"], "2027-04-04T11:30:00Z")
		in.Version, in.Ends = e.Version, "2027-04-04T12:00"
		_, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		h.want("shorter than its shifts", err, "invalid: invalid-input")
		again := twoShifts(e.Version, "4", "4")
		again.Version = 1
		_, err = h.events.Arrange(h.Context(), h.organise, e.ID, again)
		h.want("an old version", err, "conflict: changed-meanwhile")
		h.sound(e.ID)
	})
}

func TestOffers(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		h.offered(e)
		h.come(e.ID, "Dan", 1)
		h.want("places are kept", h.event(e.ID).Held, 2)
		cid := h.letters("Cid")[0]
		h.want("for a day", cid.Fields["until"], h.clock().Add(-time.Minute).Add(24*time.Hour).Format(time.RFC3339))
		q, err := h.events.Queues(h.Context(), h.organise, h.event(e.ID))
		h.must(err)
		h.want("why nobody is offered", q[0].Why, event.KeptForSome)

		h.pass(24*time.Hour - time.Minute)
		_, err = h.events.TakeUp(h.Context(), h.token("Cid"))
		h.want("too late, though nobody has passed it on", err, "conflict: offer-over")
		n, err := h.events.PassOn(h.Context(), 10)
		h.must(err)
		h.want("passed on", n, 1)
		h.want("told", h.kinds("Cid"), "offer-over place-free waiting")
		h.want("the next", h.kinds("Dan"), "place-free waiting")
		h.sound(e.ID)
		h.say(true, "Dan")
		h.say(true, "Dan") // twice
		h.want("taken", h.event(e.ID).Taken, 3)

		_, err = h.events.Keep(h.Context(), h.token("Cid"), event.KeepInput{}) // into the line again, behind nobody, before a place too few
		h.must(err)
		h.want("waits", h.event(e.ID).Waiting, 2)
		q, err = h.events.Queues(h.Context(), h.organise, h.event(e.ID))
		h.must(err)
		h.want("why", q[0].Why, event.TooFew)
		h.sound(e.ID)
		_, err = h.events.Keep(h.Context(), h.token("Cid"), event.KeepInput{Party: 1})
		h.must(err)
		h.want("who needs less is offered", h.event(e.ID).Held, 1)
		h.say(false, "Cid")
		h.want("declined", h.event(e.ID).Held, 0)
		h.sound(e.ID)
	})
}

// Whoever comes too late for an offer stands in the line again at once, behind
// those who waited meanwhile, and the place is offered on.
func TestWhoIsTooLateStandsInTheLineAgain(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		h.offered(e)
		h.come(e.ID, "Dan", 2)
		cid := h.token("Cid")
		h.pass(25 * time.Hour)
		held, err := h.events.Keep(h.Context(), cid, event.KeepInput{})
		h.must(err)
		h.want("waits", held.RSVP.State, event.Waiting)
		h.want("Dan is offered what Cid was", h.kinds("Dan"), "place-free waiting")
		h.sound(e.ID)
	})
}

func TestOnTheDayAnOfferIsForAnHour(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"2026-12-01T12:00": "2026-12-02T12:00", "2026-12-04T20:00": "2026-12-05T07:00", "2026-12-05T00:10": "2026-12-05T09:00", "2026-12-04T22:00": "2026-12-05T09:00",
		"2026-12-05T09:30": "2026-12-05T10:00", "2026-12-04T09:00": "2026-12-05T07:00",
	} {
		inHalls(t, func(h *hall) {
			when, err := time.Parse(event.WallTime, at)
			h.must(err)
			e := h.schedule(4)
			h.pass(when.Add(-3 * time.Minute).Sub(h.clock()))
			h.offered(e)
			until, err := time.Parse(time.RFC3339, h.letters("Cid")[0].Fields["until"])
			h.must(err)
			h.want(at, until.Format(event.WallTime), want)
		})
	}
}

func TestThePhoneIsAContact(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(2)
		in := h.input("Ann", 2)
		in.Email, in.Phone = "", "+44 7700 900-123"
		a, err := h.events.Answer(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		held, err := h.events.Hold(h.Context(), a.Link)
		h.must(err)
		h.want("the link opens it", held.RSVP.Contact, "+447700900123")
		again, err := h.events.Answer(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		h.want("sent twice, the sender has a key", again.Link != "" && again.RSVP.ID == a.RSVP.ID, true)
		forged := h.input("Ann", 1)
		forged.Email, forged.Phone = "", "0044 7700 900123"
		b, err := h.events.Answer(h.Context(), domain.Actor{}, e.ID, forged, "en")
		h.must(err)
		h.want("who types somebody's number gets no key, and no id", string(b.Link)+string(b.RSVP.ID), "")
		in.Phone = "call me"
		_, err = h.events.Answer(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.want("no number", err, "invalid: invalid-input")
		h.sound(e.ID)
	})
}
