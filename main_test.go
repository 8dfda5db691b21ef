// The architecture, as a test: what each room may know of. manner_test.go
// holds the manner in which every file is written.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"barnstorm/api/command"
	"barnstorm/api/walk"
	"barnstorm/store"
)

const module = "barnstorm"

// A room is one kind of package. Lists are words; "x/*" is x and every
// package in it.
type room struct {
	paths string // what belongs to it; the first room that fits counts
	ours  string // packages of ours that it may import
	libs  string // other people's modules that it may import
	not   string // packages of the standard library that it may not import
}

const (
	leaves  = "domain/seat domain/sun domain/measure domain/sheet domain/turf domain/stv domain/lawpack "
	noWeb   = "net/http database/sql html/template os os/exec log log/slog "
	noSQL   = "database/sql "
	text    = "golang.org/x/text "
	webLibs = "github.com/labstack/echo/v4 github.com/labstack/gommon "
	yaml    = "gopkg.in/yaml.v3 go.yaml.in/yaml/v3 "
)

// rooms is who may know of whom.
var rooms = []room{
	{"domain", "", "github.com/google/uuid " + text, noWeb},
	{leaves, "domain", "github.com/paulmach/orb " + text + yaml, noWeb},
	{"domain/canvass", "domain domain/script " + leaves, text, noWeb},
	{"domain/universe", "domain domain/canvass domain/script " + leaves, text, noWeb},
	{"domain/outing", "domain domain/canvass domain/universe domain/script " + leaves, text, noWeb},
	{"domain/resident", "domain domain/canvass domain/universe " + leaves, text, noWeb},
	{"domain/script", "domain " + leaves, text + yaml, noWeb},
	{"domain/welcome domain/programme", "domain domain/event " + leaves, text, noWeb},
	{"domain/people", "domain " + leaves, text + "github.com/nyaruka/phonenumbers ", noWeb},
	{"domain/bank", "domain domain/giving " + leaves, text, noWeb},
	{"domain/compliance", "domain domain/giving " + leaves, text, noWeb},
	{"domain/event domain/giving domain/letter domain/ballot domain/target", "domain " + leaves, text, noWeb},
	{"domain/demo", "domain/*", text, noWeb},
	{"store", "domain/* store/migrations", text + "gorm.io github.com/jackc/pgx/v5 modernc.org/sqlite github.com/pressly/goose/v3 github.com/riverqueue/river", "net/http html/template "},
	{"store/migrations", "", "", noWeb},
	{"store/storetest", "domain/*", "github.com/jackc/pgx/v5 modernc.org/sqlite", "net/http html/template log "},
	{"api/web", "domain templates", webLibs + "github.com/golang-jwt/jwt/v5 github.com/swaggest golang.org/x/time github.com/prometheus rsc.io/qr " + text, noSQL},
	{"api/stripe", "domain domain/giving", "github.com/stripe/stripe-go/v76", noSQL},
	{"api/smtp", "domain domain/letter", "github.com/wneessen/go-mail", noSQL},
	{"api/job", "domain/*", "github.com/riverqueue/river", noSQL},
	{"api/rehearse", "domain domain/canvass domain/universe domain/script", "", noSQL},
	{"api/command", "domain/* api api/job api/rehearse", text + "golang.org/x/crypto ", noSQL},
	{"api/journey", "", "github.com/jackc/pgx/v5", ""},
	{"api/walk", "domain/* store store/storetest api/* templates", "github.com/getkin/kin-openapi github.com/labstack/echo/v4", ""},
	{"api", "domain/* templates static api/*", webLibs + "github.com/golang-jwt/jwt/v5 github.com/swaggest golang.org/x/time github.com/prometheus golang.org/x/crypto", noSQL},
	{"api/universe", "domain domain/universe domain/canvass domain/turf domain/seat api/web templates", webLibs, noSQL},
	{"api/outing", "domain domain/outing domain/canvass domain/universe domain/script api/web templates", webLibs, noSQL},
	{"api/canvass", "domain domain/canvass domain/script domain/universe domain/outing domain/measure api/web api/script static templates", webLibs, noSQL},
	{"api/resident", "domain domain/resident domain/canvass domain/universe api/web templates", webLibs, noSQL},
	{"api/bank", "domain domain/bank domain/giving api/web templates", webLibs, noSQL},
	{"api/giving", "domain domain/giving domain/sheet api/web templates", webLibs + "rsc.io/qr", noSQL},
	{"api/compliance", "domain domain/compliance domain/giving domain/lawpack domain/sheet api/web templates", webLibs, noSQL},
	{"api/event", "domain domain/event api/web templates static", webLibs + "github.com/arran4/golang-ical rsc.io/qr", noSQL},
	{"api/programme", "domain domain/programme domain/event api/web templates", webLibs + "github.com/arran4/golang-ical", noSQL},
	{"api/*", "domain domain/~ api/web templates", webLibs + "github.com/arran4/golang-ical rsc.io/qr", noSQL},
	{"templates", "", text + "github.com/nicksnyder/go-i18n/v2 github.com/go-playground/locales github.com/yuin/goldmark github.com/microcosm-cc/bluemonday", noSQL + "net/http "},
	{"static", "", "", noSQL},
	{".", "domain/* store api/* templates static", "github.com/caarlos0/env/v11 golang.org/x/crypto", noSQL},
}

// testLibs is what any test may import beside the libraries of its room. Of
// ours a test may import everything: it runs against the real thing.
const testLibs = "github.com/google/go-cmp pgregory.net/rapid go.uber.org/goleak github.com/chromedp github.com/getkin/kin-openapi " +
	"github.com/emersion/go-smtp github.com/labstack/echo/v4 github.com/golang-jwt/jwt/v5 golang.org/x/tools golang.org/x/text"

// forTests is the packages of ours that only tests may import.
const forTests = "store/storetest api/walk"

// topLevel is everything that may stand beside this file.
const topLevel = "api domain store templates static deploy main.go main_test.go manner_test.go go.mod go.sum Makefile README.md CONTRIBUTING.md " +
	"CHANGELOG.md DECISIONS.md SECURITY.md BENCHMARKS.md LICENSE .ci .gitignore .git bin data"

func TestRoomsKeepToThemselves(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,GoFiles,Imports,TestImports,XTestImports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		for _, fault := range roomFaults(p) {
			t.Error(fault)
		}
	}
}

func TestRoomsBite(t *testing.T) {
	for _, p := range []struct {
		from, imports, test string
		bites               bool
	}{
		{from: "utils", bites: true},
		{from: "domain/helpers", bites: true},
		{from: "store/models", bites: true},
		{from: "domain", imports: "context time github.com/google/uuid"},
		{from: "domain", imports: "barnstorm/domain/event", bites: true},
		{from: "domain", imports: "net/http", bites: true},
		{from: "domain/event", imports: "os", bites: true},
		{from: "domain/event", imports: "barnstorm/domain barnstorm/domain/seat"},
		{from: "domain/event", imports: "barnstorm/domain/script", bites: true},
		{from: "domain/event", imports: "barnstorm/store", bites: true},
		{from: "domain/event", test: "barnstorm/store github.com/google/go-cmp/cmp"},
		{from: "domain/event", test: "github.com/stretchr/testify", bites: true},
		{from: "domain/canvass", imports: "barnstorm/domain/script"},
		{from: "domain/seat", imports: "barnstorm/domain/event", bites: true},
		{from: "store", imports: "barnstorm/domain/event gorm.io/gorm database/sql"},
		{from: "store", imports: "net/http", bites: true},
		{from: "store", imports: "barnstorm/api/web", bites: true},
		{from: "store", imports: "barnstorm/store/storetest", bites: true},
		{from: "api/event", imports: "barnstorm/store/storetest", bites: true},
		{from: "api/event", test: "barnstorm/store/storetest"},
		{from: ".", imports: "barnstorm/store/storetest", bites: true},
		{from: ".", imports: "barnstorm/api/walk", bites: true},
		{from: ".", test: "barnstorm/api/walk"},
		{from: "api", imports: "barnstorm/api/event barnstorm/static barnstorm/domain/event"},
		{from: "api", imports: "barnstorm/store", bites: true},
		{from: "api/event", imports: "barnstorm/domain/event barnstorm/api/web barnstorm/templates"},
		{from: "api/event", imports: "barnstorm/domain/giving", bites: true},
		{from: "api/event", imports: "barnstorm/api/giving", bites: true},
		{from: "api/event", imports: "gorm.io/gorm", bites: true},
		{from: "api/web", imports: "database/sql", bites: true},
		{from: "api/web", imports: "barnstorm/domain/event", bites: true},
		{from: "api/journey", imports: "context", bites: true},
		{from: "api/rehearse", imports: "barnstorm/domain/canvass net/http"},
		{from: "api/rehearse", imports: "barnstorm/api", bites: true},
		{from: "templates", imports: "barnstorm/domain", bites: true},
		{from: ".", imports: "barnstorm/store barnstorm/api/smtp barnstorm/domain/event"},
		{from: ".", imports: "github.com/labstack/echo/v4", bites: true},
	} {
		planted := pkg{ImportPath: path.Join(module, p.from), GoFiles: []string{"x.go"}, Imports: strings.Fields(p.imports), TestImports: strings.Fields(p.test)}
		if faults := roomFaults(planted); (len(faults) > 0) != p.bites {
			t.Errorf("%+v: %q", p, faults)
		}
	}
}

// A pkg is what go list says of a package.
type pkg struct {
	ImportPath                                  string
	GoFiles, Imports, TestImports, XTestImports []string
}

func roomFaults(p pkg) (faults []string) {
	at := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
	if at == "" {
		at = "."
	}
	i := slices.IndexFunc(rooms, func(r room) bool { return in(at, r.paths) })
	if i < 0 {
		return []string{at + " is in no room: add it to the table, or do not add it"}
	}
	r := rooms[i]
	if at == "api/journey" && len(p.GoFiles) > 0 {
		faults = append(faults, "api/journey is for tests only")
	}
	own := strings.ReplaceAll(r.ours, "~", path.Base(at))
	for _, imp := range p.Imports {
		if !mayImport(imp, own, r.libs, r.not) || in(strings.TrimPrefix(imp, module+"/"), forTests) && !in(at, forTests) {
			faults = append(faults, at+" may not import "+imp)
		}
	}
	for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
		if !mayImport(imp, "domain/* store/* api/* templates static", r.libs+" "+testLibs, "") {
			faults = append(faults, "the tests of "+at+" may not import "+imp)
		}
	}
	return faults
}

func mayImport(imp, ours, libs, not string) bool {
	if mine, ok := strings.CutPrefix(imp, module+"/"); ok {
		return in(mine, ours)
	}
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return !in(imp, not)
	}
	return slices.ContainsFunc(strings.Fields(libs), func(lib string) bool { return imp == lib || strings.HasPrefix(imp, lib+"/") })
}

// in reports whether one of the words is at, or "x/*" with at being x or in it.
func in(at, words string) bool {
	return slices.ContainsFunc(strings.Fields(words), func(word string) bool {
		all, many := strings.CutSuffix(word, "/*")
		return at == word || many && (at == all || path.Dir(at) == all)
	})
}

func TestTopLevelIsFixed(t *testing.T) {
	here, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range here {
		if !in(e.Name(), topLevel) {
			t.Errorf("%s does not belong at the top: put it into a room", e.Name())
		}
	}
}

// TestSettingsAreDescribed holds that whoever runs it finds every setting on
// the page for them.
func TestSettingsAreDescribed(t *testing.T) {
	settings, err := os.ReadFile("api/command/settings.go")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("deploy/RUNNING.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("env:\"([A-Z_]+)").FindAllSubmatch(settings, -1)
	if len(found) == 0 {
		t.Error("found no settings at all")
	}
	for _, setting := range found {
		if !bytes.Contains(page, fmt.Appendf(nil, "| `%s` |", setting[1])) {
			t.Errorf("%s has no row in deploy/RUNNING.md", setting[1])
		}
	}
}

// TestWalk tries every address of the house as everybody.
func TestWalk(t *testing.T) {
	walk.All(t, func(ctx context.Context, s command.Settings, st *store.Store) (walk.House, error) {
		h, err := joined(ctx, s, st)
		if err != nil {
			return walk.House{}, err
		}
		return walk.House{
			Store: h.store, People: h.people, Event: h.event, Script: h.script, Canvass: h.canvass, Universe: h.universe, Resident: h.resident, Outing: h.outing, Giving: h.giving, Law: h.law, Bank: h.bank, Welcome: h.welcome, Programme: h.festival,
			Web: h.web, Server: h.server, Duties: h.duties(),
		}, nil
	})
}

// A gift that the end of the program cuts short is reported by nobody; one that
// fails, or is not done in time, is.
func TestAGiftCutShortIsNoFailure(t *testing.T) {
	over, end := context.WithCancel(context.Background())
	end()
	late, enough := context.WithTimeout(context.Background(), -1)
	defer enough()
	for name, try := range map[string]struct {
		ctx  context.Context
		says bool
	}{"failed": {context.Background(), true}, "late": {late, true}, "cut short": {over, false}} {
		var log bytes.Buffer
		(&house{log: slog.New(slog.NewJSONHandler(&log, nil))}).giftFailed(try.ctx, context.Canceled)
		if (log.Len() > 0) != try.says {
			t.Errorf("%s: %q", name, log.String())
		}
	}
}
