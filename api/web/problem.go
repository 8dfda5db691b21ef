package web

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/domain"
	"barnstorm/templates"
)

// statuses is the whole of how refusals become HTTP.
var statuses = map[domain.Kind]int{
	domain.Invalid:   http.StatusUnprocessableEntity,
	domain.SignedOut: http.StatusUnauthorized,
	domain.Denied:    http.StatusForbidden,
	domain.NotFound:  http.StatusNotFound,
	domain.Conflict:  http.StatusConflict,
	domain.Busy:      http.StatusServiceUnavailable,
	domain.TooMany:   http.StatusTooManyRequests,
}

// A Problem is an error as RFC 9457 writes it.
type Problem struct {
	Type     string  `json:"type"`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail"`
	Instance string  `json:"instance"`
	Code     string  `json:"code"`
	Errors   []Fault `json:"errors,omitempty"`
}

// A Fault is what is wrong with one field, or in one line of a text.
type Fault struct {
	Field  string `json:"field,omitempty"`
	Line   int    `json:"line,omitempty"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Fail is Echo's error handler: the one place where an error becomes a reply.
func (w *Web) Fail(err error, ec echo.Context) {
	if ec.Response().Committed {
		return
	}
	// The request's own time has ended before we come here, with the
	// middleware that measured it: a refusal whose page asks the database for
	// the group's name was shown as nothing at all.
	gone := errors.Is(ec.Request().Context().Err(), context.Canceled)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ec.Request().Context()), refusing)
	defer cancel()
	ec.SetRequest(ec.Request().WithContext(ctx))
	c, cerr := w.ctx(ec)
	if cerr != nil && !errors.Is(err, cerr) {
		err = errors.Join(err, cerr)
	}
	r := refusalOf(err)
	id := ec.Response().Header().Get(echo.HeaderXRequestID)
	switch {
	case r.status >= 500 && gone && errors.Is(err, context.Canceled):
		w.Log.InfoContext(c.Go(), "left", "id", id, "route", ec.Path()) // whoever asked is away: a phone whose network died
	case r.status >= 500:
		w.Log.ErrorContext(c.Go(), "failed", "err", err, "id", id, "route", ec.Path())
	}
	if r.status == http.StatusServiceUnavailable || r.status == http.StatusTooManyRequests {
		ec.Response().Header().Set(echo.HeaderRetryAfter, "5")
	}
	if err := c.refuse(r, id); err != nil {
		w.Log.ErrorContext(c.Go(), "while failing", "err", err, "id", id)
		if !ec.Response().Committed {
			ec.Response().WriteHeader(r.status) // an empty page, and never a 200
		}
	}
}

// refusing is how long a refusal may take to write.
const refusing = 5 * time.Second

// A refusal is an error on its way out.
type refusal struct {
	*domain.Error
	status int
}

// httpKinds gives Echo's own refusals a kind and a code.
var httpKinds = map[int]domain.Error{
	http.StatusNotFound:              {Kind: domain.NotFound, Code: "no-such-page"},
	http.StatusMethodNotAllowed:      {Kind: domain.NotFound, Code: "no-such-method"},
	http.StatusRequestEntityTooLarge: {Kind: domain.Invalid, Code: "too-large"},
	http.StatusUnsupportedMediaType:  {Kind: domain.Invalid, Code: "not-that-type"},
	http.StatusTooManyRequests:       {Kind: domain.TooMany, Code: "too-often"},
	http.StatusForbidden:             {Kind: domain.Denied, Code: "other-site"},
	http.StatusBadRequest:            {Kind: domain.Invalid, Code: "not-understood"},
	http.StatusUnauthorized:          {Kind: domain.SignedOut, Code: "sign-in-first"},
	http.StatusServiceUnavailable:    {Kind: domain.Busy, Code: "database-away"},
}

func refusalOf(err error) refusal {
	if e, ok := domain.AsError(err); ok {
		return refusal{e, statuses[e.Kind]}
	}
	var he *echo.HTTPError
	if errors.As(err, &he) {
		if e, ok := httpKinds[he.Code]; ok {
			return refusal{&e, he.Code}
		}
	}
	return refusal{&domain.Error{Kind: "fault", Code: "our-fault"}, http.StatusInternalServerError}
}

func (c *Ctx) refuse(r refusal, id string) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	switch l := c.listening(); {
	case l == program:
		return c.problem(r)
	case l == browser && r.Kind == domain.SignedOut && !Writes(c.Request().Method):
		return c.Redirect(http.StatusSeeOther, c.Prefix()+"/sign-in?next="+url.QueryEscape(c.Request().URL.RequestURI()))
	default:
		page := &templates.Refused{Kind: string(r.Kind), Code: r.Code, Args: r.Args}
		if r.Kind == "fault" {
			page.ID, page.Code = id, ""
		}
		if sendAgain[r.Kind] && l != program {
			page.Again, page.Fields = c.typed()
		}
		page.Title = templates.Word(c.Lang(), "error."+page.Kind+".title")
		return c.page(Answer{Status: r.status, Page: "error/refused", Data: page}, l)
	}
}

// sendAgain is the refusals after which the same may be sent again as it was:
// every write of ours can arrive twice.
var sendAgain = map[domain.Kind]bool{domain.Busy: true, domain.TooMany: true, "fault": true}

// mostTyped is how large a form is whose fields a refusal gives back.
const mostTyped = 32 << 10

// typed is a form that was sent, ready to be sent again: where to, and what was
// in it. Nothing of what was typed at the wrong moment is lost.
func (c *Ctx) typed() (to string, fields []templates.Hidden) {
	req := c.Request()
	kind, _, _ := mime.ParseMediaType(req.Header.Get(echo.HeaderContentType))
	if req.Method != http.MethodPost || kind != echo.MIMEApplicationForm || req.ContentLength > mostTyped {
		return "", nil
	}
	if _, err := c.FormParams(); err != nil {
		return "", nil
	}
	for _, name := range slices.Sorted(maps.Keys(req.PostForm)) {
		for _, value := range req.PostForm[name] {
			if name != "csrf" {
				fields = append(fields, templates.Hidden{Name: name, Value: value})
			}
		}
	}
	return req.URL.RequestURI(), fields
}

func (c *Ctx) problem(r refusal) error {
	p := Problem{
		Type: c.URL("/api#" + r.Code), Title: http.StatusText(r.status), Status: r.status, Code: r.Code,
		Detail: templates.Word(c.Lang(), "refusal."+r.Code, r.Args), Instance: c.Request().URL.Path,
	}
	for field, code := range r.Fields {
		p.Errors = append(p.Errors, Fault{Field: field, Code: code, Detail: templates.Wrong(c.Lang(), code, r.Args)})
	}
	for _, l := range r.Lines {
		p.Errors = append(p.Errors, Fault{Line: l.Line, Code: l.Code, Detail: templates.Word(c.Lang(), "fault."+l.Code, "about", l.About)})
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(r.status, "application/problem+json", body)
}
