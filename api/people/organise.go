package people

import (
	"net/url"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// today answers GET /organise: what needs an organiser now.
func (h Handlers) today(c *web.Ctx) (web.Answer, error) {
	if !c.Who().Anywhere(domain.SeeRSVPs) {
		return web.Answer{}, domain.Refuse(domain.Denied, "not-your-role")
	}
	page := &templates.Today{Now: c.Now()}
	var err error
	if h.Called != nil {
		if page.Events, err = h.Called(c, 8); err != nil {
			return web.Answer{}, err
		}
	}
	if c.Who().Anywhere(domain.ScheduleEvents) {
		page.New = c.Prefix() + "/organise/events/new"
	}
	if page.Tasks, err = h.tasks(c); err != nil {
		return web.Answer{}, err
	}
	for _, waits := range h.Waits {
		more, err := waits(c)
		if err != nil {
			return web.Answer{}, err
		}
		page.Tasks = append(page.Tasks, more...)
	}
	for _, e := range page.Events {
		page.Figures = addUp(page.Figures, c, e)
	}
	page.Title = templates.Word(c.Lang(), "nav.today")
	return web.Answer{Page: "organise/today", Data: page}, nil
}

// addUp counts an event into the figures of the week: how many places its
// events have and how many of them are taken.
func addUp(figures []templates.Figure, c *web.Ctx, e templates.EventLine) []templates.Figure {
	if e.Off || e.Capacity == 0 || e.Starts.After(c.Now().AddDate(0, 0, 7)) {
		return figures
	}
	if len(figures) == 0 {
		figures = []templates.Figure{{Name: templates.Word(c.Lang(), "organise.week")}}
	}
	f := &figures[0]
	f.Done, f.All = f.Done+min(e.Taken, e.Capacity), f.All+e.Capacity
	f.Big = templates.Word(c.Lang(), "event.of", "taken", f.Done, "n", f.All)
	f.Text = templates.Word(c.Lang(), "event.left", "n", f.All-f.Done)
	return figures
}

// proposed is the task to decide on what supporters propose, if there is any.
func (h Handlers) proposed(c *web.Ctx) (all []templates.Task, err error) {
	if h.Proposed == nil {
		return nil, nil
	}
	n, err := h.Proposed(c)
	if n > 0 {
		all = append(all, templates.Task{Kind: "warn", Text: templates.Word(c.Lang(), "propose.waiting", "n", n), Do: templates.Word(c.Lang(), "propose.look"), Href: c.Prefix() + "/organise/proposals"})
	}
	return all, err
}

// tasks is what waits for somebody. Letters are those of the whole house, so
// only those who run the group above all hear of them.
func (h Handlers) tasks(c *web.Ctx) (all []templates.Task, err error) {
	if all, err = h.proposed(c); err != nil {
		return nil, err
	}
	top, err := h.People.Store.TopGroup(c.Go())
	if err != nil || !c.Who().May(domain.RunGroups, top.ID) {
		return all, err
	}
	restored, err := h.People.RestoredAt(c.Go())
	if err != nil {
		return nil, err
	}
	if !restored.IsZero() {
		all = append(all, templates.Task{
			Kind: "warn", Text: templates.Word(c.Lang(), "organise.restored", "date", templates.In(c.Lang()).DayMonthYear(restored)), Do: templates.Word(c.Lang(), "organise.confirm-restored"),
			Post: c.Prefix() + "/organise/house/confirm",
		})
	}
	if h.Undelivered != nil {
		n, err := h.Undelivered(c.Go())
		if err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, templates.Task{Kind: "warn", Text: templates.Word(c.Lang(), "organise.letters", "n", n)})
		}
	}
	if top.About == "" {
		all = append(all, templates.Task{
			Kind: "warn", Text: templates.Word(c.Lang(), "organise.no-about"), Do: templates.Word(c.Lang(), "organise.write-about"),
			Href: c.Prefix() + "/organise/groups/" + string(top.ID),
		})
	}
	return all, nil
}

// confirmRestored answers POST /organise/house/confirm.
func (h Handlers) confirmRestored(c *web.Ctx) (web.Answer, error) {
	return web.Answer{Next: "/organise"}, h.People.ConfirmRestored(c.Go(), c.Who())
}

// peopleJSON is a list of people and their roles.
type peopleJSON struct {
	People []personJSON `json:"people"`
	More   string       `json:"more,omitempty"`
}

type personJSON struct {
	ID    domain.PersonID `json:"id"`
	Name  string          `json:"name"`
	Group domain.GroupID  `json:"group"`
	Role  domain.Role     `json:"role"`
	Since time.Time       `json:"since"`
}

const peoplePerPage = 50

// people answers GET /organise/people.
func (h Handlers) people(c *web.Ctx) (web.Answer, error) {
	var g domain.GroupID
	if named := c.QueryParam("group"); named != "" {
		var ok bool
		if g, ok = domain.ParseID[domain.GroupID](named); !ok {
			return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-group")
		}
	}
	return h.peoplePage(c, templates.Form{}, g)
}

func (h Handlers) peoplePage(c *web.Ctx, f templates.Form, g domain.GroupID) (web.Answer, error) {
	after := people.Cursor{Name: c.QueryParam("from")}
	after.ID, _ = domain.ParseID[domain.PersonID](c.QueryParam("after"))
	listed, err := h.People.People(c.Go(), c.Who(), g, after, peoplePerPage+1)
	if err != nil {
		return web.Answer{}, err
	}
	listed, last := cut(listed, peoplePerPage)
	out, page := peopleJSON{People: []personJSON{}}, &templates.PeopleList{Form: f, Roles: said(c, "role.", domain.Roles)}
	if last != nil {
		q := url.Values{"from": {last.Name}, "after": {string(last.ID)}}
		if g != "" {
			q.Set("group", string(g))
		}
		page.More = c.Prefix() + "/organise/people?" + q.Encode()
		out.More = page.More
	}
	names, err := h.names(c, listed)
	if err != nil {
		return web.Answer{}, err
	}
	for _, l := range listed {
		out.People = append(out.People, personJSON(l))
		page.People = append(page.People, templates.PersonRow{
			ID: string(l.ID), Name: l.Name, Group: names[l.Group], Role: string(l.Role), Since: l.Since,
			GroupHref: c.Prefix() + "/organise/people?group=" + string(l.Group),
		})
	}
	if err := h.aboutGroup(c, page, g); err != nil {
		return web.Answer{}, err
	}
	page.Title = templates.Word(c.Lang(), "organise.people")
	return web.Answer{JSON: out, Page: "organise/people", Part: "people", Data: page}, nil
}

// aboutGroup says on a list of people whose it is, and lets admins give roles.
func (h Handlers) aboutGroup(c *web.Ctx, page *templates.PeopleList, g domain.GroupID) error {
	if g == "" {
		return nil
	}
	group, err := h.People.Store.Group(c.Go(), g)
	page.Group = group.Name
	if c.Who().May(domain.GrantRoles, g) {
		page.Action = c.Prefix() + "/organise/groups/" + string(g) + "/roles"
	}
	seen := map[string]bool{}
	for _, p := range page.People {
		if !seen[p.ID] {
			seen[p.ID] = true
			page.Choose = append(page.Choose, templates.Option{Value: p.ID, Text: p.Name})
		}
	}
	return err
}

// cut leaves the roles of at most n people, and tells the last of them when
// there are more.
func cut(listed []people.Listed, n int) ([]people.Listed, *people.Listed) {
	seen := 0
	for i, l := range listed {
		if i > 0 && l.ID == listed[i-1].ID {
			continue
		}
		if seen++; seen > n {
			return listed[:i], &listed[i-1]
		}
	}
	return listed, nil
}

func (h Handlers) names(c *web.Ctx, listed []people.Listed) (map[domain.GroupID]string, error) {
	names := map[domain.GroupID]string{}
	for _, l := range listed {
		if _, known := names[l.Group]; known {
			continue
		}
		g, err := h.People.Store.Group(c.Go(), l.Group)
		if err != nil {
			return nil, err
		}
		names[l.Group] = g.Name
	}
	return names, nil
}

// grantJSON says how a role stands after it was given or taken.
type grantJSON struct {
	Person string `json:"person"`
	Role   string `json:"role"`
	Held   bool   `json:"held"`
}

// grant answers POST /organise/groups/{group}/roles.
func (h Handlers) grant(c *web.Ctx) (web.Answer, error) {
	g, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err != nil {
		return web.Answer{}, err
	}
	var in people.GrantInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.People.Grant(c.Go(), c.Who(), g, in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.peoplePage(c, f, g) })
	}
	return web.Answer{JSON: grantJSON{in.Person, in.Role, !in.Take}, Next: "/organise/people?group=" + string(g)}, nil
}
