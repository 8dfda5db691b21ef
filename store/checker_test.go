package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A checker finds SQL that is not a constant in one package.
type checker struct {
	set    *token.FileSet
	files  []*ast.File
	from   types.Importer
	info   types.Info
	params map[types.Object]bool // parameters that are handed on as SQL
	asked  map[types.Object]bool // variables that are being looked at
}

func newChecker(from types.Importer) *checker {
	return &checker{set: token.NewFileSet(), from: from, params: map[types.Object]bool{}, asked: map[types.Object]bool{},
		info: types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}}
}

func (c *checker) add(t *testing.T, name, src string) {
	f, err := parser.ParseFile(c.set, name, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	c.files = append(c.files, f)
}

func (c *checker) faults(t *testing.T) (faults []string) {
	conf := types.Config{Importer: c.from, Error: func(error) {}}
	if _, err := conf.Check("barnstorm/store", c.set, c.files, &c.info); err != nil && !strings.Contains(err.Error(), "missing function body") {
		t.Fatal(err)
	}
	for known := -1; known < len(c.params); { // until no further parameter is found to be SQL
		known, faults = len(c.params), nil
		c.each(func(n ast.Node) {
			if fault := c.wrong(n); fault != "" {
				faults = append(faults, fmt.Sprintf("%s: %s", c.set.Position(n.Pos()), fault))
			}
		})
	}
	return faults
}

func (c *checker) each(see func(ast.Node)) {
	for _, f := range c.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if n != nil {
				see(n)
			}
			return true
		})
	}
}

// wrong says what is wrong with one call, literal or method value.
func (c *checker) wrong(n ast.Node) string {
	switch n := n.(type) {
	case *ast.CallExpr:
		return c.wrongCall(n)
	case *ast.CompositeLit:
		t := c.info.Types[n].Type
		if named, ok := t.(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "gorm.io/gorm/clause" {
			return c.wrongClause(n)
		}
	case *ast.AssignStmt:
		for _, from := range n.Rhs {
			if fn := c.called(from); fn != nil && sink(fn) >= 0 {
				return fn.Name() + " is taken as a value, where nobody sees what it is given"
			}
		}
	}
	return ""
}

func (c *checker) wrongCall(call *ast.CallExpr) string {
	fn := c.called(call.Fun)
	if fn == nil {
		return ""
	}
	for i, arg := range call.Args {
		first := sink(fn)
		names := slices.Contains([]string{"Select", "Omit", "Distinct"}, fn.Name()) && first == 0 && !strings.Contains(c.text(call.Args[0]), "?")
		if (i == first || names && i > first || c.param(fn, i)) && !c.constant(arg) {
			return "the SQL handed to " + fn.Name() + " is not a constant"
		}
	}
	return ""
}

// wrongClause looks at the text of gorm's clauses; a column's name is quoted
// unless it says Raw.
func (c *checker) wrongClause(lit *ast.CompositeLit) string {
	fields := map[string]ast.Expr{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				fields[key.Name] = kv.Value
			}
		}
	}
	text, raw := fields["SQL"], fields["Raw"] != nil
	if text != nil && !c.constant(text) || raw && fields["Name"] != nil && !c.constant(fields["Name"]) {
		return "the SQL in a clause is not a constant"
	}
	return ""
}

// called is the function or method that an expression names, or nil.
func (c *checker) called(e ast.Expr) *types.Func {
	var id *ast.Ident
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return c.called(x.X)
	case *ast.SelectorExpr:
		id = x.Sel
	case *ast.Ident:
		id = x
	default:
		return nil
	}
	fn, _ := c.info.Uses[id].(*types.Func)
	if fn != nil {
		fn = fn.Origin()
	}
	return fn
}

// sink is which argument of somebody else's fn is SQL, or -1.
func sink(fn *types.Func) int {
	if fn.Pkg() == nil {
		return -1
	}
	at := fn.Pkg().Path()
	if recv := fn.Signature().Recv(); recv != nil && strings.HasSuffix(recv.Type().String(), "gorm.io/gorm.DB") {
		at += ".DB"
	}
	at = strings.Replace(at, "/pgxpool", "", 1)
	if i, ok := sinks[at][fn.Name()]; ok {
		return i
	}
	return -1
}

// param reports whether parameter i of fn, which is ours, is handed on as SQL.
func (c *checker) param(fn *types.Func, i int) bool {
	ps := fn.Signature().Params()
	return i < ps.Len() && c.params[ps.At(i)]
}

// text is the value of a constant string, or empty.
func (c *checker) text(e ast.Expr) string {
	if v := c.info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

// constant reports whether e is a constant, is put together or chosen from
// constants, or cannot be text at all.
func (c *checker) constant(e ast.Expr) bool {
	e = ast.Unparen(e)
	t := c.info.Types[e]
	if t.Value != nil || t.IsNil() || !mayBeText(t.Type) {
		return true
	}
	switch x := e.(type) {
	case *ast.BinaryExpr:
		return c.constant(x.X) && c.constant(x.Y)
	case *ast.CompositeLit: // []string
		return !slices.ContainsFunc(x.Elts, func(e ast.Expr) bool { return !c.constant(e) })
	case *ast.IndexExpr: // a table of constants, chosen from by key
		table, ok := x.X.(*ast.Ident)
		return ok && c.chosen(c.info.Uses[table])
	case *ast.CallExpr:
		fn := c.called(x.Fun)
		return fn != nil && c.returnsConstants(fn)
	case *ast.Ident:
		return c.chosen(c.info.Uses[x])
	}
	return false
}

func mayBeText(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0
	case *types.Slice:
		return mayBeText(u.Elem())
	case *types.Interface:
		return true
	}
	return false
}

// chosen reports whether a variable only ever holds constants. A parameter of
// a function that only this package calls does, where every caller sees to it.
func (c *checker) chosen(v types.Object) (ok bool) {
	if fn := c.owner(v); fn != nil {
		c.params[v] = c.params[v] || !fn.Exported()
		return !fn.Exported()
	}
	if c.asked[v] { // q = q + "…"
		return true
	}
	c.asked[v] = true
	defer delete(c.asked, v)
	set, fine := false, true
	c.each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				if c.is(to, v) {
					set, fine = true, fine && len(n.Lhs) == len(n.Rhs) && c.constantOrTable(n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if c.info.Defs[name] == v && len(n.Values) > 0 {
					set, fine = true, fine && len(n.Names) == len(n.Values) && c.constantOrTable(n.Values[i])
				}
			}
		case *ast.UnaryExpr:
			fine = fine && !(n.Op == token.AND && c.is(n.X, v))
		}
	})
	return set && fine
}

// is reports whether e is v or an element of it.
func (c *checker) is(e ast.Expr, v types.Object) bool {
	if x, ok := e.(*ast.IndexExpr); ok {
		e = x.X
	}
	id, ok := e.(*ast.Ident)
	return ok && (c.info.Defs[id] == v || c.info.Uses[id] == v)
}

func (c *checker) constantOrTable(e ast.Expr) bool {
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return c.constant(e)
	}
	return !slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		return !c.constant(e)
	})
}

// owner is the declared function of which v is a parameter, or nil.
func (c *checker) owner(v types.Object) (fn *types.Func) {
	c.each(func(n ast.Node) {
		if d, ok := n.(*ast.FuncDecl); ok {
			f, _ := c.info.Defs[d.Name].(*types.Func)
			for i := range f.Signature().Params().Len() {
				if f.Signature().Params().At(i) == v {
					fn = f
				}
			}
		}
	})
	return fn
}

func (c *checker) returnsConstants(fn *types.Func) bool {
	found, fine := false, true
	c.each(func(n ast.Node) {
		if d, ok := n.(*ast.FuncDecl); ok && c.info.Defs[d.Name] == fn && d.Body != nil {
			ast.Inspect(d.Body, func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok {
					found, fine = true, fine && len(r.Results) == 1 && c.constant(r.Results[0])
				}
				return true
			})
		}
	})
	return found && fine
}

// compiled gives the types of everything that the store imports.
func compiled(t *testing.T) types.Importer {
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct{ ImportPath, Export string }
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		at[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(at[path]) })
}
