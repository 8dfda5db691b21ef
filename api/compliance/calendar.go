package compliance

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/templates"
)

// electionJSON is the day of an election, as somebody entered it.
type electionJSON struct {
	Day     string `json:"day"`
	Name    string `json:"name"`
	General bool   `json:"general"`
	By      string `json:"entered_by"`
}

// rateJSON is what another currency was worth over some days.
type rateJSON struct {
	ID       compliance.RateID `json:"id"`
	Currency string            `json:"currency"`
	Rate     string            `json:"rate"`
	First    string            `json:"first"`
	Last     string            `json:"last"`
	Source   string            `json:"source"`
	By       string            `json:"entered_by"`
}

// gapJSON is gifts in another currency that are not counted.
type gapJSON struct {
	Month  string    `json:"month"`
	Count  int       `json:"count"`
	Amount moneyJSON `json:"amount"`
}

// calendar adds the days of elections and the rates of a recipient.
func calendar(c *web.Ctx, s compliance.Stand, forms map[string]templates.Form, out *standJSON, row *templates.LawStand) {
	if s.Pack == nil {
		return
	}
	here := c.Prefix() + "/organise/law/recipients/" + string(s.ID)
	row.Currency, row.ByElection, row.NoElection = s.Pack.Currency, s.Pack.ByElection(), s.NoElection(c.Now())
	row.ElectForm, row.RateForm, out.NoElection = forms["election"], forms["rate"], row.NoElection
	if s.May {
		row.Elect, row.Rate, row.RateID = here+"/elections", here+"/rates", row.RateForm.Value("id")
		if row.RateID == "" {
			row.RateID = domain.NewID[string](c.Now())
		}
	}
	for _, e := range s.Elections {
		line := templates.LawElection{Day: e.Day, Name: e.Name, General: e.General, By: e.ByName, Made: e.Made}
		if s.May {
			line.Drop = here + "/elections/" + e.Day + "/drop"
		}
		row.Elections, out.Elections = append(row.Elections, line), append(out.Elections, electionJSON{e.Day, e.Name, e.General, e.ByName})
	}
	for _, r := range s.Rates {
		row.Rates = append(row.Rates, templates.LawRate{Currency: r.Currency, Rate: r.Text(), First: r.First, Last: r.Last, Source: r.Source, By: r.ByName, Made: r.Made})
		out.Rates = append(out.Rates, rateJSON{r.ID, r.Currency, r.Text(), r.First, r.Last, r.Source, r.ByName})
	}
	for _, g := range s.Gaps {
		row.Gaps, out.Uncounted = append(row.Gaps, templates.LawGap{Month: g.Month, Count: g.Count, Sum: sum(g.Sum)}), append(out.Uncounted, gapJSON{g.Month, g.Count, jsonOf(g.Sum)})
	}
}

// elect answers POST /organise/law/recipients/{entity}/elections.
func (h Handlers) elect(c *web.Ctx) (web.Answer, error) {
	var in compliance.ElectionInput
	return h.enter(c, "election", &in, func(e domain.EntityID) error {
		_, err := h.Law.Elect(c.Go(), c.Who(), e, in)
		return err
	})
}

// rate answers POST /organise/law/recipients/{entity}/rates.
func (h Handlers) rate(c *web.Ctx) (web.Answer, error) {
	var in compliance.RateInput
	return h.enter(c, "rate", &in, func(e domain.EntityID) error {
		_, err := h.Law.Enter(c.Go(), c.Who(), e, in)
		return err
	})
}

// enter reads a form of the desk into in, and does what it is for.
func (h Handlers) enter(c *web.Ctx, which string, in any, do func(domain.EntityID) error) (web.Answer, error) {
	e, err := web.ID[domain.EntityID](c, "entity", "no-such-recipient")
	if err != nil {
		return web.Answer{}, err
	}
	form, err := c.Read(in)
	if err == nil {
		err = do(e)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.deskWith(c, f, e, which) })
	}
	a, err := h.desk(c)
	a.Next = "/organise/law"
	return a, err
}

// unelect answers POST /organise/law/recipients/{entity}/elections/{day}/drop.
func (h Handlers) unelect(c *web.Ctx) (web.Answer, error) {
	e, err := web.ID[domain.EntityID](c, "entity", "no-such-recipient")
	if err == nil {
		err = h.Law.Unelect(c.Go(), c.Who(), e, c.Param("day"))
	}
	if err != nil {
		return web.Answer{}, err
	}
	a, err := h.desk(c)
	a.Next = "/organise/law"
	return a, err
}
