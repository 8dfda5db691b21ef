package giving_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/api"
	apigiving "barnstorm/api/giving"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/templates"
)

const (
	entity = domain.EntityID("0194f0a0-0000-7000-8000-00000000000b")
	group  = domain.GroupID("0194f0a0-0000-7000-8000-0000000000bb")
	other  = domain.GroupID("0194f0a0-0000-7000-8000-0000000000cc")
	planID = "0194f0a0-0000-7000-8000-000000000001"
)

// A served is the whole web side of giving over a fresh SQLite file.
type served struct {
	t       *testing.T
	store   *store.Store
	service *giving.Service
	handler http.Handler
	now     time.Time
	who     domain.Actor
}

func serve(t *testing.T, sandbox bool, till giving.Till, ear giving.Ear) *served {
	t.Helper()
	st, err := store.Open(filepath.Join(t.TempDir(), "gifts.db"), make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := &served{t: t, store: st, now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)}
	e := people.Entity{ID: entity, Name: "Aire Valley Association", Country: "GB", Kind: "members association", Address: "1 North Street", Sandbox: sandbox, Made: s.now}
	g := people.Group{ID: group, Lineage: string(group) + "/", Name: "Aire Valley", Slug: "aire", Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Entity: entity, Made: s.now}
	if err := st.PutEntity(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := st.PutGroup(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return s.now }
	at := func(path string) string { return "http://barnstorm.test" + path }
	if till == nil {
		till = &giving.Sandbox{Store: st, Atomically: store.Atomically[giving.SandboxStore](st), Clock: clock, URL: at, Fees: giving.CardFees}
	}
	s.service = &giving.Service{Store: st, Atomically: store.Atomically[giving.Store](st), Clock: clock, URL: at, Till: func(domain.EntityID) giving.Till { return till },
		Log: func(_ context.Context, err error) { t.Log(err) }}
	w := &web.Web{
		Pages: templates.New(static.Asset), Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Base: "http://barnstorm.test", Key: make([]byte, 32),
		Session: func(context.Context, domain.Token) (domain.Actor, error) { return s.who, nil },
	}
	h := apigiving.Handlers{Giving: s.service, Ear: func(domain.EntityID) giving.Ear { return ear },
		Emails: func(*web.Ctx) ([]string, error) { return []string{"rosa@example.org"}, nil }}
	s.handler = (&api.Server{Web: w, Routes: h.Routes(), Healthy: st.Ping}).Echo()
	return s
}

// csrf is the token that the forms of the session "s" carry.
var csrf = func() string {
	m := hmac.New(sha256.New, make([]byte, 32))
	m.Write([]byte("csrf:s"))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}()

// send sends a request and answers with the status, the headers and the body.
func (s *served) send(method, path, body string, head ...string) (int, http.Header, string) {
	s.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	if !s.who.Nobody() {
		req.AddCookie(&http.Cookie{Name: "barnstorm-session", Value: "s"})
		req.Header.Set("X-CSRF-Token", csrf)
	}
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, req)
	// Spaces that do not break read as spaces.
	return rec.Code, rec.Header(), strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(rec.Body.String())
}

// page fails the test unless the answer has a status and holds every text.
func (s *served) page(method, path, body string, status int, holds ...string) string {
	s.t.Helper()
	code, head, text := s.send(method, path, body)
	if code != status {
		s.t.Errorf("%s %s: %d, want %d", method, path, code, status)
	}
	for _, h := range holds {
		if !strings.Contains(text+head.Get("Location"), h) {
			s.t.Errorf("%s %s: no %q in\n%s", method, path, h, text)
		}
	}
	return text
}

var pledge = url.Values{"id": {planID}, "often": {"monthly"}, "amount": {"10"}, "name": {"Rosa Parks"}, "email": {"rosa@example.org"}, "own": {"true"}}

func with(v url.Values, kv ...string) string {
	out := url.Values{}
	for k, vs := range v {
		out[k] = vs
	}
	for i := 0; i+1 < len(kv); i += 2 {
		out.Set(kv[i], kv[i+1])
	}
	return out.Encode()
}

func (s *served) link() string {
	s.t.Helper()
	kept, err := s.store.LettersTo(s.t.Context(), "rosa@example.org", 1)
	if err != nil || len(kept) == 0 {
		s.t.Fatal("no letter: ", err)
	}
	if _, path, ok := strings.Cut(kept[0].Fields["link"], "http://barnstorm.test"); ok {
		return path
	}
	s.t.Fatalf("no link in %v", kept[0].Fields)
	return ""
}

// Ten a month through the browser: promised, played, thanked, lowered, paused,
// resumed, stopped.
func TestTenAMonthInTheBrowser(t *testing.T) {
	s := serve(t, true, nil, nil)
	s.page("GET", "/donate", "", 200, "£10 a month", "£0.36 more on £10", `value="monthly" checked`, "Sandbox", `action="/donate/aire"`)
	s.page("GET", "/de/donate/aire", "", 200, "im Monat", `action="/de/donate/aire"`)
	s.page("POST", "/donate/aire", with(pledge), 303, "/donate/sandbox/"+planID)
	s.page("POST", "/donate/aire", with(pledge), 303, "/donate/sandbox/"+planID)
	s.page("GET", "/donate/thanks/"+planID, "", 200, "/donate/sandbox/"+planID)
	s.page("GET", "/donate/sandbox/"+planID, "", 200, "£10", "Aire Valley Association", "22 December")
	s.page("POST", "/donate/sandbox/"+planID, "", 303, "/donate/thanks/"+planID)
	s.page("POST", "/donate/sandbox/"+planID, "", 303, "/donate/thanks/"+planID)
	text := s.page("GET", "/donate/thanks/"+planID, "", 200, "Thank you", "22 December")
	if strings.Contains(text, "Rosa") || strings.Contains(text, "rosa@") {
		t.Error("the thank-you page names the donor")
	}
	gift := s.link()
	text = s.page("GET", gift, "", 200, "22 December", "22 January", "22 November 2026", "£10.00", gift+"/lower", gift+"/stop")
	ids := regexp.MustCompile(`name="id" value="([^"]+)"`).FindAllStringSubmatch(text, -1)
	if len(ids) != 3 || ids[0][1] == ids[1][1] || ids[1][1] == ids[2][1] {
		t.Errorf("forms that do different things share an id: %q", ids)
	}
	wish := url.Values{"id": {ids[0][1]}}
	s.page("POST", gift+"/lower", with(wish, "amount", "12"), 409, "code", `value="12"`)
	s.page("POST", gift+"/lower", with(wish, "amount", "x"), 422, `value="x"`)
	s.page("POST", gift+"/lower", with(wish, "amount", "7"), 303, gift)
	s.page("GET", gift, "", 200, "£7 a month")
	wish.Set("id", strings.Replace(planID, "0001", "0002", 1))
	s.page("POST", gift+"/pause", with(wish, "months", "2"), 303, gift)
	s.page("GET", gift, "", 200, "22 February", gift+"/resume")
	wish.Set("id", strings.Replace(planID, "0001", "0003", 1))
	s.page("POST", gift+"/resume", with(wish), 303, gift)
	wish.Set("id", strings.Replace(planID, "0001", "0004", 1))
	s.page("POST", gift+"/stop", with(wish), 303, gift)
	s.page("GET", gift, "", 200, "Ended")
	s.page("GET", "/gift/"+string(domain.NewToken()), "", 404)
}

func TestPledgeForms(t *testing.T) {
	s := serve(t, true, nil, nil)
	for _, tt := range []struct {
		name, body string
		status     int
		holds      []string
	}{
		{"nothing", "x=1", 422, []string{`href="#own"`, `href="#email"`, `href="#name"`}},
		{"kept as typed", with(pledge, "other", "lots", "name", "Ρόζα <b>"), 422, []string{`value="lots"`, "Ρόζα &lt;b&gt;", "10.50"}},
		{"too much", with(pledge, "other", "500.01"), 422, []string{`value="500.01"`}},
		{"the most", with(pledge, "other", "500", "id", strings.Replace(planID, "0001", "0009", 1)), 303, nil},
		{"not their own", with(pledge, "own", ""), 422, []string{"own money"}},
		{"an id that is none", with(pledge, "id", "7"), 422, nil},
	} {
		t.Run(tt.name, func(t *testing.T) { s.t = t; s.page("POST", "/donate/aire", tt.body, tt.status, tt.holds...) })
	}
	s.t = t
	s.page("POST", "/donate/aire", with(pledge), 303)
	text := s.page("POST", "/donate/aire", with(pledge, "other", "11"), 409, `value="11"`)
	if strings.Contains(text, planID) {
		t.Error("the form comes back with an id that is used up")
	}
	code, _, text := s.send("GET", "/donate/aire?often=once&other=20&covers=true", "", "HX-Request", "true")
	if code != 200 || !strings.Contains(text, "£20.51 once") || !strings.Contains(text, "£0.51") || strings.Contains(text, "<html") {
		t.Errorf("%d %s", code, text)
	}
}

func TestPledgeJSON(t *testing.T) {
	s := serve(t, true, nil, nil)
	asJSON := func(method, path, body string) (int, string) {
		code, _, text := s.send(method, "/api/v1"+path, body, "Content-Type", "application/json", "Accept", "application/json")
		return code, text
	}
	code, text := asJSON("GET", "/donate/aire", "")
	if code != 200 || !strings.Contains(text, `"ladder":[{"minor":500,"currency":"GBP"}`) || !strings.Contains(text, `"sandbox":true`) {
		t.Errorf("%d %s", code, text)
	}
	for body, want := range map[string]int{
		`{"id":"` + planID + `","often":"monthly","amount":"10","name":"Rosa","email":"rosa@example.org","own":true}`:                201,
		`{"id":"` + planID + `","often":"monthly","amount":"10","name":"Rosa","email":"rosa@example.org","own":true,"currency":"X"}`: 422,
		`{"id":"` + planID + `","often":"monthly","amount":10}`:                                                                      422,
	} {
		if code, text := asJSON("POST", "/donate/aire", body); code != want {
			t.Errorf("%s: %d %s", body, code, text)
		}
	}
	code, text = asJSON("POST", "/donate/sandbox/"+planID, "")
	var got struct {
		Status string
		Amount struct{ Minor int64 }
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || code != 200 || got.Status != "active" || got.Amount.Minor != 1000 {
		t.Errorf("%d %s", code, text)
	}
}

func TestMoneyIsForTreasurers(t *testing.T) {
	s := serve(t, true, nil, nil)
	s.page("POST", "/donate/aire", with(pledge), 303)
	s.page("POST", "/donate/sandbox/"+planID, "", 303)
	as := func(r domain.Role, g domain.GroupID) {
		s.who = domain.Actor{Person: "0194f0a0-0000-7000-8000-0000000000dd", Name: "T", Roles: map[domain.GroupID][]domain.Role{g: {r}}}
	}
	s.page("GET", "/organise/money", "", 303, "/sign-in")
	as(domain.Organiser, group)
	s.page("GET", "/organise/money", "", 403)
	as(domain.Treasurer, other)
	text := s.page("GET", "/organise/money", "", 200)
	if strings.Contains(text, "Rosa") {
		t.Error("another group's treasurer sees the donor")
	}
	s.page("GET", "/organise/money?group="+string(group), "", 403)
	as(domain.Treasurer, group)
	s.page("GET", "/organise/money", "", 200, "Rosa Parks", "£10.00", "£0.35", "sum to zero", "£9.65")
	s.page("POST", "/me/gifts/"+planID, "", 303, "/gift/")
	s.page("POST", "/me/gifts/"+strings.Replace(planID, "0001", "0002", 1), "", 404)
}

// A donate page loads what is ours and sends its form to us, and by way of us
// to Stripe's payment page alone.
func TestStrictPolicy(t *testing.T) {
	own := "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	for name, want := range map[string]string{"plays": own, "takes money": own + " https://checkout.stripe.com https://billing.stripe.com"} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, name == "plays", nil, nil)
			if plays := name == "plays"; plays {
				s.page("POST", "/donate/aire", with(pledge), 303)
			} else if _, err := s.store.AddPlan(t.Context(), giving.Plan{
				ID: planID, Entity: entity, Group: group, Fund: giving.GeneralFund, Name: "Rosa", Email: "rosa@example.org", Locale: "en", Own: s.now,
				Amount: domain.Money{Minor: 1000, Currency: "GBP"}, Interval: giving.Monthly, Status: giving.Active, Made: s.now, Next: s.now.AddDate(0, 1, 0),
			}); err != nil {
				t.Fatal(err)
			}
			token := domain.NewToken()
			if err := s.store.PutLink(t.Context(), domain.Link{Hash: token.Hash(), Purpose: domain.ForGift, Object: planID, Made: s.now}); err != nil {
				t.Fatal(err)
			}
			gift := "/gift/" + string(token)
			for path, status := range map[string]int{
				"/donate": 200, "/donate/aire": 200, "/donate/sandbox/" + planID: 200, "/donate/thanks/" + planID: 200, "/donate/aire/poster": 200,
				gift: 200, gift + "/ask/raise": 200, gift + "/ask/card": 200, gift + "/ask/day": 200, gift + "/statement/2026": 200,
			} {
				code, head, _ := s.send("GET", path, "")
				if name != "plays" && strings.Contains(path, "/sandbox/") {
					continue // there is no such page
				}
				if policy := head.Get("Content-Security-Policy"); policy != want || code != status {
					t.Errorf("%s: %d, %s", path, code, policy)
				}
				if head.Get("Cache-Control") != "no-store" {
					t.Errorf("%s may be kept: %s", path, head.Get("Cache-Control"))
				}
			}
		})
	}
}

// Pages write the minor units of a currency as the books count them: templates
// know nothing of domain.
func TestMoneyIsWrittenAsItIsCounted(t *testing.T) {
	all := domain.Currencies()
	if !slices.IsSorted(all) || !slices.Contains(all, "JPY") || slices.Contains(all, "BGN") {
		t.Error(all)
	}
	for _, currency := range all {
		want := domain.Money{Minor: 123456, Currency: currency}.Plain()
		if got := templates.In("en").Ledger(123456, currency); !domain.IsCurrency(currency) || !strings.HasSuffix(strings.ReplaceAll(got, ",", ""), want) {
			t.Errorf("%s is written as %s, and counted as %s", currency, got, want)
		}
	}
}
