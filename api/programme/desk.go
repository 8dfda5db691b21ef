package programme

import (
	"slices"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
	"barnstorm/templates"
)

// of is the programme of the event in the path, for somebody who may change it.
func (h Handlers) of(c *web.Ctx) (programme.Programme, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return programme.Programme{}, err
	}
	return h.Programmes.Desk(c.Go(), c.Who(), id)
}

func here(c *web.Ctx, p programme.Programme) string {
	return "/organise/events/" + string(p.Event.ID)
}

// desk answers GET /organise/events/{event}/programme.
func (h Handlers) desk(c *web.Ctx) (web.Answer, error) { return h.deskPage(c, back{}) }

// A back is a form of the desk that came back: of a "room" or a "speaker" with
// an id or a new one, or to move all.
type back struct {
	Form   templates.Form
	Of, ID string
}

// deskPage shows the desk, with a form on it that came back.
func (h Handlers) deskPage(c *web.Ctx, b back) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	path := c.Prefix() + here(c, p)
	page := &templates.ProgrammeDesk{
		Event: lineOf(c, p), Back: path, Public: c.Prefix() + "/events/" + p.Event.Slug + "/programme", Form: b.Form, Days: days(p, false), NewID: domain.NewID[string](c.Now()),
	}
	if p.Event.Called && p.Event.Ends.After(c.Now()) {
		page.New, page.RoomAction, page.SpeakerAction, page.Slide = path+"/sessions/new", path+"/rooms", path+"/speakers", path+"/programme/slide"
		page.Sheet = path + "/programme/sheet"
	}
	for _, d := range page.Days {
		for k := range d.Blocks[0].Sessions {
			x := &d.Blocks[0].Sessions[k]
			x.Href = path + "/sessions/" + x.ID
			for _, s := range p.Speaking(programme.SessionID(x.ID)) {
				if !s.Named() {
					x.Unnamed = append(x.Unnamed, s.Name)
				}
			}
		}
	}
	people(page, p, b)
	for _, x := range p.Clashes {
		page.Clashes = append(page.Clashes, clashView(p, x))
	}
	page.Title = templates.Word(c.Lang(), "programme.title")
	return web.Answer{JSON: programmeOf(p), Page: "programme/desk", Part: "desk", Data: page}, nil
}

// people puts rooms and speakers on the desk, each with the form that changes it.
func people(page *templates.ProgrammeDesk, p programme.Programme, b back) {
	known := false
	for _, r := range p.Rooms {
		line := templates.RoomLine{ID: string(r.ID), Name: r.Name, Capacity: r.Capacity}
		if b.ID == line.ID {
			line.Form, known = b.Form, true
		}
		page.Halls = append(page.Halls, line)
	}
	for _, x := range p.Speakers {
		line := templates.SpeakerLine{ID: string(x.ID), Name: x.Name, Email: x.Address, Named: x.Named(), Own: x.Own}
		if b.ID == line.ID {
			line.Form, known = b.Form, true
		}
		page.Speakers = append(page.Speakers, line)
	}
	switch {
	case known:
	case b.Of == "room":
		page.NewRoom = b.Form
	case b.Of == "speaker":
		page.NewSpeaker = b.Form
	}
}

// clashView is what cannot be, with the sessions that it is about.
func clashView(p programme.Programme, x programme.Clash) templates.ClashView {
	view := templates.ClashView{Kind: string(x.Kind), Who: x.Who}
	for _, s := range p.Sessions {
		switch s.ID {
		case x.A:
			view.A = viewOf(p, s)
		case x.B:
			view.B = viewOf(p, s)
		}
	}
	return view
}

// room answers POST /organise/events/{event}/rooms.
func (h Handlers) room(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in programme.RoomInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.Programmes.PutRoom(c.Go(), c.Who(), p.Event.ID, in)
	}
	return h.done(c, p, back{Form: f, Of: "room", ID: in.ID}, err)
}

// done shows the desk again after a deed, or with what was refused.
func (h Handlers) done(c *web.Ctx, p programme.Programme, b back, err error) (web.Answer, error) {
	if err != nil {
		return c.Again(err, b.Form, func(f templates.Form) (web.Answer, error) { return h.deskPage(c, back{f, b.Of, b.ID}) })
	}
	a, err := h.deskPage(c, back{})
	return web.Answer{JSON: a.JSON, Next: here(c, p) + "/programme"}, err
}

// slide answers POST /organise/events/{event}/programme/slide.
func (h Handlers) slide(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in programme.SlideInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.Programmes.Slide(c.Go(), c.Who(), p.Event.ID, in)
	}
	return h.done(c, p, back{Form: f}, err)
}

// off answers POST /organise/events/{event}/sessions/{session}/off.
func (h Handlers) off(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	id, err := web.ID[programme.SessionID](c, "session", "not-on-programme")
	if err != nil {
		return web.Answer{}, err
	}
	var in programme.OffInput
	f, err := c.Read(&in)
	if err == nil {
		err = h.Programmes.CallOff(c.Go(), c.Who(), p.Event.ID, id, in)
	}
	return h.done(c, p, back{Form: f}, err)
}

// newForm answers GET /organise/events/{event}/sessions/new: after the last
// session, an hour long.
func (h Handlers) newForm(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	at := p.Event.Starts
	for _, x := range p.Sessions {
		if x.Ends.After(at) && x.Ends.Before(p.Event.Ends) {
			at = x.Ends
		}
	}
	starts := local(at, p.Event.Zone)
	return h.sessionPage(c, p, web.FormOf(programme.SessionInput{ID: domain.NewID[string](c.Now()), Starts: starts.Format(event.WallTime), Ends: ""}), nil)
}

// form answers GET /organise/events/{event}/sessions/{session}.
func (h Handlers) form(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	id, err := web.ID[programme.SessionID](c, "session", "not-on-programme")
	if err != nil {
		return web.Answer{}, err
	}
	i := slices.IndexFunc(p.Sessions, func(x programme.Session) bool { return x.ID == id })
	if i < 0 {
		return web.Answer{}, domain.Refuse(domain.NotFound, "not-on-programme")
	}
	return h.sessionPage(c, p, web.FormOf(inputOf(p, p.Sessions[i])), &p.Sessions[i])
}

// inputOf is what an organiser would send to leave a session as it is.
func inputOf(p programme.Programme, x programme.Session) programme.SessionInput {
	in := programme.SessionInput{
		ID: string(x.ID), Version: x.Version, Title: x.Title, About: x.About, Room: string(x.Room), Language: x.Language, SignUp: x.SignUp,
		Starts: local(x.Starts, p.Event.Zone).Format(event.WallTime), Ends: local(x.Ends, p.Event.Zone).Format(event.WallTime),
	}
	if x.Capacity > 0 {
		in.Capacity = itoa(x.Capacity)
	}
	for _, one := range p.Speaking(x.ID) {
		in.Speakers = append(in.Speakers, string(one.ID))
	}
	return in
}

// sessionPage is the form of a session: a new one when x is nil.
func (h Handlers) sessionPage(c *web.Ctx, p programme.Programme, f templates.Form, x *programme.Session) (web.Answer, error) {
	path := c.Prefix() + here(c, p)
	page := &templates.SessionEdit{Event: lineOf(c, p), Back: path + "/programme", Action: path + "/programme", Form: f, Languages: event.Languages}
	page.Title = templates.Word(c.Lang(), "programme.new")
	page.Halls = append(page.Halls, templates.Option{Text: templates.Word(c.Lang(), "programme.no-room")})
	for _, r := range p.Rooms {
		page.Halls = append(page.Halls, templates.Option{Value: string(r.ID), Text: r.Name})
	}
	for _, one := range p.Speakers {
		page.Speakers = append(page.Speakers, templates.SpeakerLine{ID: string(one.ID), Name: one.Name, Named: one.Named()})
	}
	if x != nil {
		page.Title = x.Title
		view := viewOf(p, *x)
		page.Session, page.Off = &view, path+"/sessions/"+string(x.ID)+"/off"
		if f.Refusal == "changed-meanwhile" {
			page.Differs = differs(c, page, web.FormOf(inputOf(p, *x)))
			f.Raw.Set("version", web.FormOf(programme.SessionInput{Version: x.Version}).Value("version"))
		}
	}
	return web.Answer{Page: "programme/session", Part: "session", Data: page}, nil
}

// differs is where a session as it stands differs from what was typed.
func differs(c *web.Ctx, page *templates.SessionEdit, theirs templates.Form) []templates.Difference {
	l := templates.In(c.Lang())
	var speakers []templates.Option
	for _, one := range page.Speakers {
		speakers = append(speakers, templates.Option{Value: one.ID, Text: one.Name})
	}
	return templates.Differ(page.Form, theirs, []templates.Compared{
		{Name: "title", Label: l.Word("event.form.title")}, {Name: "starts", Label: l.Word("event.form.starts"), Say: l.SayTime}, {Name: "ends", Label: l.Word("event.form.ends"), Say: l.SayTime},
		{Name: "room", Label: l.Word("programme.room"), Say: templates.SayOption(page.Halls)}, {Name: "about", Label: l.Word("event.form.about")},
		{Name: "language", Label: l.Word("programme.language"), Say: l.SayTongue}, {Name: "sign_up", Label: l.Word("programme.wants"), Say: l.SayYes},
		{Name: "capacity", Label: l.Word("event.form.capacity")}, {Name: "speakers", Label: l.Word("festival.speakers"), Say: templates.SayOption(speakers)},
	})
}

// put answers POST /organise/events/{event}/programme.
func (h Handlers) put(c *web.Ctx) (web.Answer, error) {
	p, err := h.of(c)
	if err != nil {
		return web.Answer{}, err
	}
	var in programme.SessionInput
	f, err := c.Read(&in)
	var x programme.Session
	if err == nil {
		x, err = h.Programmes.PutSession(c.Go(), c.Who(), p.Event.ID, in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) {
			now, err := h.of(c) // as it stands now
			i := slices.IndexFunc(now.Sessions, func(o programme.Session) bool { return string(o.ID) == in.ID && in.Version > 0 })
			if err != nil || i < 0 {
				return h.sessionPage(c, p, f, nil)
			}
			return h.sessionPage(c, now, f, &now.Sessions[i])
		})
	}
	return web.Answer{JSON: jsonOf(p, x), Next: here(c, p) + "/programme"}, nil
}
