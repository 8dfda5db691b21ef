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
	Offered State = "offered" // places are kept for it until it answers
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
	Contact   string // normalised e-mail address, or a phone number
	Person    domain.PersonID
	Party     int // people, the one who answers included: 1 to MaxParty
	Shift     int // its number
	Pool      Pool
	State     State
	Offered   time.Time // until when places are kept for it, in state Offered
	Queued    time.Time // since when it stands in the line
	Released  time.Time // when its places were given to others because nobody came
	InVain    time.Time // when it was found that it had waited in vain
	From      ID        // the event before, where they waited in vain: they are first in line here
	First     bool      // it is their first time
	Needs     string    // access needs, in their own words; sealed where it is kept
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
	Phone string `json:"phone"` // for whoever has no address
	Party int    `json:"party"`
	Shift int    `json:"shift"` // its number, where there are several
	Pool  string `json:"pool"`  // where there are several
	First bool   `json:"first"`
	Needs string `json:"needs"`
	Lift  string `json:"lift"`  // "want" or "offer" seats, or "none"; empty is as the next two say
	From  string `json:"from"`  // where they would come from
	Seats int    `json:"seats"` // that are offered
	Zone  string `json:"zone"`  // the sender's own clock, an IANA name; one that nobody knows is as none
	// Whether somebody may welcome them: by "email" or "phone", else not at all.
	Welcome      string `json:"welcome"`
	WelcomePhone string `json:"welcome_phone"`
}

func (in RSVPInput) wrong() (RSVP, domain.Greeting, error) {
	w := domain.Wrong{}
	name := strings.Join(strings.Fields(in.Name), " ")
	w.Check(name != "", "name", "needed")
	w.Check(len([]rune(name)) <= 100 && !strings.ContainsFunc(name, unicode.IsControl), "name", "too-long")
	w.Check(!domain.HasLink(name), "name", "has-link") // letters greet whoever owns the address by it
	contact := in.contact(w)
	w.Check(in.Party >= 0 && in.Party <= MaxParty, "party", "out-of-range")
	w.Check(len([]rune(in.Needs)) <= MaxNeeds, "needs", "too-long")
	id, isID := domain.ParseID[RSVPID](in.ID)
	w.Check(isID, "id", "not-understood")
	email, _ := domain.Email(in.Email)
	greeting := domain.ReadGreeting(w, in.Welcome, in.WelcomePhone, email)
	return RSVP{
		ID: id, Name: name, NameKey: strings.ToLower(name), Contact: contact, Party: max(1, in.Party), Shift: in.Shift, Pool: Pool(in.Pool),
		First: in.First, Needs: strings.TrimSpace(in.Needs), Zone: knownZone(in.Zone), State: Coming,
	}, greeting, w.Err()
}

// knownZone is the name of a clock if there is one of it.
func knownZone(name string) string {
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || len(name) > 64 {
		return ""
	}
	return name
}

// contact is the address of an answer, or its phone number where it has none.
func (in RSVPInput) contact(w domain.Wrong) string {
	if strings.TrimSpace(in.Email) == "" && strings.TrimSpace(in.Phone) != "" {
		number, ok := domain.Phone(in.Phone)
		w.Check(ok, "phone", "not-a-number")
		return number
	}
	email, ok := domain.Email(in.Email)
	w.Check(ok, "email", "not-an-address")
	return email
}

// ByMail reports whether letters reach whoever answered.
func (r RSVP) ByMail() bool { return strings.Contains(r.Contact, "@") }

// An Answered is an RSVP that somebody has just made.
type Answered struct {
	RSVP  RSVP         // without an id, and as it was typed but for its state, where it is not known to be the sender's own
	Link  domain.Token // its key, only where no letter brings it and the RSVP is the sender's own
	Known bool         // it stood already, and nothing was changed
	told  bool         // a letter brings its key
}

// RSVP is Answer for whoever needs no link.
func (s *Service) RSVP(ctx context.Context, who domain.Actor, id ID, in RSVPInput, locale string) (RSVP, error) {
	a, err := s.Answer(ctx, who, id, in, locale)
	return a.RSVP, err
}

// Answer is AnswerTo for whoever knows no more of the event than its id.
func (s *Service) Answer(ctx context.Context, who domain.Actor, id ID, in RSVPInput, locale string) (Answered, error) {
	if _, _, err := in.wrong(); err != nil {
		return Answered{}, err
	}
	x, err := s.ShowByID(ctx, who, id)
	if err != nil {
		return Answered{}, err
	}
	return s.AnswerTo(ctx, x, in, locale)
}

// AnswerTo takes places for a party at an event that was shown to somebody,
// without an account; when so many are not free the party joins the waitlist. A
// letter confirms it, and the link in it is the key to the RSVP; whoever gave a
// phone number, or an address that had MostConfirming letters within the hour, is
// shown it. Sent twice, by id or by name and contact, it counts
// once. An event to which answers are closed refuses with Conflict; a shift or pool
// that is not there, and a shift that has begun, are refused.
func (s *Service) AnswerTo(ctx context.Context, x Shown, in RSVPInput, locale string) (a Answered, err error) {
	r, greeting, err := in.wrong()
	if err != nil {
		return a, err
	}
	r.Event, r.Locale, r.Made = x.Event.ID, locale, s.Clock.Now()
	r.Changed, r.Queued = r.Made, r.Made
	// Hardly anybody answers twice: the index behind it is asked, and not the
	// database beforehand.
	for _, answer := range []func(context.Context, Store, Shown, *Answered) error{s.answer, s.answerAgain} {
		err = s.Atomically(ctx, func(tx Store) error {
			a = Answered{RSVP: r}
			if err := answer(ctx, tx, x, &a); err != nil {
				return err
			}
			if a.RSVP.ID != r.ID { // whoever types a name and an address learns the state alone
				state := a.RSVP.State
				a.RSVP = r
				a.RSVP.ID, a.RSVP.State = "", state
				return nil
			}
			if err := greet(ctx, tx, x.Event, a.RSVP, greeting); err != nil {
				return err
			}
			if err := s.liftAlong(ctx, tx, x.Event, a.RSVP, in); err != nil || a.told {
				return err
			}
			a.Link, err = s.key(ctx, tx, x.Event, a.RSVP)
			return err
		})
		if e, ok := domain.AsError(err); !ok || e.Code != "answered-already" {
			return a, err
		}
	}
	return a, err
}

// greet has whoever agreed to it be welcomed.
func greet(ctx context.Context, tx Store, e Event, r RSVP, g domain.Greeting) error {
	if g.By == "" {
		return nil
	}
	return tx.Greet(ctx, domain.Arrival{
		ID: string(r.ID), Group: e.Group, Name: r.Name, Contact: g.Contact(r.Contact), Channel: g.By,
		Wording: domain.WelcomeWording + "." + r.Locale, Source: domain.AtRSVP, Locale: r.Locale, At: e.Where.At, Made: r.Made,
	})
}

// answer keeps a new RSVP, or refuses with Conflict "answered-already" where
// there is one of that id, or of that name and contact.
func (s *Service) answer(ctx context.Context, tx Store, x Shown, a *Answered) error {
	r := &a.RSVP
	e, err := s.placeIn(ctx, tx, x, r)
	if err != nil {
		return s.orSent(ctx, tx, a, err)
	}
	if fresh, err := tx.AddRSVP(ctx, *r); err != nil || !fresh {
		return orRefuse(err, domain.Conflict, "answered-already")
	}
	a.told, err = s.confirmIn(ctx, tx, x.Site, e, *r)
	return err
}

// answerAgain is an answer of somebody who has answered before: it takes up
// again what was given back, for whoever it was joined to. What stands stays as it is: a stranger who types
// somebody's name and address changes nothing. An id that was used for another
// name is refused.
func (s *Service) answerAgain(ctx context.Context, tx Store, x Shown, a *Answered) error {
	r := &a.RSVP
	old, err := tx.RSVPBy(ctx, x.Event.ID, r.NameKey, r.Contact)
	switch {
	case domain.Is(err, domain.NotFound):
		return domain.Refuse(domain.Conflict, "answered-already")
	case err != nil:
		return err
	case old.State != GaveUp:
		return s.stands(ctx, tx, a, old)
	}
	r.ID, r.Made, r.Person = old.ID, old.Made, old.Person // its key is the one that it had
	e, err := s.placeIn(ctx, tx, x, r)
	if err != nil {
		return err
	}
	if r.Person != "" {
		err := alone(ctx, tx, e, *r, r.Person)
		if domain.Is(err, domain.Conflict) { // they come once, and under which name is theirs to know
			err = domain.Refuse(domain.Conflict, "answered-already")
		}
		if err != nil {
			return err
		}
	}
	if ok, err := tx.TurnRSVP(ctx, *r, GaveUp); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "changed-meanwhile")
	}
	a.told, err = s.confirmIn(ctx, tx, x.Site, e, *r)
	return err
}

// orSent is a refusal, unless the very answer was kept before: whoever sends it
// again has it, whatever has closed meanwhile. It looks only where nothing was
// written yet: any other refusal has to undo what was.
func (s *Service) orSent(ctx context.Context, tx Store, a *Answered, refused error) error {
	if e, ok := domain.AsError(refused); !ok || e.Kind != domain.Invalid && e.Code != "event-over" {
		return refused
	}
	old, err := tx.RSVPBy(ctx, a.RSVP.Event, a.RSVP.NameKey, a.RSVP.Contact)
	if domain.Is(err, domain.NotFound) || err == nil && (old.ID != a.RSVP.ID || old.State == GaveUp) {
		return refused
	}
	if err != nil {
		return err
	}
	return s.stands(ctx, tx, a, old)
}

// stands is an answer that was given before, and stands.
func (s *Service) stands(ctx context.Context, tx Store, a *Answered, old RSVP) (err error) {
	a.Known, a.RSVP = old.ID != a.RSVP.ID, old
	a.told, err = s.hasKey(ctx, tx, old)
	return err
}

// hasKey reports whether whoever gave an answer has its key by a letter. One that no
// letter was sent about had it shown, and has it again where it is sent again soon.
func (s *Service) hasKey(ctx context.Context, tx Store, r RSVP) (bool, error) {
	if !r.ByMail() || s.Clock.Now().Sub(r.Made) > repeatedFor {
		return r.ByMail(), nil
	}
	return tx.Wrote(ctx, r.ID, r.Contact)
}

// repeatedFor is how long an answer that comes again may be one whose reply was lost.
const repeatedFor = 24 * time.Hour

// placeIn is place at an event that was shown: one that has been hidden since is
// refused, whoever asks.
func (s *Service) placeIn(ctx context.Context, tx Store, x Shown, r *RSVP) (Event, error) {
	e, err := s.place(ctx, tx, x.Event, r)
	if err == nil && x.Event.Public && !e.Public {
		err = domain.Refuse(domain.Conflict, "changed-meanwhile")
	}
	return e, err
}

// place takes places by one conditional update, else a place in the queue by
// another, which holds only while there is still no room: a place that came
// free between the two is taken and not waited for. Nobody who fits is
// overtaken: a place is only ever left free when none of those who wait fits
// in it, because promote runs whenever one comes free.
//
// It returns the event as it is with the places taken, whose row nobody else
// changes until the transaction ends: what was read before may have moved since,
// and people were told the old time.
func (s *Service) place(ctx context.Context, tx Store, e Event, r *RSVP) (Event, error) {
	for range 10 {
		l, err := layoutOf(ctx, tx, e)
		if err != nil {
			return e, err
		}
		if err := l.answer(e, r, s.Clock.Now()); err != nil {
			return e, err
		}
		for _, way := range []struct {
			state State
			take  func(context.Context, At, int) (bool, error)
		}{{Coming, tx.TakePlaces}, {Waiting, tx.Queue}} {
			if took, err := way.take(ctx, e.at(*r), r.Party); err != nil || took {
				r.State = way.state
				if err != nil {
					return e, err
				}
				return asItIs(ctx, tx, e)
			}
		}
		if e, err = tx.Event(ctx, e.ID); err != nil {
			return e, err
		}
		if !e.Called { // it was called off since it was read
			return e, domain.Refuse(domain.Conflict, "event-over")
		}
	}
	return e, domain.Refuse(domain.Busy, "database-away")
}

// asItIs is an event that was read before its row was written: read anew where
// it has changed since, or where whoever saw it did not see all of it.
func asItIs(ctx context.Context, tx Store, e Event) (Event, error) {
	version, err := tx.VersionOf(ctx, e.ID)
	if err != nil || version == e.Version && !e.Private {
		return e, err
	}
	return tx.Event(ctx, e.ID)
}

// Guests lists who comes to an event and who waits, for those who may see it,
// after the given RSVP, at most n.
func (s *Service) Guests(ctx context.Context, who domain.Actor, id ID, after RSVPID, n int) ([]RSVP, error) {
	e, err := s.Store.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := e.Let(who, domain.SeeRSVPs); err != nil {
		return nil, err
	}
	return s.Store.RSVPs(ctx, id, after, n)
}
