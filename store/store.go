// Package store keeps the campaign's records in PostgreSQL, or in one SQLite
// file for a newcomer. It is the only package that knows GORM and SQL.
package store

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"errors"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"barnstorm/domain"
)

// Store is every context's Store over one database. Reads outside a
// transaction go to read, everything else to db; inside a transaction and on
// PostgreSQL both are the same.
type Store struct {
	db, read *gorm.DB
	seal     cipher.AEAD
	hashes   []byte // the key of blind
	postgres bool
	url      string // as it was opened, empty inside a transaction
}

// Open connects to url and refuses a key that is not 32 bytes. A url starting
// with postgres:// or postgresql:// is a server; anything else is the path of a SQLite file. It does
// not touch the schema: Migrate does.
func Open(url string, key []byte) (*Store, error) {
	seal, err := sealer(key)
	if err != nil {
		return nil, err
	}
	s := &Store{seal: seal, hashes: keyFor(key, "quiet doors"), postgres: IsServer(url), url: url}
	if s.postgres {
		most := PoolSize
		s.url, most = pooled(url)
		s.db, err = openPostgres(s.url, most)
		s.read = s.db
		return s, err
	}
	s.db, s.read, err = openSQLite(url)
	return s, err
}

// IsServer reports whether url names a PostgreSQL server and not a file.
func IsServer(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Close lets go of the database. Readers go first: the last to leave a SQLite
// file folds its journal into it, which one that may only read cannot.
func (s *Store) Close() error {
	var errs []error
	for _, g := range []*gorm.DB{s.read, s.db} {
		db, err := g.DB()
		if err == nil {
			err = db.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return fault(s.read.WithContext(ctx).Raw("select 1").Scan(&one).Error)
}

// Atomically makes the function that a context's Service holds: it runs f on a
// store whose changes are kept all together or, when f fails, not at all.
func Atomically[S any](s *Store) func(context.Context, func(S) error) error {
	return func(ctx context.Context, f func(S) error) error {
		err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			return f(any(&Store{db: tx, read: tx, seal: s.seal, hashes: s.hashes, postgres: s.postgres}).(S))
		})
		if errors.Is(err, sql.ErrTxDone) { // undone because whoever asked went away, or ran out of time
			err = errors.Join(ctx.Err(), err)
		}
		return fault(err)
	}
}

// one reads the single row that the query finds into a model, or refuses with
// NotFound and the given code.
func one[M any](q *gorm.DB, code string) (M, error) {
	var m M
	err := q.Take(&m).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return m, domain.Refuse(domain.NotFound, code)
	}
	return m, fault(err)
}

// many reads all rows that the query finds and turns each into what the
// domain calls it.
func many[M, T any](q *gorm.DB, to func(M) T) ([]T, error) {
	var ms []M
	if err := q.Find(&ms).Error; err != nil {
		return nil, fault(err)
	}
	ts := make([]T, len(ms))
	for i, m := range ms {
		ts[i] = to(m)
	}
	return ts, nil
}

// put writes a whole row, over the row with the same key if there is one.
func (s *Store) put(ctx context.Context, model any) error {
	return fault(s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(model).Error)
}

// addOnce writes a new row unless a unique index holds one already, and
// reports whether it wrote.
func (s *Store) addOnce(ctx context.Context, model any) (bool, error) {
	r := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(model)
	return r.RowsAffected == 1, fault(r.Error)
}

// did turns the outcome of a conditional update into whether it hit its row.
func did(r *gorm.DB) (bool, error) { return r.RowsAffected > 0, fault(r.Error) }
