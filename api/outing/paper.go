package outing

import (
	"slices"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/outing"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// paperRoutes is every address about walk lists on paper.
func (h Handlers) paperRoutes() []web.Route {
	hand := web.May(domain.HandOutTurf)
	return []web.Route{
		{Method: "GET", Path: "/organise/efforts/:effort/paper", For: hand, Does: "List the printed walk lists of a canvass, with how much of each was typed back.", Out: sheetsJSON{}, Do: h.sheets},
		{Method: "POST", Path: "/organise/efforts/:effort/paper", For: hand, Does: "Find a printed walk list by its code.", In: codeInput{}, Out: sheetJSON{}, Do: h.byCode},
		{Method: "POST", Path: "/organise/turfs/:turf/paper", For: hand, Does: "Make a walk list of a turf to be printed.", In: outing.PrintInput{}, Out: sheetJSON{}, Do: h.print},
		{Method: "GET", Path: "/organise/paper/:sheet", For: hand, Does: "Show a printed walk list with its rows.", Out: sheetJSON{}, Do: h.sheet},
		{Method: "GET", Path: "/organise/paper/:sheet/rows", For: hand, Does: "Show what of a printed walk list was typed back.", Out: sheetJSON{}, Do: h.typing},
		{Method: "POST", Path: "/organise/paper/:sheet/rows", For: hand, Does: "Type rows of a printed walk list back.", In: outing.TypeInput{}, Out: typedJSON{}, Do: h.typed},
	}
}

type sheetsJSON struct {
	Sheets []sheetJSON `json:"sheets"`
}

// sheetJSON is a printed walk list; in a list it has no rows.
type sheetJSON struct {
	ID      outing.SheetID   `json:"id"`
	Code    string           `json:"code"`
	Device  string           `json:"device"`
	Turf    universe.TurfID  `json:"turf"`
	Team    string           `json:"team,omitempty"`
	Version script.VersionID `json:"script_version"`
	Doors   int              `json:"doors"`
	Typed   int              `json:"typed"`
	Rows    []rowJSON        `json:"rows,omitempty"`
}

type rowJSON struct {
	N    int             `json:"row"`
	Door universe.DoorID `json:"door"`
	Text string          `json:"text"` // as it was typed, empty for nothing yet
}

type typedJSON struct {
	Rows []fateJSON `json:"rows"`
}

type fateJSON struct {
	N     int            `json:"row"`
	Wrong string         `json:"wrong,omitempty"` // it is not kept
	Fate  canvass.Fate   `json:"answer,omitempty"`
	Why   canvass.Reason `json:"why,omitempty"`
}

func sheetOf(x outing.Sheet) sheetJSON {
	return sheetJSON{ID: x.ID, Code: x.Code, Device: x.Device(), Turf: x.Turf, Team: x.Team, Version: x.Version, Doors: len(x.Doors)}
}

func listOf(l outing.List) sheetJSON {
	out := sheetOf(l.Sheet)
	for _, r := range l.Rows {
		if out.Rows = append(out.Rows, rowJSON{r.N, r.Door.ID, r.Was.Text()}); r.Was.Outcome != "" {
			out.Typed++
		}
	}
	return out
}

func sheetIn(c *web.Ctx) (outing.SheetID, error) {
	return web.ID[outing.SheetID](c, "sheet", "no-such-sheet")
}

// sheets answers GET /organise/efforts/{effort}/paper.
func (h Handlers) sheets(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[canvass.EffortID](c, "effort", "no-such-effort")
	if err != nil {
		return web.Answer{}, err
	}
	return h.sheetsWith(c, id, templates.Form{})
}

func (h Handlers) sheetsWith(c *web.Ctx, id canvass.EffortID, f templates.Form) (web.Answer, error) {
	e, all, err := h.Outings.Sheets(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	at := c.Prefix() + "/organise/efforts/" + string(id)
	page := &templates.SheetList{Effort: e.Name, Back: at, Action: at + "/paper", Turfs: at + "/turfs", Form: f}
	page.Title = templates.Word(c.Lang(), "paper.title")
	out := sheetsJSON{Sheets: []sheetJSON{}}
	for _, s := range all {
		line := sheetOf(s.Sheet)
		line.Typed = s.Typed
		out.Sheets = append(out.Sheets, line)
		here := c.Prefix() + "/organise/paper/" + string(s.Sheet.ID)
		page.Sheets = append(page.Sheets, templates.SheetLine{Href: here, Rows: here + "/rows", Code: s.Sheet.Code, Turf: s.Area, Team: s.Sheet.Team, Doors: len(s.Sheet.Doors), Typed: s.Typed, Made: local(s.Sheet.Made, e.Zone)})
	}
	return web.Answer{JSON: out, Page: "outing/sheets", Data: page}, nil
}

// A codeInput asks for a sheet by the code on its pages.
type codeInput struct {
	Code string `json:"code"`
}

// byCode answers POST /organise/efforts/{effort}/paper.
func (h Handlers) byCode(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[canvass.EffortID](c, "effort", "no-such-effort")
	if err != nil {
		return web.Answer{}, err
	}
	var in codeInput
	form, err := c.Read(&in)
	var found outing.SheetID
	if err == nil {
		found, err = h.Outings.BySheetCode(c.Go(), c.Who(), id, in.Code)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.sheetsWith(c, id, f) })
	}
	l, err := h.Outings.Paper(c.Go(), c.Who(), found)
	return web.Answer{JSON: listOf(l), Next: "/organise/paper/" + string(found) + "/rows"}, err
}

// print answers POST /organise/turfs/{turf}/paper.
func (h Handlers) print(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[universe.TurfID](c, "turf", "no-such-turf")
	if err != nil {
		return web.Answer{}, err
	}
	var in outing.PrintInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	x, err := h.Outings.Print(c.Go(), c.Who(), id, in)
	return web.Answer{JSON: sheetOf(x), Next: "/organise/paper/" + string(x.ID)}, err
}

// sheet answers GET /organise/paper/{sheet}.
func (h Handlers) sheet(c *web.Ctx) (web.Answer, error) {
	id, err := sheetIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	l, err := h.Outings.Paper(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	before, after := l.Rates()
	e := l.Brief.Effort
	page := &templates.SheetPrint{
		Code: l.Sheet.Code, Turf: l.Turf.Name, Effort: e.Name, Team: l.Sheet.Team, Script: l.Brief.Flow.Title, Version: l.Brief.N, Doors: len(l.Rows), Meet: l.Outing.Meet, Desk: l.Outing.Desk,
		Imprint: e.Controller, Before: before, After: after, Back: c.Prefix() + "/organise/efforts/" + string(e.ID) + "/paper", Rows: c.Prefix() + "/organise/paper/" + string(id) + "/rows", Made: local(l.Sheet.Made, e.Zone),
	}
	page.Title = templates.Word(c.Lang(), "paper.list") + " " + l.Sheet.Code
	for _, o := range l.Brief.Outcomes() {
		page.Outcomes = append(page.Outcomes, templates.PaperCode{Code: outing.PaperCode(o), Outcome: o})
	}
	for _, p := range l.Pages() {
		var rows []templates.SheetRow
		for _, r := range p.Rows {
			rows = append(rows, rowLine(r))
		}
		page.Pages = append(page.Pages, rows)
	}
	return web.Answer{JSON: listOf(l), Page: "outing/sheet", Data: page}, nil
}

func rowLine(r outing.Row) templates.SheetRow {
	a := r.Door.Address
	door := a.Number
	if a.Flat != "" {
		door = strings.TrimPrefix(a.Number+" / "+a.Flat, " / ")
	}
	return templates.SheetRow{N: r.N, Door: door, Street: a.Street, Text: r.Was.Text()}
}

// typing answers GET /organise/paper/{sheet}/rows.
func (h Handlers) typing(c *web.Ctx) (web.Answer, error) {
	id, err := sheetIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.typingWith(c, id, templates.Form{}, nil)
}

func (h Handlers) typingWith(c *web.Ctx, id outing.SheetID, f templates.Form, fates []outing.RowFate) (web.Answer, error) {
	l, err := h.Outings.Paper(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/paper/" + string(id)
	before, after := l.Rates()
	page := &templates.SheetTyping{
		Code: l.Sheet.Code, Turf: l.Turf.Name, Team: l.Sheet.Team, Back: c.Prefix() + "/organise/efforts/" + string(l.Sheet.Effort) + "/paper", Action: here + "/rows", Print: here, Form: f,
		Walked: local(l.Sheet.Made, l.Brief.Effort.Zone).Format("2006-01-02T15:04"), Rates: before || after, Held: c.Prefix() + "/organise/efforts/" + string(l.Sheet.Effort) + "#held",
	}
	page.Title = templates.Word(c.Lang(), "paper.type") + " " + l.Sheet.Code
	for _, o := range l.Brief.Outcomes() {
		page.Outcomes = append(page.Outcomes, templates.PaperCode{Code: outing.PaperCode(o), Outcome: o})
	}
	if len(l.Team) > 0 {
		page.By = append(page.By, templates.Option{Text: templates.Word(c.Lang(), "paper.by-me")})
	}
	for _, m := range l.Team {
		page.By = append(page.By, templates.Option{Value: string(m.ID), Text: m.Name})
	}
	for _, r := range l.Rows {
		page.Lines = append(page.Lines, rowLine(r))
	}
	page.Judge(linesOf(fates))
	return web.Answer{JSON: listOf(l), Page: "outing/typing", Data: page}, nil
}

func linesOf(fates []outing.RowFate) (lines []templates.SheetFate) {
	for _, f := range fates {
		lines = append(lines, templates.SheetFate{N: f.N, Text: f.Text, Wrong: f.Wrong, Fate: string(f.Fate), Why: string(f.Why)})
	}
	return lines
}

// typed answers POST /organise/paper/{sheet}/rows. A form names its rows "r1",
// "r2"; a row that cannot be kept costs no other.
func (h Handlers) typed(c *web.Ctx) (web.Answer, error) {
	id, err := sheetIn(c)
	if err != nil {
		return web.Answer{}, err
	}
	in, form, err := typeInput(c)
	var fates []outing.RowFate
	if err == nil {
		fates, err = h.Outings.Type(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.typingWith(c, id, f, nil) })
	}
	out := typedJSON{Rows: []fateJSON{}}
	for _, f := range fates {
		out.Rows = append(out.Rows, fateJSON{f.N, f.Wrong, f.Fate, f.Why})
	}
	a := web.Answer{JSON: out}
	if !c.IsProgram() {
		if a, err = h.typingWith(c, id, form, fates); err != nil {
			return a, err
		}
		a.JSON = out
	}
	if slices.ContainsFunc(fates, func(f outing.RowFate) bool { return f.Wrong != "" }) && !c.IsProgram() {
		a.Status = 422
	}
	return a, nil
}

func typeInput(c *web.Ctx) (outing.TypeInput, templates.Form, error) {
	var in outing.TypeInput
	if strings.HasPrefix(c.Request().Header.Get("Content-Type"), "application/json") {
		form, err := c.Read(&in)
		return in, form, err
	}
	var plain struct {
		Walked string          `json:"walked"`
		By     outing.MemberID `json:"by"`
	}
	form, err := c.Read(&plain)
	in = outing.TypeInput{Walked: plain.Walked, By: plain.By, Rows: map[string]string{}}
	for name, values := range form.Raw {
		if n, ok := strings.CutPrefix(name, "r"); ok && len(n) <= 4 && len(values[0]) <= 40 {
			in.Rows[n] = values[0]
		}
	}
	return in, form, err
}
