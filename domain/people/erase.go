package people

import (
	"context"

	"barnstorm/domain"
)

// An EraseInput is what somebody sends to be erased: that they are sure.
type EraseInput struct {
	Sure bool `json:"sure"`
}

// Erase takes who out of the movement for good: name, addresses, roles,
// devices, letters and answers to events go, at once. Gifts and consents stay
// with the books as long as the law demands, under no name of ours. It refuses
// with Conflict where a gift still runs, and for an admin of a group above all
// others, whose role somebody else has to take first. Asked again after a
// fault it goes on where it ended.
func (s *Service) Erase(ctx context.Context, who domain.Actor, in EraseInput) error {
	w := domain.Wrong{}
	w.Check(in.Sure, "sure", "needed")
	if err := w.Err(); err != nil {
		return err
	}
	me, err := s.Me(ctx, who)
	if err != nil {
		return err
	}
	if me.leads() {
		return domain.Refuse(domain.Conflict, "hand-over-first")
	}
	emails, err := s.alone(ctx, me.Emails())
	if err != nil {
		return err
	}
	for _, h := range s.Holders {
		if h.Forget == nil {
			continue
		}
		if err := h.Forget(ctx, who.Person, emails); err != nil {
			return err
		}
	}
	return s.Atomically(ctx, func(tx Store) error {
		now := s.Clock.Now()
		if err := tx.ForgetPerson(ctx, who.Person, emails, now); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "", "erase", string(who.Person), "")
	})
}

// leads reports whether the person is an admin of a group above all others.
func (p Profile) leads() bool {
	for _, b := range p.Belongings {
		if b.Role == domain.Admin && b.Until.IsZero() && p.Groups[b.Group].Parent == "" {
			return true
		}
	}
	return false
}

// alone is those of the addresses that nobody else uses: what came under a
// shared one may be somebody else's.
func (s *Service) alone(ctx context.Context, emails []string) (mine []string, err error) {
	for _, email := range emails {
		all, err := s.Store.PeopleAt(ctx, email)
		if err != nil {
			return nil, err
		}
		if len(all) == 1 {
			mine = append(mine, email)
		}
	}
	return mine, nil
}
