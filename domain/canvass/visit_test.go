package canvass

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyDoor is what some phones may have recorded at one door.
func anyDoor(t *rapid.T) []Visit {
	var all []Visit
	for i := range rapid.IntRange(0, 12).Draw(t, "records") {
		v := Visit{
			ID: VisitID("v" + strconv.Itoa(i)), Kind: KindVisit, Effort: "e", Device: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "device"),
			Sequence: int64(rapid.IntRange(1, 5).Draw(t, "sequence")), Happened: time.Unix(int64(rapid.IntRange(0, 3).Draw(t, "minute")), 0),
			Outcome: rapid.SampledFrom([]string{"spoke", "not_home", "do_not_contact", "deceased", "refused"}).Draw(t, "outcome"), Before: NotAsked, After: NotAsked,
		}
		if v.Outcome == "spoke" {
			v.Before = Rating(rapid.IntRange(-2, 10).Draw(t, "before"))
		}
		if i > 0 && rapid.IntRange(0, 4).Draw(t, "annuls") == 0 {
			v.Kind, v.Refers, v.Lead = KindAnnulment, all[rapid.IntRange(0, i-1).Draw(t, "which")].ID, rapid.Bool().Draw(t, "lead")
		}
		all = append(all, v)
	}
	return all
}

// In whatever order records arrive, a door stands the same; not-home changes
// no number; and while an objection or a death stands that no lead has undone,
// nothing allows contact.
func TestADoorStandsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := anyDoor(t)
		want := Stand(records)
		shuffled := rapid.Permutation(records).Draw(t, "order")
		got := Stand(shuffled)
		if got.Latest.ID != want.Latest.ID || got.Level.ID != want.Level.ID || got.Never != want.Never || got.Known != want.Known {
			t.Fatalf("%+v\n%+v", got, want)
		}
		without := Stand(slices.DeleteFunc(slices.Clone(records), func(v Visit) bool { return v.Outcome == "not_home" && v.Kind == KindVisit }))
		if without.Level.ID != want.Level.ID {
			t.Fatalf("not-home changed what is known of a number from %q to %q", without.Level.ID, want.Level.ID)
		}
		if want.Never == "" && final(records) {
			t.Fatal("an objection was lost")
		}
	})
}

// final reports whether some record forbids contact and no lead annulled it.
func final(records []Visit) bool {
	for _, v := range records {
		undone := slices.ContainsFunc(records, func(a Visit) bool { return a.Kind == KindAnnulment && a.Refers == v.ID && a.Lead })
		if v.Kind == KindVisit && (v.Outcome == "do_not_contact" || v.Outcome == "deceased") && !undone {
			return true
		}
	}
	return false
}

func TestWithinADeviceTheSequenceOrders(t *testing.T) {
	at := func(minute int) time.Time { return time.Unix(int64(60*minute), 0) }
	records := []Visit{
		{ID: "3", Kind: KindVisit, Device: "a", Sequence: 2, Happened: at(1), Outcome: "refused"}, // its clock was put back in between
		{ID: "2", Kind: KindVisit, Device: "b", Sequence: 1, Happened: at(5), Outcome: "not_home"},
		{ID: "1", Kind: KindVisit, Device: "a", Sequence: 1, Happened: at(9), Outcome: "spoke"},
	}
	var order []VisitID
	for _, v := range inOrder(records) {
		order = append(order, v.ID)
	}
	if !slices.Equal(order, []VisitID{"2", "1", "3"}) {
		t.Errorf("order %v", order)
	}
}

func TestPayloadsThatSayTheSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`{"a":1,"b":[2]}`, ` {"b": [2], "a": 1}`, true}, {`{"a":1}`, `{"a":2}`, false}, {`{"a":1}`, `{"a":1`, false}, {`x`, `x`, true}, {`x`, `y`, false},
	} {
		if same([]byte(c.a), []byte(c.b)) != c.same {
			t.Errorf("%s and %s", c.a, c.b)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"id":"0194f0a0-0000-7000-8000-000000000001","device":"d","answers":{"a":"declined","b":3,"c":["x"]},"rating_before":"declined"}`))
	f.Add([]byte(`{"id":7}`))
	f.Add([]byte(`{"team":"a\u0000"} {}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, _, why := decode(raw)
		if why != "" {
			return
		}
		again, err := json.Marshal(in)
		if err != nil || bytes.Contains(again, []byte(`\u0000`)) {
			t.Fatalf("%s: %v", again, err)
		}
		if _, newer, why := decode(again); (why != "" || newer) && len(again) <= MaxRaw {
			t.Fatalf("%s cannot be read again: %s", again, why)
		}
	})
}
