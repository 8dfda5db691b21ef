package outing

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/sun"
	"barnstorm/domain/universe"
)

// A TripID names somebody's time out.
type TripID string

// A Trip is somebody who is out until they are back. It knows the turf that
// they were last in, and never a position.
type Trip struct {
	ID     TripID
	Effort canvass.EffortID
	Outing ID              // empty for somebody on their own
	Member MemberID        // of a team; empty for somebody on their own
	Person domain.PersonID // empty where we know no person
	Turf   universe.TurfID // the last known one, empty for none
	Buddy  string          // who else knows when they should be back, empty for their team
	Gone   time.Time
	Due    time.Time
	Back   time.Time // zero while they are out
	Told   time.Time // when a lead was written to, once; zero for never
}

// Late reports whether somebody is out and should be back.
func (t Trip) Late(now time.Time) bool { return t.Back.IsZero() && !now.Before(t.Due) }

// An Away is a trip with the names that its lead reads.
type Away struct {
	Trip
	Name string // of who is out
	Area string // the name of the turf
	Team TeamID // empty for somebody on their own
}

// Trips remembers who is out.
type Trips interface {
	// Trip finds one trip, or refuses with NotFound.
	Trip(ctx context.Context, id TripID) (Trip, error)
	// TripOf finds the open trip of a member, or of a person on their own in an
	// effort, or refuses with NotFound.
	TripOf(ctx context.Context, e canvass.EffortID, m MemberID, p domain.PersonID) (Trip, error)
	// TripsOut lists who is out in an effort, those due first first.
	TripsOut(ctx context.Context, e canvass.EffortID) ([]Away, error)
	// PutTrip keeps a whole trip in place of an earlier state of it.
	PutTrip(ctx context.Context, t Trip) error
	// TripsLate lists up to n trips that were due before a moment, and of which
	// nobody was told.
	TripsLate(ctx context.Context, before time.Time, n int) ([]Away, error)
	// TellOnce notes that a lead is told of a trip, and reports whether: not twice,
	// and not of somebody who is back.
	TellOnce(ctx context.Context, id TripID, now time.Time) (bool, error)
	// Watchers is who is told of somebody who should be back: the lead of the
	// outing, else whoever leads or organises in the effort's own group.
	Watchers(ctx context.Context, t Trip) ([]Watcher, error)
}

// A Watcher is somebody who is told, with what a letter to them says of us.
type Watcher struct {
	Person  domain.PersonID
	Name    string
	Email   string
	Locale  string
	Group   domain.GroupID
	Title   string // of the group
	Imprint string
}

// depart has everybody of a team be out with a board until it should be back.
func (s *Service) depart(ctx context.Context, tx Store, c Crew, b Board, buddy string) error {
	for _, m := range c.Members {
		t, err := tx.TripOf(ctx, c.Effort.ID, m.ID, "")
		if domain.Is(err, domain.NotFound) {
			t = Trip{ID: domain.DerivedID[TripID](string(b.ID), string(m.ID)), Effort: c.Effort.ID, Outing: c.Outing.ID, Member: m.ID, Person: m.Person, Gone: b.Given}
		} else if err != nil {
			return err
		}
		t.Turf, t.Due, t.Buddy, t.Told = b.Turf, b.Until, strings.TrimSpace(buddy), time.Time{}
		if err := tx.PutTrip(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// postpone gives everybody of a team who is out until they should be back.
func (s *Service) postpone(ctx context.Context, tx Store, c Crew, due time.Time) error {
	return s.each(ctx, tx, c, func(t *Trip) { t.Due, t.Told = due, time.Time{} })
}

// each changes the open trips of a team.
func (s *Service) each(ctx context.Context, tx Store, c Crew, change func(*Trip)) error {
	out, err := tx.TripsOut(ctx, c.Effort.ID)
	if err != nil {
		return err
	}
	for _, a := range out {
		if a.Team != c.Team.ID {
			continue
		}
		change(&a.Trip)
		if err := tx.PutTrip(ctx, a.Trip); err != nil {
			return err
		}
	}
	return nil
}

// CountBack says that everybody of a team is back.
func (s *Service) CountBack(ctx context.Context, who domain.Actor, id TeamID) (Crew, error) {
	var c Crew
	return c, s.Atomically(ctx, func(tx Store) (err error) {
		if c, err = s.team(ctx, tx, who, id); err != nil {
			return err
		}
		now := s.Clock.Now()
		return s.each(ctx, tx, c, func(t *Trip) { t.Back = now })
	})
}

// Seen says that somebody is back, by whoever runs the day. Again changes nothing.
func (s *Service) Seen(ctx context.Context, who domain.Actor, id TripID) (Trip, error) {
	if who.Nobody() {
		return Trip{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	var t Trip
	return t, s.Atomically(ctx, func(tx Store) (err error) {
		if t, err = tx.Trip(ctx, id); err != nil {
			return err
		}
		if _, err = s.effort(ctx, tx, who, t.Effort); err != nil {
			if domain.Is(err, domain.NotFound) {
				err = domain.Refuse(domain.NotFound, "no-such-trip")
			}
			return err
		}
		if t.Back.IsZero() {
			t.Back = s.Clock.Now()
		}
		return tx.PutTrip(ctx, t)
	})
}

// An OutInput is what a phone says of its holder: out, until when and with whom,
// or back.
type OutInput struct {
	ID    TripID    `json:"id"`    // made by the phone
	Back  bool      `json:"back"`  // they are back
	Now   time.Time `json:"now"`   // by the phone's clock as it sends this; zero where it does not say
	Due   time.Time `json:"due"`   // by the phone's clock; may be past, where this was said without signal
	Buddy string    `json:"buddy"` // who walks with them, or knows when they should be back
	Alone bool      `json:"alone"` // nobody walks with them
}

// righted is in with its times by our clock: a phone's may be days off. Less than
// half a minute is what it takes on the way, and changes nothing when it comes twice.
func (in OutInput) righted(now time.Time) OutInput {
	if !in.Now.IsZero() && !in.Due.IsZero() {
		in.Due = in.Due.Add(now.Sub(in.Now).Round(time.Minute))
	}
	return in
}

func (in OutInput) wrong(now time.Time) error {
	w := domain.Wrong{}
	_, ok := domain.ParseID[TripID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	w.Check(in.Back || !in.Due.IsZero() && in.Due.Before(now.Add(longest)), "due", "back-too-late")
	w.Check(oneLine(strings.TrimSpace(in.Buddy), maxName), "buddy", "too-long")
	return w.Err()
}

// Say notes what a phone says of its holder, known by their upload credential:
// with an account or without. It refuses whoever walks alone after dark without
// a lead's word (Conflict alone-after-dark), and the id of somebody else's time
// out (Conflict id-taken).
func (s *Service) Say(ctx context.Context, token domain.Token, in OutInput) (Trip, error) {
	b, err := s.Universe.Canvass.Holder(ctx, token)
	if err != nil {
		return Trip{}, err
	}
	now := s.Clock.Now()
	in = in.righted(now)
	if err := in.wrong(now); err != nil {
		return Trip{}, err
	}
	var t Trip
	return t, s.Atomically(ctx, func(tx Store) error {
		fresh, agreed, err := s.trip(ctx, tx, b.Credential)
		if err != nil {
			return err
		}
		t, err = tx.TripOf(ctx, fresh.Effort, fresh.Member, fresh.Person)
		if domain.Is(err, domain.NotFound) && in.Back {
			return nil
		} else if domain.Is(err, domain.NotFound) {
			t = fresh
			t.ID, t.Gone = in.ID, now
			err = t.free(ctx, tx)
		}
		if err != nil {
			return err
		}
		if in.Back {
			t.Back = now
			return tx.PutTrip(ctx, t)
		}
		turf, err := tx.Turf(ctx, fresh.Turf)
		if err != nil && !domain.Is(err, domain.NotFound) {
			return err
		}
		if in.Alone && !agreed && sun.Dark(turf.At, in.Due) {
			return universe.TooDark(turf.At, now)
		}
		t.Turf, t.Due, t.Buddy, t.Told = fresh.Turf, in.Due.UTC(), strings.TrimSpace(in.Buddy), time.Time{}
		return tx.PutTrip(ctx, t)
	})
}

// free refuses with Conflict id-taken where somebody else's time out has t's id.
func (t Trip) free(ctx context.Context, tx Store) error {
	old, err := tx.Trip(ctx, t.ID)
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	if err == nil && (old.Effort != t.Effort || old.Member != t.Member || old.Person != t.Person) {
		return domain.Refuse(domain.Conflict, "id-taken")
	}
	return err
}

// trip is who holds a credential, as somebody who goes out, and whether a lead
// agreed that they walk alone after dark.
func (s *Service) trip(ctx context.Context, tx Store, c canvass.Credential) (Trip, bool, error) {
	t := Trip{Effort: c.Effort, Person: c.Person, Turf: universe.TurfID(c.Turf)}
	if c.Board == "" {
		return t, false, nil
	}
	b, err := tx.Board(ctx, BoardID(c.Board))
	if err != nil {
		return t, false, err
	}
	team, err := tx.Team(ctx, b.Team)
	if err != nil {
		return t, false, err
	}
	members, err := tx.MembersIn(ctx, b.Team)
	i := slices.IndexFunc(members, func(m Member) bool { return m.Canvasser() == c.Person })
	if err != nil || i < 0 {
		return t, false, err
	}
	t.Outing, t.Member, t.Person = team.Outing, members[i].ID, members[i].Person
	return t, b.Alone, nil
}

// patience is how long after they were due a lead is written to.
const patience = 10 * time.Minute

// AskAfter tells leads of up to n people who should be back, each once. The
// letter says the last known turf.
func (s *Service) AskAfter(ctx context.Context, n int) (int, error) {
	late, err := s.Store.TripsLate(ctx, s.Clock.Now().Add(-patience), n)
	for _, a := range late {
		if err != nil {
			return 0, err
		}
		err = s.Atomically(ctx, func(tx Store) error { return s.tell(ctx, tx, a) })
	}
	return len(late), err
}

func (s *Service) tell(ctx context.Context, tx Store, a Away) error {
	now := s.Clock.Now()
	first, err := tx.TellOnce(ctx, a.ID, now)
	if err != nil || !first {
		return err
	}
	e, err := tx.Effort(ctx, a.Effort)
	if err != nil {
		return err
	}
	watchers, err := tx.Watchers(ctx, a.Trip)
	if err != nil {
		return err
	}
	link := s.URL("/organise/efforts/" + string(e.ID) + "/outings")
	if a.Outing != "" {
		link = s.URL("/lead/outings/" + string(a.Outing))
	}
	var letters []domain.Letter
	for _, k := range watchers {
		letters = append(letters, domain.Letter{
			ID: domain.NewID[domain.LetterID](now), Key: "outing/late:" + string(a.ID) + ":" + a.Due.Format(time.RFC3339) + ":" + string(k.Person), To: k.Email, Name: k.Name, Person: k.Person,
			Group: k.Group, Locale: k.Locale, Kind: "outing/late", Due: now,
			Fields: map[string]string{
				"name": k.Name, "who": a.Name, "turf": a.Area, "buddy": a.Buddy, "due": a.Due.Format(time.RFC3339), "zone": e.Zone, "link": link,
				"group": k.Title, "imprint": k.Imprint,
			},
		})
	}
	return tx.Post(ctx, letters...)
}
