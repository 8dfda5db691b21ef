package welcome

import (
	"fmt"
	"testing"
	"time"

	"barnstorm/domain/event"
)

// Who is ready for a step stands by name, however much anybody did: nobody is
// ranked, before organisers either.
func TestNobodyIsRanked(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	var been []Been
	for i, name := range []string{"Zoe", "Zoe", "Zoe", "mia", "Abe", "Abe"} {
		been = append(been, Been{Ended: now.AddDate(0, 0, -9+i), Sighting: event.Sighting{Said: 1, RSVP: event.RSVP{Name: name, NameKey: name, Contact: name + "@example.org"}}})
	}
	var got []string
	for step, ready := range pathsOf(been, nil, now).Ready {
		for _, p := range ready {
			got = append(got, fmt.Sprint(step, " ", p.Name))
		}
	}
	if want := "[buddy Abe buddy mia buddy Zoe]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}
