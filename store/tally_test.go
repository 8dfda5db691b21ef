package store

import (
	"testing"

	"barnstorm/domain/canvass"
)

func TestADayIsReplacedRowByRow(t *testing.T) {
	inWards(t, func(w *ward) {
		tally := func(team string, n int) canvass.PersonTally {
			return canvass.PersonTally{Pseudonym: "p", Team: team, Outcomes: map[string]int{"not_home": n}, Last: w.now}
		}
		put := func(hours []canvass.HourTally, people ...canvass.PersonTally) {
			t.Helper()
			w.must(w.store.PutDay(t.Context(), canvass.DayTally{Effort: w.effort.ID, Day: "2026-12-05", People: people, Hours: hours}))
		}
		hour := func(h, n int) canvass.HourTally { return canvass.HourTally{Hour: h, Attempts: n} }
		sums := func() (people, hours int) {
			w.must(w.store.db.Raw("select coalesce(sum(not_home), 0) from tallies").Scan(&people).Error)
			w.must(w.store.db.Raw("select coalesce(sum(attempts), 0) from tally_hours").Scan(&hours).Error)
			return people, hours
		}
		put([]canvass.HourTally{hour(0, 1), hour(9, 2)}, tally("", 1), tally("red", 2))
		put([]canvass.HourTally{hour(9, 5)}, tally("red", 5)) // the first of each is gone, and only it
		if people, hours := sums(); people != 5 || hours != 5 {
			t.Errorf("%d by person, %d by hour", people, hours)
		}
		put(nil)
		if people, hours := sums(); people+hours != 0 {
			t.Errorf("%d by person, %d by hour", people, hours)
		}
	})
}
