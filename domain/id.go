package domain

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Ids of the things that every context speaks of. Contexts add their own.
type (
	PersonID string
	GroupID  string
	EntityID string
)

// NewID makes a UUIDv7 (RFC 9562, section 5.7) of the moment now. Ids are
// names and never secrets, and no list is ordered or paged by one alone.
func NewID[T ~string](now time.Time) T {
	u := uuid.New()
	ms := now.UnixMilli()
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	u[6] = u[6]&0x0f | 0x70
	return T(u.String())
}

// derived is the namespace of DerivedID: made once, by chance.
var derived = uuid.MustParse("6d3c5d3e-0d0b-4c55-9a37-5f6f0f1f0b7e")

// DerivedID is the one id that follows from the parts (a UUIDv5, RFC 9562,
// section 5.5): whoever makes the same thing again gives it the same name.
func DerivedID[T ~string](parts ...string) T {
	return T(uuid.NewSHA1(derived, []byte(strings.Join(parts, "\x00"))).String())
}

// ParseID reads an id as somebody sent it: a UUID of any version in its usual
// 36 letters, made lower case. It refuses anything else.
func ParseID[T ~string](s string) (T, bool) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 || u == uuid.Nil {
		return "", false
	}
	return T(u.String()), true
}

// A Token is a secret in somebody's link or cookie: 32 random bytes. We keep
// its Hash and never the token.
type Token string

// NewToken makes a token of 32 random bytes in 43 letters fit for a URL.
func NewToken() Token {
	b := make([]byte, 32)
	rand.Read(b) // crypto/rand.Read never fails: it ends the program instead
	return Token(base64.RawURLEncoding.EncodeToString(b))
}

// Hash is what is kept of a token: SHA-256, in 43 letters. A token has 256 bits
// of chance in it, so that a slow hash would add nothing.
func (t Token) Hash() string {
	h := sha256.Sum256([]byte(t))
	return base64.RawURLEncoding.EncodeToString(h[:])
}
