package templates

var _ = sample("event/delegations", &EventDelegations{Frame: sampleFrame(), Event: deskLine, Back: "/b", Action: "/a", NewID: "7"},
	&EventDelegations{Frame: sampleFrame(), Event: deskLine, Back: "/b", People: 30, Delegations: []Delegation{{ID: "1", Name: "York", People: 30}, {ID: "2", Name: "Leeds"}}},
	&EventDelegations{Frame: sampleFrame(), Event: deskLine, Back: "/b", Action: "/a", NewID: "7", People: 30, Form: sampleForm("people"), Fresh: sampleForm("name", "email", "people"), Shifts: []Option{{"1", "10:00"}}, Pools: []Option{{"general", "General"}},
		Delegations: []Delegation{{"1", "York", "y@example.org", 30, sampleForm("people")}, {"2", "Leeds", "", 0, Form{}}}})
var _ = sample("event/delegation", &Brought{Frame: sampleFrame(), Event: deskLine, Name: "York", People: 30, Action: "/a", Form: sampleForm("people")}, &Brought{Frame: sampleFrame(), Event: deskLine, Name: "York"})

var _ = sampleLetter("event/remind-days", with(deskFields, "yes", "", "no", ""))
var _ = sampleLetter("event/remind-hours", with(deskFields, "yes", "", "no", ""))
var _ = sampleLetter("event/delegation", with(deskFields, "name", "York", "party", "30"))
