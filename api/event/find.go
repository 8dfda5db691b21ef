package event

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// findRoutes is every address by which events are found.
func (h Handlers) findRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/events/month", For: web.Anyone, Do: h.month},
		{Method: "GET", Path: "/events/map", For: web.Anyone, Do: h.onMap},
		{Method: "GET", Path: "/events/calendar.ics", For: web.Anyone, Do: h.feed},
		{Method: "GET", Path: "/events/places.geojson", For: web.Anyone, Do: h.geo},
		{Method: "GET", Path: "/calendar/:token/events.ics", For: web.Holder, Do: h.own},
		{Method: "POST", Path: "/me/events/:rsvp", For: web.SignedIn, Do: h.unlock},
		{Method: "POST", Path: "/me/calendar", For: web.SignedIn, Do: h.subscribe},
		{Method: "POST", Path: "/me/calendar/end", For: web.SignedIn, Do: h.unsubscribe},
	}
}

// filters is what a list, a month, a map and a feed can be narrowed by.
var filters = append([]string{"q", "kind", "country", "near", "km", "first", "last", "language"}, sought...)

// sought is the questions by which events are narrowed to those that say yes.
var sought = []string{"step-free", "child-care"}

// usualKm is how far "near" reaches where nobody says.
const usualKm = 25

// wanted is what the address asks for. place is what "near" was understood as.
func (h Handlers) wanted(c *web.Ctx) (q event.Query, place string, err error) {
	q = event.Query{Kind: event.Kind(c.QueryParam("kind")), Text: c.QueryParam("q"), Country: strings.ToUpper(c.QueryParam("country"))}
	for _, question := range sought {
		if c.QueryParam(question) == "yes" {
			q.Offers = append(q.Offers, question)
		}
	}
	w := domain.Wrong{}
	q.Spoken = strings.ToLower(c.QueryParam("language"))
	w.Check(q.Spoken == "" || slices.Contains(event.Languages, q.Spoken), "language", "pick-one")
	q.First, q.Last = dayOf(w, "first", c.QueryParam("first")), dayOf(w, "last", c.QueryParam("last"))
	near := strings.TrimSpace(c.QueryParam("near"))
	if near == "" {
		return q, "", w.Err()
	}
	q.Near.Km = usualKm
	if km, kerr := strconv.Atoi(c.QueryParam("km")); kerr == nil {
		q.Near.Km = float64(min(max(km, 1), 500))
	}
	at, isPoint := pointOf(near)
	switch {
	case isPoint:
		q.Near.At = at
	case h.Place == nil:
		w.Check(false, "near", "no-such-place")
	default:
		if place, q.Near.At, err = h.Place(c, near); err != nil {
			return q, "", err
		}
	}
	return q, place, w.Err()
}

func dayOf(w domain.Wrong, field, text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	w.Check(err == nil || text == "", field, "not-a-time")
	return day
}

// pointOf reads a place as "53.87,-1.91".
func pointOf(text string) (domain.Point, bool) {
	lat, lon, two := strings.Cut(text, ",")
	y, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	at := domain.Point{Lat: y, Lon: x}
	return at, two && err1 == nil && err2 == nil && at.Valid()
}

// same is the filters of the address, for the other views of the same events.
func same(c *web.Ctx, kv ...string) string {
	v := url.Values{}
	for _, k := range filters {
		if x := c.QueryParam(k); x != "" {
			v.Set(k, x)
		}
	}
	for i := 0; i < len(kv); i += 2 {
		v.Set(kv[i], kv[i+1])
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// view fills in what the list, the month and the map of events share.
func (h Handlers) view(c *web.Ctx, page *templates.EventList, place string, f templates.Form) error {
	page.Form, page.Kinds, page.Place = f, kinds(), place
	page.Title, page.Robots = templates.Word(c.Lang(), "event.list.title"), true
	page.Image = c.URL(h.Picture)
	page.Finer = chosen(c.Request().URL.Query(), append([]string{"km", "kind", "first", "last", "country", "language"}, sought...)...)
	page.Languages, page.Sought = event.Languages, sought
	for _, v := range []struct{ path, word string }{{"/events", "find.list"}, {"/events/month", "find.month"}, {"/events/map", "find.map"}} {
		here := strings.HasSuffix(c.Request().URL.Path, v.path)
		page.Views = append(page.Views, templates.NavItem{Href: c.Prefix() + v.path + same(c), Text: templates.Word(c.Lang(), v.word), Current: here})
	}
	page.Feed = c.URL("/events/calendar.ics" + same(c))
	countries, err := h.Events.Countries(c.Go())
	if len(countries) > 1 {
		page.Countries = templates.Countries(c.Lang(), strings.Join(countries, " "))
	}
	if c.Who().Anywhere(domain.ScheduleEvents) {
		page.Schedule = c.Prefix() + "/organise/events/new"
	} else {
		page.Propose = c.Prefix() + "/events/propose"
	}
	return err
}

// chosen is how many of names stand in q with a value.
func chosen(q url.Values, names ...string) (n int) {
	for _, name := range names {
		if q.Get(name) != "" {
			n++
		}
	}
	return n
}

const perPage = 30

// list answers GET /events.
func (h Handlers) list(c *web.Ctx) (web.Answer, error) {
	q, place, err := h.wanted(c)
	if err != nil {
		return c.Again(err, templates.Form{Raw: c.QueryParams()}, func(f templates.Form) (web.Answer, error) {
			page := &templates.EventList{}
			return web.Answer{Page: "event/list", Data: page}, h.view(c, page, "", f)
		})
	}
	q.Called, q.Most, q.After = true, perPage+1, cursorOf(c)
	es, err := h.Events.Upcoming(c.Go(), c.Who(), q)
	if err != nil {
		return web.Answer{}, err
	}
	es, more := paged(es, func(from, after string) string { return c.Prefix() + "/events" + same(c, "from", from, "after", after) })
	out := listJSON{More: more, Events: []eventJSON{}}
	for _, e := range es {
		out.Events = append(out.Events, jsonOf(e))
	}
	page := &templates.EventList{Events: linesOf(c, es), More: more, Counted: c.Now().UTC()}
	err = h.view(c, page, place, templates.Form{Raw: c.QueryParams()})
	return web.Answer{JSON: out, Page: "event/list", Data: page, Fresh: 15}, err
}

// cursorOf is after which event the address goes on.
func cursorOf(c *web.Ctx) (after event.Cursor) {
	if starts, err := time.Parse(time.RFC3339Nano, c.QueryParam("from")); err == nil {
		if id, ok := domain.ParseID[event.ID](c.QueryParam("after")); ok {
			after = event.Cursor{Starts: starts, ID: id}
		}
	}
	return after
}

// paged is a page of events, of which one more was asked for, and the address of
// the next, empty where there is none.
func paged(es []event.Event, next func(from, after string) string) (page []event.Event, more string) {
	if len(es) <= perPage {
		return es, ""
	}
	last := es[perPage-1]
	return es[:perPage], next(last.Starts.Format(time.RFC3339Nano), string(last.ID))
}

// all lists up to most events that a view shows, and says on the page when
// there are more.
func (h Handlers) all(c *web.Ctx, page *templates.EventList, q event.Query, most int) (all []event.Event, err error) {
	q.Called, q.Most, page.Cut = true, 100, 0
	for {
		es, err := h.Events.Upcoming(c.Go(), c.Who(), q)
		if err != nil {
			return nil, err
		}
		if all = append(all, es...); len(all) > most {
			page.Cut = most
			return all[:most], nil
		}
		if len(es) < q.Most {
			return all, nil
		}
		last := es[len(es)-1]
		q.After = event.Cursor{Starts: last.Starts, ID: last.ID}
	}
}

// The most that one page shows: of a day in a month, of a month, of a map.
const (
	perDay   = 4
	perMonth = 1000
	perMap   = 1000
)

// month answers GET /events/month.
func (h Handlers) month(c *web.Ctx) (web.Answer, error) {
	q, place, err := h.wanted(c)
	f := templates.Form{Raw: c.QueryParams()}
	page := &templates.EventMonth{}
	again := func(f templates.Form) (web.Answer, error) {
		return web.Answer{Page: "event/month", Data: page}, h.view(c, &page.EventList, "", f)
	}
	now := c.Now()
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	if asked, merr := time.Parse("2006-01", c.QueryParam("m")); merr == nil && asked.Year() > 2000 && asked.Year() < 2200 {
		first = asked
	}
	page.Month = first
	if err != nil {
		return c.Again(err, f, again)
	}
	q.From, q.First, q.Last = first.AddDate(0, 0, -1), first, first.AddDate(0, 1, -1)
	es, err := h.all(c, &page.EventList, q, perMonth)
	if err != nil {
		return web.Answer{}, err
	}
	page.Weeks = weeksOf(c, first, daysOf(c, es))
	page.Before, page.After = c.Prefix()+"/events/month"+same(c, "m", first.AddDate(0, -1, 0).Format("2006-01")), c.Prefix()+"/events/month"+same(c, "m", first.AddDate(0, 1, 0).Format("2006-01"))
	err = h.view(c, &page.EventList, place, f)
	return web.Answer{Page: "event/month", Data: page, Fresh: 60}, err
}

// A dayFull is the events of a day, those first that began on a day before.
type dayFull struct{ going, begun []templates.EventLine }

// daysOf is the events by each day that they are on, by the clock there.
func daysOf(c *web.Ctx, es []event.Event) map[string]dayFull {
	days := map[string]dayFull{}
	for _, e := range es {
		first, last := e.Days()
		for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
			name := day.Format(time.DateOnly)
			d := days[name]
			if day.Equal(first) {
				d.begun = append(d.begun, lineOf(c, e))
			} else {
				d.going = append(d.going, lineOf(c, e))
			}
			days[name] = d
		}
	}
	return days
}

func weeksOf(c *web.Ctx, first time.Time, events map[string]dayFull) (weeks [][]templates.EventDay) {
	day := first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	for day.Before(first.AddDate(0, 1, 0)) {
		week := make([]templates.EventDay, 7)
		for i := range week {
			if day.Month() == first.Month() {
				name := day.Format(time.DateOnly)
				going, begun := events[name].going, events[name].begun
				week[i] = templates.EventDay{Day: day, Today: name == c.Now().Format(time.DateOnly), More: max(0, len(going)+len(begun)-perDay)}
				week[i].Going = going[:min(perDay, len(going))]
				week[i].Events = begun[:min(perDay-len(week[i].Going), len(begun))]
				week[i].Href = c.Prefix() + "/events" + same(c, "first", name, "last", name)
			}
			day = day.AddDate(0, 0, 1)
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// onMap answers GET /events/map: a country, or what is near.
func (h Handlers) onMap(c *web.Ctx) (web.Answer, error) {
	q, place, err := h.wanted(c)
	f := templates.Form{Raw: c.QueryParams()}
	page := &templates.EventMap{}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) {
			return web.Answer{Page: "event/map", Data: page}, h.view(c, &page.EventList, "", f)
		})
	}
	if q.Country == "" && q.Near.Km == 0 {
		q.Country = templates.Nation(c.Lang(), c.Request().Header.Get("Accept-Language"))
	}
	es, err := h.all(c, &page.EventList, q, perMap)
	if err == nil && len(es) == 0 && c.QueryParam("country") == "" && q.Near.Km == 0 {
		q.Country = ""
		es, err = h.all(c, &page.EventList, q, perMap)
	}
	if err != nil {
		return web.Answer{}, err
	}
	if f.Value("country") == "" && q.Country != "" {
		f.Raw.Set("country", q.Country)
	}
	if err := h.spots(c, page, es); err != nil {
		return web.Answer{}, err
	}
	err = h.view(c, &page.EventList, place, f)
	return web.Answer{Page: "event/map", Data: page, Fresh: 60}, err
}

// closeBy is how near two places lie that share a spot, in units of the frame.
const closeBy = 64

func apart(s templates.EventSpot, x, y int) float64 {
	return math.Hypot(float64(s.X-x), float64(s.Y-y))
}

// spots draws the events, those close to each other as one.
func (h Handlers) spots(c *web.Ctx, page *templates.EventMap, es []event.Event) error {
	var points []domain.Point
	var placed []event.Event
	for _, e := range es {
		if e.Where.At.Valid() {
			points, placed = append(points, e.Where.At), append(placed, e)
		}
	}
	page.Lost = len(es) - len(placed)
	if len(points) == 0 || h.Land == nil {
		return nil
	}
	m, err := h.Land(c, points)
	if err != nil {
		return err
	}
	page.Map = m
	for i, d := range m.Dots {
		n := slices.IndexFunc(page.Spots, func(s templates.EventSpot) bool { return apart(s, d.X, d.Y) < closeBy })
		if n < 0 {
			n = len(page.Spots)
			e := placed[i]
			near := strconv.FormatFloat(e.Where.At.Lat, 'f', 2, 64) + "," + strconv.FormatFloat(e.Where.At.Lon, 'f', 2, 64)
			page.Spots = append(page.Spots, templates.EventSpot{X: d.X, Y: d.Y, Name: e.Where.Town, Next: lineOf(c, e), Href: c.Prefix() + "/events" + same(c, "near", near, "km", "50")})
		}
		page.Spots[n].N++
	}
	for i := range page.Spots {
		page.Spots[i].R = 25 + int(math.Min(20, 4*math.Sqrt(float64(page.Spots[i].N-1))))
		if page.Spots[i].N == 1 {
			page.Spots[i].Href = page.Spots[i].Next.Href
		}
		crowd := 0
		for _, s := range page.Spots {
			if math.Abs(float64(s.X-page.Spots[i].X)) < 150 && math.Abs(float64(s.Y-page.Spots[i].Y)) < 75 {
				crowd++
			}
		}
		page.Spots[i].Alone = crowd == 1
	}
	page.Map.Dots = nil
	return nil
}
