package giving

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
)

// A Till is a payment provider, as one legal entity knows it. Calls that
// create or change something carry a key: the same call with the same key
// happens once, however often it is made within a day. An unknown object is
// refused with NotFound; every other error means that nobody knows whether
// the provider acted.
type Till interface {
	// Sandbox reports whether no money moves here.
	Sandbox() bool
	// Checkout opens a payment page for a plan that is pending.
	Checkout(ctx context.Context, key string, p Plan, to Recipient) (Page, error)
	// Change sets what is charged from the next time on. More than that is not
	// asked for again, should it have been asked for in vain.
	Change(ctx context.Context, key string, p Plan, amount domain.Money) error
	// Move has the next charge come at next, and those after it on that day of
	// the month. Nothing is taken meanwhile.
	Move(ctx context.Context, key string, p Plan, next time.Time) error
	// CardPage opens a page of the provider's on which the donor gives another
	// card, and from which they come back to the address back.
	CardPage(ctx context.Context, key string, p Plan, back string) (url string, err error)
	// Pause lets charges before until fall out, those too that were asked for in
	// vain and would be tried again; a zero until ends a pause.
	Pause(ctx context.Context, key string, p Plan, until time.Time) error
	// Stop ends the plan at once: no charge comes after it.
	Stop(ctx context.Context, key string, p Plan) error
	// SendBack has some of a payment go back to its donor, once for the key of b.
	// Refuses with Conflict ("back-refused") what the provider will never do.
	SendBack(ctx context.Context, p Plan, pay Payment, b Back) error
	// Whose finds the plan that an event is about, in our own id that the
	// provider keeps with its objects; NotFound where it is not one of ours.
	Whose(ctx context.Context, e Event) (PlanID, error)
	// Missed lists what happened since a moment, whether it was told or not.
	Missed(ctx context.Context, since time.Time) ([]Event, error)
	// Payouts lists what was sent to the bank of an entity since a moment, with
	// all that each is made up of.
	Payouts(ctx context.Context, e domain.EntityID, since time.Time) ([]Payout, error)
	// Look reads how a plan stands now. NotFound where the provider does not
	// know it.
	Look(ctx context.Context, p PlanID, refs Refs) (Standing, error)
}

// An Ear reads what a provider sends to an address of ours.
type Ear interface {
	// Overhear reads an event from the body as it arrived and its signature.
	// Whose it is, the address says to which it was sent.
	// Refuses with Denied ("signature-not-good") whatever was not signed by
	// the provider, lately.
	Overhear(body []byte, signature string) (Event, error)
}

// A Page is an open payment page.
type Page struct {
	Ref string
	URL string
}

// A Standing is how a plan stands at the provider at one moment.
type Standing struct {
	Refs
	Status      Status
	Reason      string
	Amount      domain.Money
	Card        Card
	Anchor      int // day of the month on which it charges; 0 where the provider does not say
	Next        time.Time
	PausedUntil time.Time
	Ended       time.Time
	Charges     []Charge // in any order
}

// retries reports whether a charge of more than above, in minor units, failed
// and is tried again.
func (st Standing) retries(above int64) bool {
	return slices.ContainsFunc(st.Charges, func(c Charge) bool {
		return c.Paid.IsZero() && !c.Void && !c.Underway && !c.Again.IsZero() && c.Amount.Minor > above
	})
}

// A Charge is one invoice of a plan at the provider.
type Charge struct {
	Invoice  string
	Charge   string
	Amount   domain.Money
	Fee      domain.Money // empty until the provider knows it
	Settled  domain.Money // what came into the till, where the provider exchanged Amount for it; else empty
	Paid     time.Time    // zero unless it was
	From     time.Time
	Until    time.Time
	Attempts int
	Again    time.Time
	Underway bool   // a bank debit that the bank has not confirmed
	Void     bool   // not paid, and the provider asks for it no more
	By       Card   // what paid it, its Kind and Last alone; empty where the provider does not say
	Action   string // where the donor's bank wants a yes; empty for none
	Refunds  []Refund
	Disputes []Dispute
}

// A Dispute is a charge that the donor's bank takes back, or has taken back.
type Dispute struct {
	Ref   string
	State DisputeState
	Due   time.Time     // until when we may answer the bank; zero where we may not
	Moves []DisputeMove // in any order
}

// A DisputeMove is money that left the till for a dispute, or came back to it.
type DisputeMove struct {
	Ref     string
	At      time.Time
	Amount  domain.Money // positive when it left, in the currency of the charge
	Settled domain.Money // what left the till, where the provider exchanged it; else empty
	Fee     domain.Money // positive when we paid it
}

// A Refund is money that went back to the donor.
type Refund struct {
	Ref    string
	Amount domain.Money
	At     time.Time // when it left the till; zero while nothing has
	Failed time.Time // when it came back to us, or was found never to leave; zero for one that arrived, or is going
	// What left the till and what came back to it, where the provider exchanged it;
	// else empty.
	Settled, Returned domain.Money
	Back              BackID // the wish of ours that it fulfils; empty for one made in the provider's own pages
}
