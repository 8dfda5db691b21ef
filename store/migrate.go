package store

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date and refuses a key of the house that is
// not the one the database was made with. A file that landed after one with a
// higher number is applied too: each is made without knowing of the other.
// Several programs may start it at once: on PostgreSQL one does the work under
// a session lock while the others wait. SQLite has no such lock: whoever finds
// that another was quicker fails whole, because each migration is one
// transaction, and looks again.
func (s *Store) Migrate(ctx context.Context) error {
	db, err := s.db.DB()
	if err != nil {
		return err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithAllowOutofOrder(true)}
	if s.postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		dialect, opts = goose.DialectPostgres, append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, db, files, opts...)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	for left := 3 * len(p.ListSources()); err != nil && !s.postgres && left > 0; left-- {
		_, err = p.Up(ctx)
	}
	if err != nil {
		return fault(err)
	}
	return s.checkKey(ctx)
}
