package outing

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// oursIs is the header by which a phone knows that an answer is ours.
const oursIs = "Barnstorm"

// tripJSON is somebody who is out: the last known turf, and never a position.
type tripJSON struct {
	ID    outing.TripID   `json:"id"`
	Name  string          `json:"name,omitempty"`
	Team  outing.TeamID   `json:"team,omitempty"`
	Turf  universe.TurfID `json:"turf,omitempty"`
	Buddy string          `json:"buddy,omitempty"`
	Due   time.Time       `json:"due"`
	Back  *time.Time      `json:"back,omitempty"`
}

func tripOf(a outing.Away) tripJSON {
	out := tripJSON{ID: a.ID, Name: a.Name, Team: a.Team, Turf: a.Turf, Buddy: a.Buddy, Due: a.Due}
	if !a.Back.IsZero() {
		out.Back = &a.Back
	}
	return out
}

func awayLine(c *web.Ctx, a outing.Away, zone string) templates.AwayLine {
	return templates.AwayLine{
		Name: a.Name, Turf: a.Area, Buddy: a.Buddy, Due: local(a.Due, zone), Late: a.Late(c.Now()), Action: c.Prefix() + "/lead/trips/" + string(a.ID) + "/back",
	}
}

// home answers POST /lead/teams/{team}/home.
func (h Handlers) home(c *web.Ctx) (web.Answer, error) {
	id, err := teamIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	crew, err := h.Outings.CountBack(c.Go(), c.Who(), id)
	return web.Answer{JSON: h.teamOf(c, crew), Next: "/lead/teams/" + string(id)}, err
}

// A fromInput says from which page of a day somebody was counted back.
type fromInput struct {
	From outing.ID `json:"from"` // the day out; empty for the list of the effort
}

// seen answers POST /lead/trips/{trip}/back.
func (h Handlers) seen(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[outing.TripID](c, "trip", "no-such-trip")
	if err != nil {
		return web.Answer{}, err
	}
	var in fromInput
	if c.Request().ContentLength > 0 {
		if _, err := c.Read(&in); err != nil {
			return web.Answer{}, err
		}
	}
	t, err := h.Outings.Seen(c.Go(), c.Who(), id)
	next := "/organise/efforts/" + string(t.Effort) + "/outings"
	if day, ok := domain.ParseID[outing.ID](string(in.From)); ok {
		next = "/lead/outings/" + string(day)
	}
	return web.Answer{JSON: tripOf(outing.Away{Trip: t}), Next: next}, err
}

// say answers POST /out.
func (h Handlers) say(c *web.Ctx) (web.Answer, error) {
	if kind := c.Request().Header.Get(echo.HeaderContentType); !strings.HasPrefix(kind, echo.MIMEApplicationJSON) {
		return web.Answer{}, echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	key, _ := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
	var in outing.OutInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	t, err := h.Outings.Say(c.Go(), domain.Token(key), in)
	if err != nil {
		return web.Answer{}, err
	}
	c.Response().Header().Set(oursIs, "1")
	return web.Answer{JSON: tripOf(outing.Away{Trip: t})}, nil
}
