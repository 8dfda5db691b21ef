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

func TestWhoWaitedIsFirstInLineNextTime(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(1)
		for _, name := range []string{"Ann", "Ben", "Cid"} {
			h.come(e.ID, name, 1)
			h.pass(time.Minute)
		}
		dates, err := h.events.Repeat(h.Context(), h.organise, e.ID, event.RepeatInput{ID: domain.NewID[string](h.clock()), Every: 7, Times: 1})
		h.must(err)
		next := dates[0]
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
		h.want("a newcomer waits behind both", h.come(next.ID, "Dan", 1).State, event.Waiting)
		h.sound(e.ID)
		h.sound(next.ID)
	})
}
