package target

import (
	"cmp"
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// A ShortageInput is what an organiser asks for: a day, and how far people
// would go.
type ShortageInput struct {
	Day  string `json:"day"`     // "2026-12-05"; empty for the next Saturday
	By   string `json:"by"`      // how they go; empty is by car
	Time int    `json:"minutes"` // at most; 0 is 25
}

// usualMinutes is how long people would go where nobody says.
const usualMinutes = 25

// A Shortage is what is missing on one day, and who could fill it.
type Shortage struct {
	Day    time.Time // midnight in UTC of its date
	Trip   Trip
	Short  []Short // the most missing first
	Idle   int     // people who could be asked
	Asked  int     // of them, how many the plan asks
	Map    Map     // a dot for each of Short, in their order
	Scoped bool    // whether the asker sees people of any group
}

// A Short is an event with places left.
type Short struct {
	Call
	Missing int // places left
	Within  int // people within the limit who could be asked
	Moves   []Ask
}

// An Ask is people whom the plan would ask to come to an event: of a group, or
// of the waitlist of a full event.
type Ask struct {
	From   string // name of the group, or title of the event
	Slug   string // of the event whose waitlist it is; empty for a group
	People int
	Km     float64
	Time   int // minutes on the way, as a guess
}

// mostCalls is how many events of one day are looked at.
const mostCalls = 2000

// Shortage says what is missing on a day and plans who could be asked: members
// of the asker's groups who do nothing that day, and people who wait for full
// events. Nobody who has a place is ever moved, confirmed or not.
func (s *Service) Shortage(ctx context.Context, who domain.Actor, in ShortageInput) (Shortage, error) {
	out, err := s.asks(in)
	if err != nil {
		return out, err
	}
	if who.Nobody() {
		return out, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if !who.Anywhere(domain.ScheduleEvents) {
		return out, domain.Refuse(domain.Denied, "not-your-role")
	}
	// A day lasts from its first morning on earth to its last evening.
	from, until := out.Day.Add(-14*time.Hour), out.Day.Add(38*time.Hour)
	calls, err := s.Supply.CallsOn(ctx, later(from, s.Clock.Now()), until, mostCalls)
	if err != nil {
		return out, err
	}
	calls = slices.DeleteFunc(calls, func(c Call) bool { return there(c).Format(time.DateOnly) != out.Day.Format(time.DateOnly) })
	scope := who.Where(domain.SeePeople)
	out.Scoped = len(scope) > 0
	bases, err := s.Supply.Idle(ctx, scope, out.Day, out.Day.AddDate(0, 0, 1))
	if err != nil {
		return out, err
	}
	if err := s.match(ctx, &out, calls, bases); err != nil {
		return out, err
	}
	var points []domain.Point
	for _, one := range out.Short {
		points = append(points, one.At)
	}
	if len(points) > 0 {
		out.Map, err = s.Land(ctx, points)
	}
	return out, err
}

func (s *Service) asks(in ShortageInput) (out Shortage, err error) {
	w := domain.Wrong{}
	now := s.Clock.Now().UTC()
	out.Day = time.Date(now.Year(), now.Month(), now.Day()+(int(time.Saturday)-int(now.Weekday())+7)%7, 0, 0, 0, 0, time.UTC)
	if in.Day != "" {
		out.Day, err = time.Parse(time.DateOnly, in.Day)
		w.Check(err == nil, "day", "not-a-time")
	}
	w.Check(in.By == "" || slices.Contains(Rides, Ride(in.By)), "by", "pick-one")
	w.Check(in.Time >= 0 && in.Time <= 600, "minutes", "out-of-range")
	out.Trip = Trip{By: Ride(cmp.Or(in.By, string(Car))), Minutes: cmp.Or(in.Time, usualMinutes)}
	return out, w.Err()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func there(c Call) time.Time {
	if zone, err := time.LoadLocation(c.Zone); err == nil {
		return c.Starts.In(zone)
	}
	return c.Starts
}

// match plans who could be asked to which event.
func (s *Service) match(ctx context.Context, out *Shortage, calls []Call, bases []Base) error {
	known, err := s.fought(ctx, calls)
	if err != nil {
		return err
	}
	var targets []seat.Target
	var crowds []seat.Crowd
	var asks []Ask
	for _, b := range bases {
		crowds, asks = append(crowds, seat.Crowd{At: b.At, People: b.People, Trip: out.Trip}), append(asks, Ask{From: b.Name})
		out.Idle += b.People
	}
	for _, c := range calls {
		if c.Waiting > 0 && c.At.Valid() {
			crowds, asks = append(crowds, seat.Crowd{At: c.At, People: c.Waiting, Trip: out.Trip}), append(asks, Ask{From: c.Title, Slug: c.Slug})
			out.Idle += c.Waiting
		}
		if c.Places > 0 && c.Left() > 0 && c.At.Valid() {
			out.Short = append(out.Short, Short{Call: c, Missing: c.Left()})
			t := known[c.Seat]
			t.Centre, t.Planned, t.Going, t.Places, t.Left = c.At, true, c.Taken, c.Places, c.Left()
			targets = append(targets, t)
		}
	}
	for i := range out.Short {
		for _, crowd := range crowds {
			if out.Trip.Reaches(crowd.At.Km(out.Short[i].At)) {
				out.Short[i].Within += crowd.People
			}
		}
	}
	for _, m := range seat.Dispatch(crowds, targets).Moves {
		ask := asks[m.Crowd]
		ask.People, ask.Km, ask.Time = m.People, m.Km, int(out.Trip.Time(m.Km))
		out.Short[m.Seat].Moves = append(out.Short[m.Seat].Moves, ask)
		out.Asked += m.People
	}
	slices.SortStableFunc(out.Short, func(a, b Short) int { return cmp.Compare(b.Missing, a.Missing) })
	for _, one := range out.Short {
		slices.SortStableFunc(one.Moves, func(a, b Ask) int { return cmp.Compare(b.People, a.People) })
	}
	return nil
}

// ordinary is a seat of which nothing is known: neither close nor safe.
var ordinary = seat.Target{Seat: Seat{Valid: 50000, Majority: 2500}}

// fought is the seats of events as targets, by code, and an ordinary one for
// what is fought for nowhere.
func (s *Service) fought(ctx context.Context, calls []Call) (map[string]seat.Target, error) {
	decided := map[string]string{}
	all, err := s.Store.Decisions(ctx, "")
	for _, d := range all {
		if _, twice := decided[d.Seat]; !twice {
			decided[d.Seat] = d.Side
		}
	}
	var codes []string
	for _, c := range calls {
		if _, is := decided[c.Seat]; is && !slices.Contains(codes, c.Seat) {
			codes = append(codes, c.Seat)
		}
	}
	known := map[string]seat.Target{}
	for _, c := range calls {
		known[c.Seat] = ordinary
	}
	if err != nil {
		return known, err
	}
	seats, err := s.Store.SeatsOf(ctx, codes)
	for _, one := range seats {
		known[one.Code] = seat.Target{Seat: one, Side: decided[one.Code]}
	}
	return known, err
}

// Elsewhere is up to three events with places left that need somebody most,
// seen from a place, for those for whom there is no room at another.
func (s *Service) Elsewhere(ctx context.Context, at domain.Point) (hints []domain.Hint, err error) {
	if !at.Valid() {
		return nil, nil
	}
	board, err := s.board(ctx, Wish{From: s.Clock.Now()}, func(one Seat) bool { return at.Km(one.Centre) <= abroad/4 })
	if err != nil {
		return nil, err
	}
	for _, p := range seat.Rank(at, Trip{}, board.targets, 2*most) {
		if next := board.suggestion(p).Next; next != nil && len(hints) < most {
			hints = append(hints, domain.Hint{Slug: next.Slug, Title: next.Title, Starts: next.Starts, Zone: next.Zone, Left: next.Left(), Km: p.Km})
		}
	}
	return hints, nil
}
