package templates

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func words(t *testing.T, lang string) catalogue {
	t.Helper()
	c, err := catalogues[lang]()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var gapMark = regexp.MustCompile(`\{[A-Za-z_]+\}`)

func gapsIn(p phrase) []string {
	gaps := map[string]bool{}
	for _, s := range p {
		for _, g := range gapMark.FindAllString(s, -1) {
			gaps[g] = true
		}
	}
	return slices.Sorted(maps.Keys(gaps))
}

func TestEveryLanguageSaysTheSame(t *testing.T) {
	en := words(t, "en")
	for _, l := range Langs {
		have := words(t, l.Code)
		for code, p := range en {
			q, ok := have[code]
			switch {
			case !ok:
				t.Errorf("%s lacks %s", l.Code, code)
			case !slices.Equal(gapsIn(p), gapsIn(q)):
				t.Errorf("%s: %s has the gaps %v, English has %v", l.Code, code, gapsIn(q), gapsIn(p))
			case len(p) > 1 && (q["one"] == "" || q["other"] == ""):
				t.Errorf("%s: %s needs one and other", l.Code, code)
			}
		}
		for code, p := range have {
			if _, ok := en[code]; !ok {
				t.Errorf("English lacks %s, which %s has", code, l.Code)
			}
			for _, s := range p {
				if strings.TrimSpace(s) == "" {
					t.Errorf("%s: %s is empty", l.Code, code)
				}
			}
		}
	}
}

var (
	called = regexp.MustCompile(`\b(?:t|rich)\s+"([^"]+)"`)
	quoted = regexp.MustCompile(`"([a-z][A-Za-z0-9_/.-]*)"`)
	action = regexp.MustCompile(`{{[^}]*}}`)
)

// mentions is every quoted word in our templates and in the Go code of the
// rooms that may ask for a sentence, and the codes that must be there.
func mentions(t *testing.T) (all, must map[string]string) {
	t.Helper()
	all, must = map[string]string{}, map[string]string{}
	for _, room := range []string{".", "../api", "../domain", "../store", "../main.go"} {
		err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			switch filepath.Ext(path) {
			case ".html", ".txt":
				inTemplate(t, path, all, must)
			case ".go":
				inGo(t, path, all, must)
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return all, must
}

func inTemplate(t *testing.T, path string, all, must map[string]string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range action.FindAllString(string(b), -1) {
		if strings.HasPrefix(act, "{{/*") {
			continue
		}
		for _, m := range called.FindAllStringSubmatch(act, -1) {
			must[m[1]] = path
		}
		for _, m := range quoted.FindAllStringSubmatch(act, -1) {
			all[m[1]] = path
		}
	}
}

// inGo finds every string, and the codes of refusals: the second argument of
// Refuse, RefuseWith and of the store's one, the third of Wrong.Check.
func inGo(t *testing.T, path string, all, must map[string]string) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			s, _ := strconv.Unquote(lit.Value)
			all[s] = path
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch name := nameOf(call.Fun); {
		case (name == "Refuse" || name == "RefuseWith") && len(call.Args) > 1:
			note(must, "refusal.", call.Args[1], path)
		case name == "orRefuse" && len(call.Args) == 3:
			note(must, "refusal.", call.Args[2], path)
		case name == "one" && len(call.Args) == 2 && strings.HasPrefix(path, "../store/"): // what the store does not find
			note(must, "refusal.", call.Args[1], path)
		case name == "Check" && len(call.Args) == 3:
			note(must, "wrong.", call.Args[2], path)
		}
		return true
	})
}

func nameOf(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.IndexExpr: // of a type
		return nameOf(f.X)
	}
	return ""
}

func note(must map[string]string, prefix string, arg ast.Expr, path string) {
	if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, _ := strconv.Unquote(lit.Value)
		must[prefix+s] = path
	}
}

func TestEverySentenceAskedForIsThere(t *testing.T) {
	_, must := mentions(t)
	for _, code := range slices.Sorted(maps.Keys(must)) {
		if !Says(code) && !(strings.HasPrefix(code, "wrong.") && Says("refusal."+code[6:])) {
			t.Errorf("no sentence for %s, which %s asks for", code, must[code])
		}
	}
}

func TestNoSentenceIsLeftOver(t *testing.T) {
	all, must := mentions(t)
	for code := range words(t, "en") {
		if all[code] == "" && must[code] == "" && !byPrefix(all, code) {
			t.Errorf("nobody says %s", code)
		}
	}
}

// byPrefix reports whether code may be put together from a prefix that some
// code mentions ("event.kind.") or names a refusal that is passed about.
func byPrefix(all map[string]string, code string) bool {
	for i, r := range code {
		if r == '.' && all[code[:i+1]] != "" && (i+1 < len(code)) {
			if code[:i+1] != "refusal." && code[:i+1] != "wrong." {
				return true
			}
			return all[code[i+1:]] != ""
		}
	}
	return false
}

func TestWord(t *testing.T) {
	for _, try := range []struct {
		lang, code string
		args       []any
		want       string
	}{
		{"en", "format.in-days", []any{"n", 1}, "in 1 day"},
		{"en", "format.in-days", []any{"n", 12}, "in 12 days"},
		{"fr", "format.in-days", []any{"n", 0}, "dans 0 jour"},
		{"de-DE", "format.in-days", []any{"n", 1384}, "in 1.384 Tagen"},
		{"el", "format.in-days", []any{map[string]any{"n": "3"}}, "σε 3 ημέρες"},
		{"cy", "format.today", nil, "today"},
		{"en", "no.such", nil, "no.such"},
	} {
		if got := Word(try.lang, try.code, try.args...); got != try.want {
			t.Errorf("%s %s %v: %q, want %q", try.lang, try.code, try.args, got, try.want)
		}
	}
}
