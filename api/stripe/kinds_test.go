package stripe

import (
	"os"
	"strings"
	"testing"
)

// Whoever follows the page on going live asks Stripe for every event that we
// act upon, in our version.
func TestThePageOnGoingLive(t *testing.T) {
	page, err := os.ReadFile("../../deploy/STRIPE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range Kinds {
		if !strings.Contains(string(page), `"enabled_events[]=`+kind+`"`) {
			t.Errorf("deploy/STRIPE.md does not ask for %s", kind)
		}
	}
	if n := strings.Count(string(page), "enabled_events[]="); n != len(Kinds) {
		t.Errorf("it asks for %d kinds of events, of which there are %d", n, len(Kinds))
	}
	if !strings.Contains(string(page), "api_version="+Version) {
		t.Error("it asks for another version")
	}
}
