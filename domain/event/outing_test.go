package event

import (
	"testing"

	"barnstorm/domain"
)

func TestPeopleForDoors(t *testing.T) {
	for _, p := range []struct {
		outing            Outing
		doorsteps, runner int
	}{
		{Outing{1500, "persuade", "dense", 150, false}, 28, 4}, // 54.5 doors each
		{Outing{1500, "persuade", "dense", 150, true}, 56, 7},
		{Outing{1500, "deep", "dense", 150, false}, 37, 5}, // 41 doors each
		{Outing{1500, "identify", "spaced", 150, false}, 33, 5},
		{Outing{54, "persuade", "dense", 150, false}, 3, 1}, // nobody goes alone
		{Outing{8 * 67, "identify", "dense", 150, false}, 9, 2},
		{Outing{}, 0, 0},
		{Outing{100, "dance", "dense", 150, false}, 0, 0},
	} {
		if n := p.outing.Need(); n.Doorsteps != p.doorsteps || n.Runners != p.runner {
			t.Errorf("%+v: %+v", p.outing, n)
		}
	}
}

func TestWhoIsExpectedAtTheDoors(t *testing.T) {
	e := Event{Taken: 31, Details: Details{Outing: Outing{1500, "persuade", "dense", 150, false}}}
	if s := e.Staffing(); s != (Staffing{Need{28, 4}, 0, 31, 1}) {
		t.Errorf("%+v", s)
	}
	e.Details.Shows = 60
	if s := e.Staffing(); s != (Staffing{Need{28, 4}, 54, 18, 14}) {
		t.Errorf("%+v", s)
	}
	e.Taken = 60
	if s := e.Staffing(); s.Short != 0 {
		t.Errorf("%+v", s)
	}
}

func TestWhatAnOrganiserSaysOfDoors(t *testing.T) {
	for field, in := range map[string]DetailsInput{
		"doors": {Doors: -1}, "purpose": {Doors: 9, Density: "dense"}, "density": {Doors: 9, Purpose: "deep", Density: "far"},
		"minutes": {Doors: 9, Purpose: "deep", Density: "dense", Minutes: 5}, "languages": {Languages: []string{"en", "Klingon"}}, "": {Purpose: "deep", Minutes: 5},
	} {
		_, err := in.details()
		refusal, _ := domain.AsError(err)
		if field == "" && err != nil || field != "" && (refusal == nil || refusal.Fields[field] == "") {
			t.Errorf("%s: %v", field, err)
		}
	}
	d, err := DetailsInput{Doors: 9, Purpose: "deep", Density: "dense", Languages: []string{"pl", "en", "pl"}}.details()
	if err != nil || d.Outing.Minutes != 150 || d.Languages != "en pl" {
		t.Errorf("%+v %v", d, err)
	}
}
