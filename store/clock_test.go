package store

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// clockOf says of every table that points at an effort, a door, a turf or a
// visit what the effort's clock does with it. A new one fails the test until
// somebody has thought about it: what goes is named in due and goes (forget.go), and
// in the breach "forgotten-and-there".
var clockOf = map[string]string{
	"visits":            "goes",
	"visit_consents":    "goes with its visit",
	"quarantine":        "goes",
	"electors":          "goes",
	"imports":           "goes",
	"import_pieces":     "goes with its import",
	"card_stacks":       "stays: who printed cards for which turf",
	"cards":             "loses its door, and can still object",
	"complaints":        "goes half a year after it is closed, by a clock of its own",
	"brought_again":     "goes with its import",
	"outings":           "stays: a day, a place to meet, and who led",
	"teams":             "stays: a name",
	"team_members":      "loses who they were",
	"trips":             "goes",
	"incidents":         "stays for its own three years",
	"visit_words":       "goes the day after the effort is over, and with its record",
	"sheets":            "goes",
	"debriefs":          "stays: choices; who leads next is nobody once members lose who they were",
	"boards":            "stays: which team had which turf",
	"doors":             "loses all but its hashes, and goes when no phone sends any more",
	"turfs":             "stays without who has it",
	"gone_records":      "numbers of what is gone, until no phone sends any more",
	"credentials":       "stays: a phone that comes late is known by it, and is told so",
	"tally_marks":       "goes when it is counted",
	"tallies":           "stays: counts",
	"tally_hours":       "stays: counts",
	"tally_steps":       "stays: counts",
	"sealed_days":       "stays: counts",
	"late_records":      "stays: what each one counted as, without a door",
	"digests":           "stays: counts",
	"comparisons":       "stays: a seed that tells nothing once doors are gone, and what two sums came to",
	"extents":           "stays: counts",
	"certificates":      "stays",
	"certificate_lines": "stays",
}

func TestTheClockKnowsEveryModel(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		tables, err := s.db.Migrator().GetTables()
		if err != nil {
			t.Fatal(err)
		}
		left := maps.Clone(clockOf)
		for _, table := range tables {
			columns, err := s.db.Migrator().ColumnTypes(table)
			if err != nil || strings.HasPrefix(table, "sqlite_") {
				continue
			}
			for _, c := range columns {
				if slices.Contains([]string{"effort_id", "door_id", "turf_id", "visit_id", "elector_id", "import_id", "record_id", "outing_id", "team_id", "board_id"}, c.Name()) && clockOf[table] == "" {
					t.Errorf("%s.%s: what does the effort's clock do with it?", table, c.Name())
				}
			}
			delete(left, table)
		}
		for table := range left {
			t.Errorf("there is no table %s", table)
		}
	})
}
