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

// TestALinkToAGiftEnds for whoever has an old receipt; the newest letter has one
// that works, and one made before links had an end has it too.
func TestALinkToAGiftEnds(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		in := pledgeInput(1)
		p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, in, "en")
		w.must(err)
		_, err = w.play.PayInSandbox(ctx, p.ID)
		w.must(err)
		first := w.link(in.Email)
		second, l := domain.NewToken(), domain.Link{Purpose: domain.ForGift, Object: string(p.ID), Made: w.clock()}
		l.Hash = second.Hash()
		w.must(w.PutLink(ctx, l))
		opens := func(token domain.Token, want string) {
			t.Helper()
			code := ""
			if _, err := w.play.Gift(ctx, token); err != nil {
				code = err.Error()
			}
			if code != want {
				t.Errorf("the link says %q, want %q", code, want)
			}
		}
		w.until(w.clock().Add(giving.LinkLife - time.Hour))
		_, err = w.play.CatchUp(ctx, 10)
		w.must(err)
		opens(first, "")
		opens(second, "")
		w.until(w.clock().Add(2 * time.Hour))
		opens(first, "not-found: gift-link-over")
		opens(second, "not-found: gift-link-over")
		opens(w.link(in.Email), "")
		opens(domain.NewToken(), "not-found: link-not-good")
	})
}
