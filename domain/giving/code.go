package giving

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"barnstorm/domain"
)

// A Code is six digits that we mailed to a donor: whoever forwards a receipt
// lets nobody raise a gift, move its day or give it another card.
type Code struct {
	Plan  PlanID
	Hash  string // of the plan and the digits; empty when it is used
	Made  time.Time
	First time.Time // when the first of the present hour was sent
	Sent  int       // codes sent since First
	Tries int       // at codes sent since First
}

// The lives of a code.
const (
	CodeLife  = 15 * time.Minute
	CodeTries = 8 // in an hour, however many codes are sent in it
	MostCodes = 5 // to one donor in an hour
)

// A Change is what a donor is about to do: how the gift is charged now, and how
// it would be.
type Change struct {
	Gift
	Wish  Wish         // WishAmount to raise, WishDay, or empty for another card
	To    domain.Money // what would be charged
	First time.Time    // when it would be charged first
	Asks  []Asked      // what the law wants known of the donor for it
	Stale bool         // a rule that asks is not to be relied on
}

// Weigh is what a change that needs a code would come to. It writes nothing.
// Refuses as Raise, Move and NewCard do, but for the code.
func (s *Service) Weigh(ctx context.Context, t domain.Token, what Wish, in ChangeInput) (Change, error) {
	g, err := s.Gift(ctx, t)
	if err != nil {
		return Change{}, err
	}
	c, err := s.weigh(g, what, in)
	if err != nil || what != WishAmount {
		return c, err
	}
	l, err := s.raised(ctx, g, c.To, ChangeInput{}, false) // what is known already
	if c.Asks, c.Stale = l.Asks, l.Stale; err == nil && l.Refused != "" {
		err = l.inWords(domain.Wrong{"amount": l.Refused}.Err())
	}
	return c, err
}

func (s *Service) weigh(g Gift, what Wish, in ChangeInput) (Change, error) {
	c := Change{Gift: g, Wish: what, To: g.Amount, First: g.Next}
	if !g.Running() {
		return c, domain.Refuse(domain.Conflict, "plan-over")
	}
	w := domain.Wrong{}
	switch what {
	case WishAmount:
		m, ok := domain.ParseMoney(in.Amount, g.Amount.Currency)
		w.Check(ok, "amount", "not-an-amount")
		w.Check(!ok || g.Amount.Less(m), "amount", "gift-not-more")
		w.Check(!ok || !g.Most.Less(m), "amount", "gift-too-large")
		c.To, c.First = m, g.firstAt(s.Clock.Now())
	case WishDay:
		w.Check(in.Day >= 1 && in.Day <= 28, "day", "not-a-day")
		if !g.Acts().Day {
			return c, domain.Refuse(domain.Conflict, "day-not-now")
		}
		if len(w) == 0 {
			c.First = DayFrom(g.Plan, in.Day, g.lastPaid(), s.Clock.Now())
		}
	}
	return c, w.Err()
}

func (g Gift) lastPaid() (last time.Time) {
	for _, p := range g.Payments {
		if p.Paid.After(last) {
			last = p.Paid
		}
	}
	return last
}

// AskCode mails the donor a code for a change. Refuses as Weigh does, and with
// TooMany ("codes-enough") past MostCodes in an hour.
func (s *Service) AskCode(ctx context.Context, t domain.Token, what Wish, in ChangeInput) (Change, error) {
	c, err := s.Weigh(ctx, t, what, in)
	if err != nil {
		return c, err
	}
	digits, now := sixDigits(), s.Clock.Now()
	return c, s.Atomically(ctx, func(tx Store) error {
		if _, err := tx.HoldPlan(ctx, c.Gift.Plan.ID); err != nil {
			return err
		}
		code := Code{Plan: c.Gift.Plan.ID, Hash: codeHash(c.Gift.Plan.ID, digits), Made: now, First: now, Sent: 1}
		old, err := tx.GiftCode(ctx, code.Plan)
		if err != nil && !domain.Is(err, domain.NotFound) {
			return err
		}
		if err == nil && now.Sub(old.First) < time.Hour {
			code.First, code.Sent, code.Tries = old.First, old.Sent+1, old.Tries
		}
		if code.Sent > MostCodes {
			return domain.Refuse(domain.TooMany, "codes-enough")
		}
		if err := tx.PutGiftCode(ctx, code); err != nil {
			return err
		}
		l := letter{kind: "code", key: domain.NewID[string](now), amount: c.To, when: c.First, code: digits, reference: string(what)}
		return s.write(ctx, tx, mail{c.Gift.Plan, l})
	})
}

// spend refuses a code that is wrong, old or tried too often. Wrong tries are
// kept although the answer is a refusal.
func (s *Service) spend(ctx context.Context, p PlanID, digits string) error {
	digits = strings.TrimSpace(digits)
	if digits == "" {
		return domain.Wrong{"code": "needed"}.Err()
	}
	code, err := s.Store.GiftCode(ctx, p)
	if domain.Is(err, domain.NotFound) || err == nil && (code.Hash == "" || s.Clock.Now().Sub(code.Made) > CodeLife) {
		return domain.Wrong{"code": "code-old"}.Err()
	}
	if err != nil {
		return err
	}
	left, err := s.Store.TryGiftCode(ctx, p, CodeTries)
	if err != nil {
		return err
	}
	if !left {
		return domain.Refuse(domain.TooMany, "code-tried-out")
	}
	if subtle.ConstantTimeCompare([]byte(code.Hash), []byte(codeHash(p, digits))) != 1 {
		return domain.Wrong{"code": "wrong-code"}.Err()
	}
	return nil
}

// Raise makes every charge from the next one on larger. It needs the code that
// AskCode mailed, and is held to the law as a promise is. Refuses with Invalid;
// TooMany where a code was tried too often ("code-tried-out"); Conflict where
// the plan has ended ("plan-over").
func (s *Service) Raise(ctx context.Context, t domain.Token, in ChangeInput) (Gift, error) {
	return s.coded(ctx, t, WishAmount, in, func(c Change, i *Intent) (*Declaration, error) {
		i.Amount, i.Until = c.To, c.Gift.notBefore(s.Clock.Now())
		l, err := s.raised(ctx, c.Gift, c.To, in, true)
		if err != nil {
			return nil, err
		}
		return l.declared(c.Gift.Plan.ID, "amount", in.told(), s.Clock.Now())
	})
}

// Move has a monthly gift charged on another day of the month. It needs a code
// and refuses as Raise does, and with Conflict while the gift is paused or its
// charge fails ("day-not-now").
func (s *Service) Move(ctx context.Context, t domain.Token, in ChangeInput) (Gift, error) {
	return s.coded(ctx, t, WishDay, in, func(c Change, i *Intent) (*Declaration, error) {
		i.Until = c.First
		return nil, nil
	})
}

// coded is a wish that needs a code, which is good for nothing more then.
func (s *Service) coded(ctx context.Context, t domain.Token, what Wish, in ChangeInput, to func(Change, *Intent) (*Declaration, error)) (Gift, error) {
	var told *Declaration
	var plan PlanID
	return s.wish(ctx, t, what, in, func(g Gift, i *Intent) error {
		plan = g.Plan.ID
		c, err := s.weigh(g, what, in)
		if err != nil {
			return err
		}
		if err := s.spend(ctx, g.Plan.ID, in.Code); err != nil {
			return err
		}
		told, err = to(c, i)
		return err
	}, func(tx Store) error {
		if told != nil {
			if err := tx.DeclareMore(ctx, *told); err != nil {
				return err
			}
		}
		return tx.EndGiftCode(ctx, plan)
	})
}

// backLife is how long the link is good by which a donor comes back from the
// provider's page for another card.
const backLife = time.Hour

// NewCard opens the provider's page on which the donor gives another card. It
// needs a code, and refuses as Raise does; Busy where the provider does not
// answer ("till-silent").
func (s *Service) NewCard(ctx context.Context, t domain.Token, in ChangeInput) (url string, err error) {
	g, err := s.Gift(ctx, t)
	if err != nil {
		return "", err
	}
	if _, err := s.weigh(g, "", in); err != nil {
		return "", err
	}
	if err := s.spend(ctx, g.Plan.ID, in.Code); err != nil {
		return "", err
	}
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return "", errors.Join(domain.Refuse(domain.Busy, "till-silent"), err)
	}
	back, now := domain.NewToken(), s.Clock.Now()
	err = s.Atomically(ctx, func(tx Store) error {
		if err := tx.EndGiftCode(ctx, g.Plan.ID); err != nil {
			return err
		}
		return tx.PutLink(ctx, domain.Link{Hash: back.Hash(), Purpose: domain.ForGift, Object: string(g.Plan.ID), Made: now, Expires: now.Add(backLife)})
	})
	if err != nil {
		return "", err
	}
	url, err = s.Till(g.Entity).CardPage(ctx, "card:"+back.Hash(), g.Plan, s.URL("/gift/"+string(back)))
	if err != nil {
		s.tell(ctx, err)
		return "", domain.Refuse(domain.Busy, "till-silent")
	}
	return url, nil
}

func sixDigits() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic("giving: no randomness: " + err.Error())
	}
	return fmt.Sprintf("%06d", n)
}

func codeHash(p PlanID, digits string) string { return domain.Token(string(p) + ":" + digits).Hash() }
