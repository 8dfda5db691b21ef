// Package programme is the web side of a festival's programme: the public page,
// the organiser's desk, and everybody's own timetable.
package programme

import (
	"strconv"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/programme"
	"barnstorm/templates"
)

// Handlers answers what is asked about programmes.
type Handlers struct {
	Programmes *programme.Service
	// Emails is the addresses that the reader has confirmed.
	Emails func(*web.Ctx) ([]string, error)
}

// Routes is every address about programmes.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/events/:slug/programme", For: web.Anyone, Asks: []web.Query{{Name: "by", Says: "\"room\" to read it room by room, else by time."}}, Does: "Show the programme of a festival.", Out: programmeJSON{}, Do: h.show},
		{Method: "GET", Path: "/organise/events/:event/programme", For: web.May(domain.ScheduleEvents), Does: "Show a programme with what cannot be as it stands.", Out: programmeJSON{}, Do: h.desk},
		{Method: "POST", Path: "/organise/events/:event/programme", For: web.May(domain.ScheduleEvents), Does: "Put a session on the programme or, with a version, change it; the id is made by the sender.", In: programme.SessionInput{}, Out: sessionJSON{}, Do: h.put},
		{Method: "GET", Path: "/organise/events/:event/programme/sheet", For: web.May(domain.ScheduleEvents), Do: h.sheetForm},
		{Method: "GET", Path: "/organise/events/:event/programme.csv", For: web.May(domain.ScheduleEvents), Do: h.take},
		{Method: "POST", Path: "/organise/events/:event/programme/sheet", Large: true, For: web.May(domain.ScheduleEvents), Does: "Read a programme from a table: CSV with a row of headings, as text or as the file of a form. It is kept only when the sender is sure, and then all of it or nothing.", In: programme.SheetInput{}, Out: readingJSON{}, Do: h.sheet},
		{Method: "POST", Path: "/organise/events/:event/programme/slide", For: web.May(domain.ScheduleEvents), Does: "Move all sessions by whole days, each at the same time on the wall.", In: programme.SlideInput{}, Out: programmeJSON{}, Do: h.slide},
		{Method: "POST", Path: "/organise/events/:event/rooms", For: web.May(domain.ScheduleEvents), Does: "Add a room, change it or take it away; the id is made by the sender.", In: programme.RoomInput{}, Out: programmeJSON{}, Do: h.room},
		{Method: "POST", Path: "/organise/events/:event/speakers", For: web.May(domain.ScheduleEvents), Does: "Put somebody who speaks on a programme, change it or take it off; the id is made by the sender. The name is public once they have said yes.", In: programme.SpeakerInput{}, Out: programmeJSON{}, Do: h.speaker},
		{Method: "GET", Path: "/organise/events/:event/sessions/new", For: web.May(domain.ScheduleEvents), Do: h.newForm},
		{Method: "GET", Path: "/organise/events/:event/sessions/:session", For: web.May(domain.ScheduleEvents), Do: h.form},
		{Method: "POST", Path: "/organise/events/:event/sessions/:session/off", For: web.May(domain.ScheduleEvents), Does: "Call a session off, or have it on again.", In: programme.OffInput{}, Out: programmeJSON{}, Do: h.off},
		{Method: "GET", Path: "/speaker/:token", For: web.Holder, Does: "Show how somebody who was asked to speak is named.", Out: spokenJSON{}, Do: h.spoken},
		{Method: "POST", Path: "/speaker/:token", For: web.Holder, Does: "Say how one wants to be named, or that one does not.", In: programme.NameInput{}, Out: spokenJSON{}, Do: h.name},
		{Method: "GET", Path: "/rsvp/:token/timetable", For: web.Holder, Asks: timetableAsks, Does: "Show the timetable of an RSVP, beside all there is.", Out: timetableJSON{}, Do: h.timetable(h.byLink)},
		{Method: "POST", Path: "/rsvp/:token/timetable", For: web.Holder, Does: "Put a session on the timetable of an RSVP, or take it off.", In: pickInput{}, Out: timetableJSON{}, Do: h.pick(h.byLink)},
		{Method: "GET", Path: "/rsvp/:token/timetable.ics", For: web.Holder, Do: h.calendar(h.byLink)},
		{Method: "GET", Path: "/events/:slug/timetable", For: web.SignedIn, Asks: timetableAsks, Does: "Show one's own timetable, beside all there is.", Out: timetableJSON{}, Do: h.timetable(h.byName)},
		{Method: "POST", Path: "/events/:slug/timetable", For: web.SignedIn, Does: "Put a session on one's own timetable, or take it off.", In: pickInput{}, Out: timetableJSON{}, Do: h.pick(h.byName)},
		{Method: "GET", Path: "/events/:slug/timetable.ics", For: web.SignedIn, Do: h.calendar(h.byName)},
	}
}

var timetableAsks = []web.Query{{Name: "all", Says: "\"1\" to read all sessions, else those that one chose."}}

// sessionJSON is what programs learn of a session.
type sessionJSON struct {
	ID       programme.SessionID `json:"id"`
	Title    string              `json:"title"`
	About    string              `json:"about"`
	Room     string              `json:"room"` // its name, empty where it is not known yet
	Language string              `json:"language"`
	Speakers []string            `json:"speakers"` // names of those who have said yes to it
	Starts   time.Time           `json:"starts"`
	Ends     time.Time           `json:"ends"`
	SignUp   bool                `json:"sign_up"`
	Places   int                 `json:"places"` // 0 for no limit that anybody knows of
	Taken    int                 `json:"taken"`
	On       bool                `json:"on"`
	Version  int64               `json:"version"`
}

type clashJSON struct {
	Kind programme.Kind      `json:"kind"`
	A    programme.SessionID `json:"a"`
	B    programme.SessionID `json:"b,omitempty"`
	Who  string              `json:"who,omitempty"`
}

type roomJSON struct {
	ID       programme.RoomID `json:"id"`
	Name     string           `json:"name"`
	Capacity int              `json:"capacity"`
}

type programmeJSON struct {
	Event    event.ID      `json:"event"`
	Zone     string        `json:"zone"`
	Rooms    []roomJSON    `json:"rooms"`
	Sessions []sessionJSON `json:"sessions"`
	Clashes  []clashJSON   `json:"clashes,omitempty"`  // for those who may change it
	Speakers []speakerJSON `json:"speakers,omitempty"` // likewise
}

func jsonOf(p programme.Programme, x programme.Session) sessionJSON {
	return sessionJSON{
		ID: x.ID, Title: x.Title, About: x.About, Room: p.Room(x.Room).Name, Language: x.Language, Speakers: named(p, x.ID), Starts: x.Starts, Ends: x.Ends,
		SignUp: x.SignUp, Places: p.Places(x), Taken: x.Taken, On: x.Called, Version: x.Version,
	}
}

func programmeOf(p programme.Programme) programmeJSON {
	out := programmeJSON{Event: p.Event.ID, Zone: p.Event.Zone, Rooms: []roomJSON{}, Sessions: []sessionJSON{}}
	for _, r := range p.Rooms {
		out.Rooms = append(out.Rooms, roomJSON{r.ID, r.Name, r.Capacity})
	}
	for _, x := range p.Sessions {
		out.Sessions = append(out.Sessions, jsonOf(p, x))
	}
	if p.Edits {
		for _, c := range p.Clashes {
			out.Clashes = append(out.Clashes, clashJSON{c.Kind, c.A, c.B, c.Who})
		}
		for _, x := range p.Speakers {
			out.Speakers = append(out.Speakers, speakerOf(x))
		}
	}
	return out
}

// named is who speaks in a session, of those who have said yes to being named.
func named(p programme.Programme, id programme.SessionID) []string {
	names := []string{}
	for _, x := range p.Speaking(id) {
		if x.Named() {
			names = append(names, x.Name)
		}
	}
	return names
}

// lineOf is the event of a programme as pages name it.
func lineOf(c *web.Ctx, p programme.Programme) templates.EventLine {
	e := p.Event
	return templates.EventLine{
		Href: c.Prefix() + "/events/" + e.Slug, Kind: string(e.Kind), Title: e.Title, Starts: local(e.Starts, e.Zone), Ends: local(e.Ends, e.Zone),
		Place: e.Where.Name, Town: e.Where.Town, Host: p.Site.Name, Off: !e.Called, Public: e.Public,
	}
}

func local(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil {
		return t.In(loc)
	}
	return t
}

// viewOf is a session as pages show it.
func viewOf(p programme.Programme, x programme.Session) templates.SessionView {
	left, limited := p.Left(x)
	return templates.SessionView{
		ID: string(x.ID), Title: x.Title, About: x.About, Room: p.Room(x.Room).Name, Language: x.Language, Speakers: named(p, x.ID), Starts: local(x.Starts, p.Event.Zone), Ends: local(x.Ends, p.Event.Zone),
		SignUp: x.SignUp, Limited: limited, Left: left, Places: p.Places(x), Taken: x.Taken, Off: !x.Called,
	}
}

// days is a programme day by day, each day in one block or room by room.
func days(p programme.Programme, byRoom bool) []templates.ProgrammeDay {
	var all []templates.ProgrammeDay
	for _, x := range p.Sessions {
		day := p.Day(x)
		if len(all) == 0 || !all[len(all)-1].Day.Equal(day) {
			all = append(all, templates.ProgrammeDay{N: len(all) + 1, Day: day})
		}
		d, view := &all[len(all)-1], viewOf(p, x)
		name := ""
		if byRoom {
			name = view.Room
		}
		at := -1
		for i := range d.Blocks {
			if d.Blocks[i].Room == name {
				at = i
			}
		}
		if at < 0 {
			at, d.Blocks = len(d.Blocks), append(d.Blocks, templates.ProgrammeBlock{Room: name, ByRoom: byRoom})
		}
		d.Blocks[at].Sessions = append(d.Blocks[at].Sessions, view)
	}
	return all
}

// show answers GET /events/{slug}/programme.
func (h Handlers) show(c *web.Ctx) (web.Answer, error) {
	p, err := h.Programmes.Show(c.Go(), c.Who(), c.Param("slug"))
	if err != nil {
		return web.Answer{}, err
	}
	byRoom, here := c.QueryParam("by") == "room", c.Prefix()+"/events/"+p.Event.Slug+"/programme"
	page := &templates.ProgrammeShow{Event: lineOf(c, p), Imprint: p.Site.Imprint, Days: days(p, byRoom), Counted: c.Now().UTC()}
	for _, v := range []struct {
		path, word string
		current    bool
	}{{here, "programme.by-time", !byRoom}, {here + "?by=room", "programme.by-room", byRoom}} {
		page.Views = append(page.Views, templates.NavItem{Href: v.path, Text: templates.Word(c.Lang(), v.word), Current: v.current})
	}
	if err := h.link(c, p, page); err != nil {
		return web.Answer{}, err
	}
	if p.Edits {
		page.Edit = c.Prefix() + "/organise/events/" + string(p.Event.ID) + "/programme"
	}
	page.Title, page.Robots, page.Canonical = templates.Word(c.Lang(), "programme.of", "title", p.Event.Title), p.Event.Public, c.URL("/events/"+p.Event.Slug+"/programme")
	page.Wear(p.Site.Name, p.Site.Colour)
	return web.Answer{JSON: programmeOf(p), Page: "programme/show", Data: page, Fresh: 15}, nil
}

// link shows the way to one's own timetable: to whoever comes to the event, or
// by a place there.
func (h Handlers) link(c *web.Ctx, p programme.Programme, page *templates.ProgrammeShow) error {
	path := c.Prefix() + "/events/" + p.Event.Slug
	if p.Event.Called && p.Event.Ends.After(c.Now()) {
		page.Take = path
	}
	if c.Who().Nobody() {
		return nil
	}
	emails, err := h.Emails(c)
	if err == nil {
		_, err = h.Programmes.Mine(c.Go(), c.Who(), emails, p.Event.Slug)
	}
	if domain.Is(err, domain.NotFound) {
		return nil
	}
	page.Mine, page.Take = path+"/timetable", ""
	return err
}

// Has reports whether an event has a programme, for its page.
func (h Handlers) Has(c *web.Ctx, id event.ID) (bool, error) {
	all, err := h.Programmes.Store.ProgrammeOf(c.Go(), id)
	return len(all) > 0, err
}

func itoa(n int) string { return strconv.Itoa(n) }
