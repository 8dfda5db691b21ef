package canvass

import (
	"maps"
	"slices"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/templates"
)

// efforts answers GET /organise/efforts.
func (h Handlers) efforts(c *web.Ctx) (web.Answer, error) {
	today := c.Now()
	return h.effortsWith(c, web.FormOf(canvass.LaunchInput{
		ID: domain.NewID[canvass.EffortID](today), From: today.Format("2006-01-02"), To: today.AddDate(0, 0, 14).Format("2006-01-02"),
		Level: canvass.LevelHousehold, KeepDays: 30,
	}))
}

func (h Handlers) effortsWith(c *web.Ctx, f templates.Form) (web.Answer, error) {
	efforts, err := h.Canvass.Efforts(c.Go(), c.Who(), domain.SeeResults)
	if err != nil {
		return web.Answer{}, err
	}
	if f.Value("doors") == "0" {
		f.Raw.Del("doors")
	}
	page := &templates.EffortList{Form: f, Action: c.Prefix() + "/organise/efforts", Write: c.Prefix() + "/organise/scripts", Levels: []string{"household", "street", "roll"}}
	if page.Groups, err = h.Groups(domain.RunEfforts)(c); err != nil {
		return web.Answer{}, err
	}
	scripts, err := h.Scripts.Scripts(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	for _, s := range scripts {
		if s.Latest > 0 {
			page.Scripts = append(page.Scripts, templates.Option{Value: string(s.ID), Text: s.Title})
		}
	}
	page.Title = templates.Word(c.Lang(), "effort.title")
	out := listJSON{Efforts: []effortJSON{}}
	for _, e := range efforts {
		page.Efforts = append(page.Efforts, lineOf(c, e))
		out.Efforts = append(out.Efforts, jsonOf(e))
	}
	return web.Answer{JSON: out, Page: "canvass/efforts", Data: page}, nil
}

// launch answers POST /organise/efforts.
func (h Handlers) launch(c *web.Ctx) (web.Answer, error) {
	var in canvass.LaunchInput
	form, err := c.Read(&in)
	var e canvass.Effort
	if err == nil {
		e, err = h.Canvass.Launch(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.effortsWith(c, f) })
	}
	return web.Answer{JSON: jsonOf(e), Next: "/organise/efforts/" + string(e.ID)}, nil
}

// effort answers GET /organise/efforts/{effort}.
func (h Handlers) effort(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.effortWith(c, id, templates.Form{})
}

func (h Handlers) effortWith(c *web.Ctx, id canvass.EffortID, f templates.Form) (web.Answer, error) {
	b, err := h.Canvass.Brief(c.Go(), c.Who(), id, domain.SeeResults)
	if err != nil {
		return web.Answer{}, err
	}
	e := b.Effort
	page := &templates.EffortShow{
		Effort: lineOf(c, e), Script: b.Flow.Title, Version: b.N, Doors: e.Doors, Keep: e.KeepDays, Level: string(e.Level), Form: f,
		Missing: len(e.Missing(b.Flow)), Action: c.Prefix() + "/organise/efforts/" + string(id), Saved: c.QueryParam("saved") != "",
		Runs: c.Who().May(domain.RunEfforts, e.Group), Controller: e.Controller,
	}
	page.Title = e.Name
	if c.Who().May(domain.RunEfforts, e.Group) {
		if err := h.fields(c, page, b); err != nil {
			return web.Answer{}, err
		}
	}
	if c.Who().May(domain.ReviewRecords, e.Group) {
		held, err := h.Canvass.Quarantine(c.Go(), c.Who(), id)
		if err == nil {
			page.Phones, err = h.Canvass.Newer(c.Go(), c.Who(), id)
		}
		if err != nil {
			return web.Answer{}, err
		}
		for _, r := range held {
			page.Held = append(page.Held, templates.HeldLine{
				Action: page.Action + "/held/" + r.Key, Why: string(r.Why), Device: r.Device, Raw: strings.ToValidUTF8(string(r.Raw), "\uFFFD"), Received: local(r.Received, e.Zone),
			})
		}
	}
	return web.Answer{JSON: jsonOf(e), Page: "canvass/effort", Data: page}, nil
}

// fields is what the script wants to be filled in.
func (h Handlers) fields(c *web.Ctx, page *templates.EffortShow, b canvass.Brief) error {
	for _, need := range b.Flow.Needs() {
		name, fact := strings.CutPrefix(need, "facts.")
		label := upfirst(strings.NewReplacer(".", " ", "_", " ").Replace(name))
		page.Fields = append(page.Fields, templates.EffortField{Name: need, Label: label, Value: b.Effort.Fill[need], Fact: fact})
	}
	for _, list := range b.Flow.Lists {
		page.Lists = append(page.Lists, templates.EffortField{Name: list, Label: upfirst(list), Value: listText(b.Effort.Lists[list])})
	}
	newest, err := h.Canvass.Newest(c.Go(), b.Effort)
	page.Newer = newest != b.Effort.Version
	return err
}

func upfirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// listText is a list as it is typed: "green, Green Party*", one to a line.
func listText(list []script.Option) string {
	var lines []string
	for _, o := range list {
		star := ""
		if o.Group == ours {
			star = "*"
		}
		lines = append(lines, o.Value+", "+o.Label+star)
	}
	return strings.Join(lines, "\n")
}

const ours, others = "ours", "others"

// listOf reads what listText wrote.
func listOf(text string) []canvass.EntryInput {
	var out []canvass.EntryInput
	for line := range strings.Lines(text) {
		value, label, _ := strings.Cut(strings.TrimSpace(line), ",")
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		e := canvass.EntryInput{Value: value, Label: strings.TrimSpace(label), Group: others}
		if name, ok := strings.CutSuffix(e.Label, "*"); ok {
			e.Label, e.Group = strings.TrimSpace(name), ours
		}
		out = append(out, e)
	}
	return out
}

// fill answers POST /organise/efforts/{effort}.
func (h Handlers) fill(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in canvass.FillInput
	var form templates.Form
	if c.IsProgram() {
		form, err = c.Read(&in)
	} else {
		in, form, err = fillForm(c)
	}
	var e canvass.Effort
	if err == nil {
		e, err = h.Canvass.Fill(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.effortWith(c, id, f) })
	}
	return web.Answer{JSON: jsonOf(e), Next: "/organise/efforts/" + string(id) + "?saved=1"}, nil
}

// fillForm reads the page's fields, whose names are those of the script.
func fillForm(c *web.Ctx) (canvass.FillInput, templates.Form, error) {
	raw, err := c.FormParams()
	if err != nil {
		return canvass.FillInput{}, templates.Form{}, domain.Refuse(domain.Invalid, "not-a-form")
	}
	in := canvass.FillInput{Values: map[string]string{}, Lists: map[string][]canvass.EntryInput{}, Newest: raw.Get("newest") == "true"}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		if name, ok := strings.CutPrefix(key, "fill."); ok {
			in.Values[name] = strings.TrimSpace(raw.Get(key))
		}
		if name, ok := strings.CutPrefix(key, "list."); ok {
			in.Lists[name] = listOf(raw.Get(key))
		}
	}
	return in, templates.Form{Raw: raw}, nil
}

// heldJSON is one record in quarantine, as it came.
type heldJSON struct {
	Key    string         `json:"key"`
	Record string         `json:"record"`
	Why    canvass.Reason `json:"why"`
	Device string         `json:"device"`
	Raw    string         `json:"raw"`
}

type heldListJSON struct {
	Held []heldJSON `json:"held"`
}

// held answers GET /organise/efforts/{effort}/held.
func (h Handlers) held(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	held, err := h.Canvass.Quarantine(c.Go(), c.Who(), id)
	out := heldListJSON{Held: []heldJSON{}}
	for _, r := range held {
		out.Held = append(out.Held, heldJSON{r.Key, r.Record, r.Why, r.Device, string(r.Raw)})
	}
	return web.Answer{JSON: out}, err
}

// decide answers POST /organise/efforts/{effort}/held/{key}.
func (h Handlers) decide(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in canvass.DecideInput
	form, err := c.Read(&in)
	if err == nil {
		err = h.Canvass.Decide(c.Go(), c.Who(), id, c.Param("key"), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.effortWith(c, id, f) })
	}
	return web.Answer{JSON: okJSON{true}, Next: "/organise/efforts/" + string(id)}, nil
}
