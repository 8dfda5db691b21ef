package universe

import (
	"testing"
	"time"

	"barnstorm/domain/canvass"
)

func TestAnAddressIsKnownAgain(t *testing.T) {
	const e = canvass.EffortID("01900000-0000-7000-8000-000000000001")
	same := [][2]Address{
		{{Number: "12", Street: "High Street", Postcode: "BD20 5AB"}, {Number: " 12 ", Street: "HIGH ST.", Postcode: "BD20 5AB", Town: "Keighley"}},
		{{Flat: "Flat 2", Number: "12", Street: "St. Mary's Road", Town: "Leeds"}, {Flat: "2", Number: "12", Street: "Saint Mary’s Rd", Town: "LEEDS"}},
		{{Number: "3", Street: "Lôn Capel", Postcode: "LL19 7NU"}, {Number: "3", Street: "LON CAPEL", Postcode: "LL19 7NU"}},
		{{Number: "12a", Street: "Hauptstraße", Town: "Köln"}, {Number: "12A", Street: "Hauptstr.", Town: "KOLN"}},
		{{Number: "3β", Street: "Οδός Ερμού", Town: "Αθήνα"}, {Number: "3Β", Street: "ΟΔΟΣ ΕΡΜΟΥ", Town: "ΑΘΗΝΑ"}},
	}
	for _, pair := range same {
		if pair[0].Key() != pair[1].Key() || DoorIDOf(e, pair[0]) != DoorIDOf(e, pair[1]) {
			t.Errorf("%q and %q are two", pair[0].Key(), pair[1].Key())
		}
	}
	other := []Address{
		{Number: "12", Street: "High Street", Postcode: "BD20 5AB"}, {Number: "12A", Street: "High Street", Postcode: "BD20 5AB"},
		{Flat: "1", Number: "2", Street: "High Street", Postcode: "BD20 5AB"}, {Flat: "2/1", Number: "12", Street: "High Street", Postcode: "BD20 5AB"},
		{Flat: "2", Number: "12", Street: "High Street", Postcode: "BD20 5AB"}, {Number: "12", Street: "High Road", Postcode: "BD20 5AB"},
		{Number: "12", Street: "High Street", Postcode: "BD20 5AC"}, {Number: "12", Street: "High Street", Postcode: "BD20 5AB", UPRN: "1"},
	}
	seen := map[DoorID]Address{}
	for _, a := range other {
		id := DoorIDOf(e, a)
		if b, ok := seen[id]; ok {
			t.Errorf("%+v and %+v are one", a, b)
		}
		seen[id] = a
	}
	if DoorIDOf(e, other[0]) == DoorIDOf("01900000-0000-7000-8000-000000000002", other[0]) {
		t.Error("one door in two efforts")
	}
}

func TestWhoHasATurf(t *testing.T) {
	now := time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC)
	out := Turf{State: Out, Holder: "a", Until: now}
	for _, tt := range []struct {
		at            time.Time
		held, overdue bool
	}{{now.Add(-time.Second), true, false}, {now, false, true}, {now.Add(time.Hour), false, true}} {
		if out.Held(tt.at) != tt.held || out.Overdue(tt.at) != tt.overdue || out.HeldBy("a", tt.at) != tt.held || out.HeldBy("b", tt.at) {
			t.Errorf("at %v: %+v", tt.at, tt)
		}
	}
	if back := (Turf{State: Returned, Holder: "a", Until: now.Add(time.Hour)}); back.Held(now) || back.Overdue(now.Add(2*time.Hour)) {
		t.Error("what is back is not out")
	}
}
