// Package giving is what supporters give and what became of it: the standing
// promise, the charges made under it, and the books of the legal entity that
// receives them. A payment provider is the truth about a charge; the books
// remember it, append only, and every transaction in them sums to zero.
package giving

import (
	"context"
	"sync"

	"barnstorm/domain"
)

// Ids of the things of this context.
type (
	PlanID        string
	PaymentID     string
	IntentID      string
	TransactionID string
	EntryID       string
)

// A Service is the use cases of giving.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	// URL makes a whole address, such as https://example.org/donate, of a path.
	URL func(path string) string
	// Till is the payment provider of a legal entity.
	Till func(domain.EntityID) Till
	// Law says what has to be known of a donor, and what may not be taken. It
	// may be nil, and then nothing is asked and small gifts alone are taken.
	Law Law
	// Quiet says that nothing may be asked of a provider: a restored copy
	// charges nobody until somebody confirms it. It may be nil.
	Quiet func(context.Context) (bool, error)
	// Log is told of faults in work that nobody waits for. It may be nil.
	Log func(context.Context, error)

	counted sync.Map // group to figures counted lately
}

// Otherwise refuses what comes under an id that stands for something else.
func Otherwise() error { return domain.Refuse(domain.Conflict, "pledged-otherwise") }

func (s *Service) quiet(ctx context.Context) (bool, error) {
	if s.Quiet == nil {
		return false, nil
	}
	return s.Quiet(ctx)
}

func (s *Service) tell(ctx context.Context, err error) {
	if s.Log != nil && err != nil {
		s.Log(ctx, err)
	}
}
