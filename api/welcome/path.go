package welcome

import (
	"slices"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/welcome"
	"barnstorm/templates"
)

// pathJSON is how far somebody has come.
type pathJSON struct {
	Events int            `json:"events"`
	Done   []welcome.Step `json:"done"`
	Next   welcome.Step   `json:"next,omitempty"`
}

// pathsJSON is how newcomers fare, and how far the people of a group have come.
type pathsJSON struct {
	Group    domain.GroupID `json:"group"`
	Arrived  int            `json:"arrived"` // in thirty days
	Within   int            `json:"within"`  // of them, with whom somebody got in touch within a day
	Reached  int            `json:"reached"`
	Waiting  int            `json:"waiting"` // for whoever organises
	Underway int            `json:"underway"`
	Steps    []stepJSON     `json:"steps"`
}

type stepJSON struct {
	Step  welcome.Step `json:"step"`
	Took  int          `json:"took"`
	Ready []string     `json:"ready"` // names of those whose next step it is
}

// paths answers GET /organise/newcomers.
func (h Handlers) paths(c *web.Ctx) (web.Answer, error) {
	groups, err := h.Groups(c)
	if err != nil {
		return web.Answer{}, err
	}
	named := c.QueryParam("group")
	if named == "" && len(groups) > 0 {
		named = groups[0].Value
	}
	g, ok := domain.ParseID[domain.GroupID](named)
	if !ok && named != "" {
		return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-group")
	}
	pulse, err := h.Welcome.Pulse(c.Go(), c.Who(), g)
	if err != nil {
		return web.Answer{}, err
	}
	all, err := h.Welcome.PathsIn(c.Go(), c.Who(), g)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.NewcomerPaths{Groups: groups, Group: string(g), Action: c.Prefix() + "/organise/newcomers", Pulse: templates.Pulse(pulse), Welcome: c.Prefix() + "/welcome"}
	out := pathsJSON{Group: g, Arrived: pulse.Arrived, Within: pulse.Within, Reached: pulse.Reached, Waiting: pulse.Waiting, Underway: pulse.Underway}
	for _, step := range welcome.Steps {
		view, line := templates.PathStep{Step: string(step), Took: all.Took[step]}, stepJSON{Step: step, Took: all.Took[step], Ready: []string{}}
		for _, p := range all.Ready[step] {
			view.Ready = append(view.Ready, templates.PathPerson{Name: p.Name, Events: p.Events})
			line.Ready = append(line.Ready, p.Name)
		}
		page.Steps, out.Steps = append(page.Steps, view), append(out.Steps, line)
	}
	page.Title = templates.Word(c.Lang(), "path.title")
	return web.Answer{JSON: out, Page: "welcome/paths", Data: page}, nil
}

// Own is the reader's own path, for their own page.
func (h Handlers) Own(c *web.Ctx, emails []string, groups []templates.Option) (*templates.PathView, error) {
	p, err := h.Welcome.Path(c.Go(), c.Who(), emails)
	if err != nil {
		return nil, err
	}
	view := &templates.PathView{Events: p.Events, Groups: groups, Mail: len(emails) > 0, NewID: domain.NewID[string](c.Now()), Action: c.Prefix() + "/me/welcome", End: c.Prefix() + "/me/welcome/end"}
	for _, step := range welcome.Steps {
		view.Steps = append(view.Steps, templates.OwnStep{Step: string(step), Done: slices.Contains(p.Done, step), Next: step == p.Next})
	}
	view.Waits, err = h.Welcome.Waits(c.Go(), c.Who(), emails)
	return view, err
}

func (h Handlers) own(c *web.Ctx, err error) (web.Answer, error) {
	if err != nil {
		return web.Answer{}, err
	}
	emails, err := h.Emails(c)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := h.Welcome.Path(c.Go(), c.Who(), emails)
	out := pathJSON{Events: p.Events, Done: p.Done, Next: p.Next}
	if out.Done == nil {
		out.Done = []welcome.Step{}
	}
	return web.Answer{JSON: out, Next: "/me"}, err
}

// askFor answers POST /me/welcome.
func (h Handlers) askFor(c *web.Ctx) (web.Answer, error) {
	emails, err := h.Emails(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in welcome.AskInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.Welcome.AskFor(c.Go(), c.Who(), append(emails, "")[0], in)
	}
	if err != nil && h.Again != nil {
		return h.Again(c, f, err)
	}
	return h.own(c, err)
}

// quiet answers POST /me/welcome/end.
func (h Handlers) quiet(c *web.Ctx) (web.Answer, error) {
	emails, err := h.Emails(c)
	if err == nil {
		err = h.Welcome.Quiet(c.Go(), c.Who(), emails)
	}
	return h.own(c, err)
}
