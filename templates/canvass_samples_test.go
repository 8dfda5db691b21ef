package templates

import "time"

var (
	sampleEffort = EffortLine{Href: "/organise/efforts/1", Door: "/door/1", Results: "/organise/efforts/1/results", Name: "Keighley in December", Group: "Aire Valley",
		Starts: sampleStart, Ends: sampleStart.AddDate(0, 0, 7), Running: true}
	sampleCodes = []string{"spoke", "not_home", "refused", "come_back", "spoke_other", "inaccessible", "language", "moved", "wrong_address", "deceased", "do_not_return", "do_not_contact", "unsafe"}
)

func sampleShare(count, of int) Share {
	return Share{Count: count, Of: of, Value: float64(count) / float64(of), Low: 0.2, High: 0.31}
}

func sampleDoor() *Door {
	d := &Door{Frame: sampleFrame(), Effort: "Keighley in December", Group: "Aire Valley", Over: true, Saved: 12, Just: true, Action: "/door/1", Hidden: []Hidden{{"id", "1"}},
		Undo: &DoorUndo{Action: "/door/1/undo", Hidden: []Hidden{{"visit", "2"}}, Outcome: "not_home"}, Refusal: "record-refused", Why: "unknown-version"}
	for i, code := range sampleCodes {
		d.Outcomes = append(d.Outcomes, DoorOutcome{code, map[int]string{0: "main", 1: "often", 12: "quiet"}[i]})
	}
	return d
}

func sampleResults(m Movement) *Results {
	r := &Results{Frame: sampleFrame(), Name: "Keighley", Starts: sampleStart, Ends: sampleStart.AddDate(0, 0, 7), Day: 1, Last: sampleStart, Waiting: 2, Review: "/r",
		Doors: 1284, Planned: 2100, Due: 1890, Answered: sampleShare(311, 1284), Conversations: 131, Talked: sampleShare(131, 311), Both: sampleShare(104, 131), Movement: m,
		Hours: HourPlot{All: 0.21}, Live: "/organise/efforts/1/live", Stamp: "x", Receipts: "/organise/efforts/1/receipts", Turfs: "/organise/efforts/1/turfs",
		Earlier: sampleShare(200, 900), Met: sampleShare(300, 4200), Minutes: 3300, DoorsAnHour: 23.3, TalksAnHour: 2.4, TalksPlanned: 2.5, TurfsAll: 40, TurfsDone: 14, TurfsOut: 6, TurfsLate: 1,
		Unsent: 17, Phones: 3, Walkers: 14, Fast: 2, Deaths: 1,
		Ring:  []PhoneLine{{"Margaret Oyelaran", "+441535000000", "Bell", "Riddlesden 2", 14, sampleStart, sampleStart, 41}, {"", "", "", "Mill Lane", 0, sampleStart, sampleStart, 50}},
		Steps: []StepLine{{"From 0 to 10?", sampleShare(100, 120)}}}
	for i, need := range []string{"call", "signal", "overdue", "turf", "", ""} {
		r.Add(TeamLine{Name: []string{"Bell", "Fell", "Aire", "Worth", "Moor", ""}[i], Need: need, Runner: "Margaret Oyelaran", Turfs: []string{"Riddlesden 2", "Ilkley 1"}[:i%3], Doors: 96, OfTurf: 220 * (i % 2),
			Answered: sampleShare(21, 96), TooFew: i == 5, Last: sampleStart, Minutes: 41, Waiting: 14, Unsent: 2, Phones: i % 5})
	}
	for hour := 11; hour < 18; hour++ {
		r.Hours.Dots = append(r.Hours.Dots, HourDot{hour, sampleShare(hour*3, 200), hour == 17})
	}
	for _, code := range sampleCodes {
		r.Outcomes = append(r.Outcomes, OutcomeLine{code, 7})
	}
	return r
}

func sampleHeld() (held []HeldLine) {
	for _, why := range []string{"unreadable", "unknown-field", "no-id", "unknown-effort", "other-effort", "other-canvasser", "credential-over", "not-a-canvasser",
		"unknown-kind", "unknown-version", "unknown-outcome", "unfit-answer", "third-party", "beyond-level", "conflicting-copy", "effort-forgotten"} {
		held = append(held, HeldLine{"/h", why, "phone", `{"id": 7}`, sampleStart})
	}
	return held
}

func sampleForgetting(certificate, done, soon bool) *Forgetting {
	f := &Forgetting{Frame: sampleFrame(), Effort: sampleEffort, Group: "Aire Valley", Controller: "Aire Valley Together", Level: "household", Keep: 30, When: sampleStart.AddDate(0, 0, 37),
		Soon: soon, Sealed: 8, Late: 2, Results: "/organise/efforts/1/results", Certificate: certificate, Began: sampleStart}
	if done {
		f.Done = sampleStart
	}
	for i, code := range []string{"records", "consents", "held", "electors", "files", "doors", "holders", "members", "trips", "sheets", "cards", "salt"} {
		f.Lines = append(f.Lines, TraceLine{code, i * 700})
	}
	return f
}

// sampleComparison is one at each stage: not drawn, drawn, over, asking, read.
func sampleComparison(change func(*Comparison)) *Comparison {
	c := &Comparison{Frame: sampleFrame(), Effort: sampleEffort, Action: "/organise/efforts/1/comparison", Results: "/organise/efforts/1/results", Runs: true, Fifth: 392, Usual: 2450, PerArm: 400,
		Form: sampleForm("per_arm", "name", "to"), Scripts: []Option{{"1", "Talk"}}, Seed: "Zm9ydHkgZG9vcnM", Looks: sampleStart}
	change(c)
	return c
}

func sampleRead(why string) func(*Comparison) {
	return func(c *Comparison) {
		c.Drawn, c.Read, c.Follow = sampleStart, sampleStart, &sampleEffort
		c.Found = Found{Why: why, Talks: 400, Placebos: 390, Talked: 130, Placebo: 121, Canvassers: 11, Known: 3, Astray: 2}
		if why == "" {
			c.Found.Difference, c.Found.Low, c.Found.High, c.Found.TalkedMean, c.Found.PlaceboMean, c.Found.Clear = 0.41, 0.06, 0.76, 5.92, 5.51, true
		}
	}
}

var (
	_ = sample("canvass/comparison", sampleComparison(func(c *Comparison) {}), sampleComparison(func(c *Comparison) { c.Runs = false }), sampleComparison(func(c *Comparison) { c.Cannot = "script-without-arms" }),
		sampleComparison(func(c *Comparison) { c.Cannot = "compare-needs-doors" }), sampleComparison(func(c *Comparison) { c.Drawn = sampleStart }),
		sampleComparison(func(c *Comparison) { c.Drawn, c.Over = sampleStart, true }), sampleComparison(func(c *Comparison) { c.Drawn, c.Over, c.Runs = sampleStart, true, false }),
		sampleComparison(func(c *Comparison) { c.Drawn, c.Follow = sampleStart, &sampleEffort }),
		sampleComparison(sampleRead("")), sampleComparison(sampleRead("too-few-in-arm")), sampleComparison(sampleRead("too-few-canvassers")))
	_ = sample("canvass/efforts", &EffortList{Frame: sampleFrame(), Efforts: []EffortLine{sampleEffort}, Form: sampleForm("name", "to"), Groups: []Option{{"1", "Keighley"}},
		Scripts: []Option{{"1", "Talk"}}, Levels: []string{"street", "household", "roll"}},
		&EffortList{Frame: sampleFrame(), Groups: []Option{{"1", "Keighley"}}, Write: "/organise/scripts"})
	_ = sample("canvass/effort", &EffortShow{Frame: sampleFrame(), Effort: sampleEffort, Script: "Talk", Version: 1, Newer: true, Doors: 2100, Keep: 30, Level: "household",
		Fields: []EffortField{{"candidate.name", "candidate name", "Ana", false}, {"facts.line", "line", "", true}}, Lists: []EffortField{{"parties", "parties", "green, Green*", false}},
		Missing: 1, Phones: 3, Held: sampleHeld(), Saved: true},
		&EffortShow{Frame: sampleFrame(), Effort: sampleEffort, Script: "Talk", Version: 1, Keep: 1, Level: "street", Newer: true},
		&EffortShow{Frame: sampleFrame(), Effort: sampleEffort, Level: "roll"})
	_ = sample("canvass/doors", &DoorList{Frame: sampleFrame(), Efforts: []EffortLine{sampleEffort}, Parts: []string{"/static/js/door/parts.js"}, Tongues: `{"words":{}}`}, &DoorList{Frame: sampleFrame()}, &DoorList{Frame: sampleFrame(), Shell: true})
	_ = sample("canvass/receipts", &ReceiptList{Frame: sampleFrame(), Effort: "Keighley in December", Packs: []ReceiptLine{
		{Turf: "Mill Lane, odd side", Who: "Kim Canvasser", Until: sampleStart, Last: sampleStart, Records: 40, Code: "7K2-M9Q"}, {Turf: "Weavers’ Court", Who: "Kofi", Over: "taken", Records: 3, Held: 1},
		{Turf: "A", Who: "B", Over: "back"}, {Turf: "A", Who: "B", Over: "revoked", Held: 2}}},
		&ReceiptList{Frame: sampleFrame(), Effort: "K", Back: "/organise/efforts/1"})
	_ = sample("canvass/forgetting", sampleForgetting(false, false, false), sampleForgetting(false, false, true), sampleForgetting(true, false, true), sampleForgetting(true, true, true))
	_ = sample("canvass/door", sampleDoor(), &Door{Frame: sampleFrame(), Effort: "K"})
	_ = sample("canvass/step", &DoorTalk{Frame: sampleFrame(), Effort: "K", Saved: 1, Step: sampleTalk("scale")}, &DoorTalk{Frame: sampleFrame(), Effort: "K", Step: sampleTalk("info")},
		&DoorTalk{Frame: sampleFrame(), Effort: "K", Step: sampleTalk("single")})
	_ = sample("canvass/results",
		sampleResults(Movement{First: 131, Pairs: 104, Canvassers: 11, Up: sampleShare(40, 104), Same: sampleShare(50, 104), Down: sampleShare(14, 104), Mean: 0.58, Low: 0.21, High: 0.95, Least: 0.4, LeastLow: 0.1, LeastHi: 0.7}),
		sampleResults(Movement{Why: "too-few-pairs", First: 9, Pairs: 7, Canvassers: 2, Up: sampleShare(4, 7), Same: sampleShare(1, 7), Down: sampleShare(2, 7), Doubtful: true}),
		sampleResults(Movement{Why: "too-few-for-mean", First: 30, Pairs: 20}), sampleResults(Movement{Why: "too-few-canvassers", First: 60, Pairs: 40, Canvassers: 1}),
		&Results{Frame: sampleFrame(), Name: "Keighley", Starts: sampleStart, Ends: sampleStart.Add(time.Hour), Movement: Movement{Why: "too-few-pairs"}})
)
