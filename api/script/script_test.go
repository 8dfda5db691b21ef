package script_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"barnstorm/api"
	apiscript "barnstorm/api/script"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
	"barnstorm/templates"
)

const (
	ours   = domain.GroupID("0194f0a0-0000-7000-8000-0000000000bb")
	theirs = domain.GroupID("0194f0a0-0000-7000-8000-0000000000cc")
	first  = "0194f0a0-0000-7000-8000-000000000001"
	second = "0194f0a0-0000-7000-8000-000000000002"
)

const guide = `schema: script/1
key: small
locale: en-GB
title: "A small talk"
start: door
steps:
  - {id: door, kind: outcome, record: result, options: [{value: spoke, label: "Spoke", next: bye}, {value: not_home, label: "Nobody", end: true}]}
  - {id: bye, kind: info, say: "Bye", end: true}
`

// A desk is the JSON side of scripts over one database.
type desk struct {
	*testing.T
	handler http.Handler
	tokens  map[string]string
}

func opened(t *testing.T, st *store.Store) *desk {
	d, now := &desk{T: t, tokens: map[string]string{}}, time.Date(2026, 12, 5, 11, 30, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, g := range []domain.GroupID{ours, theirs} {
		must(st.PutEntity(t.Context(), people.Entity{ID: domain.EntityID(g), Name: "Aire", Country: "GB", Made: now}))
		must(st.PutGroup(t.Context(), people.Group{ID: g, Lineage: string(g) + "/", Name: "Aire Valley", Slug: string(g), Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Entity: domain.EntityID(g), Made: now}))
	}
	who := map[domain.PersonID]domain.Actor{}
	w := &web.Web{
		Pages: templates.New(static.Asset), Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Base: "http://barnstorm.test", Key: make([]byte, 32),
		Person: func(_ context.Context, p domain.PersonID) (domain.Actor, int64, error) { return who[p], 1, nil },
	}
	for name, roles := range map[string]map[domain.GroupID][]domain.Role{
		"organiser": {ours: {domain.Organiser}}, "canvasser": {ours: {domain.Canvasser}}, "treasurer": {ours: {domain.Treasurer}}, "stranger": {theirs: {domain.Organiser}},
	} {
		id := domain.NewID[domain.PersonID](now)
		who[id] = domain.Actor{Person: id, Name: name, Roles: roles}
		token, err := w.Bearer(id, 1)
		must(err)
		d.tokens[name] = token
	}
	scripts := &script.Service{Store: st, Atomically: store.Atomically[script.Store](st), Clock: clock}
	none := func(domain.Act) func(*web.Ctx) ([]templates.Option, error) {
		return func(*web.Ctx) ([]templates.Option, error) { return nil, nil }
	}
	d.handler = (&api.Server{Web: w, Routes: apiscript.Handlers{Scripts: scripts, Groups: none}.Routes(), Healthy: st.Ping}).Echo()
	return d
}

// asks sends a request as somebody, and is the status and the answer.
func (d *desk) asks(who, method, path string, body any) (int, string) {
	d.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		d.Fatal(err)
	}
	req := httptest.NewRequest(method, web.API+"/organise/scripts"+path, strings.NewReader(string(text)))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+d.tokens[who])
	rec := httptest.NewRecorder()
	d.handler.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String()
}

// A published wording never changes, a draft does; what is brought in twice is
// one script, and nobody of another group learns that it is there.
func TestScriptsForPrograms(t *testing.T) {
	storetest.Each(t, store.Open, func(t *testing.T, st *store.Store) {
		d, reworded := opened(t, st), strings.Replace(guide, "Bye", "Goodbye", 1)
		bring := func(id, source string) map[string]any {
			return map[string]any{"id": id, "group": ours, "source": source}
		}
		hash := ""
		for _, c := range []struct {
			who, method, path string
			body              any
			status            int
			holds             string
		}{
			{"canvasser", "POST", "", bring(first, guide), 403, "not-your-role"},
			{"stranger", "POST", "", bring(first, guide), 403, "not-your-role"},
			{"organiser", "POST", "", bring("1", guide), 422, "not-an-id"},
			{"organiser", "POST", "", bring(first, strings.Replace(guide, "next: bye", "next: by", 1)), 422, `{"line":7,"code":"no-such-step","detail":"No step is called “by”"}`},

			{"organiser", "POST", "", bring(first, guide), 200, `"title":"A small talk"`},
			{"organiser", "POST", "", bring(second, guide), 200, first}, // the same file again
			{"organiser", "POST", "", bring(second, reworded), 409, "script-known"},
			{"organiser", "GET", "/" + first, nil, 200, `"latest":0`},
			{"canvasser", "GET", "/" + first, nil, 404, "no-such-version"}, // until it is published
			{"organiser", "POST", "/" + first + "/publish", map[string]any{"hash": "stale"}, 409, ""},
			{"canvasser", "POST", "/" + first + "/publish", map[string]any{"hash": "HASH"}, 403, "not-your-role"},
			{"organiser", "POST", "/" + first + "/publish", map[string]any{"hash": "HASH"}, 200, `"n":1`},
			{"organiser", "POST", "/" + first + "/publish", map[string]any{"hash": "HASH"}, 200, `"n":1`}, // heard twice
			{"organiser", "POST", "/" + first, map[string]any{"source": reworded}, 200, `"n":2`},
			{"organiser", "GET", "/" + first, nil, 200, `"latest":1`},
			{"canvasser", "GET", "/" + first, nil, 200, "Bye"},
			{"treasurer", "GET", "/" + first, nil, 404, "no-such-script"},
			{"stranger", "GET", "/" + first, nil, 404, "no-such-script"},
			{"stranger", "POST", "/" + first, map[string]any{"source": reworded}, 404, "no-such-script"},
			{"stranger", "GET", "", nil, 200, `{"scripts":[]}`},
			{"canvasser", "GET", "", nil, 200, first},
			{"organiser", "GET", "/" + first + "?version=7", nil, 404, "no-such-version"},
		} {
			if x, ok := c.body.(map[string]any); ok && x["hash"] == "HASH" {
				x["hash"] = hash
			}
			code, got := d.asks(c.who, c.method, c.path, c.body)
			if code != c.status || !strings.Contains(got, c.holds) {
				t.Errorf("%s %s %s %v: %d %s, want %d %s", c.who, c.method, c.path, c.body, code, got, c.status, c.holds)
			}
			if _, after, ok := strings.Cut(got, `"n":1,"hash":"`); ok {
				hash, _, _ = strings.Cut(after, `"`)
			}
		}
	})
}
