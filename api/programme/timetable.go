package programme

import (
	"strings"

	ics "github.com/arran4/golang-ical"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
	"barnstorm/templates"
)

// timetableJSON is what somebody has chosen of a programme.
type timetableJSON struct {
	programmeJSON
	Party   int         `json:"party"`
	Coming  bool        `json:"coming"` // only whoever has a place can choose
	Picks   []pickJSON  `json:"picks"`
	Overlap []clashJSON `json:"overlap"` // of two that they chose
}

type pickJSON struct {
	Session programme.SessionID `json:"session"`
	People  int                 `json:"people"`
}

// pickInput is what somebody sends to put a session on their timetable, or to
// take it off: a browser says from which view, and goes back there.
type pickInput struct {
	Session string `json:"session"`
	People  string `json:"people"` // of their party; empty for all of them
	Drop    bool   `json:"drop"`
	All     bool   `json:"all"`
}

func timetableOf(t programme.Timetable) timetableJSON {
	out := timetableJSON{programmeJSON: programmeOf(t.Programme), Party: t.RSVP.Party, Coming: t.RSVP.State == event.Coming, Picks: []pickJSON{}, Overlap: []clashJSON{}}
	for _, p := range t.Picks {
		out.Picks = append(out.Picks, pickJSON{p.Session, p.People})
	}
	for _, x := range t.Clashes {
		out.Overlap = append(out.Overlap, clashJSON{x.Kind, x.A, x.B, x.Who})
	}
	return out
}

// A holder is whose timetable an address shows: the RSVP, and the path of it.
type holder struct {
	rsvp event.RSVP
	path string
}

// byLink is the holder of the private link in the path.
func (h Handlers) byLink(c *web.Ctx) (holder, error) {
	r, err := h.Programmes.Holder(c.Go(), c.Token())
	return holder{r, "/rsvp/" + string(c.Token())}, err
}

// byName is whoever is signed in and comes to the event in the path.
func (h Handlers) byName(c *web.Ctx) (holder, error) {
	emails, err := h.Emails(c)
	if err != nil {
		return holder{}, err
	}
	r, err := h.Programmes.Mine(c.Go(), c.Who(), emails, c.Param("slug"))
	return holder{r, "/events/" + c.Param("slug")}, err
}

// timetable answers GET /rsvp/{token}/timetable and /events/{slug}/timetable.
func (h Handlers) timetable(whose func(*web.Ctx) (holder, error)) func(*web.Ctx) (web.Answer, error) {
	return func(c *web.Ctx) (web.Answer, error) {
		x, err := whose(c)
		if err != nil {
			return web.Answer{}, err
		}
		return h.timetablePage(c, x, templates.Form{}, c.QueryParam("all") != "")
	}
}

func (h Handlers) timetablePage(c *web.Ctx, x holder, f templates.Form, all bool) (web.Answer, error) {
	t, err := h.Programmes.Timetable(c.Go(), x.rsvp)
	if err != nil {
		return web.Answer{}, err
	}
	p, here := t.Programme, c.Prefix()+x.path+"/timetable"
	all = all || len(t.Picks) == 0
	page := &templates.Timetable{
		Event: lineOf(c, p), Back: c.Prefix() + x.path, Action: here, Calendar: here + ".ics", Form: f, All: all, Party: t.RSVP.Party, Picked: len(t.Picks),
		Coming: t.RSVP.State == event.Coming, Open: p.Event.Called && p.Event.Ends.After(c.Now()),
	}
	for _, v := range []struct {
		path, word string
		current    bool
	}{{here, "festival.yours", !all}, {here + "?all=1", "festival.all", all}} {
		page.Views = append(page.Views, templates.NavItem{Href: v.path, Text: templates.Word(c.Lang(), v.word), Current: v.current})
	}
	if !all {
		p.Sessions = t.Mine()
	}
	page.Days = days(p, false)
	for _, d := range page.Days {
		for i := range d.Blocks[0].Sessions {
			chosen(c, t, &d.Blocks[0].Sessions[i])
		}
	}
	for _, x := range t.Clashes {
		page.Clashes = append(page.Clashes, clashView(t.Programme, x))
	}
	page.Title = templates.Word(c.Lang(), "festival.timetable")
	page.Wear(p.Site.Name, p.Site.Colour)
	return web.Answer{JSON: timetableOf(t), Page: "programme/timetable", Part: "timetable", Data: page}, nil
}

// chosen marks a session with what somebody chose.
func chosen(c *web.Ctx, t programme.Timetable, view *templates.SessionView) {
	id := programme.SessionID(view.ID)
	view.People, view.Past = t.Picked(id), !view.Ends.After(c.Now())
	for _, x := range t.Beside(id) {
		view.Beside = append(view.Beside, x.Title)
	}
}

// pick answers POST /rsvp/{token}/timetable and /events/{slug}/timetable.
func (h Handlers) pick(whose func(*web.Ctx) (holder, error)) func(*web.Ctx) (web.Answer, error) {
	return func(c *web.Ctx) (web.Answer, error) {
		x, err := whose(c)
		if err != nil {
			return web.Answer{}, err
		}
		var in pickInput
		f, err := c.Read(&in)
		if err == nil {
			err = h.Programmes.Pick(c.Go(), x.rsvp, programme.PickInput{Session: in.Session, People: in.People, Drop: in.Drop})
		}
		if err != nil {
			return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.timetablePage(c, x, f, in.All) })
		}
		t, err := h.Programmes.Timetable(c.Go(), x.rsvp)
		next := x.path + "/timetable"
		if in.All {
			next += "?all=1#s-" + in.Session
		}
		return web.Answer{JSON: timetableOf(t), Next: next}, err
	}
}

// calendar answers GET /rsvp/{token}/timetable.ics and /events/{slug}/timetable.ics.
func (h Handlers) calendar(whose func(*web.Ctx) (holder, error)) func(*web.Ctx) (web.Answer, error) {
	return func(c *web.Ctx) (web.Answer, error) {
		x, err := whose(c)
		if err != nil {
			return web.Answer{}, err
		}
		t, err := h.Programmes.Timetable(c.Go(), x.rsvp)
		if err != nil {
			return web.Answer{}, err
		}
		name := templates.Word(c.Lang(), "festival.timetable-of", "title", t.Programme.Event.Title)
		return web.Answer{File: &web.File{Type: "text/calendar; charset=utf-8", Name: t.Programme.Event.Slug + "-timetable.ics", Body: calendarOf(c, name, t)}}, nil
	}
}

// calendarOf is a timetable as RFC 5545 writes it. Times are in UTC; a session
// that is off stays, cancelled, so that a calendar which has it takes it away.
func calendarOf(c *web.Ctx, name string, t programme.Timetable) []byte {
	cal, e := ics.NewCalendar(), t.Programme.Event
	cal.SetProductId("-//Barnstorm//Barnstorm//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(name)
	for _, x := range t.Mine() {
		v := cal.AddEvent(string(x.ID) + "@barnstorm")
		v.SetDtStampTime(c.Now())
		v.SetModifiedAt(x.Changed)
		v.SetStartAt(x.Starts)
		v.SetEndAt(x.Ends)
		v.SetSequence(int(x.Version))
		v.SetSummary(x.Title)
		v.SetDescription(x.About)
		v.SetLocation(whereOf(t.Programme.Room(x.Room).Name, e.Where))
		v.SetURL(c.URL("/events/" + e.Slug + "/programme"))
		v.SetStatus(ics.ObjectStatusConfirmed)
		if !x.Called || !e.Called {
			v.SetStatus(ics.ObjectStatusCancelled)
		}
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// whereOf is a room and its house in one line.
func whereOf(room string, p domain.Place) string {
	var parts []string
	for _, part := range []string{room, p.Name, p.Street, p.Town} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}
