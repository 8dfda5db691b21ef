// Package welcome is the web side of newcomers: the page of whoever gets in
// touch with them, the organiser's, and a person's own path.
package welcome

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/welcome"
	"barnstorm/templates"
)

// Handlers answers what is asked about newcomers.
type Handlers struct {
	Welcome *welcome.Service
	// Emails is the addresses that the reader has confirmed.
	Emails func(*web.Ctx) ([]string, error)
	// Groups names the groups whose people the reader sees, id and name.
	Groups func(*web.Ctx) ([]templates.Option, error)
	// Names says of a group what it is called.
	Names func(*web.Ctx, domain.GroupID) (string, error)
	// Again shows the reader's own page once more, with what was refused.
	Again func(*web.Ctx, templates.Form, error) (web.Answer, error)
}

// Routes is every address about newcomers.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/welcome", For: web.May(domain.WelcomeNew), Does: "List the newcomers that are offered to the caller, that they hold, and that wait for whoever organises.", Out: newcomersJSON{}, Do: h.mine},
		{Method: "POST", Path: "/welcome/:newcomer/take", For: web.May(domain.WelcomeNew), Does: "Take a newcomer, for a day: name and contact are in the answer.", Out: newcomerJSON{}, Do: h.take},
		{Method: "POST", Path: "/welcome/:newcomer/pass", For: web.May(domain.WelcomeNew), Does: "Hand a newcomer on to the next.", Out: newcomersJSON{}, Do: h.pass},
		{Method: "POST", Path: "/welcome/:newcomer/note", For: web.May(domain.WelcomeNew), Does: "Note how getting in touch went: reached, along, message, not-now or never; the id is made by the sender.", In: welcome.NoteInput{}, Out: newcomersJSON{}, Do: h.note},
		{Method: "GET", Path: "/organise/newcomers", For: web.May(domain.SeePeople), Asks: []web.Query{{Name: "group", Says: "The people of this group; the first of the caller's where none is named."}}, Does: "Say how newcomers fare, how far people have come, and who is ready for the next step.", Out: pathsJSON{}, Do: h.paths},
		{Method: "POST", Path: "/me/welcome", For: web.SignedIn, Does: "Ask that somebody of one's group gets in touch; the id is made by the sender.", In: welcome.AskInput{}, Out: pathJSON{}, Do: h.askFor},
		{Method: "POST", Path: "/me/welcome/end", For: web.SignedIn, Does: "Have nobody get in touch any more.", Out: pathJSON{}, Do: h.quiet},
	}
}

// newcomerJSON is what programs learn of a newcomer. Name and contact are there
// for whoever has taken them, while the clock runs.
type newcomerJSON struct {
	ID       welcome.ID     `json:"id"`
	State    welcome.State  `json:"state"`
	Name     string         `json:"name,omitempty"`
	Contact  string         `json:"contact,omitempty"`
	Channel  domain.Channel `json:"channel"`
	Locale   string         `json:"locale"`
	Group    domain.GroupID `json:"group"`
	Until    *time.Time     `json:"until,omitempty"`
	Messages int            `json:"messages"`
	Made     time.Time      `json:"made"`
}

type newcomersJSON struct {
	Newcomers []newcomerJSON `json:"newcomers"`
	Listed    []newcomerJSON `json:"listed"`
}

func jsonOf(n welcome.Newcomer) newcomerJSON {
	out := newcomerJSON{ID: n.ID, State: n.State, Name: n.Name, Contact: n.Contact, Channel: n.Channel, Locale: n.Locale, Group: n.Group, Messages: n.Messages, Made: n.Made}
	if !n.Until.IsZero() {
		out.Until = &n.Until
	}
	return out
}

// viewOf is a newcomer as a page shows them.
func (h Handlers) viewOf(c *web.Ctx, n welcome.Newcomer) (templates.Newcomer, error) {
	group, err := h.Names(c, n.Group)
	path := c.Prefix() + "/welcome/" + string(n.ID)
	zone := domain.Zone(n.Zone)
	return templates.Newcomer{
		ID: string(n.ID), Name: n.Name, Contact: n.Contact, Phone: n.Channel == domain.ByPhone, Locale: n.Locale, Group: group, Taken: n.State == welcome.Taken,
		Until: n.Until.In(zone), Made: n.Made.In(zone), Messages: n.Messages, Take: path + "/take", Pass: path + "/pass", Note: path + "/note", NewID: domain.NewID[string](c.Now()),
	}, err
}

// mine answers GET /welcome.
func (h Handlers) mine(c *web.Ctx) (web.Answer, error) { return h.minePage(c, templates.Form{}) }

func (h Handlers) minePage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	all, err := h.Welcome.Mine(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	listed, err := h.Welcome.Listed(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.NewcomersMine{Form: f, Now: c.Now()}
	if c.Who().Anywhere(domain.SeePeople) {
		page.All = c.Prefix() + "/organise/newcomers"
	}
	out := newcomersJSON{Newcomers: []newcomerJSON{}, Listed: []newcomerJSON{}}
	for _, n := range all {
		view, err := h.viewOf(c, n)
		if err != nil {
			return web.Answer{}, err
		}
		page.Mine, out.Newcomers = append(page.Mine, view), append(out.Newcomers, jsonOf(n))
	}
	for _, n := range listed {
		view, err := h.viewOf(c, n)
		if err != nil {
			return web.Answer{}, err
		}
		page.Listed, out.Listed = append(page.Listed, view), append(out.Listed, jsonOf(n))
	}
	page.Title = templates.Word(c.Lang(), "welcome.title")
	return web.Answer{JSON: out, Page: "welcome/mine", Part: "newcomers", Data: page}, nil
}

func newcomer(c *web.Ctx) (welcome.ID, error) {
	return web.ID[welcome.ID](c, "newcomer", "no-such-newcomer")
}

// done shows the page of newcomers again after a deed, or what was refused.
func (h Handlers) done(c *web.Ctx, f templates.Form, err error) (web.Answer, error) {
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.minePage(c, f) })
	}
	a, err := h.minePage(c, templates.Form{})
	return web.Answer{JSON: a.JSON, Next: "/welcome"}, err
}

// take answers POST /welcome/{newcomer}/take.
func (h Handlers) take(c *web.Ctx) (web.Answer, error) {
	id, err := newcomer(c)
	if err != nil {
		return web.Answer{}, err
	}
	n, err := h.Welcome.Take(c.Go(), c.Who(), id)
	a, err := h.done(c, templates.Form{}, err)
	if a.Next != "" {
		a.JSON = jsonOf(n)
	}
	return a, err
}

// pass answers POST /welcome/{newcomer}/pass.
func (h Handlers) pass(c *web.Ctx) (web.Answer, error) {
	id, err := newcomer(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.done(c, templates.Form{}, h.Welcome.Pass(c.Go(), c.Who(), id))
}

// note answers POST /welcome/{newcomer}/note.
func (h Handlers) note(c *web.Ctx) (web.Answer, error) {
	id, err := newcomer(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in welcome.NoteInput
	f, err := c.Read(&in)
	if err == nil {
		_, err = h.Welcome.Note(c.Go(), c.Who(), id, in)
	}
	return h.done(c, f, err)
}

// Tasks is what waits for the reader: newcomers that are offered to them or
// that they hold, and those on the list of whoever organises.
func (h Handlers) Tasks(c *web.Ctx) ([]templates.Task, error) {
	if !c.Who().Anywhere(domain.WelcomeNew) {
		return nil, nil
	}
	mine, err := h.Welcome.Mine(c.Go(), c.Who())
	if err != nil {
		return nil, err
	}
	listed, err := h.Welcome.Listed(c.Go(), c.Who())
	var tasks []templates.Task
	for word, n := range map[string]int{"welcome.task": len(mine), "welcome.task-listed": len(listed)} {
		if n > 0 {
			tasks = append(tasks, templates.Task{Kind: "warn", Text: templates.Word(c.Lang(), word, "n", n), Do: templates.Word(c.Lang(), "welcome.task-do"), Href: c.Prefix() + "/welcome"})
		}
	}
	return tasks, err
}

// Greets reports whether somebody is to welcome whoever made an RSVP.
func (h Handlers) Greets(c *web.Ctx, rsvp string) (bool, error) {
	return h.Welcome.Awaits(c.Go(), welcome.ID(rsvp))
}
