package event

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// A DelegationID names a delegation.
type DelegationID string

// MaxDelegation is how many people one delegation may bring.
const MaxDelegation = 500

// A Delegation is a partner group that comes with so many. Its places are taken
// like all others, and never promised twice: they stand as RSVPs of MaxParty
// people at most, which the doors know as every other.
type Delegation struct {
	ID      DelegationID
	Event   ID
	Name    string
	Contact string // normalised e-mail address of whoever leads it; empty for none
	People  int    // 0 once it does not come
	By      domain.PersonID
	Made    time.Time
	Changed time.Time
}

// Delegations remembers delegations.
type Delegations interface {
	// Delegation returns a delegation, or refuses with NotFound.
	Delegation(ctx context.Context, id DelegationID) (Delegation, error)
	// DelegationsTo lists the delegations to an event in the order of making.
	DelegationsTo(ctx context.Context, id ID) ([]Delegation, error)
	// DelegationsAt lists the delegations under any of the addresses.
	DelegationsAt(ctx context.Context, addresses []string) ([]Delegation, error)
	// PutDelegation keeps a delegation in place of an earlier state of it.
	PutDelegation(ctx context.Context, d Delegation) error
}

// A DelegationInput is what an organiser sends to hold places for a delegation.
type DelegationInput struct {
	ID     string `json:"id"` // made by the sender
	Name   string `json:"name"`
	Email  string `json:"email"` // of whoever leads it; empty for none
	People int    `json:"people"`
	Shift  int    `json:"shift"` // its number, where there are several
	Pool   string `json:"pool"`  // where there are several
}

func (in DelegationInput) wrong(id ID) (Delegation, error) {
	w := domain.Wrong{}
	did, ok := domain.ParseID[DelegationID](in.ID)
	w.Check(ok, "id", "not-understood")
	d := Delegation{ID: did, Event: id, Name: strings.Join(strings.Fields(in.Name), " "), People: in.People}
	w.Check(d.Name != "", "name", "needed")
	w.Check(len([]rune(d.Name)) <= 80 && !strings.ContainsFunc(d.Name, unicode.IsControl), "name", "too-long")
	w.Check(in.People >= 1 && in.People <= MaxDelegation, "people", "out-of-range")
	if in.Email != "" {
		d.Contact, ok = domain.Email(in.Email)
		w.Check(ok, "email", "not-an-address")
	}
	return d, w.Err()
}

// Bring holds places for a delegation, all of them or none: where there are not
// so many it refuses with Conflict "not-so-many". A letter tells whoever leads
// it, with the link by which it says that fewer come. Again changes nothing.
func (s *Service) Bring(ctx context.Context, who domain.Actor, id ID, in DelegationInput) (Delegation, error) {
	d, err := in.wrong(id)
	if err != nil {
		return d, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		switch old, err := tx.Delegation(ctx, d.ID); {
		case err == nil && old.Event != id:
			return domain.Refuse(domain.Conflict, "id-taken")
		case err == nil:
			d = old
			return nil
		case !domain.Is(err, domain.NotFound):
			return err
		}
		at := RSVP{Shift: in.Shift, Pool: Pool(in.Pool)}
		l, err := layoutOf(ctx, tx, e)
		if err != nil {
			return err
		}
		if err := choose(l, &at); err != nil {
			return err
		}
		d.By, d.Made = who.Person, s.Clock.Now()
		return s.hold(ctx, tx, e, d, at, d.People)
	})
	return d, err
}

// A PeopleInput is how many people of a delegation come.
type PeopleInput struct {
	People int `json:"people"` // 0 for nobody any more
}

// Resize holds more places for a delegation, or fewer, or none any more.
func (s *Service) Resize(ctx context.Context, who domain.Actor, id ID, delegation DelegationID, in PeopleInput) (Delegation, error) {
	var d Delegation
	if in.People < 0 || in.People > MaxDelegation {
		return d, domain.Wrong{"people": "out-of-range"}.Err()
	}
	err := s.Atomically(ctx, func(tx Store) error {
		e, err := s.toEdit(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if d, err = tx.Delegation(ctx, delegation); err != nil {
			return err
		}
		if d.Event != id {
			return domain.Refuse(domain.NotFound, "no-such-delegation")
		}
		return s.resizeTo(ctx, tx, e, &d, in.People)
	})
	return d, err
}

func (s *Service) resizeTo(ctx context.Context, tx Store, e Event, d *Delegation, people int) error {
	if d.People == people {
		return nil
	}
	at, err := tx.RSVP(ctx, d.row(0))
	if err != nil {
		return err
	}
	if err := seated(ctx, tx, e.ID, people, d.rows()...); err != nil {
		return err
	}
	d.People = people
	return s.hold(ctx, tx, e, *d, at, people)
}

// rows is the ids of the RSVPs that hold the places of a delegation.
func (d Delegation) rows() (all []RSVPID) {
	for i := range (d.People + MaxParty - 1) / MaxParty {
		all = append(all, d.row(i))
	}
	return all
}

// row is the id of the RSVP that holds the places of a delegation from the
// number i of them on, counted in RSVPs.
func (d Delegation) row(i int) RSVPID {
	return domain.DerivedID[RSVPID]("delegation", string(d.ID), strconv.Itoa(i))
}

// A holding is one RSVP of a delegation: how many people it had, and has now.
type holding struct {
	rsvp      RSVP
	had, have int
}

// hold takes so many places for a delegation as it needs more, or gives back
// those that it does not, keeps them as RSVPs, and writes to whoever leads it.
// The event is held, at says in which shift and pool.
func (s *Service) hold(ctx context.Context, tx Store, e Event, d Delegation, at RSVP, people int) error {
	d.Changed = s.Clock.Now()
	rows, more, err := d.holdings(ctx, tx, people)
	if err != nil {
		return err
	}
	if more > 0 {
		if took, err := tx.TakePlaces(ctx, e.at(at), more); err != nil || !took {
			return orRefuse(err, domain.Conflict, "not-so-many")
		}
	}
	for i, h := range rows {
		if err := s.holdOne(ctx, tx, d, at, i, h); err != nil {
			return err
		}
	}
	if err := tx.PutDelegation(ctx, d); err != nil {
		return err
	}
	if more < 0 {
		if err := tx.Count(ctx, e.at(at), counted(Coming, more)); err != nil {
			return err
		}
		if err := s.promote(ctx, tx, e, e.at(at)); err != nil {
			return err
		}
	}
	if people == 0 {
		return nil // they said so, or were told in person
	}
	return s.tellDelegation(ctx, tx, e, d, "event/delegation", "event/delegation:"+string(d.ID)+":"+d.Changed.Format(time.RFC3339Nano), nil)
}

// holdings is the RSVPs of a delegation for so many people, and how many places
// that is more than now.
func (d Delegation) holdings(ctx context.Context, tx Store, people int) (rows []holding, more int, err error) {
	for i := 0; ; i++ {
		want := min(MaxParty, people-i*MaxParty)
		r, err := tx.RSVP(ctx, d.row(i))
		if domain.Is(err, domain.NotFound) {
			if want <= 0 {
				return rows, more, nil
			}
			r, err = RSVP{}, nil
		}
		if err != nil {
			return nil, 0, err
		}
		h := holding{rsvp: r, have: max(0, want)}
		if r.State == Coming {
			h.had = r.Party
		}
		rows, more = append(rows, h), more+h.have-h.had
	}
}

// holdOne keeps the ith RSVP of a delegation.
func (s *Service) holdOne(ctx context.Context, tx Store, d Delegation, at RSVP, i int, h holding) error {
	if h.had == h.have {
		return nil
	}
	r := h.rsvp
	fresh, from := r.ID == "", r.State
	if fresh {
		r = RSVP{ID: d.row(i), Event: d.Event, Queued: d.Changed}
		r.Made = d.Changed.Add(time.Duration(i) * time.Millisecond) // so that lists keep their order
		r.Name = fmt.Sprintf("%s %d", d.Name, i+1)
		r.NameKey = strings.ToLower(r.Name) + " " + string(r.ID) // two groups may have one name
	}
	r.Shift, r.Pool, r.Changed, r.State, r.Released = at.Shift, at.Pool, d.Changed, Coming, time.Time{}
	if h.have == 0 {
		r.State = GaveUp
	} else {
		r.Party = h.have
	}
	kept, err := false, error(nil)
	if fresh {
		kept, err = tx.AddRSVP(ctx, r)
	} else {
		kept, err = tx.TurnRSVP(ctx, r, from)
	}
	if err != nil || !kept {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	return nil
}

// DelegationsTo lists the delegations to an event, for those who may see who comes.
func (s *Service) DelegationsTo(ctx context.Context, who domain.Actor, id ID) ([]Delegation, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := e.Let(who, domain.SeeRSVPs); err != nil {
		return nil, err
	}
	return s.Store.DelegationsTo(ctx, id)
}

// A Brought is what the link of a delegation opens.
type Brought struct {
	Delegation Delegation
	Event      Event // with the times of its shift
	Site       Site
}

// Brought returns what the link of a delegation opens, or refuses with NotFound.
// It changes nothing.
func (s *Service) Brought(ctx context.Context, t domain.Token) (b Brought, err error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForDelegation, s.Clock.Now())
	if err != nil {
		return b, err
	}
	if b.Delegation, err = s.Store.Delegation(ctx, DelegationID(object)); err != nil {
		return b, err
	}
	e, err := s.Store.Event(ctx, b.Delegation.Event)
	if err != nil {
		return b, err
	}
	if e, err = b.Delegation.during(ctx, s.Store, e); err != nil {
		return b, err
	}
	b.Event = e.To(b.Delegation.asOne(""))
	b.Site, err = s.Sites.Site(ctx, e.Group)
	return b, err
}

// Fewer has fewer people of the delegation whose link this is come, or nobody.
// More than it has is refused: the organisers hold them; and so is everything once
// answers to its shift are closed.
func (s *Service) Fewer(ctx context.Context, t domain.Token, in PeopleInput) (Brought, error) {
	b, err := s.Brought(ctx, t)
	if err != nil {
		return b, err
	}
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, b.Event.ID)
		if err != nil {
			return err
		}
		if b.Delegation, err = tx.Delegation(ctx, b.Delegation.ID); err != nil {
			return err
		}
		if during, err := b.Delegation.during(ctx, tx, e); err != nil || during.Closed(s.Clock.Now()) {
			return orRefuse(err, domain.Conflict, "event-over")
		}
		if in.People < 0 || in.People > b.Delegation.People {
			return domain.Wrong{"people": "not-more"}.Err()
		}
		return s.resizeTo(ctx, tx, e, &b.Delegation, in.People)
	})
	return b, err
}

// HeldOfDelegations says what is held about a person who leads delegations.
func (s *Service) HeldOfDelegations(ctx context.Context, _ domain.PersonID, emails []string) (any, error) {
	return s.Store.DelegationsAt(ctx, emails)
}

// ForgetDelegations takes a person's address out of the delegations that they
// lead. The places stay: others come.
func (s *Service) ForgetDelegations(ctx context.Context, _ domain.PersonID, emails []string) error {
	all, err := s.Store.DelegationsAt(ctx, emails)
	for _, d := range all {
		if err != nil {
			return err
		}
		err = s.Atomically(ctx, func(tx Store) error {
			d.Contact = ""
			if err := tx.RevokeLinks(ctx, string(d.ID), s.Clock.Now()); err != nil {
				return err
			}
			return tx.PutDelegation(ctx, d)
		})
	}
	return err
}
