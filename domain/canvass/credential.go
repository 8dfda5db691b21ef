package canvass

import (
	"context"
	"time"

	"barnstorm/domain"
)

// Grace is how long after its pack's end a credential still counts what it
// sends: a phone may lie in a drawer for weeks.
const Grace = 30 * 24 * time.Hour

// A Credential lets one device append records to one effort, and do nothing
// else. It outlives the session that asked for it, and what comes after its
// end or its revocation is kept in quarantine.
type Credential struct {
	Hash    string // of the token; the token itself is never kept
	Effort  EffortID
	Person  domain.PersonID
	Device  string
	Team    string
	Turf    string // that it was given out with, empty without one
	Board   string // of the team that it was lent to: its lead answers for the holder; empty for one's own
	Pack    string // the phone's own number for what it took along
	Issued  time.Time
	Ends    time.Time // of the pack it came with
	Revoked time.Time // zero when it is not
	Waiting int       // records that the phone last said it still had
	Said    time.Time // when it said so, zero for never
}

// sayAgain is how often a phone that has records waiting is noted anew.
const sayAgain = 10 * time.Second

// news reports whether it has to be noted that a phone has n records waiting:
// not when none are as before, which costs the many whose queue is empty nothing.
func (c Credential) news(n int, now time.Time) bool {
	return n != c.Waiting && (n == 0 || c.Waiting == 0 || now.Sub(c.Said) >= sayAgain) || n > 0 && now.Sub(c.Said) >= sayAgain
}

// A Crew is everybody who is or was of a team, by the number under which its
// phones know them, with who they are to a record: a person, or that number
// itself where we know no person.
type Crew map[domain.PersonID]domain.PersonID

// A Bearer is a credential and its holder, with the roles that they have now in
// the effort's group: none for somebody who left or was erased.
type Bearer struct {
	Credential
	Holder domain.Actor
}

// Good reports whether what it sends at the moment now counts by itself.
func (c Credential) Good(now time.Time) bool {
	return c.Revoked.IsZero() && now.Before(c.Ends.Add(Grace))
}

// bearer is who holds a token, read together with those of others who ask at
// the same moment. It refuses a token that is not ours (SignedOut).
func (s *Service) bearer(ctx context.Context, token domain.Token) (Bearer, error) {
	b, err := s.asking.with(ctx, token.Hash(), func(ctx context.Context, hashes []string) ([]*Bearer, error) {
		known, err := s.Store.Credentials(ctx, hashes)
		out := make([]*Bearer, len(hashes))
		for i, h := range hashes {
			if b, ok := known[h]; ok {
				out[i] = &b
			}
		}
		return out, err
	})
	switch {
	case err != nil:
		return Bearer{}, err
	case b == nil:
		return Bearer{}, domain.Refuse(domain.SignedOut, "credential-not-ours")
	}
	return *b, nil
}

// Holder is who holds an upload credential, with their roles of this moment. It
// refuses a token that is not ours (SignedOut).
func (s *Service) Holder(ctx context.Context, token domain.Token) (Bearer, error) {
	return s.bearer(ctx, token)
}

// An EquipInput asks for an upload credential for a device.
type EquipInput struct {
	Device string `json:"device"` // made by the device, 1 to 64 letters
	Team   string `json:"team"`
}

// Equip issues an upload credential for an effort to who's device, with a
// pack that ends when the effort does. The token is returned once. It refuses an
// effort whose clock has run out (Conflict).
func (s *Service) Equip(ctx context.Context, who domain.Actor, id EffortID, in EquipInput) (domain.Token, Credential, error) {
	w := domain.Wrong{}
	w.Check(len(in.Device) >= 1 && len(in.Device) <= maxName, "device", "device-1-to-64")
	w.Check(len(in.Team) <= maxName, "team", "too-long")
	if err := w.Err(); err != nil {
		return "", Credential{}, err
	}
	e, err := s.effort(ctx, s.Store.Effort, who, id, domain.Knock)
	if err == nil {
		err = e.Lives(s.Clock.Now())
	}
	if err != nil {
		return "", Credential{}, err
	}
	return s.Issue(ctx, Credential{Effort: e.ID, Person: who.Person, Device: in.Device, Team: in.Team, Ends: e.Ends})
}

// Issue makes c good from now on, and gives its token, this once. Whoever
// calls it has checked that the holder may knock there.
func (s *Service) Issue(ctx context.Context, c Credential) (domain.Token, Credential, error) {
	token := domain.NewToken()
	c.Hash, c.Issued = token.Hash(), s.Clock.Now()
	return token, c, s.Store.PutCredential(ctx, c)
}

// A CallInInput says whose credentials are to end.
type CallInInput struct {
	Person domain.PersonID `json:"person"`
}

// CallIn revokes every credential of a person in an effort: a lost phone,
// somebody who has left. People call in their own; leads anybody's.
func (s *Service) CallIn(ctx context.Context, who domain.Actor, id EffortID, in CallInInput) error {
	act := domain.ReviewRecords
	if in.Person == who.Person {
		act = domain.Knock
	}
	e, err := s.effort(ctx, s.Store.Effort, who, id, act)
	if err != nil {
		return err
	}
	return s.Store.RevokeCredentials(ctx, e.ID, in.Person, s.Clock.Now())
}
