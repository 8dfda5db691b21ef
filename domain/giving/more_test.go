package giving

import (
	"slices"
	"testing"
	"time"
)

// Whoever may be asked to give more has paid six times, the last two at the
// first try, and was not asked about it for half a year.
func TestMayAsk(t *testing.T) {
	now := day(2027, 6, 1)
	months := func(n int) (pays []Payment) {
		for i := range n {
			pays = append(pays, Payment{Status: Paid, Attempts: 1, Paid: now.AddDate(0, -i, 0)})
		}
		return pays
	}
	good := Plan{Status: Active, Interval: Monthly, Person: "p", Amount: gbp(1000)}
	for name, tt := range map[string]struct {
		change func(*Plan, []Payment) []Payment
		want   bool
	}{
		"as it should be":                  {func(_ *Plan, ps []Payment) []Payment { return ps }, true},
		"five months":                      {func(_ *Plan, ps []Payment) []Payment { return ps[:5] }, false},
		"the last failed":                  {func(_ *Plan, ps []Payment) []Payment { ps[0].Status = Failed; return ps }, false},
		"the one before came late":         {func(_ *Plan, ps []Payment) []Payment { ps[1].Attempts = 2; return ps }, false},
		"the third came late":              {func(_ *Plan, ps []Payment) []Payment { ps[2].Attempts = 3; return ps }, true},
		"one of six went back":             {func(_ *Plan, ps []Payment) []Payment { ps[4].Status = Refunded; return ps }, false},
		"six and one that failed long ago": {func(_ *Plan, ps []Payment) []Payment { return append(ps, Payment{Status: Failed}) }, true},
		"a debit that is on its way": {func(_ *Plan, ps []Payment) []Payment {
			return slices.Insert(ps, 0, Payment{Status: Underway, Attempts: 1})
		}, false},
		"paused":                   {func(p *Plan, ps []Payment) []Payment { p.Status = Paused; return ps }, false},
		"once":                     {func(p *Plan, ps []Payment) []Payment { p.Interval = Once; return ps }, false},
		"nobody who could agree":   {func(p *Plan, ps []Payment) []Payment { p.Person = ""; return ps }, false},
		"a mandate that has ended": {func(p *Plan, ps []Payment) []Payment { p.Card.Void = true; return ps }, false},
		"the most already":         {func(p *Plan, ps []Payment) []Payment { p.Amount = gbp(49801); return ps }, false},
		"up to the most":           {func(p *Plan, ps []Payment) []Payment { p.Amount = gbp(49800); return ps }, true},
		"asked half a year ago":    {func(p *Plan, ps []Payment) []Payment { p.Asked = now.Add(-AskAgain); return ps }, true},
		"asked a second later":     {func(p *Plan, ps []Payment) []Payment { p.Asked = now.Add(-AskAgain + time.Second); return ps }, false},
	} {
		p := good
		if got := MayAsk(p, nil, now); got {
			t.Error("asked before anything was paid")
		}
		pays := tt.change(&p, months(6))
		if got := MayAsk(p, pays, now); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := good.More(); got != gbp(1200) {
		t.Errorf("more is %v", got)
	}
	if got := (Plan{Amount: yen(1000)}).More(); got != yen(1200) {
		t.Errorf("more is %v", got)
	}
}
