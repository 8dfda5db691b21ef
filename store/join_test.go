package store

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// What was typed belongs to a name and a contact until its link is used by
// somebody signed in; from then on they have one place at the event.
func TestALinkJoinsAPlaceToAPerson(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(9)
		ann, eve := h.supporter("Ann"), h.supporter("Eve")
		in := h.input("Ann", 2)
		in.Email, in.Phone = "", "+44 7700 900123"
		a, err := h.events.Answer(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		h.want("nobody's", a.RSVP.Person, "")
		_, err = h.events.Join(h.Context(), domain.Actor{}, a.Link)
		h.want("nobody joins", err, "signed-out: sign-in-first")
		for range 2 {
			held, err := h.events.Join(h.Context(), ann, a.Link)
			h.must(err)
			h.want("Ann's", held.RSVP.Person, ann.Person)
		}
		_, err = h.events.Join(h.Context(), eve, a.Link)
		h.want("not Eve's", err, "conflict: joined-already")
		mine, err := h.store.AnsweredBy(h.Context(), ann.Person, h.clock(), 9)
		h.must(err)
		h.want("in her calendar", len(mine), 1)
		h.must(h.store.db.Exec("update rsvps set contact = 'eve@example.org'").Error)
		mine, err = h.store.AnsweredBy(h.Context(), eve.Person, h.clock(), 9)
		h.must(err)
		h.want("and in nobody else's, whatever the address", len(mine), 0)

		h.come(e.ID, "Annie", 1)
		second := h.token("Annie")
		_, err = h.events.Join(h.Context(), ann, second)
		h.want("one place each", err, "conflict: yours-already")
		_, err = h.events.GiveBack(h.Context(), a.Link)
		h.must(err)
		_, err = h.events.Join(h.Context(), ann, second)
		h.must(err)
		_, err = h.events.Keep(h.Context(), a.Link, event.KeepInput{})
		h.want("nor by taking the first up again", err, "conflict: yours-already")
		h.pass(time.Minute)
		h.sound(e.ID)
	})
}

// joins has one person put six places with their own at once.
func (h *hall) joins(name func(i int) string) (n int) {
	h.Helper()
	e, who := h.schedule(9), h.supporter(name(99))
	tokens := make([]domain.Token, 6)
	for i := range tokens {
		h.come(e.ID, name(i), 1)
		tokens[i] = h.token(name(i))
	}
	h.crowd(12, func(i int) (string, error) {
		_, err := h.events.Join(context.Background(), who, tokens[i%6])
		return caught("joined", err)
	})
	h.must(h.store.db.Raw("select count(*) from rsvps where person_id = ?", who.Person).Scan(&n).Error)
	return n
}

func TestOnePersonJoinsOnePlace(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) { h.want("theirs", h.joins(nth), 1) })
}

// The positive control: without the index, and with nobody holding the event.
func TestWithoutTheIndexOnePersonJoinsSeveral(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.must(h.store.db.Exec("drop index rsvps_person").Error)
		h.guard(func(tx event.Store) event.Store { return unheld{tx} })
		h.goesWrong("looking first was always enough: the rush is no rush", func(name func(int) string) bool { return h.joins(name) > 1 })
	})
}
