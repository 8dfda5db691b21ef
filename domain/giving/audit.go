package giving

import (
	"context"
	"time"

	"barnstorm/domain"
)

// A Look is that somebody looked at money, or changed something about it.
type Look struct {
	ID     string
	At     time.Time
	Person domain.PersonID
	Name   string // of the person, filled when read
	Group  domain.GroupID
	Title  string // of the group, the same
	What   string // such as "ledger" or "closed"; see the words money.did.*
	Object string
}

// note keeps that who did something, in the same transaction.
func (s *Service) note(ctx context.Context, tx Store, who domain.Actor, g domain.GroupID, what, object string) error {
	now := s.Clock.Now()
	return tx.NoteLook(ctx, Look{ID: domain.NewID[string](now), At: now, Person: who.Person, Group: g, What: what, Object: object})
}

// Looks lists who looked at money and who changed it, newest first: at most
// 200. Refuses as Actor.Must does for SeeAudit.
func (s *Service) Looks(ctx context.Context, who domain.Actor) ([]Look, error) {
	in := who.Where(domain.SeeAudit)
	if len(in) == 0 {
		return nil, who.Must(domain.SeeAudit, "")
	}
	return s.Store.Looks(ctx, in, 200)
}
