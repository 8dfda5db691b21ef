package walk

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"barnstorm/api/web"
	"barnstorm/templates"
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
	w.house.Web.Asked = func(r web.Route, name string) {
		if r.Out != nil && !slices.Contains(onPages, name) && r.Path != "" && !slices.ContainsFunc(r.Asks, func(q web.Query) bool { return q.Name == name }) {
			w.Errorf("%s %s reads the parameter %q, which it does not describe", r.Method, r.Path, name)
		}
	}
}

// onPages is parameters that change nothing but a sentence of the page: what
// was just done there.
var onPages = strings.Fields("asked saved drawn cut done answer sent")

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

// theAPIIsDescribed holds that every address for programs stands in the
// description, and that every type of problem has its line on the page.
func theAPIIsDescribed(t *testing.T, join Join) {
	w := newWalk(t, join)
	get := func(path string) string {
		rec := httptest.NewRecorder()
		w.web.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
		if rec.Code != 200 {
			t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
		}
		return rec.Body.String()
	}
	var doc struct {
		Paths map[string]map[string]struct{ OperationID, Summary string }
	}
	if err := json.Unmarshal([]byte(get("/api/openapi.json")), &doc); err != nil {
		t.Fatal(err)
	}
	if whole, err := openapi3.NewLoader().LoadFromData([]byte(get("/api/openapi.json"))); err != nil || whole.Validate(t.Context()) != nil {
		t.Error("it is not OpenAPI:", err, whole.Validate(t.Context()))
	}
	named, count := map[string]bool{}, 0
	for _, r := range w.web.Routes() {
		at, ok := strings.CutPrefix(r.Path, web.API+"/")
		if !ok {
			continue
		}
		count++
		op := doc.Paths["/"+regexp.MustCompile(":([a-z]+)").ReplaceAllString(at, "{$1}")][strings.ToLower(r.Method)]
		if op.OperationID == "" || op.Summary == "" || named[op.OperationID] {
			t.Errorf("%s %s is described as %+v", r.Method, r.Path, op)
		}
		named[op.OperationID] = true
	}
	if count < 20 {
		t.Errorf("only %d addresses for programs", count)
	}
	for _, l := range templates.Langs {
		page := get("/" + l.Code + "/api")
		for id := range named {
			if !strings.Contains(page, `<tr id="`+id+`">`) {
				t.Errorf("%s is not on the page in %s", id, l.Name)
			}
		}
		for _, code := range templates.Refusals() {
			if !strings.Contains(page, `id="`+code+`"`) {
				t.Errorf("problem %s is not on the page in %s", code, l.Name)
			}
		}
	}
}
