package journey

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
)

// Journeys 5 and 6: a volunteer practises the script, then logs a real
// conversation, outcome first; a program sends the same visits twice and they
// count once; an organiser sees what it has come to.
func TestDoor(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s size) {
		h := demo(t)
		v := visit(t, h.url, s).walksIn(h, "canvasser")
		v.open("/organise/scripts").sees("Scripts", "Practise").tapIn("main table", "Practise").sees("Practice: nothing is kept")
		v.talks("That was the door").sees("Nothing of it is kept")

		v.open("/door").sees("Without a turf").tapIn("main .plain-links", "").sees("Not home", "0 saved today")
		door := js[string](v, `location.pathname`)
		before := results(t, h, door)
		v.taps = 0
		v.tap("Not home").sees("1 saved today", "Undo: Not home")
		if v.taps != 1 {
			t.Errorf("not home took %d taps: one is enough", v.taps)
		}
		v.tap("Conversation").talks("2 saved today").sees("2 saved today")
		v.tap("Undo").sees("1 saved today")

		visits := batch(t, h, v, door)
		for _, want := range []string{"stored", "duplicate"} {
			if got := visits.send(); slices.ContainsFunc(got, func(r fate) bool { return r.Answer != want }) {
				t.Fatalf("not all are %s: %v", want, got)
			}
		}
		// One that was tapped and fifty that were sent; what was undone is none.
		all := before.Attempts + 1 + 50
		h.until("fifty visits to be counted once", func() bool { return results(t, h, door).Attempts == all })

		o := visit(t, h.url, s).walksIn(h, "organiser")
		o.open("/organise" + regexp.MustCompile(`^/door/`).ReplaceAllString(door, "/efforts/") + "/results")
		o.sees("so far", "Doors knocked", "Answered", "Conversations", "How did the numbers move?", "When do they answer?", "95%").misses("effect")
		// The page hears of fifty more while somebody looks at it.
		js[bool](o, `globalThis.here = true`)
		batch(t, h, v, door).send()
		all += 50
		h.until("the page to tell of them by itself", func() bool {
			shown := strings.NewReplacer(",", "", ".", "").Replace(js[string](o, `document.querySelector('.figures .big').textContent`))
			return shown == fmt.Sprint(all) && js[bool](o, `globalThis.here === true`)
		})
		o.sees("Doors knocked")
	})
}

// talks goes through a talk until the page shows what ends it: it says what
// is to be said and answers the first answer there is, or six of ten.
func (v *visitor) talks(end string) *visitor {
	v.t.Helper()
	const answer = `(() => { const six = document.querySelector('input[type=radio][name=value][value="6"]');
		const e = six || document.querySelector('input[type=radio][name=value]'); if (e) { e.checked = true; return 'answered' }; return '' })()`
	for range 40 {
		v.until("the next step", func() bool { return v.reads(end) || js[bool](v, `!!document.querySelector('#talk button[value=on]')`) })
		if v.reads(end) {
			return v
		}
		v.sees("Step")
		js[string](v, answer)
		was := js[string](v, `document.querySelector('#talk').innerText`)
		v.tapIn("#talk", map[bool]string{true: "Said, go on", false: "Write it down, go on"}[v.reads("Said, go on")])
		v.until("the step to change", func() bool {
			return v.reads(end) || js[string](v, `(document.querySelector('#talk') || {}).innerText || ''`) != was
		})
	}
	v.t.Fatal("the talk has no end")
	return v
}

// A record's fate, as the API answers it.
type fate struct{ Answer, Why string }

// A shipment is a batch of visits that a program sends.
type shipment struct {
	t     *testing.T
	url   string
	key   string
	sends []byte
}

// batch is fifty visits to the canvass of a door page, with a key that the
// visitor makes on their own page.
func batch(t *testing.T, h *house, v *visitor, door string) shipment {
	t.Helper()
	key := v.makesKey()
	effort := regexp.MustCompile(`[0-9a-f-]{36}`).FindString(door)
	version, now := h.scriptVersion(t, key, effort), time.Now().UTC()
	var records []map[string]any
	for i := range 50 {
		at := now.Add(-time.Duration(i) * time.Minute)
		records = append(records, map[string]any{
			"id": domain.NewID[string](at), "effort": effort, "device": "journey", "sequence": i + 1, "outcome": "not_home", "script_version": version, "started": at, "ended": at.Add(20 * time.Second),
		})
	}
	body, err := json.Marshal(map[string]any{"now": now, "records": records})
	if err != nil {
		t.Fatal(err)
	}
	return shipment{t, h.url, key, body}
}

// makesKey makes a key for programs on the person's own page.
func (v *visitor) makesKey() string {
	v.t.Helper()
	v.open("/me").sees("Key for programs").tap("Make a key").sees("This is shown once")
	key := regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]+`).FindString(js[string](v, `document.body.innerText + ' ' + [...document.querySelectorAll('input,textarea,code')].map(e => e.value || e.textContent).join(' ')`))
	if key == "" {
		v.t.Fatal("no key on the page: ", v.text())
	}
	return key
}

// scriptVersion is which version of its script a canvass gives out.
func (h *house) scriptVersion(t *testing.T, key, effort string) string {
	t.Helper()
	var brief struct {
		Effort struct {
			Version string `json:"script_version"`
		}
	}
	call(t, "GET", h.url+"/api/v1/door/"+effort, key, nil, &brief)
	return brief.Effort.Version
}

func (s shipment) send() []fate {
	s.t.Helper()
	var got struct{ Records []fate }
	status := call(s.t, "POST", s.url+"/api/v1/sync", s.key, s.sends, &got)
	if status != http.StatusOK || len(got.Records) != 50 {
		s.t.Fatalf("sync answers %d and %d records", status, len(got.Records))
	}
	return got.Records
}

func call(t *testing.T, method, url, key string, body []byte, into any) int {
	t.Helper()
	req, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s %s: %d %s", method, url, resp.StatusCode, raw)
	}
	return resp.StatusCode
}

// tallied is what the results of a canvass say to a program.
type tallied struct{ Attempts, Conversations int }

// results asks as the lead, whose key is made once a house.
func results(t *testing.T, h *house, door string) (got tallied) {
	t.Helper()
	if h.leadKey == "" {
		l := visit(t, h.url, desktop).walksIn(h, "lead")
		h.leadKey = l.makesKey()
	}
	effort := regexp.MustCompile(`[0-9a-f-]{36}`).FindString(door)
	call(t, "GET", fmt.Sprintf("%s/api/v1/organise/efforts/%s/results", h.url, effort), h.leadKey, nil, &got)
	return got
}
