package welcome

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
)

// may returns a newcomer of whom who may know: one that is offered to them or
// that they hold, or one on the list of a group whose people they see. Anybody
// else is refused with NotFound.
func (s *Service) may(ctx context.Context, st Store, who domain.Actor, id ID) (Newcomer, error) {
	n, err := st.Newcomer(ctx, id)
	if err != nil {
		return n, err
	}
	if who.Nobody() {
		return n, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if !who.Anywhere(domain.WelcomeNew) {
		return n, domain.Refuse(domain.Denied, "not-your-role")
	}
	if n.State == Ended || !n.Open(who.Person, s.Clock.Now()) && !who.May(domain.SeePeople, n.Group) {
		return n, domain.Refuse(domain.NotFound, "no-such-newcomer")
	}
	return n, nil
}

// Take gives a newcomer to who, for a day: from then on they see name and
// contact. Again changes nothing. Where somebody else has taken them it
// refuses with Conflict "newcomer-taken".
func (s *Service) Take(ctx context.Context, who domain.Actor, id ID) (Newcomer, error) {
	now := s.Clock.Now()
	var n Newcomer
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if n, err = s.may(ctx, tx, who, id); err != nil || n.Held(who.Person, now) {
			return err
		}
		if n.State != Listed && !n.Open(who.Person, now) {
			return domain.Refuse(domain.Conflict, "newcomer-taken")
		}
		n.State, n.Leader, n.Until = Taken, who.Person, now.Add(Clock)
		n = turned(n, now)
		if ok, err := tx.PutTurn(ctx, n); err != nil || !ok {
			return orRefuse(err, domain.Conflict, "newcomer-taken")
		}
		return tx.Ask(ctx, id, who.Person, now)
	})
	return n, err
}

// Pass gives back a newcomer that is offered to who, or that they hold: it is
// offered to the next at once. Where nobody has them any more nothing changes.
func (s *Service) Pass(ctx context.Context, who domain.Actor, id ID) error {
	return s.Atomically(ctx, func(tx Store) error {
		n, err := s.may(ctx, tx, who, id)
		if err != nil || !n.Open(who.Person, s.Clock.Now()) {
			return err
		}
		return s.offer(ctx, tx, n)
	})
}

// A NoteInput is what somebody sends who got in touch with a newcomer.
type NoteInput struct {
	ID      string `json:"id"` // made by the sender
	Outcome string `json:"outcome"`
}

// Note keeps how getting in touch went. A message that was left lets the clock
// run for another day, MostMessages times at most; everything else ends it, and
// name and contact are forgotten. Never is for good, and an address goes on the
// list of those that nobody writes to. Whoever does not hold the newcomer is
// refused with Conflict "newcomer-not-held". Sent twice it counts once.
func (s *Service) Note(ctx context.Context, who domain.Actor, id ID, in NoteInput) (Newcomer, error) {
	w := domain.Wrong{}
	noteID, ok := domain.ParseID[string](in.ID)
	w.Check(ok, "id", "not-an-id")
	outcome := Outcome(in.Outcome)
	w.Check(slices.Contains(Outcomes, outcome), "outcome", "pick-one")
	if err := w.Err(); err != nil {
		return Newcomer{}, err
	}
	now := s.Clock.Now()
	var n Newcomer
	err := s.Atomically(ctx, func(tx Store) (err error) {
		if known, err := tx.Noted(ctx, noteID, id, who.Person); err != nil || known {
			return err
		}
		if n, err = s.may(ctx, tx, who, id); err != nil {
			return err
		}
		if !n.Held(who.Person, now) {
			return domain.Refuse(domain.Conflict, "newcomer-not-held")
		}
		if fresh, err := tx.AddNote(ctx, Note{noteID, id, who.Person, outcome, now}); err != nil || !fresh {
			return orRefuse(err, domain.Conflict, "newcomer-not-held")
		}
		return s.noted(ctx, tx, &n, outcome, now)
	})
	return n, err
}

// noted turns a newcomer by what was noted.
func (s *Service) noted(ctx context.Context, tx Store, n *Newcomer, outcome Outcome, now time.Time) error {
	if outcome == Never && n.Channel == domain.ByEmail {
		if err := tx.TurnMailOff(ctx, n.Contact, "asked", now); err != nil {
			return err
		}
	}
	to := n.end(outcome)
	if n.Messages+1 < MostMessages && outcome == Message {
		to = *n
		to.Messages, to.Outcome, to.Until = n.Messages+1, Message, now.Add(Clock)
	}
	to = turned(to, now)
	if ok, err := tx.PutTurn(ctx, to); err != nil || !ok {
		return orRefuse(err, domain.Conflict, "newcomer-not-held")
	}
	*n = to
	return nil
}

// Mine lists the newcomers that are offered to who or that they hold, the clock
// that ends first on top. Those whose clock has run out are not among them.
func (s *Service) Mine(ctx context.Context, who domain.Actor) ([]Newcomer, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if !who.Anywhere(domain.WelcomeNew) {
		return nil, domain.Refuse(domain.Denied, "not-your-role")
	}
	now := s.Clock.Now()
	all, err := s.Store.With(ctx, who.Person)
	all = slices.DeleteFunc(all, func(n Newcomer) bool { return !n.Open(who.Person, now) })
	for i := range all {
		all[i] = all[i].seenBy(who.Person, now)
	}
	return all, err
}

// mostListed is how many newcomers an organiser's list shows.
const mostListed = 100

// Listed lists the newcomers of the groups whose people who sees that wait for
// whoever organises there, the longest first, without names.
func (s *Service) Listed(ctx context.Context, who domain.Actor) ([]Newcomer, error) {
	groups := who.Where(domain.SeePeople)
	if len(groups) == 0 {
		return nil, nil
	}
	all, err := s.Store.ListedIn(ctx, groups, mostListed)
	for i := range all {
		all[i] = all[i].seenBy(who.Person, s.Clock.Now())
	}
	return all, err
}

// pulseDays is over how many days newcomers are counted.
const pulseDays = 30

// Pulse counts how the newcomers of the last thirty days fared in the groups
// whose people who sees, or in one of them.
func (s *Service) Pulse(ctx context.Context, who domain.Actor, g domain.GroupID) (Pulse, error) {
	groups, err := scope(who, g)
	if err != nil {
		return Pulse{}, err
	}
	return s.Store.Pulse(ctx, groups, s.Clock.Now().AddDate(0, 0, -pulseDays))
}

// scope is the groups whose people who sees, or one of them.
func scope(who domain.Actor, g domain.GroupID) ([]domain.GroupID, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	groups := who.Where(domain.SeePeople)
	switch {
	case len(groups) == 0:
		return nil, domain.Refuse(domain.Denied, "not-your-role")
	case g == "":
		return groups, nil
	case !who.May(domain.SeePeople, g):
		return nil, domain.Refuse(domain.NotFound, "no-such-group")
	}
	return []domain.GroupID{g}, nil
}

// An AskInput is what somebody signed in sends who wants to be welcomed.
type AskInput struct {
	ID           string `json:"id"` // made by the sender
	Group        string `json:"group"`
	Welcome      string `json:"welcome"` // "email" or "phone"
	WelcomePhone string `json:"welcome_phone"`
}

// AskFor has who welcomed by somebody of one of their groups, at the address
// given or at a number. It refuses with NotFound a group that they do not
// belong to.
func (s *Service) AskFor(ctx context.Context, who domain.Actor, email string, in AskInput) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	w := domain.Wrong{}
	id, ok := domain.ParseID[string](in.ID)
	w.Check(ok, "id", "not-an-id")
	g, ok := domain.ParseID[domain.GroupID](in.Group)
	w.Check(ok, "group", "pick-one")
	w.Check(in.Welcome != "", "welcome", "pick-one")
	greeting := domain.ReadGreeting(w, in.Welcome, in.WelcomePhone, email)
	if err := w.Err(); err != nil {
		return err
	}
	if len(who.Roles[g]) == 0 {
		return domain.Refuse(domain.NotFound, "no-such-group")
	}
	now := s.Clock.Now()
	return s.Store.Greet(ctx, domain.Arrival{
		ID: id, Person: who.Person, Group: g, Name: who.Name, Contact: greeting.Contact(email), Channel: greeting.By,
		Wording: domain.WelcomeWording + "." + who.Locale, Source: domain.AtOwnPage, Locale: who.Locale, Made: now,
	})
}

// Awaits reports whether a newcomer is there who is still to be welcomed.
func (s *Service) Awaits(ctx context.Context, id ID) (bool, error) {
	n, err := s.Store.Newcomer(ctx, id)
	if domain.Is(err, domain.NotFound) {
		return false, nil
	}
	return n.State != Ended, err
}

// Waits reports whether somebody will get in touch with who, or is about to.
func (s *Service) Waits(ctx context.Context, who domain.Actor, emails []string) (bool, error) {
	all, err := s.Store.NewcomersOf(ctx, who.Person, emails)
	return slices.ContainsFunc(all, func(n Newcomer) bool { return n.State != Ended }), err
}

// Quiet has nobody get in touch with who any more, and forgets what they gave
// for it. Again changes nothing.
func (s *Service) Quiet(ctx context.Context, who domain.Actor, emails []string) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	return s.Forget(ctx, who.Person, emails)
}

// Held says what is held about a person as a newcomer.
func (s *Service) Held(ctx context.Context, p domain.PersonID, emails []string) (any, error) {
	return s.Store.NewcomersOf(ctx, p, emails)
}

// Forget has nobody get in touch with a person any more.
func (s *Service) Forget(ctx context.Context, p domain.PersonID, emails []string) error {
	all, err := s.Store.NewcomersOf(ctx, p, emails)
	for _, n := range all {
		if err == nil {
			err = s.Store.Ungreet(ctx, string(n.ID), s.Clock.Now())
		}
	}
	return err
}

func orRefuse(err error, k domain.Kind, code string) error {
	if err != nil {
		return err
	}
	return domain.Refuse(k, code)
}
