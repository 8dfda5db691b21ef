package templates

import "maps"

func pounds(minor int64) Amount { return Amount{minor, "GBP"} }

var (
	sampleLadder = []Amount{pounds(500), pounds(1000), pounds(2000), pounds(5000)}
	_            = sample("giving/donate", &Donate{Frame: sampleFrame(), NewID: "7", Group: "Aire Valley Together", Entity: "Aire Valley Together CIC", Sandbox: true, Ladder: sampleLadder, Suggested: pounds(1000),
		Least: pounds(100), Most: pounds(50000), Total: pounds(1000), Next: sampleStart, Givers: 1384, New: 212, Middle: pounds(900), Last: pounds(1126000),
		Uses: []Use{{pounds(420), "vans, trains and hall hire for canvass days"}, {pounds(290), "two organisers, paid the living wage"}}},
		&Donate{Frame: sampleFrame(), Ladder: sampleLadder, Suggested: pounds(1000), Once: true, Total: pounds(1035), Fee: pounds(35), Givers: 1, Form: sampleForm("often", "amount", "other", "name", "email", "own")},
		&Donate{Frame: sampleFrame(), Suggested: Amount{1000, "CHF"}, Once: true},
		&Donate{Frame: sampleFrame(), Ladder: sampleLadder, Suggested: pounds(1000), LawStale: true, Form: sampleForm("sworn-elector", "address"), Asks: []Asked{{"elector", true}, {"address", false}, {"occupation", false}, {"employer", false}}})
	_ = sample("giving/sandbox", &SandboxTill{Frame: sampleFrame(), Group: "Aire Valley Together", Entity: "Aire Valley Together CIC", Amount: pounds(1000), Monthly: true, Next: sampleStart, Back: "/donate/aire"},
		&SandboxTill{Frame: sampleFrame(), Amount: pounds(1000), Form: Form{Refusal: "pledge-over"}})
	_ = sample("giving/thanks", &Thanks{Frame: sampleFrame(), Group: "Aire Valley Together", Amount: pounds(1000), Monthly: true, Status: "active", Next: sampleStart, Sandbox: true},
		&Thanks{Frame: sampleFrame(), Amount: pounds(1000), Status: "stopped", Given: true}, &Thanks{Frame: sampleFrame(), Amount: pounds(1000), Status: "pending", Underway: true}, &Thanks{Frame: sampleFrame(), Amount: pounds(1000), Status: "pending", Page: "/p", Again: "/donate"},
		&Thanks{Frame: sampleFrame(), Amount: pounds(1000), Status: "pending"}, &Thanks{Frame: sampleFrame(), Amount: pounds(1000), Status: "stopped", Again: "/donate"})
	_ = sample("giving/gift", &GiftShow{Frame: sampleFrame(), Base: "/gift/t", Raising: true, IDs: WishIDs{"4", "5", "6", "7"}, Name: "Samira", Group: "Aire Valley Together", Entity: "Aire Valley Together CIC", Amount: pounds(1000), Least: pounds(100), Monthly: true,
		Status: "active", Next: sampleStart, After: sampleStart, LastDay: sampleStart, Raise: true, Day: true, Card: true, CardLast: "4242", CardEnds: sampleStart, Action: "https://pay.example/in", Statements: []NavItem{{"/s", "2026", false}}, Lower: true, Pause: true, Stop: true, Sandbox: true, Pauses: []PauseChoice{{1, sampleStart.AddDate(0, 1, 0)}, {2, sampleStart.AddDate(0, 2, 0)}, {3, sampleStart.AddDate(0, 3, 0)}},
		Payments: []PaymentRow{{Amount: pounds(1000), Status: "paid", At: sampleStart}, {Amount: pounds(1000), Status: "failed", Again: sampleStart}, {Amount: pounds(1000), Status: "pending", At: sampleStart}, {Amount: pounds(1000), Status: "disputed", At: sampleStart}, {Amount: pounds(1000), Status: "refunded", At: sampleStart, Refunded: pounds(1000)}}},
		&GiftShow{Frame: sampleFrame(), Amount: pounds(700), Status: "active", Underway: true, Card: true, CardLast: "1234", Debit: true, CardVoid: true}, &GiftShow{Frame: sampleFrame(), Amount: pounds(700), Status: "paused", Until: sampleStart, Resume: true, Stop: true, Form: sampleForm("amount")},
		&GiftShow{Frame: sampleFrame(), Amount: pounds(700), Status: "stopped", Ended: sampleStart, Again: "/donate"}, &GiftShow{Frame: sampleFrame(), Status: "retrying", Open: true}, &GiftShow{Frame: sampleFrame(), Status: "retrying"}, &GiftShow{Frame: sampleFrame(), Status: "pending"})
	_ = sample("giving/ask", &GiftAsk{Frame: sampleFrame(), Base: "/gift/t", What: "raise", Amount: pounds(1000), Most: pounds(50000), Form: sampleForm("amount")}, &GiftAsk{Frame: sampleFrame(), What: "raise", Sent: true, LawStale: true, Asks: []Asked{{"citizen-us", true}, {"address", false}, {"occupation", false}}, Address: "r…@example.org", Amount: pounds(1000), Would: pounds(1200), Next: sampleStart, First: sampleStart, Form: sampleForm("code")},
		&GiftAsk{Frame: sampleFrame(), What: "day", Form: sampleForm("day")}, &GiftAsk{Frame: sampleFrame(), What: "day", Sent: true}, &GiftAsk{Frame: sampleFrame(), What: "card"}, &GiftAsk{Frame: sampleFrame(), What: "card", Sent: true})
	_ = sample("giving/more", &GiveMore{Frame: sampleFrame(), Action: "/more/t", NewID: "7", Name: "Samira", Group: "Aire Valley Together", Entity: "Aire Valley Together CIC", Amount: pounds(1000), Would: pounds(1200), More: pounds(200), Next: sampleStart, First: sampleStart, Debit: true, Asks: []Asked{{"citizen-us", true}, {"address", false}}, Form: sampleForm("address", "sworn-citizen-us")},
		&GiveMore{Frame: sampleFrame(), Done: true, Would: pounds(1200), First: sampleStart}, &GiveMore{Frame: sampleFrame(), Amount: pounds(1000), Would: pounds(1200), More: pounds(200)})
	_ = sample("giving/play", &CardPlay{Frame: sampleFrame(), Form: sampleForm("card")})
	_ = sample("giving/statement", &GiftStatement{Frame: sampleFrame(), Year: 2026, Years: []NavItem{{"/s", "2026", true}, {"/t", "2025", false}}, Name: "Samira", Group: "Aire Valley Together", Entity: "Aire Valley Together CIC", Imprint: "1 North Street",
		Given: pounds(2000), Back: pounds(1000), Sum: pounds(1000), Rows: []StatementRow{{sampleStart, "gift", "in_1", pounds(1000)}, {sampleStart, "dispute", "txn_1", pounds(-1000)}}}, &GiftStatement{Frame: sampleFrame(), Year: 2025})
	_ = sample("giving/ledger", &LedgerPage{Frame: sampleFrame(), Group: "Aire Valley Together", Groups: []NavItem{{"/l", "Leeds", true}}, Zero: true, More: "/m", Export: "/x",
		Balances: []BalanceRow{{"till", true, pounds(985)}, {"bank", false, pounds(0)}, {"donations", true, pounds(-1000)}, {"refunds", false, pounds(0)}, {"fees", true, pounds(15)}},
		Lines:    []LedgerLine{{"/p", sampleStart, "gift", "Samira Okafor-Lindqvist", "Aire Valley Together", true, []BalanceRow{{"till", true, pounds(1000)}, {"donations", true, pounds(-1000)}}}, {"", sampleStart, "fee", "", "", true, []BalanceRow{{"fees", true, pounds(15)}, {"till", true, pounds(-15)}}}}},
		&LedgerPage{Frame: sampleFrame()}, &LedgerPage{Frame: sampleFrame(), Parked: 2, Balances: []BalanceRow{{"till", false, pounds(1)}}})
	codeFields = map[string]string{"name": "Samira", "zone": "Europe/London", "minor": "1200", "currency": "GBP", "when": "2026-12-05T10:00:00Z", "reference": "amount", "code": "012345", "sandbox": "yes"}
	giftFields = map[string]string{"name": "Samira", "entity": "Aire Valley Together CIC", "group": "Aire Valley Together", "country": "GB", "zone": "Europe/London", "minor": "1000", "currency": "GBP", "interval": "monthly",
		"reference": "in_1", "when": "2026-12-05T10:00:00Z", "next": "2027-01-05T10:00:00Z", "until": "2027-02-05T10:00:00Z", "again": "https://example.org/donate/aire", "sandbox": "yes", "link": "https://example.org/gift/t",
		"imprint": "Aire Valley Together CIC, 1 North Street, Leeds", "tax": "no-charity", "from": "2026-12-05T10:00:00Z", "to": "2027-01-05T10:00:00Z", "by": "card", "last": "4242"}
	onceFields = map[string]string{"name": "Samira", "entity": "E", "group": "G", "country": "GB", "zone": "Europe/London", "minor": "450", "currency": "EUR", "interval": "once",
		"reference": "in_2", "when": "2026-12-05T10:00:00Z", "next": "", "until": "", "again": "https://example.org/donate/aire", "imprint": ""}
	_ = sampleLetter("giving/receipt", giftFields, onceFields, fieldsWith(giftFields, "by", "debit", "tax", "not-deductible"), fieldsWith(giftFields, "tax", "receipt-apart"))
	_ = sampleLetter("giving/failed", giftFields, onceFields, fieldsWith(giftFields, "by", "debit"))
	_ = sampleLetter("giving/mandate", giftFields, fieldsWith(onceFields, "last", "1234"))
	_ = sampleLetter("giving/dispute", map[string]string{"name": "Tina", "group": "Leeds", "zone": "Europe/London", "minor": "1000", "currency": "GBP", "when": "2026-12-05T10:00:00Z", "page": "https://example.org/p", "sandbox": "yes"}, map[string]string{"name": "Tina", "group": "Leeds", "zone": "Europe/London", "minor": "1000", "currency": "GBP", "when": "", "page": "https://example.org/p"})
	_ = sampleLetter("giving/lowered", giftFields, onceFields)
	_ = sampleLetter("giving/paused", giftFields, onceFields)
	_ = sampleLetter("giving/stopped", giftFields, onceFields)
	_ = sampleLetter("giving/moved", giftFields, onceFields)
	_ = sampleLetter("giving/code", codeFields, fieldsWith(codeFields, "reference", "day"), fieldsWith(codeFields, "reference", "", "when", "", "sandbox", ""))
	_ = sampleLetter("giving/failing", giftFields, fieldsWith(onceFields, "link", "https://example.org/gift/t"))
	_ = sampleLetter("giving/more", fieldsWith(giftFields, "would", "1200", "more", "200", "page", "https://example.org/more/t", "unsubscribe", "https://example.org/mail/t"), fieldsWith(onceFields, "would", "1200", "more", "200", "page", "https://example.org/more/t"))
	_ = sampleLetter("giving/back", giftFields, onceFields)
	_ = sampleLetter("giving/ended", giftFields, onceFields)
	_ = sampleLetter("giving/card", fieldsWith(giftFields, "last", "4242", "ends", "2026-12-31T00:00:00Z"), fieldsWith(onceFields, "last", "1", "ends", "2026-12-31T00:00:00Z"))
	_ = sampleLetter("giving/approve", fieldsWith(giftFields, "page", "https://pay.example/in"), fieldsWith(onceFields, "page", "https://pay.example/in"))
)

// fieldsWith is fields with others in their place.
func fieldsWith(fields map[string]string, kv ...string) map[string]string {
	out := maps.Clone(fields)
	for i := 0; i+1 < len(kv); i += 2 {
		out[kv[i]] = kv[i+1]
	}
	return out
}
