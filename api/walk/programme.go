package walk

import (
	"maps"
	"net/http"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
)

func init() { maps.Copy(turns, programmeTurns) }

// programmeTurns is the turns of the addresses about a festival's programme.
var programmeTurns = map[string]func(c *camp, w *walker) turn{
	"GET /events/:slug/programme": func(c *camp, _ *walker) turn {
		e, _ := c.onProgramme(false)
		return at("slug", e.Slug)
	},
	"GET /organise/events/:event/programme": func(c *camp, _ *walker) turn {
		e, _ := c.onProgramme(true)
		return at("event", e.ID)
	},
	"POST /organise/events/:event/programme": func(c *camp, _ *walker) turn {
		e := c.event(true)
		return at("event", e.ID).with(form(c.sessionInput(e)))
	},
	"GET /organise/events/:event/programme/sheet": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"GET /organise/events/:event/programme.csv": func(c *camp, _ *walker) turn {
		e, _ := c.onProgramme(true)
		return at("event", e.ID)
	},
	"POST /organise/events/:event/programme/sheet": func(c *camp, _ *walker) turn {
		e := c.event(true)
		return at("event", e.ID).with(form(programme.SheetInput{Text: "Title,Start\n" + c.secret("session") + "," + c.wall(e), Sure: true}))
	},
	"POST /organise/events/:event/programme/slide": func(c *camp, _ *walker) turn {
		e, _ := c.onProgramme(true)
		return at("event", e.ID).with(fields("days", 1))
	},
	"POST /organise/events/:event/rooms": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(form(c.roomInput()))
	},
	"POST /organise/events/:event/speakers": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(form(programme.SpeakerInput{ID: domain.NewID[string](c.now()), Name: c.secret("speaker"), Email: c.donor()}))
	},
	"GET /speaker/:token": func(c *camp, _ *walker) turn { return at("token", c.speaker()) },
	"POST /speaker/:token": func(c *camp, _ *walker) turn {
		return at("token", c.speaker()).with(form(programme.NameInput{Name: "Zarah", Yes: true}))
	},
	"GET /rsvp/:token/timetable": func(c *camp, _ *walker) turn { return at("token", c.rsvp()) },
	"POST /rsvp/:token/timetable": func(c *camp, _ *walker) turn {
		return at("token", c.rsvp()).with(fields("session", domain.NewID[string](c.now()))).gives(http.StatusNotFound)
	},
	"GET /rsvp/:token/timetable.ics": func(c *camp, _ *walker) turn { return at("token", c.rsvp()) },
	"GET /events/:slug/timetable": func(c *camp, w *walker) turn {
		e, _ := c.comes(w)
		return at("slug", e.Slug)
	},
	"POST /events/:slug/timetable": func(c *camp, w *walker) turn {
		e, x := c.comes(w)
		return at("slug", e.Slug).with(fields("session", x.ID))
	},
	"GET /events/:slug/timetable.ics": func(c *camp, w *walker) turn {
		e, _ := c.comes(w)
		return at("slug", e.Slug)
	},
	"GET /organise/events/:event/sessions/new": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"GET /organise/events/:event/sessions/:session": func(c *camp, _ *walker) turn {
		e, x := c.onProgramme(true)
		return at("event", e.ID, "session", x.ID)
	},
	"POST /organise/events/:event/sessions/:session/off": func(c *camp, _ *walker) turn {
		e, x := c.onProgramme(true)
		return at("event", e.ID, "session", x.ID).with(fields("on", "false"))
	},
}

func (c *camp) roomInput() programme.RoomInput {
	return programme.RoomInput{ID: domain.NewID[string](c.now()), Name: c.secret("room"), Capacity: "20"}
}

func (c *camp) sessionInput(e event.Event) programme.SessionInput {
	return programme.SessionInput{ID: domain.NewID[string](c.now()), Title: c.secret("session"), Starts: c.wall(e)}
}

// wall is when an event begins, as its own clock shows it.
func (c *camp) wall(e event.Event) string {
	zone, err := time.LoadLocation(e.Zone)
	c.must(err)
	return e.Starts.In(zone).Format(event.WallTime)
}

// onProgramme is an event with a session in a room.
func (c *camp) onProgramme(hidden bool) (event.Event, programme.Session) {
	c.Helper()
	e := c.event(hidden)
	room, in := c.roomInput(), c.sessionInput(e)
	if !hidden {
		room.Name, in.Title = "Hall", "Opening"
	}
	c.must(c.house.Programme.PutRoom(c.Context(), c.boss.who, e.ID, room))
	in.Room, in.SignUp = room.ID, true
	x, err := c.house.Programme.PutSession(c.Context(), c.boss.who, e.ID, in)
	c.must(err)
	return e, x
}

// speaker asks somebody to speak, and returns the token of their link.
func (c *camp) speaker() domain.Token {
	c.Helper()
	e, address := c.event(false), c.donor()
	_, err := c.house.Programme.PutSpeaker(c.Context(), c.boss.who, e.ID, programme.SpeakerInput{ID: domain.NewID[string](c.now()), Name: "Zarah", Email: address})
	c.must(err)
	return c.tokenIn(address, "/speaker/")
}

// comes is an event with a programme where somebody has a place.
func (c *camp) comes(w *walker) (event.Event, programme.Session) {
	c.Helper()
	e, x := c.onProgramme(false)
	_, err := c.house.Event.RSVP(c.Context(), domain.Actor{}, e.ID, event.RSVPInput{ID: domain.NewID[string](c.now()), Name: "Guest", Email: c.addressOf(w), Party: 1}, "en")
	c.must(err)
	return e, x
}
