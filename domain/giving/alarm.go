package giving

import (
	"context"
	"strconv"
	"time"

	"barnstorm/domain"
)

// An alarm is that a donor's bank took a payment back.
type alarm struct {
	payment PaymentID
	amount  domain.Money
	due     time.Time // until when we may answer; zero where nobody may
}

// answerBy is until when the latest open dispute of a charge may be answered.
func (c Charge) answerBy() (due time.Time) {
	for _, d := range c.Disputes {
		if d.State == DisputeOpen && d.Due.After(due) {
			due = d.Due
		}
	}
	return due
}

// A Keeper is somebody who keeps the till of a group.
type Keeper struct {
	Person domain.PersonID
	Name   string
	Email  string
	Locale string
}

// alarm writes to whoever keeps the till, once for each payment. The letter
// names no donor: it says where to look.
func (s *Service) alarm(ctx context.Context, tx Store, p Plan, a alarm) error {
	to, err := tx.Recipient(ctx, p.Group, p.Entity)
	if err != nil {
		return err
	}
	keepers, err := tx.Keepers(ctx, p.Group)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	for _, k := range keepers {
		fields := map[string]string{
			"name": k.Name, "group": to.Title, "zone": to.Zone, "minor": strconv.FormatInt(a.amount.Minor, 10), "currency": a.amount.Currency,
			"when": moment(a.due), "page": s.URL("/organise/money/payments/" + string(a.payment)),
		}
		if p.Sandbox {
			fields["sandbox"] = "yes"
		}
		err := tx.Post(ctx, domain.Letter{
			ID: domain.NewID[domain.LetterID](now), Key: "giving/dispute:" + string(a.payment) + ":" + string(k.Person), To: k.Email, Name: k.Name, Person: k.Person,
			Group: p.Group, Locale: k.Locale, Kind: "giving/dispute", Fields: fields, Due: now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
