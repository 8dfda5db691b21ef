// Package bank is the web side of transfers: a bank's table is read, shown as
// it was understood, and kept; what nobody knows waits here for a treasurer.
package bank

import (
	"mime"
	"net/http"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/bank"
	"barnstorm/templates"
)

// Handlers answers what is asked about transfers.
type Handlers struct {
	Bank *bank.Service
	// Groups is where the reader moves money, for the form.
	Groups func(*web.Ctx) ([]templates.Option, error)
}

// Routes is every address about transfers.
func (h Handlers) Routes() []web.Route {
	may, see := web.May(domain.MoveMoney), web.May(domain.SeeLedger)
	return []web.Route{
		{Method: "GET", Path: "/organise/bank", For: may, Does: "List transfers that wait for somebody to say whose they are.", Out: linesJSON{}, Do: h.show},
		{Method: "POST", Path: "/organise/bank", Large: true, For: may, Does: "Read a table of a bank; with sure, keep it.", In: bank.ImportInput{}, Out: readingJSON{}, Do: h.read},
		{Method: "POST", Path: "/organise/bank/lines/:line", For: may, Does: "Say whose a transfer is, and book it.", In: bank.SettleInput{}, Out: lineJSON{}, Do: h.settle},
		{Method: "GET", Path: "/organise/dues/:group", For: see, Does: "Show the dues of a month below a group, and how they are split.", Out: duesJSON{}, Asks: []web.Query{{Name: "month", Says: "The month as 2026-10; without it the month before this one."}}, Do: h.dues},
		{Method: "POST", Path: "/organise/dues/:group", For: may, Do: h.share},
		{Method: "POST", Path: "/organise/dues/:group/:month", For: may, Does: "Book the shares of a month that is over.", Out: duesJSON{}, Do: h.split},
	}
}

// linesJSON is transfers that wait.
type linesJSON struct {
	Lines []lineJSON `json:"lines"`
}

type lineJSON struct {
	ID        bank.LineID    `json:"id,omitempty"`
	Day       string         `json:"day"`
	Minor     int64          `json:"minor"`
	Currency  string         `json:"currency"`
	Name      string         `json:"name"`
	Reference string         `json:"reference"`
	State     bank.LineState `json:"state"`
	Payer     string         `json:"payer,omitempty"`
	Kind      string         `json:"kind,omitempty"`
}

// readingJSON is a table as it was understood.
type readingJSON struct {
	Columns map[string]string `json:"columns"`
	Count   map[string]int    `json:"count"`
	Kept    bool              `json:"kept"`
	Rows    []rowJSON         `json:"rows"`
}

type rowJSON struct {
	Row  int      `json:"row"`
	Will string   `json:"will"`
	Why  string   `json:"why,omitempty"`
	Line lineJSON `json:"line"`
}

func lineOf(l bank.Line) lineJSON {
	return lineJSON{l.ID, l.Day, l.Sum.Minor, l.Sum.Currency, l.Name, l.Reference, l.State, l.Payer.Name, l.Payer.Kind}
}

// show answers GET /organise/bank.
func (h Handlers) show(c *web.Ctx) (web.Answer, error) { return h.page(c, templates.Form{}, nil) }

func (h Handlers) page(c *web.Ctx, f templates.Form, r *bank.Reading) (web.Answer, error) {
	lines, err := h.Bank.Waiting(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	groups, err := h.Groups(c)
	if err != nil {
		return web.Answer{}, err
	}
	out, page := linesJSON{Lines: []lineJSON{}}, &templates.Bank{Form: f, Groups: groups, Action: c.Prefix() + "/organise/bank", Most: bank.MaxRows}
	for _, g := range groups {
		page.Dues = append(page.Dues, templates.NavItem{Href: c.Prefix() + "/organise/dues/" + g.Value, Text: g.Text})
	}
	for _, l := range lines {
		out.Lines = append(out.Lines, lineOf(l))
		page.Lines = append(page.Lines, rowOf(c, l))
	}
	if r != nil {
		page.Reading = readingOf(c, *r, f)
	}
	page.Title = templates.Word(c.Lang(), "bank.title")
	return web.Answer{JSON: out, Page: "bank/show", Data: page}, nil
}

func rowOf(c *web.Ctx, l bank.Line) templates.BankLine {
	return templates.BankLine{
		ID: string(l.ID), Day: l.Day, Sum: templates.Amount{Minor: l.Sum.Minor, Currency: l.Sum.Currency}, Name: l.Name, Reference: l.Reference,
		Payer: l.Payer.Name, Kind: l.Payer.Kind, Action: c.Prefix() + "/organise/bank/lines/" + string(l.ID), Sandbox: l.Sandbox,
	}
}

// readingOf is a table as the page shows it: the first hundred rows.
func readingOf(c *web.Ctx, r bank.Reading, f templates.Form) *templates.BankReading {
	out := &templates.BankReading{Group: string(r.Group), Text: f.Value("text"), Kept: r.Kept, Known: r.Count[bank.WillBook], Unknown: r.Count[bank.WillWait], There: r.Count[bank.There], Left: r.Count[bank.WillLeave], Order: r.Columns.Order}
	out.Header = []templates.Option{{Value: bank.None, Text: templates.Word(c.Lang(), "bank.no-column")}}
	for _, name := range r.Header {
		out.Header = append(out.Header, templates.Option{Value: name, Text: name})
	}
	out.Day, out.Amount, out.Name, out.Reference, out.Account = r.Columns.Day, r.Columns.Amount, r.Columns.Name, r.Columns.Reference, r.Columns.Account
	out.Currency, out.Direction = r.Columns.Currency, r.Columns.Direction
	for _, row := range r.Rows[:min(100, len(r.Rows))] {
		out.Rows = append(out.Rows, templates.BankRow{N: row.N, Will: row.Will, Why: row.Why, Line: rowOf(c, row.Line)})
	}
	return out
}

// read answers POST /organise/bank.
func (h Handlers) read(c *web.Ctx) (web.Answer, error) {
	var in bank.ImportInput
	form, err := c.Read(&in)
	if kind, _, _ := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType)); err == nil && kind == echo.MIMEMultipartForm && in.Text == "" {
		var file []byte
		if _, file, err = c.Upload("file", 4<<20); err == nil {
			in.Text, err = bank.Plain(file)
		}
		if form.Raw != nil {
			form.Raw.Set("text", in.Text)
		}
	}
	var r bank.Reading
	if err == nil {
		r, err = h.Bank.Import(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) {
			if r.Header != nil {
				return h.page(c, f, &r)
			}
			return h.page(c, f, nil)
		})
	}
	a, err := h.page(c, templates.Form{Raw: map[string][]string{"text": {in.Text}}}, &r)
	a.JSON, a.Status = jsonOf(r), http.StatusOK
	if r.Kept {
		a.Status = http.StatusCreated
	}
	return a, err
}

func jsonOf(r bank.Reading) readingJSON {
	c := r.Columns
	out := readingJSON{Count: r.Count, Kept: r.Kept, Rows: []rowJSON{}, Columns: map[string]string{"day": c.Day, "amount": c.Amount, "name": c.Name, "reference": c.Reference, "account": c.Account, "currency": c.Currency, "direction": c.Direction, "order": c.Order}}
	for _, row := range r.Rows {
		out.Rows = append(out.Rows, rowJSON{row.N, row.Will, row.Why, lineOf(row.Line)})
	}
	return out
}

// settle answers POST /organise/bank/lines/{line}.
func (h Handlers) settle(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[bank.LineID](c, "line", "no-such-line")
	if err != nil {
		return web.Answer{}, err
	}
	var in bank.SettleInput
	var l bank.Line
	form, err := c.Read(&in)
	if err == nil {
		l, err = h.Bank.Settle(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		inWords(c, err)
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.page(c, f, nil) })
	}
	return web.Answer{JSON: lineOf(l), Next: "/organise/bank"}, nil
}

// inWords lets the sentence of a refusal name the cash that is there.
func inWords(c *web.Ctx, err error) {
	e, ok := domain.AsError(err)
	if minor, held := int64(0), false; ok {
		if minor, held = e.Args["minor"].(int64); held {
			currency, _ := e.Args["currency"].(string)
			e.Args["there"] = templates.In(c.Lang()).Ledger(minor, currency)
		}
	}
}
