package event

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"barnstorm/api"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
	"barnstorm/templates"
)

var now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

const (
	group = domain.GroupID("0194f0a0-0000-7000-8000-0000000000aa")
	far   = domain.GroupID("0194f0a0-0000-7000-8000-0000000000bb")
	rally = event.ID("0194f0a0-0000-7000-8000-00000000e001") // shown to all, two places
	inner = event.ID("0194f0a0-0000-7000-8000-00000000e002") // for the group alone
)

// The people who ask. A token says which of them it is.
var actors = map[domain.Token]domain.Actor{
	"organiser": {Person: "0194f0a0-0000-7000-8000-000000000001", Name: "Olga", Roles: map[domain.GroupID][]domain.Role{group: {domain.Organiser}}},
	"lead":      {Person: "0194f0a0-0000-7000-8000-000000000002", Name: "Lea", Roles: map[domain.GroupID][]domain.Role{group: {domain.Lead}}},
	"member":    {Person: "0194f0a0-0000-7000-8000-000000000003", Name: "Mo", Roles: map[domain.GroupID][]domain.Role{group: {domain.Member}}},
	"elsewhere": {Person: "0194f0a0-0000-7000-8000-000000000004", Name: "Theo", Roles: map[domain.GroupID][]domain.Role{far: {domain.Organiser, domain.Admin}}},
}

// A house is the program over a fresh database, with two events in it.
type house struct {
	*testing.T
	http.Handler
	web    *web.Web
	store  *store.Store
	events *event.Service
	now    time.Time
	doc    *openapi3.T
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, store: storetest.Open(t, store.Open, storetest.SQLite(t, store.Open)), now: now}
	clock := domain.Clock(func() time.Time { return h.now })
	h.events = &event.Service{
		Store: h.store, Atomically: store.Atomically[event.Store](h.store), Clock: clock, Sites: h.store,
		URL: func(path string) string { return "https://example.org" + path },
	}
	h.web = &web.Web{
		Pages: templates.New(static.Asset), Clock: clock, Log: slog.New(slog.DiscardHandler), Base: "https://example.org", Key: storetest.Key,
		Session: func(_ context.Context, t domain.Token) (domain.Actor, error) { return actors[t], nil },
		Person: func(_ context.Context, id domain.PersonID) (domain.Actor, int64, error) {
			for _, a := range actors {
				if a.Person == id {
					return a, 1, nil
				}
			}
			return domain.Actor{}, 0, nil
		},
	}
	handlers := Handlers{Events: h.events, Kept: NewShelf(), Picture: "/picture.png", Groups: func(*web.Ctx) ([]templates.Option, error) {
		return []templates.Option{{Value: string(group), Text: "Keighley"}}, nil
	}}
	handlers.Emails = func(c *web.Ctx) ([]string, error) {
		return []string{strings.ToLower(c.Who().Name) + "@example.org"}, nil
	}
	handlers.Belongs = func(c *web.Ctx) (all []templates.Option, err error) {
		if c.Who().May(domain.ProposeEvents, group) {
			all = append(all, templates.Option{Value: string(group), Text: "Keighley"})
		}
		return all, nil
	}
	h.Handler = (&api.Server{Web: h.web, Routes: handlers.Routes(), Healthy: h.store.Ping}).Echo()
	h.settle()
	var err error
	h.doc, err = openapi3.NewLoader().LoadFromData(h.ask("GET", "/api/openapi.json", "").Body.Bytes())
	h.must(err)
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) settle() {
	ctx := h.Context()
	entity := people.Entity{ID: "0194f0a0-0000-7000-8000-00000000000a", Name: "Aire Valley", Country: "GB", Kind: "association", Address: "7 Bank Row", Made: now}
	h.must(h.store.PutEntity(ctx, entity))
	for id, name := range map[domain.GroupID]string{group: "Keighley", far: "Far"} {
		h.must(h.store.PutGroup(ctx, people.Group{ID: id, Lineage: string(id) + "/", Name: name, Slug: strings.ToLower(name), Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Entity: entity.ID, Made: now}))
	}
	in := event.Input{ID: string(rally), Group: string(group), Kind: "rally", Title: "Rally", About: "Come.", Starts: "2026-12-05T10:00", Ends: "2026-12-05T13:00",
		Zone: "Europe/London", Venue: "Civic Hall", Street: "North St", Town: "Keighley", Postcode: "BD21 3RN", Lat: 53.867, Lon: -1.911, Capacity: 2}
	_, err := h.events.Schedule(ctx, actors["organiser"], in)
	h.must(err)
	in.ID, in.Title, in.Hidden = string(inner), "Inner circle", true
	_, err = h.events.Schedule(ctx, actors["organiser"], in)
	h.must(err)
}

// ask sends one request. A line of head is "Name: value"; "as: organiser"
// signs somebody in, as a browser or, under the API, as a program.
func (h *house) ask(method, path, body string, head ...string) *httptest.ResponseRecorder {
	h.Helper()
	req := httptest.NewRequest(method, "https://example.org"+path, strings.NewReader(body))
	for _, line := range strings.Split(strings.Join(head, "\n"), "\n") {
		k, v, _ := strings.Cut(line, ": ")
		switch {
		case k == "as" && strings.HasPrefix(path, web.API):
			token, err := h.web.Bearer(actors[domain.Token(v)].Person, 1)
			h.must(err)
			req.Header.Set("Authorization", "Bearer "+token)
		case k == "as":
			req.AddCookie(&http.Cookie{Name: h.web.CookieName(), Value: v})
			req.Header.Set("X-CSRF-Token", h.csrf(v))
		case k != "":
			req.Header.Set(k, v)
		}
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	if strings.HasPrefix(path, web.API) && h.doc != nil {
		h.described(req, rec)
	}
	return rec
}

// csrf is the token in the forms of somebody's pages.
func (h *house) csrf(who string) string {
	req := httptest.NewRequest("GET", "https://example.org/events", nil)
	req.AddCookie(&http.Cookie{Name: h.web.CookieName(), Value: who})
	var token string
	h.web.Dress = func(_ *web.Ctx, f *templates.Frame) error { token = f.CSRF; return nil }
	h.ServeHTTP(httptest.NewRecorder(), req)
	h.web.Dress = nil
	return token
}

// described fails the test when an answer is not what the description of the
// API says of it.
func (h *house) described(req *http.Request, rec *httptest.ResponseRecorder) {
	h.Helper()
	var op *openapi3.Operation
	for at, item := range h.doc.Paths.Map() {
		if fits(at, strings.TrimPrefix(req.URL.Path, web.API)) && item.GetOperation(req.Method) != nil {
			op = item.GetOperation(req.Method)
		}
	}
	if op == nil {
		return // an address that is not there
	}
	class := rec.Result().Status[:1] + "XX"
	kind, _, _ := strings.Cut(rec.Header().Get("Content-Type"), ";")
	media := op.Responses.Value(class).Value.Content.Get(kind)
	if media == nil {
		h.Errorf("%s %s answered %s as %s, which is not described", req.Method, req.URL.Path, class, kind)
		return
	}
	var v any
	h.must(json.Unmarshal(rec.Body.Bytes(), &v))
	if err := media.Schema.Value.VisitJSON(v, openapi3.EnableJSONSchema2020()); err != nil {
		h.Errorf("%s %s: %v\n%s", req.Method, req.URL.Path, err, rec.Body)
	}
}

func fits(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

// slug is the address of an event.
func (h *house) slug(id event.ID) string {
	h.Helper()
	e, err := h.store.Event(h.Context(), id)
	h.must(err)
	return e.Slug
}

// letter is the private link in the newest letter to somebody.
func (h *house) link(email string) string {
	h.Helper()
	ls, err := h.store.LettersTo(h.Context(), email, 1)
	h.must(err)
	return strings.TrimPrefix(ls[0].Fields["link"], "https://example.org")
}
