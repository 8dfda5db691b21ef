package giving

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"barnstorm/domain"
)

// MemoPayout is money that went from the provider to the bank.
const (
	MemoPayout  = "payout"
	MemoTillFee = "till-fee" // what the provider took for itself and for no gift
)

// A PayoutState is how a payout stands.
type PayoutState string

// The states of a payout.
const (
	PayoutPaid   PayoutState = "paid"
	PayoutFailed PayoutState = "failed" // the bank sent it back
)

// A Payout is a sum that the provider sent to the bank, made up of gifts,
// refunds and fees.
type Payout struct {
	Entity  domain.EntityID
	Ref     string
	Sandbox bool
	Amount  domain.Money
	At      time.Time
	State   PayoutState
	Known   int64     // how much of it our books know, in minor units
	Booked  time.Time // zero until all of it is known
	Items   []PayoutItem
}

// Difference is what of a payout our books do not know. Unless it is nothing,
// the payout is not booked, and a treasurer sees it in red.
func (p Payout) Difference() domain.Money {
	return domain.Money{Minor: p.Amount.Minor - p.Known, Currency: p.Amount.Currency}
}

// Kinds of what makes up a payout.
const (
	ItemCharge   = "charge"
	ItemRefund   = "refund"
	ItemDispute  = "dispute"
	ItemFee      = "fee"      // the provider's own, for no gift
	ItemReturned = "returned" // an earlier payout that the bank sent back
	ItemOther    = "other"
)

// A PayoutItem is one part of a payout.
type PayoutItem struct {
	Ref    string
	Kind   string
	Charge string // of the gift that it is about; empty for none
	Moved  string // what the books call what moved: a refund, a side of a dispute, an earlier payout; empty for others
	Gross  int64  // negative for what went back
	Fee    int64  // positive for what the provider kept
	Owner  Owner  // whose it is; empty where we do not know the charge
	Known  bool   // the books have it

	parts []PayoutItem // of an earlier payout
}

// Net is what the item adds to its payout.
func (i PayoutItem) Net() int64 { return i.Gross - i.Fee }

// An Owner is the payment that a charge belongs to.
type Owner struct {
	Payment PaymentID
	Plan    PlanID
	Group   domain.GroupID
	Fund    string
	Name    string // of the donor
}

// keys is under what the books have what an item moved: under one of them.
func (i PayoutItem) keys() []string {
	switch i.Kind {
	case ItemRefund:
		return []string{MemoRefund + ":" + i.Moved}
	case ItemDispute:
		return []string{MemoDispute + ":" + i.Moved, MemoDisputeFee + ":" + i.Moved}
	default:
		return nil
	}
}

// known reports whether the books have an item, given what has moved in them.
func (i PayoutItem) known(moved []string) bool {
	switch i.Kind {
	case ItemFee:
		return true
	case ItemCharge:
		return i.Owner.Payment != ""
	case ItemReturned:
		return len(i.parts) > 0
	default:
		return i.Owner.Payment != "" && slices.ContainsFunc(i.keys(), func(k string) bool { return slices.Contains(moved, k) })
	}
}

// since is how far back a reconciliation looks: past the last thing that could
// still be told of.
const since = 30 * 24 * time.Hour

// Reconcile asks the provider of every entity what happened in the last thirty
// days, and acts upon what nobody told us; then it books the payouts. It goes
// on past entities that fail, and answers how many events were new.
func (s *Service) Reconcile(ctx context.Context) (int, error) {
	if quiet, err := s.quiet(ctx); quiet || err != nil {
		return 0, err
	}
	es, err := s.Store.PayingEntities(ctx)
	n := 0
	for _, e := range es {
		fresh, err := s.reconcile(ctx, e)
		n += fresh
		s.tell(ctx, err)
	}
	return n, err
}

func (s *Service) reconcile(ctx context.Context, e domain.EntityID) (n int, err error) {
	from := s.Clock.Now().Add(-since)
	missed, err := s.Till(e).Missed(ctx, from)
	if err != nil {
		return 0, err
	}
	for _, event := range missed {
		event.Entity = e
		fresh, err := s.receive(ctx, event)
		if err != nil {
			return n, err
		}
		if fresh && event.Ours {
			n++
		}
	}
	// What was given up before is tried once more: what it lacked may be there now.
	woken, err := s.Store.WakeTillEvents(ctx, e, s.Clock.Now())
	if err != nil {
		return n, err
	}
	for again := n+woken > 0; again; {
		heard, err := s.HearAll(ctx, 100)
		if err != nil {
			return n, err
		}
		again = heard == 100
	}
	payouts, err := s.Till(e).Payouts(ctx, e, from)
	if err != nil {
		return n, err
	}
	slices.SortFunc(payouts, func(a, b Payout) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ref, b.Ref)) })
	for _, p := range payouts { // one that came back before those that it is a part of
		p.Entity, p.Sandbox = e, s.Till(e).Sandbox()
		if err := s.bank(ctx, p); err != nil {
			return n, err
		}
	}
	return n, nil
}

// bank keeps a payout, and books it once all of it is known. One that the bank
// sent back is booked back.
func (s *Service) bank(ctx context.Context, p Payout) error {
	return s.Atomically(ctx, func(tx Store) error {
		old, err := tx.Payout(ctx, p.Entity, p.Ref)
		if err != nil && !domain.Is(err, domain.NotFound) {
			return err
		}
		if err == nil && old.State == p.State && !old.Booked.IsZero() {
			return nil
		}
		if err := s.own(ctx, tx, &p); err != nil {
			return err
		}
		now := s.Clock.Now()
		if p.Booked = old.Booked; p.Difference().Minor == 0 && (p.State == PayoutPaid || !old.Booked.IsZero()) {
			b, err := tx.BooksOf(ctx, p.Entity)
			if err != nil {
				return err
			}
			if err := Post(ctx, tx, now, p.transactions(b)); err != nil {
				return err
			}
			p.Booked = now
		}
		return tx.PutPayout(ctx, p)
	})
}

// own finds whose the items of a payout are, and sums what is known.
func (s *Service) own(ctx context.Context, tx Store, p *Payout) error {
	var charges, keys []string
	for _, i := range p.Items {
		if i.Charge != "" {
			charges = append(charges, i.Charge)
		}
		keys = append(keys, i.keys()...)
	}
	owners, err := tx.Owners(ctx, p.Entity, charges)
	if err != nil {
		return err
	}
	moved, err := tx.Moved(ctx, p.Entity, keys)
	if err != nil {
		return err
	}
	p.Known = 0
	for n := range p.Items {
		i := &p.Items[n]
		if i.Owner = owners[i.Charge]; i.Kind == ItemReturned {
			if i.parts, err = s.returned(ctx, tx, p.Entity, i.Moved); err != nil {
				return err
			}
		}
		if i.Known = i.known(moved); i.Known {
			p.Known += i.Net()
		}
	}
	return nil
}

// returned is what made up a payout that the bank sent back; nothing unless
// all of it is known.
func (s *Service) returned(ctx context.Context, tx Store, e domain.EntityID, ref string) (parts []PayoutItem, err error) {
	p, err := tx.Payout(ctx, e, ref)
	if domain.Is(err, domain.NotFound) || err == nil && (p.State != PayoutFailed || p.Difference().Minor != 0) {
		return nil, nil
	}
	for _, i := range p.Items {
		if err == nil && i.Kind == ItemReturned {
			i.parts, err = s.returned(ctx, tx, e, i.Moved)
		}
		parts = append(parts, i)
	}
	return parts, err
}

// flat is items with those of earlier payouts in the place of these.
func flat(items []PayoutItem) (all []PayoutItem) {
	for _, i := range items {
		if i.Kind == ItemReturned {
			all = append(all, flat(i.parts)...)
			continue
		}
		all = append(all, i)
	}
	return all
}

// transactions is what a payout moves, for each group and fund: from the till
// into the bank, or back where the bank did not take it.
func (p Payout) transactions(b Books) (ts []Transaction) {
	type share struct {
		group domain.GroupID
		fund  string
	}
	sums := map[share]int64{}
	for _, i := range flat(p.Items) {
		of := share{i.Owner.Group, i.Owner.Fund}
		if i.Owner.Payment == "" {
			of = share{b.Groups[0], GeneralFund}
			if i.Net() != 0 && p.State == PayoutPaid {
				ts = append(ts, p.move(MemoTillFee, i.Ref, of.group, of.fund, -i.Net(), FeesPaid, InTill))
			}
		}
		sums[of] += i.Net()
	}
	into, from, memo := InBank, InTill, MemoPayout
	key := p.Ref + ":"
	if p.State == PayoutFailed {
		into, from, key = InTill, InBank, p.Ref+":back:"
	}
	order := slices.SortedFunc(maps.Keys(sums), func(a, b share) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.fund, b.fund))
	})
	for _, of := range order {
		if sums[of] != 0 {
			ts = append(ts, p.move(memo, key+string(of.group)+":"+of.fund, of.group, of.fund, sums[of], into, from))
		}
	}
	return ts
}

func (p Payout) move(memo, ref string, g domain.GroupID, fund string, minor int64, into, from Account) Transaction {
	return Transaction{
		ID: domain.NewID[TransactionID](p.At), Key: memo + ":" + ref, Entity: p.Entity, Group: g, Fund: fund, Sandbox: p.Sandbox,
		Currency: p.Amount.Currency, At: p.At, Booked: p.At, Memo: memo,
		Entries: []Entry{{domain.NewID[EntryID](p.At), into, minor}, {domain.NewID[EntryID](p.At), from, -minor}},
	}
}

// A PayoutShown is a payout as far as its reader may see.
type PayoutShown struct {
	Books
	Payout
	Elsewhere int64 // the sum of items of groups that the reader does not see
}

// OpenPayout shows what makes up a payout. Refuses with NotFound where who
// sees none of the entity's groups or there is no such payout, and as
// Actor.Must does for SeeLedger.
func (s *Service) OpenPayout(ctx context.Context, who domain.Actor, e domain.EntityID, ref string) (PayoutShown, error) {
	b, in, err := s.books(ctx, who, e, domain.SeeLedger)
	if err != nil {
		return PayoutShown{}, err
	}
	p, err := s.Store.Payout(ctx, e, ref)
	if domain.Is(err, domain.NotFound) {
		err = domain.Refuse(domain.NotFound, "no-such-payout")
	}
	if err != nil {
		return PayoutShown{}, err
	}
	shown := PayoutShown{Books: b, Payout: p}
	shown.Items = slices.DeleteFunc(shown.Items, func(i PayoutItem) bool {
		hidden := i.Owner.Group != "" && !slices.Contains(in, i.Owner.Group)
		if hidden {
			shown.Elsewhere += i.Net()
		}
		return hidden
	})
	return shown, s.note(ctx, s.Store, who, in[0], "payout", ref)
}
