package canvass

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
)

// A peekInput asks what a code opens.
type peekInput struct {
	Code   domain.Token `json:"code"`
	Device string       `json:"device"` // of a phone that holds the board; empty before it does
}

// glanceJSON is a board as a phone sees it. Once it is back, it says so and no more.
type glanceJSON struct {
	Board   outing.BoardID  `json:"board"`
	Out     bool            `json:"out"`
	Over    string          `json:"over,omitempty"` // back, or taken by others
	Team    string          `json:"team"`
	Turf    string          `json:"turf"`
	Doors   int             `json:"doors"`
	Until   time.Time       `json:"until"`
	Me      outing.MemberID `json:"me,omitempty"`
	Members []mateJSON      `json:"members"`
	Seen    []sightJSON     `json:"seen"`
	Again   []againJSON     `json:"reopened"`
	Now     time.Time       `json:"now"`               // by our clock, when Seen was read
	Receipt *receiptJSON    `json:"receipt,omitempty"` // of the asking phone
}

type mateJSON struct {
	ID     outing.MemberID `json:"id"`
	Name   string          `json:"name"`
	Runner bool            `json:"runner,omitempty"`
}

// A sightJSON is what another phone of the team recorded last at a door.
type sightJSON struct {
	Door    universe.DoorID `json:"door"`
	Outcome string          `json:"outcome"`
	By      outing.MemberID `json:"by,omitempty"`
	At      time.Time       `json:"at"`
}

// An againJSON is a door that is open again: what was recorded there before then
// was taken back.
type againJSON struct {
	Door universe.DoorID `json:"door"`
	At   time.Time       `json:"at"`
}

// A crewJSON is the team in whose hands a pack is.
type crewJSON struct {
	ID      outing.BoardID  `json:"id"`
	Code    domain.Token    `json:"code"`
	Me      outing.MemberID `json:"me"`
	Desk    string          `json:"desk,omitempty"`
	Members []mateJSON      `json:"members"`
}

func matesOf(all []outing.Member) []mateJSON {
	out := []mateJSON{}
	for _, m := range all {
		out = append(out, mateJSON{m.ID, m.Name, m.Runner})
	}
	return out
}

// peek answers POST /door/board. The code is a secret: it stands in the body
// and never in an address.
func (h Handlers) peek(c *web.Ctx) (web.Answer, error) {
	var in peekInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	g, err := h.Outings.Peek(c.Go(), c.Who(), in.Code, in.Device)
	if err != nil {
		return web.Answer{}, err
	}
	out := glanceJSON{Board: g.Board.ID, Out: g.Out, Over: g.Over, Team: g.Team.Name, Turf: g.Turf.Name, Doors: g.Turf.Size, Until: g.Board.Until, Me: g.Me, Members: matesOf(g.Members), Seen: []sightJSON{}, Again: []againJSON{}, Now: c.Now()}
	for _, s := range g.Seen {
		out.Seen = append(out.Seen, sightJSON{s.Door, s.Outcome, s.By, s.At})
	}
	for _, s := range g.Again {
		out.Again = append(out.Again, againJSON{s.Door, s.At})
	}
	if in.Device != "" {
		r, err := h.Universe.ReceiptOf(c.Go(), g.Effort.ID, g.Board.Turf, in.Device)
		if err != nil {
			return web.Answer{}, err
		}
		line := receiptJSONOf(r)
		out.Receipt = &line
	}
	c.Response().Header().Set(Marker, "1")
	return web.Answer{JSON: out, Next: "/door"}, nil
}

// A homeInput says how a board came back.
type homeInput struct {
	Code     domain.Token `json:"code"`
	Device   string       `json:"device"` // empty from older phones
	Finished bool         `json:"finished"`
}

// home answers POST /door/board/back.
func (h Handlers) home(c *web.Ctx) (web.Answer, error) {
	var in homeInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	if err := h.Outings.Return(c.Go(), in.Code, in.Device, outing.BackInput{Finished: in.Finished}); err != nil {
		return web.Answer{}, err
	}
	c.Response().Header().Set(Marker, "1")
	return web.Answer{JSON: okJSON{true}, Next: "/door"}, nil
}

// join answers POST /door/join.
func (h Handlers) join(c *web.Ctx) (web.Answer, error) {
	var in outing.JoinInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	j, err := h.Outings.Join(c.Go(), c.Who(), in)
	if err != nil {
		return web.Answer{}, err
	}
	who := domain.Actor{}
	for _, m := range j.Members {
		if m.ID == j.Me {
			who.Name = m.Name
		}
	}
	out := packOf(j.Pack, who, c.Now())
	out.Board = &crewJSON{ID: j.Board.ID, Code: in.Code, Me: j.Me, Desk: j.Desk, Members: matesOf(j.Members)}
	c.Response().Header().Set(Marker, "1")
	return web.Answer{JSON: out, Next: "/door"}, nil
}
