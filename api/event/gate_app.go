package event

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/static"
	"barnstorm/templates"
)

// gateModule is the module with which check-in starts.
const gateModule = "js/gate/app.js"

func gateWordsAt(lang string) string { return "/lead/words/" + lang + ".json" }

// gateSpoken is the sentences of check-in in one language.
func gateSpoken(lang string) []byte {
	b, _ := json.Marshal(templates.Phrases(lang, "gate.", "places.pool.", "places.of-pool", "event.name", "event.party"))
	return b
}

// gateSetup is what check-in needs to know before it starts.
var gateSetup = sync.OnceValue(func() string {
	names, words := map[string]string{}, map[string]string{}
	for _, l := range templates.Langs {
		names[l.Code], words[l.Code] = l.Name, gateWordsAt(l.Code)
	}
	b, _ := json.Marshal(map[string]any{"languages": names, "words": words, "pools": event.Pools})
	return string(b)
})

func gatePage(c *web.Ctx) *templates.GateApp {
	page := &templates.GateApp{Setup: gateSetup()}
	if f, ok := static.Find(static.Asset(gateModule)); ok {
		page.Parts = f.Needs
	}
	page.Title = templates.Word(c.Lang(), "gate.title")
	return page
}

// maySee lets the page use the camera, which no other page may.
func maySee(c *web.Ctx) {
	c.Response().Header().Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self)")
}

// gateShell answers GET /lead/shell: check-in as a phone keeps it, which is the
// same for everybody and names nobody.
func (h Handlers) gateShell(c *web.Ctx) (web.Answer, error) {
	maySee(c)
	return web.Answer{Page: "event/gate", Data: gatePage(c)}, nil
}

// gateWords answers GET /lead/words/{lang}.json.
func (h Handlers) gateWords(c *web.Ctx) (web.Answer, error) {
	lang, _ := strings.CutSuffix(c.Param("file"), ".json")
	for _, l := range templates.Langs {
		if l.Code == lang {
			return web.Answer{File: &web.File{Type: echo.MIMEApplicationJSON, Body: gateSpoken(lang)}}, nil
		}
	}
	return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-page")
}

// gateWorker answers GET /lead/worker.js: the service worker, with the files
// of this very version. It changes whenever any of them does.
func (h Handlers) gateWorker(c *web.Ctx) (web.Answer, error) {
	files := append([]string{"/lead/shell"}, static.Needed(gateModule, "css/barnstorm.css", "icons/icon.svg", "fonts/sofia-sans-extra-condensed-latin-wght-normal.woff2", "fonts/source-serif-4-latin-wght-normal.woff2")...)
	var shell bytes.Buffer
	if err := c.Pages.Render(&shell, "en", "event/gate", "", &templates.GateApp{Setup: gateSetup()}); err != nil {
		return web.Answer{}, err
	}
	shown := [][]byte{shell.Bytes()}
	for _, l := range templates.Langs {
		files = append(files, gateWordsAt(l.Code))
		shown = append(shown, gateSpoken(l.Code))
	}
	c.Response().Header().Set("Service-Worker-Allowed", "/lead")
	return web.Answer{File: &web.File{Type: "text/javascript; charset=utf-8", Body: static.Worker("js/gate/worker.js", "gate", files, shown...)}}, nil
}
