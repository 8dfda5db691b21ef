package storetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// template is a migrated database on the test server, made by whichever test
// program comes first and left there for the next: its name is a hash of the
// migrations.
var template struct {
	sync.Once
	name string
	err  error
}

// Postgres is a fresh, migrated PostgreSQL database that is gone with the test.
func Postgres[S Store](t *testing.T, open Opener[S]) string {
	t.Helper()
	template.Do(func() { template.name, template.err = makeTemplate(open) })
	if template.err != nil {
		t.Fatal(template.err)
	}
	return newDatabase(t, template.name)
}

// EmptyPostgres is a fresh PostgreSQL database with nothing in it.
func EmptyPostgres(t *testing.T) string {
	t.Helper()
	return newDatabase(t, "template1")
}

func newDatabase(t *testing.T, from string) string {
	t.Helper()
	b := make([]byte, 8)
	rand.Read(b)
	name := "test_" + hex.EncodeToString(b)
	tell(t, "create database "+name+" template "+from)
	t.Cleanup(func() { tell(t, "drop database if exists "+name+" with (force)") })
	return on(name)
}

// tell runs one statement on the test server.
func tell(t *testing.T, text string) {
	t.Helper()
	db, err := sql.Open("pgx", os.Getenv("TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := patiently(func() error { _, err := db.Exec(text); return err }); err != nil {
		t.Fatal(text, ": ", err)
	}
}

// on is the address of a database on the test server.
func on(name string) string {
	u, err := url.Parse(os.Getenv("TEST_POSTGRES"))
	if err != nil {
		return ""
	}
	u.Path = "/" + name
	return u.String()
}

// templateLock orders test programs that make the template at once.
const templateLock = 20261122

func makeTemplate[S Store](open Opener[S]) (string, error) {
	name, err := templateName()
	if err != nil {
		return "", err
	}
	db, err := sql.Open("pgx", os.Getenv("TEST_POSTGRES"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", templateLock); err != nil {
		return "", err
	}
	var there int
	if err := conn.QueryRowContext(ctx, "select count(*) from pg_database where datname = $1", name).Scan(&there); err != nil || there == 1 {
		return name, err
	}
	making := name + "_making"
	for _, text := range []string{"drop database if exists " + making + " with (force)", "create database " + making} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return "", err
		}
	}
	if err := migrate(open, on(making)); err != nil {
		return "", err
	}
	return name, patiently(func() error {
		_, err := conn.ExecContext(ctx, "alter database "+making+" rename to "+name)
		return err
	})
}

// patiently does what wants a database for itself, and waits for whoever is
// still leaving it: a connection that was closed is the server's for a moment
// more. The server itself waits five seconds each time.
func patiently(do func() error) (err error) {
	for range 12 {
		var refused *pgconn.PgError
		if err = do(); !errors.As(err, &refused) || refused.Code != "55006" { // in use
			return err
		}
	}
	return err
}

func templateName() (string, error) {
	files, err := migrations()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		h.Write([]byte(filepath.Base(f)))
		h.Write(text)
	}
	return "template_" + hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// migrations finds the schema's files.
func migrations() ([]string, error) {
	dir, err := root()
	if err != nil {
		return nil, err
	}
	return filepath.Glob(filepath.Join(dir, "store", "migrations", "*.sql"))
}

// root is where the project lies, from whichever package's directory the test
// runs in.
func root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", os.ErrNotExist
		}
		dir = up
	}
}

// SQL is a connection of one's own to the database of a store that Each or
// Open opened, for what the store does not do.
func SQL(t *testing.T, s any) *sql.DB {
	t.Helper()
	at, driver := URL(t, s), "pgx"
	if !isServer(at) {
		at, driver = "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(at)+"?_pragma=busy_timeout(60000)&_pragma=foreign_keys(1)&_time_format=sqlite&_timezone=UTC", "sqlite"
	}
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
