package store

import (
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// weekend is an event from Saturday morning to Sunday evening, with a shift of so
// many places on each day.
func (h *hall) weekend(places string) event.Event {
	h.Helper()
	h.saturday.Ends = "2026-12-06T18:00"
	return h.arrange(h.schedule(9), event.ArrangeInput{
		Shift: []string{"0", ""}, Starts: []string{"2026-12-05T10:00", "2026-12-06T14:00"}, Ends: []string{"2026-12-05T16:00", "2026-12-06T18:00"}, General: []string{places, places},
	})
}

// What is said about a shift can be said until that shift begins, whatever else
// of the event has begun.
func TestEachShiftClosesByItself(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.weekend("2")
		var saturday []event.RSVP
		for _, name := range []string{"Sam", "Sue", "Zoe"} {
			r, err := h.comeTo(e.ID, name, 1, 0, "")
			h.must(err)
			saturday = append(saturday, r)
		}
		for _, name := range []string{"Ann", "Ben", "Cid", "Dan"} {
			h.pass(time.Minute)
			_, err := h.comeTo(e.ID, name, 1, 1, "")
			h.must(err)
		}
		sam, ann := h.token("Sam"), h.token("Ann")
		h.until("2026-12-05T11:00")
		_, err := h.events.GiveBack(h.Context(), sam)
		h.want("Saturday has begun", err, "conflict: event-over")
		_, err = h.events.Confirm(h.Context(), sam)
		h.want("nor can it be confirmed", err, "conflict: event-over")
		_, err = h.comeTo(e.ID, "Eve", 1, 0, "")
		h.want("nor come to", err, "invalid: invalid-input")
		_, err = h.events.Confirm(h.Context(), ann)
		h.must(err)
		_, err = h.events.GiveBack(h.Context(), ann)
		h.must(err)
		h.want("Sunday is offered on", h.kinds("Cid"), "place-free waiting")
		h.say(true, "Cid")
		_, err = h.comeTo(e.ID, "Eve", 1, 1, "")
		h.must(err)
		h.want("and can be come to", h.kinds("Eve"), "waiting")
		_, err = h.events.Keep(h.Context(), sam, event.KeepInput{Party: 2})
		h.want("Sam has missed Saturday", err, "conflict: event-over")
		h.arrange(e, event.ArrangeInput{
			Shift: []string{"0", "1"}, Starts: []string{"2026-12-05T10:00", "2026-12-06T14:00"}, Ends: []string{"2026-12-05T16:00", "2026-12-06T18:00"}, General: []string{"3", "3"},
		})
		h.want("more room on Sunday is offered", h.kinds("Dan"), "place-free waiting")
		h.want("on Saturday it is for whoever stands at the door", h.kinds("Zoe"), "waiting")
		h.say(false, "Dan")
		h.say(true, "Eve")
		_, err = h.events.GiveBack(h.Context(), h.token("Eve"))
		h.must(err)
		h.must(h.tick(e, "", saturday[1:2], nil, saturday[1:2]))
		_, err = h.events.Keep(h.Context(), h.token("Sue"), event.KeepInput{Shift: "1"})
		h.want("Sue was there on Saturday", err, "conflict: let-in")
		held, err := h.events.Keep(h.Context(), sam, event.KeepInput{Shift: "1"})
		h.must(err)
		h.want("and may come on Sunday", held.RSVP.State, event.Coming)
		h.sound(e.ID)
	})
}

// An event can be changed and called off until it ends, for those who are still
// to come.
func TestAnEventCanBeChangedUntilItEnds(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.weekend("7")
		for i, name := range []string{"Sue", "Ben"} {
			_, err := h.comeTo(e.ID, name, 1, i, "")
			h.must(err)
			in := h.input("Phil"+nth(i), 1)
			in.Email, in.Phone, in.Shift = "", "+44 1535 600600", i
			_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
			h.must(err)
			for _, mail := range []string{"", "york" + nth(i) + "@example.org"} {
				_, err = h.events.Bring(h.Context(), h.organise, e.ID, event.DelegationInput{ID: domain.NewID[string](h.clock()), Name: "York", Email: mail, People: 2, Shift: i})
				h.must(err)
			}
		}
		told := func(when string, mail, ring, others int) {
			h.Helper()
			x, err := h.events.Telling(h.Context(), h.organise, h.event(e.ID))
			h.must(err)
			h.want(when, []int{x.Mail, len(x.Ring), len(x.Others)}, []int{mail, ring, others})
		}
		told("both days", 4, 2, 2)
		york := h.letters("yorkp0")[0].Fields
		h.want("when York comes", york["starts"]+" "+york["ends"], "2026-12-05T10:00:00Z 2026-12-05T16:00:00Z")
		token := domain.Token(york["link"][len("https://example.org/delegation/"):])
		h.until("2026-12-05T10:00")
		_, err := h.events.Fewer(h.Context(), token, event.PeopleInput{People: 1})
		h.want("Saturday has begun", err, "conflict: event-over")
		b, err := h.events.Brought(h.Context(), token)
		h.must(err)
		h.want("and York's link says so", b.Event.Closed(h.clock()), true)
		h.until("2026-12-05T17:00")
		told("on Sunday alone", 2, 1, 1)
		in := h.saturday
		in.Version, in.Venue = h.event(e.ID).Version, "Town Hall"
		_, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		h.must(err)
		h.want("who comes on Sunday is told", h.letters("Ben")[0].Kind, "event/moved")
		h.want("whoever was there is not", []string{h.kinds("Sue"), h.kinds("yorkp0"), h.kinds("yorkp1")}, []string{"confirmed", "delegation", "moved delegation"})
		in.Version, in.Starts = in.Version+1, "2026-12-05T20:00"
		_, err = h.events.Change(h.Context(), h.organise, e.ID, in)
		refusal, _ := domain.AsError(err)
		h.want("it has begun when it began", refusal.Fields["starts"], "begun-stays")
		h.pass(time.Minute)
		_, err = h.events.CallOff(h.Context(), h.organise, e.ID, event.CallOffInput{Why: "Snow."})
		h.must(err)
		h.want("Sunday is off", h.letters("Ben")[0].Kind, "event/called-off")
		told("who is to be rung", 2, 1, 1)
		h.until("2026-12-06T18:00")
		told("nobody any more", 0, 0, 0)
	})
}

// Who waits for Sunday is carried over to the next date on Sunday.
func TestEachShiftIsCarriedOverByItself(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.weekend("1")
		for i, name := range []string{"Sam", "Sue", "Ann", "Ben"} {
			_, err := h.comeTo(e.ID, name, 1, i/2, "")
			h.must(err)
			h.pass(time.Minute)
		}
		_, err := h.events.Repeat(h.Context(), h.organise, e.ID, event.RepeatInput{ID: domain.NewID[string](h.clock()), Every: 7, Times: 1})
		h.must(err)
		for _, step := range []struct {
			at   string
			want int
		}{{"2026-12-05T09:59", 0}, {"2026-12-05T10:00", 1}, {"2026-12-06T13:59", 0}, {"2026-12-06T14:00", 1}} {
			h.until(step.at)
			n, err := h.events.CarryOver(h.Context())
			h.must(err)
			h.want(step.at, n, step.want)
		}
		for _, name := range []string{"Sue", "Ben"} {
			h.want(name+" was offered a place there", strings.Count(h.kinds(name), "place-free"), 1)
		}
	})
}

// Nobody knows on which of its days somebody comes to an event of several without
// shifts: it can be answered to until it ends.
func TestAnEventOfSeveralDaysIsOpenToItsEnd(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		h.saturday.Ends = "2026-12-06T18:00"
		e := h.schedule(1)
		h.come(e.ID, "Ann", 1)
		h.come(e.ID, "Ben", 1)
		h.until("2026-12-05T20:00")
		h.say(false, "Ann")
		h.want("for an hour", h.letters("Ben")[0].Fields["until"], "2026-12-05T21:00:00Z")
		h.say(true, "Ben")
		h.come(e.ID, "Dan", 1)
		_, err := h.events.Repeat(h.Context(), h.organise, e.ID, event.RepeatInput{ID: domain.NewID[string](h.clock()), Every: 7, Times: 1})
		h.must(err)
		long := func(want int) {
			h.Helper()
			es, err := h.store.LeftWaiting(h.Context(), h.clock().AddDate(0, 0, -3), h.clock(), 18*time.Hour, 9)
			h.must(err)
			h.want("where somebody waits in vain", len(es), want)
		}
		h.arrange(h.event(e.ID), event.ArrangeInput{Shift: []string{"0", ""}, Starts: []string{"2026-12-05T10:00", "2026-12-06T12:00"}, Ends: []string{"2026-12-06T17:59", "2026-12-06T18:00"}, General: []string{"1", "1"}})
		long(0)
		h.until("2026-12-06T17:59")
		long(1)
		h.arrange(h.event(e.ID), event.ArrangeInput{Shift: []string{"0"}, Starts: []string{"2026-12-05T10:00"}, Ends: []string{"2026-12-06T18:00"}, General: []string{"1"}})
		long(0)
		h.until("2026-12-06T18:00")
		long(1)
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, h.input("Cid", 1), "en")
		h.want("over", err, "conflict: event-over")
	})
}

// Whoever was let in at one shift, though their place had been released, has been
// there: another shift is for others.
func TestWhoeverWasLetInHasTheirShift(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.weekend("2")
		ben, err := h.comeTo(e.ID, "Ben", 1, 0, "")
		h.must(err)
		token := h.token("Ben")
		h.want("a time", h.releaseAt(e, "2026-12-05T10:15"), "")
		h.until("2026-12-05T10:16")
		g := h.gate(e, "Door")
		h.want("released", h.release(), 1)
		h.pass1(g, h.tap(ben.ID, event.In, 1, h.clock()))
		_, err = h.events.Keep(h.Context(), token, event.KeepInput{Shift: "1"})
		h.want("another shift", err, "conflict: let-in")
		h.sound(e.ID)
	})
}

// An answer that comes again to what has been hidden since takes no places.
func TestAnAnswerSentAgainToWhatIsHidden(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		x, err := h.events.ShowByID(h.Context(), domain.Actor{}, e.ID)
		h.must(err)
		in := h.input("Ann", 2)
		_, err = h.events.AnswerTo(h.Context(), x, in, "en")
		h.must(err)
		h.must(h.store.db.Exec("update events set public = ?, version = version + 1 where id = ?", false, e.ID).Error)
		_, err = h.events.AnswerTo(h.Context(), x, in, "en")
		h.want("again", err, "conflict: changed-meanwhile")
		h.want("places", h.event(e.ID).Taken, 2)
		h.sound(e.ID)
	})
}
