package people

import (
	"context"
	"slices"

	"barnstorm/domain"
)

// Profile is a person's own page.
type Profile struct {
	Person     Person
	Contacts   []Contact
	Belongings []Belonging
	Groups     map[domain.GroupID]Group
	Sessions   []Session
	Consents   []domain.Consent
}

// Emails is the addresses that the person has confirmed.
func (p Profile) Emails() (all []string) {
	for _, c := range p.Contacts {
		if c.Kind == "email" && !c.Confirmed.IsZero() {
			all = append(all, c.Value)
		}
	}
	return all
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

// Download is everything that is held about who, context by context. What came
// under an address that somebody else uses too, and is joined to nobody, is not in
// it: it may be theirs.
func (s *Service) Download(ctx context.Context, who domain.Actor) (map[string]any, error) {
	me, err := s.Me(ctx, who)
	if err != nil {
		return nil, err
	}
	for i := range me.Sessions {
		me.Sessions[i].Hash = "" // a key to the house is no record of a person
	}
	emails, err := s.alone(ctx, me.Emails())
	if err != nil {
		return nil, err
	}
	all := map[string]any{"person": me}
	for _, h := range s.Holders {
		if all[h.Name], err = h.Held(ctx, who.Person, emails); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// A SpeakInput is what somebody sends to choose their language.
type SpeakInput struct {
	Locale string `json:"locale"`
}

// Speak sets the language in which who is answered and written to.
func (s *Service) Speak(ctx context.Context, who domain.Actor, in SpeakInput) error {
	w := domain.Wrong{}
	w.Check(slices.Contains(Languages, in.Locale), "locale", "pick-one")
	if err := w.Err(); err != nil {
		return err
	}
	return s.alter(ctx, who, func(tx Store) (bool, error) { return tx.Speak(ctx, who.Person, in.Locale) })
}

// EndTokens makes every bearer token of who's worthless from the next request on.
func (s *Service) EndTokens(ctx context.Context, who domain.Actor) error {
	return s.alter(ctx, who, func(tx Store) (bool, error) { return tx.EndTokens(ctx, who.Person) })
}

// alter changes who's own record. Nobody is refused with SignedOut, and who is
// erased meanwhile with NotFound.
func (s *Service) alter(ctx context.Context, who domain.Actor, change func(Store) (bool, error)) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	return s.Atomically(ctx, func(tx Store) error {
		if there, err := change(tx); err != nil || !there {
			return orRefuse(err, domain.NotFound, "no-such-person")
		}
		return nil
	})
}
