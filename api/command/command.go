// Package command is what can be typed behind the name of the program: one
// file for each word.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"barnstorm/api/job"
	"barnstorm/domain"
	"barnstorm/domain/demo"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
	"barnstorm/domain/target"
	"barnstorm/domain/universe"
)

// A Program is everything that a command may ask the outside for.
type Program struct {
	Version string
	Clock   domain.Clock
	// Settings reads the settings, and names everything in them that it
	// cannot read.
	Settings func() (Settings, error)
	// Open opens the database and touches nothing in it.
	Open func(Settings) (Store, error)
	// Restore fills the empty database of the settings from a file.
	Restore func(ctx context.Context, s Settings, from string) error
	// Join joins all rooms over a database whose schema is up to date.
	Join func(context.Context, Settings, Store) (*House, error)
	// Says is an error in words: a refusal by its sentence, line by line.
	Says     func(error) string
	Out, Err io.Writer
}

// Store is what commands ask of the database itself.
type Store interface {
	// Migrate brings the schema up to date.
	Migrate(ctx context.Context) error
	// KeyFits refuses a key that does not open what is sealed in the database.
	KeyFits(ctx context.Context) error
	// BackUp writes a copy of everything to a new file.
	BackUp(ctx context.Context, path string) error
	// Breaches lists what cannot be and is.
	Breaches(ctx context.Context, now time.Time) ([]domain.Breach, error)
	// House reads a setting of the house, and SetHouse keeps one.
	House(ctx context.Context, name string) (string, error)
	SetHouse(ctx context.Context, name, value string) error
	// Duties lists how what the house does by itself stands.
	Duties(ctx context.Context) ([]domain.Duty, error)
	// Export hands out every table that may leave the house, row by row.
	Export(ctx context.Context, begin func(table string, columns []string) (func([]string) error, error)) error
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
	// Close lets go of the database.
	Close() error
}

// A House is all rooms, joined.
type House struct {
	Handler  http.Handler
	Log      *slog.Logger
	People   *people.Service
	Movement *demo.Movement
	Targets  *target.Service
	Universe *universe.Service
	Scripts  *script.Service
	Duties   job.Store
	Do       []job.Duty // what the house does by itself
	Stop     func()     // called when the house begins to stop: /ready says so
}

// errUsage is a wrong use of the program: exit 2.
var errUsage = errors.New("usage")

type command struct {
	name, args, does string
	run              func(*Program, context.Context, []string) error
}

// commands is every word the program knows.
func commands() []command {
	return []command{
		{"serve", "", "run the server (settings are environment variables, see deploy/RUNNING.md)", (*Program).serve},
		{"demo", "[-make]", "make the demo movement if it is not there yet, and show it", (*Program).demo},
		{"rehearse", "[-phones 40] [-doors 40] [-for 1m] [-elsewhere] LINK", "play a polling day with made-up phones against a running demo, and say what broke; LINK is how its organiser walks in", (*Program).rehearse},
		{"import", "seats|boundaries|postcodes|towns|addresses|uprns|scripts [-country GB] [-held 2024-07-04] [-source TEXT] FILE…", "read results, shapes and places as their publishers made them", (*Program).bring},
		{"import addresses", "-effort ID [-check] [-date DAY -supplier WHO -use WHAT -expires DAY] FILE", "bring a list of addresses, however long, into an effort", nil},
		{"import uprns", "FILE…", "read where British properties lie (OS Open UPRN)", nil},
		{"import scripts", "-as ADDRESS [-group SLUG] FILE…", "bring conversation scripts in as drafts, in the name of somebody who may write them", nil},
		{"export", "FILE.zip", "write everything but secrets into a file, to go elsewhere", (*Program).export},
		{"backup", "FILE", "copy the whole database into a file, while people work", (*Program).backup},
		{"restore", "FILE", "fill an empty database from a backup: a copy that sends and charges nothing", (*Program).restore},
		{"check", "[-confirm-restored]", "say what does not hold in the database; a confirmed copy sends and charges again", (*Program).check},
		{"migrate", "", "bring the database up to date", (*Program).migrate},
		{"version", "", "say which version this is", (*Program).version},
	}
}

// Run runs the command that args name and returns the exit status: 0 for
// done, 1 for failed, 2 for not understood.
func (p *Program) Run(ctx context.Context, args []string) int {
	name := "serve"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	if name == "help" || name == "-h" || name == "--help" {
		p.usage(p.Out)
		return 0
	}
	for _, c := range commands() {
		if c.name == name {
			return p.end(c, c.run(p, ctx, args))
		}
	}
	fmt.Fprintf(p.Err, "barnstorm: there is no command %q\n\n", name)
	p.usage(p.Err)
	return 2
}

func (p *Program) end(c command, err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(p.Out, "usage: %s\n  %s\n", strings.TrimSpace("barnstorm "+c.name+" "+c.args), c.does)
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(p.Err, "barnstorm: %v\nusage: %s\n", err, strings.TrimSpace("barnstorm "+c.name+" "+c.args))
		return 2
	}
	for i, line := range strings.Split(err.Error(), "\n") {
		if i == 0 {
			line = "barnstorm " + c.name + ": " + line
		}
		fmt.Fprintln(p.Err, line)
	}
	return 1
}

func (p *Program) usage(w io.Writer) {
	fmt.Fprintln(w, "usage: barnstorm COMMAND")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-34s %s\n", strings.TrimSpace(c.name+" "+c.args), c.does)
	}
}

// parse reads flags and refuses what is left over when there may be no words,
// or fewer or more words than least and most.
func (p *Program) parse(f *flag.FlagSet, args []string, least, most int) error {
	f.SetOutput(io.Discard)
	if err := f.Parse(args); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if n := f.NArg(); n < least || n > most {
		return fmt.Errorf("%w: %d words are too %s", errUsage, n, map[bool]string{true: "few", false: "many"}[n < least])
	}
	return nil
}

func flags(name string) *flag.FlagSet { return flag.NewFlagSet(name, flag.ContinueOnError) }

// settings reads and checks the settings.
func (p *Program) settings() (Settings, error) {
	s, err := p.Settings()
	s.Fill()
	return s, errors.Join(err, s.Check())
}

// open opens the database of the settings with its schema up to date.
func (p *Program) open(ctx context.Context, s Settings) (Store, error) {
	st, err := p.Open(s)
	if err != nil {
		return nil, err
	}
	if err := st.Migrate(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if err := st.KeyFits(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

func (p *Program) migrate(ctx context.Context, args []string) error {
	if err := p.parse(flags("migrate"), args, 0, 0); err != nil {
		return err
	}
	s, err := p.settings()
	if err != nil {
		return err
	}
	st, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Out, "The database is up to date.")
	return st.Close()
}

func (p *Program) version(_ context.Context, args []string) error {
	if err := p.parse(flags("version"), args, 0, 0); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.Out, "barnstorm", p.Version)
	return err
}
