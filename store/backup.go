package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"barnstorm/domain/people"
)

// BackUp writes a copy of the database to a new file, while people work. A
// SQLite file is copied as it stands between two writes; for PostgreSQL the
// program pg_dump does it, in its custom format. The last line of the file
// tells whether what stands before it is whole.
func (s *Store) BackUp(ctx context.Context, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already", path)
	}
	part := path + ".part"
	defer os.Remove(part)
	if err := s.copyTo(ctx, part); err != nil {
		return err
	}
	if err := finish(part); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func (s *Store) copyTo(ctx context.Context, path string) error {
	if !s.postgres {
		return s.db.WithContext(ctx).Exec("vacuum into ?", path).Error
	}
	return s.tool(ctx, "pg_dump", "--format=custom", "--no-owner", "--file="+path)
}

// last is how the last line of a backup begins; the hash of everything before
// it follows, in 64 digits, and the end of the line.
const last = "\nbarnstorm backup, whole, SHA-256 "

const lastLength = len(last) + 2*sha256.Size + 1

// finish adds the last line to a backup.
func finish(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	if err == nil {
		_, err = fmt.Fprintf(f, "%s%x\n", last, h.Sum(nil))
	}
	return errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
}

// unpack copies a backup without its last line, and refuses one that is cut
// short or changed.
func unpack(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	size := info.Size() - int64(lastLength)
	line := make([]byte, lastLength)
	if _, err := in.ReadAt(line, max(0, size)); size < 0 || err != nil {
		return fmt.Errorf("%s is no whole backup", from)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), io.LimitReader(in, size))
	if err == nil && string(line) != fmt.Sprintf("%s%x\n", last, h.Sum(nil)) {
		err = fmt.Errorf("%s is cut short or was changed", from)
	}
	return errors.Join(err, out.Sync(), out.Close())
}

// Restore fills an empty database from a file that BackUp wrote, and marks it
// as a restored copy. A file that is cut short or changed, and a database that
// holds anything, are refused, and nothing is changed then.
func Restore(ctx context.Context, to, from string, key []byte, now time.Time) error {
	dir, err := os.MkdirTemp("", "barnstorm-restore-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	plain, fill := filepath.Join(dir, "backup"), restoreSQLite
	if IsServer(to) {
		fill = restorePostgres
	}
	if err := unpack(plain, from); err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	if err := fill(ctx, to, plain, key); err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	s, err := Open(to, key)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	return errors.Join(s.markRestored(ctx, now), s.KeyFits(ctx))
}

// markRestored keeps a copy from sending and charging. What waited in the
// outbox may have been sent by the house that the copy was taken from, since.
func (s *Store) markRestored(ctx context.Context, now time.Time) error {
	return Atomically[people.Store](s)(ctx, func(tx people.Store) error {
		st := tx.(*Store)
		r := st.db.WithContext(ctx).Exec(`update letters set state = 'unknown', changed = ?, fault = 'restored' where state in ('waiting', 'sending')`, now.UTC())
		if r.Error != nil {
			return fault(r.Error)
		}
		return tx.SetHouse(ctx, people.Restored, now.UTC().Format(time.RFC3339))
	})
}

// restoreSQLite puts a copy of the file into place once it is known to be whole.
func restoreSQLite(ctx context.Context, to, from string, key []byte) error {
	if info, err := os.Stat(to); err == nil && info.Size() > 0 {
		return fmt.Errorf("%s is there already: restore into a new file", to)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	part := to + ".part"
	defer os.Remove(part)
	if err := copyFile(part, from); err != nil {
		return err
	}
	s, err := Open(part, key)
	if err == nil {
		err = errors.Join(s.sound(ctx), s.holdsPeople(ctx), s.KeyFits(ctx), s.db.WithContext(ctx).Exec("pragma wal_checkpoint(truncate)").Error, s.Close())
	}
	if err != nil {
		return err
	}
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Remove(part + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.Rename(part, to)
}

// holdsPeople is nil for a database of ours.
func (s *Store) holdsPeople(ctx context.Context) error {
	var n int
	return s.read.WithContext(ctx).Raw(`select count(*) from people`).Scan(&n).Error
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// restorePostgres has pg_restore fill an empty database in one transaction:
// what a file cut short holds is not kept either.
func restorePostgres(ctx context.Context, to, from string, key []byte) error {
	s, err := Open(to, key)
	if err != nil {
		return err
	}
	defer s.Close()
	var tables int
	if err := s.db.WithContext(ctx).Raw(`select count(*) from information_schema.tables where table_schema = current_schema()`).Scan(&tables).Error; err != nil {
		return fault(err)
	}
	if tables > 0 {
		return errors.New("the database holds something already: restore into an empty one")
	}
	return s.tool(ctx, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", from)
}

// tool runs a program of PostgreSQL on the database. The password goes by the
// environment: arguments are shown to everybody on the machine.
func (s *Store) tool(ctx context.Context, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("%s is not on this machine: install the client programs of PostgreSQL, or back up with your provider's own means", name)
	}
	u, err := url.Parse(s.url)
	if err != nil {
		return errors.New("store: DATABASE_URL cannot be read")
	}
	password, _ := u.User.Password()
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	cmd := exec.CommandContext(ctx, path, append(args, "--dbname="+u.String())...)
	cmd.Env = append(cmd.Environ(), "PGPASSWORD="+password)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}
