package templates

var (
	sampleScript = ScriptLine{Href: "/organise/scripts/1", Title: "A listening conversation", Issue: "health", Practise: "/training/1", Minutes: 10, Version: 2}
	sampleFaults = []ScriptFault{{Line: 3, Code: "no-such-step", About: "rate", Text: "  next: rate"}, {Code: "too-long"}}
	sampleSteps  = []ScriptStep{
		{Number: 1, ID: "door", Kind: "outcome", Do: "Knock twice.", Exits: []ScriptExit{{Kind: "option", Label: "Spoke", To: "rate", Number: 2}, {Kind: "option", Label: "Nobody"}}},
		{Number: 2, ID: "rate", Kind: "scale", Say: "From 0 to 10?", Talk: true, Refusable: true, Exits: []ScriptExit{{Kind: "always", To: "gate", Number: 3}}},
		{Number: 3, ID: "gate", Kind: "branch", Exits: []ScriptExit{{Kind: "case", Field: "before", Op: "gte", Value: "7", To: "rate", Number: 2}, {Kind: "else"}, {Kind: "group", Label: "ours", To: "rate", Number: 2}}},
		{Number: 4, ID: "a", Kind: "single"}, {Number: 5, ID: "b", Kind: "multi"}, {Number: 6, ID: "c", Kind: "text"}, {Number: 7, ID: "d", Kind: "consent"}, {Number: 8, ID: "e", Kind: "info"},
	}
	sampleOptions = []TalkOption{{"4", "4", true}, {"5", "5", false}}
)

func sampleTalk(kind string) TalkStep {
	return TalkStep{Action: "/door/1/step", Hidden: []Hidden{{"id", "1"}}, Kind: kind, Say: "Say it.", Do: "Wait.", Options: sampleOptions,
		Refusable: true, Optional: true, Value: "words", Most: 140, Number: 2, Of: 8, Back: true, Wrong: "answer-needed"}
}

func sampleOps() (steps []ScriptStep) {
	for _, op := range []string{"eq", "ne", "gte", "lte", "gt", "lt", "between", "in", "missing", "present"} {
		steps = append(steps, ScriptStep{ID: op, Kind: "branch", Exits: []ScriptExit{{Kind: "case", Field: "f", Op: op, Value: "1", To: op, Number: 1}}})
	}
	return steps
}

func samplePractice(kind string) *ScriptPractice {
	step := sampleTalk(kind)
	return &ScriptPractice{Frame: sampleFrame(), Script: "Talk", Household: "Ines", Age: 34, Step: &step, Hears: "4", Again: "/a", Leave: "/b"}
}

var (
	_ = sample("script/list", &ScriptList{Frame: sampleFrame(), Scripts: []ScriptLine{sampleScript, {Href: "/x", Title: "Draft"}}, Form: sampleForm("source", "group"), NewID: "1",
		Groups: []Option{{"1", "Keighley"}}, Action: "/organise/scripts"},
		&ScriptList{Frame: sampleFrame(), Faults: sampleFaults, More: 3})
	_ = sample("script/show", &ScriptShow{Drawing: FlowDrawing{Width: 300, Height: 200, BoxWidth: 176, BoxHeight: 58, Boxes: []FlowBox{{X: 12, Y: 12, Number: 1, Kind: "single", Lines: []string{"1", "Hello"}, Talk: true}}, Ways: []FlowWay{{Path: "M1 1V2", Label: "Yes", Ends: true}, {Path: "M1 1V2"}}}, Frame: sampleFrame(), Script: sampleScript, Shown: ScriptVersion{Number: 2}, Hash: "h", Steps: sampleSteps,
		Versions: []ScriptVersion{{"/v2", 2, sampleStart.Add(0), true}, {"/v1", 1, sampleStart, false}, {Href: "/v3", Number: 3}}, Needs: []string{"candidate.name"}, Publish: "/p", Rewrite: "/r", Faults: sampleFaults},
		&ScriptShow{Frame: sampleFrame(), Script: sampleScript, Shown: ScriptVersion{Number: 1, Published: sampleStart}, Steps: sampleOps(), Form: sampleForm("source")})
	_ = sample("script/practice", samplePractice("scale"), samplePractice("single"), samplePractice("multi"), samplePractice("text"), samplePractice("consent"), samplePractice("info"),
		&ScriptPractice{Frame: sampleFrame(), Talk: true, Lines: []TalkLine{{"From 0 to 10?", "4"}}, Again: "/a", Leave: "/b"},
		&ScriptPractice{Frame: sampleFrame(), Household: "Kofi", Refuses: true, Step: &TalkStep{Kind: "info"}, Again: "/a", Leave: "/b"})
)
