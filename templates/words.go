package templates

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strconv"
	"strings"
	"sync"

	"github.com/go-playground/locales"
)

// A Lang is one of the languages people can read Barnstorm in.
type Lang struct {
	Code string // ISO 639-1
	Name string // as its speakers write it
}

// Langs is every language, English first: what it lacks, nobody has.
var Langs = []Lang{{"en", "English"}, {"de", "Deutsch"}, {"es", "Español"}, {"el", "Ελληνικά"}, {"fr", "Français"}}

// A phrase is one sentence by CLDR plural category. One without a number has
// only the category other.
type phrase map[string]string

// UnmarshalJSON reads a sentence, or an object of sentences by category.
func (p *phrase) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		err := json.Unmarshal(b, &s)
		*p = phrase{"other": s}
		return err
	}
	return json.Unmarshal(b, (*map[string]string)(p))
}

// A catalogue is all the sentences of one language by code.
type catalogue map[string]phrase

var catalogues = func() map[string]func() (catalogue, error) {
	all := map[string]func() (catalogue, error){}
	for _, l := range Langs {
		all[l.Code] = sync.OnceValues(func() (catalogue, error) { return readWords(l.Code) })
	}
	return all
}()

// readWords joins the files of one language. A code given twice is an error.
func readWords(lang string) (catalogue, error) {
	all := catalogue{}
	found, err := fs.Glob(files, "words/"+lang+"/*.json")
	errs := []error{err}
	for _, name := range found {
		b, err := files.ReadFile(name)
		some := catalogue{}
		errs = append(errs, err, json.Unmarshal(b, &some))
		for code, p := range some {
			if lang == "fr" {
				p.glue()
			}
			if _, twice := all[code]; twice {
				errs = append(errs, fmt.Errorf("templates: %s is given twice in %s", code, lang))
			}
		}
		maps.Copy(all, some)
	}
	return all, errors.Join(errs...)
}

// glue keeps marks with their words.
func (p phrase) glue() {
	for category, text := range p {
		p[category] = glued.Replace(text)
	}
}

// Word is the sentence for code in the language of lang, with its gaps filled
// from args: name, value, name, value, or one map. An argument called n that
// is a whole number chooses the plural. Numbers are written as the language
// writes them. A sentence that is missing is shown in English, and one that
// English lacks as its code; a test sees to it that neither happens.
func Word(lang, code string, args ...any) string { return In(lang).Word(code, args...) }

// Word is the sentence for code: see the function of that name.
func (l *Locale) Word(code string, args ...any) string {
	gaps := gapsOf(args)
	return l.fill(l.sentence(code, gaps), gaps)
}

// sentence is the sentence for code with its gaps still open.
func (l *Locale) sentence(code string, gaps map[string]any) string {
	for _, try := range []*Locale{l, In("en")} {
		words, _ := catalogues[try.Lang]()
		if p, ok := words[code]; ok {
			return p.choose(try.data, gaps["n"])
		}
	}
	return code
}

// Says reports whether there is a sentence for code.
func Says(code string) bool {
	words, _ := catalogues["en"]()
	_, ok := words[code]
	return ok
}

func gapsOf(args []any) map[string]any {
	if len(args) == 1 {
		m, _ := args[0].(map[string]any)
		return m
	}
	gaps := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		gaps[fmt.Sprint(args[i])] = args[i+1]
	}
	return gaps
}

func (p phrase) choose(data locales.Translator, n any) string {
	if whole, ok := wholeOf(n); ok {
		rule := data.CardinalPluralRule(float64(whole), 0)
		if s, ok := p[strings.ToLower(rule.String())]; ok {
			return s
		}
	}
	return p["other"]
}

// wholeOf is n as a whole number, when it is one, typed or written.
func wholeOf(n any) (int64, bool) {
	switch n := n.(type) {
	case int:
		return int64(n), true
	case int32:
		return int64(n), true
	case int64:
		return n, true
	case string:
		whole, err := strconv.ParseInt(n, 10, 64)
		return whole, err == nil
	}
	return 0, false
}

// fill puts the arguments into the gaps of s. A gap without an argument stays,
// braces and all, so that the fault is seen.
func (l *Locale) fill(s string, gaps map[string]any) string {
	if len(gaps) == 0 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, 2*len(gaps))
	for name, v := range gaps {
		pairs = append(pairs, "{"+name+"}", l.show(name, v))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

func (l *Locale) show(name string, v any) string {
	_, text := v.(string)
	if whole, ok := wholeOf(v); ok && (!text || name == "n") {
		return l.Integer(whole)
	}
	return fmt.Sprint(v)
}

// Phrases is the sentences of a language whose codes begin so, for a program
// that speaks without us: each a text, or texts by plural category.
func Phrases(lang string, beginnings ...string) map[string]any {
	out := map[string]any{}
	words, _ := catalogues[In(lang).Lang]()
	for code, p := range words {
		for _, b := range beginnings {
			if !strings.HasPrefix(code, b) {
				continue
			}
			if out[code] = any(p["other"]); len(p) > 1 {
				out[code] = p
			}
		}
	}
	return out
}
