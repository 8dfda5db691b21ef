package store

import (
	"testing"
	"time"

	"barnstorm/domain/event"
	"barnstorm/domain/target"
)

// Places kept for some are not free: whoever looks for a place, in lists, near
// them or where people are missing, is not sent to a hall in which only those are
// left.
func TestNobodyIsSentToPlacesKeptForSome(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, later := h.schedule(2), h.schedule(5)
		h.must(h.store.db.Exec("update events set seat = 'S1', public = ?", true).Error)
		h.must(h.store.db.Exec("update events set starts = ? where id = ?", later.Starts.Add(time.Hour), later.ID).Error)
		in := twoShifts(1, "2", "")
		in.Shift, in.Starts, in.Ends, in.General, in.Wheelchair, in.Press = in.Shift[:1], in.Starts[:1], in.Ends[:1], in.General[:1], []string{""}, []string{"10"}
		e = h.arrange(e, in)
		says := func(what string, left int, next string) {
			h.Helper()
			n, limited := h.event(e.ID).Left()
			h.want(what+": left", []any{n, limited}, []any{left, true})
			coming, err := h.store.Coming(h.Context(), []string{"S1"}, target.Wish{From: h.clock()})
			h.must(err)
			h.want(what+": the next of the seat", coming["S1"].Slug, next)
			calls, err := h.store.CallsOn(h.Context(), e.Starts.Add(-time.Hour), e.Starts.Add(time.Minute), 10)
			h.must(err)
			h.want(what+": short", calls[0].Left(), left)
			h.sound(e.ID)
		}
		says("empty", 2, e.Slug)
		_, err := h.comeTo(e.ID, "Pia", 3, 0, event.Press)
		h.must(err)
		says("the press has come", 2, e.Slug)
		_, err = h.comeTo(e.ID, "Ann", 2, 0, event.General)
		h.must(err)
		says("full for everybody", 0, later.Slug)
		_, err = h.events.GiveBack(h.Context(), h.token("Pia"))
		h.must(err)
		says("the press has gone", 0, later.Slug)
		_, err = h.events.GiveBack(h.Context(), h.token("Ann"))
		h.must(err)
		says("free again", 2, e.Slug)
		in.General, in.Stewards = []string{""}, []string{"3"}
		h.arrange(e, in)
		says("where all are kept for some, they are what there is", 13, e.Slug)
		_, err = h.comeTo(e.ID, "Sam", 1, 0, event.Stewards)
		h.must(err)
		says("and one has come", 12, e.Slug)
	})
}

// A list counts no places of a shift that is over.
func TestAListCountsWhatCanStillBeComeTo(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.weekend("2")
		_, err := h.comeTo(e.ID, "Ann", 2, 1, "")
		h.must(err)
		left := func(when string, want int) {
			h.Helper()
			es, err := h.events.Upcoming(h.Context(), h.organise, event.Query{})
			h.must(err)
			n, limited := es[0].Left()
			h.want(when, []any{n, limited}, []any{want, true})
		}
		left("both days", 2)
		h.until("2026-12-05T10:00")
		left("Saturday has begun, and Sunday is full", 0)
		_, err = h.events.GiveBack(h.Context(), h.token("Ann"))
		h.must(err)
		left("Sunday", 2)
	})
}
