package journey

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// noted is how many records a phone has to send in these tests: three batches.
const noted = 220

// A pocket is a phone without its screen: the app's own queue and its own
// sending, in a browser, with records in it.
type pocket struct {
	*visitor
	g      *ground
	turf   universe.TurfID
	token  domain.Token
	device string
}

// fills has a phone write n records down at the other end of a road.
func (g *ground) fills(t *testing.T, x *road, turf universe.TurfID, n int, before string) *pocket {
	t.Helper()
	p := &pocket{visitor: visit(t, x.url, phone), g: g, turf: turf}
	p.open("/health")
	p.device = js[string](p.visitor, fmt.Sprintf(`import(%q).then(m => m.openSafe(() => {})).then(safe => (globalThis.safe = safe).device)`, static.Asset("js/door/safe.js")))
	token, _, err := g.canvass.Issue(context.Background(), canvass.Credential{
		Effort: g.effort.ID, Person: g.organiser.Person, Device: p.device, Turf: string(turf), Pack: domain.NewID[string](time.Now()), Ends: time.Now().Add(time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.token = token
	said := js[string](p.visitor, fmt.Sprintf(`(async () => { %s
		const [{send, receipt}, note] = await Promise.all([import(%q), import(%q)]);
		const turf = %q;
		const pack = {id: note.uuid7(), turf: {id: turf}, effort: {id: %q, level: 'household'}, scripts: [{version: %q}], doors: [], until: '2999', wipe: '2999', upload: {token: %q}};
		await safe.keepPack(pack);
		await safe.write(pack, Array.from({length: %d}, () => note.visit(pack, null, note.uuid7(), 'not_home', {}, Date.now())), {doors: {}, undo: [], saved: 0});
		Object.assign(globalThis, {send, receipt, turf});
		return "filled";
	})().catch(e => 'fault ' + e)`, before, static.Asset("js/door/send.js"), static.Asset("js/door/note.js"), turf, g.effort.ID, g.effort.Version, token, n))
	if said != "filled" {
		t.Fatalf("the phone does not start: %s %s", p.device, said)
	}
	return p
}

// sends tries to send all there is, and reports whether it is done.
func (p *pocket) sends() bool { return js[bool](p.visitor, `send(safe)`) }

// waiting is how many records the phone still holds.
func (p *pocket) waiting() int { return js[int](p.visitor, `safe.waiting()`) }

// isSync picks the sync of phones out of what travels on a road.
func isSync(r *http.Request) bool { return r.URL.Path == "/api/v1/sync" }

// A trouble is what goes wrong, and the fault in our script with which records
// would be lost or counted twice.
type trouble struct {
	name  string
	goes  func(h *house) func(http.ResponseWriter, *http.Request, func(http.ResponseWriter))
	plant map[string]string
	more  bool // the planted fault counts records twice; else it loses some
}

// The faults that a careless phone has.
var (
	anyAnswerIsGood = map[string]string{`if (answer.headers.get("Barnstorm") !== "1") return "away";`: `if (answer.ok && answer.headers.get("Barnstorm") !== "1") return batch.rows.map((r) => ({ id: r.id, answer: "stored" }));`}
	numberedAnew    = map[string]string{`records: batch.records })`: `records: batch.records.map((r) => ({ ...r, id: crypto.randomUUID() })) })`, `(r.id || batch.rows[i].id) === batch.rows[i].id`: `true`}
	forgetsFirst    = map[string]string{`const replies = await post(batch);`: `await safe.answered(batch, batch.rows, ""); const replies = await post(batch);`}
)

var troubles = []trouble{
	{"a captive portal says 200 to everything", func(*house) func(http.ResponseWriter, *http.Request, func(http.ResponseWriter)) {
		return func(w http.ResponseWriter, _ *http.Request, _ func(http.ResponseWriter)) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<h1>Welcome to the free wifi</h1>")
		}
	}, anyAnswerIsGood, false},
	{"the answer is lost after the commit", func(*house) func(http.ResponseWriter, *http.Request, func(http.ResponseWriter)) {
		return func(w http.ResponseWriter, _ *http.Request, pass func(http.ResponseWriter)) {
			pass(httptest.NewRecorder())
			cut(w)
		}
	}, numberedAnew, true},
	{"the reply is cut in the middle", func(*house) func(http.ResponseWriter, *http.Request, func(http.ResponseWriter)) {
		return func(w http.ResponseWriter, _ *http.Request, pass func(http.ResponseWriter)) {
			whole := httptest.NewRecorder()
			pass(whole)
			half := whole.Body.Bytes()[:whole.Body.Len()/2]
			for name, values := range whole.Header() {
				w.Header()[name] = values
			}
			w.Header().Set("Content-Length", fmt.Sprint(whole.Body.Len()))
			w.Write(half)
			cut(w)
		}
	}, numberedAnew, true},
	{"the program is killed in the middle of a sync", func(h *house) func(http.ResponseWriter, *http.Request, func(http.ResponseWriter)) {
		var nth atomic.Int64
		return func(w http.ResponseWriter, _ *http.Request, pass func(http.ResponseWriter)) {
			switch nth.Add(1) {
			case 1: // all is well
				pass(w)
				return
			case 2: // it is on its way to the disk, or not, or done: whatever comes of two milliseconds
				go pass(httptest.NewRecorder())
				<-time.After(2 * time.Millisecond)
				h.dies()
			}
			cut(w)
		}
	}, forgetsFirst, false},
}

// Whatever happens on the way, every record is there once when it is over. The
// same with a planted fault loses records or counts some twice, or the trouble
// was none.
func TestNothingIsLostOnTheWay(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, phone))
	g := m.ploughs()
	for _, bad := range troubles {
		t.Run(bad.name, func(t *testing.T) {
			g.survives(t, bad, nil, func(n int) bool { return n == noted })
			g.survives(t, bad, bad.plant, func(n int) bool { return bad.more && n > noted || !bad.more && n < noted })
		})
	}
}

func (g *ground) survives(t *testing.T, bad trouble, plant map[string]string, right func(arrived int) bool) {
	t.Helper()
	g.t = t
	h := g.opens()
	x := leads(t, h.url)
	x.plants(plant)
	p := g.fills(t, x, domain.NewID[universe.TurfID](time.Now()), noted, "")
	wrong := bad.goes(h)
	x.is(func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
		if !isSync(r) {
			pass(w)
			return
		}
		wrong(w, r, pass)
	})
	p.sends()
	done := p.sends() // and what was not tried yet
	if plant == nil && (done || p.waiting() == 0) {
		t.Error("the phone believes that all was received")
	}
	if x.is(nil); h.pid == 0 {
		h.start()
	}
	if !p.sends() || p.waiting() != 0 {
		t.Errorf("%d records still wait when all is well again", p.waiting())
	}
	if n := g.arrived(t, p.device, p.turf); !right(n) {
		t.Errorf("planted %v: %d of %d records arrived", plant != nil, n, noted)
	}
	h.stop()
	h.pid = 0
}

// A phone that was two days without signal, its clock 49 hours off, sends its
// queue from two tabs at once, and a copy of its profile sends it again before
// and after: every record is there once, at the time when it happened, and
// phone and house work out the same receipt.
func TestTwoDaysOffAndCopied(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, desktop))
	g := m.ploughs()
	h := m.opens()
	x := leads(t, h.url)
	turf := g.street("Mill Lane", 3, 0)
	p := g.fills(t, x, turf, noted, `const R = Date; globalThis.Date = class extends R { constructor(...a) { a.length ? super(...a) : super(R.now() + 49 * 3600e3) } static now() { return R.now() + 49 * 3600e3 } };`)
	copied := js[string](p.visitor, `safe.oldest(99, new Set()).then(b => JSON.stringify({now: new Date().toISOString(), records: b.records}))`)
	sendCopy := func(want string) {
		t.Helper()
		req, _ := http.NewRequest("POST", h.url+"/api/v1/sync", bytes.NewReader([]byte(copied)))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+string(p.token))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var got struct{ Records []fate }
		if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || len(got.Records) != 99 || got.Records[7].Answer != want {
			t.Errorf("the copy: %d, %v, %v", resp.StatusCode, err, got.Records)
		}
	}
	sendCopy("stored")
	var batches atomic.Int64
	x.is(func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
		if isSync(r) {
			batches.Add(1)
		}
		pass(w)
	})
	if !js[bool](p.visitor, `Promise.all([send(safe), send(safe), send(safe)]).then(all => all.every(Boolean))`) || p.waiting() != 0 || batches.Load() != 3 {
		t.Errorf("%d wait after %d batches", p.waiting(), batches.Load())
	}
	sendCopy("duplicate")
	if n := g.arrived(t, p.device, turf); n != noted {
		t.Errorf("%d of %d records arrived", n, noted)
	}
	visits, err := m.store.VisitsBy(context.Background(), m.organiser.Person)
	if err != nil || len(visits) != noted {
		t.Fatal(len(visits), err)
	}
	for _, v := range visits {
		if off := time.Since(v.Happened); off < -time.Second || off > time.Hour {
			t.Fatalf("it happened %s ago by the phone's wrong clock", off)
		}
	}
	theirs, err := g.universe.MyReceipts(context.Background(), m.organiser)
	if err != nil || len(theirs) != 1 {
		t.Fatal(theirs, err)
	}
	p.sendsBesideWhatIsFull(x)
	if ours := js[string](p.visitor, `safe.sentOf(turf).then(all => receipt(all.map(r => r.id)))`); ours != theirs[0].Code || theirs[0].Records != noted {
		t.Errorf("the phone shows %s, the lead %s of %d", ours, theirs[0].Code, theirs[0].Records)
	}
}

// sendsBesideWhatIsFull has the house take nothing of one outing, until a lead has
// decided: the others go on.
func (p *pocket) sendsBesideWhatIsFull(x *road) {
	p.t.Helper()
	p.alone()
	var nth atomic.Int64
	x.is(func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
		if isSync(r) && nth.Add(1) == 1 {
			full(w)
			return
		}
		pass(w)
	})
	if n := js[int](p.visitor, fmt.Sprintf(`import(%q).then(async note => {
		for (const id of [note.uuid7(), note.uuid7()]) {
			const pack = {id, turf: {id: note.uuid7()}, effort: {id: %q, level: 'household'}, scripts: [{version: %q}], doors: [], until: '2999', wipe: '2999', upload: {token: %q}};
			await safe.keepPack(pack);
			await safe.write(pack, [note.visit(pack, null, note.uuid7(), 'not_home', {}, Date.now())], {doors: {}, undo: [], saved: 0});
		}
		const stuck = new Set();
		const done = await send(safe, () => {}, new Set(), stuck);
		return (done ? 100 : 0) + stuck.size * 10 + await safe.waiting();
	})`, static.Asset("js/door/note.js"), p.g.effort.ID, p.g.effort.Version, p.token)); n != 11 || nth.Load() != 2 {
		p.t.Errorf("%d: one outing is full, and one record waits after %d batches", n, nth.Load())
	}
	if x.is(nil); !p.sends() || p.waiting() != 0 {
		p.t.Error("it is not sent once there is room")
	}
}

// full is what the house says when too much of somebody's waits for a lead.
func full(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusServiceUnavailable)
	fmt.Fprint(w, `{"status":503,"code":"quarantine-full"}`)
}

// PostgreSQL dies in the middle of a sync and rises again, without the program:
// meanwhile phones hear 503 as JSON without our mark, and soon. Everything is
// there once when it is over; a phone that let go too early loses records.
func TestTheDatabaseDiesAndRises(t *testing.T) {
	t.Parallel()
	if !storetest.HasServer(t) {
		return
	}
	c := storetest.NewCluster(t)
	if err := storetest.Open(t, store.Open, c.URL).Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	g := found(t, c.URL).ploughs()
	h := g.opens()
	h.meant = "database-away"
	careful, hasty := leads(t, h.url), leads(t, h.url)
	hasty.plants(forgetsFirst)
	one := g.fills(t, careful, domain.NewID[universe.TurfID](time.Now()), noted, "")
	two := g.fills(t, hasty, domain.NewID[universe.TurfID](time.Now()), noted, "")
	if n := one.outlives(c, h, careful); n != noted {
		t.Errorf("%d of %d records arrived", n, noted)
	}
	if n := two.outlives(c, h, hasty); n >= noted {
		t.Errorf("%d of %d records arrived, of a phone that forgets first", n, noted)
	}
}

// outlives has a phone send while the database dies and rises, and is how many
// records arrived.
func (p *pocket) outlives(c *storetest.Cluster, h *house, x *road) (n int) {
	p.t.Helper()
	var nth atomic.Int64
	x.is(func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
		if isSync(r) && nth.Add(1) == 2 { // the batch is on its way to the disk, or not, or done
			go pass(httptest.NewRecorder())
			<-time.After(2 * time.Millisecond)
			c.Dies()
			cut(w)
			return
		}
		pass(w)
	})
	p.sends() // in the middle
	p.sends() // while it is away
	p.isToldToWait(h)
	c.Rises()
	p.until("everything to be sent", p.sends)
	err := benchDB(p.t, c.URL).QueryRow(`select count(*) from visits where device = $1`, p.device).Scan(&n)
	if err != nil || p.waiting() != 0 {
		p.t.Error(p.waiting(), " wait: ", err)
	}
	return n
}

// isToldToWait sends a batch while the database is away.
func (p *pocket) isToldToWait(h *house) {
	p.t.Helper()
	if ready, err := http.Get(h.url + "/ready"); err != nil || ready.StatusCode != http.StatusServiceUnavailable {
		p.t.Error("without a database it is ready: ", err)
	}
	req, _ := http.NewRequest("POST", h.url+"/api/v1/sync", strings.NewReader(`{"records":[{"id":"x"}]}`))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+string(p.token))
	soon := http.Client{Timeout: time.Minute}
	got, err := soon.Do(req)
	if err != nil {
		p.t.Fatal("the program hangs: ", err)
	}
	defer got.Body.Close()
	var problem struct{ Code string }
	if err := json.NewDecoder(got.Body).Decode(&problem); err != nil || got.StatusCode != http.StatusServiceUnavailable || problem.Code != "database-away" || got.Header.Get("Barnstorm") != "" {
		p.t.Errorf("%d %v, marked %q: %v", got.StatusCode, problem, got.Header.Get("Barnstorm"), err)
	}
}
