package api

import (
	"cmp"
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// A Figure is one number for whoever watches the house, such as how many
// letters wait.
type Figure struct {
	Name   string // as Prometheus writes names: "barnstorm_letters"
	Labels []string
	Value  int64
}

// Watch says who may read /metrics and what it says beside the requests.
type Watch struct {
	Token   string // a bearer token that opens it
	Open    bool   // whether it is open without one: on one's own machine
	Figures func(context.Context) ([]Figure, error)
}

// may reports whether a request may read the metrics.
func (w Watch) may(r *http.Request) bool {
	sent, _ := strings.CutPrefix(r.Header.Get(echo.HeaderAuthorization), "Bearer ")
	return w.Open || w.Token != "" && subtle.ConstantTimeCompare([]byte(sent), []byte(w.Token)) == 1
}

// bounds are the upper ends of the buckets of a request's time, in milliseconds.
var bounds = []int64{5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000}

// A call is what requests are counted by. The route is the pattern and never
// the address: an address may hold a token.
type call struct {
	method, route string
	status        int
}

type times struct {
	count, sum int64 // requests, and their milliseconds
	buckets    []int64
}

// A meter counts requests.
type meter struct {
	mu    sync.Mutex
	calls map[call]*times
}

func (m *meter) note(c call, took time.Duration) {
	ms := took.Milliseconds()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.calls == nil {
		m.calls = map[call]*times{}
	}
	t := m.calls[c]
	if t == nil {
		t = &times{buckets: make([]int64, len(bounds))}
		m.calls[c] = t
	}
	t.count, t.sum = t.count+1, t.sum+ms
	for i, b := range bounds {
		if ms <= b {
			t.buckets[i]++
		}
	}
}

// write writes what was counted in the text format of Prometheus.
func (m *meter) write(b *strings.Builder) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := make([]call, 0, len(m.calls))
	for c := range m.calls {
		keys = append(keys, c)
	}
	slices.SortFunc(keys, func(x, y call) int {
		return cmp.Or(cmp.Compare(x.route, y.route), cmp.Compare(x.method, y.method), cmp.Compare(x.status, y.status))
	})
	b.WriteString("# TYPE barnstorm_request_seconds histogram\n")
	for _, c := range keys {
		t, labels := m.calls[c], labelled("method", c.method, "route", c.route, "status", strconv.Itoa(c.status))
		for i, n := range t.buckets {
			fmt.Fprintf(b, "barnstorm_request_seconds_bucket{%s,le=\"%s\"} %d\n", labels, seconds(bounds[i]), n)
		}
		fmt.Fprintf(b, "barnstorm_request_seconds_bucket{%s,le=\"+Inf\"} %d\n", labels, t.count)
		fmt.Fprintf(b, "barnstorm_request_seconds_sum{%s} %s\nbarnstorm_request_seconds_count{%s} %d\n", labels, seconds(t.sum), labels, t.count)
	}
}

func seconds(ms int64) string { return strconv.FormatFloat(float64(ms)/1000, 'f', -1, 64) }

func labelled(kv ...string) string {
	var all []string
	for i := 0; i+1 < len(kv); i += 2 {
		all = append(all, kv[i]+"="+strconv.Quote(kv[i+1]))
	}
	return strings.Join(all, ",")
}

// metrics answers GET /metrics. Whoever may not read it is told that there is
// no such page.
func (s *Server) metrics(c echo.Context) error {
	if !s.Watch.may(c.Request()) {
		return echo.ErrNotFound
	}
	var b strings.Builder
	s.meter.write(&b)
	if s.Watch.Figures != nil {
		figures, err := s.Watch.Figures(c.Request().Context())
		if err != nil {
			return err
		}
		for _, f := range figures {
			fmt.Fprintf(&b, "%s{%s} %d\n", f.Name, labelled(f.Labels...), f.Value)
		}
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	fmt.Fprintf(&b, "go_goroutines %d\ngo_memstats_heap_inuse_bytes %d\ngo_memstats_sys_bytes %d\n", runtime.NumGoroutine(), mem.HeapInuse, mem.Sys)
	return c.Blob(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(b.String()))
}
