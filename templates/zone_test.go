package templates

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

// Every clock that may be chosen is one that the program knows, whatever the
// machine has.
func TestZonesAreKnown(t *testing.T) {
	t.Setenv("ZONEINFO", t.TempDir())
	for _, line := range strings.Split(clocks, "\n") {
		for _, z := range strings.Fields(line)[1:] {
			if _, err := time.LoadLocation(z); err != nil {
				t.Error(err)
			}
		}
	}
}

// A group chooses from all clocks of its own country, and may call elsewhere.
func TestZonesOfACountry(t *testing.T) {
	for _, x := range []struct{ first, countries, has, not string }{
		{"America/New_York", "US", "America/Chicago America/Denver America/Phoenix Pacific/Honolulu Europe/Dublin Europe/London UTC", "Atlantic/Canary"},
		{"Europe/Madrid", "ES", "Atlantic/Canary Africa/Ceuta Europe/Athens", "America/Chicago"},
		{"Europe/Madrid", "ES US", "Atlantic/Canary America/Chicago", "Australia/Perth"},
		{"Asia/Tokyo", "", "Asia/Tokyo Europe/London Australia/Sydney America/Toronto America/Mexico_City", "America/Chicago"},
	} {
		all := Zones(x.first, strings.Fields(x.countries)...)
		if all[0].Value != x.first {
			t.Errorf("%s is not first: %v", x.first, all)
		}
		for _, z := range strings.Fields(x.has) {
			if !slices.Contains(all, Option{z, z}) {
				t.Errorf("%s of %s: no %s", x.first, x.countries, z)
			}
		}
		if slices.Contains(all, Option{x.not, x.not}) {
			t.Errorf("%s of %s: %s", x.first, x.countries, x.not)
		}
	}
}
