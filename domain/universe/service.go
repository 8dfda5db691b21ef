package universe

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// A Store remembers doors and turfs.
type Store interface {
	Imports
	Cuts
	Tolds
	Comparisons

	// Turf finds one turf, or refuses with NotFound.
	Turf(ctx context.Context, id TurfID) (Turf, error)
	// TurfsOf lists the turfs of an effort by name.
	TurfsOf(ctx context.Context, e canvass.EffortID) ([]Turf, error)
	// HoldersOf is the names of those who have turfs of an effort out.
	HoldersOf(ctx context.Context, e canvass.EffortID) (map[domain.PersonID]string, error)
	// TurfsHeld lists what somebody has out, those that end first first.
	TurfsHeld(ctx context.Context, p domain.PersonID) ([]Turf, error)
	// PutTurfs keeps whole turfs in place of earlier states of them.
	PutTurfs(ctx context.Context, turfs []Turf) error
	// CallTurf gives a turf its name alone: whoever has it keeps it.
	CallTurf(ctx context.Context, t Turf, now time.Time) error
	// TakeTurf gives a turf to t's holder and board until t.Until, and reports
	// whether: not when it is finished, and not, unless over, when the time of
	// another holder or board with it still runs.
	TakeTurf(ctx context.Context, t Turf, now time.Time, over bool) (bool, error)
	// GiveBack sets the state of a turf that is still its holder's and its board's,
	// and reports whether: whoever lost it to another changes nothing.
	GiveBack(ctx context.Context, t Turf, to State, now time.Time) (bool, error)

	// DoorsIn lists the doors of a turf in walking order. Quiet is set where
	// nobody may knock, in whatever effort somebody said so.
	DoorsIn(ctx context.Context, id TurfID) ([]Door, error)
	// PutDoors keeps whole doors in place of earlier states of them.
	PutDoors(ctx context.Context, doors []Door) error
	// ElectorsIn lists the electors behind the doors of a turf whose roll may
	// still be used at a moment, by door and name.
	ElectorsIn(ctx context.Context, id TurfID, now time.Time) ([]Elector, error)
	// PutElectors keeps whole electors in place of earlier states of them.
	PutElectors(ctx context.Context, electors []Elector) error
	// VisitsAt is every record at any of the doors, and those that annul them.
	VisitsAt(ctx context.Context, doors []DoorID) ([]canvass.Visit, error)

	// TurfStates counts the turfs of an effort by state, and those that are out
	// past their time.
	TurfStates(ctx context.Context, e canvass.EffortID, now time.Time) (map[State]int, int, error)
	// Phones is the phones that took turf of an effort since a moment, each with
	// what it has now.
	Phones(ctx context.Context, e canvass.EffortID, since time.Time) ([]Phone, error)
	// PacksOf lists the credentials that came with turf of an effort since a
	// moment, those issued last first.
	PacksOf(ctx context.Context, e canvass.EffortID, since time.Time) ([]canvass.Credential, error)
	// PacksWith lists those of a person, in whatever effort.
	PacksWith(ctx context.Context, p domain.PersonID, since time.Time) ([]canvass.Credential, error)
	// NameOf is how a person writes their name, empty for somebody erased.
	NameOf(ctx context.Context, p domain.PersonID) (string, error)
	// Arrived is the records that a device wrote down in a turf, and when the
	// newest came.
	Arrived(ctx context.Context, device, turf string) ([]canvass.VisitID, time.Time, error)
	// HeldFrom lists every record of a device that was put into an effort's quarantine.
	HeldFrom(ctx context.Context, e canvass.EffortID, device string) ([]canvass.Held, error)
}

// A Service is what people do with universes and turfs.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	Canvass    *canvass.Service // scripts and upload credentials
}

// effort loads an effort for an act: SignedOut for nobody, NotFound for who
// may not know of it, Denied for who may not act.
func (s *Service) effort(ctx context.Context, tx Store, who domain.Actor, id canvass.EffortID, act domain.Act) (canvass.Effort, error) {
	if who.Nobody() {
		return canvass.Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	e, err := tx.Effort(ctx, id)
	if err != nil {
		return canvass.Effort{}, err
	}
	if len(who.Roles[e.Group]) == 0 {
		return canvass.Effort{}, domain.Refuse(domain.NotFound, "no-such-effort")
	}
	return e, who.Must(act, e.Group)
}

// living is effort, and refuses with Conflict one whose clock has run out:
// nothing of doors or people comes into it any more.
func (s *Service) living(ctx context.Context, tx Store, who domain.Actor, id canvass.EffortID, act domain.Act) (canvass.Effort, error) {
	e, err := s.effort(ctx, tx, who, id, act)
	if err == nil {
		err = e.Lives(s.Clock.Now())
	}
	return e, err
}

// turf loads a turf and its effort for an act. Whoever may not know of the
// effort knows of no turf either.
func (s *Service) turf(ctx context.Context, tx Store, who domain.Actor, id TurfID, act domain.Act) (Turf, canvass.Effort, error) {
	if who.Nobody() {
		return Turf{}, canvass.Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	t, err := tx.Turf(ctx, id)
	if err != nil {
		return Turf{}, canvass.Effort{}, err
	}
	e, err := s.effort(ctx, tx, who, t.Effort, act)
	if domain.Is(err, domain.NotFound) {
		return Turf{}, e, domain.Refuse(domain.NotFound, "no-such-turf")
	}
	return t, e, err
}
