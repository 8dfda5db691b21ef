package static

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestWhatOthersMadeIsWhatTheyPublished(t *testing.T) {
	list, err := Files.Open("vendor/VERSIONS")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for lines := bufio.NewScanner(list); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) != 4 {
			t.Fatalf("VERSIONS: %q is not file, package, version, sha256", lines.Text())
		}
		listed[f[0]] = true
		body, err := Files.ReadFile(f[0])
		if sum := sha256.Sum256(body); err != nil || hex.EncodeToString(sum[:]) != f[3] {
			t.Errorf("%s is not %s %s any more: %x %v", f[0], f[1], f[2], sum, err)
		}
	}
	for _, room := range []string{"vendor", "fonts"} {
		err := fs.WalkDir(Files, room, func(name string, d fs.DirEntry, err error) error {
			if ext := path.Ext(name); (ext == ".js" || ext == ".woff2") && !listed[name] {
				t.Errorf("%s stands in no line of vendor/VERSIONS", name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnAddressFindsItsFile(t *testing.T) {
	for _, name := range []string{"css/barnstorm.css", "vendor/htmx.min.js", "icons/icon.svg", "icons/icon-192.png", "icons/icon-512.png",
		"fonts/sofia-sans-extra-condensed-latin-wght-normal.woff2"} {
		kept, ok := Find(Asset(name))
		if !ok || !kept.Kept || len(kept.Body) == 0 || kept.Type == "" {
			t.Errorf("%s at %s: %v %v %s", name, Asset(name), ok, kept.Kept, kept.Type)
		}
		if plain, ok := Find(Root + name); !ok || plain.Kept || plain.Tag != kept.Tag {
			t.Errorf("%s without its tag: %v %v", name, ok, plain.Kept)
		}
		if kept.Gzip == nil {
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader(kept.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := io.ReadAll(r); err != nil || !bytes.Equal(again, kept.Body) {
			t.Errorf("%s does not come out as it went in: %v", name, err)
		}
	}
	for _, name := range []string{"css/none.css", "css/barnstorm.0123456789abcdef.css", "../static.go", "css/tokens.css", ""} {
		if _, ok := Find(Root + name); ok {
			t.Errorf("%s is found", name)
		}
	}
}

func TestTheStylesheetIsWhole(t *testing.T) {
	f, _ := Find(Asset("css/barnstorm.css"))
	css := string(f.Body)
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("the braces do not match")
	}
	for _, m := range regexp.MustCompile(`url\("([^"]+)"\)`).FindAllStringSubmatch(css, -1) {
		font, ok := Find(Root + strings.TrimPrefix(m[1], "../"))
		if !ok || !font.Kept {
			t.Errorf("the stylesheet names %s, which is not there or not kept", m[1])
		}
	}
	used := regexp.MustCompile(`var\((--[a-z0-9-]+)([),])`)
	for _, m := range used.FindAllStringSubmatch(css, -1) {
		if m[2] == ")" && !strings.Contains(css, m[1]+":") {
			t.Errorf("nothing sets %s", m[1])
		}
	}
	if len(f.Gzip) > 14<<10 {
		t.Errorf("the stylesheet weighs %d bytes compressed", len(f.Gzip))
	}
}

// A module names the others by addresses that hold a piece of their content:
// whoever has it has what it was written for, of one version.
func TestAModuleNamesTheOthersByWhatIsInThem(t *testing.T) {
	app, ok := Find(Asset("js/door/app.js"))
	if !ok || len(app.Needs) < 8 {
		t.Fatalf("the door app needs %v", app.Needs)
	}
	weight := 0
	for _, address := range append(app.Needs, Asset("js/door/app.js")) {
		f, ok := Find(address)
		if !ok || !f.Kept {
			t.Errorf("%s is not there, or not kept", address)
		}
		if loose := regexp.MustCompile(`(from|import) "\.[^"]*"`).Find(f.Body); loose != nil {
			t.Errorf("%s says %s", address, loose)
		}
		weight += len(f.Gzip)
	}
	if css, _ := Find(Asset("css/barnstorm.css")); weight+len(css.Gzip) > 60<<10 { // words and page have the rest of 80 kB
		t.Errorf("the door app weighs %d bytes compressed, its stylesheet %d", weight, len(css.Gzip))
	}
}
