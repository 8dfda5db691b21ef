// Package web is how we listen and answer: it reads a form or JSON, answers a
// page, one part of it or JSON, and turns refusals into forms or problems.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/domain"
	"barnstorm/templates"
)

// API is where programs find the JSON mount of the handlers.
const API = "/api/v1"

// Web is what every handler shares.
type Web struct {
	Pages *templates.Pages
	Clock domain.Clock
	Log   *slog.Logger
	// Session says who is asking with a session cookie.
	Session func(context.Context, domain.Token) (domain.Actor, error)
	// Person says who a person is as one who asks, and the version of their tokens.
	Person func(context.Context, domain.PersonID) (domain.Actor, int64, error)
	// Dress fills the frame of a page: masthead, navigation, strips.
	Dress func(*Ctx, *templates.Frame) error
	// Base is the whole address of the program, such as https://example.org.
	Base string
	// Key signs tokens: 32 bytes, kept outside the database.
	Key []byte
	// Asked hears which parameter of which route was read; nil hears nothing.
	Asked func(r Route, name string)
	// Proven refuses whoever has not proved of late, in this session, who they
	// are; nil refuses nobody.
	Proven func(ctx context.Context, who domain.Actor, session domain.Token) error
}

// Secure reports whether people reach us over https.
func (w *Web) Secure() bool { return strings.HasPrefix(w.Base, "https://") }

// URL is the whole address of a path of ours.
func (w *Web) URL(path string) string { return w.Base + path }

// A Ctx is one request on its way through.
type Ctx struct {
	echo.Context
	*Web
	who     domain.Actor
	session domain.Token
	route   Route
	issued  time.Time // of the bearer token
}

// QueryParam is one parameter of the address's query.
func (c *Ctx) QueryParam(name string) string {
	if c.Asked != nil {
		c.Asked(c.route, name)
	}
	return c.Context.QueryParam(name)
}

// Go is the context of the request, with its deadline.
func (c *Ctx) Go() context.Context { return c.Request().Context() }

// Who is asking.
func (c *Ctx) Who() domain.Actor { return c.who }

// SessionToken is the cookie of who is asking, empty for nobody and programs.
func (c *Ctx) SessionToken() domain.Token { return c.session }

// Now is the time of the injected clock.
func (c *Ctx) Now() time.Time { return c.Clock.Now() }

// Lang is the language in which to answer: that of the address, else of the
// person, else of the browser, else English.
func (c *Ctx) Lang() string {
	if l, ok := c.Get(langKey).(string); ok {
		return l
	}
	if c.who.Locale != "" {
		return c.who.Locale
	}
	return templates.Match(c.Request().Header.Get("Accept-Language"))
}

// Prefix is "/de" when the address names the language, else empty.
func (c *Ctx) Prefix() string {
	if l, ok := c.Get(langKey).(string); ok {
		return "/" + l
	}
	return ""
}

// ID reads an id from the path, or refuses with NotFound and code. Ids are
// never read from anywhere else.
func ID[T ~string](c *Ctx, param, code string) (T, error) {
	id, ok := domain.ParseID[T](c.Param(param))
	if !ok {
		return "", domain.Refuse(domain.NotFound, code)
	}
	return id, nil
}

// Token reads the token of a private link from the path.
func (c *Ctx) Token() domain.Token { return domain.Token(c.Param("token")) }

// IsProgram reports whether a program is listening, to which JSON is said.
func (c *Ctx) IsProgram() bool { return c.listening() == program }

type listener int

const (
	browser listener = iota
	htmx
	program
)

func (c *Ctx) listening() listener {
	h := c.Request().Header
	switch {
	case strings.HasPrefix(c.Request().URL.Path, API+"/"):
		return program
	case h.Get("HX-Request") == "true" && h.Get("HX-Boosted") == "":
		return htmx
	case strings.Contains(h.Get("Accept"), "json"):
		return program
	default:
		return browser
	}
}

// Writes reports whether a method may change something.
func Writes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}
