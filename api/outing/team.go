package outing

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/outing"
	"barnstorm/templates"
)

// team answers GET /lead/teams/{team}.
func (h Handlers) team(c *web.Ctx) (web.Answer, error) {
	id, err := teamIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.teamWith(c, id, templates.Form{})
}

func (h Handlers) teamWith(c *web.Ctx, id outing.TeamID, f templates.Form) (web.Answer, error) {
	crew, err := h.Outings.Show(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	turfs, err := h.Outings.Choices(c.Go(), crew)
	if err != nil {
		return web.Answer{}, err
	}
	zone := crew.Effort.Zone
	here := c.Prefix() + "/lead/teams/" + string(id)
	page := &templates.TeamShow{
		Team: lineOf(c, crew), Effort: crew.Effort.Name, Day: noon(crew.Outing.Day), Back: c.Prefix() + "/lead/outings/" + string(crew.Outing.ID), Here: here, Form: f,
		Outing: string(crew.Outing.ID), Turfs: c.Prefix() + "/organise/efforts/" + string(crew.Effort.ID) + "/turfs", NewID: domain.NewID[string](c.Now()), By: local(c.Now().Add(150*time.Minute).Round(15*time.Minute), zone).Format("15:04"), Full: len(crew.Members) >= outing.MostMembers,
	}
	page.Title = templates.Word(c.Lang(), "team.title", "name", crew.Team.Name)
	for _, m := range crew.Members {
		page.Members = append(page.Members, templates.TeamMember{Action: here + "/members/" + string(m.ID), Name: m.Name, Runner: m.Runner})
	}
	for _, a := range crew.Out {
		page.Out = append(page.Out, awayLine(c, a, zone))
	}
	for i, b := range crew.Boards {
		if !b.Out() {
			continue
		}
		if page.Team.Boards[i].Code, err = web.QR(c.URL(joinPath + "#" + string(h.Outings.Code(b.Board)))); err != nil {
			return web.Answer{}, err
		}
		page.Team.Boards[i].Link = joinPath + "#" + string(h.Outings.Code(b.Board))
	}
	if err := h.asks(c, page, crew); err != nil {
		return web.Answer{}, err
	}
	for _, t := range turfs {
		page.Free = append(page.Free, templates.Option{Value: string(t.ID), Text: t.Name + " (" + itoa(t.Size) + ")"})
	}
	return web.Answer{JSON: h.teamOf(c, crew), Page: "outing/team", Data: page}, nil
}

// asks puts the debrief onto the page of a team that has had a board.
func (h Handlers) asks(c *web.Ctx, page *templates.TeamShow, crew outing.Crew) error {
	if len(crew.Boards) == 0 {
		return nil
	}
	lines, err := h.Outings.Lines(c.Go(), crew.Effort)
	if err != nil {
		return err
	}
	nobody := templates.Option{Text: templates.Word(c.Lang(), "team.nobody-yet")}
	d := &templates.TeamDebrief{Doors: crew.Harvest.Doors, Spoke: crew.Harvest.Spoke, Talks: crew.Harvest.Conversations, Done: !crew.Said.Made.IsZero(), Form: web.FormOf(outing.DebriefInput{Best: crew.Said.Best, Worst: crew.Said.Worst, Next: crew.Said.Next})}
	d.Best, d.Next = []templates.Option{nobody}, []templates.Option{nobody}
	for _, l := range lines {
		d.Best = append(d.Best, templates.Option{Value: l.Step, Text: l.Say})
	}
	for _, w := range outing.Worsts {
		d.Worst = append(d.Worst, string(w))
	}
	for _, m := range crew.Members {
		d.Next = append(d.Next, templates.Option{Value: string(m.ID), Text: m.Name})
	}
	page.Debrief = d
	return nil
}

// debrief answers POST /lead/teams/{team}/debrief.
func (h Handlers) debrief(c *web.Ctx) (web.Answer, error) {
	var in outing.DebriefInput
	return h.onTeam(c, &in, func(id outing.TeamID) (outing.Crew, error) {
		if _, err := h.Outings.Debrief(c.Go(), c.Who(), id, in); err != nil {
			return outing.Crew{}, err
		}
		return h.Outings.Show(c.Go(), c.Who(), id)
	})
}

// joinPath is where the code of a board opens its turf.
const joinPath = "/door/join"

// add answers POST /lead/teams/{team}/members.
func (h Handlers) add(c *web.Ctx) (web.Answer, error) {
	var in outing.GatherInput
	return h.onTeam(c, &in, func(id outing.TeamID) (outing.Crew, error) { return h.Outings.Add(c.Go(), c.Who(), id, in) })
}

// change answers POST /lead/teams/{team}/members/{member}.
func (h Handlers) change(c *web.Ctx) (web.Answer, error) {
	member, err := web.ID[outing.MemberID](c, "member", "no-such-member")
	if err != nil {
		return web.Answer{}, err
	}
	var in outing.MemberInput
	return h.onTeam(c, &in, func(id outing.TeamID) (outing.Crew, error) {
		return h.Outings.Change(c.Go(), c.Who(), id, member, in)
	})
}

// onTeam reads what should be changed about a team and shows the team.
func (h Handlers) onTeam(c *web.Ctx, in any, do func(outing.TeamID) (outing.Crew, error)) (web.Answer, error) {
	id, err := teamIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	form, err := c.Read(in)
	var crew outing.Crew
	if err == nil {
		crew, err = do(id)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.teamWith(c, id, f) })
	}
	return web.Answer{JSON: h.teamOf(c, crew), Next: "/lead/teams/" + string(id)}, nil
}

// handOut answers POST /lead/teams/{team}/boards.
func (h Handlers) handOut(c *web.Ctx) (web.Answer, error) {
	id, err := teamIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in outing.HandOutInput
	form, err := c.Read(&in)
	var b outing.Board
	if err == nil {
		b, err = h.Outings.HandOut(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.teamWith(c, id, f) })
	}
	return h.afterwards(c, b)
}

// afterwards shows a board within its team.
func (h Handlers) afterwards(c *web.Ctx, b outing.Board) (web.Answer, error) {
	crew, err := h.Outings.Show(c.Go(), c.Who(), b.Team)
	if err != nil {
		return web.Answer{}, err
	}
	for _, held := range crew.Boards {
		if held.Board.ID == b.ID {
			return web.Answer{JSON: h.boardOf(c, held), Next: "/lead/teams/" + string(b.Team)}, nil
		}
	}
	return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-board")
}

// onBoard reads what should be done with a board and shows its team.
func (h Handlers) onBoard(c *web.Ctx, in any, do func(outing.BoardID) (outing.Board, error)) (web.Answer, error) {
	id, err := boardIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	var form templates.Form
	if in != nil {
		form, err = c.Read(in)
	}
	var b outing.Board
	if err == nil {
		b, err = do(id)
	}
	if err != nil {
		team, terr := h.Outings.TeamOf(c.Go(), c.Who(), id)
		if terr != nil {
			return web.Answer{}, err
		}
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.teamWith(c, team, f) })
	}
	return h.afterwards(c, b)
}

// back answers POST /lead/boards/{board}/back.
func (h Handlers) back(c *web.Ctx) (web.Answer, error) {
	var in outing.BackInput
	return h.onBoard(c, &in, func(id outing.BoardID) (outing.Board, error) { return h.Outings.BringBack(c.Go(), c.Who(), id, in) })
}

// longer answers POST /lead/boards/{board}/longer.
func (h Handlers) longer(c *web.Ctx) (web.Answer, error) {
	var in outing.LongerInput
	return h.onBoard(c, &in, func(id outing.BoardID) (outing.Board, error) { return h.Outings.Prolong(c.Go(), c.Who(), id, in) })
}

// renew answers POST /lead/boards/{board}/code.
func (h Handlers) renew(c *web.Ctx) (web.Answer, error) {
	return h.onBoard(c, nil, func(id outing.BoardID) (outing.Board, error) { return h.Outings.Renew(c.Go(), c.Who(), id) })
}
