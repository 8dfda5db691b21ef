package event

import (
	"context"

	"barnstorm/domain"
)

// Reaches says how those who come or wait can be told something.
type Reaches interface {
	// Mailed is how many RSVPs to some shifts of an event that stand have an e-mail
	// address.
	Mailed(ctx context.Context, id ID, shifts []int) (int, error)
	// ToRing lists the RSVPs to some shifts of an event that stand and have a phone
	// number alone, in the order of their names, at most n.
	ToRing(ctx context.Context, id ID, shifts []int, n int) ([]RSVP, error)
}

// A Telling is how those hear of it who come to an event or wait, when it is
// called off or moves.
type Telling struct {
	Mail   int          // parties and delegations that letters go to
	Ring   []RSVP       // parties that gave a phone number alone
	Others []Delegation // that nobody leads by mail
}

// mostToRing is how many parties are listed to be rung.
const mostToRing = 500

// Telling says how those hear of it who come to an event or wait, for those who
// may see who comes: nobody is told any more whose shift has ended.
func (s *Service) Telling(ctx context.Context, who domain.Actor, e Event) (t Telling, err error) {
	if err := e.Let(who, domain.SeeRSVPs); err != nil {
		return t, err
	}
	l, err := layoutOf(ctx, s.Store, e)
	if err != nil {
		return t, err
	}
	now := s.Clock.Now()
	shifts := l.numbers(e, func(during Event) bool { return during.Ends.After(now) })
	if len(shifts) == 0 {
		return t, nil
	}
	if t.Mail, err = s.Store.Mailed(ctx, e.ID, shifts); err != nil {
		return t, err
	}
	if t.Ring, err = s.Store.ToRing(ctx, e.ID, shifts, mostToRing); err != nil {
		return t, err
	}
	all, err := s.Store.DelegationsTo(ctx, e.ID)
	for _, d := range all {
		var during Event
		if during, err = d.during(ctx, s.Store, e); err != nil {
			return t, err
		}
		switch {
		case d.People == 0 || !during.Ends.After(now):
		case d.Contact == "":
			t.Others = append(t.Others, d)
		default:
			t.Mail++
		}
	}
	return t, err
}
