// Barnstorm is a campaign: its members, its rallies and canvasses, its
// conversations on the doorstep and its gifts. This file opens the rooms and
// joins them, and is the only one that knows them all.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"

	"barnstorm/api"
	apibank "barnstorm/api/bank"
	apicanvass "barnstorm/api/canvass"
	"barnstorm/api/command"
	apicompliance "barnstorm/api/compliance"
	apidemo "barnstorm/api/demo"
	apievent "barnstorm/api/event"
	apigiving "barnstorm/api/giving"
	"barnstorm/api/job"
	apiletter "barnstorm/api/letter"
	apiouting "barnstorm/api/outing"
	apipeople "barnstorm/api/people"
	apiprogramme "barnstorm/api/programme"
	apiresident "barnstorm/api/resident"
	apiscript "barnstorm/api/script"
	"barnstorm/api/smtp"
	"barnstorm/api/stripe"
	apitarget "barnstorm/api/target"
	apiuniverse "barnstorm/api/universe"
	"barnstorm/api/web"
	apiwelcome "barnstorm/api/welcome"
	"barnstorm/domain"
	"barnstorm/domain/bank"
	"barnstorm/domain/canvass"
	"barnstorm/domain/compliance"
	"barnstorm/domain/demo"
	"barnstorm/domain/event"
	"barnstorm/domain/giving"
	"barnstorm/domain/letter"
	"barnstorm/domain/outing"
	"barnstorm/domain/people"
	"barnstorm/domain/programme"
	"barnstorm/domain/resident"
	"barnstorm/domain/script"
	"barnstorm/domain/target"
	"barnstorm/domain/universe"
	"barnstorm/domain/welcome"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/templates"
)

// version is set when a release is built.
var version = ""

// house is all rooms, joined.
type house struct {
	command.Settings
	key      []byte
	isDemo   bool
	store    *store.Store
	log      *slog.Logger
	people   *people.Service
	event    *event.Service
	letter   *letter.Service
	script   *script.Service
	canvass  *canvass.Service
	universe *universe.Service
	resident *resident.Service
	outing   *outing.Service
	target   *target.Service
	welcome  *welcome.Service
	festival *programme.Service
	giving   *giving.Service
	law      *compliance.Service
	bank     *bank.Service
	stripe   *stripe.Till // nil without keys: every till is the sandbox
	demo     *demo.Movement
	hub      *apicanvass.Hub
	web      *web.Web
	server   *api.Server
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := command.Program{
		Version: release(), Clock: time.Now, Settings: env.ParseAs[command.Settings], Join: join, Out: os.Stdout, Err: os.Stderr,
		Open: func(s command.Settings) (command.Store, error) { return openStore(s) }, Says: web.Says, Restore: restore,
	}
	status := p.Run(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}

func openStore(s command.Settings) (*store.Store, error) {
	key, err := s.SecretKey(store.IsServer(s.Database))
	if err != nil {
		return nil, err
	}
	return store.Open(s.Database, key)
}

func restore(ctx context.Context, s command.Settings, from string) error {
	if _, err := os.Stat(s.Database + ".key"); err != nil && s.Key == "" && !store.IsServer(s.Database) {
		return fmt.Errorf("a backup opens with its own key alone: copy the key file of the old database to %s.key first, or set SECRET_KEY", s.Database)
	}
	key, err := s.SecretKey(store.IsServer(s.Database))
	if err != nil {
		return err
	}
	return store.Restore(ctx, s.Database, from, key, time.Now())
}

// join is the house as the command line needs it.
func join(ctx context.Context, s command.Settings, st command.Store) (*command.House, error) {
	h, err := joined(ctx, s, st.(*store.Store))
	if err != nil {
		return nil, err
	}
	return &command.House{
		Handler: h.server.Echo(), Log: h.log, People: h.people, Movement: h.demo, Targets: h.target, Universe: h.universe, Scripts: h.script, Duties: h.store, Do: h.duties(), Stop: func() { h.server.Leave(); h.hub.Close() },
	}, nil
}

// joined joins the rooms over one database.
func joined(ctx context.Context, s command.Settings, st *store.Store) (*house, error) {
	key, err := s.SecretKey(store.IsServer(s.Database))
	if err != nil {
		return nil, err
	}
	h := &house{hub: apicanvass.NewHub(), Settings: s, key: key, store: st, log: slog.New(slog.NewJSONHandler(os.Stderr, nil))}
	if err := h.services(); err != nil {
		return nil, err
	}
	if h.isDemo, err = h.demo.Is(ctx); err != nil {
		return nil, err
	}
	if err := h.takeMoney(ctx); err != nil {
		return nil, err
	}
	if h.letter.Post, err = h.post(); err != nil {
		return nil, err
	}
	h.web = &web.Web{
		Pages: templates.New(static.Asset), Clock: time.Now, Log: h.log, Base: s.Base, Key: key,
		Session: h.people.Who, Person: h.people.Bearer,
	}
	h.server = &api.Server{Web: h.web, Routes: h.routes(), Healthy: h.store.Ping, Proxies: s.Networks(), Rate: s.Rate}
	h.server.Watch = api.Watch{Token: string(s.Metrics), Open: s.Private(), Figures: h.figures}
	return h, nil
}

func (h *house) services() error {
	url := func(path string) string { return h.Base + path }
	clock := domain.Clock(time.Now)
	h.people = &people.Service{Store: h.store, Atomically: store.Atomically[people.Store](h.store), Clock: clock, URL: url}
	h.event = &event.Service{Store: h.store, Atomically: store.Atomically[event.Store](h.store), Clock: clock, URL: url, Sites: h.store, Key: h.key,
		Elsewhere: func(ctx context.Context, at domain.Point) ([]domain.Hint, error) { return h.target.Elsewhere(ctx, at) },
		Lies: func(ctx context.Context, country, postcode, town string) (domain.Point, error) {
			return h.target.Lies(ctx, country, postcode, town)
		}}
	h.letter = &letter.Service{Store: h.store, Atomically: store.Atomically[letter.Store](h.store), Clock: clock, URL: url, Quiet: h.quiet}
	h.script = &script.Service{Store: h.store, Atomically: store.Atomically[script.Store](h.store), Clock: clock}
	h.canvass = &canvass.Service{Store: h.store, Atomically: store.Atomically[canvass.Store](h.store), Clock: clock}
	h.universe = &universe.Service{Store: h.store, Atomically: store.Atomically[universe.Store](h.store), Clock: clock, Canvass: h.canvass}
	h.outing = &outing.Service{Store: h.store, Atomically: store.Atomically[outing.Store](h.store), Clock: clock, Universe: h.universe, Key: h.key, URL: url}
	h.resident = &resident.Service{Store: h.store, Atomically: store.Atomically[resident.Store](h.store), Clock: clock, URL: url, Key: h.key}
	h.target = &target.Service{Store: h.store, Atomically: store.Atomically[target.Store](h.store), Events: h.store, Supply: h.store, Clock: clock}
	h.festival = &programme.Service{Store: h.store, Atomically: store.Atomically[programme.Store](h.store), Clock: clock, URL: url}
	h.welcome = &welcome.Service{Store: h.store, Atomically: store.Atomically[welcome.Store](h.store), Clock: clock, URL: url}
	if err := h.tills(clock, url); err != nil {
		return err
	}
	h.people.Holders = []people.Holder{
		{Name: "gifts", Held: h.giving.Held, Forget: h.noGiftRuns}, {Name: "rsvps", Held: h.event.Held, Forget: h.event.Forget}, {Name: "hosts", Held: h.event.HeldOfHosts, Forget: h.event.ForgetHosts}, {Name: "delegations", Held: h.event.HeldOfDelegations, Forget: h.event.ForgetDelegations}, {Name: "newcomers", Held: h.welcome.Held, Forget: h.welcome.Forget},
		{Name: "proposals", Held: h.event.HeldOfProposals, Forget: h.event.ForgetProposals}, {Name: "visits", Held: h.canvass.Held}, {Name: "teams", Held: h.outing.Held, Forget: h.outing.Forget},
		{Name: "incidents", Held: h.outing.Written, Forget: h.outing.Disown}, {Name: "speaking", Held: h.festival.Held, Forget: h.festival.Forget},
	}
	h.demo = &demo.Movement{Store: h.store, Atomically: store.Atomically[demo.Store](h.store), Clock: clock, People: h.people, Letters: h.letter, URL: url}
	return nil
}

// noGiftRuns refuses while a person still gives: whoever is erased could not
// stop it any more. What was given stays in the books.
func (h *house) noGiftRuns(ctx context.Context, id domain.PersonID, emails []string) error {
	plans, err := h.giving.Mine(ctx, domain.Actor{Person: id}, emails)
	for _, p := range plans {
		if p.Status != giving.Stopped && p.Status != giving.Pending {
			return domain.Refuse(domain.Conflict, "gift-runs")
		}
	}
	return err
}

// tills opens the till of every legal entity: Stripe for the one at the top
// when there are keys for it, the sandbox for all others.
func (h *house) tills(clock domain.Clock, url func(string) string) error {
	if h.StripeKey != "" {
		var err error
		h.stripe, err = stripe.New(stripe.Settings{
			Key: string(h.StripeKey), Secrets: strings.Split(string(h.StripeWebhook), ","), Clock: clock, URL: url,
			Log: func(message string) { h.log.Warn(message) },
		})
		if err != nil {
			return err
		}
	}
	box := &giving.Sandbox{Store: h.store, Atomically: store.Atomically[giving.SandboxStore](h.store), Clock: clock, URL: url, Fees: giving.CardFees}
	h.bank = &bank.Service{Store: h.store, Atomically: store.Atomically[bank.Store](h.store), Clock: clock}
	h.law = &compliance.Service{Store: h.store, Atomically: store.Atomically[compliance.Store](h.store), Clock: clock}
	h.giving = &giving.Service{
		Store: h.store, Atomically: store.Atomically[giving.Store](h.store), Clock: clock, URL: url,
		Till: func(e domain.EntityID) giving.Till {
			if h.throughStripe(e) {
				return h.stripe
			}
			return box
		},
		Quiet: h.quiet, Law: h.law,
		Log: h.giftFailed,
	}
	h.law.Repay, h.law.Bring = h.giving.Repay, h.giving.Bring
	return nil
}

// giftFailed says why a gift was not settled. What the end of the program cut
// short is no failure: it is done next time.
func (h *house) giftFailed(ctx context.Context, err error) {
	if ctx.Err() != context.Canceled {
		h.log.ErrorContext(ctx, "gift", "err", err)
	}
}

// takeMoney has the house take money when it is given live keys, and says
// where Stripe has to send its events.
func (h *house) takeMoney(ctx context.Context) error {
	if h.stripe == nil || h.isDemo {
		return nil
	}
	top, err := h.store.TopGroup(ctx)
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	entity, err := h.store.Entity(ctx, top.Entity)
	if err == nil && entity.Sandbox && !h.stripe.Sandbox() {
		if entity, err = h.people.TakeMoney(ctx, top.Entity); err == nil {
			h.log.Warn("gifts are real from now on: the keys of Stripe are live")
		}
	}
	if err == nil && entity.Sandbox != h.stripe.Sandbox() {
		h.log.Error("no gifts are taken: the keys of Stripe are test keys, and the legal entity takes real money")
	}
	address := h.Base + "/stripe/" + string(entity.ID)
	h.log.Info("Stripe sends its events to", "address", address, "version", stripe.Version)
	go h.stripe.Watch(context.WithoutCancel(ctx), address)
	return err
}

// throughStripe reports whether the keys are for an entity: that of the top
// group, which plays with test keys and takes money with live ones.
func (h *house) throughStripe(e domain.EntityID) bool {
	if h.stripe == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	top, err := h.store.TopGroup(ctx)
	if err != nil || top.Entity != e {
		return false
	}
	entity, err := h.store.Entity(ctx, e)
	return err == nil && entity.Sandbox == h.stripe.Sandbox()
}

// ear is who reads what Stripe sends for an entity.
func (h *house) ear(e domain.EntityID) giving.Ear {
	if h.throughStripe(e) {
		return h.stripe
	}
	return nil
}

// routes is every address of every context, each lent what it shows of others.
func (h *house) routes() []web.Route {
	targets := apitarget.Handlers{Targets: h.target}
	events := apievent.Handlers{Events: h.event, Kept: apievent.NewShelf(), Seat: targets.Fact, Closest: targets.Closest, Seats: targets.Options, Gives: true, Place: targets.Place, Land: targets.Land, Picture: static.Asset("icons/icon-512.png")}
	gifts := apigiving.Handlers{Giving: h.giving, Ear: h.ear}
	people := apipeople.Handlers{
		People: h.people, Sandbox: h.stripe == nil || h.stripe.Sandbox(), Gifts: gifts.Mine, EventsOf: events.Coming, FeedOf: events.FeedOf, Called: events.Called, Answered: events.Answered, Proposed: events.Proposed,
		MailOff: h.store.MailOff, Undelivered: h.letter.Undelivered,
		Version: release(), Source: h.Source, Contact: h.Contact,
	}
	newcomers := apiwelcome.Handlers{Welcome: h.welcome, Emails: people.Emails, Groups: people.Where(domain.SeePeople), Names: people.Name}
	festivals := apiprogramme.Handlers{Programmes: h.festival, Emails: people.Emails}
	canvasses := apicanvass.Handlers{Canvass: h.canvass, Universe: h.universe, Outings: h.outing, Hub: h.hub, Scripts: h.script, Groups: people.Where}
	residents := apiresident.Handlers{Residents: h.resident, Universe: h.universe}
	people.Path, events.Greets, events.Programme = newcomers.Own, newcomers.Greets, festivals.Has
	people.Waits = []func(*web.Ctx) ([]templates.Task, error){canvasses.Tasks, residents.Tasks, newcomers.Tasks}
	newcomers.Again = people.Again
	events.Groups, events.Belongs, events.Emails = people.Where(domain.ScheduleEvents), people.Where(domain.ProposeEvents), people.Emails
	h.web.Dress, h.web.Proven = people.Dress, h.people.Fresh
	gifts.Emails, gifts.Groups, gifts.Appealing = people.Emails, people.Where(domain.MoveMoney), people.Where(domain.RunAppeals)
	all := slices.Concat(events.Routes(), targets.Routes(), people.Routes(), newcomers.Routes(), festivals.Routes(), gifts.Routes(), apiletter.Handlers{Letters: h.letter}.Routes(), apicompliance.Handlers{Law: h.law}.Routes(), apibank.Handlers{Bank: h.bank, Groups: people.Where(domain.MoveMoney)}.Routes(),
		apiscript.Handlers{Scripts: h.script, Groups: people.Where}.Routes(),
		canvasses.Routes(), residents.Routes(),
		apiuniverse.Handlers{Universe: h.universe, Canvass: h.canvass}.Routes(), apiouting.Handlers{Outings: h.outing, Canvass: h.canvass}.Routes())
	if h.isDemo {
		all = append(all, apidemo.Handlers{Movement: h.demo}.Routes()...)
	}
	return all
}

// release is which version this is: the one it was released as, else what it
// was built from.
func release() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "(devel)"
}

// duties is what the house does by itself.
func (h *house) duties() []job.Duty {
	return slices.Concat(job.Gifts(h.giving), job.Universe(h.universe), job.Canvass(h.canvass, h.resident), job.Forgetting(h.letter, h.event, h.people, h.giving), []job.Duty{
		{Name: "send letters", Every: 2 * time.Second, Do: job.Counted(letter.Batch, h.letter.Send)},
		{Name: "fill halls", Every: 20 * time.Second, Do: job.Counted(100, h.unlessQuiet(job.Limited(100, h.event.Fill)))},
		{Name: "welcome newcomers", Every: 20 * time.Second, Do: job.Counted(100, h.unlessQuiet(job.Limited(100, h.welcome.Offer)))},
		{Name: "hold gifts to the law", Every: 2 * time.Second, Do: job.Counted(100, job.Limited(100, h.law.Weigh))},
		{Name: "bury old incident notes", Every: 12 * time.Hour, Do: job.Counted(100, job.Limited(100, h.outing.Bury))},
		{Name: "ask after who is late", Every: time.Minute, Do: job.Counted(100, h.unlessQuiet(job.Limited(100, h.outing.AskAfter)))},
		{Name: "remind", Every: time.Minute, Do: job.Counted(500, h.unlessQuiet(h.event.Remind))},
	})
}

// unlessQuiet does nothing in a restored copy.
func (h *house) unlessQuiet(do func(context.Context) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		if quiet, err := h.quiet(ctx); err != nil || quiet {
			return 0, err
		}
		return do(ctx)
	}
}

// figures is what whoever watches the house wants to know of it.
func (h *house) figures(ctx context.Context) (all []api.Figure, err error) {
	letters, err := h.store.CountLetters(ctx)
	if err != nil {
		return nil, err
	}
	for _, state := range letter.States {
		all = append(all, api.Figure{Name: "barnstorm_letters", Labels: []string{"state", string(state)}, Value: int64(letters[state])})
	}
	duties, err := h.store.Duties(ctx)
	for _, d := range duties {
		name := []string{"name", d.Name}
		all = append(all, api.Figure{Name: "barnstorm_duty_faults", Labels: name, Value: int64(d.Faults)},
			api.Figure{Name: "barnstorm_duty_done_timestamp_seconds", Labels: name, Value: max(0, d.Done.Unix())})
	}
	return all, err
}

// post is where letters go: to the mail server, else to the demo's mailbox,
// else to the terminal, which only people at this machine see.
func (h *house) post() (letter.Post, error) {
	write := templates.New(nil).Letter
	switch {
	case h.isDemo:
		return smtp.Nowhere{}, nil
	case h.SMTP != "":
		return smtp.Dial(string(h.SMTP), h.From, time.Now, write)
	}
	return &smtp.Terminal{Write: write, Out: os.Stdout}, nil
}

// quiet reports whether this is a restored copy that nobody has confirmed.
func (h *house) quiet(ctx context.Context) (bool, error) {
	restored, err := h.store.House(ctx, people.Restored)
	return restored != "", err
}
