package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A file is one parsed file of ours.
type file struct {
	path string // from the top, such as domain/event/rsvp.go
	src  string
	set  *token.FileSet
	*ast.File
}

func parse(name, src string) (file, error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, name, src, parser.ParseComments)
	return file{name, src, set, f}, err
}

// test reports whether f is for tests alone.
func (f file) test() bool {
	return strings.HasSuffix(f.path, "_test.go") || f.under("store/storetest") || f.under("api/walk")
}
func (f file) under(dir string) bool { return strings.HasPrefix(f.path, dir+"/") }
func (f file) line(n ast.Node) int   { return f.set.Position(n.Pos()).Line }
func (f file) lines(n ast.Node) int  { return f.set.Position(n.End()).Line - f.line(n) + 1 }
func (f file) at(n ast.Node, says ...any) string {
	return fmt.Sprintf("%s:%d: %s", f.path, f.line(n), fmt.Sprint(says...))
}

// uses finds name, or any name where it is empty, of package pkg.
func (f file) uses(pkg string, names ...string) (found []ast.Node) {
	as := ""
	for _, imp := range f.Imports {
		if p, _ := strconv.Unquote(imp.Path.Value); p == pkg {
			if as = path.Base(pkg); imp.Name != nil {
				as = imp.Name.Name
			}
		}
	}
	ast.Inspect(f.File, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && as != "" {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == as && slices.Contains(names, s.Sel.Name) {
				found = append(found, n)
			}
		}
		return true
	})
	return found
}

// manner is how every file is written: each rule says what is wrong with it.
var manner = map[string]func(file) []string{
	"short": func(f file) (faults []string) {
		if n := strings.Count(f.src, "\n"); n > 400 {
			faults = append(faults, f.at(f.Name, n, " lines: a file has at most 400"))
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.lines(fn) > 60 {
				faults = append(faults, f.at(fn, fn.Name, " has ", f.lines(fn), " lines: a function has at most 60"))
			}
		}
		return faults
	},
	"documented": undocumented,
	"untagged":   tagged,
	"finished": func(f file) (faults []string) {
		for _, group := range f.Comments {
			if regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`).MatchString(group.Text()) {
				faults = append(faults, f.at(group, "is not finished: finish it, or open an issue"))
			}
		}
		return faults
	},
	"not skipped": func(f file) (faults []string) {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || f.path == "store/storetest/real.go" {
				continue // its caller is told plainly where the published files are not there
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && f.test() && in(s.Sel.Name, "Skip Skipf SkipNow") {
					faults = append(faults, f.at(n, "a test that is skipped tests nothing: only storetest.Real may skip"))
				}
				return true
			})
		}
		return faults
	},
	"one clock": func(f file) []string {
		if f.path == "main.go" || f.test() {
			return nil
		}
		return f.each(f.uses("time", "Now", "Since", "Until"), "reads the clock: it is handed a domain.Clock")
	},
	"no sleep": func(f file) []string {
		return f.each(f.uses("time", "Sleep"), "sleeps: wait for the thing itself")
	},
	"one place for settings": func(f file) []string {
		if f.path == "main.go" || f.test() {
			return nil
		}
		return f.each(f.uses("os", "Getenv", "LookupEnv", "Environ"), "reads a setting: they are all in main.go")
	},
	"escaped": func(f file) []string {
		if f.path == "templates/trusted.go" {
			return nil
		}
		return f.each(f.uses("html/template", "HTML", "HTMLAttr", "JS", "JSStr", "CSS", "URL", "Srcset"), "trusts text: only templates/trusted.go says what need not be escaped")
	},
	"no floats near money": func(f file) (faults []string) {
		if !f.under("domain/giving") && !f.under("domain/lawpack") && !f.under("domain/compliance") && !f.under("domain/bank") && !f.under("api/stripe") && f.path != "domain/money.go" {
			return nil
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && in(id.Name, "float32 float64") {
				faults = append(faults, f.at(n, "money is whole minor units"))
			}
			return true
		})
		return faults
	},
	"an organiser's verbs": func(f file) (faults []string) {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if ok && f.under("domain") && !f.test() && regexp.MustCompile(`^(Create|Process|Handle|Manage)([A-Z]|$)|(Manager|Helper)$`).MatchString(fn.Name.Name) {
				faults = append(faults, f.at(fn, fn.Name, ": what would an organiser say?"))
			}
		}
		return faults
	},
}

func (f file) each(nodes []ast.Node, says string) (faults []string) {
	for _, n := range nodes {
		faults = append(faults, f.at(n, says))
	}
	return faults
}

// undocumented finds exported names without a comment. What a store does is
// said at the interface that it implements.
func undocumented(f file) (faults []string) {
	if f.test() {
		return nil
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil && !(d.Recv != nil && (f.under("store") || in(d.Name.Name, "Error String Unwrap") || !exportedType(d.Recv.List[0].Type))) {
				faults = append(faults, f.at(d, d.Name, " wants a comment"))
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if name, said := documented(spec); name != "" && !said && d.Doc == nil {
					faults = append(faults, f.at(spec, name, " wants a comment"))
				}
			}
		}
	}
	ast.Inspect(f.File, func(n ast.Node) bool {
		if i, ok := n.(*ast.InterfaceType); ok && f.under("domain") {
			for _, m := range i.Methods.List {
				if len(m.Names) > 0 && m.Doc == nil && m.Comment == nil {
					faults = append(faults, f.at(m, m.Names[0], " wants a comment: which refusal does it give?"))
				}
			}
		}
		return true
	})
	return faults
}

func exportedType(e ast.Expr) bool {
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

// documented is the first exported name of a declaration, and whether it has
// a comment of its own.
func documented(spec ast.Spec) (name string, said bool) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() {
			return s.Name.Name, s.Doc != nil || s.Comment != nil
		}
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if n.IsExported() {
				return n.Name, s.Doc != nil || s.Comment != nil
			}
		}
	}
	return "", true
}

// tagged finds struct tags in domain. Only what somebody sends us, a type
// named ...Input, says how its fields are called outside.
func tagged(f file) (faults []string) {
	if !f.under("domain") || f.test() {
		return nil
	}
	ast.Inspect(f.File, func(n ast.Node) bool {
		if s, ok := n.(*ast.TypeSpec); ok && strings.HasSuffix(s.Name.Name, "Input") {
			for _, field := range tags(s) {
				if !regexp.MustCompile("^`json:\"[^\"]*\"`$").MatchString(field.Tag.Value) {
					faults = append(faults, f.at(field, "an input has json names and no other tags"))
				}
			}
			return false
		}
		if field, ok := n.(*ast.Field); ok && field.Tag != nil {
			faults = append(faults, f.at(field, "a noun of domain has no tags: it knows neither the database nor the web"))
		}
		return true
	})
	return faults
}

func tags(n ast.Node) (found []*ast.Field) {
	ast.Inspect(n, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && field.Tag != nil {
			found = append(found, field)
		}
		return true
	})
	return found
}

func TestMannerOfEveryFile(t *testing.T) {
	said, lengths := map[string]bool{}, []int{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && in(name, ".git .ci bin data deploy") {
			return errOr(err, fs.SkipDir)
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := parse(filepath.ToSlash(name), string(src))
		if err != nil {
			return err
		}
		dir := path.Dir(f.path)
		said[dir] = said[dir] || opens(f)
		for _, fault := range f.faults() {
			t.Error(fault)
		}
		if !f.test() {
			lengths = append(lengths, f.lengths()...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s: a package opens with the sentence of its room", dir)
		}
	}
	slices.Sort(lengths)
	if half, most := lengths[len(lengths)/2], lengths[len(lengths)*9/10]; half > 12 || most > 40 {
		t.Errorf("half of the functions have up to %d lines and nine tenths up to %d: at most 12 and 40", half, most)
	}
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func (f file) faults() (faults []string) {
	for _, rule := range manner {
		faults = append(faults, rule(f)...)
	}
	return faults
}

// opens reports whether f says in a sentence what its package is.
func opens(f file) bool {
	return f.Doc != nil && len(strings.Fields(f.Doc.Text())) > 3 && strings.Contains(f.Doc.Text(), ".")
}

// lengths is how many lines each function of f has.
func (f file) lengths() (n []int) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			n = append(n, f.lines(fn))
		}
	}
	return n
}

func TestMannerBites(t *testing.T) {
	long := strings.Repeat("\n", 61)
	for _, p := range []struct{ rule, path, src string }{
		{"short", "store/x.go", "func f() {" + long + "}"},
		{"short", "store/x_test.go", strings.Repeat(long, 7)},
		{"documented", "api/web/x.go", "func F() {}"},
		{"documented", "api/web/x.go", "// T is.\ntype T struct{}\nfunc (T) F() {}"},
		{"documented", "domain/x.go", "type T int"},
		{"documented", "domain/x.go", "const A = 1"},
		{"documented", "domain/x.go", "// S keeps.\ntype S interface{ Put() }"},
		{"untagged", "domain/event/x.go", "type e struct{ A int `json:\"a\"` }"},
		{"untagged", "domain/event/x.go", "type eInput struct{ A int `json:\"a\" gorm:\"b\"` }"},
		{"untagged", "domain/event/x.go", "type eInput struct{ A int `form:\"a\"` }"},
		{"finished", "api/x.go", "// TO" + "DO: the rest"},
		{"not skipped", "store/x_test.go", "func TestX(t *testing.T) { t.Skip() }"},
		{"one clock", "domain/x.go", "import \"time\"\nvar x = time.Now"},
		{"one clock", "api/x.go", "import tm \"time\"\nfunc f(t tm.Time) any { return tm.Since(t) }"},
		{"no sleep", "store/x_test.go", "import \"time\"\nfunc f() { time.Sleep(1) }"},
		{"one place for settings", "api/x.go", "import \"os\"\nvar x = os.Getenv(\"A\")"},
		{"escaped", "templates/x.go", "import \"html/template\"\nvar x = template.HTML(\"<b>\")"},
		{"no floats near money", "domain/giving/x.go", "var x float64"},
		{"an organiser's verbs", "domain/event/x.go", "func HandleEvent() {}"},
	} {
		f, err := parse(p.path, "package x\n"+p.src)
		if err != nil {
			t.Fatal(err)
		}
		if len(manner[p.rule](f)) == 0 {
			t.Errorf("%q does not see what is wrong with %s: %q", p.rule, p.path, p.src)
		}
	}
	good, err := parse("domain/event/x.go", `// Package event is what people meet for.
package event

import "time"

// An AddInput is what somebody sends.
type AddInput struct{ A int `+"`json:\"a\"`"+` }

type e struct{ at time.Time }

func (e) Seen() {} // unexported with its type

// Handled is a fine word.
func Handled() {}
`)
	if faults := good.faults(); err != nil || len(faults) > 0 || !opens(good) {
		t.Error("finds fault with what is right:", faults, err)
	}
}
