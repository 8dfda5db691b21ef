package templates

import (
	"strings"
	"testing"
	"time"
)

// plain shows the spaces that do not break, so that a table can be read: ~ for
// the wide one, ^ for the narrow one.
func plain(s string) string { return strings.NewReplacer(nbsp, "~", narrow, "^").Replace(s) }

func TestDatesAreWrittenAsTheLocaleWritesThem(t *testing.T) {
	london, athens := zoneOf(t, "Europe/London"), zoneOf(t, "Europe/Athens")
	from := time.Date(2026, 12, 5, 10, 0, 0, 0, london)
	to := from.Add(3*time.Hour + 30*time.Minute)
	for _, try := range []struct{ tag, when, span, year, short, away, month string }{
		{"en", "Saturday 5~December, 10:00", "10:00 to 13:30", "Saturday 5~December 2026", "1~May", "Saturday 5~December, 10:00 (London time)", "December 2026"},
		{"en-US", "Saturday, December~5, 10:00~AM", "10:00~AM to 1:30~PM", "Saturday, December~5, 2026", "May~1", "Saturday, December~5, 10:00~AM (London time)", "December 2026"},
		{"de", "Samstag, 5.~Dezember, 10:00~Uhr", "10:00 bis 13:30~Uhr", "Samstag, 5.~Dezember 2026", "1.~Mai", "Samstag, 5.~Dezember, 10:00~Uhr (Ortszeit London)", "Dezember 2026"},
		{"es", "sábado, 5~de diciembre, 10:00", "10:00 a 13:30", "sábado, 5~de diciembre de 2026", "1~de mayo", "sábado, 5~de diciembre, 10:00 (hora de Londres)", "diciembre de 2026"},
		{"el", "Σάββατο 5~Δεκεμβρίου, 10:00", "10:00 έως 13:30", "Σάββατο 5~Δεκεμβρίου 2026", "1~Μαΐου", "Σάββατο 5~Δεκεμβρίου, 10:00 (ώρα Λονδίνου)", "Δεκέμβριος 2026"},
		{"fr", "samedi 5~décembre, 10~h", "10~h à 13~h~30", "samedi 5~décembre 2026", "1er~mai", "samedi 5~décembre, 10~h (heure de Londres)", "décembre 2026"},
		{"fr-CA", "samedi 5~décembre, 10~h", "10~h à 13~h~30", "samedi 5~décembre 2026", "1er~mai", "samedi 5~décembre, 10~h (heure de Londres)", "décembre 2026"},
	} {
		l := In(try.tag)
		for _, c := range []struct{ got, want string }{
			{l.When(from), try.when}, {l.Span(from, to), try.span}, {l.DateYear(from), try.year}, {l.Month(from), try.month},
			{l.DayMonth(time.Date(2027, 5, 1, 0, 0, 0, 0, london)), try.short},
			{l.WhenFor(from, athens), try.away}, {l.WhenFor(from, london), try.when}, {l.WhenFor(from, nil), try.when},
		} {
			if plain(c.got) != c.want {
				t.Errorf("%s: %q, want %q", try.tag, plain(c.got), c.want)
			}
		}
	}
}

func TestASpanOverNightNamesBothDays(t *testing.T) {
	from := time.Date(2026, 12, 5, 22, 0, 0, 0, time.UTC)
	if got := plain(In("en").WhenSpan(from, from.Add(4*time.Hour))); got != "Saturday 5~December, 22:00 to Sunday 6~December, 02:00" {
		t.Error(got)
	}
}

func TestDaysAreCountedByTheCalendarOfTheEvent(t *testing.T) {
	berlin := zoneOf(t, "Europe/Berlin")
	now := time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC) // half past midnight of the 29th in Berlin, when clocks change
	for days, want := range map[int]string{0: "heute", 1: "morgen", -1: "gestern", 12: "in 12 Tagen", -2: "vor 2 Tagen"} {
		if got := In("de").Day(time.Date(2026, 3, 29+days, 1, 0, 0, 0, berlin), now); got != want {
			t.Errorf("%d: %q, want %q", days, got, want)
		}
	}
}

func TestNumbersAreWrittenAsTheLocaleWritesThem(t *testing.T) {
	for _, try := range []struct{ tag, small, big, signed, percent, km string }{
		{"en", "1,384", "−46,186", "+0.58", "24%", "3.2~km"},
		{"de", "1.384", "−46.186", "+0,58", "24~%", "3,2~km"},
		{"es", "1384", "−46.186", "+0,58", "24~%", "3,2~km"},
		{"el", "1.384", "−46.186", "+0,58", "24%", "3,2~χλμ."},
		{"fr", "1^384", "−46^186", "+0,58", "24^%", "3,2~km"},
		{"fr-CA", "1~384", "−46~186", "+0,58", "24^%", "3,2~km"},
	} {
		l := In(try.tag)
		for _, c := range []struct{ got, want string }{
			{l.Integer(1384), try.small}, {l.Integer(-46186), try.big}, {l.Signed(0.58, 2), try.signed},
			{l.Percent(0.24, 0), try.percent}, {l.Km(3.21), try.km},
		} {
			if plain(c.got) != c.want {
				t.Errorf("%s: %q, want %q", try.tag, plain(c.got), c.want)
			}
		}
	}
	l := In("en")
	for _, c := range [][2]string{{l.Signed(-0.004, 2), "0.00"}, {l.Signed(0.004, 2), "0.00"}, {l.Signed(-0.5, 1), "−0.5"}, {l.Km(29.4), "29" + nbsp + "km"}} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestMoneyStandsAsTheLocaleSetsIt(t *testing.T) {
	for _, try := range []struct {
		tag      string
		minor    int64
		currency string
		poster   string
		ledger   string
	}{
		{"en", 1000, "GBP", "£10", "£10.00"},
		{"en", 420, "GBP", "£4.20", "£4.20"},
		{"en", -5, "GBP", "−£0.05", "−£0.05"},
		{"en", 1000, "USD", "US$10", "US$10.00"},
		{"en-US", 123450, "USD", "$1,234.50", "$1,234.50"},
		{"en-CA", 1000, "CAD", "$10", "$10.00"},
		{"en", 1000, "CHF", "CHF~10", "CHF~10.00"},
		{"en", 1000, "JPY", "¥1,000", "¥1,000"},
		{"de", 1126000, "EUR", "11.260~€", "11.260,00~€"},
		{"de", -1050, "EUR", "−10,50~€", "−10,50~€"},
		{"es", 138400, "EUR", "1384~€", "1384,00~€"},
		{"el", 1000, "EUR", "10~€", "10,00~€"},
		{"fr", 138400, "EUR", "1^384~€", "1^384,00~€"},
		{"fr-CA", 138450, "CAD", "1~384,50~$", "1~384,50~$"},
		{"fr", 1000, "CAD", "10~$~CA", "10,00~$~CA"},
	} {
		l := In(try.tag)
		if got := plain(l.Money(try.minor, try.currency)); got != try.poster {
			t.Errorf("%s %d %s: %q, want %q", try.tag, try.minor, try.currency, got, try.poster)
		}
		if got := plain(l.Ledger(try.minor, try.currency)); got != try.ledger {
			t.Errorf("%s %d %s in full: %q, want %q", try.tag, try.minor, try.currency, got, try.ledger)
		}
	}
}

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
