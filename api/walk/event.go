package walk

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
)

func init() { maps.Copy(turns, eventTurns) }

// eventTurns is the turns of the addresses around one event.
var eventTurns = map[string]func(c *camp, w *walker) turn{
	"GET /organise/events/:event/hosts": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event/hosts": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(fields("id", domain.NewID[string](c.now()), "email", "host@example.org"))
	},
	"POST /organise/events/:event/hosts/:host/end": func(c *camp, _ *walker) turn {
		e := c.event(true)
		id, _ := c.host(e.ID)
		return at("event", e.ID, "host", id)
	},
	"GET /organise/events/:event/delegations": func(c *camp, _ *walker) turn {
		d := c.delegation(true)
		return at("event", d.Event)
	},
	"POST /organise/events/:event/delegations": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(form(c.delegationInput()))
	},
	"POST /organise/events/:event/delegations/:delegation": func(c *camp, _ *walker) turn {
		d := c.delegation(true)
		return at("event", d.Event, "delegation", d.ID).with(fields("people", 3))
	},
	"GET /delegation/:token": func(c *camp, _ *walker) turn { return at("token", c.delegationLink()) },
	"POST /delegation/:token": func(c *camp, _ *walker) turn {
		return at("token", c.delegationLink()).with(fields("people", 1))
	},
	"GET /organise/events/:event/attendance": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event/attendance": func(c *camp, _ *walker) turn {
		e, r := c.begun()
		return at("event", e.ID).with(fields("shown", r.ID, "came", r.ID, "others", 2))
	},
	"GET /organise/events/:event/reminders": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event/reminders": func(c *camp, _ *walker) turn {
		e := c.event(true)
		return at("event", e.ID).with(form(event.RemindInputOf(e)))
	},
	"GET /calendar/:token/events.ics": func(c *camp, w *walker) turn {
		who := c.boss.who
		if w != nil && w.camp == c {
			who = w.who
		}
		token, err := c.house.Event.Subscribe(c.Context(), who)
		c.must(err)
		return at("token", token)
	},
	"POST /me/events/:rsvp": func(c *camp, w *walker) turn {
		r, err := c.house.Event.RSVP(c.Context(), domain.Actor{}, c.event(false).ID, event.RSVPInput{ID: domain.NewID[string](c.now()), Name: c.secret("guest"), Email: c.addressOf(w), Party: 1}, "en")
		c.must(err)
		return at("rsvp", r.ID)
	},
	"POST /me/calendar":              func(*camp, *walker) turn { return at() },
	"POST /me/calendar/end":          func(*camp, *walker) turn { return at() },
	"GET /groups/:slug/calendar.ics": func(c *camp, _ *walker) turn { return at("slug", c.group.Slug) },
	"POST /rsvp/:token/lift": func(c *camp, _ *walker) turn {
		return at("token", c.rsvp()).with(fields("id", domain.NewID[string](c.now()), "side", "want", "from", "Leeds"))
	},
	"POST /rsvp/:token/lift/:pair": func(c *camp, _ *walker) turn {
		return at("token", c.rsvp(), "pair", domain.NewID[string](c.now())).with(fields("do", "yes")).gives(404)
	},
	"GET /organise/events/:event/lifts": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event/coaches": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(form(event.CoachInput{ID: domain.NewID[string](c.now()), From: "Leeds", Title: c.secret("coach"), Seats: 40}))
	},
	"POST /organise/events/:event/coaches/:coach/end": func(c *camp, _ *walker) turn {
		e := c.event(true)
		x, err := c.house.Event.AddCoach(c.Context(), c.boss.who, e.ID, event.CoachInput{ID: domain.NewID[string](c.now()), From: "Leeds", Title: c.secret("coach"), Seats: 40})
		c.must(err)
		return at("event", e.ID, "coach", x.ID)
	},
	"GET /host/:token": func(c *camp, _ *walker) turn {
		_, token := c.host(c.event(false).ID)
		return at("token", token)
	},
	"POST /host/:token": func(c *camp, _ *walker) turn {
		_, token := c.host(c.event(false).ID)
		return at("token", token).gives(http.StatusUnauthorized)
	},
}

// begun is an event that has begun, and somebody who has a place there.
func (c *camp) begun() (event.Event, event.RSVP) {
	c.Helper()
	e := c.event(true)
	r, err := c.house.Event.RSVP(c.Context(), c.boss.who, e.ID, event.RSVPInput{ID: domain.NewID[string](c.now()), Name: c.secret("guest"), Email: c.donor(), Party: 1}, "en")
	c.must(err)
	e.Starts, e.Version = c.now().Add(-time.Minute), e.Version+1
	_, err = c.house.Store.PutEvent(c.Context(), e)
	c.must(err)
	return e, r
}

// host asks somebody to host an event, and returns the token of their link.
func (c *camp) host(id event.ID) (event.HostID, domain.Token) {
	c.Helper()
	address := c.donor()
	h, err := c.house.Event.AskHost(c.Context(), c.boss.who, id, event.HostInput{ID: domain.NewID[string](c.now()), Email: address})
	c.must(err)
	return h.ID, c.tokenIn(address, "/host/")
}

func (c *camp) delegationInput() event.DelegationInput {
	return event.DelegationInput{ID: domain.NewID[string](c.now()), Name: c.secret("delegation"), Email: c.donor(), People: 2}
}

// delegation is one to an event of this group.
func (c *camp) delegation(hidden bool) event.Delegation {
	c.Helper()
	d, err := c.house.Event.Bring(c.Context(), c.boss.who, c.event(hidden).ID, c.delegationInput())
	c.must(err)
	return d
}

// delegationLink is the token of the link that whoever leads a delegation has.
func (c *camp) delegationLink() domain.Token {
	c.Helper()
	return c.tokenIn(c.delegation(false).Contact, "/delegation/")
}

// Somebody of another group hosts one event of north's: they see and change
// that one, and no other thing of north's, and only until the day after.
func aHostHasOneEventUntilTheDayAfter(t *testing.T, join Join) {
	w := newWalk(t, join)
	n := w.north
	guest := w.south.join("guest", domain.Member)
	a, b := n.event(true), n.event(true)
	reach := func(method, path string, fill func(turn) turn, want int) {
		t.Helper()
		i := slices.IndexFunc(w.house.Server.Routes, func(r web.Route) bool { return r.Method == method && r.Path == path })
		req := request(w.house.Server.Routes[i], fill(at("event", a.ID)))
		w.as(guest, req)
		if got := w.send(req); got.Code != want {
			t.Errorf("%s %s: %d, want %d: %s", method, req.URL.Path, got.Code, want, got.Body)
		}
	}
	on := func(e event.Event) func(turn) turn {
		return func(t turn) turn {
			in := n.eventInput(true)
			x, err := w.house.Event.Store.Event(w.Context(), e.ID)
			w.must(err)
			in.Version, in.Group = x.Version, ""
			t.path["event"] = string(e.ID)
			return t.with(form(in))
		}
	}
	const desk, hosts = "/organise/events/:event", "/organise/events/:event/hosts"
	reach("GET", desk, on(a), http.StatusNotFound)
	_, token := n.host(a.ID)
	for who, want := range map[*walker]int{guest: http.StatusSeeOther, nil: http.StatusUnauthorized} {
		accept := request(web.Route{Method: "POST", Path: "/host/:token"}, at("token", token))
		w.as(who, accept)
		if got := w.send(accept); got.Code != want {
			t.Errorf("%s accepts: %d %s", who, got.Code, got.Body)
		}
	}
	_, err := w.house.Event.Accept(w.Context(), w.south.boss.who, token)
	if !domain.Is(err, domain.Conflict) {
		t.Errorf("a link that somebody has followed made another host: %v", err)
	}
	reach("GET", desk, on(a), http.StatusOK)
	reach("POST", desk, on(a), http.StatusOK)
	reach("GET", hosts, on(a), http.StatusOK)
	reach("POST", hosts, func(t turn) turn {
		return t.with(fields("id", domain.NewID[string](n.now()), "email", "x@example.org"))
	}, http.StatusForbidden)
	reach("GET", desk, on(b), http.StatusNotFound)
	reach("POST", desk, on(b), http.StatusNotFound)
	reach("GET", "/organise/events/new", on(a), http.StatusForbidden)
	list := request(web.Route{Method: "GET", Path: "/organise/events", Out: 1}, at())
	w.as(guest, list)
	if mine := w.send(list).Body.String(); !strings.Contains(mine, string(a.ID)) || strings.Contains(mine, string(b.ID)) {
		t.Errorf("their list of events: %s", mine)
	}
	a, err = w.house.Event.Store.Event(w.Context(), a.ID) // it may have been moved to another day
	w.must(err)
	w.endsWithTheDayAfter(a, guest)
}

// endsWithTheDayAfter holds that a host's rights last through the day after
// the event and no minute longer.
func (w *walk) endsWithTheDayAfter(e event.Event, host *walker) {
	w.Helper()
	end := e.HostsEnd()
	if y, m, d := e.Ends.Date(); end.After(time.Date(y, m, d+2, 1, 0, 0, 0, time.UTC)) || end.Before(time.Date(y, m, d+1, 22, 0, 0, 0, time.UTC)) {
		w.Errorf("the rights end on %s, the event on %s", end, e.Ends)
	}
	for at, may := range map[time.Time]bool{end.Add(-time.Minute): true, end: false} {
		w.house.People.Clock = func() time.Time { return at }
		who, err := w.house.People.Actor(w.Context(), host.who.Person)
		w.must(err)
		if _, err := w.house.Event.Guests(w.Context(), who, e.ID, "", 1); (err == nil) != may {
			w.Errorf("at %s: %v", at, err)
		}
	}
}
