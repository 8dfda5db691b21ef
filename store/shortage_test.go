package store

import (
	"fmt"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
	"barnstorm/domain/target"
)

// A shortage on Saturday, and who could be asked: members who do nothing that
// day, those who wait; never anybody who has a place.
func TestAShortageMovesNobodyWhoHasAPlace(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		targets := &target.Service{Store: h.store, Events: h.store, Supply: h.store, Clock: h.clock}
		g, err := h.store.Group(h.Context(), h.group)
		h.must(err)
		g.At = domain.Point{Lat: 53.87, Lon: -1.91}
		h.must(h.store.PutGroup(h.Context(), g))
		who := h.organise
		who.Roles = map[domain.GroupID][]domain.Role{h.group: {domain.Organiser}}
		schedule := func(town string, lat float64, capacity int) event.Event {
			in := h.saturday
			in.ID, in.Town, in.Title, in.Lat, in.Lon, in.Capacity = domain.NewID[string](h.clock()), town, town, lat, -1.91, capacity
			e, err := h.events.Schedule(h.Context(), h.organise, in)
			h.must(err)
			return e
		}
		near, full, far := schedule("Ashworth", 53.95, 30), schedule("Keighley", 53.87, 2), schedule("London", 51.5, 40)
		var members []domain.PersonID // of whom two come to Keighley and one to Ashworth
		for i := range 12 {
			members = append(members, h.supporter(nth(i)).Person)
			_, err := h.store.Belong(h.Context(), people.Belonging{ID: domain.NewID[string](h.at), Person: members[i], Group: h.group, Role: domain.Member, Since: h.at})
			h.must(err)
		}
		h.come(near.ID, nth(0), 1)
		h.come(full.ID, nth(1), 2)
		h.come(full.ID, "Stranger", 3) // who waits
		x, err := targets.Shortage(h.Context(), who, target.ShortageInput{Day: "2026-12-05"})
		h.must(err)
		h.want("short", len(x.Short), 2)
		h.want("most first", x.Short[0].Slug+" "+x.Short[1].Slug, far.Slug+" "+near.Slug)
		ash := x.Short[1]
		h.want("missing", ash.Missing, 29)
		h.want("could be asked: ten members who do nothing, three who wait", x.Idle, 13)
		h.want("within", ash.Within, 13)
		h.want("nobody goes to London in 25 minutes", x.Short[0].Within+len(x.Short[0].Moves), 0)
		h.want("asked", x.Asked, 13)
		h.want("from where", len(ash.Moves), 2)
		if slug := ash.Moves[1].Slug; slug != full.Slug || ash.Moves[1].People != 3 || ash.Moves[0].People != 10 {
			t.Errorf("%+v", ash.Moves)
		}
		h.come(near.ID, "Elsewhere", 1) // a member, as the link says, under another address
		_, err = h.events.Join(h.Context(), domain.Actor{Person: members[11]}, h.token("Elsewhere"))
		h.must(err)
		x, err = targets.Shortage(h.Context(), who, target.ShortageInput{Day: "2026-12-05"})
		h.want("whoever joined by a link is no supply", fmt.Sprint(x.Idle, err), "12 <nil>")
		h.must(h.store.PutGroup(h.Context(), g))
		x, err = targets.Shortage(h.Context(), who, target.ShortageInput{Day: "2026-12-05", By: "foot", Time: 10})
		h.must(err)
		h.want("on foot", x.Asked, 0)
		for asks, actor := range map[string]domain.Actor{"signed-out: sign-in-first": {}, "denied: not-your-role": h.member("Mo")} {
			_, err = targets.Shortage(h.Context(), actor, target.ShortageInput{})
			h.want("others", err, asks)
		}
		x, err = targets.Shortage(h.Context(), who, target.ShortageInput{Day: "2026-12-06"})
		h.must(err)
		h.want("another day", len(x.Short), 0)
		h.want("and everybody is free on it", x.Idle, 12)
	})
}

// The first event of a seat, and the first with a place left, whatever else is
// scheduled there.
func TestWhatIsComingInASeat(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		h.pass(0)
		for i, x := range []struct {
			seat     string
			days     int
			capacity int
			taken    int
			hidden   bool
		}{{"S1", 1, 1, 1, false}, {"S1", 2, 5, 1, false}, {"S1", 3, 0, 0, false}, {"S2", 1, 1, 1, false}, {"S2", 3, 1, 1, false}, {"S3", 1, 0, 0, true}} {
			in := h.saturday
			day := doorsOpen.AddDate(0, 0, x.days).Format(time.DateOnly)
			in.ID, in.Seat, in.Capacity, in.Starts, in.Ends, in.Hidden = domain.NewID[string](h.clock()), x.seat, x.capacity, day+"T10:00", day+"T12:00", x.hidden
			e, err := h.events.Schedule(h.Context(), h.organise, in)
			h.must(err)
			if x.taken > 0 {
				h.come(e.ID, nth(i), x.taken)
			}
		}
		next, err := h.store.Coming(h.Context(), []string{"S1", "S2", "S3", "none"}, target.Wish{From: h.clock()})
		h.must(err)
		h.want("seats", len(next), 2)
		h.want("with a place", next["S1"].Left(), 4)
		h.want("all full: the first", next["S2"].Starts.Day(), doorsOpen.AddDate(0, 0, 1).Day())
		none, err := h.store.Coming(h.Context(), nil, target.Wish{From: h.clock()})
		h.must(err)
		h.want("no seats", len(none), 0)
	})
}
