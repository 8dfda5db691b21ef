package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"barnstorm/domain/target"
)

// bring reads published files in. Whoever may run the program may do it.
func (p *Program) bring(ctx context.Context, args []string) error {
	kind := ""
	if len(args) > 0 {
		kind, args = args[0], args[1:]
	}
	switch kind {
	case "addresses":
		return p.addresses(ctx, args)
	case "uprns":
		return p.uprns(ctx, args)
	case "scripts":
		return p.scripts(ctx, args)
	}
	read, known := brings[kind]
	if !known {
		return fmt.Errorf("%w: what to read in is seats, boundaries, postcodes, towns, addresses, uprns or scripts", errUsage)
	}
	f := flags("import " + kind)
	about := target.File{}
	f.StringVar(&about.Country, "country", "GB", "")
	f.StringVar(&about.Source, "source", "", "")
	held := f.String("held", "", "")
	if err := p.parse(f, args, 1, 1000); err != nil {
		return err
	}
	if *held != "" {
		day, err := time.Parse(time.DateOnly, *held)
		if err != nil {
			return fmt.Errorf("%w: -held takes a day such as 2024-07-04", errUsage)
		}
		about.Held = day
	}
	files, closeAll, err := openFiles(about, f.Args())
	defer closeAll()
	if err != nil {
		return err
	}
	return p.into(ctx, kind, files, read)
}

// into reads files into the house.
func (p *Program) into(ctx context.Context, kind string, files []target.File, read reader) error {
	return p.inside(ctx, func(h *House) error {
		done, err := read(ctx, h.Targets, files)
		if err != nil {
			return errors.New(p.Says(err))
		}
		fmt.Fprintf(p.Out, "%d %s are now as the files say", done.Count, kind)
		if done.Skipped > 0 {
			fmt.Fprintf(p.Out, ", %d rows without a place were left out", done.Skipped)
		}
		fmt.Fprintf(p.Out, ".\nSource: %s\n", done.Source)
		return nil
	})
}

// inside runs f in the house, whose database is closed afterwards.
func (p *Program) inside(ctx context.Context, f func(*House) error) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	st, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	defer st.Close()
	h, err := p.Join(ctx, s, st)
	if err != nil {
		return err
	}
	return f(h)
}

// A reader reads files of one kind.
type reader func(context.Context, *target.Service, []target.File) (target.Imported, error)

var brings = map[string]reader{
	"seats":      one((*target.Service).ImportSeats),
	"boundaries": one((*target.Service).ImportBoundaries),
	"towns":      one((*target.Service).ImportTowns),
	"postcodes": func(ctx context.Context, s *target.Service, files []target.File) (target.Imported, error) {
		return s.ImportPostcodes(ctx, files...)
	},
}

// one reads one file after the other, each all or nothing.
func one(read func(*target.Service, context.Context, target.File) (target.Imported, error)) reader {
	return func(ctx context.Context, s *target.Service, files []target.File) (all target.Imported, err error) {
		for _, f := range files {
			done, err := read(s, ctx, f)
			if err != nil {
				return all, err
			}
			all.Count, all.Skipped, all.Source = all.Count+done.Count, all.Skipped+done.Skipped, done.Source
		}
		return all, nil
	}
}

// openFiles opens files as what is said about all of them.
func openFiles(about target.File, names []string) (files []target.File, closeAll func(), err error) {
	var opened []*os.File
	closeAll = func() {
		for _, f := range opened {
			f.Close()
		}
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, closeAll, err
		}
		opened = append(opened, f)
		about.Name, about.From = filepath.Base(name), f
		files = append(files, about)
	}
	return files, closeAll, nil
}
