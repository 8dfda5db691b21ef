// Package resident holds what somebody who lives behind a door may do without an
// account: read what was noted there, object, have it deleted, complain.
package resident

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// Ids of the things of residents. A StackID is made by whoever prints, a
// ComplaintID with the form.
type (
	StackID     string
	ComplaintID string
)

// A Store remembers cards and complaints.
type Store interface {
	domain.Outbox
	// Effort finds one effort, or refuses with NotFound.
	Effort(ctx context.Context, id canvass.EffortID) (canvass.Effort, error)
	// GroupCountry is the country of a group, as two letters.
	GroupCountry(ctx context.Context, g domain.GroupID) (string, error)
	// Imprint is the name of a group, and who publishes for it with an address.
	Imprint(ctx context.Context, g domain.GroupID) (name, imprint string, err error)
	// TopOfAll is the group above all others.
	TopOfAll(ctx context.Context) (domain.GroupID, error)

	Cards
	Complaints
}

// Cards remembers calling cards, and what they open.
type Cards interface {
	// Turf finds one turf, or refuses with NotFound.
	Turf(ctx context.Context, id universe.TurfID) (universe.Turf, error)
	// DoorsIn lists the doors of a turf in walking order.
	DoorsIn(ctx context.Context, id universe.TurfID) ([]universe.Door, error)
	// AddStack keeps a stack with its cards, and reports whether it was new.
	AddStack(ctx context.Context, s Stack, cards []Card) (bool, error)
	// Stack finds one stack, or refuses with NotFound.
	Stack(ctx context.Context, id StackID) (Stack, error)
	// StacksOf lists the stacks of an effort, those printed last first.
	StacksOf(ctx context.Context, e canvass.EffortID) ([]Stack, error)
	// RevokeStack has the cards of a stack open nothing any more.
	RevokeStack(ctx context.Context, id StackID, now time.Time) error
	// Card finds a card that is not revoked by the hash of its token, or refuses
	// with NotFound.
	Card(ctx context.Context, hash string) (Card, error)
	// AddressOf is the address of the card's door, empty where there is none.
	AddressOf(ctx context.Context, c Card) (universe.Address, error)
	// NotesAt is every visit at doors with the card's address, whatever effort.
	NotesAt(ctx context.Context, c Card) ([]canvass.Visit, error)
	// NameOfEffort is how efforts are called, by id.
	NameOfEffort(ctx context.Context, ids []canvass.EffortID) (map[canvass.EffortID]string, error)
	// QuietAt reports whether nobody may knock at the card's address.
	QuietAt(ctx context.Context, c Card) (bool, error)
	// Silence has nobody knock at the card's address any more, in whatever
	// effort, for good.
	Silence(ctx context.Context, c Card, now time.Time) error
	// EraseAt deletes everything that was noted at the card's address, whatever
	// effort, and counts the records. Their numbers stay, so that no phone brings
	// them back, and what one of them said against any contact.
	EraseAt(ctx context.Context, c Card, now time.Time) (int, error)
}

// Complaints remembers complaints and requests.
type Complaints interface {
	// AddComplaint keeps a new complaint, and reports whether it was new.
	AddComplaint(ctx context.Context, c Complaint) (bool, error)
	// Complaint finds one, or refuses with NotFound.
	Complaint(ctx context.Context, id ComplaintID) (Complaint, error)
	// ComplaintBy finds one by the hash of its token, or refuses with NotFound.
	ComplaintBy(ctx context.Context, hash string) (Complaint, error)
	// ComplaintsIn lists those of groups, open ones first and those that are due
	// first first; limit is how many.
	ComplaintsIn(ctx context.Context, groups []domain.GroupID, limit int) ([]Complaint, error)
	// ComplaintsOpen counts the open ones of groups.
	ComplaintsOpen(ctx context.Context, groups []domain.GroupID) (int, error)
	// ComplaintsSince counts those of a group since a moment.
	ComplaintsSince(ctx context.Context, g domain.GroupID, since time.Time) (int, error)
	// MoveComplaint keeps what became of one, if it stands as it did before, and
	// reports whether.
	MoveComplaint(ctx context.Context, c Complaint, was State) (bool, error)
	// HushAddress has nobody knock at an address any more, for good, and counts
	// the doors that have it.
	HushAddress(ctx context.Context, a universe.Address, now time.Time) (int, error)
	// ForgetComplaints deletes up to n that were closed before a moment.
	ForgetComplaints(ctx context.Context, before time.Time, n int) (int, error)
}

// A Service is what residents do, and what is done for them.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	URL        func(path string) string
	Key        []byte // of the house; the tokens of cards are made of it
}

// token is the one token that a key of the house gives a purpose: the same
// whenever it is asked for, so that nobody has to keep it, and nothing that who
// has the database alone could work out.
func (s *Service) token(purpose string) (domain.Token, error) {
	b, err := hkdf.Key(sha256.New, s.Key, nil, "resident "+purpose, 32)
	return domain.Token(base64.RawURLEncoding.EncodeToString(b)), err
}

// effort loads an effort for an act: SignedOut for nobody, NotFound for who
// may not know of it, Denied for who may not act.
func effort(ctx context.Context, tx Store, who domain.Actor, id canvass.EffortID, act domain.Act) (canvass.Effort, error) {
	if who.Nobody() {
		return canvass.Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	e, err := tx.Effort(ctx, id)
	if err != nil {
		return e, err
	}
	if len(who.Roles[e.Group]) == 0 {
		return canvass.Effort{}, domain.Refuse(domain.NotFound, "no-such-effort")
	}
	return e, who.Must(act, e.Group)
}
