package lawpack

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func at(t *testing.T, zone, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04:05", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func pack(t *testing.T, id string) *Pack {
	t.Helper()
	i := slices.IndexFunc(all, func(p *Pack) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("no pack %s", id)
	}
	return all[i]
}

// edges is the figures of the packs, at their edges.
var edges = []struct {
	name, pack, at string
	c              Case
	asks, refused  string
	ignored, check bool
}{
	{name: "500 is not minded", pack: "gb-association", c: Case{Minor: 500_00}, ignored: true},
	{name: "a penny more is", pack: "gb-association", c: Case{Minor: 500_01}, asks: "elector address", check: true},
	{name: "480 and 30 in one sitting", pack: "gb-association", c: Case{Minor: 30_00, Sitting: 480_00}, asks: "elector address", check: true},
	{name: "480 and 20 are 500", pack: "gb-association", c: Case{Minor: 20_00, Sitting: 480_00}, ignored: true},
	{name: "480 last month and 30", pack: "gb-association", c: Case{Minor: 30_00, Year: 480_00}, ignored: true},
	{name: "nobody knows who, 500", pack: "gb-party", c: Case{Minor: 500_00, Unnamed: true}, ignored: true},
	{name: "nobody knows who, 500.01", pack: "gb-party", c: Case{Minor: 500_01, Unnamed: true}, refused: "anonymous", asks: "elector address", check: true},
	{name: "a public body", pack: "gb-party", c: Case{Minor: 500_01, Donor: "public"}, refused: "permissible", asks: "elector address", check: true},
	{name: "a company", pack: "gb-party", c: Case{Minor: 500_01, Donor: "company"}, asks: "elector address", check: true},

	{name: "US, 50", pack: "us-pac", c: Case{Minor: 50_00}, asks: "citizen-us no-contractor"},
	{name: "US, over 50", pack: "us-pac", c: Case{Minor: 50_01}, asks: "citizen-us no-contractor address"},
	{name: "US, 200 in the year", pack: "us-pac", c: Case{Minor: 50_00, Year: 150_00}, asks: "citizen-us no-contractor"},
	{name: "US, over 200 in the year", pack: "us-pac", c: Case{Minor: 50_00, Year: 150_01}, asks: "citizen-us no-contractor address occupation employer"},
	{name: "US, a company", pack: "us-pac", c: Case{Minor: 1, Donor: "company"}, asks: "citizen-us no-contractor", refused: "who"},
	{name: "PAC, 5000", pack: "us-pac", c: Case{Minor: 1000_00, Year: 4000_00}, asks: "citizen-us no-contractor address occupation employer"},
	{name: "PAC, a cent more", pack: "us-pac", c: Case{Minor: 1000_01, Year: 4000_00}, asks: "citizen-us no-contractor address occupation employer", refused: "limit"},
	{name: "candidate, each election by itself", pack: "us-candidate", c: Case{Minor: 3500_00, Year: 3500_00, Elections: true}, asks: "citizen-us no-contractor address occupation employer"},
	{name: "candidate, one election", pack: "us-candidate", c: Case{Minor: 1, Year: 3500_00, Election: 3500_00, Elections: true}, asks: "citizen-us no-contractor address occupation employer", refused: "limit"},
	{name: "candidate, 200 in the cycle", pack: "us-candidate", c: Case{Minor: 10_00, Year: 500_00, Cycle: 190_00, Cycles: true}, asks: "citizen-us no-contractor"},
	{name: "candidate, over 200 in the cycle", pack: "us-candidate", c: Case{Minor: 10_01, Cycle: 190_00, Cycles: true}, asks: "citizen-us no-contractor address occupation employer"},
	{name: "candidate, no election known", pack: "us-candidate", c: Case{Minor: 1, Year: 3500_00}, asks: "citizen-us no-contractor address occupation employer", refused: "limit"},
	{name: "US, cash", pack: "us-pac", c: Case{Minor: 100_01, Means: InCash}, asks: "citizen-us no-contractor address", refused: "cash"},

	{name: "Canada, the last minute of 2026", pack: "ca-party", at: "2026-12-31 23:59:59", c: Case{Minor: 1775_01}, asks: "citizen-ca address", refused: "limit"},
	{name: "Canada, the limit of 2026", pack: "ca-party", at: "2026-12-31 23:59:59", c: Case{Minor: 1775_00}, asks: "citizen-ca address"},
	{name: "Canada, the first second of 2027", pack: "ca-party", at: "2027-01-01 00:00:00", c: Case{Minor: 1800_00}, asks: "citizen-ca address"},
	{name: "Canada, over that of 2027", pack: "ca-party", at: "2027-01-01 00:00:00", c: Case{Minor: 1800_01}, asks: "citizen-ca address", refused: "limit"},
	{name: "Canada, 20 in cash", pack: "ca-party", c: Case{Minor: 20_00, Means: InCash}, asks: "citizen-ca"},
	{name: "Canada, 20.01 in cash", pack: "ca-party", c: Case{Minor: 20_01, Means: InCash}, asks: "citizen-ca", refused: "cash"},

	{name: "Germany, 499.99", pack: "de-party", c: Case{Minor: 499_99}},
	{name: "Germany, from 500 on", pack: "de-party", c: Case{Minor: 500_00}, asks: "address"},
	{name: "Germany, 1000 in cash", pack: "de-party", c: Case{Minor: 1000_00, Means: InCash}, asks: "address"},
	{name: "Germany, 1000.01 in cash", pack: "de-party", c: Case{Minor: 1000_01, Means: InCash}, asks: "citizen-eu address", refused: "cash", check: true},
	{name: "Germany, a public body", pack: "de-party", c: Case{Minor: 1_00, Donor: "public"}, refused: "who"},

	{name: "Greece, 20000", pack: "gr-party", c: Case{Minor: 20_000_00}, asks: "citizen-gr no-media address"},
	{name: "Greece, a cent more", pack: "gr-party", c: Case{Minor: 20_000_01}, asks: "citizen-gr no-media address", refused: "limit"},
	{name: "Greece, in cash", pack: "gr-party", c: Case{Minor: 1, Means: InCash}, asks: "citizen-gr no-media address", refused: "cash"},
	{name: "Greece, a company", pack: "gr-party", c: Case{Minor: 1, Donor: "company"}, asks: "citizen-gr no-media address", refused: "who"},
}

func TestGiftsAtTheEdges(t *testing.T) {
	everything := map[string]string{}
	for _, i := range Items {
		everything[i.Name] = "yes"
	}
	for _, tt := range edges {
		p := pack(t, tt.pack)
		if tt.at == "" {
			tt.at = "2026-11-22 12:00:00"
		}
		tt.c.At = at(t, p.Zone.String(), tt.at)
		v := p.Weigh(tt.c)
		var refused []string
		for _, f := range v.Refused {
			refused = append(refused, f.ID)
		}
		if got := strings.Join(v.Asks, " "); got != tt.asks || strings.Join(refused, " ") != tt.refused || v.Ignored != tt.ignored || v.Checked != tt.check {
			t.Errorf("%s: asks %q, refuses %q, ignored %v, checked %v", tt.name, got, refused, v.Ignored, v.Checked)
		}
		if tt.c.Told = everything; len(p.Weigh(tt.c).Missing) > 0 || len(v.Missing) != len(v.Asks) {
			t.Errorf("%s: missing %q, and %q when all is told", tt.name, v.Missing, p.Weigh(tt.c).Missing)
		}
	}
}

func TestRoomUnderALimit(t *testing.T) {
	p := pack(t, "us-pac")
	for given, room := range map[int64]int64{0: 5000_00, 4999_99: 1, 5000_00: 0, 6000_00: 0} {
		v := p.Weigh(Case{At: at(t, "UTC", "2026-11-22 12:00:00"), Minor: 5000_01, Year: given})
		if len(v.Refused) != 1 || v.Refused[0].Room != room {
			t.Errorf("after %d there is room for %+v", given, v.Refused)
		}
	}
}

// Days end by the clock of the pack, whatever clock the moment is told in.
func TestDaysAndYearsEndAtTheirMidnight(t *testing.T) {
	uk, ca := pack(t, "gb-association"), pack(t, "ca-party")
	for _, tt := range []struct {
		p          *Pack
		at         time.Time
		day, until string // the day, and the last moment of 30 days in UTC
	}{
		{uk, at(t, "UTC", "2026-12-31 23:59:59"), "2026-12-31", "2027-01-30T00:00:00Z"},
		{uk, at(t, "UTC", "2027-01-01 00:00:00"), "2027-01-01", "2027-01-31T00:00:00Z"},
		{uk, at(t, "UTC", "2026-06-30 23:30:00"), "2026-07-01", "2026-07-30T23:00:00Z"}, // an hour into July in London
		{uk, at(t, "UTC", "2026-03-01 12:00:00"), "2026-03-01", "2026-03-30T23:00:00Z"}, // the clocks change between
		{uk, at(t, "UTC", "2028-02-29 12:00:00"), "2028-02-29", "2028-03-29T23:00:00Z"},
		{ca, at(t, "UTC", "2027-01-01 04:59:59"), "2026-12-31", "2027-01-30T05:00:00Z"},
		{ca, at(t, "UTC", "2027-01-01 05:00:00"), "2027-01-01", "2027-01-31T05:00:00Z"},
	} {
		got := tt.p.Deadline(tt.at, 30).Format(time.RFC3339)
		if day := tt.p.Day(tt.at); day != tt.day || got != tt.until || tt.p.Year(tt.at) != tt.day[:4] {
			t.Errorf("%s: day %s, 30 days until %s", tt.at, day, got)
		}
	}
}

func TestARuleOutOfDateSaysSo(t *testing.T) {
	for _, tt := range []struct{ pack, rule, at, stale string }{
		{"us-candidate", "limit", "2026-12-31 23:59:59", ""},
		{"us-candidate", "limit", "2027-01-01 00:00:00", Ended},
		{"us-candidate", "cash", "2026-11-22 12:00:00", NotChecked},
		{"gb-association", "permissible", "2027-06-15 12:00:00", ""},
		{"gb-association", "permissible", "2027-06-16 12:00:00", CheckAgain},
		{"ca-party", "limit", "2027-06-01 12:00:00", NotChecked},
		{"ca-party", "limit", "2028-01-01 12:00:00", Ended},
	} {
		p := pack(t, tt.pack)
		held := p.InForce(at(t, p.Zone.String(), tt.at))
		i := slices.IndexFunc(held, func(h Held) bool { return h.ID == tt.rule })
		if i < 0 || held[i].Stale != tt.stale {
			t.Errorf("%s of %s at %s: %+v", tt.rule, tt.pack, tt.at, held)
		}
	}
	p := pack(t, "us-candidate")
	v := p.Weigh(Case{At: at(t, "America/New_York", "2027-01-15 12:00:00"), Minor: 3600_00})
	if len(v.Refused) != 1 || v.Refused[0].Stale != Ended || !slices.ContainsFunc(v.Stale, func(h Held) bool { return h.ID == "limit" }) {
		t.Errorf("the old limit goes on to count, and says that it is old: %+v", v)
	}
	if s := p.Weigh(Case{At: at(t, "America/New_York", "2026-11-22 12:00:00"), Minor: 10_00}).Stale; len(s) != 1 || s[0].ID != "who" {
		t.Errorf("only what was used is told: %+v", s)
	}
}

func TestWhatIsReported(t *testing.T) {
	gift := func(day string, minor int64) Gift { return Gift{day, at(t, "UTC", day+" 12:00:00"), minor} }
	for _, tt := range []struct {
		name, pack string
		gifts      []Gift
		want       string
	}{
		{"exactly the sum", "gb-association", []Gift{gift("2026-03-01", 11_180_00)}, ""},
		{"a penny more, in two gifts", "gb-association", []Gift{gift("2026-05-02", 500_01), gift("2026-03-01", 10_680_00)}, "report 2026-05-02 1118001 2026-05-31T23:00:00Z"},
		{"before the uplift", "gb-association", []Gift{gift("2023-12-01", 7_500_01)}, "report 2023-12-01 750001 2023-12-31T00:00:00Z"},
		{"a year each", "gb-association", []Gift{gift("2025-12-31", 11_000_00), gift("2026-01-01", 11_000_00)}, ""},
		{"further ones, to an association", "gb-association", []Gift{gift("2026-03-01", 12_000_00), gift("2026-04-01", 11_180_00), gift("2026-05-01", 500_01)},
			"report 2026-03-01 1200000 2026-03-30T23:00:00Z; report 2026-05-01 1168001 2026-05-30T23:00:00Z"},
		{"further ones, to a party", "gb-party", []Gift{gift("2026-03-01", 12_000_00), gift("2026-04-01", 2_230_00), gift("2026-05-01", 500_01)},
			"report 2026-03-01 1200000 2026-04-30T23:00:00Z; report 2026-05-01 273001 2026-07-30T23:00:00Z"},
		{"what is not minded is not added", "gb-association", []Gift{gift("2026-01-01", 500_00), gift("2026-02-01", 500_00), gift("2026-03-01", 11_180_00)}, ""},
		{"unless it was split", "gb-association", []Gift{gift("2026-02-01", 480_00), gift("2026-02-01", 30_00), gift("2026-03-01", 10_670_01)}, "report 2026-03-01 1118001 2026-03-30T23:00:00Z"},
		{"by the quarter", "gb-party", []Gift{gift("2026-11-01", 11_180_01)}, "report 2026-11-01 1118001 2027-01-31T00:00:00Z"},
		{"a local branch", "gb-accounting-unit", []Gift{gift("2026-02-01", 1_730_00), gift("2026-02-12", 500_01)}, "report 2026-02-12 223001 2026-04-30T23:00:00Z"},
		{"each further gift", "us-pac", []Gift{gift("2026-01-05", 200_00), gift("2026-02-05", 10_00), gift("2026-03-05", 10_00)},
			"itemise 2026-02-05 21000 2026-04-16T04:00:00Z; itemise 2026-03-05 1000 2026-04-16T04:00:00Z"},
		{"at once and in the accounts", "de-party", []Gift{gift("2026-01-05", 35_000_01)}, "named 2026-01-05 3500001 2027-09-30T22:00:00Z; at-once 2026-01-05 3500001 2026-01-05T23:00:00Z"},
		{"35000 in two gifts is not at once", "de-party", []Gift{gift("2026-01-05", 20_000_00), gift("2026-01-06", 20_000_00)}, "named 2026-01-05 2000000 2027-09-30T22:00:00Z; named 2026-01-06 2000000 2027-09-30T22:00:00Z"},
	} {
		var got []string
		for _, n := range pack(t, tt.pack).Reportable(tt.gifts, nil) {
			got = append(got, strings.Join([]string{n.Rule.ID, n.Gift.ID, number(n.Sum), n.Until.Format(time.RFC3339)}, " "))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s: %s", tt.name, s)
		}
	}
}

func number(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return number(n/10) + number(n%10)
}

func TestTheElectionThatAGiftCountsTowards(t *testing.T) {
	p := pack(t, "us-candidate")
	es := []Election{{"2026-11-03", true}, {"2026-06-02", false}, {"2028-11-07", true}}
	for when, want := range map[string]string{
		"2024-11-05 12:00:00": "2024 | to 2026-06-02 | cycle 2026-11-03", "2026-06-02 23:59:59": "2026 | to 2026-06-02 | cycle 2026-11-03", "2026-06-03 00:00:00": "2026 | to 2026-11-03 | cycle 2026-11-03",
		"2026-11-03 23:59:59": "2026 | to 2026-11-03 | cycle 2026-11-03", "2026-11-04 00:00:00": "2026 | to 2028-11-07 | cycle 2028-11-07", "2028-11-08 00:00:00": "2028",
	} {
		if got := strings.Join(p.Spans(at(t, "America/New_York", when), es), " | "); got != want {
			t.Errorf("%s counts in %q, want %q", when, got, want)
		}
	}
	for span, want := range map[string]string{"2026": "year 2026", "to 2026-11-03": "election 2026-11-03", "cycle 2026-11-03": "cycle 2026-11-03"} {
		if of, day := SpanOf(span); of+" "+day != want {
			t.Errorf("%s is %s %s", span, of, day)
		}
	}
}

// A candidate's committee itemises by the cycle, across years; one whose cycle
// nobody has entered, by the year.
func TestItemisingByTheCycle(t *testing.T) {
	p := pack(t, "us-candidate")
	gifts := []Gift{{"1", at(t, "America/New_York", "2025-12-31 23:59:59"), 150_00}, {"2", at(t, "America/New_York", "2026-01-01 00:00:00"), 50_00}, {"3", at(t, "America/New_York", "2026-11-03 23:59:59"), 1}, {"4", at(t, "America/New_York", "2026-11-04 00:00:00"), 200_00}}
	for _, tt := range []struct {
		es   []Election
		want string
	}{{[]Election{{"2026-11-03", true}, {"2028-11-07", true}}, "3 20001"}, {[]Election{{"2026-11-03", false}}, "4 25001"}, {nil, "4 25001"}} {
		var got []string
		for _, n := range p.Reportable(gifts, tt.es) {
			got = append(got, n.Gift.ID+" "+number(n.Sum))
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%v: %q, want %q", tt.es, got, tt.want)
		}
	}
}

func TestPacksOfRecipients(t *testing.T) {
	for _, tt := range []struct{ country, form, pack string }{
		{"GB", "association", "gb-association"}, {"gb", "Members association", "gb-association"}, {"GB", "party", "gb-party"}, {"US", "pac", "us-pac"}, {"US", "association", ""}, {"FR", "party", ""},
	} {
		p, ok := For(tt.country, tt.form)
		if ok != (tt.pack != "") || ok && p.ID != tt.pack {
			t.Errorf("%s in %s: %+v", tt.form, tt.country, p)
		}
	}
	if len(All()) != 13 {
		t.Errorf("%d packs", len(All()))
	}
}

// What a receipt says of taxes is a rule like any other.
func TestWhatAReceiptSaysOfTaxes(t *testing.T) {
	for id, want := range map[string]string{"gb-association": "no-charity", "us-pac": "not-deductible", "ca-party": "receipt-apart", "de-party": "receipt-apart", "gr-party": ""} {
		if got := pack(t, id).Tax(at(t, "UTC", "2026-11-30 12:00:00")); got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
}

func TestFilesThatAreNoPacks(t *testing.T) {
	const good = `{pack: p, country: GB, recipient: r, currency: GBP, zone: UTC, rules: [RULE]}`
	const rule = `{rule: a, says: limit, over: "1.00", from: 2026-01-01, source: s}`
	if _, err := Read([]byte(strings.Replace(good, "RULE", rule, 1))); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":          "",
		"no zone":        strings.Replace(good, "UTC", "Mars/Olympus", 1),
		"no rules":       strings.Replace(good, "RULE", "", 1),
		"unknown field":  strings.Replace(good, "pack: p", "pack: p, x: 1", 1),
		"unknown word":   strings.Replace(good, "RULE", strings.Replace(rule, "limit", "shrug", 1), 1),
		"no amount":      strings.Replace(good, "RULE", strings.Replace(rule, "1.00", "1.001", 1), 1),
		"no source":      strings.Replace(good, "RULE", strings.Replace(rule, "source: s", "source: ''", 1), 1),
		"no day":         strings.Replace(good, "RULE", strings.Replace(rule, "2026-01-01", "2026-02-30", 1), 1),
		"asks oddly":     strings.Replace(good, "RULE", strings.Replace(rule, "from", "ask: [shoe-size], from", 1), 1),
		"odd donor":      strings.Replace(good, "RULE", strings.Replace(rule, "from", "donors: [cat], from", 1), 1),
		"checked for":    strings.Replace(good, "RULE", strings.Replace(rule, "from", "checked: 2026-01-01, from", 1), 1),
		"two at once":    strings.Replace(good, "RULE", rule+","+rule, 1),
		"ends too early": strings.Replace(good, "RULE", strings.Replace(rule, "from", "until: 2025-01-01, from", 1), 1),
		"taxes oddly":    strings.Replace(good, "RULE", strings.Replace(rule, "limit", "tax", 1), 1),
		"over and at":    strings.Replace(good, "RULE", strings.Replace(rule, "over", "at: '1', over", 1), 1),
	} {
		if p, err := Read([]byte(text)); err == nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
