package people

import (
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// tree answers GET /organise/groups: the groups that the reader runs.
func (h Handlers) tree(c *web.Ctx) (web.Answer, error) {
	if !c.Who().Anywhere(domain.RunGroups) {
		return web.Answer{}, domain.Refuse(domain.Denied, "not-your-role")
	}
	all, err := h.People.Store.GroupsIn(c.Go(), "")
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.GroupTree{}
	for _, g := range branch(all, "") {
		if !c.Who().May(domain.RunGroups, g.ID) {
			continue
		}
		here := c.Prefix() + "/organise/groups/" + string(g.ID)
		page.Groups = append(page.Groups, templates.TreeGroup{
			Name: g.Name, Depth: min(5, strings.Count(g.Lineage, "/")-1), Href: here, New: here + "/new",
			People: c.Prefix() + "/organise/people?group=" + string(g.ID), Public: c.Prefix() + "/groups/" + g.Slug,
			In: templates.Country(c.Lang(), g.Country),
		})
	}
	page.Title = templates.Word(c.Lang(), "nav.groups")
	return web.Answer{Page: "organise/groups", Data: page}, nil
}

// branch is the groups below one, each followed by those below it, by name.
func branch(all []people.Group, above domain.GroupID) (out []people.Group) {
	below := map[domain.GroupID][]people.Group{}
	for _, g := range matching(all, "", "") {
		below[g.Parent] = append(below[g.Parent], g)
	}
	var climb func(domain.GroupID)
	climb = func(id domain.GroupID) {
		for _, g := range below[id] {
			out = append(out, g)
			climb(g.ID)
		}
	}
	climb(above)
	return out
}

// run is the group of the path, for somebody who runs it.
func (h Handlers) run(c *web.Ctx) (people.Group, error) {
	id, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err != nil {
		return people.Group{}, err
	}
	g, err := h.People.Store.Group(c.Go(), id)
	if err != nil {
		return g, err
	}
	return g, c.Who().Must(domain.RunGroups, id)
}

func inputOf(g people.Group) people.GroupInput {
	return people.GroupInput{
		ID: string(g.ID), Name: g.Name, About: g.About, Country: g.Country, Currency: g.Currency, Zone: g.Zone, Locale: g.Locale,
		Colour: g.Colour, Lat: g.At.Lat, Lon: g.At.Lon,
	}
}

// groupForm answers GET /organise/groups/{group}.
func (h Handlers) groupForm(c *web.Ctx) (web.Answer, error) {
	g, err := h.run(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.groupPage(c, web.FormOf(inputOf(g)), g, false)
}

// newGroup answers GET /organise/groups/{group}/new: a group below it takes
// over what it is likely to share.
func (h Handlers) newGroup(c *web.Ctx) (web.Answer, error) {
	g, err := h.run(c)
	if err != nil {
		return web.Answer{}, err
	}
	in := inputOf(g)
	in.ID, in.Name, in.About, in.Lat, in.Lon = domain.NewID[string](c.Now()), "", "", 0, 0
	return h.groupPage(c, web.FormOf(in), g, true)
}

// groupPage is the settings of g, or of a new group below it.
func (h Handlers) groupPage(c *web.Ctx, f templates.Form, g people.Group, fresh bool) (web.Answer, error) {
	page := &templates.GroupEdit{
		Form: f, New: fresh, Name: g.Name, Action: c.Prefix() + "/organise/groups/" + string(g.ID),
		Locales: languages(), Zones: templates.Zones(f.Value("zone"), f.Value("country")), Countries: templates.Countries(c.Lang(), countries), Currencies: plain(f.Value("currency"), domain.Currencies()),
	}
	page.Title = templates.Word(c.Lang(), "organise.settings-of", "group", g.Name)
	if fresh {
		page.Action += "/groups"
		page.Title = templates.Word(c.Lang(), "organise.found-below", "group", g.Name)
	}
	return web.Answer{Page: "organise/group", Part: "form", Data: page}, nil
}

// changeGroup answers POST /organise/groups/{group}.
func (h Handlers) changeGroup(c *web.Ctx) (web.Answer, error) {
	g, err := h.run(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in people.GroupInput
	f, err := c.Read(&in)
	changed := g
	if err == nil {
		changed, err = h.People.ChangeGroup(c.Go(), c.Who(), g.ID, in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.groupPage(c, f, g, false) })
	}
	return web.Answer{JSON: jsonOf(changed), Next: "/groups/" + changed.Slug}, nil
}

// found answers POST /organise/groups/{group}/groups.
func (h Handlers) found(c *web.Ctx) (web.Answer, error) {
	above, err := h.run(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in people.GroupInput
	f, err := c.Read(&in)
	var g people.Group
	if err == nil {
		g, err = h.People.Found(c.Go(), c.Who(), above.ID, in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.groupPage(c, f, above, true) })
	}
	return web.Answer{JSON: jsonOf(g), Next: "/groups/" + g.Slug}, nil
}
