package outing

import (
	"context"

	"barnstorm/domain"
)

// A Walked is a team that somebody was in, as their download shows it.
type Walked struct {
	Team   string
	Day    string
	Name   string // under which the lead knew them
	Runner bool
}

// Held is what we hold about a person as a member of teams.
func (s *Service) Held(ctx context.Context, p domain.PersonID, _ []string) (any, error) {
	members, err := s.Store.MembersWith(ctx, p)
	if err != nil {
		return nil, err
	}
	out := make([]Walked, len(members))
	for i, m := range members {
		t, err := s.Store.Team(ctx, m.Team)
		if err != nil {
			return nil, err
		}
		o, err := s.Store.Outing(ctx, t.Outing)
		if err != nil {
			return nil, err
		}
		out[i] = Walked{Team: t.Name, Day: o.Day, Name: m.Name, Runner: m.Runner}
	}
	return out, nil
}

// Forget takes a person's name out of the teams that they were in. What they
// recorded stays, by a pseudonym.
func (s *Service) Forget(ctx context.Context, p domain.PersonID, _ []string) error {
	return s.Atomically(ctx, func(tx Store) error {
		members, err := tx.MembersWith(ctx, p)
		if err != nil {
			return err
		}
		for i := range members {
			members[i].Person, members[i].Name, members[i].Came = "", "", ""
		}
		return tx.PutMembers(ctx, members)
	})
}
