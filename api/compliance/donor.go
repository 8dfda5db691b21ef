package compliance

import (
	"context"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/compliance"
	"barnstorm/templates"
)

// donorJSON is a donor with all names that are the same person.
type donorJSON struct {
	ID     compliance.DonorID `json:"id"`
	Name   string             `json:"name"`
	Names  []nameJSON         `json:"names"`
	Totals []totalJSON        `json:"totals"`
	Gifts  []giftJSON         `json:"gifts"`
}

type nameJSON struct {
	ID    compliance.DonorID `json:"id"`
	Name  string             `json:"name"`
	Email string             `json:"email"`
}

type totalJSON struct {
	Span   string    `json:"span"`
	Kind   string    `json:"kind"`
	Amount moneyJSON `json:"amount"`
}

type giftJSON struct {
	Payment string    `json:"payment"`
	Kind    string    `json:"kind"`
	At      time.Time `json:"at"`
	Amount  moneyJSON `json:"amount"` // less what was given back
	Back    moneyJSON `json:"given_back"`
}

func donorOf(r compliance.Record) donorJSON {
	out := donorJSON{ID: r.Head.ID, Name: r.Head.Name, Totals: []totalJSON{}, Gifts: []giftJSON{}}
	for _, d := range r.Rows {
		out.Names = append(out.Names, nameJSON{d.ID, d.Name, d.Email})
	}
	for _, t := range r.Totals {
		out.Totals = append(out.Totals, totalJSON{t.Span, t.Kind, jsonOf(t.Sum)})
	}
	for _, g := range r.Gifts {
		out.Gifts = append(out.Gifts, giftJSON{g.ID, g.Kind, g.At, jsonOf(g.Sum), jsonOf(g.Back)})
	}
	return out
}

func donorPage(c *web.Ctx, r compliance.Record) *templates.LawDonor {
	page := &templates.LawDonor{Name: r.Head.Name, Entity: r.Recipient.Name, Totals: totalsOf(r.Totals), Told: toldOf(r.Told)}
	for _, d := range r.Rows {
		row := donorRow(c, d)
		if r.May && len(r.Rows) > 1 {
			row.Separate = row.Href + "/separate"
		}
		page.Rows = append(page.Rows, row)
	}
	if p, ok := r.Recipient.Pack(); ok {
		for _, f := range r.Rooms {
			page.Limits = append(page.Limits, templates.LawRoom{Limit: templates.Amount{Minor: f.Sum, Currency: p.Currency}, Room: templates.Amount{Minor: f.Room, Currency: p.Currency}, Of: f.Of, Stale: f.Stale})
		}
	}
	p, _ := r.Recipient.Pack()
	for _, g := range r.Gifts {
		if p != nil {
			g.At = g.At.In(p.Zone)
		}
		page.Gifts = append(page.Gifts, templates.LawGift{At: g.At, Kind: g.Kind, Sum: sum(g.Sum), Back: sum(g.Back)})
	}
	for _, l := range r.Likes {
		page.Likes = append(page.Likes, likeOf(c, l, r.May))
	}
	for _, x := range r.Reviews {
		page.Reviews = append(page.Reviews, reviewRow(c, x))
	}
	page.Plays(c.Lang(), r.Recipient.Sandbox)
	page.Title = r.Head.Name
	return page
}

func (h Handlers) recordAnswer(c *web.Ctx, r compliance.Record, next bool) web.Answer {
	a := web.Answer{JSON: donorOf(r), Page: "law/donor", Data: donorPage(c, r)}
	if next {
		a.Next = "/organise/law/donors/" + string(r.Head.ID)
	}
	return a
}

// donor answers GET /organise/law/donors/{donor}.
func (h Handlers) donor(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[compliance.DonorID](c, "donor", "no-such-donor")
	if err != nil {
		return web.Answer{}, err
	}
	r, err := h.Law.Record(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	return h.recordAnswer(c, r, false), nil
}

// join answers POST /organise/law/donors/{donor}/join.
func (h Handlers) join(c *web.Ctx) (web.Answer, error) { return h.like(c, h.Law.Join) }

// apart answers POST /organise/law/donors/{donor}/apart.
func (h Handlers) apart(c *web.Ctx) (web.Answer, error) { return h.like(c, h.Law.KeepApart) }

func (h Handlers) like(c *web.Ctx, do func(context.Context, domain.Actor, compliance.DonorID, compliance.JoinInput) (compliance.Record, error)) (web.Answer, error) {
	id, err := web.ID[compliance.DonorID](c, "donor", "no-such-donor")
	if err != nil {
		return web.Answer{}, err
	}
	var in compliance.JoinInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	r, err := do(c.Go(), c.Who(), id, in)
	if err != nil {
		return web.Answer{}, err
	}
	return h.recordAnswer(c, r, true), nil
}

// separate answers POST /organise/law/donors/{donor}/separate.
func (h Handlers) separate(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[compliance.DonorID](c, "donor", "no-such-donor")
	if err != nil {
		return web.Answer{}, err
	}
	r, err := h.Law.Separate(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	return h.recordAnswer(c, r, true), nil
}
