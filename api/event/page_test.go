package event

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

// One event, as RFC 5545 has it.
func TestCalendar(t *testing.T) {
	h := open(t)
	in := event.Input{
		ID: "0194f0a0-0000-7000-8000-00000000e00c", Group: string(group), Kind: "unseat", Title: "Unseat Keighley, Ilkley; and Σέρρες",
		About:  strings.Repeat("Ό,τι χρειάζεται: παπούτσια, νερό; φίλοι. ", 5) + "\nSecond line\\",
		Starts: "2026-12-05T10:00", Ends: "2026-12-05T13:00", Zone: "Europe/London", Venue: "Civic Hall", Town: "Keighley", Lat: 53.867, Lon: -1.911,
	}
	e, err := h.events.Schedule(t.Context(), actors["organiser"], in)
	h.must(err)
	read := func() string {
		h.now = h.now.Add(time.Hour)
		rec := h.ask("GET", "/events/"+e.Slug+"/calendar.ics", "")
		if kind := rec.Header().Get("Content-Type"); kind != "text/calendar; charset=utf-8" || rec.Code != 200 {
			t.Errorf("%d %s", rec.Code, kind)
		}
		return rec.Body.String()
	}
	text := read()
	golden(t, "testdata/event.ics", text)
	for i, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line %d has %d octets, or is cut within a letter: %q", i, len(line), line)
		}
	}
	whole := strings.ReplaceAll(text, "\r\n ", "")
	for _, want := range []string{
		"VERSION:2.0", "PRODID:", "METHOD:PUBLISH", "UID:0194f0a0-0000-7000-8000-00000000e00c@barnstorm", "DTSTAMP:20261130T130000Z", "DTSTART:20261205T100000Z",
		"DTEND:20261205T130000Z", "SEQUENCE:1", "STATUS:CONFIRMED", `SUMMARY:Unseat Keighley\, Ilkley\; and Σέρρες`, `\nSecond line\\`,
		`LOCATION:Civic Hall\, Keighley`, "GEO:53.867", "URL:https://example.org/events/", "LAST-MODIFIED:",
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("no %s", want)
		}
	}
	_, err = h.events.CallOff(t.Context(), actors["organiser"], e.ID, event.CallOffInput{Why: "Snow"})
	h.must(err)
	after := read()
	for _, want := range []string{"UID:0194f0a0-0000-7000-8000-00000000e00c@barnstorm", "SEQUENCE:2", "STATUS:CANCELLED"} {
		if !strings.Contains(after, want) {
			t.Errorf("called off: no %s", want)
		}
	}
}

// golden compares text with a file, or writes the file when asked to.
func golden(t *testing.T, path, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != text {
		t.Errorf("%s (go test -update writes it anew): %v\n%s", path, err, text)
	}
}

// What people type is text, wherever it is shown.
const (
	planted = `"><img src=x onerror=xss()></script><script>xss()//');xss();//{{.}}`
	marker  = "xss"
)

func TestWhatPeopleTypeIsText(t *testing.T) {
	h := open(t)
	in := event.Input{
		ID: "0194f0a0-0000-7000-8000-00000000e00d", Group: string(group), Kind: "rally", Title: planted, About: planted + "\n\n" + planted, Starts: "2026-12-05T10:00",
		Zone: "Europe/London", Venue: planted, Street: planted, Town: planted, Postcode: planted, Seat: planted, Capacity: 1,
	}
	e, err := h.events.Schedule(t.Context(), actors["organiser"], in)
	h.must(err)
	for i, name := range []string{planted, "Ben" + planted} { // one comes, one waits
		r := event.RSVPInput{ID: domain.NewID[string](now.Add(time.Duration(i))), Name: name, Email: []string{"ann@example.org", "ben@example.org"}[i], Party: 1, Needs: planted}
		_, err := h.events.RSVP(t.Context(), domain.Actor{}, e.ID, r, "en")
		h.must(err)
	}
	desk := "/organise/events/" + string(e.ID)
	for _, a := range []struct{ method, path, body string }{
		{"GET", "/events", ""}, {"GET", "/events/" + e.Slug, ""}, {"GET", "/", ""}, {"GET", desk, ""}, {"GET", desk + "/change", ""}, {"GET", "/organise/events", ""},
		{"GET", h.link("ann@example.org"), ""}, {"GET", "/events?q=" + form("", planted)[1:], ""},
		{"POST", "/events/" + e.Slug + "/rsvp", form("name", planted, "email", planted, "party", planted, "needs", planted)},
		{"POST", "/events/" + e.Slug + "/rsvp", form("id", annID, "name", planted, "email", "c@example.org", "needs", planted)},
		{"POST", "/organise/events", saturday("title", planted, "venue", planted, "capacity", planted, "zone", planted, "seat", planted, "about", planted)},
		{"POST", desk, saturday("version", "0", "title", planted)},
		{"POST", desk + "/call-off", form("why", planted)}, {"GET", "/events/" + e.Slug, ""}, {"GET", desk, ""},
	} {
		rec := h.ask(a.method, a.path, a.body, asForm, "as: organiser")
		if rec.Code >= 500 {
			t.Errorf("%s %s: %d", a.method, a.path, rec.Code)
		}
		harmless(t, a.method+" "+a.path, rec.Body.String())
	}
}

// harmless reads a page as a browser would: outside of text and of quoted
// values nothing of what was planted may stand.
func harmless(t *testing.T, name, page string) {
	t.Helper()
	data := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)
	for _, m := range data.FindAllStringSubmatch(page, -1) {
		var v map[string]any
		if err := json.Unmarshal([]byte(m[1]), &v); err != nil || v["@type"] != "Event" || v["startDate"] == nil {
			t.Errorf("%s: data about the event: %v in %s", name, err, m[1])
		}
		if v["name"] != planted {
			t.Errorf("%s: the title is %q", name, v["name"])
		}
	}
	page = data.ReplaceAllString(page, "")
	for _, tag := range regexp.MustCompile(`(?s)<[a-zA-Z/!](?:[^>"']|"[^"]*"|'[^']*')*>`).FindAllString(page, -1) {
		bare := regexp.MustCompile(`"[^"]*"|'[^']*'`).ReplaceAllString(tag, "")
		if strings.Contains(bare, marker) || strings.Contains(bare, "onerror") {
			t.Errorf("%s: %s", name, tag)
		}
	}
	for _, bad := range []string{"<img src=x", "<script>xss", "onerror=xss()>"} {
		if strings.Contains(page, bad) {
			t.Errorf("%s holds %s", name, bad)
		}
	}
}

func TestGivingBackByLink(t *testing.T) {
	h := open(t)
	h.ask("POST", "/events/"+h.slug(rally)+"/rsvp", ann, asForm)
	link := h.link("ann@example.org")
	for range 2 { // whatever fetches the address of a link, a scanner or a preview, changes nothing
		if rec := h.ask("GET", link, ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "Ann") || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%d", rec.Code)
		}
	}
	if e, _ := h.store.Event(t.Context(), rally); e.Taken != 2 {
		t.Errorf("reading changed it: %d places taken", e.Taken)
	}
	for i, step := range []struct {
		body  string
		code  int
		taken int
	}{
		{form("do", "keep", "party", "3"), 409, 2},
		{form("do", "keep", "party", "11"), 422, 2},
		{form("do", "keep", "party", "1"), 303, 1},
		{form("do", "give-back"), 303, 0},
		{form("do", "give-back"), 303, 0},
		{form("do", "keep"), 303, 1},
	} {
		rec := h.ask("POST", link, step.body, asForm)
		if e, _ := h.store.Event(t.Context(), rally); rec.Code != step.code || e.Taken != step.taken {
			t.Errorf("step %d: %d, %d taken; want %d, %d", i, rec.Code, e.Taken, step.code, step.taken)
		}
	}
	h.now = h.now.AddDate(0, 2, 0)
	if rec := h.ask("GET", link, ""); rec.Code != 404 {
		t.Errorf("two months later the link still opens: %d", rec.Code)
	}
}

// Two taps on the private page, and a third that finds it done.
func TestWhoWantsToBeForgottenIs(t *testing.T) {
	h := open(t)
	h.ask("POST", "/events/"+h.slug(rally)+"/rsvp", ann, asForm)
	link := h.link("ann@example.org")
	if page := h.ask("GET", link, "").Body.String(); !strings.Contains(page, link+`/forget"`) {
		t.Error("the page does not say how to be forgotten")
	}
	if rec := h.ask("GET", link+"/forget", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "goes to somebody else") {
		t.Error(rec.Code, rec.Body)
	}
	for range 2 {
		if rec := h.ask("POST", link+"/forget", "", asForm); rec.Code != 303 || rec.Header().Get("Location") != link+"/forget" {
			t.Error(rec.Code, rec.Header())
		}
	}
	if rec := h.ask("GET", link+"/forget", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "You are forgotten") {
		t.Error(rec.Code, rec.Body)
	}
	if got := h.ask("GET", under+link+"/forget", "").Body.String(); !strings.Contains(got, `"forgotten":true`) {
		t.Error(got)
	}
	if e, _ := h.store.Event(t.Context(), rally); e.Taken != 0 {
		t.Errorf("%d places are still taken", e.Taken)
	}
	if rec := h.ask("GET", link, ""); rec.Code != 404 {
		t.Errorf("the link still opens: %d", rec.Code)
	}
}

// Another shift by the private link, in the browser and by a program: full is
// said beside what one has, and what was chosen stays chosen.
func TestAnotherShiftByLink(t *testing.T) {
	h := open(t)
	h.ask("POST", "/organise/events/"+string(rally)+"/places", parting("general", "4", "general", "1"), asForm, "as: organiser")
	h.ask("POST", "/events/"+h.slug(rally)+"/rsvp", form("id", annID, "name", "Ann", "email", "ann@example.org", "party", "2", "shift", "0"), asForm)
	link := h.link("ann@example.org")
	if page := h.ask("GET", link, "").Body.String(); !strings.Contains(page, `id="shift-0" value="0" checked`) || strings.Contains(page, `id="shift-1" value="1" checked`) {
		t.Error("the page does not say which shift it is")
	}
	full := h.ask("POST", link, form("do", "keep", "party", "2", "shift", "1"), asForm)
	if body := full.Body.String(); full.Code != 409 || !strings.Contains(body, "There is no room for that") || !strings.Contains(body, `id="shift-1" value="1" checked`) {
		t.Errorf("full: %d %s", full.Code, body)
	}
	if got := h.ask("GET", under+link, "").Body.String(); !strings.Contains(got, `"shift":0`) || !strings.Contains(got, `"state":"coming"`) || !strings.Contains(got, `"starts":"2026-12-05T10:00:00Z"`) {
		t.Errorf("what one has: %s", got)
	}
	if got := h.ask("POST", under+link, `{"do":"keep","party":1,"shift":"1"}`, asJSON).Body.String(); !strings.Contains(got, `"shift":1`) || !strings.Contains(got, `"starts":"2026-12-05T11:00:00Z"`) {
		t.Errorf("a program moves it: %s", got)
	}
	h.ask("POST", "/events/"+h.slug(rally)+"/rsvp", form("id", "0194f0a0-0000-7000-8000-00000000a00f", "name", "Ben", "email", "ben@example.org", "shift", "1"), asForm)
	if got := h.ask("GET", under+h.link("ben@example.org"), "").Body.String(); !strings.Contains(got, `"state":"waiting"`) || !strings.Contains(got, `"why":"all-taken"`) || !strings.Contains(got, `"ahead":0`) {
		t.Errorf("who waits: %s", got)
	}
}

// Whatever happens while somebody types, what they typed comes back: in the
// form, in one for the next event with room, or in one to send again.
func TestTheFormIsNeverLost(t *testing.T) {
	typed := form("id", annID, "name", "Ann Typed", "email", "ann@example.org", "party", "2", "needs", "A ramp", "shift", "1")
	for _, x := range []struct {
		name   string
		goes   func(h *house)
		status int
		holds  []string
	}{
		{"it is called off", func(h *house) {
			_, err := h.events.CallOff(t.Context(), actors["organiser"], rally, event.CallOffInput{Why: "Snow"})
			h.must(err)
		}, 409, []string{`action="/events/{next}/rsvp"`, "what you typed is not lost"}},
		{"it begins", func(h *house) { h.now = h.now.AddDate(0, 0, 6) }, 409, []string{`action="/events/{next}/rsvp"`}},
		{"its shifts change", func(*house) {}, 422, []string{`action="/events/{rally}/rsvp"`, `id="needs"`}},
		{"nothing can be kept", func(h *house) {
			h.events.Atomically = func(context.Context, func(event.Store) error) error {
				return domain.Refuse(domain.Busy, "database-away")
			}
		}, 503, []string{`action="/events/{rally}/rsvp"`, "We cannot save anything just now"}},
		{"nothing can be read", func(h *house) { h.store.Close() }, 500, []string{`action="/events/{rally}/rsvp"`, "Send it again", `name="shift" value="1"`}},
	} {
		t.Run(x.name, func(t *testing.T) {
			h := open(t)
			e := h.elsewhere("f9", "Europe/London", nil)
			path, words := "/events/"+h.slug(rally)+"/rsvp", strings.NewReplacer("{next}", e.Slug, "{rally}", h.slug(rally))
			x.goes(h)
			for _, head := range []string{asForm, asHTMX} {
				got := h.ask("POST", path, typed, head)
				for _, want := range append(x.holds, `value="Ann Typed"`, `value="ann@example.org"`, `value="A ramp"`) {
					if body := got.Body.String(); got.Code != x.status || !strings.Contains(body, words.Replace(want)) {
						t.Errorf("%d, no %s in %s", got.Code, want, body)
					}
				}
			}
		})
	}
}

// Whoever is signed in may put a place with their own events, by its link.
func TestAPlaceIsPutWithOnesOwn(t *testing.T) {
	h := open(t)
	h.ask("POST", "/events/"+h.slug(rally)+"/rsvp", ann, asForm)
	link := h.link("ann@example.org")
	if page := h.ask("GET", link, "").Body.String(); strings.Contains(page, `value="mine"`) {
		t.Error("nobody is asked whether it is theirs")
	}
	if page := h.ask("GET", link, "", "as: member").Body.String(); !strings.Contains(page, `value="mine"`) {
		t.Error("a member is not asked")
	}
	if got := h.ask("POST", under+link, `{"do":"mine"}`, asJSON, "as: member").Body.String(); !strings.Contains(got, `"mine":true`) {
		t.Error(got)
	}
	if page := h.ask("GET", link, "", "as: member").Body.String(); strings.Contains(page, `value="mine"`) {
		t.Error("asked twice")
	}
	if got := h.ask("POST", link, form("do", "mine"), asForm, "as: lead"); got.Code != 409 || !strings.Contains(got.Body.String(), "somebody else") {
		t.Errorf("somebody else's: %d", got.Code)
	}
}

// A proposal goes from a member's form to an organiser's, who changes and calls
// it; a reason that is missing leaves the event as it was proposed.
func TestAProposalIsDecided(t *testing.T) {
	h := open(t)
	for id, title := range map[string]string{"0194f0a0-0000-7000-8000-00000000e0a1": "A stall", "0194f0a0-0000-7000-8000-00000000e0a2": "A march"} {
		if got := h.ask("POST", "/events/propose", saturday("id", id, "title", title), asForm, "as: member"); got.Code != 303 || got.Header().Get("Location") != "/events/propose?sent=1" {
			t.Fatal(got.Code, got.Body)
		}
	}
	list := h.ask("GET", "/organise/proposals", "", "as: organiser").Body.String()
	stall, march := "/organise/proposals/0194f0a0-0000-7000-8000-00000000e0a1", "/organise/proposals/0194f0a0-0000-7000-8000-00000000e0a2"
	if !strings.Contains(list, stall) || !strings.Contains(list, "A march") {
		t.Error(list)
	}
	if page := h.ask("GET", stall, "", "as: organiser").Body.String(); !strings.Contains(page, `value="A stall"`) || !strings.Contains(page, "<h1>A stall</h1>") || !strings.Contains(page, `action="`+stall+`/decline"`) {
		t.Error("the form does not hold what was proposed")
	}
	if got := h.ask("POST", stall+"/decline", "", asForm, "as: organiser"); got.Code != 422 || !strings.Contains(got.Body.String(), `value="A stall"`) || !strings.Contains(got.Body.String(), `id="why-e"`) {
		t.Errorf("without a reason: %d", got.Code)
	}
	if got := h.ask("POST", stall, saturday("title", "A stall, with tea"), asForm, "as: organiser"); got.Code != 303 || !strings.HasPrefix(got.Header().Get("Location"), "/organise/events/") {
		t.Errorf("called: %d", got.Code)
	}
	if got := h.ask("POST", march+"/decline", form("why", "Not in winter."), asForm, "as: organiser"); got.Code != 303 {
		t.Errorf("declined: %d", got.Code)
	}
	mine := h.ask("GET", "/events/propose", "", "as: member").Body.String()
	if !strings.Contains(mine, "Not in winter.") || !strings.Contains(mine, "called") || !strings.Contains(h.ask("GET", "/events", "").Body.String(), "A stall, with tea") {
		t.Error("the member does not learn of it")
	}
}

func TestAGreekAddress(t *testing.T) {
	h := open(t)
	e, err := h.events.Schedule(t.Context(), actors["organiser"], event.Input{ID: "0194f0a0-0000-7000-8000-00000000e00e", Group: string(group), Kind: "rally", Title: "Πορεία στις Σέρρες", Starts: "2026-12-05T10:00", Zone: "Europe/Athens"})
	h.must(err)
	page := h.ask("GET", "/events", "").Body.String()
	at := regexp.MustCompile(`href="(/events/[^"]*0000e00e)"`).FindStringSubmatch(page)
	if at == nil {
		t.Fatal("it is not in the list")
	}
	for _, path := range []string{at[1], "/el" + at[1], under + at[1]} {
		if rec := h.ask("GET", path, ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "Πορεία") {
			t.Errorf("%s of %s: %d", path, e.Slug, rec.Code)
		}
	}
}

// Whatever kind an organiser begins with, its hour, its length and its places
// are filled in.
func TestEveryKindHasItsTemplate(t *testing.T) {
	h := open(t)
	for _, kind := range event.Kinds {
		like, known := patterns[kind]
		page := h.ask("GET", "/organise/events/new?kind="+string(kind), "", "as: organiser").Body.String()
		for _, want := range []string{`value="` + string(kind) + `" checked`, fmt.Sprintf(`T%02d:00"`, like.hour), fmt.Sprintf(`T%02d:00"`, like.hour+like.length), fmt.Sprintf(`value="%d"`, like.places)} {
			if !known || !strings.Contains(page, want) {
				t.Errorf("%s: no %s", kind, want)
			}
		}
	}
}

// An event is called by any clock of the countries that have groups, and by one
// of every other.
func TestAnEventIsCalledAnywhere(t *testing.T) {
	h := open(t)
	for _, path := range []string{"/organise/events/new", "/organise/events/" + string(rally) + "/change", "/events/propose"} {
		page := h.ask("GET", path, "", "as: organiser").Body.String()
		for zone, want := range map[string]bool{"Europe/London": true, "Europe/Dublin": true, "America/New_York": true, "America/Denver": false} {
			if got := strings.Contains(page, `<option value="`+zone+`"`); got != want {
				t.Errorf("%s: %s is there: %v", path, zone, got)
			}
		}
	}
}
