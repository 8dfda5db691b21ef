package store

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/giving"
)

// What is given through an appeal is kept apart in the books, counts towards
// its goal when it is paid, and no more when it goes back.
func TestAnAppeal(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, who := t.Context(), purse(tina, liveGroup)
		w.people(tina)
		in := giving.AppealInput{ID: number[string]("00b", 1), Group: string(liveGroup), Title: "Vans for the North", Goal: "500"}
		a, err := w.live.BeginAppeal(ctx, who, in)
		w.must(err)
		again, err := w.live.BeginAppeal(ctx, who, in)
		if w.must(err); again.Slug != a.Slug || w.count("appeals") != 1 {
			t.Errorf("begun twice: %+v", again)
		}
		for field, code := range map[string]string{"title": "needed", "goal": "not-an-amount", "event": "no-event-of-ours"} {
			bad := giving.AppealInput{ID: number[string]("00b", 2), Group: string(liveGroup), Title: "X"}
			switch field {
			case "title":
				bad.Title = " "
			case "goal":
				bad.Goal = "lots"
			case "event":
				bad.Event = "https://example.org/events/none"
			}
			_, err := w.live.BeginAppeal(ctx, who, bad)
			w.refuses(field, err, code)
		}
		_, err = w.live.BeginAppeal(ctx, treasurer(liveGroup, domain.Lead), in)
		w.refuses("a lead", err, "not-your-role")
		p, err := w.live.PledgeFor(ctx, domain.Actor{}, a.Slug, pledgeInput(1), "en")
		w.must(err)
		raised := func(want int64) {
			t.Helper()
			o, err := w.live.OfferFor(ctx, a.Slug)
			if w.must(err); o.Appeal.Raised.Minor != want || o.Appeal.Goal.Minor != 50000 {
				t.Errorf("raised %+v, want %d", o.Appeal, want)
			}
		}
		raised(0)
		w.fake.finish(p.ID)
		w.look(p.ID)
		raised(1000)
		w.fake.plans[p.ID].Charges[0].Refunds = []giving.Refund{{Ref: "re_1", Amount: domain.Money{Minor: 400, Currency: "GBP"}, At: w.clock()}}
		w.look(p.ID)
		raised(600)
		w.until(utcDay(2027, 2, 1))
		r, err := w.live.Report(ctx, who, liveEntity, "2027-01")
		if w.must(err); len(r.Rows) != 1 || r.Rows[0].Fund != a.Fund || p.Fund != a.Fund {
			t.Errorf("%+v", r.Rows)
		}
		w.refuses("ended by a stranger", w.live.EndAppeal(ctx, purse(tina, playGroup), a.ID), "no-such-appeal")
		w.must(w.live.EndAppeal(ctx, who, a.ID))
		_, err = w.live.PledgeFor(ctx, domain.Actor{}, a.Slug, pledgeInput(2), "en")
		w.refuses("after its end", err, "appeal-over")
		w.forAnEvent(who)
		_, err = w.live.OfferFor(ctx, "none")
		w.refuses("none there", err, "no-such-appeal")
		w.sound("appeal")
	})
}

// forAnEvent opens a page for gifts to an event of the group's own, once first,
// and finds the event there; none for an event of somebody else.
func (w *giftWorld) forAnEvent(who domain.Actor) {
	w.t.Helper()
	ctx := w.t.Context()
	for n, g := range []domain.GroupID{liveGroup, playGroup} {
		slug := []string{"rally", "elsewhere"}[n]
		_, err := w.AddEvent(ctx, event.Event{ID: number[event.ID]("00c", n+1), Group: g, Slug: slug, Title: "Rally", Starts: w.clock(), Ends: w.clock().Add(time.Hour), Public: true, Called: true, Made: w.clock(), Changed: w.clock()})
		w.must(err)
	}
	in := giving.AppealInput{ID: number[string]("00b", 3), Group: string(liveGroup), Title: "The hall", Event: "https://example.org/events/elsewhere", Once: true}
	_, err := w.live.BeginAppeal(ctx, who, in)
	w.refuses("somebody else's event", err, "no-event-of-ours")
	in.Event = "https://example.org/events/rally"
	a, err := w.live.BeginAppeal(ctx, who, in)
	w.must(err)
	if o, err := w.live.OfferFor(ctx, a.Slug); err != nil || o.Appeal.EventSlug != "rally" || o.Appeal.EventName != "Rally" || !o.Appeal.Once {
		w.t.Errorf("%+v, %v", o.Appeal, err)
	}
}
