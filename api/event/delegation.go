package event

import (
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// delegationRoutes is every address about delegations.
func (h Handlers) delegationRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/organise/events/:event/delegations", For: web.May(domain.SeeRSVPs), Does: "List the delegations to an event.", Out: delegationsJSON{}, Do: h.delegations},
		{Method: "POST", Path: "/organise/events/:event/delegations", For: web.May(domain.ScheduleEvents), Does: "Hold places for a delegation, all of them or none; the id is made by the sender.", In: event.DelegationInput{}, Out: delegationJSON{}, Do: h.bring},
		{Method: "POST", Path: "/organise/events/:event/delegations/:delegation", For: web.May(domain.ScheduleEvents), Does: "Hold more places for a delegation, or fewer, or none any more.", In: event.PeopleInput{}, Out: delegationJSON{}, Do: h.resizeDelegation},
		{Method: "GET", Path: "/delegation/:token", For: web.Holder, Does: "Show what is held for the delegation that one leads.", Out: broughtJSON{}, Do: h.brought},
		{Method: "POST", Path: "/delegation/:token", For: web.Holder, Does: "Say that fewer of one's delegation come, or nobody.", In: event.PeopleInput{}, Out: broughtJSON{}, Do: h.fewer},
	}
}

// delegationJSON is what programs of organisers learn of a delegation.
type delegationJSON struct {
	ID     event.DelegationID `json:"id"`
	Name   string             `json:"name"`
	Email  string             `json:"email"`
	People int                `json:"people"` // 0 once it does not come
}

type delegationsJSON struct {
	Delegations []delegationJSON `json:"delegations"`
}

// broughtJSON is what the link of a delegation opens.
type broughtJSON struct {
	Event  event.ID `json:"event"`
	Name   string   `json:"name"`
	People int      `json:"people"`
}

func delegationOf(d event.Delegation) delegationJSON {
	return delegationJSON{d.ID, d.Name, d.Contact, d.People}
}

func broughtOf(b event.Brought) broughtJSON {
	return broughtJSON{b.Event.ID, b.Delegation.Name, b.Delegation.People}
}

// delegations answers GET /organise/events/{event}/delegations.
func (h Handlers) delegations(c *web.Ctx) (web.Answer, error) {
	return h.delegationsPage(c, templates.Form{}, "")
}

// delegationsPage shows the delegations to an event, with a form that came back:
// of the delegation with that id, or of a new one.
func (h Handlers) delegationsPage(c *web.Ctx, f templates.Form, of string) (web.Answer, error) {
	x, err := h.deskOf(c, domain.SeeRSVPs)
	if err != nil {
		return web.Answer{}, err
	}
	all, err := h.Events.DelegationsTo(c.Go(), c.Who(), x.Event.ID)
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/events/" + string(x.Event.ID)
	page := &templates.EventDelegations{Event: deskOf(c, x.Event), Back: here, Form: f, NewID: domain.NewID[string](c.Now())}
	if x.Edits && !x.Event.Over(c.Now()) {
		page.Action = here + "/delegations"
	}
	out := delegationsJSON{Delegations: []delegationJSON{}}
	for _, d := range all {
		line := templates.Delegation{ID: string(d.ID), Name: d.Name, Email: d.Contact, People: d.People}
		if page.People += d.People; line.ID == of {
			line.Form = f
		}
		page.Delegations = append(page.Delegations, line)
		out.Delegations = append(out.Delegations, delegationOf(d))
	}
	if of == "" {
		page.Fresh = f
	}
	page.Title = templates.Word(c.Lang(), "delegation.title")
	return web.Answer{JSON: out, Page: "event/delegations", Part: "delegations", Data: page}, h.placesToPick(c, x.Event, page)
}

// placesToPick puts the shifts and pools of an event onto the page of its
// delegations, where there are several.
func (h Handlers) placesToPick(c *web.Ctx, e event.Event, page *templates.EventDelegations) error {
	l, err := h.Events.Layout(c.Go(), c.Who(), e)
	if len(l.Shifts) > 1 {
		for _, s := range l.Shifts {
			page.Shifts = append(page.Shifts, templates.Option{Value: strconv.Itoa(s.Number), Text: templates.In(c.Lang()).Span(local(s.Starts, e.Zone), local(s.Ends, e.Zone))})
		}
	}
	if pools := l.Pools(); len(pools) > 1 {
		for _, p := range pools {
			page.Pools = append(page.Pools, templates.Option{Value: string(p), Text: templates.Word(c.Lang(), "places.pool."+string(p))})
		}
	}
	return err
}

// bring answers POST /organise/events/{event}/delegations.
func (h Handlers) bring(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.DelegationInput
	f, err := c.Read(&in)
	var d event.Delegation
	if err == nil {
		d, err = h.Events.Bring(c.Go(), c.Who(), id, in)
	}
	return h.broughtAlong(c, id, d, f, "", err)
}

// broughtAlong shows the delegations after a deed, or with what was refused.
func (h Handlers) broughtAlong(c *web.Ctx, id event.ID, d event.Delegation, f templates.Form, of string, err error) (web.Answer, error) {
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.delegationsPage(c, f, of) })
	}
	return web.Answer{JSON: delegationOf(d), Next: "/organise/events/" + string(id) + "/delegations"}, nil
}

// resizeDelegation answers POST /organise/events/{event}/delegations/{delegation}.
func (h Handlers) resizeDelegation(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	delegation, err := web.ID[event.DelegationID](c, "delegation", "no-such-delegation")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.PeopleInput
	f, err := c.Read(&in)
	var d event.Delegation
	if err == nil {
		d, err = h.Events.Resize(c.Go(), c.Who(), id, delegation, in)
	}
	return h.broughtAlong(c, id, d, f, string(delegation), err)
}

// brought answers GET /delegation/{token}: it shows and changes nothing.
func (h Handlers) brought(c *web.Ctx) (web.Answer, error) {
	return h.broughtPage(c, templates.Form{})
}

func (h Handlers) broughtPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	b, err := h.Events.Brought(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Brought{Event: lineOf(c, b.Event), Form: f, Name: b.Delegation.Name, People: b.Delegation.People}
	if b.Delegation.People > 0 && !b.Event.Closed(c.Now()) {
		page.Action = c.Prefix() + "/delegation/" + string(c.Token())
	}
	page.Event.Host, page.Title = b.Site.Name, b.Event.Title
	page.Wear(b.Site.Name, b.Site.Colour)
	return web.Answer{JSON: broughtOf(b), Page: "event/delegation", Part: "delegation", Data: page}, nil
}

// fewer answers POST /delegation/{token}.
func (h Handlers) fewer(c *web.Ctx) (web.Answer, error) {
	var in event.PeopleInput
	f, err := c.Read(&in)
	var b event.Brought
	if err == nil {
		b, err = h.Events.Fewer(c.Go(), c.Token(), in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.broughtPage(c, f) })
	}
	return web.Answer{JSON: broughtOf(b), Next: "/delegation/" + string(c.Token())}, nil
}
