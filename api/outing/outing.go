// Package outing is the web side of a day out: the lead's page, teams, boards
// and their codes.
package outing

import (
	"slices"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// Handlers answers what is asked about days out.
type Handlers struct {
	Outings *outing.Service
	Canvass *canvass.Service
}

// Routes is every address about days out.
func (h Handlers) Routes() []web.Route {
	hand := web.May(domain.HandOutTurf)
	return slices.Concat(h.incidentRoutes(), h.paperRoutes(), []web.Route{
		{Method: "GET", Path: "/organise/efforts/:effort/outings", For: hand, Does: "List the days out of a canvass.", Out: outingsJSON{}, Do: h.ofEffort},
		{Method: "GET", Path: "/lead/:event/teams", For: hand, Does: "List the days out at an event.", Out: outingsJSON{}, Do: h.atEvent},
		{Method: "POST", Path: "/lead/outings", For: hand, Does: "Open a day out; the id is made by the sender.", In: outing.OpenInput{}, Out: outingJSON{}, Do: h.open},
		{Method: "GET", Path: "/lead/outings/:outing", For: hand, Does: "Show a day out: who came, the teams, who has which turf.", Out: dayJSON{}, Do: h.day},
		{Method: "POST", Path: "/lead/outings/:outing/teams", For: hand, Does: "Make a team of those who came, or of names.", In: outing.GatherInput{}, Out: teamJSON{}, Do: h.gather},
		{Method: "GET", Path: "/lead/teams/:team", For: hand, Does: "Show a team with its boards.", Out: teamJSON{}, Do: h.team},
		{Method: "POST", Path: "/lead/teams/:team/members", For: hand, Does: "Add people to a team.", In: outing.GatherInput{}, Out: teamJSON{}, Do: h.add},
		{Method: "POST", Path: "/lead/teams/:team/members/:member", For: hand, Does: "Make somebody the runner of a team, or take them out of it.", In: outing.MemberInput{}, Out: teamJSON{}, Do: h.change},
		{Method: "POST", Path: "/lead/teams/:team/boards", For: hand, Does: "Give a team a turf until a time.", In: outing.HandOutInput{}, Out: boardJSON{}, Do: h.handOut},
		{Method: "POST", Path: "/lead/teams/:team/home", For: hand, Does: "Say that everybody of a team is back.", Out: teamJSON{}, Do: h.home},
		{Method: "POST", Path: "/lead/teams/:team/debrief", For: hand, Does: "Keep what a team says when it is back, in choices.", In: outing.DebriefInput{}, Out: teamJSON{}, Do: h.debrief},
		{Method: "POST", Path: "/lead/trips/:trip/back", For: hand, Does: "Say that somebody is back.", Out: tripJSON{}, Do: h.seen},
		{Method: "POST", Path: "/out", For: web.Machine, Does: "Say with an upload key that its holder is out until a time, or back.", In: outing.OutInput{}, Out: tripJSON{}, JSONOnly: true, Do: h.say},
		{Method: "POST", Path: "/lead/boards/:board/back", For: hand, Does: "Say that a board is back.", In: outing.BackInput{}, Out: boardJSON{}, Do: h.back},
		{Method: "POST", Path: "/lead/boards/:board/longer", For: hand, Does: "Give a team longer with a board.", In: outing.LongerInput{}, Out: boardJSON{}, Do: h.longer},
		{Method: "POST", Path: "/lead/boards/:board/code", For: hand, Does: "Replace the code of a board that went astray.", Out: boardJSON{}, Do: h.renew},
	})
}

type outingsJSON struct {
	Outings []outingJSON `json:"outings"`
}

// outingJSON is what programs learn of a day out.
type outingJSON struct {
	ID     outing.ID        `json:"id"`
	Effort canvass.EffortID `json:"effort"`
	Event  string           `json:"event,omitempty"`
	Day    string           `json:"day"`
	Meet   string           `json:"meet,omitempty"`
	Desk   string           `json:"desk,omitempty"`
}

func jsonOf(o outing.Outing) outingJSON {
	return outingJSON{o.ID, o.Effort, o.Event, o.Day, o.Meet, o.Desk}
}

type dayJSON struct {
	Outing outingJSON    `json:"outing"`
	Teams  []teamJSON    `json:"teams"`
	Here   []arrivalJSON `json:"here"` // that are in no team yet
	Out    []tripJSON    `json:"out"`  // of the canvass, those due first first
}

type arrivalJSON struct {
	Came  string `json:"came"`
	Name  string `json:"name"`
	Party int    `json:"party"`
}

type teamJSON struct {
	ID      outing.TeamID `json:"id"`
	Outing  outing.ID     `json:"outing"`
	Name    string        `json:"name"`
	Members []memberJSON  `json:"members"`
	Boards  []boardJSON   `json:"boards"` // those given last first
	Doors   int           `json:"doors"`  // attempts that were received from its boards
	Talks   int           `json:"conversations"`
	Said    *saidJSON     `json:"debrief,omitempty"`
}

type saidJSON struct {
	Best  string          `json:"best"`
	Worst outing.Worst    `json:"worst"`
	Next  outing.MemberID `json:"next"`
}

type memberJSON struct {
	ID     outing.MemberID `json:"id"`
	Name   string          `json:"name"`
	Runner bool            `json:"runner"`
}

// boardJSON is a turf in the hands of a team. The code opens it on a phone.
type boardJSON struct {
	ID     outing.BoardID  `json:"id"`
	Turf   universe.TurfID `json:"turf"`
	Name   string          `json:"name"`
	State  string          `json:"state"` // out, overdue, back, lost
	Until  time.Time       `json:"until"`
	Code   domain.Token    `json:"code,omitempty"` // while it is out
	Phones []phoneJSON     `json:"phones"`
}

type phoneJSON struct {
	Device  string `json:"device"`
	Name    string `json:"name"`
	Records int    `json:"records"`
}

func (h Handlers) teamOf(c *web.Ctx, crew outing.Crew) teamJSON {
	out := teamJSON{ID: crew.Team.ID, Outing: crew.Outing.ID, Name: crew.Team.Name, Members: []memberJSON{}, Boards: []boardJSON{}}
	out.Doors, out.Talks = crew.Harvest.Doors, crew.Harvest.Conversations
	if !crew.Said.Made.IsZero() {
		out.Said = &saidJSON{crew.Said.Best, crew.Said.Worst, crew.Said.Next}
	}
	for _, m := range crew.Members {
		out.Members = append(out.Members, memberJSON{m.ID, m.Name, m.Runner})
	}
	for _, b := range crew.Boards {
		out.Boards = append(out.Boards, h.boardOf(c, b))
	}
	return out
}

func (h Handlers) boardOf(c *web.Ctx, b outing.Held) boardJSON {
	out := boardJSON{ID: b.Board.ID, Turf: b.Board.Turf, Name: b.Turf.Name, State: stateOf(b, c.Now()), Until: b.Board.Until, Phones: []phoneJSON{}}
	if b.Out() {
		out.Code = h.Outings.Code(b.Board)
	}
	for _, p := range b.Phones {
		out.Phones = append(out.Phones, phoneJSON{p.Device, p.Name, p.Records})
	}
	return out
}

// stateOf says in a word how a board stands.
func stateOf(b outing.Held, now time.Time) string {
	switch {
	case b.Overdue(now):
		return "overdue"
	case b.Out():
		return "out"
	case b.Lost():
		return "lost"
	}
	return "back"
}

func outingIn(c *web.Ctx) (outing.ID, error) { return web.ID[outing.ID](c, "outing", "no-such-outing") }
func teamIn(c *web.Ctx) (outing.TeamID, error) {
	return web.ID[outing.TeamID](c, "team", "no-such-team")
}
func boardIn(c *web.Ctx) (outing.BoardID, error) {
	return web.ID[outing.BoardID](c, "board", "no-such-board")
}

// local is a moment by the clock of a zone.
func local(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil && !t.IsZero() {
		return t.In(loc)
	}
	return t
}

// noon is a day of an outing as pages write it.
func noon(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day) // kept days are days
	return t.Add(12 * time.Hour)
}

// ofEffort answers GET /organise/efforts/{effort}/outings.
func (h Handlers) ofEffort(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[canvass.EffortID](c, "effort", "no-such-effort")
	if err != nil {
		return web.Answer{}, err
	}
	return h.effortWith(c, id, web.FormOf(outing.OpenInput{ID: domain.NewID[outing.ID](c.Now()), Effort: id}))
}

func (h Handlers) effortWith(c *web.Ctx, id canvass.EffortID, f templates.Form) (web.Answer, error) {
	l, err := h.Outings.Outings(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.OutingList{Name: l.Effort.Name, Back: c.Prefix() + "/organise/efforts/" + string(id), Action: c.Prefix() + "/lead/outings", Form: f, Effort: string(id)}
	events, err := h.Outings.Occasions(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	page.Events = append(page.Events, templates.Option{Text: templates.Word(c.Lang(), "team.no-event")})
	for _, e := range events {
		page.Events = append(page.Events, templates.Option{Value: e.ID, Text: templates.In(c.Lang()).When(local(e.Starts, e.Zone)) + ": " + e.Title})
	}
	page.Title = templates.Word(c.Lang(), "team.days")
	out := outingsJSON{Outings: []outingJSON{}}
	for _, o := range l.Outings {
		out.Outings = append(out.Outings, jsonOf(o))
		page.Outings = append(page.Outings, templates.OutingLine{Href: c.Prefix() + "/lead/outings/" + string(o.ID), Day: noon(o.Day), Event: l.Named[o.Event].Title, Meet: o.Meet})
	}
	return web.Answer{JSON: out, Page: "outing/list", Data: page}, nil
}

// atEvent answers GET /lead/{event}/teams.
func (h Handlers) atEvent(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[string](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	return h.eventWith(c, id, web.FormOf(outing.OpenInput{ID: domain.NewID[outing.ID](c.Now()), Event: id}))
}

func (h Handlers) eventWith(c *web.Ctx, id string, f templates.Form) (web.Answer, error) {
	l, err := h.Outings.OutingsAt(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	efforts, err := h.Canvass.Efforts(c.Go(), c.Who(), domain.HandOutTurf)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.OutingList{Name: l.Event.Title, Back: c.Prefix() + "/organise/events/" + id + "/check-in", Action: c.Prefix() + "/lead/outings", Form: f, Event: id}
	names := map[canvass.EffortID]string{}
	for _, e := range efforts {
		if names[e.ID] = e.Name; c.Now().Before(e.Ends) {
			page.Efforts = append(page.Efforts, templates.Option{Value: string(e.ID), Text: e.Name})
		}
	}
	page.Title = templates.Word(c.Lang(), "team.days")
	out := outingsJSON{Outings: []outingJSON{}}
	for _, o := range l.Outings {
		out.Outings = append(out.Outings, jsonOf(o))
		page.Outings = append(page.Outings, templates.OutingLine{Href: c.Prefix() + "/lead/outings/" + string(o.ID), Day: noon(o.Day), Event: names[o.Effort], Meet: o.Meet})
	}
	return web.Answer{JSON: out, Page: "outing/list", Data: page}, nil
}

// open answers POST /lead/outings.
func (h Handlers) open(c *web.Ctx) (web.Answer, error) {
	var in outing.OpenInput
	form, err := c.Read(&in)
	var o outing.Outing
	if err == nil {
		o, err = h.Outings.Open(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) {
			if id, ok := domain.ParseID[canvass.EffortID](string(in.Effort)); ok && f.Value("from") != "event" {
				return h.effortWith(c, id, f)
			}
			return h.eventWith(c, in.Event, f)
		})
	}
	return web.Answer{JSON: jsonOf(o), Next: "/lead/outings/" + string(o.ID)}, nil
}
