package templates

var (
	sampleRules = []LawRule{
		{Name: "not-regulated", Says: "ignore", Over: pounds(50000), Of: "sitting", Source: "PPERA 2000", Checked: "2026-06-15"},
		{Name: "permissible", Says: "donor", Over: pounds(50000), Of: "sitting", Asks: []string{"elector", "address"}, Source: "PPERA 2000", Stale: "ended"},
		{Name: "who", Says: "donor", Of: "gift", Asks: []string{"citizen-us", "no-contractor", "citizen-ca", "citizen-gr", "no-media", "citizen-eu", "occupation", "employer"}, Source: "52 USC", Stale: "not-checked"},
		{Name: "work", Says: "ask", Over: pounds(20000), Of: "year", Source: "FEC", Stale: "check-again"}, {Name: "record", Says: "record", Over: pounds(50000), Reached: true, Of: "gift", Source: "x"},
		{Name: "report", Says: "report", Over: pounds(1118000), Of: "year", Days: 30, Source: "SI 2023/1235", Note: "Weekly in an election."}, {Says: "report", Of: "gift", Every: "quarter", Days: 30}, {Says: "report", Of: "gift", Every: "year", Days: 30},
		{Says: "limit", Over: pounds(350000), Of: "election"}, {Says: "cash", Over: pounds(10000), Of: "gift"}, {Says: "anonymous", Over: pounds(10000), Of: "gift"}, {Says: "decide", Of: "gift", Days: 30},
		{Says: "pass-on", Of: "gift", Days: 1}, {Says: "dues", Of: "gift"}, {Says: "duty", Of: "gift"}, {Says: "tax", Of: "gift"},
	}
	_ = sample("law/packs", &LawPage{Frame: sampleFrame(), Packs: []LawPack{
		{ID: "gb-association", Country: "GB", Recipient: "association", Zone: "Europe/London", Rules: sampleRules, Stale: 2},
		{ID: "us-pac", Country: "US", Recipient: "pac", Rules: sampleRules[:1]}, {ID: "ca-party", Country: "CA", Recipient: "party", Stale: 1}, {ID: "de-party", Country: "DE", Recipient: "state-party"},
		{ID: "gr-candidate", Country: "GR", Recipient: "candidate"}, {ID: "gb-accounting-unit", Country: "GB", Recipient: "accounting-unit"}, {ID: "u", Country: "GB", Recipient: "unincorporated"}, {ID: "t", Country: "GB", Recipient: "third-party"}}})

	sampleReviews = []LawReview{
		{Href: "/r", Donor: "Samira Okafor-Lindqvist", Why: []string{"look", "missing", "currency", "limit", "donor", "cash", "anonymous"}, Sum: pounds(50001), Received: sampleStart, By: sampleStart, Days: 5, State: "waiting"},
		{Href: "/r", Donor: "Ida", Why: []string{"look"}, Sum: pounds(50001), Received: sampleStart, By: sampleStart, Days: 1, State: "waiting"},
		{Href: "/r", Donor: "Ida", Why: []string{"look"}, Sum: pounds(50001), Received: sampleStart, By: sampleStart, Late: true, State: "waiting"},
		{Href: "/r", Donor: "Ida", Why: []string{"limit"}, Sum: pounds(50001), Received: sampleStart, State: "waiting"}, {Href: "/r", Donor: "Ida", Sum: pounds(50001), Received: sampleStart, State: "returning"},
		{Href: "/r", Donor: "Ida", Sum: pounds(50001), Received: sampleStart, State: "kept"}, {Href: "/r", Donor: "Ida", Sum: pounds(50001), Received: sampleStart, State: "returned"},
	}
	sampleLikes = []LawLike{
		{Donor: LawDonorRow{ID: "1", Href: "/1", Name: "J. Smith", Email: "jane@example.org"}, Other: LawDonorRow{ID: "2", Href: "/2", Name: "Jane Smith", Email: "jane@example.org"}, Why: "address", Join: "/j", Apart: "/a"},
		{Donor: LawDonorRow{Name: "Jane Smith", Email: "a@example.org"}, Other: LawDonorRow{Name: "Jane Smith", Email: "b@example.org"}, Why: "name"},
	}
	_ = sample("law/desk", &LawDesk{Frame: sampleFrame(), Likes: sampleLikes, Recipients: []LawStand{
		{Sandbox: true, Name: "Friends of Ida", Country: "US", Kind: "candidate", Pack: "us-candidate", Currency: "USD", ByElection: true, NoElection: true, Elect: "/e", ElectForm: sampleForm("day", "name"), Rate: "/r", RateID: "9", RateForm: sampleForm("currency", "rate", "first", "last", "source"),
			Elections: []LawElection{{"2026-11-03", "General", true, "Cora", sampleStart, "/d"}, {"2026-06-02", "Primary", false, "Cora", sampleStart, ""}}, Gaps: []LawGap{{"2026-05", 2, pounds(70000)}, {"2026-06", 1, pounds(100)}},
			Rates: []LawRate{{"EUR", "0.8534", "2026-05-01", "2026-05-31", "HMRC, May 2026", "Cora", sampleStart}}},
		{Name: "Friends of Rosa", Country: "US", Kind: "candidate", Pack: "us-candidate", ByElection: true, Elect: "/e", Rate: "/r"},
		{Name: "Aire Valley Together", Country: "GB", Kind: "association", Pack: "gb-association", Stale: sampleRules[1:4], Waiting: sampleReviews, Action: "/x", NewID: "7",
			Reports: []LawReportRow{{"/p", "2026-01-01", "2026-03-31", sampleStart, "Cora"}}},
		{Name: "Elsewhere", Form: sampleForm("first", "last"), Action: "/y"}}},
		&LawDesk{Frame: sampleFrame()})
	sampleTold   = []LawTold{{"elector", "yes", true}, {"address", "1 High Street, Leeds", false}}
	sampleTotals = []LawTotal{{"year", "2026", "gift", pounds(1118001)}, {"election", "2026-11-03", "gift", pounds(100)}, {"cycle", "2026-11-03", "gift", pounds(100)}, {"year", "2026", "dues", pounds(2400)}}
	_            = sample("law/case", &LawCase{Frame: sampleFrame(), Review: sampleReviews[4], Action: "/x", Backs: sampleBacks, Again: true, ByHand: true, Form: sampleForm("reason", "evidence")}, &LawCase{Frame: sampleFrame(), Review: sampleReviews[0], Action: "/x", Donor: sampleLikes[0].Donor, Entity: "Aire Valley Together", Told: sampleTold, Totals: sampleTotals, Rules: sampleRules[1:3]},
		&LawCase{Frame: sampleFrame(), Review: sampleReviews[0], Action: "/x", Form: sampleForm("decision", "evidence", "reason")},
		&LawCase{Frame: sampleFrame(), Review: sampleReviews[4], Action: "/x", Decider: "Cora Okoye", Decided: sampleStart, Reason: "Lives abroad"},
		&LawCase{Frame: sampleFrame(), Review: sampleReviews[5], Decider: "Cora Okoye", Decided: sampleStart, Evidence: "Register of Leeds, AB 12"})
	_ = sample("law/donor", &LawDonor{Frame: sampleFrame(), Name: "Jane Smith", Entity: "Aire Valley Together", Totals: sampleTotals, Told: sampleTold, Likes: sampleLikes, Reviews: sampleReviews,
		Rows:   []LawDonorRow{{Name: "J. Smith", Email: "jane@example.org", Made: sampleStart, Separate: "/s"}, {Name: "Jane Smith", Email: "jane@example.org", Made: sampleStart}},
		Limits: []LawRoom{{pounds(500000), pounds(1), "year", ""}, {pounds(350000), pounds(0), "election", "ended"}}, Gifts: []LawGift{{sampleStart, "gift", pounds(1000), pounds(0)}, {sampleStart, "dues", pounds(900), pounds(100)}}},
		&LawDonor{Frame: sampleFrame(), Name: "Ida"})
	_ = sample("law/report", &LawReport{Frame: sampleFrame(), Entity: "Aire Valley Together", First: "2026-01-01", Last: "2026-03-31", Made: sampleStart, By: "Cora Okoye", Hash: "abc", Intact: true, Table: "/t.csv", Stale: []string{"report: SI 2023/1235 (ended)"},
		Lines: []LawLine{{Name: "Jane Smith", Href: "/d", Address: "1 High Street", Work: "Nurse, NHS", Sum: pounds(1118001), At: sampleStart, Until: sampleStart, Source: "SI 2023/1235"}, {Name: "Ida", Href: "/d", Sum: pounds(1200000), At: sampleStart, Until: sampleStart}},
		Since: []LawChange{{"Jane Smith", pounds(1118001), Amount{}}, {"Ida", Amount{}, pounds(1200000)}, {"Rosa", pounds(2), pounds(1)}}},
		&LawReport{Frame: sampleFrame()})
)
