package sun

import (
	"testing"
	"time"

	"barnstorm/domain"
)

var (
	london   = domain.Point{Lat: 51.507, Lon: -0.128}
	berlin   = domain.Point{Lat: 52.52, Lon: 13.405}
	athens   = domain.Point{Lat: 37.98, Lon: 23.73}
	tromso   = domain.Point{Lat: 69.65, Lon: 18.96}
	svalbard = domain.Point{Lat: 78.22, Lon: 15.65}
)

// Ends of civil twilight as almanacs print them, to a few minutes.
func TestDusk(t *testing.T) {
	for _, try := range []struct {
		at         domain.Point
		noon, want string
	}{
		{london, "2026-12-21T12:00:00Z", "2026-12-21T16:33:00Z"},
		{london, "2026-06-21T12:00:00Z", "2026-06-21T21:09:00Z"},
		{berlin, "2026-06-21T12:00:00Z", "2026-06-21T20:24:00Z"},
		{athens, "2026-12-21T12:00:00Z", "2026-12-21T15:38:00Z"},
		{tromso, "2026-06-21T12:00:00Z", ""},
		{svalbard, "2026-12-21T12:00:00Z", ""},
		{domain.Point{}, "2026-12-21T12:00:00Z", ""},
	} {
		noon, err := time.Parse(time.RFC3339, try.noon)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := time.Parse(time.RFC3339, try.want)
		if got := Dusk(try.at, noon); got.IsZero() != want.IsZero() || got.Sub(want).Abs() > 4*time.Minute {
			t.Errorf("%v after %s: %s, want %s", try.at, try.noon, got, try.want)
		}
	}
}

func TestDark(t *testing.T) {
	for _, try := range []struct {
		at   domain.Point
		when string
		dark bool
	}{
		{london, "2026-12-21T15:55:00Z", false}, // the sun is down, and one still sees
		{london, "2026-12-21T17:00:00Z", true}, {london, "2026-12-21T06:00:00Z", true}, {london, "2026-12-21T12:00:00Z", false},
		{svalbard, "2026-12-21T12:00:00Z", true}, {tromso, "2026-12-21T11:00:00Z", false}, {tromso, "2026-06-21T23:00:00Z", false},
		{domain.Point{}, "2026-12-21T23:00:00Z", false},
	} {
		when, err := time.Parse(time.RFC3339, try.when)
		if err != nil {
			t.Fatal(err)
		}
		if got := Dark(try.at, when); got != try.dark {
			t.Errorf("%v at %s: dark %v, the sun at %.1f", try.at, try.when, got, Height(try.at, when))
		}
	}
}
