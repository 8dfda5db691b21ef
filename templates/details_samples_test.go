package templates

var sampleAccess = []AccessLine{{"step-free", "yes"}, {"loop", "no"}, {"child-care", "unknown"}}

var _ = sample("event/details", &EventDetails{Frame: sampleFrame(), Event: sampleLine, Action: "/d", Repeat: "/r", Questions: sampleAccess, Suggested: 166,
	Languages: []string{"en", "pl"}, Purposes: []string{"deep"}, Densities: []string{"dense"}, Staffing: &sampleStaffing},
	&EventDetails{Frame: sampleFrame(), Event: sampleLine, Form: sampleForm("access", "room", "shows", "every", "languages", "doors", "minutes"), Questions: sampleAccess},
	&EventDetails{Frame: sampleFrame(), Event: sampleLine, Form: sampleConflict(), Questions: sampleAccess, Differs: sampleDiffers})
var _ = sample("event/poster", &Poster{Frame: sampleFrame(), Event: sampleEvent(31), Code: &QR{29, "M0 0h7v1h-7z"}, URL: "https://example.org/events/x"})
var _ = sampleLetter("event/carried", deskFields)

var sampleStaffing = Staffing{People: 34, Runners: 4, Doors: 1500, Taken: 31, Places: 40, Shows: 60, Promise: 57, Expected: 18, Short: 16}
