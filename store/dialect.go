package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	gormlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"modernc.org/sqlite"

	"barnstorm/domain"
)

// config is the same on both databases. SkipDefaultTransaction because
// Atomically says where transactions are; TranslateError so that a duplicate
// is a duplicate on both.
func config() *gorm.Config {
	return &gorm.Config{
		Logger:                 logger.Discard,
		TranslateError:         true,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
	}
}

// PoolSize is how many connections one process opens to PostgreSQL, unless its
// address says otherwise by pool_max_conns.
const PoolSize = 20

// pooled is the address of a server without its pool_max_conns, which is ours
// and nothing that the server knows, and that number.
func pooled(address string) (string, int) {
	u, err := url.Parse(address)
	if err != nil {
		return address, PoolSize
	}
	q := u.Query()
	n, err := strconv.Atoi(q.Get("pool_max_conns"))
	if err != nil || n < 1 {
		return address, PoolSize
	}
	q.Del("pool_max_conns")
	u.RawQuery = q.Encode()
	return u.String(), n
}

func openPostgres(url string, most int) (*gorm.DB, error) {
	g, err := gorm.Open(postgres.Open(url), config())
	if err != nil {
		return nil, err
	}
	db, err := g.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return g, nil
}

// openSQLite opens one connection that writes and a pool that only reads. WAL
// lets them work at once; synchronous=normal loses no committed row when the
// program dies, and at most the last moments when the machine loses power.
func openSQLite(path string) (write, read *gorm.DB, err error) {
	if err := private(path); err != nil {
		return nil, nil, err
	}
	shared := url.Values{
		"_pragma":      {"foreign_keys(1)", "journal_mode(wal)", "synchronous(normal)", "busy_timeout(5000)"},
		"_time_format": {"sqlite"}, "_timezone": {"UTC"},
	}
	if write, err = sqliteOn(path, shared, "immediate", 1); err != nil {
		return nil, nil, err
	}
	shared.Add("_pragma", "query_only(1)")
	read, err = sqliteOn(path, shared, "deferred", 8)
	return write, read, err
}

// uriPath writes a path so that SQLite's URI is not cut at a sign in it: a
// directory called "a#b" once gave a database called "a".
var uriPath = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

// private makes the file, and the folder it lies in, for its owner alone. SQLite
// gives its other files the mode of the first.
func private(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteOn(path string, q url.Values, lock string, conns int) (*gorm.DB, error) {
	q.Set("_txlock", lock)
	db, err := sql.Open("sqlite", "file:"+uriPath.Replace(path)+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return gorm.Open(lite{gormlite.Dialector{Conn: db}}, config())
}

// lite is gorm's SQLite dialect over a driver written in Go. Its own error
// translation knows the C driver's errors only, and would leave ours as they
// are: every duplicate would have looked like a fault.
type lite struct{ gormlite.Dialector }

// Translate gives SQLite's extended result codes their names in gorm.
func (l lite) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case 2067, 1555: // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
		return gorm.ErrDuplicatedKey
	case 787: // SQLITE_CONSTRAINT_FOREIGNKEY
		return gorm.ErrForeignKeyViolated
	case 275: // SQLITE_CONSTRAINT_CHECK
		return gorm.ErrCheckConstraintViolated
	}
	return err
}

// fault turns a database that is away, full or too slow into a Busy refusal,
// which the sender may repeat, and leaves every other error as it is.
func fault(err error) error {
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	var lite *sqlite.Error
	var netErr net.Error
	var noConn *pgconn.ConnectError
	away := errors.As(err, &noConn) || errors.As(err, &netErr) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || // the server died in the middle of a word
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, context.DeadlineExceeded)
	switch {
	case errors.As(err, &pg): // class 57: shut down; 53: out of resources; 40: try again; 55P03: lock not had
		away = pg.Code[:2] == "57" || pg.Code[:2] == "53" || pg.Code[:2] == "40" || pg.Code == "55P03"
	case errors.As(err, &lite): // SQLITE_BUSY, _LOCKED, _FULL, _IOERR
		c := lite.Code() & 0xff
		away = c == 5 || c == 6 || c == 13 || c == 10
	}
	if away {
		return errors.Join(domain.Refuse(domain.Busy, "database-away"), err)
	}
	return err
}

// maybe is a time that may not have come: the zero time is stored as null.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// when reads what maybe wrote.
func when(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// opt is an id that may be absent: empty is stored as null.
func opt[T ~string](id T) *T {
	if id == "" {
		return nil
	}
	return &id
}

// got reads what opt wrote.
func got[T ~string](id *T) T {
	if id == nil {
		return ""
	}
	return *id
}
