package store

import (
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
)

// known makes somebody with a confirmed address, who agreed to topics.
func (h *hall) known(name string, topics ...domain.Topic) domain.PersonID {
	h.Helper()
	p := people.Person{ID: domain.NewID[domain.PersonID](h.clock()), Name: name, Locale: "en", Version: 1, Made: h.clock()}
	h.must(h.store.PutPerson(h.Context(), p))
	h.must(h.store.PutContact(h.Context(), people.Contact{ID: domain.NewID[string](h.clock()), Person: p.ID, Kind: "email", Value: strings.ToLower(name) + "@example.org", Confirmed: h.clock(), Made: h.clock()}))
	g, err := h.store.Group(h.Context(), h.group)
	h.must(err)
	for _, topic := range topics {
		h.must(h.store.PutConsent(h.Context(), domain.Consent{
			ID: domain.NewID[string](h.clock()), Person: p.ID, Group: h.group, Entity: g.Entity, Topic: topic, Channel: domain.ByEmail, Wording: topic.Wording() + ".en", Given: true, At: h.clock(), Source: "test", By: p.ID,
		}))
	}
	return p.ID
}

func TestThanksWithTheRealNumber(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		in := event.RemindInputOf(e)
		in.ThanksWords, in.MissedWords = "412 doors.", "Next time."
		_, err := h.events.SetReminders(h.Context(), h.organise, e.ID, in)
		h.must(err)
		ann, ben, cid := h.come(e.ID, "Ann", 2), h.come(e.ID, "Ben", 1), h.come(e.ID, "Cid", 1)
		h.come(e.ID, "Dan", 1) // waits in vain
		h.begun()
		h.must(h.tick(e, "3", []event.RSVP{ann, ben, cid}, nil, []event.RSVP{ann, ben}))
		h.remind("Dec 5 14:59", 0)
		h.remind("Dec 5 15:00", 3)
		h.want("Ann", h.kinds("Ann"), "thanks confirmed")
		f := h.letters("Ann")[0].Fields
		h.want("how many", f["came"]+" "+f["first"]+" "+f["words"], "6 0 412 doors.")
		h.want("a thank-you answers a deed", h.letters("Ann")[0].Bulk, false)
		h.want("Dan", h.kinds("Dan"), "no-room waiting")
		h.want("not yet", h.kinds("Cid"), "confirmed")
		h.remind("Dec 6 08:59", 0)
		h.remind("Dec 6 09:00", 1)
		h.want("Cid", h.kinds("Cid"), "missed confirmed")
		h.want("our words and theirs", h.letters("Cid")[0].Fields["words"], "Next time.")

		h.must(h.tick(e, "", []event.RSVP{ann, cid}, []event.RSVP{ann}, []event.RSVP{cid}))
		h.remind("Dec 6 10:00", 0) // corrected afterwards: nobody gets both
	})
}

// Nobody said who came: thanks wait, and a tick sends them at once.
func TestThanksWaitForWhoeverTicks(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		ann, far := h.come(e.ID, "Ann", 1), h.input("Far", 1)
		far.Zone = "America/Los_Angeles"
		_, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, far, "en")
		h.must(err)
		h.remind("Dec 5 18:00", 0)
		h.must(h.tick(e, "", []event.RSVP{ann}, nil, []event.RSVP{ann}))
		h.remind("Dec 5 18:01", 1)
		h.want("Ann", h.kinds("Ann"), "thanks confirmed")
		h.want("of the other nobody knows, so there is no number", h.letters("Ann")[0].Fields["came"], "")
		h.remind("Dec 6 03:59", 0)
		h.remind("Dec 6 04:00", 1) // eight in the evening there
		h.want("in words that fit both", h.kinds("Far"), "after confirmed")
	})
}

func TestNobodyIsThankedForWhatWasCalledOffOrIsOffInThePlan(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(4)
		h.come(e.ID, "Ann", 1)
		h.pass(time.Minute)
		_, err := h.events.CallOff(h.Context(), h.organise, e.ID, event.CallOffInput{Why: "Snow"})
		h.must(err)
		other := h.schedule(4)
		in := event.RemindInputOf(other)
		in.DaysOn, in.HoursOn, in.ThanksOn, in.MissedOn, in.NextOn = false, false, false, false, false
		_, err = h.events.SetReminders(h.Context(), h.organise, other.ID, in)
		h.must(err)
		ben, cid := h.come(other.ID, "Ben", 1), h.come(other.ID, "Cid", 1)
		h.begun()
		h.must(h.tick(other, "", []event.RSVP{ben, cid}, nil, []event.RSVP{ben}))
		for _, at := range []string{"Dec 5 15:00", "Dec 6 09:00", "Dec 6 15:00", "Dec 7 08:00"} {
			h.remind(at, 0)
		}
		h.want("Ann", h.kinds("Ann"), "called-off confirmed")
	})
}

// What comes next asks for more: it goes to those who agreed to hear what is
// on, and mentions gifts to those who agreed to be asked.
func TestWhatComesNextIsForThoseWhoAgreed(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		for _, name := range []string{"Ann", "Ben", "Cid", "Dan"} {
			h.come(e.ID, name, 1)
		}
		h.known("Ann", domain.Briefings, domain.Appeals)
		ben := h.known("Ben", domain.Briefings)
		h.known("Cid", domain.Appeals)
		_, err := h.store.Belong(h.Context(), people.Belonging{ID: domain.NewID[string](h.clock()), Person: ben, Group: h.group, Role: domain.Member, Since: h.clock()})
		h.must(err)
		h.remind("Dec 6 09:00", 4)
		h.remind("Dec 6 15:00", 0) // nothing is next
		h.saturday.Starts, h.saturday.Ends = "2026-12-12T10:00", "2026-12-12T13:00"
		next := h.schedule(5)
		h.remind("Dec 6 15:01", 2)
		ann, other := h.letters("Ann")[0], h.letters("Ben")[0]
		h.want("kinds", ann.Kind+" "+other.Kind+" "+h.kinds("Cid")+" "+h.kinds("Dan"), "event/next event/next after confirmed after confirmed")
		h.want("asks for more", ann.Bulk && ann.Topic == domain.Briefings && other.Person == ben, true)
		h.want("the next date", ann.Fields["where1"]+" "+ann.Fields["left1"]+ann.Fields["hint2"], "https://example.org/events/"+next.Slug+" 5")
		h.want("Ann may join and give", ann.Fields["join"]+" "+ann.Fields["give"], "https://example.org/join?group="+string(h.group)+" https://example.org/donate/keighley")
		h.want("Ben belongs, and is not asked", other.Fields["join"]+other.Fields["give"], "")
	})
}

func TestWhatSomebodyFindsAtTheirLinkAfterwards(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(2)
		ann, ben := h.come(e.ID, "Ann", 1), h.come(e.ID, "Ben", 1)
		h.come(e.ID, "Cid", 1)
		h.pass(time.Minute)
		after := func(name string) event.After {
			held, err := h.events.Hold(h.Context(), h.token(name))
			h.must(err)
			a, err := h.events.After(h.Context(), held)
			h.must(err)
			return a
		}
		h.want("not before the end", after("Ann").Fate, "")
		h.begun()
		h.must(h.tick(e, "1", []event.RSVP{ann, ben}, nil, []event.RSVP{ann}))
		h.pass(3 * time.Hour)
		for name, fate := range map[string]event.Fate{"Ann": event.Came, "Ben": event.NoShow, "Cid": event.NoRoom} {
			h.want(name, after(name).Fate, fate)
		}
		h.want("how many", after("Ann").Turnout, event.Turnout{Came: 2, WalkIns: 1, NoShows: 1, NoRoom: 1})
	})
}
