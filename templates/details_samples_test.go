package templates

var sampleAccess = []AccessLine{{"step-free", "yes"}, {"loop", "no"}, {"child-care", "unknown"}}

var _ = sample("event/details", &EventDetails{Frame: sampleFrame(), Event: sampleLine, Action: "/d", Repeat: "/r", Questions: sampleAccess, Suggested: 166},
	&EventDetails{Frame: sampleFrame(), Event: sampleLine, Form: sampleForm("access", "room", "shows", "every"), Questions: sampleAccess})
var _ = sample("event/poster", &Poster{Frame: sampleFrame(), Event: sampleEvent(31), Code: &QR{29, "M0 0h7v1h-7z"}, URL: "https://example.org/events/x"})
var _ = sampleLetter("event/carried", deskFields)
