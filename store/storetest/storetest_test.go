package storetest

import (
	"context"
	"errors"
	"testing"

	"barnstorm/store"
)

func TestEachIsFreshAndMigrated(t *testing.T) {
	for range 2 {
		t.Run("", func(t *testing.T) {
			Each(t, store.Open, func(t *testing.T, s *store.Store) {
				if v, err := s.House(t.Context(), "a"); v != "" || err != nil {
					t.Errorf("%q, %v", v, err)
				}
				if err := s.SetHouse(t.Context(), "a", "b"); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestEveryWriteFails(t *testing.T) {
	Each(t, store.Open, func(t *testing.T, s *store.Store) {
		set := func(s *store.Store, names ...string) error {
			for _, name := range names {
				if err := s.SetHouse(t.Context(), name, "1"); err != nil {
					return err
				}
			}
			return nil
		}
		within := func(f func(*store.Store) error) func() error {
			return func() error { return store.Atomically[*store.Store](s)(context.Background(), f) }
		}
		for name, flow := range map[string]func() error{
			"two writes in no transaction": func() error { return set(s, "x", "y") },
			"an error swallowed":           func() error { set(s, "z"); return nil },
			"an error in a transaction swallowed": within(func(tx *store.Store) error {
				set(tx, "z")
				return nil
			}),
			"always an error": func() error { return errors.New("no") },
		} {
			_, err := everyWrite(t, s, flow)
			rolledBack := isServer(URL(t, s)) && name == "an error in a transaction swallowed" // PostgreSQL refuses to commit
			if (err == nil) != rolledBack {
				t.Error(name, "was not seen:", err)
			}
		}
		s.SetHouse(t.Context(), "there", "0")
		n := EveryWrite(t, s, within(func(tx *store.Store) error { return set(tx, "a", "b", "there") }))
		if n != 4 { // the last is an insert that becomes an update
			t.Errorf("%d writes", n)
		}
		if v, err := s.House(t.Context(), "there"); v != "1" || err != nil {
			t.Errorf("%q, %v", v, err)
		}
	})
}
