package giving

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// paymentShownJSON is one payment and what went back of it.
type paymentShownJSON struct {
	ID       giving.PaymentID     `json:"id"`
	Plan     giving.PlanID        `json:"plan"`
	Group    domain.GroupID       `json:"group"`
	Donor    string               `json:"donor"`
	Status   giving.PaymentStatus `json:"status"`
	Via      giving.Way           `json:"via"`
	Amount   moneyJSON            `json:"amount"`
	Refunded int64                `json:"refunded"`
	Left     moneyJSON            `json:"left"`
	Paid     *time.Time           `json:"paid,omitempty"`
	Backs    []backJSON           `json:"going_back"`
}

// backsJSON is money on its way back.
type backsJSON struct {
	Backs []backJSON `json:"going_back"`
}

type backJSON struct {
	ID      giving.BackID    `json:"id"`
	Payment giving.PaymentID `json:"payment"`
	Group   domain.GroupID   `json:"group"`
	Amount  moneyJSON        `json:"amount"`
	Why     string           `json:"why"`
	State   giving.BackState `json:"state"`
	By      domain.PersonID  `json:"asked_by"`
	Asked   time.Time        `json:"asked"`
}

func backOf(b giving.Back) backJSON {
	return backJSON{b.ID, b.Payment, b.Group, jsonOf(b.Amount), b.Why, b.State, b.By, b.Asked}
}

func backRow(c *web.Ctx, b giving.Back) templates.BackRow {
	row := templates.BackRow{
		Payment: c.Prefix() + "/organise/money/payments/" + string(b.Payment), Amount: sum(b.Amount), Donor: b.Donor, Group: b.Title, Why: b.Why, State: string(b.State),
		By: b.ByName, Asked: b.Asked, Own: b.By == c.Who().Person, Sandbox: b.Sandbox,
	}
	if c.Who().May(domain.MoveMoney, b.Group) {
		row.Action = c.Prefix() + "/organise/money/back/" + string(b.ID)
	}
	return row
}

// payment answers GET /organise/money/payments/{payment}.
func (h Handlers) payment(c *web.Ctx) (web.Answer, error) { return h.paymentPage(c, templates.Form{}) }

func (h Handlers) paymentPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	id, err := web.ID[giving.PaymentID](c, "payment", "no-such-payment")
	if err != nil {
		return web.Answer{}, err
	}
	p, err := h.Giving.OpenPayment(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	m := func(minor int64) templates.Amount {
		return templates.Amount{Minor: minor, Currency: p.Payment.Amount.Currency}
	}
	at := p.Payment.Paid
	if at.IsZero() {
		at = p.Payment.From
	}
	page := &templates.PaymentPage{
		Tabs: rooms(c, ""), Form: f, NewID: idOf(c, f), Donor: p.Name, Group: p.Title, Amount: sum(p.Payment.Amount), Fee: sum(p.Payment.Fee), Refunded: m(p.Payment.Refunded), Disputed: m(p.Payment.Disputed),
		Left: sum(p.Left), Alone: sum(p.Alone), ByHand: p.Payment.Via != giving.ByTill, Status: string(p.Payment.Status), At: local(at, p.Zone), Whys: giving.Whys,
	}
	out := paymentShownJSON{p.Payment.ID, p.Plan.ID, p.Payment.Group, p.Name, p.Payment.Status, p.Payment.Via, jsonOf(p.Payment.Amount), p.Payment.Refunded, jsonOf(p.Left), maybe(p.Payment.Paid), []backJSON{}}
	if p.May {
		page.Action = c.Prefix() + "/organise/money/payments/" + string(id)
	}
	for _, b := range p.Backs {
		row := backRow(c, b)
		row.Payment = ""
		page.Backs, out.Backs = append(page.Backs, row), append(out.Backs, backOf(b))
	}
	page.Title = templates.Word(c.Lang(), "money.payment")
	page.Plays(c.Lang(), p.Payment.Sandbox)
	return web.Answer{JSON: out, Page: "giving/payment", Data: page}, nil
}

// sendBack answers POST /organise/money/payments/{payment}.
func (h Handlers) sendBack(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[giving.PaymentID](c, "payment", "no-such-payment")
	if err != nil {
		return web.Answer{}, err
	}
	var in giving.BackInput
	form, err := c.Read(&in)
	var b giving.Back
	if err == nil {
		b, err = h.Giving.SendBack(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.paymentPage(c, f) })
	}
	a, err := h.paymentPage(c, templates.Form{})
	a.JSON, a.Next = backOf(b), "/organise/money/payments/"+string(id)
	return a, err
}

// backs answers GET /organise/money/back.
func (h Handlers) backs(c *web.Ctx) (web.Answer, error) { return h.backList(c, templates.Form{}) }

func (h Handlers) backList(c *web.Ctx, f templates.Form) (web.Answer, error) {
	all, err := h.Giving.GoingBack(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	out := backsJSON{Backs: []backJSON{}}
	page := &templates.BackList{Tabs: rooms(c, "/organise/money/back"), Form: f, Alone: sum(giving.AloneBack("GBP"))}
	for n, b := range all {
		if n == 0 {
			page.Alone = sum(giving.AloneBack(b.Amount.Currency))
		}
		out.Backs, page.Backs = append(out.Backs, backOf(b)), append(page.Backs, backRow(c, b))
	}
	page.Title = templates.Word(c.Lang(), "money.backs")
	return web.Answer{JSON: out, Page: "giving/backs", Data: page}, nil
}

// A backDecision is what becomes of money that somebody wants to go back.
type backDecision struct {
	Do string `json:"do"` // "agree" or "drop"
}

// decideBack answers POST /organise/money/back/{back}.
func (h Handlers) decideBack(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[giving.BackID](c, "back", "no-such-back")
	if err != nil {
		return web.Answer{}, err
	}
	var in backDecision
	form, err := c.Read(&in)
	switch {
	case err != nil:
	case in.Do == "agree":
		_, err = h.Giving.AgreeBack(c.Go(), c.Who(), id)
	case in.Do == "drop":
		_, err = h.Giving.DropBack(c.Go(), c.Who(), id)
	default:
		err = domain.Wrong{"do": "pick-one"}.Err()
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.backList(c, f) })
	}
	a, err := h.backList(c, templates.Form{})
	a.Next = "/organise/money/back"
	return a, err
}
