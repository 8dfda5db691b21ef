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

// A mail is a letter about a plan.
type mail struct {
	Plan
	letter
}

// write puts letters into the outbox, each with a private link of its own to
// its plan. One in which nothing could be changed any more carries none.
func (s *Service) write(ctx context.Context, tx Store, ms ...mail) error {
	var links []domain.Link
	var out []domain.Letter
	known := map[[2]string]Recipient{}
	recipient := func(g domain.GroupID, e domain.EntityID) (r Recipient, err error) {
		key := [2]string{string(g), string(e)}
		r, seen := known[key]
		if !seen {
			r, err = tx.Recipient(ctx, g, e)
			known[key] = r
		}
		return r, err
	}
	for _, m := range ms {
		to, err := recipient(m.Group, m.Entity)
		if err != nil {
			return err
		}
		// Whoever played before the group began to take money is not mailed as if
		// it were still played.
		if m.Sandbox {
			current, err := recipient(m.Group, "")
			if err != nil {
				return err
			}
			if !current.Sandbox {
				continue
			}
		}
		l := s.compose(m.Plan, m.letter, to)
		if m.Status != Stopped || m.Interval == Once {
			t := domain.NewToken()
			links = append(links, domain.Link{Hash: t.Hash(), Purpose: domain.ForGift, Object: string(m.ID), Made: l.Due, Expires: l.Due.Add(LinkLife)})
			l.Fields["link"] = s.URL("/gift/" + string(t))
		}
		out = append(out, l)
	}
	if err := tx.PutLinks(ctx, links); err != nil {
		return err
	}
	return tx.Post(ctx, out...)
}

// compose is a letter without its private link.
func (s *Service) compose(p Plan, l letter, to Recipient) domain.Letter {
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
	return domain.Letter{
		ID: domain.NewID[domain.LetterID](now), Key: "giving/" + l.kind + ":" + string(p.Entity) + ":" + l.key,
		To: p.Email, Name: p.Name, Person: p.Person, Group: p.Group, Locale: p.Locale,
		Kind: "giving/" + l.kind, Fields: fields, Bulk: l.topic != "", Topic: l.topic, Due: now,
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
