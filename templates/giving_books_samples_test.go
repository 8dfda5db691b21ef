package templates

var (
	sampleAppeal = &AppealView{Title: "Vans for the North", About: "Two vans and their fuel for six weeks of canvassing.", Group: "Aire Valley Together", Goal: pounds(500000), Raised: pounds(131250), Event: "Unseat day", EventHref: "/e", Href: "/h", Poster: "/p", End: "/x"}
	_            = sample("giving/donate", &Donate{Frame: sampleFrame(), Appeal: sampleAppeal, Group: "Aire Valley Together", Suggested: pounds(1000)}, &Donate{Frame: sampleFrame(), Appeal: &AppealView{Title: "Rent"}, Suggested: pounds(1000), Form: sampleForm("name")})
	_            = sample("giving/poster", &GiftPoster{Frame: sampleFrame(), Appeal: sampleAppeal, Group: "Aire Valley Together", Imprint: "1 North Street", URL: "https://example.org/donate/for/vans", QR: &QR{29, "M0 0h7v1h-7z"}}, &GiftPoster{Frame: sampleFrame(), Suggested: pounds(1000), QR: &QR{29, "M0 0h7v1h-7z"}})
	_            = sample("giving/appeals", &AppealList{Frame: sampleFrame(), NewID: "7", Groups: []Option{{"1", "Leeds"}}, Appeals: []AppealView{*sampleAppeal, {Title: "Rent", Group: "Leeds", Raised: pounds(5), Ended: true}}, Form: sampleForm("title", "goal", "event")}, &AppealList{Frame: sampleFrame()})
	sampleRooms  = []NavItem{{"/organise/money", "Ledger", true}, {"/organise/money/months", "Months", false}}
	_            = sample("giving/months", &MonthList{Frame: sampleFrame(), Tabs: sampleRooms, Books: []BooksRow{{"Aire Valley Together CIC", true, []MonthItem{{"/m", sampleStart, false, true}, {"/n", sampleStart, false, false}, {"/o", sampleStart, true, false}}}}})
	_            = sample("giving/month", &MonthPage{Frame: sampleFrame(), Entity: "Aire Valley Together CIC", From: sampleStart, Whole: true, CSV: "/c", Journal: "/j", Close: "/close",
		Rows:    []MonthSum{{"Aire Valley Together", "general", 12, pounds(12000), pounds(380), pounds(1000), pounds(0), pounds(10620), pounds(9000)}, {"Leeds", "vans", 1, pounds(500), pounds(0), pounds(0), pounds(0), pounds(500), pounds(0)}},
		Payouts: []PayoutRow{{"/p", sampleStart, pounds(9000), pounds(0), false}, {"/q", sampleStart, pounds(100), pounds(35), false}, {"/r", sampleStart, pounds(100), pounds(0), true}}},
		&MonthPage{Frame: sampleFrame(), From: sampleStart, Closed: true, Same: true, ClosedAt: sampleStart}, &MonthPage{Frame: sampleFrame(), From: sampleStart, Closed: true, ClosedAt: sampleStart}, &MonthPage{Frame: sampleFrame(), From: sampleStart, Running: true, Form: Form{Refusal: "month-not-over"}})
	_ = sample("giving/payout", &PayoutPage{Frame: sampleFrame(), Entity: "Aire Valley Together CIC", Payout: PayoutRow{"", sampleStart, pounds(1730), pounds(35), false}, Elsewhere: pounds(100), Back: "/m",
		Items: []PayoutItem{{"/p", "Samira Okafor-Lindqvist", "charge", "txn_1", true, pounds(1000), pounds(35), pounds(965)}, {"", "", "fee", "txn_2", true, pounds(-200), pounds(0), pounds(-200)}, {"", "", "other", "txn_3", false, pounds(35), pounds(0), pounds(35)},
			{"/p", "Jo", "refund", "txn_4", true, pounds(-100), pounds(0), pounds(-100)}, {"/p", "Jo", "dispute", "txn_5", true, pounds(-100), pounds(1500), pounds(-1600)}}},
		&PayoutPage{Frame: sampleFrame(), Payout: PayoutRow{Amount: pounds(5)}})
	_ = sample("giving/slips", &SlipList{Frame: sampleFrame(), Tabs: sampleRooms, Action: "/s", NewID: "7", May: true, Vias: []string{"cash", "cheque", "bank"}, Groups: []Option{{Value: "1", Text: "Aire Valley Together"}}, Form: sampleForm("amount", "name", "day", "via"),
		Waiting: []SlipRow{{"/s/1", pounds(2550), "cash", "Ada Lovelace", "2026-11-22", "Leeds", "bucket", "Tina", false, "waiting"}, {"/s/2", pounds(2550), "cheque", "Ada Lovelace", "2026-11-22", "Leeds", "", "", true, "waiting"}},
		Decided: []SlipRow{{"", pounds(2550), "bank", "Ada Lovelace", "2026-11-22", "Leeds", "", "Tina", false, "booked"}, {"", pounds(2550), "bank", "Ada Lovelace", "2026-11-22", "Leeds", "", "Tina", false, "dropped"}}}, &SlipList{Frame: sampleFrame()})
	sampleBacks = []BackRow{{"/b/1", "/p/1", pounds(12000), "Samira Okafor-Lindqvist", "Aire Valley Together", "asked", "waiting", "Tina", sampleStart, false}, {"/b/2", "/p/2", pounds(12000), "Jo", "Leeds", "twice", "waiting", "", sampleStart, true},
		{"", "/p/3", pounds(1000), "Jo", "Leeds", "mistake", "open", "Tina", sampleStart, false}, {"", "", pounds(1000), "Jo", "", "law", "sent", "Tina", sampleStart, false}, {"", "", pounds(1000), "", "", "law", "refused", "Tina", sampleStart, false}, {"", "", pounds(1000), "", "", "law", "dropped", "Tina", sampleStart, false}}
	_ = sample("giving/backs", &BackList{Frame: sampleFrame(), Tabs: sampleRooms, Alone: pounds(10000), Backs: sampleBacks, Form: Form{Refusal: "second-person"}}, &BackList{Frame: sampleFrame(), Alone: pounds(10000)})
	_ = sample("giving/payment", &PaymentPage{Frame: sampleFrame(), Tabs: sampleRooms, Action: "/p/1", NewID: "7", Donor: "Samira Okafor-Lindqvist", Group: "Leeds", Amount: pounds(60000), Fee: pounds(920), Refunded: pounds(1000), Disputed: pounds(500), Left: pounds(58500), Alone: pounds(10000), ByHand: true, Status: "paid", At: sampleStart,
		Whys: []string{"asked", "twice", "mistake", "law"}, Backs: sampleBacks, Form: sampleForm("amount", "why")}, &PaymentPage{Frame: sampleFrame(), Status: "failed", Amount: pounds(5)})
	_ = sample("giving/calls", &CallList{Frame: sampleFrame(), Calls: []CallRow{{"/c", "Samira Okafor-Lindqvist", "+44 20 7946 0000", "Aire Valley Together", sampleStart, sampleStart}, {"/d", "Jo", "", "Leeds", sampleStart, sampleStart}}},
		&CallList{Frame: sampleFrame(), Form: sampleForm("outcome")})
	_ = sample("giving/looks", &LookList{Frame: sampleFrame(), Looks: []LookRow{{sampleStart, "Tina Treasurer", "Aire Valley Together", "ledger", ""}, {sampleStart, "", "Leeds", "other", "x"}}}, &LookList{Frame: sampleFrame()})
)
