package universe

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/turf"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

func itoa(n int) string { return strconv.Itoa(n) }

// turfs answers GET /organise/efforts/{effort}/turfs.
func (h Handlers) turfs(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.turfsWith(c, id, web.FormOf(universe.CutInput{
		ID: domain.NewID[universe.TurfID](c.Now()), Purpose: turf.Persuade, Density: turf.Dense, Minutes: 150,
	}))
}

func (h Handlers) turfsWith(c *web.Ctx, id canvass.EffortID, f templates.Form) (web.Answer, error) {
	q := universe.ListQuery{State: universe.State(c.QueryParam("state")), Text: c.QueryParam("q"), After: universe.Cursor{Name: c.QueryParam("from")}}
	q.After.ID, _ = domain.ParseID[universe.TurfID](c.QueryParam("after"))
	if !slices.Contains(universe.Standings, q.State) {
		q.State = ""
	}
	list, err := h.Universe.Lookup(c.Go(), c.Who(), id, q)
	if err != nil {
		return web.Answer{}, err
	}
	e, err := h.brief(c, id)
	if err != nil {
		return web.Answer{}, err
	}
	x, err := h.Universe.Extent(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	if f.Value("size") == "0" {
		f.Raw.Del("size")
	}
	at := c.Prefix() + "/organise/efforts/" + string(id)
	page := &templates.Turfs{
		Effort: e.Name, Back: at, Universe: at + "/universe", Action: at + "/turfs", Form: f, Runs: c.Who().May(domain.RunEfforts, e.Group),
		Told:  c.Prefix() + "/organise/efforts/" + string(id) + "/told",
		Doors: x.Doors, Just: c.QueryParam("cut"), Purposes: names(turf.Purposes), Densities: names(turf.Densities),
	}
	page.Title = templates.Word(c.Lang(), "turf.title")
	page.Sought, page.Found, page.State, page.Text, page.Later = q.State != "" || q.Text != "", list.Found, string(q.State), q.Text, q.After.ID != ""
	page.States = []templates.Option{{Text: templates.Word(c.Lang(), "turf.any-state")}}
	for _, s := range universe.Standings {
		page.States = append(page.States, templates.Option{Value: string(s), Text: templates.Word(c.Lang(), "turf.state."+string(s))})
	}
	for n, t := range list.All {
		page.Count(lineOf(c, t, e, n+1))
	}
	out := turfsJSON{Turfs: []turfJSON{}, Found: list.Found}
	for _, l := range list.Lines {
		line, one := lineOf(c, l.Turf, e, l.N), jsonOf(l.Turf, nil)
		if l.State == universe.Out {
			line.Team, line.Holder, one.Team, one.Holder = l.Team, l.Holder, l.Team, l.Holder
		}
		page.Turfs, out.Turfs = append(page.Turfs, line), append(out.Turfs, one)
	}
	if list.Next.ID != "" {
		out.More = page.Action + "?" + where(url.Values{"state": {string(q.State)}, "q": {q.Text}, "from": {list.Next.Name}, "after": {string(list.Next.ID)}})
		page.More = out.More + "#all"
	}
	page.Maps = drawn(c, list.All)
	return web.Answer{JSON: out, Page: "universe/turfs", Data: page}, nil
}

// where is what an address asks for, without what is not asked.
func where(q url.Values) string {
	maps.DeleteFunc(q, func(_ string, v []string) bool { return v[0] == "" })
	return q.Encode()
}

func names[T ~string](all []T) (out []string) {
	for _, one := range all {
		out = append(out, string(one))
	}
	return out
}

// lineOf is a turf in a list.
func lineOf(c *web.Ctx, t universe.Turf, e canvass.Effort, n int) templates.TurfLine {
	line := templates.TurfLine{N: n, Href: c.Prefix() + "/organise/turfs/" + string(t.ID), Name: t.Name, Doors: t.Size, State: string(t.State)}
	if t.State == universe.Out {
		line.Until = local(t.Until, e.Zone)
	}
	if t.Overdue(c.Now()) {
		line.State = "overdue"
	}
	return line
}

// cut answers POST /organise/efforts/{effort}/turfs.
func (h Handlers) cut(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.CutInput
	form, err := c.Read(&in)
	var turfs []universe.Turf
	if err == nil {
		turfs, err = h.Universe.Cut(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.turfsWith(c, id, f) })
	}
	out := turfsJSON{Turfs: []turfJSON{}, Found: len(turfs)}
	for _, t := range turfs {
		out.Turfs = append(out.Turfs, jsonOf(t, nil))
	}
	return web.Answer{JSON: out, Next: "/organise/efforts/" + string(id) + "/turfs?cut=" + itoa(len(turfs))}, nil
}

// turf answers GET /organise/turfs/{turf}.
func (h Handlers) turf(c *web.Ctx) (web.Answer, error) {
	id, err := turfOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.turfWith(c, id, templates.Form{})
}

func (h Handlers) turfWith(c *web.Ctx, id universe.TurfID, f templates.Form) (web.Answer, error) {
	w, err := h.Universe.Walk(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	all, err := h.Universe.Turfs(c.Go(), c.Who(), w.Turf.Effort)
	if err != nil {
		return web.Answer{}, err
	}
	t := w.Turf
	here := c.Prefix() + "/organise/turfs/" + string(id)
	page := &templates.TurfShow{
		Turf: lineOf(c, t, w.Effort, 0), All: c.Prefix() + "/organise/efforts/" + string(t.Effort) + "/turfs", Here: here, Form: f,
		Out: t.State == universe.Out || t.State == universe.Finished, NewID: domain.NewID[string](c.Now()), SheetID: domain.NewID[string](c.Now()), Done: c.QueryParam("done") != "",
	}
	if t.Named {
		page.Own = t.Name
	}
	page.Title = t.Name
	chosen := c.QueryParam("door")
	for _, stop := range w.Stops {
		page.Doors = append(page.Doors, doorLine(c, stop.Door, here, chosen))
	}
	page.Sides = sidesOf(w.Stops)
	for i, d := range page.Doors {
		if d.Chosen {
			page.Chosen = &page.Doors[i]
		}
	}
	near := beside(t, all)
	for _, n := range near {
		if n.State == universe.Free || n.State == universe.Returned {
			page.Near = append(page.Near, templates.Option{Value: string(n.ID), Text: n.Name + " (" + itoa(n.Size) + ")"})
		}
	}
	page.Map = drawnWith(c, t, near, w.Stops, chosen)
	return web.Answer{JSON: jsonOf(t, w.Stops), Page: "universe/turf", Data: page}, nil
}

func doorLine(c *web.Ctx, d universe.Door, here, chosen string) templates.TurfDoor {
	a := d.Address
	line := templates.TurfDoor{
		ID: string(d.ID), Place: d.Place, Name: spoken(a), Href: here + "?door=" + string(d.ID) + "#move", Quiet: d.Quiet, Open: d.Open,
		Near: d.Sure == universe.SurePostcode, Nowhere: d.Sure == universe.SureNot, Chosen: string(d.ID) == chosen,
	}
	return line
}

// spoken is an address in one line, as people here say it.
func spoken(a universe.Address) string {
	line := a.Street
	if a.Number != "" {
		line = a.Number + " " + line
	}
	if a.Flat != "" {
		line = a.Flat + ", " + line
	}
	if line == "" {
		line = a.Postcode
	}
	return line
}

// sidesOf is the sides of streets of a turf, as they are walked.
func sidesOf(stops []universe.Stop) (sides []templates.TurfSide) {
	at := map[templates.TurfSide]int{}
	for _, s := range stops {
		key := templates.TurfSide{Street: s.Door.Address.Street, Side: turf.SideOf(s.Door.Address.Number)}
		i, ok := at[key]
		if !ok {
			i = len(sides)
			at[key] = i
			sides = append(sides, key)
		}
		sides[i].Doors++
	}
	return sides
}

// move answers POST /organise/turfs/{turf}/move. A form says what to move as
// "door:<id>" or "side:<odd|even|named>:<street>".
func (h Handlers) move(c *web.Ctx) (web.Answer, error) {
	var in universe.MoveInput
	return h.change(c, &in, func(id universe.TurfID) (universe.Turf, error) {
		if what := c.FormValue("what"); what != "" && !c.IsProgram() {
			in = moveOf(what, in.To)
		}
		t, _, err := h.Universe.Move(c.Go(), c.Who(), id, in)
		return t, err
	})
}

func (h Handlers) join(c *web.Ctx) (web.Answer, error) {
	var in universe.JoinInput
	return h.change(c, &in, func(id universe.TurfID) (universe.Turf, error) { return h.Universe.Join(c.Go(), c.Who(), id, in) })
}

func (h Handlers) split(c *web.Ctx) (web.Answer, error) {
	var in universe.SplitInput
	return h.change(c, &in, func(id universe.TurfID) (universe.Turf, error) {
		t, _, err := h.Universe.Split(c.Go(), c.Who(), id, in)
		return t, err
	})
}

func (h Handlers) rename(c *web.Ctx) (web.Answer, error) {
	var in universe.RenameInput
	return h.change(c, &in, func(id universe.TurfID) (universe.Turf, error) { return h.Universe.Rename(c.Go(), c.Who(), id, in) })
}

// change reads what should be changed about a turf and shows the turf.
func (h Handlers) change(c *web.Ctx, in any, do func(universe.TurfID) (universe.Turf, error)) (web.Answer, error) {
	id, err := turfOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	form, err := c.Read(in)
	var t universe.Turf
	if err == nil {
		t, err = do(id)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.turfWith(c, id, f) })
	}
	return web.Answer{JSON: jsonOf(t, nil), Next: "/organise/turfs/" + string(id) + "?done=1"}, nil
}

// pin answers POST /organise/doors/{door}/pin.
func (h Handlers) pin(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[universe.DoorID](c, "door", "no-such-door")
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.PinInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	d, err := h.Universe.Pin(c.Go(), c.Who(), id, in)
	return web.Answer{JSON: jsonDoor(d)}, err
}
