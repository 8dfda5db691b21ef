package event

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// reminderRoutes is every address about what is sent by itself.
func (h Handlers) reminderRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/organise/events/:event/reminders", For: web.May(domain.ScheduleEvents), Does: "Show what is sent by itself for an event.", Out: event.RemindInput{}, Do: h.reminders},
		{Method: "POST", Path: "/organise/events/:event/reminders", For: web.May(domain.ScheduleEvents), Does: "Say what is sent by itself for an event.", In: event.RemindInput{}, Out: event.RemindInput{}, Do: h.setReminders},
	}
}

// reminders answers GET /organise/events/{event}/reminders.
func (h Handlers) reminders(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	return h.remindersPage(c, x, web.FormOf(event.RemindInputOf(x.Event)))
}

// reminderKinds is the letters that are sent by themselves after the one on
// sign-up, as fields of the form call them.
var reminderKinds = []string{"days", "hours", "thanks", "missed", "next"}

func (h Handlers) remindersPage(c *web.Ctx, x event.Shown, f templates.Form) (web.Answer, error) {
	e, here := x.Event, c.Prefix()+"/organise/events/"+string(x.Event.ID)
	page := &templates.EventReminders{Event: deskOf(c, e), Back: here, Form: f}
	if !e.Over(c.Now()) {
		page.Action = here + "/reminders"
	}
	if theirs := web.FormOf(event.RemindInputOf(e)); f.Refusal == "changed-meanwhile" {
		page.Differs = remindersDiffer(c, f, theirs)
		f.Raw.Set("version", theirs.Value("version"))
	}
	for i, r := range e.Reminded()[1:] {
		there := local(e.Starts, e.Zone).Location()
		page.Plan = append(page.Plan, templates.ReminderLine{Kind: reminderKinds[i], Off: r.Off, When: r.Due(e.Starts, e.Ends, there).In(there)})
	}
	page.Title = templates.Word(c.Lang(), "remind.title")
	return web.Answer{JSON: event.RemindInputOf(e), Page: "event/reminders", Part: "reminders", Data: page}, nil
}

// setReminders answers POST /organise/events/{event}/reminders.
func (h Handlers) setReminders(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	var in event.RemindInput
	form, err := c.Read(&in)
	e := x.Event
	if err == nil {
		e, err = h.Events.SetReminders(c.Go(), c.Who(), x.Event.ID, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) {
			now, err := h.deskOf(c, domain.ScheduleEvents) // as it stands now: read before, it may be the version that lost
			if err != nil {
				return web.Answer{}, err
			}
			return h.remindersPage(c, now, f)
		})
	}
	return web.Answer{JSON: event.RemindInputOf(e), Next: "/organise/events/" + string(e.ID) + "/reminders"}, nil
}
