package people

import (
	"context"

	"barnstorm/domain"
)

// Who is asking with a session cookie. An unknown, idle or old session is
// nobody, without an error. Roles are read anew each time, so that a role
// taken away is gone with the next request.
func (s *Service) Who(ctx context.Context, t domain.Token) (domain.Actor, error) {
	if t == "" {
		return domain.Actor{}, nil
	}
	now := s.Clock.Now()
	x, err := s.Store.Session(ctx, t.Hash())
	if domain.Is(err, domain.NotFound) || err == nil && (!now.Before(x.Expires) || now.Sub(x.Seen) >= SessionIdle) {
		return domain.Actor{}, nil
	}
	if err != nil {
		return domain.Actor{}, err
	}
	if now.Sub(x.Seen) > sessionDozes {
		if err := s.Store.SawSession(ctx, x.Hash, now); err != nil {
			return domain.Actor{}, err
		}
	}
	return s.Actor(ctx, x.Person)
}

// Actor is a person as one who asks. An erased person is nobody.
func (s *Service) Actor(ctx context.Context, id domain.PersonID) (domain.Actor, error) {
	p, err := s.Store.Person(ctx, id)
	if domain.Is(err, domain.NotFound) || err == nil && !p.Erased.IsZero() {
		return domain.Actor{}, nil
	}
	if err != nil {
		return domain.Actor{}, err
	}
	roles, err := s.Store.RolesOf(ctx, id)
	if err != nil {
		return domain.Actor{}, err
	}
	things, err := s.Store.ThingsOf(ctx, id, s.Clock.Now())
	return domain.Actor{Person: p.ID, Name: p.Name, Locale: p.Locale, Roles: roles, Things: things}, err
}

// Enter begins a session for a person without a letter: for the ready links
// that the demo prints, and for nothing else.
func (s *Service) Enter(ctx context.Context, id domain.PersonID, agent string) (domain.Token, error) {
	t, now := domain.NewToken(), s.Clock.Now()
	return t, s.Store.PutSession(ctx, Session{
		ID: domain.NewID[string](now), Hash: t.Hash(), Person: id, Agent: clip(agent, 200), Made: now, Seen: now, Expires: now.Add(SessionLife), Proven: now,
	})
}

// SignOut ends the session of a cookie. One that is over already is no error.
func (s *Service) SignOut(ctx context.Context, t domain.Token) error {
	x, err := s.Store.Session(ctx, t.Hash())
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Store.EndSession(ctx, x.Person, x.ID)
}

// EndSession ends one of who's own sessions ("lost phone").
func (s *Service) EndSession(ctx context.Context, who domain.Actor, id string) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if _, ok := domain.ParseID[string](id); !ok {
		return domain.Refuse(domain.NotFound, "no-such-session")
	}
	return s.Store.EndSession(ctx, who.Person, id)
}

// Bearer is Actor with the version of the person's tokens: a token made under
// an older version is no longer good.
func (s *Service) Bearer(ctx context.Context, id domain.PersonID) (domain.Actor, int64, error) {
	p, err := s.Store.Person(ctx, id)
	if domain.Is(err, domain.NotFound) {
		return domain.Actor{}, 0, nil
	}
	if err != nil {
		return domain.Actor{}, 0, err
	}
	who, err := s.Actor(ctx, id)
	return who, p.Version, err
}
