package giving

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/lawpack"
)

// Fees is what a payment provider keeps of a charge. An estimate for the
// donor: the books take the true fee from the provider.
type Fees struct {
	Points int64 // hundredths of a per cent of the charge
	Fixed  int64 // minor units a charge
}

// Gross is the smallest charge of which at least net is left when the fees
// are taken: the net and the fixed fee over the share that is left, rounded up.
func (f Fees) Gross(net domain.Money) domain.Money {
	left := 10_000 - f.Points
	return domain.Money{Minor: ((net.Minor+f.Fixed)*10_000 + left - 1) / left, Currency: net.Currency}
}

// Of is the fee on a charge, rounded to the nearer minor unit.
func (f Fees) Of(gross domain.Money) domain.Money {
	return domain.Money{Minor: (gross.Minor*f.Points+5_000)/10_000 + f.Fixed, Currency: gross.Currency}
}

// CardFees is what European cards cost with the usual provider.
var CardFees = Fees{Points: 150, Fixed: 20}

// A Recipient is who receives what is given to a group: the legal entity that
// the group points to, as the donor has to see it.
type Recipient struct {
	Group    domain.GroupID
	Title    string // the group's name
	Slug     string
	Entity   domain.EntityID
	Name     string // the legal entity's name
	Country  string // ISO 3166-1 alpha-2
	Currency string
	Zone     string // in which dates are shown
	Locale   string // in which the group speaks
	Imprint  string // the legal entity with its address
	Home     string // the legal entity's country
	Kind     string // its legal form
	Sandbox  bool   // the entity plays: no money moves
}

// Tax is what a receipt of a moment says of taxes, in the word of the law pack of
// the recipient; empty where none is known.
func (r Recipient) Tax(at time.Time) string {
	if p, ok := lawpack.For(r.Home, r.Kind); ok {
		return p.Tax(at)
	}
	return ""
}

// An Offer is what a group's donate page says.
type Offer struct {
	Recipient
	Ladder    []domain.Money // smallest first
	Suggested domain.Money   // one of Ladder
	Least     domain.Money
	Most      domain.Money // for one gift; above it the law asks what this page does not
	Fees      Fees
	Next      time.Time // the second charge of a monthly gift that begins now
	Figures   Figures
	Appeal    Appeal // what it is for; empty for the group as a whole
}

// Covering is what is charged for a gift of net when the donor covers fees.
func (o Offer) Covering(net domain.Money) domain.Money { return o.Fees.Gross(net) }

// Figures is what a group says of its givers.
type Figures struct {
	Givers int          // people who give monthly now
	New    int          // of them, begun since Since
	Since  time.Time    // the beginning of the month three months ago
	Middle domain.Money // the median monthly gift
	Last   domain.Money // received in the last whole month
}

// ladder is the amounts offered, in steps of the currency.
var ladder = []int64{5, 10, 20, 50}

// suggested is the amount chosen before the donor chooses, in steps of the currency.
const suggested, least, most = 10, 1, 500

// steps is how many whole units of a currency are a step of the ladder, where it
// is not one: about what a pound is worth, and never less than a payment service takes.
var steps = map[string]int64{"CZK": 25, "DKK": 10, "HUF": 400, "JPY": 100, "MXN": 20, "NOK": 10, "PLN": 5, "RON": 5, "SEK": 10}

// whole is so many steps of a currency.
func whole(n int64, currency string) domain.Money {
	if step := steps[currency]; step > 0 {
		n *= step
	}
	for range domain.Exponent(currency) {
		n *= 10
	}
	return domain.Money{Minor: n, Currency: currency}
}

// GroupToGive finds the group of a donate page by the name in its address, the
// top group where it has none. NotFound where there is no such group.
func (s *Service) GroupToGive(ctx context.Context, slug string) (domain.GroupID, error) {
	return s.Store.GroupToGive(ctx, slug)
}

// Offer is what may be given to a group, and how. NotFound where there is no
// such group.
func (s *Service) Offer(ctx context.Context, g domain.GroupID) (Offer, error) {
	r, err := s.Store.Recipient(ctx, g, "")
	if err != nil {
		return Offer{}, err
	}
	now := s.Clock.Now()
	o := Offer{
		Recipient: r, Fees: CardFees,
		Suggested: whole(suggested, r.Currency), Least: whole(least, r.Currency), Most: whole(most, r.Currency),
		Next: MonthAfter(now, now.Day()),
	}
	if known, err := s.Asked(ctx, domain.Actor{}, o, PledgeInput{}); err != nil || known.Pack != "" {
		if err != nil {
			return o, err
		}
		o.Most = whole(mostLawful, r.Currency)
	}
	for _, n := range ladder {
		o.Ladder = append(o.Ladder, whole(n, r.Currency))
	}
	o.Figures, err = s.figures(ctx, r, now)
	return o, err
}

// figuresLife is how old the figures on a donate page may be: they are counted
// at most once in this time, however many look.
const figuresLife = time.Minute

type counted struct {
	Figures
	at time.Time
}

func (s *Service) figures(ctx context.Context, r Recipient, now time.Time) (Figures, error) {
	if c, ok := s.counted.Load(r.Group); ok && now.Sub(c.(counted).at).Abs() < figuresLife {
		return c.(counted).Figures, nil
	}
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	f, err := s.Store.Figures(ctx, r.Group, r.Sandbox, r.Currency, month.AddDate(0, -3, 0), month.AddDate(0, -1, 0), month)
	if f.Since = month.AddDate(0, -3, 0); err == nil {
		s.counted.Store(r.Group, counted{f, now})
	}
	return f, err
}
