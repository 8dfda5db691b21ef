package compliance

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
)

// A ReviewState is how a review stands.
type ReviewState string

// The states of a review.
const (
	Open      ReviewState = "waiting"
	Kept      ReviewState = "kept"      // somebody saw that it may be kept
	Returning ReviewState = "returning" // it is to go back
	Returned  ReviewState = "returned"
)

// A Review is a gift at which somebody has to look: the law does not let it be
// kept without that, or not at all.
type Review struct {
	ID       ReviewID
	Entity   domain.EntityID
	Group    domain.GroupID
	Donor    Donor
	Plan     PlanID
	Payment  PaymentID
	Key      string // one review of a movement
	Sum      domain.Money
	Received time.Time
	DecideBy time.Time // zero where the law names no time
	Pack     string
	Why      []string // "look", "missing", "currency", or what the rule says: "limit", "donor" …
	State    ReviewState
	Evidence string // what was looked at; sealed where it is kept
	Reason   string
	By       domain.PersonID
	ByName   string
	Decided  time.Time
	Made     time.Time
}

// Late reports whether the time that the law gives is over.
func (r Review) Late(now time.Time) bool {
	return r.State == Open && !r.DecideBy.IsZero() && !now.Before(r.DecideBy)
}

// A Case is a review with all that is known of it.
type Case struct {
	Review
	Recipient Recipient
	Pack      *lawpack.Pack // nil where there is none any more
	Told      map[string]string
	Totals    []Total
	Stale     []lawpack.Held // rules that speak of it and are not to be relied on
	May       bool           // who may decide
	ByTill    bool           // it came by a payment provider
	Backs     []giving.Back  // what goes back of it, the oldest first
}

// OnItsWay reports whether the money is on its way back, or has gone.
func (c Case) OnItsWay() bool {
	return slices.ContainsFunc(c.Backs, func(b giving.Back) bool { return b.State != giving.BackRefused && b.State != giving.BackDropped })
}

// Case shows a review. Refuses with NotFound whoever may not see it.
func (s *Service) Case(ctx context.Context, who domain.Actor, id ReviewID) (Case, error) {
	return s.caseFor(ctx, s.Store, who, domain.SeeDonors, id)
}

func (s *Service) caseFor(ctx context.Context, tx Store, who domain.Actor, act domain.Act, id ReviewID) (c Case, err error) {
	if c.Review, err = tx.Review(ctx, id); err != nil {
		return c, err
	}
	if c.Recipient, err = recipient(ctx, tx, who, act, c.Entity); err != nil {
		if domain.Is(err, domain.NotFound) {
			err = domain.Refuse(domain.NotFound, "no-such-review")
		}
		return c, err
	}
	c.May = c.Recipient.may(who, domain.DecideGifts)
	if p, ok := c.Recipient.Pack(); ok {
		c.Pack, c.Stale = p, p.Stale(c.Received)
	}
	if c.Told, err = tx.Told(ctx, c.Plan); err != nil {
		return c, err
	}
	if c.Totals, err = totalsOf(ctx, tx, c.Recipient, c.Donor.Head); err != nil || c.Payment == "" {
		return c, err
	}
	pay, err := tx.Payment(ctx, giving.PaymentID(c.Payment))
	if err != nil && !domain.Is(err, domain.NotFound) {
		return c, err
	}
	c.ByTill = pay.Via == giving.ByTill
	c.Backs, err = tx.Backs(ctx, giving.PaymentID(c.Payment))
	return c, err
}

// A DecideInput is what an officer decides, and on what ground.
type DecideInput struct {
	Decision string `json:"decision"` // "keep", "return", or "sent" once the money has gone back by hand
	Evidence string `json:"evidence"` // what was looked at: the register and the entry in it
	Reason   string `json:"reason"`
}

// MaxEvidence is the longest evidence and the longest reason, in bytes.
const MaxEvidence = 2000

func (in DecideInput) check() error {
	w := domain.Wrong{}
	w.Check(in.Decision == "keep" || in.Decision == "return" || in.Decision == "sent", "decision", "pick-one")
	w.Check(in.Decision != "keep" || strings.TrimSpace(in.Evidence) != "", "evidence", "needed")
	w.Check(in.Decision != "return" || strings.TrimSpace(in.Reason) != "", "reason", "needed")
	w.Check(len(in.Evidence) <= MaxEvidence, "evidence", "too-long")
	w.Check(len(in.Reason) <= MaxEvidence, "reason", "too-long")
	return w.Err()
}

// Decide keeps a gift or has it given back, and remembers who decided, when,
// and on what evidence. What came by a payment provider goes back by it, once a
// treasurer has agreed where the sum asks for two people, and the review ends
// when the books have heard of it. What came by hand, and what the provider
// refused, somebody sends back by hand and says so ("sent"). Refuses with
// Invalid, NotFound, Denied, and with Conflict where it was decided already
// ("decided-already"), where it is on its way ("back-on-its-way"), and where
// the donor's bank decides about it ("bank-decides").
func (s *Service) Decide(ctx context.Context, who domain.Actor, id ReviewID, in DecideInput) (Case, error) {
	if err := in.check(); err != nil {
		return Case{}, err
	}
	c, err := s.caseFor(ctx, s.Store, who, domain.DecideGifts, id)
	if err != nil {
		return c, err
	}
	if in.Decision == "sent" && c.State == Returning && s.Repay != nil {
		if c.OnItsWay() {
			return c, domain.Refuse(domain.Conflict, "back-on-its-way")
		}
		err := s.Repay(ctx, giving.PlanID(c.Plan), giving.PaymentID(c.Payment))
		if domain.Is(err, domain.NotFound) && c.ByTill {
			err = domain.Refuse(domain.Conflict, "send-by-till")
		}
		if err != nil && !domain.Is(err, domain.NotFound) {
			return c, err
		}
	}
	var back giving.BackID
	err = s.Atomically(ctx, func(tx Store) (err error) {
		back, err = s.decide(ctx, tx, who, id, in)
		return err
	})
	if err == nil && back != "" && s.Bring != nil {
		err = s.Bring(ctx, back)
	}
	if err != nil {
		return c, err
	}
	return s.caseFor(ctx, s.Store, who, domain.DecideGifts, id)
}

// decide writes a decision, with the money that follows from it.
func (s *Service) decide(ctx context.Context, tx Store, who domain.Actor, id ReviewID, in DecideInput) (back giving.BackID, err error) {
	c, err := s.caseFor(ctx, tx, who, domain.DecideGifts, id)
	if err != nil {
		return "", err
	}
	r, from := in.of(c)
	if c.State != from {
		return "", domain.Refuse(domain.Conflict, "decided-already")
	}
	r.By, r.ByName, r.Decided = who.Person, who.Name, s.Clock.Now()
	if r.State == Returning && c.ByTill {
		if back, err = s.sendBack(ctx, tx, who, &r); err != nil {
			return "", err
		}
	}
	switch done, err := tx.EndReview(ctx, r, from); {
	case err != nil:
		return "", err
	case !done:
		return "", domain.Refuse(domain.Conflict, "decided-already")
	}
	return back, nil
}

// sendBack keeps that all that is left of a gift goes back. Where nothing is
// left of it, it went back already.
func (s *Service) sendBack(ctx context.Context, tx Store, who domain.Actor, r *Review) (giving.BackID, error) {
	if _, err := tx.HoldPlan(ctx, giving.PlanID(r.Plan)); err != nil {
		return "", err
	}
	pay, err := tx.Payment(ctx, giving.PaymentID(r.Payment))
	if err != nil {
		return "", err
	}
	backs, err := tx.Backs(ctx, pay.ID)
	if err != nil {
		return "", err
	}
	now := s.Clock.Now()
	b, err := pay.Return(domain.NewID[giving.BackID](now), pay.Left(backs), giving.WhyLaw, who.Person, backs, now)
	if err != nil {
		if pay.Refunded >= pay.Amount.Minor {
			r.State = Returned
			return "", nil
		}
		return "", err
	}
	_, err = tx.AddBack(ctx, b)
	return b.ID, err
}

// wentBack ends the reviews of a payment all of which has gone back.
func (s *Service) wentBack(ctx context.Context, tx Store, id PaymentID) error {
	if id == "" {
		return nil
	}
	pay, err := tx.Payment(ctx, giving.PaymentID(id))
	if err != nil || pay.Refunded < pay.Amount.Minor {
		return err
	}
	rs, err := tx.ReviewsAbout(ctx, id)
	for _, r := range rs {
		from := r.State
		if from != Open && from != Returning {
			continue
		}
		if r.State = Returned; r.Decided.IsZero() {
			r.Decided = s.Clock.Now()
		}
		if _, err := tx.EndReview(ctx, r, from); err != nil {
			return err
		}
	}
	return err
}

// of is a review as the input decides it, and the state from which it can.
func (in DecideInput) of(c Case) (Review, ReviewState) {
	r := c.Review
	evidence, reason := strings.TrimSpace(in.Evidence), strings.TrimSpace(in.Reason)
	switch in.Decision {
	case "sent":
		r.State, r.Evidence, r.Reason = Returned, join(r.Evidence, evidence), join(r.Reason, reason)
		return r, Returning
	case "return":
		if r.State == Returning && !c.OnItsWay() { // a treasurer dropped it, or the provider refused it
			r.Reason = join(r.Reason, reason)
			return r, Returning
		}
		r.State = Returning
	default:
		r.State = Kept
	}
	r.Evidence, r.Reason = evidence, reason
	return r, Open
}

func join(a, b string) string { return strings.TrimSpace(a + "\n" + b) }
