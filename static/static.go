// Package static is the files sent to people just as they are: styles, fonts,
// icons and scripts. Each has an address that holds a piece of its content, so
// that a browser may keep it for ever and never shows an old one.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Files is every file as it was written.
//
//go:embed css fonts icons js vendor
var Files embed.FS

// Root is the path under which the files are served.
const Root = "/static/"

// sheets is the order of the one stylesheet: later layers win, and print, which
// lies in no layer, wins over all.
var sheets = []string{"fonts", "reset", "tokens", "base", "layout", "components", "pages", "print"}

// A File is one file ready to be sent.
type File struct {
	Body []byte
	Gzip []byte // the same compressed, nil where that gains nothing
	Type string // its media type
	Tag  string // 16 hexadecimal digits of its SHA-256
	// Needs is the addresses of everything that a module imports, itself or through others.
	Needs []string
	Kept  bool // whether the address asked for holds the tag: it may be kept for ever
}

// Asset is the address of a file, such as "css/barnstorm.css". A name that is
// not there is given back under Root, and will not be found.
func Asset(name string) string {
	if f := all().byName[name]; f != nil {
		ext := path.Ext(name)
		return Root + strings.TrimSuffix(name, ext) + "." + f.Tag + ext
	}
	return Root + name
}

// Find is the file for an address below Root, with or without its tag.
func Find(address string) (File, bool) {
	name := strings.TrimPrefix(address, Root)
	ext := path.Ext(name)
	bare, tag := strings.TrimSuffix(name, ext), ""
	if i := strings.LastIndex(bare, "."); i >= 0 && len(bare)-i == 17 {
		bare, tag = bare[:i], bare[i+1:]
	}
	f := all().byName[bare+ext]
	if f == nil {
		if f = all().byName[name]; f == nil {
			return File{}, false
		}
		tag = ""
	}
	found := *f
	found.Kept = tag == f.Tag
	return found, tag == "" || found.Kept
}

type shelf struct{ byName map[string]*File }

// all reads and compresses the files when the first of them is asked for.
var all = sync.OnceValue(func() shelf {
	s := shelf{map[string]*File{}}
	err := fs.WalkDir(Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "css/") {
			return err
		}
		body, err := Files.ReadFile(name)
		s.byName[name] = fileOf(name, body)
		return err
	})
	if err != nil {
		panic("static: what is embedded cannot be read: " + err.Error())
	}
	for name := range s.byName {
		s.module(name)
	}
	s.byName["css/barnstorm.css"] = fileOf("css/barnstorm.css", s.stylesheet())
	return s
})

// imported is how one of our modules names another: from where it lies itself.
var imported = regexp.MustCompile(`(\bfrom |\bimport )"(\.\.?/[^"]+\.js)"`)

// module has a script name the modules that it imports by their kept
// addresses, so that no browser ever joins parts of two versions. Modules do
// not import each other in rings.
func (s shelf) module(name string) *File {
	f := s.byName[name]
	if f == nil || !strings.HasPrefix(name, "js/") || f.Needs != nil {
		return f
	}
	f.Needs = []string{}
	body := imported.ReplaceAllFunc(f.Body, func(m []byte) []byte {
		p := imported.FindSubmatch(m)
		other := path.Join(path.Dir(name), string(p[2]))
		needed := s.module(other)
		if needed == nil {
			return m
		}
		address := Root + strings.TrimSuffix(other, ".js") + "." + needed.Tag + ".js"
		for _, one := range append([]string{address}, needed.Needs...) {
			if !slices.Contains(f.Needs, one) {
				f.Needs = append(f.Needs, one)
			}
		}
		return []byte(string(p[1]) + `"` + address + `"`)
	})
	needs := f.Needs
	*f = *fileOf(name, body)
	f.Needs = needs
	return f
}

var fontAddress = regexp.MustCompile(`\.\./(fonts/[a-z0-9-]+)(\.woff2)`)

// stylesheet joins the layers into one file, whose fonts have the addresses
// that hold their tag.
func (s shelf) stylesheet() []byte {
	css := []byte("@layer reset, tokens, base, layout, components, pages;\n")
	for _, name := range sheets {
		part, err := Files.ReadFile("css/" + name + ".css")
		if err != nil {
			panic("static: " + err.Error())
		}
		css = append(css, part...)
	}
	return fontAddress.ReplaceAllFunc(css, func(m []byte) []byte {
		p := fontAddress.FindSubmatch(m)
		f := s.byName[string(p[1])+string(p[2])]
		if f == nil {
			return m
		}
		return []byte("../" + string(p[1]) + "." + f.Tag + string(p[2]))
	})
}

func fileOf(name string, body []byte) *File {
	sum := sha256.Sum256(body)
	f := &File{Body: body, Type: typeOf(name), Tag: hex.EncodeToString(sum[:8])}
	if strings.HasPrefix(f.Type, "text/") || strings.HasPrefix(f.Type, "image/svg") {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		w.Write(body)
		w.Close()
		f.Gzip = b.Bytes()
	}
	return f
}

// typeOf does not ask the machine for what it needs: one without a mime table
// would send stylesheets that browsers refuse.
func typeOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
