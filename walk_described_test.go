package main

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"barnstorm/api/web"
)

// describes reads the description of the API, to which the walk holds every
// answer that is JSON, and notes each parameter that a route reads without
// saying so.
func (w *walk) describes() {
	rec := httptest.NewRecorder()
	w.web.ServeHTTP(rec, httptest.NewRequest("GET", "/api/openapi.json", nil))
	doc, err := openapi3.NewLoader().LoadFromData(rec.Body.Bytes())
	w.must(err)
	w.doc = doc
	w.house.web.Asked = func(r web.Route, name string) {
		if r.Out != nil && !in(name, onPages) && r.Path != "" && !slices.ContainsFunc(r.Asks, func(q web.Query) bool { return q.Name == name }) {
			say := w.Logf
			if os.Getenv("CI") == "true" {
				say = w.Errorf
			}
			say("%s %s reads the parameter %q, which it does not describe", r.Method, r.Path, name)
		}
	}
}

// onPages is parameters that change nothing but a sentence of the page: what
// was just done there.
const onPages = "saved drawn cut done answer sent"

var pathParam = regexp.MustCompile(":([a-z]+)")

// described holds an answer in JSON to what the description says of its route.
func (w *walk) described(r web.Route, got try) {
	w.Helper()
	kind, _, _ := strings.Cut(got.Header().Get("Content-Type"), ";")
	if r.Out == nil || !strings.HasSuffix(kind, "json") {
		return
	}
	op := w.doc.Paths.Value(pathParam.ReplaceAllString(r.Path, "{$1}")).GetOperation(r.Method)
	class := got.Result().Status[:1] + "XX"
	media := op.Responses.Value(class).Value.Content.Get(kind)
	if media == nil {
		w.Errorf("%s %s answered %s as %s, which is not described", r.Method, r.Path, class, kind)
		return
	}
	var v any
	w.must(json.Unmarshal(got.Body.Bytes(), &v))
	if err := media.Schema.Value.VisitJSON(v, openapi3.EnableJSONSchema2020()); err != nil {
		w.Errorf("%s %s: %v\n%s", r.Method, r.Path, err, got.Body)
	}
	if class == "2XX" {
		w.answered[r.Method+" "+r.Path] = true
	}
}
