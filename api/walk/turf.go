package walk

import (
	"maps"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

func init() { maps.Copy(turns, turfTurns) }

// turfTurns is the turns of the addresses about universes and turfs.
var turfTurns = map[string]func(c *camp, w *walker) turn{
	"GET /organise/efforts/:effort/universe":  func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort/universe": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID).gives(422) }, // without a file
	"GET /organise/efforts/:effort/area":      func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort/area": func(c *camp, _ *walker) turn {
		return at("effort", c.effort().ID).with(fields("codes", "E17 4")).gives(409) // no postcodes are known
	},
	"GET /organise/universe/:import": func(c *camp, _ *walker) turn { return at("import", c.file(c.effort().ID)) },
	"POST /organise/universe/:import": func(c *camp, _ *walker) turn {
		return at("import", c.file(c.effort().ID)).with(fields("c0", "line"))
	},
	"POST /organise/universe/:import/undo": func(c *camp, _ *walker) turn {
		return at("import", c.file(c.effort().ID)).gives(409) // it has brought nothing yet
	},
	"GET /organise/efforts/:effort/turfs": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort/turfs": func(c *camp, _ *walker) turn {
		return at("effort", c.effort().ID).with(fields("id", domain.NewID[string](c.now()), "size", 40)).gives(409) // nothing to cut
	},
	"GET /organise/efforts/:effort/told": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort/told": func(c *camp, _ *walker) turn {
		return at("effort", c.effort().ID).with(fields("records", domain.NewID[string](c.now()), "accept", "true")).gives(404) // nothing was noted
	},
	"GET /organise/turfs/:turf": func(c *camp, _ *walker) turn { return at("turf", c.turf()) },
	"POST /organise/turfs/:turf/move": func(c *camp, _ *walker) turn {
		return at("turf", c.turf()).with(fields("what", "side:odd:High Street", "to", c.turf())).gives(404) // of another effort
	},
	"POST /organise/turfs/:turf/join": func(c *camp, _ *walker) turn {
		return at("turf", c.turf()).with(fields("with", c.turf())).gives(404)
	},
	"POST /organise/turfs/:turf/split": func(c *camp, _ *walker) turn {
		return at("turf", c.turf()).with(fields("id", domain.NewID[string](c.now()))).gives(409) // too small
	},
	"POST /organise/turfs/:turf/name": func(c *camp, _ *walker) turn {
		return at("turf", c.turf()).with(fields("name", c.secret("hill")))
	},
	"POST /organise/doors/:door/pin": func(c *camp, _ *walker) turn {
		doors, err := c.house.Store.DoorsIn(c.Context(), c.turf())
		c.must(err)
		return at("door", doors[0].ID).with(fields("lat", 53.8, "lon", -1.9))
	},
}

// file is a file of one address on its way into an effort.
func (c *camp) file(e canvass.EffortID) universe.ImportID {
	c.Helper()
	id := domain.NewID[universe.ImportID](c.now())
	_, err := c.house.Universe.Bring(c.Context(), c.boss.who, e, universe.FileInput{ID: id, File: c.secret("doors") + ".csv"}, strings.NewReader("Address\n1 High Street\n"))
	c.must(err)
	return id
}
