package target

import (
	"testing"

	"barnstorm/domain/seat"
)

// Every place is typed in: it lies on the earth, in its own country, and is
// there once.
func TestGazetteer(t *testing.T) {
	boxes := map[string]seat.Box{
		"GB": {South: 49.8, West: -8.2, North: 60.9, East: 1.8}, "DE": {South: 47.2, West: 5.8, North: 55.1, East: 15.1},
		"ES": {South: 36, West: -9.4, North: 43.8, East: 3.4}, "GR": {South: 34.8, West: 19.3, North: 41.8, East: 28.3}, "FR": {South: 41.3, West: -5.2, North: 51.1, East: 9.6},
	}
	seen := map[string]bool{}
	for _, one := range towns {
		b, key := boxes[one.Country], one.Country+seat.Fold(one.Name)
		if seen[key] || one.At.Lat < b.South || one.At.Lat > b.North || one.At.Lon < b.West || one.At.Lon > b.East {
			t.Errorf("%+v", one)
		}
		seen[key] = true
	}
	for _, a := range areas {
		b := boxes["GB"]
		if seen[a.Code] || a.At.Lat < b.South || a.At.Lat > b.North || a.At.Lon < b.West || a.At.Lon > b.East {
			t.Errorf("%+v", a)
		}
		seen[a.Code] = true
		if found, ok := areaOf(a.Code + "1 1AA"); !ok || found.Code != a.Code {
			t.Errorf("%s1 1AA is in %q", a.Code, found.Code)
		}
	}
	if _, ok := areaOf("QQ1 1AA"); ok {
		t.Error("there is no area QQ")
	}
}
