package store

import (
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

func TestASeriesKeepsItsWallTime(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		in := h.saturday
		in.ID, in.Starts, in.Ends, in.Capacity = domain.NewID[string](h.at), "2027-03-14T10:00", "2027-03-14T13:00", 9
		e, err := h.events.Schedule(h.Context(), h.organise, in)
		h.must(err)
		e, err = h.events.Arrange(h.Context(), h.organise, e.ID, event.ArrangeInput{
			Version: 1, Shift: []string{"0", ""}, Starts: []string{"2027-03-14T10:00", "2027-03-14T11:30"}, Ends: []string{"2027-03-14T11:30", "2027-03-14T13:00"}, General: []string{"4", "5"},
		})
		h.must(err)
		h.come(e.ID, "Ann", 2)
		again := event.RepeatInput{ID: domain.NewID[string](h.clock()), Every: 7, Times: 3}
		for range 2 { // sent twice
			dates, err := h.events.Repeat(h.Context(), h.organise, e.ID, again)
			h.must(err)
			var got []string
			for _, d := range dates {
				now := h.event(d.ID)
				l, err := h.store.Layout(h.Context(), d.ID)
				h.must(err)
				got = append(got, now.Starts.Format("02 15:04")+" "+l.Shifts[1].Starts.Format("15:04"))
				h.want("nobody comes yet", now.Taken+l.Places[0].Taken, 0)
				h.want("the series", now.Series, h.event(e.ID).Series)
			}
			h.want("ten on the wall, over the change of clocks", strings.Join(got, ", "), "21 10:00 11:30, 28 09:00 10:30, 04 09:00 10:30")
		}
		var n int
		h.must(h.store.db.Raw("select count(*) from events").Scan(&n).Error)
		h.want("dates in all", n, 4)
	})
}

// On the night on which the clocks skip its start past its end, a date is as
// long as the others.
func TestASeriesOfShortNightsKeepsItsLength(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		in := h.saturday
		in.ID, in.Starts, in.Ends = domain.NewID[string](h.at), "2027-03-21T01:30", "2027-03-21T02:00"
		e, err := h.events.Schedule(h.Context(), h.organise, in)
		h.must(err)
		dates, err := h.events.Repeat(h.Context(), h.organise, e.ID, event.RepeatInput{ID: domain.NewID[string](h.clock()), Every: 7, Times: 2})
		h.must(err)
		var got []string
		for _, d := range dates {
			got = append(got, d.Starts.Format("02 15:04")+" "+d.Ends.Format("15:04"))
		}
		h.want("dates", strings.Join(got, ", "), "28 01:30 02:00, 04 00:30 01:00")
	})
}

// twoDates is Saturday's event with one place, to which those named come in turn,
// and the same a week later.
func (h *hall) twoDates(names ...string) (first, next event.Event) {
	h.Helper()
	first = h.schedule(1)
	for _, name := range names {
		h.come(first.ID, name, 1)
		h.pass(time.Minute)
	}
	dates, err := h.events.Repeat(h.Context(), h.organise, first.ID, event.RepeatInput{ID: domain.NewID[string](h.clock()), Every: 7, Times: 1})
	h.must(err)
	return first, dates[0]
}

func TestWhoWaitedIsFirstInLineNextTime(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, next := h.twoDates("Ann", "Ben", "Cid")
		carry := func() int {
			n, err := h.events.CarryOver(h.Context())
			h.must(err)
			return n
		}
		h.want("not before", carry(), 0)
		h.pass(time.Date(2026, 12, 5, 11, 0, 0, 0, time.UTC).Sub(h.clock()))
		h.want("both who waited", carry(), 2)
		h.want("once", carry(), 0)
		h.want("the first is offered the one place", strings.Count(h.kinds("Ben"), "place-free"), 1)
		h.want("the second waits behind", h.kinds("Cid"), "carried waiting")
		h.want("one of the line found no room before", h.line(next).Before, 1)
		h.want("a newcomer waits behind both", h.come(next.ID, "Dan", 1).State, event.Waiting)
		h.sound(e.ID)
		h.sound(next.ID)
	})
}

func (h *hall) line(e event.Event) event.Line {
	h.Helper()
	l, err := h.store.Line(h.Context(), event.At{Event: e.ID, Pool: event.General})
	h.must(err)
	return l
}

// Whoever waited in vain is before those who have waited longer for the next
// date, with an answer of their own too; once they let a place go they are not.
func TestWhoFoundNoRoomIsBeforeAllOthers(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, next := h.twoDates()
		come := func(id event.ID, names ...string) {
			for _, name := range names {
				h.come(id, name, 1)
				h.pass(time.Minute)
			}
		}
		come(next.ID, "Has", "Long", "Ben")
		come(e.ID, "Ann", "Ben", "Cid")
		h.pass(time.Date(2026, 12, 5, 11, 0, 0, 0, time.UTC).Sub(h.clock()))
		n, err := h.events.CarryOver(h.Context())
		h.must(err)
		h.want("two waited in vain", n, 2)
		h.want("both are marked", h.line(next).Before, 2)
		ahead := func(name string) int {
			r, err := h.store.RSVPBy(h.Context(), next.ID, strings.ToLower(name), strings.ToLower(name)+"@example.org")
			h.must(err)
			n, err := h.store.Ahead(h.Context(), r)
			h.must(err)
			return n
		}
		h.want("in line", [3]int{ahead("Ben"), ahead("Cid"), ahead("Long")}, [3]int{0, 1, 2})
		for _, turn := range []struct{ gives, offered string }{{"Has", "Ben"}, {"Ben", "Cid"}, {"Cid", "Long"}} {
			h.pass(time.Minute)
			_, err = h.events.GiveBack(h.Context(), h.token(turn.gives))
			h.must(err)
			h.want(turn.offered+" is next", strings.Count(h.kinds(turn.offered), "place-free"), 1)
			h.pass(time.Minute)
			h.say(true, turn.offered)
		}
		_, err = h.events.Keep(h.Context(), h.token("Cid"), event.KeepInput{})
		h.must(err)
		h.want("whoever let a place go is behind", h.line(next).Before, 0)
		h.sound(next.ID)
	})
}

// A date that is called after the one that was full has those first in line at
// once: nobody comes between.
func TestWhoFoundNoRoomIsFirstAtANewDate(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(1)
		for _, name := range []string{"Ann", "Ben"} {
			h.come(e.ID, name, 1)
			h.pass(time.Minute)
		}
		h.pass(time.Date(2026, 12, 5, 11, 0, 0, 0, time.UTC).Sub(h.clock()))
		h.saturday.Starts, h.saturday.Ends = "2026-12-12T10:00", "2026-12-12T13:00"
		next := h.schedule(1)
		h.want("somebody else finds it taken", h.come(next.ID, "Dan", 1).State, event.Waiting)
		h.want("Ben was offered the place", strings.Count(h.kinds("Ben"), "place-free"), 1)
		h.sound(next.ID)
	})
}

// Whoever waited in vain for a sort of places waits for that sort at the next
// date, and is told where it has none.
func TestWhoWaitedForAPoolIsCarriedToIt(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		in := twoShifts(0, "4", "4")
		in.Wheelchair, in.Press = []string{"", "1"}, []string{"", "1"}
		e := h.arrange(h.schedule(9), in)
		wait := func(name string, pool event.Pool) {
			for _, who := range []string{"Has" + name, name} {
				_, err := h.comeTo(e.ID, who, 1, 1, pool)
				h.must(err)
				h.pass(time.Minute)
			}
		}
		wait("Ann", event.Wheelchair)
		wait("Ben", event.Press)
		h.saturday.Starts, h.saturday.Ends = "2026-12-12T10:00", "2026-12-12T13:00"
		in = event.ArrangeInput{Shift: []string{"0"}, Starts: []string{"2026-12-12T10:00"}, Ends: []string{"2026-12-12T13:00"}, Wheelchair: []string{"2"}, Stewards: []string{"2"}}
		next := h.arrange(h.schedule(9), in)
		h.until("2026-12-05T11:30")
		n, err := h.events.CarryOver(h.Context())
		h.must(err)
		h.want("two waited", n, 2)
		r, err := h.store.RSVPBy(h.Context(), next.ID, "ann", "ann@example.org")
		h.must(err)
		h.want("for a wheelchair", []any{r.Shift, r.Pool}, []any{0, event.Wheelchair})
		h.want("told that there was no room", h.kinds("Ben"), "no-room waiting")
		h.want("and of the date that has no such places", h.letters("Ben")[0].Fields["such"], "https://example.org/events/"+next.Slug)
		h.sound(e.ID)
		h.sound(next.ID)
	})
}

// Nobody is left in the line whom a person who was erased was, and nobody of no
// name is carried.
func TestWhoWasErasedIsNotCarriedOver(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, next := h.twoDates("Ann", "Ben", "Cid")
		h.must(h.store.db.Exec("update rsvps set contact = '' where name = 'Cid'").Error) // as it was left by an erasure before
		h.until("2026-12-05T10:30")
		h.must(h.events.Forget(h.Context(), domain.NewID[domain.PersonID](h.clock()), []string{"ben@example.org"}))
		h.want("nobody waits who is gone", h.event(e.ID).Waiting, 1)
		n, err := h.events.CarryOver(h.Context())
		h.must(err)
		h.want("carried", []int{n, h.event(next.ID).Held}, []int{0, 0})
	})
}
