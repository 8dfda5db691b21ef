// Package compliance is the web side of the law: what it asks, what waits for
// a compliance officer, who gave how much, and reports.
package compliance

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/domain/lawpack"
	"barnstorm/templates"
)

// Handlers answers what is asked about the law.
type Handlers struct {
	Law *compliance.Service
}

// Routes is every address about the law.
func (h Handlers) Routes() []web.Route {
	see, decide := web.May(domain.SeeDonors), web.May(domain.DecideGifts)
	return []web.Route{
		{Method: "GET", Path: "/law", For: web.Anyone, Does: "List the law packs and every rule in them as it stands today.", Out: packsJSON{}, Do: h.packs},
		{Method: "GET", Path: "/organise/law", For: see, Does: "List what waits at the legal entities in the caller's care.", Out: deskJSON{}, Do: h.desk},
		{Method: "GET", Path: "/organise/law/gifts/:review", For: see, Does: "Show a gift that the law wants looked at.", Out: reviewJSON{}, Do: h.review},
		{Method: "POST", Path: "/organise/law/gifts/:review", For: decide, Does: "Keep a gift, with evidence, or have it given back.", In: compliance.DecideInput{}, Out: reviewJSON{}, Do: h.decide},
		{Method: "GET", Path: "/organise/law/donors/:donor", For: see, Does: "Show a donor: names, totals by year, gifts of two years.", Out: donorJSON{}, Do: h.donor},
		{Method: "POST", Path: "/organise/law/donors/:donor/join", For: decide, Does: "Say that two donors are one person.", In: compliance.JoinInput{}, Out: donorJSON{}, Do: h.join},
		{Method: "POST", Path: "/organise/law/donors/:donor/apart", For: decide, Does: "Say that two donors who look alike are two people.", In: compliance.JoinInput{}, Out: donorJSON{}, Do: h.apart},
		{Method: "POST", Path: "/organise/law/donors/:donor/separate", For: decide, Does: "Take a joined donor out again.", Out: donorJSON{}, Do: h.separate},
		{Method: "POST", Path: "/organise/law/recipients/:entity/reports", For: decide, Does: "Make a report on a period and keep it as it is; the id is made by the sender.", In: compliance.ReportInput{}, Out: reportJSON{}, Do: h.freeze},
		{Method: "POST", Path: "/organise/law/recipients/:entity/elections", For: decide, Does: "Enter the day of an election, and count anew what was given towards it.", In: compliance.ElectionInput{}, Out: deskJSON{}, Do: h.elect},
		{Method: "POST", Path: "/organise/law/recipients/:entity/elections/:day/drop", For: decide, Does: "Take the day of an election away.", Out: deskJSON{}, Do: h.unelect},
		{Method: "POST", Path: "/organise/law/recipients/:entity/rates", For: decide, Does: "Enter what another currency was worth over some days, and count the gifts of these days; the id is made by the sender.", In: compliance.RateInput{}, Out: deskJSON{}, Do: h.rate},
		{Method: "GET", Path: "/organise/law/reports/:report", For: see, Does: "Show a report as it was, and what is known otherwise by now.", Out: reportJSON{}, Do: h.report},
		{Method: "GET", Path: "/organise/law/reports/:report/table.csv", For: see, Fresh: true, Do: h.table},
	}
}

// moneyJSON is an amount in minor units.
type moneyJSON struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

func jsonOf(m domain.Money) moneyJSON { return moneyJSON{m.Minor, m.Currency} }

func sum(m domain.Money) templates.Amount {
	return templates.Amount{Minor: m.Minor, Currency: m.Currency}
}

func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// packsJSON is the law packs.
type packsJSON struct {
	Packs []packJSON `json:"packs"`
}

type packJSON struct {
	Name      string     `json:"name"`
	Country   string     `json:"country"`
	Recipient string     `json:"recipient"`
	Currency  string     `json:"currency"`
	Zone      string     `json:"zone"`
	Rules     []ruleJSON `json:"rules"`
}

type ruleJSON struct {
	Rule    string   `json:"rule"`
	Says    string   `json:"says"`
	Minor   int64    `json:"minor"`
	Reached bool     `json:"reached"`
	Of      string   `json:"of"`
	Asks    []string `json:"asks,omitempty"`
	Days    int      `json:"days,omitempty"`
	Every   string   `json:"every,omitempty"`
	From    string   `json:"from"`
	Until   string   `json:"until,omitempty"`
	Note    string   `json:"note,omitempty"`
	Source  string   `json:"source"`
	Checked string   `json:"checked,omitempty"`
	Stale   string   `json:"stale,omitempty"`
}

// packs answers GET /law.
func (h Handlers) packs(c *web.Ctx) (web.Answer, error) {
	out, page := packsJSON{}, &templates.LawPage{}
	for _, p := range lawpack.All() {
		pj := packJSON{Name: p.ID, Country: p.Country, Recipient: p.Recipient, Currency: p.Currency, Zone: p.Zone.String()}
		row := templates.LawPack{ID: p.ID, Country: p.Country, Recipient: p.Recipient, Zone: p.Zone.String(), Stale: len(p.Stale(c.Now()))}
		for _, r := range p.InForce(c.Now()) {
			pj.Rules = append(pj.Rules, ruleJSON{r.ID, r.Says, r.Sum, r.Reached, r.Of, r.Asks, r.Days, r.Every, r.From, r.Until, r.Note, r.Source, r.Checked, r.Stale})
			row.Rules = append(row.Rules, ruleOf(r, p.Currency))
		}
		out.Packs, page.Packs = append(out.Packs, pj), append(page.Packs, row)
	}
	page.Title, page.Robots = templates.Word(c.Lang(), "law.title"), true
	page.Description, page.Canonical = templates.Word(c.Lang(), "law.lead"), c.URL("/law")
	return web.Answer{JSON: out, Page: "law/packs", Data: page}, nil
}

// ruleOf is a rule as pages show it. A sum that is one minor unit and counts
// from itself on is any gift at all, and is not shown.
func ruleOf(r lawpack.Held, currency string) templates.LawRule {
	out := templates.LawRule{Name: r.ID, Says: r.Says, Reached: r.Reached, Of: r.Of, Asks: r.Asks, Days: r.Days, Every: r.Every, Note: r.Note, Source: r.Source, Checked: r.Checked, Until: r.Until, Stale: r.Stale}
	if r.Sum > 1 {
		out.Over = templates.Amount{Minor: r.Sum, Currency: currency}
	}
	return out
}

func rulesOf(p *lawpack.Pack, held []lawpack.Held) (out []templates.LawRule) {
	for _, r := range held {
		out = append(out, ruleOf(r, p.Currency))
	}
	return out
}

// deskJSON is what waits.
type deskJSON struct {
	Recipients []standJSON `json:"recipients"`
}

type standJSON struct {
	Entity  domain.EntityID `json:"entity"`
	Name    string          `json:"name"`
	Pack    string          `json:"pack,omitempty"`
	Stale   []string        `json:"stale,omitempty"`
	Waiting []reviewJSON    `json:"waiting"`

	Elections  []electionJSON `json:"elections,omitempty"`
	NoElection bool           `json:"no_election_to_come,omitempty"`
	Rates      []rateJSON     `json:"rates,omitempty"`
	Uncounted  []gapJSON      `json:"uncounted,omitempty"`
}

// desk answers GET /organise/law.
func (h Handlers) desk(c *web.Ctx) (web.Answer, error) {
	return h.deskWith(c, templates.Form{}, "", "")
}

// deskWith is the desk with one form of one recipient as it came back: "report",
// "election" or "rate".
func (h Handlers) deskWith(c *web.Ctx, f templates.Form, of domain.EntityID, which string) (web.Answer, error) {
	o, err := h.Law.Overview(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	out, page, may := deskJSON{Recipients: []standJSON{}}, &templates.LawDesk{}, false
	for _, s := range o.Recipients {
		forms := map[string]templates.Form{}
		if s.ID == of {
			forms[which] = f
		}
		may = may || s.May
		sj, row := stand(c, s, forms["report"])
		calendar(c, s, forms, &sj, &row)
		out.Recipients, page.Recipients = append(out.Recipients, sj), append(page.Recipients, row)
	}
	for _, l := range o.Likes {
		page.Likes = append(page.Likes, likeOf(c, l, may))
	}
	page.Title = templates.Word(c.Lang(), "law.desk")
	return web.Answer{JSON: out, Page: "law/desk", Data: page}, nil
}

func stand(c *web.Ctx, s compliance.Stand, f templates.Form) (standJSON, templates.LawStand) {
	out := standJSON{Entity: s.ID, Name: s.Name, Waiting: []reviewJSON{}}
	row := templates.LawStand{Name: s.Name, Sandbox: s.Sandbox, Country: s.Country, Form: f}
	if s.Pack != nil {
		out.Pack, row.Pack, row.Kind, row.Stale = s.Pack.ID, s.Pack.ID, s.Pack.Recipient, rulesOf(s.Pack, s.Stale)
		for _, r := range s.Stale {
			out.Stale = append(out.Stale, r.ID)
		}
	}
	if s.May && s.Pack != nil {
		row.Action = c.Prefix() + "/organise/law/recipients/" + string(s.ID) + "/reports"
		if row.NewID = f.Value("id"); row.NewID == "" {
			row.NewID = domain.NewID[string](c.Now())
		}
	}
	for _, r := range s.Waiting {
		out.Waiting = append(out.Waiting, reviewOf(r))
		row.Waiting = append(row.Waiting, reviewRow(c, r))
	}
	for _, r := range s.Reports {
		row.Reports = append(row.Reports, templates.LawReportRow{Href: c.Prefix() + "/organise/law/reports/" + string(r.ID), First: r.First, Last: r.Last, Made: lawpack.In(r.Pack, r.Made), By: r.ByName})
	}
	return out, row
}

func likeOf(c *web.Ctx, l compliance.Like, may bool) templates.LawLike {
	row := templates.LawLike{Donor: donorRow(c, l.Donor), Other: donorRow(c, l.Other), Why: l.Why}
	if may {
		row.Join, row.Apart = row.Donor.Href+"/join", row.Donor.Href+"/apart"
	}
	return row
}

func donorRow(c *web.Ctx, d compliance.Donor) templates.LawDonorRow {
	return templates.LawDonorRow{ID: string(d.ID), Href: c.Prefix() + "/organise/law/donors/" + string(d.ID), Name: d.Name, Email: d.Email, Made: d.Made}
}
