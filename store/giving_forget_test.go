package store

import (
	"context"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// TestAPromiseThatNobodyFinishedIsForgotten beside one that was paid.
func TestAPromiseThatNobodyFinishedIsForgotten(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		var ids []giving.PlanID
		for n := 1; n <= 2; n++ {
			p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(n), "en")
			w.must(err)
			ids = append(ids, p.ID)
		}
		_, err := w.play.PayInSandbox(ctx, ids[1])
		w.must(err)
		forgets := func(want int, email string) {
			t.Helper()
			if n, err := w.play.ForgetUnfinished(ctx, 10); n != want || err != nil {
				t.Errorf("forgot %d, %v, want %d", n, err, want)
			}
			if p, err := w.Plan(ctx, ids[0]); err != nil || p.Email != email || (p.Name == "—") != (email == "") {
				t.Errorf("%+v, %v", p, err)
			}
		}
		w.until(w.clock().Add(3 * 24 * time.Hour))
		_, err = w.play.CatchUp(ctx, 10)
		w.must(err)
		forgets(0, pledgeInput(1).Email)
		w.until(w.clock().Add(giving.UnfinishedFor + time.Second))
		forgets(1, "")
		forgets(0, "")
		if p, err := w.Plan(ctx, ids[1]); err != nil || p.Email != pledgeInput(2).Email {
			t.Errorf("who paid was forgotten: %+v, %v", p, err)
		}
		w.sound("forgotten")
	})
}
