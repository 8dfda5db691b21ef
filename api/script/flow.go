package script

import (
	"net/url"
	"strconv"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/script"
	"barnstorm/templates"
)

// show answers GET /organise/scripts/{script}, with ?version=n for an older
// version than the newest.
func (h Handlers) show(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[script.ID](c, "script", "no-such-script")
	if err != nil {
		return web.Answer{}, err
	}
	return h.showWith(c, id, templates.Form{}, nil)
}

func (h Handlers) showWith(c *web.Ctx, id script.ID, f templates.Form, cause error) (web.Answer, error) {
	view, err := h.Scripts.Look(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	v, err := shown(view, c.QueryParam("version"))
	if err != nil {
		return web.Answer{}, err
	}
	flow, err := v.Flow()
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/scripts/" + string(id)
	page := &templates.ScriptShow{
		Script: lineOf(c, view.Script), Shown: lineOfVersion(here, v, true), Hash: v.Hash, Steps: stepsOf(flow), Drawing: drawingOf(flow, c.Lang()), Needs: flow.Needs(), Form: f,
	}
	page.Faults, page.More = faultsOf(cause, f.Value("source"))
	page.Title = view.Script.Title
	page.Script.Minutes = flow.Minutes // of the version shown, not of the newest
	for _, other := range view.Versions {
		page.Versions = append(page.Versions, lineOfVersion(here, other, other.ID == v.ID))
	}
	if view.MayWrite {
		page.Rewrite = here
		if v.Draft() {
			page.Publish = here + "/publish"
		}
		if !f.Refused() || f.Raw == nil {
			page.Form.Raw = url.Values{"source": {view.Versions[0].Source}}
		}
	}
	return web.Answer{JSON: jsonOf(view.Script, view.Versions), Page: "script/show", Data: page}, nil
}

// shown is the version with a number, or the newest there is.
func shown(view script.View, number string) (script.Version, error) {
	for _, v := range view.Versions {
		if number == "" || strconv.Itoa(v.N) == number {
			return v, nil
		}
	}
	return script.Version{}, domain.Refuse(domain.NotFound, "no-such-version")
}

func lineOfVersion(here string, v script.Version, shown bool) templates.ScriptVersion {
	return templates.ScriptVersion{Href: here + "?version=" + strconv.Itoa(v.N), Number: v.N, Published: v.Published, Shown: shown}
}

// stepsOf is the drawing of a flow: its steps in an order in which every way
// leads downwards, numbered, with their ways out.
func stepsOf(f script.Flow) []templates.ScriptStep {
	outline := f.Outline()
	numbers := map[string]int{}
	for i, p := range outline {
		numbers[p.Step.ID] = i + 1
	}
	var out []templates.ScriptStep
	for _, p := range outline {
		s := p.Step
		step := templates.ScriptStep{
			Number: numbers[s.ID], ID: s.ID, Kind: string(s.Kind), Say: s.Say, Do: s.Do, Record: s.Record,
			Talk: s.ID == f.Conversation, Refusable: s.Refusable,
		}
		for _, e := range p.Exits {
			step.Exits = append(step.Exits, exitOf(e, numbers))
		}
		out = append(out, step)
	}
	return out
}

func exitOf(e script.Exit, numbers map[string]int) templates.ScriptExit {
	out := templates.ScriptExit{Kind: string(e.Kind), Label: e.Label, To: e.To, Number: numbers[e.To]}
	if e.Kind == script.ExitGroup {
		out.Label = e.Group
	}
	if e.Kind == script.ExitCase {
		out.Field, out.Op, out.Value = e.When.Field, string(e.When.Op), strings.Join(e.When.Values, ", ")
	}
	return out
}
