package universe

import (
	"math"
	"strconv"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// area answers GET /organise/efforts/{effort}/area: the postcodes of a place,
// to draw an area among them.
func (h Handlers) area(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.areaWith(c, id, c.QueryParam("near"), templates.Form{})
}

func (h Handlers) areaWith(c *web.Ctx, id canvass.EffortID, near string, f templates.Form) (web.Answer, error) {
	r, err := h.Universe.Region(c.Go(), c.Who(), id, near)
	refusal, refused := domain.AsError(err)
	if err != nil && !(refused && refusal.Kind == domain.Conflict) {
		return web.Answer{}, err
	}
	e, err := h.brief(c, id)
	if err != nil {
		return web.Answer{}, err
	}
	at := c.Prefix() + "/organise/efforts/" + string(id)
	page := &templates.Area{Effort: e.Name, Back: at + "/universe", Here: at + "/area", Near: near, Form: f, Map: dotted(r)}
	if refused {
		page.Why, page.Most = refusal.Code, universe.MostStops
	}
	page.Title = templates.Word(c.Lang(), "universe.area-title")
	out := regionJSON{Parts: []partJSON{}, At: [][2]float64{}}
	for _, p := range r.Parts {
		page.Parts = append(page.Parts, templates.AreaPart{Code: p.Code, N: p.N})
		out.Parts = append(out.Parts, partJSON(p))
	}
	for _, p := range r.At {
		out.At = append(out.At, point(p))
	}
	return web.Answer{JSON: out, Page: "universe/area", Data: page}, nil
}

// draw answers POST /organise/efforts/{effort}/area.
func (h Handlers) draw(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.AreaInput
	form, err := c.Read(&in)
	n := 0
	if err == nil {
		n, err = h.Universe.Draw(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.areaWith(c, id, f.Value("near"), f) })
	}
	return web.Answer{JSON: drawnJSON{n}, Next: "/organise/efforts/" + string(id) + "/universe?drawn=" + itoa(n)}, nil
}

// dotted is a map of places, and what turns a finger on it into a place.
func dotted(r universe.Region) (m templates.AreaMap) {
	if len(r.At) == 0 {
		return m
	}
	v := canvasIn(r.Box).finer(10)
	var dots strings.Builder
	for _, p := range r.At {
		x, y := v.at(p)
		dots.WriteString("M" + itoa(int(math.Round(x))) + " " + itoa(int(math.Round(y))) + "h0")
	}
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', 6, 64) }
	return templates.AreaMap{
		Width: int(v.width), Height: int(v.height), Dots: dots.String(),
		North: number(v.box.North), West: number(v.box.West), Down: number(v.scale), Across: number(v.scale * v.squeeze),
	}
}
