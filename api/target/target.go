// Package target is the web side of seats and targets: where somebody is
// missing, which seats a movement fights for, and who decided it.
package target

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/target"
	"barnstorm/templates"
)

// Handlers answers what is asked about seats and targets.
type Handlers struct {
	Targets *target.Service
}

// Routes is every address about seats and targets.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/nearest", For: web.Anyone, Asks: []web.Query{{Name: "near", Says: "A postcode or the name of a place."}, {Name: "minutes", Says: "How long you may travel at most."}, {Name: "by", Says: "How you travel."}, {Name: "day", Says: "The one day on which you can, such as 2026-12-05."}, {Name: "step_free", Says: "true: only where the way in is free of steps."}}, Does: "Name the three target seats that most need somebody at a postcode or place (the parameter near).", Out: nearestJSON{}, Do: h.nearest},
		{Method: "POST", Path: "/nearest", For: web.Anyone, Does: "The same for a position, which is not kept.", In: target.NearInput{}, Out: nearestJSON{}, Do: h.nearestHere},
		{Method: "GET", Path: "/targets", For: web.Anyone, Does: "List every target seat with the decision on it.", Out: targetsJSON{}, Do: h.list},
		{Method: "GET", Path: "/organise/shortage", For: web.May(domain.ScheduleEvents), Asks: []web.Query{{Name: "day", Says: "Which day, such as 2026-12-05."}, {Name: "minutes", Says: "How long people may travel at most."}, {Name: "by", Says: "How they travel."}}, Does: "Show what is missing on a day, and whom to ask.", Out: shortageJSON{}, Do: h.shortage},
		{Method: "GET", Path: "/organise/targets", For: web.May(domain.ChooseTargets), Do: h.chooseFirst},
		{Method: "GET", Path: "/organise/targets/:group", For: web.May(domain.ChooseTargets), Do: h.chooseForm},
		{Method: "POST", Path: "/organise/targets/:group", For: web.May(domain.ChooseTargets), Does: "Name a group's side and its target seats, as a decision with name and date.", In: target.ChooseInput{}, Out: targetsJSON{}, Do: h.choose},
	}
}

// seatJSON is what programs learn of a seat.
type seatJSON struct {
	Code       string         `json:"code"`
	Name       string         `json:"name"`
	Country    string         `json:"country"`
	First      string         `json:"first"`
	Second     string         `json:"second"`
	Majority   int            `json:"majority"`
	Valid      int            `json:"valid"`
	Electorate int            `json:"electorate"`
	Votes      map[string]int `json:"votes"`
	Lat        float64        `json:"lat"`
	Lon        float64        `json:"lon"`
	Source     string         `json:"source"`
}

func seatOf(s target.Seat) seatJSON {
	return seatJSON{
		Code: s.Code, Name: s.Name, Country: s.Country, First: s.First, Second: s.Second, Majority: s.Majority, Valid: s.Valid,
		Electorate: s.Electorate, Votes: s.Votes, Lat: s.Centre.Lat, Lon: s.Centre.Lon, Source: s.Source,
	}
}

// decisionJSON says who decided on a target.
type decisionJSON struct {
	Group domain.GroupID `json:"group"`
	Named string         `json:"group_name"`
	Side  string         `json:"side"`
	By    string         `json:"by"`
	At    time.Time      `json:"at"`
	Note  string         `json:"note,omitempty"`
}

func decisionOf(d target.Decision, group string) decisionJSON {
	return decisionJSON{Group: d.Group, Named: group, Side: d.Side, By: d.Name, At: d.At, Note: d.Note}
}

type targetsJSON struct {
	Targets []targetJSON `json:"targets"`
}

type targetJSON struct {
	seatJSON
	Decision decisionJSON `json:"decision"`
}

// list answers GET /targets.
func (h Handlers) list(c *web.Ctx) (web.Answer, error) {
	named, err := h.Targets.Targets(c.Go())
	if err != nil {
		return web.Answer{}, err
	}
	out, page := targetsJSON{Targets: []targetJSON{}}, &templates.Targets{}
	for _, n := range named {
		out.Targets = append(out.Targets, targetJSON{seatOf(n.Seat), decisionOf(n.Decision, n.GroupName)})
	}
	page.Decisions = decisions(named)
	if page.Sources, err = h.sources(c); err != nil {
		return web.Answer{}, err
	}
	if c.Who().Anywhere(domain.ChooseTargets) {
		page.Choose = c.Prefix() + "/organise/targets"
	}
	page.Title, page.Robots = templates.Word(c.Lang(), "target.title"), true
	return web.Answer{JSON: out, Page: "target/list", Data: page, Fresh: 15}, nil
}

// decisions gathers what was decided by one person, for one group, at one time.
func decisions(named []target.Named) (all []templates.TargetDecision) {
	for _, n := range named {
		d := n.Decision
		i := slices.IndexFunc(all, func(x templates.TargetDecision) bool {
			return x.By == d.Name && x.Group == n.GroupName && x.Side == d.Side && x.At.Equal(d.At)
		})
		if i < 0 {
			i, all = len(all), append(all, templates.TargetDecision{Side: d.Side, By: d.Name, Group: n.GroupName, At: d.At, Note: d.Note})
		}
		all[i].Rows = append(all[i].Rows, rowOf(n.Seat))
	}
	for _, d := range all {
		slices.SortStableFunc(d.Rows, func(a, b templates.TargetRow) int { return cmp.Compare(a.Share, b.Share) })
	}
	return all
}

func rowOf(s target.Seat) templates.TargetRow {
	return templates.TargetRow{Code: s.Code, Name: s.Name, Region: s.Region, First: s.First, Second: s.Second, Majority: s.Majority, Share: s.Margin()}
}

func (h Handlers) sources(c *web.Ctx) ([]string, error) {
	known, err := h.Targets.Sources(c.Go())
	var says []string
	for _, s := range known {
		if s.Says != "" {
			says = append(says, s.Says)
		}
	}
	return says, err
}

// chooseFirst answers GET /organise/targets: the first group for which the
// reader may choose.
func (h Handlers) chooseFirst(c *web.Ctx) (web.Answer, error) {
	groups, err := h.Targets.Groups(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	return h.page(c, groups, groups[0].ID, templates.Form{})
}

// chooseForm answers GET /organise/targets/{group}.
func (h Handlers) chooseForm(c *web.Ctx) (web.Answer, error) { return h.pageFor(c, templates.Form{}) }

func (h Handlers) pageFor(c *web.Ctx, f templates.Form) (web.Answer, error) {
	g, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err != nil {
		return web.Answer{}, err
	}
	groups, err := h.Targets.Groups(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	return h.page(c, groups, g, f)
}

// page is the page on which a group's targets are chosen.
func (h Handlers) page(c *web.Ctx, groups []target.GroupName, g domain.GroupID, f templates.Form) (web.Answer, error) {
	q := target.Query{Text: c.QueryParam("text"), Party: c.QueryParam("party"), Order: target.Order(c.QueryParam("order"))}
	list, err := h.Targets.Seats(c.Go(), c.Who(), g, q)
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/targets/" + string(g)
	page := &templates.TargetChoose{
		Form: f, Filter: templates.Form{Raw: c.QueryParams()}, Action: here + query(c), Here: here, Parties: list.Parties,
		Found: list.All, Chosen: list.Chosen, Seats: len(list.Parties) > 0,
	}
	if f.Raw == nil {
		page.Form.Raw = url.Values{"side": {list.Side.Party}}
	}
	for _, r := range list.Seats {
		row := rowOf(r.Seat)
		if row.Chosen = r.Decision != nil; row.Chosen {
			row.By, row.At = r.Decision.Name, r.Decision.At
		}
		if f.Raw != nil {
			row.Chosen = f.Checked("seats", row.Code)
		}
		page.Rows = append(page.Rows, row)
	}
	for _, other := range groups {
		if other.ID == g {
			page.Group = other.Name
			continue
		}
		page.Groups = append(page.Groups, templates.NavItem{Href: c.Prefix() + "/organise/targets/" + string(other.ID), Text: other.Name})
	}
	page.Title = templates.Word(c.Lang(), "target.choose.title")
	return web.Answer{Page: "target/choose", Part: "targets", Data: page}, nil
}

// query keeps what the list was filtered by while targets are saved.
func query(c *web.Ctx) string {
	if q := c.QueryString(); q != "" {
		return "?" + q
	}
	return ""
}

// choose answers POST /organise/targets/{group}.
func (h Handlers) choose(c *web.Ctx) (web.Answer, error) {
	g, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err != nil {
		return web.Answer{}, err
	}
	var in target.ChooseInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.Targets.Choose(c.Go(), c.Who(), g, in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.pageFor(c, f) })
	}
	a, err := h.list(c)
	if err != nil {
		return a, err
	}
	return web.Answer{JSON: a.JSON, Page: a.Page, Data: a.Data, Next: "/organise/targets/" + string(g) + query(c)}, nil
}

// Fact is what an event's page says of its seat; nil for one that is not known.
func (h Handlers) Fact(c *web.Ctx, code string) (*templates.SeatFact, error) {
	s, err := h.Targets.Known(c.Go(), code)
	if domain.Is(err, domain.NotFound) {
		return nil, nil
	}
	return factOf(c, s), err
}

// Closest is the target with the smallest majority; nil when there is none.
func (h Handlers) Closest(c *web.Ctx) (*templates.SeatFact, error) {
	named, err := h.Targets.Targets(c.Go())
	if err != nil || len(named) == 0 {
		return nil, err
	}
	least := named[0]
	for _, n := range named {
		if n.Majority < least.Majority {
			least = n
		}
	}
	return factOf(c, least.Seat), nil
}

func factOf(c *web.Ctx, s target.Seat) *templates.SeatFact {
	year := 0
	if !s.Held.IsZero() {
		year = s.Held.Year()
	}
	return &templates.SeatFact{Name: s.Name, Href: c.Prefix() + "/targets", Year: year, Majority: s.Majority, Share: s.Margin(), Votes: s.Valid}
}

// Options is the target seats for the form of an event, by name.
func (h Handlers) Options(c *web.Ctx) ([]templates.Option, error) {
	named, err := h.Targets.Targets(c.Go())
	var all []templates.Option
	seen := map[string]bool{}
	for _, n := range named {
		if !seen[n.Code] {
			all = append(all, templates.Option{Value: n.Code, Text: n.Name})
		}
		seen[n.Code] = true
	}
	return all, err
}

func listed(names []string) string { return strings.Join(names, ", ") }
