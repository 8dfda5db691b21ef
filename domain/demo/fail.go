package demo

import (
	"context"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
)

// fails has somebody give whose card is declined: on a day from which, however
// long its month is, the steps have come to a call by now and not to the end.
// A volunteer finds a name and a number on the list.
func (k *maker) fails(ctx context.Context) error {
	k.ago(53)
	return k.within(ctx, func(r *rooms) error {
		g := k.locals[0].group
		m, err := k.joins(ctx, r, g, member{name: "Fay Brennan", email: "fay@example.org", locale: "en"})
		if err != nil {
			return err
		}
		k.members[g.ID] = k.members[g.ID][:len(k.members[g.ID])-1] // nobody else's gifts change by hers
		number := people.Contact{ID: domain.NewID[string](k.clock), Person: m.id, Kind: "phone", Value: "+44 7700 900553", Confirmed: k.clock, Made: k.clock}
		if err := r.post.PutContact(ctx, number); err != nil {
			return err
		}
		in := giving.PledgeInput{ID: domain.NewID[string](k.clock), Often: string(giving.Monthly), Amount: "10", Name: m.name, Email: m.email, Own: true}
		p, err := r.giving.Pledge(ctx, domain.Actor{Person: m.id}, g.ID, in, m.locale)
		if err != nil {
			return err
		}
		if _, err := r.giving.PayInSandbox(ctx, p.ID); err != nil {
			return err
		}
		receipt, err := r.post.letter()
		if err == nil {
			_, err = r.giving.PlayCard(ctx, token(receipt.Fields["link"]), giving.CardInput{Card: giving.DeclinedCard})
		}
		return err
	})
}
