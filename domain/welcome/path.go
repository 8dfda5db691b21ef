package welcome

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// A Step is one of those that somebody takes from their first event to leading
// others. None is kept: each follows from what they did.
type Step string

// The steps.
const (
	FirstEvent  Step = "first-event"
	Buddy       Step = "buddy" // somebody got in touch and reached them
	SecondEvent Step = "second-event"
	Training    Step = "training" // one that they came to, or a script gone through with a made-up household
	Lead        Step = "lead"
)

// Steps is every step, in their order.
var Steps = []Step{FirstEvent, Buddy, SecondEvent, Training, Lead}

// A Been is one RSVP of somebody who has or had a place at an event, and what is
// known of their coming.
type Been struct {
	Person   domain.PersonID // empty where the address is nobody's, or several people's
	Kind     event.Kind
	Ended    time.Time // of the event
	Sighting event.Sighting
	Gated    bool // gates were used there
	Reached  bool // somebody got in touch with whoever answered, and reached them
}

// came reports whether they have been there: they were seen, or had a place and
// nobody has looked.
func (b Been) came(now time.Time) bool {
	fate := b.Sighting.Fate(b.Gated)
	return !b.Ended.After(now) && (fate == event.Came || fate == event.NotKnown)
}

// who tells people apart: a person, else a name and a contact.
func (b Been) who() string {
	if b.Person != "" {
		return string(b.Person)
	}
	return b.Sighting.RSVP.NameKey + " " + b.Sighting.RSVP.Contact
}

// A Mark is what else is known of a person.
type Mark struct {
	Person    domain.PersonID
	Name      string
	Reached   bool // somebody got in touch with them, and reached them
	Practised bool // they went through a script with a made-up household
	Leads     bool
}

// Deeds reads what people did.
type Deeds interface {
	// BeenTo lists the RSVPs to events that are on of a person, by their id or
	// under one of the addresses.
	BeenTo(ctx context.Context, p domain.PersonID, addresses []string) ([]Been, error)
	// BeenIn lists the RSVPs to events of a group that are on and end after a time.
	BeenIn(ctx context.Context, g domain.GroupID, from time.Time) ([]Been, error)
	// MarksOf returns what else is known of a person.
	MarksOf(ctx context.Context, p domain.PersonID) (Mark, error)
	// MarksIn lists what else is known of those who belong to a group.
	MarksIn(ctx context.Context, g domain.GroupID) ([]Mark, error)
}

// A Path is which of the Steps somebody has taken, and the first that they have
// not. Whoever leads is offered none: they are what the others are on the way to.
type Path struct {
	Name   string
	Events int // that they came to
	Done   []Step
	Next   Step // empty for whoever leads
}

// pathOf is the path of somebody who was to some events, by what is known of them.
func pathOf(been []Been, m Mark, now time.Time) Path {
	p := Path{Name: m.Name}
	reached, trained := m.Reached, m.Practised
	for _, b := range been {
		reached = reached || b.Reached
		if b.came(now) {
			p.Events++
			trained = trained || b.Kind == event.Training
		}
		p.Name = cmp.Or(p.Name, b.Sighting.RSVP.Name)
	}
	took := map[Step]bool{FirstEvent: p.Events > 0, Buddy: reached, SecondEvent: p.Events > 1, Training: trained, Lead: m.Leads}
	for _, step := range Steps {
		if took[step] {
			p.Done = append(p.Done, step)
		} else if p.Next == "" && !m.Leads {
			p.Next = step
		}
	}
	return p
}

// Path is the path of who, whose confirmed addresses these are.
func (s *Service) Path(ctx context.Context, who domain.Actor, emails []string) (Path, error) {
	if who.Nobody() {
		return Path{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	been, err := s.Store.BeenTo(ctx, who.Person, emails)
	if err != nil {
		return Path{}, err
	}
	m, err := s.Store.MarksOf(ctx, who.Person)
	m.Name = who.Name
	return pathOf(been, m, s.Clock.Now()), err
}

// Paths is how far the people of a group have come: how many took each step, and
// who could take which next. They are in no order but that of their names.
type Paths struct {
	Took  map[Step]int
	Ready map[Step][]Path
}

// pathYears is over how many years deeds count for an organiser's list.
const pathYears = 1

// PathsIn says how far those have come who belong to a group or were at its
// events in the last year, for whoever sees its people.
func (s *Service) PathsIn(ctx context.Context, who domain.Actor, g domain.GroupID) (Paths, error) {
	if _, err := scope(who, g); err != nil {
		return Paths{}, err
	}
	now := s.Clock.Now()
	been, err := s.Store.BeenIn(ctx, g, now.AddDate(-pathYears, 0, 0))
	if err != nil {
		return Paths{}, err
	}
	marks, err := s.Store.MarksIn(ctx, g)
	if err != nil {
		return Paths{}, err
	}
	return pathsOf(been, marks, now), nil
}

func pathsOf(been []Been, marks []Mark, now time.Time) Paths {
	by, known := map[string][]Been{}, map[string]Mark{}
	for _, m := range marks {
		known[string(m.Person)], by[string(m.Person)] = m, nil
	}
	for _, b := range been {
		by[b.who()] = append(by[b.who()], b)
	}
	out := Paths{Took: map[Step]int{}, Ready: map[Step][]Path{}}
	for who, deeds := range by {
		p := pathOf(deeds, known[who], now)
		for _, step := range p.Done {
			out.Took[step]++
		}
		if len(p.Done) > 0 && p.Next != "" { // whoever did nothing yet is asked by nobody's list
			out.Ready[p.Next] = append(out.Ready[p.Next], p)
		}
	}
	for _, ready := range out.Ready {
		slices.SortFunc(ready, func(a, b Path) int {
			return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Events, b.Events))
		})
	}
	return out
}
