package giving

import (
	"context"
	"errors"
	"time"

	"barnstorm/domain"
)

// A Wish is what an intent asks of a provider.
type Wish string

// The wishes.
const (
	WishPage   Wish = "page"   // open a payment page
	WishAmount Wish = "amount" // charge another amount
	WishDay    Wish = "day"    // charge on another day
	WishPause  Wish = "pause"  // let charges fall out, or end a pause
	WishStop   Wish = "stop"
)

// KeyLife is how long a provider remembers a key. An intent older than this is
// looked up before it is asked again under a new key.
const KeyLife = 23 * time.Hour

// An Intent is one call to a provider that creates or changes something, kept
// before the call is made: whatever happens to the answer, the same wish is
// asked again with the same key, and comes true once.
type Intent struct {
	ID     IntentID // made by whoever wished
	Plan   PlanID
	Wish   Wish
	Amount domain.Money // wished for; empty for other wishes
	Until  time.Time    // of a pause, zero ends it; of another day, its first charge; of an amount, when it is asked for first
	Months int          // of a pause, 1 to 3
	Key    string       // the provider does the same thing once for one key
	Keyed  time.Time    // when Key was made
	Made   time.Time
	Done   time.Time // zero until the provider has said yes, or it came to nothing
	Tries  int
}

// says reports whether in asks for the same as i, which was kept before.
func (i Intent) says(what Wish, in ChangeInput) bool {
	if i.Wish != what {
		return false
	}
	switch what {
	case WishAmount:
		m, ok := domain.ParseMoney(in.Amount, i.Amount.Currency)
		return ok && m == i.Amount
	case WishDay:
		return i.Until.UTC().Day() == in.Day
	case WishPause:
		return i.Months == in.Months
	default:
		return true
	}
}

// wished reports whether the wish of i was kept before, for the same plan and
// as in says it; refused with Conflict ("pledged-otherwise") where it was
// another one, which would else be dropped without a word.
func (s *Service) wished(ctx context.Context, i Intent, in ChangeInput) (bool, error) {
	old, err := s.Store.Intent(ctx, i.ID)
	if domain.Is(err, domain.NotFound) {
		return false, nil
	}
	if err == nil && (old.Plan != i.Plan || !old.says(i.Wish, in)) {
		err = Otherwise()
	}
	return err == nil, err
}

// carry asks a provider what an intent wishes for, outside any transaction,
// and settles the plan by what then stands there.
func (s *Service) carry(ctx context.Context, i Intent) error {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return errors.Join(domain.Refuse(domain.Busy, "till-silent"), err)
	}
	p, err := s.Store.Plan(ctx, i.Plan)
	if err != nil {
		return err
	}
	if over, err := s.superseded(ctx, i, p); over || err != nil {
		return err
	}
	if i.Wish == WishAmount && i.Until.After(s.Clock.Now()) {
		return nil // its payer is told first
	}
	if s.Clock.Now().Sub(i.Keyed) > KeyLife {
		if done, err := s.rekey(ctx, &i, p); done || err != nil {
			return err
		}
	}
	till := s.Till(p.Entity)
	switch i.Wish {
	case WishPage:
		return s.openPage(ctx, till, i, p)
	case WishAmount:
		err = till.Change(ctx, i.Key, p, i.Amount)
	case WishDay:
		err = till.Move(ctx, i.Key, p, i.Until)
	case WishPause:
		err = till.Pause(ctx, i.Key, p, i.Until)
	case WishStop:
		err = till.Stop(ctx, i.Key, p)
	}
	if err != nil && !domain.Is(err, domain.NotFound) {
		return err
	}
	return s.refresh(ctx, p.ID, func(tx Store, p Plan) error { return s.done(ctx, tx, i, p) })
}

// superseded ends an intent that must not be asked any more: the plan has
// ended, or the donor has wished otherwise since.
func (s *Service) superseded(ctx context.Context, i Intent, p Plan) (bool, error) {
	over := p.Status == Stopped
	if !over {
		var err error
		if over, err = s.Store.WishedSince(ctx, i); err != nil {
			return false, err
		}
	}
	if over {
		i.Done = s.Clock.Now()
		return true, s.Store.PutIntent(ctx, i)
	}
	return false, nil
}

// rekey gives an old intent a new key, unless the wish has come true already
// or was for a page
// that nobody waits for any more.
func (s *Service) rekey(ctx context.Context, i *Intent, p Plan) (done bool, err error) {
	if i.Wish == WishPage {
		i.Done = s.Clock.Now()
		return true, s.Store.PutIntent(ctx, *i)
	}
	st, err := s.Till(p.Entity).Look(ctx, p.ID, p.Refs)
	if err != nil {
		return false, err
	}
	if i.granted(st) {
		return true, s.refresh(ctx, p.ID, func(tx Store, p Plan) error { return s.done(ctx, tx, *i, p) })
	}
	i.Key, i.Keyed = domain.NewID[string](s.Clock.Now()), s.Clock.Now()
	return false, s.Store.PutIntent(ctx, *i)
}

func (i Intent) granted(st Standing) bool {
	switch i.Wish {
	case WishAmount:
		return st.Amount == i.Amount && !st.retries(i.Amount.Minor)
	case WishDay:
		return st.Next.Equal(i.Until)
	case WishPause:
		return st.PausedUntil.Equal(i.Until) && (i.Until.IsZero() || !st.retries(0))
	default:
		return st.Status == Stopped
	}
}

// done ends an intent, and tells the donor once of what changed.
func (s *Service) done(ctx context.Context, tx Store, i Intent, p Plan) error {
	old, err := tx.Intent(ctx, i.ID)
	if err != nil || !old.Done.IsZero() {
		return err
	}
	i.Done, i.Tries = s.Clock.Now(), old.Tries+1
	if err := tx.PutIntent(ctx, i); err != nil {
		return err
	}
	kinds := map[Wish]string{WishAmount: "lowered", WishDay: "moved", WishPause: "paused"}
	if kind := kinds[i.Wish]; kind != "" {
		return s.write(ctx, tx, mail{p, letter{kind: kind, key: string(i.ID), amount: p.Amount}})
	}
	return nil
}

// tried counts a try of which nobody knows whether it came true.
func (s *Service) tried(ctx context.Context, i Intent) error {
	return s.Atomically(ctx, func(tx Store) error {
		now, err := tx.Intent(ctx, i.ID)
		if err != nil {
			return err
		}
		now.Tries++
		return tx.PutIntent(ctx, now)
	})
}

// CarryOn asks again for what providers have not answered: at most limit
// intents made over a minute ago. It goes on past those that fail, and answers
// how many came true.
func (s *Service) CarryOn(ctx context.Context, limit int) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	open, err := s.Store.OpenIntents(ctx, "", s.Clock.Now().Add(-time.Minute), limit)
	n := 0
	for _, i := range open {
		if err := s.carry(ctx, i); err != nil {
			s.tell(ctx, err)
			if err := s.tried(ctx, i); err != nil {
				return n, err
			}
			continue
		}
		n++
	}
	return n, err
}
