package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// sealer is AES-256-GCM under the house key, which lives outside the database.
func sealer(key []byte) (cipher.AEAD, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("store: the key has %d bytes, it needs 32: set SECRET_KEY or keep the key file beside the database", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// keyFor derives a key for one purpose from the key of the house.
func keyFor(key []byte, purpose string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(purpose))
	return h.Sum(nil)
}

// blind is what is kept of an address where nothing may be kept of it: half of
// its HMAC-SHA256, in 22 letters. Whoever has the database and not the key of
// the house cannot even try out addresses.
func (s *Store) blind(text string) string {
	h := hmac.New(sha256.New, s.hashes)
	h.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

// errKey is what somebody reads who starts the program with another key.
var errKey = errors.New("store: SECRET_KEY is not the key that this database was made with: what is sealed in it stays shut")

// checkKey holds the key of the house to the proof that the first start left
// in the database.
func (s *Store) checkKey(ctx context.Context) error {
	const name = "key-proof"
	proof := hex.EncodeToString(lockUp(s.seal, []byte("barnstorm"), name))
	if _, err := s.addOnce(ctx, &houseModel{name, proof}); err != nil {
		return err
	}
	kept, err := s.House(ctx, name)
	if err != nil {
		return err
	}
	sealed, err := hex.DecodeString(kept)
	if err == nil {
		_, err = unlock(s.seal, sealed, name)
	}
	if err != nil {
		return errKey
	}
	return nil
}

// keyModel is a row of subject_keys: the key of one person's (or one RSVP's)
// free text, wrapped by the house key. Deleting the row erases that text
// from the database, its logs and its backups alike.
type keyModel struct {
	Subject string `gorm:"primaryKey"`
	Wrapped []byte
}

func (keyModel) TableName() string { return "subject_keys" }

// keep seals special-category free text about a subject; where is the table
// and row that it stands in, and the text opens nowhere else. Empty stays empty.
func (s *Store) keep(ctx context.Context, subject, where, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	key, err := s.subjectKey(ctx, subject, true)
	if err != nil {
		return nil, err
	}
	return lockUp(key, []byte(text), where), nil
}

// reveal opens what keep sealed. Text whose key was dropped is gone: it reads as empty.
func (s *Store) reveal(ctx context.Context, subject, where string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	key, err := s.subjectKey(ctx, subject, false)
	if err != nil || key == nil {
		return "", err
	}
	text, err := unlock(key, sealed, where)
	return string(text), err
}

// DropKey erases all sealed text about a subject.
func (s *Store) DropKey(ctx context.Context, subject string) error {
	return fault(s.db.WithContext(ctx).Where("subject = ?", subject).Delete(&keyModel{}).Error)
}

func (s *Store) subjectKey(ctx context.Context, subject string, fresh bool) (cipher.AEAD, error) {
	var ms []keyModel
	if err := s.db.WithContext(ctx).Where("subject = ?", subject).Find(&ms).Error; err != nil {
		return nil, fault(err)
	}
	if len(ms) == 0 && !fresh {
		return nil, nil
	}
	if len(ms) == 0 {
		raw := make([]byte, 32)
		rand.Read(raw)
		if _, err := s.addOnce(ctx, &keyModel{subject, lockUp(s.seal, raw, subject)}); err != nil {
			return nil, err
		}
		return s.subjectKey(ctx, subject, false) // whoever came first made the key
	}
	raw, err := unlock(s.seal, ms[0].Wrapped, subject)
	if err != nil {
		return nil, errKey
	}
	return sealer(raw)
}

func lockUp(k cipher.AEAD, text []byte, where string) []byte {
	nonce := make([]byte, k.NonceSize())
	rand.Read(nonce)
	return k.Seal(nonce, nonce, text, []byte(where))
}

func unlock(k cipher.AEAD, sealed []byte, where string) ([]byte, error) {
	if len(sealed) < k.NonceSize() {
		return nil, errors.New("store: sealed text is cut short")
	}
	return k.Open(nil, sealed[:k.NonceSize()], sealed[k.NonceSize():], []byte(where))
}
