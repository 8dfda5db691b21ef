package event

import (
	"barnstorm/api/web"
	"barnstorm/templates"
)

func (h Handlers) farewellRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/rsvp/:token/forget", For: web.Holder, Does: "Say whether whoever answered is forgotten.", Out: farewellJSON{}, Do: h.farewell},
		{Method: "POST", Path: "/rsvp/:token/forget", For: web.Holder, Does: "Forget whoever answered: the places are given back, name, address and needs go.", Out: farewellJSON{}, Do: h.forgetMe},
	}
}

// farewellJSON is what is left for the holder of a link who was forgotten.
type farewellJSON struct {
	Forgotten bool `json:"forgotten"`
}

// farewell answers GET /rsvp/{token}/forget, which changes nothing.
func (h Handlers) farewell(c *web.Ctx) (web.Answer, error) {
	f, err := h.Events.Farewell(c.Go(), c.Token())
	here := c.Prefix() + "/rsvp/" + string(c.Token())
	page := &templates.Farewell{Gone: f.Gone, Event: f.Event.Title, Action: here + "/forget", Back: here, Place: f.Frees}
	page.Title = templates.Word(c.Lang(), "event.forget-me")
	if !f.Gone {
		page.Wear(f.Site.Name, f.Site.Colour)
	}
	return web.Answer{JSON: farewellJSON{f.Gone}, Page: "event/farewell", Data: page}, err
}

// forgetMe answers POST /rsvp/{token}/forget.
func (h Handlers) forgetMe(c *web.Ctx) (web.Answer, error) {
	err := h.Events.ForgetMe(c.Go(), c.Token())
	return web.Answer{JSON: farewellJSON{true}, Next: "/rsvp/" + string(c.Token()) + "/forget"}, err
}
