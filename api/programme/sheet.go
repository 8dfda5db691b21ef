package programme

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain/programme"
	"barnstorm/templates"
)

// readingJSON is what a program learns of a table that it sent.
type readingJSON struct {
	Columns  map[string]string `json:"columns"` // what was looked for, and the column that was taken for it
	Rows     []rowJSON         `json:"rows"`
	Rooms    []string          `json:"rooms"`    // that are added
	Speakers []string          `json:"speakers"` // likewise
	Others   int               `json:"others"`   // sessions that the table does not have: they stay
	Faults   []faultJSON       `json:"faults"`   // the first twenty; with any, nothing is kept
	Wrong    int               `json:"wrong"`    // how many there are
	Kept     bool              `json:"kept"`
}

type rowJSON struct {
	Line    int                 `json:"line"`
	Session programme.SessionID `json:"session"`
	Title   string              `json:"title"`
	Room    string              `json:"room"`
	Starts  time.Time           `json:"starts"`
	Ends    time.Time           `json:"ends"`
	Will    string              `json:"will"` // "new", "changed" or "same"
}

type faultJSON struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	Code   string `json:"code"`
}

func readingOf(r programme.Reading) readingJSON {
	out := readingJSON{Columns: r.Columns, Rows: []rowJSON{}, Rooms: roomNames(r), Speakers: speakerNames(r), Others: r.Others, Faults: []faultJSON{}, Wrong: r.Faults.Count, Kept: r.Kept}
	for _, x := range r.Rows {
		out.Rows = append(out.Rows, rowJSON{x.Line, x.Session.ID, x.Session.Title, x.Room, x.Session.Starts, x.Session.Ends, x.Will})
	}
	for _, f := range r.Faults.List {
		out.Faults = append(out.Faults, faultJSON(f))
	}
	return out
}

func roomNames(r programme.Reading) []string {
	all := []string{}
	for _, x := range r.Rooms {
		all = append(all, x.Name)
	}
	return all
}

func speakerNames(r programme.Reading) []string {
	all := []string{}
	for _, x := range r.Speakers {
		all = append(all, x.Name)
	}
	return all
}

// sheetForm answers GET /organise/events/{event}/programme/sheet.
func (h Handlers) sheetForm(c *web.Ctx) (web.Answer, error) {
	return h.sheetPage(c, templates.Form{}, nil)
}

// sheetPage is where a table is brought, with what was read of one.
func (h Handlers) sheetPage(c *web.Ctx, f templates.Form, r *templates.SheetReading) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	back := c.Prefix() + here(c, p) + "/programme"
	page := &templates.ProgrammeSheet{Event: lineOf(c, p), Back: back, Action: back + "/sheet", Form: f, Reading: r}
	if len(p.Sessions) > 0 {
		page.Take = back + ".csv"
	}
	page.Title = templates.Word(c.Lang(), "programme.sheet")
	return web.Answer{Page: "programme/sheet", Part: "sheet", Data: page}, nil
}

// sheet answers POST /organise/events/{event}/programme/sheet: the file of a
// form is read and shown, and its text kept when it comes again with the word.
func (h Handlers) sheet(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in programme.SheetInput
	f, err := c.Read(&in)
	if kind, _, _ := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType)); err == nil && kind == echo.MIMEMultipartForm && in.Text == "" {
		var file []byte
		if _, file, err = c.Upload("file", programme.MaxSheet); err == nil {
			in.Text, err = programme.Plain(file)
		}
	}
	var r programme.Reading
	if err == nil {
		r, err = h.Programmes.BringSheet(c.Go(), c.Who(), p.Event.ID, in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.sheetPage(c, f, nil) })
	}
	if r.Kept {
		return web.Answer{JSON: readingOf(r), Next: here(c, p) + "/programme"}, nil
	}
	a, err := h.sheetPage(c, templates.Form{}, sheetView(c, p, r, in.Text))
	a.JSON, a.Status = readingOf(r), http.StatusOK
	return a, err
}

// take answers GET /organise/events/{event}/programme.csv.
func (h Handlers) take(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	err = p.Take(&b)
	return web.Answer{File: &web.File{Type: "text/csv; charset=utf-8; header=present", Name: "programme-" + p.Event.Slug + ".csv", Body: b.Bytes()}}, err
}

// sheetView is what was read of a table, as the page shows it.
func sheetView(c *web.Ctx, p programme.Programme, r programme.Reading, text string) *templates.SheetReading {
	v := &templates.SheetReading{
		Text: text, Fresh: r.Count(programme.RowNew), Changed: r.Count(programme.RowChanged), Same: r.Count(programme.RowSame), Other: r.Others,
		Rooms: strings.Join(roomNames(r), ", "), Speakers: strings.Join(speakerNames(r), ", "), More: r.Faults.Count - len(r.Faults.List),
	}
	for _, x := range r.Speakers {
		if x.Address != "" {
			v.Asked++
		}
	}
	for _, what := range programme.Sought {
		if r.Columns[what] != "" {
			v.Columns = append(v.Columns, templates.Read{What: what, Column: r.Columns[what]})
		}
	}
	for _, x := range r.Rows {
		view := viewOf(p, x.Session)
		view.Room, view.Speakers, view.Unnamed = x.Room, x.Speakers, nil
		v.Rows = append(v.Rows, templates.TalkRow{Line: x.Line, Will: x.Will, Session: view})
	}
	for _, f := range r.Faults.List {
		v.Faults = append(v.Faults, templates.SheetFault(f))
	}
	return v
}
