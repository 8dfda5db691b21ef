package templates

var _ = sample("letter/mail", &Mail{Frame: sampleFrame(), Address: "samira@example.org", Action: "/mail/x"}, &Mail{Frame: sampleFrame(), Address: "samira@example.org", Off: true})
