package event

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
)

// Near is everything up to so many kilometres around a place. The zero Near is
// everywhere.
type Near struct {
	At domain.Point
	Km float64
}

// Box is the corners between which everything lies that is near.
func (n Near) Box() (south, west, north, east float64) {
	const kmPerDegree = 111.2
	lat := n.Km / kmPerDegree
	lon := lat / max(0.01, n.Squeeze())
	return n.At.Lat - lat, n.At.Lon - lon, n.At.Lat + lat, n.At.Lon + lon
}

// Squeeze is how long a degree of longitude is there, in degrees of latitude.
func (n Near) Squeeze() float64 { return math.Cos(n.At.Lat * math.Pi / 180) }

// coarse is a place to about ten kilometres: whoever may not know an address
// does not learn it from a map or by asking for smaller and smaller circles.
func coarse(p domain.Point) domain.Point {
	return domain.Point{Lat: math.Round(p.Lat*10) / 10, Lon: math.Round(p.Lon*10) / 10}
}

// veiled is the event without its address, where it is told to those alone
// who have a place.
func (e Event) veiled() Event {
	if e.Private {
		e.Where.Name, e.Where.Street, e.Where.Postcode = "", "", ""
	}
	return e
}

// As is the event as who sees it.
func (e Event) As(who domain.Actor) Event {
	if e.May(who, domain.SeeRSVPs) {
		return e
	}
	return e.veiled()
}

// To is the event as a party learns of it by its letter or link.
func (e Event) To(r RSVP) Event {
	if r.State == Coming {
		return e
	}
	return e.veiled()
}

// Days is the first and the last day on which the event is, by the clock there,
// as midnights in UTC. A night that ends before six belongs to the day before.
func (e Event) Days() (first, last time.Time) {
	loc := domain.Zone(e.Zone)
	day := func(t time.Time) time.Time {
		y, m, d := t.In(loc).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	first, last = day(e.Starts), day(e.Ends.Add(-6*time.Hour))
	if last.Before(first) {
		last = first
	}
	return first, last
}

// A day begins at most fourteen hours before it begins in UTC, and ends at most
// twelve hours after it ends there, a night included that belongs to it.
const (
	aheadOfUTC  = 14 * time.Hour
	dayAnywhere = (24 + 12 + 6) * time.Hour
)

// bounded keeps Most within 100 and Text within 100 letters.
func (q Query) bounded() Query {
	if q.Most <= 0 || q.Most > 100 {
		q.Most = 100
	}
	if r := []rune(strings.TrimSpace(q.Text)); len(r) > 100 {
		q.Text = string(r[:100])
	}
	return q
}

// holds reports whether an event is on one of the days that are asked for.
func (q Query) holds(e Event) bool {
	first, last := e.Days()
	return (q.First.IsZero() || !last.Before(q.First)) && (q.Last.IsZero() || !first.After(q.Last))
}

// onDays lists the events of a query. Those of its days are found by the widest
// bounds that a day has anywhere, and then by their own clocks.
func (s *Service) onDays(ctx context.Context, q Query) (all []Event, err error) {
	if from := q.First.Add(-aheadOfUTC); !q.First.IsZero() && from.After(q.From) {
		q.From = from
	}
	if until := q.Last.Add(dayAnywhere); !q.Last.IsZero() && (q.Until.IsZero() || until.Before(q.Until)) {
		q.Until = until
	}
	for {
		es, err := s.Store.EventsIn(ctx, q)
		for _, e := range es {
			if q.holds(e) && len(all) < q.Most {
				all = append(all, e)
			}
		}
		if err != nil || len(es) < q.Most || len(all) == q.Most {
			return all, err
		}
		last := es[len(es)-1]
		q.After = Cursor{last.Starts, last.ID}
	}
}

// mostFed is how many events a feed holds.
const mostFed = 1000

// Feed lists what a public calendar shows: public events that are not over,
// those that were called off too, and no address that is not for everybody;
// then, as far as there is room, those of the month before.
func (s *Service) Feed(ctx context.Context, q Query) ([]Event, error) {
	q.Within, q.Known, q.Own, q.Called = nil, nil, false, false
	now := s.Clock.Now()
	back := q
	if q.From.Before(now) {
		q.From = now
	}
	q.Most = mostFed
	es, err := s.onDays(ctx, q)
	if monthAgo := now.AddDate(0, -1, 0); back.From.Before(monthAgo) {
		back.From = monthAgo
	}
	if back.Over, back.Most = now, mostFed-len(es); err == nil && back.Most > 0 {
		var past []Event
		past, err = s.onDays(ctx, back)
		slices.Reverse(past)
		es = append(past, es...)
	}
	for i := range es {
		es[i] = es[i].veiled()
	}
	return es, err
}

// A Dated is an event, and how somebody's own RSVP to it stands.
type Dated struct {
	Event  Event
	State  State
	Shifts []Shift // to which they answered, of an event that is parted
	Hosts  bool    // they are there all the time
}

// During is the event with the times at which somebody is there: from the first
// of their shifts to the last.
func (x Dated) During() Event {
	e := x.Event
	if x.Hosts || len(x.Shifts) == 0 {
		return e
	}
	e.Starts, e.Ends = x.Shifts[0].Starts, x.Shifts[0].Ends
	for _, s := range x.Shifts[1:] {
		if s.Starts.Before(e.Starts) {
			e.Starts = s.Starts
		}
		if s.Ends.After(e.Ends) {
			e.Ends = s.Ends
		}
	}
	return e
}

// calendarOf is the object of the link to a person's own calendar.
func calendarOf(p domain.PersonID) string { return "calendar:" + string(p) }

// Subscribe makes the link to who's own calendar. An older one is worthless
// from then on.
func (s *Service) Subscribe(ctx context.Context, who domain.Actor) (domain.Token, error) {
	if who.Nobody() {
		return "", domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	t, now := domain.NewToken(), s.Clock.Now()
	return t, s.Atomically(ctx, func(tx Store) error {
		if err := tx.RevokeLinks(ctx, calendarOf(who.Person), now); err != nil {
			return err
		}
		return tx.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: domain.ForCalendar, Object: calendarOf(who.Person), Made: now})
	})
}

// Unsubscribe makes the link to who's own calendar worthless.
func (s *Service) Unsubscribe(ctx context.Context, who domain.Actor) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	return s.Store.RevokeLinks(ctx, calendarOf(who.Person), s.Clock.Now())
}

// Calendar lists what somebody comes to, waits for or hosts, at the times of
// their shifts, by the link to their calendar, or refuses with NotFound.
func (s *Service) Calendar(ctx context.Context, t domain.Token) ([]Dated, error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForCalendar, s.Clock.Now())
	if err != nil {
		return nil, err
	}
	p := domain.PersonID(object[len(calendarOf("")):])
	all, err := s.Store.AnsweredBy(ctx, p, s.Clock.Now().AddDate(0, -1, 0), mostFed)
	for i := range all {
		all[i].Event = all[i].During().To(RSVP{State: all[i].State})
	}
	return all, err
}
