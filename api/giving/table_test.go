package giving_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
)

// The table of a month is one that spreadsheets and accountants read: with the
// mark and the ends of lines that they want, days by the clock of the books, what
// came and went in columns of equal sums, and no name that runs as a formula.
func TestTheTableOfAMonth(t *testing.T) {
	s := serve(t, true, nil, nil)
	s.now = time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC) // in July already, in London
	s.page("POST", "/donate/aire", with(pledge, "name", `=Rosa, "Parks"`), 303)
	s.page("POST", "/donate/sandbox/"+planID, "", 303)
	s.now = s.now.AddDate(0, 0, 5)
	s.who = domain.Actor{Person: "0194f0a0-0000-7000-8000-0000000000dd", Name: "T", Roles: map[domain.GroupID][]domain.Role{group: {domain.Auditor}}}
	for month, rows := range map[string]int{"2026-06": 0, "2026-07": 4} {
		code, head, text := s.send("GET", "/organise/money/"+string(entity)+"/"+month+"/table.csv", "")
		if code != 200 || head.Get("Content-Type") != "text/csv; charset=utf-8; header=present" || !strings.Contains(head.Get("Content-Disposition"), "books-"+month+".csv") {
			t.Errorf("%s: %d %v", month, code, head)
		}
		table, marked := strings.CutPrefix(text, "\ufeff")
		if !marked || strings.Count(table, "\n") != strings.Count(table, "\r\n") || strings.Count(table, "\r\n") != rows+1 {
			t.Errorf("%s: %q", month, text)
		}
		all, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil || len(all) != rows+1 {
			t.Fatalf("%s: %d rows, %v", month, len(all), err)
		}
		sums := map[string]int{}
		for _, row := range all[1:] {
			cell := func(name string) string { return row[slices.Index(all[0], name)] }
			for _, side := range []string{"debit", "credit"} {
				sums[side] += len(cell(side))
				sums[side+" "+cell(side)]++
			}
			if cell("booked") != "2026-07-01T00:30:00+01:00" || cell("donor") != `'=Rosa, "Parks"` || cell("sandbox") != "yes" || cell("currency") != "GBP" {
				t.Errorf("%q", row)
			}
		}
		if rows > 0 && (sums["debit 10.00"] != 1 || sums["credit 10.00"] != 1 || sums["debit 0.35"] != 1 || sums["credit 0.35"] != 1 || sums["debit"] != sums["credit"]) {
			t.Errorf("%v", sums)
		}
	}
}
