package walk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"barnstorm/api/web"
)

// whatIsSensitiveWantsAProof holds that nobody, whatever their roles, gets
// through to a fresh address with a session that was not proven of late, or
// with a program's token that is older than ten minutes.
func whatIsSensitiveWantsAProof(t *testing.T, join Join) {
	w, tried := newWalk(t, join), 0
	boss := w.north.boss
	for _, r := range w.house.Server.Routes {
		turn, ok := w.turnOf(r, w.north, boss)
		if !r.Fresh || !ok {
			continue
		}
		if !r.JSONOnly {
			w.unproven(r, turn)
			tried++
		}
		if r.Out != nil {
			w.stale(r, turn)
			tried++
		}
	}
	if tried < 10 {
		t.Errorf("only %d addresses want a proof", tried)
	}
}

func (w *walk) unproven(r web.Route, t turn) {
	w.Helper()
	req := request(r, t)
	req.Header.Del("Accept")
	w.as(w.north.boss, req)
	if _, err := w.db.ExecContext(w.Context(), "update sessions set proven = null"); err != nil {
		w.Fatal(err)
	}
	got := w.send(req)
	if got.Code != http.StatusSeeOther || !strings.Contains(got.Header().Get("Location"), "/me/prove?") || got.changed {
		w.Errorf("%s %s without a proof: %d %s, changed: %v", r.Method, r.Path, got.Code, got.Header().Get("Location"), got.changed)
	}
}

func (w *walk) stale(r web.Route, t turn) {
	w.Helper()
	r.JSONOnly = true
	req := request(r, t)
	w.as(w.north.boss, req)
	w.house.Web.Clock = func() time.Time { return time.Now().Add(web.TokenFresh + time.Second) }
	defer func() { w.house.Web.Clock = time.Now }()
	if got := w.send(req); got.Code != http.StatusForbidden || !strings.Contains(got.Body.String(), "prove-first") || got.changed {
		w.Errorf("%s %s with a token of ten minutes ago: %d %s, changed: %v", r.Method, r.Path, got.Code, got.Body, got.changed)
	}
}
