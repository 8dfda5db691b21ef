package giving

import (
	"bytes"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/sheet"
	"barnstorm/templates"
)

// rooms is the pages of a treasurer that the reader may see, with the current one.
func rooms(c *web.Ctx, current string) (all []templates.NavItem) {
	for _, r := range []struct {
		path, word string
		act        domain.Act
	}{
		{"/organise/money", "giving.ledger", domain.SeeLedger}, {"/organise/money/months", "money.months", domain.SeeLedger},
		{"/organise/money/slips", "money.slips", domain.SeeLedger}, {"/organise/money/back", "money.backs", domain.SeeLedger}, {"/organise/calls", "money.calls", domain.CallDonors}, {"/organise/money/looks", "money.looks", domain.SeeAudit},
	} {
		if c.Who().Anywhere(r.act) {
			all = append(all, templates.NavItem{Href: c.Prefix() + r.path, Text: templates.Word(c.Lang(), r.word), Current: r.path == current})
		}
	}
	return all
}

// booksJSON is the books of an entity.
type booksJSON struct {
	Books []bookJSON `json:"books"`
}

type bookJSON struct {
	Entity  domain.EntityID `json:"entity"`
	Name    string          `json:"name"`
	Sandbox bool            `json:"sandbox"`
	Closed  *time.Time      `json:"closed_until,omitempty"`
}

// monthsShown is how many months a list goes back.
const monthsShown = 14

// months answers GET /organise/money/months.
func (h Handlers) months(c *web.Ctx) (web.Answer, error) {
	all, err := h.Giving.AllBooks(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	out, page := booksJSON{Books: []bookJSON{}}, &templates.MonthList{Tabs: rooms(c, "/organise/money/months")}
	for _, b := range all {
		out.Books = append(out.Books, bookJSON{b.Entity, b.Name, b.Sandbox, maybe(b.Closed)})
		row := templates.BooksRow{Name: b.Name, Sandbox: b.Sandbox}
		now := local(c.Now(), b.Zone)
		for n := range monthsShown {
			from := time.Date(now.Year(), now.Month()-time.Month(n), 1, 0, 0, 0, 0, now.Location())
			row.Months = append(row.Months, templates.MonthItem{
				Href: c.Prefix() + "/organise/money/" + string(b.Entity) + "/" + from.Format("2006-01"), From: from, Running: n == 0, Closed: b.Over(from.AddDate(0, 1, 0)),
			})
		}
		page.Books = append(page.Books, row)
	}
	page.Title = templates.Word(c.Lang(), "money.months")
	return web.Answer{JSON: out, Page: "giving/months", Data: page}, nil
}

// reportJSON is a month of the books.
type reportJSON struct {
	Entity  domain.EntityID `json:"entity"`
	Month   giving.Month    `json:"month"`
	Closed  *time.Time      `json:"closed,omitempty"`
	Same    bool            `json:"same"`
	Whole   bool            `json:"whole"`
	Lines   []lineJSON      `json:"lines"`
	Payouts []payoutJSON    `json:"payouts"`
}

type lineJSON struct {
	Group    domain.GroupID `json:"group"`
	Fund     string         `json:"fund"`
	Currency string         `json:"currency"`
	Memo     string         `json:"memo"`
	Account  giving.Account `json:"account"`
	Count    int            `json:"count"`
	Minor    int64          `json:"minor"`
}

type payoutJSON struct {
	Ref        string     `json:"reference"`
	At         time.Time  `json:"at"`
	Amount     moneyJSON  `json:"amount"`
	Difference moneyJSON  `json:"difference"`
	State      string     `json:"state"`
	Items      []itemJSON `json:"items,omitempty"`
}

type itemJSON struct {
	Ref   string           `json:"reference"`
	Kind  string           `json:"kind"`
	Plan  giving.PlanID    `json:"plan,omitempty"`
	Group domain.GroupID   `json:"group,omitempty"`
	Pay   giving.PaymentID `json:"payment,omitempty"`
	Gross int64            `json:"gross"`
	Fee   int64            `json:"fee"`
}

// booksOf reads the entity and the month of an address.
func booksOf(c *web.Ctx) (domain.EntityID, giving.Month, error) {
	e, err := web.ID[domain.EntityID](c, "entity", "no-such-books")
	m := giving.Month(c.Param("month"))
	if _, _, ok := m.Span(time.UTC); err == nil && !ok {
		err = domain.Refuse(domain.NotFound, "no-such-month")
	}
	return e, m, err
}

// month answers GET /organise/money/{entity}/{month}.
func (h Handlers) month(c *web.Ctx) (web.Answer, error) { return h.monthPage(c, templates.Form{}) }

func (h Handlers) monthPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	e, m, err := booksOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	r, err := h.Giving.Report(c.Go(), c.Who(), e, m)
	return reported(c, r, f), err
}

// closeMonth answers POST /organise/money/{entity}/{month}.
func (h Handlers) closeMonth(c *web.Ctx) (web.Answer, error) {
	e, m, err := booksOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	r, err := h.Giving.CloseMonth(c.Go(), c.Who(), e, m)
	if err != nil {
		return c.Again(err, templates.Form{}, func(f templates.Form) (web.Answer, error) { return h.monthPage(c, f) })
	}
	a := reported(c, r, templates.Form{})
	a.Next = "/organise/money/" + string(e) + "/" + string(m)
	return a, nil
}

func reported(c *web.Ctx, r giving.Report, f templates.Form) web.Answer {
	here := c.Prefix() + "/organise/money/" + string(r.Entity) + "/" + string(r.Month)
	first, _, _ := r.Month.Span(time.UTC)
	page := &templates.MonthPage{Form: f, Entity: r.Name, From: first, Running: c.Now().Before(r.Until), Whole: r.Whole, Same: r.Same, CSV: here + "/table.csv", Journal: here + "/books.journal"}
	out := reportJSON{Entity: r.Entity, Month: r.Month, Same: r.Same, Whole: r.Whole, Lines: []lineJSON{}, Payouts: []payoutJSON{}}
	if r.Close != nil {
		page.Closed, page.ClosedAt, out.Closed = true, local(r.Close.At, r.Zone), &r.Close.At
	}
	if r.MayEnd {
		page.Close = here
	}
	for _, x := range r.Rows {
		m := func(minor int64) templates.Amount { return templates.Amount{Minor: minor, Currency: x.Currency} }
		page.Rows = append(page.Rows, templates.MonthSum{
			Group: x.Title, Fund: x.Fund, Count: x.Count, Given: m(x.Given), Fees: m(x.Fees), Back: m(x.Back), Disputes: m(x.Disputes), Exchanged: m(x.Exchanged), Remaining: m(x.Remaining), PaidOut: m(x.PaidOut),
		})
	}
	for _, l := range r.Lines {
		out.Lines = append(out.Lines, lineJSON{l.Group, l.Fund, l.Currency, l.Memo, l.Account, l.Count, l.Minor})
	}
	for _, p := range r.Payouts {
		page.Payouts = append(page.Payouts, payoutRow(c, r.Books, p))
		out.Payouts = append(out.Payouts, payoutOf(p))
	}
	page.Title = templates.In(c.Lang()).MonthName(first) + first.Format(" 2006")
	page.Plays(c.Lang(), r.Sandbox)
	return web.Answer{JSON: out, Page: "giving/month", Data: page}
}

func payoutRow(c *web.Ctx, b giving.Books, p giving.Payout) templates.PayoutRow {
	return templates.PayoutRow{
		Href: c.Prefix() + "/organise/money/" + string(b.Entity) + "/payouts/" + p.Ref, At: local(p.At, b.Zone), Amount: sum(p.Amount),
		Difference: sum(p.Difference()), Failed: p.State == giving.PayoutFailed,
	}
}

func payoutOf(p giving.Payout) payoutJSON {
	out := payoutJSON{Ref: p.Ref, At: p.At, Amount: jsonOf(p.Amount), Difference: jsonOf(p.Difference()), State: string(p.State)}
	for _, i := range p.Items {
		out.Items = append(out.Items, itemJSON{i.Ref, i.Kind, i.Owner.Plan, i.Owner.Group, i.Owner.Payment, i.Gross, i.Fee})
	}
	return out
}

// payout answers GET /organise/money/{entity}/payouts/{ref}.
func (h Handlers) payout(c *web.Ctx) (web.Answer, error) {
	e, err := web.ID[domain.EntityID](c, "entity", "no-such-books")
	if err != nil {
		return web.Answer{}, err
	}
	p, err := h.Giving.OpenPayout(c.Go(), c.Who(), e, c.Param("ref"))
	if err != nil {
		return web.Answer{}, err
	}
	m := func(minor int64) templates.Amount {
		return templates.Amount{Minor: minor, Currency: p.Amount.Currency}
	}
	at := local(p.At, p.Zone)
	page := &templates.PayoutPage{Entity: p.Name, Payout: payoutRow(c, p.Books, p.Payout), Elsewhere: m(p.Elsewhere), Back: c.Prefix() + "/organise/money/" + string(e) + "/" + at.Format("2006-01")}
	for _, i := range p.Items {
		page.Items = append(page.Items, templates.PayoutItem{
			Href: paymentAt(c, i.Owner.Payment), Donor: i.Owner.Name, Kind: i.Kind, Reference: i.Ref, Known: i.Known, Gross: m(i.Gross), Fee: m(i.Fee), Net: m(i.Net()),
		})
	}
	page.Title = templates.In(c.Lang()).Ledger(p.Amount.Minor, p.Amount.Currency)
	page.Plays(c.Lang(), p.Books.Sandbox)
	return web.Answer{JSON: payoutOf(p.Payout), Page: "giving/payout", Data: page}, nil
}

// paymentAt is the address of a payment; empty for none.
func paymentAt(c *web.Ctx, id giving.PaymentID) string {
	if id == "" {
		return ""
	}
	return c.Prefix() + "/organise/money/payments/" + string(id)
}

// columns is the head of the table of a month.
var columns = []string{"booked", "moved", "transaction", "key", "group", "fund", "what", "donor", "account", "debit", "credit", "currency", "sandbox"}

// table answers GET /organise/money/{entity}/{month}/table.csv: every side of
// every transaction of the month, as spreadsheets read it.
func (h Handlers) table(c *web.Ctx) (web.Answer, error) {
	e, m, err := booksOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, columns...)
	if err != nil {
		return web.Answer{}, err
	}
	err = h.Giving.Take(c.Go(), c.Who(), e, m, func(l giving.BookLine) error {
		debit, credit := templates.Amount{Minor: l.Minor, Currency: l.Currency}.Plain(), ""
		if l.Minor < 0 {
			debit, credit = "", templates.Amount{Minor: -l.Minor, Currency: l.Currency}.Plain()
		}
		played := map[bool]string{true: "yes", false: "no"}[l.Sandbox]
		return w.Row(sheet.Text(l.Booked.Format(time.RFC3339)), sheet.Text(l.At.Format(time.RFC3339)), sheet.Text(string(l.ID)), sheet.Text(l.Key), sheet.Text(l.Title), sheet.Text(l.Fund),
			sheet.Text(l.Memo), sheet.Text(l.Donor), sheet.Text(string(l.Account)), sheet.Figure(debit), sheet.Figure(credit), sheet.Text(l.Currency), sheet.Text(played))
	})
	return web.Answer{File: &web.File{Type: "text/csv; charset=utf-8; header=present", Name: "books-" + string(m) + ".csv", Body: b.Bytes()}}, err
}
