package store

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

func TestWhoIsErasedComesToNothing(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(2)
		ann := h.needy(e, "Ann")
		h.pass(time.Minute)
		h.come(e.ID, "Ben", 1)
		h.pass(time.Minute)
		h.come(e.ID, "Cid", 1)
		token := h.token("Ann")
		h.pass(time.Minute)
		for range 2 {
			h.must(h.events.Forget(h.Context(), domain.NewID[domain.PersonID](h.clock()), []string{ann.Contact}))
		}
		r, err := h.store.RSVP(h.Context(), ann.ID)
		h.must(err)
		h.want("name", r.Name, "—")
		h.want("contact", r.Contact, "")
		h.want("needs", r.Needs, "")
		h.want("state", r.State, event.GaveUp)
		h.want("the first who waited", h.kinds("Cid"), "place-free waiting")
		if _, err := h.events.Hold(h.Context(), token); err == nil {
			h.Error("the private link still opens it")
		}
		h.sound(e.ID)
	})
}
