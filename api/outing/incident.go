package outing

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/templates"
)

// incidentRoutes is every address about what went wrong.
func (h Handlers) incidentRoutes() []web.Route {
	knock, read := web.May(domain.Knock), web.May(domain.ReadIncidents)
	return []web.Route{
		{Method: "GET", Path: "/door/:effort/incident", For: knock, Do: h.reporting},
		{Method: "POST", Path: "/door/:effort/incident", For: knock, Does: "Write down what went wrong; two roles alone read it.", In: outing.ReportInput{}, Out: reportedJSON{}, Do: h.report},
		{Method: "GET", Path: "/organise/incidents", For: read, Does: "List the incident notes that the caller may open, without a word of them.", Out: incidentsJSON{}, Do: h.incidents},
		{Method: "GET", Path: "/organise/incidents/:incident", For: read, Fresh: true, Does: "Open an incident note; who did is kept beside it.", Out: incidentJSON{}, Do: h.incident},
	}
}

type reportedJSON struct {
	ID outing.IncidentID `json:"id"`
}

type incidentsJSON struct {
	Incidents []incidentJSON `json:"incidents"`
}

type incidentJSON struct {
	ID    outing.IncidentID `json:"id"`
	Kind  outing.Hurt       `json:"kind"`
	Day   string            `json:"day"`
	Turf  string            `json:"turf,omitempty"`
	By    string            `json:"by,omitempty"`
	Words string            `json:"words,omitempty"` // of one that was opened
	Read  []readJSON        `json:"read,omitempty"`
}

type readJSON struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

func incidentOf(i outing.Incident, reads []outing.Read) incidentJSON {
	out := incidentJSON{ID: i.ID, Kind: i.Kind, Day: i.Day, Turf: i.Area, By: i.Name, Words: i.Words}
	for _, r := range reads {
		out.Read = append(out.Read, readJSON{r.Name, r.At})
	}
	return out
}

// reporting answers GET /door/{effort}/incident.
func (h Handlers) reporting(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[canvass.EffortID](c, "effort", "no-such-effort")
	if err != nil {
		return web.Answer{}, err
	}
	return h.reportWith(c, id, web.FormOf(outing.ReportInput{ID: domain.NewID[outing.IncidentID](c.Now())}))
}

func (h Handlers) reportWith(c *web.Ctx, id canvass.EffortID, f templates.Form) (web.Answer, error) {
	e, turfs, err := h.Outings.Reportable(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.IncidentForm{Effort: e.Name, Action: c.Prefix() + "/door/" + string(id) + "/incident", Form: f, Done: c.QueryParam("done") != ""}
	page.Title = templates.Word(c.Lang(), "incident.report")
	for _, k := range outing.Hurts {
		page.Kinds = append(page.Kinds, string(k))
	}
	page.Turfs = append(page.Turfs, templates.Option{Text: templates.Word(c.Lang(), "incident.no-turf")})
	for _, t := range turfs {
		page.Turfs = append(page.Turfs, templates.Option{Value: string(t.ID), Text: t.Name})
	}
	return web.Answer{Page: "outing/report", Data: page}, nil
}

// report answers POST /door/{effort}/incident.
func (h Handlers) report(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[canvass.EffortID](c, "effort", "no-such-effort")
	if err != nil {
		return web.Answer{}, err
	}
	var in outing.ReportInput
	form, err := c.Read(&in)
	if err == nil {
		err = h.Outings.Report(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.reportWith(c, id, f) })
	}
	return web.Answer{JSON: reportedJSON{in.ID}, Next: "/door/" + string(id) + "/incident?done=1"}, nil
}

// incidents answers GET /organise/incidents.
func (h Handlers) incidents(c *web.Ctx) (web.Answer, error) {
	all, err := h.Outings.Incidents(c.Go(), c.Who())
	page := &templates.IncidentList{}
	page.Title = templates.Word(c.Lang(), "incident.title")
	out := incidentsJSON{Incidents: []incidentJSON{}}
	for _, i := range all {
		out.Incidents = append(out.Incidents, incidentOf(i, nil))
		page.Notes = append(page.Notes, noteOf(c, i))
	}
	return web.Answer{JSON: out, Page: "outing/incidents", Data: page}, err
}

func noteOf(c *web.Ctx, i outing.Incident) templates.IncidentLine {
	return templates.IncidentLine{
		Href: c.Prefix() + "/organise/incidents/" + string(i.ID), Kind: string(i.Kind), Effort: i.Title, Turf: i.Area, By: i.Name, Words: i.Words, Day: noon(i.Day), Reads: i.Reads,
	}
}

// incident answers GET /organise/incidents/{incident}.
func (h Handlers) incident(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[outing.IncidentID](c, "incident", "no-such-incident")
	if err != nil {
		return web.Answer{}, err
	}
	i, reads, err := h.Outings.OpenNote(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.IncidentShow{Note: noteOf(c, i), Back: c.Prefix() + "/organise/incidents", Until: i.Made.AddDate(3, 0, 0)}
	page.Title = templates.Word(c.Lang(), "incident.kind."+string(i.Kind))
	for _, r := range reads {
		page.Reads = append(page.Reads, templates.IncidentRead{Name: r.Name, At: r.At})
	}
	return web.Answer{JSON: incidentOf(i, reads), Page: "outing/incident", Data: page}, nil
}
