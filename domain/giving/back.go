package giving

import (
	"cmp"
	"context"
	"strings"
	"time"

	"barnstorm/domain"
)

// A BackID names money that somebody sends back to its donor.
type BackID string

// A BackState is how far money has come on its way back.
type BackState string

// The states of money on its way back.
const (
	BackWaiting BackState = "waiting" // asked for, and somebody else has to agree
	BackOpen    BackState = "open"    // agreed, and not confirmed by the provider yet
	BackSent    BackState = "sent"
	BackRefused BackState = "refused" // the provider said no
	BackDropped BackState = "dropped" // a person said no
)

// Why money goes back.
const (
	WhyAsked   = "asked"   // the donor asked for it
	WhyTwice   = "twice"   // it was given twice by mistake
	WhyMistake = "mistake" // another mistake
	WhyLaw     = "law"     // the law does not let it be kept
)

// Whys is every reason that a treasurer may name, in the order in which they
// are offered.
var Whys = []string{WhyAsked, WhyTwice, WhyMistake, WhyLaw}

// A Back is money of one payment that goes back to its donor: by the provider
// by which it came, or by hand where it came by hand.
type Back struct {
	ID      BackID
	Entity  domain.EntityID
	Group   domain.GroupID
	Sandbox bool
	Plan    PlanID
	Payment PaymentID
	Amount  domain.Money
	Why     string
	State   BackState
	By      domain.PersonID // who asked for it
	Asked   time.Time
	Decider domain.PersonID // who agreed or dropped it; empty where one was enough
	Decided time.Time
	Key     string    // the provider does the same thing once for one key
	Keyed   time.Time // when Key was made; zero before anybody agreed
	Tries   int
	Ended   time.Time // when it was sent, refused or dropped

	ByName string // filled when read
	Donor  string // the same
	Title  string // of the group, the same
}

// alone is how much of one payment, in steps of the ladder, one
// person may send back. Above it a second one has to agree.
const alone = 100

// AloneBack is the most of one payment that one person may send back.
func AloneBack(currency string) domain.Money { return whole(alone, currency) }

// Left is what of a payment may still be sent back: what nobody took or sent
// back yet, and what is not on its way.
func (p Payment) Left(backs []Back) domain.Money {
	left := p.Amount.Minor - p.Refunded - p.Going - p.Disputed
	for _, b := range backs {
		if b.State == BackWaiting || b.State == BackOpen {
			left -= b.Amount.Minor
		}
	}
	return domain.Money{Minor: max(left, 0), Currency: p.Amount.Currency}
}

// Return makes what has to be kept for some of a payment to go back, asked for
// by one person. Refuses with Conflict what cannot go back: nothing was paid or
// nothing is left ("nothing-to-send-back"), or the donor's bank decides about
// it ("bank-decides").
func (p Payment) Return(id BackID, amount domain.Money, why string, by domain.PersonID, backs []Back, now time.Time) (Back, error) {
	b := Back{
		ID: id, Entity: p.Entity, Group: p.Group, Sandbox: p.Sandbox, Plan: p.Plan, Payment: p.ID, Amount: amount, Why: why,
		State: BackWaiting, By: by, Asked: now, Key: string(id),
	}
	left := p.Left(backs)
	switch {
	case p.Dispute == DisputeOpen:
		return b, domain.Refuse(domain.Conflict, "bank-decides")
	case p.Paid.IsZero() || left.Minor == 0:
		return b, domain.Refuse(domain.Conflict, "nothing-to-send-back")
	case amount.Minor < 1:
		return b, domain.Wrong{"amount": "not-an-amount"}.Err()
	case left.Less(amount):
		return b, domain.Wrong{"amount": "more-than-left"}.Err()
	}
	gone := p.Amount.Minor - p.Disputed - left.Minor // and going
	if p.Via == ByTill && gone+amount.Minor <= AloneBack(p.Amount.Currency).Minor {
		b.State, b.Keyed = BackOpen, now
	}
	return b, nil
}

// A BackInput is what somebody sends to have money go back.
type BackInput struct {
	ID     string `json:"id"`     // made by the sender
	Amount string `json:"amount"` // empty is all that is left
	Why    string `json:"why"`    // one of Whys
}

func (in BackInput) check() (BackID, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[BackID](in.ID)
	w.Check(ok, "id", "not-understood")
	w.Check(strings.Contains(" "+strings.Join(Whys, " ")+" ", " "+in.Why+" "), "why", "pick-one")
	return id, w.Err()
}

// SendBack has some of a payment, or all that is left of it, go back to its
// donor: at once where one person may say so, else when a second one agrees.
// Sent twice it goes once. Refuses with Invalid; NotFound where who may not see
// the payment; Denied unless who may move money; Conflict as Payment.Return does.
func (s *Service) SendBack(ctx context.Context, who domain.Actor, payment PaymentID, in BackInput) (Back, error) {
	id, err := in.check()
	if err != nil {
		return Back{}, err
	}
	var b Back
	err = s.Atomically(ctx, func(tx Store) (err error) {
		b, err = s.askBack(ctx, tx, who, payment, id, in)
		return err
	})
	if err != nil {
		return b, err
	}
	return s.now(ctx, b)
}

// askBack keeps that money is to go back, or finds what the same wish left
// there before.
func (s *Service) askBack(ctx context.Context, tx Store, who domain.Actor, payment PaymentID, id BackID, in BackInput) (Back, error) {
	pay, err := s.payment(ctx, tx, who, payment)
	if err != nil {
		return Back{}, err
	}
	if err := who.Must(domain.MoveMoney, pay.Group); err != nil {
		return Back{}, err
	}
	backs, err := tx.Backs(ctx, pay.ID)
	if err != nil {
		return Back{}, err
	}
	amount := pay.Left(backs)
	if strings.TrimSpace(in.Amount) != "" {
		var ok bool
		if amount, ok = domain.ParseMoney(in.Amount, pay.Amount.Currency); !ok {
			return Back{}, domain.Wrong{"amount": "not-an-amount"}.Err()
		}
	}
	for _, old := range backs {
		if old.ID == id {
			return old, old.says(in.Why, amount, strings.TrimSpace(in.Amount) == "")
		}
	}
	b, err := pay.Return(id, amount, in.Why, who.Person, backs, s.Clock.Now())
	if err != nil {
		return b, err
	}
	if fresh, err := tx.AddBack(ctx, b); err != nil || !fresh {
		return b, cmp.Or(err, Otherwise())
	}
	return b, s.note(ctx, tx, who, b.Group, "back: asked", string(b.ID))
}

// says refuses with Conflict ("pledged-otherwise") unless what is sent again
// under the id of b asks for the same. All that is left was asked for where
// nothing is left of it now.
func (b Back) says(why string, amount domain.Money, all bool) error {
	over := b.State == BackRefused || b.State == BackDropped
	if b.Why != why || !all && amount != b.Amount || all && amount.Minor > 0 && !over {
		return Otherwise()
	}
	return nil
}

// payment finds a payment that who may see, with its plan held. For everybody
// else it is not there.
func (s *Service) payment(ctx context.Context, tx Store, who domain.Actor, id PaymentID) (Payment, error) {
	if who.Nobody() {
		return Payment{}, domain.Refuse(domain.SignedOut, "sign-in-first")
	}
	pay, err := tx.Payment(ctx, id)
	if err == nil && !who.May(domain.SeeLedger, pay.Group) {
		err = domain.Refuse(domain.NotFound, "no-such-payment")
	}
	if err != nil {
		return Payment{}, err
	}
	if _, err := tx.HoldPlan(ctx, pay.Plan); err != nil {
		return Payment{}, err
	}
	return tx.Payment(ctx, id) // what nobody changes any more
}

// AgreeBack has money go back that somebody else asked for. Refuses with
// NotFound where who may not see it, with Denied unless who may move money, and
// with Conflict where who asked for it ("second-person") or it is decided
// ("back-over").
func (s *Service) AgreeBack(ctx context.Context, who domain.Actor, id BackID) (Back, error) {
	return s.decideBack(ctx, who, id, BackOpen)
}

// DropBack ends a wish that nobody has agreed to. Whoever asked for it may.
// Refuses as AgreeBack does otherwise.
func (s *Service) DropBack(ctx context.Context, who domain.Actor, id BackID) (Back, error) {
	return s.decideBack(ctx, who, id, BackDropped)
}

func (s *Service) decideBack(ctx context.Context, who domain.Actor, id BackID, to BackState) (b Back, err error) {
	err = s.Atomically(ctx, func(tx Store) error {
		if b, err = tx.HoldBack(ctx, id); err != nil {
			return err
		}
		if !who.May(domain.SeeLedger, b.Group) {
			return domain.Refuse(domain.NotFound, "no-such-back")
		}
		if err := who.Must(domain.MoveMoney, b.Group); err != nil {
			return err
		}
		switch {
		case b.State != BackWaiting && b.Decider == who.Person && (to == BackDropped) == (b.State == BackDropped):
			return nil // pressed twice
		case b.State != BackWaiting:
			return domain.Refuse(domain.Conflict, "back-over")
		case to == BackOpen && b.By == who.Person:
			return domain.Refuse(domain.Conflict, "second-person")
		}
		b.State, b.Decider, b.Decided = to, who.Person, s.Clock.Now()
		if b.Keyed = b.Decided; to == BackDropped {
			b.Keyed, b.Ended = time.Time{}, b.Decided
		}
		if err := tx.PutBack(ctx, b); err != nil {
			return err
		}
		return s.note(ctx, tx, who, b.Group, "back: "+string(to), string(b.ID))
	})
	if err != nil {
		return b, err
	}
	return s.now(ctx, b)
}

// now carries what was agreed to its end, and answers how it stands. Where the
// provider does not answer it stays open, and is asked again.
func (s *Service) now(ctx context.Context, b Back) (Back, error) {
	if b.State == BackOpen {
		if err := s.bring(ctx, b); err != nil {
			s.tell(ctx, err)
		}
	}
	return s.Store.Back(ctx, b.ID)
}
