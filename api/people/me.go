package people

import (
	"encoding/json"
	"slices"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// meJSON is what programs learn of whom they act for.
type meJSON struct {
	ID     domain.PersonID                  `json:"id"`
	Name   string                           `json:"name"`
	Locale string                           `json:"locale"`
	Roles  map[domain.GroupID][]domain.Role `json:"roles"`
}

// me answers GET /me.
func (h Handlers) me(c *web.Ctx) (web.Answer, error) { return h.mePage(c, templates.Form{}) }

func (h Handlers) mePage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	me, err := h.People.Me(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Me{
		Name: me.Person.Name, Groups: groupsOf(c, me), Sessions: sessionsOf(c, me), Form: f, Locales: languages(), Locale: me.Person.Locale,
		SignOut: c.Prefix() + "/sign-out", Download: c.Prefix() + "/me/data.json", JoinGroup: c.Prefix() + "/join",
	}
	for _, k := range me.Contacts {
		page.Contacts = append(page.Contacts, k.Value)
	}
	if c.Who().Anywhere(domain.Knock) {
		page.Door = c.Prefix() + "/door"
	}
	if err := h.lend(c, page, me.Emails()); err != nil {
		return web.Answer{}, err
	}
	if page.Consents, err = h.consents(c, me); err != nil {
		return web.Answer{}, err
	}
	if h.Path != nil {
		if page.Path, err = h.Path(c, me.Emails(), choices(me)); err != nil {
			return web.Answer{}, err
		}
		page.Path.Answers = f
	}
	page.Title = me.Person.Name
	who := c.Who()
	return web.Answer{JSON: meJSON{who.Person, who.Name, who.Locale, who.Roles}, Page: "people/me", Data: page}, nil
}

// choices is the groups that somebody belongs to, for forms.
func choices(me people.Profile) (all []templates.Option) {
	for _, b := range me.Belongings {
		one := templates.Option{Value: string(b.Group), Text: me.Groups[b.Group].Name}
		if b.Until.IsZero() && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// Again shows the reader's own page once more, with what was refused.
func (h Handlers) Again(c *web.Ctx, f templates.Form, err error) (web.Answer, error) {
	return h.back(c, f, err)
}

// Name says of a group what it is called.
func (h Handlers) Name(c *web.Ctx, g domain.GroupID) (string, error) {
	group, err := h.People.Store.Group(c.Go(), g)
	return group.Name, err
}

// Emails is the addresses that the reader has confirmed.
func (h Handlers) Emails(c *web.Ctx) ([]string, error) {
	me, err := h.People.Me(c.Go(), c.Who())
	return me.Emails(), err
}

// lend fills in what the other contexts know of the reader.
func (h Handlers) lend(c *web.Ctx, page *templates.Me, emails []string) (err error) {
	if h.Answered != nil {
		if page.Events, err = h.Answered(c, emails); err != nil {
			return err
		}
	}
	if h.Gifts != nil {
		if page.Gifts, err = h.Gifts(c, emails); err != nil {
			return err
		}
	}
	for _, address := range emails {
		off, err := h.MailOff(c.Go(), address)
		if err != nil {
			return err
		}
		if off {
			page.Stopped = append(page.Stopped, address)
		}
	}
	return nil
}

func groupsOf(c *web.Ctx, me people.Profile) (all []templates.MyGroup) {
	at := map[domain.GroupID]int{}
	for _, b := range me.Belongings {
		if !b.Until.IsZero() {
			continue
		}
		i, known := at[b.Group]
		if !known {
			i, at[b.Group] = len(all), len(all)
			g := me.Groups[b.Group]
			all = append(all, templates.MyGroup{Href: c.Prefix() + "/groups/" + g.Slug, Name: g.Name, Since: b.Since, Leave: c.Prefix() + "/me/groups/" + string(g.ID) + "/leave"})
		}
		all[i].Roles = append(all[i].Roles, string(b.Role))
		if b.Since.Before(all[i].Since) {
			all[i].Since = b.Since
		}
	}
	for i := range all {
		slices.SortFunc(all[i].Roles, func(a, b string) int {
			return slices.Index(domain.Roles, domain.Role(a)) - slices.Index(domain.Roles, domain.Role(b))
		})
	}
	return all
}

func sessionsOf(c *web.Ctx, me people.Profile) (all []templates.MySession) {
	for _, x := range me.Sessions {
		all = append(all, templates.MySession{
			ID: x.ID, Agent: templates.Browser(x.Agent), Seen: x.Seen, Here: x.Hash == c.SessionToken().Hash(),
			End: c.Prefix() + "/me/sessions/" + x.ID + "/end",
		})
	}
	return all
}

// download answers GET /me/data.json with everything that is held.
func (h Handlers) download(c *web.Ctx) (web.Answer, error) {
	all, err := h.People.Download(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	body, err := json.MarshalIndent(all, "", "  ")
	return web.Answer{File: &web.File{Type: "application/json; charset=utf-8", Name: "barnstorm-data.json", Body: body}}, err
}

// speak answers POST /me/language.
func (h Handlers) speak(c *web.Ctx) (web.Answer, error) {
	var in people.SpeakInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.People.Speak(c.Go(), c.Who(), in)
	}
	return h.back(c, f, err)
}

// back shows the reader's own page again, with what was refused.
func (h Handlers) back(c *web.Ctx, f templates.Form, err error) (web.Answer, error) {
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.mePage(c, f) })
	}
	return web.Answer{Next: "/me"}, nil
}

// token answers POST /me/token: it shows a bearer token once.
func (h Handlers) token(c *web.Ctx) (web.Answer, error) {
	_, version, err := h.People.Bearer(c.Go(), c.Who().Person)
	if err != nil {
		return web.Answer{}, err
	}
	token, err := c.Bearer(c.Who().Person, version)
	page := &templates.Token{Token: token, Until: c.Now().Add(web.TokenLife), Try: c.URL(web.API + "/me")}
	page.Title = templates.Word(c.Lang(), "people.token")
	return web.Answer{Page: "people/token", Data: page}, err
}

// endTokens answers POST /me/token/end.
func (h Handlers) endTokens(c *web.Ctx) (web.Answer, error) {
	return web.Answer{Next: "/me"}, h.People.EndTokens(c.Go(), c.Who())
}

// endSession answers POST /me/sessions/{session}/end ("lost phone").
func (h Handlers) endSession(c *web.Ctx) (web.Answer, error) {
	return web.Answer{Next: "/me"}, h.People.EndSession(c.Go(), c.Who(), c.Param("session"))
}

// leave answers POST /me/groups/{group}/leave.
func (h Handlers) leave(c *web.Ctx) (web.Answer, error) {
	g, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err == nil {
		err = h.People.Leave(c.Go(), c.Who(), g)
	}
	return h.back(c, templates.Form{}, err)
}

// eraseForm answers GET /me/erase: what goes and what stays.
func (h Handlers) eraseForm(c *web.Ctx) (web.Answer, error) { return h.erasePage(c, templates.Form{}) }

func (h Handlers) erasePage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	page := &templates.Erase{Form: f, Action: c.Prefix() + "/me/erase"}
	page.Title = templates.Word(c.Lang(), "people.erase")
	return web.Answer{Page: "people/erase", Part: "form", Data: page}, nil
}

// erase answers POST /me/erase. Nobody is signed in afterwards.
func (h Handlers) erase(c *web.Ctx) (web.Answer, error) {
	var in people.EraseInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.People.Erase(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.erasePage(c, f) })
	}
	c.SetSession("")
	return web.Answer{Next: "/"}, nil
}
