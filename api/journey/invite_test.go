package journey

import (
	"strings"
	"testing"

	"barnstorm/store"
	"barnstorm/store/storetest"
)

// both walks a journey with a phone and with a laptop.
func both(t *testing.T, walk func(t *testing.T, s size)) {
	for _, s := range []size{phone, desktop} {
		t.Run(s.name, func(t *testing.T) { walk(t, s) })
	}
}

// database is a fresh one: a file for a phone's journey, a server's for a
// laptop's, so that both kinds are walked through.
func database(t *testing.T, s size) string {
	if s == desktop && storetest.HasServer(t) {
		return storetest.Postgres(t, store.Open)
	}
	return storetest.SQLite(t, store.Open)
}

// Journey 1: a visitor finds an event, takes a place without an account, adds
// it to a calendar, and gives it back with the link in the mail.
func TestVisitor(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		m.schedules("Unseat in Islington North", 6, 60)
		h := m.opens()
		v := visit(t, h.url, s)
		v.open("/").sees("Unseat in Islington North")
		v.tap("Unseat in Islington North").sees("Highbury Fields bandstand", "0 of 60", "Take my place")
		if status, kind, body := v.fetch(js[string](v, `location.pathname`) + "/calendar.ics"); status != 200 || !strings.HasPrefix(kind, "text/calendar") || !strings.Contains(body, "SUMMARY:Unseat in Islington North") {
			t.Errorf("the calendar file: %d %s\n%s", status, kind, body)
		}
		v.refused().tap("Take my place").sees("What you typed is still here")
		v.fill("Your name", "Bo Supporter").fill("E-mail", "bo@example.org").tap("Take my place")
		v.sees("Bo Supporter, your place is kept")
		v.open(m.link("bo@example.org", "event/confirmed")).sees("your place is kept", "I cannot come")
		v.tap("Give my place back").sees("Your place is given back")
		v.open("/de/events").sees("Unseat in Islington North")
	})
}
