package journey

import (
	"testing"
	"time"
)

// Journey 3: an organiser schedules an Unseat canvass in a target seat with at
// most twelve taps and fields, sees RSVPs arrive, changes the time and calls it
// off; people are told. A member proposes another, and hosts it.
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

		p := visit(t, h.url, s).walksIn(h, "member")
		p.open("/events").tap("Propose an event").sees("Send it to the organisers")
		p.refused().tap("Send it to the organisers").sees("This is needed")
		p.fill("Title", "A stall at the market").fill("Starts", day+"T11:00").fill("Ends", day+"T13:00").fill("Meeting point", "Market cross")
		p.tap("Send it to the organisers").sees("It is with the organisers", "A stall at the market", "waits for an answer")
		o.open("/organise").tapIn("main", "Look at it").sees("Proposed events", "A stall at the market").tap("A stall at the market").sees("Proposed by Maya Member", "Decline it")
		o.tap("Call this event").sees("A stall at the market", "Nobody yet")
		p.open("/demo/mailbox?to=member@example.org").sees("It is on: A stall at the market").tap("Go to your event").sees("Who comes", "Change time or place")
		g.open("/demo/mailbox?to=gus@example.org").sees("Your place: Unseat Keighley", "Changed: Unseat Keighley", "Called off: Unseat Keighley", "being painted")
	})
}
