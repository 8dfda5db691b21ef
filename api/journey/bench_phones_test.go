package journey

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/api/rehearse"
	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// phones is how many come home at once: PHONES, else 2,000.
var phones = func() int {
	if n, err := strconv.Atoi(os.Getenv("PHONES")); err == nil {
		return n
	}
	return 2000
}()

// brought is how many records each phone brings, in batches of a hundred.
const brought = 300

// benchBurst has phones come home at the same moment, each with its own key
// and three batches, and counts what lies in the database afterwards.
func benchBurst(t *testing.T, r *report) {
	m := found(t, storetest.Postgres(t, store.Open))
	g := m.ploughs()
	h := m.opens()
	turf := g.street("Mill Lane", 60, 0)
	keys := make([]domain.Token, phones)
	for i := range keys {
		var err error
		if keys[i], _, err = g.canvass.Issue(context.Background(), canvass.Credential{
			Effort: g.effort.ID, Person: m.organiser.Person, Device: fmt.Sprintf("phone-%d", i), Turf: string(turf), Ends: time.Now().Add(time.Hour),
		}); err != nil {
			t.Fatal(err)
		}
	}
	web, turns := caller(), make(chan bool, 4*clients)
	var mu sync.Mutex
	var took []time.Duration
	var stored, again atomic.Int64
	began := time.Now()
	var all sync.WaitGroup
	for i, key := range keys {
		all.Go(func() {
			for from := 0; from < brought; from += canvass.MaxBatch {
				body := g.batchOf(i, from, string(turf))
				for { // as a phone does: until it has an answer
					turns <- true
					at := time.Now()
					n, ok := sendsBatch(web, h.url, key, body)
					if <-turns; ok {
						stored.Add(int64(n))
						mu.Lock()
						took = append(took, time.Since(at))
						mu.Unlock()
						break
					}
					again.Add(1)
				}
			}
		})
	}
	all.Wait()
	whole := time.Since(began)
	var rows int
	if err := benchDB(t, m.db).QueryRow("select count(*) from visits").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if want := phones * brought; rows != want {
		t.Errorf("%d records of %d arrived", rows, want)
	}
	slices.Sort(took)
	r.add("\n## Phones that come home at once\n\nPostgreSQL, %d phones with %d records each, a key each, batches of %d, all at the same moment, %d of them served at a time; with rights, merge rules and\nmarks, counted meanwhile. "+
		"Every record is there once.\n\n| records | lost | until the last answer | records a second | a batch: median | p99 | asked again |\n|---|---|---|---|---|---|---|\n| %d | %d | %.1f s | %.0f | %d ms | %d ms | %d |\n",
		phones, brought, canvass.MaxBatch, 4*clients, phones*brought, phones*brought-rows, whole.Seconds(), float64(rows)/whole.Seconds(),
		took[len(took)/2].Milliseconds(), took[len(took)*99/100].Milliseconds(), again.Load())
}

// batchOf is a hundred records of a phone.
func (g *ground) batchOf(phone, from int, turf string) []byte {
	now := time.Now().UTC()
	records := make([]json.RawMessage, canvass.MaxBatch)
	for i := range records {
		at := now.Add(-time.Duration(brought-from-i) * time.Minute)
		records[i], _ = json.Marshal(canvass.RecordInput{
			ID: domain.NewID[string](at), Effort: string(g.effort.ID), Turf: turf, Device: fmt.Sprintf("phone-%d", phone), Sequence: int64(from + i + 1),
			Version: string(g.effort.Version), Outcome: "not_home", Answers: script.Answers{"door": script.Said("not_home")}, Started: at, Ended: at.Add(20 * time.Second),
		})
	}
	body, _ := rehearse.Batch(now, 0, records)
	return body
}

// sendsBatch is how many of a batch are new, and whether we were answered.
func sendsBatch(web *http.Client, url string, key domain.Token, body []byte) (stored int, ok bool) {
	answers, err := rehearse.Send(context.Background(), web, url, string(key), bytes.NewReader(body), len(body), canvass.MaxBatch)
	for _, a := range answers {
		if a.Answer == canvass.Stored {
			stored++
		}
	}
	return stored, err == nil
}

// benchPack takes a turf of sixty doors out, as a phone does.
func benchPack(t *testing.T, r *report) {
	m := found(t, storetest.Postgres(t, store.Open))
	g := m.ploughs()
	turf := g.street("Mill Lane", 54, 6)
	g.reachable(g.joins("Kit"), "kit@example.org")
	h := m.opens()
	key := visit(t, h.url, desktop).signsIn(h, "kit@example.org").makesKey()
	var took []time.Duration
	var size, squeezed int
	for i := range 40 {
		req, _ := http.NewRequest("POST", h.url+"/api/v1/door/turf/"+string(turf)+"/pack", bytes.NewReader([]byte(`{"id":"`+domain.NewID[string](time.Now())+`","device":"phone","with":"Sam"}`)))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+key)
		if i == 0 {
			req.Header.Set("Accept-Encoding", "gzip")
		}
		began := time.Now()
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", resp.StatusCode, raw)
		}
		if i == 0 {
			squeezed = len(raw)
			continue
		}
		took, size = append(took, time.Since(began)), len(raw)
	}
	slices.Sort(took)
	r.add("\n## A turf taken out\n\nPostgreSQL, sixty doors with a small script, median of %d.\n\n| size | compressed | time |\n|---|---|---|\n| %.1f kB | %.1f kB | %.1f ms |\n",
		len(took), float64(size)/1000, float64(squeezed)/1000, float64(took[len(took)/2].Microseconds())/1000)
}

// benchDoor starts the door app from its cache, with a turf of sixty doors on the
// phone and the program gone, and weighs it.
func benchDoor(t *testing.T, r *report) {
	m := found(t, storetest.SQLite(t, store.Open))
	m.ploughs().street("Mill Lane", 54, 6)
	h := m.opens()
	v := visit(t, h.url, small).signsIn(h, "ada@example.org").takes("Mill Lane")
	var weight, rest int
	for _, file := range static.Needed("js/door/app.js") {
		_, n, _ := weigh(h.url + file)
		weight += n
	}
	for _, file := range []string{"/door/shell", static.Asset("css/barnstorm.css"), "/door/words/en.json"} {
		_, n, _ := weigh(h.url + file)
		rest += n
	}
	h.dies()
	took := v.alone().starts(21)
	slices.Sort(took)
	r.add("\n## The door app\n\nFrom its cache with the program gone, sixty doors on the phone, in Chromium at a quarter of the processor's speed, until it is on the screen; 21 times.\n"+
		"Compressed; fonts apart.\n\n| start: median | quickest | slowest | aim | scripts with their library | page, styles, words |\n|---|---|---|---|---|---|\n| %d ms | %d ms | %d ms | under 300 ms | %.1f kB | %.1f kB |\n",
		took[len(took)/2], took[0], took[len(took)-1], float64(weight)/1000, float64(rest)/1000)
}
