package journey

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// mailed opens the newest letter to an address and follows the link whose name
// stands there.
func (v *visitor) mailed(to, says, link string) *visitor {
	v.open("/demo/mailbox?to=" + to).sees(says)
	if link != "" {
		v.tap(link)
	}
	return v
}

// codeMailed goes to the mailbox for the digits that were mailed to an address,
// and comes back.
func (v *visitor) codeMailed(to string) string {
	v.t.Helper()
	here := js[string](v, `location.pathname + location.search`)
	code := js[string](v.open("/demo/mailbox?to="+to).sees("is your code"), `document.body.innerText.match(/(\d{6}) is your code/)[1]`)
	v.open(here)
	return code
}

// A donor gives more by a code from the mail, pays on another day, plays a card
// that is declined, and reads what was given in the year.
func TestDonor(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		h := demo(t)
		v := visit(t, h.url, s)
		v.open("/donate").fill("Your name", "Dora Donor").fill("E-mail", "dora@example.org").tapIn("#give > div:has(#own)", "It is my own money").tapIn("main", "Give £10")
		v.tap("Pay in the sandbox").sees("Thank you")
		v.mailed("dora@example.org", "your receipt", "Lower, pause or stop it").sees("Running")
		v.tap("Give more").fill("New amount a month", "12").tap("Mail me a code").sees("£10", "£12", "Six digits")
		code := v.codeMailed("dora@example.org")
		v.refused().fill("Code from the mail", "wrong").tap("Give £12 a month").sees("This is not the code")
		v.fill("Code from the mail", code).tap("Give £12 a month").sees("£12 a month")
		v.tap("Another day").fill("Day of the month", "5").tap("Mail me a code").sees("Then", "Pay on 5")
		v.mailed("dora@example.org", "You give £12 a month now", "Lower, pause or stop it").tap("What you gave in").sees("Given", "£10")
	})
}

// A button that is pressed while the sum on it changes is pressed all the same:
// leaving the field of an amount is what asks for the new sum.
func TestAPressOutlivesTheSum(t *testing.T) {
	t.Parallel()
	v := visit(t, demo(t).url, desktop)
	v.open("/donate").fill("Your name", "Dora Donor").fill("E-mail", "dora@example.org").tapIn("#give > div:has(#own)", "It is my own money").fill("Another amount in pounds", "12.34")
	v.find("link or button", "Give £10", "#total")
	at := js[[]float64](v, `(({x, y, width, height}) => [x + width / 2, y + height / 2])(document.querySelector('[data-journey]').getBoundingClientRect())`)
	v.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
	v.until("the sum on the button", func() bool { return v.reads("Give £12.34 every month") })
	v.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
	v.sees("Pay in the sandbox", "£12.34")
}

// Journey 3: a payment fails. A volunteer calls from the list and says what came
// of it; the donor gives another card, and the gift runs again.
func TestAFailedPayment(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		h := demo(t)
		l := visit(t, h.url, s).walksIn(h, "lead")
		l.open("/organise/calls").sees("Fay Brennan", "+44 7700 900553", "Failing since", "What to say")
		l.tapIn("li:has(a[href^='tel:'])", "Reached")
		l.until("her to be off the list", func() bool { return l.reads("People to call") && !l.reads("Fay Brennan") })
		v := visit(t, h.url, s)
		v.open("/sign-in").fill("E-mail", "fay@example.org").tap("Mail me a code").sees("Look into your mail")
		v.fill("Code", v.codeMailed("fay@example.org")).tap("Sign me in")
		v.until("to be signed in", func() bool { return js[string](v, `location.pathname`) != "/sign-in/code" && v.text() != "" })
		v.open("/me").tap("£10 a month").sees("Failing", "failed")
		v.tap("Another card").tap("Mail me a code").sees("Six digits")
		v.fill("Code from the mail", v.codeMailed("fay@example.org")).tap("Go to the card page").sees("Which card?", "A card that pays")
		v.tap("Play this card").sees("Running")
	})
}

// downloads follows a link to a file, and holds it to its kind and to what stands in it.
func (v *visitor) downloads(file, kind, holds string) *visitor {
	v.t.Helper()
	status, is, body := v.fetch(js[string](v, `new URL(document.querySelector('a[href$="`+file+`"]').href).pathname`))
	if status != 200 || !strings.HasPrefix(is, kind) || !strings.Contains(body, holds) {
		v.t.Errorf("%s: %d %s holds no %q:\n%s", file, status, is, holds, tail(body, 400))
	}
	return v
}

// The treasurer reads a month that is closed, opens a payout to its gifts with
// a difference of nothing, confirms what somebody entered; an auditor sees it.
func TestTreasurer(t *testing.T) {
	t.Parallel()
	t.Run(desktop.name, func(t *testing.T) {
		h, s := demo(t), desktop
		v := visit(t, h.url, s).walksIn(h, "treasurer")
		v.open("/organise/money/months").sees("closed", "running")
		v.open(js[string](v, `new URL([...document.querySelectorAll('.rows a')].find(a => a.closest('li').innerText.includes('closed')).href).pathname`))
		v.sees("still add up to it", "By group and fund", "Difference £0.00")
		v.downloads("table.csv", "text/csv", "booked,moved,transaction").downloads("books.journal", "text/plain", "income:donations:")
		v.open(js[string](v, `new URL(document.querySelector('a[href*="/payouts/"]').href).pathname`)).sees("What it is made of", "Difference")
		v.open("/organise/money/slips").sees("To be confirmed").tap("Confirm it").sees("in the books")
		v.open("/organise/calls").sees("People to call")
		a := visit(t, h.url, s).walksIn(h, "auditor")
		a.open("/organise/money/looks").sees("Theo Treasurer", "confirmed money", "opened a payout")
		a.open("/organise/money/slips").sees("To be confirmed").misses("Confirm it")
		status, kind, _ := v.fetch("/organise/money/looks")
		if status != 403 {
			t.Errorf("the treasurer reads the auditor's log: %d %s", status, kind)
		}
	})
}

// An organiser opens a page for gifts to a campaign, and somebody gives there.
func TestAppeal(t *testing.T) {
	t.Parallel()
	t.Run(phone.name, func(t *testing.T) {
		h, s := demo(t), phone
		v := visit(t, h.url, s).walksIn(h, "organiser")
		v.open("/organise/appeals").fill("What is it for?", "Vans for the North").fill("Goal", "500").tap("Open the page").sees("Vans for the North", "of £500 that are needed")
		here := v.at()
		v.open(here[strings.Index(here, "/donate"):]+"/poster").sees("Vans for the North", "/donate/for/vans-for-the-north")
		g := visit(t, h.url, s)
		g.open(here[strings.Index(here, "/donate"):]).fill("Your name", "Gus Giver").fill("E-mail", "gus@example.org").tapIn("#give > div:has(#own)", "It is my own money").tapIn("main", "Give £10")
		g.tap("Pay in the sandbox").sees("Thank you")
		v.open("/organise/appeals").sees("£10 of £500")

		// Whoever gave for half a year and agreed to it is asked for a little more by
		// letter, and nothing changes without their yes.
		v.tap("Count who can be asked").sees("Ask 3 people")
		v.tap("Ask 3 people").sees("3 letters are on their way")
		g.open("/demo/mailbox").sees("more a month for Aire Valley Together?").tap("Yes, £").sees("Nothing changes unless you say yes")
		g.tap("Yes, £").sees("A letter confirms it")
	})
}
