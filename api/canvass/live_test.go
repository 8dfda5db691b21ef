package canvass_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// A radio is somebody who listens to the results of an effort.
type radio struct {
	*desk
	status int
	kind   string
	mu     sync.Mutex
	heard  []string // names of events, and "beat"
	text   strings.Builder
	gone   chan struct{}
	leave  context.CancelFunc
}

// tunes opens the stream of the effort.
func (d *desk) tunes(srv *httptest.Server, path string) *radio {
	d.Helper()
	ctx, leave := context.WithCancel(d.Context())
	r := &radio{desk: d, gone: make(chan struct{}), leave: leave}
	d.Cleanup(leave)
	req, err := http.NewRequestWithContext(ctx, "GET", srv.URL+path, nil)
	d.must(err)
	req.Header.Set("Accept", "text/event-stream")
	req.AddCookie(&http.Cookie{Name: d.web.CookieName(), Value: "s"})
	resp, err := http.DefaultTransport.RoundTrip(req)
	d.must(err)
	r.status, r.kind = resp.StatusCode, resp.Header.Get("Content-Type")
	go func() {
		defer close(r.gone)
		defer resp.Body.Close()
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			r.mu.Lock()
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				r.heard = append(r.heard, name)
			}
			if strings.HasPrefix(lines.Text(), ":") {
				r.heard = append(r.heard, "beat")
			}
			r.text.WriteString(lines.Text() + "\n")
			r.mu.Unlock()
		}
	}()
	return r
}

func (r *radio) hears(what string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, h := range r.heard {
		if h == what {
			n++
		}
	}
	return n
}

func (r *radio) says(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Contains(r.text.String(), text)
}

// until waits for something that another goroutine does.
func (d *desk) until(what string, so func() bool) {
	d.Helper()
	end, again := time.After(2*time.Minute), time.NewTicker(time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-end:
			d.Fatal("waited in vain for ", what)
		}
	}
}

// ends waits until the stream is over.
func (r *radio) ends() {
	r.Helper()
	r.until("the end of the stream", func() bool {
		select {
		case <-r.gone:
			return true
		default:
			return false
		}
	})
}

func TestResultsAreHeardWhileTheyChange(t *testing.T) {
	d := opened(t)
	d.begin()
	d.as("Lena", ours, domain.Lead)
	srv := httptest.NewServer(d.handler)
	d.Cleanup(srv.Close)
	live := "/organise/efforts/" + string(d.effort.ID) + "/live"
	r := d.tunes(srv, live+"?since=old")
	if r.status != 200 || !strings.HasPrefix(r.kind, "text/event-stream") {
		t.Fatal(r.status, r.kind)
	}
	d.until("the page as it is", func() bool { return r.says(`data-part="figures"`) && r.says("Nothing has come in yet") })
	german := d.tunes(srv, "/de"+live)
	d.until("the page in German", func() bool { return german.says("Noch ist nichts angekommen") })
	lead := d.who
	d.knocks()
	d.until("the door", func() bool {
		return r.says(`<dd class="big">1</dd>`) && german.says("Türen geklopft")
	})
	d.until("heartbeats", func() bool { return r.hears("beat") > 2 })
	if n := r.hears("results"); n != 2 {
		t.Errorf("%d states were told, two there were", n)
	}

	// Whoever's role is taken hears the end with the next beat, and the other goes on.
	before := d.hub.Looks()
	d.until("another look", func() bool { return d.hub.Looks() > before })
	d.set(domain.Actor{Person: lead.Person, Name: lead.Name, Roles: map[domain.GroupID][]domain.Role{ours: {domain.Canvasser}}})
	r.ends()
	german.ends()
	if r.hears("over") != 1 {
		t.Error("nobody was told that it is over")
	}
	d.until("the light to go out", func() bool { return d.hub.Listening() == 0 })
	if again := d.tunes(srv, live); again.status != 403 {
		t.Errorf("whoever may not see results: %d", again.status)
	}
}

// One look serves all who listen; there are never more than so many; and when
// the program stops, all are let go at once.
func TestManyListenAndAreLetGo(t *testing.T) {
	d := opened(t)
	d.begin()
	d.as("Lena", ours, domain.Lead)
	srv := httptest.NewServer(d.handler)
	d.Cleanup(srv.Close)
	d.hub.Most = 5
	d.hub.Every = time.Hour // one look, at the beginning
	var all []*radio
	for range 5 {
		all = append(all, d.tunes(srv, "/organise/efforts/"+string(d.effort.ID)+"/live"))
	}
	d.until("a look", func() bool { return d.hub.Looks() > 0 })
	if n := d.hub.Looks(); n != 1 || d.hub.Listening() != 5 {
		t.Errorf("%d looks for %d listeners", n, d.hub.Listening())
	}
	if r := d.tunes(srv, "/organise/efforts/"+string(d.effort.ID)+"/live"); r.status != 503 {
		t.Errorf("the sixth of five: %d", r.status)
	}
	all[0].leave()
	d.until("room", func() bool { return d.hub.Listening() == 4 })
	all[0] = d.tunes(srv, "/organise/efforts/"+string(d.effort.ID)+"/live")
	d.hub.Close()
	for _, r := range all {
		r.ends()
	}
	d.until("nobody to listen", func() bool { return d.hub.Listening() == 0 })
	if r := d.tunes(srv, "/organise/efforts/"+string(d.effort.ID)+"/live"); r.status != 503 {
		t.Errorf("whoever comes when the program stops: %d", r.status)
	}
}

// knocks has somebody knock at one door, and counts it.
func (d *desk) knocks() {
	d.Helper()
	knock := domain.Actor{Person: domain.NewID[domain.PersonID](d.now), Roles: map[domain.GroupID][]domain.Role{ours: {domain.Canvasser}}}
	_, err := d.doors.Knock(d.Context(), knock, d.effort.ID, canvass.KnockInput{ID: domain.NewID[canvass.VisitID](d.now), Version: d.effort.Version, Outcome: "not_home", Started: d.now})
	d.must(err)
	_, err = d.doors.Tally(d.Context())
	d.must(err)
}
