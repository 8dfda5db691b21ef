package giving

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
)

func gbp(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "GBP"} }

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 9, 30, 0, 0, time.UTC) }

func TestGross(t *testing.T) {
	for _, tt := range []struct {
		fees       Fees
		net, gross int64
	}{
		{CardFees, 1000, 1036}, // DOMAIN.md 5.3
		{CardFees, 500, 528},
		{CardFees, 100, 122},
		{CardFees, 50000, 50782},
		{Fees{}, 1000, 1000},
		{Fees{Fixed: 20}, 1000, 1020},
		{Fees{Points: 5000}, 1000, 2000},
		{Fees{Points: 1}, 9999, 10000},
	} {
		if got := tt.fees.Gross(gbp(tt.net)); got != gbp(tt.gross) {
			t.Errorf("%v over %d: %d, want %d", tt.fees, tt.net, got.Minor, tt.gross)
		}
	}
}

// What is left of the gross is the net or more, and one penny less would not do.
func TestGrossIsTheLeast(t *testing.T) {
	left := func(f Fees, gross int64) int64 { return gross*(10_000-f.Points) - f.Fixed*10_000 }
	for range 5000 {
		f := Fees{rand.Int64N(900), rand.Int64N(50)}
		net := 1 + rand.Int64N(100_000)
		g := f.Gross(gbp(net)).Minor
		if left(f, g) < net*10_000 || left(f, g-1) >= net*10_000 {
			t.Fatalf("%+v over %d gives %d", f, net, g)
		}
	}
}

func TestMonthAfter(t *testing.T) {
	for _, tt := range []struct {
		from   time.Time
		anchor int
		want   []time.Time
	}{
		{day(2026, 1, 31), 31, []time.Time{day(2026, 2, 28), day(2026, 3, 31), day(2026, 4, 30), day(2026, 5, 31)}},
		{day(2028, 1, 31), 31, []time.Time{day(2028, 2, 29), day(2028, 3, 31)}},
		{day(2028, 2, 29), 29, []time.Time{day(2028, 3, 29), day(2028, 4, 29)}},
		{day(2027, 1, 29), 29, []time.Time{day(2027, 2, 28), day(2027, 3, 29)}},
		{day(2026, 11, 30), 30, []time.Time{day(2026, 12, 30), day(2027, 1, 30), day(2027, 2, 28), day(2027, 3, 30)}},
		{day(2026, 12, 1), 1, []time.Time{day(2027, 1, 1), day(2027, 2, 1)}},
		{day(2099, 12, 31), 31, []time.Time{day(2100, 1, 31), day(2100, 2, 28), day(2100, 3, 31)}},
	} {
		at := tt.from
		for _, want := range tt.want {
			next := MonthAfter(at, tt.anchor)
			if !next.Equal(want) {
				t.Errorf("a month after %v on the %d.: %v, want %v", at, tt.anchor, next, want)
			}
			at = next
		}
	}
}

func TestAPauseEndsBeforeItsCharge(t *testing.T) {
	p := Plan{Next: day(2027, 1, 31), Anchor: 31}
	for months, want := range map[int]time.Time{1: day(2027, 2, 27), 2: day(2027, 3, 30), 3: day(2027, 4, 29)} {
		if got := PauseEnd(p, months); !got.Equal(want) {
			t.Errorf("%d months: %v, want %v", months, got, want)
		}
	}
}

// Another day is never within a fortnight of the last charge, nor today.
func TestDayFrom(t *testing.T) {
	for _, tt := range []struct {
		next, last, now time.Time
		day             int
		want            time.Time
	}{
		{day(2027, 1, 5), day(2026, 12, 5), day(2026, 12, 10), 20, day(2027, 1, 20)},
		{day(2027, 1, 5), day(2026, 12, 5), day(2026, 12, 10), 1, day(2027, 1, 1)},
		{day(2027, 1, 31), day(2026, 12, 31), day(2026, 12, 31), 1, day(2027, 2, 1)},
		{day(2027, 1, 31), day(2026, 12, 31), day(2026, 12, 31), 14, day(2027, 1, 14)},
		{day(2027, 1, 31), day(2026, 12, 31), day(2026, 12, 31), 13, day(2027, 2, 13)},
		{day(2028, 2, 29), day(2028, 1, 29), day(2028, 2, 10), 11, day(2028, 3, 11)},
		{day(2028, 2, 29), day(2028, 1, 29), day(2028, 2, 10), 28, day(2028, 2, 28)},
	} {
		if got := DayFrom(Plan{Next: tt.next, Anchor: tt.next.Day()}, tt.day, tt.last, tt.now); !got.Equal(tt.want) {
			t.Errorf("on the %d. instead of %v: %v, want %v", tt.day, tt.next, got, tt.want)
		}
	}
}

func offer() Offer {
	o := Offer{Recipient: Recipient{Group: "g", Entity: "e", Currency: "GBP", Sandbox: true}, Fees: CardFees}
	o.Suggested, o.Least, o.Most = whole(suggested, "GBP"), whole(least, "GBP"), whole(most, "GBP")
	return o
}

func TestPledgeInput(t *testing.T) {
	good := PledgeInput{ID: "0194f0a0-0000-7000-8000-000000000001", Often: "monthly", Amount: "10", Name: " Rosa ", Email: "rosa@example.org", Own: true}
	for name, tt := range map[string]struct {
		change func(*PledgeInput)
		amount int64
		wrong  string // field:code, empty for none
	}{
		"as it should be":        {func(in *PledgeInput) {}, 1000, ""},
		"another amount wins":    {func(in *PledgeInput) { in.Other = "12,50" }, 1250, ""},
		"fees covered":           {func(in *PledgeInput) { in.Covers = true }, 1036, ""},
		"the most":               {func(in *PledgeInput) { in.Other = "500.00" }, 50000, ""},
		"a penny more":           {func(in *PledgeInput) { in.Other = "500.01" }, 0, "other:gift-too-large"},
		"too much with the fees": {func(in *PledgeInput) { in.Other, in.Covers = "500", true }, 0, "other:gift-too-large"},
		"the least":              {func(in *PledgeInput) { in.Other = "1" }, 100, ""},
		"a penny less":           {func(in *PledgeInput) { in.Other = "0.99" }, 0, "other:gift-too-small"},
		"nothing":                {func(in *PledgeInput) { in.Amount = "" }, 0, "amount:not-an-amount"},
		"less than nothing":      {func(in *PledgeInput) { in.Other = "-5" }, 0, "other:not-an-amount"},
		"a fraction of a penny":  {func(in *PledgeInput) { in.Other = "5.001" }, 0, "other:not-an-amount"},
		"words":                  {func(in *PledgeInput) { in.Other = "ten" }, 0, "other:not-an-amount"},
		"no name":                {func(in *PledgeInput) { in.Name = " " }, 0, "name:needed"},
		"a name of two lines":    {func(in *PledgeInput) { in.Name = "Rosa\r\nBcc: x" }, 0, "name:too-long"},
		"no address":             {func(in *PledgeInput) { in.Email = "" }, 0, "email:needed"},
		"half an address":        {func(in *PledgeInput) { in.Email = "rosa@" }, 0, "email:not-an-address"},
		"two addresses":          {func(in *PledgeInput) { in.Email = "a@example.org, b@example.org" }, 0, "email:not-an-address"},
		"somebody else's money":  {func(in *PledgeInput) { in.Own = false }, 0, "own:own-money-only"},
		"how often?":             {func(in *PledgeInput) { in.Often = "weekly" }, 0, "often:pick-one"},
		"no id":                  {func(in *PledgeInput) { in.ID = "1" }, 0, "id:not-understood"},
	} {
		in := good
		tt.change(&in)
		p, err := in.plan(offer())
		switch {
		case tt.wrong == "" && (err != nil || p.Amount != gbp(tt.amount) || p.Name != "Rosa"):
			t.Errorf("%s: %+v, %v", name, p, err)
		case tt.wrong != "":
			e, ok := domain.AsError(err)
			if !ok || len(e.Fields) != 1 {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for f, code := range e.Fields {
				if f+":"+code != tt.wrong {
					t.Errorf("%s: %s:%s, want %s", name, f, code, tt.wrong)
				}
			}
		}
	}
}

func TestTransactionsSumToZero(t *testing.T) {
	for name, es := range map[string][]Entry{
		"no entries":       nil,
		"one entry":        {{"1", InTill, 5}},
		"too much":         {{"1", InTill, 5}, {"2", Donations, -4}},
		"entry of nothing": {{"1", InTill, 5}, {"2", Donations, -5}, {"3", FeesPaid, 0}},
	} {
		if (Transaction{Key: name, Entries: es}).Check() == nil {
			t.Errorf("%s passed", name)
		}
	}
	if err := (Transaction{Entries: []Entry{{"1", InTill, 5}, {"2", Donations, -3}, {"3", Refunds, -2}}}).Check(); err != nil {
		t.Error(err)
	}
}

// Settled from any state in between, or twice, the same is in the books.
func TestSettle(t *testing.T) {
	paid := Charge{Invoice: "in_1", Charge: "ch_1", Amount: gbp(1000), Fee: gbp(35), Paid: day(2026, 1, 31), From: day(2026, 1, 31), Attempts: 2}
	refunded := paid
	refunded.Refunds = []Refund{{Ref: "re_1", Amount: gbp(400), At: day(2026, 2, 1)}, {Ref: "re_2", Amount: gbp(600), At: day(2026, 2, 2)}, {Ref: "re_3", Amount: gbp(100), At: day(2026, 2, 1), Failed: day(2026, 2, 3)}}
	nothing := Charge{Invoice: "in_0", From: day(2026, 2, 1), Paid: day(2026, 2, 1)}
	p := Plan{ID: "p", Entity: "e", Group: "g", Fund: GeneralFund, Amount: gbp(1000), Interval: Monthly, Status: Pending}
	end := Standing{Status: Stopped, Reason: ReasonDonor, Amount: gbp(700), Ended: day(2026, 3, 1), Charges: []Charge{nothing, refunded}}

	out := settle(p, nil, end, day(2026, 3, 2))
	keys := map[string]bool{}
	sums := map[Account]int64{}
	for _, x := range out.transactions {
		if err := x.Check(); err != nil || keys[x.Key] {
			t.Errorf("%s: %v", x.Key, err)
		}
		keys[x.Key] = true
		for _, e := range x.Entries {
			sums[e.Account] += e.Minor
		}
	}
	if len(keys) != 6 || sums[InTill] != -35 || sums[Donations] != -1000 || sums[Refunds] != 1000 || sums[FeesPaid] != 35 {
		t.Errorf("%v %v", keys, sums)
	}
	if out.plan.Amount != gbp(700) || out.plan.Anchor != 31 || out.plan.Status != Stopped || out.payments[0].Status != Refunded || len(out.letters) != 3 {
		t.Errorf("%+v", out)
	}
	// One more left and came back since: no sum is another, and the books have both.
	end.Charges[0].Refunds = append(end.Charges[0].Refunds, Refund{Ref: "re_4", Amount: gbp(50), At: day(2026, 3, 2), Failed: day(2026, 3, 3)})
	end.Charges = append(end.Charges, paid) // nothing went back of this one
	end.Charges[2].Invoice = "in_2"
	known := settle(p, nil, end, day(2026, 3, 2)).payments
	again := settle(out.plan, known, end, day(2026, 3, 3))
	var more []string
	for _, x := range again.transactions {
		if !keys[x.Key] {
			more = append(more, x.Key)
		}
	}
	if got := strings.Join(more, " "); got != "refund:re_4 refund:re_4:failed" || len(again.payments)+len(again.letters) != 0 {
		t.Errorf("settled twice: %s, %+v", got, again)
	}
}

// A refund that has not left is looked after each day, whether the plan runs or not.
func TestARefundIsLookedAfter(t *testing.T) {
	now := day(2026, 2, 1)
	c := Charge{Invoice: "in_1", Amount: gbp(1000), Paid: now, Refunds: []Refund{{Ref: "re_1", Amount: gbp(400)}}}
	for _, st := range []Standing{{Status: Stopped}, {Status: Active, Next: day(2026, 3, 1)}} {
		st.Charges = []Charge{c}
		if out := settle(Plan{}, nil, st, now); out.plan.LookAt != now.AddDate(0, 0, 1) || out.payments[0].Going != 400 {
			t.Errorf("%+v", out.plan)
		}
	}
}

func yen(minor int64) domain.Money { return domain.Money{Minor: minor, Currency: "JPY"} }

// Whatever the currency, what is offered is worth about as much, and the least
// of it more than a payment service refuses as too small.
func TestTheLadderOfACurrency(t *testing.T) {
	for currency, want := range map[string]string{
		"GBP": "1.00 5.00 10.00 20.00 50.00 500.00", "HUF": "400.00 2000.00 4000.00 8000.00 20000.00 200000.00", "CZK": "25.00 125.00 250.00 500.00 1250.00 12500.00", "JPY": "100 500 1000 2000 5000 50000",
	} {
		all := []string{whole(least, currency).Plain()}
		for _, n := range append(slices.Clone(ladder), most) {
			all = append(all, whole(n, currency).Plain())
		}
		if got := strings.Join(all, " "); got != want {
			t.Errorf("%s: %s", currency, got)
		}
	}
}
