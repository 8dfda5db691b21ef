package web

import (
	"bytes"
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"barnstorm/domain"
	"barnstorm/templates"
)

// An Answer is what a handler has to say, whoever is listening: a program
// gets JSON, htmx gets one part of the page, a browser gets the whole page,
// or is sent on to Next after a form.
type Answer struct {
	Status int // 0 means 200
	JSON   any
	Page   string // "event/show"
	Part   string // the block of the page that htmx swaps; empty for "main"
	Data   templates.Framed
	Next   string // a path of ours; a browser is sent there
	Away   string // a whole address elsewhere; a browser is sent there
	File   *File  // instead of everything above
	// Kept is the page as a browser was sent it a moment ago, with Own in it for
	// this reader. Keep is given the whole page when a browser is sent one.
	Kept *Kept
	Own  string
	Keep func(page []byte)
	// Stream tells a browser what happens, instead of everything above, until it
	// returns: when the context ends, at the latest.
	Stream func(context.Context, *Events) error
	// Fresh says for how many seconds a page without anybody signed in may
	// be kept by browsers and proxies. 0 means not at all.
	Fresh int
}

// A File is an answer that is neither a page nor JSON.
type File struct {
	Type string // media type
	Name string // under which a browser saves it; empty shows it
	Body []byte
}

// say sends a to whoever is listening.
func (c *Ctx) say(a Answer) error {
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	h := c.Response().Header()
	h.Add(echo.HeaderVary, "Accept, Accept-Language, Cookie, HX-Request")
	c.keepFor(a.Fresh)
	l := c.listening()
	switch {
	case a.Stream != nil:
		return c.stream(a.Stream)
	case a.File != nil:
		return c.file(a)
	case l == program && a.JSON != nil:
		return c.Context.JSON(a.Status, a.JSON)
	case l == program:
		return domain.Refuse(domain.NotFound, "no-json-here")
	case l == htmx && a.Away != "":
		h.Set("HX-Redirect", a.Away)
		return c.NoContent(http.StatusNoContent)
	case l == browser && a.Away != "":
		return c.Redirect(http.StatusSeeOther, a.Away)
	case l == htmx && a.Next != "" && a.Part == "":
		h.Set("HX-Redirect", c.Prefix()+a.Next)
		return c.NoContent(http.StatusNoContent)
	case l == browser && a.Next != "":
		return c.Redirect(http.StatusSeeOther, c.Prefix()+a.Next)
	case l == browser && a.Kept != nil:
		return c.kept(a)
	}
	return c.page(a, l)
}

func (c *Ctx) page(a Answer, l listener) error {
	f := a.Data.Head()
	f.Lang, f.Prefix, f.Person = c.Lang(), c.Prefix(), c.who.Name
	if f.CSRF = c.CSRF(); f.Path == "" {
		f.Path = c.Request().URL.Path
	}
	if err := c.dress(a, f); err != nil {
		return err
	}
	part := ""
	if l == htmx {
		if part = a.Part; part == "" {
			part = "main"
		}
	}
	var b bytes.Buffer
	if err := c.Pages.Render(&b, c.Lang(), a.Page, part, a.Data); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Language", f.Lang)
	if a.Keep != nil && l == browser {
		a.Keep(b.Bytes())
	}
	return c.HTMLBlob(a.Status, b.Bytes())
}

// dress puts the masthead on. The page of a refusal is shown without one when
// that fails too, as it does while the database is away.
func (c *Ctx) dress(a Answer, f *templates.Frame) error {
	if c.Dress == nil {
		return nil
	}
	err := c.Dress(c, f)
	if err != nil && a.Status >= http.StatusBadRequest {
		c.Log.WarnContext(c.Go(), "shown without a masthead", "err", err)
		f.Site = "Barnstorm"
		return nil
	}
	return err
}

func (c *Ctx) keepFor(seconds int) {
	h := c.Response().Header()
	switch {
	case h.Get(echo.HeaderCacheControl) != "":
	case seconds > 0 && c.who.Nobody():
		h.Set(echo.HeaderCacheControl, "public, max-age="+itoa(seconds))
	default:
		h.Set(echo.HeaderCacheControl, "no-store")
	}
}

func (c *Ctx) file(a Answer) error {
	if a.File.Name != "" {
		c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+a.File.Name+`"`)
	}
	return c.Blob(a.Status, a.File.Type, a.File.Body)
}

// Again answers a refused form: people see it once more, as they left it,
// with what is wrong beside each field; programs get the problem itself.
func (c *Ctx) Again(err error, f templates.Form, page func(templates.Form) (Answer, error)) (Answer, error) {
	refusal, ok := domain.AsError(err)
	if !ok || c.IsProgram() || !shownAgain[refusal.Kind] {
		return Answer{}, err
	}
	if f.Wrong = refusal.Fields; f.Wrong == nil {
		f.Refusal = refusal.Code
	}
	f.Args = refusal.Args
	a, perr := page(f)
	if perr != nil {
		return Answer{}, perr
	}
	a.Status, a.Next = statuses[refusal.Kind], ""
	a.Away = ""
	return a, nil
}

// shownAgain is the refusals that a person mends in the form itself. Busy is
// one: what was typed at the wrong moment is never lost.
var shownAgain = map[domain.Kind]bool{domain.Invalid: true, domain.Conflict: true, domain.Busy: true, domain.TooMany: true}
