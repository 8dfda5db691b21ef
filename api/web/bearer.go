package web

import (
	"context"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"barnstorm/domain"
)

// A claim is what a bearer token of ours says: whose it is (subject), which
// version of their tokens, and the one audience it is for.
type claim struct {
	jwt.RegisteredClaims
	Version int64 `json:"ver"`
}

// TokenLife is how long a bearer token works.
const TokenLife = time.Hour

const issuer, audience = "barnstorm", "barnstorm-api"

// Bearer makes a token with which a program acts for a person until TokenLife
// has passed or the version of that person's tokens has changed.
func (w *Web) Bearer(p domain.PersonID, version int64) (string, error) {
	now := w.Clock.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claim{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Audience: jwt.ClaimStrings{audience}, Subject: string(p),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(TokenLife)),
		},
		Version: version,
	})
	return t.SignedString(w.jwtKey())
}

// jwtKey is a key for this purpose alone.
func (w *Web) jwtKey() []byte { return []byte(w.mac("key", "jwt")) }

// bearer says who holds the token of an Authorization header. None is nobody;
// one that is not good is refused with SignedOut.
func (w *Web) bearer(ctx context.Context, header string) (who domain.Actor, issued time.Time, err error) {
	text, ok := strings.CutPrefix(header, "Bearer ")
	if !ok || !strings.Contains(text, ".") { // an upload credential has no dots: the sync reads it itself
		return who, issued, nil
	}
	var c claim
	_, err = jwt.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return w.jwtKey(), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithTimeFunc(w.Clock.Now))
	id, isID := domain.ParseID[domain.PersonID](c.Subject)
	if err != nil || !isID {
		return who, issued, domain.Refuse(domain.SignedOut, "token-not-good")
	}
	who, version, err := w.Person(ctx, id)
	if err == nil && (who.Nobody() || version != c.Version) {
		err = domain.Refuse(domain.SignedOut, "token-not-good")
	}
	return who, c.IssuedAt.Time, err
}
