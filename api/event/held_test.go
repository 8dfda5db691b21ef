package event

import (
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// The calendar of a private link has the hours of the shift that was chosen, and
// the address that whoever comes may know; what was given back is off.
func TestTheCalendarOfALink(t *testing.T) {
	h := open(t)
	e, err := h.events.Arrange(t.Context(), actors["organiser"], rally, event.ArrangeInput{
		Version: 1, Shift: []string{"0", ""}, Starts: []string{"2026-12-05T10:00", "2026-12-05T11:30"}, Ends: []string{"2026-12-05T11:30", "2026-12-05T13:00"}, General: []string{"4", "5"},
	})
	h.must(err)
	in := inputOf(e)
	in.Private = true
	_, err = h.events.Change(t.Context(), actors["organiser"], rally, in)
	h.must(err)
	_, err = h.events.RSVP(t.Context(), domain.Actor{}, rally, event.RSVPInput{ID: annID, Name: "Ann", Email: "ann@example.org", Shift: 1}, "en")
	h.must(err)
	ls, err := h.store.LettersTo(t.Context(), "ann@example.org", 1)
	h.must(err)
	link := strings.TrimPrefix(ls[0].Fields["calendar"], "https://example.org")
	read := func() string {
		return strings.ReplaceAll(h.ask("GET", link, "").Body.String(), "\r\n ", "")
	}
	text := read()
	for _, want := range []string{"DTSTART:20261205T113000Z", "DTEND:20261205T130000Z", "North St", "STATUS:CONFIRMED", "UID:" + string(rally) + "@barnstorm"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %s in %s", link, want, text)
		}
	}
	if page := h.ask("GET", strings.TrimSuffix(link, "/calendar.ics"), "").Body.String(); !strings.Contains(page, link) {
		t.Error("the private page does not lead there")
	}
	_, err = h.events.GiveBack(t.Context(), domain.Token(strings.Split(link, "/")[2]))
	h.must(err)
	if text := read(); !strings.Contains(text, "STATUS:CANCELLED") || strings.Contains(text, "North St") {
		t.Errorf("given back: %s", text)
	}
}

// Whoever comes to a shift that has begun is offered a later one until they were let
// in, loses no place by being forgotten, and leads nobody fewer to it.
func TestThePrivatePageOfAShiftThatHasBegun(t *testing.T) {
	h, ctx, first := open(t), t.Context(), actors["organiser"]
	_, err := h.events.Arrange(ctx, first, rally, event.ArrangeInput{
		Version: 1, Shift: []string{"0", ""}, Starts: []string{"2026-12-05T10:00", "2026-12-05T11:30"}, Ends: []string{"2026-12-05T11:30", "2026-12-05T13:00"}, General: []string{"4", "5"},
	})
	h.must(err)
	_, err = h.events.RSVP(ctx, domain.Actor{}, rally, event.RSVPInput{ID: annID, Name: "Ann", Email: "ann@example.org"}, "en")
	h.must(err)
	_, err = h.events.Bring(ctx, first, rally, event.DelegationInput{ID: "0194f0a0-0000-7000-8000-0000000000d1", Name: "Leeds", Email: "leeds@example.org", People: 2})
	h.must(err)
	_, err = h.events.RSVP(ctx, domain.Actor{}, rally, event.RSVPInput{ID: benID, Name: "Ben", Email: "ben@example.org", Shift: 1}, "en")
	h.must(err)
	ann, ben, leeds := h.link("ann@example.org"), h.link("ben@example.org"), h.link("leeds@example.org")
	says := func(path, text string, want bool) {
		h.Helper()
		if got := strings.Contains(h.ask("GET", path, "").Body.String(), text); got != want {
			t.Errorf("%s says %q: %v", path, text, got)
		}
	}
	says(ann+"/forget", "goes to somebody else", true)
	says(leeds, "Do fewer of you come?", true)
	h.now = time.Date(2026, 12, 5, 10, 30, 0, 0, time.UTC)
	says(ann+"/forget", "goes to somebody else", false)
	says(ben+"/forget", "goes to somebody else", true) // that is still to come
	says(leeds, "Do fewer of you come?", false)
	says(ann, "Come to another shift?", true)
	h.must(h.events.Attend(ctx, first, rally, event.AttendInput{Shown: []string{annID}, Came: []string{annID}}))
	says(ann, "Come to another shift?", false)
	h.must(h.events.Attend(ctx, first, rally, event.AttendInput{Shown: []string{benID}, Came: []string{benID}}))
	says(ben+"/forget", "goes to somebody else", false) // somebody sits there
	if rec := h.ask("POST", ann, form("do", "keep", "shift", "1"), asForm); rec.Code != 409 || !strings.Contains(rec.Body.String(), "You have been let in already") {
		t.Errorf("to another shift: %d", rec.Code)
	}
}

// Whoever types a name and an address that have answered learns how that stands,
// and nothing else; whoever sends their own answer again gets it back.
func TestAProbeLearnsTheStateAlone(t *testing.T) {
	h := open(t)
	at := "/api/v1/events/" + h.slug(rally) + "/rsvp"
	first := h.ask("POST", at, `{"id":"`+annID+`","name":"Ann","email":"ann@example.org","party":2}`, asJSON).Body.String()
	if again := h.ask("POST", at, `{"id":"`+annID+`","name":"Ann","email":"ann@example.org","party":2}`, asJSON).Body.String(); again != first || !strings.Contains(first, annID) {
		t.Errorf("sent again: %s, first %s", again, first)
	}
	probe := `{"id":"0194f0a0-0000-7000-8000-0000000000e9","name":"Ann","email":"ann@example.org","party":1}`
	rec := h.ask("POST", at, probe, asJSON)
	if text := rec.Body.String(); rec.Code != 200 || strings.Contains(text, annID) || !strings.Contains(text, `"state":"coming"`) || !strings.Contains(text, `"party":1`) {
		t.Errorf("a probe: %d %s", rec.Code, text)
	}
	page := h.ask("POST", strings.TrimPrefix(at, "/api/v1"), "id=0194f0a0-0000-7000-8000-0000000000e9&name=Ann&email=ann@example.org&party=1", "Content-Type: application/x-www-form-urlencoded").Body.String()
	if !strings.Contains(page, "nothing was changed") {
		t.Error("the page says that it was changed")
	}
}

// A place that is kept for the press is none that anybody may take: the page, and
// what search engines read of it, say that it is full.
func TestPlacesKeptForSomeAreNotFree(t *testing.T) {
	h := open(t)
	e, err := h.events.Arrange(t.Context(), actors["organiser"], rally, event.ArrangeInput{
		Version: 1, Shift: []string{"0"}, Starts: []string{"2026-12-05T10:00"}, Ends: []string{"2026-12-05T13:00"}, General: []string{"2"}, Press: []string{"10"},
	})
	h.must(err)
	at := "/events/" + e.Slug
	if d := h.data(h.ask("GET", at, "").Body.String()); d.Offers["availability"] != "https://schema.org/InStock" {
		t.Error("a place is free, and search engines are not told")
	}
	_, err = h.events.RSVP(t.Context(), domain.Actor{}, rally, event.RSVPInput{ID: annID, Name: "Ann", Email: "ann@example.org", Party: 2, Pool: "general"}, "en")
	h.must(err)
	page := h.ask("GET", at, "", "as: organiser").Body.String()
	if d := h.data(page); d.Offers["availability"] != "https://schema.org/SoldOut" {
		t.Error("full, and search engines are not told")
	}
	if !strings.Contains(page, "Put me on the waitlist") || strings.Contains(page, "2 of 12") {
		t.Error("the page says that there is room")
	}
	list := h.ask("GET", "/events", "").Body.String()
	if !strings.Contains(list, "2 of 2 places taken") || strings.Contains(list, "of 12") {
		t.Error("the list says that there is room")
	}
	if list = h.ask("GET", "/api/v1/events", "").Body.String(); !strings.Contains(list, `"left":0`) {
		t.Errorf("to programs the list says %s", list)
	}
}
