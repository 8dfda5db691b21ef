package giving

import (
	"context"
	"time"

	"barnstorm/domain"
)

// An EventState is what became of an event.
type EventState string

// The states of an event.
const (
	Waiting EventState = "waiting" // not yet acted upon
	Heard   EventState = "heard"   // its effect is written
	Foreign EventState = "foreign" // not of our kinds, or about nothing of ours
	Parked  EventState = "parked"  // given up after MaxTries, for somebody to look at
)

// MaxTries is how often an event is acted upon in vain before it is parked.
const MaxTries = 12

// An Event is a provider's word that something happened. It is a hint to look
// and never a fact: what is so, is read from the provider afterwards.
type Event struct {
	ID      string // the provider's, one in each entity
	Entity  domain.EntityID
	Kind    string // in the provider's words
	Object  string // what it is about, in the provider's words
	Plan    PlanID // our own id, where the event carries it
	Refs           // what the event tells of the plan's parts
	Ours    bool   // of a kind that we act upon
	Made    time.Time
	Arrived time.Time
	State   EventState
	Tries   int
	Again   time.Time // act upon it then
	Ended   time.Time // when it left Waiting
}

// Receive keeps an event until Hear acts upon it. One that came before is
// kept once. It calls nobody, so that a provider has its answer at once.
func (s *Service) Receive(ctx context.Context, e Event) error {
	_, err := s.receive(ctx, e)
	return err
}

func (s *Service) receive(ctx context.Context, e Event) (fresh bool, err error) {
	e.Arrived = s.Clock.Now()
	e.State, e.Again = Waiting, e.Arrived
	if !e.Ours {
		e.State, e.Ended = Foreign, e.Arrived
	}
	return s.Store.AddTillEvent(ctx, e)
}

// Hear acts upon an event that was received: it looks at the provider, and
// writes what follows in the transaction that ends the event. Heard again,
// early, late or in any order with others, it ends the same.
func (s *Service) Hear(ctx context.Context, entity domain.EntityID, id string) error {
	e, err := s.Store.TillEvent(ctx, entity, id)
	if err != nil || e.State != Waiting {
		return err
	}
	if e.Plan == "" {
		e.Plan, err = s.Till(entity).Whose(ctx, e)
		if domain.Is(err, domain.NotFound) {
			return s.end(ctx, s.Store, e, Foreign)
		}
		if err != nil {
			return err
		}
	}
	p, err := s.Store.Plan(ctx, e.Plan)
	if err != nil {
		return err
	}
	if p.Entity != entity {
		return s.end(ctx, s.Store, e, Foreign)
	}
	return s.refresh(ctx, p.ID, look{refs: e.Refs, first: func(tx Store) (bool, error) {
		return tx.EndTillEvent(ctx, e.Entity, e.ID, Heard, s.Clock.Now())
	}})
}

func (s *Service) end(ctx context.Context, tx Store, e Event, to EventState) error {
	_, err := tx.EndTillEvent(ctx, e.Entity, e.ID, to, s.Clock.Now())
	return err
}

// HearAll acts upon the events that wait: at most limit. It goes on past
// those that fail, which are tried again later and at last parked, and answers
// how many it heard.
func (s *Service) HearAll(ctx context.Context, limit int) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	waiting, err := s.Store.WaitingTillEvents(ctx, s.Clock.Now(), limit)
	n := 0
	for _, e := range waiting {
		err := s.Hear(ctx, e.Entity, e.ID)
		if err == nil {
			n++
			continue
		}
		s.tell(ctx, err)
		if err := s.again(ctx, e); err != nil {
			return n, err
		}
	}
	return n, err
}

// again puts an event off, twice as long each time, from half a minute to
// about a day.
func (s *Service) again(ctx context.Context, e Event) error {
	if e.Tries+1 >= MaxTries {
		return s.end(ctx, s.Store, e, Parked)
	}
	return s.Store.TriedTillEvent(ctx, e.Entity, e.ID, s.Clock.Now().Add(30*time.Second<<e.Tries))
}
