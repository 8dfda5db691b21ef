package journey

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// A road lies between a phone and the program, and is as bad as a test wants.
type road struct {
	url, to string

	mu      sync.Mutex
	trouble func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) // nil while all is well
	plant   map[string]string                                                            // put into our scripts on the way: the fault of a positive control
	web     http.Client
}

func leads(t *testing.T, to string) *road {
	r := &road{to: to}
	r.web.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	r.url = s.URL
	return r
}

// is sets what goes wrong from now on; nil is nothing.
func (x *road) is(trouble func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter))) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.trouble = trouble
}

// plants sets what is put into our scripts from now on.
func (x *road) plants(faults map[string]string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.plant = faults
}

func (x *road) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.mu.Lock()
	trouble := x.trouble
	x.mu.Unlock()
	if trouble == nil {
		x.pass(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body) // it may still be passed on when the phone has been cut off
	r.Body = io.NopCloser(bytes.NewReader(body))
	trouble(w, r, func(to http.ResponseWriter) { x.pass(to, r) })
}

// pass hands a request on and its answer back, with what is planted in it.
func (x *road) pass(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	on, err := http.NewRequestWithContext(r.Context(), r.Method, x.to+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		cut(w)
		return
	}
	on.Header, on.Host = r.Header.Clone(), r.Host
	on.Header.Set("Accept-Encoding", "identity")
	got, err := x.web.Do(on)
	if err != nil {
		cut(w)
		return
	}
	defer got.Body.Close()
	said, _ := io.ReadAll(got.Body)
	if strings.HasSuffix(r.URL.Path, ".js") {
		x.mu.Lock()
		plant := x.plant
		x.mu.Unlock()
		for old, planted := range plant {
			said = bytes.ReplaceAll(said, []byte(old), []byte(planted))
		}
		got.Header.Del("Content-Length")
	}
	for name, values := range got.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(got.StatusCode)
	w.Write(said)
}

// cut breaks the connection without a word.
func cut(w http.ResponseWriter) {
	if wire, ok := w.(http.Hijacker); ok {
		if conn, _, err := wire.Hijack(); err == nil {
			conn.Close()
		}
	}
}

// nowhere is no signal at all.
func nowhere(w http.ResponseWriter, _ *http.Request, _ func(http.ResponseWriter)) { cut(w) }
