package compliance

import (
	"context"
	"slices"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
)

// Hold holds a promise to the law of its recipient, for giving. A monthly gift
// is held to it with the twelve months that it promises, so that what a year
// of it asks is asked once, at its beginning.
func (s *Service) Hold(ctx context.Context, who domain.Actor, to giving.Recipient, p giving.Plan, told map[string]string) (giving.Lawful, error) {
	r, err := s.Store.RecipientOf(ctx, to.Entity)
	if err != nil {
		return giving.Lawful{}, err
	}
	pack, ok := r.Pack()
	if !ok {
		return giving.Lawful{}, nil
	}
	c, err := s.promised(ctx, who, pack, r.ID)
	if err != nil {
		return giving.Lawful{}, err
	}
	c.Minor, c.Means, c.Told = p.Amount.Minor, lawpack.Online, told
	if p.Interval == giving.Monthly {
		c.Year, c.Election = c.Year+11*p.Amount.Minor, c.Election+11*p.Amount.Minor
	}
	if to.Currency != pack.Currency {
		c.Minor = lawpack.Abroad(c.Minor)
	}
	l := lawful(pack, pack.Weigh(c))
	if to.Currency != pack.Currency {
		l.Refused = "" // what it is worth somebody works out once it is there
	}
	return l, nil
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
