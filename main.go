// Barnstorm is a campaign: its members, its rallies and canvasses, its
// conversations on the doorstep and its gifts. This file opens the rooms and
// joins them, and is the only one that knows them all.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"

	"barnstorm/api"
	apicanvass "barnstorm/api/canvass"
	apievent "barnstorm/api/event"
	apiletter "barnstorm/api/letter"
	apipeople "barnstorm/api/people"
	apiscript "barnstorm/api/script"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/event"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/templates"
)

// settings is everything that can be set from outside, by environment variables.
type settings struct {
	Database string `env:"DATABASE_URL" envDefault:"data/barnstorm.db"`
	Addr     string `env:"ADDR" envDefault:"127.0.0.1:8080"`
	Base     string `env:"BASE_URL"`
	Key      string `env:"SECRET_KEY"`
	Rate     int    `env:"RATE" envDefault:"50"`
	Source   string `env:"SOURCE_URL"` // where the source of this very version can be had
	Contact  string `env:"CONTACT"`    // the mail address that the imprint names
}

// house is all rooms, joined.
type house struct {
	settings
	store   *store.Store
	log     *slog.Logger
	people  *people.Service
	event   *event.Service
	letter  *letter.Service
	script  *script.Service
	canvass *canvass.Service
	web     *web.Web
	server  *api.Server
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "barnstorm:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	var s settings
	if err := env.Parse(&s); err != nil {
		return err
	}
	h, err := open(s)
	if err != nil {
		return err
	}
	defer h.store.Close()
	if err := h.store.Migrate(ctx); err != nil {
		return err
	}
	if err := h.begin(ctx); err != nil {
		return err
	}
	return h.serve(ctx)
}

// open joins the rooms over one database.
func open(s settings) (*house, error) {
	if s.Base == "" {
		s.Base = "http://" + s.Addr
	}
	key, err := secretKey(s)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(s.Database, key)
	if err != nil {
		return nil, err
	}
	h := &house{settings: s, store: st, log: slog.New(slog.NewJSONHandler(os.Stderr, nil))}
	h.services()
	h.web = &web.Web{
		Pages: templates.New(static.Asset), Clock: time.Now, Log: h.log, Base: s.Base, Key: key,
		Session: h.people.Who, Person: h.people.Bearer,
	}
	h.server = &api.Server{Web: h.web, Routes: h.routes(), Healthy: st.Ping, Rate: s.Rate}
	return h, nil
}

func (h *house) services() {
	url := func(path string) string { return h.Base + path }
	clock := domain.Clock(time.Now)
	h.people = &people.Service{Store: h.store, Atomically: store.Atomically[people.Store](h.store), Clock: clock, URL: url}
	h.event = &event.Service{Store: h.store, Atomically: store.Atomically[event.Store](h.store), Clock: clock, URL: url, Sites: h.store}
	h.letter = &letter.Service{Store: h.store, Atomically: store.Atomically[letter.Store](h.store), Clock: clock}
	h.script = &script.Service{Store: h.store, Atomically: store.Atomically[script.Store](h.store), Clock: clock}
	h.canvass = &canvass.Service{Store: h.store, Atomically: store.Atomically[canvass.Store](h.store), Clock: clock, Actor: h.people.Actor}
	h.people.Holders = []people.Holder{{Name: "rsvps", Held: h.event.Held}}
}

// routes is every address of every context, each lent what it shows of others.
func (h *house) routes() []web.Route {
	events := apievent.Handlers{Events: h.event}
	people := apipeople.Handlers{
		People: h.people, Sandbox: true, EventsOf: events.Coming, Called: events.Called, Answered: events.Answered,
		MailOff: h.store.MailOff, TurnMail: h.letter.Choose, Undelivered: h.letter.Undelivered,
		Version: version(), Source: h.Source, Contact: h.Contact,
	}
	events.Groups = people.Where(domain.ScheduleEvents)
	h.web.Dress = people.Dress
	return slices.Concat(events.Routes(), people.Routes(), apiletter.Handlers{Letters: h.letter}.Routes(),
		apiscript.Handlers{Scripts: h.script, Groups: people.Where}.Routes(),
		apicanvass.Handlers{Canvass: h.canvass, Scripts: h.script, Groups: people.Where}.Routes())
}

// version is what the program was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "(devel)"
}

// begin prints the one-time link of an empty database; any other it leaves alone.
func (h *house) begin(ctx context.Context) error {
	t, err := h.people.OpenStart(ctx)
	if domain.Is(err, domain.Conflict) {
		return nil
	}
	if err == nil {
		fmt.Println("Open", h.Base+"/start/"+string(t), "to begin")
	}
	return err
}

func (h *house) serve(ctx context.Context) error {
	srv := &http.Server{Addr: h.Addr, Handler: h.server.Echo(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute}
	go func() {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := srv.Shutdown(late); err != nil {
			h.log.Error("stopping", "err", err)
		}
	}()
	go h.count(ctx)
	fmt.Println("Barnstorm listens on", h.Base)
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// count keeps the tallies of canvasses close behind what comes in, until the
// program ends. Every process may: marks are counted once.
func (h *house) count(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for n := 1; n > 0; {
				var err error
				if n, err = h.canvass.Tally(ctx); err != nil && ctx.Err() == nil {
					h.log.Error("counting", "err", err)
				}
			}
		}
	}
}

// secretKey is the key of the house: SECRET_KEY as 64 hexadecimal digits, else
// a file beside the SQLite database, made when it is not there yet.
func secretKey(s settings) ([]byte, error) {
	if s.Key != "" {
		key, err := hex.DecodeString(s.Key)
		if err != nil || len(key) != 32 {
			return nil, errors.New("SECRET_KEY needs 64 hexadecimal digits: make them with `openssl rand -hex 32`")
		}
		return key, nil
	}
	if store.IsServer(s.Database) {
		return nil, errors.New("SECRET_KEY is needed with a PostgreSQL server: make it with `openssl rand -hex 32` and keep it outside the database")
	}
	path := s.Database + ".key"
	if key, err := os.ReadFile(path); err == nil {
		return key, nil
	}
	key := make([]byte, 32)
	rand.Read(key)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, key, 0o600)
}
