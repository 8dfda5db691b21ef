package templates

var (
	sampleTransfer = BankLine{ID: "1", Day: "2026-11-22", Sum: pounds(1000), Name: "Ann Lee", Reference: "MEMBER 7", Payer: "Ann Lee", Kind: "dues", Action: "/l", Sandbox: true}
	_              = sample("bank/show", &Bank{Frame: sampleFrame(), Action: "/b", Most: 5000, Groups: []Option{{"1", "Leeds"}}, Dues: []NavItem{{"/d", "Leeds", false}}, Lines: []BankLine{sampleTransfer, {ID: "2", Sum: pounds(500)}},
		Reading: &BankReading{Group: "1", Text: "Date,Amount", Header: []Option{{"-", "None"}, {"Date", "Date"}}, Day: "Date", Order: "day-first", Known: 1, Unknown: 2, There: 3, Left: 4, Rows: []BankRow{
			{2, "known", "", sampleTransfer}, {3, "unknown", "", sampleTransfer}, {4, "there", "", sampleTransfer}, {5, "left", "not-a-date", sampleTransfer}, {6, "left", "not-an-amount", sampleTransfer}, {7, "left", "not-income", sampleTransfer}, {8, "left", "day-not-near", sampleTransfer}, {9, "left", "other-currency", sampleTransfer}}}},
		&Bank{Frame: sampleFrame(), Reading: &BankReading{Kept: true}}, &Bank{Frame: sampleFrame(), Form: sampleForm("file", "group", "day", "amount", "do", "email", "name")})
)

var _ = sample("bank/dues", &Dues{Frame: sampleFrame(), Group: "Aire Valley Together", Month: sampleStart, Share: 3333, Action: "/d", Split: "/d/2026-11", First: "2026-12-01", Earlier: "/e", Later: "/l",
	Parts: []DuesPart{{"Keighley", true, pounds(1501), pounds(500), pounds(1001), true}, {"Leeds", false, pounds(100), pounds(33), pounds(67), false}}, Form: sampleForm("share", "from")},
	&Dues{Frame: sampleFrame()})
