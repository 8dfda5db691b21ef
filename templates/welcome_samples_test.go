package templates

var sampleNewcomers = []Newcomer{
	{ID: "1", Name: "Samira", Contact: "+447700900123", Phone: true, Locale: "de", Group: "Keighley", Taken: true, Until: sampleStart, Made: sampleStart, Messages: 1, Take: "/t", Pass: "/p", Note: "/n", NewID: "7"},
	{ID: "2", Name: "Ben", Contact: "b@example.org", Locale: "en", Group: "Keighley", Taken: true, Until: sampleStart, Made: sampleStart},
	{ID: "3", Locale: "en", Group: "Keighley", Until: sampleStart, Made: sampleStart},
}

var _ = sample("welcome/mine", &NewcomersMine{Frame: sampleFrame()}, &NewcomersMine{Frame: sampleFrame(), All: "/a", Mine: sampleNewcomers, Listed: sampleNewcomers[2:], Form: sampleForm("outcome")})
var _ = sample("welcome/paths", &NewcomerPaths{Frame: sampleFrame()},
	&NewcomerPaths{Frame: sampleFrame(), Groups: []Option{{"1", "A"}, {"2", "B"}}, Group: "2", Action: "/a", Pulse: Pulse{12, 9, 7, 2, 1}, Welcome: "/welcome", Steps: []PathStep{
		{"first-event", 40, nil}, {"buddy", 9, []PathPerson{{"Samira", 1}, {"Ben", 2}}}, {"second-event", 20, nil}, {"training", 3, nil}, {"lead", 1, []PathPerson{{"Ann", 5}}}}})

func samplePath(next string, waits bool) *PathView {
	p := &PathView{Waits: waits, Groups: []Option{{"1", "A"}, {"2", "B"}}, Mail: true, NewID: "7", Action: "/a", End: "/e"}
	for i, step := range []string{"first-event", "buddy", "second-event", "training", "lead"} {
		p.Steps = append(p.Steps, OwnStep{step, next == "" || i == 0 && step != next, step == next})
	}
	return p
}

var _ = sample("people/me", &Me{Frame: sampleFrame(), Name: "Samira", Path: samplePath("buddy", false)}, &Me{Frame: sampleFrame(), Name: "Samira", Path: samplePath("buddy", true)},
	&Me{Frame: sampleFrame(), Name: "Samira", Path: samplePath("first-event", false)}, &Me{Frame: sampleFrame(), Name: "Samira", Path: samplePath("training", false)},
	&Me{Frame: sampleFrame(), Name: "Samira", Path: samplePath("lead", false)}, &Me{Frame: sampleFrame(), Name: "Samira", Path: samplePath("", false)})
var _ = sample("event/held", &RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Greets: true, Done: Done{State: "coming", Name: "Samira", Party: 1}})

var _ = sampleLetter("welcome/offered",
	map[string]string{"name": "Lee", "group": "Aire Valley", "channel": "phone", "until": "2026-12-05T10:00:00Z", "zone": "Europe/London", "link": "https://example.org/welcome"},
	map[string]string{"name": "Lee", "group": "Aire Valley", "channel": "email", "until": "2026-12-05T10:00:00Z", "zone": "Europe/London", "link": "https://example.org/welcome"})
