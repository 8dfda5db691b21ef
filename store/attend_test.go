package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// roll is who came to an event: the turnout, and each party with its fate.
func (h *hall) roll(e event.Event) (event.Turnout, string) {
	h.Helper()
	var all []string
	var after event.RSVPID
	for {
		r, err := h.events.Roll(h.Context(), h.organise, e.ID, after, 2)
		h.must(err)
		for _, p := range r.Parties {
			all = append(all, fmt.Sprintf("%s %s %d", p.RSVP.Name, p.Fate, p.People))
			after = p.RSVP.ID
		}
		if len(r.Parties) < 2 {
			return r.Turnout, fmt.Sprint(all)
		}
	}
}

// begun goes to half an hour after the start of Saturday's event.
func (h *hall) begun() { h.pass(time.Date(2026, 12, 5, 10, 30, 0, 0, time.UTC).Sub(h.clock())) }

// tick sends a list on which those named stood, ticked as before and as now.
func (h *hall) tick(e event.Event, others string, shown, was, came []event.RSVP) error {
	ids := func(rs []event.RSVP) (all []string) {
		for _, r := range rs {
			all = append(all, string(r.ID))
		}
		return all
	}
	return h.events.Attend(h.Context(), h.organise, e.ID, event.AttendInput{Shown: ids(shown), Was: ids(was), Came: ids(came), Others: others})
}

func TestWhoCameByTheGates(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(6)
		in := h.input("Ann", 3)
		in.First = true
		ann, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		ben, cid := h.come(e.ID, "Ben", 1), h.come(e.ID, "Cid", 2)
		h.come(e.ID, "Dan", 2) // waits
		h.come(e.ID, "Eve", 1)
		_, err = h.events.GiveBack(h.Context(), h.token("Eve"))
		h.must(err)
		_, none := h.roll(e)
		h.want("before it begins", none, "[]")
		h.must(h.events.SetRelease(h.Context(), h.organise, e.ID, event.ReleaseInput{At: "2026-12-05T10:20"}))
		h.begun()
		was, parties := h.roll(e)
		h.want("nobody has looked", was, event.Turnout{NotKnown: 6, NoRoom: 2})
		h.want("nobody has looked", parties, "[Ann not-known 0 Ben not-known 0 Cid not-known 0 Dan no-room 0]")

		g, now := h.gate(e, "Door"), h.clock()
		h.pass1(g, h.tap(ann.ID, event.In, 2, now.Add(-time.Minute)), event.EntryInput{ID: domain.NewID[string](now), Way: "walk-in", Name: "Walk", Pool: "general", People: 2, At: now})
		_, err = h.events.Release(h.Context())
		h.must(err)
		want := event.Turnout{Came: 4, WalkIns: 2, First: 1, NoShows: 3, NoRoom: 2}
		was, parties = h.roll(e)
		h.want("who was let in at no gate did not come, released or not", was, want)
		h.want("each", parties, "[Ann came 2 Ben no-show 0 Cid no-show 0 Dan no-room 0]")
		h.pass1(g, h.tap(ann.ID, event.Out, 2, now), h.tap(ann.ID, event.In, 2, now.Add(time.Second)))
		was, _ = h.roll(e)
		h.want("who went out and came again came once", was, want)

		shown := []event.RSVP{ann, ben, cid}
		h.must(h.tick(e, "5", shown, shown[:1], shown[:2]))
		was, parties = h.roll(e)
		h.want("the gate was wrong", was, event.Turnout{Came: 8, WalkIns: 5, First: 1, NoShows: 2, NoRoom: 2})
		h.want("the gate was wrong", parties, "[Ann came 2 Ben came 1 Cid no-show 0 Dan no-room 0]")
	})
}

func TestTickingWhoCame(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(6)
		var rs []event.RSVP
		for _, name := range []string{"Ann", "Ben", "Cid"} {
			rs = append(rs, h.come(e.ID, name, 2))
		}
		dan := h.come(e.ID, "Dan", 1) // waits
		h.want("before it begins", h.tick(e, "", rs, nil, nil), "conflict: not-begun")
		h.begun()
		h.must(h.tick(e, "3", rs[:2], nil, rs[:1]))
		was, _ := h.roll(e)
		h.want("of the third nobody has said anything", was, event.Turnout{Came: 5, WalkIns: 3, NoShows: 2, NotKnown: 2, NoRoom: 1})
		for range 2 { // a stale list does not undo what somebody else has ticked since
			h.must(h.tick(e, "", append(slices.Clone(rs), dan), nil, []event.RSVP{rs[2], dan}))
		}
		was, parties := h.roll(e)
		h.want("each", parties, "[Ann came 2 Ben no-show 0 Cid came 2 Dan came 1]")
		h.want("all", was, event.Turnout{Came: 8, WalkIns: 3, NoShows: 2})
		h.must(h.tick(e, "0", []event.RSVP{rs[0], dan}, []event.RSVP{rs[0], dan}, nil))
		was, _ = h.roll(e)
		h.want("taken back", was, event.Turnout{Came: 2, NoShows: 4, NoRoom: 1})

		h.saturday.Starts, h.saturday.Ends = "2026-12-12T10:00", "2026-12-12T13:00"
		other := h.schedule(3)
		strange := h.come(other.ID, "Ann", 1)
		h.want("of another event", h.tick(e, "", []event.RSVP{strange}, nil, nil), "invalid: invalid-input")
		h.want("not on the list", h.tick(e, "", rs[:1], nil, rs[1:]), "invalid: invalid-input")
		h.want("no number", h.tick(e, "many", nil, nil, nil), "invalid: invalid-input")
		if err := h.events.Attend(h.Context(), domain.Actor{}, e.ID, event.AttendInput{}); !domain.Is(err, domain.SignedOut) {
			h.Error("a stranger ticks:", err)
		}
		if _, err := h.events.Roll(h.Context(), domain.Actor{}, e.ID, "", 9); !domain.Is(err, domain.SignedOut) {
			h.Error("a stranger reads who came:", err)
		}
	})
}
