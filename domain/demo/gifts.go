package demo

import (
	"context"
	"strings"

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
	k.ago(3)
	if err := k.pass(ctx); err != nil {
		return err
	}
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
	letter, err := r.post.letter()
	return letter.Fields["link"], err
}

// change has some donors make use of the link in their receipt.
func (k *maker) change(ctx context.Context, links []string) error {
	return k.within(ctx, func(r *rooms) error {
		for i, link := range links {
			t := domain.Token(link[strings.LastIndexByte(link, '/')+1:])
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

// pass makes every charge that has come due until the present.
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
	return nil
}
