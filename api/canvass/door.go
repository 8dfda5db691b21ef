package canvass

import (
	"strconv"
	"time"

	apiscript "barnstorm/api/script"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/templates"
)

// briefJSON is what a phone needs to know before it knocks.
type briefJSON struct {
	Effort   effortJSON `json:"effort"`
	Version  int        `json:"version"`
	Outcomes []string   `json:"outcomes"`
}

// door answers GET /door/{effort}.
func (h Handlers) door(c *web.Ctx) (web.Answer, error) {
	b, err := h.brief(c)
	if err != nil {
		return web.Answer{}, err
	}
	return h.doorWith(c, b, templates.Form{})
}

func (h Handlers) brief(c *web.Ctx) (canvass.Brief, error) {
	id, err := idOf(c)
	if err != nil {
		return canvass.Brief{}, err
	}
	return h.Canvass.Brief(c.Go(), c.Who(), id, domain.Knock)
}

// place is how an outcome stands on the page.
var place = map[string]string{"spoke": "main", "not_home": "often", "unsafe": "quiet"}

// doorWith is the page between two doors. It carries the id of the next visit,
// so that sending it twice counts once.
func (h Handlers) doorWith(c *web.Ctx, b canvass.Brief, f templates.Form) (web.Answer, error) {
	e := b.Effort
	log, err := h.Canvass.Logged(c.Go(), c.Who(), e)
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/door/" + string(e.ID)
	page := &templates.Door{
		Effort: e.Name, Group: b.Group, Over: !c.Now().Before(e.Ends), Saved: log.Count, Just: c.QueryParam("saved") != "", Action: here,
		Hidden: talkOf(c, b).hidden(), Refusal: f.Refusal,
	}
	page.Title = e.Name
	if why, ok := f.Args["why"].(string); ok {
		page.Why = why
	}
	for _, code := range b.Outcomes() {
		page.Outcomes = append(page.Outcomes, templates.DoorOutcome{Code: code, Place: place[code]})
	}
	if log.Any {
		page.Undo = &templates.DoorUndo{Action: here + "/undo", Outcome: log.Last.Outcome, Hidden: append(talkOf(c, b).hidden(), templates.Hidden{Name: "visit", Value: string(log.Last.ID)})}
	}
	return web.Answer{JSON: briefJSON{jsonOf(e), b.N, b.Outcomes()}, Page: "canvass/door", Data: page}, nil
}

// talkForm is a talk at a door as the page sends it on, step by step. Nothing
// of it is kept until it is done.
type talkForm struct {
	ID       string   `json:"id"`
	Version  string   `json:"script_version"`
	Started  string   `json:"started"`
	Sequence int64    `json:"sequence"`
	Outcome  string   `json:"outcome"`
	Visit    string   `json:"visit"`
	Step     string   `json:"step"`
	Trail    string   `json:"trail"`
	Answers  string   `json:"answers"`
	Value    []string `json:"value"`
	Do       string   `json:"do"`
}

// talkOf begins a talk.
func talkOf(c *web.Ctx, b canvass.Brief) talkForm {
	now := c.Now()
	return talkForm{
		ID: domain.NewID[string](now), Version: string(b.Effort.Version), Started: now.Format(time.RFC3339Nano), Sequence: now.UnixMilli(),
	}
}

func (t talkForm) hidden() []templates.Hidden {
	out := []templates.Hidden{
		{Name: "id", Value: t.ID}, {Name: "script_version", Value: t.Version}, {Name: "started", Value: t.Started},
		{Name: "sequence", Value: strconv.FormatInt(t.Sequence, 10)},
	}
	if t.Outcome != "" {
		out = append(out, templates.Hidden{Name: "outcome", Value: t.Outcome})
	}
	return out
}

// begun is when the talk began. A page that is a year old, or from tomorrow,
// counts as now.
func (t talkForm) begun(now time.Time) time.Time {
	at, err := time.Parse(time.RFC3339Nano, t.Started)
	if err != nil || at.After(now) || at.Before(now.AddDate(-1, 0, 0)) {
		return now
	}
	return at.UTC()
}

// talk reads a form and the script under which it began.
func (h Handlers) talk(c *web.Ctx) (canvass.Brief, talkForm, error) {
	var in talkForm
	b, err := h.brief(c)
	if err != nil {
		return b, in, err
	}
	if _, err = c.Read(&in); err != nil {
		return b, in, err
	}
	version, _ := domain.ParseID[script.VersionID](in.Version)
	b, err = h.Canvass.Under(c.Go(), b, version)
	return b, in, err
}

// knock answers POST /door/{effort}: an outcome was tapped.
func (h Handlers) knock(c *web.Ctx) (web.Answer, error) {
	b, in, err := h.talk(c)
	if err != nil {
		return web.Answer{}, err
	}
	turn, err := b.Opened(in.Outcome)
	if err != nil {
		return web.Answer{}, err
	}
	return h.turned(c, b, in, turn, "")
}

// step answers POST /door/{effort}/step: a step was answered.
func (h Handlers) step(c *web.Ctx) (web.Answer, error) {
	b, in, err := h.talk(c)
	if err != nil {
		return web.Answer{}, err
	}
	turn, err := b.Turn(script.TurnInput{Step: in.Step, Trail: in.Trail, Answers: in.Answers, Value: in.Value, Do: in.Do})
	wrong := ""
	if refusal, ok := domain.AsError(err); ok && refusal.Fields["value"] != "" {
		wrong, err = refusal.Fields["value"], nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	if turn.Step.Kind == script.KindOutcome && !turn.Done { // gone back to the door
		return h.doorWith(c, b, templates.Form{})
	}
	return h.turned(c, b, in, turn, wrong)
}

// turned shows the next step, or saves the visit when there is none.
func (h Handlers) turned(c *web.Ctx, b canvass.Brief, in talkForm, turn script.Turn, wrong string) (web.Answer, error) {
	if turn.Done {
		return h.save(c, b, in, turn.Answers)
	}
	log, err := h.Canvass.Logged(c.Go(), c.Who(), b.Effort)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.DoorTalk{Effort: b.Effort.Name, Saved: log.Count}
	page.Title = b.Effort.Name
	page.Step = apiscript.TalkStep(turn, func(text string) string { return b.Says(text, c.Who()) }, b.Flow.Rating, wrong)
	page.Step.Action = c.Prefix() + "/door/" + string(b.Effort.ID) + "/step"
	page.Step.Hidden = append(page.Step.Hidden, in.hidden()...)
	a := web.Answer{Page: "canvass/step", Data: page}
	if wrong != "" {
		a.Status = 422
	}
	return a, nil
}

func (h Handlers) save(c *web.Ctx, b canvass.Brief, in talkForm, answers script.Answers) (web.Answer, error) {
	_, err := h.Canvass.Knock(c.Go(), c.Who(), b.Effort.ID, canvass.KnockInput{
		ID: canvass.VisitID(in.ID), Version: b.Effort.Version, Outcome: in.Outcome, Answers: answers, Started: in.begun(c.Now()), Sequence: in.Sequence,
	})
	if err != nil {
		return c.Again(err, templates.Form{}, func(f templates.Form) (web.Answer, error) { return h.doorWith(c, b, f) })
	}
	return web.Answer{Next: "/door/" + string(b.Effort.ID) + "?saved=1"}, nil
}

// undo answers POST /door/{effort}/undo.
func (h Handlers) undo(c *web.Ctx) (web.Answer, error) {
	b, in, err := h.talk(c)
	if err != nil {
		return web.Answer{}, err
	}
	visit, _ := domain.ParseID[canvass.VisitID](in.Visit)
	_, err = h.Canvass.Undo(c.Go(), c.Who(), b.Effort.ID, canvass.UndoInput{
		ID: canvass.VisitID(in.ID), Visit: visit, Started: in.begun(c.Now()), Sequence: in.Sequence,
	})
	return web.Answer{Next: "/door/" + string(b.Effort.ID) + "?saved=1"}, err
}

// credentialJSON holds a token that is shown this once.
type credentialJSON struct {
	Token domain.Token `json:"token"`
	Until time.Time    `json:"until"`
}

// equip answers POST /door/{effort}/credential.
func (h Handlers) equip(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in canvass.EquipInput
	if _, err = c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	token, cred, err := h.Canvass.Equip(c.Go(), c.Who(), id, in)
	return web.Answer{JSON: credentialJSON{token, cred.Ends.Add(canvass.Grace)}}, err
}

// callIn answers POST /door/{effort}/call-in.
func (h Handlers) callIn(c *web.Ctx) (web.Answer, error) {
	id, err := idOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in canvass.CallInInput
	if _, err = c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	return web.Answer{JSON: okJSON{true}}, h.Canvass.CallIn(c.Go(), c.Who(), id, in)
}
