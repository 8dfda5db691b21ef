package people_test

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

func TestWhatSomebodyAgreesTo(t *testing.T) {
	inHouses(t, func(h *house) {
		founder, top := h.begun()
		leeds := h.found(founder, top.ID, "Leeds")
		h.pass(time.Second)
		york := h.found(founder, top.ID, "York")
		tom := h.joined("Tom", "tom@example.org", leeds.ID)
		agree := func(who domain.Actor, g domain.GroupID, channel, wording string, given bool) error {
			h.pass(time.Second)
			in := people.AgreeInput{ID: domain.NewID[string](h.clock()), Group: string(g), Topic: "briefings", Channel: channel, Wording: wording, Given: given}
			_, err := h.people.Agree(h.Context(), who, in)
			if _, again := h.people.Agree(h.Context(), who, in); (again == nil) != (err == nil) {
				h.Error("sent twice:", again)
			}
			return err
		}
		ledger := func(want int) []domain.Consent {
			h.Helper()
			lines, err := h.store.Consents(h.Context(), tom.Person)
			h.must(err)
			if len(lines) != want {
				h.Fatalf("%d lines, want %d: %+v", len(lines), want, lines)
			}
			return lines
		}
		h.refuses("nobody", agree(domain.Actor{}, leeds.ID, "email", "briefings-1.en", true), "sign-in-first")
		h.refuses("a group of others", agree(tom, york.ID, "email", "briefings-1.en", true), "no-such-group")
		h.refuses("taking back what was never said", agree(tom, york.ID, "email", "", false), "no-such-group")
		h.refuses("an older wording", agree(tom, leeds.ID, "email", "briefings-0.en", true), "wording-changed")
		h.refuses("a wording of something else", agree(tom, leeds.ID, "email", "appeals-1.en", true), "wording-changed")
		if err := agree(tom, leeds.ID, "pigeon", "briefings-1.en", true); !domain.Is(err, domain.Invalid) {
			h.Error("by pigeon:", err)
		}
		h.must(agree(tom, leeds.ID, "email", "", false)) // nothing stands: nothing to note
		ledger(0)
		h.must(h.store.TurnMailOff(h.Context(), "tom@example.org", "asked", h.clock()))
		h.must(agree(tom, leeds.ID, "email", "briefings-1.de", true))
		h.must(agree(tom, leeds.ID, "email", "briefings-1.de", true))
		if c := ledger(1)[0]; !c.Given || c.Entity != top.Entity || c.By != tom.Person || c.Source != people.OwnPage || c.Wording != "briefings-1.de" {
			h.Errorf("%+v", c)
		}
		if off, err := h.store.MailOff(h.Context(), "tom@example.org"); err != nil || off {
			h.Error("who wants mail again stays on the stop list", err)
		}
		h.must(h.people.Leave(h.Context(), tom, leeds.ID))
		tom = h.actor(tom.Person)
		h.refuses("agreeing after leaving", agree(tom, leeds.ID, "sms", "briefings-1.de", true), "no-such-group")
		h.must(agree(tom, leeds.ID, "email", "", false))
		if c := ledger(2)[1]; c.Given || c.Wording != "briefings-1.de" {
			h.Errorf("%+v", c)
		}
		me, err := h.people.Me(h.Context(), tom)
		h.must(err)
		says, err := h.people.Says(h.Context(), me)
		h.must(err)
		if len(says) != 1 || says[0].Last.Given || says[0].Entity.Name != "Britain Together Ltd" {
			h.Errorf("%+v", says)
		}
	})
}
