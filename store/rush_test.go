package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

func (h *hall) rush(id event.ID, n int, party func(i int) int) map[string]int {
	h.Helper()
	return h.crowd(n, func(i int) (string, error) {
		r, err := h.events.RSVP(context.Background(), domain.Actor{}, id, h.input(nth(i), party(i)), "en")
		return string(r.State), err
	})
}

func alone(int) int { return 1 }

func TestTwoHundredAtOnceForThirtyPlaces(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		fates := h.rush(e.ID, 200, alone)
		h.want("fates", fates, map[string]int{"coming": 30, "waiting": 170})
		coming, waiting := h.sound(e.ID)
		h.want("coming", coming, 30)
		h.want("waiting", waiting, 170)
		for i := range 200 {
			if n := len(h.letters(nth(i))); n != 1 {
				h.Fatalf("%s got %d letters", nth(i), n)
			}
		}
	})
}

// careless takes places as the naive do: count, then write.
type careless struct{ event.Store }

func (u careless) TakePlaces(ctx context.Context, at event.At, n int) (bool, error) {
	free, err := u.free(ctx, at)
	if err != nil || free < n {
		return false, err
	}
	return true, u.Count(ctx, at, event.Counts{Taken: n})
}

func (u careless) free(ctx context.Context, at event.At) (int, error) {
	if at.Parted {
		l, err := u.Layout(ctx, at.Event)
		p, _ := l.Find(at.Shift, at.Pool)
		return p.Left(), err
	}
	e, err := u.Event(ctx, at.Event)
	left, _ := e.Left()
	return left, err
}

func (u careless) Queue(ctx context.Context, at event.At, n int) (bool, error) {
	return true, u.Count(ctx, at, event.Counts{Waiting: n})
}

// The positive control: without the guard the same rush oversells. If this
// fails, the test above proves nothing.
func TestWithoutTheGuardTheRushOversells(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		e := h.schedule(30)
		h.guard(func(tx event.Store) event.Store { return careless{tx} })
		for try := 0; try < 10; try++ {
			if h.rush(e.ID, 100, alone); h.event(e.ID).Taken > 30 {
				return
			}
			e = h.schedule(30)
		}
		h.Error("count-then-write never oversold: the rush is no rush")
	})
}

func TestTwoThousandInPartiesForFiveHundredPlaces(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		e := h.schedule(500)
		h.rush(e.ID, 2000, func(i int) int { return 1 + i%4 })
		coming, waiting := h.sound(e.ID)
		if coming > 500 || coming < 497 { // the last three may be too few for whoever waits
			h.Errorf("%d places given", coming)
		}
		h.want("everybody is counted", coming+waiting, 5000)
	})
}

func TestTheSamePersonTwiceAtOnceCountsOnce(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		in := h.input("Ann", 2)
		fates := h.crowd(20, func(i int) (string, error) {
			in := in
			if i%2 == 0 { // another device, another id; another spelling of one name
				in.ID, in.Name, in.Email = domain.NewID[string](h.clock()), " ANN ", "Ann@Example.org"
			}
			r, err := h.events.RSVP(context.Background(), domain.Actor{}, e.ID, in, "en")
			return string(r.State), err
		})
		h.want("fates", fates, map[string]int{"coming": 20})
		h.want("taken", h.event(e.ID).Taken, 2)
		h.want("letters", h.kinds("Ann"), "confirmed")
		h.sound(e.ID)
	})
}

// gives fills an event of twenty, lets twenty more wait, and has all who came
// give back, each twice at once, while twenty others arrive.
func (h *hall) gives(name func(i int) string) (event.Event, map[string]int) {
	h.Helper()
	e := h.schedule(20)
	for i := range 40 {
		h.come(e.ID, name(i), 1)
	}
	tokens := make([]domain.Token, 20)
	for i := range tokens {
		tokens[i] = h.token(name(i))
	}
	h.pass(time.Minute)
	return e, h.crowd(60, func(i int) (string, error) {
		if i < 40 {
			_, err := h.events.GiveBack(context.Background(), tokens[i%20])
			return caught("gave", err)
		}
		r, err := h.events.RSVP(context.Background(), domain.Actor{}, e.ID, h.input(name(100+i), 1+i%3), "en")
		return caught(string(r.State), err)
	})
}

func TestGivingBackAndComingUnderLoad(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e, fates := h.gives(nth)
		h.want("caught by the database alone", fates["caught"], 0)
		coming, _ := h.sound(e.ID)
		h.want("all places are spoken for again", coming+h.event(e.ID).Held, 20)
		for i := 20; i < 40; i++ {
			if k := h.kinds(nth(i)); k != "place-free waiting" && k != "waiting place-free" {
				h.Errorf("%s waited and got %q", nth(i), k)
			}
		}
	})
}

func TestEventsThatManyChangeAtOnce(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(30)
		h.come(e.ID, "Ann", 1)
		h.pass(time.Minute)
		in := h.saturday
		in.Version, in.Venue = e.Version, "Town Hall"
		fates := h.crowd(8, func(int) (string, error) {
			_, err := h.service().Change(context.Background(), h.organise, e.ID, in)
			return "changed", err
		})
		h.want("editors", fates, map[string]int{"changed": 1, "changed-meanwhile": 7})
		h.want("version", h.event(e.ID).Version, 2)
		h.want("told once", h.kinds("Ann"), "moved confirmed")

		h.pass(time.Minute)
		fates = h.crowd(8, func(int) (string, error) {
			off, err := h.service().CallOff(context.Background(), h.organise, e.ID, event.CallOffInput{Why: "Snow"})
			return off.Why, err
		})
		h.want("called off", fates, map[string]int{"Snow": 8})
		h.want("told once", h.kinds("Ann"), "called-off moved confirmed")
	})
}

// Nobody takes a place, or waits for one, at an event that was called off a
// moment ago without being told so.
func TestComingWhileItIsCalledOff(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		for range 5 {
			e := h.schedule(10)
			h.crowd(41, func(i int) (string, error) {
				if i == 20 {
					_, err := h.events.CallOff(context.Background(), h.organise, e.ID, event.CallOffInput{})
					return "off", err
				}
				r, err := h.events.RSVP(context.Background(), domain.Actor{}, e.ID, h.input(nth(i), 1), "en")
				return string(r.State), err
			})
			rs, err := h.store.RSVPs(h.Context(), e.ID, "", 100)
			h.must(err)
			for _, r := range rs {
				told := 0
				for _, l := range h.letters(r.Name) {
					if l.Kind == "event/called-off" && l.Key == "event/called-off:"+string(r.ID)+":2" {
						told++
					}
				}
				if told != 1 {
					h.Errorf("%s answered in time (%s) and was told %d times that it is off", r.Name, r.State, told)
				}
			}
		}
	})
}

// Every connection but one is in use, and a deed finds its way: nothing asks
// for a second connection while it holds the first.
func TestOneConnectionIsEnough(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		pool(t, h.store).SetMaxOpenConns(1)
		ctx, cancel := context.WithTimeout(h.Context(), 2*time.Minute)
		defer cancel()
		e := h.schedule(1)
		for _, name := range []string{"Ann", "Ben", "Cid"} {
			_, err := h.events.RSVP(ctx, domain.Actor{}, e.ID, h.input(name, 1), "en")
			h.must(err)
		}
		_, err := h.events.GiveBack(ctx, h.token("Ann"))
		h.must(err)
		_, err = h.events.Keep(ctx, h.token("Ann"), event.KeepInput{Party: 2})
		h.must(err)
		in := h.saturday
		in.Version, in.Venue, in.Capacity = 1, "Town Hall", 2
		_, err = h.events.Change(ctx, h.organise, e.ID, in)
		h.must(err)
		h.pass(3 * 24 * time.Hour)
		_, err = h.events.Remind(ctx)
		h.must(err)
		_, err = h.events.CallOff(ctx, h.organise, e.ID, event.CallOffInput{Why: "Snow"})
		h.must(err)
	})
}

// Whoever answers while an organiser moves the event is told the new time: by
// the answer itself, or by a letter after it.
func TestComingWhileItMoves(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		for range 5 {
			e := h.schedule(30)
			in := h.saturday
			in.Version, in.Starts, in.Ends = 1, "2026-12-06T15:00", "2026-12-06T18:00"
			h.crowd(60, func(i int) (string, error) {
				if i%30 == 10 {
					_, err := h.service().Change(context.Background(), h.organise, e.ID, in)
					return "moved", err
				}
				r, err := h.events.RSVP(context.Background(), domain.Actor{}, e.ID, h.input(nth(i), 1), "en")
				return string(r.State), err
			})
			rs, err := h.store.RSVPs(h.Context(), e.ID, "", 100)
			h.must(err)
			h.want("answers", len(rs), 58)
			for _, r := range rs {
				told := false
				for _, l := range h.letters(r.Name) {
					told = told || strings.Contains(l.Key, string(r.ID)) && l.Fields["starts"] == "2026-12-06T15:00:00Z"
				}
				if !told {
					h.Errorf("%s (%s) was never told the new time", r.Name, r.State)
				}
			}
		}
	})
}
