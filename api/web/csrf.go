package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"barnstorm/domain"
)

// CSRF is the token that every form of a signed-in person carries: a page of
// another site can send the cookie, and cannot know this. Nobody has none.
func (c *Ctx) CSRF() string {
	if c.session == "" {
		return ""
	}
	return c.mac("csrf", string(c.session))
}

func (w *Web) mac(purpose, text string) string {
	m := hmac.New(sha256.New, w.Key)
	m.Write([]byte(purpose + ":" + text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// checkCSRF refuses a write with a session cookie and without its token.
// net/http's CrossOriginProtection stands before it; this one holds where a
// browser sends neither Origin nor Sec-Fetch-Site.
func (w *Web) checkCSRF(c *Ctx) error {
	if c.session == "" || !Writes(c.Request().Method) {
		return nil
	}
	sent := c.Request().Header.Get("X-CSRF-Token")
	if sent == "" {
		sent = c.FormValue("csrf")
	}
	if !hmac.Equal([]byte(sent), []byte(c.CSRF())) {
		return domain.Refuse(domain.Denied, "other-site")
	}
	return nil
}
