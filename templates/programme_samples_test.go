package templates

import "time"

var (
	sampleTalks = []SessionView{
		{ID: "1", Title: "Opening", About: "Hello.\n\nAll.", Room: "Main hall", Language: "en", Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "2", Title: "Rent", Room: "Workshop", Starts: sampleStart.Add(time.Hour), Ends: sampleStart.Add(2 * time.Hour), SignUp: true, Limited: true, Left: 3, Places: 20, Taken: 17, Href: "/s", Speakers: []string{"Zarah", "Ben"}, Unnamed: []string{"Ann", "Lee"}},
		{ID: "3", Title: "Heat", SignUp: true, Limited: true, Places: 20, Taken: 20, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "4", Title: "Water", SignUp: true, Limited: true, Places: 20, Taken: 22, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "5", Title: "Choir", SignUp: true, Off: true, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "6", Title: "Tea", SignUp: true, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
	}
	sampleViews  = []NavItem{{"/t", "By time", true}, {"/r", "By room", false}}
	sampleChosen = []SessionView{
		{ID: "1", Title: "Opening", People: 2, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "2", Title: "Rent", SignUp: true, Limited: true, Left: 3, Places: 20, Beside: []string{"Opening"}, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "3", Title: "Heat", SignUp: true, Limited: true, Places: 20, Taken: 20, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "4", Title: "Tea", Past: true, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
		{ID: "5", Title: "Choir", Off: true, Starts: sampleStart, Ends: sampleStart.Add(time.Hour)},
	}
	sampleChoice = []ProgrammeDay{{1, sampleStart, []ProgrammeBlock{{"", false, sampleChosen}}}, {2, sampleStart.AddDate(0, 0, 1), []ProgrammeBlock{{"", false, sampleChosen[:1]}}}}
	sampleDays   = []ProgrammeDay{{1, sampleStart, []ProgrammeBlock{{"", false, sampleTalks}}}, {2, sampleStart.AddDate(0, 0, 1), []ProgrammeBlock{{"Main hall", true, sampleTalks[:1]}, {"", true, sampleTalks[5:]}}}}
)

var _ = sample("programme/show", &ProgrammeShow{Frame: sampleFrame(), Imprint: "Aire Valley, 1 Mill Lane", Event: sampleLine},
	&ProgrammeShow{Frame: sampleFrame(), Event: sampleOff().EventLine, Days: sampleDays, Views: sampleViews, Edit: "/e", Mine: "/m"},
	&ProgrammeShow{Frame: sampleFrame(), Event: sampleLine, Days: sampleDays, Views: sampleViews, Take: "/t"})
var _ = sample("programme/desk", &ProgrammeDesk{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Public: "/p"},
	&ProgrammeDesk{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Public: "/p", Days: sampleDays, New: "/n", RoomAction: "/r", Slide: "/s", Sheet: "/c", NewID: "7",
		Speakers: []SpeakerLine{{ID: "1", Name: "Zarah", Email: "z@example.org", Named: true, Own: true}, {ID: "2", Name: "Ben", Own: true}, {ID: "3", Name: "Ann", Form: sampleForm("name", "email")}}, SpeakerAction: "/s",
		Halls:   []RoomLine{{"1", "Main hall", 200, Form{}}, {"2", "Workshop", 0, sampleForm("name", "capacity")}},
		Clashes: []ClashView{{"room", "", sampleTalks[0], sampleTalks[1]}, {"outside", "", sampleTalks[0], SessionView{}}, {"speaker", "Zarah", sampleTalks[0], sampleTalks[1]}, {"yours", "", sampleTalks[0], sampleTalks[1]}}})
var _ = sample("programme/session", &SessionEdit{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Halls: []Option{{"", "Not known"}, {"1", "Main hall"}}, Languages: []string{"en", "de"}},
	&SessionEdit{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Off: "/o", Speakers: []SpeakerLine{{ID: "1", Name: "Zarah", Named: true}, {ID: "2", Name: "Ann"}}, Session: &sampleTalks[0], Differs: sampleDiffers, Form: sampleConflict("title", "starts", "ends", "room", "language", "capacity"), Languages: []string{"en"}},
	&SessionEdit{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Off: "/o", Session: &sampleTalks[4]})
var _ = sample("programme/speaker", &SpeakerAsked{Frame: sampleFrame(), Event: sampleLine, Action: "/a", Name: "Zarah"},
	&SpeakerAsked{Frame: sampleFrame(), Event: sampleLine, Action: "/a", Name: "Zarah", Answered: true, Named: true, Days: sampleDays, Form: sampleForm("name")}, &SpeakerAsked{Frame: sampleFrame(), Event: sampleLine, Action: "/a", Name: "Zarah", Answered: true})
var _ = sample("programme/timetable", &Timetable{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Calendar: "/c", Party: 1, Coming: true, Open: true, All: true, Days: sampleChoice[:1], Views: sampleViews},
	&Timetable{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Calendar: "/c", Party: 3, Picked: 1, Coming: true, Open: true, All: true, Days: sampleChoice, Views: sampleViews, Clashes: []ClashView{{"yours", "", sampleTalks[0], sampleTalks[1]}}, Form: sampleForm("session", "people")},
	&Timetable{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Calendar: "/c", Party: 3, Picked: 1, Coming: true, Open: true, Days: sampleChoice, Views: sampleViews},
	&Timetable{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Party: 1, Picked: 1, All: true, Coming: true, Open: true, Days: sampleChoice, Views: sampleViews},
	&Timetable{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Party: 1, Open: true, All: true, Views: sampleViews}, &Timetable{Frame: sampleFrame(), Event: sampleOff().EventLine, Back: "/b", Action: "/a", Party: 1})
var _ = sample("event/held", &RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Timetable: "/t", Done: Done{State: "coming", Name: "Samira", Party: 1}})

var _ = sampleLetter("programme/speaker", with(deskFields, "name", "Zarah"))
var _ = sampleLetter("programme/moved", with(deskFields, "session", "Rent", "room", "Hall", "off", ""), with(deskFields, "session", "Rent", "room", "", "off", ""), with(deskFields, "session", "Rent", "room", "Hall", "off", "off"))

var _ = sample("programme/sheet", &ProgrammeSheet{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Take: "/t", Form: sampleForm("file")},
	&ProgrammeSheet{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Reading: &SheetReading{Text: "a,b", Fresh: 2, Changed: 1, Same: 1, Other: 3, Rooms: "Hall, Attic", Speakers: "Zarah", Asked: 1,
		Columns: []Read{{"title", "Titel"}, {"starts", "Beginn"}}, Rows: []TalkRow{{2, "new", sampleTalks[1]}, {3, "same", sampleTalks[0]}}}},
	&ProgrammeSheet{Frame: sampleFrame(), Event: sampleLine, Back: "/b", Action: "/a", Reading: &SheetReading{Text: "a,b", More: 2, Faults: []SheetFault{{2, "Start", "row-clock"}, {3, "", "needed"}}}})
