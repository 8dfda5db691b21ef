package giving

import (
	"context"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
)

// The rules of asking a donor to give more.
const (
	PaidBefore = 6                    // payments that were paid
	GoodBefore = 2                    // of them the latest, paid at the first try
	AskRest    = 30 * 24 * time.Hour  // between two asks of one donor
	AskAgain   = 180 * 24 * time.Hour // before the same gift is asked about again
	moreLife   = 60 * 24 * time.Hour  // of the link
)

// more is by how much, in steps of the ladder.
const more = 2

// MoreBy is by how much a donor is asked to give more.
func MoreBy(currency string) domain.Money { return whole(more, currency) }

// More is what a plan would charge if its donor said yes.
func (p Plan) More() domain.Money { return p.Amount.Plus(whole(more, p.Amount.Currency)) }

// MayAsk reports whether the donor of a plan may be asked to give more, as far
// as the plan and its payments tell: it has been paid for long enough, nothing
// has failed lately, and nobody has asked about it lately.
func MayAsk(p Plan, pays []Payment, now time.Time) bool {
	if p.Status != Active || p.Interval != Monthly || p.Person == "" || p.Card.Void || whole(most, p.Amount.Currency).Less(p.More()) {
		return false
	}
	if !p.Asked.IsZero() && now.Sub(p.Asked) < AskAgain {
		return false
	}
	paid := 0
	for i, pay := range pays { // the newest first
		if i < GoodBefore && (pay.Status != Paid || pay.Attempts > 1) {
			return false
		}
		if pay.Status == Paid {
			paid++
		}
	}
	return paid >= PaidBefore
}

// mostAsked is how many donors are asked at once.
const mostAsked = 200

// An AskInput names whose donors are asked.
type AskInput struct {
	Group string `json:"group"` // and those below it
}

func (in AskInput) group(who domain.Actor) (domain.GroupID, error) {
	g, ok := domain.ParseID[domain.GroupID](in.Group)
	if !ok {
		return "", domain.Wrong{"group": "pick-one"}.Err()
	}
	return g, who.Must(domain.RunAppeals, g)
}

// Askable counts whom AskMore would write to: at most mostAsked, and then more
// are true. Refuses with Invalid, and as Actor.Must does for RunAppeals.
func (s *Service) Askable(ctx context.Context, who domain.Actor, in AskInput) (n int, more bool, err error) {
	g, err := in.group(who)
	if err != nil {
		return 0, false, err
	}
	plans, err := s.askable(ctx, g, mostAsked+1)
	return min(len(plans), mostAsked), len(plans) > mostAsked, err
}

// askable is plans of a group and those below it whose donors may be asked.
func (s *Service) askable(ctx context.Context, g domain.GroupID, limit int) (out []Plan, err error) {
	now := s.Clock.Now()
	for after := PlanID(""); len(out) < limit; {
		plans, err := s.Store.PlansToAsk(ctx, g, now.Add(-AskAgain), now.Add(-AskRest), after, mostAsked)
		if err != nil || len(plans) == 0 {
			return out, err
		}
		for _, p := range plans {
			after = p.ID
			ok, err := s.mayAsk(ctx, s.Store, p)
			if err != nil {
				return out, err
			}
			if ok && len(out) < limit {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// mayAsk is MayAsk with what the donor has agreed to.
func (s *Service) mayAsk(ctx context.Context, tx Store, p Plan) (bool, error) {
	pays, err := tx.Payments(ctx, p.ID)
	if err != nil || !MayAsk(p, pays, s.Clock.Now()) {
		return false, err
	}
	return tx.Agreed(ctx, p.Person, p.Group, domain.ByEmail, domain.Appeals)
}

// AskMore asks donors of a group and those below it whether they want to give
// more, each by a letter of their own that changes nothing, and answers how many.
// Nobody is asked twice within AskRest, however often it is pressed. Refuses as
// Askable does.
func (s *Service) AskMore(ctx context.Context, who domain.Actor, in AskInput) (n int, err error) {
	g, err := in.group(who)
	if err != nil {
		return 0, err
	}
	plans, err := s.askable(ctx, g, mostAsked)
	if err != nil {
		return 0, err
	}
	for _, p := range plans {
		asked := false
		err := s.Atomically(ctx, func(tx Store) (err error) {
			if asked, err = s.ask(ctx, tx, p.ID); err != nil || !asked || n > 0 {
				return err
			}
			return s.note(ctx, tx, who, p.Group, "asked", "") // once for all of them
		})
		if err != nil {
			return n, err
		}
		if asked {
			n++
		}
	}
	return n, nil
}

// ask writes one letter, unless the plan has changed since it was chosen.
func (s *Service) ask(ctx context.Context, tx Store, id PlanID) (bool, error) {
	p, err := tx.HoldPlan(ctx, id)
	if err != nil {
		return false, err
	}
	now := s.Clock.Now()
	if ok, err := s.mayAsk(ctx, tx, p); err != nil || !ok {
		return false, err
	}
	if lately, err := tx.AskedSince(ctx, p, now.Add(-AskRest)); err != nil || lately {
		return false, err
	}
	p.Asked = now
	if err := tx.PutPlan(ctx, p); err != nil {
		return false, err
	}
	t := domain.NewToken()
	if err := tx.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: domain.ForMore, Object: moreObject(p), Made: now, Expires: now.Add(moreLife)}); err != nil {
		return false, err
	}
	return true, s.write(ctx, tx, mail{p, letter{kind: "more", key: string(p.ID) + ":" + strconv.FormatInt(now.Unix(), 10), amount: p.Amount, would: p.More(), page: s.URL("/more/" + string(t)), topic: domain.Appeals}})
}

// moreObject is what a link says yes to: a plan, what it charges and what it
// would.
func moreObject(p Plan) string {
	return string(p.ID) + " " + strconv.FormatInt(p.Amount.Minor, 10) + " " + strconv.FormatInt(p.More().Minor, 10)
}

// OpenMore is what somebody who was asked would say yes to. Refuses with
// NotFound where the link is not good, with Conflict where the gift has changed
// since ("more-over") or has ended ("plan-over"), and with Invalid where the law
// does not let it be taken.
func (s *Service) OpenMore(ctx context.Context, t domain.Token) (Change, error) {
	object, err := domain.Follow(ctx, s.Store, t, domain.ForMore, s.Clock.Now())
	if err != nil {
		return Change{}, err
	}
	id, _, _ := strings.Cut(object, " ")
	g, err := s.gift(ctx, PlanID(id))
	if err != nil {
		return Change{}, err
	}
	if g.Running() && moreObject(g.Plan) != object {
		return Change{Gift: g}, domain.Refuse(domain.Conflict, "more-over")
	}
	c, err := s.weigh(g, WishAmount, ChangeInput{Amount: g.Plan.More().Plain()})
	if err != nil {
		return c, err
	}
	l, err := s.raised(ctx, g, c.To, ChangeInput{}, false)
	if c.Asks, c.Stale = l.Asks, l.Stale; err == nil && l.Refused != "" {
		err = l.inWords(domain.Wrong{"amount": l.Refused}.Err())
	}
	return c, err
}

// GiveMore is the yes: every charge from the next one on is larger by what was
// asked for, and not by more; a bank debit not before its payer was told for
// debitNotice. Sent twice it counts once. Refuses as OpenMore does, and with
// Invalid where the law wants something known.
func (s *Service) GiveMore(ctx context.Context, t domain.Token, in ChangeInput) (Change, error) {
	if c, said, err := s.saidMore(ctx, t, in); said || err != nil {
		return c, err
	}
	c, err := s.OpenMore(ctx, t)
	if err != nil {
		return c, err
	}
	var told *Declaration
	in.Amount = c.To.Plain()
	_, err = s.wishFor(ctx, c.Gift, WishAmount, in, func(g Gift, i *Intent) error {
		i.Amount, i.Until = c.To, g.notBefore(s.Clock.Now())
		l, err := s.raised(ctx, g, c.To, in, true)
		if err == nil {
			told, err = l.declared(g.Plan.ID, "amount", in.told(), s.Clock.Now())
		}
		return err
	}, func(tx Store) error {
		if told == nil {
			return nil
		}
		return tx.DeclareMore(ctx, *told)
	})
	return c, err
}

// saidMore is what the same yes came to that was sent before.
func (s *Service) saidMore(ctx context.Context, t domain.Token, in ChangeInput) (c Change, said bool, err error) {
	id, err := in.id()
	if err != nil {
		return c, false, err
	}
	old, err := s.Store.Intent(ctx, id)
	if domain.Is(err, domain.NotFound) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	object, err := domain.Follow(ctx, s.Store, t, domain.ForMore, s.Clock.Now())
	if err == nil && (old.Wish != WishAmount || object != moreObject(Plan{ID: old.Plan, Amount: old.Amount.Minus(MoreBy(old.Amount.Currency))})) {
		err = Otherwise()
	}
	if err != nil {
		return c, false, err
	}
	g, err := s.gift(ctx, old.Plan)
	return Change{Gift: g, Wish: WishAmount, To: old.Amount, First: g.firstAt(s.Clock.Now())}, true, err
}

// debitNotice is how long before a larger debit its payer is told.
const debitNotice = 14 * 24 * time.Hour

// notBefore is when a larger amount may be asked of the provider: at once, and
// of a bank debit that is due within its notice, the day after that.
func (g Gift) notBefore(now time.Time) time.Time {
	if g.Card.Kind != ByDebit || g.Next.IsZero() || !g.Next.Before(now.Add(debitNotice)) {
		return time.Time{}
	}
	return g.Next.Add(24 * time.Hour)
}

// firstAt is the first charge that would be larger.
func (g Gift) firstAt(now time.Time) time.Time {
	if g.notBefore(now).IsZero() {
		return g.Next
	}
	return g.After()
}
