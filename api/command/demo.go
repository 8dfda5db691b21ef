package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Seed is what the demo grows from.
const Seed = 1

func (p *Program) demo(ctx context.Context, args []string) error {
	f := flags("demo")
	only := f.Bool("make", false, "")
	if err := p.parse(f, args, 0, 0); err != nil {
		return err
	}
	s, err := p.demoSettings()
	if err != nil {
		return err
	}
	if err := p.grow(ctx, s); err != nil {
		return err
	}
	if *only {
		return nil
	}
	return p.live(ctx, s, p.guide)
}

// demoSettings is where the demo lives and is reached, as the settings say, on
// a file of its own unless they name another. It takes no other: it sends
// nothing and charges nothing.
func (p *Program) demoSettings() (Settings, error) {
	all, err := p.Settings()
	if err != nil {
		return all, err
	}
	s := Settings{Database: all.Database, Addr: all.Addr, Base: all.Base, Key: all.Key, Proxies: all.Proxies, Rate: all.Rate, Source: all.Source, Contact: all.Contact}
	if s.Database == "" {
		s.Database = "data/demo.db"
	}
	s.Fill()
	return s, s.Check()
}

// grow makes the demo movement, unless it is there already.
func (p *Program) grow(ctx context.Context, s Settings) error {
	st, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	h, err := p.Join(ctx, s, st)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	is, err := h.Movement.Is(ctx)
	if err != nil || is {
		return errors.Join(err, st.Close())
	}
	broken, err := h.Movement.Broken(ctx)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	if broken {
		if err := errors.Join(st.Close(), throwAway(s.Database)); err != nil {
			return err
		}
		return p.grow(ctx, s)
	}
	began := p.Clock.Now()
	h.Movement.Told = p.bar()
	fmt.Fprintln(p.Out, "Making the demo movement in", s.Database)
	err = h.Movement.Make(ctx, Seed)
	if err == nil {
		fmt.Fprintf(p.Out, "Made in %s.\n", p.Clock.Now().Sub(began).Round(100*time.Millisecond))
	}
	return errors.Join(err, st.Close())
}

// throwAway removes the file of a demo that was cut off in the making.
func throwAway(path string) error {
	if strings.Contains(path, "://") {
		return errors.New("the demo in this database was cut off in the making: give it an empty one")
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the demo in %s was cut off in the making, and cannot be thrown away: %w", path, err)
		}
	}
	return nil
}

// bar shows how far the making has come: a line for each kind of thing.
func (p *Program) bar() func(string, int, int) {
	return func(what string, done, of int) {
		const width = 40
		full := width * done / max(1, of)
		fmt.Fprintf(p.Out, "\r  %-14s %s%s %d", what, strings.Repeat("=", full), strings.Repeat(" ", width-full), done)
		if done == of {
			fmt.Fprintln(p.Out)
		}
	}
}

// guide prints the ways into the demo.
func (p *Program) guide(ctx context.Context, s Settings, h *House) error {
	ready, err := h.Movement.Walk(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "\nThe demo movement is at  %s\nIts mailbox is at        %s/demo/mailbox\n\nWalk in as\n", s.Base, s.Base)
	for _, r := range ready {
		fmt.Fprintf(p.Out, "  %-11s %s\n", r.Role, r.Link)
	}
	fmt.Fprintln(p.Out, "\nEverybody in it is made up, no mail leaves it and no money moves. Ctrl+C ends it.")
	return nil
}
