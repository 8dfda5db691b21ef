package journey

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"barnstorm/static"
	"barnstorm/templates"
)

// A stage is the door app in a browser with no house behind it: only our scripts
// and words are there, and whatever else it asks for has no answer, or the one that
// a test plays.
type stage struct{ *visitor }

func plays(t *testing.T) *stage {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch f, ok := static.Find(r.URL.Path); {
		case ok:
			w.Header().Set("Content-Type", f.Type)
			w.Write(f.Body)
		case strings.HasPrefix(r.URL.Path, "/lead/0"):
			setup, _ := json.Marshal(map[string]any{"languages": map[string]string{"en": "English"}, "words": map[string]string{"en": "/words"}, "pools": []string{"general"}})
			fmt.Fprintf(w, `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="%s"><div class="door gate" id="app" data-app="%s"></div><script type="module" src="%s"></script>`,
				static.Asset("css/barnstorm.css"), html.EscapeString(string(setup)), static.Asset("js/gate/app.js"))
		case r.URL.Path == "/door" || r.URL.Path == "/door/join":
			tongues, _ := json.Marshal(map[string]any{"languages": map[string]string{"en": "English"}, "words": map[string]string{"en": "/words"}})
			fmt.Fprintf(w, `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="%s"><div class="door" id="app" aria-busy="true" data-languages="%s"></div><script type="module" src="%s"></script>`,
				static.Asset("css/barnstorm.css"), html.EscapeString(string(tongues)), static.Asset("js/door/app.js"))
		case r.URL.Path == "/words":
			words, _ := json.Marshal(templates.Phrases("en", "app.", "outcome.", "talk.", "door.", "gate.", "places.pool.", "event.name"))
			w.Header().Set("Content-Type", "application/json")
			w.Write(words)
		case strings.HasSuffix(r.URL.Path, "/worker.js"):
			w.Header().Set("Content-Type", "text/javascript")
		case r.URL.Path == "/":
			fmt.Fprint(w, "<!doctype html><title>stage</title>")
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(server.Close)
	s := &stage{visit(t, server.URL, phone).alone()}
	s.open("/")
	return s
}

// props is what scenes are played with: the phone's modules, its safe, and a turf of
// three doors with a talk of two questions.
const props = `
	const flow = {start: 'door', rating: {min: 0, max: 10}, steps: [
		{id: 'door', kind: 'outcome', options: [{value: 'spoke', next: 'hello'}, {value: 'not_home', end: true}]},
		{id: 'hello', kind: 'info', say: 'Hello there', next: 'worry'},
		{id: 'worry', kind: 'multi', say: 'What worries you?', options: [{value: 'rent', label: 'Rent'}, {value: 'damp', label: 'Damp'}], next: 'more'},
		{id: 'more', kind: 'single', say: 'Tell me more', options: [{value: 'told', label: 'Told a story', end: true}]}]};
	const later = (hours) => new Date(Date.now() + hours * 3600e3).toISOString();
	const turfOf = (more = {}) => ({
		id: note.uuid7(), turf: {id: 'turf', name: 'Mill Lane'}, effort: {id: 'effort', name: 'Islington', level: 'household'}, until: later(5), wipe: later(29), issued: later(0), upload: {token: 'key'},
		doors: ['1', '3', '5'].map((number) => ({id: 'door-' + number, number, street: 'Mill Lane'})), outcomes: ['spoke', 'not_home', 'refused'].map((code) => ({code, value: code, views: code === 'spoke'})),
		scripts: [{version: 'v1', locale: 'en', flow}], facts: {}, lists: {}, values: {}, ...more});
	const says = (status, said) => { globalThis.fetch = async (path, about) => { asked.push(JSON.parse(about.body || '{}')); return new Response(JSON.stringify(said), {status, headers: {'Content-Type': status === 200 ? 'application/json' : 'application/problem+json', Barnstorm: status === 200 ? '1' : ''}}) } };
	const asked = [];
	const safe = globalThis.safe ||= await safes.openSafe(() => {});
	const app = {safe, packs: [], boards: {}, listing: null, saveTalk() {}, say(...what) { told.push(what.slice(0, 2).join(' ')) }, show() {}, refresh() {}, draw() {}};
	const told = [];
`

// plays plays a scene, and is what came of it.
func (s *stage) plays(scene string) string {
	s.t.Helper()
	var names, files []string
	for name, file := range map[string]string{"safes": "safe", "note": "note", "hand": "hand", "board": "board", "out": "out", "sending": "send", "move": "move", "round": "round", "gates": "../gate/safe", "line": "../gate/line"} {
		names, files = append(names, name), append(files, fmt.Sprintf("import(%q)", static.Asset(path.Join("js/door", file+".js"))))
	}
	return js[string](s.visitor, fmt.Sprintf(`(async () => { const [%s] = await Promise.all([%s]); %s %s })().catch(e => 'fault ' + e.stack)`, strings.Join(names, ", "), strings.Join(files, ", "), props, scene))
}

// What a phone does by itself, scene by scene.
var scenes = []struct{ name, plays, comes string }{
	{"only a replaced code takes a board away", `
		await safe.keepPack(turfOf({board: {id: 'b', code: 'c', members: []}}));
		const left = [];
		for (const [status, code] of [[403, 'other-site'], [429, 'too-many'], [404, 'no-such-page'], [409, 'any'], [404, 'code-not-good']]) {
			says(status, {code});
			await board.look(app);
			left.push(status + ' ' + (await safe.packs()).length);
		}
		return left.join(', ');`, "403 1, 429 1, 404 1, 409 1, 404 0"},
	{"an answer that decides nothing says so", `
		const wrong = [];
		for (const [status, code] of [[403, 'other-site'], [429, 'too-many'], [404, 'code-not-good']]) {
			says(status, {code});
			app.joining = {code: 'c'};
			await board.open(app);
			wrong.push(app.joining.wrong);
		}
		return wrong.join(', ');`, "app.no-answer, app.no-answer, app.join-unknown"},
	{"at street level an objection alone names its door", `
		const p = turfOf({effort: {id: 'effort', level: 'street'}});
		return ['not_home', 'do_not_contact', 'deceased'].map((code) => note.visit(p, p.doors[0], 'id', code, {}, 0)(1, 'phone').door || 'none').join(' ');`, "none door-1 door-1"},
	{"what is saved is on the disk", `
		const kinds = [];
		const begin = IDBDatabase.prototype.transaction;
		IDBDatabase.prototype.transaction = function (...all) { const tx = begin.apply(this, all); if (tx.objectStoreNames.contains('queue') && tx.mode === 'readwrite') kinds.push(tx.durability); return tx };
		const p = turfOf();
		await safe.keepPack(p);
		await safe.write(p, [note.visit(p, p.doors[0], note.uuid7(), 'not_home', {}, Date.now())], {doors: {}, undo: [], saved: 0});
		const batch = await safe.oldest(9, new Set());
		await safe.answered(batch, [{id: batch.rows[0].id, answer: 'stored'}], 'now');
		IDBDatabase.prototype.transaction = begin;
		return kinds.join(' ') + ' ' + await safe.waiting();`, "strict strict 0"},
	{"a full phone empties", `
		const p = turfOf();
		await safe.keepPack(p);
		await safe.write(p, [note.visit(p, p.doors[0], note.uuid7(), 'not_home', {}, Date.now())], {doors: {}, undo: [], saved: 0});
		const batch = await safe.oldest(9, new Set());
		const put = IDBObjectStore.prototype.put;
		IDBObjectStore.prototype.put = function (...all) { const asked = put.apply(this, all); if (this.name === 'sent') this.transaction.abort(); return asked };
		await safe.answered(batch, [{id: batch.rows[0].id, answer: 'stored'}], 'now');
		IDBObjectStore.prototype.put = put;
		const sender = new sending.Sender({oldest() { throw new Error('full') }}, () => {}, () => {});
		await sender.run();
		clearTimeout(sender.timer);
		return await safe.waiting() + ' wait, ' + sender.pause;`, "0 wait, 2000"},
	{"a key outlives its pack, and other tabs hear", `
		const p = turfOf();
		await safe.keepPack(p);
		const heard = new Promise((ok) => { new BroadcastChannel('barnstorm-door').onmessage = (e) => ok(e.data) });
		await safe.wipe('', true);
		const was = (await safe.packs()).length + ' ' + await safe.token(p.id) + ' ' + await heard;
		const key = await safe.db.get('keys', p.id);
		await safe.db.put('keys', {...key, alone: Date.now() - 31 * 24 * 3600e3});
		await safe.wipe('', true);
		return was + ' ' + (key.alone > 0) + ', ' + (await safe.token(p.id) || 'none');`, "0 key wiped true, none"},
	{"where somebody is out is kept until it is known", `
		const p = turfOf();
		await safe.keepPack(p);
		const came = [];
		for (const [status, said] of [[429, {code: 'too-many'}], [422, {code: 'invalid-input'}], [200, {}]]) {
			await safe.amend(p.id, (trace) => { trace.out ||= {id: 'o', due: 'then', told: false} });
			says(status, said);
			await out.tell(app);
			const o = (await safe.packs())[0].trace.out;
			came.push(status + ' ' + (o ? o.told ? 'told' : o.not ? 'not taken' : 'kept' : 'gone'));
		}
		await safe.wipe('', true);
		return came.join(', ') + ': ' + told.join(', ') + ' ' + (asked.every((a) => a.now) && 'now');`, "429 kept, 422 not taken, 200 told: bad app.out-not now"},
	{"what a colleague found is at this phone's time", `
		const p = turfOf({board: {id: 'b', code: 'c', members: []}});
		await safe.keepPack(p);
		await safe.amend(p.id, (trace) => { trace.round = Date.now() - 60e3 });
		says(200, {out: true, members: [], now: later(-49), seen: [{door: 'door-1', outcome: 'not_home', at: later(-49)}]});
		await board.look(app);
		const {seen} = (await safe.packs())[0].trace;
		await safe.wipe('', true);
		return Object.keys(seen) + ' ' + (Math.abs(seen['door-1'].at - Date.now()) < 60e3);`, "door-1 true"},
	{"an answer is as old as its question", `
		const p = turfOf({board: {id: 'b', code: 'c', members: []}});
		await safe.keepPack(p);
		const heard = [];
		let sent;
		globalThis.fetch = async (path) => { await new Promise((ok) => setTimeout(ok, 5)); sent = new Date().toISOString();
			return new Response(JSON.stringify(path === '/door' ? {receipts: [], turfs: [], efforts: []} : {out: true, members: [], seen: [], now: later(0)}), {headers: {'Content-Type': 'application/json', Barnstorm: '1'}}) };
		app.lookAround = async () => heard.push(app.listing.heard < sent);
		await Promise.all([hand.contact(app), hand.contact(app)]);
		await board.look(app);
		heard.push(app.boards[p.id].heard < sent);
		await safe.wipe('', true);
		return heard.join(' ');`, "true true true"},
	{"asked twice it is one member", `
		says(503, {});
		app.joining = {code: 'c', said: {}};
		const one = board.join(app, '', 'Sam');
		await Promise.all([one, board.join(app, '', 'Sam')]);
		await board.open(app);
		await board.join(app, '', 'Sam');
		const joined = asked.filter((a) => a.name === 'Sam').map((a) => a.id);
		return joined.length + ' ' + new Set(joined).size;`, "2 1"},
	{"a gate sends what another one still holds", `
		const halls = await gates.openSafe();
		const tap = {event: '0e', way: 'in', people: 1, shift: 0, pool: 'general', at: 'then'};
		await halls.keepGate({event: '0e', key: 'k', wipe: '0', guests: {}});
		await halls.keepTaps([{...tap, id: 'a'}, {...tap, id: 'b'}], false);
		says(200, {fates: ['stored', 'not-of-this-event']});
		await line.passOn(halls, '0e');
		const before = asked.length;
		await line.passOn(halls);
		const left = (await halls.unsent()).length + ' ' + (await halls.taps('0e')).map((x) => x.refused).join();
		await halls.wipe('9');
		return before + ' ' + asked[0].entries.map((x) => x.id).join() + ' ' + left;`, "0 a,b 0 ,not-of-this-event"},
	{"what is too long to be drawn is a link", `
		return move.code('http://phone/' + 'x'.repeat(3000)).map((e) => e.tagName).join(' ') + ' ' + move.code('http://phone/').map((e) => e.tagName).join(' ');`, "A svg A"},
	{"signing out without signal says that it did not happen", `
		says(503, {});
		await hand.signOut(app);
		return told.join(' ');`, "bad app.sign-out-not"},
}

func TestAPhoneByItself(t *testing.T) {
	t.Parallel()
	s := plays(t)
	for _, x := range scenes {
		if came := s.plays(x.plays); came != x.comes {
			t.Errorf("%s: %s, want %s", x.name, came, x.comes)
		}
	}
}

// lies puts a turf on the phone's shelf, and opens the app on it.
func (s *stage) lies(turf string) {
	s.t.Helper()
	s.open("/")
	if said := s.plays(`await safe.wipe('', true); ` + turf + ` return 'lies'`); said != "lies" {
		s.t.Fatal(said)
	}
	s.open("/door#turf")
}

// clock has events say another time than it is; empty is the right one.
func (s *stage) clock(ms string) *visitor {
	js[bool](s.visitor, fmt.Sprintf(`(right => { Object.defineProperty(Event.prototype, 'timeStamp', %q ? {get: () => Number(%[1]q), configurable: true} : right); return true })(window.right ||= Object.getOwnPropertyDescriptor(Event.prototype, 'timeStamp'))`, ms))
	return s.visitor
}

// isFull has the app find its phone full, or not any more.
func (s *stage) isFull(full bool) *visitor {
	js[bool](s.visitor, fmt.Sprintf(`(begin => { IDBDatabase.prototype.transaction = function (...all) { if (%v && all[1] === 'readwrite' && (all[0].includes('queue') || all[0] === 'taps')) throw new DOMException('', 'QuotaExceededError'); return begin.apply(this, all) }; return true })(window.begin ||= IDBDatabase.prototype.transaction)`, full))
	return s.visitor
}

// A walk with what happens on one: two taps of one finger, the browser's own way
// back, a call in the middle of a talk, a phone that is full at its end, a turf that
// was out before, and doors that go while somebody talks.
func TestAWalkByItself(t *testing.T) {
	t.Parallel()
	v := plays(t)
	v.lies(`await safe.keepPack(turfOf({until: later(1), turf: {id: 'turf', name: 'Mill Lane before'}, doors: turfOf().doors.slice(2)})); await safe.dueAt((await safe.packs())[0].id, later(9), 'back');
		const p = turfOf(); await safe.keepPack({...p, scripts: [...p.scripts, {version: 'v2', locale: 'pl', flow}]});`)
	v.shows("Door 1 of 3", "0 saved")
	spot := js[[]float64](v.visitor, `(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector('.outcome.often').getBoundingClientRect())`)
	v.clock("100").do(chromedp.TapXY(spot[0], spot[1]))
	v.shows("Door 2 of 3").do(chromedp.TapXY(spot[0], spot[1])) // one finger, twice
	v.clock("").tap("Conversation").shows("Hello there", "1 saved").tap("Said, go on").shows("What worries you?")
	v.tap("Damp").tap("Polish").until("the same in another language, with what was ticked", func() bool {
		return js[bool](v.visitor, `document.querySelector('.tongues [aria-pressed=true]').innerText === 'Polish' && document.querySelector('input[value=damp]').checked`)
	})
	v.open("/door").shows("Mill Lane before").tapIn(".calls li:nth-child(2)", "Go on").shows("What worries you?") // the browser was ended by a call
	for _, screen := range []string{"Hello there", "Door 2 of 3"} {
		js[bool](v.visitor, `history.back() || true`)
		v.shows(screen)
	}
	v.tap("Conversation").shows("Hello there").tap("Said, go on").tap("Damp").tap("Write it down").shows("Tell me more")
	v.isFull(true).tap("Told a story").shows("This phone is full", "Tell me more", "1 saved")
	v.isFull(false).tap("Told a story").shows("Door 3 of 3", "2 saved, 2 waiting")

	// The doors are read anew while somebody chooses one.
	js[bool](v.visitor, `(open => { crypto.subtle.decrypt = async (...all) => { await window.held; return open.apply(crypto.subtle, all) }; window.held = new Promise(ok => window.goes_on = ok);
		new BroadcastChannel('barnstorm-door').postMessage('amended'); return true })(crypto.subtle.decrypt)`)
	v.tap("Walk list").tap("1 Mill Lane").shows("Door 1 of 3")
	js[bool](v.visitor, `goes_on() || true`)
	v.tap("Refused").shows("Door 3 of 3", "3 saved").tap("Walk list").shows("Refused", "Conversation").tap("Back")

	v.tap("Conversation").shows("Hello there")
	v.plays(`await (await safes.openSafe(() => {})).wipe('', true); return ''`)
	v.shows("Your turf", "4 waiting")
	if lost := v.plays(`const last = await safe.oldest(9, new Set()); return last.rows.length + ' ' + last.token + ' ' + last.records.at(-1).outcome`); lost != "4 key spoke" {
		t.Error("a talk whose doors went: ", lost)
	}

	// A board comes over from another phone where a question has no answer for long,
	// in a browser that keeps no choices.
	to := v.plays(`const p = turfOf({doors: [{id: note.uuid7(), number: '1', street: 'Mill Lane'}], board: {id: 'b', code: 'c', me: '', members: []}}); await safe.keepPack(p);
		p.trace = {doors: {[p.doors[0].id]: {outcome: 'refused', at: Date.now()}}}; return move.address(p)`)
	tells(v.visitor, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError') }}); (ask => { window.fetch = (...all) => all[0] === '/door' ? new Promise(() => {}) : ask(...all) })(window.fetch)`,
	})
	v.open(to).shows("One door was done on the other phone")
}

// A steward taps twice with one finger, on a full phone, and what the server would
// not have; and holds a ticket up twice.
func TestAGateByItself(t *testing.T) {
	t.Parallel()
	v := plays(t)
	if said := v.plays(`const halls = await gates.openSafe();
		await halls.keepGate({event: '0e', id: 'g', key: 'k', title: 'Rally', wipe: later(9), since: '', public: '', pools: [{shift: 0, pool: 'general', taken: 2}], gates: [], guests: {z: {id: 'z', name: 'Zenobia', party: 2, shift: 0, pool: 'general'}}});
		return 'lies'`); said != "lies" {
		t.Fatal(said)
	}
	v.open("/lead/0e").shows("Zenobia", "0 inside").until("all to be there", func() bool { return js[bool](v.visitor, `document.getElementById('app').dataset.started === '1'`) })
	v.isFull(true).tap("Let in").shows("This phone is full", "0 inside")
	v.isFull(false).tap("Let in").shows("2 inside").tap("Out").shows("0 inside") // what is said stands above from now on
	spot := js[[]float64](v.visitor, `(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector('.guest button').getBoundingClientRect())`)
	v.clock("1e9").do(chromedp.TapXY(spot[0], spot[1]))
	v.clock("1000000200").shows("Zenobia is in", "2 inside").do(chromedp.TapXY(spot[0], spot[1]))
	v.clock("").tap("Heads").tap("Guests").shows("2 inside", "3 taps wait")

	js[bool](v.visitor, `(pass => { window.fetch = async (...all) => all[0] !== '/api/v1/gate' ? pass(...all) : new Response(JSON.stringify({fates: ['not-of-this-event', 'duplicate', 'not-of-this-event'], entries: [], guests: [], gone: [], gates: [], now: '', wipe: '9'}), {headers: {'Content-Type': 'application/json', Barnstorm: '1'}});
		dispatchEvent(new Event('online')); return true })(window.fetch)`)
	v.shows("2 taps were not taken and do not count", "0 inside")

	js[bool](v.visitor, `(window.BarcodeDetector = class { async detect() { window.looked = (window.looked || 0) + 1; return window.code ? [{rawValue: window.code}] : [] } }, navigator.mediaDevices.getUserMedia = async () => new MediaStream(), true)`)
	v.tap("Guests").tap("Scan tickets")
	for i, tab := range []string{"Guests", "Heads"} {
		js[bool](v.visitor, fmt.Sprintf(`(performance.now = () => %d, window.code = '', window.looked = 0, true)`, 5000+2000*i))
		v.until("the camera to look at nothing", func() bool { return js[int](v.visitor, `looked`) > 1 })
		js[bool](v.visitor, `(window.code = 'x', true)`)
		v.shows("No ticket for this event").tap(tab).until("it to be read once", func() bool { return !v.reads("No ticket for this event") })
	}
}
