package event

import (
	"context"
	"strconv"
	"strings"

	"barnstorm/domain"
)

// tellLift posts a letter about a match to one of its sides. Nobody writes to a
// coach, nor to whoever gave no address; nor about a match that both have not
// agreed to once their shift has begun.
func (s *Service) tellLift(ctx context.Context, tx Store, e Event, p Pair, to LiftID, kind string) error {
	mine, err := tx.Lift(ctx, to)
	if err != nil || mine.Side == Coach || !mine.Ended.IsZero() {
		return err
	}
	if late, err := s.closedTo(ctx, tx, e, RSVP{Shift: mine.Shift}); err != nil || late && !p.Agreed() {
		return err
	}
	r, err := tx.RSVP(ctx, mine.RSVP)
	if err != nil || !r.ByMail() {
		return err
	}
	if had, err := s.hadEnough(ctx, tx, r.Contact, kind); err != nil || had {
		return err
	}
	site, err := tx.Site(ctx, e.Group)
	if err != nil {
		return err
	}
	l, link := s.letter(e, site, r, kind, kind+":"+string(p.ID)+":"+string(to)+":"+string(r.ID)) // forgetting finds it by the last, and what told others by all of it
	l.Fields["side"] = string(mine.Side)
	if kind != "event/lift-lost" { // who is gone is nobody's to know
		other, who, err := s.otherOf(ctx, tx, p, mine)
		if err != nil {
			return err
		}
		l.Fields["seats"], l.Fields["from"], l.Fields["coach"], l.Fields["other"], l.Fields["contact"] = strconv.Itoa(p.Seats), other.From, other.Title, "", ""
		if p.Agreed() && other.Side != Coach {
			l.Fields["other"], l.Fields["contact"] = who.Name, who.Contact
		}
	}
	if err := tx.PutLink(ctx, link); err != nil {
		return err
	}
	return tx.Post(ctx, l)
}

// otherOf is the other side of a match, and who it is; nobody for a coach.
func (s *Service) otherOf(ctx context.Context, tx Store, p Pair, mine Lift) (other Lift, who RSVP, err error) {
	id := p.Offer
	if id == mine.ID {
		id = p.Want
	}
	if other, err = tx.Lift(ctx, id); err != nil || other.RSVP == "" {
		return other, who, err
	}
	who, err = tx.RSVP(ctx, other.RSVP)
	return other, who, err
}

// A Ride is a match as one side of it sees it.
type Ride struct {
	Pair  Pair
	Other Lift
	Mine  bool   // whether the reader has agreed
	Name  string // of the other, once both have agreed
	Where string // how to reach them, once both have agreed
}

// A MyLift is what a party wants or offers, and with whom it is matched.
type MyLift struct {
	Lift  Lift
	Rides []Ride
}

// LiftHeld is what the party of a private link wants or offers; the zero MyLift
// for neither.
func (s *Service) LiftHeld(ctx context.Context, h Held) (m MyLift, err error) {
	m.Lift, err = s.Store.LiftOf(ctx, h.RSVP.ID)
	if domain.Is(err, domain.NotFound) {
		return MyLift{}, nil
	}
	if err != nil {
		return m, err
	}
	pairs, err := s.Store.Pairs(ctx, m.Lift.ID)
	for _, p := range pairs {
		other, who, oerr := s.otherOf(ctx, s.Store, p, m.Lift)
		if oerr != nil {
			return m, oerr
		}
		ride := Ride{Pair: p, Other: other, Mine: m.Lift.Side == Wants && !p.Rider.IsZero() || m.Lift.Side == Offers && !p.Driver.IsZero()}
		if p.Agreed() {
			ride.Name, ride.Where = who.Name, who.Contact
		}
		m.Rides = append(m.Rides, ride)
	}
	return m, err
}

// AddCoach puts on a coach from a district to an event that is not over, and
// seats whoever wants to come from there. Again with the same id changes nothing.
func (s *Service) AddCoach(ctx context.Context, who domain.Actor, id ID, in CoachInput) (Lift, error) {
	w := domain.Wrong{}
	lift, isID := domain.ParseID[LiftID](in.ID)
	w.Check(isID, "id", "not-understood")
	title := strings.Join(strings.Fields(in.Title), " ")
	w.Check(title != "", "title", "needed")
	w.Check(len([]rune(title)) <= 120, "title", "too-long")
	w.Check(in.Seats >= 1 && in.Seats <= MaxSeats, "seats", "out-of-range")
	l := Lift{ID: lift, Event: id, Side: Coach, District: checkFrom(w, in.From), From: strings.Join(strings.Fields(in.From), " "), Title: title, Seats: in.Seats, Made: s.Clock.Now()}
	if err := w.Err(); err != nil {
		return l, err
	}
	return l, s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := tx.PutLift(ctx, l); err != nil {
			return err
		}
		return s.pair(ctx, tx, e, l.District)
	})
}

// EndCoach takes a coach off: whoever had a seat in it is told, and offered
// another at once. Again changes nothing.
func (s *Service) EndCoach(ctx context.Context, who domain.Actor, id ID, coach LiftID) error {
	return s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		l, err := tx.Lift(ctx, coach)
		if err != nil || l.Event != id || l.Side != Coach {
			return orRefuse(err, domain.NotFound, "no-such-lift")
		}
		return s.endLift(ctx, tx, e, l)
	})
}

// A CoachList is a coach and for whom it has seats.
type CoachList struct {
	Coach  Lift
	Riders []Rider
}

// A Rider is a party that has seats in a coach.
type Rider struct {
	RSVP
	Agreed bool // else the seats are kept while it has not answered
}

// A Board is how people get to an event, for those who run it.
type Board struct {
	Coaches []CoachList
	Cars    int    // seats offered in cars
	Filled  int    // of them
	Without []Lift // who still wants a seat
}

// Board lists how people get to an event, for those who may see who comes. Who
// drives whom in cars is theirs alone.
func (s *Service) Board(ctx context.Context, who domain.Actor, id ID) (b Board, err error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return b, err
	}
	if err := e.Let(who, domain.SeeRSVPs); err != nil {
		return b, err
	}
	lifts, err := s.Store.LiftsTo(ctx, id)
	if err != nil {
		return b, err
	}
	for _, l := range lifts {
		pairs, err := s.Store.Pairs(ctx, l.ID)
		if err != nil {
			return b, err
		}
		switch l.Side {
		case Offers:
			b.Cars, b.Filled = b.Cars+l.Seats, b.Filled+l.Taken
		case Wants:
			if len(pairs) == 0 {
				b.Without = append(b.Without, l)
			}
		case Coach:
			list := CoachList{Coach: l}
			for _, p := range pairs {
				_, rider, err := s.otherOf(ctx, s.Store, p, l)
				if err != nil {
					return b, err
				}
				list.Riders = append(list.Riders, Rider{rider, p.Agreed()})
			}
			b.Coaches = append(b.Coaches, list)
		}
	}
	return b, nil
}
