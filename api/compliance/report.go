package compliance

import (
	"bytes"
	"strconv"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/lawpack"
	"barnstorm/domain/sheet"
	"barnstorm/templates"
)

// reportJSON is a report as it was, and what is known otherwise by now.
type reportJSON struct {
	ID     compliance.ReportID `json:"id"`
	First  string              `json:"first"`
	Last   string              `json:"last"`
	Pack   string              `json:"pack"`
	Made   time.Time           `json:"made"`
	By     string              `json:"made_by"`
	Hash   string              `json:"sha256"`
	Intact bool                `json:"intact"`
	Stale  []string            `json:"stale,omitempty"`
	Lines  []lineJSON          `json:"lines"`
	Since  []changeJSON        `json:"since"`
}

type lineJSON struct {
	Donor   compliance.DonorID `json:"donor"`
	Name    string             `json:"name"`
	Kind    string             `json:"kind"`
	Address string             `json:"address"`
	Work    string             `json:"work,omitempty"`
	Rule    string             `json:"rule"`
	Source  string             `json:"source"`
	Amount  moneyJSON          `json:"amount"`
	Payment string             `json:"payment"`
	At      time.Time          `json:"at"`
	Until   time.Time          `json:"until"`
}

type changeJSON struct {
	Then *lineJSON `json:"then,omitempty"`
	Now  *lineJSON `json:"now,omitempty"`
}

func lineOf(l compliance.Line) *lineJSON {
	if l.Donor == "" {
		return nil
	}
	return &lineJSON{l.Donor, l.Name, l.Kind, l.Address, l.Work, l.Rule, l.Source, jsonOf(l.Sum), l.Gift, l.At, l.Until}
}

func reportOf(r compliance.Reading) reportJSON {
	out := reportJSON{ID: r.ID, First: r.First, Last: r.Last, Pack: r.Pack, Made: r.Made, By: r.ByName, Hash: r.Hash, Intact: r.Intact, Stale: r.Stale, Lines: []lineJSON{}, Since: []changeJSON{}}
	for _, l := range r.Lines {
		out.Lines = append(out.Lines, *lineOf(l))
	}
	for _, ch := range r.Since {
		out.Since = append(out.Since, changeJSON{lineOf(ch.Then), lineOf(ch.Now)})
	}
	return out
}

// freeze answers POST /organise/law/recipients/{entity}/reports.
func (h Handlers) freeze(c *web.Ctx) (web.Answer, error) {
	e, err := web.ID[domain.EntityID](c, "entity", "no-such-recipient")
	if err != nil {
		return web.Answer{}, err
	}
	var in compliance.ReportInput
	var r compliance.Report
	form, err := c.Read(&in)
	if err == nil {
		r, err = h.Law.Freeze(c.Go(), c.Who(), e, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.deskWith(c, f, e, "report") })
	}
	return web.Answer{JSON: reportOf(compliance.Reading{Report: r, Intact: true}), Next: "/organise/law/reports/" + string(r.ID)}, nil
}

func (h Handlers) reading(c *web.Ctx) (compliance.Reading, error) {
	id, err := web.ID[compliance.ReportID](c, "report", "no-such-report")
	if err != nil {
		return compliance.Reading{}, err
	}
	return h.Law.Read(c.Go(), c.Who(), id)
}

// report answers GET /organise/law/reports/{report}.
func (h Handlers) report(c *web.Ctx) (web.Answer, error) {
	r, err := h.reading(c)
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/law/reports/" + string(r.ID)
	page := &templates.LawReport{
		Entity: r.Recipient.Name, Country: r.Recipient.Country, First: r.First, Last: r.Last, Made: lawpack.In(r.Pack, r.Made), By: r.ByName, Hash: r.Hash, Intact: r.Intact, Stale: r.Stale, Table: here + "/table.csv",
	}
	for _, l := range r.Lines {
		page.Lines = append(page.Lines, templates.LawLine{
			Name: l.Name, Href: c.Prefix() + "/organise/law/donors/" + string(l.Donor), Kind: l.Kind, Address: l.Address, Work: l.Work, Rule: l.Rule, Source: l.Source,
			Sum: sum(l.Sum), At: lawpack.In(r.Pack, l.At), Until: lawpack.In(r.Pack, l.Until.Add(-time.Second)), Stale: l.Stale,
		})
	}
	for _, ch := range r.Since {
		name := ch.Then.Name
		if name == "" {
			name = ch.Now.Name
		}
		page.Since = append(page.Since, templates.LawChange{Name: name, Then: sum(ch.Then.Sum), Now: sum(ch.Now.Sum)})
	}
	page.Plays(c.Lang(), r.Recipient.Sandbox)
	page.Title = templates.Word(c.Lang(), "law.report", map[string]any{"first": r.First, "last": r.Last})
	return web.Answer{JSON: reportOf(r), Page: "law/report", Data: page}, nil
}

// table answers GET /organise/law/reports/{report}/table.csv.
func (h Handlers) table(c *web.Ctx) (web.Answer, error) {
	r, err := h.reading(c)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, "donor", "kind", "address", "occupation and employer", "amount", "currency", "received", "report by", "rule", "source", "not to be relied on", "payment")
	if err != nil {
		return web.Answer{}, err
	}
	for _, l := range r.Lines {
		err := w.Row(sheet.Text(l.Name), sheet.Text(l.Kind), sheet.Text(l.Address), sheet.Text(l.Work), sheet.Figure(amount(l.Sum)), sheet.Text(l.Sum.Currency),
			sheet.Text(lawpack.In(r.Pack, l.At).Format(time.DateOnly)), sheet.Text(lawpack.In(r.Pack, l.Until.Add(-time.Second)).Format(time.DateOnly)), sheet.Text(l.Rule), sheet.Text(l.Source), sheet.Text(l.Stale), sheet.Text(l.Gift))
		if err != nil {
			return web.Answer{}, err
		}
	}
	return web.Answer{File: &web.File{Type: "text/csv; charset=utf-8; header=present", Name: "report-" + r.First + "-" + r.Last + ".csv", Body: b.Bytes()}}, nil
}

// amount is money as tables hold it: "1234.50".
func amount(m domain.Money) string {
	if domain.Exponent(m.Currency) == 0 {
		return strconv.FormatInt(m.Minor, 10)
	}
	sign, n := "", m.Minor
	if n < 0 {
		sign, n = "-", -n
	}
	part := strconv.FormatInt(100+n%100, 10)[1:]
	return sign + strconv.FormatInt(n/100, 10) + "." + part
}
