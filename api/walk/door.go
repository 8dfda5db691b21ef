package walk

import (
	"fmt"
	"maps"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

func init() { maps.Copy(turns, doorTurns) }

// doorTurns is the turns of the addresses that the door app asks.
var doorTurns = map[string]func(c *camp, w *walker) turn{
	"GET /door/words/:file": func(*camp, *walker) turn { return at("file", "de.json") },
	"POST /door/turf/:turf/pack": func(c *camp, _ *walker) turn {
		return at("turf", c.turf()).with(fields("id", domain.NewID[string](c.now()), "device", "phone"))
	},
	"GET /organise/efforts/:effort/receipts": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /door/hand-in":                     func(*camp, *walker) turn { return at().with(fields()) },
	"POST /door/turf/:turf/back":             func(c *camp, _ *walker) turn { return at("turf", c.turf()) },
}

// turf is a fresh turf of three doors that nobody has.
func (c *camp) turf() universe.TurfID { return c.turfOf(c.effort().ID) }

// turfOf is one of an effort that is there.
func (c *camp) turfOf(e canvass.EffortID) universe.TurfID {
	c.Helper()
	t := universe.Turf{ID: domain.NewID[universe.TurfID](c.now()), Effort: e, Name: "High Street of " + c.name, Size: 3, State: universe.Free, Made: c.now(), Changed: c.now()}
	c.must(c.house.Store.PutTurfs(c.Context(), []universe.Turf{t}))
	var doors []universe.Door
	for i := range 3 {
		a := universe.Address{Number: fmt.Sprint(i + 1), Street: "High Street", Town: string(t.ID)}
		doors = append(doors, universe.Door{ID: universe.DoorIDOf(e, a), Effort: e, Turf: t.ID, Place: i + 1, Address: a, Made: c.now()})
	}
	c.must(c.house.Store.PutDoors(c.Context(), doors))
	return t.ID
}
