package giving

import (
	"strconv"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// statementJSON is what moved under a gift in one year.
type statementJSON struct {
	Year  int                `json:"year"`
	Rows  []statementRowJSON `json:"rows"`
	Given moneyJSON          `json:"given"`
	Back  moneyJSON          `json:"back"`
}

type statementRowJSON struct {
	At        time.Time `json:"at"`
	Memo      string    `json:"memo"`
	Reference string    `json:"reference"`
	Amount    moneyJSON `json:"amount"`
}

// statement answers GET /gift/{token}/statement/{year}.
func (h Handlers) statement(c *web.Ctx) (web.Answer, error) {
	year, err := strconv.Atoi(c.Param("year"))
	if err != nil || year < 1990 || year > 9999 {
		return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-page")
	}
	s, err := h.Giving.Statement(c.Go(), c.Token(), year)
	if err != nil {
		return web.Answer{}, err
	}
	home := c.Prefix() + "/gift/" + c.Param("token")
	page := &templates.GiftStatement{
		Home: home, Year: year, Name: s.Name, Group: s.Recipient.Title, Entity: s.Recipient.Name, Imprint: s.Recipient.Imprint,
		Years: years(home, s.Years, year), Given: sum(s.Given), Back: sum(s.Back), Sum: sum(s.Sum()),
	}
	out := statementJSON{Year: year, Rows: []statementRowJSON{}, Given: jsonOf(s.Given), Back: jsonOf(s.Back)}
	for _, r := range s.Rows {
		page.Rows = append(page.Rows, templates.StatementRow{At: r.At, Memo: r.Memo, Reference: r.Reference, Amount: sum(r.Amount)})
		out.Rows = append(out.Rows, statementRowJSON{r.At, r.Memo, r.Reference, jsonOf(r.Amount)})
	}
	page.Title = templates.Word(c.Lang(), "gift.statement-of", map[string]any{"year": strconv.Itoa(year)})
	page.Plays(c.Lang(), s.Sandbox)
	guard(c, s.Sandbox)
	return web.Answer{Page: "giving/statement", Data: page, JSON: out}, nil
}

func years(home string, all []int, current int) (items []templates.NavItem) {
	for _, y := range all {
		items = append(items, templates.NavItem{Href: home + "/statement/" + strconv.Itoa(y), Text: strconv.Itoa(y), Current: y == current})
	}
	return items
}

// paidYears is the years in which payments of a gift were paid, newest first.
func paidYears(g giving.Gift) (all []int) {
	for _, p := range g.Payments {
		if y := local(p.Paid, g.Recipient.Zone).Year(); !p.Paid.IsZero() && (len(all) == 0 || all[len(all)-1] != y) {
			all = append(all, y)
		}
	}
	return all
}
