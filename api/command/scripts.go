package command

import (
	"context"
	"errors"
	"fmt"
	"os"

	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
)

// scripts brings conversation scripts in as drafts, each file whole or not at
// all. The same file again changes nothing. What is brought in is somebody's
// doing, who must have the right to it: who may run the program says who.
func (p *Program) scripts(ctx context.Context, args []string) error {
	f := flags("import scripts")
	as, slug := f.String("as", "", ""), f.String("group", "", "")
	if err := p.parse(f, args, 1, 1000); err != nil {
		return err
	}
	return p.inside(ctx, func(h *House) error {
		g, err := groupNamed(ctx, h, *slug)
		if err != nil {
			return err
		}
		who, err := writer(ctx, h, *as, g)
		if err != nil {
			return err
		}
		for _, name := range f.Args() {
			source, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			s, err := h.Scripts.Import(ctx, who, script.ImportInput{ID: domain.NewID[script.ID](p.Clock()), Group: g.ID, Source: string(source)})
			if err != nil {
				return errors.New(name + ": " + p.Says(err))
			}
			fmt.Fprintf(p.Out, "%s: %q is a script of %s.\n", name, s.Title, g.Name)
		}
		return nil
	})
}

// groupNamed is the group with a slug, the topmost one where it is empty.
func groupNamed(ctx context.Context, h *House, slug string) (people.Group, error) {
	if slug == "" {
		return h.People.Store.TopGroup(ctx)
	}
	g, err := h.People.Store.GroupCalled(ctx, slug)
	if domain.Is(err, domain.NotFound) {
		return g, fmt.Errorf("%w: -group takes the last part of the address of a group's page; there is no %q", errUsage, slug)
	}
	return g, err
}

// writer is the one person at an address who may write scripts in a group.
func writer(ctx context.Context, h *House, address string, g people.Group) (domain.Actor, error) {
	email, _ := domain.Email(address)
	at, err := h.People.Store.PeopleAt(ctx, email)
	if err != nil {
		return domain.Actor{}, err
	}
	for _, one := range at {
		who, err := h.People.Actor(ctx, one.ID)
		if err != nil || who.May(domain.WriteScripts, g.ID) {
			return who, err
		}
	}
	return domain.Actor{}, fmt.Errorf("%w: -as takes the e-mail address of somebody who may write scripts in %s", errUsage, g.Name)
}
