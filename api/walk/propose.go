package walk

import (
	"maps"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

func init() { maps.Copy(turns, proposalTurns) }

// proposalTurns is the turns of the addresses about events that supporters
// propose.
var proposalTurns = map[string]func(c *camp, w *walker) turn{
	"POST /events/propose": func(c *camp, _ *walker) turn { return at().with(form(c.eventInput(false))) },
	"GET /organise/proposals/:event": func(c *camp, _ *walker) turn {
		return at("event", c.proposal())
	},
	"POST /organise/proposals/:event": func(c *camp, _ *walker) turn {
		in := c.eventInput(true)
		in.Group = "" // it is called by the group that it was proposed to
		return at("event", c.proposal()).with(form(in))
	},
	"POST /organise/proposals/:event/decline": func(c *camp, _ *walker) turn {
		return at("event", c.proposal()).with(fields("why", "Not in winter"))
	},
}

// proposal is an event that a member of the camp proposes.
func (c *camp) proposal() event.ID {
	c.Helper()
	who := c.join("supporter", domain.Member).who
	p, err := c.house.Event.Propose(c.Context(), who, c.eventInput(true))
	c.must(err)
	return p.ID
}
