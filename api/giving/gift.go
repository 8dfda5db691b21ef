package giving

import (
	"context"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// giftJSON is what programs learn of a gift through its private link.
type giftJSON struct {
	ID       giving.PlanID   `json:"id"`
	Group    domain.GroupID  `json:"group"`
	Status   giving.Status   `json:"status"`
	Reason   string          `json:"reason,omitempty"`
	Amount   moneyJSON       `json:"amount"`
	Interval giving.Interval `json:"interval"`
	Sandbox  bool            `json:"sandbox"`
	Next     *time.Time      `json:"next,omitempty"`
	After    *time.Time      `json:"after,omitempty"`
	Until    *time.Time      `json:"paused_until,omitempty"`
	Ended    *time.Time      `json:"ended,omitempty"`
	Open     []giving.Wish   `json:"unconfirmed"`
	Payments []paymentJSON   `json:"payments"`
}

type paymentJSON struct {
	Reference string               `json:"reference"`
	Status    giving.PaymentStatus `json:"status"`
	Amount    moneyJSON            `json:"amount"`
	Refunded  int64                `json:"refunded"`
	Paid      *time.Time           `json:"paid,omitempty"`
}

func giftOf(g giving.Gift) giftJSON {
	out := giftJSON{
		ID: g.Plan.ID, Group: g.Group, Status: g.Status, Reason: g.Reason, Amount: jsonOf(g.Amount), Interval: g.Interval, Sandbox: g.Sandbox,
		Next: maybe(g.Next), After: maybe(g.After()), Until: maybe(g.PausedUntil), Ended: maybe(g.Ended), Open: []giving.Wish{}, Payments: []paymentJSON{},
	}
	for _, i := range g.Open {
		out.Open = append(out.Open, i.Wish)
	}
	for _, p := range g.Payments {
		out.Payments = append(out.Payments, paymentJSON{p.Invoice, p.Status, jsonOf(p.Amount), p.Refunded, maybe(p.Paid)})
	}
	return out
}

// gift answers GET /gift/{token}.
func (h Handlers) gift(c *web.Ctx) (web.Answer, error) { return h.held(c, templates.Form{}) }

func (h Handlers) held(c *web.Ctx, f templates.Form) (web.Answer, error) {
	g, err := h.Giving.Gift(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	guard(c, g.Sandbox)
	return web.Answer{JSON: giftOf(g), Page: "giving/gift", Data: giftPage(c, g, f)}, nil
}

func giftPage(c *web.Ctx, g giving.Gift, f templates.Form) *templates.GiftShow {
	zone := g.Recipient.Zone
	page := &templates.GiftShow{
		Form: f, Base: c.Prefix() + "/gift/" + c.Param("token"), IDs: wishIDs(c.Now()),
		Name: g.Name, Group: g.Recipient.Title, Entity: g.Recipient.Name, Amount: sum(g.Amount), Least: sum(g.Least),
		Monthly: g.Interval == giving.Monthly, Status: string(g.Status), Reason: g.Reason, Sandbox: g.Sandbox, Open: len(g.Open) > 0,
		Next: local(g.Next, zone), After: local(g.After(), zone), Until: local(g.PausedUntil, zone), Ended: local(g.Ended, zone), LastDay: lastDay(g),
		Pauses: pauses(g), Again: c.Prefix() + "/donate/" + g.Recipient.Slug,
	}
	may := g.Acts()
	page.Lower, page.Raise, page.Day, page.Card, page.Pause, page.Resume, page.Stop = may.Lower, may.Raise, may.Day, may.Card, may.Pause, may.Resume, may.Stop
	page.Raising, page.Debit, page.CardVoid, page.Underway = g.Raising(), g.Card.Kind == giving.ByDebit, g.Card.Void, g.Underway()
	if page.CardLast = g.Card.Last; !g.Card.Ends.IsZero() {
		page.CardEnds = g.Card.Ends.AddDate(0, 0, -1)
	}
	for _, y := range years(page.Base, paidYears(g), 0) {
		y.Text = templates.Word(c.Lang(), "gift.statement-of", map[string]any{"year": y.Text})
		page.Statements = append(page.Statements, y)
	}
	for _, p := range g.Payments {
		if p.Status == giving.Failed && g.Status == giving.Retrying && page.Action == "" {
			page.Action = p.Action
		}
		row := templates.PaymentRow{
			Amount: sum(p.Amount), Status: string(p.Status), At: local(p.Paid, zone), Again: local(p.Again, zone),
			Refunded: templates.Amount{Minor: p.Refunded, Currency: p.Amount.Currency},
		}
		if row.At.IsZero() {
			row.At = local(p.From, zone)
		}
		page.Payments = append(page.Payments, row)
	}
	page.Title = templates.Word(c.Lang(), "giving.your-gift")
	page.Plays(c.Lang(), g.Sandbox)
	return page
}

func wishIDs(now time.Time) templates.WishIDs {
	id := domain.NewID[string]
	return templates.WishIDs{Lower: id(now), Pause: id(now), Resume: id(now), Stop: id(now)}
}

// pauses is for how long a gift may be paused, and when it is charged then.
func pauses(g giving.Gift) (all []templates.PauseChoice) {
	next := g.Next
	for n := 1; n <= 3 && !next.IsZero(); n++ {
		next = giving.MonthAfter(next, g.Anchor)
		all = append(all, templates.PauseChoice{Months: n, Next: local(next, g.Recipient.Zone)})
	}
	return all
}

// lastDay is the day of the last charge that was paid, by the group's clock.
func lastDay(g giving.Gift) time.Time {
	for _, p := range g.Payments {
		if !p.Paid.IsZero() {
			return local(p.Paid, g.Recipient.Zone)
		}
	}
	return time.Time{}
}

// change answers the forms of the donor's page.
func (h Handlers) change(do func(context.Context, domain.Token, giving.ChangeInput) (giving.Gift, error)) func(*web.Ctx) (web.Answer, error) {
	return func(c *web.Ctx) (web.Answer, error) {
		var in giving.ChangeInput
		form, err := c.Read(&in)
		var g giving.Gift
		if err == nil {
			g, err = do(c.Go(), c.Token(), in)
		}
		if err != nil {
			return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.held(c, f) })
		}
		return changed(c, g), nil
	}
}

// Mine lists the reader's gifts, for the reader's own page.
func (h Handlers) Mine(c *web.Ctx, emails []string) ([]templates.MyGift, error) {
	plans, err := h.Giving.Mine(c.Go(), c.Who(), emails)
	var all []templates.MyGift
	for _, p := range plans {
		state := string(p.Status)
		if p.Reason == giving.ReasonOnce {
			state = "paid"
		}
		all = append(all, templates.MyGift{
			Href: c.Prefix() + "/me/gifts/" + string(p.ID), Minor: p.Amount.Minor, Currency: p.Amount.Currency,
			Monthly: p.Interval == giving.Monthly, State: state, Next: p.Next,
		})
	}
	return all, err
}

// unlock answers POST /me/gifts/{plan}: whoever is signed in needs no mail to
// reach a gift of their own.
func (h Handlers) unlock(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[giving.PlanID](c, "plan", "no-such-plan")
	if err != nil {
		return web.Answer{}, err
	}
	emails, err := h.Emails(c)
	if err != nil {
		return web.Answer{}, err
	}
	t, err := h.Giving.Unlock(c.Go(), c.Who(), emails, id)
	return web.Answer{Away: c.Prefix() + "/gift/" + string(t)}, err
}
