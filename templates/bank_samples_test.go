package templates

var (
	sampleTransfer = BankLine{ID: "1", Day: "2026-11-22", Sum: pounds(1000), Name: "Ann Lee", Reference: "MEMBER 7", Payer: "Ann Lee", Kind: "dues", Action: "/l"}
	_              = sample("bank/show", &Bank{Frame: sampleFrame(), Action: "/b", Most: 5000, Groups: []Option{{"1", "Leeds"}}, Lines: []BankLine{sampleTransfer, {ID: "2", Sum: pounds(500)}},
		Reading: &BankReading{Group: "1", Text: "Date,Amount", Header: []Option{{"", ""}, {"Date", "Date"}}, Day: "Date", Order: "day-first", Known: 1, Unknown: 2, There: 3, Left: 4, Rows: []BankRow{
			{2, "known", "", sampleTransfer}, {3, "unknown", "", sampleTransfer}, {4, "there", "", sampleTransfer}, {5, "left", "not-a-date", sampleTransfer}, {6, "left", "not-an-amount", sampleTransfer}, {7, "left", "not-income", sampleTransfer}, {8, "left", "day-not-near", sampleTransfer}}}},
		&Bank{Frame: sampleFrame(), Reading: &BankReading{Kept: true}}, &Bank{Frame: sampleFrame(), Form: sampleForm("file", "group", "day", "amount", "do", "email", "name")})
)
