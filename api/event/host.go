package event

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// hostRoutes is every address about hosts.
func (h Handlers) hostRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/organise/events/:event/hosts", For: web.May(domain.SeeRSVPs), Does: "List the hosts of an event.", Out: hostsJSON{}, Do: h.hosts},
		{Method: "POST", Path: "/organise/events/:event/hosts", For: web.May(domain.ScheduleEvents), Does: "Ask somebody by mail to host an event; the id is made by the sender.", In: event.HostInput{}, Out: hostJSON{}, Do: h.askHost},
		{Method: "POST", Path: "/organise/events/:event/hosts/:host/end", For: web.May(domain.ScheduleEvents), Does: "End what a host may do.", Out: hostsJSON{}, Do: h.endHost},
		{Method: "GET", Path: "/host/:token", For: web.Holder, Do: h.asked},
		{Method: "POST", Path: "/host/:token", For: web.Holder, Do: h.accept},
	}
}

// hostJSON is what programs learn of a host.
type hostJSON struct {
	ID      event.HostID    `json:"id"`
	Address string          `json:"address"`
	Person  domain.PersonID `json:"person,omitempty"`
	Until   time.Time       `json:"until"`
}

type hostsJSON struct {
	Hosts []hostJSON `json:"hosts"`
}

func hostOf(x event.Host) hostJSON { return hostJSON{x.ID, x.Address, x.Person, x.Until} }

// hosts answers GET /organise/events/{event}/hosts.
func (h Handlers) hosts(c *web.Ctx) (web.Answer, error) { return h.hostsPage(c, templates.Form{}) }

func (h Handlers) hostsPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	x, err := h.deskOf(c, domain.SeeRSVPs)
	if err != nil {
		return web.Answer{}, err
	}
	all, err := h.Events.HostsOf(c.Go(), c.Who(), x.Event.ID)
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/events/" + string(x.Event.ID)
	page := &templates.EventHosts{
		Event: deskOf(c, x.Event), Back: here, Form: f, NewID: domain.NewID[string](c.Now()), Until: local(x.Event.HostsEnd().Add(-time.Minute), x.Event.Zone),
	}
	asks := c.Who().May(domain.ScheduleEvents, x.Event.Group)
	if asks && !x.Event.Over(c.Now()) {
		page.Action = here + "/hosts"
	}
	out := hostsJSON{Hosts: []hostJSON{}}
	for _, one := range all {
		line := templates.EventHost{Name: one.Name, Address: one.Address, Accepted: one.Person != ""}
		if asks || one.Person == c.Who().Person {
			line.End = here + "/hosts/" + string(one.ID) + "/end"
		}
		page.Hosts = append(page.Hosts, line)
		out.Hosts = append(out.Hosts, hostOf(one))
	}
	page.Title = templates.Word(c.Lang(), "host.title")
	return web.Answer{JSON: out, Page: "event/hosts", Part: "hosts", Data: page}, nil
}

// deskOf is the event of the path, for somebody who may do act with it.
func (h Handlers) deskOf(c *web.Ctx, act domain.Act) (event.Shown, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return event.Shown{}, err
	}
	x, err := h.Events.ShowByID(c.Go(), c.Who(), id)
	if err != nil {
		return event.Shown{}, err
	}
	return x, x.Event.Must(c.Who(), act)
}

// askHost answers POST /organise/events/{event}/hosts.
func (h Handlers) askHost(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.HostInput
	form, err := c.Read(&in)
	var asked event.Host
	if err == nil {
		asked, err = h.Events.AskHost(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.hostsPage(c, f) })
	}
	return web.Answer{JSON: hostOf(asked), Next: "/organise/events/" + string(id) + "/hosts"}, nil
}

// endHost answers POST /organise/events/{event}/hosts/{host}/end.
func (h Handlers) endHost(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	host, err := web.ID[event.HostID](c, "host", "no-such-host")
	if err != nil {
		return web.Answer{}, err
	}
	if err := h.Events.EndHost(c.Go(), c.Who(), id, host); err != nil {
		return web.Answer{}, err
	}
	next := "/organise/events/" + string(id) + "/hosts"
	if _, err := h.Events.HostsOf(c.Go(), c.Who(), id); err != nil { // whoever ended their own part sees it no more
		next = "/organise/events"
	}
	return web.Answer{JSON: hostsJSON{Hosts: []hostJSON{}}, Next: next}, nil
}

// asked answers GET /host/{token}: it shows and changes nothing.
func (h Handlers) asked(c *web.Ctx) (web.Answer, error) { return h.askedPage(c, templates.Form{}) }

func (h Handlers) askedPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	x, err := h.Events.Asked(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	path := "/host/" + string(c.Token())
	page := &templates.HostAsked{
		Event: lineOf(c, x.Event), Form: f, Action: c.Prefix() + path, SignedIn: !c.Who().Nobody(),
		SignIn: c.Prefix() + "/sign-in?next=" + path, Until: local(x.Host.Until.Add(-time.Minute), x.Event.Zone),
	}
	page.Event.Host = x.Site.Name
	page.Title = x.Event.Title
	page.Wear(x.Site.Name, x.Site.Colour)
	return web.Answer{Page: "event/host", Part: "host", Data: page}, nil
}

// accept answers POST /host/{token}.
func (h Handlers) accept(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Accept(c.Go(), c.Who(), c.Token())
	if err != nil {
		return c.Again(err, templates.Form{}, func(f templates.Form) (web.Answer, error) { return h.askedPage(c, f) })
	}
	return web.Answer{Next: "/organise/events/" + string(x.Event.ID)}, nil
}
