package store

import (
	"slices"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

// hosting is a hall with somebody who was asked to host its event, and their
// link.
func (h *hall) hosting(e event.Event, address string) (event.Host, domain.Token) {
	h.Helper()
	x, err := h.events.AskHost(h.Context(), h.organise, e.ID, event.HostInput{ID: domain.NewID[string](h.clock()), Email: address})
	h.must(err)
	ls, err := h.store.LettersTo(h.Context(), address, 1)
	h.must(err)
	return x, domain.Token(ls[0].Fields["link"][len("https://example.org/host/"):])
}

// member is a person who has no role at all.
func (h *hall) member(name string) domain.Actor {
	h.Helper()
	p := people.Person{ID: domain.NewID[domain.PersonID](h.clock()), Name: name, Locale: "en", Version: 1, Made: h.clock()}
	h.must(h.store.PutPerson(h.Context(), p))
	return h.asking(p.ID)
}

// asking is a person as one who asks at this moment.
func (h *hall) asking(id domain.PersonID) domain.Actor {
	h.Helper()
	s := &people.Service{Store: h.store, Clock: h.clock}
	who, err := s.Actor(h.Context(), id)
	h.must(err)
	return who
}

func TestAHostIsAskedAndEnds(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, other := h.schedule(9), h.schedule(9)
		x, token := h.hosting(e, "hana@example.org")
		hana, theo := h.member("Hana"), h.member("Theo")
		_, err := h.events.Accept(h.Context(), domain.Actor{}, token)
		h.want("nobody accepts", err, "signed-out: sign-in-first")
		for range 2 {
			_, err = h.events.Accept(h.Context(), hana, token)
			h.must(err)
		}
		_, err = h.events.Accept(h.Context(), theo, token)
		h.want("a link handed on", err, "conflict: host-taken")
		hs, err := h.events.HostsOf(h.Context(), h.organise, e.ID)
		h.must(err)
		if len(hs) != 1 || hs[0].Name != "Hana" || hs[0].Address != "hana@example.org" || hs[0].ID != x.ID {
			t.Errorf("hosts: %+v", hs)
		}
		hana = h.asking(hana.Person)
		h.want("on this one", e.May(hana, domain.ScheduleEvents), true)
		h.want("on another", other.May(hana, domain.SeeRSVPs), false)
		h.want("in the group", hana.May(domain.ScheduleEvents, h.group), false)
		_, err = h.events.AskHost(h.Context(), hana, e.ID, event.HostInput{ID: domain.NewID[string](h.clock()), Email: "x@example.org"})
		h.want("a host asks nobody", err, "denied: not-your-role")
		_, err = h.events.Repeat(h.Context(), hana, e.ID, event.RepeatInput{ID: domain.NewID[string](h.clock()), Every: 7, Times: 52})
		h.want("a host calls no more of it", err, "denied: not-your-role")

		in := h.saturday // moved by a week, the rights move along
		in.Version, in.Starts, in.Ends = 1, "2026-12-12T10:00", "2026-12-12T13:00"
		moved, err := h.events.Change(h.Context(), hana, e.ID, in)
		h.must(err)
		h.pass(moved.HostsEnd().Sub(h.clock()) - time.Minute)
		h.want("the day after", moved.May(h.asking(hana.Person), domain.SeeRSVPs), true)
		h.pass(time.Minute)
		h.want("when it is over", moved.May(h.asking(hana.Person), domain.SeeRSVPs), false)

		h.pass(-24 * time.Hour * 10)
		h.must(h.events.EndHost(h.Context(), h.organise, e.ID, x.ID))
		h.want("ended at once", moved.May(h.asking(hana.Person), domain.SeeRSVPs), false)
		_, err = h.events.Accept(h.Context(), hana, token)
		h.want("and the link with it", err, "not-found: link-not-good")
		again, _ := h.hosting(e, "hana@example.org")
		h.want("asked anew", again.ID, x.ID)
		h.want("as a stranger", again.Person, "")
	})
}

// Whatever write fails, a host is asked with a letter and a link, or not at all.
func TestAskingAHostIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		in := event.HostInput{ID: domain.NewID[string](h.clock()), Email: "hana@example.org"}
		n := storetest.EveryWrite(t, h.store, func() error {
			_, err := h.events.AskHost(h.Context(), h.organise, e.ID, in)
			return err
		})
		h.want("writes", n >= 3, true)
	})
}

// Of twenty people with one link exactly one becomes the host.
func TestOneLinkMakesOneHost(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		_, token := h.hosting(h.schedule(9), "hana@example.org")
		fates := h.crowd(20, func(int) (string, error) {
			_, err := h.events.Accept(h.Context(), domain.Actor{Person: domain.NewID[domain.PersonID](h.clock())}, token)
			return "host", err
		})
		h.want("hosts", fates["host"], 1)
		h.want("the others", fates["host-taken"], 19)
	})
}

// A calendar of one's own holds what one comes to, waits for and hosts.
func TestWhatIsInOnesOwnCalendar(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		hana := h.member("Hana")
		h.must(h.store.PutContact(h.Context(), people.Contact{ID: domain.NewID[string](h.at), Person: hana.Person, Kind: "email", Value: "hana@example.org", Confirmed: h.at, Made: h.at}))
		a, b, c := h.schedule(1), h.schedule(1), h.schedule(1)
		h.schedule(1)
		h.come(a.ID, "Hana", 1)
		h.come(b.ID, "Ben", 1)
		h.come(b.ID, "Hana", 1)
		h.pass(time.Minute)
		_, token := h.hosting(c, "hana@example.org")
		_, err := h.events.Accept(h.Context(), hana, token)
		h.must(err)
		link, err := h.events.Subscribe(h.Context(), hana)
		h.must(err)
		all, err := h.events.Calendar(h.Context(), link)
		h.must(err)
		got := map[event.ID]event.State{}
		for _, x := range all {
			got[x.Event.ID] = x.State
		}
		if len(got) != 3 || got[a.ID] != event.Coming || got[b.ID] != event.Waiting || got[c.ID] != event.Coming || all[0].Event.Title == "" {
			t.Errorf("%v", got)
		}
		two := h.twoParts("2", "2")
		for i, name := range []string{"Hana", "Hal"} { // both by her address
			in := h.input(name, 1)
			in.Email, in.Shift = "hana@example.org", 1-i
			_, err := h.events.RSVP(h.Context(), domain.Actor{}, two.ID, in, "en")
			h.must(err)
			all, err = h.events.Calendar(h.Context(), link)
			h.must(err)
			x := all[slices.IndexFunc(all, func(x event.Dated) bool { return x.Event.ID == two.ID })].Event
			mine, err := h.events.Answered(h.Context(), hana.Person, []string{"hana@example.org"}, 10)
			h.must(err)
			its := slices.IndexFunc(mine, func(x event.Held) bool { return x.Event.ID == two.ID && x.RSVP.Name == name })
			h.want("and on their own page", mine[its].During().Starts.Format("15:04"), []string{"11:30", "10:00"}[i])
			h.pass(time.Minute)
			h.want("at the hours of their shifts", x.Starts.Format("15:04 ")+x.Ends.Format("15:04"), []string{"11:30 13:00", "10:00 13:00"}[i])
		}
		h.must(h.events.ForgetHosts(h.Context(), hana.Person, []string{"hana@example.org"}))
		_, err = h.events.Calendar(h.Context(), link)
		h.want("forgotten", err, "not-found: link-not-good")
	})
}
