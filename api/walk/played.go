package walk

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// moneyPages is what the addresses of pages about money begin with.
var moneyPages = []string{"/donate/", "/gift/", "/more/", "/organise/money", "/organise/calls", "/organise/bank", "/organise/dues", "/organise/law", "/organise/appeals"}

// whatIsPlayedSaysSo looks at every page about money of a group that plays, in a
// house that takes money, and again when the reader keeps both.
func whatIsPlayedSaysSo(t *testing.T, join Join) {
	w := newWalk(t, join)
	top, err := w.house.Store.Group(w.Context(), w.top)
	w.must(err)
	e, err := w.house.Store.Entity(w.Context(), top.Entity)
	w.must(err)
	e.Sandbox = false
	w.must(w.house.Store.PutEntity(w.Context(), e))
	w.says("giving.sandbox")

	// And the other way about: a group that takes money in a house that plays.
	paid := w.north.group
	real, err := w.house.Store.Entity(w.Context(), paid.Entity)
	w.must(err)
	real.ID, real.Sandbox = domain.NewID[domain.EntityID](w.north.now()), false
	w.must(w.house.Store.PutEntity(w.Context(), real))
	takes := func(topPlays bool, by domain.EntityID) {
		e.Sandbox, paid.Entity = topPlays, by
		w.must(w.house.Store.PutEntity(w.Context(), e))
		w.must(w.house.Store.PutGroup(w.Context(), paid))
	}
	takes(true, real.ID)
	page := w.send(httptest.NewRequest(http.MethodGet, "/donate/"+w.north.group.Slug, nil))
	for _, word := range []string{"nav.sandbox", "giving.sandbox"} {
		if page.Code != http.StatusOK || strings.Contains(page.Body.String(), templates.Word("en", word)) {
			w.Errorf("where money moves: %d, with %q", page.Code, templates.Word("en", word))
		}
	}
	takes(false, w.north.group.Entity)
	for _, r := range domain.Roles {
		_, err := w.house.Store.Belong(w.Context(), people.Belonging{ID: domain.NewID[string](w.north.now()), Person: w.north.boss.who.Person, Group: w.top, Role: r, Since: w.north.now()})
		w.must(err)
	}
	w.says("giving.sandbox-some")
}

// says looks at every page about money: one about a single legal entity says that
// it plays, every other one says want.
func (w *walk) says(want string) {
	w.Helper()
	pages := 0
	for _, r := range w.house.Server.Routes {
		if r.Method != http.MethodGet || !hasAny(r.Path, moneyPages) {
			continue
		}
		turn, ok := w.turnOf(r, w.north, w.north.boss)
		if !ok || turn.want != 0 {
			continue
		}
		req := request(r, turn)
		req.Header.Del("Accept")
		w.as(w.north.boss, req)
		got := w.send(req)
		if got.Code != http.StatusOK || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") {
			continue
		}
		pages++
		said := want
		if strings.Contains(r.Path, ":") && !strings.HasPrefix(r.Path, "/organise/dues") {
			said = "giving.sandbox"
		}
		if !strings.Contains(got.Body.String(), templates.Word("en", said)) {
			w.Errorf("%s says nothing like %q", r.Path, templates.Word("en", said))
		}
	}
	if pages < 25 {
		w.Errorf("%d pages about money", pages)
	}
}

func hasAny(path string, beginnings []string) bool {
	for _, b := range beginnings {
		if strings.HasPrefix(path, b) {
			return true
		}
	}
	return false
}
