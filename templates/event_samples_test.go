package templates

import "time"

var (
	sampleStart = time.Date(2026, 12, 5, 10, 0, 0, 0, time.UTC)
	sampleLine  = EventLine{Href: "/events/keighley", Kind: "unseat", Title: "Unseat Keighley and Ilkley", Starts: sampleStart,
		Ends: sampleStart.Add(3*time.Hour + 30*time.Minute), Place: "Keighley Civic Hall", Town: "Keighley", Capacity: 60, Taken: 31, Host: "Aire Valley Together"}
	sampleSeat = &SeatFact{Name: "Keighley and Ilkley", Year: 2024, Majority: 1625, Share: 0.035, Votes: 46186}
)

func sampleEvent(taken int) EventView {
	v := EventView{EventLine: sampleLine, About: "Sixty of us.\n\nOne town.", Street: "North Street", Postcode: "BD21 3RN", Zone: "Europe/London", Seat: sampleSeat, Imprint: "Aire Valley Together, 1 Canal St, Keighley"}
	v.Taken = taken
	return v
}

var sampleShifts = []ShiftView{
	{0, sampleStart, sampleStart.Add(90 * time.Minute), []PlacesView{{Pool: "general", Capacity: 40, Taken: 31, Held: 2, Waiting: 1}, {Pool: "wheelchair", Capacity: 2, Taken: 3, Over: 1}}, false},
	{1, sampleStart.Add(90 * time.Minute), sampleStart.Add(3 * time.Hour), []PlacesView{{Pool: "general", NoLimit: true}}, false},
	{2, sampleStart, sampleStart, nil, true},
}

var samplePartLines = []PartLine{
	{0, 1, "0", "2026-12-05T10:00", "2026-12-05T11:30", []PartCell{{"general", "40", 33}, {"wheelchair", "2", 0}}},
	{1, 2, "", "", "", []PartCell{{"general", "", 0}}},
}

func sampleParted() EventView {
	v := sampleEvent(31)
	v.Access, v.AccessAsk, v.Languages, v.Room, v.Shows = sampleAccess, "Olga", []string{"en", "pl"}, 40, 60
	v.Has, v.Shifts, v.Pools = true, sampleShifts, []string{"general", "wheelchair"}
	return v
}

func sampleOff() EventView {
	v := sampleEvent(3)
	v.Off, v.Why = true, "Snow."
	return v
}

var (
	_ = sample("home/home", &Home{Frame: sampleFrame(), Now: sampleStart, Week: 23, Free: 512, Countries: 5, Closest: sampleSeat, Soon: []EventLine{sampleLine}, Give: true},
		&Home{Frame: sampleFrame(), Now: sampleStart})
	_ = sample("event/list", &EventList{Frame: sampleFrame(), Kinds: []string{"unseat", "canvass", "rally", "phone-bank", "training", "meeting", "festival"},
		Countries: []Option{{"GB", "United Kingdom"}}, Events: []EventLine{sampleLine, sampleOff().EventLine, {Kind: "rally", Capacity: 2, Taken: 2}, {Kind: "meeting"}}, More: "/events?after=1", Schedule: "/organise/events/new", Views: []NavItem{{"/events", "List", true}}},
		&EventList{Frame: sampleFrame(), Propose: "/events/propose", Views: []NavItem{{"/events", "List", true}}}, &sampleFound)
	sampleFound = EventList{Frame: sampleFrame(), Form: sampleForm("near", "first", "language"), Kinds: []string{"rally"}, Languages: []string{"en", "ur"}, Sought: []string{"step-free", "child-care"}, Views: []NavItem{{"/events", "List", true}, {"/events/map", "Map", false}}, Feed: "https://example.org/x.ics", Place: "Leeds", Cut: 1000}
	_           = sample("event/month", &EventMonth{EventList: sampleFound, Month: sampleStart, Before: "/b", After: "/a", Weeks: [][]EventDay{{{}, {}, {}, {}, {}, {}, {}}, sampleWeek()}})
	_           = sample("event/map", &EventMap{EventList: sampleFound}, &EventMap{EventList: sampleFound, Lost: 2, Map: NearestMap{Width: 700, Height: 700, Shapes: []NearestShape{{"", "M1 1z"}}},
		Spots: []EventSpot{{X: 1, Y: 2, R: 25, N: 3, Alone: true, Name: "Leeds", Href: "/x", Next: sampleLine}}})
	_ = sample("event/calendar", &OwnCalendar{Frame: sampleFrame(), Address: "https://example.org/c"})
	_ = sample("event/show", &EventShow{Frame: sampleFrame(), Event: sampleEvent(31), NewID: "7", Calendar: "/c", Poster: "/p", Edit: "/e"},
		&EventShow{Frame: sampleFrame(), Event: sampleEvent(60), Next: &sampleLine, Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleEvent(31), Form: sampleForm("name", "email", "party", "needs"), Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleEvent(31), Done: &Done{State: "coming", Name: "Samira", Party: 2}, Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleEvent(60), Done: &Done{State: "waiting", Name: "Samira"}, Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleOff(), Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleOff(), Next: &sampleLine, Form: sampleForm("name", "email"), Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleParted(), Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleParted(), Form: sampleForm("shift", "pool", "phone"), Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleEvent(31), Done: &Done{State: "coming", Name: "Samira", Party: 2, Link: "https://example.org/rsvp/x", QR: &QR{29, "M0 0h7v1h-7z"}}, Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleEvent(31), Done: &Done{State: "waiting", Name: "Samira", Link: "https://example.org/rsvp/x"}, Calendar: "/c"},
		&EventShow{Frame: sampleFrame(), Event: sampleEvent(31), Done: &Done{State: "offered", Name: "Samira", Party: 2, Until: sampleStart, Known: true}, Calendar: "/c"})
	_ = sample("event/places", &EventPlaces{Frame: sampleFrame(), Event: sampleLine, Action: "/p", Version: "3", Lines: samplePartLines, Pools: []string{"general"}},
		&EventPlaces{Frame: sampleFrame(), Event: sampleLine, Action: "/p", Lines: samplePartLines, Theirs: sampleShifts, Form: sampleForm("starts-0", "general-0", "ends-1")},
		&EventPlaces{Frame: sampleFrame(), Event: sampleLine})
	_ = sample("event/farewell", &Farewell{Frame: sampleFrame(), Event: "Unseat Keighley", Place: true, Action: "/f", Back: "/b"}, &Farewell{Frame: sampleFrame(), Gone: true})
	_ = sample("event/held", &RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Done: Done{State: "coming", Name: "Samira", Party: 1}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(60), Done: Done{State: "waiting", Name: "Samira", Party: 1}, Form: sampleForm("party")},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Done: Done{State: "given-back", Name: "Samira", Party: 1}},
		&RSVPHeld{Frame: sampleFrame(), Event: EventView{EventLine: sampleLine, Over: true, Shifts: sampleShifts}, Later: true, Done: Done{State: "given-back", Name: "Samira", Party: 1}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Answer: "no", Join: true, Lift: &LiftView{Action: "/l", NewID: "7"}, Done: Done{State: "coming", Name: "Samira", Party: 1}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(31), Ticket: &QR{29, "M0 0h7v1h-7z"}, Answer: "yes", Lift: &LiftView{Side: "offer", From: "Leeds", Seats: 3, Taken: 2, Rides: []LiftRide{{Action: "/p", From: "Leeds", Seats: 2}, {Mine: true, Agreed: true, Name: "Rita", Where: "r@example.org"}, {Coach: "Bay 3", Mine: true}}}, Done: Done{State: "coming", Name: "Samira", Party: 1, Sure: true}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(60), Done: Done{State: "waiting", Name: "Samira", Party: 1, Rank: 3, Queue: &QueueView{Why: "all-taken", Before: 2}}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(60), Done: Done{State: "waiting", Name: "Samira", Party: 1, From: sampleStart, Queue: &QueueView{Why: "kept", Until: sampleStart}}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(60), Done: Done{State: "offered", Name: "Samira", Party: 2, Until: sampleStart, Pool: "wheelchair"}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleParted(), Form: sampleForm("shift"), Done: Done{State: "coming", Name: "Samira", Party: 2, Pool: "wheelchair"}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleParted(), Done: Done{State: "given-back", Name: "Samira", Party: 2}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleEvent(60), Done: Done{State: "lapsed", Name: "Samira", Party: 2}},
		&RSVPHeld{Frame: sampleFrame(), Event: sampleOff(), Done: Done{State: "coming", Name: "Samira", Party: 1}})
)

func sampleWeek() []EventDay {
	week := make([]EventDay, 7)
	for i := range week {
		week[i] = EventDay{Day: sampleStart.AddDate(0, 0, i), Today: i == 1, Href: "/d"}
	}
	week[0].Events, week[0].More = []EventLine{sampleLine}, 3
	return week
}
