package canvass

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/static"
	"barnstorm/templates"
)

// appModule is the module with which the door app starts.
const appModule = "js/door/app.js"

// doors answers GET /door: the app, with the efforts where somebody may knock
// for browsers that cannot run it, and the same for the app to read.
func (h Handlers) doors(c *web.Ctx) (web.Answer, error) {
	efforts, err := h.Canvass.Efforts(c.Go(), c.Who(), domain.Knock)
	if err != nil {
		return web.Answer{}, err
	}
	page := appPage(c)
	out := doorsJSON{Efforts: []effortJSON{}, CSRF: c.CSRF()}
	var running []canvass.Effort
	for _, e := range efforts {
		out.Efforts = append(out.Efforts, jsonOf(e))
		if line := lineOf(c, e); line.Running || c.Now().Before(e.Starts) {
			page.Efforts = append(page.Efforts, line)
			running = append(running, e)
		}
	}
	if c.IsProgram() {
		if out.Turfs, err = h.offers(c, running); err != nil {
			return web.Answer{}, err
		}
		if out.Receipts, err = h.myReceipts(c); err != nil {
			return web.Answer{}, err
		}
	}
	c.Response().Header().Set(Marker, "1")
	return web.Answer{JSON: out, Page: "canvass/doors", Data: page}, nil
}

// doorsJSON is what the app asks for when it has signal.
type doorsJSON struct {
	Efforts  []effortJSON  `json:"efforts"`
	Turfs    []turfJSON    `json:"turfs"`
	Receipts []receiptJSON `json:"receipts"`       // of one's own packs
	CSRF     string        `json:"csrf,omitempty"` // for the app's own forms
}

func appPage(c *web.Ctx) *templates.DoorList {
	page := &templates.DoorList{Tongues: tongues()}
	if f, ok := static.Find(static.Asset(appModule)); ok {
		page.Parts = f.Needs
	}
	page.Title = templates.Word(c.Lang(), "app.name")
	return page
}

// tongues is the languages of the app and where the words of each are.
var tongues = sync.OnceValue(func() string {
	names, words := map[string]string{}, map[string]string{}
	for _, l := range templates.Langs {
		names[l.Code], words[l.Code] = l.Name, wordsAt(l.Code)
	}
	b, _ := json.Marshal(map[string]any{"languages": names, "words": words})
	return string(b)
})

func wordsAt(lang string) string { return "/door/words/" + lang + ".json" }

// spoken is the sentences of the app in one language.
func spoken(lang string) []byte {
	b, _ := json.Marshal(templates.Phrases(lang, "app.", "outcome.", "talk.", "door."))
	return b
}

// shell answers GET /door/shell: the app as a phone keeps it, which is the same
// for everybody and names nobody.
func (h Handlers) shell(c *web.Ctx) (web.Answer, error) {
	page := appPage(c)
	page.Shell = true
	return web.Answer{Page: "canvass/doors", Data: page}, nil
}

// words answers GET /door/words/{lang}.json.
func (h Handlers) words(c *web.Ctx) (web.Answer, error) {
	lang, _ := strings.CutSuffix(c.Param("file"), ".json")
	for _, l := range templates.Langs {
		if l.Code == lang {
			return web.Answer{File: &web.File{Type: echo.MIMEApplicationJSON, Body: spoken(lang)}}, nil
		}
	}
	return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-page")
}

// kept is the files that a phone keeps to start without signal. Fonts are kept
// when they are first used.
var kept = sync.OnceValue(func() []string {
	files := []string{"/door/shell", "/door/manifest.webmanifest", static.Asset("css/barnstorm.css"), static.Asset("icons/icon.svg"), static.Asset(appModule)}
	if f, ok := static.Find(static.Asset(appModule)); ok {
		files = append(files, f.Needs...)
	}
	for _, l := range templates.Langs {
		files = append(files, wordsAt(l.Code))
	}
	return unique(files)
})

func unique(all []string) (out []string) {
	seen := map[string]bool{}
	for _, s := range all {
		if !seen[s] {
			out = append(out, s)
		}
		seen[s] = true
	}
	return out
}

// worker answers GET /door/worker.js: the service worker, with the files of
// this very version. It changes whenever any of them does.
func (h Handlers) worker(c *web.Ctx) (web.Answer, error) {
	body, err := workerOf(c.Pages)
	c.Response().Header().Set("Service-Worker-Allowed", "/door")
	return web.Answer{File: &web.File{Type: "text/javascript; charset=utf-8", Body: body}}, err
}

func workerOf(pages *templates.Pages) ([]byte, error) {
	files, _ := json.Marshal(kept())
	sum := sha256.New()
	sum.Write(files)
	for _, l := range templates.Langs {
		sum.Write(spoken(l.Code))
	}
	if err := pages.Render(sum, "en", "canvass/doors", "", &templates.DoorList{Shell: true, Tongues: tongues()}); err != nil {
		return nil, err
	}
	own, _ := static.Find(static.Asset("js/door/worker.js"))
	var b bytes.Buffer
	b.WriteString("const files = " + string(files) + ";\nconst shelf = \"door-" + hex.EncodeToString(sum.Sum(nil)[:8]) + "\";\n")
	b.Write(own.Body)
	return b.Bytes(), nil
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// manifest answers GET /door/manifest.webmanifest: how the app is called and
// looks among others on a phone.
func (h Handlers) manifest(c *web.Ctx) (web.Answer, error) {
	icon := func(name, size, purpose string) manifestIcon {
		return manifestIcon{static.Asset("icons/" + name + ".png"), size + "x" + size, "image/png", purpose}
	}
	b, err := json.Marshal(map[string]any{
		"id": "/door", "start_url": "/door", "scope": "/door", "display": "standalone", "orientation": "portrait", "lang": c.Lang(), "dir": "ltr",
		"name": templates.Word(c.Lang(), "app.name"), "short_name": templates.Word(c.Lang(), "door.list"), "theme_color": "#0e0f14", "background_color": "#fcfcfa",
		"icons": []manifestIcon{icon("icon-192", "192", "any"), icon("icon-512", "512", "any"), icon("icon-512", "512", "maskable")},
	})
	return web.Answer{Status: http.StatusOK, File: &web.File{Type: "application/manifest+json", Body: b}}, err
}
