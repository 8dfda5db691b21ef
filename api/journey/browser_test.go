// Package journey walks through the running program as people do, in Debian's
// Chromium, and holds every page it meets to what we promise of each: no
// barrier that axe knows, no error in the console, nothing that the page's own
// policy forbids, nobody else's server, nothing wider than the phone.
package journey

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to show what it should. It is only
// used up where something is wrong.
const patience = 60 * time.Second

// A size is what somebody holds in their hand.
type size struct {
	name          string
	width, height int64
	touch         bool
}

var (
	phone   = size{"phone", 360, 740, true}
	desktop = size{"desktop", 1280, 900, false}
)

// browser is one Chromium for all journeys. It can reach this machine and
// nothing else.
var browser = sync.OnceValues(func() (context.Context, error) {
	var at string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && at == "" {
			at = found
		}
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(at),
		chromedp.WSURLReadTimeout(2*time.Minute), // it may start while the program is being built
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		// Each window would start two more processes, for what drops down from an address
		// bar that nobody sees: half a second of a core for each visitor.
		chromedp.Flag("disable-features", "Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess"),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	all, gone := chromedp.NewExecAllocator(context.Background(), options...)
	afterwards = append(afterwards, gone)
	ctx, _ := chromedp.NewContext(all)
	return ctx, chromedp.Do(ctx)
})

// afterwards is what is to be closed and thrown away when all tests are done.
var afterwards []func()

func TestMain(m *testing.M) {
	code := m.Run()
	for _, away := range slices.Backward(afterwards) {
		away()
	}
	os.Exit(code)
}

// A visitor is one person in front of one browser with nobody else's cookies.
type visitor struct {
	t    *testing.T
	tab  context.Context
	url  string // of the program, without a slash at its end
	size size
	seen *seen
	taps int // how often the person tapped, typed or chose since the journey began

	schemes []string       // in which each page is looked at; light and dark unless it says otherwise
	only    *regexp.Regexp // the pages to which they wander; nil is all
}

func visit(t *testing.T, url string, s size) *visitor {
	t.Helper()
	all, err := browser()
	if err != nil {
		t.Fatal("no Chromium: ", err)
	}
	tab, leave := chromedp.NewContext(all, chromedp.WithNewBrowserContext())
	t.Cleanup(leave)
	if err := chromedp.Do(tab); err != nil { // the tab lives as long as the context that opened it
		t.Fatal(err)
	}
	v := &visitor{t: t, tab: tab, url: url, size: s, seen: &seen{}, schemes: []string{"light", "dark"}}
	v.hold(s.height)
	v.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))`,
		})
		return err
	}))
	if err := chromedp.Listen(tab, v.seen.hear); err != nil {
		t.Fatal(err)
	}
	return v
}

// hold is what the person holds: a screen as wide as theirs, and so high.
func (v *visitor) hold(height int64) {
	v.t.Helper()
	v.do(chromedp.EmulateViewport(v.size.width, height, func(m *emulation.SetDeviceMetricsOverrideParams, touch *emulation.SetTouchEmulationEnabledParams) {
		m.Mobile, touch.Enabled = v.size.touch, v.size.touch
	}))
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, enough := context.WithTimeout(v.tab, patience)
	defer enough()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatalf("%s: %v\n%s", v.at(), err, v.text())
	}
}

// js is what an expression is worth on the page, or T's zero value where the
// page is just being replaced.
func js[T any](v *visitor, expression string) T {
	ctx, enough := context.WithTimeout(v.tab, patience)
	defer enough()
	got, _ := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	return got
}

// until asks again until it is so.
func (v *visitor) until(what string, so func() bool) {
	v.t.Helper()
	end, again := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-end:
			v.t.Fatalf("%s: waited in vain for %s\n%s", v.at(), what, v.text())
		}
	}
}

func (v *visitor) at() string {
	return v.size.name + " " + js[string](v, `location.pathname + location.search`)
}
func (v *visitor) text() string { return js[string](v, `document.body ? document.body.innerText : ''`) }
