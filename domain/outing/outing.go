// Package outing is a day out of an effort: a lead gathers teams of those who
// came, hands turf out to them on boards, and knows who has it until everybody
// is back.
package outing

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
)

// Ids of the things of an outing.
type (
	ID       string
	TeamID   string
	MemberID string
	BoardID  string
)

// An Outing is one day of an effort that a lead runs, perhaps at an event.
type Outing struct {
	ID     ID
	Effort canvass.EffortID
	Event  string          // at which people are checked in, empty for none
	Day    string          // 2006-01-02, by the effort's clock
	Meet   string          // where people meet, empty when nobody said
	Desk   string          // the telephone number of whoever is called in trouble, empty for none
	Lead   domain.PersonID // who opened it
	Made   time.Time
}

// An Occasion is an event as an outing knows it.
type Occasion struct {
	ID     string
	Group  domain.GroupID
	Title  string
	Starts time.Time
	Ends   time.Time
	Zone   string // IANA name
	Town   string
}

// An Arrival is a party that was let in at an event.
type Arrival struct {
	Came   string // the id of its RSVP, or of the entry of a walk-in
	Person domain.PersonID
	Name   string
	Party  int
	At     time.Time
}

// A Team walks together: one person, a pair, or a road group whose runner
// directs it from a board.
type Team struct {
	ID     TeamID
	Outing ID
	Name   string // 1 to 64 letters, as records carry it
	Made   time.Time
}

// A Member is somebody in a team. Whoever has no account is known to records
// by the member's id: it says of them that they walked that day, and no more.
type Member struct {
	ID     MemberID
	Team   TeamID
	Person domain.PersonID // empty without an account
	Came   string          // the arrival that they belong to, empty when the lead typed the name
	Name   string
	Runner bool // directs the team from a board
	Made   time.Time
	Gone   time.Time // zero while they belong to it
}

// Canvasser is who a member is to a record.
func (m Member) Canvasser() domain.PersonID {
	if m.Person != "" {
		return m.Person
	}
	return domain.PersonID(m.ID)
}

// A Board is a turf in the hands of a team. Which board has a turf now, the
// turf itself says, so that two never have it.
type Board struct {
	ID    BoardID
	Team  TeamID
	Turf  universe.TurfID
	Turn  int  // of its code: a code that went astray is replaced by the next
	Alone bool // a lead agreed that whoever has it walks alone after dark
	By    domain.PersonID
	Given time.Time
	Until time.Time // when it should be back, and may be taken by another
	Back  time.Time // zero while it is out
}

// Bounds of a team.
const (
	MostMembers = 12 // a board directs six to ten, and nobody is sent home
	maxName     = 100
	maxTeam     = 64
)

// A Store remembers outings.
type Store interface {
	domain.Outbox
	Trips
	Incidents
	Sheets

	// Effort finds one effort, or refuses with NotFound.
	Effort(ctx context.Context, id canvass.EffortID) (canvass.Effort, error)
	// Turf finds one turf, or refuses with NotFound.
	Turf(ctx context.Context, id universe.TurfID) (universe.Turf, error)
	// TurfsOf lists the turfs of an effort by name.
	TurfsOf(ctx context.Context, e canvass.EffortID) ([]universe.Turf, error)
	// TakeTurf gives a turf to t's holder and board: see universe.Store.
	TakeTurf(ctx context.Context, t universe.Turf, now time.Time, over bool) (bool, error)
	// GiveBack ends the time of a turf's holder and board: see universe.Store.
	GiveBack(ctx context.Context, t universe.Turf, to universe.State, now time.Time) (bool, error)
	// VisitsAt is every record at any of the doors, and those that annul them.
	VisitsAt(ctx context.Context, doors []universe.DoorID) ([]canvass.Visit, error)
	// DoorsIn lists the doors of a turf in walking order.
	DoorsIn(ctx context.Context, id universe.TurfID) ([]universe.Door, error)
	// RevokeLent ends what a board's phones may send from now on: those of one
	// canvasser, or with an empty one all.
	RevokeLent(ctx context.Context, board BoardID, p domain.PersonID, now time.Time) error
	// HasBoard reports whether a phone may send what it records on a board.
	HasBoard(ctx context.Context, board BoardID, device string) (bool, error)

	// Occasion finds an event, or refuses with NotFound.
	Occasion(ctx context.Context, event string) (Occasion, error)
	// Occasions lists the events of groups that are on between two moments.
	Occasions(ctx context.Context, groups []domain.GroupID, from, to time.Time) ([]Occasion, error)
	// Arrivals lists the parties that were let in at an event, first come first.
	Arrivals(ctx context.Context, event string) ([]Arrival, error)

	// Outing finds one outing, or refuses with NotFound.
	Outing(ctx context.Context, id ID) (Outing, error)
	// OutingsOf lists the outings of an effort, latest first.
	OutingsOf(ctx context.Context, e canvass.EffortID) ([]Outing, error)
	// OutingsAt lists the outings at an event.
	OutingsAt(ctx context.Context, event string) ([]Outing, error)
	// PutOuting keeps a whole outing in place of an earlier state of it.
	PutOuting(ctx context.Context, o Outing) error

	// Team finds one team, or refuses with NotFound.
	Team(ctx context.Context, id TeamID) (Team, error)
	// HoldTeam is Team, held against others until the transaction ends.
	HoldTeam(ctx context.Context, id TeamID) (Team, error)
	// TeamsOf lists the teams of an outing in the order in which they were made.
	TeamsOf(ctx context.Context, id ID) ([]Team, error)
	// PutTeam keeps a whole team in place of an earlier state of it.
	PutTeam(ctx context.Context, t Team) error
	// MembersOf lists everybody who is or was in a team of an outing.
	MembersOf(ctx context.Context, id ID) ([]Member, error)
	// MembersIn lists everybody who is or was in a team.
	MembersIn(ctx context.Context, id TeamID) ([]Member, error)
	// MembersWith lists what a person is or was in teams.
	MembersWith(ctx context.Context, p domain.PersonID) ([]Member, error)
	// PutMembers keeps whole members in place of earlier states of them.
	PutMembers(ctx context.Context, members []Member) error

	// Board finds one board, or refuses with NotFound.
	Board(ctx context.Context, id BoardID) (Board, error)
	// BoardsOf lists the boards of an outing, those given first first.
	BoardsOf(ctx context.Context, id ID) ([]Board, error)
	// PutBoard keeps a whole board in place of an earlier state of it.
	PutBoard(ctx context.Context, b Board) error
	// ScriptVersion finds one version of a script, or refuses with NotFound.
	ScriptVersion(ctx context.Context, id script.VersionID) (script.Version, error)
	// PutDebrief keeps what a team says in place of what it said before.
	PutDebrief(ctx context.Context, d Debrief) error
	// DebriefsOf lists what the teams of an outing said.
	DebriefsOf(ctx context.Context, id ID) ([]Debrief, error)
	// HarvestOf is what each team of an outing recorded on its boards around its day.
	HarvestOf(ctx context.Context, o Outing) ([]Harvest, error)
	// PhonesOf lists the phones that hold boards of an outing.
	PhonesOf(ctx context.Context, id ID) ([]Phone, error)
}

// A Service is what a lead and their teams do on a day out.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	Universe   *universe.Service // packs of turf
	Key        []byte            // of the house: makes the codes of boards
	URL        func(path string) string
}

// effort loads an effort for whoever hands turf out there: SignedOut for
// nobody, NotFound for who may not know of it, Denied for who may not act.
func (s *Service) effort(ctx context.Context, tx Store, who domain.Actor, id canvass.EffortID) (canvass.Effort, error) {
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
	return e, who.Must(domain.HandOutTurf, e.Group)
}

// outing loads an outing and its effort for whoever runs it. Whoever may not
// know of the effort knows of no outing either.
func (s *Service) outing(ctx context.Context, tx Store, who domain.Actor, id ID) (Outing, canvass.Effort, error) {
	if who.Nobody() {
		return Outing{}, canvass.Effort{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	o, err := tx.Outing(ctx, id)
	if err != nil {
		return Outing{}, canvass.Effort{}, err
	}
	e, err := s.effort(ctx, tx, who, o.Effort)
	if domain.Is(err, domain.NotFound) {
		err = domain.Refuse(domain.NotFound, "no-such-outing")
	}
	return o, e, err
}

// A Crew is a team on its outing.
type Crew struct {
	Team    Team
	Outing  Outing
	Effort  canvass.Effort
	Members []Member // that belong to it now
	Boards  []Held   // those given last first
	Out     []Away   // of the team, where one team is shown
	Said    Debrief  // zero before they are back
	Harvest Harvest
}

// team loads a team, held against others, with its outing and its members.
func (s *Service) team(ctx context.Context, tx Store, who domain.Actor, id TeamID) (Crew, error) {
	if who.Nobody() {
		return Crew{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	t, err := tx.HoldTeam(ctx, id)
	if err != nil {
		return Crew{}, err
	}
	c := Crew{Team: t}
	if c.Outing, c.Effort, err = s.outing(ctx, tx, who, t.Outing); err != nil {
		if domain.Is(err, domain.NotFound) {
			err = domain.Refuse(domain.NotFound, "no-such-team")
		}
		return Crew{}, err
	}
	all, err := tx.MembersIn(ctx, id)
	c.Members = present(all)
	return c, err
}

// present is those of a team who belong to it now.
func present(all []Member) (now []Member) {
	for _, m := range all {
		if m.Gone.IsZero() {
			now = append(now, m)
		}
	}
	return now
}

// local is the zone of an effort, UTC where it has none.
func local(e canvass.Effort) *time.Location {
	return domain.Zone(e.Zone)
}
