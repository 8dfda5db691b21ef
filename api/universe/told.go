package universe

import (
	"net/url"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// noteJSON is what a canvasser noted of a door.
type noteJSON struct {
	Record   canvass.VisitID `json:"record"`
	What     string          `json:"what"`
	Door     universe.DoorID `json:"door,omitempty"` // empty for a household
	Address  string          `json:"address"`
	Turf     universe.TurfID `json:"turf,omitempty"`
	Number   string          `json:"number,omitempty"`   // that the door should have
	Language string          `json:"language,omitempty"` // BCP 47, of whoever should come
	Topic    string          `json:"topic,omitempty"`    // that they should know about
	At       time.Time       `json:"at"`
}

type notesJSON struct {
	Wait   []noteJSON `json:"wait"`
	Wishes []noteJSON `json:"wishes"`
}

type settledJSON struct {
	Decided int `json:"decided"`
}

// told answers GET /organise/efforts/{effort}/told.
func (h Handlers) told(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.toldWith(c, id, templates.Form{})
}

func (h Handlers) toldWith(c *web.Ctx, id canvass.EffortID, f templates.Form) (web.Answer, error) {
	n, err := h.Universe.Told(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	at := c.Prefix() + "/organise/efforts/" + string(id)
	page := &templates.Told{Effort: n.Effort.Name, Back: at + "/turfs", Here: at + "/told", Form: f, Done: c.QueryParam("done")}
	page.Title = templates.Word(c.Lang(), "told.title")
	out := notesJSON{Wait: []noteJSON{}, Wishes: []noteJSON{}}
	chosen := url.Values{}
	for _, one := range n.Wait {
		page.Wait, out.Wait = append(page.Wait, noteLine(c, one, n.Effort)), append(out.Wait, noteJSONOf(one))
		chosen.Add("records", string(one.Record))
	}
	for _, one := range n.Wishes {
		page.Wishes, out.Wishes = append(page.Wishes, noteLine(c, one, n.Effort)), append(out.Wishes, noteJSONOf(one))
	}
	if !f.Refused() { // at first everything is ticked
		page.Form.Raw = chosen
	}
	return web.Answer{JSON: out, Page: "universe/told", Data: page}, nil
}

func noteJSONOf(n universe.Note) noteJSON {
	return noteJSON{n.Record, n.What, n.Door.ID, n.Door.Address.Line(""), n.Turf.ID, n.Number, n.Wish.Language, n.Wish.Topic, n.At}
}

func noteLine(c *web.Ctx, n universe.Note, e canvass.Effort) templates.ToldLine {
	line := templates.ToldLine{Record: string(n.Record), What: n.What, Door: n.Door.Address.Line("GB"), Number: n.Number, Turf: n.Turf.Name, Topic: n.Wish.Topic, At: local(n.At, e.Zone)}
	if n.Turf.ID != "" {
		line.Href = c.Prefix() + "/organise/turfs/" + string(n.Turf.ID)
	}
	if n.Wish.Language != "" {
		line.Language = templates.Language(c.Lang(), n.Wish.Language)
	}
	return line
}

// settle answers POST /organise/efforts/{effort}/told.
func (h Handlers) settle(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.SettleInput
	form, err := c.Read(&in)
	n := 0
	if err == nil {
		n, err = h.Universe.Settle(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.toldWith(c, id, f) })
	}
	return web.Answer{JSON: settledJSON{n}, Next: "/organise/efforts/" + string(id) + "/told?done=" + itoa(n)}, nil
}
