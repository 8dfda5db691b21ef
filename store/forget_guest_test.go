package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
)

// ended goes to so long after the end of Saturday's event.
func (h *hall) ended(by time.Duration) {
	h.pass(time.Date(2026, 12, 5, 13, 0, 0, 0, time.UTC).Add(by).Sub(h.clock()))
}

// forgets has the duty done until nothing is left.
func (h *hall) forgets() {
	h.Helper()
	for n, err := 1, error(nil); n > 0; {
		n, err = h.events.ForgetGuests(h.Context())
		h.must(err)
	}
}

// knows is what is known of some guests: name, contact and needs.
func (h *hall) knows(rs ...event.RSVP) string {
	h.Helper()
	var all []string
	for _, r := range rs {
		r, err := h.store.RSVP(h.Context(), r.ID)
		h.must(err)
		name, _, _ := strings.Cut(r.Contact, "@")
		all = append(all, fmt.Sprint(r.Name, "/", name, "/", len(r.Needs) > 0))
	}
	return strings.Join(all, " ")
}

// TestGuestsAreForgottenAndNoNumberChanges has needs go after a week and names
// after sixty days. Who has an account keeps their own, and who waits in vain
// theirs until then.
func TestGuestsAreForgottenAndNoNumberChanges(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		ann, ben, cid := h.needy(e, "Ann"), h.needy(e, "Ben"), h.needy(e, "Cid")
		h.come(e.ID, "Eve", 1)
		h.pass(time.Minute)
		dan := h.needy(e, "Dan") // waits
		h.known("Ben")           // has an account, and did not use the link
		_, err := h.store.JoinRSVP(h.Context(), cid.ID, h.known("Other"))
		h.must(err)
		h.begun()
		h.must(h.tick(e, "3", []event.RSVP{ann, ben, cid}, nil, []event.RSVP{ann, cid}))
		was, _ := h.roll(e)
		h.ended(event.NeedsFor)
		h.forgets()
		h.want("within a week", h.knows(ann, ben, cid, dan), "Ann/ann/true Ben/ben/true Cid/cid/true Dan/dan/true")
		h.pass(time.Second)
		h.forgets()
		h.want("after a week", h.knows(ann, ben, cid, dan), "Ann/ann/false Ben/ben/false Cid/cid/false Dan/dan/true")
		h.ended(event.NamesFor)
		h.forgets()
		h.want("within sixty days", h.knows(ann, ben, cid, dan), "Ann/ann/false Ben/ben/false Cid/cid/false Dan/dan/true")
		h.pass(time.Second)
		h.forgets()
		h.want("after that", h.knows(ann, ben, cid, dan), "—//false Ben/ben/false Cid/cid/false —//false")
		is, parties := h.roll(e)
		h.want("who came", is, was)
		for _, line := range []string{"— came 1", "— not-known 0", "— no-room 0", "Ben no-show 0 Cid came 1]"} {
			h.want(line, strings.Count(parties, line), 1)
		}
		h.sound(e.ID)
		var keys int
		h.must(h.store.db.Raw(`select count(*) from subject_keys`).Scan(&keys).Error)
		h.want("keys left", keys, 0)
	})
}

// TestWhoWaitedInVainIsFirstUntilTheyAreForgotten holds the two clocks together.
func TestWhoWaitedInVainIsFirstUntilTheyAreForgotten(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(1)
		h.come(e.ID, "Ann", 1)
		h.pass(time.Minute)
		h.needy(e, "Ben")
		h.begun()
		h.pass(event.NamesFor - time.Hour)
		h.forgets()
		h.saturday.Starts, h.saturday.Ends = "2027-03-06T10:00", "2027-03-06T13:00"
		next := h.schedule(1)
		r, err := h.store.RSVPBy(h.Context(), next.ID, "ben", "ben@example.org")
		h.must(err)
		h.want("with their needs", fmt.Sprint(r.From == e.ID, len(r.Needs) > 0), "true true")
	})
}

func TestALinkForgetsWhoHoldsIt(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(1)
		ann := h.needy(e, "Ann")
		h.pass(time.Minute)
		h.come(e.ID, "Ben", 1)
		h.pass(time.Minute)
		token := h.token("Ann")
		for range 2 {
			h.must(h.events.ForgetMe(h.Context(), token))
			f, err := h.events.Farewell(h.Context(), token)
			h.must(err)
			h.want("gone", f.Gone, true)
		}
		h.want("nothing is known", h.knows(ann)+h.kinds("Ann"), "—//false")
		h.want("the place is offered", h.kinds("Ben"), "place-free waiting")
		_, err := h.events.Hold(h.Context(), token)
		h.want("the link", err, "not-found: link-not-good")
		h.want("a link that never was", h.events.ForgetMe(h.Context(), domain.NewToken()), "not-found: link-not-good")
		h.sound(e.ID)
		// After the event too: what was counted stays.
		token = h.token("Ben")
		h.say(true, "Ben")
		h.ended(time.Hour)
		was, _ := h.roll(e)
		h.must(h.events.ForgetMe(h.Context(), token))
		is, parties := h.roll(e)
		h.want("who came", is, was)
		h.want("by name", parties, "[— not-known 0]")
	})
}

// TestALinkForgetsTheLiftToo has nobody's street stand anywhere, nor the other's
// address in a letter, and has whoever is called by a dash not be forgotten.
func TestALinkForgetsTheLiftToo(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		driver := h.rides(e.ID, "Dora", 1, event.Offers, "12 Canal Street, Keighley", 2)
		rider := h.rides(e.ID, "Rita", 1, event.Wants, "12 Canal Street, Keighley", 0)
		h.agrees(driver, true)
		h.agrees(rider, true)
		streets := func() (n int) {
			h.must(h.store.db.Raw(`select count(*) from lifts where lower(origin) like '%canal%' or district like '%canal%'`).Scan(&n).Error)
			return n
		}
		h.want("streets", streets(), 2)
		h.want("Rita reads who drives", h.told("Rita"), "confirmed lift-agreed lift-found")
		h.must(h.events.ForgetMe(h.Context(), driver))
		h.want("one is gone", streets(), 1)
		h.want("and what she was told of them; that nobody drives she is", h.told("Rita"), "confirmed lift-lost")
		h.want("without where they came from", h.letters("Rita")[0].Fields["from"]+h.letters("Rita")[0].Fields["contact"], "")
		h.want("with the letters that say who rides", h.told("Dora"), "")
		in := h.input("Dash", 1)
		in.Name = event.Nameless
		_, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		f, err := h.events.Farewell(h.Context(), h.token("Dash"))
		h.must(err)
		h.want("called by a dash", f.Gone, false)
		h.ended(event.NeedsFor + time.Second)
		h.forgets()
		h.want("all are gone", streets(), 0)
	})
}

// TestForgettingChangesNoNumberOfWhatGoesOn neither of whoever waited in vain nor,
// over days, of whoever was let in.
func TestForgettingChangesNoNumberOfWhatGoesOn(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		h.saturday.Ends = "2026-12-06T18:00" // answers close as it ends
		long := h.schedule(1)
		h.saturday.Ends = "2026-12-05T13:00"
		short := h.schedule(1)
		var rs []event.RSVP
		var links []domain.Token
		for i, name := range []string{"Ann", "Ben", "Cid", "Dan"} { // Ben and Dan wait
			rs = append(rs, h.come([]event.Event{long, short}[i/2].ID, name, 1))
			links = append(links, h.token(name))
			h.pass(time.Minute)
		}
		h.begun()
		h.must(h.tick(long, "", rs[:2], nil, rs[:2]))
		was, _ := h.roll(long)
		then, _ := h.roll(short)
		for _, link := range links {
			h.must(h.events.ForgetMe(h.Context(), link))
		}
		is, _ := h.roll(long)
		now, _ := h.roll(short)
		h.want("who came", is, was)
		h.want("who waited in vain", now, then)
		h.want("they were", fmt.Sprint(was.Came, then.NoRoom), "2 1")
		h.sound(short.ID)
	})
}

// TestWhatIsJoinedToAnotherIsNotAmongOnesOwn though it came under one's address.
func TestWhatIsJoinedToAnotherIsNotAmongOnesOwn(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		ann := h.known("Ann")
		mine := h.needy(e, "Ann")
		in := h.input("Ann", 1)
		in.Name, in.Needs = "Ben", canary
		theirs, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		_, err = h.store.JoinRSVP(h.Context(), theirs.ID, h.known("Ben"))
		h.must(err)
		rs, err := h.store.RSVPsOf(h.Context(), ann, []string{mine.Contact})
		h.must(err)
		h.want("one's own", fmt.Sprint(len(rs), rs[0].ID), fmt.Sprint(1, mine.ID))
		h.must(h.events.Forget(h.Context(), ann, []string{mine.Contact}))
		h.want("erasing oneself", h.knows(mine, theirs), "—//false Ben/ann/true")
	})
}

// TestWhoWasAskedInVainIsForgotten has addresses of hosts who never began, and
// speakers who never agreed, go with the names of guests.
func TestWhoWasAskedInVainIsForgotten(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		began := domain.NewID[event.HostID](h.clock())
		for id, address := range map[event.HostID]string{began: "ann@example.org", domain.NewID[event.HostID](h.clock()): "ben@example.org"} {
			_, err := h.store.AskHost(h.Context(), event.Host{ID: id, Event: e.ID, Address: address, Until: e.Ends, Made: h.clock()})
			h.must(err)
		}
		_, err := h.store.BeHost(h.Context(), began, h.known("Ann"))
		h.must(err)
		for name, yes := range map[string]time.Time{"Cleo": h.clock(), "Dan": {}} {
			h.must(h.store.PutSpeaker(h.Context(), programme.Speaker{ID: domain.NewID[programme.SpeakerID](h.clock()), Event: e.ID, Name: name, Address: strings.ToLower(name) + "@example.org", Yes: yes, Made: h.clock()}))
		}
		asked := func() string {
			var all []string
			h.must(h.store.db.Raw(`select address from event_hosts where address like '%@%' union select address from programme_speakers order by address`).Scan(&all).Error)
			return strings.Join(all, " ")
		}
		h.ended(event.NamesFor)
		h.forgets()
		h.want("within sixty days", asked(), "ann@example.org ben@example.org cleo@example.org dan@example.org")
		h.pass(time.Second)
		h.forgets()
		h.want("after that", asked(), "ann@example.org cleo@example.org")
		hosts, err := h.store.HostsOf(h.Context(), e.ID)
		h.must(err)
		h.want("who hosted", len(hosts), 1)
	})
}
