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
}

// Join has a letter sent to somebody who wants to belong to a group; they
// belong once they answer it, so that nobody joins in another's name. Somebody
// signed in belongs at once, and the id is empty then.
func (s *Service) Join(ctx context.Context, who domain.Actor, in JoinInput, locale string) (id string, browser domain.Token, err error) {
	g, known := domain.ParseID[domain.GroupID](in.Group)
	w := domain.Wrong{}
	w.Check(known, "group", "pick-one")
	email, ok := domain.Email(in.Email)
	if who.Nobody() {
		checkName(w, "name", in.Name)
		w.Check(ok, "email", "not-an-address")
	}
	if err := w.Err(); err != nil {
		return "", "", err
	}
	if _, err := s.Store.Group(ctx, g); err != nil {
		return "", "", err
	}
	if !who.Nobody() {
		now := s.Clock.Now()
		_, err := s.Store.Belong(ctx, Belonging{ID: domain.NewID[string](now), Person: who.Person, Group: g, Role: domain.Member, Since: now})
		return "", "", err
	}
	return s.ask(ctx, SignIn{Email: email, Name: strings.TrimSpace(in.Name), Group: g, Locale: locale})
}

// Leave ends who's own membership of a group. Other roles there end with it.
func (s *Service) Leave(ctx context.Context, who domain.Actor, g domain.GroupID) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	now := s.Clock.Now()
	return s.Atomically(ctx, func(tx Store) error {
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
// change counts with that person's next request.
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

// Profile is a person's own page.
type Profile struct {
	Person     Person
	Contacts   []Contact
	Belongings []Belonging
	Groups     map[domain.GroupID]Group
	Sessions   []Session
	Consents   []Consent
}

// Me is who's own page. Nobody is refused with SignedOut.
func (s *Service) Me(ctx context.Context, who domain.Actor) (out Profile, err error) {
	if who.Nobody() {
		return out, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if out.Person, err = s.Store.Person(ctx, who.Person); err != nil {
		return out, err
	}
	if out.Contacts, err = s.Store.Contacts(ctx, who.Person); err != nil {
		return out, err
	}
	if out.Belongings, err = s.Store.Belongings(ctx, who.Person); err != nil {
		return out, err
	}
	if out.Sessions, err = s.Store.Sessions(ctx, who.Person); err != nil {
		return out, err
	}
	if out.Consents, err = s.Store.Consents(ctx, who.Person); err != nil {
		return out, err
	}
	out.Groups = map[domain.GroupID]Group{}
	for _, b := range out.Belongings {
		if out.Groups[b.Group], err = s.Store.Group(ctx, b.Group); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Download is everything that is held about who, context by context.
func (s *Service) Download(ctx context.Context, who domain.Actor) (map[string]any, error) {
	me, err := s.Me(ctx, who)
	if err != nil {
		return nil, err
	}
	all := map[string]any{"person": me}
	var emails []string
	for _, c := range me.Contacts {
		if c.Kind == "email" && !c.Confirmed.IsZero() {
			emails = append(emails, c.Value)
		}
	}
	for _, h := range s.Holders {
		if all[h.Name], err = h.Held(ctx, who.Person, emails); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// People lists the people of a group and of those below it that who may see,
// by name after the given one, at most n.
func (s *Service) People(ctx context.Context, who domain.Actor, g domain.GroupID, after string, n int) ([]Listed, error) {
	if _, err := s.Store.Group(ctx, g); err != nil {
		return nil, err
	}
	if err := who.Must(domain.SeePeople, g); err != nil {
		return nil, err
	}
	return s.Store.PeopleIn(ctx, []domain.GroupID{g}, after, n)
}
