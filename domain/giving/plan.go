package giving

import (
	"time"

	"barnstorm/domain"
)

// An Interval is how often a plan charges.
type Interval string

// The intervals.
const (
	Monthly Interval = "monthly"
	Once    Interval = "once"
)

// A Status is how a plan stands.
type Status string

// The statuses of a plan.
const (
	Pending  Status = "pending"  // promised, not yet paid for the first time
	Active   Status = "active"   // charged on its day
	Retrying Status = "retrying" // the last charge failed and is tried again
	Paused   Status = "paused"   // not charged until PausedUntil
	Stopped  Status = "stopped"  // never charged again
)

// Reasons for which a plan stopped.
const (
	ReasonDonor      = "donor"        // the donor stopped it
	ReasonOnce       = "given-once"   // one gift was promised, and it was given
	ReasonUnfinished = "not-finished" // the payment page was never finished
	ReasonUnpaid     = "unpaid"       // its payments failed for too long
	ReasonProvider   = "provider"     // ended at the provider, who gave no reason of ours
)

// Refs is what a payment provider calls its part of a plan.
type Refs struct {
	Checkout     string // the payment page
	Customer     string
	Subscription string // or the single payment, when the plan charges once
}

// Or fills what r does not know from other.
func (r Refs) Or(other Refs) Refs {
	if r.Checkout == "" {
		r.Checkout = other.Checkout
	}
	if r.Customer == "" {
		r.Customer = other.Customer
	}
	if r.Subscription == "" {
		r.Subscription = other.Subscription
	}
	return r
}

// What pays for a plan.
const (
	ByCard  = "card"
	ByDebit = "debit" // from a bank account, by a mandate of the donor
)

// A Card is what pays for a plan, as far as the provider tells: we never see
// more of it.
type Card struct {
	Kind string    // ByCard, ByDebit, or empty for what is neither
	Last string    // the last four digits of a card or of an account
	Void bool      // the donor or their bank has ended the mandate: it pays no more
	Ends time.Time // the first moment at which it pays no more; zero for what does not run out
	Told time.Time // the Ends of which the donor has been told
}

// A Plan is a donor's standing promise to a group.
type Plan struct {
	ID      PlanID
	Entity  domain.EntityID
	Group   domain.GroupID
	Sandbox bool // no money moves under it
	Fund    string
	Appeal  AppealID // through which it was promised; empty for none

	Name   string // of the donor, as typed
	Email  string // in lower case; an address is not a person
	Person domain.PersonID
	Locale string
	Own    time.Time // when the donor said that it is their own money

	Amount   domain.Money // charged each time, fees included if they are covered
	Covers   bool         // the donor chose to cover the fees
	Interval Interval
	Status   Status
	Reason   string // why it stopped

	Made        time.Time
	Anchor      int       // day of the month on which it charges, 1 to 31; 0 before the first charge
	Next        time.Time // the next charge; zero when none is known
	PausedUntil time.Time // zero unless paused
	Ended       time.Time // when it stopped; zero while it runs

	Card    Card
	Failing time.Time // since when charges fail; zero while they do not
	Step    int       // how far we have gone with a payment that fails: see steps
	NudgeAt time.Time // take the next step then; zero is never
	Asked   time.Time // when the donor was last asked to give more

	CalledAt time.Time // when a volunteer last reached the donor of a payment that fails

	Refs
	Page    string    // address of the payment page, while it is open
	LookAt  time.Time // look at the provider's state again then, unasked; zero is never
	Version int       // counts every settling, so that an old look never wins over a new one
}

// Running reports whether the plan charges, or will again by itself.
func (p Plan) Running() bool {
	return p.Status == Active || p.Status == Retrying || p.Status == Paused
}

// After is the charge that follows the next one; zero when there is none.
func (p Plan) After() time.Time {
	if p.Next.IsZero() || p.Interval != Monthly {
		return time.Time{}
	}
	return MonthAfter(p.Next, p.Anchor)
}

// MonthAfter is the moment one month after t on day anchor of the month, or on
// the last day of a month too short for it. Months are counted in UTC, as
// payment providers do: 31 January, 28 February, 31 March.
func MonthAfter(t time.Time, anchor int) time.Time {
	t = t.UTC()
	y, m, _ := t.Date()
	last := time.Date(y, m+2, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(y, m+1, min(max(anchor, 1), last), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// DayFrom is the first charge of a plan that from now on charges on a day of
// the month, 1 to 28: in the month of its next charge, and never within a
// fortnight of the one before.
func DayFrom(p Plan, day int, last, now time.Time) time.Time {
	n := p.Next.UTC()
	t := time.Date(n.Year(), n.Month(), day, n.Hour(), n.Minute(), n.Second(), 0, time.UTC)
	for !t.After(now.Add(24*time.Hour)) || t.Before(last.Add(14*24*time.Hour)) {
		t = MonthAfter(t, day)
	}
	return t
}

// A PaymentStatus is how one charge stands.
type PaymentStatus string

// The statuses of a payment.
const (
	Underway PaymentStatus = "pending" // a bank debit that the bank has not confirmed
	Paid     PaymentStatus = "paid"
	Failed   PaymentStatus = "failed"
	Refunded PaymentStatus = "refunded" // in whole; a partial refund leaves it paid
	Disputed PaymentStatus = "disputed" // taken back by the donor's bank
)

// A Way is by what way money came.
type Way string

// The ways. All but the first are entered by hand.
const (
	ByTill   Way = "till"
	ByCash   Way = "cash"
	ByCheque Way = "cheque"
	ByBank   Way = "bank" // a transfer
)

// A DisputeState is how a dispute stands.
type DisputeState string

// The states of a dispute.
const (
	DisputeOpen DisputeState = "open"
	DisputeWon  DisputeState = "won"
	DisputeLost DisputeState = "lost"
)

// A Payment is one charge under a plan, known by the provider's invoice.
type Payment struct {
	ID       PaymentID
	Plan     PlanID
	Entity   domain.EntityID
	Group    domain.GroupID
	Sandbox  bool
	Invoice  string
	Charge   string // the provider's name for the money that moved
	Amount   domain.Money
	Fee      domain.Money // in the currency the provider settles in; empty until known
	Refunded int64        // minor units given back so far; more than Amount where it went back by hand and by the provider too
	Going    int64        // minor units that the provider was asked to give back, and has not yet
	ByHand   int64        // of them, given back by hand though the gift came by the provider
	Disputed int64        // minor units that the donor's bank has taken back and not returned
	Dispute  DisputeState // of the latest dispute; empty for none
	Status   PaymentStatus
	Via      Way
	Action   string    // the address at which the donor's bank wants a yes; empty for none
	Paid     time.Time // zero unless it was
	From     time.Time // the month it pays for
	Until    time.Time
	Attempts int
	Again    time.Time // when the provider tries again; zero is never
}
