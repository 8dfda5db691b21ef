package store

import (
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/store/storetest"
)

// A pool that keeps idle connections over another pool that does the same
// starves it, and everything hangs. Ours is one pool: five times as many
// readers and writers as it has connections all come to an end.
func TestThePoolStarvesNobody(t *testing.T) {
	storetest.Each(t, Open, func(t *testing.T, s *Store) {
		var wg sync.WaitGroup
		for i := range 5 * PoolSize {
			wg.Go(func() {
				if i%2 == 0 {
					if err := s.Ping(t.Context()); err != nil {
						t.Error(err)
					}
					return
				}
				if err := s.SetHouse(t.Context(), domain.NewID[string](time.UnixMilli(int64(i))), "x"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

// pgx prepares by itself; GORM's own preparing on top was a fifth slower on
// batches, and holds a statement for each connection twice.
func TestStatementsArePreparedOnce(t *testing.T) {
	if config().PrepareStmt {
		t.Error("GORM prepares statements that pgx prepares already")
	}
	if !config().SkipDefaultTransaction {
		t.Error("each write opens a transaction, although Atomically says where they are")
	}
}
