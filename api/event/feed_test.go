package event

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// vevents reads a calendar as strictly as RFC 5545 allows, and returns its
// events by UID, each as its lines by name.
func (h *house) vevents(text string) map[string]map[string]string {
	h.Helper()
	if !strings.HasSuffix(text, "END:VCALENDAR\r\n") || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		h.Errorf("lines do not end as they should: %q", text)
	}
	for _, line := range strings.Split(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			h.Errorf("%d octets, or cut within a letter: %q", len(line), line)
		}
	}
	all, one := map[string]map[string]string{}, map[string]string(nil)
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case line == "BEGIN:VEVENT":
			one = map[string]string{}
		case line == "END:VEVENT":
			for _, needed := range []string{"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "URL", "LAST-MODIFIED"} {
				if one[needed] == "" {
					h.Errorf("an event without %s: %v", needed, one)
				}
			}
			if all[one["UID"]] != nil {
				h.Errorf("%s is there twice", one["UID"])
			}
			all[one["UID"]], one = one, nil
		case one != nil:
			if _, twice := one[name]; twice {
				h.Errorf("%s twice in one event", name)
			}
			one[name] = value
		}
	}
	for _, needed := range []string{"VERSION:2.0", "PRODID:", "X-WR-CALNAME:", "NAME:", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} {
		if !strings.Contains(text, "\r\n"+needed) {
			h.Errorf("no %s", needed)
		}
	}
	return all
}

// elsewhere is an event in another zone, with whatever else is said.
func (h *house) elsewhere(id, zone string, also func(*event.Input)) event.Event {
	h.Helper()
	in := event.Input{ID: "0194f0a0-0000-7000-8000-0000000000" + id, Group: string(group), Kind: "rally", Title: "In " + zone, Starts: "2027-03-28T10:00", Ends: "2027-03-28T12:00", Zone: zone, Town: "Somewhere", Venue: "Hall", Street: "1 Mill Lane", Postcode: "AB1 2CD", Lat: 53.8671, Lon: -1.9112}
	if also != nil {
		also(&in)
	}
	e, err := h.events.Schedule(h.Context(), actors["organiser"], in)
	h.must(err)
	return e
}

func TestFeedsInThreeZones(t *testing.T) {
	h := open(t)
	const feed = "/events/calendar.ics"
	// On the day on which clocks change in Europe, and not elsewhere.
	want := map[string]string{"Europe/London": "20270328T090000Z", "Europe/Athens": "20270328T070000Z", "America/Los_Angeles": "20270328T170000Z"}
	ids := map[string]event.Event{}
	for zone, id := range map[string]string{"Europe/London": "f1", "Europe/Athens": "f2", "America/Los_Angeles": "f3"} {
		ids[zone] = h.elsewhere(id, zone, nil)
	}
	first := h.ask("GET", feed, "")
	if kind := first.Header().Get("Content-Type"); kind != "text/calendar; charset=utf-8" || first.Code != 200 {
		t.Fatalf("%d %s", first.Code, kind)
	}
	all := h.vevents(first.Body.String())
	for zone, starts := range want {
		if got := all[string(ids[zone].ID)+"@barnstorm"]; got["DTSTART"] != starts || got["SEQUENCE"] != "1" || got["STATUS"] != "CONFIRMED" {
			t.Errorf("%s: %v", zone, got)
		}
	}
	if strings.Contains(first.Body.String(), "Inner circle") {
		t.Error("an event for the group alone is in a public feed")
	}
	tag := first.Header().Get("ETag")
	h.now = h.now.Add(time.Hour)
	if again := h.ask("GET", feed, "", "If-None-Match: "+tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("nothing changed: %d", again.Code)
	}
	_, err := h.events.CallOff(t.Context(), actors["organiser"], ids["Europe/Athens"].ID, event.CallOffInput{Why: "Snow"})
	h.must(err)
	after := h.ask("GET", feed, "", "If-None-Match: "+tag)
	off := h.vevents(after.Body.String())[string(ids["Europe/Athens"].ID)+"@barnstorm"]
	if after.Code != 200 || off["STATUS"] != "CANCELLED" || off["SEQUENCE"] != "2" || off["DTSTART"] != want["Europe/Athens"] {
		t.Errorf("called off: %d %v", after.Code, off)
	}
	for _, narrowed := range []struct {
		query string
		n     int
	}{{"?kind=unseat", 0}, {"?near=53.87,-1.91&km=10", 4}, {"?near=48,2&km=10", 0}, {"?first=2027-03-01", 3}, {"?last=2027-03-01", 1}, {"?country=GR", 0}} {
		if got := h.vevents(h.ask("GET", feed+narrowed.query, "").Body.String()); len(got) != narrowed.n {
			t.Errorf("%s: %d events, want %d", narrowed.query, len(got), narrowed.n)
		}
	}
}

// Every view and feed of events is narrowed by the same filters, and goes on
// with them.
func TestEveryViewIsNarrowedAlike(t *testing.T) {
	h := open(t)
	with, without := h.elsewhere("f7", "Europe/London", nil), h.elsewhere("f8", "Europe/Athens", func(in *event.Input) { in.Kind, in.Lat, in.Lon = "training", 37.98, 23.73 })
	_, err := h.events.Describe(t.Context(), actors["organiser"], with.ID, event.DetailsInput{Version: 1, Access: []string{"step-free:yes", "child-care:yes"}, Languages: []string{"en", "pl"}})
	h.must(err)
	_, err = h.events.Describe(t.Context(), actors["organiser"], without.ID, event.DetailsInput{Version: 1, Access: []string{"step-free:no"}, Languages: []string{"el"}})
	h.must(err)
	for _, p := range []struct{ query, shows string }{
		{"", "both"}, {"step-free=yes", "with"}, {"child-care=yes", "with"}, {"step-free=yes&child-care=yes", "with"}, {"step-free=no", "both"}, {"language=pl", "with"}, {"language=en", "with"},
		{"language=el", "without"}, {"language=PL", "with"}, {"language=ru", "neither"}, {"language=el&step-free=yes", "neither"},
		{"kind=training", "without"}, {"near=53.87,-1.91&km=10", "with"}, {"first=2027-03-29", "neither"}, {"last=2027-03-28", "both"},
	} {
		for _, view := range []string{"/events?", under + "/events?", "/events/month?m=2027-03&", "/events/calendar.ics?", "/events/places.geojson?", "/events/map?"} {
			page := h.ask("GET", view+p.query, "").Body.String()
			for zone, want := range map[string]bool{"Europe/London": p.shows == "with" || p.shows == "both", "Europe/Athens": p.shows == "without" || p.shows == "both"} {
				if shown := strings.Contains(page, "In "+zone); shown != want && !strings.Contains(view, "map") && !(strings.Contains(view, "month") && strings.Contains(p.query, "st=2027")) {
					t.Errorf("%s%s: shows the one in %s: %v", view, p.query, zone, shown)
				}
			}
			if p.query != "" && (strings.Contains(view, "month") || view == "/events?") && !strings.Contains(page, "/events/calendar.ics?"+strings.ReplaceAll(h.sorted(p.query), "&", "&amp;")) {
				t.Errorf("%s%s: its feed is another", view, p.query)
			}
		}
	}
	if got := h.ask("GET", "/events?language=klingon", ""); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), `href="#language"`) {
		t.Errorf("a language that nobody speaks: %d", got.Code)
	}
}

// sorted is a query as we write it.
func (h *house) sorted(query string) string {
	v, err := url.ParseQuery(query)
	h.must(err)
	return v.Encode()
}

// Where the address is for those with a place, nobody else learns it: by no
// page, feed, map, letter or search.
func TestAPrivateAddressStaysPrivate(t *testing.T) {
	h := open(t)
	e := h.elsewhere("f4", "Europe/London", func(in *event.Input) { in.Private, in.Title, in.Capacity = true, "House meeting", 1 })
	secrets := regexp.MustCompile(`(?i)1 Mill Lane, |"1 Mill Lane"|AB1 2CD|\bHall\b|53\.867|1\.911`)
	pages := []string{
		"/events", "/events/" + e.Slug, "/events/" + e.Slug + "/calendar.ics", "/events/calendar.ics", "/events/places.geojson", "/events/month?m=2027-03", "/events/map",
		"/api/v1/events", "/api/v1/events/" + e.Slug,
	}
	look := func() {
		t.Helper()
		for _, path := range pages {
			body := h.ask("GET", path, "").Body.String()
			at := strings.Index(body, "House meeting")
			if at < 0 && path != "/events/map" {
				t.Errorf("%s does not show it", path)
			}
			if found := secrets.FindString(strings.ReplaceAll(body, "Civic Hall", "")); found != "" && !strings.Contains(path, "/events/map") && !(strings.Contains(body, "Rally") && strings.HasPrefix(found, "53.867")) {
				t.Errorf("%s tells %q", path, found)
			}
		}
	}
	h.now = h.now.AddDate(0, 0, 10) // the other event is over
	look()
	if h.ask("GET", "/events?q=mill", "").Body.Len() == 0 || strings.Contains(h.ask("GET", "/events?q=AB1", "").Body.String(), "House meeting") {
		t.Error("it is found by its address")
	}
	rsvp := func(name string) string {
		r := event.RSVPInput{ID: domain.NewID[string](h.now), Name: name, Email: strings.ToLower(name) + "@example.org", Party: 1}
		_, err := h.events.RSVP(t.Context(), domain.Actor{}, e.ID, r, "en")
		h.must(err)
		return h.ask("GET", h.link(strings.ToLower(name)+"@example.org"), "").Body.String()
	}
	if mine := rsvp("Ann"); !strings.Contains(mine, "1 Mill Lane") {
		t.Error("who has a place does not learn where")
	}
	if waits := rsvp("Ben"); strings.Contains(waits, "1 Mill Lane") {
		t.Error("who waits learns where")
	}
	for email, street := range map[string]string{"ann@example.org": "1 Mill Lane", "ben@example.org": ""} {
		ls, err := h.store.LettersTo(t.Context(), email, 1)
		h.must(err)
		if got := ls[0].Fields["street"]; got != street {
			t.Errorf("the letter to %s says %q", email, got)
		}
	}
	look()
	if page := h.ask("GET", "/organise/events/"+string(e.ID)+"/change", "", "as: organiser").Body.String(); !strings.Contains(page, "1 Mill Lane") {
		t.Error("organisers do not see it")
	}
}

func TestOneOwnCalendar(t *testing.T) {
	h := open(t)
	who := actors["member"]
	_, err := h.events.Subscribe(t.Context(), domain.Actor{})
	if !domain.Is(err, domain.SignedOut) {
		t.Errorf("nobody subscribes: %v", err)
	}
	old, err := h.events.Subscribe(t.Context(), who)
	h.must(err)
	token, err := h.events.Subscribe(t.Context(), who)
	h.must(err)
	read := func(t domain.Token) (int, string) {
		rec := h.ask("GET", "/calendar/"+string(t)+"/events.ics", "")
		return rec.Code, rec.Body.String()
	}
	if code, _ := read(old); code != http.StatusNotFound {
		t.Errorf("an older link opens: %d", code)
	}
	code, text := read(token)
	if got := h.vevents(text); code != 200 || len(got) != 0 {
		t.Errorf("%d %v", code, got)
	}
	h.must(h.events.Unsubscribe(t.Context(), who))
	if code, _ := read(token); code != http.StatusNotFound {
		t.Errorf("a link that was ended opens: %d", code)
	}
	if code, _ := read("x"); code != http.StatusNotFound {
		t.Errorf("no link opens: %d", code)
	}
}

func TestPlacesAsGeoJSON(t *testing.T) {
	h := open(t)
	h.elsewhere("f5", "Europe/London", func(in *event.Input) { in.Private = true })
	rec := h.ask("GET", "/events/places.geojson", "")
	var got struct {
		Type     string
		CRS      any
		Features []struct {
			Type     string
			ID       string
			Geometry *struct {
				Type        string
				Coordinates []float64
			}
			Properties map[string]any
		}
	}
	h.must(json.Unmarshal(rec.Body.Bytes(), &got))
	if got.Type != "FeatureCollection" || got.CRS != nil || len(got.Features) != 2 || rec.Header().Get("Content-Type") != "application/geo+json" {
		t.Fatalf("%s", rec.Body)
	}
	open, hidden := got.Features[0], got.Features[1]
	if g := open.Geometry; open.Type != "Feature" || g == nil || g.Type != "Point" || len(g.Coordinates) != 2 || g.Coordinates[0] != -1.911 || g.Coordinates[1] != 53.867 {
		t.Errorf("longitude first: %+v", open)
	}
	if hidden.Geometry != nil || hidden.ID == "" {
		t.Errorf("a place that is not for everybody: %+v", hidden)
	}
	_, err := h.events.CallOff(t.Context(), actors["organiser"], rally, event.CallOffInput{})
	h.must(err)
	if after := h.ask("GET", "/events/places.geojson", "").Body.String(); strings.Contains(after, string(rally)) || strings.Contains(after, "Inner circle") {
		t.Error("the map leads to what is called off, or to what is not for everybody")
	}
}

// A data is what search engines read of a page: what schema.org and those who
// list events require, with nothing else in it.
type data struct {
	Context, Type, Name, StartDate, EndDate, PreviousStartDate, EventStatus, EventAttendanceMode, Description, URL, InLanguage string
	Image                                                                                                                      []string
	Location                                                                                                                   []struct {
		Type, Name, URL string
		Address         map[string]string
		Geo             map[string]any
	}
	Organizer, Offers   map[string]string
	IsAccessibleForFree bool
}

// data reads the one block of data of a page.
func (h *house) data(page string) (d data) {
	h.Helper()
	found := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindAllStringSubmatch(page, -1)
	if len(found) != 1 {
		h.Fatalf("%d blocks of data", len(found))
	}
	dec := json.NewDecoder(strings.NewReader(strings.ReplaceAll(found[0][1], `"@`, `"`)))
	dec.DisallowUnknownFields()
	h.must(dec.Decode(&d))
	for _, at := range []string{d.StartDate, d.EndDate} {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			h.Errorf("%s has no offset", at)
		}
	}
	if d.Context != "https://schema.org" || d.Type != "Event" || d.Name == "" || len(d.Location) == 0 || len(d.Image) != 1 || !strings.HasPrefix(d.Image[0], "https://") || d.Organizer["name"] == "" || d.Offers["price"] != "0" || d.Offers["priceCurrency"] == "" {
		h.Errorf("what is required is not there: %+v", d)
	}
	return d
}

// What search engines and previews read: all that is required, nothing wrong.
func TestWhatMachinesReadOfAPage(t *testing.T) {
	h := open(t)
	e := h.elsewhere("f6", "Europe/Athens", func(in *event.Input) {
		in.Title, in.About, in.Capacity = "A </script> & \"quotes\" \u2028", "Come <b>all</b>\nand bring a friend", 2
	})
	at := "/el/events/" + e.Slug
	page := h.ask("GET", at, "").Body.String()
	d := h.data(page)
	if d.Name != e.Title || d.StartDate != "2027-03-28T10:00:00+03:00" || d.EndDate != "2027-03-28T12:00:00+03:00" || d.InLanguage != "el" || d.Description != "Come <b>all</b>" || d.URL != "https://example.org/events/"+url.PathEscape(e.Slug) && d.URL != "https://example.org/events/"+e.Slug {
		t.Errorf("%+v", d)
	}
	where := d.Location[0]
	if where.Type != "Place" || where.Name != "Hall" || where.Address["streetAddress"] != "1 Mill Lane" || where.Address["postalCode"] != "AB1 2CD" || where.Address["addressCountry"] != "GB" || where.Geo["latitude"] != 53.8671 || where.Geo["longitude"] != -1.9112 {
		t.Errorf("%+v", where)
	}
	if d.Organizer["name"] != "Keighley" || d.EventStatus != "https://schema.org/EventScheduled" || d.EventAttendanceMode != "https://schema.org/OfflineEventAttendanceMode" || d.Offers["availability"] != "https://schema.org/InStock" || !d.IsAccessibleForFree {
		t.Errorf("%+v", d)
	}
	for _, want := range []string{
		`property="og:title" content="A &lt;/script&gt;`, `property="og:type" content="website"`, `property="og:url" content="https://example.org/events/`, `property="og:image" content="https://example.org/`,
		`property="og:image:alt"`, `property="og:description" content="Come &lt;b&gt;all&lt;/b&gt;"`, `property="og:locale" content="el_GR"`, `property="og:site_name"`, `name="twitter:card"`, `rel="canonical" href="https://example.org/events/`,
	} {
		if strings.Count(page, want) != 1 {
			t.Errorf("%d times %s", strings.Count(page, want), want)
		}
	}
	h.ask("POST", "/events/"+e.Slug+"/rsvp", ann, asForm)
	if full := h.data(h.ask("GET", at, "", "as: organiser").Body.String()); full.Offers["availability"] != "https://schema.org/SoldOut" {
		t.Error("full, and search engines are not told")
	}
	in := inputOf(e)
	in.Starts, in.Ends = "2027-03-29T10:00", "2027-03-29T12:00"
	_, err := h.events.Change(t.Context(), actors["organiser"], e.ID, in)
	h.must(err)
	if moved := h.data(h.ask("GET", at, "", "as: organiser").Body.String()); moved.EventStatus != "https://schema.org/EventRescheduled" || moved.PreviousStartDate != "2027-03-28T10:00:00+03:00" || moved.StartDate != "2027-03-29T10:00:00+03:00" {
		t.Errorf("moved, and search engines are not told: %s from %s", moved.EventStatus, moved.PreviousStartDate)
	}
	_, err = h.events.CallOff(t.Context(), actors["organiser"], e.ID, event.CallOffInput{})
	h.must(err)
	if off := h.data(h.ask("GET", at, "", "as: organiser").Body.String()); off.EventStatus != "https://schema.org/EventCancelled" {
		t.Error("called off, and search engines are not told")
	}
}

// Where it is, is told by the town alone where the address is private; what is
// streamed is online too, and only there where there is no place.
func TestWhereMachinesReadThatItIs(t *testing.T) {
	h := open(t)
	for i, x := range []struct {
		also   func(*event.Input)
		access []string
		mode   string
		want   string
	}{
		{func(in *event.Input) { in.Private = true }, nil, "Offline", "Place Somewhere map[addressCountry:GB addressLocality:Somewhere type:PostalAddress] map[]"},
		{nil, []string{"stream:yes"}, "Mixed", "Place Hall map[addressCountry:GB addressLocality:Somewhere postalCode:AB1 2CD streetAddress:1 Mill Lane type:PostalAddress] map[latitude:53.8671 longitude:-1.9112 type:GeoCoordinates]; VirtualLocation  map[] map[]"},
		{func(in *event.Input) {
			in.Venue, in.Street, in.Town, in.Postcode, in.Lat, in.Lon = "", "", "", "", 0, 0
		}, []string{"stream:yes"}, "Online", "VirtualLocation  map[] map[]"},
		{func(in *event.Input) {
			in.Venue, in.Street, in.Town, in.Postcode, in.Lat, in.Lon = "", "", "", "", 0, 0
		}, nil, "Offline", "Place In Europe/London map[addressCountry:GB type:PostalAddress] map[]"},
	} {
		e := h.elsewhere("d"+strconv.Itoa(i), "Europe/London", x.also)
		_, err := h.events.Describe(t.Context(), actors["organiser"], e.ID, event.DetailsInput{Version: 1, Access: x.access})
		h.must(err)
		d := h.data(h.ask("GET", "/events/"+e.Slug, "").Body.String())
		var places []string
		for _, p := range d.Location {
			places = append(places, fmt.Sprint(p.Type, " ", p.Name, " ", p.Address, " ", p.Geo))
		}
		if got := strings.Join(places, "; "); got != x.want || d.EventAttendanceMode != "https://schema.org/"+x.mode+"EventAttendanceMode" {
			t.Errorf("%s, want %s: %s", got, x.want, d.EventAttendanceMode)
		}
	}
}
