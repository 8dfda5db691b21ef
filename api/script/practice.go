package script

import (
	"strconv"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/script"
	"barnstorm/templates"
)

// practiceForm is a step of practice as the page sends it on: nothing of it is
// kept.
type practiceForm struct {
	House   int      `json:"house"`
	Version int      `json:"version"`
	Step    string   `json:"step"`
	Trail   string   `json:"trail"`
	Answers string   `json:"answers"`
	Value   []string `json:"value"`
	Do      string   `json:"do"`
}

// practise answers GET and POST /training/{script}: a talk with a made-up
// household, under the newest published version.
func (h Handlers) practise(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[script.ID](c, "script", "no-such-script")
	if err != nil {
		return web.Answer{}, err
	}
	view, err := h.Scripts.Look(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := practiceOf(c)
	if err != nil {
		return web.Answer{}, err
	}
	v, ok := view.Newest()
	if in.Version > 0 {
		v, err = shown(view, strconv.Itoa(in.Version))
	} else if !ok {
		err = domain.Refuse(domain.NotFound, "no-such-version")
	}
	if err != nil {
		return web.Answer{}, err
	}
	a, err := practiceTurn(c, view, v, in)
	if page, ok := a.Data.(*templates.ScriptPractice); err == nil && ok && page.Talk {
		err = h.Scripts.Practised(c.Go(), c.Who(), id)
	}
	return a, err
}

// practiceOf reads a step, or begins at a household chosen by the clock.
func practiceOf(c *web.Ctx) (in practiceForm, err error) {
	if web.Writes(c.Request().Method) {
		_, err = c.Read(&in)
		return in, err
	}
	if in.House, err = strconv.Atoi(c.QueryParam("house")); err != nil {
		in.House = int(c.Now().Unix() % 6)
	}
	return in, nil
}

func practiceTurn(c *web.Ctx, view script.View, v script.Version, in practiceForm) (web.Answer, error) {
	flow, err := v.Flow()
	if err != nil {
		return web.Answer{}, err
	}
	turn, err := flow.Turn(opened(flow, in), script.Talk{})
	wrong := ""
	if refusal, ok := domain.AsError(err); ok && refusal.Fields["value"] != "" {
		wrong, err = refusal.Fields["value"], nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/training/" + string(view.Script.ID)
	house := script.Made(in.House)
	page := &templates.ScriptPractice{
		Script: view.Script.Title, Household: house.Name, Age: house.Age,
		Again: here + "?house=" + strconv.Itoa(house.Seed+1), Leave: c.Prefix() + "/organise/scripts/" + string(view.Script.ID),
	}
	page.Title = view.Script.Title
	name, _, _ := strings.Cut(c.Who().Name, " ")
	says := func(text string) string {
		return script.Say(text, map[string]string{"voter.first_name": house.Name, "canvasser.first_name": name, "group.name": view.Group})
	}
	if turn.Done {
		page.Lines, page.Talk = noted(flow, turn, says, c.Lang())
		return web.Answer{Page: "script/practice", Data: page}, nil
	}
	step := TalkStep(turn, says, flow.Rating, wrong)
	step.Action = here
	step.Hidden = append(step.Hidden, templates.Hidden{Name: "house", Value: strconv.Itoa(house.Seed)}, templates.Hidden{Name: "version", Value: strconv.Itoa(v.N)})
	page.Step = &step
	page.Hears, page.Refuses = hears(house, flow, turn)
	return web.Answer{Page: "script/practice", Data: page}, nil
}

// opened is the turn as it was sent. At the beginning the door has opened:
// practising is talking.
func opened(f script.Flow, in practiceForm) script.TurnInput {
	first, _ := f.Step(f.Start)
	if in.Step == "" && first.Kind == script.KindOutcome {
		return script.TurnInput{Step: first.ID, Value: []string{"spoke"}}
	}
	return script.TurnInput{Step: in.Step, Trail: in.Trail, Answers: in.Answers, Value: in.Value, Do: in.Do}
}

// hears is what the household answers, in the words of the script.
func hears(house script.Household, f script.Flow, turn script.Turn) (words string, refuses bool) {
	reply := house.Reply(f, turn.Step, script.Talk{Answers: turn.Answers})
	if reply.Declined {
		return "", true
	}
	return labelOf(turn.Step, reply), false
}

// labelOf is an answer as people read it.
func labelOf(s script.Step, a script.Answer) string {
	var out []string
	for _, w := range a.Words {
		if o, ok := s.Chosen(w, script.Talk{}); ok {
			w = o.Label
		}
		out = append(out, w)
	}
	return strings.Join(out, ", ")
}

// noted is what a talk would have left behind, and whether it was a
// conversation.
func noted(f script.Flow, turn script.Turn, says func(string) string, lang string) (lines []templates.TalkLine, talk bool) {
	for _, id := range f.Path(script.Talk{Answers: turn.Answers}) {
		talk = talk || id == f.Conversation
		a, ok := turn.Answers[id]
		s, _ := f.Step(id)
		if !ok || s.Kind == script.KindOutcome {
			continue
		}
		line := templates.TalkLine{Said: says(s.Say), Noted: labelOf(s, a)}
		if a.Declined {
			line.Noted = templates.Word(lang, "talk.declined")
		}
		if line.Said == "" {
			line.Said = says(s.Do)
		}
		lines = append(lines, line)
	}
	return lines, talk
}
