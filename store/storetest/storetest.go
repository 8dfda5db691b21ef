// Package storetest gives tests a fresh, migrated database each: a SQLite file
// always, and a PostgreSQL database where TEST_POSTGRES names a server. It is
// for tests alone, and knows nothing of the store but how it is opened.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// A Store is what can be opened on a database and brought up to date:
// *store.Store, which this package may not name, because the store's own
// tests use it.
type Store interface {
	comparable
	Migrate(context.Context) error
	Close() error
}

// An Opener opens a store: store.Open is one.
type Opener[S Store] func(url string, key []byte) (S, error)

// Key is the key of the house in tests.
var Key = []byte("0123456789abcdef0123456789abcdef")

// Each runs f on a fresh SQLite file and on a fresh PostgreSQL database, side
// by side, each migrated and empty. The subtests are parallel: they begin when
// the test that calls Each has returned or runs its next subtest.
func Each[S Store](t *testing.T, open Opener[S], f func(t *testing.T, s S)) {
	t.Helper()
	EachURL(t, open, func(t *testing.T, url string) { f(t, Open(t, open, url)) })
}

// EachURL is Each for tests that open the database themselves, or twice.
func EachURL[S Store](t *testing.T, open Opener[S], f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t, open))
	})
	if !HasServer(t) {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Postgres(t, open))
	})
}

// Rush runs f on a fresh PostgreSQL database alone: SQLite has one writer,
// which hides every race.
func Rush[S Store](t *testing.T, open Opener[S], f func(t *testing.T, s S)) {
	t.Helper()
	if !HasServer(t) {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Open(t, open, Postgres(t, open)))
	})
}

// HasServer reports whether TEST_POSTGRES names a server. Without one it says
// so, and where CI is true it fails the test: there both databases are proven.
func HasServer(t *testing.T) bool {
	t.Helper()
	if os.Getenv("TEST_POSTGRES") != "" {
		return true
	}
	if os.Getenv("CI") == "true" {
		t.Error("TEST_POSTGRES names no PostgreSQL server: `make test` brings one")
	}
	t.Log("not proven on PostgreSQL: TEST_POSTGRES names no server")
	return false
}

// urls remembers which database each opened store stands on.
var urls sync.Map

// Open opens the database at url, and closes it when the test ends.
func Open[S Store](t *testing.T, open Opener[S], url string) S {
	t.Helper()
	s, err := open(url, Key)
	if err != nil {
		t.Fatal(err)
	}
	urls.Store(any(s), url)
	t.Cleanup(func() {
		urls.Delete(any(s))
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// URL is where the database of a store stands that Each or Open opened.
func URL(t *testing.T, s any) string {
	t.Helper()
	url, ok := urls.Load(s)
	if !ok {
		t.Fatalf("storetest did not open %T", s)
	}
	return url.(string)
}

// migrated is an empty SQLite database with the schema in it, made once.
var migrated struct {
	sync.Once
	file []byte
	err  error
}

// SQLite is a fresh, migrated SQLite file that is gone with the test.
func SQLite[S Store](t *testing.T, open Opener[S]) string {
	t.Helper()
	migrated.Do(func() { migrated.file, migrated.err = migrateFile(open) })
	if migrated.err != nil {
		t.Fatal(migrated.err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, migrated.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func migrateFile[S Store](open Opener[S]) ([]byte, error) {
	dir, err := os.MkdirTemp("", "barnstorm-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "test.db")
	if err := migrate(open, path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// migrate brings the database at url up to date and lets go of it.
func migrate[S Store](open Opener[S], url string) error {
	s, err := open(url, Key)
	if err != nil {
		return err
	}
	if err := s.Migrate(context.Background()); err != nil {
		s.Close()
		return fmt.Errorf("migrating %s: %w", url, err)
	}
	return s.Close()
}

// isServer reports whether url names a PostgreSQL server and not a file.
func isServer(url string) bool { return strings.HasPrefix(url, "postgres") }
