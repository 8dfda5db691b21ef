package event

import (
	"net/url"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// lately is how many events that are over stand below those that are coming.
const lately = 5

// mine answers GET /organise/events: what is coming and what was last, or,
// with over=yes, what is over.
func (h Handlers) mine(c *web.Ctx) (web.Answer, error) {
	page := &templates.EventMine{Form: templates.Form{Raw: c.QueryParams()}, Here: c.Prefix() + "/organise/events"}
	q := event.Query{Text: c.QueryParam("q"), After: cursorOf(c), Most: perPage + 1}
	kept := url.Values{}
	if q.Text != "" {
		kept.Set("q", q.Text)
	}
	if page.Over = c.QueryParam("over") == "yes"; page.Over {
		q.Over = c.Now()
		kept.Set("over", "yes")
	}
	es, err := h.Events.Mine(c.Go(), c.Who(), q)
	if err != nil {
		return web.Answer{}, err
	}
	es, page.More = paged(es, func(from, after string) string {
		kept.Set("from", from)
		kept.Set("after", after)
		return page.Here + "?" + kept.Encode()
	})
	out := listJSON{More: page.More, Events: []eventJSON{}}
	for _, e := range es {
		out.Events = append(out.Events, jsonOf(e))
	}
	page.Events = desksOf(c, es)
	if !page.Over && q.After.ID == "" && !c.IsProgram() {
		q.Over, q.Most = c.Now(), lately
		past, err := h.Events.Mine(c.Go(), c.Who(), q)
		if err != nil {
			return web.Answer{}, err
		}
		kept = url.Values{"over": {"yes"}, "q": {q.Text}}
		page.Past, page.Earlier = desksOf(c, past), page.Here+"?"+kept.Encode()
	}
	if c.Who().Anywhere(domain.ScheduleEvents) {
		page.New = page.Here + "/new"
	}
	if page.Proposed, err = h.Proposed(c); err != nil {
		return web.Answer{}, err
	}
	page.Title = templates.Word(c.Lang(), "event.mine")
	return web.Answer{JSON: out, Page: "event/mine", Data: page}, nil
}

// deskOf is an event for those who run it: all its places count.
func deskOf(c *web.Ctx, e event.Event) templates.EventLine {
	line := lineOf(c, e)
	line.Capacity, line.Taken = e.Capacity, e.Taken+e.Held
	return line
}

// desksOf is events in a list that leads to their desks.
func desksOf(c *web.Ctx, es []event.Event) []templates.EventLine {
	lines := make([]templates.EventLine, len(es))
	for i, e := range es {
		lines[i] = deskOf(c, e)
		lines[i].Href = c.Prefix() + "/organise/events/" + string(e.ID)
	}
	return lines
}

// newForm answers GET /organise/events/new. What can be known is filled in:
// an Unseat canvass next Saturday at ten, in the organiser's own group.
func (h Handlers) newForm(c *web.Ctx) (web.Answer, error) {
	in, err := h.suggested(c, h.Groups)
	if err != nil {
		return web.Answer{}, err
	}
	if in.Group == "" {
		return web.Answer{}, domain.Refuse(domain.Denied, "not-your-role")
	}
	return h.edit(c, web.FormOf(in), nil)
}

// suggested is a new event with what can be known of it, in the first of the
// groups, or without one where there is none.
func (h Handlers) suggested(c *web.Ctx, groups func(*web.Ctx) ([]templates.Option, error)) (in event.Input, err error) {
	all, err := groups(c)
	if err != nil {
		return in, err
	}
	zone := "Europe/London"
	if len(all) > 0 {
		in.Group = all[0].Value
	}
	if id, ok := domain.ParseID[domain.GroupID](in.Group); ok {
		site, err := h.Events.Sites.Site(c.Go(), id)
		if err != nil {
			return in, err
		}
		zone = site.Zone
	}
	now := local(c.Now(), zone)
	kind := event.Kind(c.QueryParam("kind"))
	like, known := patterns[kind]
	if !known {
		kind, like = event.Unseat, pattern{10, 3, 40, true}
	}
	day := now.AddDate(0, 0, (int(time.Saturday)-int(now.Weekday())+6)%7+1)
	if !like.saturday { // an evening in the week after
		day = now.AddDate(0, 0, (int(time.Wednesday)-int(now.Weekday())+6)%7+8)
	}
	starts := time.Date(day.Year(), day.Month(), day.Day(), like.hour, 0, 0, 0, time.UTC)
	in.ID, in.Kind, in.Zone, in.Starts = domain.NewID[string](c.Now()), string(kind), zone, starts.Format(event.WallTime)
	in.Ends, in.Capacity, in.Seat = starts.Add(time.Duration(like.length)*time.Hour).Format(event.WallTime), like.places, c.QueryParam("seat")
	return in, nil
}

// edit is the form of an event: a new one when e is nil.
func (h Handlers) edit(c *web.Ctx, f templates.Form, e *event.Event) (web.Answer, error) {
	groups, err := h.Groups(c)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.EventEdit{Action: c.Prefix() + "/organise/events", New: e == nil, Form: f, Kinds: kinds(), Templates: c.Prefix() + "/organise/events/new", Groups: groups}
	if page.Zones, err = h.zones(c, f); err != nil {
		return web.Answer{}, err
	}
	page.Title = templates.Word(c.Lang(), "event.schedule")
	if h.Seats != nil {
		if page.Seats, err = h.Seats(c); err != nil {
			return web.Answer{}, err
		}
	}
	if e != nil {
		page.Action += "/" + string(e.ID)
		if e.Parted {
			page.Parted = page.Action + "/places"
		}
		page.Title = templates.Word(c.Lang(), "event.form.change")
		if f.Refusal == "changed-meanwhile" {
			page.Differs = h.differs(c, page, *e)
			page.Form.Raw.Set("version", web.FormOf(event.Input{Version: e.Version}).Value("version"))
		}
	}
	return web.Answer{Page: "event/edit", Part: "edit", Data: page}, nil
}

// zones is the clocks from which the times of an event are chosen, that of the
// form first: all of the countries that have groups, and one of every other.
func (h Handlers) zones(c *web.Ctx, f templates.Form) ([]templates.Option, error) {
	countries, err := h.Events.Countries(c.Go())
	return templates.Zones(f.Value("zone"), countries...), err
}

// schedule answers POST /organise/events.
func (h Handlers) schedule(c *web.Ctx) (web.Answer, error) {
	var in event.Input
	form, err := c.Read(&in)
	var e event.Event
	if err == nil {
		e, err = h.Events.Schedule(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.edit(c, f, nil) })
	}
	return web.Answer{JSON: jsonOf(e), Next: "/organise/events/" + string(e.ID)}, nil
}

// changeForm answers GET /organise/events/{event}/change.
func (h Handlers) changeForm(c *web.Ctx) (web.Answer, error) {
	e, err := h.edited(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.edit(c, web.FormOf(inputOf(e)), &e)
}

// edited is the event of the path, for somebody who may change it.
func (h Handlers) edited(c *web.Ctx) (event.Event, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return event.Event{}, err
	}
	x, err := h.Events.ShowByID(c.Go(), c.Who(), id)
	if err != nil {
		return event.Event{}, err
	}
	return x.Event, x.Event.Must(c.Who(), domain.ScheduleEvents)
}

func inputOf(e event.Event) event.Input {
	return event.Input{
		ID: string(e.ID), Version: e.Version, Group: string(e.Group), Kind: string(e.Kind), Title: e.Title, About: e.About,
		Starts: local(e.Starts, e.Zone).Format(event.WallTime), Ends: local(e.Ends, e.Zone).Format(event.WallTime), Zone: e.Zone,
		Venue: e.Where.Name, Street: e.Where.Street, Town: e.Where.Town, Postcode: e.Where.Postcode, Lat: e.Where.At.Lat, Lon: e.Where.At.Lon,
		Seat: e.Seat, Capacity: e.Capacity, Hidden: !e.Public, Private: e.Private,
	}
}

// change answers POST /organise/events/{event}.
func (h Handlers) change(c *web.Ctx) (web.Answer, error) {
	old, err := h.edited(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in event.Input
	form, err := c.Read(&in)
	var e event.Event
	if err == nil {
		e, err = h.Events.Change(c.Go(), c.Who(), old.ID, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) {
			theirs, err := h.edited(c) // as it stands now: read before, it may be the version that lost
			if err != nil {
				return web.Answer{}, err
			}
			return h.edit(c, f, &theirs)
		})
	}
	next := "/organise/events/" + string(e.ID)
	if e.Moved(old) {
		next += "?told=1" // whom no letter reaches is listed there
	}
	return web.Answer{JSON: jsonOf(e), Next: next}, nil
}

// callOff answers POST /organise/events/{event}/call-off.
func (h Handlers) callOff(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.CallOffInput
	form, err := c.Read(&in)
	var e event.Event
	if err == nil {
		e, err = h.Events.CallOff(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.desk(c, f) })
	}
	return web.Answer{JSON: jsonOf(e), Next: "/organise/events/" + string(id)}, nil
}
