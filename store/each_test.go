package store

import (
	"testing"

	"barnstorm/store/storetest"
)

// each runs f on a fresh SQLite file and on a fresh PostgreSQL database.
func each(t *testing.T, f func(t *testing.T, s *Store)) {
	t.Helper()
	storetest.Each(t, Open, f)
}
