package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
)

// gate opens a gate at an event, of an organiser whose role is kept: a gate's
// rights are read anew.
func (h *hall) gate(e event.Event, name string) event.Opened {
	h.Helper()
	if roles, err := h.store.RolesOf(h.Context(), h.organise.Person); err != nil || len(roles) == 0 {
		h.must(h.store.PutPerson(h.Context(), people.Person{ID: h.organise.Person, Name: "Olga", Locale: "en", Version: 1, Made: h.at}))
		_, err := h.store.Belong(h.Context(), people.Belonging{ID: domain.NewID[string](h.at), Person: h.organise.Person, Group: h.group, Role: domain.Organiser, Since: h.at})
		h.must(err)
	}
	o, err := h.events.OpenGate(h.Context(), h.organise, e.ID, event.GateInput{ID: domain.NewID[string](h.clock()), Name: name})
	h.must(err)
	return o
}

// tap is one tap at a gate, at a time of the phone's clock.
func (h *hall) tap(rsvp event.RSVPID, way event.Way, people int, at time.Time) event.EntryInput {
	return event.EntryInput{ID: domain.NewID[string](at), RSVP: string(rsvp), Way: string(way), People: people, At: at, Pool: "general"}
}

func (h *hall) pass1(o event.Opened, taps ...event.EntryInput) event.Passed {
	h.Helper()
	p, err := h.events.Pass(h.Context(), o.Key, event.PassInput{Now: h.clock(), Entries: taps})
	h.must(err)
	return p
}

func (h *hall) inside(e event.Event) (inside, arrived, twice int) {
	h.Helper()
	d, err := h.events.Watch(h.Context(), h.organise, e.ID)
	h.must(err)
	for _, c := range d.Counts {
		inside, arrived = inside+c.Inside, arrived+c.Arrived
	}
	return inside, arrived, len(d.Twice)
}

func TestAGate(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(10)
		ann := h.come(e.ID, "Ann", 3)
		h.come(e.ID, "Gone", 1)
		_, err := h.events.GiveBack(h.Context(), h.token("Gone"))
		h.must(err)
		a, b := h.gate(e, "North door"), h.gate(e, "South door")
		h.want("the list names who comes, and no address", a.List, fmt.Sprintf(`[["%s","Ann",3,0,0,"",0]]`, ann.ID))

		h.pass(time.Hour)
		now := h.clock()
		first := h.tap(ann.ID, event.In, 3, now.Add(-10*time.Minute))
		p := h.pass1(b, h.tap(ann.ID, event.In, 3, now.Add(-5*time.Minute)))
		h.want("let in at the south", p.Entries[0].Counted, 3)
		_, err = h.events.GiveBack(h.Context(), h.token("Ann"))
		h.want("whoever is in gives no place to others", err, "conflict: let-in")
		_, err = h.events.Keep(h.Context(), h.token("Ann"), event.KeepInput{Party: 2})
		h.want("nor one of three", err, "conflict: let-in")
		p = h.pass1(a, first, first)
		h.want("sent twice", p.Fates, []string{"stored", "duplicate"})
		in, arrived, twice := h.inside(e)
		h.want("inside", [3]int{in, arrived, twice}, [3]int{3, 3, 1})
		d, err := h.events.Watch(h.Context(), h.organise, e.ID)
		h.must(err)
		h.want("the later one names the first, in whatever order they came", d.Twice[0].After, first.ID)

		h.pass(time.Minute)
		h.pass1(a, h.tap(ann.ID, event.Out, 1, h.clock()), event.EntryInput{ID: domain.NewID[string](now), Way: "walk-in", Name: "Walk", Pool: "press", People: 2, At: now})
		held, err := h.events.Keep(h.Context(), h.token("Ann"), event.KeepInput{Party: 2})
		h.must(err)
		h.want("once they are out, places are theirs to give", held.RSVP.Party, 2)
		_, err = h.events.Keep(h.Context(), h.token("Ann"), event.KeepInput{Party: 3})
		h.must(err)
		in, arrived, _ = h.inside(e)
		h.want("out, and two walk in", [2]int{in, arrived}, [2]int{2, 5})
		d, err = h.events.Watch(h.Context(), h.organise, e.ID)
		h.must(err)
		h.want("heads by pool, inside, came and promised", fmt.Sprint(d.Counts), "[{0 general 0 3 3} {0 press 2 2 0}]")

		p = h.pass1(b, h.tap(domain.NewID[event.RSVPID](now), event.In, 1, now), event.EntryInput{ID: "x", Way: "in", People: 1, At: now, Pool: "general"}, h.tap("", "over", 1, now), h.tap("", event.In, 1000, now))
		h.want("what is not understood is not kept", strings.Join(p.Fates, " "), "not-of-this-event not-an-id not-understood out-of-range")

		if _, err = h.events.Pass(h.Context(), domain.NewToken(), event.PassInput{}); !domain.Is(err, domain.SignedOut) {
			h.Error("a key of nobody's opens a gate:", err)
		}
		_, err = h.events.OpenGate(h.Context(), domain.Actor{}, e.ID, event.GateInput{ID: domain.NewID[string](now)})
		h.want("a stranger opens none", domain.Is(err, domain.SignedOut), true)
		h.pass(e.Ends.Add(3 * time.Hour).Sub(h.clock()))
		p = h.pass1(b, h.tap("", event.Out, 1, now))
		h.want("once its list is wiped, a gate may still say and hears of nobody", fmt.Sprint(p.Fates, len(p.Guests), len(p.Entries)), "[stored] 0 0")
		_, err = h.events.OpenGate(h.Context(), h.organise, e.ID, event.GateInput{ID: domain.NewID[string](now)})
		h.want("and nobody opens one", err, "conflict: event-over")
		h.pass(30 * 24 * time.Hour)
		if _, err = h.events.Pass(h.Context(), a.Key, event.PassInput{}); !domain.Is(err, domain.SignedOut) {
			h.Error("a gate stays open for ever:", err)
		}
	})
}

// A phone that was lost, and one of somebody who is a host no more, hear of
// nobody and are told to forget; what they still have to say counts.
func TestAGateWithoutARightHearsOfNobody(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, hana := h.schedule(10), h.member("Hana")
		ann := h.come(e.ID, "Ann", 1)
		x, token := h.hosting(e, "hana@example.org")
		_, err := h.events.Accept(h.Context(), hana, token)
		h.must(err)
		hers, err := h.events.OpenGate(h.Context(), h.asking(hana.Person), e.ID, event.GateInput{ID: domain.NewID[string](h.clock()), Name: "South"})
		h.must(err)
		lost := h.gate(e, "North")
		hears := func(what string, o event.Opened, want string) {
			h.Helper()
			h.pass(time.Minute)
			p := h.pass1(o, h.tap(ann.ID, event.In, 1, h.clock()))
			h.want(what, fmt.Sprint(p.Fates, len(p.Guests), len(p.Entries) > 0, len(p.Gates), p.Wipe.After(h.clock())), want)
		}
		hears("a host's", hers, "[stored] 1 true 2 true")
		hears("an organiser's", lost, "[stored] 1 true 2 true")
		h.want("a stranger ends none", h.events.EndGate(h.Context(), domain.Actor{}, e.ID, lost.Gate.ID), "signed-out: sign-in-first")
		for range 2 {
			h.must(h.events.EndGate(h.Context(), h.organise, e.ID, lost.Gate.ID))
		}
		hears("lost", lost, "[stored] 0 false 0 false")
		hears("the other", hers, "[stored] 1 true 2 true")
		h.must(h.events.EndHost(h.Context(), h.organise, e.ID, x.ID))
		hears("no host any more", hers, "[stored] 0 false 0 false")
	})
}

// Whatever order the phones' records arrive in, however often: the same heads
// are inside, and the same entry is the first.
func TestGatesAgreeInWhateverOrder(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(50)
		var rs []event.RSVP
		for i := range 4 {
			rs = append(rs, h.come(e.ID, nth(i), 1+i))
		}
		h.pass(time.Hour)
		start := h.clock()
		h.pass(time.Hour)
		rounds := 6
		rapid.Check(h.T, func(r *rapid.T) {
			if rounds--; rounds < 0 {
				return // each goes over the database of PostgreSQL: a few are enough
			}
			var taps []event.EntryInput
			for i := range rapid.IntRange(1, 12).Draw(r, "taps") {
				p := rapid.SampledFrom(rs).Draw(r, "who")
				way := rapid.SampledFrom([]event.Way{event.In, event.In, event.Out}).Draw(r, "way")
				taps = append(taps, h.tap(p.ID, way, p.Party, start.Add(time.Duration(i)*time.Second)))
			}
			var want string
			for try := range 3 {
				h.must(h.store.db.Exec("delete from gate_entries").Error)
				gates := []event.Opened{h.gate(e, "a"), h.gate(e, "b")}
				mixed := slices.Clone(taps)
				if try > 0 {
					mixed = append(mixed, taps[:len(taps)/2]...)
					rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
				}
				for i, x := range mixed {
					h.pass1(gates[i%2], x)
				}
				var rows []struct {
					ID      event.EntryID
					Counted int
					AfterID *event.EntryID
				}
				h.must(h.store.db.Raw("select id, counted, after_id from gate_entries order by id").Scan(&rows).Error)
				b, err := json.Marshal(rows)
				h.must(err)
				if want == "" {
					want = string(b)
				}
				h.want("another order", string(b), want)
			}
			if h.Failed() {
				r.FailNow()
			}
		})
	})
}

// Two gates that were offline let the same two hundred people in: when they
// sync at once each is inside once, and each is shown.
func TestDoubleScanAtTwoGatesThatWereOffline(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		const n = 40
		e := h.schedule(n)
		var taps [2][]event.EntryInput
		at := h.clock()
		for i := range n {
			r := h.come(e.ID, nth(i), 1)
			for g := range taps {
				taps[g] = append(taps[g], h.tap(r.ID, event.In, 1, at.Add(time.Duration(i+g)*time.Second)))
			}
		}
		h.pass(time.Hour)
		gates := []event.Opened{h.gate(e, "North"), h.gate(e, "South")}
		h.crowd(16, func(i int) (string, error) { // four pieces from each gate, twice
			piece := taps[i%2][(i/2)%4*n/4 : ((i/2)%4+1)*n/4]
			_, err := h.events.Pass(context.Background(), gates[i%2].Key, event.PassInput{Now: h.clock(), Entries: piece})
			return "passed", err
		})
		in, arrived, twice := h.inside(e)
		h.want("inside, arrived, twice", [3]int{in, arrived, twice}, [3]int{n, n, n})
	})
}

// unheld settles without holding the event, from what it has read before.
type unheld struct{ event.Store }

func (x unheld) HoldEvent(ctx context.Context, id event.ID) (event.Event, error) {
	return x.Event(ctx, id)
}

func TestWithoutTheHoldGatesDisagree(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.guard(func(tx event.Store) event.Store { return unheld{tx} })
		for range 40 { // the first round in which they disagree is the last
			e := h.schedule(30)
			at := h.clock()
			r := h.come(e.ID, nth(1), 1)
			h.pass(time.Hour)
			gates := []event.Opened{h.gate(e, "North"), h.gate(e, "South")}
			h.crowd(16, func(i int) (string, error) {
				_, err := h.events.Pass(context.Background(), gates[i%2].Key, event.PassInput{Now: h.clock(), Entries: []event.EntryInput{h.tap(r.ID, event.In, 1, at.Add(time.Duration(i)*time.Second))}})
				return "passed", err
			})
			if in, _, twice := h.inside(e); in != 1 || twice != 15 {
				return
			}
		}
		h.Error("gates that settle without holding the event always agreed: the race is none")
	})
}

// Whoever walks in counts in the shift of that hour, whatever their phone says.
func TestWalkInsCountInTheShiftOfTheHour(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.arrange(h.schedule(9), twoShifts(1, "4", "4"))
		h.until("2026-12-05T13:30")
		g := h.gate(e, "Door")
		for _, at := range []string{"2026-12-05T09:30", "2026-12-05T11:29", "2026-12-05T11:30", "2026-12-05T12:59", "2026-12-05T13:10"} {
			when, err := time.Parse(event.WallTime, at)
			h.must(err)
			h.pass1(g, event.EntryInput{ID: domain.NewID[string](when), Way: "walk-in", Name: "Walk", Pool: "general", People: 1, At: when})
		}
		d, err := h.events.Watch(h.Context(), h.organise, e.ID)
		h.must(err)
		var heads []int
		for _, c := range d.Counts {
			heads = append(heads, c.Inside)
		}
		h.want("in the first shift, for wheelchairs there, and in the second", heads, []int{2, 0, 3})
	})
}
