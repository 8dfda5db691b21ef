// Package letter is the web side of mail: the page and the one click with
// which somebody ends what they have not asked for.
package letter

import (
	"net/http"

	"barnstorm/api/web"
	"barnstorm/domain/letter"
	"barnstorm/templates"
)

// Handlers answers what is asked about mail.
type Handlers struct {
	Letters *letter.Service
}

// Routes is every address about mail.
func (h Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/mail/:token", For: web.Holder, Do: h.show},
		{Method: "POST", Path: "/mail/:token", For: web.Holder, Do: h.end},
	}
}

// show answers GET /mail/{token}, which changes nothing: mail scanners open
// links too.
func (h Handlers) show(c *web.Ctx) (web.Answer, error) {
	address, off, err := h.Letters.MailOff(c.Go(), c.Token())
	page := &templates.Mail{Address: address, Off: off, Action: c.Prefix() + "/mail/" + string(c.Token())}
	page.Title = templates.Word(c.Lang(), "letter.mail")
	return web.Answer{Page: "letter/mail", Data: page}, err
}

// end answers POST /mail/{token}, from our page and from a mail program's own
// button alike (RFC 8058): no cookie, no redirect, as often as it is sent.
func (h Handlers) end(c *web.Ctx) (web.Answer, error) {
	if err := h.Letters.Unsubscribe(c.Go(), c.Token()); err != nil {
		return web.Answer{}, err
	}
	a, err := h.show(c)
	a.Status = http.StatusOK
	return a, err
}
