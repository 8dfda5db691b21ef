package api

import (
	"net/http"
	"net/netip"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"barnstorm/api/web"
)

// How much one request may bring: what anybody sends, what somebody signed in
// types, and what a file is or a phone has kept.
const (
	openLimit = "128KiB"
	bodyLimit = "1MiB"
	fileLimit = "12MiB"
)

// bounded lets no request bring more than its route takes.
func (s *Server) bounded(next echo.HandlerFunc) echo.HandlerFunc {
	open, usual, file := middleware.BodyLimit(openLimit)(next), middleware.BodyLimit(bodyLimit)(next), middleware.BodyLimit(fileLimit)(next)
	of := map[string]echo.HandlerFunc{}
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
	return func(c echo.Context) error {
		if limited := of[c.Request().Method+" "+c.Path()]; limited != nil {
			return limited(c)
		}
		return open(c)
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

// sender is whose requests are counted together: an address, or the network of
// 64 bits in which one household has as many as it likes.
func sender(c echo.Context) string {
	at, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return ""
	}
	if at = at.Unmap(); at.Is4() {
		return at.String()
	}
	return netip.PrefixFrom(at.WithZone(""), 64).Masked().String()
}
