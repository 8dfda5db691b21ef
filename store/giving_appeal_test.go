package store

import (
	"testing"

	"barnstorm/domain"
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
		_, err = w.live.OfferFor(ctx, "none")
		w.refuses("none there", err, "no-such-appeal")
		w.sound("appeal")
	})
}
