package web

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"barnstorm/templates"
)

const langKey = "lang"

// Language takes the language off the front of an address, before it is
// routed: /de/events is /events in German. Addresses are routed as they read:
// Echo would hand on the signs of a Greek slug as %cf%80, and find no event.
func Language(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		u.RawPath = ""
		first, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		for _, l := range templates.Langs {
			if first == l.Code {
				c.Set(langKey, l.Code)
				u.Path = "/" + rest
			}
		}
		return next(c)
	}
}

// Local is a path of ours to go on to, as somebody's address names it, else
// fallback: never another site, whatever the ways to write one.
func Local(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || u.Host != "" || u.Scheme != "" ||
		strings.ContainsAny(path, "\\\t\n\r@") || strings.HasPrefix(u.Path, "//") {
		return fallback
	}
	return path
}
