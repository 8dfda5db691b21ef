package store

import (
	"database/sql"
	"testing"

	"barnstorm/store/storetest"
)

// each runs f on a fresh SQLite file and on a fresh PostgreSQL database.
func each(t *testing.T, f func(t *testing.T, s *Store)) {
	t.Helper()
	storetest.Each(t, Open, f)
}

// pool is the connections on which s writes.
func pool(t *testing.T, s *Store) *sql.DB {
	t.Helper()
	db, err := s.db.DB()
	if err != nil {
		t.Fatal(err)
	}
	return db
}
