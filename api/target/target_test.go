package target

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"barnstorm/api"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/domain/target"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
	"barnstorm/templates"
)

var now = time.Date(2026, 10, 3, 9, 30, 0, 0, time.UTC)

const (
	aire = domain.GroupID("0194f0a0-0000-7000-8000-0000000000aa")
	far  = domain.GroupID("0194f0a0-0000-7000-8000-0000000000bb")
)

// calendar has the same event in every seat.
type calendar struct{ next target.Next }

func (c calendar) Coming(_ context.Context, seats []string, w target.Wish) (map[string]target.Next, error) {
	all := map[string]target.Next{}
	for _, s := range seats {
		if w.StepFree || !w.Until.IsZero() && !c.next.Starts.Before(w.Until) {
			continue
		}
		all[s] = c.next
	}
	return all, nil
}

func (calendar) SeatsFree(_ context.Context, slugs []string) (map[string]int, error) {
	return map[string]int{"unseat": 3 * len(slugs)}, nil
}

// A house is the program over a fresh file, with who signed in.
type house struct {
	http.Handler
	svc *target.Service
}

func open(t *testing.T, who domain.Actor) house {
	t.Helper()
	st, err := store.Open(filepath.Join(t.TempDir(), "seats.db"), make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	ctx := t.Context()
	entity := people.Entity{ID: "0194f0a0-0000-7000-8000-00000000000a", Name: "Association", Country: "GB", Kind: "members association", Made: now}
	err = errors.Join(st.Migrate(ctx), st.PutEntity(ctx, entity))
	for id, name := range map[domain.GroupID]string{aire: "Aire Valley Together", far: "Far Away"} {
		err = errors.Join(err, st.PutGroup(ctx, people.Group{ID: id, Lineage: string(id) + "/", Slug: name, Name: name, Entity: entity.ID, Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Made: now}))
	}
	if err != nil {
		t.Fatal(err)
	}
	svc := &target.Service{
		Store: st, Atomically: store.Atomically[target.Store](st), Clock: func() time.Time { return now },
		Events: calendar{target.Next{Slug: "unseat", Title: "Unseat", Starts: now.AddDate(0, 0, 7), Zone: "Europe/London", Places: 60, Taken: 31}},
	}
	w := &web.Web{
		Pages: templates.New(static.Asset), Clock: svc.Clock, Log: slog.New(slog.DiscardHandler), Base: "http://example.org", Key: make([]byte, 32),
		Session: func(context.Context, domain.Token) (domain.Actor, error) { return who, nil },
		Person:  func(context.Context, domain.PersonID) (domain.Actor, int64, error) { return who, 1, nil },
	}
	server := &api.Server{Web: w, Routes: Handlers{Targets: svc}.Routes(), Healthy: st.Ping}
	return house{server.Echo(), svc}
}

// three puts three seats around Leeds into the house.
func (h house) three(t *testing.T) house {
	t.Helper()
	var all []target.Seat
	for i, name := range []string{"Keighley and Ilkley", "Skipton and Ripon", "Wetherby <b>"} {
		all = append(all, target.Seat{
			Code: fmt.Sprint("E", i), Name: name, Country: "GB", First: "Con", Second: "Lab", Votes: map[string]int{"Con": 500 + 10*i, "Lab": 480},
			Majority: 20 + 10*i, Valid: 1000, Electorate: 2000, Centre: domain.Point{Lat: 53.9, Lon: -1.9 + 0.2*float64(i)},
		})
	}
	leeds := domain.Point{Lat: 53.8, Lon: -1.55}
	if err := errors.Join(h.svc.KnowSeats(t.Context(), all),
		h.svc.Store.PutTowns(t.Context(), []target.Town{{Country: "GB", Name: "Leeds", At: leeds}})); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h house) chosen(t *testing.T) house {
	t.Helper()
	codes := []string{"E0", "E1", "E2"}
	if err := h.svc.Choose(t.Context(), organiser, aire, target.ChooseInput{Side: "Lab", Seats: codes, Shown: codes}); err != nil {
		t.Fatal(err)
	}
	return h
}

var organiser = domain.Actor{Person: "0194f0a0-0000-7000-8000-000000000001", Name: "Sam Okafor", Roles: map[domain.GroupID][]domain.Role{aire: {domain.Organiser}}}

func (h house) ask(method, path, body string, head ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	for _, line := range head {
		k, v, _ := strings.Cut(line, ": ")
		req.Header.Set(k, v)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec
}

const form = "Content-Type: application/x-www-form-urlencoded"

func TestNearest(t *testing.T) {
	h := open(t, domain.Actor{}).three(t).chosen(t)
	for _, tt := range []struct {
		name, method, path, body string
		head                     []string
		status                   int
		want, not                []string
	}{
		{"the question", "GET", "/nearest", "", nil, 200, []string{"Where am I missing?", `name="near"`, "How we choose", "may be 5 points off", "4 people make a team", "60 minutes on the way halve it", "50 kilometres by car", "counts 10 in a hundred"}, []string{"Three places", "<figure"}},
		{"a town", "GET", "/nearest?near=leeds", "", nil, 200, []string{"Three places short of you", "Keighley and Ilkley", "Wetherby &lt;b&gt;", "Sam Okafor", "29", `value="leeds"`, "/events/unseat#rsvp", "Cache-Control: no-store", "noindex"}, []string{"Wetherby <b>"}},
		{"half a postcode, in German", "GET", "/de/nearest?near=ls6+2ab", "", nil, 200, []string{"Drei Orte brauchen dich", "Wo fehle ich?", `lang="de"`, "Mitte von LS", "/de/events/unseat"}, []string{"Seen from"}},
		{"a place that nobody knows", "GET", "/nearest?near=Atlantis", "", nil, 422, []string{"We do not know this place", `value="Atlantis"`, `aria-invalid="true"`, `href="#near"`}, []string{"<figure"}},
		{"as far as one would go", "GET", "/nearest?near=Leeds&by=bike&minutes=60", "", nil, 200, []string{"One place is short of you", "Wetherby", "by bike", "Seats in cars or a coach are free."}, []string{"Keighley"}},
		{"nothing lies within that", "GET", "/nearest?near=Leeds&by=foot&minutes=30", "", nil, 200, []string{"No target seat within 30 minutes", `value="foot" selected`, `value="30" selected`}, []string{"have not named"}},
		{"on another day", "GET", "/nearest?near=Leeds&day=2026-09-01", "", nil, 200, []string{"Nothing like that is planned", `value="2026-09-01"`}, []string{"Wetherby"}},
		{"without steps", "GET", "/nearest?near=Leeds&step_free=true", "", nil, 200, []string{"Nothing like that is planned", "checked"}, []string{"Wetherby"}},
		{"on no day", "GET", "/nearest?near=Leeds&day=soon", "", nil, 422, []string{`href="#day"`, `value="soon"`}, nil},
		{"for a program", "GET", "/api/v1/nearest?near=Leeds&by=foot&minutes=30", "", nil, 200, []string{`"picks":[]`}, nil},
		{"a way that nobody goes", "GET", "/api/v1/nearest?near=Leeds&by=rocket", "", nil, 422, []string{`"field":"by"`}, nil},
		{"a position is posted", "POST", "/nearest", "lat=53.80&lon=-1.55", []string{form}, 200, []string{"Three places short of you", "from you"}, []string{"53.80"}},
		{"JSON", "GET", "/api/v1/nearest?near=Leeds", "", nil, 200, []string{`"name":"Keighley and Ilkley"`, `"reasons":["margin-`, `"lift-free"]`, `"by":"Sam Okafor"`, `"left":29`, `"how":"town"`}, []string{"<html", `"path"`}},
		{"JSON without a place", "GET", "/api/v1/nearest", "", nil, 422, []string{"application/problem+json", `"near"`}, []string{"<html"}},
		{"JSON by position", "POST", "/api/v1/nearest", `{"lat":53.8,"lon":-1.55}`, []string{"Content-Type: application/json"}, 200, []string{`"how":"position"`}, nil},
		{"all targets", "GET", "/targets", "", nil, 200, []string{"Decided by Sam Okafor on 3", "Aire Valley Together, for Lab", "Skipton and Ripon"}, []string{"/organise"}},
		{"all targets as JSON", "GET", "/api/v1/targets", "", nil, 200, []string{`"side":"Lab"`, `"group_name":"Aire Valley Together"`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := h.ask(tt.method, tt.path, tt.body, tt.head...)
			told(t, rec, tt.status, tt.want, tt.not)
		})
	}
}

func told(t *testing.T, rec *httptest.ResponseRecorder, status int, want, not []string) {
	t.Helper()
	var reply strings.Builder
	rec.Result().Header.Write(&reply)
	reply.WriteString(rec.Body.String())
	if rec.Code != status {
		t.Errorf("status %d, want %d", rec.Code, status)
	}
	for _, w := range want {
		if !strings.Contains(reply.String(), w) {
			t.Errorf("no %q", w)
		}
	}
	for _, n := range not {
		if strings.Contains(reply.String(), n) {
			t.Errorf("should not hold %q", n)
		}
	}
	if t.Failed() {
		t.Log(reply.String())
	}
}

func TestNobodyNamedATarget(t *testing.T) {
	h := open(t, domain.Actor{}).three(t)
	told(t, h.ask("GET", "/nearest?near=Leeds", ""), 200, []string{"No target seats are named yet"}, []string{"<figure", "Three places"})
}

func TestChoose(t *testing.T) {
	for _, tt := range []struct {
		name   string
		who    domain.Actor
		group  domain.GroupID
		body   string
		status int
		want   []string
	}{
		{"an organiser", organiser, aire, `{"side":"Lab","seats":["E0"],"shown":["E0","E1"],"note":"close"}`, 200, []string{`"code":"E0"`, `"note":"close"`, `"by":"Sam Okafor"`}},
		{"a party that did not stand", organiser, aire, `{"side":"SNP"}`, 422, []string{`"side"`}},
		{"another group", organiser, far, `{"side":"Lab"}`, 403, []string{"not-your-role"}},
		{"no group", organiser, "0194f0a0-0000-7000-8000-0000000000cc", `{"side":"Lab"}`, 404, nil},
		{"a broken id", organiser, "x", `{"side":"Lab"}`, 404, nil},
		{"nobody", domain.Actor{}, aire, `{"side":"Lab"}`, 401, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t, tt.who).three(t)
			w := &web.Web{Key: make([]byte, 32), Clock: func() time.Time { return now }}
			head := []string{"Content-Type: application/json"}
			if !tt.who.Nobody() {
				head = append(head, bearer(t, w, tt.who))
			}
			told(t, h.ask("POST", "/api/v1/organise/targets/"+string(tt.group), tt.body, head...), tt.status, tt.want, nil)
		})
	}
}

// The answer with the map of the real boundaries stays under 60 kB as it is sent.
func TestWeight(t *testing.T) {
	h := open(t, domain.Actor{})
	_, err := h.svc.ImportSeats(t.Context(), target.File{Name: "GE2024.csv", From: storetest.OpenReal(t, "uk-elections/HoC-GE2024-results-by-constituency.csv")})
	_, err2 := h.svc.ImportBoundaries(t.Context(), target.File{From: storetest.OpenReal(t, "uk-boundaries/pcon_july_2024_BUC_simplified.geojson")})
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	list, err := h.svc.Seats(t.Context(), organiser, aire, target.Query{Party: "Lab"})
	if err != nil {
		t.Fatal(err)
	}
	in := target.ChooseInput{Side: "Lab"}
	for _, r := range list.Seats {
		in.Seats = append(in.Seats, r.Code)
	}
	if err := h.svc.Choose(t.Context(), organiser, aire, in); err != nil {
		t.Fatal(err)
	}
	for _, near := range []string{"Hendon", "Stornoway", "Keighley", "Ynys Mon", "Orkney", "Poplar", "Truro"} {
		rec := h.ask("GET", "/nearest?near="+strings.ReplaceAll(near, " ", "+"), "", "Accept-Encoding: identity")
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(rec.Body.Bytes())
		z.Close()
		t.Logf("%s: %d bytes, %d compressed", near, rec.Body.Len(), packed.Len())
		if near != "Stornoway" && (rec.Code != 200 || packed.Len() > 30<<10) {
			t.Errorf("%s: status %d, %d bytes", near, rec.Code, packed.Len())
		}
	}
}

// bearer is the header with which a program acts for somebody.
func bearer(t *testing.T, w *web.Web, who domain.Actor) string {
	t.Helper()
	token, err := w.Bearer(who.Person, 1)
	if err != nil {
		t.Fatal(err)
	}
	return "Authorization: Bearer " + token
}
