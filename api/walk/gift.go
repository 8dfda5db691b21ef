package walk

import (
	"fmt"
	"strings"

	"barnstorm/api/web"
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
		g, err := c.house.Giving.Gift(c.Context(), token)
		c.must(err)
		g.Plan.Step, g.Plan.Status, g.Plan.Failing, g.Plan.NudgeAt = giving.StepCall, giving.Retrying, c.now(), c.now().AddDate(0, 0, 14)
		c.must(c.house.Store.PutPlan(c.Context(), g.Plan))
		return at("plan", g.Plan.ID).with(fields("outcome", "reached"))
	},
	"GET /organise/money/:entity/:month":               func(c *camp, _ *walker) turn { return at("entity", c.group.Entity, "month", "2026-10") },
	"GET /organise/money/:entity/:month/books.journal": func(c *camp, _ *walker) turn { return at("entity", c.group.Entity, "month", "2026-10") },
	"GET /organise/money/:entity/:month/table.csv":     func(c *camp, _ *walker) turn { return at("entity", c.group.Entity, "month", "2026-10") },
	// Closed once, it stays closed.
	"POST /organise/money/:entity/:month": func(c *camp, _ *walker) turn { return at("entity", c.group.Entity, "month", "2026-10").gives(409) },
	"GET /organise/money/:entity/payouts/:ref": func(c *camp, _ *walker) turn {
		return at("entity", c.group.Entity, "ref", "po_none").gives(404)
	},
	"GET /more/:token": func(c *camp, _ *walker) turn { return at("token", c.moreLink()) },
	"POST /more/:token": func(c *camp, _ *walker) turn {
		return at("token", c.moreLink()).with(fields("id", domain.NewID[string](c.now())))
	},
	"POST /organise/appeals/ask":            func(c *camp, _ *walker) turn { return at().with(form(giving.AskInput{Group: string(c.group.ID)})) },
	"GET /organise/money/payments/:payment": func(c *camp, _ *walker) turn { return at("payment", c.payment()) },
	"POST /organise/money/payments/:payment": func(c *camp, _ *walker) turn {
		return at("payment", c.payment()).with(form(giving.BackInput{ID: domain.NewID[string](c.now()), Amount: "1", Why: giving.WhyAsked}))
	},
	"POST /organise/money/back/:back": func(c *camp, _ *walker) turn {
		pay, err := c.house.Store.Payment(c.Context(), c.payment())
		c.must(err)
		b, err := pay.Return(domain.NewID[giving.BackID](c.now()), pay.Amount, giving.WhyAsked, c.boss.who.Person, nil, c.now())
		c.must(err)
		b.State = giving.BackWaiting
		_, err = c.house.Store.AddBack(c.Context(), b)
		c.must(err)
		return at("back", b.ID).with(fields("do", "drop"))
	},
	"POST /organise/money/slips": func(c *camp, _ *walker) turn {
		return at().with(form(c.slipInput()))
	},
	"GET /donate/:slug/poster": func(c *camp, _ *walker) turn { return at("slug", c.group.Slug) },
	"GET /donate/for/:appeal":  func(c *camp, _ *walker) turn { return at("appeal", c.appeal().Slug) },
	"POST /donate/for/:appeal": func(c *camp, _ *walker) turn {
		return at("appeal", c.appeal().Slug).with(form(c.pledgeInput(c.donor())))
	},
	"GET /donate/for/:appeal/poster":     func(c *camp, _ *walker) turn { return at("appeal", c.appeal().Slug) },
	"POST /organise/appeals":             func(c *camp, _ *walker) turn { return at().with(form(c.appealInput())) },
	"POST /organise/appeals/:appeal/end": func(c *camp, _ *walker) turn { return at("appeal", c.appeal().ID) },
	"POST /organise/money/slips/:slip": func(c *camp, _ *walker) turn {
		in := c.slipInput()
		_, err := c.house.Giving.Enter(c.Context(), c.boss.who, in)
		c.must(err)
		return at("slip", in.ID).with(fields("do", "drop"))
	},
}

func (c *camp) appealInput() giving.AppealInput {
	return giving.AppealInput{ID: domain.NewID[string](c.now()), Group: string(c.group.ID), Title: fmt.Sprint("Vans ", c.next()), Goal: "500"}
}

func (c *camp) appeal() giving.Appeal {
	c.Helper()
	a, err := c.house.Giving.BeginAppeal(c.Context(), c.boss.who, c.appealInput())
	c.must(err)
	return a
}

// moreLink says yes to two more a month under a gift of the camp.
func (c *camp) moreLink() domain.Token {
	c.Helper()
	_, token := c.gift(c.donor())
	g, err := c.house.Giving.Gift(c.Context(), token)
	c.must(err)
	t := domain.NewToken()
	c.must(c.house.Store.PutLink(c.Context(), domain.Link{Hash: t.Hash(), Purpose: domain.ForMore, Object: fmt.Sprintf("%s %d %d", g.Plan.ID, g.Amount.Minor, g.Plan.More().Minor), Made: c.now()}))
	return t
}

// payment is one that was paid under a gift of the camp.
func (c *camp) payment() giving.PaymentID {
	c.Helper()
	_, token := c.gift(c.donor())
	g, err := c.house.Giving.Gift(c.Context(), token)
	c.must(err)
	return g.Payments[0].ID
}

func (c *camp) slipInput() giving.SlipInput {
	return giving.SlipInput{ID: domain.NewID[string](c.now()), Group: string(c.group.ID), Via: "cash", Amount: "5", Name: c.secret("giver"), Day: c.now().Format("2006-01-02")}
}

// noted reports whether whoever looks there is noted for the auditor, so that
// looking leaves a line.
func noted(r web.Route) bool {
	return strings.HasPrefix(r.Path, "/organise/money") || r.Path == "/organise/incidents/:incident"
}

func init() {
	for path, turn := range giftTurns {
		turns[path] = turn
	}
}
