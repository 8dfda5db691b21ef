package event

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
)

// A Fate is what became of a party once its event had begun.
type Fate string

// The fates. Nobody is taken to have stayed away where nobody has looked: that
// is not known.
const (
	Came     Fate = "came"
	NoShow   Fate = "no-show"
	NoRoom   Fate = "no-room" // it waited until the event began, and in vain
	NotKnown Fate = "not-known"
)

// NotSaid is what a Sighting says where no organiser has.
const NotSaid = -1

// A Sighting is a party that had a place or waited for one, and what is known
// of its coming.
type Sighting struct {
	RSVP RSVP // without its needs
	Said int  // people of it that came, as an organiser says, or NotSaid
	Seen int  // people of it that a gate let in at once

	Inside int // people of it that gates let in and not out again
}

// fate is what became of the party, and how many of it came. What an organiser
// says counts more than what a gate saw. Where gates were used, whoever was
// let in at none did not come.
func (x Sighting) fate(gated bool) (Fate, int) {
	waited := x.RSVP.State == Waiting || !x.RSVP.InVain.IsZero()
	switch {
	case x.Said > 0:
		return Came, x.Said
	case x.Said == NotSaid && x.Seen > 0:
		return Came, x.Seen
	case waited:
		return NoRoom, 0
	case x.Said == 0 || gated:
		return NoShow, 0
	}
	return NotKnown, 0
}

// Fate is what became of the party, at an event where gates were used or not.
func (x Sighting) Fate(gated bool) Fate {
	fate, _ := x.fate(gated)
	return fate
}

// hasCome reports whether somebody of a party came.
func hasCome(ctx context.Context, st Store, r RSVP) (bool, error) {
	some, err := st.SightingsOf(ctx, r.Event, []RSVPID{r.ID})
	return len(some) == 1 && some[0].Fate(true) == Came, err
}

// seated refuses with Conflict "let-in" where more people of some parties are
// inside than they want to be: there somebody sits, and nobody else.
func seated(ctx context.Context, st Store, id ID, want int, rs ...RSVPID) error {
	some, err := st.SightingsOf(ctx, id, rs)
	for _, x := range some {
		want -= x.Inside
	}
	if err == nil && want < 0 {
		err = domain.Refuse(domain.Conflict, "let-in")
	}
	return err
}

// Doors is what is known of an event beside its parties.
type Doors struct {
	Gated   bool // a gate let some party in
	Counted int  // people without a place whom gates let in
	Others  int  // the same as an organiser says, or NotSaid
}

// WalkIns is how many people came without a place.
func (d Doors) WalkIns() int {
	if d.Others != NotSaid {
		return d.Others
	}
	return d.Counted
}

// Attendance remembers who came.
type Attendance interface {
	// Sightings lists the parties that had a place at an event when it began, or
	// waited for one until then, by their names, after the given one, at most n.
	Sightings(ctx context.Context, id ID, after RSVPID, n int) ([]Sighting, error)
	// SightingsOf is Sightings of these alone, of those that are of the event.
	SightingsOf(ctx context.Context, id ID, rs []RSVPID) ([]Sighting, error)
	// Doors says what is known of an event beside its parties.
	Doors(ctx context.Context, id ID) (Doors, error)
	// Say keeps that so many people of a party came, or of those without a place
	// where none is given, over what was said of them before.
	Say(ctx context.Context, id ID, r RSVPID, people int, by domain.PersonID, at time.Time) error
}

// A Turnout is how many people came to an event, and how many did not. It
// counts people and not parties.
type Turnout struct {
	Came     int // those without a place included
	WalkIns  int
	First    int // parties among them that came for the first time
	NoShows  int
	NoRoom   int
	NotKnown int // of those who had a place
}

// count adds a party.
func (t *Turnout) count(x Sighting, gated bool) {
	switch fate, people := x.fate(gated); fate {
	case Came:
		t.Came += people
		if x.RSVP.First {
			t.First++
		}
	case NoShow:
		t.NoShows += x.RSVP.Party
	case NoRoom:
		t.NoRoom += x.RSVP.Party
	default:
		t.NotKnown += x.RSVP.Party
	}
}

// Whole reports whether it is known of everybody whether they came.
func (t Turnout) Whole() bool { return t.NotKnown == 0 && t.Came+t.NoShows > 0 }

// turnout counts who came to an event.
func turnout(ctx context.Context, st Store, id ID) (t Turnout, d Doors, err error) {
	if d, err = st.Doors(ctx, id); err != nil {
		return t, d, err
	}
	t.WalkIns = d.WalkIns()
	t.Came = t.WalkIns
	var after RSVPID
	for {
		some, err := st.Sightings(ctx, id, after, 1000)
		if err != nil || len(some) == 0 {
			return t, d, err
		}
		for _, x := range some {
			t.count(x, d.Gated)
		}
		after = some[len(some)-1].RSVP.ID
	}
}

// An Attended is a party and what became of it.
type Attended struct {
	RSVP   RSVP
	Fate   Fate
	People int  // of it that came
	Said   bool // by an organiser
}

// A Roll is who came to an event, as whoever looks after it sees it.
type Roll struct {
	Event   Event
	Layout  Layout
	Turnout Turnout
	Doors   Doors
	Parties []Attended
}

// Roll says who came to an event, for those who may see who comes: the parties
// by name, after the given one, at most n. Before it has begun there is none.
func (s *Service) Roll(ctx context.Context, who domain.Actor, id ID, after RSVPID, n int) (Roll, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return Roll{}, err
	}
	if err := e.Let(who, domain.SeeRSVPs); err != nil {
		return Roll{}, err
	}
	out := Roll{Event: e}
	if out.Layout, err = layoutOf(ctx, s.Store, e); err != nil || e.Starts.After(s.Clock.Now()) {
		return out, err
	}
	if out.Turnout, out.Doors, err = turnout(ctx, s.Store, id); err != nil {
		return out, err
	}
	some, err := s.Store.Sightings(ctx, id, after, n)
	for _, x := range some {
		fate, people := x.fate(out.Doors.Gated)
		out.Parties = append(out.Parties, Attended{x.RSVP, fate, people, x.Said != NotSaid})
	}
	return out, err
}

// An AttendInput is what somebody sends who ticks who came: the parties that
// stood on their list, which of them were ticked when it was made, and which
// are now. Others is how many came without a place, empty where nobody counts.
type AttendInput struct {
	Shown  []string `json:"shown"`
	Was    []string `json:"was"`
	Came   []string `json:"came"`
	Others string   `json:"others"`
	After  string   `json:"after"` // the party after which the list began, to show the same again
}

// MostShown is how many parties stand on one list.
const MostShown = 200

// Attend notes who came, for groups without gates and where a gate was wrong.
// Only what was changed on the list is written, and what nobody knew: two who
// tick at once do not undo each other. Again changes nothing. An event that
// has not begun is refused with Conflict "not-begun".
func (s *Service) Attend(ctx context.Context, who domain.Actor, id ID, in AttendInput) error {
	shown, others, err := in.wrong()
	if err != nil {
		return err
	}
	return s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, id)
		if err != nil {
			return err
		}
		if err := e.Let(who, domain.CheckIn); err != nil {
			return err
		}
		now := s.Clock.Now()
		if !e.Called || e.Starts.After(now) {
			return domain.Refuse(domain.Conflict, "not-begun")
		}
		d, err := tx.Doors(ctx, id)
		if err != nil {
			return err
		}
		if others != NotSaid && others != d.WalkIns() {
			if err := tx.Say(ctx, id, "", others, who.Person, now); err != nil {
				return err
			}
		}
		some, err := tx.SightingsOf(ctx, id, shown)
		if err == nil && len(some) != len(shown) {
			err = domain.Wrong{"shown": "pick-one"}.Err()
		}
		if err != nil {
			return err
		}
		return in.say(ctx, tx, id, some, d.Gated, who.Person, now)
	})
}

// wrong reads which parties stood on the list, and the number of the others.
func (in AttendInput) wrong() (shown []RSVPID, others int, err error) {
	w := domain.Wrong{}
	w.Check(len(in.Shown) <= MostShown, "shown", "too-long")
	for _, text := range in.Shown {
		id, ok := domain.ParseID[RSVPID](text)
		w.Check(ok && !slices.Contains(shown, id), "shown", "pick-one")
		shown = append(shown, id)
	}
	for _, text := range in.Came {
		w.Check(slices.Contains(in.Shown, text), "came", "pick-one")
	}
	others = NotSaid
	if text := strings.TrimSpace(in.Others); text != "" {
		others, err = strconv.Atoi(text)
		w.Check(err == nil && others >= 0 && others <= MaxCapacity, "others", "out-of-range")
	}
	return shown, others, w.Err()
}

// say writes down what is new on the list.
func (in AttendInput) say(ctx context.Context, tx Store, id ID, some []Sighting, gated bool, by domain.PersonID, now time.Time) error {
	for _, x := range some {
		fate, people := x.fate(gated)
		came := slices.Contains(in.Came, string(x.RSVP.ID))
		if fate != NotKnown && came == slices.Contains(in.Was, string(x.RSVP.ID)) {
			continue
		}
		if !came {
			people = 0
		} else if people == 0 {
			people = x.RSVP.Party
		}
		if err := tx.Say(ctx, id, x.RSVP.ID, people, by, now); err != nil {
			return err
		}
	}
	return nil
}
