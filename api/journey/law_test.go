package journey

import (
	"testing"
	"time"
)

// Journey 5 of giving: a donor above £500 is asked what the law wants known; the
// compliance officer keeps a gift with evidence, says who is the same person,
// and makes a report.
func TestComplianceOfficer(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		h := demo(t)
		d := visit(t, h.url, s)
		d.open("/donate").fill("Your name", "Dora Donor").fill("E-mail", "dora@example.org").tapIn("#give > div:has(#own)", "It is my own money").tapIn("#give fieldset", "Once")
		d.fill("Another amount in pounds", "500.01").refused().tapIn("#total", "Give £").sees("The law wants to know", "We may only take the gift if this is true", "Home address")
		d.tapIn("#give div:has(> label #sworn-elector)", "I am on an electoral register").fill("Home address", "1 High Street, Leeds").tapIn("#total", "Give £").sees("Pay in the sandbox").tap("Pay in the sandbox").sees("Thank you")

		v := visit(t, h.url, s).walksIn(h, "compliance-officer")
		v.until("the gifts are held to the law", func() bool { return v.open("/organise/law").reads("Dora Donor") && v.reads("J. Whitaker") })
		v.sees("Margaret Ellison", "days left", "not to be relied on", "The same person?")
		v.tap("Margaret Ellison").sees("Somebody has to see for themselves", "14 Skipton Road")
		v.refused().tap("Decide it").sees("Choose one of these")
		v.tapIn("fieldset", "Keep it").fill("What you looked at", "Register of Keighley, KE 114").tap("Decide it").sees("Kept", "Register of Keighley", "Cora Compliance")
		v.open("/organise/law").tapIn("ul.rows > li:has(button)", "One person").sees("Names and addresses", "Whitaker")
		v.open("/organise/law").tapIn("details", "Make a report")
		year := time.Now().Format("2006")
		v.fill("First day", year+"-01-01").fill("Last day", year+"-12-31").tap("Make and keep it").sees("Unchanged since it was made")
		if time.Now().AddDate(0, 0, -20).Format("2006") == year {
			v.sees("£11,600.00", "3 Cliffe Terrace").downloads("table.csv", "text/csv", "11600.00,GBP")
		}
		v.open("/law").sees("What the law asks of gifts", "Nobody has read it at its source")
	})
}
