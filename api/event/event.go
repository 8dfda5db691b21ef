// Package event is the web side of events: their public pages, RSVPs and the
// organiser's desk.
package event

import (
	"net/url"
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
	// Seat says of a seat what the poster shows; nil when it is not known.
	Seat func(*web.Ctx, string) (*templates.EventSeat, error)
	// Seats names the target seats that an organiser chooses from.
	Seats func(*web.Ctx) ([]templates.Option, error)
}

// Routes is every address about events.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/", For: web.Anyone, Do: h.home},
		{Method: "GET", Path: "/events", For: web.Anyone, Does: "List public events that are not over, soonest first.", Out: listJSON{}, Do: h.list},
		{Method: "GET", Path: "/events/:slug", For: web.Anyone, Does: "Show one event.", Out: eventJSON{}, Do: h.show},
		{Method: "GET", Path: "/events/:slug/calendar.ics", For: web.Anyone, Do: h.calendar},
		{Method: "POST", Path: "/events/:slug/rsvp", For: web.Anyone, Does: "Take places at an event; the id is made by the sender.", In: event.RSVPInput{}, Out: rsvpJSON{}, Do: h.rsvp},
		{Method: "GET", Path: "/rsvp/:token", For: web.Holder, Do: h.held},
		{Method: "POST", Path: "/rsvp/:token/give-back", For: web.Holder, Do: h.giveBack},
		{Method: "GET", Path: "/organise/events", For: web.May(domain.ScheduleEvents), Does: "List the events that the caller organises.", Out: listJSON{}, Do: h.mine},
		{Method: "GET", Path: "/organise/events/new", For: web.May(domain.ScheduleEvents), Do: h.newForm},
		{Method: "POST", Path: "/organise/events", For: web.May(domain.ScheduleEvents), Does: "Schedule an event; the id is made by the sender.", In: event.Input{}, Out: eventJSON{}, Do: h.schedule},
		{Method: "GET", Path: "/organise/events/:event", For: web.May(domain.SeeRSVPs), Does: "Show who comes to an event.", Out: guestsJSON{}, Do: h.guests},
		{Method: "GET", Path: "/organise/events/:event/change", For: web.May(domain.ScheduleEvents), Do: h.changeForm},
		{Method: "POST", Path: "/organise/events/:event", For: web.May(domain.ScheduleEvents), Does: "Change an event that is not over.", In: event.Input{}, Out: eventJSON{}, Do: h.change},
		{Method: "POST", Path: "/organise/events/:event/call-off", For: web.May(domain.ScheduleEvents), Does: "Call an event off and tell everybody.", In: event.CallOffInput{}, Out: eventJSON{}, Do: h.callOff},
	}
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
	Waiting  int            `json:"waiting"`
	On       bool           `json:"on"`
	Version  int64          `json:"version"`
}

func jsonOf(e event.Event) eventJSON {
	return eventJSON{
		ID: e.ID, Slug: e.Slug, Group: e.Group, Kind: e.Kind, Title: e.Title, About: e.About, Starts: e.Starts, Ends: e.Ends, Zone: e.Zone,
		Venue: e.Where.Name, Street: e.Where.Street, Town: e.Where.Town, Postcode: e.Where.Postcode, Country: e.Where.Country, Seat: e.Seat,
		Capacity: e.Capacity, Taken: e.Taken, Waiting: e.Waiting, On: e.Called, Version: e.Version,
	}
}

type listJSON struct {
	Events []eventJSON `json:"events"`
	More   string      `json:"more,omitempty"`
}

// rowOf is an event in a list, its times on its own clock.
func rowOf(c *web.Ctx, e event.Event) templates.EventRow {
	left, _ := e.Left()
	return templates.EventRow{
		Href: c.Prefix() + "/events/" + e.Slug, Kind: string(e.Kind), Title: e.Title, Town: e.Where.Town, Starts: local(e.Starts, e.Zone),
		Ends: local(e.Ends, e.Zone), Capacity: e.Capacity, Taken: e.Taken, Left: left, Called: e.Called, Public: e.Public,
	}
}

func rowsOf(c *web.Ctx, es []event.Event) []templates.EventRow {
	rows := make([]templates.EventRow, len(es))
	for i, e := range es {
		rows[i] = rowOf(c, e)
	}
	return rows
}

func local(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil {
		return t.In(loc)
	}
	return t
}

// home answers GET /.
func (h Handlers) home(c *web.Ctx) (web.Answer, error) {
	es, err := h.Events.Upcoming(c.Go(), c.Who(), event.Query{Called: true, Most: 12})
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.EventHome{Events: rowsOf(c, es)}
	page.Title, page.Robots, page.Canonical = templates.Word(c.Lang(), "event.home"), true, c.URL(c.Prefix()+"/")
	if len(page.Events) > 0 {
		page.Next, page.Events = &page.Events[0], page.Events[1:]
	}
	return web.Answer{Page: "event/home", Data: page, Fresh: 15}, nil
}

const perPage = 30

// list answers GET /events.
func (h Handlers) list(c *web.Ctx) (web.Answer, error) {
	q := event.Query{Kind: event.Kind(c.QueryParam("kind")), Text: c.QueryParam("q"), Country: strings.ToUpper(c.QueryParam("country")), Called: true, Most: perPage + 1}
	if starts, err := time.Parse(time.RFC3339Nano, c.QueryParam("from")); err == nil {
		if id, ok := domain.ParseID[event.ID](c.QueryParam("after")); ok {
			q.After = event.Cursor{Starts: starts, ID: id}
		}
	}
	es, err := h.Events.Upcoming(c.Go(), c.Who(), q)
	if err != nil {
		return web.Answer{}, err
	}
	more := ""
	if len(es) > perPage {
		es = es[:perPage]
		last := es[perPage-1]
		next := url.Values{"from": {last.Starts.Format(time.RFC3339Nano)}, "after": {string(last.ID)}}
		for _, k := range []string{"kind", "q", "country"} {
			if v := c.QueryParam(k); v != "" {
				next.Set(k, v)
			}
		}
		more = c.Prefix() + "/events?" + next.Encode()
	}
	out := listJSON{More: more, Events: []eventJSON{}}
	for _, e := range es {
		out.Events = append(out.Events, jsonOf(e))
	}
	page := &templates.EventList{Form: templates.Form{Raw: c.QueryParams()}, Kinds: kinds(), Events: rowsOf(c, es), More: more}
	page.Title, page.Robots = templates.Word(c.Lang(), "event.list"), true
	return web.Answer{JSON: out, Page: "event/list", Part: "events", Data: page, Fresh: 15}, nil
}

func kinds() (all []string) {
	for _, k := range event.Kinds {
		all = append(all, string(k))
	}
	return all
}

// show answers GET /events/{slug}.
func (h Handlers) show(c *web.Ctx) (web.Answer, error) { return h.poster(c, nil, "") }

// poster is an event's page, with form f on it when one came back, or with
// what was done when somebody has just answered.
func (h Handlers) poster(c *web.Ctx, f *templates.Form, done string) (web.Answer, error) {
	x, err := h.Events.Show(c.Go(), c.Who(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	page, err := h.posterOf(c, x)
	if err != nil {
		return web.Answer{}, err
	}
	page.Done, page.Form = done, templates.Form{Raw: url.Values{"party": {"1"}}}
	page.NewID = domain.NewID[string](c.Now())
	if f != nil {
		page.Form = *f
		if id, ok := domain.ParseID[string](f.Value("id")); ok {
			page.NewID = id
		}
	}
	if page.Full || page.Over {
		others, err := h.Events.Upcoming(c.Go(), c.Who(), event.Query{Called: true, Country: x.Event.Where.Country, Most: 4})
		if err != nil {
			return web.Answer{}, err
		}
		for _, o := range others {
			if left, limited := o.Left(); o.ID != x.Event.ID && (left > 0 || !limited) {
				page.Others = append(page.Others, rowOf(c, o))
			}
		}
	}
	return web.Answer{JSON: jsonOf(x.Event), Page: "event/show", Part: "rsvp", Data: page}, nil
}

func (h Handlers) posterOf(c *web.Ctx, x event.Shown) (*templates.EventShow, error) {
	e := x.Event
	left, limited := e.Left()
	page := &templates.EventShow{
		ID: string(e.ID), Slug: e.Slug, Kind: string(e.Kind), About: e.About, Paragraphs: paragraphs(e.About), Starts: local(e.Starts, e.Zone), Ends: local(e.Ends, e.Zone),
		Venue: e.Where.Name, Street: e.Where.Street, Town: e.Where.Town, Postcode: e.Where.Postcode,
		Group: x.Site.Name, GroupHref: c.Prefix() + "/groups/" + x.Site.Slug, Imprint: x.Site.Imprint,
		Capacity: e.Capacity, Taken: e.Taken, Left: left, Waiting: e.Waiting, Called: e.Called, Why: e.Why,
		Over: e.Over(c.Now()), Full: limited && left == 0, Edits: x.Edits, JSONLD: ldOf(c, x),
	}
	page.Title, page.Description, page.Robots = e.Title, firstLine(e.About), e.Public
	page.Canonical = c.URL("/events/" + e.Slug)
	if h.Seat != nil && e.Seat != "" {
		seat, err := h.Seat(c, e.Seat)
		if err != nil {
			return nil, err
		}
		page.Seat = seat
	}
	return page, nil
}

func paragraphs(text string) (all []string) {
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(line); len(r) > 160 {
		return string(r[:159]) + "…"
	}
	return line
}

func ldOf(c *web.Ctx, x event.Shown) templates.EventLD {
	e := x.Event
	status := "https://schema.org/EventScheduled"
	if !e.Called {
		status = "https://schema.org/EventCancelled"
	}
	return templates.EventLD{
		Context: "https://schema.org", Type: "Event", Name: e.Title, StartDate: local(e.Starts, e.Zone).Format(time.RFC3339),
		EndDate: local(e.Ends, e.Zone).Format(time.RFC3339), EventStatus: status, Attendance: "https://schema.org/OfflineEventAttendanceMode",
		URL: c.URL("/events/" + e.Slug), Description: firstLine(e.About),
		Location:  &templates.PlaceLD{Type: "Place", Name: e.Where.Name, Address: templates.AddressLD{Type: "PostalAddress", Street: e.Where.Street, Locality: e.Where.Town, Code: e.Where.Postcode, Country: e.Where.Country}},
		Organizer: &templates.NamedLD{Type: "Organization", Name: x.Site.Name, URL: c.URL("/groups/" + x.Site.Slug)},
	}
}

// calendar answers GET /events/{slug}/calendar.ics.
func (h Handlers) calendar(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Show(c.Go(), c.Who(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	body := calendarOf(c.Now(), c.URL("/events/"+x.Event.Slug), c.Base, x)
	return web.Answer{File: &web.File{Type: "text/calendar; charset=utf-8", Name: x.Event.Slug + ".ics", Body: body}}, nil
}
