package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/domain"
)

// TokenFresh is how old a bearer token may be for what is sensitive.
const TokenFresh = 10 * time.Minute

// fresh refuses with Denied whoever has not proved of late who they are: by
// their session, or by a token that was made of late, which takes such a
// session.
func (c *Ctx) fresh() error {
	if c.Proven == nil {
		return nil
	}
	if underAPI(c.Context) {
		if c.Now().Sub(c.issued) < TokenFresh {
			return nil
		}
		return domain.Refuse(domain.Denied, "prove-first")
	}
	return c.Proven(c.Go(), c.who, c.session)
}

// toProve sends a browser that has to prove itself to where it can, and back
// afterwards; programs are told.
func (c *Ctx) toProve(err error) error {
	if !domain.Is(err, domain.Denied) || c.listening() != browser {
		return err
	}
	back := c.Request().URL.Path
	if from, bad := url.Parse(c.Request().Referer()); Writes(c.Request().Method) {
		if back = "/me"; bad == nil {
			back = Local(from.Path, "/me")
		}
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.Redirect(http.StatusSeeOther, c.Prefix()+"/me/prove?next="+url.QueryEscape(back))
}
