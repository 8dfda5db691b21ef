package journey

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/store"
	"barnstorm/store/storetest"
)

// benchStart measures how long the program takes from being called to its
// first answer on a database that is there, and what it then holds in memory.
func benchStart(t *testing.T, r *report) {
	m := found(t, storetest.SQLite(t, store.Open))
	for i := range 50 {
		m.schedules(fmt.Sprintf("Event %d", i), 2+i%60, 40)
	}
	m.store.Close()
	at, err := program()
	if err != nil {
		t.Fatal(err)
	}
	var starts []time.Duration
	var held string
	for range rounds {
		addr := freeAddress(t)
		cmd := exec.Command(at, "serve")
		cmd.Env = append(os.Environ(), "ADDR="+addr, "DATABASE_URL="+m.db, "SECRET_KEY="+keyText)
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for {
			if resp, err := http.Get("http://" + addr + "/ready"); err == nil {
				resp.Body.Close()
				break
			}
			if time.Since(began) > patience {
				t.Fatal("it does not start")
			}
		}
		starts = append(starts, time.Since(began))
		<-time.After(5 * time.Second)
		held = resident(cmd.Process.Pid)
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
	slices.Sort(starts)
	r.add("\n## Start and rest\n\n| | measured | aim |\n|---|---|---|\n| from call to first answer, SQLite file that exists, median of %d | %d ms | under 200 ms |\n| memory at rest, five seconds later | %s | under 60 MB |\n",
		rounds, starts[len(starts)/2].Milliseconds(), held)
}

// resident is how much of a process lies in memory.
func resident(pid int) string {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(raw); m != nil {
		var kb int
		fmt.Sscan(string(m[1]), &kb)
		return fmt.Sprintf("%d MB", (kb+512)/1024)
	}
	return "unknown"
}

// publicPages are weighed; those that are not there yet are left out.
var publicPages = []string{"/", "/events", "EVENT", "/nearest", "/donate", "/groups", "/join", "/sign-in", "/privacy", "/accessibility", "/source", "/api"}

// benchWeights weighs each public page with all that it loads, as it travels.
func benchWeights(t *testing.T, r *report) {
	m := found(t, storetest.SQLite(t, store.Open))
	e := m.schedules("Unseat in Islington North", 6, 60)
	h := m.opens()
	r.add("\n## Weight of each public page\n\nAs it travels, compressed, with everything that it loads; fonts apart. The aim is under 60 kB without fonts.\n\n| page | page itself | with styles, scripts, pictures | fonts |\n|---|---|---|---|\n")
	for _, p := range publicPages {
		if p == "EVENT" {
			p = "/events/" + e.Slug
		}
		body, own, ok := weigh(h.url + p)
		if !ok {
			continue
		}
		all, fonts := own, 0
		for _, part := range parts(body) {
			_, n, _ := weigh(h.url + part)
			if path.Ext(part) == ".woff2" {
				fonts += n
			} else {
				all += n
			}
		}
		r.add("| `%s` | %.1f kB | %.1f kB | %.1f kB |\n", strings.Replace(p, e.Slug, "{event}", 1), float64(own)/1000, float64(all)/1000, float64(fonts)/1000)
	}
}

// parts are the files that a page loads.
func parts(page string) (found []string) {
	for _, m := range regexp.MustCompile(`<(?:link|script|img|source)[^>]*?(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !slices.Contains(found, m[1]) && !strings.Contains(m[0], "apple-touch-icon") && !strings.Contains(m[0], "manifest") {
			found = append(found, m[1])
		}
	}
	return found
}

func weigh(url string) (body string, bytes int, ok bool) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return "", 0, false
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", 0, false
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	body = string(raw)
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if z, err := gzip.NewReader(strings.NewReader(body)); err == nil {
			plain, _ := io.ReadAll(z)
			body = string(plain)
		}
	}
	return body, len(raw), resp.StatusCode == http.StatusOK
}
