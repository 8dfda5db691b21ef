package templates

import "time"

var (
	sampleTalks = []SessionView{
		{ID: "1", Title: "Opening", About: "Hello.\n\nAll.", Room: "Main hall", Language: "en", Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "2", Title: "Rent", Room: "Workshop", Starts: sampleStart.Add(time.Hour), Ends: sampleStart.Add(2 * time.Hour), SignUp: true, Limited: true, Left: 3, Places: 20, Taken: 17, Href: "/s"},
		{ID: "3", Title: "Heat", SignUp: true, Limited: true, Places: 20, Taken: 20, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "4", Title: "Water", SignUp: true, Limited: true, Places: 20, Taken: 22, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "5", Title: "Choir", SignUp: true, Off: true, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "6", Title: "Tea", SignUp: true, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
	}
	sampleDays = []ProgrammeDay{{1, sampleStart, []ProgrammeBlock{{"", false, sampleTalks}}}, {2, sampleStart.AddDate(0, 0, 1), []ProgrammeBlock{{"Main hall", true, sampleTalks[:1]}, {"", true, sampleTalks[5:]}}}}
)

var _ = sample("programme/show", &ProgrammeShow{Frame: sampleFrame(), Event: sampleLine},
	&ProgrammeShow{Frame: sampleFrame(), Event: sampleOff().EventLine, Days: sampleDays, Views: []NavItem{{"/t", "By time", true}, {"/r", "By room", false}}, Edit: "/e"})
var _ = sample("programme/desk", &ProgrammeDesk{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Public: "/p"},
	&ProgrammeDesk{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Public: "/p", Days: sampleDays, New: "/n", RoomAction: "/r", Slide: "/s", NewID: "7",
		Halls:   []RoomLine{{"1", "Main hall", 200, Form{}}, {"2", "Workshop", 0, sampleForm("name", "capacity")}},
		Clashes: []ClashView{{"room", "", sampleTalks[0], sampleTalks[1]}, {"outside", "", sampleTalks[0], SessionView{}}, {"speaker", "Zarah", sampleTalks[0], sampleTalks[1]}, {"yours", "", sampleTalks[0], sampleTalks[1]}}})
var _ = sample("programme/session", &SessionEdit{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Halls: []Option{{"", "Not known"}, {"1", "Main hall"}}, Languages: []string{"en", "de"}},
	&SessionEdit{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Off: "/o", Session: &sampleTalks[0], Theirs: &sampleTalks[1], Form: sampleForm("title", "starts", "ends", "room", "language", "capacity"), Languages: []string{"en"}},
	&SessionEdit{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Off: "/o", Session: &sampleTalks[4]})
