package giving

import (
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// askedJSON is how many donors were asked.
type askedJSON struct {
	Asked int `json:"asked"`
}

// askMore answers POST /organise/appeals/ask.
func (h Handlers) askMore(c *web.Ctx) (web.Answer, error) {
	var in giving.AskInput
	form, err := c.Read(&in)
	n := 0
	if err == nil {
		n, err = h.Giving.AskMore(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.appealList(c, f) })
	}
	a, err := h.appealList(c, templates.Form{})
	a.JSON, a.Next = askedJSON{n}, "/organise/appeals?asked="+strconv.Itoa(n)
	return a, err
}

// more answers GET /more/{token}.
func (h Handlers) more(c *web.Ctx) (web.Answer, error) { return h.morePage(c, templates.Form{}) }

func (h Handlers) morePage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	change, err := h.Giving.OpenMore(c.Go(), c.Token())
	if err != nil {
		inWords(c, err)
		return web.Answer{}, err
	}
	return moreAnswer(c, change, f, false), nil
}

func moreAnswer(c *web.Ctx, change giving.Change, f templates.Form, done bool) web.Answer {
	g := change.Gift
	guard(c, g.Sandbox)
	page := &templates.GiveMore{
		Form: f, Action: c.Prefix() + "/more/" + c.Param("token"), NewID: idOf(c, f), Name: g.Name, Group: g.Recipient.Title, Entity: g.Recipient.Name,
		Amount: sum(g.Amount), Would: sum(change.To), More: sum(change.To.Minus(g.Amount)), Next: local(g.Next, g.Recipient.Zone), First: local(change.First, g.Recipient.Zone),
		Debit: g.Card.Kind == giving.ByDebit, Done: done, LawStale: change.Stale,
	}
	out := changeJSON{Amount: jsonOf(g.Amount), To: jsonOf(change.To), Next: maybe(g.Next), First: maybe(change.First), Sent: hidden(g.Email)}
	for _, a := range change.Asks {
		if !a.Known {
			out.Asks = append(out.Asks, a.Item)
			page.Asks = append(page.Asks, templates.Asked{Item: a.Item, Tick: a.Tick})
		}
	}
	page.Title = templates.Word(c.Lang(), "gift.raise")
	page.Plays(c.Lang(), g.Sandbox)
	return web.Answer{Page: "giving/more", Data: page, JSON: out}
}

// giveMore answers POST /more/{token}.
func (h Handlers) giveMore(c *web.Ctx) (web.Answer, error) {
	var in giving.ChangeInput
	form, err := c.Read(&in)
	var change giving.Change
	if err == nil {
		change, err = h.Giving.GiveMore(c.Go(), c.Token(), in)
	}
	if err != nil {
		inWords(c, err)
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.morePage(c, f) })
	}
	return moreAnswer(c, change, templates.Form{}, true), nil
}
