package canvass

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/universe"
	"barnstorm/templates"
)

// comparisonJSON is how a comparison stands. Nothing of what it came to is there
// before it was read, and no difference where why says what is missing.
type comparisonJSON struct {
	Drawn      *time.Time        `json:"drawn"`
	PerArm     int               `json:"per_arm,omitempty"`
	Seed       string            `json:"seed,omitempty"`
	Follow     *canvass.EffortID `json:"follow,omitempty"`
	Read       *time.Time        `json:"read,omitempty"`
	Treatment  *sideJSON         `json:"treatment,omitempty"`
	Placebo    *sideJSON         `json:"placebo,omitempty"`
	Canvassers int               `json:"canvassers,omitempty"`
	Known      int               `json:"asked_by_the_same,omitempty"`
	Astray     int               `json:"against_the_lot,omitempty"`
	Difference *meanJSON         `json:"difference,omitempty"`
	Why        measure.Reason    `json:"why,omitempty"`
}

// sideJSON is one arm: households where the talk came to it, and those measured.
type sideJSON struct {
	Households int     `json:"households"`
	Measured   int     `json:"measured"`
	Mean       float64 `json:"mean,omitempty"`
}

// comparison answers GET /organise/efforts/{effort}/comparison.
func (h Handlers) comparison(c *web.Ctx) (web.Answer, error) {
	return h.comparisonWith(c, templates.Form{})
}

func (h Handlers) comparisonWith(c *web.Ctx, f templates.Form) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	x, err := h.Universe.Compared(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	e, here := x.Brief.Effort, c.Prefix()+"/organise/efforts/"+string(id)
	page := &templates.Comparison{
		Effort: lineOf(c, e), Action: here + "/comparison", Results: here + "/results", Runs: c.Who().May(domain.RunEfforts, e.Group), Over: x.Over(c.Now()), Form: f,
		Fifth: measure.PerArm(0.2), Usual: measure.PerArm(0.08),
	}
	page.Title = templates.Word(c.Lang(), "compare.title")
	if refusal, ok := domain.AsError(x.Cannot); ok {
		page.Cannot = refusal.Code
	}
	if err := h.compareForms(c, page, x); err != nil {
		return web.Answer{}, err
	}
	if x.Comparison == nil {
		return web.Answer{JSON: comparisonJSON{}, Page: "canvass/comparison", Data: page}, nil
	}
	k := x.Comparison
	page.Drawn, page.PerArm, page.Seed, page.Read = local(k.Drawn, e.Zone), k.PerArm, k.Seed, local(k.Read, e.Zone)
	if x.Follow != nil {
		line := lineOf(c, *x.Follow)
		page.Follow, page.Looks = &line, local(universe.Looks(*x.Follow), e.Zone)
	}
	page.Found = foundOf(k.Found)
	return web.Answer{JSON: compared(*k), Page: "canvass/comparison", Data: page}, nil
}

// compareForms fills the form that the state of things asks for.
func (h Handlers) compareForms(c *web.Ctx, page *templates.Comparison, x universe.Stand) error {
	blank := page.Form.Raw == nil
	switch {
	case !page.Runs:
	case x.Comparison == nil && blank:
		refusal, args := page.Form.Refusal, page.Form.Args
		page.Form = web.FormOf(universe.LotsInput{PerArm: page.Fifth})
		page.Form.Refusal, page.Form.Args = refusal, args
	case x.Comparison != nil && x.Follow == nil && page.Over:
		if blank {
			today := c.Now()
			page.Form = web.FormOf(universe.FollowInput{
				ID: domain.NewID[canvass.EffortID](today), Script: x.Brief.Effort.Script, From: today.Format(time.DateOnly), To: today.AddDate(0, 0, 14).Format(time.DateOnly), KeepDays: 30,
			})
		}
		scripts, err := h.Scripts.Scripts(c.Go(), c.Who())
		for _, s := range scripts {
			if s.Latest > 0 {
				page.Scripts = append(page.Scripts, templates.Option{Value: string(s.ID), Text: s.Title})
			}
		}
		return err
	}
	return nil
}

func foundOf(f universe.Found) templates.Found {
	out := templates.Found{
		Why: string(f.Why), Talks: f.Talks, Placebos: f.Placebos, Talked: f.Talked.N, Placebo: f.Placebo.N, TalkedMean: f.Talked.Mean, PlaceboMean: f.Placebo.Mean,
		Canvassers: f.Walkers, Known: f.Known, Astray: f.Astray,
	}
	if d := f.Difference; d != nil {
		shown := d.Shown()
		out.Difference, out.Low, out.High, out.Clear = d.Value, shown.Low, shown.High, d.Clear()
	}
	return out
}

func compared(k universe.Comparison) comparisonJSON {
	out := comparisonJSON{Drawn: &k.Drawn, PerArm: k.PerArm, Seed: k.Seed}
	if k.Follow != "" {
		out.Follow = &k.Follow
	}
	if k.Read.IsZero() {
		return out
	}
	f := k.Found
	out.Read, out.Canvassers, out.Known, out.Astray, out.Why = &k.Read, f.Walkers, f.Known, f.Astray, f.Why
	out.Treatment, out.Placebo = &sideJSON{f.Talks, f.Talked.N, f.Talked.Mean}, &sideJSON{f.Placebos, f.Placebo.N, f.Placebo.Mean}
	if d := f.Difference; d != nil {
		shown := d.Shown()
		out.Difference = &meanJSON{d.Value, shown.Low, shown.High}
	}
	return out
}

// drawLots answers POST /organise/efforts/{effort}/comparison.
func (h Handlers) drawLots(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.LotsInput
	var k universe.Comparison
	form, err := c.Read(&in)
	if err == nil {
		k, err = h.Universe.DrawLots(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.comparisonWith(c, f) })
	}
	return web.Answer{JSON: compared(k), Next: "/organise/efforts/" + string(id) + "/comparison"}, nil
}

// askAgain answers POST /organise/efforts/{effort}/comparison/follow.
func (h Handlers) askAgain(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in universe.FollowInput
	var e canvass.Effort
	form, err := c.Read(&in)
	if err == nil {
		e, err = h.Universe.AskAgain(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.comparisonWith(c, f) })
	}
	return web.Answer{JSON: jsonOf(e), Next: "/organise/efforts/" + string(e.ID)}, nil
}
