package main

import (
	"maps"
	"net/url"
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
}
