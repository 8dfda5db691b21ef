package event

import (
	"regexp"
	"strings"
	"testing"

	"barnstorm/domain/event"
)

var difference = regexp.MustCompile(`<dt>([^<]*)</dt><dd><p class="preline">You typed: ([^<]*)</p><p class="preline">They saved: <b>([^<]*)</b>`)

// refusedWith posts what an organiser typed into an old form, and returns where it
// differs from what stands, and the version with which it may be sent again.
func (h *house) refusedWith(path, body string) (differs, version string) {
	h.Helper()
	rec := h.ask("POST", path, body, asForm, "as: organiser")
	if rec.Code != 409 {
		h.Errorf("%s: %d", path, rec.Code)
	}
	page := rec.Body.String()
	for _, m := range difference.FindAllStringSubmatch(page, -1) {
		differs += m[1] + ": " + m[2] + " / " + m[3] + "\n"
	}
	differs = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(differs)
	_, version, _ = strings.Cut(page, `name="version" value="`)
	version, _, _ = strings.Cut(version, `"`)
	return differs, version
}

// Whoever comes second sees every field in which their form differs from what
// was saved meanwhile, and then puts theirs in its place knowingly.
func TestASecondEditorSeesBothVersions(t *testing.T) {
	h, ctx, first := open(t), t.Context(), actors["organiser"]
	desk := "/organise/events/" + string(rally)
	old := event.Input{Version: 1, Kind: "rally", Title: "Rally", About: "Come.", Starts: "2026-12-05T10:00", Ends: "2026-12-05T13:00", Zone: "Europe/London",
		Venue: "Civic Hall", Street: "North St", Town: "Keighley", Postcode: "BD21 3RN", Lat: 53.867, Lon: -1.911, Capacity: 2}
	theirs := old
	theirs.About, theirs.Capacity, theirs.Private, theirs.Seat, theirs.Ends = "Come.\nBring a drum.", 50, true, "E14000001", "2026-12-05T14:00"
	_, err := h.events.Change(ctx, first, rally, theirs)
	h.must(err)
	typed := form("version", "1", "kind", "meeting", "title", "Rally", "about", "Come.", "starts", old.Starts, "ends", old.Ends, "zone", old.Zone, "venue", old.Venue,
		"street", old.Street, "town", old.Town, "postcode", old.Postcode, "capacity", "2")
	differs, version := h.refusedWith(desk, typed)
	if want := "Kind: Meeting / Rally\nTarget seat: — / E14000001\nEnds: Saturday 5 December, 13:00 / Saturday 5 December, 14:00\nWhat happens: Come. / Come.\nBring a drum.\n" +
		"Keep the address private: — / Yes\nPlaces: 2 / 50\n"; differs != want || version != "2" {
		t.Errorf("an event: version %s, %s", version, differs)
	}
	if rec := h.ask("POST", desk, strings.Replace(typed, "version=1", "version="+version, 1), asForm, "as: organiser"); rec.Code != 303 {
		t.Errorf("sent again: %d", rec.Code)
	}

	_, err = h.events.Describe(ctx, first, rally, event.DetailsInput{Version: 3, Access: []string{"loop:yes", "lift:no"}, Languages: []string{"pl"}, Room: 90, AccessAsk: "Olga", EntryChecked: true})
	h.must(err)
	differs, version = h.refusedWith(desk+"/details", form("version", "3", "access", "loop:no", "room", "80", "shows", "50"))
	if want := "Lift: Nobody has looked / No\nHearing loop: No / Yes\nWhom to ask for what you need: — / Olga\nLanguages spoken: — / Polski\n" +
		"People that the room holds: 80 / 90\nPer cent of those with a place who come: 50 / —\nTickets are looked at: — / Yes\n"; differs != want || version != "4" {
		t.Errorf("details: version %s, %s", version, differs)
	}

	in := event.RemindInputOf(event.Event{Version: 4})
	in.DaysHours, in.HoursOn, in.SignUpWords = 72, false, "Bring a drum."
	_, err = h.events.SetReminders(ctx, first, rally, in)
	h.must(err)
	differs, version = h.refusedWith(desk+"/reminders", form("version", "4", "days_on", "true", "days_hours", "48", "hours_on", "true", "hours_hours", "3",
		"thanks_on", "true", "thanks_hours", "3", "missed_on", "true", "missed_hours", "20", "next_on", "true", "next_hours", "48"))
	if !strings.Contains(differs, "On sign-up: — / Bring a drum.\n") || !strings.Contains(differs, "Some days before: Hours before the start: 48 / 72\n") || !strings.Contains(differs, "Some hours before: Send it: Yes / —\n") || version != "5" {
		t.Errorf("reminders: version %s, %s", version, differs)
	}
}
