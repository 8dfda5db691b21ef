// Package api is the door: every word that is exchanged with the outside
// world. It joins the handlers of all contexts and stands guard before them.
package api

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	xrate "golang.org/x/time/rate"

	"barnstorm/api/web"
	"barnstorm/static"
)

// Server is the web side of the program.
type Server struct {
	Web     *web.Web
	Routes  []web.Route
	Healthy func(context.Context) error // whether the database answers
	// Proxies is the networks whose X-Forwarded-For is believed; none by default.
	Proxies []*net.IPNet
	// Rate is how many writes one address may send in a second, with bursts of
	// ten times as many. 0 means no limit.
	Rate int

	// Watch says who may read /metrics.
	Watch Watch

	leaving atomic.Bool
	meter   meter
}

// Leave has /ready say that no more requests should come here, while those
// that run go on.
func (s *Server) Leave() { s.leaving.Store(true) }

// deadline is how long a request may take.
const deadline = 30 * time.Second

// streams reports whether a request is answered for as long as somebody
// listens.
func streams(c echo.Context) bool { return strings.HasSuffix(c.Request().URL.Path, "/live") }

// Echo is every address that the server answers.
func (s *Server) Echo() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.Web.Fail
	e.IPExtractor = s.ip()
	e.Pre(web.Language)
	e.Use(middleware.RequestID(), s.log, middleware.RecoverWithConfig(middleware.RecoverConfig{DisableStackAll: true, LogErrorFunc: s.panicked}),
		headers(s.Web.Secure()), sameSite, s.limit(), s.seldom(), s.bounded(), middleware.ContextTimeoutWithConfig(middleware.ContextTimeoutConfig{Timeout: deadline, Skipper: streams}), zip)
	e.GET(static.Root+"*", s.file)
	e.GET("/health", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/ready", s.ready)
	e.GET("/metrics", s.metrics)
	s.Web.Mount(e, s.Routes)
	s.Web.Mount(e, s.Web.Described(s.Routes))
	return e
}

// ip says whose address counts for limits: the one that is connected, unless
// a proxy of ours says for whom it speaks. Echo's own default believes anybody.
func (s *Server) ip() echo.IPExtractor {
	if len(s.Proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	opts := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, n := range s.Proxies {
		opts = append(opts, echo.TrustIPRange(n))
	}
	return echo.ExtractIPFromXFFHeader(opts...)
}

func (s *Server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), 2*time.Second)
	defer cancel()
	if s.leaving.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	if err := s.Healthy(ctx); err != nil {
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// log writes a line a request: the route and never the address, because the
// address may hold a token.
func (s *Server) log(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := s.Web.Clock()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		took := s.Web.Clock().Sub(began)
		s.meter.note(call{methodOf(c.Request()), c.Path(), c.Response().Status}, took)
		s.Web.Log.InfoContext(c.Request().Context(), "request", "method", methodOf(c.Request()), "route", c.Path(),
			"status", c.Response().Status, "ms", took.Milliseconds(), "id", c.Response().Header().Get(echo.HeaderXRequestID))
		return nil
	}
}

func (s *Server) panicked(c echo.Context, err error, stack []byte) error {
	s.Web.Log.LogAttrs(c.Request().Context(), slog.LevelError, "panic", slog.Any("err", err), slog.String("stack", string(stack)))
	return err
}

// policy lets a page load what is ours and nothing else, and run no script,
// style or handler that stands in the page itself.
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

func headers(secure bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set(echo.HeaderContentSecurityPolicy, policy)
			h.Set(echo.HeaderXContentTypeOptions, "nosniff")
			h.Set(echo.HeaderReferrerPolicy, "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
			if secure {
				h.Set(echo.HeaderStrictTransportSecurity, "max-age=31536000")
			}
			return next(c)
		}
	}
}

// sameSite refuses writes that another site's page sends. A machine's webhook
// is no page and sends neither header, so it passes.
func sameSite(next echo.HandlerFunc) echo.HandlerFunc {
	guard := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if guard.Check(c.Request()) != nil {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

func (s *Server) limit() echo.MiddlewareFunc {
	if s.Rate == 0 {
		return func(next echo.HandlerFunc) echo.HandlerFunc { return next }
	}
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		// What a payment service sends is signed, and comes in crowds on the first of a month.
		Skipper: func(c echo.Context) bool {
			return !web.Writes(c.Request().Method) || strings.HasPrefix(c.Request().URL.Path, "/stripe/")
		},
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
			Rate: xrate.Limit(s.Rate), Burst: 10 * s.Rate, ExpiresIn: 3 * time.Minute,
		}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return web.Sender(c), nil },
		DenyHandler:         func(c echo.Context, _ string, _ error) error { return echo.ErrTooManyRequests },
	})
}

// file sends one of our files, compressed where the browser can.
func (s *Server) file(c echo.Context) error {
	f, ok := static.Find(c.Request().URL.Path)
	if !ok {
		return echo.ErrNotFound
	}
	h := c.Response().Header()
	h.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	h.Set("ETag", `"`+f.Tag+`"`)
	if h.Set(echo.HeaderCacheControl, "no-cache"); f.Kept {
		h.Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	if c.Request().Header.Get("If-None-Match") == `"`+f.Tag+`"` {
		return c.NoContent(http.StatusNotModified)
	}
	if f.Gzip != nil && strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") {
		h.Set(echo.HeaderContentEncoding, "gzip")
		return c.Blob(http.StatusOK, f.Type, f.Gzip)
	}
	return c.Blob(http.StatusOK, f.Type, f.Body)
}
