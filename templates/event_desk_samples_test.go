package templates

import (
	"time"
)

var (
	deskStarts = time.Date(2026, 12, 5, 10, 0, 0, 0, time.UTC)
	deskLine   = EventLine{Href: "/organise/events/1", Kind: "unseat", Title: "Unseat Keighley", Starts: deskStarts, Ends: deskStarts.Add(3 * time.Hour), Place: "Civic Hall", Town: "Keighley", Capacity: 60, Taken: 31}
)

var sampleDiffers = []Difference{{"Title", "Mine", "Theirs"}, {"What happens", "—", "We walk."}}

// sampleConflict is a form that comes back because somebody else saved meanwhile.
func sampleConflict(wrong ...string) Form {
	f := sampleForm(wrong...)
	f.Refusal = "changed-meanwhile"
	return f
}

var _ = sample("event/mine", &EventMine{Frame: sampleFrame()}, &EventMine{Frame: sampleFrame(), Proposed: 2, New: "/n", Events: []EventLine{deskLine, {Kind: "rally", Title: "R", Off: true}}, Past: []EventLine{deskLine}, More: "/m", Earlier: "/e", Here: "/h"},
	&EventMine{Frame: sampleFrame(), Over: true, Here: "/h"})
var _ = sample("event/edit",
	&EventEdit{Frame: sampleFrame(), Action: "/organise/events", New: true, Templates: "/n", Kinds: []string{"unseat", "rally"}, Groups: []Option{{"1", "A"}, {"2", "B"}}, Zones: []Option{{"Europe/London", "Europe/London"}}, Seats: []Option{{"E1", "Hendon"}}},
	&EventEdit{Frame: sampleFrame(), New: true, Propose: true}, &EventEdit{Frame: sampleFrame(), New: true, Propose: true, Sent: true, Groups: []Option{{"1", "A"}}, Mine: []ProposalLine{{Title: "A", Kind: "rally", State: "open", Starts: deskStarts}, {Title: "B", Kind: "rally", State: "called"}, {Title: "C", Kind: "rally", State: "declined", Why: "Not in winter."}}},
	&EventEdit{Frame: sampleFrame(), New: true, Action: "/organise/proposals/1", Form: sampleForm("why"), Proposal: &ProposalLine{Name: "Samira", Made: deskStarts}},
	&EventEdit{Frame: sampleFrame(), Action: "/organise/events/1", Parted: "/organise/events/1/places", Kinds: []string{"unseat"}, Differs: sampleDiffers, Form: sampleConflict("title", "starts", "ends", "zone", "capacity")})
var _ = sample("event/proposals", &EventProposals{Frame: sampleFrame()}, &EventProposals{Frame: sampleFrame(), Proposals: []ProposalLine{{Href: "/p", Title: "A stall", Kind: "meeting", Name: "Samira", Made: deskStarts, Starts: deskStarts}}})
var _ = sampleLetter("event/proposal-called", deskFields)
var _ = sampleLetter("event/proposal-declined", deskFields)
var _ = sample("event/guests",
	&EventGuests{Frame: sampleFrame(), Event: deskLine}, &EventGuests{Frame: sampleFrame(), Event: deskLine, May: true, Ways: []NavItem{{Href: "/h", Text: "Hosts"}}, Over: 3, Waiting: 2, More: "/x", Form: sampleForm("why"),
		Guests: []Guest{{"Samira", "s@example.org", "coming", "a ramp", 2, true, deskStarts, "10 to 11:30, Press"}, {State: "waiting"}, {State: "given-back"}}},
	&EventGuests{Frame: sampleFrame(), Event: EventLine{Kind: "rally", Title: "R", Off: true}, Told: true, Ring: []RingLine{{"Ann", "+441535600600", 2}, {"York", "", 30}}},
	&EventGuests{Frame: sampleFrame(), Event: deskLine, May: true, Mailed: 30, Nowhere: true, Ring: []RingLine{{"Ann", "+441535600600", 1}}},
	&EventGuests{Frame: sampleFrame(), Event: deskLine, Staffing: &Staffing{People: 20, Doors: 900, Taken: 31, Expected: 31}, Shifts: sampleShifts, Guests: []Guest{{State: "offered"}}, Queues: []QueueView{
		{Why: "kept", Until: deskStarts, Shift: &sampleShifts[0], Places: PlacesView{Pool: "press"}}, {Why: "too-few", Smallest: 3, Places: PlacesView{Pool: "general", Capacity: 2}},
		{Why: "over-promised", Places: PlacesView{Pool: "general", Over: 2}}, {Why: "all-taken", Places: PlacesView{Pool: "general"}}, {Why: "nobody-waits", Places: PlacesView{Pool: "general"}}}})

var deskFields = map[string]string{"name": "Samira", "title": "Unseat Keighley", "group": "Aire Valley Together", "imprint": "AVT, 1 North Street", "party": "2",
	"starts": "2026-12-05T10:00:00Z", "ends": "2026-12-05T13:00:00Z", "zone": "Europe/London", "venue": "Civic Hall", "street": "North Street", "town": "Keighley",
	"postcode": "BD21 3RN", "why": "Snow.", "event": "https://example.org/events/x", "calendar": "https://example.org/events/x/calendar.ics", "link": "https://example.org/rsvp/t", "pool": "general", "until": "2026-12-04T10:00:00Z",
	"words": "Bring water.\n\nAsk for Olga.", "missed": "remind-hours", "yes": "https://example.org/rsvp/t?answer=yes", "no": "https://example.org/rsvp/t?answer=no", "next": "https://example.org/nearest"}

var _ = sampleLetter("event/confirmed", deskFields)
var _ = sampleLetter("event/waiting", deskFields)
var _ = sampleLetter("event/moved", deskFields)
var _ = sampleLetter("event/called-off", deskFields)
var _ = sampleLetter("event/place-free", deskFields)
var _ = sampleLetter("event/offer-over", deskFields)
var _ = sampleLetter("event/released", deskFields)
var _ = sampleLetter("event/delegation-released", deskFields)
var _ = sampleLetter("event/remind-days", deskFields)
var _ = sampleLetter("event/remind-hours", deskFields)
var _ = sampleLetter("event/after", deskFields)

var _ = sample("event/reminders", &EventReminders{Frame: sampleFrame(), Event: deskLine, Back: "/b", Action: "/a", Plan: []ReminderLine{{Kind: "days", When: deskStarts}, {Kind: "hours", When: deskStarts}, {Kind: "thanks", When: deskStarts}, {Kind: "missed", When: deskStarts}, {Kind: "next", When: deskStarts}}},
	&EventReminders{Frame: sampleFrame(), Event: deskLine, Action: "/a", Form: sampleForm("days_hours", "hours_hours", "thanks_hours", "sign_up_words"), Plan: []ReminderLine{{Kind: "days", Off: true}, {Kind: "hours"}, {Kind: "thanks"}}},
	&EventReminders{Frame: sampleFrame(), Event: deskLine, Action: "/a", Form: sampleConflict(), Differs: sampleDiffers}, &EventReminders{Frame: sampleFrame(), Event: deskLine, Action: "/a", Form: sampleConflict()})

var _ = sampleLetter("event/lift-found", with(deskFields, "side", "want", "seats", "2", "from", "Leeds", "coach", ""), with(deskFields, "side", "offer", "seats", "2", "from", "Leeds", "coach", ""), with(deskFields, "side", "want", "seats", "2", "from", "Leeds", "coach", "Bay 3"))
var _ = sampleLetter("event/lift-agreed", with(deskFields, "coach", "", "other", "Dora", "contact", "d@example.org"), with(deskFields, "coach", "Bay 3", "other", "", "contact", ""))
var _ = sampleLetter("event/lift-lost", with(deskFields, "side", "want"), with(deskFields, "side", "offer"))
var _ = sample("event/lifts", &EventLifts{Frame: sampleFrame(), Event: deskLine, Back: "/b"},
	&EventLifts{Frame: sampleFrame(), Event: deskLine, Back: "/b", Action: "/a", Form: sampleForm("from", "title", "seats"), Cars: 5, Filled: 2, Without: []LiftWish{{"Leeds", 2}},
		Coaches: []EventCoach{{"Leeds", "Bay 3", 40, 2, []Guest{{Name: "Rita", Contact: "r@example.org", Party: 2}, {Name: "Ron", State: "asked", Party: 1}}, "/e"}}})

var sampleHints = with(deskFields, "hint1", "Unseat Skipton", "starts1", "2026-12-05T10:00:00Z", "zone1", "Europe/London", "left1", "11", "where1", "https://example.org/events/s",
	"hint2", "Unseat Belper", "starts2", "2026-12-05T10:00:00Z", "zone2", "Europe/London", "left2", "0", "where2", "https://example.org/events/b", "hint3", "", "starts3", "", "zone3", "", "left3", "0", "where3", "")

var _ = sampleLetter("event/still-full", sampleHints)
