package walk

import (
	"maps"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
)

func init() { maps.Copy(turns, outingTurns) }

// outingTurns is the turns of the addresses about days out.
var outingTurns = map[string]func(c *camp, w *walker) turn{
	"GET /organise/efforts/:effort/outings": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"GET /lead/:event/teams":                func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /lead/outings": func(c *camp, _ *walker) turn {
		return at().with(form(outing.OpenInput{ID: domain.NewID[outing.ID](c.now()), Effort: c.effort().ID, Meet: c.secret("place")}))
	},
	"GET /lead/outings/:outing": func(c *camp, _ *walker) turn { return at("outing", c.crew().Outing.ID) },
	"POST /lead/outings/:outing/teams": func(c *camp, _ *walker) turn {
		return at("outing", c.crew().Outing.ID).with(fields("id", domain.NewID[string](c.now()), "names", c.secret("mate")))
	},
	"GET /lead/teams/:team": func(c *camp, _ *walker) turn { return at("team", c.crew().Team.ID) },
	"POST /lead/teams/:team/members": func(c *camp, _ *walker) turn {
		return at("team", c.crew().Team.ID).with(fields("names", c.secret("mate")))
	},
	"POST /lead/teams/:team/members/:member": func(c *camp, _ *walker) turn {
		crew := c.crew()
		return at("team", crew.Team.ID, "member", crew.Members[0].ID).with(fields("runner", true))
	},
	"POST /lead/teams/:team/boards": func(c *camp, _ *walker) turn {
		crew := c.crew()
		return at("team", crew.Team.ID).with(fields("id", domain.NewID[string](c.now()), "turf", c.turfOf(crew.Effort.ID), "back", c.soon()))
	},
	"POST /lead/teams/:team/home":         func(c *camp, _ *walker) turn { return at("team", c.crew().Team.ID) },
	"GET /door/:effort/incident":          func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"GET /organise/efforts/:effort/paper": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort/paper": func(c *camp, _ *walker) turn {
		x := c.paper()
		return at("effort", x.Effort).with(fields("code", x.Code))
	},
	"POST /organise/turfs/:turf/paper": func(c *camp, _ *walker) turn {
		return at("turf", c.turf()).with(fields("id", domain.NewID[string](c.now())))
	},
	"GET /organise/paper/:sheet":      func(c *camp, _ *walker) turn { return at("sheet", c.paper().ID) },
	"GET /organise/paper/:sheet/rows": func(c *camp, _ *walker) turn { return at("sheet", c.paper().ID) },
	"POST /organise/paper/:sheet/rows": func(c *camp, _ *walker) turn {
		return at("sheet", c.paper().ID).with(fields("r1", "NH", "r2", "TA 3 7"))
	},
	"POST /door/:effort/incident": func(c *camp, _ *walker) turn {
		return at("effort", c.effort().ID).with(form(c.note()))
	},
	"GET /organise/incidents/:incident": func(c *camp, _ *walker) turn {
		in := c.note()
		c.must(c.house.Outing.Report(c.Context(), c.boss.who, c.effort().ID, in))
		return at("incident", in.ID)
	},
	"POST /lead/teams/:team/debrief": func(c *camp, _ *walker) turn {
		return at("team", c.crew().Team.ID).with(form(outing.DebriefInput{Best: "rate", Worst: outing.Dog}))
	},
	"POST /lead/trips/:trip/back": func(c *camp, _ *walker) turn {
		out, err := c.house.Store.TripsOut(c.Context(), c.effortOf(c.board()))
		c.must(err)
		return at("trip", out[0].ID)
	},
	"POST /out":                       func(*camp, *walker) turn { return at().gives(415) },
	"POST /lead/boards/:board/back":   func(c *camp, _ *walker) turn { return at("board", c.board().ID) },
	"POST /lead/boards/:board/longer": func(c *camp, _ *walker) turn { return at("board", c.board().ID).with(fields("minutes", 30)) },
	"POST /lead/boards/:board/code":   func(c *camp, _ *walker) turn { return at("board", c.board().ID) },
	"POST /door/board": func(c *camp, _ *walker) turn {
		return at().with(fields("code", c.house.Outing.Code(c.board()), "device", "phone"))
	},
	"POST /door/board/back": func(c *camp, _ *walker) turn { return at().with(fields("code", c.house.Outing.Code(c.board()))) },
	"POST /door/join": func(c *camp, _ *walker) turn {
		return at().with(fields("code", c.house.Outing.Code(c.board()), "id", domain.NewID[string](c.now()), "device", "phone", "name", c.secret("mate")))
	},
}

// soon is a time of day within the hours that a team may have a turf.
func (c *camp) soon() string {
	zone, err := time.LoadLocation("Europe/London")
	c.must(err)
	return c.now().In(zone).Add(3 * time.Hour).Format("15:04")
}

// crew is a fresh team of one on a fresh day out.
func (c *camp) crew() outing.Crew {
	c.Helper()
	o, err := c.house.Outing.Open(c.Context(), c.boss.who, outing.OpenInput{ID: domain.NewID[outing.ID](c.now()), Effort: c.effort().ID})
	c.must(err)
	crew, err := c.house.Outing.Gather(c.Context(), c.boss.who, o.ID, outing.GatherInput{ID: domain.NewID[outing.TeamID](c.now()), Names: c.secret("mate")})
	c.must(err)
	return crew
}

// paper is a fresh printed walk list.
func (c *camp) paper() outing.Sheet {
	c.Helper()
	x, err := c.house.Outing.Print(c.Context(), c.boss.who, c.turf(), outing.PrintInput{ID: domain.NewID[outing.SheetID](c.now())})
	c.must(err)
	return x
}

// note is what somebody writes down of what went wrong.
func (c *camp) note() outing.ReportInput {
	return outing.ReportInput{ID: domain.NewID[outing.IncidentID](c.now()), Kind: outing.Threat, Words: c.secret("words about a threat")}
}

// effortOf is the effort of a board.
func (c *camp) effortOf(b outing.Board) canvass.EffortID {
	c.Helper()
	t, err := c.house.Store.Turf(c.Context(), b.Turf)
	c.must(err)
	return t.Effort
}

// board is a turf in the hands of a fresh team.
func (c *camp) board() outing.Board {
	c.Helper()
	crew := c.crew()
	b, err := c.house.Outing.HandOut(c.Context(), c.boss.who, crew.Team.ID, outing.HandOutInput{ID: domain.NewID[outing.BoardID](c.now()), Turf: c.turfOf(crew.Effort.ID), Back: c.soon()})
	c.must(err)
	return b
}
