package event

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"barnstorm/domain"
)

var monday = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func TestTimesOnTheWall(t *testing.T) {
	for _, p := range []struct {
		now                string // empty is monday
		starts, ends, zone string
		from, until        string // in UTC, or the fault of "starts" and of "ends"
	}{
		{"", "2026-12-05T10:00", "2026-12-05T13:00", "Europe/London", "2026-12-05T10:00Z", "2026-12-05T13:00Z"},
		{"", "2026-12-05T10:00", "", "Europe/Athens", "2026-12-05T08:00Z", "2026-12-05T11:00Z"}, // three hours
		{"", "2026-12-05T10:00", "2026-12-05T13:00", "America/Los_Angeles", "2026-12-05T18:00Z", "2026-12-05T21:00Z"},
		{"", "2026-12-05T23:30", "2026-12-06T00:30", "Pacific/Auckland", "2026-12-05T10:30Z", "2026-12-05T11:30Z"},
		// The clocks go forward: an hour of the wall is missing, and one event is shorter than it looks.
		{"", "2027-03-28T00:30", "2027-03-28T02:30", "Europe/London", "2027-03-28T00:30Z", "2027-03-28T01:30Z"},
		{"", "2027-03-28T01:30", "2027-03-28T03:30", "Europe/London", "not-a-time", ""},
		{"", "2027-03-27T20:00", "2027-03-28T02:30", "Europe/Berlin", "", "not-a-time"},
		{"", "2027-03-28T10:00", "2027-03-28T12:00", "Europe/London", "2027-03-28T09:00Z", "2027-03-28T11:00Z"},
		// The clocks go back: the event is longer than it looks.
		{"", "2027-10-31T00:30", "2027-10-31T02:30", "Europe/London", "2027-10-30T23:30Z", "2027-10-31T02:30Z"},
		// A leap day is a day, where there is one.
		{"2028-01-10T12:00Z", "2028-02-29T10:00", "", "Europe/London", "2028-02-29T10:00Z", "2028-02-29T13:00Z"},
		{"", "2027-02-29T10:00", "", "Europe/London", "not-a-time", ""},
		{"", "2026-12-31T23:00", "2027-01-01T02:00", "Europe/Madrid", "2026-12-31T22:00Z", "2027-01-01T01:00Z"},

		{"", "2026-11-30T12:00", "", "Europe/London", "in-the-past", ""},
		{"", "2026-11-30T12:01", "", "Europe/London", "2026-11-30T12:01Z", "2026-11-30T15:01Z"},
		{"", "2026-11-30T12:59", "", "Europe/Berlin", "in-the-past", ""},
		{"", "2029-12-05T10:00", "", "Europe/London", "too-far", ""},
		{"", "2026-12-05T10:00", "2026-12-05T10:00", "Europe/London", "", "before-start"},
		{"", "2026-12-05T10:00", "2026-12-05T09:00", "Europe/London", "", "before-start"},
		{"", "2026-12-05T10:00", "2026-12-19T10:00", "Europe/London", "2026-12-05T10:00Z", "2026-12-19T10:00Z"},
		{"", "2026-12-05T10:00", "2026-12-19T10:01", "Europe/London", "", "too-far"},
		{"", "tomorrow", "", "Europe/London", "not-a-time", ""},
		{"", "", "", "Europe/London", "not-a-time", ""},
		{"", "2026-12-05T10:00", "later", "Europe/London", "", "not-a-time"},
	} {
		now := monday
		if p.now != "" {
			now, _ = time.Parse("2006-01-02T15:04Z", p.now)
		}
		w := domain.Wrong{}
		starts, ends := Input{Starts: p.starts, Ends: p.ends, Zone: p.zone}.times(w, now, now)
		from, until := w["starts"], w["ends"]
		if len(w) == 0 {
			if starts.Location() != time.UTC || ends.Location() != time.UTC {
				t.Errorf("%s is not in UTC", starts)
			}
			from, until = starts.Format("2006-01-02T15:04Z"), ends.Format("2006-01-02T15:04Z")
		}
		if from != p.from || until != p.until {
			t.Errorf("%s to %s in %s: %q, %q; want %q, %q", p.starts, p.ends, p.zone, from, until, p.from, p.until)
		}
	}
	for _, zone := range []string{"", "Local", "Europe/Narnia", "../etc/passwd"} {
		w := domain.Wrong{}
		Input{Starts: "2026-12-05T10:00", Zone: zone}.times(w, monday, monday)
		if w["zone"] != "no-such-zone" {
			t.Errorf("zone %q: %v", zone, w)
		}
	}
}

// Whatever is typed is either refused, or is an event within our bounds that
// says on its own clock what was typed.
func TestAnythingTyped(t *testing.T) {
	zones := []string{"Europe/London", "Europe/Athens", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "Nowhere", ""}
	wall := rapid.OneOf(rapid.StringMatching(`20(2[6-9]|30)-(0[1-9]|1[0-2])-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		in := Input{
			Kind: rapid.SampledFrom([]string{"rally", "unseat", "ball", ""}).Draw(t, "kind"), Title: rapid.String().Draw(t, "title"), About: rapid.String().Draw(t, "about"),
			Starts: wall.Draw(t, "starts"), Ends: wall.Draw(t, "ends"), Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Venue: rapid.String().Draw(t, "venue"),
			Lat: rapid.Float64().Draw(t, "lat"), Lon: rapid.Float64().Draw(t, "lon"), Capacity: rapid.Int().Draw(t, "capacity"),
		}
		e, err := in.wrong(monday, monday)
		if err != nil {
			if refusal, ok := domain.AsError(err); !ok || len(refusal.Fields) == 0 {
				t.Fatalf("refused without a field: %v", err)
			}
			return
		}
		zone, _ := time.LoadLocation(e.Zone)
		length := e.Ends.Sub(e.Starts)
		switch {
		case e.Starts.In(zone).Format(WallTime) != in.Starts, in.Ends != "" && e.Ends.In(zone).Format(WallTime) != in.Ends:
			t.Fatalf("typed %s to %s, kept %s to %s", in.Starts, in.Ends, e.Starts.In(zone), e.Ends.In(zone))
		case !e.Starts.After(monday) || length <= 0 || length > MaxLength:
			t.Fatalf("out of bounds: %s to %s", e.Starts, e.Ends)
		case e.Title == "" || len([]rune(e.Title)) > MaxTitle || e.Capacity < 0 || e.Capacity > MaxCapacity:
			t.Fatalf("out of bounds: %+v", e)
		case strings.ContainsAny(e.Title+e.Where.Name, "\r\n\x00"):
			t.Fatalf("a line ends within: %q", e.Title)
		}
	})
}

func TestNightIsThatOfThePlace(t *testing.T) {
	at := func(clock string) time.Time {
		t.Helper()
		x, err := time.Parse("2006-01-02 15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, p := range []struct {
		clock, zone string
		night       bool
	}{
		{"2026-12-05 07:59", "Europe/London", true}, {"2026-12-05 08:00", "Europe/London", false}, {"2026-12-05 20:59", "Europe/London", false}, {"2026-12-05 21:00", "Europe/London", true},
		{"2026-12-05 06:00", "Europe/Athens", false}, {"2026-12-05 19:30", "Europe/Athens", true}, {"2026-12-05 08:00", "America/Los_Angeles", true},
		{"2027-07-05 07:00", "Europe/London", false}, // summer: it is eight
		{"2026-12-05 03:00", "Nowhere", true},        // where no clock is known it is that of UTC
	} {
		if got := domain.IsNight(at(p.clock), domain.Zone(p.zone)); got != p.night {
			t.Errorf("%s in %s: %v", p.clock, p.zone, got)
		}
	}
}

func TestSlugs(t *testing.T) {
	e := func(title, id, zone string) Event {
		return Event{ID: ID(id), Title: title, Zone: zone, Starts: time.Date(2026, 12, 5, 23, 30, 0, 0, time.UTC)}
	}
	for _, p := range []struct {
		e    Event
		want string
	}{
		{e("Unseat Keighley & Ilkley!", "0194f0a0-0000-7000-8000-00000000e009", "Europe/London"), "unseat-keighley-ilkley-2026-12-05-0000e009"},
		{e("Die Große Runde", "0194f0a0-0000-7000-8000-00000000e009", "Europe/Berlin"), "die-große-runde-2026-12-06-0000e009"}, // the day of the place
		{e("Πορεία", "0194f0a0-0000-7000-8000-00000000e00a", "Europe/Athens"), "πορεια-2026-12-06-0000e00a"},
		{e("!!!", "0194f0a0-0000-7000-8000-00000000e00a", "Europe/London"), "x-2026-12-05-0000e00a"},
	} {
		if got := slugOf(p.e); got != p.want {
			t.Errorf("%s: %s, want %s", p.e.Title, got, p.want)
		}
	}
	if got := slugOf(e(strings.Repeat("ä ö", 200), "0194f0a0-0000-7000-8000-00000000e00a", "Europe/London")); len([]rune(got)) > 80 {
		t.Errorf("%d letters", len([]rune(got)))
	}
}
