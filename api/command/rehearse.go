package command

import (
	"context"
	"fmt"
	"time"

	"barnstorm/api/rehearse"
)

// rehearse plays a polling day against a demo that runs, here or elsewhere, and
// fails when anything was lost or is there twice.
func (p *Program) rehearse(ctx context.Context, args []string) error {
	f := flags("rehearse")
	plan := rehearse.Plan{Clock: p.Clock, Told: func(line string) { fmt.Fprintln(p.Out, line) }}
	f.IntVar(&plan.Phones, "phones", 40, "")
	f.IntVar(&plan.Doors, "doors", 40, "")
	f.DurationVar(&plan.For, "for", time.Minute, "")
	f.DurationVar(&plan.Grace, "grace", 2*time.Minute, "")
	f.BoolVar(&plan.Elsewhere, "elsewhere", false, "")
	if err := p.parse(f, args, 1, 1); err != nil {
		return err
	}
	plan.Link = f.Arg(0)
	r, err := rehearse.Play(ctx, plan)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "%d phones noted %d records in %s; %d wait for a lead, as they should.\n%d batches were answered (median %s, p99 %s), %d had no answer and went again.\n",
		r.Phones, r.Records, r.Took.Round(100*time.Millisecond), r.Held, r.Batches, r.Median.Round(time.Millisecond), r.P99.Round(time.Millisecond), r.Again)
	if len(r.Broken) > 0 {
		for _, line := range r.Broken {
			fmt.Fprintln(p.Out, "  BROKEN ", line)
		}
		return fmt.Errorf("%d things broke", len(r.Broken))
	}
	fmt.Fprintln(p.Out, "Nothing was lost, and nothing is there twice.")
	return nil
}
