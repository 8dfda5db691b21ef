package journey

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
)

// rehearses runs a small rehearsal, and is what it printed and whether it failed.
func rehearses(t *testing.T, link, phones, grace string) (said string, failed bool) {
	t.Helper()
	at, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(at, "rehearse", "-phones", phones, "-doors", "12", "-for", "500ms", "-grace", grace, link)
	cmd.Dir, cmd.Env = t.TempDir(), os.Environ()
	out, err := cmd.CombinedOutput()
	return string(out), err != nil
}

// swallows answers the phone that sends first as if all were kept, and keeps
// nothing: of one batch alone, a phone that sends it twice would lose nothing.
func swallows() func(http.ResponseWriter, *http.Request, func(http.ResponseWriter)) {
	var phone string
	var first sync.Once
	return func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
		key := r.Header.Get("Authorization")
		if isSync(r) {
			first.Do(func() { phone = key })
		}
		if !isSync(r) || key != phone {
			pass(w)
			return
		}
		var in struct{ Records []struct{ ID string } }
		json.NewDecoder(r.Body).Decode(&in)
		type answer struct {
			ID     string `json:"id"`
			Answer string `json:"answer"`
		}
		all := []answer{}
		for _, x := range in.Records {
			all = append(all, answer{x.ID, "stored"})
		}
		w.Header().Set("Barnstorm", "1")
		json.NewEncoder(w).Encode(map[string]any{"records": all})
	}
}

// doubles has the first batch that is kept come a second time, as other records.
func doubles() func(http.ResponseWriter, *http.Request, func(http.ResponseWriter)) {
	var done atomic.Bool
	return func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
		raw, err := io.ReadAll(r.Body)
		again := raw
		if err == nil && isSync(r) && !done.Swap(true) {
			var in struct{ Records []struct{ ID string } }
			json.Unmarshal(raw, &in)
			for _, x := range in.Records {
				again = bytes.ReplaceAll(again, []byte(x.ID), []byte(domain.NewID[string](time.Now())))
			}
			r.Body = io.NopCloser(bytes.NewReader(again))
			kept := httptest.NewRecorder()
			kept.Code = 0
			pass(kept)
			done.Store(kept.Code == http.StatusOK) // a phone that hangs up takes its batch with it
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
		pass(w)
	}
}

// A polling day is rehearsed against a demo that runs: all that twelve phones
// noted in twelve bad ways is there once. A server that loses what it answered
// for, and one that keeps something twice, are found out.
func TestADayIsRehearsed(t *testing.T) {
	t.Parallel()
	h := demo(t)
	link := h.says(`(?m)^ *organiser +(http\S+)`)
	if said, failed := rehearses(t, link, "12", "150s"); failed || !strings.Contains(said, "Nothing was lost, and nothing is there twice.") {
		t.Fatalf("failed %v:\n%s", failed, said)
	}
	for name, plant := range map[string]struct {
		trouble func(http.ResponseWriter, *http.Request, func(http.ResponseWriter))
		says    string
	}{
		"lost":   {swallows(), "lost after it was answered for"},
		"double": {doubles(), "the results say"},
	} {
		x := leads(t, h.url)
		x.is(plant.trouble)
		said, failed := rehearses(t, strings.Replace(link, h.url, x.url, 1), "3", "2s")
		if !failed || !strings.Contains(said, plant.says) || !strings.Contains(said, "the receipt of a phone") {
			t.Errorf("%s: failed %v:\n%s", name, failed, said)
		}
	}
}
