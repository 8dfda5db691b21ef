package event

import (
	"context"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
)

// An RSVPID names an RSVP.
type RSVPID string

// A State is how an RSVP stands.
type State string

// The states of an RSVP.
const (
	Coming  State = "coming"
	Waiting State = "waiting"
	GaveUp  State = "given-back"
)

// An RSVP is one party's standing answer to an event. It belongs to an event,
// a name and a contact, until its link joins it to a person: anybody can type
// anybody's address.
type RSVP struct {
	ID        RSVPID
	Event     ID
	Name      string
	NameKey   string // the name as it is compared
	Contact   string // normalised e-mail address
	Person    domain.PersonID
	Party     int // people, the one who answers included: 1 to MaxParty
	State     State
	First     bool   // it is their first time
	Needs     string // access needs, in their own words; sealed where it is kept
	Locale    string
	Zone      string    // IANA name of their own clock, where their browser said it
	Confirmed time.Time // when they said again that they come; zero if they did not
	Made      time.Time
	Changed   time.Time
}

// Bounds of an RSVP.
const (
	MaxParty = 10
	MaxNeeds = 300
)

// An RSVPInput is what somebody sends to take a place.
type RSVPInput struct {
	ID    string `json:"id"` // made by the sender
	Name  string `json:"name"`
	Email string `json:"email"`
	Party int    `json:"party"`
	First bool   `json:"first"`
	Needs string `json:"needs"`
	Zone  string `json:"zone"` // the sender's own clock, an IANA name; one that nobody knows is as none
}

func (in RSVPInput) wrong() (RSVP, error) {
	w := domain.Wrong{}
	name := strings.Join(strings.Fields(in.Name), " ")
	w.Check(name != "", "name", "needed")
	w.Check(len([]rune(name)) <= 100 && !strings.ContainsFunc(name, unicode.IsControl), "name", "too-long")
	email, ok := domain.Email(in.Email)
	w.Check(ok, "email", "not-an-address")
	w.Check(in.Party >= 0 && in.Party <= MaxParty, "party", "out-of-range")
	w.Check(len([]rune(in.Needs)) <= MaxNeeds, "needs", "too-long")
	id, isID := domain.ParseID[RSVPID](in.ID)
	w.Check(isID, "id", "not-understood")
	return RSVP{
		ID: id, Name: name, NameKey: strings.ToLower(name), Contact: email, Party: max(1, in.Party),
		First: in.First, Needs: strings.TrimSpace(in.Needs), Zone: knownZone(in.Zone), State: Coming,
	}, w.Err()
}

// knownZone is the name of a clock if there is one of it.
func knownZone(name string) string {
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || len(name) > 64 {
		return ""
	}
	return name
}

// RSVP takes places at an event for a party, without an account; when so many
// are not free the party joins the waitlist. A letter confirms it, and the
// link in it is the key to the RSVP. Sent twice, by id or by name and address,
// it counts once. An event that is over refuses with Conflict.
func (s *Service) RSVP(ctx context.Context, who domain.Actor, id ID, in RSVPInput, locale string) (RSVP, error) {
	r, err := in.wrong()
	if err != nil {
		return RSVP{}, err
	}
	r.Event, r.Locale, r.Made = id, locale, s.Clock.Now()
	r.Changed = r.Made
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := tx.Event(ctx, id)
		if err != nil {
			return err
		}
		if !e.ShownTo(who) {
			return domain.Refuse(domain.NotFound, "no-such-event")
		}
		if e.Over(r.Made) {
			return domain.Refuse(domain.Conflict, "event-over")
		}
		return s.answer(ctx, tx, e, &r)
	})
	if e, ok := domain.AsError(err); ok && e.Code == "answered-already" {
		// The same answer arrived twice at once: the first one stands. Where
		// there is none, the id was used for another name: that is refused.
		if first, ferr := s.Store.RSVPBy(ctx, id, r.NameKey, r.Contact); !domain.Is(ferr, domain.NotFound) {
			return first, ferr
		}
	}
	return r, err
}

// answer keeps a new RSVP, or takes up again one that was given back. What
// stands already stays as it is: a stranger who types somebody's name and
// address changes nothing.
func (s *Service) answer(ctx context.Context, tx Store, e Event, r *RSVP) error {
	old, err := tx.RSVPBy(ctx, e.ID, r.NameKey, r.Contact)
	switch {
	case domain.Is(err, domain.NotFound):
		if err := s.place(ctx, tx, e, r); err != nil {
			return err
		}
		if fresh, err := tx.AddRSVP(ctx, *r); err != nil || !fresh {
			return orRefuse(err, domain.Conflict, "answered-already")
		}
	case err != nil:
		return err
	case old.State != GaveUp:
		*r = old
		return nil
	default:
		r.ID, r.Made = old.ID, old.Made
		if err := s.place(ctx, tx, e, r); err != nil {
			return err
		}
		if ok, err := tx.TurnRSVP(ctx, *r, GaveUp); err != nil || !ok {
			return orRefuse(err, domain.Conflict, "changed-meanwhile")
		}
	}
	return s.confirm(ctx, tx, e, *r)
}

// place takes places by one conditional update, else a place in the queue by
// another, which holds only while there is still no room: a place that came
// free between the two is taken and not waited for. Nobody who fits is
// overtaken: a place is only ever left free when none of those who wait fits
// in it, because promote runs whenever one comes free.
func (s *Service) place(ctx context.Context, tx Store, e Event, r *RSVP) error {
	for range 10 {
		took, err := tx.TakePlaces(ctx, e.ID, r.Party)
		if err != nil || took {
			r.State = Coming
			return err
		}
		queued, err := tx.Queue(ctx, e.ID, r.Party)
		if err != nil || queued {
			r.State = Waiting
			return err
		}
		now, err := tx.Event(ctx, e.ID)
		if err != nil {
			return err
		}
		if !now.Called { // it was called off since it was read
			return domain.Refuse(domain.Conflict, "event-over")
		}
	}
	return domain.Refuse(domain.Busy, "database-away")
}

// Held is an RSVP with its event, as the holder of its link sees it.
type Held struct {
	RSVP  RSVP
	Event Event
	Site  Site
}

// Hold returns what a private link opens, or refuses with NotFound.
func (s *Service) Hold(ctx context.Context, t domain.Token) (Held, error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForRSVP, s.Clock.Now())
	if err != nil {
		return Held{}, err
	}
	return s.held(ctx, RSVPID(object))
}

func (s *Service) held(ctx context.Context, id RSVPID) (h Held, err error) {
	if h.RSVP, err = s.Store.RSVP(ctx, id); err != nil {
		return h, err
	}
	if h.Event, err = s.Store.Event(ctx, h.RSVP.Event); err != nil {
		return h, err
	}
	h.Site, err = s.Sites.Site(ctx, h.Event.Group)
	return h, err
}

// GiveBack frees the places of the RSVP that a private link opens; whoever
// waited longest and fits gets them and is told. Again changes nothing.
func (s *Service) GiveBack(ctx context.Context, t domain.Token) (Held, error) {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return h, err
	}
	now := s.Clock.Now()
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, h.Event.ID)
		if err != nil {
			return err
		}
		r, err := tx.RSVP(ctx, h.RSVP.ID)
		if err != nil || r.State == GaveUp {
			return err
		}
		if e.Over(now) {
			return domain.Refuse(domain.Conflict, "event-over")
		}
		return s.release(ctx, tx, e, r)
	})
	if err != nil {
		return h, err
	}
	return s.held(ctx, h.RSVP.ID)
}

// release takes an RSVP out of the hall or the queue, and lets in whoever fits.
func (s *Service) release(ctx context.Context, tx Store, e Event, r RSVP) error {
	from := r.State
	r.State, r.Changed, r.Confirmed = GaveUp, s.Clock.Now(), time.Time{}
	if ok, err := tx.TurnRSVP(ctx, r, from); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if from == Waiting {
		return tx.Wait(ctx, e.ID, -r.Party)
	}
	if err := tx.FreePlaces(ctx, e.ID, r.Party); err != nil {
		return err
	}
	return s.promote(ctx, tx, e)
}

// Keep changes the party of the RSVP that a private link opens, or takes up
// again one that was given back. A party that grows past the free places is
// refused with Conflict "no-room", and stays as it was.
func (s *Service) Keep(ctx context.Context, t domain.Token, party int) (Held, error) {
	h, err := s.Hold(ctx, t)
	if err != nil {
		return h, err
	}
	if party == 0 {
		party = h.RSVP.Party
	}
	if party < 1 || party > MaxParty {
		return h, domain.Wrong{"party": "out-of-range"}.Err()
	}
	err = s.Atomically(ctx, func(tx Store) error {
		e, err := tx.HoldEvent(ctx, h.Event.ID)
		if err != nil {
			return err
		}
		if e.Over(s.Clock.Now()) {
			return domain.Refuse(domain.Conflict, "event-over")
		}
		r, err := tx.RSVP(ctx, h.RSVP.ID)
		if err != nil || r.State != GaveUp && r.Party == party {
			return err
		}
		return s.resize(ctx, tx, e, r, party)
	})
	if err != nil {
		return h, err
	}
	return s.held(ctx, h.RSVP.ID)
}

// resize moves an RSVP to a new party: what it held is given back and what it
// wants is taken, within one transaction.
func (s *Service) resize(ctx context.Context, tx Store, e Event, r RSVP, party int) error {
	from, before := r.State, r.Party
	r.Party, r.Changed = party, s.Clock.Now()
	switch from {
	case GaveUp:
		if err := s.place(ctx, tx, e, &r); err != nil {
			return err
		}
	case Waiting:
		if err := tx.Wait(ctx, e.ID, party-before); err != nil {
			return err
		}
	case Coming:
		// A party that shrinks only gives back: it is never refused, even
		// where more was promised than there is room for now.
		if party < before {
			if err := tx.FreePlaces(ctx, e.ID, before-party); err != nil {
				return err
			}
		} else if took, err := tx.TakePlaces(ctx, e.ID, party-before); err != nil || !took {
			return orRefuse(err, domain.Conflict, "no-room")
		}
	}
	if ok, err := tx.TurnRSVP(ctx, r, from); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if from == GaveUp {
		return s.confirm(ctx, tx, e, r)
	}
	return s.promote(ctx, tx, e)
}

// promote gives free places to those who wait, in the order of their coming;
// a party that does not fit keeps its turn while a smaller one goes first.
func (s *Service) promote(ctx context.Context, tx Store, e Event) error {
	for range MaxCapacity {
		now, err := tx.Event(ctx, e.ID)
		if err != nil {
			return err
		}
		left, limited := now.Left()
		if !limited {
			left = MaxParty
		}
		if left == 0 || now.Waiting == 0 {
			return nil
		}
		r, err := tx.FirstWaiting(ctx, e.ID, left)
		if domain.Is(err, domain.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.admit(ctx, tx, now, r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) admit(ctx context.Context, tx Store, e Event, r RSVP) error {
	if took, err := tx.TakePlaces(ctx, e.ID, r.Party); err != nil || !took {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	r.State, r.Changed = Coming, s.Clock.Now()
	if ok, err := tx.TurnRSVP(ctx, r, Waiting); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	if err := tx.Wait(ctx, e.ID, -r.Party); err != nil {
		return err
	}
	return s.tell(ctx, tx, e, r, "event/place-free", "place:"+string(r.ID)+":"+r.Changed.Format(time.RFC3339Nano))
}

// Guests lists who comes to an event and who waits, for those who may see it,
// after the given RSVP, at most n.
func (s *Service) Guests(ctx context.Context, who domain.Actor, id ID, after RSVPID, n int) ([]RSVP, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if !e.ShownTo(who) {
		return nil, domain.Refuse(domain.NotFound, "no-such-event")
	}
	if err := e.Must(who, domain.SeeRSVPs); err != nil {
		return nil, err
	}
	return s.Store.RSVPs(ctx, id, after, n)
}
