package resident

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// A Kind is what somebody wants of us.
type Kind string

// The kinds.
const (
	Complaining Kind = "complaint" // somebody did something wrong
	Objecting   Kind = "object"    // nobody shall knock there again
	Deleting    Kind = "delete"    // what is held about them shall go
	Copying     Kind = "copy"      // they want to read what is held about them
)

// Kinds is every kind, as a form lists them.
var Kinds = []Kind{Complaining, Objecting, Deleting, Copying}

// A State is how a complaint stands.
type State string

// The states.
const (
	Waiting State = "waiting" // nobody has read it
	Seen    State = "seen"    // somebody has, and said so
	Closed  State = "closed"  // it is answered
)

// AnswerWithin is how long a person has to acknowledge a complaint, and as long
// as the law gives for a request.
const AnswerWithin = 30 * 24 * time.Hour

// keptFor is how long a complaint is kept once it is closed.
const keptFor = 183 * 24 * time.Hour

// A Complaint is a complaint or a request of somebody who need not be known to us.
type Complaint struct {
	ID       ComplaintID
	Hash     string // of the token by which they see how it stands
	Group    domain.GroupID
	Effort   canvass.EffortID // whose card they hold, empty without one
	Kind     Kind
	Words    string // sealed where they are kept, like the next three
	Name     string
	Email    string
	Address  string
	Locale   string
	Made     time.Time
	Due      time.Time
	Seen     time.Time
	SeenBy   domain.PersonID
	Closed   time.Time
	ClosedBy domain.PersonID
	Answer   string // sealed too
}

// State is how c stands.
func (c Complaint) State() State {
	switch {
	case !c.Closed.IsZero():
		return Closed
	case !c.Seen.IsZero():
		return Seen
	}
	return Waiting
}

// Late reports whether c should have been seen by a moment.
func (c Complaint) Late(now time.Time) bool { return c.State() == Waiting && now.After(c.Due) }

// Number is what people call c by: eight letters that say nothing else.
func (c Complaint) Number() string {
	sum := sha256.Sum256([]byte("complaint " + c.ID))
	text := base32.StdEncoding.EncodeToString(sum[:5])
	return text[:4] + "-" + text[4:8]
}

// A ComplainInput is what somebody writes to us.
type ComplainInput struct {
	ID      string `json:"id"` // made with the form
	Kind    string `json:"kind"`
	Words   string `json:"words"`
	Name    string `json:"name"`
	Email   string `json:"email"`   // empty for whoever keeps the link instead
	Address string `json:"address"` // where nobody shall knock, or what is to be deleted
}

// Bounds of a complaint, in letters, and how many a group takes in a day: more
// are somebody's program.
const (
	maxWords   = 2000
	mostInADay = 200
)

func (in ComplainInput) wrong() (Complaint, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[ComplaintID](in.ID)
	w.Check(ok, "id", "not-an-id")
	kind := Kind(in.Kind)
	w.Check(slices.Contains(Kinds, kind), "kind", "pick-one")
	words, address := strings.TrimSpace(in.Words), strings.TrimSpace(in.Address)
	w.Check(words != "" || kind != Complaining, "words", "needed")
	w.Check(utf8.RuneCountInString(words) <= maxWords, "words", "too-long")
	w.Check(address != "" || kind == Complaining, "address", "needed")
	w.Check(utf8.RuneCountInString(address) <= 300, "address", "too-long")
	name := strings.Join(strings.Fields(in.Name), " ")
	w.Check(utf8.RuneCountInString(name) <= 100, "name", "too-long")
	email := ""
	if strings.TrimSpace(in.Email) != "" {
		email, ok = domain.Email(in.Email)
		w.Check(ok, "email", "not-an-address")
	}
	return Complaint{ID: id, Kind: kind, Words: words, Name: name, Email: email, Address: address}, w.Err()
}

// Complain takes a complaint or a request to the organisers: of the effort whose
// card the token is of, or without one of the group above all. The sender reads
// by a letter, and by a private link, how it stands. Sent twice within a day it
// is one; the id of any other is refused with Conflict "id-taken", because whoever
// answers it knows the id and shall not have the link. What a card for one door
// asks is taken however many came that day.
func (s *Service) Complain(ctx context.Context, card domain.Token, in ComplainInput, locale string) (Complaint, domain.Token, error) {
	c, err := in.wrong()
	if err != nil {
		return c, "", err
	}
	token, err := s.token("complaint " + string(c.ID))
	if err != nil {
		return c, "", err
	}
	now := s.Clock.Now()
	c.Hash, c.Locale, c.Made, c.Due = token.Hash(), locale, now, now.Add(AnswerWithin)
	err = s.Atomically(ctx, func(tx Store) error {
		proved, err := c.addressed(ctx, tx, card)
		if err != nil {
			return err
		}
		switch old, err := tx.Complaint(ctx, c.ID); {
		case err == nil:
			return c.again(old)
		case !domain.Is(err, domain.NotFound):
			return err
		}
		if err := c.room(ctx, tx, proved); err != nil {
			return err
		}
		if first, err := tx.AddComplaint(ctx, c); err != nil || !first {
			return err
		}
		return s.tell(ctx, tx, c, token, "resident/received")
	})
	if err != nil {
		return c, "", err
	}
	return c, token, nil
}

// addressed says whom c goes to, and reports whether it came by a card for one door.
func (c *Complaint) addressed(ctx context.Context, tx Store, card domain.Token) (proved bool, err error) {
	if card == "" {
		c.Group, err = tx.TopOfAll(ctx)
		return false, err
	}
	held, err := tx.Card(ctx, card.Hash())
	if err != nil {
		return false, err
	}
	e, err := tx.Effort(ctx, held.Effort)
	c.Group, c.Effort = e.Group, e.ID
	return held.Proves, err
}

// again refuses what is not the same complaint, sent again before a day was over.
func (c *Complaint) again(old Complaint) error {
	same := old.Kind == c.Kind && old.Words == c.Words && old.Name == c.Name && old.Email == c.Email && old.Address == c.Address
	if !same || c.Made.Sub(old.Made) >= 24*time.Hour {
		return domain.Refuse(domain.Conflict, "id-taken")
	}
	return nil
}

// room refuses with TooMany where a group has taken enough for a day, but for
// what a card for one door asks.
func (c *Complaint) room(ctx context.Context, tx Store, proved bool) error {
	if proved && c.Kind != Complaining {
		return nil
	}
	n, err := tx.ComplaintsSince(ctx, c.Group, c.Made.Add(-24*time.Hour))
	if err == nil && n >= mostInADay {
		err = domain.Refuse(domain.TooMany, "enough-today")
	}
	return err
}

// tell posts a letter about a complaint, where its sender gave an address.
func (s *Service) tell(ctx context.Context, tx Store, c Complaint, token domain.Token, kind string) error {
	if c.Email == "" {
		return nil
	}
	group, imprint, err := tx.Imprint(ctx, c.Group)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	return tx.Post(ctx, domain.Letter{
		ID: domain.NewID[domain.LetterID](now), Key: kind + ":" + string(c.ID), To: c.Email, Name: c.Name, Group: c.Group, Locale: c.Locale, Kind: kind, Due: now,
		Fields: map[string]string{
			"number": c.Number(), "name": c.Name, "due": c.Due.Format(time.RFC3339), "answer": c.Answer, "group": group, "imprint": imprint,
			"link": s.URL("/complaint/" + string(token)),
		},
	})
}

// Asked is how a complaint stands, for whoever holds its link.
func (s *Service) Asked(ctx context.Context, t domain.Token) (Complaint, error) {
	return s.Store.ComplaintBy(ctx, t.Hash())
}

// listed is how many complaints a list holds.
const listed = 200

// Complaints lists the complaints of the groups where who answers them, open
// ones first and those that are due first first.
func (s *Service) Complaints(ctx context.Context, who domain.Actor) ([]Complaint, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	groups := who.Where(domain.AnswerResidents)
	slices.Sort(groups)
	return s.Store.ComplaintsIn(ctx, groups, listed)
}

// Unclosed counts the complaints that nobody has closed, of the groups where who
// answers them.
func (s *Service) Unclosed(ctx context.Context, who domain.Actor) (int, error) {
	groups := who.Where(domain.AnswerResidents)
	if len(groups) == 0 {
		return 0, who.Must(domain.AnswerResidents, "")
	}
	return s.Store.ComplaintsOpen(ctx, groups)
}

// Complaint shows one to whoever answers it.
func (s *Service) Complaint(ctx context.Context, who domain.Actor, id ComplaintID) (Complaint, error) {
	return s.complaint(ctx, s.Store, who, id)
}

func (s *Service) complaint(ctx context.Context, tx Store, who domain.Actor, id ComplaintID) (Complaint, error) {
	if who.Nobody() {
		return Complaint{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	c, err := tx.Complaint(ctx, id)
	if err == nil && len(who.Roles[c.Group]) == 0 {
		err = domain.Refuse(domain.NotFound, "no-such-complaint")
	}
	if err != nil {
		return Complaint{}, err
	}
	return c, who.Must(domain.AnswerResidents, c.Group)
}

// Acknowledge says that somebody has read a complaint: its sender is told who
// answers and by when. Said twice it is said once.
func (s *Service) Acknowledge(ctx context.Context, who domain.Actor, id ComplaintID) (Complaint, error) {
	return s.move(ctx, who, id, "resident/seen", func(_ Store, c *Complaint) error {
		c.Seen, c.SeenBy = s.Clock.Now(), who.Person
		return nil
	}, Waiting)
}

// An AnswerInput is what a complaint is answered with.
type AnswerInput struct {
	Answer string `json:"answer"`
}

// Answer closes a complaint with an answer to its sender.
func (s *Service) Answer(ctx context.Context, who domain.Actor, id ComplaintID, in AnswerInput) (Complaint, error) {
	w := domain.Wrong{}
	in.Answer = strings.TrimSpace(in.Answer)
	w.Check(in.Answer != "", "answer", "needed")
	w.Check(utf8.RuneCountInString(in.Answer) <= maxWords, "answer", "too-long")
	if err := w.Err(); err != nil {
		return Complaint{}, err
	}
	return s.move(ctx, who, id, "resident/answered", func(_ Store, c *Complaint) error {
		now := s.Clock.Now()
		if c.Seen.IsZero() {
			c.Seen, c.SeenBy = now, who.Person
		}
		c.Closed, c.ClosedBy, c.Answer = now, who.Person, in.Answer
		return nil
	}, Waiting, Seen)
}

// move brings a complaint from one of some states on, and tells its sender. One
// that is there already stays as it is.
func (s *Service) move(ctx context.Context, who domain.Actor, id ComplaintID, kind string, change func(Store, *Complaint) error, from ...State) (Complaint, error) {
	var c Complaint
	return c, s.Atomically(ctx, func(tx Store) (err error) {
		if c, err = s.complaint(ctx, tx, who, id); err != nil || !slices.Contains(from, c.State()) {
			return err
		}
		was := c.State()
		if err := change(tx, &c); err != nil {
			return err
		}
		if moved, err := tx.MoveComplaint(ctx, c, was); err != nil || !moved {
			return err
		}
		token, err := s.token("complaint " + string(c.ID))
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, c, token, kind)
	})
}

// A HushInput is where nobody shall knock again, as an organiser reads it off a
// request.
type HushInput struct {
	Address string `json:"address"`
}

// Hush has nobody knock any more at the address that a request names, in any
// effort, for good, and counts the doors that have it. A request proves no
// address, so that a person looks at it first.
func (s *Service) Hush(ctx context.Context, who domain.Actor, id ComplaintID, in HushInput) (int, error) {
	text := strings.TrimSpace(in.Address)
	w := domain.Wrong{}
	w.Check(text != "" && utf8.RuneCountInString(text) <= 300, "address", "needed")
	if err := w.Err(); err != nil {
		return 0, err
	}
	n := 0
	return n, s.Atomically(ctx, func(tx Store) error {
		c, err := s.complaint(ctx, tx, who, id)
		if err != nil {
			return err
		}
		country, err := tx.GroupCountry(ctx, c.Group)
		if err != nil {
			return err
		}
		a, ok := universe.Typed(text, country)
		if !ok {
			return domain.Wrong{"address": "address-unclear"}.Err()
		}
		n, err = tx.HushAddress(ctx, a, s.Clock.Now())
		return err
	})
}

// ForgotAtOnce is how many complaints one run of Forget deletes at most.
const ForgotAtOnce = 500

// Forget deletes complaints that were closed long ago, and counts them.
func (s *Service) Forget(ctx context.Context) (int, error) {
	return s.Store.ForgetComplaints(ctx, s.Clock.Now().Add(-keptFor), ForgotAtOnce)
}
