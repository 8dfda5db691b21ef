package event

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math"
	"net/http"

	ics "github.com/arran4/golang-ical"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// calendar answers GET /events/{slug}/calendar.ics.
func (h Handlers) calendar(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Show(c.Go(), c.Who(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	body := calendarOf(c.Now(), c.URL("/events/"+x.Event.Slug), x)
	return web.Answer{File: &web.File{Type: calendarType, Name: x.Event.Slug + ".ics", Body: body}}, nil
}

const calendarType = "text/calendar; charset=utf-8"

// feed answers GET /events/calendar.ics: what the list shows to everybody.
func (h Handlers) feed(c *web.Ctx) (web.Answer, error) {
	q, place, err := h.wanted(c)
	if err != nil {
		return web.Answer{}, err
	}
	name := templates.Word(c.Lang(), "event.list.title")
	if place != "" {
		name += ": " + place
	}
	return h.fed(c, name, q)
}

// FeedOf is the calendar of what groups have called, for their pages.
func (h Handlers) FeedOf(c *web.Ctx, name string, groups []domain.GroupID) (web.Answer, error) {
	return h.fed(c, name, event.Query{Groups: groups})
}

func (h Handlers) fed(c *web.Ctx, name string, q event.Query) (web.Answer, error) {
	es, err := h.Events.Feed(c.Go(), q)
	if err != nil {
		return web.Answer{}, err
	}
	all := make([]event.Dated, len(es))
	for i, e := range es {
		all[i] = event.Dated{Event: e, State: event.Coming}
	}
	return unchanged(c, calendarType, feedOf(c, name, all), 900)
}

// own answers GET /calendar/{token}/events.ics.
func (h Handlers) own(c *web.Ctx) (web.Answer, error) {
	all, err := h.Events.Calendar(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	return unchanged(c, calendarType, feedOf(c, templates.Word(c.Lang(), "find.mine"), all), 0)
}

// heldCalendar answers GET /rsvp/{token}/calendar.ics: the event at the times of
// the shift that was chosen, with the address that whoever comes may know.
func (h Handlers) heldCalendar(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Hold(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	body := feedOf(c, x.Event.Title, []event.Dated{x.Dated()})
	return web.Answer{File: &web.File{Type: calendarType, Name: x.Event.Slug + ".ics", Body: body}}, nil
}

// unchanged answers with a body or, to whoever has it already, that it has not
// changed. It may be kept for so many seconds.
func unchanged(c *web.Ctx, kind string, body []byte, fresh int) (web.Answer, error) {
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
	c.Response().Header().Set("ETag", tag)
	if c.Request().Header.Get("If-None-Match") == tag {
		return web.Answer{Status: http.StatusNotModified, File: &web.File{Type: kind}, Fresh: fresh}, nil
	}
	return web.Answer{File: &web.File{Type: kind, Body: body}, Fresh: fresh}, nil
}

// feedOf is many events as one calendar (RFC 5545, RFC 7986). It says nothing
// that changes by itself, so that what has not changed is the same bytes.
func feedOf(c *web.Ctx, name string, all []event.Dated) []byte {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Barnstorm//Barnstorm//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(name)
	cal.SetXWRCalName(name)
	cal.SetRefreshInterval("PT1H")
	cal.SetXPublishedTTL("PT1H")
	for _, x := range all {
		v := cal.AddEvent(string(x.Event.ID) + "@barnstorm")
		v.SetDtStampTime(x.Event.Changed)
		write(v, c.URL("/events/"+x.Event.Slug), x.Event)
		if x.Event.Called && x.State == event.Waiting {
			v.SetStatus(ics.ObjectStatusTentative)
		}
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// A placeGeo is one event on a map (RFC 7946). Geometry is null where the place
// is not known, or not for everybody.
type placeGeo struct {
	Type       string     `json:"type"`
	ID         event.ID   `json:"id"`
	Geometry   *pointGeo  `json:"geometry"`
	Properties placeFacts `json:"properties"`
}

type pointGeo struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"` // longitude first
}

type placeFacts struct {
	eventJSON
	URL string `json:"url"`
}

// geo answers GET /events/places.geojson: what the list shows to everybody.
func (h Handlers) geo(c *web.Ctx) (web.Answer, error) {
	q, _, err := h.wanted(c)
	if err != nil {
		return web.Answer{}, err
	}
	es, err := h.Events.Feed(c.Go(), q)
	if err != nil {
		return web.Answer{}, err
	}
	out := struct {
		Type     string     `json:"type"`
		Features []placeGeo `json:"features"`
	}{"FeatureCollection", []placeGeo{}}
	for _, e := range es {
		if !e.Called || !e.Ends.After(c.Now()) {
			continue
		}
		f := placeGeo{Type: "Feature", ID: e.ID, Properties: placeFacts{jsonOf(e), c.URL("/events/" + e.Slug)}}
		if at := e.Where.At; at.Valid() && !e.Private {
			f.Geometry = &pointGeo{"Point", [2]float64{fifth(at.Lon), fifth(at.Lat)}}
		}
		out.Features = append(out.Features, f)
	}
	body, err := json.Marshal(out)
	if err != nil {
		return web.Answer{}, err
	}
	return unchanged(c, "application/geo+json", body, 60)
}

// fifth keeps five decimals: a metre.
func fifth(degrees float64) float64 { return math.Round(degrees*1e5) / 1e5 }

// subscribe answers POST /me/calendar: it shows the link this once.
func (h Handlers) subscribe(c *web.Ctx) (web.Answer, error) {
	t, err := h.Events.Subscribe(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	address := c.URL("/calendar/" + string(t) + "/events.ics")
	page := &templates.OwnCalendar{Address: address}
	page.Title, page.Path = templates.Word(c.Lang(), "find.mine"), "/me"
	return web.Answer{Page: "event/calendar", Data: page}, nil
}

// unsubscribe answers POST /me/calendar/end.
func (h Handlers) unsubscribe(c *web.Ctx) (web.Answer, error) {
	return web.Answer{Next: "/me"}, h.Events.Unsubscribe(c.Go(), c.Who())
}
