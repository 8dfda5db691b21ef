package templates

var (
	_ = sample("people/prove", &Prove{Frame: sampleFrame(), Next: "/me/erase", Set: true, Form: sampleForm("code")}, &Prove{Frame: sampleFrame(), Guarded: true}, &Prove{Frame: sampleFrame(), Next: "/me"})
	_ = sample("people/factor", &Factor{Frame: sampleFrame()}, &Factor{Frame: sampleFrame(), Set: true}, &Factor{Frame: sampleFrame(), Set: true, Codes: []string{"abcde-fghij"}},
		&Factor{Frame: sampleFrame(), Picture: "M4 4h1v1h-1z", Size: 41, Letters: []string{"ABCD", "EFGH"}, Form: sampleForm("code")})
)
