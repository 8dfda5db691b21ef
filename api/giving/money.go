package giving

import (
	"net/url"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// ledgerJSON is one page of the books.
type ledgerJSON struct {
	Transactions []transactionJSON `json:"transactions"`
	Balances     []balanceJSON     `json:"balances"`
	SumsToZero   bool              `json:"sums_to_zero"`
	Parked       int               `json:"parked"` // events of providers that were given up
	More         string            `json:"more,omitempty"`
}

type transactionJSON struct {
	ID       giving.TransactionID `json:"id"`
	Key      string               `json:"key"`
	Group    domain.GroupID       `json:"group"`
	Fund     string               `json:"fund"`
	Sandbox  bool                 `json:"sandbox"`
	At       time.Time            `json:"at"`
	Memo     string               `json:"memo"`
	Plan     giving.PlanID        `json:"plan"`
	Donor    string               `json:"donor"`
	Currency string               `json:"currency"`
	Entries  []entryJSON          `json:"entries"`
}

type entryJSON struct {
	Account giving.Account `json:"account"`
	Minor   int64          `json:"minor"`
}

type balanceJSON struct {
	Account giving.Account `json:"account"`
	Sandbox bool           `json:"sandbox"`
	Sum     moneyJSON      `json:"sum"`
}

// money answers GET /organise/money.
func (h Handlers) money(c *web.Ctx) (web.Answer, error) {
	q := giving.LedgerQuery{}
	if id := c.QueryParam("group"); id != "" {
		g, ok := domain.ParseID[domain.GroupID](id)
		if !ok {
			return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-group")
		}
		q.Group = g
	}
	if at, err := time.Parse(time.RFC3339Nano, c.QueryParam("from")); err == nil {
		if id, ok := domain.ParseID[giving.TransactionID](c.QueryParam("after")); ok {
			q.After = giving.Cursor{At: at, ID: id}
		}
	}
	l, err := h.Giving.Ledger(c.Go(), c.Who(), q)
	if err != nil {
		return web.Answer{}, err
	}
	more := ""
	if l.Next.ID != "" {
		next := url.Values{"from": {l.Next.At.Format(time.RFC3339Nano)}, "after": {string(l.Next.ID)}}
		if q.Group != "" {
			next.Set("group", string(q.Group))
		}
		more = c.Prefix() + "/organise/money?" + next.Encode()
	}
	return web.Answer{JSON: ledgerOf(l, more), Page: "giving/ledger", Data: ledgerPage(c, l, more)}, nil
}

func ledgerOf(l giving.Ledger, more string) ledgerJSON {
	out := ledgerJSON{Transactions: []transactionJSON{}, Balances: []balanceJSON{}, SumsToZero: l.Zero, Parked: l.Parked, More: more}
	for _, line := range l.Lines {
		t := transactionJSON{
			ID: line.ID, Key: line.Key, Group: line.Group, Fund: line.Fund, Sandbox: line.Sandbox, At: line.At, Memo: line.Memo,
			Plan: line.Plan, Donor: line.Donor, Currency: line.Currency,
		}
		for _, e := range line.Entries {
			t.Entries = append(t.Entries, entryJSON{e.Account, e.Minor})
		}
		out.Transactions = append(out.Transactions, t)
	}
	for _, b := range l.Balances {
		out.Balances = append(out.Balances, balanceJSON{b.Account, b.Sandbox, jsonOf(b.Sum)})
	}
	return out
}

func ledgerPage(c *web.Ctx, l giving.Ledger, more string) *templates.LedgerPage {
	page := &templates.LedgerPage{Zero: l.Zero, Parked: l.Parked, More: more, Tabs: rooms(c, "/organise/money")}
	for _, b := range l.Balances {
		page.Balances = append(page.Balances, templates.BalanceRow{Account: string(b.Account), Sandbox: b.Sandbox, Sum: sum(b.Sum)})
	}
	for _, line := range l.Lines {
		row := templates.LedgerLine{Href: paymentAt(c, line.Payment), At: line.At, Memo: line.Memo, Donor: line.Donor, Group: line.Title, Sandbox: line.Sandbox}
		for _, e := range line.Entries {
			row.Entries = append(row.Entries, templates.BalanceRow{
				Account: string(e.Account), Sandbox: line.Sandbox, Sum: templates.Amount{Minor: e.Minor, Currency: line.Currency},
			})
		}
		page.Lines = append(page.Lines, row)
	}
	page.Title = templates.Word(c.Lang(), "giving.ledger")
	return page
}
