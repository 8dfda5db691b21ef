package demo

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
)

// large is the gifts at which the law looks: how many days ago, who, with what
// address, how much, and what they told of themselves.
var large = []struct {
	ago                   float64
	name, email           string
	amount, home, elector string
}{
	{26, "Margaret Ellison", "m.ellison@example.org", "600", "14 Skipton Road, Keighley BD20 6AG", "elector"},
	{19, "J. Whitaker", "jane.whitaker@example.org", "6200", "3 Cliffe Terrace, Keighley BD21 5DP", "elector"},
	{12, "Jane Whitaker", "jane.whitaker@example.org", "5400", "3 Cliffe Terrace, Keighley BD21 5DP", "elector"},
	{8, "Tariq Hussain", "tariq.hussain@example.org", "500", "", ""},
	{5, "Dorothy Pell", "dorothy@example.org", "750", "The Old Mill, Haworth BD22 8NN", "elector"},
}

// giveMuch has a few people give more than the law lets pass unseen.
func (k *maker) giveMuch(ctx context.Context) error {
	return k.within(ctx, func(r *rooms) error {
		for _, g := range large {
			k.ago(g.ago)
			in := giving.PledgeInput{ID: domain.NewID[string](k.clock), Often: string(giving.Once), Other: g.amount, Name: g.name, Email: g.email, Own: true, Address: g.home}
			if g.elector != "" {
				in.Sworn = []string{g.elector}
			}
			p, err := r.giving.Pledge(ctx, domain.Actor{}, k.locals[0].group.ID, in, "en")
			if err != nil {
				return err
			}
			if _, err := r.giving.PayInSandbox(ctx, p.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// rates is what a euro was worth in pounds, by month, the newest last: made up.
var rates = []string{"0.8611", "0.8574", "0.8632", "0.8667", "0.8603", "0.8588", "0.8642", "0.8690"}

// value enters what gifts from the sister movements were worth in the books of
// the house, so that a report can be made over them.
func (k *maker) value(ctx context.Context) error {
	return k.within(ctx, func(r *rooms) error {
		for i, rate := range rates {
			first := time.Date(k.now.Year(), k.now.Month()-time.Month(len(rates)-1-i), 1, 0, 0, 0, 0, time.UTC)
			last := first.AddDate(0, 1, -1)
			if last.After(k.now) {
				last = k.now
			}
			in := compliance.RateInput{
				ID: domain.NewID[string](k.clock), Currency: "EUR", Rate: rate, First: first.Format(time.DateOnly), Last: last.Format(time.DateOnly), Source: "Made up for the demonstration",
			}
			if _, err := r.law.Enter(ctx, k.founder, k.groups["top"].Entity, in); err != nil {
				return err
			}
		}
		return nil
	})
}

// weigh holds all that was given to the law.
func (k *maker) weigh(ctx context.Context) error {
	for n := 1; n > 0; {
		err := k.within(ctx, func(r *rooms) (err error) {
			n, err = r.law.Weigh(ctx, 200)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
