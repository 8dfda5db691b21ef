package demo

import (
	"context"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// Plans is how many people of the movement have promised a gift a month.
const Plans = 800

// give has members promise gifts over the last seven months, and lets the
// months pass: charges are made, some people lower, pause or stop.
func (k *maker) give(ctx context.Context) error {
	total := k.share(Plans)
	var links []string
	for done := 0; done < total; {
		n := min(50, total-done)
		err := k.within(ctx, func(r *rooms) error {
			for i := range n {
				k.ago(210 - 205*float64(done+i)/float64(total))
				link, err := k.pledge(ctx, r, done+i)
				if err != nil {
					return err
				}
				links = append(links, link)
			}
			return nil
		})
		if err != nil {
			return err
		}
		done += n
		k.told("gifts a month", done, total)
	}
	if err := k.fails(ctx); err != nil {
		return err
	}
	for days := 203.0; days > 0; days -= 7 {
		k.ago(days)
		if err := k.pass(ctx); err != nil {
			return err
		}
	}
	k.ago(3)
	if err := k.change(ctx, links); err != nil {
		return err
	}
	if err := k.giveMuch(ctx); err != nil {
		return err
	}
	k.ago(0)
	if err := k.pass(ctx); err != nil {
		return err
	}
	if err := k.keepBooks(ctx); err != nil {
		return err
	}
	if err := k.value(ctx); err != nil {
		return err
	}
	return k.weigh(ctx)
}

// pledge has the i-th donor promise and pay the first month. It returns the
// link of the receipt.
func (k *maker) pledge(ctx context.Context, r *rooms, i int) (string, error) {
	l := k.locals[i%len(k.locals)]
	if len(k.members[l.group.ID]) == 0 {
		l = k.locals[0]
	}
	ms := k.members[l.group.ID]
	m := ms[(i/len(k.locals))%len(ms)]
	in := giving.PledgeInput{
		ID: domain.NewID[string](k.clock), Often: string(giving.Monthly), Amount: pick(k, []string{"5", "5", "10", "10", "10", "10", "20", "50"}),
		Covers: k.chance.IntN(3) == 0, Name: m.name, Email: m.email, Own: true,
	}
	if k.chance.IntN(6) == 0 {
		in.Other = pick(k, []string{"3", "7", "12", "15", "25"})
	}
	p, err := r.giving.Pledge(ctx, domain.Actor{Person: m.id}, l.group.ID, in, m.locale)
	if err != nil {
		return "", err
	}
	if _, err := r.giving.PayInSandbox(ctx, p.ID); err != nil {
		return "", err
	}
	if i < 3*len(k.locals) { // whoever gave first agreed to be asked for more
		err := r.post.PutConsent(ctx, domain.Consent{ID: domain.NewID[string](k.clock), Person: m.id, Group: l.group.ID, Entity: p.Entity, Topic: domain.Appeals,
			Channel: domain.ByEmail, Wording: "appeals-1." + m.locale, Given: true, At: k.clock, Source: "own page"})
		if err != nil {
			return "", err
		}
	}
	letter, err := r.post.letter()
	if err == nil && i%97 == 13 { // a card that is declined from the next month on
		_, err = r.giving.PlayCard(ctx, token(letter.Fields["link"]), giving.CardInput{Card: giving.DeclinedCard})
	}
	return letter.Fields["link"], err
}

// token is that of a private link.
func token(link string) domain.Token {
	return domain.Token(link[strings.LastIndexByte(link, '/')+1:])
}

// change has some donors make use of the link in their receipt.
func (k *maker) change(ctx context.Context, links []string) error {
	return k.within(ctx, func(r *rooms) error {
		for i, link := range links {
			t := token(link)
			in := giving.ChangeInput{ID: domain.NewID[string](k.clock)}
			var err error
			switch i % 40 {
			case 7, 23:
				_, err = r.giving.Stop(ctx, t, in)
			case 31:
				in.Months = 2
				_, err = r.giving.Pause(ctx, t, in)
			case 38:
				in.Amount = "2"
				_, err = r.giving.Lower(ctx, t, in)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// pass makes every charge that has come due until the present, follows those
// that fail, and has the provider pay out.
func (k *maker) pass(ctx context.Context) error {
	for n := 1; n > 0; {
		err := k.within(ctx, func(r *rooms) (err error) {
			n, err = r.giving.CatchUp(ctx, 100)
			return err
		})
		if err != nil {
			return err
		}
	}
	return k.within(ctx, func(r *rooms) error {
		if _, err := r.giving.Nudge(ctx, 100); err != nil {
			return err
		}
		_, err := r.giving.Reconcile(ctx)
		return err
	})
}

// keepBooks has the treasurer close the months before the last, and somebody
// enter what came in a bucket, for the treasurer to confirm.
func (k *maker) keepBooks(ctx context.Context) error {
	return k.within(ctx, func(r *rooms) error {
		found, err := k.Store.PeopleAt(ctx, "treasurer@example.org")
		if err != nil || len(found) == 0 {
			return err
		}
		theo, err := r.people.Actor(ctx, found[0].ID)
		if err != nil {
			return err
		}
		books, err := r.giving.AllBooks(ctx, theo)
		if err != nil || len(books) == 0 {
			return err
		}
		first := time.Date(k.clock.Year(), k.clock.Month(), 1, 12, 0, 0, 0, time.UTC)
		for ago := 8; ago > 1; ago-- {
			month := giving.MonthOf(first.AddDate(0, -ago, 0), time.UTC)
			if _, err := r.giving.CloseMonth(ctx, theo, books[0].Entity, month); err != nil {
				return err
			}
		}
		return k.bucket(ctx, r)
	})
}

func (k *maker) bucket(ctx context.Context, r *rooms) error {
	l := k.locals[0]
	m := k.members[l.group.ID][0]
	who := domain.Actor{Person: m.id, Name: m.name, Roles: map[domain.GroupID][]domain.Role{l.group.ID: {domain.Treasurer}}}
	for i, in := range []giving.SlipInput{{Via: "cash", Amount: "42.50", Note: "1"}, {Via: "cheque", Amount: "100", Note: "000117"}} {
		in.ID, in.Group, in.Name = domain.NewID[string](k.clock), string(l.group.ID), k.members[l.group.ID][i+1].name
		in.Day = k.clock.AddDate(0, 0, -i-1).Format(time.DateOnly)
		if _, err := r.giving.Enter(ctx, who, in); err != nil {
			return err
		}
	}
	return nil
}
