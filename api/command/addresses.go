package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// addresses brings a file of addresses into an effort, however long it is:
// what the page does with shorter ones. Killed in the middle, it is carried on
// by the program that serves.
func (p *Program) addresses(ctx context.Context, args []string) error {
	f := flags("import addresses")
	effort := f.String("effort", "", "")
	check := f.Bool("check", false, "")
	var in universe.MapInput
	f.StringVar(&in.Date, "date", "", "")
	f.StringVar(&in.Supplier, "supplier", "", "")
	f.StringVar(&in.Use, "use", "", "")
	f.StringVar(&in.Expires, "expires", "", "")
	if err := p.parse(f, args, 1, 1); err != nil {
		return err
	}
	id, ok := domain.ParseID[canvass.EffortID](*effort)
	if !ok {
		return fmt.Errorf("%w: -effort takes the number of an effort, as it stands in the address of its page", errUsage)
	}
	file, err := os.Open(f.Arg(0))
	if err != nil {
		return err
	}
	defer file.Close()
	return p.inside(ctx, func(h *House) error {
		i, err := p.bringAddresses(ctx, h.Universe, id, file, in, *check)
		if err != nil {
			return errors.New(p.Says(err))
		}
		return p.sayAddresses(i)
	})
}

// uprns reads where British properties lie, by their numbers.
func (p *Program) uprns(ctx context.Context, args []string) error {
	f := flags("import uprns")
	if err := p.parse(f, args, 1, 1000); err != nil {
		return err
	}
	return p.inside(ctx, func(h *House) error {
		for _, name := range f.Args() {
			file, err := os.Open(name)
			if err != nil {
				return err
			}
			n, err := h.Universe.LearnUPRNs(ctx, file)
			file.Close()
			if err != nil {
				return errors.New(p.Says(err))
			}
			fmt.Fprintf(p.Out, "%s: %d properties\n", filepath.Base(name), n)
		}
		return nil
	})
}

// bringAddresses has a file checked and, unless it is only to be checked,
// brought in. Whoever may run the program runs every effort.
func (p *Program) bringAddresses(ctx context.Context, u *universe.Service, id canvass.EffortID, file *os.File, in universe.MapInput, check bool) (universe.Import, error) {
	e, err := u.Store.Effort(ctx, id)
	if err != nil {
		return universe.Import{}, err
	}
	who := domain.Actor{Person: e.Maker, Roles: map[domain.GroupID][]domain.Role{e.Group: {domain.Organiser}}}
	named := universe.FileInput{ID: domain.NewID[universe.ImportID](p.Clock()), File: filepath.Base(file.Name())}
	i, err := u.Bring(ctx, who, id, named, file)
	if err == nil {
		i, err = p.carryOn(ctx, u, who, i)
	}
	if err != nil || check || i.Stage != universe.Checked {
		return i, err
	}
	in.Columns, in.Start = i.Columns, true
	if i, err = u.Map(ctx, who, i.ID, in); err == nil {
		i, err = p.carryOn(ctx, u, who, i)
	}
	return i, err
}

// carryOn reads a file on until it waits for somebody's word or is through.
func (p *Program) carryOn(ctx context.Context, u *universe.Service, who domain.Actor, i universe.Import) (universe.Import, error) {
	for i.Busy() {
		_, err := u.CarryOn(ctx)
		if err != nil && !domain.Is(err, domain.Busy) { // another worker may be at it too
			return i, err
		}
		if i, err = u.Import(ctx, who, i.ID); err != nil {
			return i, err
		}
		fmt.Fprintf(p.Err, "\r%s: %d rows, %d %%", i.Stage, i.Progress.Rows, i.Percent())
	}
	fmt.Fprintln(p.Err)
	return i, nil
}

func (p *Program) sayAddresses(i universe.Import) error {
	x := i.Progress
	for _, f := range i.Faults {
		fmt.Fprintf(p.Out, "line %d %s: %s\n", f.Line, f.Column, p.Says(domain.Wrong{f.Column: f.Code}.Err()))
	}
	if i.Stage == universe.Failed {
		return errors.New(p.Says(domain.RefuseWith(domain.Invalid, i.Why, map[string]any{"line": i.Line})))
	}
	_, err := fmt.Fprintf(p.Out, "%s: %d rows, %d new doors, %d known, %d left out; %d placed exactly, %d by postcode, %d nowhere.\n",
		i.Stage, x.Rows, x.Doors, x.Same, x.Without, x.Exact, x.Near, x.Nowhere)
	return err
}
