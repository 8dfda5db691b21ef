package event

import (
	"net/http"
	"slices"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// rsvpJSON is what a program learns of the RSVP that it made.
type rsvpJSON struct {
	ID    event.RSVPID `json:"id"`
	State event.State  `json:"state"`
	Party int          `json:"party"`
	Shift int          `json:"shift"`
	Pool  event.Pool   `json:"pool"`
	Link  string       `json:"link,omitempty"` // the key, where no letter brings it
}

// rsvp answers POST /events/{slug}/rsvp.
func (h Handlers) rsvp(c *web.Ctx) (web.Answer, error) {
	x, err := h.Kept.show(c, func() (event.Shown, error) { return h.Events.Show(c.Go(), c.Who(), c.Param("slug")) })
	if err != nil {
		return web.Answer{}, err
	}
	var in event.RSVPInput
	form, err := c.Read(&in)
	var done event.Answered
	if err == nil {
		done, err = h.Events.AnswerTo(c.Go(), x, in, c.Lang())
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) {
			if f.Refusal == "answered-already" { // another name under this id: the next press is a new answer
				f.Raw.Set("id", domain.NewID[string](c.Now()))
			}
			return h.poster(c, &f, nil)
		})
	}
	r := done.RSVP
	shown, err := h.doneOf(c, x.Event, done)
	if err != nil {
		return web.Answer{}, err
	}
	out := rsvpJSON{r.ID, r.State, r.Party, r.Shift, r.Pool, shown.Link}
	if c.IsProgram() {
		return web.Answer{JSON: out}, nil
	}
	a, err := h.poster(c, nil, shown)
	a.Status, a.JSON = http.StatusOK, out
	return a, err
}

// guestsJSON is what a program learns of who comes.
type guestsJSON struct {
	Event  eventJSON   `json:"event"`
	Guests []guestJSON `json:"guests"`
	More   string      `json:"more,omitempty"`
	Mailed int         `json:"mailed"`  // parties that letters reach
	ToRing []ringJSON  `json:"to_ring"` // parties that gave a phone number alone
}

type ringJSON struct {
	ID    event.RSVPID `json:"id"`
	Name  string       `json:"name"`
	Phone string       `json:"phone"`
}

type guestJSON struct {
	ID    event.RSVPID `json:"id"`
	Name  string       `json:"name"`
	Party int          `json:"party"`
	State event.State  `json:"state"`
	First bool         `json:"first"`
	Shift int          `json:"shift"`
	Pool  event.Pool   `json:"pool"`
}

const guestsPerPage = 200

// guests answers GET /organise/events/{event}.
func (h Handlers) guests(c *web.Ctx) (web.Answer, error) { return h.desk(c, templates.Form{}) }

func (h Handlers) desk(c *web.Ctx, f templates.Form) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	after, _ := domain.ParseID[event.RSVPID](c.QueryParam("after"))
	rs, err := h.Events.Guests(c.Go(), c.Who(), id, after, guestsPerPage+1)
	if err != nil {
		return web.Answer{}, err
	}
	x, err := h.Events.ShowByID(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	more := ""
	if len(rs) > guestsPerPage {
		rs = rs[:guestsPerPage]
		more = c.Prefix() + "/organise/events/" + string(id) + "?after=" + string(rs[guestsPerPage-1].ID)
	}
	page := &templates.EventGuests{
		ID: string(id), Event: deskOf(c, x.Event), Waiting: x.Event.Waiting, More: more, Form: f, May: x.Edits,
		Over: max(0, x.Event.Taken+x.Event.Held-x.Event.Capacity), Public: c.Prefix() + "/events/" + x.Event.Slug,
	}
	page.Ways = ways(c, x.Event)
	if x.Event.Capacity == 0 {
		page.Over = 0
	}
	if x.Event.Details.Outing.Doors > 0 {
		page.Staffing = staffingOf(x.Event)
	}
	parts, err := h.deskParts(c, x.Event, page)
	if err != nil {
		return web.Answer{}, err
	}
	out := guestsJSON{Event: jsonOf(x.Event), More: more, Guests: []guestJSON{}, ToRing: []ringJSON{}}
	if err := h.telling(c, x.Event, page, &out); err != nil {
		return web.Answer{}, err
	}
	for _, r := range rs {
		page.Guests = append(page.Guests, templates.Guest{Name: r.Name, Contact: r.Contact, State: string(r.State), Needs: r.Needs, Party: r.Party, First: r.First, Part: parts[partKey{r.Shift, r.Pool}], Made: local(r.Made, x.Event.Zone)})
		out.Guests = append(out.Guests, guestJSON{r.ID, r.Name, r.Party, r.State, r.First, r.Shift, r.Pool})
	}
	page.Title = x.Event.Title
	return web.Answer{JSON: out, Page: "event/guests", Part: "guests", Data: page}, nil
}

// telling puts onto the desk whom letters reach, and who is to be rung.
func (h Handlers) telling(c *web.Ctx, e event.Event, page *templates.EventGuests, out *guestsJSON) error {
	t, err := h.Events.Telling(c.Go(), c.Who(), e)
	page.Mailed, page.Told, out.Mailed = t.Mail, !e.Called || c.QueryParam("told") != "", t.Mail
	page.Nowhere = e.Called && !e.Where.At.Valid()
	for _, r := range t.Ring {
		page.Ring = append(page.Ring, templates.RingLine{Name: r.Name, Phone: r.Contact, Party: r.Party})
		out.ToRing = append(out.ToRing, ringJSON{r.ID, r.Name, r.Contact})
	}
	for _, d := range t.Others {
		page.Ring = append(page.Ring, templates.RingLine{Name: d.Name, Party: d.People})
	}
	return err
}

// desk is the pages about one event, and what somebody must be allowed to do
// to open each.
var desk = []struct {
	page, word string
	needs      domain.Act
	at         []event.Kind // nil for all
}{
	{"check-in", "gate.title", domain.CheckIn, nil},
	{"programme", "programme.title", domain.ScheduleEvents, []event.Kind{event.Festival}},
	{"delegations", "delegation.title", domain.SeeRSVPs, []event.Kind{event.Festival, event.Rally}},
	{"attendance", "attend.title", domain.SeeRSVPs, nil},
	{"details", "details.title", domain.ScheduleEvents, nil},
	{"places", "places.title", domain.ScheduleEvents, nil},
	{"hosts", "host.title", domain.SeeRSVPs, nil},
	{"reminders", "remind.title", domain.ScheduleEvents, nil},
	{"lifts", "lift.title", domain.SeeRSVPs, nil},
}

// ways leads from an event's desk to those of its pages that open for whoever looks.
func ways(c *web.Ctx, e event.Event) []templates.NavItem {
	var out []templates.NavItem
	for _, d := range desk {
		if e.Must(c.Who(), d.needs) == nil && (d.at == nil || slices.Contains(d.at, e.Kind)) {
			out = append(out, templates.NavItem{Href: c.Prefix() + "/organise/events/" + string(e.ID) + "/" + d.page, Text: templates.Word(c.Lang(), d.word)})
		}
	}
	return out
}
