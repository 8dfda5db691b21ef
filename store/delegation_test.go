package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

func (h *hall) brings(e event.Event, name string, people int) (event.Delegation, error) {
	return h.events.Bring(context.Background(), h.organise, e.ID, event.DelegationInput{ID: domain.NewID[string](h.clock()), Name: name, Email: strings.ToLower(name) + "@example.org", People: people})
}

// parties is the RSVPs that stand, as the doors know them.
func (h *hall) parties(e event.Event) string {
	h.Helper()
	rs, err := h.store.RSVPs(h.Context(), e.ID, "", 100)
	h.must(err)
	var all []string
	for _, r := range rs {
		if r.State != event.GaveUp {
			all = append(all, fmt.Sprintf("%s:%d", r.Name, r.Party))
		}
	}
	return strings.Join(all, " ")
}

func TestADelegation(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(40)
		d, err := h.brings(e, "Leeds", 25)
		h.must(err)
		_, err = h.events.Bring(h.Context(), h.organise, e.ID, event.DelegationInput{ID: string(d.ID), Name: "Leeds", People: 9})
		h.must(err)
		h.want("again changes nothing", h.parties(e), "Leeds 1:10 Leeds 2:10 Leeds 3:5")
		h.want("they are told", h.kinds("Leeds"), "delegation")
		_, err = h.brings(e, "York", 16)
		h.want("all or none", err, "conflict: not-so-many")
		h.want("none", h.event(e.ID).Taken, 25)
		h.pass(time.Minute)
		for _, n := range []int{34, 12, 31} {
			d, err = h.events.Resize(h.Context(), h.organise, e.ID, d.ID, event.PeopleInput{People: n})
			h.must(err)
			h.want("resized", [2]int{h.event(e.ID).Taken, d.People}, [2]int{n, n})
			h.sound(e.ID)
			h.pass(time.Minute)
		}
		h.want("in tens", h.parties(e), "Leeds 1:10 Leeds 2:10 Leeds 3:10 Leeds 4:1")
		h.come(e.ID, "Ann", 9)
		h.pass(time.Minute)
		h.want("waits", h.come(e.ID, "Ben", 4).State, event.Waiting)

		h.pass(time.Minute)
		token := domain.Token(h.letters("Leeds")[0].Fields["link"][len("https://example.org/delegation/"):])
		_, err = h.events.Fewer(h.Context(), token, event.PeopleInput{People: 32})
		h.want("more is the organisers' to say", err, "invalid: invalid-input")
		for range 2 {
			b, err := h.events.Fewer(h.Context(), token, event.PeopleInput{People: 27})
			h.must(err)
			h.want("fewer", b.Delegation.People, 27)
		}
		h.want("what is free is offered", h.kinds("Ben"), "place-free waiting")
		h.sound(e.ID)

		in := h.saturday
		in.ID, in.Version, in.Venue = string(e.ID), h.event(e.ID).Version, "Town Hall"
		h.pass(time.Minute)
		_, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		moved := h.letters("Leeds")[0]
		h.want("moved", moved.Kind+" "+moved.Fields["party"]+" "+moved.Fields["venue"], "event/moved 27 Town Hall")
		held, err := h.events.HeldOfDelegations(h.Context(), "", []string{"leeds@example.org"})
		h.must(err)
		h.want("what is held about whoever leads it", len(held.([]event.Delegation)), 1)
		h.must(h.events.ForgetDelegations(h.Context(), "", []string{"leeds@example.org"}))
		_, err = h.events.Brought(h.Context(), token)
		h.want("erased, the link is none", err, "not-found: link-not-good")
		held, err = h.events.HeldOfDelegations(h.Context(), "", []string{"leeds@example.org"})
		h.must(err)
		h.want("and nothing is held", len(held.([]event.Delegation)), 0)
		d, err = h.events.Resize(h.Context(), h.organise, e.ID, d.ID, event.PeopleInput{})
		h.must(err)
		h.want("nobody any more", h.parties(e), "Ann:9 Ben:4")
		h.sound(e.ID)
	})
}

func TestADelegationTakesNoPlaceTwice(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		e := h.schedule(100)
		fates := h.crowd(12, func(i int) (string, error) {
			_, err := h.brings(e, nth(i), 30)
			return "comes", err
		})
		h.want("fates", fates, map[string]int{"comes": 3, "not-so-many": 9})
		h.want("taken", h.event(e.ID).Taken, 90)
		h.sound(e.ID)
	})
}

// Whoever leads a delegation is reminded and thanked as those who come by
// themselves, once for all of its places.
func TestWhoLeadsADelegationIsReminded(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(40)
		_, err := h.brings(e, "Leeds", 25)
		h.must(err)
		_, err = h.events.Bring(h.Context(), h.organise, e.ID, event.DelegationInput{ID: domain.NewID[string](h.clock()), Name: "York", People: 2})
		h.must(err)
		h.remind("Dec 3 10:00", 4) // three of Leeds and one of York, of which one is led by mail
		f := h.letters("Leeds")[0].Fields
		h.want("with their own link, and nothing to say yes to", strings.HasPrefix(f["link"], "https://example.org/delegation/"), f["yes"] == "")
		h.want("days before", h.kinds("Leeds"), "remind-days delegation")
		h.remind("Dec 5 08:00", 4)
		h.want("hours before", h.kinds("Leeds"), "remind-hours remind-days delegation")
		h.remind("Dec 6 08:00", 1)
		h.want("afterwards", h.kinds("Leeds"), "after remind-hours remind-days delegation")
	})
}
