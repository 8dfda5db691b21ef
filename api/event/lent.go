package event

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// Coming lists the next events of groups, for the pages of those groups.
func (h Handlers) Coming(c *web.Ctx, groups []domain.GroupID, most int) ([]templates.EventLine, error) {
	es, err := h.Events.Upcoming(c.Go(), c.Who(), event.Query{Groups: groups, Called: true, Most: most})
	return linesOf(c, es), err
}

// Called lists the next events that the reader organises, each leading to its
// desk.
func (h Handlers) Called(c *web.Ctx, most int) ([]templates.EventLine, error) {
	groups := c.Who().Where(domain.SeeRSVPs)
	if len(groups) == 0 {
		return nil, nil
	}
	es, err := h.Events.Upcoming(c.Go(), c.Who(), event.Query{Groups: groups, Called: true, Most: most})
	return desksOf(c, es), err
}

// mostAnswered is how many answers a person's own page shows.
const mostAnswered = 20

// Answered lists what the reader has answered under any of their addresses, what
// is coming first, for their own page.
func (h Handlers) Answered(c *web.Ctx, emails []string) ([]templates.MyEvent, error) {
	held, err := h.Events.Answered(c.Go(), c.Who().Person, emails, mostAnswered)
	var all []templates.MyEvent
	for _, x := range held {
		line := templates.MyEvent{EventLine: lineOf(c, x.During()), State: string(x.RSVP.State), Party: x.RSVP.Party, Past: !x.Event.Ends.After(c.Now())}
		if x.Opens(c.Now()) {
			line.Open = c.Prefix() + "/me/events/" + string(x.RSVP.ID)
		}
		all = append(all, line)
	}
	return all, err
}

// unlock answers POST /me/events/{rsvp}: whoever is signed in needs no letter to
// reach a place of their own.
func (h Handlers) unlock(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.RSVPID](c, "rsvp", "no-such-rsvp")
	if err != nil {
		return web.Answer{}, err
	}
	emails, err := h.Emails(c)
	if err != nil {
		return web.Answer{}, err
	}
	t, err := h.Events.Unlock(c.Go(), c.Who(), emails, id)
	return web.Answer{Away: c.Prefix() + "/rsvp/" + string(t)}, err
}
