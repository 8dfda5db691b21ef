package walk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"barnstorm/api/web"
)

// version changes whenever anybody else has written to the database.
func (w *walk) version() (n int) {
	w.Helper()
	w.must(w.db.QueryRowContext(w.Context(), "pragma data_version").Scan(&n))
	return n
}

// A try is one request by somebody, and what came of it.
type try struct {
	*httptest.ResponseRecorder
	changed bool
}

// refused reports whether the answer kept somebody out.
func (r try) refused() bool {
	return r.Code == http.StatusUnauthorized || r.Code == http.StatusForbidden || r.Code == http.StatusNotFound ||
		r.Code == http.StatusSeeOther && strings.Contains(r.Header().Get("Location"), "/sign-in?next=")
}

// request is an address with a turn in it.
func request(r web.Route, t turn) *http.Request {
	path := r.Path
	for name, value := range t.path {
		path = strings.Replace(path, ":"+name, url.PathEscape(value), 1)
	}
	if r.JSONOnly {
		path = web.API + path
	}
	var req *http.Request
	if web.Writes(r.Method) {
		req = httptest.NewRequest(r.Method, path, strings.NewReader(t.form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		req = httptest.NewRequest(r.Method, path, nil)
	}
	if r.Out != nil {
		req.Header.Set("Accept", "application/json")
	}
	return req
}

// as lets somebody send a request: with a fresh session, or with a token where
// the address is for programs.
func (w *walk) as(who *walker, req *http.Request) {
	w.Helper()
	if who == nil {
		return
	}
	if strings.HasPrefix(req.URL.Path, web.API) {
		_, version, err := w.house.People.Bearer(w.Context(), who.who.Person)
		w.must(err)
		token, err := w.house.Web.Bearer(who.who.Person, version)
		w.must(err)
		req.Header.Set("Authorization", "Bearer "+token)
		return
	}
	session, err := w.house.People.Enter(w.Context(), who.who.Person, "Walker")
	w.must(err)
	req.AddCookie(&http.Cookie{Name: "__Host-session", Value: string(session)})
	mac := hmac.New(sha256.New, w.house.Web.Key)
	mac.Write([]byte("csrf:" + string(session)))
	req.Header.Set("X-CSRF-Token", base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

func (w *walk) send(req *http.Request) try {
	w.Helper()
	before := w.version()
	rec := httptest.NewRecorder()
	w.web.ServeHTTP(rec, req)
	w.decent(req, rec)
	return try{rec, w.version() != before}
}

// decent holds what every answer has, whatever it says (RELIABILITY 1, 2, 26, 37,
// 49, 50).
func (w *walk) decent(req *http.Request, rec *httptest.ResponseRecorder) {
	w.Helper()
	switch csp := rec.Header().Get("Content-Security-Policy"); csp {
	case "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'":
	case "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
		"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://checkout.stripe.com https://billing.stripe.com":
		// where money is promised
	default:
		w.Errorf("%s %s: its policy is %q", req.Method, req.URL.Path, csp)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Strict-Transport-Security": "max-age=31536000", "Access-Control-Allow-Origin": "",
	} {
		if got := rec.Header().Get(name); got != want {
			w.Errorf("%s %s: %s is %q", req.Method, req.URL.Path, name, got)
		}
	}
	for _, c := range rec.Result().Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			w.Errorf("%s %s sets a cookie that others can read: %s", req.Method, req.URL.Path, c)
		}
		if c.Value != "" && strings.Contains(rec.Body.String(), c.Value) {
			w.Errorf("%s %s shows a cookie's value in the page", req.Method, req.URL.Path)
		}
	}
	if strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") && strings.Contains(rec.Body.String(), strings.TrimSpace(planted)[2:]) {
		w.Errorf("%s %s shows a name as it is: what stands in it becomes a part of the page", req.Method, req.URL.Path)
	}
	if rec.Code >= 500 && req.URL.Path != "/break" {
		w.Errorf("%s %s: %d %s", req.Method, req.URL.Path, rec.Code, rec.Body)
	}
	if _, err := req.Cookie("__Host-session"); err == nil && rec.Header().Get("Cache-Control") != "no-store" && !strings.HasPrefix(req.URL.Path, "/brand/") {
		w.Errorf("%s %s may be kept by others: %q", req.Method, req.URL.Path, rec.Header().Get("Cache-Control"))
	}
}

var secretOf = regexp.MustCompile(`Secret [a-z0-9 -]+ of (north|south)|[a-z0-9]+@(?:north|south)\.example`)

// keeps holds that an answer tells nothing of a camp.
func (w *walk) keeps(c *camp, what string, r try) {
	w.Helper()
	for _, found := range secretOf.FindAllString(r.Body.String()+r.Header().Get("Location"), -1) {
		if strings.HasSuffix(strings.TrimSuffix(found, ".example"), c.name) {
			w.Errorf("%s: tells of %s: %q", what, c.name, found)
			return
		}
	}
}

// turnOf is what a route is sent. A route that takes something and is not in
// the table fails the walk.
func (w *walk) turnOf(r web.Route, c *camp, who *walker) (turn, bool) {
	w.Helper()
	make, listed := turns[r.Method+" "+r.Path]
	if !listed {
		if web.Writes(r.Method) || strings.Contains(r.Path, ":") {
			w.Errorf("%s %s is not in the walk: say in api/walk/table.go what it is sent", r.Method, r.Path)
			return turn{}, false
		}
		return at(), true
	}
	return make(c, who), true
}
