package compliance

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/lawpack"
)

// What a movement is to a donor.
const (
	KindGift = "gift"
	KindDues = "dues" // of a member: not a gift, unless the law says so
)

// A Movement is a transaction of the books as the law sees it.
type Movement struct {
	ID      MovementID
	Entity  domain.EntityID
	Group   domain.GroupID
	Plan    PlanID // empty for what no donor did
	Payment PaymentID
	Name    string
	Email   string
	Kind    string       // KindGift or KindDues
	Means   string       // as in lawpack
	Sum     domain.Money // negative for what went back
	At      time.Time
}

// A Weighing is what came of a movement.
type Weighing struct {
	Movement MovementID
	Entity   domain.EntityID
	Donor    DonorID
	Plan     PlanID
	Payment  PaymentID
	Kind     string
	Sum      domain.Money
	Worth    domain.Money // in the currency of the law pack; empty where it is that, or where nobody has entered it
	At       time.Time    // when the money moved
	Counts   time.Time    // when it counts: what goes back or is won back, on the day of its gift
	Done     time.Time
}

// A Gift is a payment as a donor's record shows it, less what went back.
type Gift struct {
	ID   string // of the payment
	Kind string
	At   time.Time
	Sum  domain.Money
	Back domain.Money // of it given back
}

// Weigh holds movements of the books to the law, at most limit, and answers
// how many. Each is counted once, however often it is tried.
func (s *Service) Weigh(ctx context.Context, limit int) (int, error) {
	ids, err := s.Store.Unweighed(ctx, limit)
	for n, id := range ids {
		if err := s.Atomically(ctx, func(tx Store) error { return s.weigh(ctx, tx, id) }); err != nil {
			return n, err
		}
	}
	return len(ids), err
}

func (s *Service) weigh(ctx context.Context, tx Store, id MovementID) error {
	if mine, err := tx.TakeUnweighed(ctx, id); err != nil || !mine {
		return err
	}
	m, err := tx.Movement(ctx, id)
	if err != nil || m.Plan == "" || m.Sum.Minor == 0 {
		return err
	}
	r, err := tx.RecipientOf(ctx, m.Entity)
	if err != nil {
		return err
	}
	if _, err := tx.JoinBooks(ctx, m.Entity); err != nil { // so that no election and no rate is entered meanwhile, and no donor joined
		return err
	}
	d, err := s.donor(ctx, tx, m)
	if err != nil {
		return err
	}
	first, err := tx.FirstOf(ctx, m.Payment)
	if err != nil {
		return err
	}
	fresh := first.Movement == ""
	if !fresh { // what goes back is of the kind that came, whatever account it goes by
		m.Kind = first.Kind
	}
	w := Weighing{Movement: m.ID, Entity: m.Entity, Donor: d.ID, Plan: m.Plan, Payment: m.Payment, Kind: m.Kind, Sum: m.Sum, At: m.At, Counts: m.At, Done: s.Clock.Now()}
	if !fresh {
		w.Counts = first.Counts
	}
	p, known := r.Pack()
	if !known {
		p = &lawpack.Pack{Zone: time.UTC}
	}
	sum, valued, err := worth(ctx, tx, p, m.Entity, m.Sum, w.Counts)
	if err != nil {
		return err
	}
	if valued && sum.Currency != m.Sum.Currency {
		w.Worth = sum
	}
	if known && fresh && m.Sum.Minor > 0 && (m.Kind == KindGift || countsDues(p)) {
		if !valued {
			sum.Minor = lawpack.Abroad(m.Sum.Minor)
		}
		if err := s.judge(ctx, tx, p, m, d, sum.Minor, 0); err != nil {
			return err
		}
	}
	if err := s.count(ctx, tx, p, w); err != nil || m.Sum.Minor > 0 {
		return err
	}
	return s.wentBack(ctx, tx, m.Payment)
}

// count adds a movement to the totals of its donor.
func (s *Service) count(ctx context.Context, tx Store, p *lawpack.Pack, w Weighing) error {
	if fresh, err := tx.AddWeighing(ctx, w); err != nil || !fresh {
		return err
	}
	es, err := tx.Elections(ctx, w.Entity)
	if err != nil {
		return err
	}
	sum := w.Sum
	if w.Worth.Currency != "" {
		sum = w.Worth
	}
	for _, span := range p.Spans(w.Counts, daysOf(es)) {
		if err := tx.AddTotal(ctx, Total{w.Donor, w.Entity, w.Kind, span, sum}); err != nil {
			return err
		}
	}
	return nil
}

// donor finds who a movement is of, and suggests whom else they may be.
func (s *Service) donor(ctx context.Context, tx Store, m Movement) (Donor, error) {
	folded := Fold(m.Name)
	d, err := tx.DonorAt(ctx, m.Entity, folded, m.Email)
	if !domain.Is(err, domain.NotFound) {
		return d, err
	}
	now := s.Clock.Now()
	id := domain.NewID[DonorID](now)
	d = Donor{ID: id, Entity: m.Entity, Head: id, Name: strings.TrimSpace(m.Name), Email: m.Email, Folded: folded, Kind: "person", Made: now}
	if fresh, err := tx.AddDonor(ctx, d); err != nil || !fresh {
		if err == nil {
			d, err = tx.DonorAt(ctx, m.Entity, folded, m.Email)
		}
		return d, err
	}
	likes, err := tx.LikeDonors(ctx, d, 20)
	for _, other := range likes {
		why := SameName
		if other.Email == d.Email && d.Email != "" {
			why = SameAddress
		}
		if err := tx.AddLike(ctx, Like{Donor: d, Other: other, Why: why, State: LikeOpen, Made: now}); err != nil {
			return d, err
		}
	}
	return d, err
}

// judge opens a review where the law wants somebody to look at a gift that is
// worth so much, and of which some is in the totals of its donor already.
func (s *Service) judge(ctx context.Context, tx Store, p *lawpack.Pack, m Movement, d Donor, minor, counted int64) error {
	c, err := s.caseOf(ctx, tx, p, m.Entity, d.Head, m.At)
	if err != nil {
		return err
	}
	c.Year, c.Election, c.Cycle, c.Sitting = c.Year-counted, c.Election-counted, c.Cycle-counted, c.Sitting-counted
	c.Minor, c.Means, c.Donor = minor, m.Means, d.Kind
	c.Unnamed = d.Folded == ""
	if c.Told, err = tx.Told(ctx, m.Plan); err != nil {
		return err
	}
	v := p.Weigh(c)
	why := reasons(v)
	if _, valued, err := worth(ctx, tx, p, m.Entity, m.Sum, m.At); err != nil || !valued && len(why) > 0 {
		if err != nil {
			return err
		}
		why = []string{"currency"}
	}
	if len(why) == 0 {
		return nil
	}
	key := string(m.ID)
	if counted > 0 {
		if key, err = anotherKey(ctx, tx, m, why); err != nil || key == "" {
			return err
		}
	}
	now := s.Clock.Now()
	_, err = tx.AddReview(ctx, Review{
		ID: domain.NewID[ReviewID](now), Entity: m.Entity, Group: m.Group, Donor: d, Plan: m.Plan, Payment: m.Payment, Key: key,
		Sum: m.Sum, Received: m.At, DecideBy: v.DecideBy, Pack: p.ID, Why: why, State: Open, Made: now,
	})
	return err
}

// anotherKey is the key of a review of a gift that was held to the law before.
// There is none where its reviews know all the reasons, or had it go back.
func anotherKey(ctx context.Context, tx Store, m Movement, why []string) (string, error) {
	old, err := tx.ReviewsAbout(ctx, m.Payment)
	if err != nil || len(old) == 0 {
		return string(m.ID), err
	}
	fresh := slices.Clone(why)
	for _, r := range old {
		if r.State == Returning || r.State == Returned {
			return "", nil
		}
		fresh = slices.DeleteFunc(fresh, func(w string) bool { return slices.Contains(r.Why, w) })
	}
	if len(fresh) == 0 {
		return "", nil
	}
	return string(m.ID) + ":" + strconv.Itoa(len(old)), nil
}

// caseOf is what a donor, with all who are the same, gave before a moment.
func (s *Service) caseOf(ctx context.Context, tx Store, p *lawpack.Pack, e domain.EntityID, head DonorID, at time.Time) (lawpack.Case, error) {
	c := lawpack.Case{At: at}
	totals, err := tx.Totals(ctx, head)
	if err != nil {
		return c, err
	}
	es, err := tx.Elections(ctx, e)
	if err != nil {
		return c, err
	}
	days := daysOf(es)
	c.Elections, c.Cycles = p.Election(at, days) != "", p.Cycle(at, days) != ""
	c.Year = given(totals, p, p.Year(at))
	c.Election, c.Cycle = given(totals, p, p.Span(lawpack.OfElection, at, days)), given(totals, p, p.Span(lawpack.OfCycle, at, days))
	gifts, err := tx.Gifts(ctx, head, countsDues(p), at.Add(-lawpack.Sitting+time.Microsecond), at.Add(time.Microsecond))
	for _, g := range gifts {
		if g.Sum.Currency == p.Currency {
			c.Sitting += g.Sum.Minor
		}
	}
	return c, err
}

// reasons is why somebody has to look at a gift.
func reasons(v lawpack.Verdict) (why []string) {
	for _, f := range v.Refused {
		why = append(why, f.Says)
	}
	if v.Checked {
		why = append(why, "look")
	}
	if len(v.Missing) > 0 {
		why = append(why, "missing")
	}
	return why
}
