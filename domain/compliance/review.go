package compliance

import (
	"context"
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
	c.Totals, err = tx.Totals(ctx, c.Donor.Head)
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
// and on what evidence. Somebody sends the money back and says so ("sent"): by
// the payment provider by which it came, from whom the books hear of it, or
// by hand, and then it is written into the books first. Refuses with Invalid,
// NotFound, Denied, and with Conflict where it was decided already ("decided-already").
func (s *Service) Decide(ctx context.Context, who domain.Actor, id ReviewID, in DecideInput) (Case, error) {
	if err := in.check(); err != nil {
		return Case{}, err
	}
	c, err := s.caseFor(ctx, s.Store, who, domain.DecideGifts, id)
	if err != nil {
		return c, err
	}
	if in.Decision == "sent" && c.State == Returning && s.Repay != nil {
		err := s.Repay(ctx, giving.PlanID(c.Plan), giving.PaymentID(c.Payment))
		if err != nil && !domain.Is(err, domain.NotFound) {
			return c, err
		}
	}
	err = s.Atomically(ctx, func(tx Store) (err error) {
		if c, err = s.caseFor(ctx, tx, who, domain.DecideGifts, id); err != nil {
			return err
		}
		r, from := in.of(c.Review)
		r.By, r.ByName, r.Decided = who.Person, who.Name, s.Clock.Now()
		switch done, err := tx.EndReview(ctx, r, from); {
		case err != nil:
			return err
		case !done:
			return domain.Refuse(domain.Conflict, "decided-already")
		}
		c, err = s.caseFor(ctx, tx, who, domain.DecideGifts, id)
		return err
	})
	return c, err
}

// of is a review as the input decides it, and the state from which it can.
func (in DecideInput) of(r Review) (Review, ReviewState) {
	evidence, reason := strings.TrimSpace(in.Evidence), strings.TrimSpace(in.Reason)
	switch in.Decision {
	case "sent":
		r.State, r.Evidence, r.Reason = Returned, join(r.Evidence, evidence), join(r.Reason, reason)
		return r, Returning
	case "return":
		r.State = Returning
	default:
		r.State = Kept
	}
	r.Evidence, r.Reason = evidence, reason
	return r, Open
}

func join(a, b string) string { return strings.TrimSpace(a + "\n" + b) }
