package people_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"io"

	"barnstorm/api"
	apiletter "barnstorm/api/letter"
	apipeople "barnstorm/api/people"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
	"barnstorm/templates"
)

// A house is the people's side of the program over one database.
type house struct {
	*testing.T
	store  *store.Store
	people *people.Service
	mail   *letter.Service
	server *httptest.Server
}

func inHouses(t *testing.T, test func(*house)) {
	storetest.Each(t, store.Open, func(t *testing.T, s *store.Store) { test(newHouse(t, s)) })
}

// newHouse serves https, so that cookies are as they are outside.
func newHouse(t *testing.T, s *store.Store) *house {
	h := &house{T: t, store: s}
	h.server = httptest.NewUnstartedServer(nil)
	h.server.StartTLS()
	t.Cleanup(h.server.Close)
	at := func(path string) string { return h.server.URL + path }
	h.people = &people.Service{Store: s, Atomically: store.Atomically[people.Store](s), Clock: time.Now, URL: at}
	h.mail = &letter.Service{Store: s, Atomically: store.Atomically[letter.Store](s), Clock: time.Now}
	w := &web.Web{
		Pages: templates.New(static.Asset), Clock: time.Now, Log: slog.New(slog.DiscardHandler), Base: h.server.URL, Key: storetest.Key,
		Session: h.people.Who, Person: h.people.Bearer,
	}
	handlers := apipeople.Handlers{People: h.people, Sandbox: true, MailOff: s.MailOff, Undelivered: h.mail.Undelivered}
	w.Dress, w.Proven = handlers.Dress, h.people.Fresh
	routes := append(handlers.Routes(), apiletter.Handlers{Letters: h.mail}.Routes()...)
	h.server.Config.Handler = (&api.Server{Web: w, Routes: routes, Healthy: func(context.Context) error { return nil }}).Echo()
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// begun starts the house through its page and returns the founder's browser.
func (h *house) begun() *browser {
	h.Helper()
	token, err := h.people.OpenStart(h.Context())
	h.must(err)
	b := h.browser()
	b.get("/start/" + string(token)).holds("<h1>Begin here</h1>")
	b.post("/start/"+string(token), "group", "Britain Together", "country", "GB", "currency", "GBP", "locale", "en", "zone", "Europe/London",
		"entity", "Britain Together Ltd", "address", "1 Mill Lane", "kind", "association", "name", "Samira", "email", "samira@example.org").leads("/organise")
	return b
}

// A browser keeps cookies and does not follow where it is sent.
type browser struct {
	*house
	client *http.Client
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	h.must(err)
	client := &http.Client{Jar: jar, Transport: h.server.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &browser{h, client}
}

// A page is what a browser was answered.
type page struct {
	*browser
	what   string
	status int
	header http.Header
	body   string
}

func (b *browser) get(path string) page { return b.send("GET", path, nil) }

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// post sends a form, with the token that the person's own page carries.
func (b *browser) post(path string, kv ...string) page {
	b.Helper()
	form := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		form.Add(kv[i], kv[i+1])
	}
	if m := csrfField.FindStringSubmatch(b.get("/me").body); m != nil {
		form.Set("csrf", m[1])
	}
	return b.send("POST", path, form)
}

func (b *browser) send(method, path string, form url.Values) page {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, b.server.URL+path, strings.NewReader(form.Encode()))
	b.must(err)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.client.Do(req)
	b.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	b.must(err)
	return page{b, method + " " + path, res.StatusCode, res.Header, string(body)}
}

func (p page) holds(texts ...string) page {
	p.Helper()
	for _, text := range texts {
		if !strings.Contains(p.body, text) {
			p.Errorf("%s: %d, no %q in\n%s", p.what, p.status, text, p.body)
		}
	}
	return p
}

func (p page) is(status int) page {
	p.Helper()
	if p.status != status {
		p.Errorf("%s: %d, want %d\n%s", p.what, p.status, status, p.body)
	}
	return p
}

func (p page) leads(to string) page {
	p.Helper()
	if got := p.header.Get("Location"); p.status != http.StatusSeeOther || got != to {
		p.Errorf("%s: %d leads to %q, want %q\n%s", p.what, p.status, got, to, p.body)
	}
	return p
}

// cookie is what the browser keeps under a name.
func (b *browser) cookie(name string) string {
	at, err := url.Parse(b.server.URL)
	b.must(err)
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == "__Host-"+name {
			return c.Value
		}
	}
	return ""
}

// letter is the code and the path of the link in the newest letter to an address.
func (h *house) letter(email string) (code, link string) {
	h.Helper()
	ls, err := h.store.LettersTo(h.Context(), email, 1)
	h.must(err)
	if len(ls) == 0 {
		h.Fatalf("no letter to %s", email)
	}
	return ls[0].Fields["code"], strings.TrimPrefix(ls[0].Fields["link"], h.server.URL)
}

func (h *house) top() people.Group {
	h.Helper()
	g, err := h.store.TopGroup(h.Context())
	h.must(err)
	return g
}

func (h *house) personAt(email string) domain.PersonID {
	h.Helper()
	ps, err := h.store.PeopleAt(h.Context(), email)
	h.must(err)
	if len(ps) != 1 {
		h.Fatalf("%d people at %s", len(ps), email)
	}
	return ps[0].ID
}

// bearing sends a bearer token along.
type bearing struct {
	http.RoundTripper
	token string
}

func (b bearing) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+b.token)
	return b.RoundTripper.RoundTrip(r)
}
