package templates

var _ = sample("event/gate", &GateApp{Frame: sampleFrame(), Event: "Rally", Parts: []string{"/static/js/a.js"}, Setup: "{}"}, &GateApp{Frame: sampleFrame(), Setup: "{}"})
var _ = sample("event/check-in", &GateWatch{Frame: sampleFrame(), Teams: "/lead/1/teams", Event: sampleLine, Open: "/lead/1", Inside: 3, Arrived: 4, WalkIn: 1, Action: "/r",
	Counts: []GateCount{{&sampleShifts[0], "general", 3, 4, 40}, {nil, "press", 0, 0, 2}}, Twice: []GateTwice{{"Ann", "South", "North", sampleStart, sampleStart}}, Gates: []GateLine{{"North", sampleStart, false, "/g"}, {"", sampleStart, true, ""}}},
	&GateWatch{Frame: sampleFrame(), Event: sampleLine, Action: "/r", Form: sampleForm("at"), Releases: []GateRelease{{deskStarts, deskStarts, deskStarts}}}, &GateWatch{Frame: sampleFrame(), Event: sampleLine})
