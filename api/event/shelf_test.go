package event

import (
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"barnstorm/domain/event"
)

// A page of a moment ago says when it was counted, gives each reader an id of
// their own, and is old after a second; whoever is signed in reads none of it.
func TestAPageIsKeptForAMoment(t *testing.T) {
	h := open(t)
	at := "/events/" + h.slug(rally)
	id := regexp.MustCompile(`name="id" value="([^"]+)"`)
	first := h.ask("GET", at, "").Body.String()
	h.ask("POST", at+"/rsvp", ann, asForm) // takes both places
	second := h.ask("GET", at, "").Body.String()
	if !strings.Contains(second, "0 of 2") || !strings.Contains(second, "counted at 12:00:00") {
		t.Error("a page of a moment ago does not say when it was counted")
	}
	if id.FindString(first) == "" || id.FindString(first) == id.FindString(second) {
		t.Error("two readers have one id")
	}
	zipped := h.ask("GET", at, "", "Accept-Encoding: gzip")
	r, err := gzip.NewReader(zipped.Body)
	h.must(err)
	third, err := io.ReadAll(r)
	h.must(err)
	plain := func(page string) string { return id.ReplaceAllString(page, "") }
	if plain(string(third)) != plain(second) || id.FindString(string(third)) == id.FindString(second) || zipped.Header().Get("Content-Language") != "en" || zipped.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("compressed it is another page: %v", zipped.Header())
	}
	if german := h.ask("GET", "/de"+at, "").Body.String(); !strings.Contains(german, `lang="de"`) {
		t.Error("a German reader is shown an English page")
	}
	if part := h.ask("GET", at, "", "HX-Request: true").Body.String(); strings.Contains(part, "<!doctype") || !strings.Contains(part, `id="rsvp"`) {
		t.Error("htmx is sent the whole page")
	}
	if own := h.ask("GET", at, "", "as: member").Body.String(); !strings.Contains(own, "2 of 2") {
		t.Error("somebody signed in reads a kept page")
	}
	if late := h.ask("POST", at+"/rsvp", form("id", "0194f0a0-0000-7000-8000-00000000a00f", "name", "Ben", "email", "ben@example.org"), asForm).Body.String(); !strings.Contains(late, "waitlist") {
		t.Error("a form of an old page does not say that the place is gone")
	}
	h.now = h.now.Add(time.Second)
	if !strings.Contains(h.ask("GET", at, "").Body.String(), "2 of 2") {
		t.Error("a page is kept for longer than a second")
	}
}

// An answer to an event that was shown a moment ago is told the truth of this
// moment: the time to which it has moved, and that it is off.
func TestWhatWasShownAMomentAgoPromisesNothing(t *testing.T) {
	h := open(t)
	at := "/events/" + h.slug(rally) + "/rsvp"
	answer := func(id, name string) (int, string) {
		got := h.ask("POST", at, form("id", "0194f0a0-0000-7000-8000-00000000a0"+id, "name", name, "email", name+"@example.org"), asForm)
		return got.Code, got.Body.String()
	}
	answer("21", "ann")
	_, err := h.events.Change(t.Context(), actors["organiser"], rally, event.Input{Version: 1, Kind: "rally", Title: "Rally", Starts: "2026-12-06T15:00", Ends: "2026-12-06T17:00", Zone: "Europe/London", Venue: "Civic Hall", Capacity: 2})
	h.must(err)
	answer("22", "ben")
	ls, err := h.store.LettersTo(t.Context(), "ben@example.org", 1)
	h.must(err)
	if got := ls[0].Fields["starts"]; got != "2026-12-06T15:00:00Z" {
		t.Errorf("told %s", got)
	}
	hidden := event.Input{Version: 2, Kind: "rally", Title: "Rally", Starts: "2026-12-06T15:00", Ends: "2026-12-06T17:00", Zone: "Europe/London", Venue: "Civic Hall", Capacity: 2, Hidden: true}
	_, err = h.events.Change(t.Context(), actors["organiser"], rally, hidden)
	h.must(err)
	if code, body := answer("24", "dan"); code < 400 || strings.Contains(body, "your place is kept") {
		t.Errorf("a stranger comes to what is hidden: %d", code)
	}
	_, err = h.events.CallOff(t.Context(), actors["organiser"], rally, event.CallOffInput{})
	h.must(err)
	if code, _ := answer("23", "cid"); code < 400 {
		t.Errorf("somebody comes to what is called off: %d", code)
	}
	if rs, err := h.store.RSVPs(t.Context(), rally, "", 9); err != nil || len(rs) != 2 {
		t.Errorf("%d answers: %v", len(rs), err)
	}
}
