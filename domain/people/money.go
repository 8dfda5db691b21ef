package people

import (
	"context"

	"barnstorm/domain"
)

// TakeMoney has the groups of a legal entity that plays give to one that
// takes money: the same in name and law, with books of its own, so that what
// was played is never taken for money. It answers with the entity that takes
// money, which is e itself when it did so already.
func (s *Service) TakeMoney(ctx context.Context, e domain.EntityID) (Entity, error) {
	var real Entity
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if real, err = tx.Entity(ctx, e); err != nil || !real.Sandbox {
			return err
		}
		now := s.Clock.Now()
		real.ID, real.Sandbox, real.Made = domain.NewID[domain.EntityID](now), false, now
		if err := tx.PutEntity(ctx, real); err != nil {
			return err
		}
		groups, err := tx.GroupsIn(ctx, "")
		if err != nil {
			return err
		}
		for _, g := range groups {
			if g.Entity != e {
				continue
			}
			g.Entity = real.ID
			if err := tx.PutGroup(ctx, g); err != nil {
				return err
			}
		}
		return nil
	})
	return real, err
}
