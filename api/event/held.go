package event

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// heldJSON is what a program learns of the RSVP that a private link opens.
type heldJSON struct {
	rsvpJSON
	Event     eventJSON    `json:"event"`            // with the times of the shift
	Until     *time.Time   `json:"until,omitempty"`  // while places are kept for it
	Ahead     int          `json:"ahead"`            // people who wait before it
	From      *time.Time   `json:"from,omitempty"`   // the day before on which it found no room: it is first in line
	Why       event.Reason `json:"why,omitempty"`    // why nobody who waits is offered a place
	Mine      bool         `json:"mine"`             // it stands with the caller's own events
	Confirmed bool         `json:"confirmed"`        // they said again that they come
	Ticket    string       `json:"ticket,omitempty"` // the address that its QR code holds, for whoever comes
	After     *afterJSON   `json:"after,omitempty"`  // once the event is over
}

// held answers GET /rsvp/{token}: it shows and changes nothing.
func (h Handlers) held(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Hold(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	return h.heldPage(c, x, templates.Form{})
}

func (h Handlers) heldPage(c *web.Ctx, x event.Held, f templates.Form) (web.Answer, error) {
	view, err := h.viewOf(c, event.Shown{Event: x.During(), Site: x.Site})
	if err != nil {
		return web.Answer{}, err
	}
	done, out, err := h.heldDone(c, x)
	page := &templates.RSVPHeld{
		Event: view, Done: done, Form: f, Answer: c.QueryParam("answer"),
		Action: c.Prefix() + "/rsvp/" + string(c.Token()), Calendar: c.Prefix() + "/rsvp/" + string(c.Token()) + "/calendar.ics",
	}
	if err == nil && (x.RSVP.State == event.Coming || x.RSVP.State == event.Waiting) {
		var lift templates.LiftView
		lift, err = h.liftView(c, x)
		page.Lift = &lift
	}
	if err == nil && x.RSVP.State == event.Coming && x.Event.Called && x.Event.Ends.After(c.Now()) {
		page.Ticket, out.Ticket, err = h.ticket(c, x.RSVP)
	}
	if err == nil {
		page.After, out.After, err = h.after(c, x)
	}
	if err == nil && x.RSVP.State == event.Coming {
		var has string
		if has, err = h.programme(c, x.Event); has != "" {
			page.Timetable = page.Action + "/timetable"
		}
	}
	if err == nil && h.Greets != nil {
		page.Greets, err = h.Greets(c, string(x.RSVP.ID))
	}
	page.Event.Shifts, page.Event.Pick, page.Event.PickPool = shiftsOf(x.Event, x.Layout), x.RSVP.Shift, string(x.RSVP.Pool)
	if open := closeShifts(c, x.Event, x.Layout, page.Event.Shifts); page.Event.Over && open && err == nil {
		var came bool
		if came, err = h.Events.Came(c.Go(), x); !came {
			page.Later, page.Event.Pick = true, firstWithRoom(page.Event.Shifts)
		}
	}
	page.Event.Has = x.RSVP.State == event.Coming
	page.Event.Pools = texts(x.Layout.Pools())
	page.Join = !c.Who().Nobody() && x.RSVP.Person == ""
	page.Title = x.Event.Title
	page.Wear(x.Site.Name, x.Site.Colour)
	return web.Answer{JSON: out, Page: "event/held", Part: "held", Data: page}, err
}

// keepInput is what the holder of a link sends: do is "confirm", "give-back",
// "mine" to put it with one's own events, "take" for what is kept for them,
// "quiet" for nobody to welcome them, or "keep" with what they want to have.
type keepInput struct {
	Do    string `json:"do"`
	Party int    `json:"party"`
	Shift string `json:"shift"` // its number; empty for the one they have
	Pool  string `json:"pool"`  // empty for the one they have
}

// keep answers POST /rsvp/{token}.
func (h Handlers) keep(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Hold(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	var in keepInput
	form, err := c.Read(&in)
	switch {
	case err != nil:
	case in.Do == "confirm":
		_, err = h.Events.Confirm(c.Go(), c.Token())
	case in.Do == "give-back":
		_, err = h.Events.GiveBack(c.Go(), c.Token())
	case in.Do == "mine":
		_, err = h.Events.Join(c.Go(), c.Who(), c.Token())
	case in.Do == "quiet":
		_, err = h.Events.Quiet(c.Go(), c.Token())
	case in.Do == "take":
		_, err = h.Events.TakeUp(c.Go(), c.Token())
	default:
		_, err = h.Events.Keep(c.Go(), c.Token(), event.KeepInput{Party: in.Party, Shift: in.Shift, Pool: in.Pool})
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.heldPage(c, x, f) })
	}
	if x, err = h.Events.Hold(c.Go(), c.Token()); err != nil {
		return web.Answer{}, err
	}
	_, out, err := h.heldDone(c, x)
	return web.Answer{JSON: out, Next: "/rsvp/" + string(c.Token())}, err
}

// heldDone is how an RSVP stands, for whoever has its link.
func (h Handlers) heldDone(c *web.Ctx, x event.Held) (templates.Done, heldJSON, error) {
	r := x.RSVP
	done := templates.Done{State: string(r.State), Name: r.Name, Party: r.Party, Until: local(r.Offered, x.Event.Zone), Sure: !r.Confirmed.IsZero()}
	out := heldJSON{rsvpJSON: rsvpJSON{ID: r.ID, State: r.State, Party: r.Party, Shift: r.Shift, Pool: r.Pool}, Event: jsonOf(x.During()), Mine: r.Person != "" && r.Person == c.Who().Person, Confirmed: done.Sure}
	if r.State == event.Offered {
		out.Until = &r.Offered
	}
	if r.Lapsed(c.Now()) {
		done.State = "lapsed"
	}
	if len(x.Layout.Pools()) > 1 {
		done.Pool = string(r.Pool)
	}
	if r.State != event.Waiting {
		return done, out, nil
	}
	q, err := h.Events.Place(c.Go(), x)
	view := queueView(x.Event, x.Layout, q)
	done.Rank, done.Queue = q.Ahead, &view
	out.Ahead, out.Why = q.Ahead, q.Why
	if q.From.ID != "" {
		done.From, out.From = local(q.From.Starts, q.From.Zone), &q.From.Starts
	}
	return done, out, err
}
