package event

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// signer is the key that signs what a gate must believe without asking: the
// guest list and the tickets of one event. It is made of the key of the house,
// so that every process has the same and none is kept.
func (s *Service) signer(id ID) (*ecdsa.PrivateKey, error) {
	for try := range 8 { // one in four thousand million is no key
		b, err := hkdf.Key(sha256.New, s.Key, nil, "gate of "+string(id)+" "+strconv.Itoa(try), 32)
		if err != nil {
			return nil, err
		}
		if key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), b); err == nil {
			return key, nil
		}
	}
	return nil, errNoKey
}

type keyless struct{}

func (keyless) Error() string { return "event: no key to sign with" }

var errNoKey = keyless{}

// sign signs text as browsers verify it: ECDSA on P-256 with SHA-256, the two
// numbers one after the other, in base64url.
func (s *Service) sign(id ID, text []byte) (string, error) {
	key, err := s.signer(id)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	a, b, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return "", err
	}
	out := make([]byte, 64)
	a.FillBytes(out[:32])
	b.FillBytes(out[32:])
	return base64.RawURLEncoding.EncodeToString(out), nil
}

// public is the key with which a gate verifies, as an uncompressed point.
func (s *Service) public(id ID) (string, error) {
	key, err := s.signer(id)
	if err != nil {
		return "", err
	}
	raw, err := key.PublicKey.Bytes()
	return base64.RawURLEncoding.EncodeToString(raw), err
}

// Ticket is an RSVP as a gate reads it from a QR code, without any network:
// its id, how many come, the shift and the pool, and a signature over them. It
// names nobody.
func (s *Service) Ticket(r RSVP) (string, error) {
	id, err := hex.DecodeString(strings.ReplaceAll(string(r.ID), "-", ""))
	if err != nil {
		return "", err
	}
	body := append(id, byte(r.Party), byte(r.Shift), byte(max(0, slices.Index(Pools, r.Pool))))
	sig, err := s.sign(r.Event, body)
	return base64.RawURLEncoding.EncodeToString(body) + "." + sig, err
}

// tail is how the last digits of a phone number stand in a guest list: four
// bytes of a hash that has the event in it, so that the list holds no number.
func tail(id ID, contact string) string {
	if strings.Contains(contact, "@") || len(contact) < 4 {
		return ""
	}
	sum := sha256.Sum256([]byte(string(id) + " " + contact[len(contact)-4:]))
	return hex.EncodeToString(sum[:4])
}
