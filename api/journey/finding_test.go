package journey

import (
	"strings"
	"testing"
	"time"
)

// Journey: an organiser asks somebody to host, says what is sent by itself and
// puts on a coach; people find the event by month and map, subscribe, and get a
// lift with each other without learning who the other is before both agree.
func TestFindingAndGettingThere(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		e := m.schedules("Unseat Islington North", 9, 60)
		h := m.opens()
		v := visit(t, h.url, s)
		v.open("/events").sees("Unseat Islington North", "Month", "Map")
		v.open("/events/month?m=" + e.Starts.Format("2006-01")).sees("Unseat Islington North")
		v.open("/events/map?near=51.55,-0.1&km=50").sees("1 event", "London")
		v.open("/events?near=51.55,-0.1&km=5").sees("Unseat Islington North")
		v.open("/events?near=48.85,2.35&km=5").sees("Nothing found")
		v.feeds(m, "/events/calendar.ics", "/events/calendar.ics?kind=rally", "/groups/islington-together/calendar.ics")

		v.open("/events/"+e.Slug).fill("Your name", "Dora Driver").fill("E-mail", "dora@example.org")
		v.fill("Where from", "Leeds").fill("Free seats", "3").tap("Take my place").sees("your place is kept")
		r := visit(t, h.url, s)
		r.open("/events/"+e.Slug).fill("Your name", "Rita Rider").fill("E-mail", "rita@example.org")
		r.fill("Where from", "leeds").tap("Take my place").sees("your place is kept")
		v.open(ticket(m.link("dora@example.org", "event/lift-found"))).sees("A match from", "Agree").misses("Rita")
		r.open(ticket(m.link("rita@example.org", "event/lift-found"))).sees("A match from").misses("Dora")
		r.tap("Agree").sees("You have agreed").misses("dora@example.org")
		v.tap("Agree").sees("You go with Rita Rider", "rita@example.org")
		r.tap("Yes, I am coming").sees("We count on you", "You go with Dora Driver")

		o := visit(t, h.url, s).signsIn(h, "ada@example.org")
		desk := "/organise/events/" + string(e.ID)
		o.open(desk).tap("Hosts").sees("Nobody hosts this yet").fill("E-mail", "hana@example.org").tap("Ask by mail").sees("hana@example.org", "asked, no answer yet")
		o.open(desk+"/reminders").sees("Some days before", "It goes out").fill("Hours after the end", "5").tap("Save the reminders").sees("Reminders")
		o.open(desk+"/lifts").sees("Seats in cars taken").fill("Where from", "Bradford").fill("Where and when it leaves", "Interchange, bay 3, 8:15").fill("Seats", "40").tap("Put on a coach").sees("Coach from Bradford")
		o.open("/organise/shortage?day="+e.Starts.Format(time.DateOnly)).sees("Who is missing where", "58 short in London")
		o.open("/me").tap("Make a link").sees("Address of your calendar")
		o.subscribes(js[string](o, `new URL(document.getElementById('address').value).pathname`))
	})
}

// ticket is the path of a link to an RSVP.
func ticket(link string) string {
	_, token, _ := strings.Cut(link, "/rsvp/")
	return "/rsvp/" + token
}
