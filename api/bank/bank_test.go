package bank_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"barnstorm/api"
	apibank "barnstorm/api/bank"
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/bank"
	"barnstorm/domain/people"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/templates"
)

// Whoever pays in more cash than the books have is told how much there is, as
// their language writes it.
func TestMoreThanTheCashIsSaidInWords(t *testing.T) {
	st, err := store.Open(filepath.Join(t.TempDir(), "bank.db"), make([]byte, 32))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	t.Cleanup(func() { st.Close() })
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	id := domain.NewID[domain.GroupID](now)
	who := domain.Actor{Person: domain.NewID[domain.PersonID](now), Roles: map[domain.GroupID][]domain.Role{id: {domain.Treasurer}}}
	e := people.Entity{ID: domain.NewID[domain.EntityID](now), Name: "Aire Valley Association", Country: "GB", Kind: "association", Address: "1 North Street", Made: now}
	must(st.Migrate(t.Context()))
	must(st.PutEntity(t.Context(), e))
	must(st.PutGroup(t.Context(), people.Group{ID: id, Lineage: string(id) + "/", Name: "Aire Valley", Slug: "aire", Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en", Entity: e.ID, Made: now}))
	s := &bank.Service{Store: st, Atomically: store.Atomically[bank.Store](st), Clock: clock}
	_, err = s.Import(t.Context(), who, bank.ImportInput{Group: string(id), Text: "Date,Amount,Name\n2026-11-20,500.00,Branch 7\n", Sure: true})
	must(err)
	ls, err := s.Waiting(t.Context(), who)
	must(err)
	w := &web.Web{
		Pages: templates.New(static.Asset), Clock: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Base: "http://barnstorm.test", Key: make([]byte, 32),
		Session: func(context.Context, domain.Token) (domain.Actor, error) { return who, nil },
	}
	h := apibank.Handlers{Bank: s, Groups: func(*web.Ctx) ([]templates.Option, error) { return nil, nil }}
	handler := (&api.Server{Web: w, Routes: h.Routes(), Healthy: st.Ping}).Echo()
	mac := hmac.New(sha256.New, make([]byte, 32))
	mac.Write([]byte("csrf:s"))
	for _, tt := range []struct{ prefix, accept, want string }{{"", "application/json", "£0.00"}, {"/de", "text/html", "0,00 £"}} {
		req := httptest.NewRequest(http.MethodPost, tt.prefix+"/organise/bank/lines/"+string(ls[0].ID), strings.NewReader(`{"do":"deposit"}`))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", tt.accept)
		req.Header.Set("X-CSRF-Token", base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
		req.AddCookie(&http.Cookie{Name: "barnstorm-session", Value: "s"})
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, req)
		body := strings.ReplaceAll(rec.Body.String(), "\u00a0", " ")
		if rec.Code != http.StatusConflict || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d\n%s", tt.prefix, rec.Code, body)
		}
	}
}
