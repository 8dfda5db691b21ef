package people

import (
	"context"
	"strings"
	"time"

	"barnstorm/domain"
)

// A StartInput is what a founder sends to begin on an empty database.
type StartInput struct {
	Group    string `json:"group"`
	Country  string `json:"country"`
	Currency string `json:"currency"`
	Locale   string `json:"locale"`
	Zone     string `json:"zone"`
	Entity   string `json:"entity"`
	Address  string `json:"address"`
	Kind     string `json:"kind"`
	Name     string `json:"name"`
	Email    string `json:"email"`
}

func (in StartInput) wrong() error {
	w := domain.Wrong{}
	checkName(w, "group", in.Group)
	checkSetting(w, in.Country, in.Zone, in.Locale)
	w.Check(domain.IsCurrency(in.Currency), "currency", "pick-one")
	checkName(w, "entity", in.Entity)
	w.Check(strings.TrimSpace(in.Address) != "", "address", "needed")
	w.Check(len(in.Address) <= 500, "address", "too-long")
	checkName(w, "name", in.Name)
	_, ok := domain.Email(in.Email)
	w.Check(ok, "email", "not-an-address")
	return w.Err()
}

// startLife is how long the link of an empty database works.
const startLife = 24 * time.Hour

// OpenStart makes the one-time link of an empty database, in place of any
// earlier one. On a database that has a group it refuses with Conflict.
func (s *Service) OpenStart(ctx context.Context) (domain.Token, error) {
	t, now := domain.NewToken(), s.Clock.Now()
	err := s.Atomically(ctx, func(tx Store) error {
		if err := mustBeEmpty(ctx, tx); err != nil {
			return err
		}
		if err := tx.RevokeLinks(ctx, "start", now); err != nil {
			return err
		}
		return tx.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: domain.ForStart, Object: "start", Made: now, Expires: now.Add(startLife)})
	})
	return t, err
}

func mustBeEmpty(ctx context.Context, tx Store) error {
	_, err := tx.TopGroup(ctx)
	switch {
	case err == nil:
		return domain.Refuse(domain.Conflict, "begun-already")
	case domain.Is(err, domain.NotFound):
		return nil
	}
	return err
}

// MayStart refuses with NotFound unless t is the link of an empty database.
func (s *Service) MayStart(ctx context.Context, t domain.Token) error {
	_, err := domain.Follow(ctx, s.Store, t, domain.ForStart, s.Clock.Now())
	return err
}

// Start sets up an empty database: its legal entity, its first group and its
// first organiser, who has every role. The link works once: a second start,
// by whatever link, refuses. A sandbox entity moves no money.
func (s *Service) Start(ctx context.Context, t domain.Token, in StartInput, sandbox bool) (domain.PersonID, error) {
	if err := s.MayStart(ctx, t); err != nil {
		return "", err
	}
	if err := in.wrong(); err != nil {
		return "", err
	}
	now := s.Clock.Now()
	p := Person{ID: domain.NewID[domain.PersonID](now), Name: strings.TrimSpace(in.Name), Locale: in.Locale, Version: 1, Made: now}
	err := s.Atomically(ctx, func(tx Store) error {
		if err := mustBeEmpty(ctx, tx); err != nil {
			return err
		}
		if err := tx.RevokeLinks(ctx, "start", now); err != nil {
			return err
		}
		// The one row that two starts at once both write: the second fails.
		if err := tx.SetHouse(ctx, "begun", now.Format(time.RFC3339)); err != nil {
			return err
		}
		return s.begin(ctx, tx, p, in, sandbox)
	})
	return p.ID, err
}

func (s *Service) begin(ctx context.Context, tx Store, p Person, in StartInput, sandbox bool) error {
	e := Entity{
		ID: domain.NewID[domain.EntityID](p.Made), Name: strings.TrimSpace(in.Entity), Country: in.Country,
		Kind: in.Kind, Address: strings.TrimSpace(in.Address), Sandbox: sandbox, Made: p.Made,
	}
	g := Group{
		ID: domain.NewID[domain.GroupID](p.Made), Name: strings.TrimSpace(in.Group), Slug: domain.Slug(in.Group), Country: in.Country,
		Currency: in.Currency, Zone: in.Zone, Locale: in.Locale, Entity: e.ID, Made: p.Made,
	}
	g.Lineage = string(g.ID) + "/"
	email, _ := domain.Email(in.Email)
	steps := []func() error{
		func() error { return tx.PutEntity(ctx, e) },
		func() error { return tx.PutGroup(ctx, g) },
		func() error { return tx.PutPerson(ctx, p) },
		func() error {
			return tx.PutContact(ctx, Contact{ID: domain.NewID[string](p.Made), Person: p.ID, Kind: "email", Value: email, Confirmed: p.Made, Made: p.Made})
		},
	}
	for _, r := range domain.Roles {
		steps = append(steps, func() error {
			_, err := tx.Belong(ctx, Belonging{ID: domain.NewID[string](p.Made), Person: p.ID, Group: g.ID, Role: r, Since: p.Made})
			return err
		})
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, domain.Actor{Person: p.ID}, g.ID, "begin", string(g.ID), "")
}
