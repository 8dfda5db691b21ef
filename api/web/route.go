package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"barnstorm/domain"
)

// An Audience is who may use a route. The use case behind it checks the right
// itself, on the thing that it loads: the audience is what the walk over all
// routes holds it to.
type Audience struct {
	kind string
	act  domain.Act
}

// The audiences.
var (
	Anyone   = Audience{kind: "anyone"}
	Holder   = Audience{kind: "holder of a private link"}
	SignedIn = Audience{kind: "anybody signed in"}
	Machine  = Audience{kind: "a machine with a credential of its own"}
)

// May is the audience of those who may do act in the group concerned.
func May(act domain.Act) Audience { return Audience{"may", act} }

// Act is the right that is needed, empty for an audience that needs none.
func (a Audience) Act() domain.Act { return a.act }

func (a Audience) String() string {
	if a.act != "" {
		return "those who may " + string(a.act)
	}
	return a.kind
}

// open reports whether nobody in particular may come in.
func (a Audience) open() bool { return a == Anyone || a == Holder || a == Machine }

// A Route is one address: who may use it, what is sent and answered, and the
// handler. With an Out it stands under API too, as JSON.
type Route struct {
	Method, Path string
	For          Audience
	Does         string  // one sentence, for the API description
	Large        bool    // takes files, or what a phone has kept for days
	Seldom       int     // how often one sender may write in a day there, or where else as often; 0 for as often as anywhere
	Fresh        bool    // only for whoever proved themself of late
	Asks         []Query // what may stand behind the question mark
	In, Out      any     // values of the types that are sent and answered
	JSONOnly     bool    // stands under API alone
	Do           func(*Ctx) (Answer, error)
}

// A Query is one parameter of an address's query.
type Query struct{ Name, Says string }

// Paged is the parameters of a list that goes on: the two that its "more" names.
var Paged = []Query{{"from", "Where the list goes on, as its \"more\" says."}, {"after", "The last id of what was listed before, as \"more\" says."}}

// Mount puts routes where people and programs find them.
func (w *Web) Mount(e *echo.Echo, routes []Route) {
	for _, r := range routes {
		if !r.JSONOnly {
			e.Add(r.Method, r.Path, w.handle(r))
		}
		if r.Out != nil {
			e.Add(r.Method, API+r.Path, w.handle(r))
		}
	}
}

func (w *Web) handle(r Route) echo.HandlerFunc {
	return func(ec echo.Context) error {
		c, err := w.ctx(ec)
		if err != nil {
			return err
		}
		c.route = r
		if c.who.Nobody() && !r.For.open() {
			return domain.Refuse(domain.SignedOut, "sign-in-first")
		}
		if err := c.checkAddress(); err != nil {
			return err
		}
		if r.Fresh {
			if err := c.fresh(); err != nil {
				return c.toProve(err)
			}
		}
		a, err := r.Do(c)
		if err != nil {
			return err
		}
		return c.say(a)
	}
}

const ctxKey = "barnstorm"

// ctx finds out who is asking, once a request: programs under API by bearer
// token alone, everybody else by session cookie alone.
func (w *Web) ctx(ec echo.Context) (*Ctx, error) {
	if c, ok := ec.Get(ctxKey).(*Ctx); ok {
		return c, nil
	}
	c := &Ctx{Context: ec, Web: w}
	ec.Set(ctxKey, c)
	if underAPI(ec) {
		var err error
		c.who, c.issued, err = w.bearer(c.Go(), ec.Request().Header.Get(echo.HeaderAuthorization))
		return c, err
	}
	cookie, err := ec.Cookie(w.CookieName())
	if err != nil || cookie.Value == "" {
		return c, nil
	}
	c.session = domain.Token(cookie.Value)
	if c.who, err = w.Session(c.Go(), c.session); err != nil {
		return c, err
	}
	if c.who.Nobody() {
		c.session = ""
	}
	return c, w.checkCSRF(c)
}

func underAPI(ec echo.Context) bool {
	p := ec.Request().URL.Path
	return len(p) > len(API) && p[:len(API)+1] == API+"/"
}

// CookieName is the session cookie: bound to this very host where the browser
// can hold us to it, which it can over https alone.
func (w *Web) CookieName() string { return w.cookie("session") }

func (w *Web) cookie(name string) string {
	if w.Secure() {
		return "__Host-" + name
	}
	return "barnstorm-" + name
}

// SetSession gives the browser its session cookie, or takes it away.
func (c *Ctx) SetSession(t domain.Token) { c.SetSecret("session", t, 180*24*3600) }

// SetSecret gives the browser a cookie that no script can read and no other
// site can send along with a form. An empty token takes it away.
func (c *Ctx) SetSecret(name string, t domain.Token, seconds int) {
	if t == "" {
		seconds = -1
	}
	c.SetCookie(&http.Cookie{
		Name: c.cookie(name), Value: string(t), Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: c.Secure(), SameSite: http.SameSiteLaxMode,
	})
}

// Secret reads a cookie that SetSecret gave.
func (c *Ctx) Secret(name string) domain.Token {
	if k, err := c.Cookie(c.cookie(name)); err == nil {
		return domain.Token(k.Value)
	}
	return ""
}
