package templates

var (
	_ = sample("people/sign-in", &SignIn{Frame: sampleFrame(), Action: "/sign-in", Back: "/me"}, &SignIn{Frame: sampleFrame(), Form: sampleForm("email")})
	_ = sample("people/code", &SignInCode{Frame: sampleFrame(), ID: "7", Email: "samira@example.org"}, &SignInCode{Frame: sampleFrame(), Joining: "Aire Valley Together", Back: "/me", Form: sampleForm("code")}, &SignInCode{Frame: sampleFrame()})
	_ = sample("people/link", &SignInLink{Frame: sampleFrame(), Back: "/me"}, &SignInLink{Frame: sampleFrame(), Code: "012345", Choose: []Option{{"1", "Samira"}, {"2", "Tom"}}, Form: sampleForm("as")})
	_ = sample("people/signed-out", &SignedOut{strangerFrame()})
	_ = sample("people/join", &Join{Frame: strangerFrame(), Found: []GroupLink{{"/join?group=1", "Aire Valley Together", "United Kingdom"}}, Many: true, Countries: []Option{{"GB", "United Kingdom"}}}, &Join{Frame: strangerFrame(), Form: sampleForm("group")},
		&Join{Frame: strangerFrame(), Chosen: &GroupLink{"/groups/a", "Aire Valley Together", "United Kingdom"}, Group: "1", Form: sampleForm("name", "email")}, &Join{Frame: sampleFrame(), Chosen: &GroupLink{Name: "Aire Valley Together"}})
	_ = sample("people/erase", &Erase{Frame: sampleFrame(), Action: "/me/erase"}, &Erase{Frame: sampleFrame(), Form: sampleForm("sure")})
	_ = sample("people/token", &Token{Frame: sampleFrame(), Token: "eyJ", Until: sampleStart, Try: "https://example.org/api/v1/me"})
	_ = sample("organise/groups", &GroupTree{Frame: sampleFrame(), Groups: []TreeGroup{{Name: "Britain", In: "United Kingdom", Href: "/g", New: "/g/new", People: "/p"}, {Name: "Keighley", Depth: 2}}})
	_ = sample("organise/group", &GroupEdit{Frame: sampleFrame(), Name: "Keighley", Form: sampleForm("name", "colour", "lat")}, &GroupEdit{Frame: sampleFrame(), New: true, Countries: []Option{{"GB", "United Kingdom"}}})
	_ = sample("people/start", &Start{Frame: sampleFrame(), Kinds: []Option{{"association", "Association"}}}, &Start{Frame: sampleFrame(), Form: sampleForm("group", "zone", "address")})
	_ = sample("people/group", &GroupShow{Frame: sampleFrame(), Name: "Aire Valley Together", About: "From Skipton to Leeds.\n\nWe meet on Tuesdays.", Above: &GroupLink{"/groups/yorkshire", "Yorkshire", ""}, Below: []GroupLink{{"/groups/k", "Keighley", ""}}, Events: sampleLines, Join: "/join", Give: "/donate", Imprint: "1 Mill Lane"},
		&GroupShow{Frame: sampleFrame(), Name: "Keighley", Member: true})
	_ = sample("people/groups", &Groups{Frame: sampleFrame(), New: "/organise/groups/new", Countries: []GroupsIn{{"United Kingdom", []GroupLink{{"/groups/aire", "Aire Valley Together", ""}, {"/groups/k", "Keighley", ""}}}, {"Deutschland", []GroupLink{{"/groups/r", "Ruhrgebiet gemeinsam", ""}}}}})
	_ = sample("people/me", &Me{Frame: sampleFrame(), Name: "Samira Okafor-Lindqvist", Contacts: []string{"samira@example.org"},
		Events:   []MyEvent{{sampleLine, "coming", 2, false, "/me/events/1"}, {sampleLine, "waiting", 1, false, "/me/events/2"}, {sampleLine, "given-back", 1, true, ""}, {sampleLine, "offered", 1, false, "/o"}, {EventLine{Kind: "rally", Title: "Rally", Href: "/e", Off: true}, "coming", 1, false, ""}},
		Groups:   []MyGroup{{"/groups/aire", "Aire Valley Together", []string{"member", "organiser"}, sampleStart, "/me/groups/1/leave"}},
		Gifts:    []MyGift{{"/gift/1", 1000, "GBP", true, "active", sampleStart}, {Href: "/gift/2", Minor: 450, Currency: "GBP", State: "paid"}},
		Sessions: []MySession{{ID: "1", Agent: "Firefox", Seen: sampleStart, Here: true, End: "/x"}, {ID: "2", Agent: "Chrome on Android", Seen: sampleStart, End: "/y"}, {ID: "3", Seen: sampleStart}, {ID: "4", Seen: sampleStart, End: "/z"}}, Door: "/door", Locale: "de", Locales: []Option{{"de", "Deutsch"}}, Stopped: []string{"tom@example.org"},
		Consents: []MyConsent{{Who: "Together Ltd", Topic: "briefings", Channel: "email", Version: "briefings-1", Lang: "en"},
			{Who: "Together Ltd", Topic: "briefings", Channel: "sms", Given: true, Since: sampleStart, Own: true, Version: "briefings-1", Lang: "de"},
			{Who: "Together Ltd", Topic: "appeals", Channel: "email", Since: sampleStart, Version: "appeals-1", Lang: "el"}, {Who: "Together Ltd", Topic: "appeals", Channel: "post", Since: sampleStart, Own: true, Version: "appeals-1", Lang: "fr"}}, SignOut: "/sign-out", Download: "/me/download"},
		&Me{Frame: sampleFrame(), Name: "Tom"})
	_ = sample("organise/today", &Today{Frame: sampleFrame(), Now: sampleStart, Figures: []Figure{{"Doors knocked", "1,284", 1284, 2100, 1890, "of 2,100 planned"}, {Name: "People", Big: "12", Text: "four new this week"}, {"Places", "31", 31, 60, 0, "of 60"}},
		Events: sampleLines, Tasks: []Task{{"warn", "Keighley is four drivers short", "/x", "", "Ask for drivers"}, {"warn", "A copy", "", "/p", "Confirm it"}, {"good", "All letters are sent", "", "", ""}}, New: "/organise/events/new"}, &Today{Frame: sampleFrame(), Now: sampleStart})
	_ = sample("organise/people", &PeopleList{Frame: sampleFrame(), Group: "Aire Valley Together", People: []PersonRow{{"1", "Anna-Sophia von Hohenstein", "Keighley", "organiser", sampleStart, "/p"}, {"2", "Tom Akhtar", "Keighley", "member", sampleStart, "/p"}}, Choose: []Option{{"1", "Anna-Sophia von Hohenstein"}}, More: "/m", Roles: []Option{{"lead", "lead"}}, Action: "/g"},
		&PeopleList{Frame: sampleFrame(), Form: sampleForm("person")})
	_ = sampleLetter("people/sign-in", map[string]string{"code": "012345", "link": "https://example.org/sign-in/x", "join": "https://example.org/join"})
	_ = sampleLetter("people/join", map[string]string{"code": "012345", "link": "https://example.org/sign-in/x", "join": "https://example.org/join"})
	_ = sampleLetter("people/unknown", map[string]string{"code": "012345", "link": "https://example.org/sign-in/x", "join": "https://example.org/join"})
)

func strangerFrame() Frame {
	f := sampleFrame()
	f.Person, f.CSRF = "", ""
	return f
}

var sampleLines = []EventLine{sampleLine, sampleOff().EventLine, {Href: "/e", Kind: "rally", Title: "Rally", Capacity: 2, Taken: 2}, {Href: "/e", Kind: "meeting", Title: "Open meeting"}}
