package journey

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axe-core 4.14.1 from the npm registry, unchanged, under the MPL 2.0.
//
//go:embed testdata/axe-4.14.1.min.js
var axe string

const axeHash = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

func TestAxeIsWhatWasPublished(t *testing.T) {
	published(t, axe, axeHash, "axe-4.14.1.min.js")
}

func published(t *testing.T, text, hash, file string) {
	t.Helper()
	if sum := sha256.Sum256([]byte(text)); hex.EncodeToString(sum[:]) != hash {
		t.Errorf("testdata/%s was changed", file)
	}
}

// seen is what the browser noticed since the last look.
type seen struct {
	sync.Mutex
	errors  []string
	asked   []string // addresses
	away    bool     // nobody answers, and that is meant
	refused int      // refusals that are meant
}

// hear is called by the browser for everything that happens.
func (s *seen) hear(event any) {
	s.Lock()
	defer s.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		s.asked = append(s.asked, e.Request.URL)
	case *runtime.EventExceptionThrown:
		s.errors = append(s.errors, "exception: "+e.ExceptionDetails.Text+" "+describe(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			s.errors = append(s.errors, "console: "+describe(e.Args...))
		}
	case *log.EventEntryAdded:
		if s.away && e.Entry.Source == "network" {
			return
		}
		if e.Entry.Source == "network" && s.refused > 0 && strings.Contains(e.Entry.Text, "status of 4") {
			s.refused--
		} else if e.Entry.Level == log.EntryLevelError {
			s.errors = append(s.errors, fmt.Sprintf("console: %s (%s)", e.Entry.Text, e.Entry.URL))
		}
	}
}

func (s *seen) expectRefusal() {
	s.Lock()
	defer s.Unlock()
	s.refused++
}

// look hands over what was noticed, and forgets it.
func (s *seen) look() (errors, asked []string) {
	s.Lock()
	defer s.Unlock()
	errors, asked, s.errors, s.asked = s.errors, s.asked, nil, nil
	return errors, asked
}

func describe(args ...*runtime.RemoteObject) string {
	var said []string
	for _, a := range args {
		if a != nil {
			said = append(said, strings.Trim(string(a.Value), `"`)+a.Description)
		}
	}
	return strings.Join(said, " ")
}

// bones is a page without its words, numbers and addresses, and with one of each
// of what is alike beside it: what axe judges it by. Two pages with the same bones
// differ in what they say, in which of our languages, and in how often, alone.
const bones = `(() => {
	const refs = /^(for|form|headers|aria-(labelledby|describedby|controls|owns|details|errormessage|activedescendant))$/;
	const kept = /^(class|role|type|dir|style|scope|tabindex|autocomplete|rel|target|http-equiv|aria-(?!label$|value).*)$/;
	const named = id => { const e = document.getElementById(id); return e ? e.tagName + !!e.textContent.trim() : 'nothing' };
	const of = (e, a) => refs.test(a.name) ? a.value.split(' ').map(named)
		: kept.test(a.name) || a.name === 'href' && e.rel === 'stylesheet' || a.name === 'content' && (e.name === 'viewport' || e.httpEquiv) ? a.value
		: a.name === 'lang' && /^(en|de|es|el|fr)$/.test(a.value) ? 'ours' : a.name === 'lang' ? a.value : !!a.value.trim();
	const form = e => [e.tagName, !!e.checked, !!e.value, [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()),
		...[...e.attributes].map(a => a.name + '=' + of(e, a)), e.tagName === 'STYLE' ? e.textContent : '',
		...new Set([...e.children].map(form).sort())].join(' ') + ';';
	return form(document.documentElement) })()`

// sound is the bones in which axe has found nothing, by screen and colours: it
// is not asked about them again.
var sound sync.Map

// faults is everything that is wrong with the page as it stands, in light and in
// dark, where the visitor looks at both.
func (v *visitor) faults() (faults []string) {
	v.t.Helper()
	has := js[string](v, bones) // empty where the page is just being replaced
	is := sha256.Sum256([]byte(fmt.Sprint(v.size.name, v.schemes, has)))
	if _, known := sound.Load(is); !known || has == "" {
		faults = v.asksAxe()
	}
	if len(faults) == 0 && has != "" {
		sound.Store(is, true)
	}
	const tooWide = `document.documentElement.scrollWidth - document.documentElement.clientWidth`
	v.waits(patience/6, `(`+tooWide+`) > 0 && (document.readyState !== 'complete' || document.fonts.status !== 'loaded')`)
	if wide := js[int](v, tooWide); wide > 0 {
		faults = append(faults, fmt.Sprintf("the page is %d px wider than the screen: %s", wide, js[string](v, widest)))
	}
	errors, asked := v.seen.look()
	home, _ := url.Parse(v.url)
	for _, a := range asked {
		if u, err := url.Parse(a); err != nil || u.Host != "" && u.Host != home.Host {
			faults = append(faults, "asks somebody else's server: "+a)
		}
	}
	return append(faults, errors...)
}

func (v *visitor) asksAxe() (faults []string) {
	v.t.Helper()
	v.stretch()
	for _, scheme := range v.schemes {
		v.scheme(scheme)
		for _, barrier := range v.barriers(scheme == "dark") {
			faults = append(faults, scheme+" axe: "+barrier)
		}
	}
	v.scheme("light")
	v.shrink()
	return faults
}

// stretch makes the screen as high as the page, so that nothing lies behind a
// bar that stays in place while one scrolls; shrink undoes it.
func (v *visitor) stretch() {
	v.t.Helper()
	v.hold(max(v.size.height, js[int64](v, `document.documentElement.scrollHeight`)))
}

func (v *visitor) shrink() { v.hold(v.size.height) }

// widest names what sticks out furthest.
const widest = `(() => { const w = document.documentElement.clientWidth;
	const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > w + 0.5);
	return out.slice(-3).map(e => e.outerHTML.slice(0, 120)).join(' | ') })()`

func (v *visitor) scheme(is string) {
	v.t.Helper()
	v.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: is}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
}

// barriers is what axe finds by the rules of WCAG 2.2 A and AA. In the second
// scheme only the colours can differ.
func (v *visitor) barriers(coloursOnly bool) (found []string) {
	v.t.Helper()
	rules := `{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}`
	if coloursOnly {
		rules = `{type: 'rule', values: ['color-contrast']}`
	}
	// A page that looks for news by itself may be replaced while axe reads it.
	v.until("axe to answer", func() bool {
		v.bringsAxe()
		raw := js[string](v, `axe.run(document, {runOnly: `+rules+`, resultTypes: ['violations']}).then(r => JSON.stringify(
			r.violations.flatMap(x => x.nodes.map(n => x.id + ': ' + n.html.slice(0, 160) + ' (' + n.failureSummary.replace(/\s+/g, ' ') + ')'))))`)
		return json.Unmarshal([]byte(raw), &found) == nil
	})
	return found
}

// bringsAxe has axe on the page, unless it is there.
func (v *visitor) bringsAxe() {
	if !js[bool](v, `!!window.axe`) {
		js[any](v, axe+`; null`)
	}
}

// shots counts the pages of which pictures were kept.
var shots atomic.Int64

// keepPictures keeps what the page looks like in the directory that SHOTS
// names, for people to look at.
func (v *visitor) keepPictures() {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		v.t.Fatal(err)
	}
	nth := shots.Add(1) // of all visitors: two in one journey have a first page each
	for _, scheme := range []string{"light", "dark"} {
		v.scheme(scheme)
		shot, err := chromedp.Run(v.tab, chromedp.FullScreenshot(100))
		if err != nil {
			v.t.Fatal(err)
		}
		name := fmt.Sprintf("%s-%03d-%s-%s.png", strings.ReplaceAll(v.t.Name(), "/", "-"), nth, v.size.name, scheme)
		if err := os.WriteFile(filepath.Join(dir, name), shot, 0o644); err != nil {
			v.t.Fatal(err)
		}
	}
	v.scheme("light")
}
