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
