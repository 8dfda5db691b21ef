package people

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// about answers GET /imprint, /privacy, /accessibility and /source: who
// publishes all this and answers for it.
func (h Handlers) about(name string) func(*web.Ctx) (web.Answer, error) {
	return func(c *web.Ctx) (web.Answer, error) {
		page := &templates.About{Sandbox: h.Sandbox, Version: h.Version, Source: h.Source, Email: h.Contact}
		e, err := h.publisher(c)
		if err != nil {
			return web.Answer{}, err
		}
		page.Entity, page.Address = e.Name, e.Address
		page.Title, page.Robots = templates.Word(c.Lang(), "layout."+name), true
		return web.Answer{Page: "about/" + name, Data: page, Fresh: 60}, nil
	}
}

// publisher is the entity of the group above all; nobody on an empty database.
func (h Handlers) publisher(c *web.Ctx) (people.Entity, error) {
	g, err := h.People.Store.TopGroup(c.Go())
	if domain.Is(err, domain.NotFound) {
		return people.Entity{}, nil
	}
	if err != nil {
		return people.Entity{}, err
	}
	return h.People.Store.Entity(c.Go(), g.Entity)
}
