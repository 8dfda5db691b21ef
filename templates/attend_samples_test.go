package templates

var sampleRoll = []RollLine{
	{ID: "1", Name: "Samira", Fate: "came", Party: 3, People: 2, First: true}, {ID: "2", Name: "Ben", Fate: "no-show", Party: 1, Said: true},
	{ID: "3", Name: "Cid", Fate: "no-room", Party: 2, Part: "10 to 11:30, Press"}, {ID: "4", Name: "Dan", Fate: "not-known", Party: 1},
}

var _ = sample("event/attendance", &EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b"},
	&EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b", Begun: true},
	&EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b", Begun: true, Action: "/a", Others: "3", More: "/m", Parties: sampleRoll, Turnout: Turnout{Came: 5, WalkIns: 3, First: 1, NoShows: 1, NoRoom: 2, NotKnown: 1}},
	&EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b", Begun: true, Whole: true, Action: "/a", Parties: sampleRoll, Form: sampleForm("others")})

var _ = sampleLetter("event/thanks", with(deskFields, "came", "34", "first", "6"), with(deskFields, "came", "1", "first", "0"), with(deskFields, "came", "", "first", ""))
var _ = sampleLetter("event/missed", deskFields)
var _ = sampleLetter("event/no-room", deskFields, with(deskFields, "such", "https://example.org/events/y"))
var _ = sampleLetter("event/next", with(sampleHints, "join", "https://example.org/join", "give", "https://example.org/donate", "unsubscribe", "https://example.org/mail/t"),
	with(sampleHints, "join", "", "give", "", "unsubscribe", "https://example.org/mail/t", "hint3", "Unseat Otley", "starts3", "2026-12-05T10:00:00Z", "zone3", "Europe/London"))

var sampleNext = []NextLine{{"/events/s", "Unseat Skipton", sampleStart, 11}, {"/events/b", "Unseat Belper", sampleStart, 0}}

var _ = sample("event/held", &RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Done: Done{State: "coming", Name: "Samira", Party: 1}, After: &AfterView{Fate: "came", Came: 34, First: 6, Next: sampleNext, Nearest: "/nearest", Join: "/join", Give: "/donate"}},
	&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Done: Done{State: "coming", Name: "Samira", Party: 1}, After: &AfterView{Fate: "came", Nearest: "/nearest"}},
	&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Done: Done{State: "coming", Name: "Samira", Party: 1}, After: &AfterView{Fate: "no-show", Nearest: "/nearest"}},
	&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Done: Done{State: "waiting", Name: "Samira", Party: 1}, After: &AfterView{Fate: "no-room", Nearest: "/nearest"}},
	&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Done: Done{State: "coming", Name: "Samira", Party: 1}, After: &AfterView{Fate: "not-known", Nearest: "/nearest"}})
