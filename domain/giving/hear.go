package giving

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
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
	Parked  EventState = "parked"  // given up after MaxTries; a reconciliation tries it once more
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
	if e.Plan, err = s.whose(ctx, e); err != nil {
		return err
	}
	return s.hear(ctx, []Event{e})
}

// whose is the plan that an event is about; empty for none of ours.
func (s *Service) whose(ctx context.Context, e Event) (PlanID, error) {
	if e.Plan != "" {
		return e.Plan, nil
	}
	p, err := s.Till(e.Entity).Whose(ctx, e)
	if domain.Is(err, domain.NotFound) {
		return "", nil
	}
	return p, err
}

// A sight is how a plan stands, here and at the provider, when somebody looked
// after events came that tell of it.
type sight struct {
	events []Event // of one entity, at least one
	before Plan
	st     Standing
	err    error // the provider did not tell
}

func (g sight) plan() PlanID            { return g.events[0].Plan }
func (g sight) entity() domain.EntityID { return g.events[0].Entity }

// see looks at the provider. A sight of nothing of ours stays without a plan.
func (s *Service) see(ctx context.Context, g *sight) (err error) {
	if g.plan() != "" && g.before.ID == "" {
		return domain.Refuse(domain.NotFound, "no-such-plan")
	}
	if g.before.Entity != g.entity() {
		g.before = Plan{}
		return nil
	}
	refs := g.before.Refs
	for _, e := range g.events {
		refs = refs.Or(e.Refs)
	}
	g.st, err = s.Till(g.entity()).Look(ctx, g.plan(), refs)
	return err
}

// hear acts upon events of one entity about one plan. Should somebody else have
// settled the plan since, the look is stale and is taken again.
func (s *Service) hear(ctx context.Context, es []Event) error {
	for range 20 {
		g := sight{events: es}
		if g.plan() != "" {
			var err error
			if g.before, err = s.Store.Plan(ctx, g.plan()); err != nil {
				return err
			}
		}
		if err := s.see(ctx, &g); err != nil {
			return err
		}
		if err := s.settleAll(ctx, []sight{g}); !errors.Is(err, errMoved) {
			return err
		}
	}
	return domain.Refuse(domain.Busy, "till-silent")
}

// settleAll writes in one transaction what follows from sights of plans of one
// entity, and ends their events.
func (s *Service) settleAll(ctx context.Context, seen []sight) error {
	return s.Atomically(ctx, func(tx Store) error {
		var ours []sight
		var foreign, heard []string
		var ids []PlanID
		for _, g := range seen {
			to := &heard
			if g.before.ID == "" {
				to = &foreign
			} else {
				ours, ids = append(ours, g), append(ids, g.before.ID)
			}
			for _, e := range g.events {
				*to = append(*to, e.ID)
			}
		}
		if _, err := tx.EndTillEvents(ctx, seen[0].entity(), foreign, Foreign, s.Clock.Now()); err != nil {
			return err
		}
		if len(ours) == 0 {
			return nil
		}
		held, err := tx.HoldPlans(ctx, ids)
		if err != nil {
			return err
		}
		ended, err := tx.EndTillEvents(ctx, seen[0].entity(), heard, Heard, s.Clock.Now())
		if err != nil {
			return err
		}
		known, err := tx.PaymentsOf(ctx, ids)
		if err != nil {
			return err
		}
		outs, err := settlements(ours, held, ended, known, s.Clock.Now())
		if err != nil {
			return err
		}
		return s.keep(ctx, tx, outs...)
	})
}

// settlements is what follows from sights, given the plans as they are held,
// the events that nobody else had ended and the payments that are known.
func settlements(seen []sight, held []Plan, ended []string, known []Payment, now time.Time) (outs []settlement, err error) {
	plans, payments := map[PlanID]Plan{}, map[PlanID][]Payment{}
	for _, p := range held {
		plans[p.ID] = p
	}
	for _, p := range known {
		payments[p.Plan] = append(payments[p.Plan], p)
	}
	for _, g := range seen {
		if !slices.ContainsFunc(g.events, func(e Event) bool { return slices.Contains(ended, e.ID) }) {
			continue // heard by somebody else meanwhile
		}
		p := plans[g.before.ID]
		if p.Version != g.before.Version {
			return nil, errMoved
		}
		outs = append(outs, settle(p, payments[p.ID], g.st, now))
	}
	return outs, nil
}

func (s *Service) end(ctx context.Context, e Event, to EventState) error {
	_, err := s.Store.EndTillEvents(ctx, e.Entity, []string{e.ID}, to, s.Clock.Now())
	return err
}

// So many are looked at, or settled, at once, and so many plans are settled in
// one transaction.
const (
	hearers = 8
	crowd   = 25
)

// HearAll acts upon the events that wait: at most limit, those about one plan
// together and several plans at once. It goes on past those that fail, which
// are tried again later and at last parked, and answers how many it heard.
func (s *Service) HearAll(ctx context.Context, limit int) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	waiting, err := s.Store.WaitingTillEvents(ctx, s.Clock.Now(), limit)
	if err != nil {
		return 0, err
	}
	failed := atOnce(len(waiting), func(i int) (err error) {
		waiting[i].Plan, err = s.whose(ctx, waiting[i])
		return err
	})
	n, known := len(waiting), []Event(nil)
	for i, err := range failed {
		if err == nil {
			known = append(known, waiting[i])
			continue
		}
		n--
		if err := s.again(ctx, err, waiting[i]); err != nil {
			return 0, err
		}
	}
	plans, err := s.byPlan(ctx, known)
	if err != nil {
		return 0, err
	}
	crowds := s.seen(ctx, plans)
	vain := make([][]Event, len(crowds))
	for i, err := range atOnce(len(crowds), func(i int) (err error) {
		vain[i], err = s.hearOrEach(ctx, crowds[i])
		return err
	}) {
		n -= len(vain[i])
		if err == nil {
			continue
		}
		if err := s.again(ctx, err, vain[i]...); err != nil {
			return n, err
		}
	}
	return n, nil
}

// byPlan puts events about one plan together, with the plan as it is known.
// Those about none of ours stay alone.
func (s *Service) byPlan(ctx context.Context, es []Event) ([]*sight, error) {
	type about struct {
		entity domain.EntityID
		plan   PlanID
	}
	var all []*sight
	var ids []PlanID
	of := map[about]*sight{}
	for _, e := range es {
		g := of[about{e.Entity, e.Plan}]
		if g == nil || e.Plan == "" {
			g = &sight{}
			all, of[about{e.Entity, e.Plan}], ids = append(all, g), g, append(ids, e.Plan)
		}
		g.events = append(g.events, e)
	}
	plans, err := s.Store.PlansWith(ctx, slices.DeleteFunc(ids, func(p PlanID) bool { return p == "" }))
	known := map[PlanID]Plan{}
	for _, p := range plans {
		known[p.ID] = p
	}
	for _, g := range all {
		g.before = known[g.plan()]
	}
	return all, err
}

// seen looks at all plans, and makes crowds of those of one entity. One at which
// looking failed stays alone.
func (s *Service) seen(ctx context.Context, all []*sight) (crowds [][]sight) {
	slices.SortStableFunc(all, func(a, b *sight) int { return cmp.Compare(a.entity(), b.entity()) })
	for i, err := range atOnce(len(all), func(i int) error { return s.see(ctx, all[i]) }) {
		g, last := *all[i], len(crowds)-1
		g.err = err
		if last < 0 || err != nil || crowds[last][0].err != nil || len(crowds[last]) == crowd || crowds[last][0].entity() != g.entity() {
			crowds = append(crowds, []sight{g})
			continue
		}
		crowds[last] = append(crowds[last], g)
	}
	return crowds
}

// hearOrEach settles a crowd together or, where that fails, each plan alone,
// and where that fails each event alone: what tells of something that the
// provider does not know must not hold up the others. It answers which failed.
func (s *Service) hearOrEach(ctx context.Context, seen []sight) (vain []Event, why error) {
	if seen[0].err == nil && s.settleAll(ctx, seen) == nil {
		return nil, nil
	}
	for _, g := range seen {
		err := g.err
		if err == nil {
			err = s.hear(ctx, g.events)
		}
		for _, e := range g.events {
			alone := err
			if err != nil && len(g.events) > 1 {
				alone = s.hear(ctx, []Event{e})
			}
			if alone != nil {
				vain, why = append(vain, e), alone
			}
		}
	}
	return vain, why
}

// atOnce does f for each number below n, a few at a time, and answers with
// what each of them said. A panic goes to whoever called.
func atOnce(n int, f func(i int) error) []error {
	said := make([]error, n)
	var all sync.WaitGroup
	var panicked atomic.Value
	room := make(chan struct{}, hearers)
	for i := range n {
		room <- struct{}{}
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panicked.Store(fmt.Errorf("%v\n%s", p, debug.Stack()))
				}
				<-room
			}()
			said[i] = f(i)
		})
	}
	all.Wait()
	if p := panicked.Load(); p != nil {
		panic(p)
	}
	return said
}

// again puts off events that failed, each twice as long as the last time, from
// half a minute to about a day.
func (s *Service) again(ctx context.Context, why error, es ...Event) error {
	s.tell(ctx, why)
	for _, e := range es {
		if e.Tries+1 >= MaxTries {
			if err := s.end(ctx, e, Parked); err != nil {
				return err
			}
			continue
		}
		if err := s.Store.TriedTillEvent(ctx, e.Entity, e.ID, s.Clock.Now().Add(30*time.Second<<e.Tries)); err != nil {
			return err
		}
	}
	return nil
}
