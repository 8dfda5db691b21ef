package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

var backupDay = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// saved is a database with a person and a letter in it, and its backup.
func saved(t *testing.T, s *Store) (file string) {
	t.Helper()
	p := people.Person{ID: domain.NewID[domain.PersonID](backupDay), Name: "Samira", Locale: "en", Version: 1, Made: backupDay}
	if err := s.PutPerson(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	c := people.Contact{ID: domain.NewID[string](backupDay), Person: p.ID, Kind: "email", Value: "samira@example.org", Confirmed: backupDay, Made: backupDay}
	if err := s.PutContact(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	l := domain.Letter{ID: domain.NewID[domain.LetterID](backupDay), Key: "one", To: "samira@example.org", Locale: "en", Kind: "event/confirmed", Due: backupDay, Fields: map[string]string{"code": "123456"}}
	if err := s.Post(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "backup")
	if err := s.BackUp(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := s.BackUp(t.Context(), file); err == nil {
		t.Error("one backup was written over another")
	}
	return file
}

// emptied is the address of an empty, unmigrated database of the same kind as s.
func emptied(t *testing.T, s *Store) string {
	t.Helper()
	if !s.postgres {
		return filepath.Join(t.TempDir(), "new", "copy.db")
	}
	return storetest.EmptyPostgres(t)
}

func TestARestoredCopyIsWholeAndSendsNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		file, to := saved(t, s), emptied(t, s)
		if err := Restore(t.Context(), to, file, storetest.Key, backupDay); err != nil {
			t.Fatal(err)
		}
		copied, err := Open(to, storetest.Key)
		if err != nil {
			t.Fatal(err)
		}
		defer copied.Close()
		if there, err := copied.PeopleAt(t.Context(), "samira@example.org"); err != nil || len(there) != 1 {
			t.Error(there, err)
		}
		if mark, err := copied.House(t.Context(), people.Restored); err != nil || mark == "" {
			t.Error("not marked as restored", err)
		}
		ls, err := copied.LettersTo(t.Context(), "", 10)
		if err != nil || len(ls) != 1 || ls[0].State != letter.Unknown || ls[0].Fields["code"] != "123456" {
			t.Errorf("the letter that waited: %+v, %v", ls, err)
		}
		if found, err := copied.Breaches(t.Context(), backupDay); err != nil || len(found) > 0 {
			t.Error(found, err)
		}
		if err := Restore(t.Context(), to, file, storetest.Key, backupDay); err == nil {
			t.Error("a backup was restored over people")
		}
	})
}

func TestATornBackupIsRefusedAndLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		file := saved(t, s)
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		middle := bytes.Clone(whole)
		copy(middle[len(middle)/2:], strings.Repeat("x", min(4096, len(middle)/2)))
		for name, torn := range map[string][]byte{
			"a kilobyte short": whole[:len(whole)-1024], "half": whole[:len(whole)/2], "not ours": []byte("hello"), "empty": nil, "changed in the middle": middle,
		} {
			if err := os.WriteFile(file, torn, 0o600); err != nil {
				t.Fatal(err)
			}
			to := emptied(t, s)
			if err := Restore(t.Context(), to, file, storetest.Key, backupDay); err == nil {
				t.Errorf("%s: restored", name)
			}
			if left := leftIn(t, s.postgres, to); left != 0 {
				t.Errorf("%s: left %d behind", name, left)
			}
		}
	})
}

// leftIn counts what a refused restore has left: files, or tables.
func leftIn(t *testing.T, server bool, to string) (n int) {
	t.Helper()
	if !server {
		files, err := os.ReadDir(filepath.Dir(to))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return len(files)
	}
	s, err := Open(to, storetest.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.db.Raw(`select count(*) from information_schema.tables where table_schema = 'public'`).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnotherKeyOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		file, to := saved(t, s), emptied(t, s)
		other := bytes.Repeat([]byte("k"), 32)
		if err := Restore(t.Context(), to, file, other, backupDay); err == nil || !strings.Contains(err.Error(), "SECRET_KEY") {
			t.Error("restored with another key:", err)
		}
	})
}

func TestBreachesAreFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		saved(t, s)
		nobody := domain.NewID[string](backupDay)
		exec := func(sql string, args ...any) {
			if err := s.db.Exec(sql, args...).Error; err != nil {
				t.Fatal(err)
			}
		}
		exec(`update letters set state = 'sending', changed = ?`, backupDay)
		exec(`insert into entities (id, name, country, kind, address, sandbox, made) values (?, 'E', 'GB', 'x', 'y', true, ?)`, nobody, backupDay)
		exec(`insert into groups (id, lineage, name, slug, about, country, currency, zone, locale, entity_id, colour, lat, lon, made)
			values (?, ?, 'G', 'g', '', 'GB', 'GBP', 'Europe/London', 'en', ?, '', 0, 0, ?)`, nobody, nobody+"/", nobody, backupDay)
		exec(`insert into events (id, group_id, kind, slug, title, about, starts, ends, zone, venue, street, town, postcode, country, area, lat, lon, seat,
			capacity, taken, waiting, public, called, why, search, version, made, changed)
			values (?, ?, 'rally', 'e', 'E', '', ?, ?, 'Europe/London', '', '', '', '', 'GB', '', 0, 0, '', 10, 3, 2, true, true, '', '', 1, ?, ?)`,
			nobody, nobody, backupDay, backupDay.Add(time.Hour), backupDay, backupDay)
		found, err := s.Breaches(t.Context(), backupDay.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, b := range found {
			codes = append(codes, b.Code)
		}
		if got := strings.Join(codes, " "); got != "letter-stuck places-taken places-waiting" {
			t.Error(got)
		}
	})
}

func TestExportHoldsNoSecretAndEveryTable(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		saved(t, s)
		seen := map[string]int{}
		err := s.Export(t.Context(), func(table string, columns []string) (func([]string) error, error) {
			for _, secret := range []string{"hash", "link", "code", "browser", "fields", "needs", "salt", "wrapped"} {
				if slices.Contains(columns, secret) && table != "script_versions" { // whose hash is that of its own words
					t.Errorf("%s holds %s", table, secret)
				}
			}
			return func(row []string) error {
				seen[table]++
				if len(row) != len(columns) || table == "people" && (row[1] != "Samira" || len(row[0]) != 36) {
					t.Errorf("%s: %q", table, row)
				}
				return nil
			}, nil
		})
		if err != nil || seen["people"] != 1 || seen["contacts"] != 1 {
			t.Error(seen, err)
		}
	})
}
