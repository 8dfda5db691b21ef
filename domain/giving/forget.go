package giving

import (
	"context"
	"time"
)

// UnfinishedFor is how long it is kept who began a gift and never finished it:
// as long as a bank takes at most to say that it was finished after all.
const UnfinishedFor = 30 * 24 * time.Hour

// ForgetUnfinished forgets who promised a gift that came to nothing, at most so
// many at once, and returns of how many. What was paid stays in the books.
func (s *Service) ForgetUnfinished(ctx context.Context, limit int) (int, error) {
	n := 0
	err := s.Atomically(ctx, func(tx Store) (err error) {
		n, err = tx.ForgetUnfinished(ctx, s.Clock.Now().Add(-UnfinishedFor), limit)
		return err
	})
	return n, err
}
