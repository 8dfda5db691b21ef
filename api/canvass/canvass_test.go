package canvass_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/api"
	apicanvass "barnstorm/api/canvass"
	apiscript "barnstorm/api/script"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
	"barnstorm/templates"
)

const (
	ours   = domain.GroupID("0194f0a0-0000-7000-8000-0000000000bb")
	theirs = domain.GroupID("0194f0a0-0000-7000-8000-0000000000cc")
)

const guide = `schema: script/1
key: small
locale: en-GB
title: "A small talk"
rating: {min: 0, max: 10, fields: [before, after]}
variables: [group.name, candidate.name]
conversation: story
start: door
steps:
  - {id: door, kind: outcome, record: result, options: [{value: spoke, label: "Spoke", next: rate}, {value: not_home, label: "Nobody", next: card}, {value: deceased, label: "Died", end: true}]}
  - {id: card, kind: single, do: "Leave a card", record: card, options: [{value: "yes", label: "Left", end: true}]}
  - {id: rate, kind: scale, say: "For {group.name} and {candidate.name}: from 0 to 10?", record: before, refusable: true, next: story}
  - {id: story, kind: single, say: "What was it like?", record: told, options: [{value: "yes", label: "Told me", next: again}, {value: "no", label: "Rather not", next: bye}]}
  - {id: again, kind: scale, say: "And now?", record: after, requires: before, refusable: true, next: bye}
  - {id: bye, kind: info, say: "Bye", end: true}
`

// A desk is the whole web side of canvassing over a fresh SQLite file.
type desk struct {
	*testing.T
	web     *web.Web
	handler http.Handler
	doors   *canvass.Service
	hub     *apicanvass.Hub
	now     time.Time
	mu      sync.Mutex // of who, whom a stream asks for by itself
	who     domain.Actor
	people  map[domain.PersonID]domain.Actor
	effort  canvass.Effort
	script  script.ID
	page    string // the last page
	at      string // its address
}

func opened(t *testing.T) *desk {
	t.Helper()
	st := storetest.Open(t, store.Open, storetest.SQLite(t, store.Open))
	d := &desk{T: t, now: time.Date(2026, 12, 5, 11, 30, 0, 0, time.UTC), people: map[domain.PersonID]domain.Actor{}}
	clock := func() time.Time { return d.now }
	for _, g := range []domain.GroupID{ours, theirs} {
		e := people.Entity{ID: domain.EntityID(g), Name: "Aire", Country: "GB", Made: d.now}
		d.must(st.PutEntity(t.Context(), e))
		d.must(st.PutGroup(t.Context(), people.Group{ID: g, Lineage: string(g) + "/", Name: "Aire Valley", Slug: string(g), Country: "GB", Currency: "GBP",
			Zone: "Europe/London", Locale: "en", Entity: e.ID, Made: d.now}))
	}
	scripts := &script.Service{Store: st, Atomically: store.Atomically[script.Store](st), Clock: clock}
	d.doors = &canvass.Service{Store: st, Atomically: store.Atomically[canvass.Store](st), Clock: clock}
	turfs := &universe.Service{Store: st, Atomically: store.Atomically[universe.Store](st), Clock: clock, Canvass: d.doors}
	d.hub = apicanvass.NewHub()
	d.hub.Every, d.hub.Beat = 5*time.Millisecond, 20*time.Millisecond
	d.web = &web.Web{
		Pages: templates.New(static.Asset), Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Base: "http://barnstorm.test", Key: make([]byte, 32),
		Session: func(context.Context, domain.Token) (domain.Actor, error) {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.who, nil
		},
		Person: func(_ context.Context, p domain.PersonID) (domain.Actor, int64, error) { return d.people[p], 1, nil },
	}
	where := func(act domain.Act) func(*web.Ctx) ([]templates.Option, error) {
		return func(c *web.Ctx) (all []templates.Option, err error) {
			for _, g := range c.Who().Where(act) {
				all = append(all, templates.Option{Value: string(g), Text: "Aire Valley"})
			}
			return all, nil
		}
	}
	routes := append(apiscript.Handlers{Scripts: scripts, Groups: where}.Routes(), apicanvass.Handlers{Canvass: d.doors, Universe: turfs, Hub: d.hub, Scripts: scripts, Groups: where}.Routes()...)
	d.handler = (&api.Server{Web: d.web, Routes: routes, Healthy: st.Ping}).Echo()
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) as(name string, g domain.GroupID, roles ...domain.Role) domain.Actor {
	d.set(domain.Actor{Person: domain.NewID[domain.PersonID](d.now), Name: name, Roles: map[domain.GroupID][]domain.Role{g: roles}})
	d.people[d.who.Person] = d.who
	return d.who
}

// set has somebody be the one who asks, or be changed.
func (d *desk) set(who domain.Actor) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.who = who
}

// send sends a request as whoever is signed in and follows where it leads.
func (d *desk) send(method, path, kind, body string, head ...string) int {
	d.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	if !d.who.Nobody() {
		req.AddCookie(&http.Cookie{Name: d.web.CookieName(), Value: "s"})
	}
	rec := httptest.NewRecorder()
	d.handler.ServeHTTP(rec, req)
	d.page, d.at = rec.Body.String(), path
	if to := rec.Header().Get("Location"); to != "" {
		return d.send("GET", to, "", "")
	}
	return rec.Code
}

func (d *desk) get(path string, status int, holds ...string) {
	d.Helper()
	d.sees(d.send("GET", path, "", ""), status, holds)
}

func (d *desk) sees(code, status int, holds []string) {
	d.Helper()
	if code != status {
		d.Fatalf("%s: %d, want %d: %s", d.at, code, status, d.page)
	}
	for _, h := range holds {
		if !strings.Contains(d.page, h) {
			d.Errorf("%s: no %q in\n%s", d.at, h, d.page)
		}
	}
}

var (
	formOf  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputOf = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// fill sends the form of the page whose address ends so, with its hidden
// values and what somebody typed.
func (d *desk) fill(action string, status int, typed url.Values, holds ...string) {
	d.Helper()
	for _, m := range formOf.FindAllStringSubmatch(d.page, -1) {
		if !strings.HasSuffix(m[1], action) {
			continue
		}
		values := url.Values{}
		for _, in := range inputOf.FindAllStringSubmatch(m[2], -1) {
			values.Set(in[1], unescape(in[2]))
		}
		for k, v := range typed {
			values[k] = v
		}
		d.sees(d.send("POST", m[1], "application/x-www-form-urlencoded", values.Encode()), status, holds)
		return
	}
	d.Fatalf("no form for %s on %s:\n%s", action, d.at, d.page)
}

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#43;", "+", "&amp;", "&", "&#39;", "'").Replace(s)
}

func typed(kv ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	return v
}

// begin has an organiser bring in, publish and use the guide.
func (d *desk) begin() {
	d.Helper()
	d.as("Olga Organiser", ours, domain.Organiser)
	d.get("/organise/scripts", 200, "No script yet")
	d.fill("/organise/scripts", 422, typed("group", string(ours), "source", strings.Replace(guide, "next: again", "next: agian", 1)), "No step is called “agian”", ">13<", "id: story")
	d.fill("/organise/scripts", 200, typed("group", string(ours), "source", guide), "Draft of version 1", "A small talk", "From step")
	d.script = script.ID(d.at[strings.LastIndex(d.at, "/")+1:])
	d.fill("/publish", 200, nil, "Version 1, published on", "It never changes")
	d.get("/organise/efforts", 200, "Begin an effort")
	d.fill("/organise/efforts", 422, typed("name", "", "group", string(ours), "script", string(d.script), "from", "2026-12-05", "to", "2026-12-04", "level", "household", "keep_days", "30"), "1 to 120 letters", "last day is before")
	d.fill("/organise/efforts", 200, typed("name", "Keighley", "group", string(ours), "script", string(d.script), "from", "2026-12-05", "to", "2026-12-06", "doors", "100", "level", "household", "keep_days", "30"), "One gap in the script")
	e, err := d.doors.Efforts(d.Context(), d.who, domain.RunEfforts)
	d.must(err)
	d.effort = e[0]
	d.fill(string(d.effort.ID), 200, typed("fill.candidate.name", "Ana Lee"), "Everything the script mentions is filled in")
}

func (d *desk) results() {
	d.Helper()
	for {
		n, err := d.doors.Tally(d.Context())
		d.must(err)
		if n == 0 {
			break
		}
	}
	d.get("/organise/efforts/"+string(d.effort.ID)+"/results", 200)
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// raw is one request of a program, with the answer as it is.
func (d *desk) raw(method, path, kind, body string, head ...string) (int, http.Header, string) {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	if !d.who.Nobody() {
		req.AddCookie(&http.Cookie{Name: d.web.CookieName(), Value: "s"})
	}
	rec := httptest.NewRecorder()
	d.handler.ServeHTTP(rec, req)
	return rec.Code, rec.Header(), rec.Body.String()
}

func underAPI(path string) string { return web.API + path }

func raws(texts ...string) (all []json.RawMessage) {
	for _, t := range texts {
		all = append(all, json.RawMessage(t))
	}
	return all
}

// heldKey is the end of the address where the first record in quarantine is
// decided on.
func (d *desk) heldKey() string {
	d.Helper()
	m := regexp.MustCompile(`(/held/[0-9a-f]+)"`).FindStringSubmatch(d.page)
	if m == nil {
		d.Fatal("nothing waits on " + d.page)
	}
	return m[1]
}
