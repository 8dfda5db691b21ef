package universe

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// maxUpload is how long a file may be that comes over the web, in bytes.
const maxUpload = 10 << 20

// universe answers GET /organise/efforts/{effort}/universe.
func (h Handlers) universe(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.universeWith(c, id, templates.Form{})
}

func (h Handlers) universeWith(c *web.Ctx, id canvass.EffortID, f templates.Form) (web.Answer, error) {
	files, err := h.Universe.Imports(c.Go(), c.Who(), id)
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
	at := c.Prefix() + "/organise/efforts/" + string(id)
	page := &templates.Universe{
		Effort: e.Name, Back: at, Turfs: at + "/turfs", Action: at + "/universe", Area: at + "/area", Form: f, NewID: domain.NewID[string](c.Now()),
		Doors: x.Doors, Exact: x.Exact, Near: x.Near, Nowhere: x.Nowhere, Cut: x.Cut, Met: x.Met, Drawn: c.QueryParam("drawn"),
	}
	page.Title = templates.Word(c.Lang(), "universe.title")
	out := universeJSON{Doors: x.Doors, Exact: x.Exact, Near: x.Near, Nowhere: x.Nowhere, Cut: x.Cut, Met: x.Met, Files: []importJSON{}}
	for _, i := range files {
		page.Files = append(page.Files, templates.UniverseFile{
			Href: c.Prefix() + "/organise/universe/" + string(i.ID), Name: i.File, Stage: stageOf(i), Doors: i.Progress.Doors, Made: local(i.Made, e.Zone),
		})
		out.Files = append(out.Files, importOf(i))
	}
	return web.Answer{JSON: out, Page: "universe/universe", Data: page}, nil
}

func local(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil && !t.IsZero() {
		return t.In(loc)
	}
	return t
}

// bring answers POST /organise/efforts/{effort}/universe: a file of a form, or
// its text.
func (h Handlers) bring(c *web.Ctx) (web.Answer, error) {
	id, err := effortOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	if _, err := h.Universe.Imports(c.Go(), c.Who(), id); err != nil {
		return web.Answer{}, err // before anybody's file is looked at
	}
	var in fileJSON
	form, err := c.Read(&in)
	body := []byte(in.Text)
	if err == nil && !c.IsProgram() {
		in.File, body, err = c.Upload("file", maxUpload)
	}
	var i universe.Import
	if err == nil {
		i, err = h.Universe.Bring(c.Go(), c.Who(), id, universe.FileInput{ID: in.ID, File: in.File}, bytes.NewReader(body))
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.universeWith(c, id, f) })
	}
	return web.Answer{JSON: importOf(i), Next: "/organise/universe/" + string(i.ID)}, nil
}

// file answers GET /organise/universe/{import}.
func (h Handlers) file(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[universe.ImportID](c, "import", "no-such-import")
	if err != nil {
		return web.Answer{}, err
	}
	return h.fileWith(c, id, templates.Form{})
}

func (h Handlers) fileWith(c *web.Ctx, id universe.ImportID, f templates.Form) (web.Answer, error) {
	i, err := h.Universe.Import(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	at, p := c.Prefix()+"/organise/efforts/"+string(i.Effort), i.Progress
	page := &templates.UniverseImport{
		File: i.File, Stage: stageOf(i), MayUndo: i.Undo == universe.Stands && (i.Stage == universe.Done || i.Stage == universe.Failed && p.Doors > 0),
		Gone: i.Retreat.Gone, Kept: i.Retreat.Kept, Off: i.Retreat.People, Busy: i.Busy(), Percent: i.Percent(), Here: c.Prefix() + "/organise/universe/" + string(id), Back: at + "/universe",
		Turfs: at + "/turfs", Why: i.Why, Line: i.Line, Rows: p.Rows, Doors: p.Doors, Same: p.Same, People: p.People, Without: p.Without, Odd: p.Odd,
		Exact: p.Exact, Near: p.Near, Nowhere: p.Nowhere, Form: f, Roll: i.Columns.IsRoll() || f.Has("supplier") || f.Has("use") || f.Has("date"),
		Supplier: i.Register.Supplier, Use: i.Register.Use, Date: day(i.Register.Date), Expires: day(i.Register.Expires.AddDate(0, 0, -1)),
	}
	page.Title = i.File
	for n, header := range i.Header {
		page.Columns = append(page.Columns, columnOf(i, n, header, f))
	}
	page.Fields = append(page.Fields, "none")
	for _, field := range universe.Fields {
		page.Fields = append(page.Fields, string(field))
	}
	for _, x := range i.Faults {
		page.Faults = append(page.Faults, templates.UniverseFault{Line: x.Line, Column: x.Column, Code: x.Code})
	}
	return web.Answer{JSON: importOf(i), Page: "universe/import", Data: page}, nil
}

// stageOf is how far a file is, or how far it is taken back.
func stageOf(i universe.Import) string {
	switch i.Undo {
	case universe.Undoing:
		return "undoing"
	case universe.Undone:
		return "undone"
	}
	return string(i.Stage)
}

// undo answers POST /organise/universe/{import}/undo.
func (h Handlers) undo(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[universe.ImportID](c, "import", "no-such-import")
	if err != nil {
		return web.Answer{}, err
	}
	i, err := h.Universe.Undo(c.Go(), c.Who(), id)
	return web.Answer{JSON: importOf(i), Next: "/organise/universe/" + string(id)}, err
}

// columnOf is a column with what it is taken to hold and something it holds.
func columnOf(i universe.Import, n int, header string, f templates.Form) templates.UniverseColumn {
	col := templates.UniverseColumn{ID: "c" + itoa(n), Name: header, Field: string(i.Columns[header])}
	if typed := f.Value(col.ID); typed != "" {
		col.Field = typed
	}
	if col.Field == "" {
		col.Field = "none"
	}
	for _, row := range i.Samples {
		if n < len(row) && row[n] != "" && col.Sample == "" {
			col.Sample = row[n]
		}
	}
	return col
}

func day(t time.Time) string {
	if t.Year() < 1900 {
		return ""
	}
	return t.Format(time.DateOnly)
}

// columns answers POST /organise/universe/{import}.
func (h Handlers) columns(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[universe.ImportID](c, "import", "no-such-import")
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.MapInput
	var form templates.Form
	if strings.HasPrefix(c.Request().Header.Get("Content-Type"), "application/json") {
		form, err = c.Read(&in)
	} else {
		in, form, err = h.columnsForm(c, id)
	}
	var i universe.Import
	if err == nil {
		i, err = h.Universe.Map(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.fileWith(c, id, f) })
	}
	return web.Answer{JSON: importOf(i), Next: "/organise/universe/" + string(i.ID)}, nil
}

// columnsForm reads the page's fields: c0 is the first column. What the form
// does not say stays as it was.
func (h Handlers) columnsForm(c *web.Ctx, id universe.ImportID) (universe.MapInput, templates.Form, error) {
	raw, err := c.FormParams()
	if err != nil {
		return universe.MapInput{}, templates.Form{}, domain.Refuse(domain.Invalid, "not-a-form")
	}
	i, err := h.Universe.Import(c.Go(), c.Who(), id)
	in := universe.MapInput{
		Columns: maps.Clone(i.Columns), Date: strings.TrimSpace(raw.Get("date")), Supplier: raw.Get("supplier"), Use: raw.Get("use"),
		Expires: strings.TrimSpace(raw.Get("expires")), Start: raw.Get("start") == "true",
	}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		for n, header := range i.Header {
			if key != "c"+itoa(n) {
				continue
			}
			if in.Columns[header] = universe.Field(raw.Get(key)); raw.Get(key) == "none" {
				delete(in.Columns, header)
			}
		}
	}
	return in, templates.Form{Raw: raw}, err
}
