package people

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// proveForm answers GET /me/prove, where whoever wants to do something
// sensitive is sent first.
func (h Handlers) proveForm(c *web.Ctx) (web.Answer, error) {
	return h.provePage(c, templates.Form{}, web.Local(c.QueryParam("next"), "/me"))
}

func (h Handlers) provePage(c *web.Ctx, f templates.Form, next string) (web.Answer, error) {
	set, err := h.People.HasFactor(c.Go(), c.Who())
	page := &templates.Prove{Form: f, Action: c.Prefix() + "/me/prove", Next: next, Set: set, Guarded: people.Guarded(c.Who().Roles)}
	page.Title = templates.Word(c.Lang(), "prove.title")
	return web.Answer{Page: "people/prove", Part: "form", Data: page}, err
}

// prove answers POST /me/prove.
func (h Handlers) prove(c *web.Ctx) (web.Answer, error) {
	var in people.CodeInput
	f, err := c.Read(&in)
	next := web.Local(in.Next, "/me")
	if err == nil {
		err = h.People.Prove(c.Go(), c.Who(), c.SessionToken(), in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.provePage(c, f, next) })
	}
	return web.Answer{Next: next}, nil
}

// factorForm answers GET /me/second-factor.
func (h Handlers) factorForm(c *web.Ctx) (web.Answer, error) {
	return h.factorPage(c, templates.Form{})
}

func (h Handlers) factorPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	set, err := h.People.HasFactor(c.Go(), c.Who())
	page := &templates.Factor{Form: f, Action: c.Prefix() + "/me/second-factor", Set: set}
	page.Title = templates.Word(c.Lang(), "factor.title")
	return web.Answer{Page: "people/factor", Part: "form", Data: page}, err
}

// prepare answers POST /me/second-factor: the secret, to be read by a phone.
func (h Handlers) prepare(c *web.Ctx) (web.Answer, error) {
	factor, err := h.People.Prepare(c.Go(), c.Who(), c.SessionToken())
	if domain.Is(err, domain.Denied) {
		return web.Answer{Next: "/me/prove?next=/me/second-factor"}, nil
	}
	if err != nil {
		return c.Again(err, templates.Form{}, func(f templates.Form) (web.Answer, error) { return h.factorPage(c, f) })
	}
	return h.preparedPage(c, templates.Form{}, factor)
}

func (h Handlers) preparedPage(c *web.Ctx, f templates.Form, factor people.Factor) (web.Answer, error) {
	site := strings.TrimPrefix(strings.TrimPrefix(c.URL(""), "https://"), "http://")
	code, err := qr.Encode(factor.Address(site, c.Who().Name), qr.M)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.Factor{Form: f, Action: c.Prefix() + "/me/second-factor", Picture: squares(code), Size: code.Size + 8}
	for letters := factor.Letters(); letters != ""; letters = letters[min(4, len(letters)):] {
		page.Letters = append(page.Letters, letters[:min(4, len(letters))])
	}
	page.Title = templates.Word(c.Lang(), "factor.title")
	return web.Answer{Page: "people/factor", Part: "form", Data: page}, nil
}

// squares is a QR code as an SVG path, with the four blank squares around it
// that the standard asks for.
func squares(code *qr.Code) string {
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	return b.String()
}

// confirm answers POST /me/second-factor/confirm with the recovery codes.
func (h Handlers) confirm(c *web.Ctx) (web.Answer, error) {
	var in people.CodeInput
	f, err := c.Read(&in)
	var codes []string
	if err == nil {
		codes, err = h.People.Confirm(c.Go(), c.Who(), c.SessionToken(), in)
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) {
			factor, err := h.People.Store.Factor(c.Go(), c.Who().Person)
			if err != nil || !factor.Confirmed.IsZero() {
				return h.factorPage(c, f)
			}
			return h.preparedPage(c, f, factor)
		})
	}
	page := &templates.Factor{Set: true, Codes: codes, Action: c.Prefix() + "/me/second-factor"}
	page.Title = templates.Word(c.Lang(), "factor.title")
	return web.Answer{Page: "people/factor", Part: "form", Data: page}, nil
}

// dropFactor answers POST /me/second-factor/end.
func (h Handlers) dropFactor(c *web.Ctx) (web.Answer, error) {
	return web.Answer{Next: "/me/second-factor"}, h.People.DropFactor(c.Go(), c.Who(), c.SessionToken())
}
