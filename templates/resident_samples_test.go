package templates

var (
	sampleNotes         = []CardNote{{"Keighley in December", sampleStart, "spoke", 2, 5}, {"Keighley in June", sampleStart.AddDate(0, -6, 0), "not_home", 0, 0}}
	sampleComplaintLine = ComplaintLine{Href: "/organise/complaints/1", Number: "K7M2-9QXA", Kind: "complaint", State: "waiting", Made: sampleStart, Due: sampleStart.AddDate(0, 0, 30), Days: 12}
	letterWords         = map[string]string{"number": "K7M2-9QXA", "name": "Zofia", "due": "2026-12-30T10:00:00Z", "answer": "", "group": "Aire Valley", "imprint": "Aire Ltd, 1 High Street", "link": "https://example.org/complaint/t"}
)

// sampleCard is a card that shows every outcome there is.
func sampleCard(named int, quiet bool, done string) *Card {
	c := &Card{Frame: sampleFrame(), Group: "Aire Valley", Imprint: "Aire Ltd, 1 High Street", Controller: "Aire Ltd", Effort: "Keighley in December", Until: sampleStart, Proves: true,
		Address: "12 Mill Lane, Keighley", Named: named, Quiet: quiet, Here: "/card/t", Form: sampleForm("sure"), Done: done}
	for _, code := range sampleCodes {
		c.Notes = append(c.Notes, CardNote{"Keighley in December", sampleStart, code, 1, 3})
	}
	return c
}

func sampleComplaint(state string, late bool, hushed string) *ComplaintShow {
	l := sampleComplaintLine
	l.State, l.Late, l.Kind = state, late, map[bool]string{true: "object", false: "complaint"}[hushed != ""]
	return &ComplaintShow{Frame: sampleFrame(), Line: l, Words: "He would not leave.", Name: "Zofia", Email: "z@example.org", Address: "12 Mill Lane", Form: sampleForm("answer"), Hushed: hushed, Answer: "We are sorry."}
}

var (
	_ = sample("resident/card", sampleCard(1, false, ""), sampleCard(2, true, "object"), sampleCard(0, true, "delete"),
		&Card{Frame: sampleFrame(), Group: "A", Proves: true, Gone: true}, &Card{Frame: sampleFrame(), Group: "A", Proves: true, Notes: sampleNotes}, &Card{Frame: sampleFrame(), Group: "A"})
	_ = sample("resident/cards", &CardStacks{Frame: sampleFrame(), Effort: "Keighley", Form: sampleForm("turf"), Turfs: []Option{{"", "All"}, {"1", "Mill Lane"}},
		Stacks: []StackLine{{Href: "/organise/cards/1", Turf: "Mill Lane", Cards: 40, Made: sampleStart}, {Href: "/organise/cards/2", Cards: 1, Made: sampleStart, Revoked: sampleStart}}},
		&CardStacks{Frame: sampleFrame(), Effort: "Keighley", Over: true})
	_ = sample("resident/sheet", &CardSheet{Frame: sampleFrame(), Effort: "Keighley", Group: "Aire Valley", Imprint: "Aire Ltd", Controller: "Aire Ltd", Keep: 30, Cards: []PaperCard{{"12 Mill Lane", &QR{Side: 29, Path: "M0 0h7v1h-7z"}}}},
		&CardSheet{Frame: sampleFrame(), Keep: 1, Cards: []PaperCard{{"", &QR{Side: 29, Path: "M0 0h7v1h-7z"}}, {"b", &QR{Side: 29, Path: "M0 0h7v1h-7z"}}}})
	_ = sample("resident/complain", &Complain{Frame: sampleFrame(), Group: "Aire Valley", Form: sampleForm("words", "email"), Kinds: []string{"complaint", "object", "delete", "copy"}}, &Complain{Frame: sampleFrame(), Form: sampleForm()})
	_ = sample("resident/asked", &ComplaintStands{Frame: sampleFrame(), Number: "K7M2-9QXA", Kind: "copy", State: "waiting", Made: sampleStart, Due: sampleStart},
		&ComplaintStands{Frame: sampleFrame(), Number: "K7M2-9QXA", Kind: "delete", State: "seen", ByMail: true}, &ComplaintStands{Frame: sampleFrame(), Number: "K7M2-9QXA", Kind: "object", State: "closed", Answer: "Done."})
	_ = sample("resident/complaints", &Complaints{Frame: sampleFrame(), Open: []ComplaintLine{sampleComplaintLine, {Kind: "copy", State: "seen"}, {Kind: "object", State: "waiting", Late: true}}, Closed: []ComplaintLine{{Kind: "delete", State: "closed"}}, Waiting: 2, Form: "/complain"},
		&Complaints{Frame: sampleFrame(), Form: "/complain"})
	_ = sample("resident/complaint", sampleComplaint("waiting", false, "some"), sampleComplaint("waiting", true, "none"), sampleComplaint("seen", false, ""), sampleComplaint("closed", false, ""))
	_ = sampleLetter("resident/received", letterWords)
	_ = sampleLetter("resident/seen", letterWords, fieldsWith(letterWords, "name", ""))
	_ = sampleLetter("resident/answered", fieldsWith(letterWords, "answer", "We are sorry.\n\nIt will not happen again."))
)
