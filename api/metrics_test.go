package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/templates"
)

// Whatever a client sends for a method or an address: what is counted stays few.
func TestWhatIsCountedStaysFew(t *testing.T) {
	s := &Server{Web: &web.Web{Pages: templates.New(nil), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}}
	e := s.Echo()
	for n := range 100 {
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(fmt.Sprint("M", n), fmt.Sprint("/health/", n), nil))
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(fmt.Sprint("M", n), "/health", nil))
	}
	if len(s.meter.calls) > 2 {
		t.Errorf("%d kinds of requests are counted", len(s.meter.calls))
	}
}

func TestMetricsAreForWhoeverHoldsTheToken(t *testing.T) {
	for _, c := range []struct {
		name  string
		watch Watch
		sends string
		want  int
	}{
		{"no token anywhere", Watch{}, "", http.StatusNotFound},
		{"an empty token opens nothing", Watch{}, "Bearer ", http.StatusNotFound},
		{"none sent", Watch{Token: "tick"}, "", http.StatusNotFound},
		{"another", Watch{Token: "tick"}, "Bearer tock", http.StatusNotFound},
		{"the token", Watch{Token: "tick"}, "Bearer tick", http.StatusOK},
		{"this machine", Watch{Open: true}, "", http.StatusOK},
	} {
		s := &Server{Watch: c.watch}
		s.Watch.Figures = func(context.Context) ([]Figure, error) {
			return []Figure{{"barnstorm_letters", []string{"state", "waiting"}, 3}}, nil
		}
		s.meter.note(call{"GET", "/rsvp/:token", 200}, 30*time.Millisecond)
		r, w := httptest.NewRequest("GET", "/metrics", nil), httptest.NewRecorder()
		r.Header.Set(echo.HeaderAuthorization, c.sends)
		e := echo.New()
		e.GET("/metrics", s.metrics)
		e.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d", c.name, w.Code)
		}
		if c.want != http.StatusOK {
			continue
		}
		for _, line := range []string{
			`barnstorm_request_seconds_bucket{method="GET",route="/rsvp/:token",status="200",le="0.025"} 0`,
			`barnstorm_request_seconds_bucket{method="GET",route="/rsvp/:token",status="200",le="0.05"} 1`,
			`barnstorm_request_seconds_sum{method="GET",route="/rsvp/:token",status="200"} 0.03`,
			`barnstorm_letters{state="waiting"} 3`,
		} {
			if !strings.Contains(w.Body.String(), line+"\n") {
				t.Errorf("%s: lacks %s in\n%s", c.name, line, w.Body)
			}
		}
	}
}
