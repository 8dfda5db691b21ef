// Package compliance holds what is given to what the law asks: who may give,
// how much, what has to be known, kept, returned and reported. Law packs say
// it, a compliance officer decides, and the books stay as they are.
package compliance

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
)

// Ids of the things of this context, and of those of giving that it names.
type (
	DonorID    string
	ReviewID   string
	ReportID   string
	MovementID string // of a transaction of the books
	PlanID     string
	PaymentID  string
)

// A Service is the use cases of compliance.
type Service struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	// Repay books that a payment went back to its donor, once; NotFound where it
	// came by a payment provider, from whom the books hear of it. It may be nil.
	Repay func(ctx context.Context, p giving.PlanID, id giving.PaymentID) error
	// Bring has money that was agreed to go back go at once, where it may; what it
	// does not reach is carried on with by giving. It may be nil.
	Bring func(ctx context.Context, id giving.BackID) error
}

// A Recipient is a legal entity as the law sees it.
type Recipient struct {
	ID      domain.EntityID
	Name    string
	Country string
	Kind    string
	Sandbox bool
	Homes   []domain.GroupID // the topmost groups that point to it
}

// Pack is the rules for the recipient; false where there are none.
func (r Recipient) Pack() (*lawpack.Pack, bool) { return lawpack.For(r.Country, r.Kind) }

// must refuses whoever may not do act for the whole of a legal entity: what a
// donor gave to it is theirs to see who are responsible for all of it. For
// everybody else it is not there.
func (r Recipient) must(who domain.Actor, act domain.Act) error {
	if who.Nobody() {
		return domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	if !r.may(who, act) {
		if r.may(who, domain.SeeDonors) {
			return domain.Refuse(domain.Denied, "not-your-role")
		}
		return domain.Refuse(domain.NotFound, "no-such-recipient")
	}
	return nil
}

func (r Recipient) may(who domain.Actor, act domain.Act) bool {
	return len(r.Homes) > 0 && !slices.ContainsFunc(r.Homes, func(g domain.GroupID) bool { return !who.May(act, g) })
}

// Recipients is the legal entities whose donors who may see.
func (s *Service) Recipients(ctx context.Context, who domain.Actor) ([]Recipient, error) {
	if who.Nobody() || !who.Anywhere(domain.SeeDonors) {
		return nil, who.Must(domain.SeeDonors, "")
	}
	all, err := s.Store.Recipients(ctx)
	return slices.DeleteFunc(all, func(r Recipient) bool { return !r.may(who, domain.SeeDonors) }), err
}

// An Overview is what a compliance officer comes to see.
type Overview struct {
	Recipients []Stand
	Likes      []Like
}

// A Stand is how it stands with one legal entity.
type Stand struct {
	Recipient
	Pack    *lawpack.Pack  // nil where nobody knows what the law asks
	Stale   []lawpack.Held // rules of it that are not to be relied on
	Waiting []Review       // the most urgent first
	Reports []Report       // the newest first, without their lines
	May     bool           // who may decide, and not only see

	Elections []Election // the first first; of a pack with rules that need them
	Rates     []Rate     // what other currencies are worth, the newest days first
	Gaps      []Gap      // gifts that are not counted for want of one
}

// NoElection reports whether a rule needs the day of an election to come that
// nobody has entered, so that the year counts in its place.
func (s Stand) NoElection(now time.Time) bool {
	return s.Pack != nil && s.Pack.ByElection() && s.Pack.Election(now, daysOf(s.Elections)) == ""
}

// Overview is what waits at the legal entities of who.
func (s *Service) Overview(ctx context.Context, who domain.Actor) (Overview, error) {
	var o Overview
	rs, err := s.Recipients(ctx, who)
	for _, r := range rs {
		stand := Stand{Recipient: r, May: r.may(who, domain.DecideGifts)}
		now, year, least := s.Clock.Now(), "", int64(0)
		if p, ok := r.Pack(); ok {
			stand.Pack, stand.Stale, year, least = p, p.Stale(now), p.Year(now.AddDate(-1, 0, 0)), p.Least(now)
		}
		if stand.Waiting, err = s.Store.Waiting(ctx, r.ID, 100); err != nil {
			return o, err
		}
		if stand.Reports, err = s.Store.Reports(ctx, r.ID, 20); err != nil {
			return o, err
		}
		if err := s.calendar(ctx, &stand); err != nil {
			return o, err
		}
		likes, err := s.Store.OpenLikes(ctx, r.ID, year, least, 20)
		if err != nil {
			return o, err
		}
		o.Likes = append(o.Likes, likes...)
		o.Recipients = append(o.Recipients, stand)
	}
	return o, err
}

// calendar fills in what an officer entered for a legal entity, and what is
// missing of it.
func (s *Service) calendar(ctx context.Context, stand *Stand) (err error) {
	if stand.Pack == nil {
		return nil
	}
	if stand.Elections, err = s.Store.Elections(ctx, stand.ID); err != nil {
		return err
	}
	if stand.Rates, err = s.Store.Rates(ctx, stand.ID); err != nil {
		return err
	}
	stand.Gaps, err = gaps(ctx, s.Store, stand.Pack, stand.ID, time.Time{}, s.Clock.Now().AddDate(1, 0, 0))
	return err
}

// recipient finds a legal entity for which who may do act.
func recipient(ctx context.Context, tx Store, who domain.Actor, act domain.Act, id domain.EntityID) (Recipient, error) {
	r, err := tx.RecipientOf(ctx, id)
	if err != nil {
		return r, err
	}
	return r, r.must(who, act)
}

// yearOf is the first moment of a year by the clock of a pack, and of the next.
func yearOf(p *lawpack.Pack, year int) (from, until time.Time) {
	return time.Date(year, 1, 1, 0, 0, 0, 0, p.Zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, p.Zone)
}
