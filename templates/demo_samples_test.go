package templates

var (
	_ = sample("demo/enter", &DemoDoor{Frame: sampleFrame(), Name: "Ada Admin", Action: "/demo/enter/token",
		Roles: []string{"member", "canvasser", "lead", "organiser", "treasurer", "auditor", "returning-officer", "admin"}})
	_ = sample("demo/mailbox", &DemoMailbox{Frame: sampleFrame(), Letters: []DemoLetter{{
		Subject: "Your place", To: "maya@example.org", Name: "Maya", At: sampleStart, Lang: "en",
		Parts: LetterParts("Dear Maya\n\n# Keighley\nSaturday\n\n- one\n- two\n\nYour link:\nhttps://example.org/x\n\nSee https://example.org now"),
	}}}, &DemoMailbox{Frame: sampleFrame(), Whose: "maya@example.org"})
)
