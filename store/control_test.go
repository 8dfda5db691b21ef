package store

import (
	"context"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// This file holds guards of halls that are taken out: what the rush then does
// wrong shows that the tests which find nothing wrong prove something.

// goesWrong tries a rush some times, each with names of its own, until it does
// something wrong; it fails the test when it never does.
func (h *hall) goesWrong(what string, rush func(name func(i int) string) bool) {
	h.Helper()
	for try := range 40 {
		if rush(func(i int) string { return nth(i) + "of" + nth(try) }) {
			return
		}
	}
	h.Error(what)
}

// broken reports whether the database does not add up.
func (h *hall) broken() bool {
	h.Helper()
	bad, err := h.store.Breaches(h.Context(), h.clock())
	h.must(err)
	return len(bad) > 0
}

func TestWithoutTheGuardAPlaceIsGivenBackTwice(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		whole := h.events.Atomically
		h.goesWrong("read-then-write never gave a place back twice: the rush is no rush", func(name func(int) string) bool {
			h.guard(func(tx event.Store) event.Store { return hasty{tx} })
			e, fates := h.gives(name)
			h.events.Atomically = whole
			return h.broken() || fates["caught"] > 0 || h.event(e.ID).Taken+h.event(e.ID).Held > 20
		})
	})
}

// Without the index behind it, whoever answers on two devices at once counts
// twice: looking first is not enough.
func TestWithoutTheIndexTheSamePersonCountsTwice(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.must(h.store.db.Exec("alter table rsvps drop constraint rsvps_event_id_name_key_contact_key").Error)
		h.goesWrong("one person never counted twice: the rush is no rush", func(name func(int) string) bool {
			e := h.schedule(30)
			h.crowd(20, func(int) (string, error) {
				r, err := h.events.RSVP(context.Background(), domain.Actor{}, e.ID, h.input(name(0), 2), "en")
				return string(r.State), err
			})
			return h.event(e.ID).Taken > 2
		})
	})
}

// four lets forty parties of four and twelve people alone ask for three places
// at once, and then four people who have a place bring three more each, where
// three are left.
func (h *hall) four(name func(i int) string) (three, seven event.Event) {
	h.Helper()
	three, seven = h.schedule(3), h.schedule(7)
	h.crowd(52, func(i int) (string, error) {
		party := 4
		if i%13 < 3 {
			party = 1
		}
		r, err := h.events.RSVP(context.Background(), domain.Actor{}, three.ID, h.input(name(i), party), "en")
		return string(r.State), err
	})
	tokens := make([]domain.Token, 4)
	for i := range tokens {
		h.come(seven.ID, name(100+i), 1)
		tokens[i] = h.token(name(100 + i))
	}
	h.crowd(8, func(i int) (string, error) {
		_, err := h.events.Keep(context.Background(), tokens[i%4], event.KeepInput{Party: 4})
		return "grew", err
	})
	return h.event(three.ID), h.event(seven.ID)
}

func TestManyPartiesOfFourAgainstThreePlaces(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		three, seven := h.four(nth)
		h.want("three people alone", [2]int{three.Taken, three.Waiting}, [2]int{3, 9 + 160})
		h.want("one party grew", seven.Taken, 7)
		h.sound(three.ID)
		h.sound(seven.ID)
	})
}

func TestWithoutTheGuardAPartyOfFourSqueezesIn(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.guard(func(tx event.Store) event.Store { return hurried{careless{tx}} })
		var came, grew bool
		h.goesWrong("parties never squeezed in: the rush is no rush", func(name func(int) string) bool {
			three, seven := h.four(name)
			came, grew = came || three.Taken > 3, grew || seven.Taken > 7
			return came && grew
		})
	})
}

// saving writes an event as it was read, whole, as the naive do.
type saving struct{ event.Store }

func (x saving) HoldEvent(ctx context.Context, id event.ID) (event.Event, error) {
	return x.Event(ctx, id)
}

func (x saving) PutEvent(ctx context.Context, e event.Event) (bool, error) {
	m := eventOf(e)
	return did(x.Store.(*Store).db.WithContext(ctx).Model(&eventModel{}).Where("id = ?", e.ID).Select("*").Omit("id", "group_id", "slug").Updates(&m))
}

func TestWithoutTheGuardAnEditUndoesWhatPeopleDid(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.guard(func(tx event.Store) event.Store { return saving{tx} })
		var lost, both bool
		h.goesWrong("an edit that saves the whole row never undid anything", func(name func(int) string) bool {
			e := h.schedule(60)
			fates := h.crowd(60, func(i int) (string, error) {
				if i%20 == 10 {
					in := h.saturday
					in.Version, in.Capacity = 1, 20
					_, err := h.events.Change(context.Background(), h.organise, e.ID, in)
					return "edited", err
				}
				r, err := h.events.RSVP(context.Background(), domain.Actor{}, e.ID, h.input(name(i), 1), "en")
				return string(r.State), err
			})
			lost, both = lost || h.broken(), both || fates["edited"] > 1
			return lost && both
		})
	})
}

// wish has thirty parties who come ask for a lift at once, where a car has
// three seats, and says how many have one.
func (h *hall) wish(name func(i int) string) int {
	h.Helper()
	e := h.schedule(0)
	driver := h.rides(e.ID, name(99), 1, event.Offers, "Leeds", 3)
	tokens := make([]domain.Token, 30)
	for i := range tokens {
		h.come(e.ID, name(i), 1)
		tokens[i] = h.token(name(i))
	}
	h.crowd(30, func(i int) (string, error) {
		err := h.events.SetLift(context.Background(), tokens[i], event.LiftInput{ID: domain.NewID[string](h.clock()), Side: "want", From: "Leeds"})
		return caught("asked", err)
	})
	return len(h.ride(driver).Rides)
}

// crowded looks whether seats are free and then writes how many are taken.
type crowded struct{ unheld }

func (x crowded) TakeSeats(ctx context.Context, id event.LiftID, n int) (bool, error) {
	l, err := x.Lift(ctx, id)
	if err != nil || l.Taken+n > l.Seats {
		return false, err
	}
	return did(x.Store.(*Store).db.WithContext(ctx).Exec("update lifts set taken = ? where id = ?", l.Taken+n, id))
}

// Even where nobody holds the event, the seat itself is guarded.
func TestASeatIsGuardedByItself(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.want("held", h.wish(nth), 3)
		h.guard(func(tx event.Store) event.Store { return unheld{tx} })
		h.want("and not", h.wish(func(i int) string { return nth(i) + "again" }), 3)
	})
}

func TestWithoutTheGuardASeatIsPromisedTwice(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.guard(func(tx event.Store) event.Store { return crowded{unheld{tx}} })
		h.goesWrong("count-then-write never promised a seat twice: the rush is no rush", func(name func(int) string) bool { return h.wish(name) > 3 })
	})
}
