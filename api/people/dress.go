package people

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// in dresses a page in the name and colour of a group.
func (h Handlers) in(f *templates.Frame, g people.Group) {
	f.Wear(g.Name, g.Colour)
}

// Dress fills the frame of every page: the name and colour of the group whose
// page it is, else of the group above all, where one can go, and what is true
// of the whole house.
func (h Handlers) Dress(c *web.Ctx, f *templates.Frame) error {
	g, err := h.People.Store.TopGroup(c.Go())
	if domain.Is(err, domain.NotFound) {
		f.Site = "Barnstorm"
		f.Strips = append(f.Strips, templates.Strip{Kind: "empty", Text: templates.Word(c.Lang(), "nav.how-to-begin")})
		return nil
	}
	if err != nil {
		return err
	}
	if f.Site == "" {
		h.in(f, g)
	}
	f.Nav, f.Rooms = h.nav(c), rooms(c)
	if err := h.played(c, f); err != nil {
		return err
	}
	strips, err := h.strips(c, g, f.Told)
	if slices.ContainsFunc(strips, func(s templates.Strip) bool { return s.Kind == people.Demo }) {
		f.Strips = nil // the demo says of itself that no money moves
	}
	for _, s := range strips {
		if !slices.ContainsFunc(f.Strips, func(said templates.Strip) bool { return said.Kind == s.Kind }) {
			f.Strips = append(f.Strips, s)
		}
	}
	return err
}

func (h Handlers) nav(c *web.Ctx) []templates.NavItem {
	items := []templates.NavItem{
		item(c, "/events", "nav.events"), item(c, "/nearest", "nav.nearest"), item(c, "/donate", "nav.give"),
	}
	if c.Who().Nobody() {
		return append(items, item(c, "/sign-in", "people.sign-in"))
	}
	me := item(c, "/me", "")
	me.Text = c.Who().Name
	return append(items, me)
}

func item(c *web.Ctx, path, word string) templates.NavItem {
	here := c.Request().URL.Path
	return templates.NavItem{Href: c.Prefix() + path, Text: templates.Word(c.Lang(), word), Current: here == path || strings.HasPrefix(here, path+"/")}
}

// organiserRooms is where an organiser goes, each with the right that opens it.
var organiserRooms = []struct {
	path, word string
	act        domain.Act
}{
	{"/organise", "nav.today", domain.SeeRSVPs},
	{"/organise/events", "nav.events", domain.ScheduleEvents},
	{"/organise/scripts", "nav.scripts", domain.WriteScripts},
	{"/organise/efforts", "nav.efforts", domain.SeeResults},
	{"/organise/complaints", "nav.complaints", domain.AnswerResidents},
	{"/organise/targets", "nav.targets", domain.ChooseTargets},
	{"/organise/shortage", "nav.shortage", domain.ScheduleEvents},
	{"/organise/incidents", "nav.incidents", domain.ReadIncidents},
	{"/organise/people", "nav.people", domain.SeePeople},
	{"/welcome", "nav.welcome", domain.WelcomeNew},
	{"/organise/groups", "nav.groups", domain.RunGroups},
	{"/organise/money", "nav.money", domain.SeeLedger},
	{"/organise/bank", "nav.bank", domain.MoveMoney},
	{"/organise/law", "nav.law", domain.SeeDonors},
}

func rooms(c *web.Ctx) (all []templates.NavItem) {
	for _, r := range organiserRooms {
		hosts := r.path == "/organise/events" && len(c.Who().On(r.act)) > 0
		if !c.Who().Anywhere(r.act) && !hosts {
			continue
		}
		i := item(c, r.path, r.word)
		if r.path == "/organise" {
			i.Current = c.Request().URL.Path == r.path
		}
		all = append(all, i)
	}
	return all
}

// strips says what is true of every page: a demonstration, a copy that sends
// nothing, gifts that only play.
func (h Handlers) strips(c *web.Ctx, top people.Group, told bool) (all []templates.Strip, err error) {
	for _, state := range []string{people.Demo, people.Restored} {
		value, err := h.People.Store.House(c.Go(), state)
		if err != nil {
			return nil, err
		}
		if value != "" {
			all = append(all, templates.Strip{Kind: state, Text: templates.Word(c.Lang(), "nav."+state)})
		}
	}
	if told || len(all) > 0 { // a group may take money in a house that plays, and play in one that takes it
		return all, nil
	}
	e, err := h.People.Store.Entity(c.Go(), top.Entity)
	if err == nil && e.Sandbox {
		all = append(all, templates.Strip{Kind: "sandbox", Text: templates.Word(c.Lang(), "nav.sandbox")})
	}
	return all, err
}

// moneyRooms is where organisers see money, and what lets them in.
var moneyRooms = map[string]domain.Act{
	"/organise/money": domain.SeeLedger, "/organise/calls": domain.CallDonors, "/organise/bank": domain.MoveMoney, "/organise/dues": domain.SeeLedger,
	"/organise/law": domain.SeeDonors, "/organise/appeals": domain.RunAppeals,
}

// played says on a page with the money of several groups that it is played, or
// that some of it is.
func (h Handlers) played(c *web.Ctx, f *templates.Frame) error {
	var act domain.Act
	for room, a := range moneyRooms {
		if f.Path == room || strings.HasPrefix(f.Path, room+"/") {
			act = a
		}
	}
	if act == "" || f.Told {
		return nil
	}
	played, real, err := h.People.Store.Played(c.Go(), c.Who().Where(act))
	if err != nil || played == 0 {
		return err
	}
	if f.Plays(c.Lang(), real == 0); real > 0 {
		f.Strips = append(f.Strips, templates.Strip{Kind: "sandbox", Text: templates.Word(c.Lang(), "giving.sandbox-some")})
	}
	return nil
}

// brand answers GET /brand/{colour}.css: the few lines that turn our colours
// into a group's. The address names the colour, so it may be kept for ever.
func (h Handlers) brand(c *web.Ctx) (web.Answer, error) {
	hex, isSheet := strings.CutSuffix(c.Param("colour"), ".css")
	b, ok := templates.BrandOf("#" + hex)
	if !ok || !isSheet || len(hex) != 6 {
		return web.Answer{}, echo.NewHTTPError(http.StatusNotFound)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	return web.Answer{File: &web.File{Type: "text/css; charset=utf-8", Body: []byte(b.Stylesheet())}}, nil
}
