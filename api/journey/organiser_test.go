package journey

import (
	"testing"
	"time"
)

// Journey 3: an organiser schedules an Unseat canvass in a target seat with at
// most twelve taps and fields, sees RSVPs arrive, changes the time and calls it
// off; people are told.
func TestOrganiser(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		h := demo(t)
		o := visit(t, h.url, s).walksIn(h, "organiser")
		o.open("/organise").sees("Schedule an event")
		o.taps = 0
		day := time.Now().AddDate(0, 0, 9).Format("2006-01-02")
		o.tap("Schedule an event").sees("Title", "Target seat")
		o.fill("Title", "Unseat Keighley and Ilkley").fill("Target seat", "Keighley").fill("Starts", day+"T10:00").fill("Ends", day+"T13:00")
		o.fill("Meeting point", "Town hall steps").fill("Postcode", "BD21 3RH").tap("Call this event")
		o.sees("Unseat Keighley and Ilkley", "Nobody yet")
		if o.taps > 12 {
			t.Errorf("it took %d taps and fields to schedule an event: twelve at most", o.taps)
		}
		t.Logf("%s: %d taps and fields", s.name, o.taps)
		desk := js[string](o, `location.pathname`)
		o.tap("See the public page").sees("Take my place")
		public := js[string](o, `location.pathname`)

		g := visit(t, h.url, s)
		g.open(public).sees("Unseat Keighley and Ilkley", "Town hall steps")
		g.fill("Your name", "Gus Guest").fill("E-mail", "gus@example.org").tap("Take my place").sees("your place is kept")

		o.open(desk).sees("Gus Guest", "1 of 40")
		o.tap("Change time or place").sees("Save and tell everybody")
		o.fill("Starts", day+"T14:00").fill("Ends", day+"T17:00").tap("Save and tell everybody").sees("14:00", "Gus Guest")
		o.fill("Why, in a sentence for them", "The town hall is being painted").tap("Call it off").sees("This is called off")

		g.open(public).sees("This is called off")
		g.open("/demo/mailbox?to=gus@example.org").sees("Your place: Unseat Keighley", "Changed: Unseat Keighley", "Called off: Unseat Keighley", "being painted")
	})
}
