package giving

import (
	"context"
	"strconv"
	"time"

	"barnstorm/domain"
)

// A letter is what we write to a donor about a plan.
type letter struct {
	kind      string // the template under letters/giving
	key       string // one letter of a kind for one of these
	amount    domain.Money
	when      time.Time
	reference string
	code      string
	page      string // of the provider's, where the donor has to say yes
	by        Card   // what paid, or was to
	from      time.Time
	until     time.Time // the month that was paid for
	would     domain.Money
	topic     domain.Topic // of a letter that answers no deed of the donor
}

// write puts a letter into the outbox, with a private link of its own to the
// plan. A letter in which nothing could be changed any more carries none.
func (s *Service) write(ctx context.Context, tx Store, p Plan, l letter) error {
	to, err := tx.Recipient(ctx, p.Group, p.Entity)
	if err != nil {
		return err
	}
	// Whoever played before the group began to take money is not mailed as if
	// it were still played.
	if current, err := tx.Recipient(ctx, p.Group, ""); err != nil || p.Sandbox && !current.Sandbox {
		return err
	}
	now := s.Clock.Now()
	fields := map[string]string{
		"name": p.Name, "entity": to.Name, "group": to.Title, "imprint": to.Imprint, "zone": to.Zone,
		"minor": strconv.FormatInt(l.amount.Minor, 10), "currency": l.amount.Currency,
		"interval": string(p.Interval), "reference": l.reference,
		"when": moment(l.when), "next": moment(p.Next), "until": moment(p.PausedUntil),
		"again": s.URL("/donate/" + to.Slug), "tax": to.Tax(now), "from": moment(l.from), "to": moment(l.until),
	}
	by := l.by
	if by.Last == "" {
		by = p.Card
	}
	if l.would.Minor > 0 {
		fields["would"], fields["more"] = strconv.FormatInt(l.would.Minor, 10), strconv.FormatInt(l.would.Minus(l.amount).Minor, 10)
	}
	for name, value := range map[string]string{"code": l.code, "page": l.page, "by": by.Kind, "last": by.Last, "ends": moment(p.Card.Ends)} {
		if value != "" {
			fields[name] = value
		}
	}
	if p.Sandbox {
		fields["sandbox"] = "yes"
	}
	if p.Status != Stopped || p.Interval == Once {
		t := domain.NewToken()
		if err := tx.PutLink(ctx, domain.Link{Hash: t.Hash(), Purpose: domain.ForGift, Object: string(p.ID), Made: now}); err != nil {
			return err
		}
		fields["link"] = s.URL("/gift/" + string(t))
	}
	return tx.Post(ctx, domain.Letter{
		ID: domain.NewID[domain.LetterID](now), Key: "giving/" + l.kind + ":" + string(p.Entity) + ":" + l.key,
		To: p.Email, Name: p.Name, Person: p.Person, Group: p.Group, Locale: p.Locale,
		Kind: "giving/" + l.kind, Fields: fields, Bulk: l.topic != "", Topic: l.topic, Due: now,
	})
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
