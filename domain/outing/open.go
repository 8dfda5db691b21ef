package outing

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// An OpenInput opens a day out.
type OpenInput struct {
	ID     ID               `json:"id"` // made by the sender
	Effort canvass.EffortID `json:"effort"`
	Event  string           `json:"event"` // at which people are checked in; empty for none
	Day    string           `json:"day"`   // 2006-01-02; empty means the event's day, else today
	Meet   string           `json:"meet"`
	Desk   string           `json:"desk"` // the telephone number of the desk
}

func (in OpenInput) wrong() error {
	w := domain.Wrong{}
	_, ok := domain.ParseID[ID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	_, ok = domain.ParseID[canvass.EffortID](string(in.Effort))
	w.Check(ok, "effort", "pick-one")
	if in.Event != "" {
		_, ok = domain.ParseID[string](in.Event)
		w.Check(ok, "event", "pick-one")
	}
	if in.Day != "" {
		_, err := time.Parse(time.DateOnly, in.Day)
		w.Check(err == nil, "day", "day")
	}
	w.Check(oneLine(in.Meet, 120), "meet", "too-long")
	w.Check(oneLine(in.Desk, 40), "desk", "too-long")
	return w.Err()
}

// oneLine reports whether a text fits on a line of at most so many letters.
func oneLine(s string, most int) bool {
	return len([]rune(s)) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

// Open opens a day out of an effort, at an event where there is one. Opened
// again under the same id, it is what it was. Whoever opens it at an event must
// be allowed to see who came there.
func (s *Service) Open(ctx context.Context, who domain.Actor, in OpenInput) (Outing, error) {
	if who.Nobody() {
		return Outing{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if err := in.wrong(); err != nil {
		return Outing{}, err
	}
	var o Outing
	return o, s.Atomically(ctx, func(tx Store) error {
		e, err := s.effort(ctx, tx, who, in.Effort)
		if err == nil {
			err = e.Lives(s.Clock.Now())
		}
		if err != nil {
			return err
		}
		if o, err = tx.Outing(ctx, in.ID); err == nil && o.Effort == e.ID {
			return nil
		} else if err == nil {
			return domain.Refuse(domain.Conflict, "id-taken")
		} else if !domain.Is(err, domain.NotFound) {
			return err
		}
		now := s.Clock.Now()
		o = Outing{ID: in.ID, Effort: e.ID, Event: in.Event, Day: in.Day, Meet: strings.TrimSpace(in.Meet), Desk: strings.TrimSpace(in.Desk), Lead: who.Person, Made: now}
		if o.Day == "" {
			o.Day = now.In(local(e)).Format(time.DateOnly)
		}
		if in.Event != "" {
			at, err := s.occasion(ctx, tx, who, in.Event)
			if err != nil {
				return err
			}
			o.Day = at.Starts.In(local(e)).Format(time.DateOnly)
		}
		return tx.PutOuting(ctx, o)
	})
}

// occasion loads an event for whoever may see who came there. NotFound hides
// it from everybody else.
func (s *Service) occasion(ctx context.Context, tx Store, who domain.Actor, event string) (Occasion, error) {
	o, err := tx.Occasion(ctx, event)
	if err != nil {
		return o, err
	}
	if !who.MayOn(domain.CheckIn, o.Group, event) {
		return o, domain.Refuse(domain.NotFound, "no-such-event")
	}
	return o, nil
}

// A Ledger is the outings of an effort or at an event.
type Ledger struct {
	Effort  canvass.Effort // empty where it is an event's
	Event   Occasion       // empty where it is an effort's
	Outings []Outing
	Named   map[string]Occasion // the events of the outings
}

// Outings lists the outings of an effort, latest first.
func (s *Service) Outings(ctx context.Context, who domain.Actor, id canvass.EffortID) (Ledger, error) {
	e, err := s.effort(ctx, s.Store, who, id)
	if err != nil {
		return Ledger{}, err
	}
	l := Ledger{Effort: e, Named: map[string]Occasion{}}
	if l.Outings, err = s.Store.OutingsOf(ctx, id); err != nil {
		return l, err
	}
	for _, o := range l.Outings {
		if _, known := l.Named[o.Event]; o.Event != "" && !known {
			if l.Named[o.Event], err = s.Store.Occasion(ctx, o.Event); err != nil {
				return l, err
			}
		}
	}
	return l, nil
}

// OutingsAt lists the outings at an event that who may run.
func (s *Service) OutingsAt(ctx context.Context, who domain.Actor, event string) (Ledger, error) {
	if who.Nobody() {
		return Ledger{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	at, err := s.occasion(ctx, s.Store, who, event)
	if err != nil {
		return Ledger{}, err
	}
	if err := who.Must(domain.HandOutTurf, at.Group); err != nil {
		return Ledger{}, err
	}
	l := Ledger{Event: at, Named: map[string]Occasion{event: at}}
	all, err := s.Store.OutingsAt(ctx, event)
	for _, o := range all {
		if _, err := s.effort(ctx, s.Store, who, o.Effort); err == nil {
			l.Outings = append(l.Outings, o)
		}
	}
	return l, err
}

// near is how far from today an event may be to be offered for an outing.
const near = 8 * 24 * time.Hour

// Occasions lists the events of these days at which who may see who came.
func (s *Service) Occasions(ctx context.Context, who domain.Actor) ([]Occasion, error) {
	now := s.Clock.Now()
	groups := who.Where(domain.CheckIn)
	slices.Sort(groups)
	return s.Store.Occasions(ctx, groups, now.Add(-near), now.Add(near))
}

// A Day is how an outing stands.
type Day struct {
	Outing Outing
	Effort canvass.Effort
	Event  Occasion // empty without one
	Teams  []Crew
	Here   []Arrival // that belong to no team yet
	Out    []Away    // of the effort, on their own included
}

// Look shows an outing to whoever runs it: who came, the teams, who has what.
func (s *Service) Look(ctx context.Context, who domain.Actor, id ID) (Day, error) {
	o, e, err := s.outing(ctx, s.Store, who, id)
	if err != nil {
		return Day{}, err
	}
	d := Day{Outing: o, Effort: e}
	if d.Out, err = s.Store.TripsOut(ctx, e.ID); err != nil {
		return d, err
	}
	if d.Teams, err = s.crews(ctx, o, e); err != nil || o.Event == "" {
		return d, err
	}
	if d.Event, err = s.Store.Occasion(ctx, o.Event); err != nil {
		return d, err
	}
	d.Here, err = s.here(ctx, o)
	return d, err
}

// here is the parties that were let in and belong to no team yet.
func (s *Service) here(ctx context.Context, o Outing) ([]Arrival, error) {
	came, err := s.Store.Arrivals(ctx, o.Event)
	if err != nil {
		return nil, err
	}
	members, err := s.Store.MembersOf(ctx, o.ID)
	taken := map[string]bool{}
	for _, m := range present(members) {
		taken[m.Came] = true
	}
	return slices.DeleteFunc(came, func(a Arrival) bool { return taken[a.Came] }), err
}

// crews is the teams of an outing with their members and boards.
func (s *Service) crews(ctx context.Context, o Outing, e canvass.Effort) ([]Crew, error) {
	teams, err := s.Store.TeamsOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	members, err := s.Store.MembersOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	boards, err := s.held(ctx, o)
	if err != nil {
		return nil, err
	}
	said, err := s.Store.DebriefsOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	harvest, err := s.Store.HarvestOf(ctx, o)
	if err != nil {
		return nil, err
	}
	out := make([]Crew, len(teams))
	for i, t := range teams {
		out[i] = Crew{Team: t, Outing: o, Effort: e}
		for _, d := range said {
			if d.Team == t.ID {
				out[i].Said = d
			}
		}
		for _, h := range harvest {
			if h.Team == t.ID {
				out[i].Harvest = h
			}
		}
		for _, m := range present(members) {
			if m.Team == t.ID {
				out[i].Members = append(out[i].Members, m)
			}
		}
		for _, b := range slices.Backward(boards) {
			if b.Board.Team == t.ID {
				out[i].Boards = append(out[i].Boards, b)
			}
		}
	}
	return out, nil
}

// A Held is a board with its turf as it is now, and the phones that hold it.
type Held struct {
	Board  Board
	Turf   universe.Turf // empty when it was joined with another since
	Phones []Phone
}

// Out reports whether the team has the turf now.
func (h Held) Out() bool { return h.Turf.OnBoard(string(h.Board.ID)) }

// Overdue reports whether it is out and should be back.
func (h Held) Overdue(now time.Time) bool { return h.Out() && !now.Before(h.Turf.Until) }

// Lost reports whether somebody took the turf over before it came back.
func (h Held) Lost() bool { return h.Board.Back.IsZero() && !h.Out() }

// A Phone is one that holds a board, and what came home from it.
type Phone struct {
	Board     BoardID
	Device    string
	Canvasser domain.PersonID
	Name      string // of the member it joined as
	Records   int
	Last      time.Time // newest receipt
	Over      bool      // called in
}

// held is the boards of an outing as they stand, those given first first.
func (s *Service) held(ctx context.Context, o Outing) ([]Held, error) {
	boards, err := s.Store.BoardsOf(ctx, o.ID)
	if err != nil || len(boards) == 0 {
		return nil, err
	}
	phones, err := s.Store.PhonesOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	turfs, err := s.Store.TurfsOf(ctx, o.Effort)
	if err != nil {
		return nil, err
	}
	at := map[universe.TurfID]universe.Turf{}
	for _, t := range turfs {
		at[t.ID] = t
	}
	out := make([]Held, len(boards))
	for i, b := range boards {
		out[i] = Held{Board: b, Turf: at[b.Turf]}
		for _, p := range phones {
			if p.Board == b.ID {
				out[i].Phones = append(out[i].Phones, p)
			}
		}
	}
	return out, nil
}
