package store

import (
	"fmt"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// Whom letters reach is counted apart from those who are to be rung, waiting or
// not; whoever gave their place back is neither.
func TestWhoIsToldByMailAndWhoIsRung(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(40)
		h.come(e.ID, "Ann", 3)
		h.come(e.ID, "Gone", 1)
		_, err := h.events.GiveBack(h.Context(), h.token("Gone"))
		h.must(err)
		_, err = h.brings(e, "Leeds", 35)
		h.must(err)
		_, err = h.events.Bring(h.Context(), h.organise, e.ID, event.DelegationInput{ID: domain.NewID[string](h.clock()), Name: "York", People: 2})
		h.must(err)
		h.come(e.ID, "Waits", 1)
		in := h.input("Phil", 2)
		in.Email, in.Phone = "", "+44 1535 600600"
		_, err = h.events.RSVP(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		x, err := h.events.Telling(h.Context(), h.organise, h.event(e.ID))
		h.must(err)
		h.want("told by mail", x.Mail, 3)
		h.want("rung", fmt.Sprint(x.Ring[0].Name, " ", x.Ring[0].Contact, " ", x.Others[0].Name, len(x.Ring), len(x.Others)), "Phil +441535600600 York1 1")
		_, err = h.events.Telling(h.Context(), h.supporter("Sam"), h.event(e.ID))
		h.want("a member rings nobody", err, "denied: not-your-role")
	})
}
