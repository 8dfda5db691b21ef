package people

import (
	"context"
	"time"

	"barnstorm/domain"
)

// RestoredAt is when this house was made from a backup that nobody has
// confirmed since; zero for a house that sends and charges.
func (s *Service) RestoredAt(ctx context.Context) (time.Time, error) {
	at, err := s.Store.House(ctx, Restored)
	if err != nil || at == "" {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, at)
}

// ConfirmRestored has a restored copy send and charge from now on: it is the
// real house, and the one it was taken from is gone. Only who runs the topmost
// group may say so. It refuses a house that is none (Conflict).
func (s *Service) ConfirmRestored(ctx context.Context, who domain.Actor) error {
	return s.Atomically(ctx, func(tx Store) error {
		top, err := tx.TopGroup(ctx)
		if err != nil {
			return err
		}
		if err := who.Must(domain.RunGroups, top.ID); err != nil {
			return err
		}
		at, err := tx.House(ctx, Restored)
		if err != nil {
			return err
		}
		if at == "" {
			return domain.Refuse(domain.Conflict, "not-restored")
		}
		if err := tx.SetHouse(ctx, Restored, ""); err != nil {
			return err
		}
		now := s.Clock.Now()
		return tx.Record(ctx, Deed{ID: domain.NewID[string](now), At: now, Person: who.Person, Group: top.ID, Act: "confirm restored copy", Object: at})
	})
}
