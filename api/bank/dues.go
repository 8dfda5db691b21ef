package bank

import (
	"net/http"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/bank"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// duesJSON is the dues of a month, and how they are split.
type duesJSON struct {
	Group domain.GroupID `json:"group"`
	Month giving.Month   `json:"month"`
	Share int            `json:"share"` // hundredths of a per cent
	Parts []partJSON     `json:"parts"`
}

type partJSON struct {
	Group    domain.GroupID `json:"group"`
	Name     string         `json:"name"`
	Currency string         `json:"currency"`
	Dues     int64          `json:"dues"`
	Up       int64          `json:"share"`
	Booked   int64          `json:"booked"`
}

func duesOf(st bank.Statement) duesJSON {
	out := duesJSON{Group: st.To.Group, Month: st.Month, Share: st.Rule.Share, Parts: []partJSON{}}
	for _, p := range st.Parts {
		out.Parts = append(out.Parts, partJSON{p.Group, p.Title, p.Currency, p.Dues, p.Up, p.Passed})
	}
	return out
}

// dues answers GET /organise/dues/{group}: a month, the last one where the
// query names none.
func (h Handlers) dues(c *web.Ctx) (web.Answer, error) {
	return h.duesPage(c, templates.Form{}, giving.Month(c.QueryParam("month")))
}

func (h Handlers) duesPage(c *web.Ctx, f templates.Form, m giving.Month) (web.Answer, error) {
	g, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err != nil {
		return web.Answer{}, err
	}
	now := c.Now()
	if m == "" {
		m = giving.Month(time.Date(now.Year(), now.Month(), 0, 0, 0, 0, 0, time.UTC).Format("2006-01"))
	}
	st, err := h.Bank.DuesOf(c.Go(), c.Who(), g, m)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Answer{JSON: duesOf(st), Page: "bank/dues", Data: duesPage(c, st, f)}, nil
}

func duesPage(c *web.Ctx, st bank.Statement, f templates.Form) *templates.Dues {
	here := c.Prefix() + "/organise/dues/" + string(st.To.Group)
	day, _ := time.Parse("2006-01", string(st.Month))
	page := &templates.Dues{
		Form: f, Group: st.To.Title, Month: day, Share: st.Rule.Share, Earlier: here + "?month=" + day.AddDate(0, -1, 0).Format("2006-01"),
		First: time.Date(c.Now().Year(), c.Now().Month()+1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
	}
	if st.Over {
		page.Later = here + "?month=" + day.AddDate(0, 1, 0).Format("2006-01")
	}
	if st.May {
		page.Action = here
	}
	for _, p := range st.Parts {
		sum := func(minor int64) templates.Amount { return templates.Amount{Minor: minor, Currency: p.Currency} }
		page.Parts = append(page.Parts, templates.DuesPart{Group: p.Title, Sandbox: p.Sandbox, Dues: sum(p.Dues), Up: sum(p.Up), Rest: sum(p.Dues - p.Up), Booked: p.Passed == p.Up})
		if st.May && st.Over && p.Passed != p.Up {
			page.Split = here + "/" + string(st.Month)
		}
	}
	page.Title = templates.Word(c.Lang(), "dues.title")
	return page
}

// share answers POST /organise/dues/{group}.
func (h Handlers) share(c *web.Ctx) (web.Answer, error) {
	g, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err != nil {
		return web.Answer{}, err
	}
	var in bank.RuleInput
	var r bank.Rule
	form, err := c.Read(&in)
	if err == nil {
		r, err = h.Bank.Share(c.Go(), c.Who(), g, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.duesPage(c, f, "") })
	}
	return web.Answer{Status: http.StatusOK, JSON: map[string]any{"from": r.From, "share": r.Share}, Next: "/organise/dues/" + string(g)}, nil
}

// split answers POST /organise/dues/{group}/{month}.
func (h Handlers) split(c *web.Ctx) (web.Answer, error) {
	g, err := web.ID[domain.GroupID](c, "group", "no-such-group")
	if err != nil {
		return web.Answer{}, err
	}
	m := giving.Month(c.Param("month"))
	st, err := h.Bank.Split(c.Go(), c.Who(), g, m)
	if err != nil {
		return c.Again(err, templates.Form{}, func(f templates.Form) (web.Answer, error) { return h.duesPage(c, f, m) })
	}
	return web.Answer{JSON: duesOf(st), Next: "/organise/dues/" + string(g) + "?month=" + string(m)}, nil
}
