package people

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
)

// A Factor is the second thing beside their mailbox by which a person proves
// who they are: a secret that their phone makes codes of (TOTP, RFC 6238, with
// SHA-1, six digits and half a minute, which every authenticator app reads).
type Factor struct {
	Person    domain.PersonID
	Secret    []byte
	Step      int64     // of the last code that was used: none works twice
	Confirmed time.Time // zero until its first code came
	Tries     int       // wrong codes since Tried began to count
	Tried     time.Time
}

// The bounds of proving.
const (
	FreshFor      = 10 * time.Minute // how long a proof is good for what is sensitive
	FactorTries   = 5                // codes in FactorRest
	FactorRest    = 15 * time.Minute
	RecoveryCodes = 10
	stepLength    = 30 // seconds
)

// guarded is the roles whose holders prove themselves by a second factor.
var guarded = []domain.Role{domain.Organiser, domain.Treasurer, domain.Admin}

// Guarded reports whether roles are such that a mailbox alone is not enough.
func Guarded(roles map[domain.GroupID][]domain.Role) bool {
	for _, in := range roles {
		if slices.ContainsFunc(in, func(r domain.Role) bool { return slices.Contains(guarded, r) }) {
			return true
		}
	}
	return false
}

// Factors remembers second factors.
type Factors interface {
	// Factor is a person's second factor, or NotFound.
	Factor(ctx context.Context, p domain.PersonID) (Factor, error)
	// PutFactor keeps a factor in place of the one before.
	PutFactor(ctx context.Context, f Factor) error
	// TryFactor counts a try, and reports whether one was left: most of them
	// since a time.
	TryFactor(ctx context.Context, p domain.PersonID, most int, since, now time.Time) (bool, error)
	// UseStep confirms a factor by the code of a step and forgets the tries, and
	// reports whether no code of that step or a later one was used before.
	UseStep(ctx context.Context, p domain.PersonID, step int64, now time.Time) (bool, error)
	// DropFactor takes a factor and its recovery codes away.
	DropFactor(ctx context.Context, p domain.PersonID) error
	// PutRecovery keeps the hashes of recovery codes in place of those before.
	PutRecovery(ctx context.Context, p domain.PersonID, hashes []string) error
	// UseRecovery uses a recovery code up, and reports whether there was one.
	UseRecovery(ctx context.Context, p domain.PersonID, hash string, at time.Time) (bool, error)
	// ProveSession notes that the holder of a session proved who they are.
	ProveSession(ctx context.Context, hash string, at time.Time) error
}

// Fresh refuses with Denied unless who proved themself in this session within
// FreshFor: by a code of their second factor or, who need none and have none,
// by signing in.
func (s *Service) Fresh(ctx context.Context, who domain.Actor, t domain.Token) error {
	x, err := s.Store.Session(ctx, t.Hash())
	if err != nil {
		return err
	}
	if x.Person != who.Person || x.Proven.IsZero() || s.Clock.Now().Sub(x.Proven) >= FreshFor {
		return domain.Refuse(domain.Denied, "prove-first")
	}
	return nil
}

// proofOf is when a session that begins by mail counts as proven: at once for
// somebody who needs no second factor and has none, else not at all.
func proofOf(ctx context.Context, tx Store, p domain.PersonID, now time.Time) (time.Time, error) {
	roles, err := tx.RolesOf(ctx, p)
	if err != nil {
		return time.Time{}, err
	}
	set, err := hasFactor(ctx, tx, p)
	if err != nil || set || Guarded(roles) {
		return time.Time{}, err
	}
	return now, nil
}

func hasFactor(ctx context.Context, tx Factors, p domain.PersonID) (bool, error) {
	f, err := tx.Factor(ctx, p)
	if domain.Is(err, domain.NotFound) {
		return false, nil
	}
	return !f.Confirmed.IsZero(), err
}

// HasFactor reports whether who has a second factor that works.
func (s *Service) HasFactor(ctx context.Context, who domain.Actor) (bool, error) {
	return hasFactor(ctx, s.Store, who.Person)
}

// Prepare makes a secret for a second factor and shows it, in letters and as
// the address that a phone's camera reads. It works once its first code comes
// (Confirm). Somebody whose sign-in is older than FreshFor is refused with
// Denied, and with Conflict whoever has a factor that works.
func (s *Service) Prepare(ctx context.Context, who domain.Actor, t domain.Token) (Factor, error) {
	now := s.Clock.Now()
	f := Factor{Person: who.Person, Secret: make([]byte, 20), Tried: now}
	rand.Read(f.Secret)
	if who.Nobody() {
		return f, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	x, err := s.Store.Session(ctx, t.Hash())
	if err != nil {
		return f, err
	}
	if now.Sub(x.Made) >= FreshFor && now.Sub(x.Proven) >= FreshFor {
		return f, domain.Refuse(domain.Denied, "sign-in-again")
	}
	return f, s.Atomically(ctx, func(tx Store) error {
		if set, err := hasFactor(ctx, tx, who.Person); err != nil || set {
			return orRefuse(err, domain.Conflict, "factor-set")
		}
		return tx.PutFactor(ctx, f)
	})
}

// Letters is the secret as somebody types it, and Address what a camera reads.
func (f Factor) Letters() string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(f.Secret)
}

// Address is the secret as an authenticator app reads it from a picture.
func (f Factor) Address(house, name string) string {
	q := url.Values{"secret": {f.Letters()}, "issuer": {house}}
	return "otpauth://totp/" + url.PathEscape(house+":"+name) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// A CodeInput is a code of the second factor, or a recovery code.
type CodeInput struct {
	Code string `json:"code"`
	Next string `json:"next"`
}

// Confirm lets a prepared factor work by its first code, and gives the recovery
// codes, this once.
func (s *Service) Confirm(ctx context.Context, who domain.Actor, t domain.Token, in CodeInput) ([]string, error) {
	f, err := s.tried(ctx, who)
	if err != nil {
		return nil, err
	}
	if !f.Confirmed.IsZero() {
		return nil, domain.Refuse(domain.Conflict, "factor-set")
	}
	codes, hashes := make([]string, RecoveryCodes), make([]string, RecoveryCodes)
	for i := range codes {
		codes[i] = recoveryCode()
		hashes[i] = recoveryHash(who.Person, codes[i])
	}
	return codes, s.Atomically(ctx, func(tx Store) error {
		if err := s.useCode(ctx, tx, f, in.Code); err != nil {
			return err
		}
		if err := tx.PutRecovery(ctx, who.Person, hashes); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, "", "second factor", string(who.Person), ""); err != nil {
			return err
		}
		return tx.ProveSession(ctx, t.Hash(), s.Clock.Now())
	})
}

// Prove notes in a session that who proved themself, by a code of their phone
// or by a recovery code, each of which works once. A wrong code is refused with
// Invalid, and too many of them with TooMany for FactorRest.
func (s *Service) Prove(ctx context.Context, who domain.Actor, t domain.Token, in CodeInput) error {
	f, err := s.tried(ctx, who)
	if err != nil {
		return err
	}
	if f.Confirmed.IsZero() {
		return domain.Refuse(domain.Conflict, "no-factor")
	}
	return s.Atomically(ctx, func(tx Store) error {
		used, err := tx.UseRecovery(ctx, who.Person, recoveryHash(who.Person, in.Code), s.Clock.Now())
		if err == nil && !used {
			err = s.useCode(ctx, tx, f, in.Code)
		}
		if err != nil {
			return err
		}
		return tx.ProveSession(ctx, t.Hash(), s.Clock.Now())
	})
}

// tried is who's factor, with one try less. Tries are counted although the
// answer is a refusal, so this runs outside the transaction.
func (s *Service) tried(ctx context.Context, who domain.Actor) (Factor, error) {
	if who.Nobody() {
		return Factor{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	f, err := s.Store.Factor(ctx, who.Person)
	if domain.Is(err, domain.NotFound) {
		return f, domain.Refuse(domain.Conflict, "no-factor")
	}
	if err != nil {
		return f, err
	}
	now := s.Clock.Now()
	left, err := s.Store.TryFactor(ctx, who.Person, FactorTries, now.Add(-FactorRest), now)
	if err != nil || !left {
		return f, orRefuse(err, domain.TooMany, "too-many-tries")
	}
	return f, nil
}

// useCode uses up the step whose code it is: this one, or one beside it, for a
// phone's clock is never quite right.
func (s *Service) useCode(ctx context.Context, tx Store, f Factor, code string) error {
	code = strings.Join(strings.Fields(code), "")
	step := s.Clock.Now().Unix() / stepLength
	for _, at := range []int64{step, step - 1, step + 1} {
		if hmac.Equal([]byte(f.Code(at)), []byte(code)) {
			fresh, err := tx.UseStep(ctx, f.Person, at, s.Clock.Now())
			if err == nil && !fresh {
				err = domain.Wrong{"code": "code-used"}.Err()
			}
			return err
		}
	}
	return domain.Wrong{"code": "wrong-code"}.Err()
}

// Code is the six digits of a step of half a minute (RFC 4226, section 5.3).
func (f Factor) Code(step int64) string {
	m := hmac.New(sha1.New, f.Secret)
	binary.Write(m, binary.BigEndian, step)
	sum := m.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0x0f:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// DropFactor takes who's second factor away. Whoever has not proved themself
// of late is refused with Denied.
func (s *Service) DropFactor(ctx context.Context, who domain.Actor, t domain.Token) error {
	if err := s.Fresh(ctx, who, t); err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		if err := s.record(ctx, tx, who, "", "no second factor", string(who.Person), ""); err != nil {
			return err
		}
		return tx.DropFactor(ctx, who.Person)
	})
}

// recoveryCode is fifty bits of chance in ten letters that nobody confuses.
func recoveryCode() string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789"
	b := make([]byte, 10)
	rand.Read(b)
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b[:5]) + "-" + string(b[5:])
}

func recoveryHash(p domain.PersonID, code string) string {
	code = strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	return domain.Token(string(p) + ":" + code).Hash()
}
