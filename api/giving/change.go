package giving

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// changeJSON is what programs learn of a change that waits for its code.
type changeJSON struct {
	Amount moneyJSON  `json:"amount"`
	To     moneyJSON  `json:"to"`
	Next   *time.Time `json:"next,omitempty"`
	First  *time.Time `json:"first,omitempty"`
	Sent   string     `json:"sent_to"`
	Asks   []string   `json:"asks,omitempty"` // what the law wants known, by item
}

// asked is the changes that need a code, by their names in addresses.
var asked = map[string]giving.Wish{"raise": giving.WishAmount, "day": giving.WishDay, "card": ""}

func (h Handlers) what(c *web.Ctx) (string, giving.Wish, error) {
	w, ok := asked[c.Param("what")]
	if !ok {
		return "", "", domain.Refuse(domain.NotFound, "no-such-page")
	}
	return c.Param("what"), w, nil
}

// ask answers GET /gift/{token}/ask/{what}. A query holds what was asked for,
// once a code is mailed.
func (h Handlers) ask(c *web.Ctx) (web.Answer, error) {
	what, wish, err := h.what(c)
	if err != nil {
		return web.Answer{}, err
	}
	day, _ := strconv.Atoi(c.QueryParam("day"))
	in := giving.ChangeInput{Amount: c.QueryParam("amount"), Day: day}
	sent := c.QueryParam("sent") != ""
	if sent {
		change, err := h.Giving.Weigh(c.Go(), c.Token(), wish, in)
		if err != nil {
			inWords(c, err)
			return web.Answer{}, err
		}
		return askPage(c, what, change, web.FormOf(in), true), nil
	}
	g, err := h.Giving.Gift(c.Go(), c.Token())
	return askPage(c, what, giving.Change{Gift: g, To: g.Amount, First: g.Next}, templates.Form{Raw: url.Values{"amount": {in.Amount}}}, false), err
}

func askPage(c *web.Ctx, what string, change giving.Change, f templates.Form, sent bool) web.Answer {
	g := change.Gift
	guard(c, g.Sandbox)
	zone := g.Recipient.Zone
	page := &templates.GiftAsk{
		Form: f, Base: c.Prefix() + "/gift/" + c.Param("token"), What: what, NewID: domain.NewID[string](c.Now()), Sent: sent, Address: hidden(g.Email),
		Amount: sum(g.Amount), Would: sum(change.To), Most: sum(g.Most), Next: local(g.Next, zone), First: local(change.First, zone),
	}
	page.Title, page.LawStale = templates.Word(c.Lang(), "gift."+what), change.Stale
	page.Plays(c.Lang(), g.Sandbox)
	out := changeJSON{Amount: jsonOf(g.Amount), To: jsonOf(change.To), Next: maybe(g.Next), First: maybe(change.First), Sent: page.Address}
	for _, a := range change.Asks {
		if a.Known { // it was told with the promise
			continue
		}
		out.Asks = append(out.Asks, a.Item)
		page.Asks = append(page.Asks, templates.Asked{Item: a.Item, Tick: a.Tick})
	}
	return web.Answer{Page: "giving/ask", Data: page, JSON: out}
}

// hidden is an address that its owner knows again and nobody else can use.
func hidden(address string) string {
	name, host, _ := strings.Cut(address, "@")
	if len(name) > 1 {
		name = name[:1] + "…"
	}
	return name + "@" + host
}

// mailCode answers POST /gift/{token}/ask/{what}.
func (h Handlers) mailCode(c *web.Ctx) (web.Answer, error) {
	what, wish, err := h.what(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in giving.ChangeInput
	form, err := c.Read(&in)
	var change giving.Change
	if err == nil {
		change, err = h.Giving.AskCode(c.Go(), c.Token(), wish, in)
	}
	if err != nil {
		inWords(c, err)
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) {
			g, err := h.Giving.Gift(c.Go(), c.Token())
			return askPage(c, what, giving.Change{Gift: g}, f, false), err
		})
	}
	a := askPage(c, what, change, form, true)
	q := url.Values{"sent": {"1"}}
	for _, name := range []string{"amount", "day"} {
		if v := form.Value(name); v != "" {
			q.Set(name, v)
		}
	}
	a.Next = "/gift/" + c.Param("token") + "/ask/" + what + "?" + q.Encode()
	return a, nil
}

// coded answers the forms that carry a code: they come back with what was
// asked for still in view.
func (h Handlers) coded(what string, do func(*web.Ctx, giving.ChangeInput) (web.Answer, error)) func(*web.Ctx) (web.Answer, error) {
	return func(c *web.Ctx) (web.Answer, error) {
		var in giving.ChangeInput
		form, err := c.Read(&in)
		var a web.Answer
		if err == nil {
			a, err = do(c, in)
		}
		if err == nil {
			return a, nil
		}
		inWords(c, err)
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) {
			change, weighed := h.Giving.Weigh(c.Go(), c.Token(), asked[what], in)
			if change.Gift.Plan.ID == "" {
				return web.Answer{}, weighed
			}
			return askPage(c, what, change, f, weighed == nil), nil
		})
	}
}

// raise answers POST /gift/{token}/raise.
func (h Handlers) raise(c *web.Ctx, in giving.ChangeInput) (web.Answer, error) {
	g, err := h.Giving.Raise(c.Go(), c.Token(), in)
	return changed(c, g), err
}

// move answers POST /gift/{token}/day.
func (h Handlers) move(c *web.Ctx, in giving.ChangeInput) (web.Answer, error) {
	g, err := h.Giving.Move(c.Go(), c.Token(), in)
	return changed(c, g), err
}

// card answers POST /gift/{token}/card.
func (h Handlers) card(c *web.Ctx, in giving.ChangeInput) (web.Answer, error) {
	to, err := h.Giving.NewCard(c.Go(), c.Token(), in)
	return web.Answer{JSON: pageJSON{to}, Away: to}, err
}

// pageJSON is where a program sends its user next.
type pageJSON struct {
	Page string `json:"page"`
}

// playPage answers GET /gift/{token}/play.
func (h Handlers) playPage(c *web.Ctx) (web.Answer, error) { return h.cards(c, templates.Form{}) }

func (h Handlers) cards(c *web.Ctx, f templates.Form) (web.Answer, error) {
	g, err := h.Giving.Gift(c.Go(), c.Token())
	if err == nil && !g.Sandbox {
		err = domain.Refuse(domain.NotFound, "no-such-page")
	}
	if err != nil {
		return web.Answer{}, err
	}
	guard(c, true)
	page := &templates.CardPlay{Form: f, Base: c.Prefix() + "/gift/" + c.Param("token")}
	page.Title = templates.Word(c.Lang(), "gift.play-title")
	page.Plays(c.Lang(), true)
	return web.Answer{Page: "giving/play", Data: page}, nil
}

// playCard answers POST /gift/{token}/play.
func (h Handlers) playCard(c *web.Ctx) (web.Answer, error) {
	var in giving.CardInput
	form, err := c.Read(&in)
	var g giving.Gift
	if err == nil {
		g, err = h.Giving.PlayCard(c.Go(), c.Token(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.cards(c, f) })
	}
	return changed(c, g), nil
}

// changed is the donor's page after a change.
func changed(c *web.Ctx, g giving.Gift) web.Answer {
	guard(c, g.Sandbox)
	return web.Answer{JSON: giftOf(g), Next: "/gift/" + c.Param("token"), Page: "giving/gift", Data: giftPage(c, g, templates.Form{})}
}
