package templates

import "time"

var teamSample = CrewLine{Href: "/lead/teams/1", Name: "Red", Runner: "Ann", Members: 7, Boards: []BoardLine{
	{ID: "1", Action: "/lead/boards/1", Turf: "Mill Lane", State: "overdue", Doors: 54, Records: 12, Until: time.Date(2026, 12, 5, 13, 30, 0, 0, time.UTC), Last: time.Date(2026, 12, 5, 13, 2, 0, 0, time.UTC),
		Code: &QR{Side: 33, Path: "M0 0h1v1h-1z"}, Link: "/door/join#x", Phones: []BoardPhone{{Name: "Ann", Records: 12, Last: time.Date(2026, 12, 5, 13, 2, 0, 0, time.UTC)}, {Over: true}}},
	{ID: "2", Action: "/lead/boards/2", State: "lost"}, {ID: "3", Action: "/lead/boards/3", Turf: "High Street", State: "back", Back: time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC)},
	{ID: "4", Action: "/lead/boards/4", Turf: "Bridge Street", State: "out", Until: time.Date(2026, 12, 5, 15, 0, 0, 0, time.UTC)},
}}

func daySample() *OutingDay {
	d := &OutingDay{Frame: sampleFrame(), Effort: "Keighley in December", Event: "Unseat Keighley", Meet: "Co-op", Desk: "01535 555 014", Day: time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC),
		Back: "/organise/efforts/1/outings", Here: "/lead/outings/1", CheckIn: "/organise/events/1/check-in", Form: sampleForm("names", "name"),
		People: []OutingArrival{{Came: "1", Name: "Bea", Party: 3, At: time.Date(2026, 12, 5, 10, 4, 0, 0, time.UTC)}, {Came: "2", Name: "Cy", Party: 1}}}
	d.Add(teamSample)
	d.Walks(AwayLine{Name: "Ann", Turf: "Mill Lane", Buddy: "Sam", Action: "/lead/trips/1/back", Due: time.Date(2026, 12, 5, 13, 30, 0, 0, time.UTC), Late: true}, true, false)
	d.Walks(AwayLine{Action: "/lead/trips/2/back"}, false, true)
	d.Add(CrewLine{Name: "2", Members: 2})
	return d
}

var _ = sample("outing/list",
	&OutingList{Frame: sampleFrame(), Name: "Keighley", Effort: "1", Events: []Option{{Text: "None"}}, Outings: []OutingLine{{Href: "/lead/outings/1", Day: time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC), Event: "Unseat", Meet: "Co-op"}}, Form: sampleForm("day")},
	&OutingList{Frame: sampleFrame(), Name: "Unseat", Event: "1", Efforts: []Option{{Text: "Keighley"}}}, &OutingList{Frame: sampleFrame(), Event: "1"})
var _ = sample("outing/day", daySample(), &OutingDay{Frame: sampleFrame(), Event: "Unseat"}, &OutingDay{Frame: sampleFrame(), Teams: []CrewLine{{Members: 1}}})
var _ = sample("outing/team",
	&TeamShow{Frame: sampleFrame(), Team: teamSample, Effort: "Keighley", Members: []TeamMember{{Name: "Ann", Runner: true}, {Name: "Bob"}}, Out: []AwayLine{{Name: "Ann", Late: true}, {}}, Debrief: &TeamDebrief{Doors: 40, Spoke: 11, Talks: 4, Done: true, Best: []Option{{Value: "rate", Text: "From 0 to 10?"}}, Worst: []string{"none", "empty", "locked", "dog", "angry", "sad", "endless"}, Next: []Option{{Text: "Nobody"}}, Form: sampleForm("best", "worst")}, Free: []Option{{Value: "1", Text: "Mill Lane (54)"}}, Form: sampleForm("turf", "back", "names"), NewID: "1", By: "15:30"},
	&TeamShow{Frame: sampleFrame(), Team: CrewLine{Name: "1", Members: 1}, Members: []TeamMember{{Name: "Ann"}}, Free: []Option{{Value: "1", Text: "Mill Lane (54)"}}},
	&TeamShow{Frame: sampleFrame(), Full: true, Members: []TeamMember{{Name: "Ann"}}}, &TeamShow{Frame: sampleFrame()})

var _ = sampleLetter("outing/late",
	map[string]string{"name": "Olga", "who": "Ann", "turf": "Mill Lane", "buddy": "Sam", "due": "2026-12-05T13:30:00Z", "zone": "Europe/London", "link": "https://example.org/lead/outings/1", "group": "Keighley", "imprint": "1 Canal St"},
	map[string]string{"name": "Olga", "who": "Ann", "turf": "", "buddy": "", "due": "2026-12-05T13:30:00Z", "zone": "Europe/London", "link": "https://example.org/x", "group": "Keighley", "imprint": "1 Canal St"})

var incidentNote = IncidentLine{Href: "/organise/incidents/1", Kind: "threat", Effort: "Keighley", Turf: "Mill Lane", By: "Ann", Words: "He followed us.\nWe left.", Day: time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC), Reads: 2}

var _ = sample("outing/report",
	&IncidentForm{Frame: sampleFrame(), Effort: "Keighley", Kinds: []string{"threat", "harassed", "injured", "animal", "danger", "other"}, Turfs: []Option{{Text: "None"}, {Value: "1", Text: "Mill Lane"}}, Form: sampleForm("kind", "words"), Done: true}, &IncidentForm{Frame: sampleFrame()})
var _ = sample("outing/incidents", &IncidentList{Frame: sampleFrame(), Notes: []IncidentLine{incidentNote, {Kind: "other"}}}, &IncidentList{Frame: sampleFrame()})
var _ = sample("outing/incident", &IncidentShow{Frame: sampleFrame(), Note: incidentNote, Reads: []IncidentRead{{Name: "Wanda", At: time.Date(2026, 12, 5, 18, 0, 0, 0, time.UTC)}, {}}}, &IncidentShow{Frame: sampleFrame(), Note: IncidentLine{Kind: "other"}})

var _ = sampleLetter("outing/incident", map[string]string{"name": "Wanda", "kind": "threat", "link": "https://example.org/organise/incidents/1", "group": "Keighley", "imprint": "1 Canal St"})

var paperCodes = []PaperCode{{"TA", "spoke"}, {"NH", "not_home"}, {"NC", "do_not_contact"}}

var _ = sample("outing/sheets",
	&SheetList{Frame: sampleFrame(), Effort: "Keighley", Sheets: []SheetLine{{Href: "/organise/paper/1", Rows: "/organise/paper/1/rows", Code: "K7Q-2MD", Turf: "Mill Lane", Team: "Red", Doors: 54, Typed: 40, Made: time.Date(2026, 12, 5, 10, 0, 0, 0, time.UTC)}}, Form: sampleForm("code")}, &SheetList{Frame: sampleFrame()})
var _ = sample("outing/sheet",
	&SheetPrint{Frame: sampleFrame(), Code: "K7Q-2MD", Turf: "Mill Lane", Effort: "Keighley", Team: "Red", Script: "Rent freeze", Version: 2, Doors: 2, Meet: "Co-op", Desk: "01535 555 014", Imprint: "Aire Valley Together", Before: true, After: true, Outcomes: paperCodes, Pages: [][]SheetRow{{{N: 1, Door: "2", Street: "Mill Lane"}}, {{N: 2, Door: "1"}}}}, &SheetPrint{Frame: sampleFrame(), Pages: [][]SheetRow{{{N: 1}}}})

func typingSample() *SheetTyping {
	s := &SheetTyping{Frame: sampleFrame(), Code: "K7Q-2MD", Turf: "Mill Lane", Team: "Red", Walked: "2026-12-05T11:00", Form: sampleForm("walked"), Rates: true, By: []Option{{Text: "You"}}, Outcomes: paperCodes,
		Lines: []SheetRow{{N: 1, Door: "2", Street: "Mill Lane"}, {N: 2, Door: "4"}, {N: 3}}}
	s.Judge([]SheetFate{{N: 1, Text: "XX", Wrong: "no-such-outcome"}, {N: 2, Text: "NH", Fate: "stored"}, {N: 3, Text: "RE", Fate: "conflict", Why: "conflicting-copy"}, {N: 9, Text: "NH", Wrong: "no-such-row"}, {N: 2, Fate: "duplicate"}})
	return s
}

var _ = sample("outing/typing", typingSample(), &SheetTyping{Frame: sampleFrame(), Kept: 3, Same: 1})
