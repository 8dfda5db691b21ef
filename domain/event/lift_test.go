package event

import "testing"

// Nobody has to choose a side: from where is a wish, free seats are an offer.
func TestWhichSideOfALift(t *testing.T) {
	for _, p := range []struct {
		said, from string
		seats      int
		want       string
	}{
		{"", "", 0, ""}, {"", "  ", 0, ""}, {"", "Leeds", 0, "want"}, {"", "Leeds", 3, "offer"}, {"", "", 3, "offer"},
		{"want", "Leeds", 3, "want"}, {"offer", "Leeds", 0, "offer"}, {"none", "Leeds", 3, "none"},
	} {
		if got := sideOf(p.said, p.from, p.seats); got != p.want {
			t.Errorf("%q from %q with %d seats: %q, want %q", p.said, p.from, p.seats, got, p.want)
		}
	}
}
