package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	xrate "golang.org/x/time/rate"

	"barnstorm/api/web"
	"barnstorm/domain"
)

// How much one request may bring: what anybody sends, what somebody signed in
// types, and what a file is or a phone has kept.
const (
	openLimit = "128KiB"
	bodyLimit = "1MiB"
	fileLimit = "12MiB"
)

// bounded lets no request bring more than its route takes.
func (s *Server) bounded() echo.MiddlewareFunc {
	open, usual, file := middleware.BodyLimit(openLimit), middleware.BodyLimit(bodyLimit), middleware.BodyLimit(fileLimit)
	of := map[string]echo.MiddlewareFunc{}
	for _, r := range s.Routes {
		limited := usual
		switch {
		case r.Large:
			limited = file
		case r.For == web.Anyone || r.For == web.Holder:
			limited = open
		}
		of[r.Method+" "+r.Path], of[r.Method+" "+web.API+r.Path] = limited, limited
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			limited := of[c.Request().Method+" "+c.Path()]
			if limited == nil {
				limited = open
			}
			return limited(next)(c)
		}
	}
}

// seldom lets one sender write no more in a day than a route takes of them.
// Routes that take as much of them count together: they are ways to one thing.
func (s *Server) seldom() echo.MiddlewareFunc {
	of, days := map[string]middleware.RateLimiterStore{}, map[int]middleware.RateLimiterStore{}
	for _, r := range s.Routes {
		if s.Rate == 0 || r.Seldom == 0 {
			continue
		}
		if days[r.Seldom] == nil {
			days[r.Seldom] = middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
				Rate: xrate.Every(24 * time.Hour / time.Duration(r.Seldom)), Burst: r.Seldom, ExpiresIn: 24 * time.Hour,
			})
		}
		day := days[r.Seldom]
		of[r.Method+" "+r.Path], of[r.Method+" "+web.API+r.Path] = day, day
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			day := of[c.Request().Method+" "+c.Path()]
			if day == nil {
				return next(c)
			}
			if ok, err := day.Allow(web.Sender(c)); err != nil || !ok {
				return domain.Refuse(domain.TooMany, "enough-today")
			}
			return next(c)
		}
	}
}

// methods are those by which requests are counted. A client may send any word
// for one, and each that is counted stays in memory.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodTrace, http.MethodConnect}

func methodOf(r *http.Request) string {
	if slices.Contains(methods, r.Method) {
		return r.Method
	}
	return "OTHER"
}
