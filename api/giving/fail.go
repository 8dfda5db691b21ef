package giving

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// callsJSON is whom volunteers call.
type callsJSON struct {
	Calls []callJSON `json:"calls"`
}

type callJSON struct {
	Plan  giving.PlanID `json:"plan"`
	Name  string        `json:"name"`
	Phone string        `json:"phone,omitempty"`
	Since time.Time     `json:"since"`
	Ends  time.Time     `json:"ends"`
}

// calls answers GET /organise/calls.
func (h Handlers) calls(c *web.Ctx) (web.Answer, error) { return h.callList(c, templates.Form{}) }

func (h Handlers) callList(c *web.Ctx, f templates.Form) (web.Answer, error) {
	all, err := h.Giving.Calls(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	out, page := callsJSON{Calls: []callJSON{}}, &templates.CallList{Form: f}
	for _, x := range all {
		out.Calls = append(out.Calls, callJSON{x.Plan, x.Name, x.Phone, x.Since, x.Ends})
		page.Calls = append(page.Calls, templates.CallRow{
			Action: c.Prefix() + "/organise/calls/" + string(x.Plan), Name: x.Name, Phone: x.Phone, Group: x.Title, Since: x.Since, Ends: x.Ends, Sandbox: x.Sandbox,
		})
	}
	page.Title = templates.Word(c.Lang(), "money.calls")
	return web.Answer{JSON: out, Page: "giving/calls", Data: page}, nil
}

// called answers POST /organise/calls/{plan}.
func (h Handlers) called(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[giving.PlanID](c, "plan", "no-such-plan")
	if err != nil {
		return web.Answer{}, err
	}
	var in giving.CalledInput
	form, err := c.Read(&in)
	if err == nil {
		err = h.Giving.Called(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.callList(c, f) })
	}
	a, err := h.callList(c, templates.Form{})
	a.Next = "/organise/calls"
	return a, err
}

// looksJSON is who looked at money and who changed it.
type looksJSON struct {
	Looks []lookJSON `json:"looks"`
}

type lookJSON struct {
	At     time.Time       `json:"at"`
	Person domain.PersonID `json:"person"`
	Group  domain.GroupID  `json:"group"`
	What   string          `json:"what"`
	Object string          `json:"object,omitempty"`
}

// looks answers GET /organise/money/looks.
func (h Handlers) looks(c *web.Ctx) (web.Answer, error) {
	all, err := h.Giving.Looks(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	out, page := looksJSON{Looks: []lookJSON{}}, &templates.LookList{}
	for _, l := range all {
		out.Looks = append(out.Looks, lookJSON{l.At, l.Person, l.Group, l.What, l.Object})
		page.Looks = append(page.Looks, templates.LookRow{At: l.At, Name: l.Name, Group: l.Title, What: l.What, Object: l.Object})
	}
	page.Title = templates.Word(c.Lang(), "money.looks")
	return web.Answer{JSON: out, Page: "giving/looks", Data: page}, nil
}
