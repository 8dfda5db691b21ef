package templates

import "time"

var sampleTurf = TurfLine{N: 1, Href: "/organise/turfs/1", Name: "High Street, Mill Lane", Doors: 55, State: "out", Until: time.Date(2026, 12, 5, 16, 0, 0, 0, time.UTC)}

func sampleTurfs(states ...string) *Turfs {
	page := &Turfs{Frame: sampleFrame(), Effort: "Keighley", Back: "/organise/efforts/1", Form: sampleForm("minutes"), Runs: true, Doors: 2100, Just: "3",
		Purposes: []string{"get-out", "identify", "persuade", "deep"}, Densities: []string{"dense", "spaced", "sparse"}, Maps: []TurfMap{sampleTurfMap, {}}}
	for _, state := range states {
		line := sampleTurf
		if line.State = state; state != "out" && state != "overdue" {
			line.Until = time.Time{}
		}
		if line.State == "out" {
			line.Team, line.Holder = "Red", "Sam Doyle"
		} else if line.State == "overdue" {
			line.Holder = "Sam Doyle"
		}
		page.Count(line)
		page.Turfs = append(page.Turfs, line)
	}
	page.States, page.More = []Option{{"", "Any"}, {"free", "free"}}, "/organise/efforts/1/turfs?after=1#all"
	return page
}

var sampleTurfMap = TurfMap{Width: 1000, Height: 600, Own: "1,1 2,2 3,1",
	Shapes: []TurfShape{{Href: "/organise/turfs/1", Name: "High Street", State: "free", Line: "1,1 2,2 3,1", Doors: 55, X: 2, Y: 1, N: 1}},
	Dots:   []TurfDot{{Href: "?door=1", Name: "1 High Street", X: 1, Y: 1, Near: true}, {X: 2, Y: 2, Quiet: true}, {X: 3, Y: 3, Chosen: true}, {X: 4, Y: 4}}}

func sampleFile(stage string) *UniverseImport {
	return &UniverseImport{Frame: sampleFrame(), File: "doors.csv", Stage: stage, Busy: stage == "checking" || stage == "running" || stage == "undoing", MayUndo: stage == "done", Gone: 80, Kept: 10, Off: 2, Percent: 40, Why: "sheet-cut-off", Line: 10,
		Rows: 100, Doors: 90, Same: 5, People: 2, Without: 3, Odd: 1, Exact: 50, Near: 30, Nowhere: 10, Faults: []UniverseFault{{2, "Postcode", "row-odd-postcode"}, {3, "", "row-no-address"}, {4, "UPRN", "row-uprn"}, {5, "X", "row-odd-position"}},
		Columns: []UniverseColumn{{"c0", "Street", "street", "High Street"}, {"c1", "Empty", "none", ""}},
		Fields: []string{"none", "line", "flat", "number", "name", "number2", "substreet", "street", "town", "postcode", "uprn", "lat", "lon", "east", "north", "language", "quiet",
			"elector", "forename", "surname", "roll1", "roll2", "roll3"},
		Form: sampleForm("supplier"), Roll: true, Date: "2025-12-01", Expires: "2026-12-31"}
}

var (
	_ = sample("universe/universe",
		&Universe{Frame: sampleFrame(), Effort: "Keighley", Form: sampleForm("file"), NewID: "1", Doors: 2100, Exact: 2000, Near: 90, Nowhere: 10, Cut: 1800, Met: 300, Drawn: "12",
			Files: []UniverseFile{{"/organise/universe/1", "doors.csv", "checking", 0, sampleStart}, {"/organise/universe/2", "b.csv", "done", 1, sampleStart}}},
		&Universe{Frame: sampleFrame(), Effort: "Keighley"})
	_ = sample("universe/area", &Area{Frame: sampleFrame(), Here: "/organise/efforts/1/area"}, &Area{Frame: sampleFrame(), Near: "ZZ", Why: "no-postcodes-there", Most: 5000}, &Area{Frame: sampleFrame(), Near: "E17", Why: "area-too-large", Most: 5000},
		&Area{Frame: sampleFrame(), Near: "E17", Form: sampleForm("corners"), Map: AreaMap{440, 300, "M1 2h0", "51.6", "-0.03", "1.5", "1.1"}, Parts: []AreaPart{{"E17 4", 152}, {"E17 5", 1}}})
	_ = sample("universe/import", sampleFile("checking"), sampleFile("checked"), sampleFile("running"), sampleFile("done"), sampleFile("failed"), sampleFile("undoing"), sampleFile("undone"))
	_ = sample("universe/turfs", sampleTurfs("free", "out", "overdue", "returned", "finished"), sampleTurfs(), &Turfs{Frame: sampleFrame(), Runs: true}, &Turfs{Frame: sampleFrame(), Runs: true, All: 3, Doors: 3, Sought: true, Later: true, State: "free", Text: "hill"})
	_ = sample("universe/told", &Told{Frame: sampleFrame(), Effort: "Keighley", Done: "2", Wait: []ToldLine{{Record: "1", What: "household", Door: "2a Mill Lane", Turf: "Mill Lane"}, {Record: "2", What: "number", Door: "4 Mill Lane", Number: "4b"}, {Record: "3", What: "no-such-house", Door: "5 Mill Lane"}},
		Wishes: []ToldLine{{Door: "6 Mill Lane", Language: "Polish", Turf: "Mill Lane", Href: "/organise/turfs/1"}, {Topic: "damp"}}}, &Told{Frame: sampleFrame(), Form: sampleForm("records")})
	_ = sample("universe/turf",
		&TurfShow{Frame: sampleFrame(), Turf: sampleTurf, Form: sampleForm("to"), Own: "The hill", NewID: "2", Done: true, Map: sampleTurfMap, Near: []Option{{"1", "Mill Lane (40)"}},
			Doors: []TurfDoor{{ID: "1", Name: "1 High Street", Place: 1, Quiet: true, Open: true, Near: true, Nowhere: true, Chosen: true}}, Chosen: &TurfDoor{ID: "1", Name: "1 High Street"},
			Sides: []TurfSide{{"High Street", "odd", 20}, {"High Street", "even", 20}, {"High Street", "named", 2}}},
		&TurfShow{Frame: sampleFrame(), Turf: TurfLine{Name: "High Street", State: "free"}},
		&TurfShow{Frame: sampleFrame(), Turf: sampleTurf, Out: true})
)
