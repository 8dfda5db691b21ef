package universe

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

// A Walk is one turf with what whoever walks it needs to know, and no more.
type Walk struct {
	Turf   Turf
	Effort canvass.Effort
	Stops  []Stop // in walking order
}

// A Stop is one door of a walk. It says when somebody was there last, and
// never what was said: an opinion has no place on somebody else's phone.
type Stop struct {
	Door     Door         // Quiet is set where nobody knocks, for whatever reason
	Electors []Elector    // where the effort holds a roll
	Last     time.Time    // of the latest visit in this effort, zero for none
	Done     bool         // somebody was met there in this effort; nobody need go again
	Wish     canvass.Wish // the visit that was asked for there, empty for none
}

// Walk reads a turf with its doors in walking order, for whoever has it now or
// hands turf out. It refuses everybody else of the group with Denied
// (turf-not-yours), and whose time is over with Conflict (turf-over).
func (s *Service) Walk(ctx context.Context, who domain.Actor, id TurfID) (Walk, error) {
	t, e, err := s.turf(ctx, s.Store, who, id, domain.Knock)
	if err != nil {
		return Walk{}, err
	}
	now := s.Clock.Now()
	if !t.HeldBy(who.Person, now) && !who.May(domain.HandOutTurf, e.Group) {
		if t.Holder == who.Person && t.Overdue(now) {
			return Walk{}, domain.Refuse(domain.Conflict, "turf-over")
		}
		return Walk{}, domain.Refuse(domain.Denied, "turf-not-yours")
	}
	w := Walk{Turf: t, Effort: e}
	w.Stops, err = s.stops(ctx, t, e, now)
	return w, err
}

// stops is the doors of a turf with what is known of them.
func (s *Service) stops(ctx context.Context, t Turf, e canvass.Effort, now time.Time) ([]Stop, error) {
	doors, err := s.Store.DoorsIn(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]DoorID, len(doors))
	for i, d := range doors {
		ids[i] = d.ID
	}
	visits, err := s.Store.VisitsAt(ctx, ids)
	if err != nil {
		return nil, err
	}
	var electors []Elector
	if e.Level == canvass.LevelRoll {
		if electors, err = s.Store.ElectorsIn(ctx, t.ID, now); err != nil {
			return nil, err
		}
	}
	lines := map[DoorID][]Elector{}
	for _, x := range electors {
		lines[x.Door] = append(lines[x.Door], x)
	}
	at := byDoor(visits)
	stops := make([]Stop, len(doors))
	for i, d := range doors {
		stops[i] = stopOf(d, e.ID, at[d.ID])
		stops[i].Electors = lines[d.ID]
	}
	return stops, nil
}

// byDoor sorts records to their doors. An annulment names no door: it goes
// where what it annuls was recorded.
func byDoor(visits []canvass.Visit) map[DoorID][]canvass.Visit {
	where := map[canvass.VisitID]DoorID{}
	for _, v := range visits {
		if v.Door != "" {
			where[v.ID] = DoorID(v.Door)
		}
	}
	at := map[DoorID][]canvass.Visit{}
	for _, v := range visits {
		door := DoorID(v.Door)
		if door == "" {
			door = where[v.Refers]
		}
		at[door] = append(at[door], v)
	}
	return at
}

// stopOf is a door with what its records come to. Those of other efforts say
// one thing only: that nobody may be contacted there.
func stopOf(d Door, e canvass.EffortID, records []canvass.Visit) Stop {
	var own, door []canvass.Visit
	for _, r := range records {
		if r.Effort == e {
			own = append(own, r)
		}
		if r.Elector == "" { // one person's word is that person's alone
			door = append(door, r)
		}
	}
	standing := canvass.Stand(own)
	outcome, _ := script.OutcomeOf(standing.Latest.Outcome)
	stop := Stop{Door: d, Last: standing.Latest.Happened, Done: standing.Known && !outcome.Retry}
	if canvass.Stand(door).Never != "" || standing.Ended || standing.Known && outcome.Final != script.Nowhere {
		stop.Door.Quiet = true
	}
	stop.Wish, _ = canvass.Wished(own)
	return stop
}

// Turfs lists the turfs of an effort by name, for whoever hands them out.
func (s *Service) Turfs(ctx context.Context, who domain.Actor, e canvass.EffortID) ([]Turf, error) {
	if _, err := s.effort(ctx, s.Store, who, e, domain.HandOutTurf); err != nil {
		return nil, err
	}
	return s.Store.TurfsOf(ctx, e)
}

// Mine lists the turfs that who has out, those that end first first.
func (s *Service) Mine(ctx context.Context, who domain.Actor) ([]Turf, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	return s.Store.TurfsHeld(ctx, who.Person)
}

// A TakeInput is who takes a turf and for how long.
type TakeInput struct {
	Person domain.PersonID `json:"person"` // empty means the sender; only who hands turf out names another
	Team   string          `json:"team"`
	Hours  int             `json:"hours"` // until it may be taken by another; 0 means 12
	Over   bool            `json:"over"`  // also from somebody whose time still runs; only who hands turf out
}

// Bounds of a take. Phones work two days without signal, so that a turf may
// be out for that and a day more.
const (
	MaxHours     = 72
	defaultHours = 12
)

// Take hands a turf to somebody. Taking what one has already gives it a new
// end. It refuses with Conflict turf-taken when somebody else's time with it
// still runs and it is not taken over, turf-finished when there is nothing left
// to do, and effort-forgotten when the effort's clock has run out. What an earlier holder still sends is kept (DOOR.md, Sync).
func (s *Service) Take(ctx context.Context, who domain.Actor, id TurfID, in TakeInput) (Turf, error) {
	if err := in.wrong(); err != nil {
		return Turf{}, err
	}
	act, holder := domain.Knock, who.Person
	if in.Person != "" && in.Person != who.Person {
		act, holder = domain.HandOutTurf, in.Person
	}
	if in.Over {
		act = domain.HandOutTurf
	}
	var t Turf
	err := s.Atomically(ctx, func(tx Store) (err error) {
		var e canvass.Effort
		now := s.Clock.Now()
		if t, e, err = s.turf(ctx, tx, who, id, act); err == nil {
			err = e.Lives(now)
		}
		if err != nil {
			return err
		}
		was := t.State
		if !t.HeldBy(holder, now) {
			t.Board = ""
		}
		t.State, t.Holder, t.Team, t.Taken, t.Until, t.Changed = Out, holder, in.Team, now, now.Add(in.long()), now
		ok, err := tx.TakeTurf(ctx, t, now, in.Over)
		switch {
		case err != nil || ok:
			return err
		case was == Finished:
			return domain.Refuse(domain.Conflict, "turf-finished")
		}
		return domain.Refuse(domain.Conflict, "turf-taken")
	})
	return t, err
}

func (in TakeInput) wrong() error {
	w := domain.Wrong{}
	w.Check(in.Hours >= 0 && in.Hours <= MaxHours, "hours", "hours-range")
	w.Check(len(in.Team) <= 64, "team", "too-long")
	if in.Person != "" {
		_, ok := domain.ParseID[domain.PersonID](string(in.Person))
		w.Check(ok, "person", "not-an-id")
	}
	return w.Err()
}

// long is how long the turf is given for.
func (in TakeInput) long() time.Duration {
	if in.Hours == 0 {
		return defaultHours * time.Hour
	}
	return time.Duration(in.Hours) * time.Hour
}

// A BringInput is how somebody brings a turf back.
type BringInput struct {
	Finished bool `json:"finished"` // nothing is left to do there
}

// BringBack ends somebody's time with a turf; whoever hands turf out may end
// anybody's. One that another has taken over meanwhile stays theirs, and
// that is no fault of whoever comes back late.
func (s *Service) BringBack(ctx context.Context, who domain.Actor, id TurfID, in BringInput) (Turf, error) {
	var t Turf
	err := s.Atomically(ctx, func(tx Store) error {
		var e canvass.Effort
		var err error
		if t, e, err = s.turf(ctx, tx, who, id, domain.Knock); err != nil {
			return err
		}
		mine := t
		if !who.May(domain.HandOutTurf, e.Group) {
			mine.Holder = who.Person
		}
		to := Returned
		if in.Finished {
			to = Finished
		}
		done, err := tx.GiveBack(ctx, mine, to, s.Clock.Now())
		if done {
			t.State = to
		}
		return err
	})
	return t, err
}
