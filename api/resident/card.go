package resident

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/resident"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// cardJSON is what a calling card opens.
type cardJSON struct {
	Effort  string     `json:"effort"`
	Group   string     `json:"group"`
	Address string     `json:"address,omitempty"`
	Quiet   bool       `json:"nobody_knocks"`
	Notes   []noteJSON `json:"notes"`
	Named   int        `json:"about_named_people"`
	Until   time.Time  `json:"kept_until"`
}

type noteJSON struct {
	Effort  string `json:"effort"`
	Day     string `json:"day"`
	Outcome string `json:"outcome"`
	Numbers int    `json:"ratings"`
	Answers int    `json:"answers"`
}

type erasedJSON struct {
	Erased int `json:"erased"`
}

// card answers GET /card/{token}.
func (h Handlers) card(c *web.Ctx) (web.Answer, error) {
	return h.cardWith(c, templates.Form{})
}

func (h Handlers) cardWith(c *web.Ctx, f templates.Form) (web.Answer, error) {
	held, err := h.Residents.Open(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	e := held.Effort
	here := c.Prefix() + "/card/" + string(c.Token())
	page := &templates.Card{
		Group: held.Group, Imprint: held.Imprint, Controller: e.Controller, Effort: e.Name, Until: local(held.Until(), e.Zone), Proves: held.Proves,
		Address: held.Address.Line(held.Country), Named: held.Named, Quiet: held.Quiet, Gone: held.Gone, Here: here, Form: f, Done: done(c, "object", "delete"),
	}
	page.Title = templates.Word(c.Lang(), "card.title", "group", held.Group)
	out := cardJSON{Effort: e.Name, Group: held.Group, Address: page.Address, Quiet: held.Quiet, Notes: []noteJSON{}, Named: held.Named, Until: held.Until()}
	for _, n := range held.Notes {
		day, _ := time.Parse(time.DateOnly, n.Day)
		page.Notes = append(page.Notes, templates.CardNote{Effort: n.Effort, Day: day, Outcome: n.Outcome, Numbers: n.Numbers, Answers: n.Answers})
		out.Notes = append(out.Notes, noteJSON(n))
	}
	return web.Answer{JSON: out, Page: "resident/card", Data: page}, nil
}

// object answers POST /card/{token}/object.
func (h Handlers) object(c *web.Ctx) (web.Answer, error) {
	if err := h.Residents.Object(c.Go(), c.Token()); err != nil {
		return web.Answer{}, err
	}
	return web.Answer{JSON: okJSON{true}, Next: "/card/" + string(c.Token()) + "?done=object"}, nil
}

// erase answers POST /card/{token}/delete.
func (h Handlers) erase(c *web.Ctx) (web.Answer, error) {
	var in resident.EraseInput
	form, err := c.Read(&in)
	n := 0
	if err == nil {
		n, err = h.Residents.Erase(c.Go(), c.Token(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.cardWith(c, f) })
	}
	return web.Answer{JSON: erasedJSON{n}, Next: "/card/" + string(c.Token()) + "?done=delete"}, nil
}

// A stackJSON is calling cards that were printed together.
type stackJSON struct {
	ID      resident.StackID `json:"id"`
	Turf    universe.TurfID  `json:"turf,omitempty"`
	Made    time.Time        `json:"made"`
	Cards   int              `json:"cards"`
	Revoked bool             `json:"revoked"`
}

type stacksJSON struct {
	Stacks []stackJSON `json:"stacks"`
}

func stackOf(s resident.Stack) stackJSON {
	return stackJSON{s.ID, s.Turf, s.Made, s.Cards, !s.Revoked.IsZero()}
}

// stacks answers GET /organise/efforts/{effort}/cards.
func (h Handlers) stacks(c *web.Ctx) (web.Answer, error) {
	return h.stacksWith(c, web.FormOf(resident.PrintInput{ID: domain.NewID[resident.StackID](c.Now())}))
}

func (h Handlers) stacksWith(c *web.Ctx, f templates.Form) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	all, e, err := h.Residents.Stacks(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	turfs, err := h.Universe.Turfs(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.CardStacks{Effort: e.Name, Back: c.Prefix() + "/organise/efforts/" + string(id), Action: c.Prefix() + "/organise/efforts/" + string(id) + "/cards", Form: f, Over: e.Forgotten(c.Now())}
	page.Title = templates.Word(c.Lang(), "cards.title")
	page.Turfs = []templates.Option{{Value: "", Text: templates.Word(c.Lang(), "cards.for-all")}}
	for _, t := range turfs {
		page.Turfs = append(page.Turfs, templates.Option{Value: string(t.ID), Text: t.Name})
	}
	out := stacksJSON{[]stackJSON{}}
	for _, s := range all {
		out.Stacks = append(out.Stacks, stackOf(s))
		page.Stacks = append(page.Stacks, templates.StackLine{
			Href: c.Prefix() + "/organise/cards/" + string(s.ID), Turf: s.Name, Cards: s.Cards, Made: local(s.Made, e.Zone), Revoked: local(s.Revoked, e.Zone),
		})
	}
	return web.Answer{JSON: out, Page: "resident/cards", Data: page}, nil
}

// print answers POST /organise/efforts/{effort}/cards.
func (h Handlers) print(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in resident.PrintInput
	form, err := c.Read(&in)
	var s resident.Stack
	if err == nil {
		s, err = h.Residents.Print(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.stacksWith(c, f) })
	}
	return web.Answer{JSON: stackOf(s), Next: "/organise/cards/" + string(s.ID)}, nil
}

func stackIn(c *web.Ctx) (resident.StackID, error) {
	return web.ID[resident.StackID](c, "stack", "no-such-cards")
}

// sheet answers GET /organise/cards/{stack}: to be printed.
func (h Handlers) sheet(c *web.Ctx) (web.Answer, error) {
	id, err := stackIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := h.Residents.Sheet(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.CardSheet{Effort: s.Effort.Name, Group: s.Group, Imprint: s.Imprint, Controller: s.Effort.Controller, Keep: s.Effort.KeepDays, Back: c.Prefix() + "/organise/efforts/" + string(s.Effort.ID) + "/cards"}
	page.Title = templates.Word(c.Lang(), "cards.title")
	for _, p := range s.Cards {
		code, err := web.QR(c.URL("/card/" + string(p.Token)))
		if err != nil {
			return web.Answer{}, err
		}
		page.Cards = append(page.Cards, templates.PaperCard{Address: p.Address.Line(s.Country), Code: code})
	}
	return web.Answer{Page: "resident/sheet", Data: page}, nil
}

// revoke answers POST /organise/cards/{stack}/revoke.
func (h Handlers) revoke(c *web.Ctx) (web.Answer, error) {
	id, err := stackIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := h.Residents.Revoke(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	s.Revoked = c.Now()
	return web.Answer{JSON: stackOf(s), Next: "/organise/efforts/" + string(s.Effort) + "/cards"}, nil
}
