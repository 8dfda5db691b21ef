package target

import (
	"testing"
	"time"

	"barnstorm/domain"
)

// A day is that of the place where somebody is, and never begins before now.
func TestADayIsThatOfThePlace(t *testing.T) {
	now := time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		lon         float64
		day         string
		from, until string // hours of UTC
		narrow      bool
	}{
		{-1.5, "2026-12-12", "12T00", "13T00", true},
		{23.7, "2026-12-12", "11T22", "12T22", true},
		{-122.4, "2026-12-12", "12T08", "13T08", true},
		{-1.5, "2026-12-05", "05T09", "06T00", true},
		{-1.5, "", "05T09", "", false},
	} {
		w, err := NearInput{Day: x.day}.wish(domain.Point{Lon: x.lon}, now)
		until := ""
		if !w.Until.IsZero() {
			until = w.Until.Format("02T15")
		}
		if err != nil || w.From.Format("02T15") != x.from || until != x.until || w.Narrow() != x.narrow {
			t.Errorf("%g on %q: from %s until %s, %v", x.lon, x.day, w.From, w.Until, err)
		}
	}
	if _, err := (NearInput{Day: "soon"}).wish(domain.Point{}, now); !domain.Is(err, domain.Invalid) {
		t.Errorf("a day that is none: %v", err)
	}
	if !(Wish{StepFree: true}).Narrow() {
		t.Error("a way in without steps narrows nothing")
	}
}
