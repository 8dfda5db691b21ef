package store

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/store/storetest"
)

// Whatever people do, in whatever order: the counters are what they count, no
// more is promised than was agreed to, and no place is free that somebody
// waits for.
func TestWhateverPeopleDo(t *testing.T) {
	t.Parallel()
	h := newHall(t, storetest.Open(t, Open, storetest.SQLite(t, Open)))
	guests := []string{"Ann", "Ben", "Cid", "Dan", "Eve"}
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		h.pass(-h.clock().Sub(doorsOpen))
		e := h.schedule(rapid.IntRange(0, 8).Draw(r, "capacity"))
		parted := rapid.Bool().Draw(r, "parted")
		if parted {
			e = h.arrange(e, twoShifts(1, strconv.Itoa(rapid.IntRange(1, 6).Draw(r, "first")), strconv.Itoa(rapid.IntRange(1, 6).Draw(r, "second"))))
		}
		most := e.Capacity // what was ever agreed to
		tokens := map[string]domain.Token{}
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			h.pass(time.Minute)
			name, party := rapid.SampledFrom(guests).Draw(r, "name")+strconv.Itoa(round), rapid.IntRange(1, 5).Draw(r, "party")
			again, err := h.deed(r, e, parted, name, party, &most, tokens)
			if again {
				continue
			}
			if refusal, ok := domain.AsError(err); err != nil && (!ok || refusal.Code != "no-room" && refusal.Code != "offer-over" && refusal.Code != "event-over" && refusal.Code != "invalid-input") {
				r.Fatal(err)
			}
			coming, _ := h.sound(e.ID)
			if coming += h.event(e.ID).Held; e.Capacity > 0 && coming > most {
				r.Fatalf("%d come, and there were never more than %d places", coming, most)
			}
			h.nothingOver(r, e.ID, parted)
		}
		_, err := h.events.CallOff(h.Context(), h.organise, e.ID, event.CallOffInput{})
		if !domain.Is(err, domain.Conflict) { // over, where enough days passed
			h.must(err)
		}
		if t.Failed() {
			r.FailNow()
		}
	})
}

// nothingOver holds that no part of an event promises more than it has.
func (h *hall) nothingOver(r *rapid.T, id event.ID, parted bool) {
	l, err := h.events.Layout(h.Context(), h.organise, h.event(id))
	h.must(err)
	for _, p := range l.Places {
		if parted && p.Over() > 0 {
			r.Fatalf("%d too many in %s of shift %d", p.Over(), p.Pool, p.Shift)
		}
	}
}

// deed is one thing that somebody does, or another in its place.
func (h *hall) deed(r *rapid.T, e event.Event, parted bool, name string, party int, most *int, tokens map[string]domain.Token) (again bool, err error) {
	switch do := rapid.SampledFrom([]string{"come", "come", "give back", "keep", "resize", "accept", "accept", "pass on", "move"}).Draw(r, "do"); {
	case do == "resize" && parted:
		return true, nil
	case do == "resize":
		in := h.saturday
		in.Version, in.Capacity = h.event(e.ID).Version, rapid.IntRange(1, 9).Draw(r, "places")
		_, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		*most = max(*most, in.Capacity)
	case do == "pass on":
		h.pass(25 * time.Hour)
		_, err = h.events.PassOn(h.Context(), 100)
	case do == "come":
		if _, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, h.input(name, party), "en"); err == nil && tokens[name] == "" {
			tokens[name] = h.token(name)
		}
	case tokens[name] == "":
		return true, nil
	case do == "accept":
		_, err = h.events.TakeUp(h.Context(), tokens[name])
	case do == "move" && parted:
		to := event.KeepInput{Shift: rapid.SampledFrom([]string{"0", "1", "2"}).Draw(r, "shift"), Pool: rapid.SampledFrom([]string{"", "general", "wheelchair"}).Draw(r, "pool"), Party: party}
		_, err = h.events.Keep(h.Context(), tokens[name], to)
	case do == "keep" || do == "move":
		_, err = h.events.Keep(h.Context(), tokens[name], event.KeepInput{Party: party})
	default:
		_, err = h.events.GiveBack(h.Context(), tokens[name])
	}
	return false, err
}

// Who may do what with an event, role by role.
func TestWhoMayDoWhatWithAnEvent(t *testing.T) {
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		hidden := h.saturday
		hidden.ID, hidden.Hidden = domain.NewID[string](h.at), true
		inner, err := h.events.Schedule(h.Context(), h.organise, hidden)
		h.must(err)
		actor := func(g domain.GroupID, roles ...domain.Role) domain.Actor {
			return domain.Actor{Person: domain.NewID[domain.PersonID](h.at), Roles: map[domain.GroupID][]domain.Role{g: roles}}
		}
		elsewhere := actor(domain.NewID[domain.GroupID](h.at), domain.Roles...)
		acts := map[domain.Act]func(domain.Actor, event.ID) error{
			domain.SeeGroupEvents: func(a domain.Actor, id event.ID) error { _, err := h.events.ShowByID(h.Context(), a, id); return err },
			domain.SeeRSVPs: func(a domain.Actor, id event.ID) error {
				_, err := h.events.Guests(h.Context(), a, id, "", 9)
				return err
			},
			domain.ScheduleEvents: func(a domain.Actor, id event.ID) error {
				_, err := h.events.Change(h.Context(), a, id, h.saturday) // of no version, so that those who may are refused too
				if domain.Is(err, domain.Conflict) {
					return nil
				}
				return err
			},
		}
		for act, do := range acts {
			for _, role := range domain.Roles {
				who := actor(h.group, role)
				h.want(string(role)+": "+string(act), do(who, inner.ID) == nil, who.May(act, h.group))
			}
			h.want("elsewhere: "+string(act), domain.Is(do(elsewhere, inner.ID), domain.NotFound), true)
			h.want("nobody: "+string(act), domain.Is(do(domain.Actor{}, inner.ID), domain.NotFound), true)
			if act != domain.SeeGroupEvents {
				h.want("elsewhere, of a public one: "+string(act), domain.Is(do(elsewhere, e.ID), domain.Denied), true)
				h.want("nobody, of a public one: "+string(act), domain.Is(do(domain.Actor{}, e.ID), domain.SignedOut), true)
			}
		}
		_, err = h.events.CallOff(h.Context(), elsewhere, inner.ID, event.CallOffInput{})
		h.want("call off elsewhere", err, "not-found: no-such-event")
		_, err = h.events.RSVP(h.Context(), elsewhere, inner.ID, h.input("Theo", 1), "en")
		h.want("come from elsewhere", err, "not-found: no-such-event")
		again := h.saturday
		again.ID, again.Group = string(inner.ID), string(h.group)
		_, err = h.events.Schedule(h.Context(), elsewhere, again)
		h.want("schedule what is there", domain.Is(err, domain.Denied), true)
	})
}
