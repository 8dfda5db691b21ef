package outing

import (
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/outing"
	"barnstorm/templates"
)

// day answers GET /lead/outings/{outing}.
func (h Handlers) day(c *web.Ctx) (web.Answer, error) {
	id, err := outingIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.dayWith(c, id, web.FormOf(outing.GatherInput{ID: domain.NewID[outing.TeamID](c.Now())}))
}

func (h Handlers) dayWith(c *web.Ctx, id outing.ID, f templates.Form) (web.Answer, error) {
	d, err := h.Outings.Look(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	effort := c.Prefix() + "/organise/efforts/" + string(d.Effort.ID)
	here := c.Prefix() + "/lead/outings/" + string(id)
	page := &templates.OutingDay{
		Effort: d.Effort.Name, Event: d.Event.Title, Day: noon(d.Outing.Day), Meet: d.Outing.Meet, Desk: d.Outing.Desk,
		Back: effort + "/outings", Here: here, Turfs: effort + "/turfs", Results: effort + "/results", Receipts: effort + "/receipts", Paper: effort + "/paper", Action: here + "/teams", Report: c.Prefix() + "/door/" + string(d.Effort.ID) + "/incident", Form: f,
	}
	if d.Outing.Event != "" {
		page.CheckIn = c.Prefix() + "/organise/events/" + d.Outing.Event + "/check-in"
	}
	page.Title = d.Effort.Name
	out := dayJSON{Outing: jsonOf(d.Outing), Teams: []teamJSON{}, Here: []arrivalJSON{}, Out: []tripJSON{}}
	page.ID = string(id)
	for _, a := range d.Out {
		out.Out = append(out.Out, tripOf(a))
		page.Walks(awayLine(c, a, d.Effort.Zone), a.Outing == id, a.Outing == "")
	}
	for _, crew := range d.Teams {
		out.Teams = append(out.Teams, h.teamOf(c, crew))
		page.Add(lineOf(c, crew))
	}
	for _, a := range d.Here {
		out.Here = append(out.Here, arrivalJSON{a.Came, a.Name, a.Party})
		page.People = append(page.People, templates.OutingArrival{Came: a.Came, Name: a.Name, Party: a.Party, At: local(a.At, d.Effort.Zone)})
	}
	return web.Answer{JSON: out, Page: "outing/day", Part: "standing", Data: page}, nil
}

// lineOf is a team in the list of a day.
func lineOf(c *web.Ctx, crew outing.Crew) templates.CrewLine {
	line := templates.CrewLine{Href: c.Prefix() + "/lead/teams/" + string(crew.Team.ID), Name: crew.Team.Name, Members: len(crew.Members)}
	for _, m := range crew.Members {
		if m.Runner {
			line.Runner = m.Name
		}
	}
	for _, b := range crew.Boards {
		line.Boards = append(line.Boards, boardLine(c, b, crew.Effort.Zone))
	}
	return line
}

func boardLine(c *web.Ctx, b outing.Held, zone string) templates.BoardLine {
	line := templates.BoardLine{
		ID: string(b.Board.ID), Action: c.Prefix() + "/lead/boards/" + string(b.Board.ID), Turf: b.Turf.Name, Doors: b.Turf.Size, State: stateOf(b, c.Now()),
		Paper: c.Prefix() + "/organise/turfs/" + string(b.Board.Turf) + "/paper", SheetID: domain.NewID[string](c.Now()), Until: local(b.Board.Until, zone), Back: local(b.Board.Back, zone),
	}
	for _, p := range b.Phones {
		line.Records += p.Records
		if at := local(p.Last, zone); at.After(line.Last) {
			line.Last = at
		}
		line.Phones = append(line.Phones, templates.BoardPhone{Name: p.Name, Records: p.Records, Last: local(p.Last, zone), Over: p.Over})
	}
	return line
}

// gather answers POST /lead/outings/{outing}/teams.
func (h Handlers) gather(c *web.Ctx) (web.Answer, error) {
	id, err := outingIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in outing.GatherInput
	form, err := c.Read(&in)
	var crew outing.Crew
	if err == nil {
		crew, err = h.Outings.Gather(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.dayWith(c, id, f) })
	}
	return web.Answer{JSON: h.teamOf(c, crew), Next: "/lead/teams/" + string(crew.Team.ID)}, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
