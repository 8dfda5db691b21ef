package templates

var (
	_ = sample("giving/calls", &CallList{Frame: sampleFrame(), Calls: []CallRow{{"/c", "Samira Okafor-Lindqvist", "+44 20 7946 0000", "Aire Valley Together", sampleStart, sampleStart}, {"/d", "Jo", "", "Leeds", sampleStart, sampleStart}}},
		&CallList{Frame: sampleFrame(), Form: sampleForm("outcome")})
	_ = sample("giving/looks", &LookList{Frame: sampleFrame(), Looks: []LookRow{{sampleStart, "Tina Treasurer", "Aire Valley Together", "ledger", ""}, {sampleStart, "", "Leeds", "other", "x"}}}, &LookList{Frame: sampleFrame()})
)
