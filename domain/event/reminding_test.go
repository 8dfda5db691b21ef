package event

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"barnstorm/domain"
)

var clocks = []string{
	"Europe/London", "Europe/Athens", "America/New_York", "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kathmandu",
	"Pacific/Auckland", "Pacific/Kiritimati", "America/St_Johns", "Africa/Casablanca", "UTC",
}

// Whatever the event, the plan and the clock of the party: nobody is written
// to at night, nobody too late, and nobody further from the hour than a night.
func TestRemindersKeepTheNight(t *testing.T) {
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		party := zoneOf(rapid.SampledFrom(clocks).Draw(t, "party"), "")
		starts := from.Add(time.Duration(rapid.Int64Range(0, 9*365*24*60).Draw(t, "minute")) * time.Minute)
		ends := starts.Add(time.Duration(rapid.IntRange(30, 48*60).Draw(t, "length")) * time.Minute)
		r := rapid.SampledFrom([]Reminding{
			{Kind: daysAhead, By: time.Duration(rapid.IntRange(12, 168).Draw(t, "days")) * time.Hour},
			{Kind: hoursLeft, By: time.Duration(rapid.IntRange(1, 11).Draw(t, "hours")) * time.Hour},
			{Kind: thanks, By: time.Duration(rapid.IntRange(0, 48).Draw(t, "thanks")) * time.Hour},
		}).Draw(t, "reminding")
		due, until := r.Due(starts, ends, party), r.Until(starts, ends, party)
		hour := starts.Add(-r.By)
		if r.Kind == thanks {
			hour = ends.Add(r.By)
		}
		off := due.Sub(hour)
		switch {
		case domain.IsNight(due, party):
			t.Fatalf("at %s on their clock", due.In(party))
		case off > shift || off < -shift:
			t.Fatalf("%s from its hour", off)
		case r.Kind == thanks && due.Before(ends), r.Kind != thanks && !due.Before(starts):
			t.Fatalf("%s at %s, the event is from %s to %s", r.Kind, due, starts, ends)
		case due.After(until):
			t.Fatalf("due %s, and too late from %s on", due, until)
		case !domain.IsNight(hour, party) && off != 0:
			t.Fatalf("by day it was moved by %s", off)
		case r.Kind == thanks && !anyDay(due.Add(patience), until, party):
			t.Fatalf("due %s, and whoever waits for the ticks finds no hour by day until %s", due, until)
		}
	})
}

// anyDay reports whether it is day for half an hour between two times.
func anyDay(from, until time.Time, zone *time.Location) bool {
	for ; from.Before(until.Add(-30 * time.Minute)); from = from.Add(5 * time.Minute) {
		if !domain.IsNight(from, zone) {
			return true
		}
	}
	return false
}

func TestWhenARemindingIsDue(t *testing.T) {
	london := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, zoneOf("Europe/London", ""))
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	usual := Remindings()
	for _, p := range []struct {
		why, starts, party string
		reminding          Reminding
		want               string // by the party's clock
	}{
		{"two days before", "2026-12-05 10:00", "Europe/London", usual[1], "2026-12-03 10:00"},
		{"across the change in spring it is the hour that counts, not the wall", "2027-03-28 10:00", "Europe/London", usual[1], "2027-03-26 09:00"},
		{"and in autumn", "2027-10-31 10:00", "Europe/London", usual[1], "2027-10-29 11:00"},
		{"over a leap day", "2028-03-01 12:00", "Europe/London", usual[1], "2028-02-28 12:00"},
		{"on a leap day", "2028-02-29 12:00", "Europe/London", usual[2], "2028-02-29 09:00"},
		{"early in the morning it waits until eight", "2026-12-05 10:00", "Europe/London", usual[2], "2026-12-05 08:00"},
		{"too early for that, it comes the evening before", "2026-12-05 08:30", "Europe/London", usual[2], "2026-12-04 20:00"},
		{"late at night it waits until eight", "2026-12-05 22:30", "Europe/London", usual[1], "2026-12-04 08:00"},
		{"somebody far away has another night", "2026-12-05 18:00", "America/Los_Angeles", usual[2], "2026-12-05 08:00"},
		{"where it would be over by morning", "2026-12-05 10:00", "America/Los_Angeles", usual[2], "2026-12-04 20:00"},
		{"thanks", "2026-12-05 10:00", "Europe/London", usual[3], "2026-12-05 15:00"},
		{"thanks for a long evening", "2026-12-05 19:00", "Europe/London", usual[3], "2026-12-06 08:00"},
	} {
		zone := zoneOf(p.party, "")
		starts := london(p.starts)
		if got := p.reminding.Due(starts, starts.Add(3*time.Hour), zone).In(zone).Format("2006-01-02 15:04"); got != p.want {
			t.Errorf("%s: %s, want %s", p.why, got, p.want)
		}
	}
}

func TestWhatAnOrganiserMaySay(t *testing.T) {
	good := RemindInputOf(Event{})
	if plan, err := good.wrong(); err != nil || len(plan) != 6 || plan[1].By != 48*time.Hour {
		t.Errorf("what stands is refused: %v %v", plan, err)
	}
	for field, spoil := range map[string]func(*RemindInput){
		"days_hours":   func(in *RemindInput) { in.DaysHours = 169 },
		"hours_hours":  func(in *RemindInput) { in.HoursHours = 12 },
		"thanks_hours": func(in *RemindInput) { in.ThanksHours = -1 },
		"missed_hours": func(in *RemindInput) { in.MissedHours = 49 },
		"next_hours":   func(in *RemindInput) { in.NextHours = 49 },
		"days_words":   func(in *RemindInput) { in.DaysWords = string(make([]rune, MaxWords+1)) },
	} {
		in := good
		spoil(&in)
		if _, err := in.wrong(); err == nil {
			t.Errorf("%s is taken", field)
		}
	}
}
