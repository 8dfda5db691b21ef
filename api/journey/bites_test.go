package journey

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestPromisesBite plants one fault at a time into a page that has none, and
// holds that it is seen: a check that sees nothing would let everything pass.
func TestPromisesBite(t *testing.T) {
	t.Parallel()
	const policy = "default-src 'self'; img-src 'self' data:"
	for _, p := range []struct{ name, body, sees string }{
		{"nothing", `<p>All is well.</p>`, ""},
		{"a picture without words", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`, "image-alt"},
		{"a field without a label", `<input name="a">`, "label"},
		{"pale letters", `<p class="pale">Who can read this?</p>`, "light axe: color-contrast"},
		{"pale letters at night", `<p class="night">Who can read this?</p>`, "dark axe: color-contrast"},
		{"a script between the lines", `<script>1</script>`, "script-src"},
		{"an exception", `<script src="/broken.js"></script>`, "not here"},
		{"somebody else's picture", `<img alt="x" src="http://elsewhere.example/a.gif">`, "somebody else's server"},
		{"what is not there", `<img alt="x" src="/gone.gif">`, "404"},
		{"too wide", `<p class="wide">wide</p>`, "wider than the screen"},
		// Each beside a page that is sound and nearly the same: it is asked about all the same.
		{"the name of something", `<p id="n1">Name</p><input aria-labelledby="n1">`, ""},
		{"the name of nothing", `<p id="n1">Name</p><input aria-labelledby="n2">`, "label"},
		{"the name of what is empty", `<p id="n1"></p><input aria-labelledby="n1">`, "label"},
		{"many alike", `<p>All is well.</p><p>All is well.</p><p class="a">And this.</p>`, ""},
		{"many alike and one not", `<p>All is well.</p><p>All is well.</p><p class="a pale">And this.</p>`, "light axe: color-contrast"},
		{"a word of Greek", `<p>A <b lang="el">λέξη</b></p>`, ""},
		{"a word of no language", `<p>A <b lang="xx-nonsense">λέξη</b></p>`, "valid-lang"},
		{"filled in by the browser", `<label>Name <input autocomplete="name"></label>`, ""},
		{"filled in with nonsense", `<label>Name <input autocomplete="nonsense"></label>`, "autocomplete-valid"},
		{"one colour", `<link rel="stylesheet" href="/a.css?n=1"><p>Who can read this?</p>`, ""},
		{"another colour", `<link rel="stylesheet" href="/b.css?n=1"><p>Who can read this?</p>`, "light axe: color-contrast"},
	} {
		t.Run(p.name, func(t *testing.T) {
			mux := http.NewServeMux()
			mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/" {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Security-Policy", policy)
				fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Planted</title><meta name="viewport" content="width=device-width">
					<link rel="icon" href="data:,"><link rel="stylesheet" href="/a.css"><main><h1>Planted</h1>%s</main></html>`, p.body)
			})
			mux.HandleFunc("/a.css", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/css")
				fmt.Fprint(w, `:root { color-scheme: light dark } .pale { color: #eee; background: #fff } .wide { width: 900px }
					@media (prefers-color-scheme: dark) { .night { color: #333; background: #222 } }`)
			})
			mux.HandleFunc("/b.css", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/css")
				fmt.Fprint(w, `p { color: #eee; background: #fff }`)
			})
			mux.HandleFunc("/broken.js", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/javascript")
				fmt.Fprint(w, `throw new Error('not here')`)
			})
			s := httptest.NewServer(mux)
			defer s.Close()
			faults := strings.Join(visit(t, s.URL, phone).open("/").faults(), "\n")
			if p.sees == "" && faults != "" || !strings.Contains(faults, p.sees) {
				t.Errorf("looked for %q, saw: %s", p.sees, faults)
			}
		})
	}
}

// What is seen after a tap is seen on the page that it led to, however long that
// takes and though both say the same; a tap that leads nowhere is waited for by nobody.
func TestATapArrives(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			<-time.After(patience / 200) // a slow house
		}
		fmt.Fprint(w, `<!doctype html><html lang="en"><title>Same</title><link rel="icon" href="data:,"><main><h1>Same</h1><a href="/link">Follow</a>
			<form action="/sent"><button>Send</button></form><a href="#here">Stay</a></main></html>`)
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	v := visit(t, s.URL, phone)
	for name, path := range map[string]string{"Follow": "/link", "Send": "/sent", "Stay": "/"} {
		if v.open("/").tap(name).shows("Same"); js[string](v, `location.pathname`) != path {
			t.Errorf("%s: seen on %s, not yet on %s", name, v.at(), path)
		}
	}
}
