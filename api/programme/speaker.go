package programme

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain/programme"
	"barnstorm/templates"
)

// speakerJSON is what programs of organisers learn of a speaker.
type speakerJSON struct {
	ID    programme.SpeakerID `json:"id"`
	Name  string              `json:"name"`
	Email string              `json:"email"`
	Yes   *time.Time          `json:"yes,omitempty"` // since when everybody may read the name
	Own   bool                `json:"own"`           // they answered themselves
}

func speakerOf(x programme.Speaker) speakerJSON {
	out := speakerJSON{ID: x.ID, Name: x.Name, Email: x.Address, Own: x.Own}
	if x.Named() {
		out.Yes = &x.Yes
	}
	return out
}

// speaker answers POST /organise/events/{event}/speakers.
func (h Handlers) speaker(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in programme.SpeakerInput
	f, err := c.Read(&in)
	if err == nil {
		_, err = h.Programmes.PutSpeaker(c.Go(), c.Who(), p.Event.ID, in)
	}
	return h.done(c, p, back{Form: f, Of: "speaker", ID: in.ID}, err)
}

// spokenJSON is what the link of a speaker's letter opens.
type spokenJSON struct {
	Name     string        `json:"name"`
	Yes      bool          `json:"yes"` // everybody may read the name
	Sessions []sessionJSON `json:"sessions"`
}

func spokenOf(x programme.Spoken) spokenJSON {
	out := spokenJSON{Name: x.Speaker.Name, Yes: x.Speaker.Named(), Sessions: []sessionJSON{}}
	for _, s := range x.Programme.Sessions {
		out.Sessions = append(out.Sessions, jsonOf(x.Programme, s))
	}
	return out
}

// spoken answers GET /speaker/{token}: it shows and changes nothing.
func (h Handlers) spoken(c *web.Ctx) (web.Answer, error) { return h.spokenPage(c, templates.Form{}) }

func (h Handlers) spokenPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	x, err := h.Programmes.Spoken(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.SpeakerAsked{
		Event: lineOf(c, x.Programme), Form: f, Action: c.Prefix() + "/speaker/" + string(c.Token()), Name: x.Speaker.Name, Named: x.Speaker.Named(), Answered: x.Speaker.Own,
		Days: days(x.Programme, false),
	}
	page.Title = templates.Word(c.Lang(), "festival.you-speak")
	page.Wear(x.Programme.Site.Name, x.Programme.Site.Colour)
	return web.Answer{JSON: spokenOf(x), Page: "programme/speaker", Part: "speaker", Data: page}, nil
}

// name answers POST /speaker/{token}.
func (h Handlers) name(c *web.Ctx) (web.Answer, error) {
	var in programme.NameInput
	f, err := c.Read(&in)
	var x programme.Spoken
	if err == nil {
		x, err = h.Programmes.Name(c.Go(), c.Token(), in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.spokenPage(c, f) })
	}
	return web.Answer{JSON: spokenOf(x), Next: "/speaker/" + string(c.Token())}, nil
}
