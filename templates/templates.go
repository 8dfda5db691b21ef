// Package templates is what people see: every page and letter, and every
// sentence in them, in every language. It knows nothing of our other rooms.
package templates

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed *.html */*.html letters words
var files embed.FS

// Pages is every page people see, by name: "event/show" is event/show.html.
// A page is parsed when it is first asked for, once in each locale, so that a
// program starts at once. Its methods may be called from many goroutines.
type Pages struct {
	asset func(string) string

	mu     sync.Mutex
	bases  map[string]*template.Template // by locale: the layout and the parts
	parsed map[string]*template.Template // by locale and page
}

// New makes the pages. asset turns the name of a file sent as it is
// ("css/barnstorm.css") into the address under which it is served; nil leaves
// the names as they are under "/static/".
func New(asset func(string) string) *Pages {
	if asset == nil {
		asset = func(name string) string { return "/static/" + name }
	}
	return &Pages{asset: asset, bases: map[string]*template.Template{}, parsed: map[string]*template.Template{}}
}

// Render writes a page in the language of lang (a language or a locale such as
// "en-US"): the whole page within its layout, or, when part is not empty, only
// the block of that name. Anything it has written before an error is useless.
func (ps *Pages) Render(w io.Writer, lang, page, part string, data any) error {
	t, err := ps.page(lang, page)
	if err != nil {
		return err
	}
	if part == "" {
		part = "layout"
	}
	if err := t.ExecuteTemplate(w, part, data); err != nil {
		return fmt.Errorf("templates: page %s, part %s, in %s: %w", page, part, lang, err)
	}
	return nil
}

// Check parses every page and letter in every language and tells everything
// that is wrong with them.
func (ps *Pages) Check() error {
	var errs []error
	for _, l := range Langs {
		for _, name := range Names() {
			_, err := ps.page(l.Code, name)
			errs = append(errs, err)
		}
		for _, name := range LetterNames() {
			_, err := parseLetter(In(l.Code), name)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Names is the name of every page.
func Names() []string {
	var names []string
	found, _ := fs.Glob(files, "*/*.html")
	for _, f := range found {
		if dir := path.Dir(f); dir == "parts" || dir == "letters" || path.Base(f) == "parts.html" {
			continue
		}
		names = append(names, strings.TrimSuffix(f, ".html"))
	}
	return names
}

func (ps *Pages) page(lang, name string) (*template.Template, error) {
	l := In(lang)
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if t := ps.parsed[l.Tag+" "+name]; t != nil {
		return t, nil
	}
	base, err := ps.base(l)
	if err != nil {
		return nil, err
	}
	t, err := ps.parse(base, name)
	if err != nil {
		return nil, fmt.Errorf("templates: page %s: %w", name, err)
	}
	ps.parsed[l.Tag+" "+name] = t
	return t, nil
}

// parse adds a page to a copy of the layout. The pages of a folder share its
// parts.html.
func (ps *Pages) parse(base *template.Template, name string) (*template.Template, error) {
	t, err := base.Clone()
	if err != nil {
		return nil, err
	}
	shared := path.Dir(name) + "/parts.html"
	if _, err := fs.Stat(files, shared); err == nil && path.Dir(name) != "." {
		if t, err = t.ParseFS(files, shared); err != nil {
			return nil, err
		}
	}
	return t.ParseFS(files, name+".html")
}

func (ps *Pages) base(l *Locale) (*template.Template, error) {
	if t := ps.bases[l.Tag]; t != nil {
		return t, nil
	}
	funcs := pageFuncs(l)
	funcs["asset"] = ps.asset
	t, err := template.New("").Funcs(funcs).Option("missingkey=error").ParseFS(files, "layout.html", "parts/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: layout: %w", err)
	}
	ps.bases[l.Tag] = t
	return t, nil
}
