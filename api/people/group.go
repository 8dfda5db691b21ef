package people

import (
	"slices"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// mostFound is how many groups a search shows before it asks for more letters.
const mostFound = 60

// joinForm answers GET /join: first which group, then who.
func (h Handlers) joinForm(c *web.Ctx) (web.Answer, error) {
	f := templates.Form{Raw: c.QueryParams()}
	chosen := c.QueryParam("group")
	if chosen == "" {
		return h.choosePage(c, f)
	}
	g, err := h.groupNamed(c, chosen)
	if err != nil {
		return web.Answer{}, err
	}
	return h.joinPage(c, templates.Form{}, g)
}

// groupNamed finds a group by its id or its slug.
func (h Handlers) groupNamed(c *web.Ctx, name string) (people.Group, error) {
	if id, ok := domain.ParseID[domain.GroupID](name); ok {
		return h.People.Store.Group(c.Go(), id)
	}
	return h.People.Store.GroupCalled(c.Go(), name)
}

// choosePage is the search for a group, which needs no script.
func (h Handlers) choosePage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	all, err := h.People.Store.GroupsIn(c.Go(), "")
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Join{Form: f, Action: c.Prefix() + "/join", Countries: templates.Countries(c.Lang(), countriesOf(all))}
	for _, g := range matching(all, f.Value("country"), f.Value("q")) {
		if len(page.Found) == mostFound {
			page.Many = true
			break
		}
		page.Found = append(page.Found, templates.GroupLink{Href: c.Prefix() + "/join?group=" + string(g.ID), Name: g.Name, In: templates.Country(c.Lang(), g.Country)})
	}
	page.Title, page.Robots = templates.Word(c.Lang(), "people.join-title"), true
	return web.Answer{Page: "people/join", Part: "main", Data: page}, nil
}

func countriesOf(gs []people.Group) string {
	seen := map[string]bool{}
	for _, g := range gs {
		seen[g.Country] = true
	}
	var all []string
	for country := range seen {
		all = append(all, country)
	}
	return strings.Join(all, " ")
}

// matching is the groups of a country with every word of text in their name,
// by name.
func matching(gs []people.Group, country, text string) (found []people.Group) {
	var words []string
	if strings.TrimSpace(text) != "" {
		words = strings.Split(domain.Slug(text), "-")
	}
	keys := map[domain.GroupID]string{}
	for _, g := range gs {
		key := domain.Slug(g.Name)
		fits := country == "" || country == g.Country
		for _, w := range words {
			fits = fits && strings.Contains(key, w)
		}
		if fits {
			keys[g.ID] = key
			found = append(found, g)
		}
	}
	slices.SortStableFunc(found, func(a, b people.Group) int { return strings.Compare(keys[a.ID], keys[b.ID]) })
	return found
}

func (h Handlers) joinPage(c *web.Ctx, f templates.Form, g people.Group) (web.Answer, error) {
	page := &templates.Join{
		Form: f, Action: c.Prefix() + "/join", Group: string(g.ID),
		Chosen: &templates.GroupLink{Href: c.Prefix() + "/groups/" + g.Slug, Name: g.Name, In: templates.Country(c.Lang(), g.Country)},
	}
	page.Title = templates.Word(c.Lang(), "people.join-group", "group", g.Name)
	h.in(&page.Frame, g)
	return web.Answer{Page: "people/join", Part: "form", Data: page}, nil
}

// join answers POST /join. Somebody signed in belongs at once; anybody else
// belongs once they answer the letter.
func (h Handlers) join(c *web.Ctx) (web.Answer, error) {
	var in people.JoinInput
	f, err := c.Read(&in)
	var a asking
	if err == nil {
		a.ID, a.Browser, err = h.People.Join(c.Go(), c.Who(), in, c.Lang(), web.Sender(c))
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) {
			g, gerr := h.groupNamed(c, f.Value("group"))
			if domain.Is(gerr, domain.NotFound) {
				return h.choosePage(c, f)
			}
			if gerr != nil {
				return web.Answer{}, gerr
			}
			return h.joinPage(c, f, g)
		})
	}
	if a.ID == "" {
		return web.Answer{Next: "/me"}, nil
	}
	a.Next = "/me"
	a.keep(c)
	return web.Answer{Next: "/sign-in/code"}, nil
}

// groups answers GET /groups.
func (h Handlers) groups(c *web.Ctx) (web.Answer, error) {
	all, err := h.People.Store.GroupsIn(c.Go(), "")
	if err != nil {
		return web.Answer{}, err
	}
	out, page := groupsJSON{Groups: []groupJSON{}}, &templates.Groups{}
	in := map[string][]templates.GroupLink{}
	for _, g := range matching(all, "", "") {
		out.Groups = append(out.Groups, jsonOf(g))
		in[g.Country] = append(in[g.Country], templates.GroupLink{Href: c.Prefix() + "/groups/" + g.Slug, Name: g.Name})
	}
	for _, country := range templates.Countries(c.Lang(), countriesOf(all)) {
		page.Countries = append(page.Countries, templates.GroupsIn{Country: country.Text, Groups: in[country.Value]})
	}
	if c.Who().Anywhere(domain.RunGroups) {
		page.New = c.Prefix() + "/organise/groups"
	}
	page.Title, page.Robots = templates.Word(c.Lang(), "people.groups"), true
	return web.Answer{JSON: out, Page: "people/groups", Data: page, Fresh: 60}, nil
}

// group answers GET /groups/{slug}: what it and the groups below it have called.
func (h Handlers) group(c *web.Ctx) (web.Answer, error) {
	g, err := h.People.Store.GroupCalled(c.Go(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	all, err := h.People.Store.GroupsIn(c.Go(), "")
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.GroupShow{Name: g.Name, About: g.About, Join: c.Prefix() + "/join?group=" + string(g.ID)}
	page.Above, page.Below = around(c, all, g)
	if h.EventsOf != nil {
		if page.Events, err = h.EventsOf(c, within(all, g), 10); err != nil {
			return web.Answer{}, err
		}
	}
	e, err := h.People.Store.Entity(c.Go(), g.Entity)
	if err != nil {
		return web.Answer{}, err
	}
	page.Feed = c.URL("/groups/" + g.Slug + "/calendar.ics")
	page.Imprint, page.Member, page.Give = e.Name+", "+e.Address, len(c.Who().Roles[g.ID]) > 0, c.Prefix()+"/donate"
	if c.Who().May(domain.RunGroups, g.ID) {
		page.Change = c.Prefix() + "/organise/groups/" + string(g.ID)
	}
	page.Title, page.Robots, page.Canonical = g.Name, true, c.URL("/groups/"+g.Slug)
	h.in(&page.Frame, g)
	return web.Answer{JSON: jsonOf(g), Page: "people/group", Data: page, Fresh: 15}, nil
}

// feed answers GET /groups/{slug}/calendar.ics.
func (h Handlers) feed(c *web.Ctx) (web.Answer, error) {
	g, err := h.People.Store.GroupCalled(c.Go(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	all, err := h.People.Store.GroupsIn(c.Go(), "")
	if err != nil {
		return web.Answer{}, err
	}
	return h.FeedOf(c, g.Name, within(all, g))
}

// within is g and every group below it.
func within(all []people.Group, g people.Group) (ids []domain.GroupID) {
	for _, other := range all {
		if strings.HasPrefix(other.Lineage, g.Lineage) {
			ids = append(ids, other.ID)
		}
	}
	return ids
}

// around is the group above g and the groups right below it, by name.
func around(c *web.Ctx, all []people.Group, g people.Group) (above *templates.GroupLink, below []templates.GroupLink) {
	for _, other := range matching(all, "", "") {
		link := templates.GroupLink{Href: c.Prefix() + "/groups/" + other.Slug, Name: other.Name}
		if other.ID == g.Parent {
			above = &link
		}
		if other.Parent == g.ID {
			below = append(below, link)
		}
	}
	return above, below
}

// Where names the groups in which the reader may do act, by name, for the
// forms of other contexts.
func (h Handlers) Where(act domain.Act) func(*web.Ctx) ([]templates.Option, error) {
	return func(c *web.Ctx) (options []templates.Option, err error) {
		all, err := h.People.Store.GroupsIn(c.Go(), "")
		for _, g := range matching(all, "", "") {
			if c.Who().May(act, g.ID) {
				options = append(options, templates.Option{Value: string(g.ID), Text: g.Name})
			}
		}
		return options, err
	}
}
