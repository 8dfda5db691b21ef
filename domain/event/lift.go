package event

import (
	"context"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// A LiftID names a lift, and a PairID a match of two.
type (
	LiftID string
	PairID string
)

// A Side is on which side of a lift somebody is.
type Side string

// The sides.
const (
	Wants  Side = "want"
	Offers Side = "offer"
	Coach  Side = "coach" // seats that the organisers offer, in a coach or a minibus
)

// A Lift is a wish for seats to an event, or an offer of some. It belongs to
// an RSVP; a Coach belongs to the organisers.
type Lift struct {
	ID       LiftID
	Event    ID
	RSVP     RSVPID // empty for a coach
	Side     Side
	District string // where from, as districts are compared: "BD21", "leeds"
	From     string // the same, as it was typed
	Title    string // of a coach: where and when it leaves
	Seats    int    // wanted, or offered
	Taken    int    // of those offered
	Shift    int    // to which they go; a coach goes to all
	Made     time.Time
	Ended    time.Time // zero while it stands
}

// drives reports whether an offer is of use to a wish.
func (l Lift) drives(want Lift) bool {
	return l.Side != Wants && l.District == want.District && (l.Side == Coach || l.Shift == want.Shift)
}

// A Pair is a match of an offer with a wish. Neither learns who the other is
// until both have agreed; the seats are kept meanwhile.
type Pair struct {
	ID     PairID
	Offer  LiftID
	Want   LiftID
	Seats  int
	Driver time.Time // when whoever drives agreed; zero until then
	Rider  time.Time // when whoever rides agreed
	Made   time.Time
	Ended  time.Time // zero while it stands
}

// Agreed reports whether both have.
func (p Pair) Agreed() bool { return !p.Driver.IsZero() && !p.Rider.IsZero() }

// MaxSeats is how many seats one offer may have; MaxCar bounds that of a car.
const (
	MaxSeats = 100
	MaxCar   = 8
)

// Lifts remembers who could drive whom.
type Lifts interface {
	// PutLift keeps a lift. An RSVP has one that stands at most: one with a
	// newer id takes its place once the older has ended.
	PutLift(ctx context.Context, l Lift) error
	// LiftOf returns the lift of an RSVP that stands, or refuses with NotFound.
	LiftOf(ctx context.Context, id RSVPID) (Lift, error)
	// Lift returns a lift, or refuses with NotFound.
	Lift(ctx context.Context, id LiftID) (Lift, error)
	// LiftsTo lists the lifts to an event that stand, in the order of their making.
	LiftsTo(ctx context.Context, id ID) ([]Lift, error)
	// OpenLifts lists those of them from a district that can be matched, in the
	// same order: wishes that have no match, and offers with a seat left, of
	// those who have a place.
	OpenLifts(ctx context.Context, id ID, district string) ([]Lift, error)
	// TakeSeats takes seats of an offer that stands if so many are free, or with
	// a negative number gives some back, and reports whether it did.
	TakeSeats(ctx context.Context, id LiftID, n int) (bool, error)
	// EndLift ends a lift, and reports whether it stood.
	EndLift(ctx context.Context, id LiftID, now time.Time) (bool, error)
	// AddPair keeps a match, and reports whether it did: a wish has one that
	// stands at most, and the same two are never matched again.
	AddPair(ctx context.Context, p Pair) (bool, error)
	// Pair returns a match, or refuses with NotFound.
	Pair(ctx context.Context, id PairID) (Pair, error)
	// Pairs lists the matches of a lift that stand, in the order of their making.
	Pairs(ctx context.Context, id LiftID) ([]Pair, error)
	// SilentPairs lists at most n matches that stand and that one of the two has
	// not agreed with, of events that are on and not over, the oldest first: those
	// to a shift that has begun and is no longer than Long, and those made before
	// Hour and, where the event starts after Soon, before Day.
	SilentPairs(ctx context.Context, at Silence, n int) ([]Pair, error)
	// Met lists with whom a wish or an offer was ever matched.
	Met(ctx context.Context, id LiftID) ([]LiftID, error)
	// Agree notes that one side agrees with a match that stands, and reports
	// whether it stood.
	Agree(ctx context.Context, id PairID, driver bool, now time.Time) (bool, error)
	// EndPair ends a match, and reports whether it stood.
	EndPair(ctx context.Context, id PairID, now time.Time) (bool, error)
}

// A LiftInput is what somebody sends who wants seats or offers some.
type LiftInput struct {
	ID    string `json:"id"`    // made by the sender
	Side  string `json:"side"`  // "want", "offer", or "none" to take it back; empty is as the rest says
	From  string `json:"from"`  // a postcode, half of one, or a town
	Seats int    `json:"seats"` // that are offered
}

// A CoachInput is what organisers send to put on a coach.
type CoachInput struct {
	ID    string `json:"id"` // made by the sender
	From  string `json:"from"`
	Title string `json:"title"` // where and when it leaves
	Seats int    `json:"seats"`
}

// districtOf is a place as districts are compared: the first half of a British
// postcode, else the name without marks.
func districtOf(text string) string {
	if code, ok := seat.PostcodeOf(text); ok {
		outward, _, _ := strings.Cut(code, " ")
		return outward
	}
	return seat.Fold(text)
}

func checkFrom(w domain.Wrong, from string) string {
	from = strings.Join(strings.Fields(from), " ")
	w.Check(districtOf(from) != "", "from", "needed")
	w.Check(len([]rune(from)) <= 60, "from", "too-long")
	return districtOf(from)
}

// sideOf is what somebody means who says from where, and how many seats are
// free, and nothing else.
func sideOf(said, from string, seats int) string {
	switch {
	case said != "":
		return said
	case seats != 0:
		return string(Offers)
	case strings.TrimSpace(from) != "":
		return string(Wants)
	default:
		return ""
	}
}

func (in LiftInput) wrong(r RSVP) (Lift, error) {
	w := domain.Wrong{}
	id, isID := domain.ParseID[LiftID](in.ID)
	l := Lift{ID: id, Event: r.Event, RSVP: r.ID, Side: Side(in.Side), Seats: r.Party, Shift: r.Shift}
	w.Check(isID, "id", "not-understood")
	w.Check(l.Side == Wants || l.Side == Offers, "side", "pick-one")
	l.District = checkFrom(w, in.From)
	// A postcode is kept by its district alone: nobody needs to know the house.
	l.From = l.District
	if _, code := seat.PostcodeOf(in.From); !code {
		l.From = strings.Join(strings.Fields(in.From), " ")
	}
	if l.Side == Offers {
		l.Seats = in.Seats
		w.Check(in.Seats >= 1 && in.Seats <= MaxCar, "seats", "out-of-range")
	}
	return l, w.Err()
}

// SetLift says that the party of a private link wants seats or offers some, in
// place of what it said before, and matches what it can at once.
func (s *Service) SetLift(ctx context.Context, t domain.Token, in LiftInput) error {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return err
	}
	if in.Side = sideOf(in.Side, in.From, in.Seats); in.Side == "" {
		return domain.Wrong{"from": "needed"}.Err()
	}
	return s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, h.Event.ID)
		if err != nil {
			return err
		}
		r, err := tx.RSVP(ctx, h.RSVP.ID)
		if err != nil {
			return err
		}
		if closed, err := s.closedTo(ctx, tx, e, r); err != nil || closed {
			return orRefuse(err, domain.Conflict, "event-over")
		}
		if r.State == GaveUp {
			return domain.Refuse(domain.Conflict, "no-place-yet")
		}
		if err := s.noLift(ctx, tx, e, r.ID); err != nil || in.Side == "none" {
			return err
		}
		return s.lift(ctx, tx, e, r, in)
	})
}

// liftAlong keeps the lift that came with an RSVP, once.
func (s *Service) liftAlong(ctx context.Context, tx Store, e Event, r RSVP, in RSVPInput) error {
	side := sideOf(in.Lift, in.From, in.Seats)
	if side == "" || side == "none" {
		return nil
	}
	if _, err := tx.LiftOf(ctx, r.ID); !domain.Is(err, domain.NotFound) {
		return err
	}
	return s.lift(ctx, tx, e, r, LiftInput{ID: domain.NewID[string](s.Clock.Now()), Side: side, From: in.From, Seats: in.Seats})
}

// lift keeps a new lift and matches it.
func (s *Service) lift(ctx context.Context, tx Store, e Event, r RSVP, in LiftInput) error {
	l, err := in.wrong(r)
	if err != nil {
		return err
	}
	l.Made = s.Clock.Now()
	if err := tx.PutLift(ctx, l); err != nil {
		return err
	}
	return s.pair(ctx, tx, e, l.District)
}

// reseat has a party that wants seats want as many as it is now, and one that
// changed its shift ride to that: it is matched anew. No more of it go to a
// session than it has people.
func (s *Service) reseat(ctx context.Context, tx Store, e Event, r RSVP) error {
	if err := tx.Unpick(ctx, r.ID, r.Party); err != nil {
		return err
	}
	l, err := tx.LiftOf(ctx, r.ID)
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if l.Shift == r.Shift && (l.Side != Wants || l.Seats == r.Party) {
		return s.pair(ctx, tx, e, l.District) // it may have its place only now
	}
	if err := s.endLift(ctx, tx, e, l); err != nil {
		return err
	}
	return s.lift(ctx, tx, e, r, LiftInput{ID: domain.NewID[string](s.Clock.Now()), Side: string(l.Side), From: l.From, Seats: l.Seats})
}

// noLift ends the lift of an RSVP if there is one: whoever would have gone with
// it is told, and offered other seats at once.
func (s *Service) noLift(ctx context.Context, tx Store, e Event, id RSVPID) error {
	l, err := tx.LiftOf(ctx, id)
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.endLift(ctx, tx, e, l)
}

func (s *Service) endLift(ctx context.Context, tx Store, e Event, l Lift) error {
	pairs, err := tx.Pairs(ctx, l.ID)
	if err != nil {
		return err
	}
	if ended, err := tx.EndLift(ctx, l.ID, s.Clock.Now()); err != nil || !ended {
		return err
	}
	for _, p := range pairs {
		if err := s.part(ctx, tx, e, p, l.ID); err != nil {
			return err
		}
	}
	return s.pair(ctx, tx, e, l.District)
}

// part ends a match, gives its seats back, and tells whoever did not end it.
func (s *Service) part(ctx context.Context, tx Store, e Event, p Pair, by LiftID) error {
	if ended, err := tx.EndPair(ctx, p.ID, s.Clock.Now()); err != nil || !ended {
		return err
	}
	if _, err := tx.TakeSeats(ctx, p.Offer, -p.Seats); err != nil {
		return err
	}
	other := p.Offer
	if by == p.Offer {
		other = p.Want
	}
	return s.tellLift(ctx, tx, e, p, other, "event/lift-lost")
}

// AgreeLift answers a match for the party of a private link. When both have
// agreed each learns who the other is; whoever says no is matched with somebody
// else. A match of others refuses with NotFound.
func (s *Service) AgreeLift(ctx context.Context, t domain.Token, id PairID, yes bool) error {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, h.Event.ID)
		if err != nil {
			return err
		}
		mine, err := tx.LiftOf(ctx, h.RSVP.ID)
		if err != nil {
			return err
		}
		p, err := tx.Pair(ctx, id)
		if err != nil || p.Offer != mine.ID && p.Want != mine.ID {
			return orRefuse(err, domain.NotFound, "no-such-lift")
		}
		if !yes {
			if err := s.part(ctx, tx, e, p, mine.ID); err != nil {
				return err
			}
			return s.pair(ctx, tx, e, mine.District)
		}
		if ok, err := tx.Agree(ctx, id, p.Offer == mine.ID, s.Clock.Now()); err != nil || !ok {
			return orRefuse(err, domain.Conflict, "changed-meanwhile")
		}
		before := p.Agreed()
		if p, err = tx.Pair(ctx, id); err != nil || before || !p.Agreed() {
			return err
		}
		for _, side := range []LiftID{p.Offer, p.Want} {
			if err := s.tellLift(ctx, tx, e, p, side, "event/lift-agreed"); err != nil {
				return err
			}
		}
		return nil
	})
}
