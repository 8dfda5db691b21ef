package event

import (
	"net/url"
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// attendRoutes is every address about who came.
func (h Handlers) attendRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/organise/events/:event/attendance", For: web.May(domain.SeeRSVPs), Asks: []web.Query{{Name: "after", Says: "The last id of what was listed before."}}, Does: "Say who came to an event, and how many did not.", Out: rollJSON{}, Do: h.attendance},
		{Method: "POST", Path: "/organise/events/:event/attendance", For: web.May(domain.CheckIn), Does: "Tick who came: the parties that were listed, those that were ticked before, and those that are now.", In: event.AttendInput{}, Out: rollJSON{}, Do: h.attend},
	}
}

// rollJSON is what programs learn of who came.
type rollJSON struct {
	Came     int            `json:"came"`
	WalkIns  int            `json:"walk_ins"`
	First    int            `json:"first"` // parties that came for the first time
	NoShows  int            `json:"no_shows"`
	NoRoom   int            `json:"no_room"`
	NotKnown int            `json:"not_known"`
	Parties  []attendedJSON `json:"parties"`
	More     string         `json:"more,omitempty"`
}

type attendedJSON struct {
	ID     event.RSVPID `json:"id"`
	Name   string       `json:"name"`
	Party  int          `json:"party"`
	Fate   event.Fate   `json:"fate"`
	People int          `json:"people"`
	Said   bool         `json:"said"` // by an organiser
}

// attendance answers GET /organise/events/{event}/attendance.
func (h Handlers) attendance(c *web.Ctx) (web.Answer, error) {
	return h.rollPage(c, c.QueryParam("after"), templates.Form{})
}

func (h Handlers) rollPage(c *web.Ctx, from string, f templates.Form) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	after, _ := domain.ParseID[event.RSVPID](from)
	roll, err := h.Events.Roll(c.Go(), c.Who(), id, after, event.MostShown+1)
	if err != nil {
		return web.Answer{}, err
	}
	e, here := roll.Event, c.Prefix()+"/organise/events/"+string(id)
	page := &templates.EventRoll{Event: deskOf(c, e), Back: here, Turnout: templates.Turnout(roll.Turnout), Whole: roll.Turnout.Whole(), Begun: !e.Starts.After(c.Now()), After: string(after), Form: f}
	if page.Begun && e.Called && e.Must(c.Who(), domain.CheckIn) == nil {
		page.Action = here + "/attendance"
	}
	if page.Form.Raw == nil && roll.Doors.WalkIns() > 0 {
		page.Others = strconv.Itoa(roll.Doors.WalkIns())
	}
	t := roll.Turnout
	out := rollJSON{Came: t.Came, WalkIns: t.WalkIns, First: t.First, NoShows: t.NoShows, NoRoom: t.NoRoom, NotKnown: t.NotKnown, Parties: []attendedJSON{}}
	if len(roll.Parties) > event.MostShown {
		roll.Parties = roll.Parties[:event.MostShown]
		page.More = here + "/attendance?after=" + string(roll.Parties[event.MostShown-1].RSVP.ID)
		out.More = page.More
	}
	for _, p := range roll.Parties {
		r := p.RSVP
		out.Parties = append(out.Parties, attendedJSON{r.ID, r.Name, r.Party, p.Fate, p.People, p.Said})
		page.Parties = append(page.Parties, templates.RollLine{
			ID: string(r.ID), Name: r.Name, Party: r.Party, People: p.People, Fate: string(p.Fate), Said: p.Said, First: r.First, Part: partOf(c, roll, r),
		})
	}
	page.Title = templates.Word(c.Lang(), "attend.title")
	return web.Answer{JSON: out, Page: "event/attendance", Part: "roll", Data: page}, nil
}

// partOf is the shift and the pool of a party in words, where there are several.
func partOf(c *web.Ctx, roll event.Roll, r event.RSVP) string {
	if !roll.Event.Parted {
		return ""
	}
	s, _ := roll.Layout.Shift(r.Shift)
	return templates.In(c.Lang()).Span(local(s.Starts, roll.Event.Zone), local(s.Ends, roll.Event.Zone)) + ", " + templates.Word(c.Lang(), "places.pool."+string(r.Pool))
}

// attend answers POST /organise/events/{event}/attendance.
func (h Handlers) attend(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.AttendInput
	form, err := c.Read(&in)
	if err == nil {
		err = h.Events.Attend(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.rollPage(c, in.After, f) })
	}
	next := "/organise/events/" + string(id) + "/attendance"
	if in.After != "" {
		next += "?after=" + url.QueryEscape(in.After)
	}
	a, err := h.rollPage(c, in.After, templates.Form{})
	return web.Answer{JSON: a.JSON, Next: next}, err
}
