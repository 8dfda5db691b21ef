package journey

import (
	"context"
	"strings"
	"testing"
	"time"

	"barnstorm/store/storetest"
)

// Journey: an organiser says what an event offers, plans people from doors,
// parts it into shifts, calls it again and prints a poster; people find it by
// what they need, choose a shift, wait, move to another by their link, and are
// offered what came free until the time to answer is over.
func TestFillingAHall(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		m := found(t, database(t, s))
		e := m.schedules("Unseat Islington North", 9, 2)
		h := m.opens()
		o := visit(t, h.url, s).signsIn(h, "ada@example.org")
		desk := "/organise/events/" + string(e.ID)
		day := e.Starts.Format(time.DateOnly)
		o.open(desk + "/places").sees("Shifts and pools")
		o.fillIn("fieldset:last-of-type", "Starts", day+"T12:30").fillIn("fieldset:last-of-type", "Ends", day+"T14:00").fillIn("fieldset:last-of-type", "General", "3").fillIn("fieldset:last-of-type", "Steward", "2")
		o.fillIn("fieldset", "Ends", day+"T12:30").fillIn("fieldset", "General", "1").tap("Save shifts and pools").sees("Who comes", "0 of 6")
		o.open(desk+"/details").fill("Step-free way in", "Yes").fill("Child care", "Yes").tap("Polski").fill("Doors to knock on", "1500").fill("Per cent of those", "60").tapIn("#details", "Save")
		o.sees("You need", "32", "people for 1,500 doors", "4 of them run a board", "54 places bring so many", "The event has 6 places.")
		o.refused().fill("How many more dates", "60").tap("Call these dates").sees("too small or too large")
		o.fill("How many more dates", "1").tap("Call these dates").sees("Your events")
		o.open("/events/"+e.Slug+"/poster").sees("Scan it and take a place", "Unseat Islington North")
		if pages := o.printed(); len(pages) != 1 || !strings.Contains(pages[0], "UnseatIslingtonNorth") || !strings.Contains(pages[0], "/events/"+e.Slug) || strings.Contains(pages[0], "Signin") {
			t.Errorf("the poster is printed on %d pages: %q", len(pages), pages)
		}

		v := visit(t, h.url, s)
		v.open("/events").tap("More filters").tap("Step-free way in").tap("Child care").fill("Languages spoken", "Polski").tapIn("form.filter", "Show").sees("More filters (3)", "Unseat Islington North")
		v.open("/events/month?step-free=yes&language=pl&m=" + e.Starts.Format("2006-01")).sees("Unseat Islington North")
		v.open("/events/map?language=ur").sees("Nothing found")

		public := "/events/" + e.Slug
		v.open(public).sees("12:30 to 14:00", "step-free way in", "Polski").tap("11:00 to 12:30").fill("Your name", "Ann First").fill("E-mail", "ann@example.org").tap("Take my place").sees("your place is kept")
		w := visit(t, h.url, s)
		w.open(public).tap("11:00 to 12:30").fill("Your name", "Ben Second").tap("Or your phone number").fill("Or your phone number", "+44 7700 900123").tap("Take my place").sees("you are on the waitlist", "look at your link", "Your link")
		ben := js[string](w, `new URL(document.querySelector('.ticket a').href).pathname`)

		v.open(ticket(m.link("ann@example.org", "event/confirmed"))).sees("Another number, shift or place?")
		v.tap("12:30 to 14:00").tap("Change it").sees("your place is kept", "12:30 to 14:00", "yours")
		w.open(ben).sees("a place is kept for you")
		// Nobody passes the place on before it was asked for.
		if _, err := storetest.SQL(t, m.store).ExecContext(context.Background(), "update duties set holder = '', until = '2999-01-01 00:00:00' where name = 'fill halls'"); err != nil {
			t.Fatal(err)
		}
		if _, err := storetest.SQL(t, m.store).ExecContext(context.Background(), "update rsvps set offered = '2026-01-01 00:00:00' where offered is not null"); err != nil {
			t.Fatal(err)
		}
		w.refused().tap("Yes, I come").sees("The time to say yes is over").misses("Yes, I come").tap("Join the waitlist").sees("your place is kept")

		v.open(public).fill("Your name", "Cleo Third").fill("E-mail", "cleo@example.org")
		v.taps = 0 // whoever has much to say, after name and contact
		v.fill("How many are you?", "2").tap("12:30 to 14:00").tap("Steward").fill("What do you need to take part?", "A ramp").fill("Where from", "Leeds").tap("Take my place").sees("Cleo Third, your 2 places are kept")
		if v.taps > 6 {
			t.Errorf("it took %d fields and taps to say everything: six at most", v.taps)
		}
		o.open("/organise").tap("Unseat Islington North").sees("Ann First", "Ben Second", "Cleo Third", "You need")
	})
}
