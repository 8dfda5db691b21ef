package welcome

import (
	"cmp"
	"context"
	"slices"
	"time"

	"barnstorm/domain"
)

// rank is the leaders to whom a newcomer may be offered, in that order: the
// nearest first, those of their own group as if next door, then who has fewest
// already. Nobody is among them twice, nobody who was asked before, who has as
// many as one may have, or who is the newcomer.
func rank(n Newcomer, all []Leader, asked []domain.PersonID) []Leader {
	far := func(l Leader) float64 {
		switch {
		case l.Group == n.Group:
			return 0
		case n.At == domain.Point{} || l.At == domain.Point{}:
			return 2 * Nearby
		}
		return n.At.Km(l.At)
	}
	var near []Leader
	for _, l := range all {
		if far(l) <= Nearby && l.Held < MostHeld && l.Person != n.Person && !slices.Contains(asked, l.Person) {
			near = append(near, l)
		}
	}
	slices.SortFunc(near, func(a, b Leader) int {
		return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(a.Held, b.Held), cmp.Compare(a.Person, b.Person))
	})
	var once []Leader
	for _, l := range near {
		if !slices.ContainsFunc(once, func(o Leader) bool { return o.Person == l.Person }) {
			once = append(once, l)
		}
	}
	return once
}

// The hours at which leaders are written to, on the clock of the newcomer's group.
const (
	wakes  = 8
	sleeps = 21
)

func night(at time.Time, zone string) bool {
	place := domain.Zone(zone)
	h := at.In(place).Hour()
	return h < wakes || h >= sleeps
}

// Offer offers whoever is new to the nearest leader, and passes on those whose
// clock has run out: to the next, and after MostAsked of them to whoever
// organises. By night it waits. It forgets those for whom it is too late. It
// returns how many it dealt with, at most so many.
func (s *Service) Offer(ctx context.Context, most int) (dealt int, err error) {
	now := s.Clock.Now()
	late, err := s.Store.TooLate(ctx, now.Add(-Rest), most)
	for _, n := range late {
		if err == nil {
			_, err = s.Store.PutTurn(ctx, turned(n.end(n.Outcome), now))
			dealt++
		}
	}
	if err != nil {
		return dealt, err
	}
	awake, err := s.Store.Zones(ctx)
	if err != nil {
		return dealt, err
	}
	awake = slices.DeleteFunc(awake, func(zone string) bool { return night(now, zone) })
	due, err := s.Store.ToOffer(ctx, now, awake, most)
	for _, n := range due {
		if err == nil {
			err = s.Atomically(ctx, func(tx Store) error { return s.offer(ctx, tx, n) })
			dealt++
		}
	}
	return dealt, err
}

// turned is a newcomer with another turn.
func turned(n Newcomer, now time.Time) Newcomer {
	n.Turn, n.Changed = n.Turn+1, now
	return n
}

// offer offers a newcomer to the next leader, or lists them. Where somebody
// was quicker nothing happens: they have the newcomer.
func (s *Service) offer(ctx context.Context, tx Store, n Newcomer) error {
	now := s.Clock.Now()
	if n.Channel == domain.ByEmail {
		if off, err := tx.MailOff(ctx, n.Contact); err != nil || off {
			return ended(ctx, tx, n, Never, now, err)
		}
	}
	asked, err := tx.Asked(ctx, n.ID)
	if err != nil {
		return err
	}
	leaders, err := tx.Leaders(ctx, n.Entity)
	if err != nil {
		return err
	}
	near := rank(n, leaders, asked)
	if len(asked) >= MostAsked || len(near) == 0 {
		n.State, n.Leader, n.Until = Listed, "", time.Time{}
		_, err := tx.PutTurn(ctx, turned(n, now))
		return err
	}
	to := near[0]
	n.State, n.Leader, n.Until = Offered, to.Person, now.Add(Clock)
	if ok, err := tx.PutTurn(ctx, turned(n, now)); err != nil || !ok {
		return err
	}
	if err := tx.Ask(ctx, n.ID, to.Person, now); err != nil {
		return err
	}
	return s.tell(ctx, tx, n, to, now)
}

// ended ends a newcomer, unless reading failed.
func ended(ctx context.Context, tx Store, n Newcomer, why Outcome, now time.Time, err error) error {
	if err != nil {
		return err
	}
	_, err = tx.PutTurn(ctx, turned(n.end(why), now))
	return err
}

// tell writes to a leader that somebody new is offered to them. The letter
// names nobody.
func (s *Service) tell(ctx context.Context, tx Store, n Newcomer, to Leader, now time.Time) error {
	if to.Email == "" {
		return nil // it stands on their page
	}
	group, _, err := tx.GroupName(ctx, n.Group)
	if err != nil {
		return err
	}
	return tx.Post(ctx, domain.Letter{
		ID: domain.NewID[domain.LetterID](now), Key: "welcome/offered:" + string(n.ID) + ":" + string(to.Person), To: to.Email, Name: to.Name, Person: to.Person, Group: n.Group,
		Locale: to.Locale, Kind: "welcome/offered", Due: now,
		Fields: map[string]string{"name": to.Name, "group": group, "channel": string(n.Channel), "until": n.Until.Format(time.RFC3339), "zone": n.Zone, "link": s.URL("/welcome")},
	})
}
