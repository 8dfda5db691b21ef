package giving

import (
	"context"
	"slices"
	"time"

	"barnstorm/domain"
)

// A Statement is what was given under a plan in one year of the recipient's
// calendar and clock, and what of it went back in that year: a gift of
// December that is given back in January stands in both years.
type Statement struct {
	Gift
	Year  int
	Years []int // in which money moved, newest first
	Rows  []StatementRow
	Given domain.Money
	Back  domain.Money // given back or taken back by a bank, less what of it came back to us; positive, but for what went in an earlier year
}

// Sum is what stayed given.
func (s Statement) Sum() domain.Money { return s.Given.Minus(s.Back) }

// A StatementRow is a gift, or money that went back, which is negative.
type StatementRow struct {
	At        time.Time
	Memo      string
	Reference string
	Amount    domain.Money
}

// Statement reads the statement of a year through a donor's private link. A
// year in which nothing moved is empty and no fault.
func (s *Service) Statement(ctx context.Context, t domain.Token, year int) (Statement, error) {
	g, err := s.Gift(ctx, t)
	if err != nil {
		return Statement{}, err
	}
	ts, err := s.Store.PlanTransactions(ctx, g.Plan.ID)
	if err != nil {
		return Statement{}, err
	}
	return stated(g, year, ts, domain.Zone(g.Recipient.Zone)), nil
}

func stated(g Gift, year int, ts []Transaction, zone *time.Location) Statement {
	nothing := domain.Money{Currency: g.Amount.Currency}
	out := Statement{Gift: g, Year: year, Given: nothing, Back: nothing}
	for _, t := range ts {
		m := t.received()
		if m.Minor == 0 {
			continue
		}
		at := t.At.In(zone)
		if !slices.Contains(out.Years, at.Year()) {
			out.Years = append(out.Years, at.Year())
		}
		if at.Year() != year {
			continue
		}
		out.Rows = append(out.Rows, StatementRow{At: at, Memo: t.Memo, Reference: t.Reference(), Amount: m})
		if t.Memo == MemoGift {
			out.Given.Minor += m.Minor
		} else {
			out.Back.Minor -= m.Minor
		}
	}
	slices.Sort(out.Years)
	slices.Reverse(out.Years)
	return out
}
