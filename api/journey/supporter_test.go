package journey

import "testing"

// Journey 7: a supporter gives ten a month through the sandbox, gets a
// receipt with a private link, lowers it to seven and stops it; the treasurer
// sees every movement in a ledger that sums to zero.
func TestSupporter(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		h := demo(t)
		v := visit(t, h.url, s)
		v.open("/donate").sees("a month", "Stop in two taps", "no money moves")
		v.refused().tap("Give £10").sees("This is needed")
		v.taps = 0
		v.fill("Your name", "Dora Donor").fill("E-mail", "dora@example.org").tapIn("#give > div:has(#own)", "It is my own money").tapIn("main", "Give £10")
		if v.taps > 8 {
			t.Errorf("giving took %d fields and taps: eight are promised", v.taps)
		}
		v.sees("Pay in the sandbox").tap("Pay in the sandbox").sees("Thank you", "receipt is on its way")
		v.open("/demo/mailbox?to=dora@example.org").sees("your receipt").tap("Lower, pause or stop it")
		v.sees("Give less", "Running")
		v.refused().fill("New amount", "12").tap("Lower it").sees("Give less", "£10")
		v.fill("New amount", "7").tap("Lower it").sees("£7 a month")
		v.tap("Pause it").sees("Paused").tap("End the pause").sees("Running")
		v.taps = 0
		v.open("/demo/mailbox?to=dora@example.org").sees("You give £7 a month now").tap("Lower, pause or stop it").sees("Stop")
		v.tap("Stop my gift").sees("Ended", "Nothing more is taken")
		if v.taps > 2 {
			t.Errorf("stopping took %d taps: two are promised", v.taps)
		}
		b := visit(t, h.url, s).walksIn(h, "treasurer")
		b.open("/organise/money").sees("Ledger", "The sides sum to zero", "Dora Donor")
	})
}
