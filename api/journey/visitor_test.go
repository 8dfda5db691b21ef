package journey

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// find marks the thing that a person means by what they read on it: a link or
// a button by its text, a field by its label. What is exactly so comes before
// what only begins so, and that before what merely contains it.
const find = `(kind, name, within) => {
	const say = e => (e.getAttribute('aria-label') || e.innerText || e.value || '').replace(/\s+/g, ' ').trim().toLowerCase();
	const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden' && !e.disabled;
	const all = kind === 'field'
		? [...document.querySelectorAll(within + ' :is(label, input[aria-label], select[aria-label], textarea[aria-label], legend)')]
		: [...document.querySelectorAll(within + ' :is(a[href], button, summary, input[type=submit], label)')];
	const rank = e => { const s = say(e), n = name.toLowerCase(); return s === n ? 0 : s.startsWith(n) ? 1 : s.includes(n) ? 2 : 3 };
	const best = all.filter(e => shown(e) && rank(e) < 3).sort((a, b) => rank(a) - rank(b))[0];
	if (!best) return '';
	const e = kind === 'field' && best.control ? best.control : best;
	document.querySelectorAll('[data-journey]').forEach(e => e.removeAttribute('data-journey'));
	e.setAttribute('data-journey', '');
	e.scrollIntoView({block: 'center', behavior: 'instant'});
	return e.tagName + ' ' + (e.type || '');
}`

const marked = chromedp.CSS("[data-journey]")

func (v *visitor) find(kind, name, within string) (is string) {
	v.t.Helper()
	said, _ := json.Marshal(name)
	v.until(fmt.Sprintf("%s %q", kind, name), func() bool {
		is = js[string](v, fmt.Sprintf("(%s)(%q, %s, %q)", find, kind, said, within))
		return is != ""
	})
	return is
}

// open types an address of the program.
func (v *visitor) open(path string) *visitor {
	v.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = v.url + path
	}
	v.do(chromedp.Navigate(path))
	return v
}

// tap taps or clicks a link, a button or a choice, known by its text.
func (v *visitor) tap(name string) *visitor {
	v.t.Helper()
	return v.tapIn("body", name)
}

// tapIn is tap for what stands in one part of the page, such as "main".
func (v *visitor) tapIn(part, name string) *visitor {
	v.t.Helper()
	v.find("link or button", name, part)
	v.taps++
	touch := chromedp.Click(marked)
	if v.size.touch {
		touch = chromedp.Tap(marked)
	}
	for end := time.Now().Add(patience); ; { // a page that hears news may have been drawn anew before the finger was there
		js[bool](v, goes)
		ctx, enough := context.WithTimeout(v.tab, patience/4)
		err := chromedp.Do(ctx, touch)
		enough()
		switch {
		case err == nil:
			return v.arrives()
		case time.Now().After(end):
			v.t.Fatalf("%s: cannot tap %q: %v\n%s", v.at(), name, err, v.text())
		}
		v.find("link or button", name, part)
	}
}

// goes notes on a page that a tap leads away from it, and that it was tapped: a
// touch becomes a click a moment after it is over. It waits as long as a finger
// takes to come down again where it was.
const goes = `(window.goes = window.tapped = false, addEventListener('click', () => { window.tapped = true }, {once: true, capture: true}), addEventListener('click', e => {
	window.finger = [e.clientX, e.clientY, performance.now()];
	const a = e.target.closest('a[href]');
	window.goes ||= !!a && !e.defaultPrevented && !a.download && !a.target && a.href.split('#')[0] !== location.href.split('#')[0];
}, {once: true}), addEventListener('submit', e => { window.goes ||= !e.defaultPrevented }, {once: true}), new Promise(ok => {
	const [r, [x, y, at]] = [document.querySelector('[data-journey]')?.getBoundingClientRect(), window.finger || [0, 0, -1e9]];
	setTimeout(ok, r && Math.hypot(r.x + r.width / 2 - x, r.y + r.height / 2 - y) < 32 ? 320 - performance.now() + at : 0, true);
}))`

// arrives waits until a page that a tap leads away from is gone, so that what
// is seen next is seen on the one after it. No journey taps a link to a file, which would replace no page.
func (v *visitor) arrives() *visitor {
	v.waits(patience/30, `window.tapped === false`)
	v.waits(patience, `window.goes === true`)
	return v
}

// waits lets a while pass, at most, as long as something is so on the page.
func (v *visitor) waits(most time.Duration, so string) {
	end, again := time.After(most), time.NewTicker(10*time.Millisecond)
	defer again.Stop()
	for js[bool](v, so) {
		select {
		case <-again.C:
		case <-end:
			return
		}
	}
}

// fill types into a field, or chooses in it, known by its label.
func (v *visitor) fill(label, value string) *visitor {
	v.t.Helper()
	return v.fillIn("body", label, value)
}

// fillIn is fill for a field of one part of the page.
func (v *visitor) fillIn(part, label, value string) *visitor {
	v.t.Helper()
	is := v.find("field", label, part)
	v.taps++
	said, _ := json.Marshal(value)
	tag, kind, _ := strings.Cut(is, " ")
	switch {
	case tag == "SELECT":
		js[bool](v, fmt.Sprintf(`(want => { const e = document.querySelector('[data-journey]');
			const o = [...e.options].find(o => o.text.trim() === want || o.value === want) || [...e.options].find(o => o.text.includes(want));
			if (o) e.value = o.value; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); return !!o })(%s)`, said))
	case strings.HasPrefix(kind, "date") || kind == "time" || kind == "range":
		js[bool](v, fmt.Sprintf(`(want => { const e = document.querySelector('[data-journey]');
			e.value = want; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); return true })(%s)`, said))
	default:
		js[bool](v, `(document.querySelector('[data-journey]').value = '') === ''`)
		v.do(chromedp.SendKeys(marked, value))
	}
	v.until(label+" = "+value, func() bool { return js[string](v, `document.querySelector('[data-journey]').value`) != "" })
	return v
}

// upload chooses a file of this machine in a field.
func (v *visitor) upload(label, file string) *visitor {
	v.t.Helper()
	v.find("field", label, "body")
	v.taps++
	v.do(chromedp.SetUploadFiles(marked, []string{file}))
	return v
}

// sees waits until all of these stand on the page, and holds the page to what
// we promise of every page.
func (v *visitor) sees(texts ...string) *visitor {
	v.t.Helper()
	for _, text := range texts {
		v.until(fmt.Sprintf("%q", text), func() bool { return v.reads(text) })
	}
	for _, fault := range v.faults() {
		v.t.Errorf("%s: %s", v.at(), fault)
	}
	v.keepPictures()
	return v
}

// reads reports whether the text stands on the page as it is shown, whatever
// its letters' case and spacing.
func (v *visitor) reads(text string) bool {
	plain := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return strings.Contains(plain(v.text()), plain(text))
}

// misses holds that a text does not stand on the page.
func (v *visitor) misses(text string) *visitor {
	v.t.Helper()
	if v.reads(text) {
		v.t.Errorf("%s: shows %q\n%s", v.at(), text, v.text())
	}
	return v
}

// refused says that the next page is meant to be a refusal: the browser logs
// its status as an error of the network, which it then is not.
func (v *visitor) refused() *visitor {
	v.seen.expectRefusal()
	return v
}

// fetch reads what is not a page: a calendar file, a download, the API.
func (v *visitor) fetch(path string) (status int, kind, body string) {
	v.t.Helper()
	said, _ := json.Marshal(path)
	got := js[[]string](v, fmt.Sprintf(`fetch(%s, {cache: 'reload'}).then(async r => [String(r.status), r.headers.get('content-type') || '', await r.text()])`, said))
	if len(got) != 3 {
		v.t.Fatalf("%s: no answer from %s", v.at(), path)
	}
	fmt.Sscan(got[0], &status)
	return status, got[1], got[2]
}

// signsIn asks for a code by mail, reads it, and types it.
func (v *visitor) signsIn(h *house, email string) *visitor {
	v.t.Helper()
	v.open("/sign-in").sees("Mail me a code")
	sent := h.lettersTo(email)
	v.fill("E-mail", email).tap("Mail me a code").sees("Look into your mail")
	h.until("a new letter", func() bool { return h.lettersTo(email) > sent })
	v.fill("Code", h.letter(email, `\b(\d{6}|\d{3} \d{3})\b`)).tap("Sign me in")
	v.until("to be signed in", func() bool { return js[string](v, `location.pathname`) != "/sign-in/code" && v.text() != "" })
	return v
}
