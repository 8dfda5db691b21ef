package event

import (
	"cmp"
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// detailRoutes is every address about access, dates and posters.
func (h Handlers) detailRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/events/:slug/poster", For: web.Anyone, Do: h.print},
		{Method: "GET", Path: "/organise/events/:event/details", For: web.May(domain.ScheduleEvents), Does: "Show what an event says of access, languages and safety.", Out: detailsJSON{}, Do: h.details},
		{Method: "POST", Path: "/organise/events/:event/details", For: web.May(domain.ScheduleEvents), Does: "Say what an event offers: access is \"question:answer\" each.", In: event.DetailsInput{}, Out: detailsJSON{}, Do: h.describe},
		{Method: "POST", Path: "/organise/events/:event/repeat", For: web.May(domain.ScheduleEvents), Does: "Call an event on more dates at the same time on the wall.", In: event.RepeatInput{}, Out: listJSON{}, Do: h.repeat},
	}
}

// detailsJSON is what programs learn of access, languages and safety.
type detailsJSON struct {
	Version      int64             `json:"version"`
	Access       map[string]string `json:"access"` // each question, answered yes, no or unknown
	AccessAsk    string            `json:"access_ask"`
	Languages    []string          `json:"languages"`
	Room         int               `json:"room"`
	Shows        int               `json:"shows"`
	Suggested    int               `json:"suggested"`
	Peak         int               `json:"peak"`
	EntryChecked bool              `json:"entry_checked"`
	Responsible  string            `json:"responsible"`
	Doors        int               `json:"doors"`
	Purpose      event.Purpose     `json:"purpose"`
	Density      event.Density     `json:"density"`
	Minutes      int               `json:"minutes"`
	Pairs        bool              `json:"pairs"`
	Needed       int               `json:"needed"`   // people, for these doors
	Runners      int               `json:"runners"`  // of them, who run boards
	Promise      int               `json:"promise"`  // places with which so many come; 0 where nobody said how many do
	Expected     int               `json:"expected"` // who come of those with a place
	Short        int               `json:"short"`
}

func detailsOf(e event.Event) detailsJSON {
	d, s := e.Details, e.Staffing()
	return detailsJSON{
		Version: e.Version, Access: accessJSON(e), AccessAsk: d.AccessAsk, Languages: append([]string{}, d.Spoken()...), Room: d.Room, Shows: d.Shows, Suggested: d.Suggested(),
		Peak: d.Peak, EntryChecked: d.EntryChecked, Responsible: d.Responsible,
		Doors: d.Outing.Doors, Purpose: d.Outing.Purpose, Density: d.Outing.Density, Minutes: d.Outing.Minutes, Pairs: d.Outing.Pairs,
		Needed: s.Need.People(), Runners: s.Need.Runners, Promise: s.Promise, Expected: s.Expected, Short: s.Short,
	}
}

func accessJSON(e event.Event) map[string]string {
	all := map[string]string{}
	for i, q := range event.Questions {
		all[q] = string(e.Details.Access.Answer(i))
	}
	return all
}

func accessOf(e event.Event) []templates.AccessLine {
	var all []templates.AccessLine
	for i, q := range event.Questions {
		all = append(all, templates.AccessLine{Question: q, Answer: string(e.Details.Access.Answer(i))})
	}
	return all
}

// details answers GET /organise/events/{event}/details.
func (h Handlers) details(c *web.Ctx) (web.Answer, error) { return h.detailsPage(c, templates.Form{}) }

func (h Handlers) detailsPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	e, d := x.Event, x.Event.Details
	here := c.Prefix() + "/organise/events/" + string(e.ID)
	page := &templates.EventDetails{
		Event: deskOf(c, e), Back: here, Form: f, Version: strconv.FormatInt(e.Version, 10), NewID: domain.NewID[string](c.Now()), Questions: accessOf(e), Suggested: d.Suggested(),
		Languages: event.Languages, Purposes: texts(event.Purposes), Densities: texts(event.Densities),
	}
	if d.Outing.Doors > 0 {
		page.Staffing = staffingOf(e)
	}
	if !e.Over(c.Now()) {
		page.Action = here + "/details"
		if c.Who().May(domain.ScheduleEvents, e.Group) { // a host calls no more
			page.Repeat = here + "/repeat"
		}
	}
	if f.Raw == nil {
		page.Form = detailsForm(e)
	} else {
		for i, q := range page.Questions {
			for _, answer := range page.Answers() {
				if f.Checked("access", q.Question+":"+answer) {
					page.Questions[i].Answer = answer
				}
			}
		}
	}
	if f.Refusal == "changed-meanwhile" {
		page.Differs = detailsDiffer(c, f, detailsForm(e))
	}
	page.Title = templates.Word(c.Lang(), "details.title")
	return web.Answer{JSON: detailsOf(e), Page: "event/details", Part: "details", Data: page}, nil
}

// detailsForm is the form as an organiser would send it to leave an event as it
// is.
func detailsForm(e event.Event) templates.Form {
	d, access := e.Details, []string{}
	for _, line := range accessOf(e) {
		access = append(access, line.Question+":"+line.Answer)
	}
	return web.FormOf(struct {
		Access       []string      `json:"access"`
		AccessAsk    string        `json:"access_ask"`
		Languages    []string      `json:"languages"`
		Room         string        `json:"room"`
		Shows        string        `json:"shows"`
		Peak         string        `json:"peak"`
		EntryChecked bool          `json:"entry_checked"`
		Responsible  string        `json:"responsible"`
		Doors        string        `json:"doors"`
		Purpose      event.Purpose `json:"purpose"`
		Density      event.Density `json:"density"`
		Minutes      string        `json:"minutes"`
		Pairs        bool          `json:"pairs"`
	}{access, d.AccessAsk, d.Spoken(), known(d.Room), known(d.Shows), known(d.Peak), d.EntryChecked, d.Responsible,
		known(d.Outing.Doors), cmp.Or(d.Outing.Purpose, event.Persuade), cmp.Or(d.Outing.Density, event.Dense), known(d.Outing.Minutes), d.Outing.Pairs})
}

func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return out
}

// staffingOf is what the doors of an event take, held against its places.
func staffingOf(e event.Event) *templates.Staffing {
	s := e.Staffing()
	return &templates.Staffing{
		People: s.Need.People(), Runners: s.Need.Runners, Doors: e.Details.Outing.Doors, Taken: e.Taken, Shows: e.Details.Shows,
		Promise: s.Promise, Places: e.Capacity, Expected: s.Expected, Short: s.Short,
	}
}

// known is a number that somebody gave, and nothing where nobody did.
func known(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// describe answers POST /organise/events/{event}/details.
func (h Handlers) describe(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	var in event.DetailsInput
	form, err := c.Read(&in)
	e := x.Event
	if err == nil {
		e, err = h.Events.Describe(c.Go(), c.Who(), x.Event.ID, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.detailsPage(c, f) })
	}
	return web.Answer{JSON: detailsOf(e), Next: "/organise/events/" + string(e.ID) + "/details"}, nil
}

// repeat answers POST /organise/events/{event}/repeat.
func (h Handlers) repeat(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	var in event.RepeatInput
	form, err := c.Read(&in)
	var dates []event.Event
	if err == nil {
		dates, err = h.Events.Repeat(c.Go(), c.Who(), x.Event.ID, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.detailsPage(c, f) })
	}
	out := listJSON{Events: []eventJSON{}}
	for _, e := range dates {
		out.Events = append(out.Events, jsonOf(e))
	}
	return web.Answer{JSON: out, Next: "/organise/events"}, nil
}

// print answers GET /events/{slug}/poster: the event on one sheet, with a code
// that leads to its page.
func (h Handlers) print(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Show(c.Go(), c.Who(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Poster{URL: c.URL("/events/" + x.Event.Slug)}
	if page.Event, err = h.viewOf(c, x); err != nil {
		return web.Answer{}, err
	}
	page.Wear(x.Site.Name, x.Site.Colour)
	page.Title = x.Event.Title
	page.Code, err = web.QR(page.URL)
	return web.Answer{Page: "event/poster", Data: page}, err
}

// A pattern is what a template fills in: when it begins on its day, how long
// it is, and how many places are usual.
type pattern struct {
	hour, length, places int
	saturday             bool
}

// patterns is the templates from which organisers begin.
var patterns = map[event.Kind]pattern{
	event.Unseat: {10, 6, 40, true}, event.Canvass: {10, 3, 30, true}, event.Rally: {19, 2, 300, false}, event.PhoneBank: {18, 2, 20, false},
	event.Training: {18, 2, 24, false}, event.Meeting: {19, 2, 0, false}, event.Festival: {10, 10, 500, true},
}
