package store

import (
	"slices"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// releaseAt sets when no-shows are released, and returns what is wrong with it.
func (h *hall) releaseAt(e event.Event, at string) string {
	h.Helper()
	err := h.events.SetRelease(h.Context(), h.organise, e.ID, event.ReleaseInput{At: at})
	if refusal, ok := domain.AsError(err); ok {
		return refusal.Fields["at"]
	}
	h.must(err)
	return ""
}

func (h *hall) release() int {
	h.Helper()
	n, err := h.events.Release(h.Context())
	h.must(err)
	return n
}

// until moves the clock to a time in Greenwich.
func (h *hall) until(at string) {
	h.Helper()
	when, err := time.Parse(event.WallTime, at)
	h.must(err)
	h.pass(when.Sub(h.clock()))
}

func (h *hall) state(r event.RSVP) event.State {
	h.Helper()
	r, err := h.store.RSVP(h.Context(), r.ID)
	h.must(err)
	return r.State
}

func TestNoShowsAreReleased(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(27)
		ann := h.come(e.ID, "Ann", 1)
		h.come(e.ID, "Ben", 1)
		leeds, err := h.brings(e, "Leeds", 25)
		h.must(err)
		h.pass(time.Minute)
		h.come(e.ID, "Cid", 1)
		h.want("a time", h.releaseAt(e, "2026-12-05T09:30"), "")
		h.want("after it", h.releaseAt(e, "2026-12-07T09:30"), "outside-shift")
		release := h.release
		h.want("not yet", release(), 0)
		h.until("2026-12-05T09:29")
		g := h.gate(e, "Door")
		ten := domain.DerivedID[event.RSVPID]("delegation", string(leeds.ID), "0")
		h.pass1(g, h.tap(ann.ID, event.In, 1, h.clock()), h.tap(ten, event.In, 10, h.clock()))
		_, err = h.events.Fewer(h.Context(), domain.Token(h.letters("Leeds")[0].Fields["link"][len("https://example.org/delegation/"):]), event.PeopleInput{People: 9})
		h.want("ten of them are in", err, "conflict: let-in")
		h.pass(time.Minute)
		h.want("who is not in", release(), 3)
		h.want("once", release(), 0)
		h.want("and is told", h.kinds("Ben"), "released confirmed")
		h.want("by when", h.letters("Ben")[0].Fields["until"], "2026-12-05T09:30:00Z")
		h.want("and for how long they can ask at the door", h.letters("Ben")[0].Until.Format(event.WallTime), "2026-12-05T13:00")
		h.want("so is whoever leads those who are not", h.kinds("Leeds"), "delegation-released delegation")
		leads := h.letters("Leeds")[0]
		h.want("how many", leads.Fields["party"]+" "+leads.Fields["until"]+" "+leads.Until.Format(event.WallTime), "15 2026-12-05T09:30:00Z 2026-12-05T13:00")
		h.want("the next is offered the place", h.kinds("Cid"), "place-free waiting")
		p := h.pass1(g)
		i := slices.IndexFunc(p.Guests, func(x event.Guest) bool { return x.Name == "Ben" })
		h.want("the gate sees that it was released", p.Guests[i].State, event.GaveUp)
		h.sound(e.ID)
	})
}

// Whoever takes a place that was released, or a free one, after that time is
// not there yet either, and keeps it.
func TestWhoTakesAReleasedPlaceKeepsIt(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		ben := h.come(e.ID, "Ben", 1)
		eve := h.come(e.ID, "Eve", 2)
		h.pass(time.Minute)
		cid := h.come(e.ID, "Cid", 2)
		h.want("a time", h.releaseAt(e, "2026-12-05T09:30"), "")
		h.until("2026-12-05T09:32")
		dan := h.come(e.ID, "Dan", 1)
		h.want("who had a place before", h.release(), 2)
		h.want("given on", []event.State{h.state(ben), h.state(eve), h.state(cid), h.state(dan)}, []event.State{event.GaveUp, event.GaveUp, event.Offered, event.Coming})
		h.pass(time.Minute)
		h.say(true, "Cid")
		fay := h.come(e.ID, "Fay", 1)
		for range 3 {
			h.want("nobody more", h.release(), 0)
			h.pass(20 * time.Minute)
		}
		h.want("all stay", []event.State{h.state(cid), h.state(dan), h.state(fay)}, []event.State{event.Coming, event.Coming, event.Coming})
		h.sound(e.ID)
	})
}

// Each shift is released as long after its own beginning, and an event that
// nobody knows on which day somebody comes to never.
func TestEachShiftIsReleasedByItself(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.arrange(h.schedule(9), twoShifts(1, "4", "4"))
		ann, err := h.comeTo(e.ID, "Ann", 1, 0, event.General)
		h.must(err)
		ben, err := h.comeTo(e.ID, "Ben", 1, 1, event.General)
		h.must(err)
		h.want("in the second shift", h.releaseAt(e, "2026-12-05T11:45"), "outside-shift")
		h.want("a quarter past", h.releaseAt(e, "2026-12-05T10:15"), "")
		h.until("2026-12-05T10:14")
		h.want("not yet", h.release(), 0)
		h.pass(time.Minute)
		h.want("the first shift", h.release(), 1)
		h.want("alone", []event.State{h.state(ann), h.state(ben)}, []event.State{event.GaveUp, event.Coming})
		h.pass(5 * time.Minute)
		h.want("a time that is over", h.releaseAt(e, "2026-12-05T10:10"), "in-the-past")
		h.want("the same again", h.releaseAt(e, "2026-12-05T10:15"), "")
		h.until("2026-12-05T11:44")
		h.want("not yet", h.release(), 0)
		h.pass(time.Minute)
		h.want("a time for the second alone", h.releaseAt(e, "2026-12-05T10:30"), "")
		h.want("not yet", h.release(), 0)
		h.pass(15 * time.Minute)
		h.want("the second shift", h.release(), 1)
		h.want("told", h.letters("Ben")[0].Fields["until"], "2026-12-05T12:00:00Z")

		h.saturday.Starts, h.saturday.Ends = "2026-12-12T10:00", "2026-12-13T18:00"
		h.want("two days", h.releaseAt(h.schedule(9), "2026-12-12T10:30"), "several-days")
	})
}

func TestTheReleaseMovesAlong(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		h.come(e.ID, "Ann", 1)
		h.want("a time", h.releaseAt(e, "2026-12-05T09:30"), "")
		in := h.saturday
		in.Version, in.Starts, in.Ends = e.Version, "2026-12-12T11:00", "2026-12-12T14:00"
		e, err := h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		h.want("half an hour before", e.Release.Format(event.WallTime), "2026-12-12T10:30")
		h.until("2026-12-05T09:40")
		h.want("nobody loses a place on the old day", h.release(), 0)
		later := twoShifts(0, "4", "4")
		later.Starts, later.Ends = []string{"2026-12-12T11:30", "2026-12-12T13:00"}, []string{"2026-12-12T13:00", "2026-12-12T14:00"}
		h.want("of the first shift", h.arrange(e, later).Release.Format(event.WallTime), "2026-12-12T11:00")
		h.must(h.events.SetRelease(h.Context(), h.organise, e.ID, event.ReleaseInput{At: "2026-12-11T12:00"}))
		in.Version, in.Starts, in.Ends = h.event(e.ID).Version, "2026-12-05T20:00", "2026-12-05T23:00"
		e, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		h.want("not before it was moved", e.Release.Format(event.WallTime), "2026-12-05T20:30")
	})
}
