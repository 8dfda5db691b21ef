package journey

import (
	"context"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// yesterday calls an event of the day before, to which these came to an answer
// in time.
func (m *movement) yesterday(title string, places int, names ...string) event.Event {
	m.t.Helper()
	m.event.Clock = func() time.Time { return time.Now().AddDate(0, 0, -8) }
	defer func() { m.event.Clock = time.Now }()
	e := m.schedules(title, -1, places)
	for _, name := range names {
		in := event.RSVPInput{ID: domain.NewID[string](time.Now()), Name: name, Email: strings.ToLower(name) + "@example.org", Party: 1, First: name == "Cleo"}
		if _, err := m.event.RSVP(context.Background(), domain.Actor{}, e.ID, in, "en"); err != nil {
			m.t.Fatal(err)
		}
	}
	return e
}

// Journey 10: the day after, an organiser without a gate ticks who came; those
// who came, did not and found no room each find at their link what it came to
// and what they can do next.
func TestAfterwards(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		e := m.yesterday("Unseat Holborn", 3, "Ann", "Benedikta", "Cleo", "Dan")
		m.schedules("Phone bank", 6, 0)
		h := m.opens()
		o := visit(t, h.url, s).signsIn(h, "ada@example.org")
		o.open("/organise/events/"+string(e.ID)).sees("Unseat Holborn").tap("Who came").sees("Not known yet", "Nobody has looked", "found no room")
		o.tap("Ann").tap("Cleo").refused().fill("Others, who came without a place", "some").tap("Save who came").sees("What you typed is still here")
		o.fill("Others, who came without a place", "2").tap("Save who came").sees("Did not come", "2 without a place", "1 for the first time", "by hand")

		link := func(name string) string {
			return m.link(strings.ToLower(name)+"@example.org", map[bool]string{true: "event/waiting", false: "event/confirmed"}[name == "Dan"])
		}
		guest := visit(t, h.url, s)
		guest.open(at(link("Cleo"))).sees("Thank you, Cleo", "4 of you came", "What you can do next", "Phone bank")
		guest.open(at(link("Benedikta"))).sees("We missed you, Benedikta", "forgive our list")
		guest.open(at(link("Dan"))).sees("first in line")
	})
}

// at is the path of a whole address.
func at(link string) string { return strings.TrimPrefix(link, "http://127.0.0.1") }
