package walk

import (
	"maps"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/welcome"
)

func init() { maps.Copy(turns, welcomeTurns) }

// welcomeTurns is the turns of the addresses about newcomers.
var welcomeTurns = map[string]func(c *camp, w *walker) turn{
	"POST /welcome/:newcomer/take": func(c *camp, w *walker) turn { return at("newcomer", c.offered(w)) },
	"POST /welcome/:newcomer/pass": func(c *camp, w *walker) turn { return at("newcomer", c.taken(w)) },
	"POST /welcome/:newcomer/note": func(c *camp, w *walker) turn {
		return at("newcomer", c.taken(w)).with(fields("id", domain.NewID[string](c.now()), "outcome", "reached"))
	},
	"POST /me/welcome": func(c *camp, _ *walker) turn {
		return at().with(fields("id", domain.NewID[string](c.now()), "group", c.group.ID, "welcome", "phone", "welcome_phone", "+44 7700 900123"))
	},
	"POST /me/welcome/end": func(*camp, *walker) turn { return at() },
}

// newcomer is somebody new.
func (c *camp) newcomer() welcome.Newcomer {
	c.Helper()
	in := event.RSVPInput{ID: domain.NewID[string](c.now()), Name: c.secret("newcomer"), Email: c.donor(), Party: 1, Welcome: "email"}
	_, err := c.house.Event.RSVP(c.Context(), domain.Actor{}, c.event(false).ID, in, "en")
	c.must(err)
	n, err := c.house.Store.Newcomer(c.Context(), welcome.ID(in.ID))
	c.must(err)
	return n
}

// offered is a newcomer who is offered to w where they may have one, else to
// the one with every role.
func (c *camp) offered(w *walker) welcome.ID { return c.with(w, welcome.Offered) }

// taken is the same, once they have taken them.
func (c *camp) taken(w *walker) welcome.ID { return c.with(w, welcome.Taken) }

func (c *camp) with(w *walker, state welcome.State) welcome.ID {
	c.Helper()
	n, who := c.newcomer(), c.boss.who
	if w != nil && w.camp == c && w.may(domain.WelcomeNew) {
		who = w.who
	}
	n.State, n.Turn, n.Leader, n.Until = state, n.Turn+1, who.Person, c.now().Add(welcome.Clock)
	_, err := c.house.Store.PutTurn(c.Context(), n)
	c.must(err)
	return n.ID
}
