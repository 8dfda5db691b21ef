package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/store/storetest"
)

func TestAPartyOfFourAgainstThreePlaces(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(3)
		four := h.come(e.ID, "Four", 4)
		h.pass(time.Minute)
		two := h.come(e.ID, "Two", 2)
		h.pass(time.Minute)
		one := h.come(e.ID, "One", 1)
		h.want("four wait", four.State, event.Waiting)
		h.want("two fit", two.State, event.Coming)
		h.want("one fits", one.State, event.Coming)
		h.sound(e.ID)
		_, err := h.events.GiveBack(h.Context(), h.token("One"))
		h.must(err)
		h.want("still too few for four", h.event(e.ID).Taken, 2)
		in := h.saturday
		in.Version, in.Capacity = 1, 6
		changed, err := h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		h.want("room is made", changed.Held, 4)
		h.pass(time.Minute)
		h.say(true, "Four")
		h.want("and taken", h.event(e.ID).Taken, 6)
		h.want("and told", h.kinds("Four"), "confirmed place-free waiting")
		h.sound(e.ID)
	})
}

func TestGivingBackPromotesInTurnAndOnce(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(2)
		for _, name := range []string{"Ann", "Ben", "Cid", "Dan"} {
			h.come(e.ID, name, 1)
			h.pass(time.Minute)
		}
		token := h.token("Ann")
		for range 3 { // mail scanners and impatient thumbs ask again
			held, err := h.events.GiveBack(h.Context(), token)
			h.must(err)
			h.want("given back", held.RSVP.State, event.GaveUp)
		}
		h.want("the first who waited", h.kinds("Cid"), "place-free waiting")
		h.want("the second still waits", h.kinds("Dan"), "waiting")
		h.want("taken and kept", fmt.Sprint(h.event(e.ID).Taken, h.event(e.ID).Held), "1 1")
		h.sound(e.ID)

		h.pass(time.Minute)
		held, err := h.events.Keep(h.Context(), token, event.KeepInput{})
		h.must(err)
		h.want("whoever comes back waits behind", held.RSVP.State, event.Waiting)
		_, err = h.events.GiveBack(h.Context(), token)
		h.must(err)
		h.sound(e.ID)
	})
}

func TestLoweringTheCapacityKeepsPromises(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10)
		h.come(e.ID, "Ann", 6)
		h.come(e.ID, "Ben", 3)
		in := h.saturday
		in.Version, in.Capacity = 1, 4
		lower, err := h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		h.want("promised", lower.Taken, 9)
		left, _ := lower.Left()
		h.want("left", left, 0)
		h.want("nobody is told off", h.kinds("Ann")+" "+h.kinds("Ben"), "confirmed confirmed")
		h.want("newcomers wait", h.come(e.ID, "Cid", 1).State, event.Waiting)
		held, err := h.events.Keep(h.Context(), h.token("Ann"), event.KeepInput{Party: 5})
		h.must(err)
		h.want("to shrink is never refused", held.RSVP.Party, 5)
		h.want("taken", h.event(e.ID).Taken, 8)
		_, err = h.events.Keep(h.Context(), h.token("Ann"), event.KeepInput{Party: 6})
		h.want("to grow is", err, "conflict: no-room")
		h.sound(e.ID)
	})
}

func TestAnIDThatNamesSomebodyElse(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10)
		in := h.input("Ann", 1)
		first, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		again, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		h.want("the same again", again.ID, first.ID)
		in.Name, in.Party = "Ben", 3 // back in the browser, another name
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.want("another name", err, "conflict: answered-already")
		h.want("taken", h.event(e.ID).Taken, 1)
		h.sound(e.ID)
		h.until("2026-12-05T10:00")
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.want("it has begun", err, "conflict: event-over")
		in.Name = "Ann"
		again, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		h.want("for whoever has a place they have it", []any{again.ID, again.Party}, []any{first.ID, 1})
		in.ID = domain.NewID[string](h.clock())
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.want("which nobody else learns", err, "conflict: event-over")
	})
}

// Anybody can type anybody's address: it gets so many letters in an hour, and what
// is answered beyond that is kept, and its key shown to whoever answered.
func TestAnAddressIsNotBombed(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(100)
		sends := func(in event.RSVPInput) (event.Answered, error) {
			in.Email = "victim@example.org"
			return h.events.Answer(h.Context(), domain.Actor{}, e.ID, in, "en")
		}
		answer := func(name string) (event.Answered, error) { return sends(h.input(name, 1)) }
		var last event.RSVPInput
		for i := range event.MostConfirming + 3 {
			in := h.input(nth(i), 1)
			a, err := sends(in)
			h.must(err)
			h.want("the key is shown where no letter brings it", a.Link != "", i >= event.MostConfirming)
			again, err := sends(in)
			h.must(err)
			h.want("and again to whoever sends it again", again.Link != "", i >= event.MostConfirming)
			last = in
			if a.Link != "" { // nor by changing one's mind
				_, err = h.events.GiveBack(h.Context(), a.Link)
				h.must(err)
				_, err = h.events.Keep(h.Context(), a.Link, event.KeepInput{})
				h.must(err)
			}
		}
		h.want("letters", len(h.letters("victim")), event.MostConfirming)
		h.want("places", h.event(e.ID).Taken, event.MostConfirming+3)
		h.pass(25 * time.Hour)
		late, err := sends(last)
		h.must(err)
		h.want("a day later nobody waits for a reply", late.Link, "")
		h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 8)
		h.rides(e.ID, "Dan", 1, event.Offers, "Leeds", 8)
		for i := range 12 {
			in := h.input("r"+nth(i), 1)
			in.Email, in.From = "victim@example.org", "Leeds"
			_, err := h.events.Answer(h.Context(), domain.Actor{}, e.ID, in, "en")
			h.must(err)
		}
		h.want("nor by lifts", strings.Count(h.kinds("victim"), "lift-found"), event.MostConfirming)
		h.remind("Dec 3 10:00", 12) // of the victim's, ten
		_, err = h.events.CallOff(h.Context(), h.organise, e.ID, event.CallOffInput{Why: "Snow"})
		h.must(err)
		h.want("and as many about one thing", strings.Count(h.kinds("victim"), "called-off"), 10)
		for _, name := range []string{"https://evil.example", "www.evil.example", "Win at evil.com today"} {
			_, err := answer(name)
			refusal, _ := domain.AsError(err)
			h.want(name, refusal.Fields["name"], "has-link")
		}
		h.must(errOf(answer("J.R. Hartley, Dr.Smith")))
	})
}

func errOf(_ event.Answered, err error) error {
	if domain.Is(err, domain.Conflict) { // it is called off by then: the name was right
		return nil
	}
	return err
}

// What was given back stays with whoever it was joined to, when somebody types
// the same name and address: else it would not be erased with them.
func TestAnsweringAgainKeepsThePerson(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, ann := h.schedule(9), h.supporter("Ann")
		first := h.come(e.ID, "Ann", 1)
		token := h.token("Ann")
		_, err := h.events.Join(h.Context(), ann, token)
		h.must(err)
		_, err = h.events.GiveBack(h.Context(), token)
		h.must(err)
		h.pass(time.Minute)
		again := h.come(e.ID, "Ann", 1)
		h.want("without its id", again.ID, "")
		r, err := h.store.RSVP(h.Context(), first.ID)
		h.must(err)
		h.want("hers", [2]any{r.State, r.Person}, [2]any{event.Coming, ann.Person})
		_, err = h.events.GiveBack(h.Context(), token)
		h.must(err)
		h.come(e.ID, "Annie", 1)
		_, err = h.events.Join(h.Context(), ann, h.token("Annie"))
		h.must(err)
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, h.input("Ann", 1), "en")
		h.want("who comes by another name comes once", err, "conflict: answered-already")
		h.guard(func(st event.Store) event.Store { return unlooked{st} })
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, h.input("Ann", 1), "en")
		h.want("a fault is none of hers", err, "busy: database-away")
	})
}

// unlooked is a store that does not find out where somebody has a place.
type unlooked struct{ event.Store }

func (unlooked) StandingOf(context.Context, event.ID, domain.PersonID) (event.RSVP, error) {
	return event.RSVP{}, domain.Refuse(domain.Busy, "database-away")
}

func TestAStrangerChangesNothing(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10)
		in := h.input("Ann", 2)
		in.Needs = "A ramp"
		_, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		forged := h.input("Ann", 9)
		forged.Needs = "None"
		r, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, forged, "en")
		h.must(err)
		h.want("the state alone", fmt.Sprint(r.State, r.ID, r.Party, r.Person), "coming9")
		held, err := h.events.Hold(h.Context(), h.token("Ann"))
		h.must(err)
		h.want("needs", held.RSVP.Needs, "A ramp")
		h.want("one letter", h.kinds("Ann"), "confirmed")
	})
}

// flows is every deed that writes more than one row.
var flows = []struct {
	name   string
	before func(h *hall, e event.Event) // what was there
	do     func(ctx context.Context, h *hall, e event.Event) error
}{
	{"schedule", nil, func(ctx context.Context, h *hall, _ event.Event) error {
		in := h.saturday
		in.ID, in.Title = "0194f0a0-0000-7000-8000-00000000aaaa", "Another"
		_, err := h.events.Schedule(ctx, h.organise, in)
		return err
	}},
	{"come", nil, func(ctx context.Context, h *hall, e event.Event) error {
		in := h.input("Ann", 2)
		in.Needs = "A ramp"
		_, err := h.events.RSVP(ctx, domain.Actor{}, e.ID, in, "en")
		return err
	}},
	{"wait", func(h *hall, e event.Event) { h.come(e.ID, "Full", 4) }, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.RSVP(ctx, domain.Actor{}, e.ID, h.input("Ann", 1), "en")
		return err
	}},
	{"give back", func(h *hall, e event.Event) {
		for _, name := range strings.Fields("Ann Ben Cid Dan") {
			h.come(e.ID, name, 2)
		}
	}, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.GiveBack(ctx, h.token("Ann"))
		return err
	}},
	{"accept", func(h *hall, e event.Event) {
		h.offered(e)
	}, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.TakeUp(ctx, h.token("Cid"))
		return err
	}},
	{"pass on", func(h *hall, e event.Event) {
		h.offered(e)
		h.come(e.ID, "Dan", 2)
		h.pass(25 * time.Hour)
	}, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.PassOn(ctx, 10)
		return err
	}},
	{"arrange", func(h *hall, e event.Event) {
		h.come(e.ID, "Ann", 4)
		h.come(e.ID, "Ben", 2)
	}, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.Arrange(ctx, h.organise, e.ID, twoShifts(1, "6", "2"))
		return err
	}},
	{"grow", func(h *hall, e event.Event) { h.come(e.ID, "Ann", 1) }, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.Keep(ctx, h.token("Ann"), event.KeepInput{Party: 3})
		return err
	}},
	{"change the shift", func(h *hall, e event.Event) {
		h.arrange(e, twoShifts(1, "2", "2"))
		h.come(e.ID, "Ann", 2)
		h.pass(time.Minute)
		_, err := h.comeTo(e.ID, "Ben", 1, 0, event.General)
		h.must(err)
		h.rides(e.ID, "Rita", 1, event.Wants, "Leeds", 0)
	}, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.Keep(ctx, h.token("Ann"), event.KeepInput{Shift: "1", Party: 1})
		return err
	}},
	{"move and enlarge", func(h *hall, e event.Event) {
		for _, name := range strings.Fields("Ann Ben Cid") {
			h.come(e.ID, name, 2)
		}
	}, func(ctx context.Context, h *hall, e event.Event) error {
		in := h.saturday
		in.Version, in.Venue, in.Capacity = 1, "Town Hall", 6
		_, err := h.events.Change(ctx, h.organise, e.ID, in)
		return err
	}},
	{"call off", func(h *hall, e event.Event) { h.come(e.ID, "Ann", 1); h.come(e.ID, "Ben", 4) }, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.CallOff(ctx, h.organise, e.ID, event.CallOffInput{Why: "Snow"})
		return err
	}},
	{"remind", func(h *hall, e event.Event) {
		h.come(e.ID, "Ann", 1)
		h.come(e.ID, "Ben", 1)
		h.pass(4 * 24 * time.Hour)
	}, func(ctx context.Context, h *hall, e event.Event) error {
		_, err := h.events.Remind(ctx)
		return err
	}},
}

func TestNothingIsLeftHalfDone(t *testing.T) {
	t.Parallel()
	for _, flow := range flows {
		t.Run(flow.name, func(t *testing.T) {
			t.Parallel()
			inHalls(t, func(h *hall) {
				e := h.schedule(4)
				if flow.before != nil {
					flow.before(h, e)
				}
				n := storetest.EveryWrite(h.T, h.store, func() error { return flow.do(context.Background(), h, e) })
				if n < 1 || n < 3 && flow.name != "schedule" && flow.name != "grow" {
					h.Errorf("only %d writes", n)
				}
				h.sound(e.ID)
			})
		})
	}
}
