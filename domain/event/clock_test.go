package event

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"barnstorm/domain"
)

// odd is days on which clocks change in a zone; a leap day is odd everywhere.
var odd = map[string][]string{
	"Europe/London": {"2027-03-28", "2027-10-31"}, "Europe/Athens": {"2027-03-28", "2027-10-31"}, "America/New_York": {"2027-03-14", "2027-11-07"}, "America/Los_Angeles": {"2027-03-14", "2027-11-07"},
	"Australia/Lord_Howe": {"2027-04-04", "2027-10-03"}, "Pacific/Auckland": {"2027-04-04", "2027-09-26"}, "America/St_Johns": {"2027-03-14", "2027-11-07"}, "Asia/Beirut": {"2027-03-28", "2027-10-31"},
}

// aMoment draws any minute of nine years; every other time one about an odd day.
func aMoment(t *rapid.T, name, zone string) time.Time {
	if rapid.Bool().Draw(t, name+" is odd") {
		day, _ := time.Parse(time.DateOnly, rapid.SampledFrom(append(odd[zone], "2028-02-29")).Draw(t, name+" day"))
		return day.Add(time.Duration(rapid.IntRange(-36*60, 60*60).Draw(t, name)) * time.Minute)
	}
	return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 9*365*24*60).Draw(t, name)) * time.Minute)
}

// skipped reports whether the clocks in zone jump over what a wall would show.
func skipped(w time.Time, zone *time.Location) bool {
	_, ok := ReadWall(w.Format(WallTime), zone)
	return !ok
}

// Whatever the clocks do between two dates of a series, both are at the same
// time on the wall; a time that they skip is up to an hour later.
func TestASeriesIsAtTheSameTimeOnTheWall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(clocks).Draw(t, "zone")
		zone, from, days := zoneOf(name, ""), aMoment(t, "from", name), rapid.IntRange(1, 800).Draw(t, "days")
		want, got := wall(from, zone).AddDate(0, 0, days), wall(later(from, zone, days), zone)
		off := got.Sub(want)
		if off != 0 && !(skipped(want, zone) && off > 0 && off <= time.Hour) {
			t.Fatalf("%s and %d days: %s instead of %s", from.In(zone), days, got, want)
		}
	})
	for _, p := range []struct {
		from, zone string
		days       int
		want       string
	}{
		{"2027-03-21T10:00:00Z", "Europe/London", 7, "2027-03-28T09:00:00Z"},
		{"2027-10-24T09:00:00Z", "Europe/London", 7, "2027-10-31T10:00:00Z"},
		{"2027-03-21T01:30:00Z", "Europe/London", 7, "2027-03-28T01:30:00Z"},       // 1:30 is not there: it is 2:30
		{"2027-03-13T10:30:00Z", "America/Los_Angeles", 1, "2027-03-14T10:30:00Z"}, // nor 2:30 there: it is 3:30
		{"2027-03-06T15:00:00Z", "America/New_York", 14, "2027-03-20T14:00:00Z"},
		{"2028-02-22T18:00:00Z", "Europe/London", 7, "2028-02-29T18:00:00Z"},
		{"2028-02-29T18:00:00Z", "Europe/London", 7, "2028-03-07T18:00:00Z"},
		{"2028-02-29T18:00:00Z", "Europe/London", 365, "2029-02-28T18:00:00Z"},
		{"2027-02-22T18:00:00Z", "Europe/London", 7, "2027-03-01T18:00:00Z"},
	} {
		from, err := time.Parse(time.RFC3339, p.from)
		if got := later(from, zoneOf(p.zone, ""), p.days).Format(time.RFC3339); err != nil || got != p.want {
			t.Errorf("%s and %d days in %s: %s, want %s", p.from, p.days, p.zone, got, p.want)
		}
	}
}

// Shifts of an event that moves stay where they are in it, by the clock there;
// where they cannot, the move is refused.
func TestShiftsStayWhereTheyAreInTheirEvent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := Event{Zone: rapid.SampledFrom(clocks).Draw(t, "zone")}, Event{Zone: rapid.SampledFrom(clocks).Draw(t, "other zone")}
		from.Starts, to.Starts = aMoment(t, "from", from.Zone), aMoment(t, "to", to.Zone)
		length := time.Duration(rapid.IntRange(2, 30*60).Draw(t, "length")) * time.Minute
		from.Ends = from.Starts.Add(length)
		to.Ends = to.Starts.Add(length + time.Duration(rapid.IntRange(-60, 120).Draw(t, "more"))*time.Minute)
		begins := time.Duration(rapid.Int64Range(0, int64(length/time.Minute)-1).Draw(t, "begins")) * time.Minute
		lasts := time.Duration(rapid.Int64Range(1, int64((length-begins)/time.Minute)).Draw(t, "lasts")) * time.Minute
		shift := Shift{0, from.Starts.Add(begins), from.Starts.Add(begins + lasts)}
		l, err := Layout{Shifts: []Shift{shift}}.along(from, to)
		if err != nil {
			return
		}
		got, there, here := l.Shifts[0], zoneOf(to.Zone, ""), zoneOf(from.Zone, "")
		if !l.within(to) {
			t.Fatalf("%v lies outside %s to %s", got, to.Starts, to.Ends)
		}
		if from.Zone == to.Zone && got == shift {
			return
		}
		want := wall(to.Starts, there).Add(wall(shift.Starts, here).Sub(wall(from.Starts, here)))
		if w := wall(got.Starts, there); !w.Equal(want) && !skipped(want, there) {
			t.Fatalf("at %s in its event, and then at %s instead of %s", wall(shift.Starts, here), w, want)
		}
	})
}

// An offer lasts a day, an hour of somebody's day on the day itself, and never
// past the start.
func TestHowLongAnOfferLasts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(clocks).Draw(t, "zone")
		now := aMoment(t, "now", name)
		e := Event{Zone: name, Starts: now.Add(time.Duration(rapid.IntRange(1, 60*24*60).Draw(t, "minutes")) * time.Minute)}
		party := zoneOf(rapid.SampledFrom(clocks).Draw(t, "party"), "")
		hour := offerToday
		if domain.IsNight(now, party) {
			hour += domain.MorningAfter(now, party).Sub(now)
		}
		zone, until := zoneOf(e.Zone, ""), offerUntil(now, e, party)
		today := now.In(zone).Format(time.DateOnly) == e.Starts.In(zone).Format(time.DateOnly)
		lasts, left := until.Sub(now), e.Starts.Sub(now)
		switch {
		case lasts <= 0, lasts > left, lasts > offerFor:
			t.Fatalf("%s, where the event is in %s", lasts, left)
		case today && lasts != min(hour, left):
			t.Fatalf("on the day it lasts %s", lasts)
		case !today && left > offerFor+offerSpare && lasts != offerFor:
			t.Fatalf("long before it lasts %s", lasts)
		case lasts < min(hour, left):
			t.Fatalf("nobody can answer in %s", lasts)
		}
	})
}

// Hosts keep their rights through the whole day after the event, by the clock
// there, and no longer.
func TestWhenHostsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Event{Zone: rapid.SampledFrom(append(clocks, "Asia/Beirut")).Draw(t, "zone")}
		e.Ends = aMoment(t, "ends", e.Zone)
		zone := zoneOf(e.Zone, "")
		y, m, d := e.Ends.In(zone).Date()
		last, over := e.HostsEnd().Add(-time.Second).In(zone), e.HostsEnd().In(zone)
		if day := time.Date(y, m, d+1, 12, 0, 0, 0, zone).Format(time.DateOnly); last.Format(time.DateOnly) != day || over.Format(time.DateOnly) == day {
			t.Fatalf("it ends on %s, and their rights at %s", e.Ends.In(zone), over)
		}
	})
}
