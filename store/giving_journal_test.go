package store

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

var (
	journalHead = regexp.MustCompile(`^\d{4}-\d\d-\d\d \* \([^()]+\) \S[^;\n]*$`)
	journalSide = regexp.MustCompile(`^    ([a-z]+(?::[^:;\n]+)+)  ([A-Z]{3}) (-?\d+)\.(\d\d)$`)
)

// journalSums reads a journal as an accounting program does: what each account
// comes to in minor units. Every transaction sums to zero.
func journalSums(t *testing.T, text string) map[string]int64 {
	t.Helper()
	sums, open := map[string]int64{}, int64(0)
	for i, line := range strings.Split(text, "\n") {
		side := journalSide.FindStringSubmatch(line)
		switch {
		case side != nil:
			minor, err := strconv.ParseInt(side[3]+side[4], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			sums[side[1]] += minor
			open += minor
		case line == "" || journalHead.MatchString(line):
			if open != 0 {
				t.Errorf("line %d: the transaction before sums to %d", i, open)
			}
		case !strings.HasPrefix(strings.TrimSpace(line), ";"):
			t.Errorf("line %d is none of a journal: %q", i, line)
		}
	}
	return sums
}

// The journal of a month says what the books say, whatever donors are called.
func TestTheJournalOfAMonth(t *testing.T) {
	law(t, func(t *testing.T, w *lawWorld) {
		ctx := t.Context()
		pay := w.gave("Rosa; Parks\n(2026-02-01)", "rosa@example.org", 500_01, "2026-05-01")
		w.gave("Ida", "ida@example.org", 7, "2026-05-31 23:59:59")
		w.gave("June", "june@example.org", 9_00, "2026-06-01 00:00:00")
		w.book(pay, "refund", -1_01, giving.Refunds, "2026-05-09")
		who := domain.Actor{Person: number[domain.PersonID]("0aa", 2), Roles: map[domain.GroupID][]domain.Role{liveGroup: {domain.Treasurer}}}
		w.must(w.db.Exec("insert into people (id, name, locale, version, made) values (?, 'Theo', 'en', 1, ?)", who.Person, w.clock()).Error)
		var b strings.Builder
		w.must(w.live.Journal(ctx, who, liveEntity, "2026-05", &b))
		sums := journalSums(t, b.String())
		for account, want := range map[string]int64{"assets:payment service:Aire Valley": 499_07, "income:donations:Aire Valley": -500_08, "income:given back:Aire Valley": 1_01} {
			if sums[account] != want {
				t.Errorf("%s is %d, want %d in\n%s", account, sums[account], want, b.String())
			}
		}
		if err := w.live.Journal(ctx, domain.Actor{Person: "p"}, liveEntity, "2026-05", &b); err == nil {
			t.Error("a stranger takes the journal")
		}
	})
}
