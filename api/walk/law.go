package walk

import (
	"fmt"
	"maps"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/bank"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
)

func init() { maps.Copy(turns, lawTurns) }

// lawTurns is the turns of what the law asks.
var lawTurns = map[string]func(c *camp, w *walker) turn{
	"GET /organise/law/gifts/:review": func(c *camp, _ *walker) turn { return at("review", c.review()) },
	"POST /organise/law/gifts/:review": func(c *camp, _ *walker) turn {
		return at("review", c.review()).with(form(compliance.DecideInput{Decision: "keep", Evidence: "Register"}))
	},
	"GET /organise/law/donors/:donor": func(c *camp, _ *walker) turn { return at("donor", c.givers(1)[0].ID) },
	"POST /organise/law/donors/:donor/join": func(c *camp, _ *walker) turn {
		two := c.givers(2)
		return at("donor", two[0].ID).with(fields("other", two[1].ID))
	},
	"POST /organise/law/donors/:donor/apart": func(c *camp, _ *walker) turn {
		two := c.givers(2)
		return at("donor", two[0].ID).with(fields("other", two[1].ID))
	},
	"POST /organise/law/donors/:donor/separate": func(c *camp, _ *walker) turn { return at("donor", c.givers(1)[0].ID) },
	"POST /organise/law/recipients/:entity/reports": func(c *camp, _ *walker) turn {
		return at("entity", c.group.Entity).with(form(compliance.ReportInput{ID: domain.NewID[string](c.now()), First: "2026-01-01", Last: "2026-12-31"}))
	},
	"POST /organise/law/recipients/:entity/elections": func(c *camp, _ *walker) turn {
		return at("entity", c.group.Entity).with(form(compliance.ElectionInput{Day: "2026-11-03", Name: "General", General: true}))
	},
	"POST /organise/law/recipients/:entity/elections/:day/drop": func(c *camp, _ *walker) turn { return at("entity", c.group.Entity, "day", "2026-11-03") },
	"POST /organise/law/recipients/:entity/rates": func(c *camp, _ *walker) turn {
		day := fmt.Sprintf("20%02d-05-01", c.next()%20)
		return at("entity", c.group.Entity).with(form(compliance.RateInput{ID: domain.NewID[string](c.now()), Currency: "EUR", Rate: "0.85", First: day, Last: day, Source: "HMRC"}))
	},
	"GET /organise/dues/:group": func(c *camp, _ *walker) turn { return at("group", c.group.ID) },
	"POST /organise/dues/:group": func(c *camp, _ *walker) turn {
		return at("group", c.group.ID).with(form(bank.RuleInput{Share: "20", From: "2026-12-01"}))
	},
	"POST /organise/dues/:group/:month": func(c *camp, _ *walker) turn {
		return at("group", c.group.ID, "month", "2026-10")
	},
	"POST /organise/bank": func(c *camp, _ *walker) turn {
		return at().with(form(c.statement()))
	},
	"POST /organise/bank/lines/:line": func(c *camp, _ *walker) turn {
		in := c.statement()
		in.Sure = true
		_, err := c.house.Bank.Import(c.Context(), c.boss.who, in)
		c.must(err)
		ls, err := c.house.Bank.Waiting(c.Context(), c.boss.who)
		c.must(err)
		return at("line", ls[len(ls)-1].ID).with(fields("do", "gift"))
	},
	"GET /organise/law/reports/:report":           func(c *camp, _ *walker) turn { return at("report", c.report()) },
	"GET /organise/law/reports/:report/table.csv": func(c *camp, _ *walker) turn { return at("report", c.report()) },
}

// givers is so many new donors of the camp who gave.
func (c *camp) givers(n int) (all []compliance.Donor) {
	c.Helper()
	for range n {
		email := c.donor()
		c.gift(email)
		c.weigh()
		d, err := c.house.Store.DonorAt(c.Context(), c.group.Entity, compliance.Fold(c.secret("donor")), email)
		c.must(err)
		all = append(all, d)
	}
	return all
}

func (c *camp) weigh() {
	c.Helper()
	for n := 1; n > 0; {
		var err error
		n, err = c.house.Law.Weigh(c.Context(), 100)
		c.must(err)
	}
}

// review is a gift of the camp that waits for a decision.
func (c *camp) review() compliance.ReviewID {
	c.Helper()
	d := c.givers(1)[0]
	r := compliance.Review{
		ID: domain.NewID[compliance.ReviewID](c.now()), Entity: c.group.Entity, Group: c.group.ID, Donor: d, Key: domain.NewID[string](c.now()),
		Sum: domain.Money{Minor: 50001, Currency: "GBP"}, Received: c.now(), Pack: "gb-association", Why: []string{"look"}, State: compliance.Open, Made: c.now(),
	}
	_, err := c.house.Store.AddReview(c.Context(), r)
	c.must(err)
	return r.ID
}

// report is a report of the camp with a donor in it.
func (c *camp) report() compliance.ReportID {
	c.Helper()
	d := c.givers(1)[0]
	r := compliance.Report{ID: domain.NewID[compliance.ReportID](c.now()), Entity: c.group.Entity, First: "2026-01-01", Last: "2026-12-31", Pack: "gb-association", Made: c.now(),
		Lines: []compliance.Line{{Donor: d.ID, Name: d.Name, Sum: domain.Money{Minor: 1, Currency: "GBP"}, Gift: string(giving.PaymentID("x"))}}}
	_, err := c.house.Store.AddReport(c.Context(), r)
	c.must(err)
	return r.ID
}

// statement is a bank's table with a transfer to the camp that was never seen.
func (c *camp) statement() bank.ImportInput {
	day := c.now().Format("2006-01-02")
	return bank.ImportInput{Group: string(c.group.ID), Text: "Date,Amount,Name\n" + day + ",10.00," + strings.ReplaceAll(c.secret(fmt.Sprint("payer ", c.next())), `"`, "") + "\n"}
}
