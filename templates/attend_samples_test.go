package templates

var sampleRoll = []RollLine{
	{ID: "1", Name: "Samira", Fate: "came", Party: 3, People: 2, First: true}, {ID: "2", Name: "Ben", Fate: "no-show", Party: 1, Said: true},
	{ID: "3", Name: "Cid", Fate: "no-room", Party: 2, Part: "10 to 11:30, Press"}, {ID: "4", Name: "Dan", Fate: "not-known", Party: 1},
}

var _ = sample("event/attendance", &EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b"},
	&EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b", Begun: true},
	&EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b", Begun: true, Action: "/a", Others: "3", More: "/m", Parties: sampleRoll, Turnout: Turnout{Came: 5, WalkIns: 3, First: 1, NoShows: 1, NoRoom: 2, NotKnown: 1}},
	&EventRoll{Frame: sampleFrame(), Event: deskLine, Back: "/b", Begun: true, Whole: true, Action: "/a", Parties: sampleRoll, Form: sampleForm("others")})
