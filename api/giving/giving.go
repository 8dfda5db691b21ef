// Package giving is the web side of gifts: the donate page, the sandbox's
// payment page, the donor's private page, the treasurer's ledger, and the
// address to which payment providers write.
package giving

import (
	"cmp"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// Handlers answers what is asked about gifts.
type Handlers struct {
	Giving *giving.Service
	// Ear reads what the payment provider of an entity sends; nil for an
	// entity without one.
	Ear func(domain.EntityID) giving.Ear
	// Emails is the addresses that the reader has confirmed.
	Emails func(*web.Ctx) ([]string, error)
	// Groups is the groups for which the reader may enter money. It may be nil.
	Groups func(*web.Ctx) ([]templates.Option, error)
	// Appealing is the groups for which the reader may open appeals. It may be nil.
	Appealing func(*web.Ctx) ([]templates.Option, error)
	// Heard is told that an event waits, so that nobody waits for the next
	// round of the job. It may be nil.
	Heard func()
}

// Routes is every address about gifts.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/donate", For: web.Anyone, Asks: []web.Query{{Name: "often", Says: "monthly or once"}, {Name: "amount", Says: "One of the amounts offered."}, {Name: "other", Says: "Another amount."}, {Name: "covers", Says: "Anything, to cover the fee."}}, Does: "Show what may be given to the top group, and how.", Out: offerJSON{}, Do: h.donate},
		{Method: "POST", Path: "/donate", For: web.Anyone, Does: "Promise a gift to the top group; the id is made by the sender.", In: giving.PledgeInput{}, Out: pledgeJSON{}, Do: h.pledge},
		{Method: "GET", Path: "/donate/:slug", For: web.Anyone, Asks: []web.Query{{Name: "often", Says: "monthly or once"}, {Name: "amount", Says: "One of the amounts offered."}, {Name: "other", Says: "Another amount."}, {Name: "covers", Says: "Anything, to cover the fee."}}, Does: "Show what may be given to a group, and how.", Out: offerJSON{}, Do: h.donate},
		{Method: "POST", Path: "/donate/:slug", For: web.Anyone, Does: "Promise a gift to a group; the id is made by the sender.", In: giving.PledgeInput{}, Out: pledgeJSON{}, Do: h.pledge},
		{Method: "GET", Path: "/donate/:slug/poster", For: web.Anyone, Do: h.poster},
		{Method: "GET", Path: "/donate/for/:appeal", For: web.Anyone, Asks: []web.Query{{Name: "often", Says: "monthly or once"}, {Name: "amount", Says: "One of the amounts offered."}, {Name: "other", Says: "Another amount."}, {Name: "covers", Says: "Anything, to cover the fee."}}, Does: "Show what may be given to an appeal, and how.", Out: offerJSON{}, Do: h.donate},
		{Method: "POST", Path: "/donate/for/:appeal", For: web.Anyone, Does: "Promise a gift to an appeal; the id is made by the sender.", In: giving.PledgeInput{}, Out: pledgeJSON{}, Do: h.pledge},
		{Method: "GET", Path: "/donate/for/:appeal/poster", For: web.Anyone, Do: h.poster},
		{Method: "GET", Path: "/organise/appeals", For: web.May(domain.RunAppeals), Asks: []web.Query{{Name: "ask", Says: "A group whose donors might be asked to give more: how many are."}}, Does: "List the appeals that the caller runs.", Out: appealsJSON{}, Do: h.appeals},
		{Method: "POST", Path: "/organise/appeals", For: web.May(domain.RunAppeals), Does: "Open a page for gifts to a campaign or an event.", In: giving.AppealInput{}, Out: appealJSON{}, Do: h.begin},
		{Method: "POST", Path: "/organise/appeals/:appeal/end", For: web.May(domain.RunAppeals), Does: "Close a page for gifts.", Out: appealsJSON{}, Do: h.endAppeal},
		{Method: "POST", Path: "/organise/appeals/ask", For: web.May(domain.RunAppeals), Fresh: true, Does: "Ask donors of a group and those below it by letter whether they want to give a little more.", In: giving.AskInput{}, Out: askedJSON{}, Do: h.askMore},
		{Method: "GET", Path: "/more/:token", For: web.Holder, Does: "Show what a donor was asked.", Out: changeJSON{}, Do: h.more},
		{Method: "POST", Path: "/more/:token", For: web.Holder, Does: "Say yes to giving more, as was asked.", In: giving.ChangeInput{}, Out: changeJSON{}, Do: h.giveMore},
		{Method: "GET", Path: "/donate/sandbox/:plan", For: web.Anyone, Do: h.sandbox},
		{Method: "POST", Path: "/donate/sandbox/:plan", For: web.Anyone, Does: "Play the payment of a gift in the sandbox.", Out: pledgeJSON{}, Do: h.play},
		{Method: "GET", Path: "/donate/thanks/:plan", For: web.Anyone, Does: "Show how a gift stands that was just promised.", Out: pledgeJSON{}, Do: h.thanks},
		{Method: "GET", Path: "/gift/:token", For: web.Holder, Does: "Show a gift to its donor.", Out: giftJSON{}, Do: h.gift},
		{Method: "POST", Path: "/gift/:token/lower", For: web.Holder, Does: "Give less from the next payment on.", In: giving.ChangeInput{}, Out: giftJSON{}, Do: h.change(h.Giving.Lower)},
		{Method: "POST", Path: "/gift/:token/pause", For: web.Holder, Does: "Let one to three payments fall out.", In: giving.ChangeInput{}, Out: giftJSON{}, Do: h.change(h.Giving.Pause)},
		{Method: "POST", Path: "/gift/:token/resume", For: web.Holder, Does: "End a pause.", In: giving.ChangeInput{}, Out: giftJSON{}, Do: h.change(h.Giving.Resume)},
		{Method: "POST", Path: "/gift/:token/stop", For: web.Holder, Does: "Stop a gift at once.", In: giving.ChangeInput{}, Out: giftJSON{}, Do: h.change(h.Giving.Stop)},
		{Method: "GET", Path: "/gift/:token/ask/:what", For: web.Holder, Do: h.ask},
		{Method: "POST", Path: "/gift/:token/ask/:what", For: web.Holder, Does: "Have a code mailed that raises a gift (raise), moves its day (day) or gives it another card (card).", In: giving.ChangeInput{}, Out: changeJSON{}, Do: h.mailCode},
		{Method: "POST", Path: "/gift/:token/raise", For: web.Holder, Does: "Give more from the next payment on, with a code.", In: giving.ChangeInput{}, Out: giftJSON{}, Do: h.coded("raise", h.raise)},
		{Method: "POST", Path: "/gift/:token/day", For: web.Holder, Does: "Pay on another day of the month, with a code.", In: giving.ChangeInput{}, Out: giftJSON{}, Do: h.coded("day", h.move)},
		{Method: "POST", Path: "/gift/:token/card", For: web.Holder, Does: "Open the payment service's page for another card, with a code.", In: giving.ChangeInput{}, Out: pageJSON{}, Do: h.coded("card", h.card)},
		{Method: "GET", Path: "/gift/:token/play", For: web.Holder, Do: h.playPage},
		{Method: "POST", Path: "/gift/:token/play", For: web.Holder, Does: "Play another card in the sandbox.", In: giving.CardInput{}, Out: giftJSON{}, Do: h.playCard},
		{Method: "GET", Path: "/gift/:token/statement/:year", For: web.Holder, Does: "Read what moved under a gift in one year.", Out: statementJSON{}, Do: h.statement},
		{Method: "POST", Path: "/me/gifts/:plan", For: web.SignedIn, Do: h.unlock},
		{Method: "GET", Path: "/organise/money", For: web.May(domain.SeeLedger), Asks: append([]web.Query{{Name: "group", Says: "The books of this group alone."}}, web.Paged...), Does: "Read the ledger of the caller's groups, newest first.", Out: ledgerJSON{}, Do: h.money},
		{Method: "GET", Path: "/organise/calls", For: web.May(domain.CallDonors), Does: "List donors whose payment fails, to be called.", Out: callsJSON{}, Do: h.calls},
		{Method: "POST", Path: "/organise/calls/:plan", For: web.May(domain.CallDonors), Does: "Say what came of a call.", In: giving.CalledInput{}, Out: callsJSON{}, Do: h.called},
		{Method: "GET", Path: "/organise/money/looks", For: web.May(domain.SeeAudit), Does: "List who looked at money and who changed it.", Out: looksJSON{}, Do: h.looks},
		{Method: "GET", Path: "/organise/money/months", For: web.May(domain.SeeLedger), Does: "List the books of the caller's legal entities.", Out: booksJSON{}, Do: h.months},
		{Method: "GET", Path: "/organise/money/:entity/:month", For: web.May(domain.SeeLedger), Does: "Read a month of an entity's books.", Out: reportJSON{}, Do: h.month},
		{Method: "POST", Path: "/organise/money/:entity/:month", For: web.May(domain.MoveMoney), Fresh: true, Does: "Close a month for ever.", Out: reportJSON{}, Do: h.closeMonth},
		{Method: "GET", Path: "/organise/money/:entity/:month/table.csv", For: web.May(domain.SeeLedger), Fresh: true, Do: h.table},
		{Method: "GET", Path: "/organise/money/:entity/:month/books.journal", For: web.May(domain.SeeLedger), Fresh: true, Do: h.journal},
		{Method: "GET", Path: "/organise/money/:entity/payouts/:ref", For: web.May(domain.SeeLedger), Does: "Open a payout to what makes it up.", Out: payoutJSON{}, Do: h.payout},
		{Method: "GET", Path: "/organise/money/payments/:payment", For: web.May(domain.SeeLedger), Does: "Show a payment and what went back of it.", Out: paymentShownJSON{}, Do: h.payment},
		{Method: "POST", Path: "/organise/money/payments/:payment", For: web.May(domain.MoveMoney), Fresh: true, Does: "Have some of a payment, or all that is left, go back to its donor.", In: giving.BackInput{}, Out: backJSON{}, Do: h.sendBack},
		{Method: "GET", Path: "/organise/money/back", For: web.May(domain.SeeLedger), Does: "List money on its way back to donors.", Out: backsJSON{}, Do: h.backs},
		{Method: "POST", Path: "/organise/money/back/:back", For: web.May(domain.MoveMoney), Fresh: true, Does: "Agree that money goes back which somebody else asked for, or drop it.", In: backDecision{}, Out: backsJSON{}, Do: h.decideBack},
		{Method: "GET", Path: "/organise/money/slips", For: web.May(domain.SeeLedger), Does: "List money that came by hand.", Out: slipsJSON{}, Do: h.slips},
		{Method: "POST", Path: "/organise/money/slips", For: web.May(domain.MoveMoney), Does: "Enter money that came by hand, for somebody else to confirm.", In: giving.SlipInput{}, Out: slipJSON{}, Do: h.enter},
		{Method: "POST", Path: "/organise/money/slips/:slip", For: web.May(domain.MoveMoney), Does: "Confirm money that somebody else entered, or drop it.", In: decideInput{}, Out: slipsJSON{}, Do: h.decide},
		{Method: "POST", Path: "/stripe/:entity", For: web.Machine, Do: h.overhear},
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

// idOf is the id that a form has, or a new one: what was promised once cannot be
// promised otherwise, and is another thing now.
func idOf(c *web.Ctx, f templates.Form) string {
	if f.Refusal == "pledged-otherwise" || f.Refusal == "pledge-over" {
		return domain.NewID[string](c.Now())
	}
	return cmp.Or(f.Value("id"), domain.NewID[string](c.Now()))
}

// maybe is a moment that may not be known; JSON leaves it out.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func local(t time.Time, zone string) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(domain.Zone(zone))
}

// strict is the policy of the pages on which money is promised: nothing is
// loaded but our own style, letters, pictures and script, and a form goes to
// us, or by way of us to Stripe's payment page.
const strict = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

func guard(c *web.Ctx, sandbox bool) {
	policy := strict
	if !sandbox {
		policy += " https://checkout.stripe.com https://billing.stripe.com"
	}
	c.Response().Header().Set("Content-Security-Policy", policy)
}

func say(c *web.Ctx, code string, m domain.Money) string {
	amount := templates.In(c.Lang()).Money(m.Minor, m.Currency)
	return templates.Word(c.Lang(), code, map[string]any{"amount": amount})
}

// overhear answers POST /stripe/{entity}: it keeps what came and answers at
// once. Acting upon it is a job's.
func (h Handlers) overhear(c *web.Ctx) (web.Answer, error) {
	entity, err := web.ID[domain.EntityID](c, "entity", "no-such-page")
	if err != nil {
		return web.Answer{}, err
	}
	var ear giving.Ear
	if h.Ear != nil {
		ear = h.Ear(entity)
	}
	if ear == nil {
		return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-page")
	}
	body, err := read(c)
	if err != nil {
		return web.Answer{}, err
	}
	e, err := ear.Overhear(body, c.Request().Header.Get("Stripe-Signature"))
	if err != nil {
		return web.Answer{}, err
	}
	e.Entity = entity
	if err := h.Giving.Receive(c.Go(), e); err != nil {
		return web.Answer{}, err
	}
	if h.Heard != nil {
		h.Heard()
	}
	return web.Answer{File: &web.File{Type: "text/plain; charset=utf-8", Body: []byte("kept\n")}}, nil
}
