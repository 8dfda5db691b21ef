package journey

import (
	"regexp"
	"strings"
	"testing"
)

// shape is a path with everything that names one thing taken out, so that the
// thousand pages of one kind are known to be of one kind.
func shape(path string) string {
	path = regexp.MustCompile(`\?.*$`).ReplaceAllString(path, "")
	parts := strings.Split(path, "/")
	for i := 2; i < len(parts); i++ {
		if regexp.MustCompile(`[0-9]|^[A-Z]`).MatchString(parts[i]) || parts[i-1] == "events" || parts[i-1] == "groups" || parts[i-1] == "targets" || parts[i-1] == "seats" {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "/")
}

// wander opens every kind of page that links lead to, beginning at some, in
// one language, and holds each to what we promise of all. It leaves out what
// was seen before.
func (v *visitor) wander(lang string, seen map[string]bool, from ...string) {
	v.t.Helper()
	opened := 0
	for next := from; len(next) > 0; next = next[1:] {
		kind := shape(next[0])
		if seen[kind] || spoken(next[0]) != lang || v.only != nil && !v.only.MatchString(next[0]) {
			continue
		}
		seen[kind] = true
		opened++
		v.open(next[0]).sees()
		if status := js[int](v, `performance.getEntriesByType('navigation')[0].responseStatus`); status >= 400 {
			v.t.Errorf("%s: answers %d", next[0], status)
		}
		next = append(next, js[[]string](v, `[...document.querySelectorAll('a[href]')]
			.filter(a => a.origin === location.origin && !a.pathname.startsWith('/api/') && !a.download && !/\.(ics|json|csv|txt|svg|yaml|journal)$/.test(a.pathname)).map(a => a.pathname + a.search)`)...)
	}
	v.t.Logf("%d kinds of pages", opened)
}

// spoken is the language that a path names, empty for none.
func spoken(path string) string {
	if m := regexp.MustCompile(`^/(en|de|es|el|fr)(/|$)`).FindStringSubmatch(path); m != nil {
		return m[1]
	}
	return ""
}

// TestWander opens every kind of page there is in the demo: as nobody on a
// phone and on a laptop, in the language with the longest words, in another
// script, and as each role what the ones before did not see.
func TestWander(t *testing.T) {
	t.Parallel()
	h := demo(t)
	seen := map[string]bool{}
	t.Run("nobody, phone", func(t *testing.T) { visit(t, h.url, phone).wander("", seen, "/") })
	t.Run("nobody, desktop", func(t *testing.T) { visit(t, h.url, desktop).wander("", map[string]bool{}, "/") })
	t.Run("nobody, German", func(t *testing.T) { visit(t, h.url, phone).wander("de", map[string]bool{}, "/de/") })
	t.Run("nobody, Greek", func(t *testing.T) { visit(t, h.url, phone).wander("el", map[string]bool{}, "/el/events") })
	for i, r := range []struct{ role, from string }{
		{"member", "/me"}, {"canvasser", "/door"}, {"lead", "/organise"}, {"organiser", "/organise"},
		{"treasurer", "/organise/money"}, {"auditor", "/organise/money"}, {"compliance-officer", "/organise/law"}, {"admin", "/organise/groups"},
	} {
		s := []size{phone, desktop}[i%2]
		delete(seen, "/me")
		delete(seen, r.from)
		t.Run(r.role+", "+s.name, func(t *testing.T) { visit(t, h.url, s).walksIn(h, r.role).wander("", seen, "/me", r.from) })
	}
}

// aboutMoney is the pages of supporters, donors, treasurers, compliance officers and
// auditors.
var aboutMoney = regexp.MustCompile(`^/(de|es|el|fr)/(donate|gift|law|organise/(money|calls|appeals|bank|dues|law))(/|$)`)

// TestMoneyInEveryLanguage opens every kind of page about money in the languages
// in which no journey is told: as a donor, and as whoever keeps the books, minds
// the law and looks after both. The colours are those of the other languages.
func TestMoneyInEveryLanguage(t *testing.T) {
	t.Parallel()
	h := demo(t)
	donor := visit(t, h.url, phone)
	donor.open("/donate").fill("Your name", "Dora Donor").fill("E-mail", "dora@example.org").tapIn("#give > div:has(#own)", "It is my own money").tapIn("main", "Give £10")
	donor.tap("Pay in the sandbox").sees("Thank you")
	thanks := js[string](donor, `location.pathname`)
	donor.mailed("dora@example.org", "your receipt", "Lower, pause or stop it").sees("Running")
	gift := js[string](donor, `location.pathname`)
	donor.open("/donate").fill("Your name", "Dora Donor").fill("E-mail", "dora@example.org").tapIn("#give > div:has(#own)", "It is my own money").tapIn("main", "Give £10").sees("Pay in the sandbox")
	unpaid, seen := js[string](donor, `location.pathname`), map[string]map[string]bool{"de": {}, "es": {}, "el": {}, "fr": {}}
	for i, who := range []struct{ role, from string }{
		{"donor", "/donate"}, {"treasurer", "/organise/money /organise/calls /organise/appeals /organise/bank"},
		{"compliance-officer", "/organise/law /law"}, {"auditor", "/organise/money/looks"},
	} {
		t.Run(who.role, func(t *testing.T) {
			v := visit(t, h.url, []size{phone, desktop}[i%2])
			if who.role == "donor" {
				who.from += " /donate/aire-valley-together/poster " + thanks + " " + unpaid + " " + gift
			} else {
				v.walksIn(h, who.role)
			}
			v.only, v.schemes = aboutMoney, []string{"light"}
			for _, lang := range []string{"de", "es", "el", "fr"} {
				var from []string
				for _, path := range strings.Fields(who.from) {
					from = append(from, "/"+lang+path)
				}
				v.wander(lang, seen[lang], from...)
				if got := js[string](v, `document.documentElement.lang`); got != lang {
					t.Errorf("%s speaks %q", v.at(), got)
				}
			}
		})
	}
}
