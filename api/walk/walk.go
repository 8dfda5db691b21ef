package walk

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"barnstorm/api/command"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/domain/seat"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// A walk is the whole house with two camps in it, and a hand that tries every
// address as everybody.
type walk struct {
	*testing.T
	house        House
	web          *echo.Echo
	db           *sql.Conn
	founder      domain.Actor
	top, crowd   domain.GroupID // the crowd is a group that anybody joins
	north, south *camp
	doc          *openapi3.T
	answered     map[string]bool // routes of which an answer was held to the description
}

func newWalk(t *testing.T, join Join) *walk {
	w := walkOn(t, join, storetest.SQLite(t, store.Open))
	var err error
	w.db, err = storetest.SQL(t, w.house.Store).Conn(t.Context())
	w.must(err)
	return w
}

// walkOn is a walk over a database that is there and empty.
func walkOn(t *testing.T, join Join, at string) *walk {
	s := storetest.Open(t, store.Open, at)
	h, err := join(t.Context(), command.Settings{Database: at, Base: "https://example.org", Key: "30313233343536373839616263646566" + "30313233343536373839616263646566"}, s)
	if err != nil {
		t.Fatal(err)
	}
	h.Web.Log = slog.New(slog.DiscardHandler)
	h.Server.Routes = append(h.Server.Routes, web.Route{Method: "GET", Path: "/break", For: web.Anyone, Do: func(*web.Ctx) (web.Answer, error) { panic("on purpose") }})
	w := &walk{T: t, house: h, web: h.Server.Echo(), answered: map[string]bool{}}
	w.describes()
	w.begin()
	return w
}

func (w *walk) begin() {
	ctx := w.Context()
	t, err := w.house.People.OpenStart(ctx)
	w.must(err)
	id, err := w.house.People.Start(ctx, t, people.StartInput{
		Group: "The top", Country: "GB", Currency: "GBP", Locale: "en", Zone: "Europe/London", Entity: "Top Ltd", Address: "1 Mill Lane", Kind: "association", Name: "Founder", Email: "founder@example.org",
	}, true)
	w.must(err)
	w.founder, err = w.house.People.Actor(ctx, id)
	w.must(err)
	g, err := w.house.Store.TopGroup(ctx)
	w.must(err)
	w.top = g.ID
	crowd, err := w.house.People.Found(ctx, w.founder, w.top, people.GroupInput{
		ID: domain.NewID[string](w.now()), Name: "Crowd", Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en",
	})
	w.must(err)
	w.crowd = crowd.ID
	w.must(w.house.Store.PutSeats(ctx, []seat.Seat{{
		Code: "E14000001", Name: "Keighley", Country: "GB", First: "A", Second: "B", Votes: map[string]int{"A": 100, "B": 90}, Majority: 10, Valid: 190, Electorate: 300,
	}}))
	w.north, w.south = w.camp("north"), w.camp("south")
}

func (w *walk) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// everybody is who walks: nobody, each role, somebody with all roles, and
// somebody with all roles next door.
func (w *walk) everybody() []*walker {
	all := []*walker{nil, w.south.boss, w.north.boss}
	for _, r := range domain.Roles {
		all = append(all, w.north.roles[r])
	}
	return all
}

func (who *walker) String() string {
	if who == nil {
		return "nobody"
	}
	return who.name
}

// mayIn reports whether a route's audience lets somebody act in north.
func mayIn(r web.Route, t turn, who *walker, north *camp) bool {
	switch {
	case r.For == web.Anyone || r.For == web.Holder || r.For == web.Machine:
		return true
	case who == nil:
		return false
	case r.For == web.SignedIn:
		return who.camp == north || len(t.path)+len(t.form) == 0
	case r.For.Act() == "":
		return false
	}
	return who.camp == north && who.may(r.For.Act())
}

func everyRouteAsEverybody(t *testing.T, join Join) {
	w := newWalk(t, join)
	for _, r := range w.house.Server.Routes {
		if r.Path == "/break" {
			continue
		}
		if act := r.For.Act(); web.Writes(r.Method) && act != "" && w.north.roles[domain.Auditor].may(act) {
			t.Errorf("%s %s: an auditor only reads", r.Method, r.Path)
		}
		for _, who := range w.everybody() {
			if !w.step(r, who) {
				break
			}
		}
		// Where its turn is to be refused, the refusal was held to it.
		if turn, _ := w.turnOf(r, w.north, w.north.boss); r.Out != nil && turn.want == 0 && !w.answered[r.Method+" "+r.Path] {
			t.Errorf("%s %s: no answer in JSON was held to the description", r.Method, r.Path)
		}
	}
}

// step tries one route as somebody, on north's things: what it answers to
// programs, and what it shows people.
func (w *walk) step(r web.Route, who *walker) bool {
	w.Helper()
	t, ok := w.turnOf(r, w.north, who)
	if !ok {
		return false
	}
	w.judge(r, t, who, request(r, t))
	if web.Writes(r.Method) || r.JSONOnly {
		return true
	}
	if r.Out != nil {
		page := request(r, t)
		page.Header.Del("Accept")
		w.judge(r, t, who, page)
	}
	if who == w.north.boss {
		head := request(r, t)
		head.Method = http.MethodHead
		w.as(who, head)
		if w.send(head).changed && !noted(r) {
			w.Errorf("HEAD %s: looking changed something", r.Path)
		}
	}
	return true
}

// judge sends a request as somebody and holds the answer to the route's
// audience.
func (w *walk) judge(r web.Route, t turn, who *walker, req *http.Request) {
	w.Helper()
	what := r.Method + " " + r.Path + " as " + who.String()
	w.as(who, req)
	got := w.send(req)
	w.described(r, got)
	if r.For != web.Holder && (who == nil || who.camp != w.north) {
		w.keeps(w.north, what, got)
	}
	w.keeps(w.south, what, withoutOwn(got, who, w.south))
	// A list shows everybody what is theirs, which may be nothing.
	list := len(t.path) == 0 && !web.Writes(r.Method) && who != nil
	switch {
	case list && !who.may(r.For.Act()):
		if strings.Contains(got.Body.String(), `{"id":`) && r.For.Act() != "" {
			w.Errorf("%s, who may not, lists something: %s", what, got.Body)
		}
	case list || mayIn(r, t, who, w.north):
		if t.want == 0 && got.Code >= 400 || t.want != 0 && got.Code != t.want && got.Code >= 400 {
			w.Errorf("%s, who may: %d %s", what, got.Code, got.Body)
		}
	case got.changed:
		w.Errorf("%s, who may not, changed something: %d", what, got.Code)
	case !got.refused() && (who == nil || r.For != web.SignedIn):
		w.Errorf("%s, who may not: %d %s", what, got.Code, got.Header().Get("Location"))
	}
	if got.changed && !web.Writes(r.Method) && !noted(r) {
		w.Errorf("%s: looking changed something", what)
	}
}

// withoutOwn is an answer that somebody of the camp may of course read.
func withoutOwn(r try, who *walker, c *camp) try {
	if who != nil && who.camp == c {
		return try{httptest.NewRecorder(), r.changed}
	}
	return r
}

// identifies reports whether a value names a thing: an id, a key or a token,
// an address.
func identifies(value string) bool {
	_, isID := domain.ParseID[string](value)
	return isID || len(value) >= 40 && !strings.Contains(value, " ") || strings.Contains(value, "@")
}

func everyIDOfTheGroupNextDoor(t *testing.T, join Join) {
	w := newWalk(t, join)
	for _, r := range w.house.Server.Routes {
		if r.For == web.Anyone || r.For == web.Holder || r.For == web.Machine || r.Path == "/break" {
			continue
		}
		w.crossPath(r)
		w.crossForm(r)
		w.crossQuery(r)
	}
}

// foreign holds that a request with something of south's in it, by somebody who
// may do everything in north, neither tells of south nor changes anything.
func (w *walk) foreign(what string, r web.Route, t turn, mayChange bool) {
	w.Helper()
	req := request(r, t)
	w.as(w.north.boss, req)
	got := w.send(req)
	w.keeps(w.south, what, got)
	if got.changed && !mayChange {
		w.Errorf("%s: %d, and something changed", what, got.Code)
	}
}

func (w *walk) crossPath(r web.Route) {
	theirs, ok := w.turnOf(r, w.south, w.south.boss)
	for name, value := range theirs.path {
		if !ok || !identifies(value) {
			continue
		}
		t, _ := w.turnOf(r, w.north, w.north.boss)
		t.path[name] = value
		w.foreign(r.Method+" "+r.Path+" with south's "+name, r, t, false)
	}
}

func (w *walk) crossForm(r web.Route) {
	theirs, _ := w.turnOf(r, w.south, w.south.boss)
	for name := range theirs.form {
		value := theirs.form.Get(name)
		if name == "id" || name == "source" || name == "email" || !identifies(value) { // anybody may be written to
			continue
		}
		t, _ := w.turnOf(r, w.north, w.north.boss)
		t.form.Set(name, value)
		w.foreign(r.Method+" "+r.Path+" with south's "+name+" in the form", r, t, false)
	}
	if !theirs.form.Has("id") {
		return
	}
	k := w.south.known
	for _, id := range []string{string(k.event), string(k.script), string(k.effort), string(w.south.group.ID)} {
		t, _ := w.turnOf(r, w.north, w.north.boss)
		t.form.Set("id", id)
		w.foreign(r.Method+" "+r.Path+" under the id of something of south's", r, t, true)
	}
}

func (w *walk) crossQuery(r web.Route) {
	if web.Writes(r.Method) {
		return
	}
	t, _ := w.turnOf(r, w.north, w.north.boss)
	k := w.south.known
	for name, id := range map[string]string{"group": string(w.south.group.ID), "event": string(k.event), "effort": string(k.effort), "script": string(k.script), "person": string(k.person), "after": string(k.person)} {
		req := request(r, t)
		req.URL.RawQuery = url.Values{name: {id}}.Encode()
		w.as(w.north.boss, req)
		w.keeps(w.south, r.Path+"?"+req.URL.RawQuery, w.send(req))
	}
}

func lists(t *testing.T, join Join) {
	w := newWalk(t, join)
	n := w.north
	for range 3 {
		n.event(true)
		w.south.event(true)
	}
	n.effort()
	for path, want := range map[string]int{
		"/organise/events": 4, "/organise/efforts": 2, "/door": 2, "/organise/scripts": 3,
		"/organise/people": 2 * len(domain.Roles), // one for each role, and one with all
	} {
		i := slices.IndexFunc(w.house.Server.Routes, func(r web.Route) bool { return r.Method == "GET" && r.Path == path })
		if i < 0 {
			t.Fatalf("no route %s", path)
		}
		req := request(w.house.Server.Routes[i], at())
		w.as(n.boss, req)
		got := w.send(req)
		if rows := strings.Count(got.Body.String(), `{"id":`); rows != want {
			t.Errorf("%s lists %d, want %d: %s", path, rows, want, got.Body)
		}
	}
}

func otherSitesWriteNothing(t *testing.T, join Join) {
	w := newWalk(t, join)
	for _, r := range w.house.Server.Routes {
		if !web.Writes(r.Method) || r.JSONOnly || r.For == web.Machine {
			continue
		}
		for what, spoil := range map[string]func(http.Header){
			"without the form's token": func(h http.Header) { h.Del("X-CSRF-Token") },
			"with a token of nobody's": func(h http.Header) { h.Set("X-CSRF-Token", "x") },
			"from another site":        func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
			"from a site beside us":    func(h http.Header) { h.Set("Sec-Fetch-Site", "same-site") },
			"from an origin elsewhere": func(h http.Header) { h.Set("Origin", "https://evil.example") },
			"from no origin":           func(h http.Header) { h.Set("Origin", "null") },
		} {
			turn, ok := w.turnOf(r, w.north, w.north.boss)
			if !ok {
				break
			}
			req := request(r, turn)
			w.as(w.north.boss, req)
			spoil(req.Header)
			if got := w.send(req); got.Code != http.StatusForbidden || got.changed {
				t.Errorf("%s %s %s: %d, changed: %v", r.Method, r.Path, what, got.Code, got.changed)
			}
		}
	}
}

func aCookieOpensNoProgramsDoor(t *testing.T, join Join) {
	w := newWalk(t, join)
	for _, r := range w.house.Server.Routes {
		if r.Out == nil || r.For == web.Anyone || r.For == web.Holder {
			continue
		}
		turn, ok := w.turnOf(r, w.north, w.north.boss)
		if !ok {
			continue
		}
		r.JSONOnly = true
		req := request(r, turn)
		session, err := w.house.People.Enter(context.Background(), w.north.boss.who.Person, "Walker")
		w.must(err)
		req.AddCookie(&http.Cookie{Name: "__Host-session", Value: string(session)})
		if got := w.send(req); got.Code != http.StatusUnauthorized && got.Code != turn.want || got.changed {
			t.Errorf("%s %s: %d", r.Method, req.URL.Path, got.Code)
		}
	}
}

func addressesThatAreNone(t *testing.T, join Join) {
	w := newWalk(t, join)
	for _, x := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/no-such-page", 404}, {"GET", "/organise/no-such-page", 404}, {"GET", web.API + "/no-such-page", 404},
		{"DELETE", "/events", 405}, {"TRACE", "/events", 405}, {"GET", "/break", 500}, {"GET", "/static/no-such-file", 404},
		{"GET", "/events/%00", 404}, {"GET", "/organise/events/x'--", 303}, {"GET", "/de/no-such-page", 404},
	} {
		got := w.send(httptest.NewRequest(x.method, x.path, nil))
		if got.Code != x.want {
			t.Errorf("%s %s: %d", x.method, x.path, got.Code)
		}
		if strings.Contains(got.Body.String(), "on purpose") || strings.Contains(got.Body.String(), ".go:") {
			t.Errorf("%s tells of our insides: %s", x.path, got.Body)
		}
	}
}
