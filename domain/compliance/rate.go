package compliance

import (
	"context"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
)

// A RateID names a rate.
type RateID string

// A Rate is what another currency is worth in that of a law pack over some
// days, as an officer read it somewhere. Nothing is worked out without one.
type Rate struct {
	ID       RateID
	Entity   domain.EntityID
	Currency string // ISO 4217
	First    string // day, by the clock of the pack
	Last     string
	Millions int64 // millionths of one unit of the pack's currency for one of the other
	Source   string
	By       domain.PersonID
	ByName   string
	Made     time.Time
}

// In reports whether the rate is for a day.
func (r Rate) In(day string) bool { return r.First <= day && day <= r.Last }

// Of is what an amount of the other currency is worth, rounded to the nearer
// minor unit, half up away from nothing.
func (r Rate) Of(minor int64, currency string) domain.Money {
	num, den := big.NewInt(r.Millions), big.NewInt(1_000_000)
	ten := big.NewInt(10)
	for range domain.Exponent(currency) {
		num.Mul(num, ten)
	}
	for range domain.Exponent(r.Currency) {
		den.Mul(den, ten)
	}
	half := new(big.Int).Rsh(den, 1)
	if minor < 0 {
		half.Neg(half)
	}
	num.Mul(num, big.NewInt(minor)).Add(num, half)
	return domain.Money{Minor: num.Quo(num, den).Int64(), Currency: currency}
}

// Text is the rate as people write it, "0.8534".
func (r Rate) Text() string {
	whole, part := strconv.FormatInt(r.Millions/1_000_000, 10), strconv.FormatInt(1_000_000+r.Millions%1_000_000, 10)[1:]
	return strings.TrimSuffix(whole+"."+strings.TrimRight(part, "0"), ".")
}

// parseRate reads a rate as a person types it, with at most six digits behind
// the point, from a millionth to a thousand.
func parseRate(s string) (millions int64, ok bool) {
	whole, part, _ := strings.Cut(strings.Replace(strings.TrimSpace(s), ",", ".", 1), ".")
	if whole == "" || len(whole) > 4 || len(part) > 6 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+part+strings.Repeat("0", 6-len(part)), 10, 63)
	return int64(n), err == nil && n > 0 && n <= 1000*1_000_000
}

// A RateInput is what an officer enters.
type RateInput struct {
	ID       string `json:"id"`       // made by the sender
	Currency string `json:"currency"` // of the gifts, "EUR"
	Rate     string `json:"rate"`     // what one of it is worth, "0.8534"
	First    string `json:"first"`    // the days for which it is
	Last     string `json:"last"`
	Source   string `json:"source"` // where it was read
}

func (in RateInput) rate(pack *lawpack.Pack, now time.Time) (Rate, error) {
	w := domain.Wrong{}
	id, ok := domain.ParseID[RateID](in.ID)
	w.Check(ok, "id", "not-understood")
	currency := strings.ToUpper(strings.TrimSpace(in.Currency))
	w.Check(len(currency) == 3 && !strings.ContainsFunc(currency, func(r rune) bool { return r < 'A' || r > 'Z' }) && currency != pack.Currency, "currency", "not-a-currency")
	millions, ok := parseRate(in.Rate)
	w.Check(ok, "rate", "not-a-rate")
	source := strings.TrimSpace(in.Source)
	w.Check(source != "", "source", "needed")
	w.Check(len([]rune(source)) <= 200 && !strings.ContainsFunc(source, unicode.IsControl), "source", "too-long")
	first, err := time.Parse(time.DateOnly, in.First)
	w.Check(err == nil, "first", "not-a-day")
	last, err2 := time.Parse(time.DateOnly, in.Last)
	w.Check(err2 == nil, "last", "not-a-day")
	w.Check(err != nil || err2 != nil || !last.Before(first) && last.Before(first.AddDate(1, 0, 1)), "last", "dates-in-order")
	w.Check(err2 != nil || in.Last <= pack.Day(now), "last", "day-to-come")
	return Rate{ID: id, Currency: currency, First: in.First, Last: in.Last, Millions: millions, Source: source, Made: now}, w.Err()
}

// worth is what an amount is worth to a pack on the day of a moment; false, and
// the amount as it is, where nobody has entered that.
func worth(ctx context.Context, tx Store, pack *lawpack.Pack, e domain.EntityID, m domain.Money, at time.Time) (domain.Money, bool, error) {
	if m.Currency == pack.Currency || pack.Currency == "" {
		return m, true, nil
	}
	r, err := tx.RateOn(ctx, e, m.Currency, pack.Day(at))
	if domain.Is(err, domain.NotFound) {
		return m, false, nil
	}
	return r.Of(m.Minor, pack.Currency), err == nil, err
}

// Enter keeps what another currency was worth over some days, and counts the
// gifts of these days with it, which nobody has counted until then. Sent twice
// it is one rate. Refuses with Invalid, NotFound, Denied, and with Conflict
// where one is there for any of the days ("rate-there") or no law pack is known
// ("no-law-pack").
func (s *Service) Enter(ctx context.Context, who domain.Actor, e domain.EntityID, in RateInput) (Rate, error) {
	r, pack, err := s.decider(ctx, who, e)
	if err != nil {
		return Rate{}, err
	}
	rate, err := in.rate(pack, s.Clock.Now())
	if err != nil {
		return rate, err
	}
	rate.Entity, rate.By, rate.ByName = e, who.Person, who.Name
	return rate, s.Atomically(ctx, func(tx Store) error {
		if _, err := tx.LockBooks(ctx, e); err != nil {
			return err
		}
		there, err := tx.Rates(ctx, e)
		if err != nil {
			return err
		}
		for _, old := range there {
			if old.ID == rate.ID {
				return nil
			}
			if old.Currency == rate.Currency && old.First <= rate.Last && rate.First <= old.Last {
				return domain.Refuse(domain.Conflict, "rate-there")
			}
		}
		if err := tx.AddRate(ctx, rate); err != nil {
			return err
		}
		if err := s.value(ctx, tx, pack, rate); err != nil {
			return err
		}
		return s.note(ctx, tx, who, r, "rate", rate.Currency+" "+rate.Text()+" "+rate.First)
	})
}

// value holds the gifts of the days of a rate to the law again, and counts them
// with it: out of the totals of their own currency, into those of the pack.
func (s *Service) value(ctx context.Context, tx Store, pack *lawpack.Pack, rate Rate) error {
	from, until := days(pack, rate.First, rate.Last)
	ws, err := tx.Unvalued(ctx, rate.Entity, rate.Currency, from, until)
	if err != nil {
		return err
	}
	es, err := tx.Elections(ctx, rate.Entity)
	if err != nil {
		return err
	}
	for _, w := range ws {
		w.Worth = rate.Of(w.Sum.Minor, pack.Currency)
		if err := s.again(ctx, tx, pack, w); err != nil { // before it is in the totals
			return err
		}
		if err := tx.PutWorth(ctx, w); err != nil {
			return err
		}
		for _, span := range pack.Spans(w.Counts, daysOf(es)) {
			out := domain.Money{Minor: -w.Sum.Minor, Currency: w.Sum.Currency}
			for _, sum := range []domain.Money{out, w.Worth} {
				if err := tx.AddTotal(ctx, Total{w.Donor, w.Entity, w.Kind, span, sum}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// again holds a gift to the law whose worth is known by now and not counted
// yet. One that somebody looks at already is not looked at twice.
func (s *Service) again(ctx context.Context, tx Store, pack *lawpack.Pack, w Weighing) error {
	m, err := tx.Movement(ctx, w.Movement)
	if err != nil || w.Sum.Minor <= 0 || !w.At.Equal(w.Counts) || m.Kind != KindGift && !countsDues(pack) {
		return err
	}
	d, err := tx.Donor(ctx, w.Donor)
	if err != nil {
		return err
	}
	return s.judge(ctx, tx, pack, m, d, w.Worth.Minor, 0)
}

// days is from the first moment of a day until the last of another, by the
// clock of a pack.
func days(p *lawpack.Pack, first, last string) (from, until time.Time) {
	from, _ = time.ParseInLocation(time.DateOnly, first, p.Zone)
	until, _ = time.ParseInLocation(time.DateOnly, last, p.Zone)
	return from, until.AddDate(0, 0, 1)
}

// A Gap is gifts in another currency that nobody has counted, since nobody has
// entered what they are worth.
type Gap struct {
	Month string // "2026-05"
	Count int
	Sum   domain.Money
}

// gaps sums what is not counted from a moment until another, by the months of
// the pack's clock, the oldest first.
func gaps(ctx context.Context, tx Store, p *lawpack.Pack, e domain.EntityID, from, until time.Time) (all []Gap, err error) {
	at := map[string]int{}
	return all, tx.Foreign(ctx, e, p.Currency, from, until, func(when time.Time, sum domain.Money) {
		key := p.Day(when)[:7] + sum.Currency
		i, seen := at[key]
		if !seen {
			i = len(all)
			at[key] = i
			all = append(all, Gap{Month: key[:7], Sum: domain.Money{Currency: sum.Currency}})
		}
		all[i].Count++
		all[i].Sum.Minor += sum.Minor
	})
}

// decider is the recipient and its pack for an officer who decides about it.
func (s *Service) decider(ctx context.Context, who domain.Actor, e domain.EntityID) (Recipient, *lawpack.Pack, error) {
	r, err := recipient(ctx, s.Store, who, domain.DecideGifts, e)
	if err != nil {
		return r, nil, err
	}
	pack, ok := r.Pack()
	if !ok {
		return r, nil, domain.Refuse(domain.Conflict, "no-law-pack")
	}
	return r, pack, nil
}

// note keeps for the auditor what an officer decided.
func (s *Service) note(ctx context.Context, tx Store, who domain.Actor, r Recipient, what, object string) error {
	now := s.Clock.Now()
	return tx.NoteLook(ctx, giving.Look{ID: domain.NewID[string](now), At: now, Person: who.Person, Group: r.Homes[0], What: what, Object: object})
}
