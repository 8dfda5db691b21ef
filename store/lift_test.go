package store

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/store/storetest"
)

// rides is an answer of a party with a lift, and the token of its link.
func (h *hall) rides(id event.ID, name string, party int, side event.Side, from string, seats int) domain.Token {
	h.Helper()
	h.pass(time.Second)
	in := h.input(name, party)
	in.Lift, in.From, in.Seats = string(side), from, seats
	_, err := h.events.RSVP(h.Context(), domain.Actor{}, id, in, "en")
	h.must(err)
	for _, l := range h.letters(name) {
		if l.Kind == "event/confirmed" || l.Kind == "event/waiting" {
			return domain.Token(l.Fields["link"][len("https://example.org/rsvp/"):])
		}
	}
	h.Fatal("no letter to ", name)
	return ""
}

// ride is what the holder of a link sees of their lift.
func (h *hall) ride(t domain.Token) event.MyLift {
	h.Helper()
	held, err := h.events.Hold(h.Context(), t)
	h.must(err)
	m, err := h.events.LiftHeld(h.Context(), held)
	h.must(err)
	return m
}

func (h *hall) agrees(t domain.Token, yes bool) {
	h.Helper()
	h.must(h.events.AgreeLift(h.Context(), t, h.ride(t).Rides[0].Pair.ID, yes))
}

// lifted is what the newest letter of a kind about lifts mentions.
func (h *hall) lifted(name, kind string) map[string]string {
	h.Helper()
	for _, l := range h.letters(name) {
		if l.Kind == "event/lift-"+kind {
			return l.Fields
		}
	}
	h.Fatalf("no letter lift-%s to %s", kind, name)
	return nil
}

// told is the kinds of the letters to somebody, in the order of the alphabet:
// what is posted in one moment has no other.
func (h *hall) told(name string) string {
	h.Helper()
	all := strings.Fields(h.kinds(name))
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestALiftIsAgreedByBoth(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		driver := h.rides(e.ID, "Dora", 1, event.Offers, "bd21 3rn", 3)
		rider := h.rides(e.ID, "Rita", 2, event.Wants, "BD21", 0)
		h.rides(e.ID, "Else", 1, event.Wants, "Leeds", 0)
		h.want("Dora", h.told("Dora"), "confirmed lift-found")
		h.want("Rita", h.told("Rita"), "confirmed lift-found")
		h.want("another district", h.told("Else"), "confirmed")
		hidden := func(who string, t domain.Token, others string) {
			h.Helper()
			r := h.ride(t).Rides[0]
			f := h.lifted(who, "found")
			if r.Name+r.Where+f["other"]+f["contact"] != "" || strings.Contains(strings.ToLower(f["from"]), "3rn") || strings.Contains(f["from"], others) {
				h.Errorf("%s learns %+v, %v", who, r, f)
			}
		}
		hidden("Rita", rider, "Dora")
		hidden("Dora", driver, "Rita")
		h.agrees(rider, true)
		h.agrees(rider, true)
		hidden("Rita", rider, "Dora")
		hidden("Dora", driver, "Rita")
		h.agrees(driver, true)
		h.want("Rita learns", h.ride(rider).Rides[0].Where, "dora@example.org")
		h.want("Dora learns", h.lifted("Dora", "agreed")["contact"], "rita@example.org")
		h.want("told once", h.told("Rita"), "confirmed lift-agreed lift-found")
		h.want("one seat is left", h.ride(driver).Lift.Taken, 2)
		err := h.events.AgreeLift(h.Context(), h.rides(e.ID, "Theo", 1, event.Wants, "Skipton", 0), h.ride(rider).Rides[0].Pair.ID, true)
		h.want("nobody else's match", err, "not-found: no-such-lift")
	})
}

// A match that one of the two does not answer ends after a day, or an hour on the
// day itself: both are told, and the seats are offered to others.
func TestAMatchThatNobodyAnswersEnds(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 2)
		rider := h.rides(e.ID, "Rita", 2, event.Wants, "Leeds", 0)
		h.agrees(rider, true)
		coach, err := h.events.AddCoach(h.Context(), h.organise, e.ID, event.CoachInput{ID: domain.NewID[string](h.clock()), From: "Leeds", Title: "Bay 3", Seats: 2})
		h.must(err)
		agreed := h.rides(e.ID, "Ada", 1, event.Wants, "York", 0)
		h.agrees(h.rides(e.ID, "Dan", 1, event.Offers, "York", 1), true)
		h.agrees(agreed, true)
		parts := func(after time.Duration, want int) {
			h.Helper()
			h.pass(after)
			n, err := h.events.PartSilent(h.Context())
			h.must(err)
			h.want("ended", n, want)
		}
		parts(23*time.Hour, 0)
		parts(time.Hour, 1)
		h.want("the driver is told", h.told("Dora"), "confirmed lift-found lift-lost")
		h.want("the rider has the coach", h.told("Rita"), "confirmed lift-found lift-found lift-lost")
		board := func() (all []string) {
			b, err := h.events.Board(h.Context(), h.organise, e.ID)
			h.must(err)
			for _, r := range b.Coaches[0].Riders {
				all = append(all, r.Name, strconv.FormatBool(r.Agreed))
			}
			return all
		}
		h.want("and is marked", board(), "[Rita false]")
		h.agrees(rider, true)
		h.want("until she agrees", board(), "[Rita true]")
		h.pass(time.Date(2026, 12, 4, 20, 0, 0, 0, time.UTC).Sub(h.clock())) // the evening before: until three hours before it begins
		h.rides(e.ID, "Otto", 1, event.Wants, "Otley", 0)
		h.rides(e.ID, "Olli", 1, event.Offers, "Otley", 1)
		parts(5*time.Hour, 0)
		parts(6*time.Hour, 1)
		h.pass(-time.Hour) // the day itself
		h.rides(e.ID, "Else", 1, event.Wants, "Skipton", 0)
		h.rides(e.ID, "Sam", 1, event.Offers, "Skipton", 1)
		parts(2*time.Hour+59*time.Minute, 0) // asked at six: an hour from eight
		parts(time.Minute, 1)
		h.want("what both agreed to stays", len(h.ride(agreed).Rides), 1)
		h.want("seats", coach.Seats, 2)
		// What is unanswered as it begins ends without a word, and nobody is matched anew.
		h.pass(30 * time.Minute)
		h.rides(e.ID, "Theo", 1, event.Offers, "Hull", 1)
		tess := h.rides(e.ID, "Tess", 1, event.Wants, "Hull", 0)
		parts(29*time.Minute, 0)
		parts(time.Minute, 1)
		_, err = h.events.AddCoach(h.Context(), h.organise, e.ID, event.CoachInput{ID: domain.NewID[string](h.clock()), From: "Hull", Title: "Bay 4", Seats: 2})
		h.must(err)
		parts(time.Hour, 0)
		h.want("nobody drives them there", len(h.ride(tess).Rides), 0)
		h.want("both hear nothing", h.told("Tess")+" "+h.told("Theo"), "confirmed lift-found confirmed lift-found")
	})
}

// A driver who gives their place back: whoever rode is told and has other
// seats in the same moment, and those who waited come up.
func TestADriverWhoCannotComeIsReplacedAtOnce(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		driver := h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 2)
		rider := h.rides(e.ID, "Rita", 2, event.Wants, "leeds", 0)
		spare := h.rides(e.ID, "Sam", 1, event.Offers, "LEEDS", 2)
		h.want("Sam has nobody", len(h.ride(spare).Rides), 0)
		h.agrees(rider, true)
		h.agrees(driver, true)
		_, err := h.events.GiveBack(h.Context(), driver)
		h.must(err)
		h.want("Rita is told, and offered Sam", h.told("Rita"), "confirmed lift-agreed lift-found lift-found lift-lost")
		h.want("Sam too", h.told("Sam"), "confirmed lift-found")
		h.agrees(rider, false)
		h.want("who says no is matched with nobody twice", len(h.ride(rider).Rides), 0)
		h.want("the seats are free again", h.ride(spare).Lift.Taken, 0)
		h.want("Sam is told", h.told("Sam"), "confirmed lift-found lift-lost")
		late := h.rides(e.ID, "Lea", 2, event.Wants, "Leeds", 0)
		h.want("and somebody else has them", len(h.ride(late).Rides), 1)
		h.must(h.events.SetLift(h.Context(), late, event.LiftInput{Side: "none"}))
		h.want("taken back", h.ride(spare).Lift.Taken, 0)
	})
}

// Whoever says no is matched with somebody else, and with nobody twice.
func TestWhoSaysNoIsMatchedWithAnother(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 2)
		h.rides(e.ID, "Sam", 1, event.Offers, "Leeds", 2)
		rider := h.rides(e.ID, "Rita", 1, event.Wants, "Leeds", 0)
		h.agrees(rider, false)
		h.want("Sam is asked", h.told("Sam"), "confirmed lift-found")
		h.agrees(rider, false)
		h.want("nobody is left", len(h.ride(rider).Rides), 0)
		h.want("nor asked again", h.told("Dora"), "confirmed lift-found lift-lost")
	})
}

// A party that becomes larger or smaller has as many seats as it is people.
func TestALiftIsForTheWholeParty(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		small, large := h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 2), h.rides(e.ID, "Lars", 1, event.Offers, "Leeds", 5)
		rider := h.rides(e.ID, "Rita", 1, event.Wants, "Leeds", 0)
		seats := func() [2]int { return [2]int{h.ride(small).Lift.Taken, h.ride(large).Lift.Taken} }
		h.want("with the first", seats(), [2]int{1, 0})
		for _, step := range []struct {
			party int
			want  [2]int
		}{{4, [2]int{0, 4}}, {2, [2]int{2, 0}}, {6, [2]int{0, 0}}, {5, [2]int{0, 5}}, {1, [2]int{1, 0}}} {
			h.pass(time.Second)
			_, err := h.events.Keep(h.Context(), rider, event.KeepInput{Party: step.party})
			h.must(err)
			h.want("seats taken for "+nth(step.party), seats(), step.want)
		}
		h.want("what they want", h.ride(rider).Lift.Seats, 1)
		h.want("drivers who offer are not asked again", h.ride(small).Lift.Seats, 2)
	})
}

// Nobody is driven to a shift by somebody who comes to another.
func TestALiftIsToTheSameShift(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.twoParts("30", "30")
		moves := func(t domain.Token, shift string) {
			h.Helper()
			h.pass(time.Second)
			_, err := h.to(t, shift, 0)
			h.must(err)
		}
		driver, rider := h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 3), h.rides(e.ID, "Rita", 1, event.Wants, "Leeds", 0)
		h.want("to the first", len(h.ride(rider).Rides), 1)
		moves(rider, "1")
		h.want("Rita comes later, and Dora is told", [2]any{len(h.ride(rider).Rides), h.told("Dora")}, [2]any{0, "confirmed lift-found lift-lost"})
		moves(driver, "1")
		mine := h.ride(driver).Lift
		h.want("so does Dora, with the seats she offers", [4]any{len(h.ride(rider).Rides), mine.Side, mine.Seats, mine.Taken}, [4]any{1, event.Offers, 3, 1})
		h.must(h.events.SetLift(h.Context(), driver, event.LiftInput{Side: "none"}))
		_, err := h.events.AddCoach(h.Context(), h.organise, e.ID, event.CoachInput{ID: domain.NewID[string](h.clock()), From: "Leeds", Title: "Bay 3, 8:15", Seats: 3})
		h.must(err)
		h.want("a coach goes to all", len(h.ride(rider).Rides), 1)
	})
}

// Who only waits for a place drives nobody and keeps no seat from anybody; with
// the place comes the match.
func TestOnlyThoseWithAPlaceAreMatched(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(2)
		rider := h.rides(e.ID, "Rita", 1, event.Wants, "Leeds", 0)
		h.rides(e.ID, "Gus", 1, event.Wants, "Leeds", 0)
		driver := h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 3)
		late := h.rides(e.ID, "Lea", 1, event.Wants, "Leeds", 0)
		matched := func() (n [3]int) {
			for i, t := range []domain.Token{rider, driver, late} {
				n[i] = len(h.ride(t).Rides)
			}
			return n
		}
		free := func() int {
			all, err := h.store.SeatsFree(h.Context(), []string{e.Slug, "none"})
			h.must(err)
			return all[e.Slug]
		}
		h.want("Dora waits", matched(), [3]int{})
		h.want("and has no seats free", free(), 0)
		_, err := h.events.GiveBack(h.Context(), h.token("Gus"))
		h.must(err)
		h.want("Dora is offered a place", matched(), [3]int{})
		_, err = h.events.TakeUp(h.Context(), driver)
		h.must(err)
		h.want("Dora comes, and drives Rita alone", matched(), [3]int{1, 1, 0})
		h.want("two are left", free(), 2)
		h.want("and is told", h.told("Dora"), "confirmed lift-found place-free waiting")
	})
}

func TestACoachAndItsList(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		rider := h.rides(e.ID, "Rita", 2, event.Wants, "Bradford", 0)
		in := event.CoachInput{ID: domain.NewID[string](h.clock()), From: "Bradford", Title: "Interchange, bay 3, 8:15", Seats: 3}
		_, err := h.events.AddCoach(h.Context(), h.member("Mo"), e.ID, in)
		h.want("a member puts on no coach", err, "denied: not-your-role")
		for range 2 {
			_, err = h.events.AddCoach(h.Context(), h.organise, e.ID, in)
			h.must(err)
		}
		two := h.rides(e.ID, "Tom", 2, event.Wants, "bradford", 0)
		h.want("no seats are sold twice", len(h.ride(two).Rides), 0)
		h.agrees(rider, true)
		h.want("where it leaves", h.lifted("Rita", "found")["coach"], in.Title)
		b, err := h.events.Board(h.Context(), h.organise, e.ID)
		h.must(err)
		h.want("coaches", len(b.Coaches), 1)
		h.want("list", b.Coaches[0].Riders[0].Name, "Rita")
		h.want("without", len(b.Without), 1)
		_, err = h.events.Board(h.Context(), domain.Actor{}, e.ID)
		h.want("nobody reads it", err, "signed-out: sign-in-first")
		h.must(h.events.EndCoach(h.Context(), h.organise, e.ID, event.LiftID(in.ID)))
		h.want("told", h.told("Rita"), "confirmed lift-agreed lift-found lift-lost")
	})
}

// Of thirty parties at once who want the three seats of a car, three have one.
func TestNoSeatIsPromisedTwice(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		e := h.schedule(0)
		driver := h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 3)
		h.crowd(30, func(i int) (string, error) {
			in := h.input(nth(i), 1)
			in.Lift, in.From = "want", "Leeds"
			_, err := h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
			return "coming", err
		})
		mine := h.ride(driver)
		h.want("taken", mine.Lift.Taken, 3)
		h.want("matched", len(mine.Rides), 3)
	})
}

func TestLiftsAreWholeOrNothing(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		driver := h.rides(e.ID, "Dora", 1, event.Offers, "Leeds", 3)
		rider := h.rides(e.ID, "Rita", 1, event.Wants, "Leeds", 0)
		h.agrees(rider, true)
		h.rides(e.ID, "Sam", 1, event.Offers, "Leeds", 3)
		storetest.EveryWrite(t, h.store, func() error {
			_, err := h.events.GiveBack(h.Context(), driver)
			return err
		})
	})
}

// Who comes on any day of a long event has not answered late as it begins.
func TestAMatchOverDaysIsNotSilentAtOnce(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		for _, tt := range []struct {
			ends   string
			silent int
		}{{"2026-12-07T18:00", 0}, {"2026-12-05T13:00", 1}} {
			h.saturday.Ends = tt.ends
			e := h.schedule(30)
			h.rides(e.ID, "Dora"+tt.ends[8:10], 1, event.Offers, "Leeds", 2)
			h.rides(e.ID, "Rita"+tt.ends[8:10], 1, event.Wants, "Leeds", 0)
			at := event.Silence{Now: e.Starts, Hour: h.clock().Add(-time.Hour), Day: h.clock().Add(-time.Hour), Soon: e.Starts, Long: 18 * time.Hour}
			all, err := h.store.SilentPairs(h.Context(), at, 10)
			h.must(err)
			h.want("until "+tt.ends, len(all), tt.silent)
		}
	})
}
