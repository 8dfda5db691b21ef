package walk

import (
	"fmt"
	"net/url"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
)

// A turn is what one try of an address sends: what stands in the path, and a
// form that does what the address is for.
type turn struct {
	path map[string]string
	form url.Values
	want int // the status for those who may, where it is no success
}

func at(kv ...any) turn {
	t := turn{path: map[string]string{}, form: url.Values{}}
	for i := 0; i < len(kv); i += 2 {
		t.path[kv[i].(string)] = fmt.Sprint(kv[i+1])
	}
	return t
}

func (t turn) with(f url.Values) turn {
	t.form = f
	return t
}

func (t turn) gives(status int) turn {
	t.want = status
	return t
}

// turns says for every address that takes something what it is sent: a fresh
// thing of the camp c for each try by w, who may be nobody. An address that is
// not here fails the walk.
var turns = map[string]func(c *camp, w *walker) turn{
	"GET /events/:slug":              func(c *camp, _ *walker) turn { return at("slug", c.event(false).Slug) },
	"GET /events/:slug/calendar.ics": func(c *camp, _ *walker) turn { return at("slug", c.event(false).Slug) },
	"POST /events/:slug/rsvp": func(c *camp, _ *walker) turn {
		return at("slug", c.event(false).Slug).with(fields("id", domain.NewID[string](c.now()), "name", "Guest", "email", "g@example.org", "party", 1))
	},
	"GET /rsvp/:token":              func(c *camp, _ *walker) turn { return at("token", c.rsvp()) },
	"GET /rsvp/:token/calendar.ics": func(c *camp, _ *walker) turn { return at("token", c.rsvp()) },
	"POST /rsvp/:token":             func(c *camp, _ *walker) turn { return at("token", c.rsvp()).with(fields("do", "give-back")) },
	"GET /rsvp/:token/forget":       func(c *camp, _ *walker) turn { return at("token", c.rsvp()) },
	"POST /rsvp/:token/forget":      func(c *camp, _ *walker) turn { return at("token", c.rsvp()) },
	"POST /organise/events": func(c *camp, _ *walker) turn {
		return at().with(form(c.eventInput(true)))
	},
	"GET /organise/events/:event":        func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"GET /organise/events/:event/change": func(c *camp, _ *walker) turn { return at("event", c.event(true).ID) },
	"POST /organise/events/:event": func(c *camp, _ *walker) turn {
		in := c.eventInput(true)
		in.Version, in.Group = 1, "" // which stays as it is
		return at("event", c.event(true).ID).with(form(in))
	},
	"POST /organise/events/:event/call-off": func(c *camp, _ *walker) turn {
		return at("event", c.event(true).ID).with(fields("why", "Snow"))
	},

	"GET /nearest":                 func(*camp, *walker) turn { return at().gives(422) },
	"POST /nearest":                func(*camp, *walker) turn { return at().with(fields("lat", 53.8, "lon", -1.5)) },
	"GET /organise/targets/:group": func(c *camp, _ *walker) turn { return at("group", c.group.ID) },
	"POST /organise/targets/:group": func(c *camp, _ *walker) turn {
		return at("group", c.group.ID).with(fields("side", "B", "seats", "E14000001", "shown", "E14000001", "note", "Close"))
	},

	"GET /start/:token":    func(*camp, *walker) turn { return at("token", domain.NewToken()).gives(404) },
	"POST /start/:token":   func(*camp, *walker) turn { return at("token", domain.NewToken()).gives(404) },
	"POST /sign-in":        func(*camp, *walker) turn { return at().with(fields("email", "nobody@example.org")) },
	"POST /sign-in/code":   func(*camp, *walker) turn { return at().with(fields("code", "123456")).gives(404) },
	"GET /sign-in/:token":  func(*camp, *walker) turn { return at("token", domain.NewToken()) },
	"POST /sign-in/:token": func(*camp, *walker) turn { return at("token", domain.NewToken()).gives(404) },
	"POST /sign-out":       func(*camp, *walker) turn { return at() },
	"POST /join": func(c *camp, _ *walker) turn {
		return at().with(fields("name", "Ida", "email", "ida@example.org", "group", c.crowd))
	},
	"GET /groups/:slug":  func(c *camp, _ *walker) turn { return at("slug", c.group.Slug) },
	"GET /brand/:colour": func(*camp, *walker) turn { return at("colour", "ffd500.css") },
	"POST /me/erase":     func(*camp, *walker) turn { return at().gives(422) }, // not sure: whoever is erased walks no further
	"POST /me/language":  func(*camp, *walker) turn { return at().with(fields("locale", "en")) },
	"POST /me/consents": func(c *camp, w *walker) turn {
		return at().with(fields("id", domain.NewID[string](c.now()), "group", c.group.ID, "topic", "briefings", "channel", "email", "wording", "briefings-1.en", "given", "true"))
	},
	"POST /me/prove":                  func(*camp, *walker) turn { return at().gives(409) },
	"POST /me/second-factor":          func(*camp, *walker) turn { return at() },
	"POST /me/second-factor/confirm":  func(*camp, *walker) turn { return at().gives(422) },
	"POST /me/second-factor/end":      func(*camp, *walker) turn { return at() },
	"POST /me/token":                  func(*camp, *walker) turn { return at() },
	"POST /me/token/end":              func(*camp, *walker) turn { return at() },
	"GET /mail/:token":                func(c *camp, _ *walker) turn { return at("token", c.mailLink()) },
	"POST /mail/:token":               func(c *camp, _ *walker) turn { return at("token", c.mailLink()) },
	"GET /organise/groups/:group":     func(c *camp, _ *walker) turn { return at("group", c.group.ID) },
	"GET /organise/groups/:group/new": func(c *camp, _ *walker) turn { return at("group", c.group.ID) },
	"POST /me/sessions/:session/end": func(c *camp, w *walker) turn {
		return at("session", c.session(c.orMember(w)))
	},
	"POST /me/groups/:group/leave": func(c *camp, w *walker) turn {
		p := c.orMember(w)
		_, err := c.house.Store.Belong(c.Context(), people.Belonging{ID: domain.NewID[string](c.now()), Person: p, Group: c.below.ID, Role: domain.Member, Since: c.now()})
		c.must(err)
		return at("group", c.below.ID)
	},
	"POST /organise/house/confirm": func(*camp, *walker) turn { return at().gives(403) }, // for who runs the topmost group
	"POST /organise/groups/:group/roles": func(c *camp, _ *walker) turn {
		return at("group", c.group.ID).with(fields("person", c.join("newcomer", domain.Member).who.Person, "role", "lead"))
	},
	"POST /organise/groups/:group": func(c *camp, _ *walker) turn {
		return at("group", c.group.ID).with(form(people.GroupInput{Name: c.group.Name, About: "Who we are", Zone: "Europe/London", Locale: "en"}))
	},
	"POST /organise/groups/:group/groups": func(c *camp, _ *walker) turn {
		return at("group", c.group.ID).with(form(people.GroupInput{ID: domain.NewID[string](c.now()), Name: "Below " + c.name, Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en"}))
	},

	"POST /organise/scripts": func(c *camp, _ *walker) turn {
		return at().with(form(script.ImportInput{ID: domain.NewID[script.ID](c.now()), Group: c.group.ID, Source: c.scriptText()}))
	},
	"GET /organise/scripts/:script": func(c *camp, _ *walker) turn { return at("script", c.published()) },
	"POST /organise/scripts/:script": func(c *camp, _ *walker) turn {
		id, source := c.rewrite()
		return at("script", id).with(fields("source", source))
	},
	"POST /organise/scripts/:script/publish": func(c *camp, _ *walker) turn {
		hash, id := c.script()
		return at("script", id).with(fields("hash", hash))
	},
	"GET /training/:script":  func(c *camp, _ *walker) turn { return at("script", c.published()) },
	"POST /training/:script": func(c *camp, _ *walker) turn { return at("script", c.published()).with(fields("house", 1)) },

	"GET /door/:effort": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /door/:effort": func(c *camp, _ *walker) turn {
		e := c.effort()
		return at("effort", e.ID).with(fields("id", domain.NewID[string](c.now()), "script_version", e.Version, "sequence", 1, "outcome", "not_home"))
	},
	"POST /door/:effort/step": func(c *camp, _ *walker) turn {
		e := c.effort()
		return at("effort", e.ID).with(fields("id", domain.NewID[string](c.now()), "script_version", e.Version, "sequence", 1, "step", "door", "value", "not_home")).gives(422)
	},
	"POST /door/:effort/undo": func(c *camp, w *walker) turn {
		e, by := c.effort(), c.boss.who
		if w != nil && w.camp == c && w.may(domain.Knock) {
			by = w.who
		}
		return at("effort", e.ID).with(fields("id", domain.NewID[string](c.now()), "script_version", e.Version, "visit", c.visit(e, by), "sequence", c.now().UnixMilli()+1))
	},
	"POST /door/:effort/credential": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID).with(fields("device", "phone")) },
	"POST /door/:effort/call-in": func(c *camp, w *walker) turn {
		return at("effort", c.effort().ID).with(fields("person", c.orMember(w)))
	},
	"POST /sync": func(c *camp, _ *walker) turn { return at().gives(415) },
	"POST /organise/efforts": func(c *camp, _ *walker) turn {
		return at().with(form(c.launchInput()))
	},
	"GET /organise/efforts/:effort":            func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"GET /organise/efforts/:effort/results":    func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"GET /organise/efforts/:effort/live":       func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"GET /organise/efforts/:effort/forgetting": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"GET /organise/efforts/:effort/comparison": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort/comparison": func(c *camp, _ *walker) turn {
		return at("effort", c.effort().ID).with(fields("per_arm", 400)).gives(409) // its script has no arms
	},
	"POST /organise/efforts/:effort/comparison/follow": func(c *camp, _ *walker) turn {
		return at("effort", c.effort().ID).with(fields("id", domain.NewID[string](c.now()))).gives(409) // it is not over
	},
	"GET /organise/efforts/:effort/held": func(c *camp, _ *walker) turn { return at("effort", c.effort().ID) },
	"POST /organise/efforts/:effort":     func(c *camp, _ *walker) turn { return at("effort", c.effort().ID).with(fields("fill.place", "Leeds")) },
	"POST /organise/efforts/:effort/held/:key": func(c *camp, _ *walker) turn {
		id, key := c.held()
		return at("effort", id, "key", key).with(form(canvass.DecideInput{}))
	},

	"POST /donate":              func(c *camp, _ *walker) turn { return at().with(form(c.pledgeInput(c.donor()))) },
	"GET /donate/:slug":         func(c *camp, _ *walker) turn { return at("slug", c.group.Slug) },
	"POST /donate/:slug":        func(c *camp, _ *walker) turn { return at("slug", c.group.Slug).with(form(c.pledgeInput(c.donor()))) },
	"GET /donate/sandbox/:plan": func(c *camp, _ *walker) turn { return at("plan", c.plan(c.donor())) },
	"POST /donate/sandbox/:plan": func(c *camp, _ *walker) turn {
		return at("plan", c.plan(c.donor()))
	},
	"GET /donate/thanks/:plan": func(c *camp, _ *walker) turn { return at("plan", c.plan(c.donor())) },
	"GET /gift/:token":         func(c *camp, _ *walker) turn { return at("token", c.giftLink()) },
	"POST /gift/:token/lower": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink()).with(fields("id", domain.NewID[string](c.now()), "amount", "7"))
	},
	"POST /gift/:token/pause": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink()).with(fields("id", domain.NewID[string](c.now()), "months", 1))
	},
	"POST /gift/:token/resume": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink()).with(fields("id", domain.NewID[string](c.now()))).gives(409)
	},
	"POST /gift/:token/stop": func(c *camp, _ *walker) turn {
		return at("token", c.giftLink()).with(fields("id", domain.NewID[string](c.now())))
	},
	"POST /me/gifts/:plan": func(c *camp, w *walker) turn {
		id, _ := c.gift(c.addressOf(w))
		return at("plan", id)
	},
	"POST /stripe/:entity": func(c *camp, _ *walker) turn { return at("entity", c.group.Entity).gives(404) },
}
