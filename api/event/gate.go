package event

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// oursIs is the header by which a gate knows that an answer is ours and not
// that of the hall's network.
const oursIs = "Barnstorm"

// gateRoutes is every address about checking people in.
func (h Handlers) gateRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/lead/shell", For: web.Anyone, Do: h.gateShell},
		{Method: "GET", Path: "/lead/worker.js", For: web.Anyone, Do: h.gateWorker},
		{Method: "GET", Path: "/lead/words/:file", For: web.Anyone, Do: h.gateWords},
		{Method: "GET", Path: "/lead/:event", For: web.May(domain.CheckIn), Does: "Show what check-in at an event begins with.", Out: leadJSON{}, Do: h.lead},
		{Method: "POST", Path: "/lead/:event/open", For: web.May(domain.CheckIn), Does: "Make a phone a gate: its key and the signed guest list.", In: event.GateInput{}, Out: openedJSON{}, Do: h.openGate},
		{Method: "POST", Path: "/gate", Large: true, For: web.Machine, Does: "Send up to 500 entries of a gate; hear what happened at the others.", In: event.PassInput{}, Out: passedJSON{}, JSONOnly: true, Do: h.pass},
		{Method: "POST", Path: "/organise/events/:event/gates/:gate/end", For: web.May(domain.CheckIn), Does: "Have a gate's phone forget the guest list.", Out: doorwayJSON{}, Do: h.endGate},
		{Method: "GET", Path: "/organise/events/:event/check-in", For: web.May(domain.CheckIn), Does: "Say how many are inside, by pool, and who was let in twice.", Out: doorwayJSON{}, Do: h.watch},
		{Method: "POST", Path: "/organise/events/:event/release", For: web.May(domain.ScheduleEvents), Does: "Set when the places of those who have not come are released.", In: event.ReleaseInput{}, Out: doorwayJSON{}, Do: h.release},
	}
}

type leadJSON struct {
	Event event.ID `json:"event"`
	Title string   `json:"title"`
	CSRF  string   `json:"csrf,omitempty"` // for the app's own forms
}

type gateJSON struct {
	ID    event.GateID `json:"id"`
	Name  string       `json:"name"`
	Ended bool         `json:"ended,omitempty"`
}

type passedPlaceJSON struct {
	Shift int        `json:"shift"`
	Pool  event.Pool `json:"pool"`
	Taken int        `json:"taken"`

	Starts time.Time `json:"starts"` // of the shift
	Ends   time.Time `json:"ends"`
}

// openedJSON is everything with which a gate works without network.
type openedJSON struct {
	Gate   event.GateID      `json:"gate"`
	Key    string            `json:"key"`
	Title  string            `json:"title"`
	List   string            `json:"list"`   // JSON: id, name, party, shift, number of the pool, tail, released
	Signed string            `json:"signed"` // ECDSA P-256, SHA-256, of the list
	Public string            `json:"public"` // the point to verify it with
	Pools  []passedPlaceJSON `json:"pools"`
	Past   []entryJSON       `json:"past"`
	Gates  []gateJSON        `json:"gates"`
	Since  time.Time         `json:"since"`
	Wipe   time.Time         `json:"wipe"`
}

type entryJSON struct {
	ID      event.EntryID `json:"id"`
	Gate    event.GateID  `json:"gate"`
	RSVP    event.RSVPID  `json:"rsvp,omitempty"`
	Way     event.Way     `json:"way"`
	Name    string        `json:"name,omitempty"`
	Shift   int           `json:"shift"`
	Pool    event.Pool    `json:"pool"`
	People  int           `json:"people"`
	At      time.Time     `json:"at"`
	Counted int           `json:"counted"`
	After   event.EntryID `json:"after,omitempty"`
}

type guestOnListJSON struct {
	ID       event.RSVPID `json:"id"`
	Name     string       `json:"name"`
	Party    int          `json:"party"`
	Shift    int          `json:"shift"`
	Pool     event.Pool   `json:"pool"`
	Tail     string       `json:"tail"`
	Released bool         `json:"released"`
}

// passedJSON is what a gate hears.
type passedJSON struct {
	Now     time.Time         `json:"now"`
	Fates   []string          `json:"fates"`
	Entries []entryJSON       `json:"entries"`
	Guests  []guestOnListJSON `json:"guests"`
	Gone    []event.RSVPID    `json:"gone"`
	Gates   []gateJSON        `json:"gates"`
	Wipe    time.Time         `json:"wipe"`
}

func entriesOf(es []event.Entry) []entryJSON {
	out := []entryJSON{}
	for _, e := range es {
		out = append(out, entryJSON{e.ID, e.Gate, e.RSVP, e.Way, e.Name, e.Shift, e.Pool, e.People, e.At, e.Counted, e.After})
	}
	return out
}

func gatesOf(gs []event.Gate) []gateJSON {
	out := []gateJSON{}
	for _, g := range gs {
		out = append(out, gateJSON{g.ID, g.Name, !g.Ended.IsZero()})
	}
	return out
}

// lead answers GET /lead/{event}.
func (h Handlers) lead(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.CheckIn)
	if err != nil {
		return web.Answer{}, err
	}
	page := gatePage(c)
	page.Event = x.Event.Title
	maySee(c)
	c.Response().Header().Set(oursIs, "1")
	return web.Answer{JSON: leadJSON{x.Event.ID, x.Event.Title, c.CSRF()}, Page: "event/gate", Data: page}, nil
}

// openGate answers POST /lead/{event}/open.
func (h Handlers) openGate(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.GateInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	o, err := h.Events.OpenGate(c.Go(), c.Who(), id, in)
	if err != nil {
		return web.Answer{}, err
	}
	gates, err := h.Events.Store.GatesOf(c.Go(), id)
	out := openedJSON{
		Gate: o.Gate.ID, Key: string(o.Key), Title: o.Event.Title, List: o.List, Signed: o.Signed, Public: o.Public, Pools: []passedPlaceJSON{},
		Past: entriesOf(o.Past), Gates: gatesOf(gates), Since: o.Since, Wipe: o.Wipe,
	}
	for _, p := range o.Layout.Places {
		s, _ := o.Layout.Shift(p.Shift)
		out.Pools = append(out.Pools, passedPlaceJSON{p.Shift, p.Pool, p.Taken, s.Starts, s.Ends})
	}
	c.Response().Header().Set(oursIs, "1")
	return web.Answer{JSON: out, Next: "/lead/" + string(id)}, err
}

// pass answers POST /gate.
func (h Handlers) pass(c *web.Ctx) (web.Answer, error) {
	if kind := c.Request().Header.Get(echo.HeaderContentType); !strings.HasPrefix(kind, echo.MIMEApplicationJSON) {
		return web.Answer{}, echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	key, ok := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
	if !ok {
		return web.Answer{}, domain.Refuse(domain.SignedOut, "token-not-good")
	}
	var in event.PassInput
	if _, err := c.Read(&in); err != nil {
		return web.Answer{}, err
	}
	p, err := h.Events.Pass(c.Go(), domain.Token(key), in)
	if err != nil {
		return web.Answer{}, err
	}
	out := passedJSON{Now: p.Now, Fates: p.Fates, Entries: entriesOf(p.Entries), Guests: []guestOnListJSON{}, Gone: p.Gone, Gates: gatesOf(p.Gates), Wipe: p.Wipe}
	for _, g := range p.Guests {
		out.Guests = append(out.Guests, guestOnListJSON{g.ID, g.Name, g.Party, g.Shift, g.Pool, g.Tail, g.State == event.GaveUp})
	}
	if out.Fates == nil {
		out.Fates = []string{}
	}
	if out.Gone == nil {
		out.Gone = []event.RSVPID{}
	}
	c.Response().Header().Set(oursIs, "1")
	return web.Answer{JSON: out}, nil
}

// doorwayJSON is what programs learn of the doors.
type doorwayJSON struct {
	Inside int         `json:"inside"`
	Counts []countJSON `json:"counts"`
	Twice  []entryJSON `json:"twice"`
	Gates  []gateJSON  `json:"gates"`
}

type countJSON struct {
	Shift    int        `json:"shift"`
	Pool     event.Pool `json:"pool"`
	Inside   int        `json:"inside"`
	Arrived  int        `json:"arrived"`
	Promised int        `json:"promised"`
}

// watch answers GET /organise/events/{event}/check-in.
func (h Handlers) watch(c *web.Ctx) (web.Answer, error) { return h.watchPage(c, templates.Form{}) }

func (h Handlers) watchPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	d, err := h.Events.Watch(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	e := d.Event
	here := c.Prefix() + "/organise/events/" + string(id)
	page := &templates.GateWatch{Event: deskOf(c, e), Back: here, Form: f, WalkIn: d.WalkIn}
	if e.Called && e.Ends.After(c.Now()) {
		page.Open = "/lead/" + string(id)
		if e.Must(c.Who(), domain.ScheduleEvents) == nil {
			page.Action = here + "/release"
		}
	}
	if c.Who().May(domain.HandOutTurf, e.Group) {
		page.Teams = c.Prefix() + "/lead/" + string(id) + "/teams"
	}
	if f.Raw == nil && !e.Release.IsZero() {
		page.Form = web.FormOf(event.ReleaseInput{At: local(e.Release, e.Zone).Format(event.WallTime)})
	}
	out := doorwayJSON{Counts: []countJSON{}, Twice: entriesOf(d.Twice), Gates: gatesOf(d.Gates)}
	for _, n := range d.Counts {
		out.Counts, out.Inside = append(out.Counts, countJSON{n.Shift, n.Pool, n.Inside, n.Arrived, n.Promised}), out.Inside+n.Inside
		page.Arrived += n.Arrived
		page.Counts = append(page.Counts, countOf(d, n))
	}
	page.Inside = out.Inside
	watched(page, d)
	page.Releases = releasesOf(d)
	page.Title = templates.Word(c.Lang(), "gate.title")
	return web.Answer{JSON: out, Page: "event/check-in", Part: "release", Data: page}, nil
}

func countOf(d event.Doorway, n event.Count) templates.GateCount {
	out := templates.GateCount{Pool: string(n.Pool), Inside: n.Inside, Arrived: n.Arrived, Promised: n.Promised}
	if s, ok := d.Layout.Shift(n.Shift); ok && len(d.Layout.Shifts) > 1 {
		out.Shift = &templates.ShiftView{Starts: local(s.Starts, d.Event.Zone), Ends: local(s.Ends, d.Event.Zone)}
	}
	return out
}

// releasesOf is when the places of each of several shifts are released.
func releasesOf(d event.Doorway) (all []templates.GateRelease) {
	for _, s := range d.Layout.Shifts {
		if at, ok := d.Event.Releases(d.Layout, s); ok && len(d.Layout.Shifts) > 1 {
			zone := d.Event.Zone
			all = append(all, templates.GateRelease{Starts: local(s.Starts, zone), Ends: local(s.Ends, zone), At: local(at, zone)})
		}
	}
	return all
}

// watched puts the gates, and who was let in twice, onto the page.
func watched(page *templates.GateWatch, d event.Doorway) {
	names := map[event.GateID]string{}
	for _, g := range d.Gates {
		names[g.ID] = g.Name
		line := templates.GateLine{Name: g.Name, Made: local(g.Made, d.Event.Zone), Ended: !g.Ended.IsZero()}
		if !line.Ended {
			line.End = page.Back + "/gates/" + string(g.ID) + "/end"
		}
		page.Gates = append(page.Gates, line)
	}
	first := map[event.EntryID]event.Entry{}
	for _, x := range d.All {
		first[x.ID] = x
	}
	for _, x := range d.Twice {
		by := first[x.After]
		page.Twice = append(page.Twice, templates.GateTwice{
			Name: d.Names[x.RSVP], Gate: names[x.Gate], First: names[by.Gate], At: local(x.At, d.Event.Zone), FirstAt: local(by.At, d.Event.Zone),
		})
	}
}

// endGate answers POST /organise/events/{event}/gates/{gate}/end.
func (h Handlers) endGate(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	gate, err := web.ID[event.GateID](c, "gate", "no-such-gate")
	if err == nil {
		err = h.Events.EndGate(c.Go(), c.Who(), id, gate)
	}
	if err != nil {
		return web.Answer{}, err
	}
	a, err := h.watchPage(c, templates.Form{})
	return web.Answer{JSON: a.JSON, Next: "/organise/events/" + string(id) + "/check-in"}, err
}

// release answers POST /organise/events/{event}/release.
func (h Handlers) release(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[event.ID](c, "event", "no-such-event")
	if err != nil {
		return web.Answer{}, err
	}
	var in event.ReleaseInput
	form, err := c.Read(&in)
	if err == nil {
		err = h.Events.SetRelease(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.watchPage(c, f) })
	}
	a, err := h.watchPage(c, templates.Form{})
	return web.Answer{JSON: a.JSON, Next: "/organise/events/" + string(id) + "/check-in"}, err
}
