package web_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"barnstorm/api"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/templates"
)

const (
	tom     = domain.PersonID("0194f0a0-0000-7000-8000-000000000001")
	erased  = domain.PersonID("0194f0a0-0000-7000-8000-000000000002")
	session = domain.Token("a-session-of-tom")
)

var noon = time.Date(2026, 12, 5, 12, 0, 0, 0, time.UTC)

// A site is a server with routes of the test's own, at a clock that it turns.
type site struct {
	*web.Web
	now     time.Time
	version int64
	http.Handler
}

func newSite(base string, routes ...web.Route) *site {
	s := &site{now: noon, version: 3}
	s.Web = &web.Web{
		Pages: templates.New(nil), Clock: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler), Base: base, Key: []byte("0123456789abcdef0123456789abcdef"),
		Session: func(_ context.Context, t domain.Token) (domain.Actor, error) {
			if t == session {
				return domain.Actor{Person: tom, Name: "Tom", Locale: "de"}, nil
			}
			return domain.Actor{}, nil
		},
		Person: func(_ context.Context, id domain.PersonID) (domain.Actor, int64, error) {
			if id == tom {
				return domain.Actor{Person: tom, Name: "Tom"}, s.version, nil
			}
			return domain.Actor{}, 0, nil
		},
	}
	s.Handler = (&api.Server{Web: s.Web, Routes: routes, Healthy: func(context.Context) error { return nil }}).Echo()
	return s
}

func (s *site) ask(method, path, body string, head ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	return rec
}

type seen struct {
	Name string `json:"name"`
}

// whoRoute tells who is asking.
var whoRoute = web.Route{Method: "GET", Path: "/who", For: web.SignedIn, Out: seen{}, Do: func(c *web.Ctx) (web.Answer, error) {
	return web.Answer{JSON: seen{c.Who().Name}}, nil
}}

func claims(now time.Time) jwt.MapClaims {
	return jwt.MapClaims{"iss": "barnstorm", "aud": "barnstorm-api", "sub": string(tom), "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "ver": 3}
}

func TestABearerTokenIsOneKindOnly(t *testing.T) {
	s := newSite("https://example.org", whoRoute)
	good, err := s.Bearer(tom, 3)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	// What is forged is signed with what an attacker could guess.
	sign := func(m jwt.SigningMethod, change func(jwt.MapClaims), head map[string]any, key any) string {
		c := claims(s.now)
		if change != nil {
			change(c)
		}
		tok := jwt.NewWithClaims(m, c)
		for k, v := range head {
			tok.Header[k] = v
		}
		text, err := tok.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for name, token := range map[string]string{
		"none":             sign(jwt.SigningMethodNone, nil, nil, jwt.UnsafeAllowNoneSignatureType),
		"no signature":     parts[0] + "." + parts[1] + ".",
		"the house's key":  sign(jwt.SigningMethodHS256, nil, nil, s.Key),
		"another key":      sign(jwt.SigningMethodHS256, nil, nil, []byte("x")),
		"an empty key":     sign(jwt.SigningMethodHS256, nil, nil, []byte{}),
		"a key of its own": sign(jwt.SigningMethodHS256, nil, map[string]any{"jwk": "x", "jku": "https://evil.example", "kid": "../../x' or 1=1"}, []byte("x")),
		"no token":         "x",
		"a session":        string(session),
	} {
		if got := s.ask("GET", web.API+"/who", "", "Authorization", "Bearer "+token); got.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	if got := s.ask("GET", web.API+"/who", "", "Authorization", "Bearer "+good); got.Code != 200 || !strings.Contains(got.Body.String(), "Tom") {
		t.Errorf("a good one: %d %s", got.Code, got.Body)
	}
}

func TestABearerTokenEnds(t *testing.T) {
	s := newSite("https://example.org", whoRoute)
	try := func(token string) int { return s.ask("GET", web.API+"/who", "", "Authorization", "Bearer "+token).Code }
	token, err := s.Bearer(tom, 3)
	if err != nil {
		t.Fatal(err)
	}
	s.now = noon.Add(web.TokenLife - time.Second)
	if try(token) != 200 {
		t.Error("ended before its time")
	}
	s.now = noon.Add(web.TokenLife + time.Second)
	if try(token) != 401 {
		t.Error("works after its time")
	}
	s.now = noon.Add(-time.Minute)
	if try(token) != 401 {
		t.Error("works before it was made")
	}
	s.now, s.version = noon, 4
	if try(token) != 401 {
		t.Error("works although the person ended their tokens")
	}
	gone, err := s.Bearer(erased, 0)
	if err != nil {
		t.Fatal(err)
	}
	if try(gone) != 401 {
		t.Error("works for somebody who is gone")
	}
}

func TestStrictClaims(t *testing.T) {
	// A token signed with the right key, which nobody outside can make, and
	// with claims that are not ours.
	s := newSite("https://example.org", whoRoute)
	key := s.TokenKey()
	for name, change := range map[string]func(jwt.MapClaims){
		"no end":           func(c jwt.MapClaims) { delete(c, "exp") },
		"another audience": func(c jwt.MapClaims) { c["aud"] = "barnstorm-mail" },
		"no audience":      func(c jwt.MapClaims) { delete(c, "aud") },
		"another issuer":   func(c jwt.MapClaims) { c["iss"] = "evil" },
		"not yet":          func(c jwt.MapClaims) { c["nbf"] = noon.Add(time.Minute).Unix() },
		"nobody":           func(c jwt.MapClaims) { delete(c, "sub") },
		"no version":       func(c jwt.MapClaims) { delete(c, "ver") },
	} {
		c := claims(noon)
		change(c)
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.ask("GET", web.API+"/who", "", "Authorization", "Bearer "+token); got.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS512, claims(noon)).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.ask("GET", web.API+"/who", "", "Authorization", "Bearer "+token); got.Code != http.StatusUnauthorized {
		t.Errorf("another algorithm: %d", got.Code)
	}
}

func TestLocal(t *testing.T) {
	for _, bad := range []string{"", "evil", "//evil.example", `/\evil.example`, "https:evil.example", "https://evil.example", "/\tevil", "/\n/evil", "/%09/evil@x", "/@evil", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b", "///evil.example", "/%2f/evil%40@"} {
		if got := web.Local(bad, "/me"); got != "/me" {
			t.Errorf("%q leads to %q", bad, got)
		}
	}
	for _, good := range []string{"/", "/me", "/de/events?q=a%20b", "/organise/people?group=1&from=Zo%C3%AB", "/events/x#rsvp"} {
		if got := web.Local(good, "/no"); got != good {
			t.Errorf("%q leads to %q", good, got)
		}
	}
}

type sent struct {
	ID   string   `json:"id"`
	N    int      `json:"n"`
	Own  bool     `json:"own"`
	Rate float64  `json:"rate"`
	Many []string `json:"many"`
}

func readRoute(into *sent) web.Route {
	return web.Route{Method: "POST", Path: "/read/:id", For: web.Anyone, In: sent{}, Out: sent{}, Do: func(c *web.Ctx) (web.Answer, error) {
		*into = sent{}
		_, err := c.Read(into)
		return web.Answer{JSON: *into}, err
	}}
}

func TestReading(t *testing.T) {
	var in sent
	s := newSite("http://127.0.0.1", readRoute(&in))
	const form, text = "application/x-www-form-urlencoded", "application/json"
	for _, x := range []struct {
		name, kind, body string
		want             int
		holds            string
	}{
		{"a form", form, "n=7&own=on&rate=1.5&many=a&many=b", 200, `"many":["a","b"]`},
		{"JSON", text, `{"n":7,"many":["a"]}`, 200, `"n":7`},
		{"no number", form, "n=seven&rate=x", 422, `"field":"n"`},
		{"no number in JSON", text, `{"n":"seven"}`, 422, `"field":"n"`},
		{"a field that we do not have", text, `{"admin":true}`, 422, "not-json"},
		{"two values", text, `{"n":1}{"n":2}`, 422, "not-json"},
		{"no JSON", text, `{`, 422, "not-json"},
		{"plain text", "text/plain", `{"n":1}`, 415, "not-that-type"},
		{"a broken form", form, "n=%zz", 422, "not-a-form"},
		{"too much", form, "n=" + strings.Repeat("1", 129<<10), 413, "too-large"},
	} {
		got := s.ask("POST", "/read/7?n=99&id=99&own=true", x.body, "Content-Type", x.kind, "Accept", "application/json")
		if got.Code != x.want || !strings.Contains(got.Body.String(), x.holds) {
			t.Errorf("%s: %d %s", x.name, got.Code, got.Body)
		}
		if in.ID != "" || in.N == 99 {
			t.Errorf("%s: read from the path or the query: %+v", x.name, in)
		}
	}
}

func TestARefusedFormComesBack(t *testing.T) {
	refuse := error(nil)
	s := newSite("http://127.0.0.1", web.Route{Method: "POST", Path: "/form", For: web.Anyone, Do: func(c *web.Ctx) (web.Answer, error) {
		var in struct {
			Email string `json:"email"`
		}
		f, err := c.Read(&in)
		if err == nil {
			err = refuse
		}
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) {
			return web.Answer{Page: "people/sign-in", Part: "form", Data: &templates.SignIn{Form: f}, Next: "/elsewhere"}, nil
		})
	}})
	for _, x := range []struct {
		err   error
		want  int
		typed bool
	}{
		{domain.Wrong{"email": "not-an-address"}.Err(), 422, true},
		{domain.Refuse(domain.Conflict, "link-used"), 409, true},
		{domain.Refuse(domain.Busy, "database-away"), 503, true},
		{domain.Refuse(domain.TooMany, "too-often"), 429, true},
		{domain.Refuse(domain.Denied, "not-your-role"), 403, false},
		{domain.Refuse(domain.NotFound, "no-such-group"), 404, false},
		{errors.New("disk on fire at /secret/path"), 500, true}, // to be sent again
	} {
		refuse = x.err
		got := s.ask("POST", "/form", "email=what+I+typed", "Content-Type", "application/x-www-form-urlencoded")
		if got.Code != x.want || strings.Contains(got.Body.String(), `value="what I typed"`) != x.typed {
			t.Errorf("%v: %d %s", x.err, got.Code, got.Body)
		}
		if strings.Contains(got.Body.String(), "fire") || got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%v: tells of our insides or may be kept", x.err)
		}
	}
}

func TestWhoIsListening(t *testing.T) {
	s := newSite("https://example.org", web.Route{Method: "GET", Path: "/page", For: web.Anyone, Out: seen{}, Do: func(*web.Ctx) (web.Answer, error) {
		return web.Answer{JSON: seen{"json"}, Page: "people/sign-in", Part: "form", Data: &templates.SignIn{}, Fresh: 60}, nil
	}}, whoRoute)
	for _, x := range []struct {
		name, path string
		head       []string
		holds, not string
	}{
		{"a browser", "/page", nil, "<!doctype html>", "xx"},
		{"htmx", "/page", []string{"HX-Request", "true"}, "<form", "<!doctype"},
		{"a program", "/page", []string{"Accept", "application/json"}, `{"name":"json"}`, "<form"},
		{"a program at the API", web.API + "/page", nil, `{"name":"json"}`, "<form"},
		{"a German address", "/de/page", nil, `lang="de"`, "xx"},
		{"a Greek browser", "/page", []string{"Accept-Language", "el-GR,en;q=0.5"}, `lang="el"`, "xx"},
		{"a German person", "/page", []string{"Cookie", "__Host-session=" + string(session), "Accept-Language", "fr"}, `lang="de"`, "xx"},
		{"an address before a person", "/fr/page", []string{"Cookie", "__Host-session=" + string(session)}, `lang="fr"`, "xx"},
	} {
		got := s.ask("GET", x.path, "", x.head...)
		if got.Code != 200 || !strings.Contains(got.Body.String(), x.holds) || strings.Contains(got.Body.String(), x.not) {
			t.Errorf("%s: %d %s", x.name, got.Code, got.Body)
		}
		kept := got.Header().Get("Cache-Control")
		if signedIn := strings.Contains(strings.Join(x.head, " "), "session="); signedIn && kept != "no-store" || !signedIn && kept != "public, max-age=60" {
			t.Errorf("%s: %s", x.name, kept)
		}
	}
	got := s.ask("GET", "/de/who", "")
	if got.Code != 303 || got.Header().Get("Location") != "/de/sign-in?next=%2Fwho" {
		t.Errorf("nobody is sent to %q", got.Header().Get("Location"))
	}
}

func TestCookiesOnPlainHTTPHaveAnotherName(t *testing.T) {
	route := web.Route{Method: "POST", Path: "/in", For: web.Anyone, Do: func(c *web.Ctx) (web.Answer, error) {
		c.SetSession(session)
		return web.Answer{Next: "/"}, nil
	}}
	for base, want := range map[string]string{"https://example.org": "__Host-session=", "http://127.0.0.1:8080": "barnstorm-session="} {
		got := newSite(base, route).ask("POST", "/in", "")
		set := got.Header().Get("Set-Cookie")
		if !strings.HasPrefix(set, want) || !strings.Contains(set, "HttpOnly") || strings.Contains(set, "Secure") != (base[4] == 's') || !strings.Contains(set, "SameSite=Lax") {
			t.Errorf("%s: %s", base, set)
		}
	}
}

// A form that anybody sends is small; a file is not.
func TestHowMuchARequestMayBring(t *testing.T) {
	routes := map[string]web.Route{"/open": {For: web.Anyone}, "/link": {For: web.Holder}, "/in": {For: web.SignedIn}, "/file": {For: web.SignedIn, Large: true}}
	most := map[string]int{"/open": 128 << 10, "/link": 128 << 10, "/in": 1 << 20, "/file": 12 << 20}
	for path, r := range routes {
		r.Method, r.Path, r.Out, r.Do = "POST", path, sent{}, func(c *web.Ctx) (web.Answer, error) { return web.Answer{Next: "/"}, nil }
		s := newSite("https://example.org", r)
		for _, at := range []string{path, "/de" + path, web.API + path} {
			for n, refused := range map[int]bool{most[path]: false, most[path] + 1: true} {
				if got := s.ask("POST", at, strings.Repeat("1", n)); (got.Code == http.StatusRequestEntityTooLarge) != refused {
					t.Errorf("%s with %d bytes: %d", at, n, got.Code)
				}
			}
		}
	}
}

// Whoever has a network of their own is one sender, whichever of its addresses
// they send from.
func TestANetworkIsOneSender(t *testing.T) {
	s := newSite("https://example.org")
	for _, x := range []struct {
		address string
		refused bool
	}{{"[2001:db8:1:2::%x]:9", true}, {"[2001:db8:1:%x::1]:9", false}, {"192.0.2.%d:9", false}} {
		s.Handler = (&api.Server{Web: s.Web, Rate: 1, Healthy: func(context.Context) error { return nil }}).Echo()
		refused := false
		for n := range 30 {
			req, rec := httptest.NewRequest("POST", "/no-such-page", nil), httptest.NewRecorder()
			req.RemoteAddr = fmt.Sprintf(x.address, n+1)
			s.ServeHTTP(rec, req)
			refused = refused || rec.Code == http.StatusTooManyRequests
		}
		if refused != x.refused {
			t.Errorf("thirty from %s: refused is %v", x.address, refused)
		}
	}
}

func TestASenderIsHeardSoOftenADay(t *testing.T) {
	s := newSite("https://example.org")
	route := web.Route{Method: "POST", Path: "/seldom", For: web.Anyone, Out: sent{}, Seldom: 3, Do: func(c *web.Ctx) (web.Answer, error) { return web.Answer{Next: "/"}, nil }}
	s.Handler = (&api.Server{Web: s.Web, Routes: []web.Route{route, {Method: "POST", Path: "/as-seldom", For: web.Anyone, Seldom: 3, Do: route.Do}}, Rate: 100, Healthy: func(context.Context) error { return nil }}).Echo()
	taken := 0
	for n := range 8 {
		if s.ask("POST", []string{"/seldom", web.API + "/seldom", "/as-seldom"}[n%3], "").Code != http.StatusTooManyRequests {
			taken++
		}
	}
	if said := s.ask("POST", "/seldom", "").Body.String(); taken != 3 || !strings.Contains(said, "in a day") || strings.Contains(said, "minute") {
		t.Errorf("%d of eight are taken, and then it says %s", taken, said)
	}
}

func TestNobodyChoosesTheirAddressForTheLimit(t *testing.T) {
	s := newSite("https://example.org")
	s.Handler = (&api.Server{Web: s.Web, Rate: 1, Healthy: func(context.Context) error { return nil }}).Echo()
	refused := 0
	for n := range 30 { // three for each address, if it were believed
		if s.ask("POST", "/no-such-page", "", "X-Forwarded-For", "10.0.0."+string(rune('0'+n%10)), "X-Real-IP", "10.1.1.1").Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("none of thirty is refused")
	}
}
