package people

import (
	"context"
	"strings"

	"barnstorm/domain"
)

// A JoinInput is what somebody sends to join a group.
type JoinInput struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Group string `json:"group"`
	// Whether somebody may welcome them: by "email" or "phone", else not at all.
	Welcome      string `json:"welcome"`
	WelcomePhone string `json:"welcome_phone"`
}

// Join has a letter sent to somebody who wants to belong to a group; they
// belong once they answer it, so that nobody joins in another's name. Somebody
// signed in belongs at once, and the id is empty then.
func (s *Service) Join(ctx context.Context, who domain.Actor, in JoinInput, locale, sender string) (id string, browser domain.Token, err error) {
	g, known := domain.ParseID[domain.GroupID](in.Group)
	w := domain.Wrong{}
	w.Check(known, "group", "pick-one")
	email, ok := domain.Email(in.Email)
	if who.Nobody() {
		checkName(w, "name", in.Name)
		w.Check(ok, "email", "not-an-address")
	}
	r := SignIn{Email: email, Name: strings.TrimSpace(in.Name), Group: g, Locale: locale, Sender: sender}
	if !who.Nobody() {
		if r.Email, err = s.firstEmail(ctx, who); err != nil {
			return "", "", err
		}
	}
	r.Welcome = domain.ReadGreeting(w, in.Welcome, in.WelcomePhone, r.Email)
	if err := w.Err(); err != nil {
		return "", "", err
	}
	if _, err := s.Store.Group(ctx, g); err != nil {
		return "", "", err
	}
	if !who.Nobody() {
		return "", "", s.Atomically(ctx, func(tx Store) error { return s.belong(ctx, tx, Person{ID: who.Person, Name: who.Name}, r) })
	}
	return s.ask(ctx, r)
}

// firstEmail is the address that somebody signed in has confirmed first, empty
// where they have none.
func (s *Service) firstEmail(ctx context.Context, who domain.Actor) (string, error) {
	contacts, err := s.Store.Contacts(ctx, who.Person)
	for _, address := range (Profile{Contacts: contacts}).Emails() {
		return address, err
	}
	return "", err
}

// Leave ends who's own membership of a group. Other roles there end with it.
// An admin of a group above all others is refused with Conflict: somebody else
// has to take that role first, so that the house is never without one.
func (s *Service) Leave(ctx context.Context, who domain.Actor, g domain.GroupID) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	now := s.Clock.Now()
	return s.Atomically(ctx, func(tx Store) error {
		group, err := tx.Group(ctx, g)
		if err != nil {
			return err
		}
		if group.Parent == "" && who.May(domain.GrantRoles, g) {
			return domain.Refuse(domain.Conflict, "hand-over-first")
		}
		any := false
		for _, r := range domain.Roles {
			ended, err := tx.EndBelonging(ctx, who.Person, g, r, now)
			if err != nil {
				return err
			}
			any = any || ended
		}
		if !any {
			return domain.Refuse(domain.NotFound, "no-such-group")
		}
		return s.record(ctx, tx, who, g, "leave", string(who.Person), "")
	})
}

// A GrantInput is what an admin sends to give or take a role.
type GrantInput struct {
	Person string `json:"person"`
	Role   string `json:"role"`
	Take   bool   `json:"take"`
}

// Grant gives a person of the group a role in it, or takes it away. The
// change counts with that person's next request. Nobody takes their own role
// of admin, so that a group never ends up without one.
func (s *Service) Grant(ctx context.Context, who domain.Actor, g domain.GroupID, in GrantInput) error {
	p, ok := domain.ParseID[domain.PersonID](in.Person)
	w := domain.Wrong{}
	w.Check(ok, "person", "pick-one")
	w.Check(isRole(domain.Role(in.Role)), "role", "pick-one")
	if err := w.Err(); err != nil {
		return err
	}
	now := s.Clock.Now()
	return s.Atomically(ctx, func(tx Store) error {
		if _, err := tx.Group(ctx, g); err != nil {
			return err
		}
		if err := who.Must(domain.GrantRoles, g); err != nil {
			return err
		}
		if err := mustBelong(ctx, tx, p, g); err != nil {
			return err
		}
		if in.Take && p == who.Person && domain.Role(in.Role) == domain.Admin {
			return domain.Refuse(domain.Conflict, "own-admin-role")
		}
		var err error
		act := "grant " + in.Role
		if in.Take {
			act = "take " + in.Role
			_, err = tx.EndBelonging(ctx, p, g, domain.Role(in.Role), now)
		} else {
			_, err = tx.Belong(ctx, Belonging{ID: domain.NewID[string](now), Person: p, Group: g, Role: domain.Role(in.Role), Since: now, GrantedBy: who.Person})
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, g, act, string(p), "")
	})
}

// mustBelong refuses with NotFound unless p has a role in g itself: an admin
// of one group cannot reach for people of another.
func mustBelong(ctx context.Context, tx Store, p domain.PersonID, g domain.GroupID) error {
	bs, err := tx.Belongings(ctx, p)
	if err != nil {
		return err
	}
	for _, b := range bs {
		if b.Group == g && b.Until.IsZero() {
			return nil
		}
	}
	return domain.Refuse(domain.NotFound, "no-such-person")
}

func isRole(r domain.Role) bool {
	for _, known := range domain.Roles {
		if r == known {
			return true
		}
	}
	return false
}

// MostListed is how many people one list shows at once.
const MostListed = 200

// People lists the people of a group or, where g is empty, of every group
// whose people who may see: at most n of them, and never more than MostListed,
// in the order of their names after the given one.
func (s *Service) People(ctx context.Context, who domain.Actor, g domain.GroupID, after Cursor, n int) ([]Listed, error) {
	if who.Nobody() {
		return nil, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	groups := who.Where(domain.SeePeople)
	if g != "" {
		if _, err := s.Store.Group(ctx, g); err != nil {
			return nil, err
		}
		if err := who.Must(domain.SeePeople, g); err != nil {
			return nil, err
		}
		groups = []domain.GroupID{g}
	}
	if len(groups) == 0 {
		return nil, domain.Refuse(domain.Denied, "not-your-role")
	}
	return s.Store.PeopleIn(ctx, groups, after, min(max(n, 1), MostListed))
}
