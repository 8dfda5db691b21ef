// Package target holds which seats a movement has decided to fight for, under
// whose name and since when, and answers where one more person is missing.
package target

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// What is known of seats, in the words of package seat.
type (
	Seat     = seat.Seat
	Boundary = seat.Boundary
	Postcode = seat.Postcode
	Pick     = seat.Pick
	Reason   = seat.Reason
	Rule     = seat.Rule
	Ride     = seat.Ride
	Trip     = seat.Trip
)

// Rides is every way of getting about, in the order in which people choose.
var Rides = seat.Rides

// OurRule is how places are chosen, for pages that say so.
func OurRule() Rule { return seat.OurRule() }

// Car is how somebody goes who does not say.
const Car = seat.Car

// A Decision is that a group fights for a seat: whose, since when, and why.
// Decisions are kept when they end, so that people can ask who decided.
type Decision struct {
	ID      string
	Group   domain.GroupID
	Seat    string // official code
	Side    string // the party in whose name, in the letters of the results
	By      domain.PersonID
	Name    string // of who decided, as it stood then: shown in public
	At      time.Time
	Note    string
	Ended   time.Time // zero while it stands
	EndedBy domain.PersonID
}

// A Side is the party that a group wants to see win, as it decided.
type Side struct {
	Group domain.GroupID
	Party string // in the letters of the results; empty until chosen
	By    domain.PersonID
	Name  string
	At    time.Time
}

// A GroupName is a group by the name that people know.
type GroupName struct {
	ID   domain.GroupID
	Name string
}

// A Town is a place that people name instead of a postcode.
type Town struct {
	Country string // ISO 3166-1 alpha-2
	Name    string
	At      domain.Point
}

// A Source is what was read in last of a kind, and who published it.
type Source struct {
	Kind  string // "seats", "boundaries" or "postcodes"
	Says  string // publisher and licence, to be said wherever it is shown
	File  string
	Count int
	At    time.Time
}

// A Next is the next public event in a seat.
type Next struct {
	Slug   string
	Title  string
	Starts time.Time
	Zone   string // IANA name
	Places int    // zero means without limit
	Taken  int
}

// Left is how many places are free; without a limit it is zero too.
func (n Next) Left() int { return max(0, n.Places-n.Taken) }

// Store remembers seats, where things lie, and what was decided.
type Store interface {
	// Seats lists all seats of a country by code, or of all countries when it
	// is empty.
	Seats(ctx context.Context, country string) ([]Seat, error)
	// SeatsOf lists the seats with these codes.
	SeatsOf(ctx context.Context, codes []string) ([]Seat, error)
	// SeatsLike lists seats with a word in their folded name that begins so,
	// by name, at most n.
	SeatsLike(ctx context.Context, folded string, n int) ([]Seat, error)
	// PutSeats keeps seats in place of earlier versions.
	PutSeats(ctx context.Context, seats []Seat) error
	// CentreSeats gives every seat that has a boundary the centre of it.
	CentreSeats(ctx context.Context) error
	// PutBoundaries keeps boundaries in place of earlier ones.
	PutBoundaries(ctx context.Context, bs []Boundary) error
	// BoundariesIn lists the boundaries whose box meets a box, by code.
	BoundariesIn(ctx context.Context, box seat.Box) ([]Boundary, error)
	// PutPostcodes keeps postcodes in place of earlier ones.
	PutPostcodes(ctx context.Context, ps []Postcode) error
	// SumPostcodes works out where the beginnings of a country's postcodes
	// lie. Worked out again, they are as they were.
	SumPostcodes(ctx context.Context, country string) error
	// PostcodesLike lists what is known under a code, whole or a beginning, by
	// country: several countries may use the same digits.
	PostcodesLike(ctx context.Context, code string) ([]Postcode, error)
	// PutTowns keeps towns in place of earlier ones.
	PutTowns(ctx context.Context, ts []Town) error
	// TownsLike lists towns whose folded name begins so, by name, at most n.
	TownsLike(ctx context.Context, folded string, n int) ([]Town, error)

	// PutSource keeps what was read in last of a kind, in place of the one before.
	PutSource(ctx context.Context, x Source) error
	// Sources lists what was read in last of each kind, by kind.
	Sources(ctx context.Context) ([]Source, error)

	// GroupNames is those of the groups that exist, the ones above before the
	// ones below.
	GroupNames(ctx context.Context, groups []domain.GroupID) ([]GroupName, error)
	// Side is what a group has decided; without a party if it has not.
	Side(ctx context.Context, g domain.GroupID) (Side, error)
	// PutSide keeps a group's side in place of an earlier one.
	PutSide(ctx context.Context, s Side) error
	// Decisions lists the decisions that stand, of one group or of all when it
	// is empty, oldest first.
	Decisions(ctx context.Context, g domain.GroupID) ([]Decision, error)
	// Decide keeps a decision, and reports whether it is new: one on the same
	// seat by the same group that stands changes nothing.
	Decide(ctx context.Context, d Decision) (bool, error)
	// EndDecision ends a group's decision on a seat if it stands, and reports
	// whether it did.
	EndDecision(ctx context.Context, g domain.GroupID, seat string, by domain.PersonID, at time.Time) (bool, error)
}

// Events says what is coming in which seat.
type Events interface {
	// Coming is the next public event in each of the seats that is as wished:
	// the first with a place left or, when all are full, the first. A seat
	// without one is left out.
	Coming(ctx context.Context, seats []string, w Wish) (map[string]Next, error)
	// SeatsFree counts, by slug, the seats in cars and coaches to these events
	// that nobody has yet; drivers who only wait for a place are left out.
	SeatsFree(ctx context.Context, slugs []string) (map[string]int, error)
}

// Supply says what is short of people on a day, and who is free.
type Supply interface {
	// CallsOn lists the public events that are on and start within a span, in
	// time order, at most n.
	CallsOn(ctx context.Context, from, until time.Time, n int) ([]Call, error)
	// Idle counts, for each of the groups whose place is known, the members who
	// neither come to nor wait for an event that starts within a span. Nobody
	// is counted in two groups.
	Idle(ctx context.Context, groups []domain.GroupID, from, until time.Time) ([]Base, error)
}

// A Call is a public event that wants people.
type Call struct {
	Next
	Seat    string // official code, or empty
	Country string
	Town    string
	At      domain.Point
	Waiting int
}

// A Base is a group, where it is, and how many people it could ask.
type Base struct {
	ID     domain.GroupID
	Name   string
	At     domain.Point
	People int
}

// Service is what can be done with seats and targets.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Events     Events
	Supply     Supply // for Shortage alone
	Clock      domain.Clock
}
