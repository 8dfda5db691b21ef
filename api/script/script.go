// Package script is the web side of scripts: bringing them in, drawing,
// publishing and practising them.
package script

import (
	"strings"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/script"
	"barnstorm/templates"
)

// Handlers answers what is asked about scripts.
type Handlers struct {
	Scripts *script.Service
	// Groups names the groups in which somebody may do an act, id and name.
	Groups func(domain.Act) func(*web.Ctx) ([]templates.Option, error)
}

// Routes is every address about scripts.
func (h Handlers) Routes() []web.Route {
	use, write := web.May(domain.UseScripts), web.May(domain.WriteScripts)
	return []web.Route{
		{Method: "GET", Path: "/organise/scripts", For: use, Does: "List the scripts that the caller may use.", Out: listJSON{}, Do: h.list},
		{Method: "POST", Path: "/organise/scripts", Large: true, For: write, Does: "Bring a script in as a draft; the same file again changes nothing.", In: script.ImportInput{}, Out: scriptJSON{}, Do: h.bring},
		{Method: "GET", Path: "/organise/scripts/:script", For: use, Asks: []web.Query{{Name: "version", Says: "The number of a version; the newest without it."}}, Does: "Show a script with its versions.", Out: scriptJSON{}, Do: h.show},
		{Method: "POST", Path: "/organise/scripts/:script", Large: true, For: write, Does: "Save a new wording as the draft.", In: script.RewriteInput{}, Out: versionJSON{}, Do: h.rewrite},
		{Method: "POST", Path: "/organise/scripts/:script/publish", For: write, Does: "Freeze the draft as the next version.", In: script.PublishInput{}, Out: versionJSON{}, Do: h.publish},
		{Method: "GET", Path: "/training/:script", For: use, Do: h.practise},
		{Method: "POST", Path: "/training/:script", For: use, Do: h.practise},
	}
}

// scriptJSON is what programs learn of a script.
type scriptJSON struct {
	ID       script.ID      `json:"id"`
	Group    domain.GroupID `json:"group"`
	Key      string         `json:"key"`
	Title    string         `json:"title"`
	Locale   string         `json:"locale"`
	Minutes  int            `json:"minutes"`
	Latest   int            `json:"latest"`
	Versions []versionJSON  `json:"versions,omitempty"`
}

// versionJSON is one version; a draft has no published.
type versionJSON struct {
	ID        script.VersionID `json:"id"`
	N         int              `json:"n"`
	Hash      string           `json:"hash"`
	Published *time.Time       `json:"published"`
	Source    string           `json:"source,omitempty"`
}

type listJSON struct {
	Scripts []scriptJSON `json:"scripts"`
}

func jsonOf(s script.Script, versions []script.Version) scriptJSON {
	out := scriptJSON{ID: s.ID, Group: s.Group, Key: s.Key, Title: s.Title, Locale: s.Locale, Minutes: s.Minutes, Latest: s.Latest}
	for _, v := range versions {
		out.Versions = append(out.Versions, versionOf(v))
	}
	return out
}

func versionOf(v script.Version) versionJSON {
	out := versionJSON{ID: v.ID, N: v.N, Hash: v.Hash, Source: v.Source}
	if !v.Draft() {
		out.Published = &v.Published
	}
	return out
}

// list answers GET /organise/scripts.
func (h Handlers) list(c *web.Ctx) (web.Answer, error) {
	return h.listWith(c, templates.Form{}, nil)
}

// listWith is the list with a form that came back and what is wrong in it.
func (h Handlers) listWith(c *web.Ctx, f templates.Form, err error) (web.Answer, error) {
	scripts, lerr := h.Scripts.Scripts(c.Go(), c.Who())
	if lerr != nil {
		return web.Answer{}, lerr
	}
	groups, lerr := h.Groups(domain.WriteScripts)(c)
	if lerr != nil {
		return web.Answer{}, lerr
	}
	page := &templates.ScriptList{Form: f, Groups: groups, Action: c.Prefix() + "/organise/scripts", NewID: domain.NewID[string](c.Now())}
	page.Faults, page.More = faultsOf(err, f.Value("source"))
	page.Title = templates.Word(c.Lang(), "script.title")
	out := listJSON{Scripts: []scriptJSON{}}
	for _, s := range scripts {
		page.Scripts = append(page.Scripts, lineOf(c, s))
		out.Scripts = append(out.Scripts, jsonOf(s, nil))
	}
	return web.Answer{JSON: out, Page: "script/list", Data: page}, nil
}

func lineOf(c *web.Ctx, s script.Script) templates.ScriptLine {
	line := templates.ScriptLine{Href: c.Prefix() + "/organise/scripts/" + string(s.ID), Title: s.Title, Issue: s.Issue, Minutes: s.Minutes, Version: s.Latest}
	if s.Latest > 0 {
		line.Practise = c.Prefix() + "/training/" + string(s.ID)
	}
	return line
}

// mostFaults is how many faults a page lists.
const mostFaults = 50

// faultsOf is what is wrong with a source, each with the line it stands in.
func faultsOf(err error, source string) (lines []templates.ScriptFault, more int) {
	refusal, ok := domain.AsError(err)
	if !ok {
		return nil, 0
	}
	text := strings.Split(source, "\n")
	for _, f := range refusal.Lines {
		if len(lines) == mostFaults {
			return lines, len(refusal.Lines) - mostFaults
		}
		line := templates.ScriptFault{Line: f.Line, Code: f.Code, About: f.About}
		if f.Line > 0 && f.Line <= len(text) {
			line.Text = strings.TrimSpace(text[f.Line-1])
		}
		lines = append(lines, line)
	}
	return lines, 0
}

// bring answers POST /organise/scripts: a file, or its text.
func (h Handlers) bring(c *web.Ctx) (web.Answer, error) {
	var in script.ImportInput
	form, err := c.Read(&in)
	if _, body, uerr := c.Upload("file", script.MaxSource); !c.IsProgram() && err == nil && uerr == nil && len(body) > 0 {
		in.Source = string(body)
		form.Raw.Set("source", strings.ToValidUTF8(in.Source, "\uFFFD"))
	}
	var s script.Script
	if err == nil {
		in.Source = strings.ReplaceAll(in.Source, "\r\n", "\n")
		s, err = h.Scripts.Import(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.listWith(c, f, err) })
	}
	return web.Answer{JSON: jsonOf(s, nil), Next: "/organise/scripts/" + string(s.ID)}, nil
}

// rewrite answers POST /organise/scripts/{script}.
func (h Handlers) rewrite(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[script.ID](c, "script", "no-such-script")
	if err != nil {
		return web.Answer{}, err
	}
	var in script.RewriteInput
	form, err := c.Read(&in)
	var v script.Version
	if err == nil {
		in.Source = strings.ReplaceAll(in.Source, "\r\n", "\n")
		v, err = h.Scripts.Rewrite(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.showWith(c, id, f, err) })
	}
	return web.Answer{JSON: versionOf(v), Next: "/organise/scripts/" + string(id)}, nil
}

// publish answers POST /organise/scripts/{script}/publish.
func (h Handlers) publish(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[script.ID](c, "script", "no-such-script")
	if err != nil {
		return web.Answer{}, err
	}
	var in script.PublishInput
	_, err = c.Read(&in)
	var v script.Version
	if err == nil {
		v, err = h.Scripts.Publish(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, templates.Form{}, func(f templates.Form) (web.Answer, error) { return h.showWith(c, id, f, nil) })
	}
	return web.Answer{JSON: versionOf(v), Next: "/organise/scripts/" + string(id)}, nil
}
