package store

import (
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// Whoever pauses or gives less while a payment fails is not charged what failed,
// whatever the card does later; in the sandbox as at a provider.
func TestADeclinedChargeIsLetGo(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		for n, wish := range []func(domain.Token) (giving.Gift, error){
			func(t domain.Token) (giving.Gift, error) {
				return w.play.Pause(ctx, t, giving.ChangeInput{ID: number[string]("009", 1), Months: 3})
			},
			func(t domain.Token) (giving.Gift, error) {
				return w.play.Lower(ctx, t, giving.ChangeInput{ID: number[string]("009", 2), Amount: "4"})
			},
		} {
			in, token := w.declined(n)
			w.days(w.clock().AddDate(0, 0, 32))
			g, err := wish(token)
			if w.must(err); g.Status == giving.Retrying || !g.Failing.IsZero() || g.Payments[0].Status != giving.Failed || !g.Payments[0].Again.IsZero() {
				t.Errorf("%d: %+v", n, g)
			}
			_, err = w.play.PlayCard(ctx, token, giving.CardInput{Card: giving.GoodCard})
			w.must(err)
			w.days(w.clock().AddDate(0, 0, 10))
			if got := w.letters(in.Email); got != []string{"map[failed:1 paused:1 receipt:1]", "map[failed:1 lowered:1 receipt:1]"}[n] {
				t.Errorf("%d: %s", n, got)
			}
		}
		w.sound("let go")
	})
}

// What was left unpaid before a payment that came is past: a payment that fails
// today fails since today, and the four weeks begin.
func TestFailingSinceTheLatestRun(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		w.given(1, giftDay)
		id := giving.PlanID(pledgeInput(1).ID)
		plan, at := w.fake.plans[id], func(month time.Month) time.Time { return utcDay(2027, month, 28) }
		for month := time.February; month <= time.May; month++ {
			plan.charge(id, int(month), at(month))
			if c := &plan.Charges[len(plan.Charges)-1]; month != time.March {
				c.Paid = time.Time{} // February was given up; April and May fail
			}
		}
		plan.Status = giving.Retrying
		w.until(at(time.May).Add(time.Hour))
		w.look(id)
		if p, err := w.Plan(t.Context(), id); err != nil || !p.Failing.Equal(at(time.April)) {
			t.Errorf("failing since %v, %v", p.Failing, err)
		}
	})
}

// "They asked for it to end" ends it, though the provider is silent then and the
// card pays after all before it answers.
func TestAskedToEndThoughItPays(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx, lead := t.Context(), treasurer(liveGroup, domain.Lead)
		w.must(w.db.Exec(`insert into people (id, name, locale, version, made) values (?, 'Tina', 'en', 1, ?)`, lead.Person, giftDay).Error)
		id := w.given(1, giftDay)
		plan := w.fake.plans[id]
		plan.Status = giving.Retrying
		plan.charge(id, 2, time.Time{})
		plan.Charges[1].From = utcDay(2027, 2, 28)
		w.until(utcDay(2027, 3, 1))
		w.look(id)
		for range 2 {
			w.pass(8 * 24 * time.Hour)
			_, err := w.live.Nudge(ctx, 10)
			w.must(err)
		}
		w.fake.away = 2
		for range 2 {
			w.must(w.live.Called(ctx, lead, id, giving.CalledInput{Outcome: "end"}))
		}
		plan.Status, plan.Charges[1].Paid = giving.Active, w.clock()
		w.look(id)
		w.pass(2 * time.Minute)
		if n, err := w.live.CarryOn(ctx, 10); n != 1 || err != nil {
			t.Errorf("%d wishes, %v", n, err)
		}
		if p, err := w.Plan(ctx, id); err != nil || p.Status != giving.Stopped || p.Reason != giving.ReasonDonor || w.fake.acted != 1 {
			t.Errorf("%d acts, %+v, %v", w.fake.acted, p, err)
		}
		w.sound("asked to end")
	})
}

// A larger debit that waits out its notice is taken back by the sum of today;
// without one, that sum is not less.
func TestALargerDebitIsTakenBack(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		in := w.faithful(1, 6, true)
		id := giving.PlanID(in.ID)
		plan := w.fake.plans[id]
		plan.Card, plan.Next, plan.Amount.Minor = giving.Card{Kind: giving.ByDebit, Last: "4321"}, w.clock().Add(48*time.Hour), 100
		w.look(id)
		same := giving.ChangeInput{ID: number[string]("009", 1), Amount: "1"}
		_, err := w.live.Lower(ctx, w.link(in.Email), same)
		w.refuses("nothing to take back", err, "raise-needs-code")
		_, err = w.live.AskMore(ctx, treasurer(liveGroup, domain.Organiser), askLive)
		w.must(err)
		more, _ := w.moreLink(in)
		_, err = w.live.GiveMore(ctx, more, giving.ChangeInput{ID: number[string]("019", 1)})
		w.must(err)
		if g, err := w.live.Gift(ctx, w.link(in.Email)); err != nil || len(g.Open) != 1 || !g.Acts().Lower {
			t.Errorf("%+v, %v", g, err)
		}
		w.pass(time.Minute)
		_, err = w.live.Lower(ctx, w.link(in.Email), same)
		w.must(err)
		w.pass(30 * 24 * time.Hour)
		_, err = w.live.CarryOn(ctx, 10)
		w.must(err)
		if g, err := w.live.Gift(ctx, w.link(in.Email)); err != nil || plan.Amount.Minor != 100 || len(g.Open) != 0 {
			t.Errorf("raised to %v: %+v, %v", plan.Amount, g.Open, err)
		}
	})
}

// Only what was given is given: a refund that came back to us, and a dispute that
// was won, make what went back less and no gift more.
func TestAStatementCountsGiftsAlone(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := t.Context()
		id := w.given(1, utcDay(2027, 12, 30))
		gbp := func(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "GBP"} }
		c := &w.fake.plans[id].Charges[0]
		c.Refunds = []giving.Refund{{Ref: "re_1", Amount: gbp(400), At: utcDay(2027, 12, 31), Failed: utcDay(2028, 1, 3)}}
		c.Disputes = []giving.Dispute{{Ref: "dp_1", State: giving.DisputeWon, Moves: []giving.DisputeMove{
			{Ref: "txn_1", At: utcDay(2027, 12, 31), Amount: gbp(1000)}, {Ref: "txn_2", At: utcDay(2027, 12, 31), Amount: gbp(-1000)},
		}}}
		w.until(utcDay(2028, 1, 4))
		w.look(id)
		for year, want := range map[int][2]int64{2027: {1000, 400}, 2028: {0, -400}} {
			s, err := w.live.Statement(ctx, w.link(pledgeInput(1).Email), year)
			if w.must(err); s.Given.Minor != want[0] || s.Back.Minor != want[1] {
				t.Errorf("%d: given %v, back %v, want %v", year, s.Given, s.Back, want)
			}
		}
	})
}
