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

// A Reported is an incident note that somebody wrote, as their download shows it.
type Reported struct {
	Day   string
	Kind  Hurt
	Words string
}

// Written is the incident notes that a person wrote.
func (s *Service) Written(ctx context.Context, p domain.PersonID, _ []string) (any, error) {
	notes, err := s.Store.IncidentsBy(ctx, p)
	out := make([]Reported, len(notes))
	for i, n := range notes {
		out[i] = Reported{n.Day, n.Kind, n.Words}
	}
	return out, err
}

// Disown takes whoever wrote incident notes out of them. The notes stay until
// their own clock ends.
func (s *Service) Disown(ctx context.Context, p domain.PersonID, _ []string) error {
	return s.Store.Disown(ctx, p)
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
