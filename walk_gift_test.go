package main

import (
	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// giftTurns is the turns of the donor's own page and of the treasurer's.
var giftTurns = map[string]func(c *camp, w *walker) turn{
	"GET /gift/:token/ask/:what": func(c *camp, _ *walker) turn { return at("token", c.giftLink(), "what", "raise") },
	"POST /gift/:token/ask/:what": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink(), "what", "raise").with(fields("amount", "12"))
	},
	"POST /gift/:token/raise": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink()).with(fields("id", domain.NewID[string](c.now()), "amount", "12", "code", "1")).gives(422)
	},
	"POST /gift/:token/day": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink()).with(fields("id", domain.NewID[string](c.now()), "day", 5, "code", "1")).gives(422)
	},
	"POST /gift/:token/card": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink()).with(fields("id", domain.NewID[string](c.now()), "code", "1")).gives(422)
	},
	"GET /gift/:token/play":            func(c *camp, _ *walker) turn { return at("token", c.giftLink()) },
	"POST /gift/:token/play":           func(c *camp, _ *walker) turn { return at("token", c.giftLink()).with(fields("card", "4242")) },
	"GET /gift/:token/statement/:year": func(c *camp, _ *walker) turn { return at("token", c.giftLink(), "year", 2026) },
	"POST /organise/calls/:plan": func(c *camp, _ *walker) turn {
		_, token := c.gift(c.donor())
		g, err := c.house.giving.Gift(c.Context(), token)
		c.must(err)
		g.Plan.Step, g.Plan.Status, g.Plan.Failing, g.Plan.NudgeAt = giving.StepCall, giving.Retrying, c.now(), c.now().AddDate(0, 0, 14)
		c.must(c.house.store.PutPlan(c.Context(), g.Plan))
		return at("plan", g.Plan.ID).with(fields("outcome", "reached"))
	},
}

func init() {
	for path, turn := range giftTurns {
		turns[path] = turn
	}
}
