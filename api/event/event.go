// Package event is the web side of events: their public pages, RSVPs and the
// organiser's desk.
package event

import (
	"slices"
	"strings"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// Handlers answers what is asked about events.
type Handlers struct {
	Events *event.Service
	// Groups names the groups in which somebody may schedule, id and name.
	Groups func(*web.Ctx) ([]templates.Option, error)
	// Belongs names the groups to which somebody may propose events.
	Belongs func(*web.Ctx) ([]templates.Option, error)
	// Seat says of a seat what the poster shows; nil when it is not known.
	Seat func(*web.Ctx, string) (*templates.SeatFact, error)
	// Closest is the target seat with the smallest majority; nil for none.
	Closest func(*web.Ctx) (*templates.SeatFact, error)
	// Kept holds public pages for a moment; nil keeps none.
	Kept *Shelf
	// Gives reports whether gifts are taken here.
	Gives bool
	// Place finds the place that somebody means by a text.
	Place func(c *web.Ctx, text string) (name string, at domain.Point, err error)
	// Land draws the region around points, and each as a dot in their order.
	Land func(*web.Ctx, []domain.Point) (templates.NearestMap, error)
	// Picture is the path of the picture that previews show.
	Picture string
	// Programme reports whether an event has a programme.
	Programme func(*web.Ctx, event.ID) (bool, error)
	// Greets reports whether somebody is to welcome whoever made an RSVP.
	Greets func(c *web.Ctx, rsvp string) (bool, error)
	// Emails is the addresses that the reader has confirmed.
	Emails func(*web.Ctx) ([]string, error)
	// Seats names the target seats that an organiser chooses from.
	Seats func(*web.Ctx) ([]templates.Option, error)
}

// searched is what events are searched by.
var searched = append([]web.Query{
	{Name: "kind", Says: "Events of this kind alone."}, {Name: "q", Says: "Words of the title."}, {Name: "country", Says: "Two letters, such as GB."},
	{Name: "first", Says: "The first day, such as 2026-12-05."}, {Name: "last", Says: "The last day."},
	{Name: "near", Says: "A postcode or the name of a place."}, {Name: "km", Says: "How far from it at most."},
	{Name: "step-free", Says: "\"yes\": only where the way in is known to have no steps."}, {Name: "child-care", Says: "\"yes\": only where children are looked after."},
	{Name: "language", Says: "Only where this language is spoken, such as pl."},
}, web.Paged...)

// organised is what an organiser's own events are searched by.
var organised = append([]web.Query{
	{Name: "q", Says: "Words of the title."}, {Name: "over", Says: "\"yes\": those that are over, the latest first, and not those that are coming."},
}, web.Paged...)

// Routes is every address about events.
func (h Handlers) Routes() []web.Route {
	return slices.Concat([]web.Route{
		{Method: "GET", Path: "/", For: web.Anyone, Do: h.home},
		{Method: "GET", Path: "/events", For: web.Anyone, Asks: searched, Does: "List public events that are not over, soonest first.", Out: listJSON{}, Do: h.list},
		{Method: "GET", Path: "/events/:slug", For: web.Anyone, Does: "Show one event.", Out: eventJSON{}, Do: h.show},
		{Method: "GET", Path: "/events/:slug/calendar.ics", For: web.Anyone, Do: h.calendar},
		{Method: "POST", Path: "/events/:slug/rsvp", For: web.Anyone, Does: "Take places at an event; the id is made by the sender.", In: event.RSVPInput{}, Out: rsvpJSON{}, Do: h.rsvp},
		{Method: "GET", Path: "/rsvp/:token", For: web.Holder, Does: "Show the RSVP that a private link opens.", Out: heldJSON{}, Do: h.held},
		{Method: "GET", Path: "/rsvp/:token/calendar.ics", For: web.Holder, Do: h.heldCalendar},
		{Method: "POST", Path: "/rsvp/:token", For: web.Holder, Does: "Confirm, change or give back an RSVP, or take what is kept for it.", In: keepInput{}, Out: heldJSON{}, Do: h.keep},
		{Method: "GET", Path: "/organise/events", For: web.May(domain.ScheduleEvents), Asks: organised, Does: "List the events that the caller organises.", Out: listJSON{}, Do: h.mine},
		{Method: "GET", Path: "/organise/events/new", For: web.May(domain.ScheduleEvents), Do: h.newForm},
		{Method: "POST", Path: "/organise/events", For: web.May(domain.ScheduleEvents), Does: "Schedule an event; the id is made by the sender.", In: event.Input{}, Out: eventJSON{}, Do: h.schedule},
		{Method: "GET", Path: "/organise/events/:event", For: web.May(domain.SeeRSVPs), Asks: []web.Query{{Name: "after", Says: "The last id of what was listed before."}, {Name: "told", Says: "Anything: the page says whom no letter reaches."}}, Does: "Show who comes to an event.", Out: guestsJSON{}, Do: h.guests},
		{Method: "GET", Path: "/organise/events/:event/change", For: web.May(domain.ScheduleEvents), Do: h.changeForm},
		{Method: "POST", Path: "/organise/events/:event", For: web.May(domain.ScheduleEvents), Does: "Change an event that is not over.", In: event.Input{}, Out: eventJSON{}, Do: h.change},
		{Method: "POST", Path: "/organise/events/:event/call-off", For: web.May(domain.ScheduleEvents), Does: "Call an event off and tell everybody.", In: event.CallOffInput{}, Out: eventJSON{}, Do: h.callOff},
	}, h.hostRoutes(), h.delegationRoutes(), h.reminderRoutes(), h.placesRoutes(), h.findRoutes(), h.liftRoutes(), h.gateRoutes(), h.proposalRoutes(), h.attendRoutes(), h.detailRoutes(), h.farewellRoutes())
}

// eventJSON is what programs learn of an event.
type eventJSON struct {
	ID       event.ID       `json:"id"`
	Slug     string         `json:"slug"`
	Group    domain.GroupID `json:"group"`
	Kind     event.Kind     `json:"kind"`
	Title    string         `json:"title"`
	About    string         `json:"about"`
	Starts   time.Time      `json:"starts"`
	Ends     time.Time      `json:"ends"`
	Zone     string         `json:"zone"`
	Venue    string         `json:"venue"`
	Street   string         `json:"street"`
	Town     string         `json:"town"`
	Postcode string         `json:"postcode"`
	Country  string         `json:"country"`
	Seat     string         `json:"seat,omitempty"`
	Capacity int            `json:"capacity"`
	Taken    int            `json:"taken"`
	Held     int            `json:"held"`
	Waiting  int            `json:"waiting"`
	Left     *int           `json:"left,omitempty"` // free places that anybody may take; none where there is no limit
	On       bool           `json:"on"`
	Version  int64          `json:"version"`
	Shifts   []shiftJSON    `json:"shifts,omitempty"` // of an event that is parted, where one is shown
	// What it offers, where one is shown: each question, answered yes, no or unknown.
	Access    map[string]string `json:"access,omitempty"`
	Languages []string          `json:"languages,omitempty"` // that are spoken, ISO 639-1
}

func jsonOf(e event.Event) eventJSON {
	out := eventJSON{
		ID: e.ID, Slug: e.Slug, Group: e.Group, Kind: e.Kind, Title: e.Title, About: e.About, Starts: e.Starts, Ends: e.Ends, Zone: e.Zone,
		Venue: e.Where.Name, Street: e.Where.Street, Town: e.Where.Town, Postcode: e.Where.Postcode, Country: e.Where.Country, Seat: e.Seat,
		Capacity: e.Capacity, Taken: e.Taken, Held: e.Held, Waiting: e.Waiting, On: e.Called, Version: e.Version,
	}
	if left, limited := e.Left(); limited {
		out.Left = &left
	}
	return out
}

type listJSON struct {
	Events []eventJSON `json:"events"`
	More   string      `json:"more,omitempty"`
}

// lineOf is an event in a list, its times on its own clock, with the places that
// anybody may take.
func lineOf(c *web.Ctx, e event.Event) templates.EventLine {
	places, taken := e.Everybody()
	return templates.EventLine{
		Href: c.Prefix() + "/events/" + e.Slug, Kind: string(e.Kind), Title: e.Title, Starts: local(e.Starts, e.Zone), Ends: local(e.Ends, e.Zone),
		Place: e.Where.Name, Town: e.Where.Town, Capacity: places, Taken: taken, Off: !e.Called, Public: e.Public,
	}
}

func linesOf(c *web.Ctx, es []event.Event) []templates.EventLine {
	lines := make([]templates.EventLine, len(es))
	for i, e := range es {
		lines[i] = lineOf(c, e)
	}
	return lines
}

func local(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil {
		return t.In(loc)
	}
	return t
}

// home answers GET /.
func (h Handlers) home(c *web.Ctx) (web.Answer, error) {
	es, err := h.Events.Upcoming(c.Go(), c.Who(), event.Query{Called: true, Until: c.Now().AddDate(0, 0, 7), Most: 100})
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Home{Now: c.Now().UTC(), Week: len(es), Give: h.Gives}
	countries := map[string]bool{}
	for _, e := range es {
		left, _ := e.Left()
		page.Free += left
		countries[e.Where.Country] = true
	}
	page.Countries = len(countries)
	if page.Soon, err = h.soon(c); err != nil {
		return web.Answer{}, err
	}
	if h.Closest != nil {
		if page.Closest, err = h.Closest(c); err != nil {
			return web.Answer{}, err
		}
	}
	page.Title, page.Robots, page.Canonical = templates.Word(c.Lang(), "home.title"), true, c.URL(c.Prefix()+"/")
	return web.Answer{Page: "home/home", Data: page, Fresh: 15}, nil
}

// soon is the next six events: in the reader's own country, as far as the
// browser tells, else anywhere.
func (h Handlers) soon(c *web.Ctx) ([]templates.EventLine, error) {
	nation := templates.Nation(c.Lang(), c.Request().Header.Get("Accept-Language"))
	es, err := h.Events.Upcoming(c.Go(), c.Who(), event.Query{Called: true, Country: nation, Most: 6})
	if err == nil && len(es) == 0 {
		es, err = h.Events.Upcoming(c.Go(), c.Who(), event.Query{Called: true, Most: 6})
	}
	return linesOf(c, es), err
}

func kinds() (all []string) {
	for _, k := range event.Kinds {
		all = append(all, string(k))
	}
	return all
}

// show answers GET /events/{slug}.
func (h Handlers) show(c *web.Ctx) (web.Answer, error) { return h.poster(c, nil, nil) }

// poster is an event's page, with form f on it when one came back, or with
// what was done when somebody has just answered.
func (h Handlers) poster(c *web.Ctx, f *templates.Form, done *templates.Done) (web.Answer, error) {
	if a, ok := h.Kept.take(c); ok && f == nil && done == nil {
		return a, nil
	}
	x, err := h.Events.Show(c.Go(), c.Who(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.EventShow{Counted: local(c.Now(), x.Event.Zone), Done: done, NewID: domain.NewID[string](c.Now())}
	if page.Event, err = h.viewOf(c, x); err != nil {
		return web.Answer{}, err
	}
	if f != nil {
		page.Form = *f
	}
	here := c.Prefix() + "/events/" + x.Event.Slug
	page.Poster = here + "/poster"
	if page.Programme, err = h.programme(c, x.Event); err != nil {
		return web.Answer{}, err
	}
	page.Action, page.Calendar = here+"/rsvp", here+"/calendar.ics"
	if x.Edits {
		page.Edit = c.Prefix() + "/organise/events/" + string(x.Event.ID)
	}
	if err := h.parts(c, x.Event, &page.Event); err != nil {
		return web.Answer{}, err
	}
	page.Wear(x.Site.Name, x.Site.Colour)
	page.Title, page.Description, page.Robots = x.Event.Title, firstLine(x.Event.About), x.Event.Public
	page.Path = "/events/" + x.Event.Slug // a form comes back at an address that has no page
	page.Canonical, page.Image = c.URL(page.Path), c.URL(h.Picture)
	if page.Event.Full() || !page.Event.Open() {
		if page.Next, err = h.next(c, x.Event); err != nil {
			return web.Answer{}, err
		}
	}
	out := jsonOf(x.Event)
	out.Access, out.Languages = accessJSON(x.Event), x.Event.Details.Spoken()
	if x.Event.Parted {
		out.Shifts = shiftsJSON(page.Event.Shifts)
	}
	a := web.Answer{JSON: out, Page: "event/show", Part: "rsvp", Data: page}
	if f == nil && done == nil {
		h.Kept.put(c, *page, out)
		a.Keep = h.Kept.keep(c, page.NewID)
	}
	return a, nil
}

// programme is the address of an event's programme, empty where it has none.
func (h Handlers) programme(c *web.Ctx, e event.Event) (string, error) {
	if e.Kind != event.Festival || h.Programme == nil {
		return "", nil
	}
	if has, err := h.Programme(c, e.ID); err != nil || !has {
		return "", err
	}
	return c.Prefix() + "/events/" + e.Slug + "/programme", nil
}

// next is the soonest other event in the same country with places left.
func (h Handlers) next(c *web.Ctx, e event.Event) (*templates.EventLine, error) {
	others, err := h.Events.Upcoming(c.Go(), c.Who(), event.Query{Called: true, Country: e.Where.Country, Most: 20})
	for _, o := range others {
		if left, limited := o.Left(); o.ID != e.ID && (left > 0 || !limited) {
			line := lineOf(c, o)
			return &line, err
		}
	}
	return nil, err
}

func (h Handlers) viewOf(c *web.Ctx, x event.Shown) (templates.EventView, error) {
	e := x.Event
	view := templates.EventView{
		EventLine: lineOf(c, e), About: e.About, Street: e.Where.Street, Postcode: e.Where.Postcode, Zone: e.Zone, Waiting: e.Waiting,
		Private: e.Private, Country: e.Where.Country, Lat: e.Where.At.Lat, Lon: e.Where.At.Lon, Over: e.Closed(c.Now()), Why: e.Why, HostHref: c.Prefix() + "/groups/" + x.Site.Slug,
	}
	view.Host, view.Imprint = x.Site.Name, x.Site.Imprint
	view.Access, view.AccessAsk, view.Languages = accessOf(e), e.Details.AccessAsk, e.Details.Spoken()
	if d := e.Details; d.Room > 0 && d.Shows > 0 && e.Capacity > d.Room {
		view.Room, view.Shows = d.Room, d.Shows
	}
	if !e.Was.IsZero() {
		view.Was = local(e.Was, e.Zone)
	}
	if h.Seat == nil || e.Seat == "" {
		return view, nil
	}
	seat, err := h.Seat(c, e.Seat)
	view.Seat = seat
	return view, err
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(line); len(r) > 160 {
		return string(r[:159]) + "…"
	}
	return line
}
