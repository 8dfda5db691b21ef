package compliance

import (
	"context"
	"maps"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
)

// Hold holds a promise to the law of its recipient, for giving. A monthly gift
// is held to it with the twelve months that it promises, so that what a year
// of it asks is asked once, at its beginning; and with what the donor gave
// before, as far as this year goes.
func (s *Service) Hold(ctx context.Context, who domain.Actor, to giving.Recipient, p giving.Plan, told map[string]string) (giving.Lawful, error) {
	pack, ok, err := s.packOf(ctx, to)
	if err != nil || !ok {
		return giving.Lawful{}, err
	}
	before, err := s.promised(ctx, who, pack, to.Entity)
	if err != nil {
		return giving.Lawful{}, err
	}
	p.Next = before.At // the first charge is made now
	return s.hold(ctx, pack, to, p, before, told)
}

// HoldRaise holds a plan that runs to the law at another amount, with the
// charges that come, for giving.
func (s *Service) HoldRaise(ctx context.Context, to giving.Recipient, p giving.Plan, told map[string]string, sure bool) (giving.Lawful, error) {
	pack, ok, err := s.packOf(ctx, to)
	if err != nil || !ok {
		return giving.Lawful{}, err
	}
	known, err := s.Store.Told(ctx, PlanID(p.ID))
	if err != nil {
		return giving.Lawful{}, err
	}
	all := map[string]string{}
	maps.Copy(all, known)
	maps.Copy(all, told)
	before := lawpack.Case{At: s.Clock.Now()}
	if p.Next.After(before.At) { // the year and the election are those of the first charge of it
		before.At = p.Next
	}
	if sure {
		head, err := s.Store.DonorOfPlan(ctx, PlanID(p.ID))
		if err == nil && head != "" {
			before, err = s.caseOf(ctx, s.Store, pack, to.Entity, head, before.At)
		}
		if err != nil {
			return giving.Lawful{}, err
		}
	}
	before.Sitting = 0 // it is charged on another day
	return s.hold(ctx, pack, to, p, before, all)
}

func (s *Service) packOf(ctx context.Context, to giving.Recipient) (*lawpack.Pack, bool, error) {
	r, err := s.Store.RecipientOf(ctx, to.Entity)
	if err != nil {
		return nil, false, err
	}
	pack, ok := r.Pack()
	return pack, ok, nil
}

// hold holds what a plan will charge to the law, after what was given before:
// the next charge, and for a monthly gift also the last one of this year and
// towards this election, and the last one of a whole year by itself.
func (s *Service) hold(ctx context.Context, pack *lawpack.Pack, to giving.Recipient, p giving.Plan, before lawpack.Case, told map[string]string) (giving.Lawful, error) {
	es, err := s.Store.Elections(ctx, to.Entity)
	if err != nil {
		return giving.Lawful{}, err
	}
	days := daysOf(es)
	before.Minor, before.Means, before.Told = p.Amount.Minor, lawpack.Online, told
	before.Elections, before.Cycles = pack.Election(before.At, days) != "", pack.Cycle(before.At, days) != ""
	worth, known, err := worth(ctx, s.Store, pack, to.Entity, p.Amount, s.Clock.Now())
	if err != nil {
		return giving.Lawful{}, err
	}
	if before.Minor = worth.Minor; !known {
		before.Minor = lawpack.Abroad(p.Amount.Minor)
	}
	v := pack.Weigh(before)
	if p.Interval == giving.Monthly {
		year, election, cycle := chargesAhead(pack, p, before.At, days)
		last, whole := before, before
		last.Sitting, whole.Sitting = 0, 0
		last.Year += max(year-1, 0) * before.Minor
		last.Election += max(election-1, 0) * before.Minor
		last.Cycle += max(cycle-1, 0) * before.Minor
		whole.Year, whole.Election, whole.Cycle = 11*before.Minor, 0, 0
		v = v.And(pack.Weigh(last)).And(pack.Weigh(whole))
	}
	l := lawful(pack, v)
	if !known {
		l.Refused = "" // what it is worth somebody enters before it is counted
	}
	return l, nil
}

// mostAhead is how many charges ahead are looked at: ten years of them.
const mostAhead = 120

// chargesAhead is how many charges a monthly plan makes in the year of a
// moment, until the day of the next election, and in the cycle.
func chargesAhead(pack *lawpack.Pack, p giving.Plan, now time.Time, es []lawpack.Election) (year, election, cycle int64) {
	count := func(n *int64, of string, at time.Time) bool {
		in := pack.Span(of, at, es) == pack.Span(of, now, es)
		if in {
			*n++
		}
		return in
	}
	for n, at := 0, p.Next; n < mostAhead && !at.IsZero(); n, at = n+1, giving.MonthAfter(at, max(p.Anchor, p.Next.UTC().Day())) {
		y, e, c := count(&year, lawpack.OfYear, at), count(&election, lawpack.OfElection, at), count(&cycle, lawpack.OfCycle, at)
		if !y && !e && !c {
			break
		}
	}
	return year, election, cycle
}

// promised is what who gave before, where who is signed in and gave as that.
func (s *Service) promised(ctx context.Context, who domain.Actor, pack *lawpack.Pack, e domain.EntityID) (lawpack.Case, error) {
	now := s.Clock.Now()
	if who.Nobody() {
		return lawpack.Case{At: now}, nil
	}
	head, err := s.Store.DonorWho(ctx, e, who.Person)
	if err != nil || head == "" {
		return lawpack.Case{At: now}, err
	}
	return s.caseOf(ctx, s.Store, pack, e, head, now)
}

// refusals is why a promise may not be taken, by what the rule says.
var refusals = map[string]string{lawpack.Limit: "law-limit", lawpack.Donor: "law-donor", lawpack.Anonymous: "law-donor", lawpack.Cash: "law-donor"}

// lawful is a verdict as giving reads it.
func lawful(pack *lawpack.Pack, v lawpack.Verdict) giving.Lawful {
	l := giving.Lawful{Pack: pack.ID, Stale: len(v.Stale) > 0}
	for _, item := range lawpack.Items {
		if slices.Contains(v.Asks, item.Name) {
			l.Asks = append(l.Asks, giving.Asked{Item: item.Name, Tick: item.Tick, Known: !slices.Contains(v.Missing, item.Name)})
		}
	}
	if len(v.Refused) > 0 {
		f := v.Refused[0]
		l.Refused, l.Limit, l.Of = refusals[f.Says], domain.Money{Minor: f.Sum, Currency: pack.Currency}, f.Of
	}
	return l
}
