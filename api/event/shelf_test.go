package event

import (
	"regexp"
	"strings"
	"testing"
	"time"
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
