package canvass

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/templates"
)

// forgettingJSON is what an effort's clock will delete, or has.
type forgettingJSON struct {
	When        time.Time             `json:"when"`
	KeepDays    int                   `json:"keep_days"`
	Holds       map[canvass.Trace]int `json:"holds"`
	Sealed      int                   `json:"sealed_days"`
	Late        int                   `json:"late_records"`
	Certificate *certificateJSON      `json:"certificate,omitempty"`
}

// certificateJSON is a certificate: the rule, and how many of each kind are gone.
type certificateJSON struct {
	Ends       time.Time             `json:"effort_ended"`
	KeepDays   int                   `json:"keep_days"`
	Controller string                `json:"controller"`
	Began      time.Time             `json:"began"`
	Done       *time.Time            `json:"done,omitempty"`
	Gone       map[canvass.Trace]int `json:"gone"`
}

// forgetting answers GET /organise/efforts/{effort}/forgetting.
func (h Handlers) forgetting(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	f, err := h.Canvass.Forgetting(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	e := f.Effort
	group, err := h.Canvass.Brief(c.Go(), c.Who(), id, domain.SeeResults)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Forgetting{
		Effort: lineOf(c, e), Group: group.Group, Controller: e.Controller, Level: string(e.Level), Keep: e.KeepDays,
		When: local(f.When, e.Zone), Soon: !c.Now().Before(f.When), Sealed: f.Sealed, Late: f.Late, Results: c.Prefix() + "/organise/efforts/" + string(id) + "/results",
	}
	page.Title = templates.Word(c.Lang(), "forget.title")
	out := forgettingJSON{When: f.When, KeepDays: e.KeepDays, Holds: f.Holds, Sealed: f.Sealed, Late: f.Late}
	if cert := f.Certificate; cert != nil {
		page.Certificate, page.Began, page.Done = true, local(cert.Began, e.Zone), local(cert.Done, e.Zone)
		page.Keep, page.Controller, page.Level = cert.KeepDays, cert.Controller, string(cert.Level)
		out.Certificate = &certificateJSON{cert.Ends, cert.KeepDays, cert.Controller, cert.Began, nil, cert.Gone}
		if !cert.Done.IsZero() {
			out.Certificate.Done = &cert.Done
		}
	}
	for _, trace := range canvass.Traces {
		n := f.Holds[trace]
		if f.Certificate != nil {
			n = f.Certificate.Gone[trace]
		}
		page.Lines = append(page.Lines, templates.TraceLine{Code: string(trace), Count: n})
	}
	return web.Answer{JSON: out, Page: "canvass/forgetting", Data: page}, nil
}
