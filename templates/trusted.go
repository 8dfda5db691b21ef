package templates

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"sync"
)

// This file is the only one that makes markup out of text by hand. Whatever it
// did not write itself it escapes.

var (
	strongMark = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	linkMark   = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)
	drawing    = regexp.MustCompile(`id="i-([a-z]+)"`)
)

// rich is the sentence for code with **weight** and [a link]({href}) in it,
// which the words carry so that each language can put them where it wants.
// Arguments are text: they cannot bring marks or markup with them.
func (l *Locale) rich(code string, args ...any) template.HTML {
	gaps := gapsOf(args)
	safe := make(map[string]any, len(gaps))
	for name, v := range gaps {
		safe[name] = template.HTMLEscapeString(l.show(name, v))
	}
	sentence := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(l.sentence(code, gaps))
	marked := strongMark.ReplaceAllString(sentence, "<strong>$1</strong>")
	marked = linkMark.ReplaceAllStringFunc(marked, func(m string) string {
		found := linkMark.FindStringSubmatch(m)
		return fmt.Sprintf(`<a href="%s">%s</a>`, template.HTMLEscapeString(address(l.fill(found[2], gaps))), found[1])
	})
	return template.HTML(l.fill(marked, safe)) // #nosec: every argument was escaped above
}

// address is href, if it leads to the web, to mail, to a telephone or to a
// page of ours; else nowhere.
func address(href string) string {
	scheme, _, has := strings.Cut(href, ":")
	switch {
	case !has || strings.ContainsAny(scheme, "/?#"):
		return href
	case scheme == "https" || scheme == "http" || scheme == "mailto" || scheme == "tel":
		return href
	}
	return "#"
}

// sprite is the names of all drawings.
var sprite = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	text, _ := files.ReadFile("parts/sprite.html")
	for _, m := range drawing.FindAllSubmatch(text, -1) {
		all[string(m[1])] = true
	}
	return all
})

// icon is one drawing of the sprite in parts/sprite.html.
func icon(name string) (template.HTML, error) {
	if !sprite()[name] {
		return "", fmt.Errorf("templates: no icon %q", name)
	}
	return template.HTML(`<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><use href="#i-` + name + `"/></svg>`), nil
}

var dialled = regexp.MustCompile(`^\+?[0-9]{4,15}$`)

// dial is a telephone number as a phone opens it, to call or to text; anything
// else leads nowhere.
func dial(scheme, number string) template.URL {
	if (scheme == "tel" || scheme == "sms") && dialled.MatchString(number) {
		return template.URL(scheme + ":" + number) // #nosec: digits under a scheme of ours
	}
	return "#"
}

// webcal is a whole address of ours as calendar programs open it; anything
// else leads nowhere.
func webcal(address string) template.URL {
	for _, scheme := range []string{"https:", "http:"} {
		if rest, ok := strings.CutPrefix(address, scheme); ok && strings.HasPrefix(rest, "//") {
			return template.URL("webcal:" + strings.ReplaceAll(rest, "'", "%27")) // #nosec: the scheme is ours, and an attribute is escaped as one
		}
	}
	return "#"
}
