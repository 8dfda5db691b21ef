package people

import (
	"encoding/base64"
	"strings"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/people"
	"barnstorm/templates"
)

// An asking is what the browser that asked for a letter keeps until the letter
// is answered: which letter, the proof that it asked, and where it was going.
type asking struct {
	ID      string
	Browser domain.Token
	Next    string
}

const askingCookie = "asking"

func (a asking) keep(c *web.Ctx) {
	text := a.ID + "." + string(a.Browser) + "." + base64.RawURLEncoding.EncodeToString([]byte(web.Local(a.Next, "")))
	c.SetSecret(askingCookie, domain.Token(text), int(people.SignInLife.Seconds()))
}

func askingOf(c *web.Ctx) asking {
	parts := strings.Split(string(c.Secret(askingCookie)), ".")
	if len(parts) != 3 {
		return asking{}
	}
	next, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		next = nil
	}
	return asking{parts[0], domain.Token(parts[1]), web.Local(string(next), "")}
}

// askForm answers GET /sign-in.
func (h Handlers) askForm(c *web.Ctx) (web.Answer, error) {
	return h.askPage(c, templates.Form{}, web.Local(c.QueryParam("next"), ""))
}

func (h Handlers) askPage(c *web.Ctx, f templates.Form, next string) (web.Answer, error) {
	page := &templates.SignIn{Form: f, Action: c.Prefix() + "/sign-in", Back: next}
	page.Title = templates.Word(c.Lang(), "people.sign-in")
	return web.Answer{Page: "people/sign-in", Part: "form", Data: page}, nil
}

// ask answers POST /sign-in: in the same way whoever is meant.
func (h Handlers) ask(c *web.Ctx) (web.Answer, error) {
	var in people.AskInput
	f, err := c.Read(&in)
	next := web.Local(c.FormValue("back"), "")
	var a asking
	if err == nil {
		a.ID, a.Browser, err = h.People.AskSignIn(c.Go(), in, c.Lang(), web.Sender(c))
	}
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.askPage(c, f, next) })
	}
	a.Next = next
	a.keep(c)
	return web.Answer{Next: "/sign-in/code"}, nil
}

// codeForm answers GET /sign-in/code.
func (h Handlers) codeForm(c *web.Ctx) (web.Answer, error) {
	if askingOf(c).ID == "" {
		return h.askForm(c)
	}
	return h.codePage(c, templates.Form{})
}

func (h Handlers) codePage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	page := &templates.SignInCode{Form: f, Action: c.Prefix() + "/sign-in/code"}
	page.Title = templates.Word(c.Lang(), "people.check-mail")
	return web.Answer{Page: "people/code", Part: "form", Data: page}, nil
}

// answerInput is what somebody sends from the letter: the code and, where
// several people share the address, who they are.
type answerInput struct {
	Code string `json:"code"`
	As   string `json:"as"`
}

// code answers POST /sign-in/code.
func (h Handlers) code(c *web.Ctx) (web.Answer, error) {
	var in answerInput
	f, err := c.Read(&in)
	if err != nil {
		return web.Answer{}, err
	}
	a := askingOf(c)
	code := strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(in.Code)
	ready, err := h.People.SignIn(c.Go(), people.Answer{ID: a.ID, Code: code, Browser: a.Browser, As: as(in), Agent: c.Request().UserAgent()})
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.codePage(c, f) })
	}
	return h.enter(c, ready, code)
}

// linkForm answers GET /sign-in/{token}: it shows a button and uses nothing
// up, because mail scanners open links too.
func (h Handlers) linkForm(c *web.Ctx) (web.Answer, error) {
	var f templates.Form
	if askingOf(c).ID == "" {
		f.Refusal = "other-browser"
	}
	return h.linkPage(c, f, nil, "")
}

func (h Handlers) linkPage(c *web.Ctx, f templates.Form, choose []people.Person, code string) (web.Answer, error) {
	page := &templates.SignInLink{Form: f, Action: c.Prefix() + "/sign-in/code", Code: code}
	if code == "" {
		page.Action = c.Prefix() + "/sign-in/" + string(c.Token())
	}
	for _, p := range choose {
		page.Choose = append(page.Choose, templates.Option{Value: string(p.ID), Text: p.Name})
	}
	page.Title = templates.Word(c.Lang(), "people.sign-in")
	return web.Answer{Page: "people/link", Data: page}, nil
}

// link answers POST /sign-in/{token}.
func (h Handlers) link(c *web.Ctx) (web.Answer, error) {
	var in answerInput
	f, err := c.Read(&in)
	if err != nil {
		return web.Answer{}, err
	}
	ready, err := h.People.SignIn(c.Go(), people.Answer{Link: c.Token(), Browser: askingOf(c).Browser, As: as(in), Agent: c.Request().UserAgent()})
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.linkPage(c, f, nil, "") })
	}
	return h.enter(c, ready, "")
}

func as(in answerInput) domain.PersonID {
	id, _ := domain.ParseID[domain.PersonID](in.As)
	return id
}

// enter gives the browser a new session and ends the one that it had, or asks
// who of those at one address is there.
func (h Handlers) enter(c *web.Ctx, ready people.Ready, code string) (web.Answer, error) {
	if len(ready.Choose) > 0 {
		return h.linkPage(c, templates.Form{}, ready.Choose, code)
	}
	if old := c.SessionToken(); old != "" {
		if err := h.People.SignOut(c.Go(), old); err != nil {
			return web.Answer{}, err
		}
	}
	next := web.Local(askingOf(c).Next, "/me")
	c.SetSession(ready.Session)
	c.SetSecret(askingCookie, "", 0)
	return web.Answer{Next: next}, nil
}

// signOut answers POST /sign-out.
func (h Handlers) signOut(c *web.Ctx) (web.Answer, error) {
	if t := c.SessionToken(); t != "" {
		if err := h.People.SignOut(c.Go(), t); err != nil {
			return web.Answer{}, err
		}
		c.SetSession("")
	}
	return web.Answer{Next: "/signed-out"}, nil
}

// signedOut answers GET /signed-out. Whoever is signed in loses nothing there.
func (h Handlers) signedOut(c *web.Ctx) (web.Answer, error) {
	if !c.Who().Nobody() {
		return web.Answer{Next: "/me"}, nil
	}
	page := &templates.SignedOut{}
	page.Title = templates.Word(c.Lang(), "app.signed-out")
	return web.Answer{Page: "people/signed-out", Data: page}, nil
}
