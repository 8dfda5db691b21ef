package store

import (
	"fmt"
	"testing"
	"time"

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

// Whoever has a phone alone has one link: it does not die before an event that is
// put off, and neither does one by which somebody becomes a host.
func TestLinksMoveWithTheEvent(t *testing.T) {
	t.Parallel()
	inHalls(t, func(h *hall) {
		e := h.schedule(40)
		in := h.input("Phil", 1)
		in.Email, in.Phone = "", "+44 1535 600600"
		phil, err := h.events.Answer(h.Context(), domain.Actor{}, e.ID, in, "en")
		h.must(err)
		_, host := h.hosting(e, "hana@example.org")
		d, err := h.brings(e, "Leeds", 5)
		h.must(err)
		leeds := domain.Token(h.letters("Leeds")[0].Fields["link"][len("https://example.org/delegation/"):])
		put := h.saturday
		put.Version, put.Starts, put.Ends = 1, "2027-02-06T10:00", "2027-02-06T13:00"
		_, err = h.events.Change(h.Context(), h.organise, e.ID, put)
		h.must(err)
		h.pass(67 * 24 * time.Hour) // the day before
		_, err = h.events.GiveBack(h.Context(), phil.Link)
		h.must(err)
		_, err = h.events.Asked(h.Context(), host)
		h.must(err)
		b, err := h.events.Brought(h.Context(), leeds)
		h.must(err)
		h.want("theirs", b.Delegation.ID, d.ID)
	})
}
