package walk

import (
	"maps"
	"net/url"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

func init() { maps.Copy(turns, placesTurns) }

// placesTurns is the turns of the addresses about shifts and pools.
var placesTurns = map[string]func(c *camp, w *walker) turn{
	"GET /organise/events/:event/places": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event/places": func(c *camp, _ *walker) turn {
		e := c.event(true)
		day := e.Starts.Format("2006-01-02")
		return at("event", e.ID).with(url.Values{"version": {"1"}, "starts": {day + "T10:00", day + "T11:00"}, "ends": {day + "T11:00", day + "T13:00"}, "general": {"4", "5"}})
	},
	"GET /events/:slug/poster":            func(c *camp, _ *walker) turn { return at("slug", c.event(false).Slug) },
	"GET /organise/events/:event/details": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event/details": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(fields("version", 1, "access", "loop:yes", "room", 40))
	},
	"POST /organise/events/:event/repeat": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(fields("id", domain.NewID[string](c.now()), "every", 7, "times", 2))
	},
	"GET /lead/words/:file": func(*camp, *walker) turn { return at("file", "en.json") },
	"GET /lead/:event":      func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /lead/:event/open": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(fields("id", domain.NewID[string](c.now()), "name", "North door"))
	},
	"POST /organise/events/:event/gates/:gate/end": func(c *camp, _ *walker) turn {
		e := c.event(true)
		o, err := c.house.Event.OpenGate(c.Context(), c.boss.who, e.ID, event.GateInput{ID: domain.NewID[string](c.now()), Name: "North door"})
		c.must(err)
		return at("event", e.ID, "gate", o.Gate.ID)
	},
	"POST /gate":                           func(*camp, *walker) turn { return at().gives(415) },
	"GET /organise/events/:event/check-in": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event/release": func(c *camp, _ *walker) turn {
		e := c.event(true)
		return at("event", e.ID).with(fields("at", e.Starts.Format("2006-01-02")+"T09:30"))
	},
}
