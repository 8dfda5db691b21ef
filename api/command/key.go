package command

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
)

// SecretKey is the key of the house: SECRET_KEY as 64 hexadecimal digits, else
// a file beside the SQLite database, made when it is not there yet. A
// database on a server needs the setting.
func (s Settings) SecretKey(server bool) ([]byte, error) {
	if s.Key != "" {
		return hex.DecodeString(string(s.Key))
	}
	if server {
		return nil, errors.New("SECRET_KEY is needed with a PostgreSQL server: make it with `openssl rand -hex 32` and keep it outside the database")
	}
	path := s.Database + ".key"
	if key, err := os.ReadFile(path); err == nil {
		return key, nil
	}
	key := make([]byte, 32)
	rand.Read(key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, key, 0o600)
}
