package people

import (
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// startForm answers GET /start/{token}, on an empty database.
func (h Handlers) startForm(c *web.Ctx) (web.Answer, error) {
	if err := h.People.MayStart(c.Go(), c.Token()); err != nil {
		return web.Answer{}, err
	}
	return h.startPage(c, web.FormOf(people.StartInput{Country: "GB", Currency: "GBP", Locale: c.Lang(), Zone: "Europe/London", Kind: kinds[0]}))
}

func (h Handlers) startPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	page := &templates.Start{
		Form: f, Action: c.Prefix() + "/start/" + string(c.Token()), Countries: templates.Countries(c.Lang(), countries),
		Currencies: plain("", domain.Currencies()), Locales: languages(), Zones: templates.Zones("", strings.Fields(countries)...), Kinds: said(c, "people.kind.", kinds),
	}
	page.Title = templates.Word(c.Lang(), "people.start")
	return web.Answer{Page: "people/start", Part: "form", Data: page}, nil
}

// start answers POST /start/{token}: the founder is signed in afterwards.
func (h Handlers) start(c *web.Ctx) (web.Answer, error) {
	var in people.StartInput
	f, err := c.Read(&in)
	if err != nil {
		return web.Answer{}, err
	}
	founder, err := h.People.Start(c.Go(), c.Token(), in, h.Sandbox)
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.startPage(c, f) })
	}
	session, err := h.People.Enter(c.Go(), founder, c.Request().UserAgent())
	if err != nil {
		return web.Answer{}, err
	}
	c.SetSession(session)
	return web.Answer{Next: "/organise"}, nil
}
