package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

// saidInFull is a proposal as it is kept, in full.
const saidInFull = `{"id":"a","version":1,"group":"b","kind":"rally","title":"T","about":"A","starts":"s","ends":"e","zone":"z","venue":"v","street":"t","town":"w","postcode":"p","lat":1,"lon":2,"seat":"c","capacity":3,"hidden":true,"private":true}`

// supporter is a member with an address of their own.
func (h *hall) supporter(name string) domain.Actor {
	h.Helper()
	who := h.member(name)
	who.Roles = map[domain.GroupID][]domain.Role{h.group: {domain.Member}}
	h.must(h.store.PutContact(h.Context(), people.Contact{ID: domain.NewID[string](h.at), Person: who.Person, Kind: "email", Value: strings.ToLower(name) + "@example.org", Confirmed: h.at, Made: h.at}))
	return who
}

// stall is what a supporter would like to see.
func (h *hall) stall() event.Input {
	in := h.saturday
	in.ID, in.Title = domain.NewID[string](h.clock()), "A stall at the market"
	return in
}

func TestASupporterProposesAnEvent(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		sam, in := h.supporter("Sam"), h.stall()
		for range 2 { // sent twice
			_, err := h.events.Propose(h.Context(), sam, in)
			h.must(err)
		}
		_, err := h.events.Propose(h.Context(), h.supporter("Eve"), in)
		h.want("somebody else's id", err, "not-found: no-such-proposal")
		stranger := h.member("Theo")
		stranger.Roles = map[domain.GroupID][]domain.Role{domain.NewID[domain.GroupID](h.at): {domain.Member}}
		_, err = h.events.Propose(h.Context(), stranger, h.stall())
		h.want("to a group of others", err, "denied: not-your-role")
		_, err = h.events.Propose(h.Context(), domain.Actor{}, h.stall())
		h.want("nobody", err, "signed-out: sign-in-first")
		bad := h.stall()
		bad.Title = ""
		_, err = h.events.Propose(h.Context(), sam, bad)
		h.want("without a title", err, "invalid: invalid-input")

		_, err = h.events.ToDecide(h.Context(), sam)
		h.want("a member decides nothing", err, "denied: not-your-role")
		_, err = h.events.Proposal(h.Context(), sam, event.ID(in.ID))
		h.want("nor looks", err, "not-found: no-such-proposal")
		_, err = h.events.CallProposed(h.Context(), sam, event.ID(in.ID), in)
		h.want("nor calls it", err, "not-found: no-such-proposal")
		all, err := h.events.ToDecide(h.Context(), h.organise)
		h.must(err)
		h.want("one waits", len(all), 1)
		h.want("from whom", all[0].Name, "Sam")

		in.Capacity = 12
		var e event.Event
		for range 2 { // an impatient thumb
			e, err = h.events.CallProposed(h.Context(), h.organise, event.ID(in.ID), in)
			h.must(err)
		}
		h.want("as the organiser has it", e.Capacity, 12)
		h.want("told once", h.kinds("Sam"), "proposal-called")
		h.want("where to go", h.letters("Sam")[0].Fields["link"], "https://example.org/organise/events/"+in.ID)
		sam.Things, err = h.store.ThingsOf(h.Context(), sam.Person, h.clock())
		h.must(err)
		h.want("they host it", e.May(sam, domain.ScheduleEvents), true)
		_, err = h.events.Decline(h.Context(), h.organise, e.ID, event.DeclineInput{Why: "Snow"})
		h.want("too late to decline", err, "conflict: proposal-decided")
	})
}

func TestAProposalIsDeclined(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		sam, in := h.supporter("Sam"), h.stall()
		_, err := h.events.Propose(h.Context(), sam, in)
		h.must(err)
		_, err = h.events.Decline(h.Context(), h.organise, event.ID(in.ID), event.DeclineInput{})
		h.want("a reason is owed", err, "invalid: invalid-input")
		for range 2 {
			_, err = h.events.Decline(h.Context(), h.organise, event.ID(in.ID), event.DeclineInput{Why: "Not in winter."})
			h.must(err)
		}
		h.want("told once", h.kinds("Sam"), "proposal-declined")
		h.want("why", h.letters("Sam")[0].Fields["why"], "Not in winter.")
		_, err = h.events.CallProposed(h.Context(), h.organise, event.ID(in.ID), in)
		h.want("not called after all", err, "conflict: proposal-decided")
		mine, err := h.events.Proposed(h.Context(), sam)
		h.must(err)
		h.want("they read why", mine[0].Why, "Not in winter.")
		for range 10 {
			h.pass(time.Second)
			_, err = h.events.Propose(h.Context(), sam, h.stall())
			h.must(err)
		}
		_, err = h.events.Propose(h.Context(), sam, h.stall())
		h.want("ten wait", err, "conflict: too-many-proposals")
		h.must(h.events.ForgetProposals(h.Context(), sam.Person, nil))
		mine, err = h.events.Proposed(h.Context(), sam)
		h.must(err)
		h.want("forgotten", len(mine), 0)
		all, err := h.events.ToDecide(h.Context(), h.organise)
		h.must(err)
		h.want("what was open is gone", len(all), 0)
	})
}

// Eight organisers at once, half of whom decline: one decision, one event at
// most, one letter.
func TestManyDecideAtOnce(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		for try := range 4 {
			name := "Sam" + nth(try)
			in := h.stall()
			_, err := h.events.Propose(h.Context(), h.supporter(name), in)
			h.must(err)
			fates := h.crowd(8, func(i int) (string, error) {
				if i%2 == 0 {
					_, err := h.events.Decline(context.Background(), h.organise, event.ID(in.ID), event.DeclineInput{Why: "Snow"})
					return "declined", err
				}
				_, err := h.events.CallProposed(context.Background(), h.organise, event.ID(in.ID), in)
				return "called", err
			})
			if fates["called"] != 4 && fates["declined"] != 4 || fates["proposal-decided"] != 4 {
				h.Error(fates)
			}
			h.want("letters", len(h.letters(name)), 1)
			h.pass(time.Hour)
		}
	})
}

func TestCallingWhatWasProposedIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		in := h.stall()
		_, err := h.events.Propose(h.Context(), h.supporter("Sam"), in)
		h.must(err)
		storetest.EveryWrite(t, h.store, func() error {
			_, err := h.events.CallProposed(context.Background(), h.organise, event.ID(in.ID), in)
			return err
		})
	})
}
