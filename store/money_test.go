package store

import (
	"context"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
)

// A group that has played begins to take money: with other books, beside
// which what was played stands still.
func TestTakeMoney(t *testing.T) {
	gifts(t, func(t *testing.T, w *giftWorld) {
		ctx := context.Background()
		s := &people.Service{Store: w.Store, Atomically: Atomically[people.Store](w.Store), Clock: w.clock}
		p, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(1), "en")
		w.must(err)
		_, err = w.play.PayInSandbox(ctx, p.ID)
		w.must(err)
		real, err := s.TakeMoney(ctx, playEntity)
		if err != nil || real.Sandbox || real.ID == playEntity || real.Name != "Made-up Association" {
			t.Fatalf("%+v, %v", real, err)
		}
		if again, err := s.TakeMoney(ctx, real.ID); err != nil || again != real {
			t.Errorf("again: %+v, %v", again, err)
		}
		if _, err := w.play.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(2), "en"); !domain.Is(err, domain.Conflict) {
			t.Errorf("played to an entity for real: %v", err)
		}
		live, err := w.live.Pledge(ctx, domain.Actor{}, playGroup, pledgeInput(3), "en")
		if err != nil || live.Sandbox || live.Entity != real.ID {
			t.Errorf("%+v, %v", live, err)
		}
		if g, err := w.play.Gift(ctx, w.link(pledgeInput(1).Email)); err != nil || !g.Recipient.Sandbox || g.Recipient.Entity != playEntity || g.Status != giving.Active {
			t.Errorf("the gift that was played: %+v, %v", g, err)
		}
		w.sound("taking money")
	})
}
