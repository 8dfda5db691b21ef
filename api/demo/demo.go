// Package demo is the web side of the demo: the ready links, and the mailbox
// in which its letters lie.
package demo

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/demo"
	"barnstorm/templates"
)

// Handlers answers what is asked of the demo.
type Handlers struct {
	Movement *demo.Movement
}

// Routes is every address of the demo. They are mounted in a demo only.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/demo/enter/:token", For: web.Holder, Do: h.door},
		{Method: "POST", Path: "/demo/enter/:token", For: web.Holder, Does: "Walk into a demo as a program.", Out: keyJSON{}, Do: h.enter},
		{Method: "GET", Path: "/demo/mailbox", For: web.Anyone, Do: h.mailbox},
	}
}

// door answers GET /demo/enter/{token}: it shows a button and changes nothing.
func (h Handlers) door(c *web.Ctx) (web.Answer, error) {
	who, err := h.Movement.Behind(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.DemoDoor{Name: who.Name, Roles: roles(who), Action: c.Prefix() + "/demo/enter/" + string(c.Token())}
	page.Title = templates.Word(c.Lang(), "demo.enter", "name", who.Name)
	return web.Answer{Page: "demo/enter", Data: page}, nil
}

// roles is what somebody is, in the order of the roles, once each.
func roles(who domain.Actor) (all []string) {
	for _, r := range domain.Roles {
		for _, have := range who.Roles {
			if has(have, r) {
				all = append(all, string(r))
				break
			}
		}
	}
	return all
}

func has(have []domain.Role, r domain.Role) bool {
	for _, x := range have {
		if x == r {
			return true
		}
	}
	return false
}

// keyJSON is a key for programs, good for an hour.
type keyJSON struct {
	Key string `json:"key"`
}

// enter answers POST /demo/enter/{token}: a browser is signed in, a program gets
// a key.
func (h Handlers) enter(c *web.Ctx) (web.Answer, error) {
	if c.IsProgram() {
		key, err := h.key(c)
		return web.Answer{JSON: keyJSON{key}}, err
	}
	t, err := h.Movement.Enter(c.Go(), c.Token(), c.Request().UserAgent())
	if err != nil {
		return web.Answer{}, err
	}
	c.SetSession(t)
	return web.Answer{Next: "/"}, nil
}

func (h Handlers) key(c *web.Ctx) (string, error) {
	who, err := h.Movement.Behind(c.Go(), c.Token())
	if err != nil {
		return "", err
	}
	_, version, err := h.Movement.People.Bearer(c.Go(), who.Person)
	if err != nil {
		return "", err
	}
	return c.Bearer(who.Person, version)
}

// mailbox answers GET /demo/mailbox, of everybody or of one ?to= address.
func (h Handlers) mailbox(c *web.Ctx) (web.Answer, error) {
	ls, err := h.Movement.Mailbox(c.Go(), c.QueryParam("to"))
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.DemoMailbox{Whose: c.QueryParam("to")}
	page.Title = templates.Word(c.Lang(), "demo.mailbox")
	for _, l := range ls {
		subject, plain, _, err := c.Pages.Letter(l.Locale, l.Kind, l.Fields)
		if err != nil {
			return web.Answer{}, err
		}
		page.Letters = append(page.Letters, templates.DemoLetter{
			Subject: subject, To: l.To, Name: l.Name, At: l.Made, Lang: l.Locale, Parts: templates.LetterParts(plain),
		})
	}
	return web.Answer{Page: "demo/mailbox", Data: page}, nil
}
