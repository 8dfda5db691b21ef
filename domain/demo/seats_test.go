package demo

import (
	"testing"

	"barnstorm/domain/sheet"
	"barnstorm/store/storetest"
)

// The facts are typed in: they must add up, and agree with the published file
// where it is at hand.
func TestSeatsAddUp(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Seats {
		if seen[s.Code] || s.Cast() != s.Valid || s.Votes[s.First]-s.Votes[s.Second] != s.Majority || s.Valid > s.Electorate || !s.Centre.Valid() {
			t.Errorf("%+v", s)
		}
		seen[s.Code] = true
	}
	if len(Seats) < 40 {
		t.Errorf("%d seats", len(Seats))
	}
}

func TestSeatsAreAsPublished(t *testing.T) {
	table, err := sheet.Open(storetest.OpenReal(t, "uk-elections/HoC-GE2024-results-by-constituency.csv"), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]int{}
	for i, s := range Seats {
		left[s.Code] = i
	}
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		i, ok := left[row.Get("ONS ID")]
		if !ok {
			continue
		}
		delete(left, row.Get("ONS ID"))
		s := Seats[i]
		majority, _ := sheet.Count(row.Get("Majority"))
		valid, _ := sheet.Count(row.Get("Valid votes"))
		electorate, _ := sheet.Count(row.Get("Electorate"))
		won, _ := sheet.Count(row.Get(s.First))
		if s.Name != row.Get("Constituency name") || s.First != row.Get("First party") || s.Second != row.Get("Second party") ||
			s.Majority != majority || s.Valid != valid || s.Electorate != electorate || s.Votes[s.First] != won {
			t.Errorf("%+v", s)
		}
	}
	if len(left) > 0 {
		t.Errorf("not published: %v", left)
	}
}
