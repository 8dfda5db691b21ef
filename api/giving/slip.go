package giving

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// slipsJSON is money that came by hand.
type slipsJSON struct {
	Slips []slipJSON `json:"slips"`
}

type slipJSON struct {
	ID     giving.SlipID    `json:"id"`
	Group  domain.GroupID   `json:"group"`
	Via    giving.Way       `json:"via"`
	Amount moneyJSON        `json:"amount"`
	Name   string           `json:"name"`
	Day    string           `json:"day"`
	Note   string           `json:"note,omitempty"`
	State  giving.SlipState `json:"state"`
	By     domain.PersonID  `json:"entered_by"`
}

func slipOf(s giving.Slip) slipJSON {
	return slipJSON{s.ID, s.Group, s.Via, jsonOf(s.Amount), s.Name, s.Day, s.Note, s.State, s.By}
}

// A decideInput is what becomes of a slip.
type decideInput struct {
	Do string `json:"do"` // "confirm" or "drop"
}

// slips answers GET /organise/money/slips.
func (h Handlers) slips(c *web.Ctx) (web.Answer, error) {
	return h.slipList(c, web.FormOf(giving.SlipInput{Via: string(giving.ByCash), Day: c.Now().Format(time.DateOnly)}))
}

func (h Handlers) slipList(c *web.Ctx, f templates.Form) (web.Answer, error) {
	all, err := h.Giving.Slips(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/money/slips"
	page := &templates.SlipList{
		Form: f, Tabs: rooms(c, "/organise/money/slips"), Action: here, NewID: idOf(c, f), May: c.Who().Anywhere(domain.MoveMoney),
		Vias: []string{string(giving.ByCash), string(giving.ByCheque), string(giving.ByBank)},
	}
	if h.Groups != nil {
		if page.Groups, err = h.Groups(c); err != nil {
			return web.Answer{}, err
		}
	}
	out := slipsJSON{Slips: []slipJSON{}}
	for _, s := range all {
		out.Slips = append(out.Slips, slipOf(s))
		day, err := time.Parse(time.DateOnly, s.Day)
		if err != nil {
			return web.Answer{}, err
		}
		row := templates.SlipRow{
			Action: here + "/" + string(s.ID), Amount: sum(s.Amount), Via: string(s.Via), Name: s.Name, Day: day, Group: s.Title, Note: s.Note,
			By: s.ByName, Own: s.By == c.Who().Person, State: string(s.State), Sandbox: s.Sandbox,
		}
		if s.State == giving.SlipWaiting {
			page.Waiting = append(page.Waiting, row)
		} else {
			page.Decided = append(page.Decided, row)
		}
	}
	page.Title = templates.Word(c.Lang(), "money.slips")
	return web.Answer{JSON: out, Page: "giving/slips", Data: page}, nil
}

// enter answers POST /organise/money/slips.
func (h Handlers) enter(c *web.Ctx) (web.Answer, error) {
	var in giving.SlipInput
	form, err := c.Read(&in)
	var s giving.Slip
	if err == nil {
		s, err = h.Giving.Enter(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.slipList(c, f) })
	}
	a, err := h.slips(c)
	a.JSON, a.Next = slipOf(s), "/organise/money/slips"
	return a, err
}

// decide answers POST /organise/money/slips/{slip}.
func (h Handlers) decide(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[giving.SlipID](c, "slip", "no-such-slip")
	if err != nil {
		return web.Answer{}, err
	}
	var in decideInput
	form, err := c.Read(&in)
	switch {
	case err != nil:
	case in.Do == "confirm":
		err = h.Giving.Confirm(c.Go(), c.Who(), id)
	case in.Do == "drop":
		err = h.Giving.Drop(c.Go(), c.Who(), id)
	default:
		err = domain.Wrong{"do": "pick-one"}.Err()
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.slipList(c, f) })
	}
	a, err := h.slips(c)
	a.Next = "/organise/money/slips"
	return a, err
}
