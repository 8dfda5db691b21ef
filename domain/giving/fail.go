package giving

import (
	"context"
	"fmt"
	"slices"
	"time"

	"barnstorm/domain"
)

// The steps that follow a failed payment, as Plan.Step counts them. The
// provider tries the charge again by itself meanwhile; as soon as one is paid,
// the plan is back at none.
const (
	StepNone  = 0
	StepTold  = 1 // at once: a letter with the amount and the ways to mend it
	StepAsked = 2 // after a week: a letter from a person
	StepCall  = 3 // after a fortnight: on the list of whom volunteers call
	StepEnd   = 4 // after four weeks: ended kindly, with a link to begin again
)

// stepAfter is how long after the first failure each step is taken.
var stepAfter = [...]time.Duration{StepAsked: week, StepCall: 2 * week, StepEnd: 4 * week}

// week is also the least between two steps, however late we are.
const week = 7 * 24 * time.Hour

// fail brings the steps of a plan up to how it stands now.
func (p *Plan) fail(st Standing, now time.Time) {
	if p.Status != Retrying {
		p.Failing, p.NudgeAt = time.Time{}, time.Time{}
		if p.Status != Stopped {
			p.Step = StepNone
		}
		return
	}
	if !p.Failing.IsZero() {
		return
	}
	p.Failing = st.failing(now)
	p.Step, p.NudgeAt = StepTold, later(p.Failing.Add(stepAfter[StepAsked]), now)
}

// failing is since when charges have failed one after the other: what was left
// unpaid before one that was paid is past. It takes them in order.
func (st Standing) failing(now time.Time) time.Time {
	since := now
	for _, c := range slices.Backward(st.Charges) {
		if !c.Paid.IsZero() && c.Amount.Minor > 0 {
			break
		}
		if c.Paid.IsZero() && !c.Underway && !c.Void && !c.From.IsZero() && c.From.Before(since) {
			since = c.From
		}
	}
	return since
}

func later(due, now time.Time) time.Time {
	if least := now.Add(week); due.Before(least) {
		return least
	}
	return due
}

// Nudge takes the next step with plans whose payment still fails: at most
// limit. It looks at the provider before each step, goes on past plans that
// fail it, and answers with how many it took a step.
func (s *Service) Nudge(ctx context.Context, limit int) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	due, err := s.Store.PlansToNudge(ctx, s.Clock.Now(), limit)
	n := 0
	for _, p := range due {
		err := s.nudge(ctx, p.ID)
		if err == nil {
			n++
			continue
		}
		s.tell(ctx, err)
		if err := s.nudgeLater(ctx, p.ID); err != nil {
			return n, err
		}
	}
	return n, err
}

func (s *Service) nudge(ctx context.Context, id PlanID) error {
	if err := s.refresh(ctx, id, nil); err != nil {
		return err
	}
	p, err := s.step(ctx, id)
	if err != nil || p.Step != StepEnd {
		return err
	}
	// Said again after a lost answer, it is the same end.
	key := fmt.Sprintf("kindly:%s:%d", p.ID, p.Failing.Unix())
	if err := s.Till(p.Entity).Stop(ctx, key, p); err != nil && !domain.Is(err, domain.NotFound) {
		return err
	}
	return s.refresh(ctx, id, nil)
}

// step writes the next step of a plan whose payment fails.
func (s *Service) step(ctx context.Context, id PlanID) (p Plan, err error) {
	return p, s.Atomically(ctx, func(tx Store) error {
		if p, err = tx.HoldPlan(ctx, id); err != nil {
			return err
		}
		now := s.Clock.Now()
		if p.Status != Retrying || p.NudgeAt.IsZero() || p.NudgeAt.After(now) {
			p.Step = StepNone // nothing to do for whoever reads the answer
			return nil
		}
		p.Step = min(p.Step+1, StepEnd)
		p.NudgeAt = now.Add(time.Hour)
		if p.Step < StepEnd {
			p.NudgeAt = later(p.Failing.Add(stepAfter[p.Step+1]), now)
		}
		if err := tx.PutPlan(ctx, p); err != nil || p.Step != StepAsked {
			return err
		}
		return s.write(ctx, tx, mail{p, letter{kind: "failing", key: fmt.Sprint(p.ID, p.Failing.Unix()), amount: p.Amount, when: p.Failing}})
	})
}

func (s *Service) nudgeLater(ctx context.Context, id PlanID) error {
	return s.Atomically(ctx, func(tx Store) error {
		p, err := tx.HoldPlan(ctx, id)
		if err != nil || p.NudgeAt.IsZero() {
			return err
		}
		p.NudgeAt = s.Clock.Now().Add(time.Hour)
		return tx.PutPlan(ctx, p)
	})
}

// cardNotice is how long before a card runs out its donor is told.
const cardNotice = 20 * 24 * time.Hour

// TellCards tells donors whose card runs out in the coming twenty days, once
// for each card: at most limit. It answers how many it told.
func (s *Service) TellCards(ctx context.Context, limit int) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	now := s.Clock.Now()
	due, err := s.Store.PlansWithCardsTo(ctx, now, now.Add(cardNotice), limit)
	for n, p := range due {
		err := s.Atomically(ctx, func(tx Store) error {
			p, err := tx.HoldPlan(ctx, p.ID)
			if err != nil || p.Card.Told.Equal(p.Card.Ends) {
				return err
			}
			p.Card.Told = p.Card.Ends
			if err := tx.PutPlan(ctx, p); err != nil {
				return err
			}
			return s.write(ctx, tx, mail{p, letter{kind: "card", key: fmt.Sprint(p.ID, p.Card.Ends.Unix()), amount: p.Amount}})
		})
		if err != nil {
			return n, err
		}
	}
	return len(due), err
}

// A Call is somebody to be called about a payment that fails.
type Call struct {
	Plan    PlanID
	Group   domain.GroupID
	Title   string // the group's name
	Name    string
	Phone   string // empty where we know none
	Locale  string
	Since   time.Time
	Ends    time.Time // when the gift is ended, unless it is mended before
	Sandbox bool
}

// Calls lists whom volunteers call, those that wait longest first. Refuses as
// Actor.Must does for CallDonors.
func (s *Service) Calls(ctx context.Context, who domain.Actor) ([]Call, error) {
	in := who.Where(domain.CallDonors)
	if len(in) == 0 {
		return nil, who.Must(domain.CallDonors, "")
	}
	return s.Store.Calls(ctx, in, 200)
}

// A CalledInput is what came of a call.
type CalledInput struct {
	Outcome string `json:"outcome"` // "reached" or "end"
}

// Called takes somebody off the list: they will mend it, or they asked for the
// gift to end, which it then does though a payment come meanwhile. Refuses with Invalid; NotFound where the
// plan is not on the list of who.
func (s *Service) Called(ctx context.Context, who domain.Actor, id PlanID, in CalledInput) error {
	w := domain.Wrong{}
	w.Check(in.Outcome == "reached" || in.Outcome == "end", "outcome", "pick-one")
	if err := w.Err(); err != nil {
		return err
	}
	var stop Intent
	err := s.Atomically(ctx, func(tx Store) error {
		p, err := tx.HoldPlan(ctx, id)
		if err != nil || !who.May(domain.CallDonors, p.Group) || p.Step != StepCall {
			if err == nil || domain.Is(err, domain.NotFound) {
				return domain.Refuse(domain.NotFound, "no-such-plan")
			}
			return err
		}
		if p.CalledAt = s.Clock.Now(); in.Outcome == "end" && p.Running() {
			if stop, err = s.toEnd(ctx, tx, p); err != nil {
				return err
			}
		}
		if err := tx.PutPlan(ctx, p); err != nil {
			return err
		}
		return s.note(ctx, tx, who, p.Group, "called: "+in.Outcome, string(p.ID))
	})
	if err == nil && stop.ID != "" {
		s.tell(ctx, s.carry(ctx, stop)) // without an answer it is asked again
	}
	return err
}

// toEnd keeps the wish that a plan ends, whatever becomes of its payment
// meanwhile. Said twice it is one wish.
func (s *Service) toEnd(ctx context.Context, tx Store, p Plan) (Intent, error) {
	now := s.Clock.Now()
	open, err := tx.OpenIntents(ctx, p.ID, now.Add(time.Second), 20)
	if err != nil {
		return Intent{}, err
	}
	for _, i := range open {
		if i.Wish == WishStop {
			return i, nil
		}
	}
	i := Intent{ID: domain.NewID[IntentID](now), Plan: p.ID, Wish: WishStop, Key: domain.NewID[string](now), Keyed: now, Made: now}
	_, err = tx.AddIntent(ctx, i)
	return i, err
}
