package walk

import (
	"maps"

	"barnstorm/domain"
	"barnstorm/domain/resident"
)

func init() { maps.Copy(turns, residentTurns) }

// residentTurns is the turns of the addresses about residents.
var residentTurns = map[string]func(c *camp, w *walker) turn{
	"GET /card/:token":         func(c *camp, _ *walker) turn { return at("token", c.card()) },
	"POST /card/:token/object": func(c *camp, _ *walker) turn { return at("token", c.card()) },
	"POST /card/:token/delete": func(c *camp, _ *walker) turn { return at("token", c.card()).with(fields("sure", "true")) },
	"GET /card/:token/complain": func(c *camp, _ *walker) turn {
		return at("token", c.card())
	},
	"POST /card/:token/complain": func(c *camp, _ *walker) turn { return at("token", c.card()).with(form(c.complainInput())) },
	"POST /complain":             func(c *camp, _ *walker) turn { return at().with(form(c.complainInput())) },
	"GET /complaint/:token":      func(c *camp, _ *walker) turn { _, token := c.complaint(); return at("token", token) },

	"GET /organise/complaints/:complaint":  func(c *camp, _ *walker) turn { id, _ := c.complaint(); return at("complaint", id) },
	"POST /organise/complaints/:complaint": func(c *camp, _ *walker) turn { id, _ := c.complaint(); return at("complaint", id) },
	"POST /organise/complaints/:complaint/answer": func(c *camp, _ *walker) turn {
		id, _ := c.complaint()
		return at("complaint", id).with(fields("answer", "We are sorry."))
	},
	"POST /organise/complaints/:complaint/hush": func(c *camp, _ *walker) turn {
		id, _ := c.complaint()
		return at("complaint", id).with(fields("address", "1 High Street"))
	},

	"GET /organise/efforts/:effort/cards": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort/cards": func(c *camp, _ *walker) turn {
		return at("effort", c.effort().ID).with(fields("id", domain.NewID[string](c.now())))
	},
	"GET /organise/cards/:stack":         func(c *camp, _ *walker) turn { return at("stack", c.stack().Stack.ID) },
	"POST /organise/cards/:stack/revoke": func(c *camp, _ *walker) turn { return at("stack", c.stack().Stack.ID) },
}

// stack is calling cards for the doors of a fresh turf.
func (c *camp) stack() resident.Sheet {
	c.Helper()
	id := c.turf()
	t, err := c.house.Store.Turf(c.Context(), id)
	c.must(err)
	s, err := c.house.Resident.Print(c.Context(), c.boss.who, t.Effort, resident.PrintInput{ID: domain.NewID[resident.StackID](c.now()), Turf: id})
	c.must(err)
	sheet, err := c.house.Resident.Sheet(c.Context(), c.boss.who, s.ID)
	c.must(err)
	return sheet
}

// card is the token of one of them.
func (c *camp) card() domain.Token { return c.stack().Cards[0].Token }

func (c *camp) complainInput() resident.ComplainInput {
	return resident.ComplainInput{ID: domain.NewID[string](c.now()), Kind: "object", Words: c.secret("words"), Address: c.secret("address"), Email: c.donor()}
}

// complaint is a complaint to the camp's group, by the card of one of its
// efforts, and the token of its sender.
func (c *camp) complaint() (resident.ComplaintID, domain.Token) {
	c.Helper()
	k, token, err := c.house.Resident.Complain(c.Context(), c.card(), c.complainInput(), "en")
	c.must(err)
	return k.ID, token
}
