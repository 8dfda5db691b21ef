package domain

import (
	"testing"
	"time"
)

func TestAZoneIsOneThatAllKnow(t *testing.T) {
	for name, want := range map[string]string{"Europe/Athens": "Europe/Athens", "": "UTC", "Local": "UTC", "Nowhere/At_all": "UTC"} {
		for range 2 { // the second time it is known
			if got := Zone(name); got.String() != want || got == time.Local {
				t.Errorf("%q is %s, want %s", name, got, want)
			}
		}
	}
}
