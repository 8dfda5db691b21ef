package journey

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
		case r.URL.Path == "/door" || r.URL.Path == "/door/join":
			tongues, _ := json.Marshal(map[string]any{"languages": map[string]string{"en": "English"}, "words": map[string]string{"en": "/words"}})
			fmt.Fprintf(w, `<!doctype html><html lang="en"><link rel="stylesheet" href="%s"><div class="door" id="app" aria-busy="true" data-languages="%s"></div><script type="module" src="%s"></script>`,
				static.Asset("css/barnstorm.css"), html.EscapeString(string(tongues)), static.Asset("js/door/app.js"))
		case r.URL.Path == "/words":
			words, _ := json.Marshal(templates.Phrases("en", "app.", "outcome.", "talk.", "door."))
			w.Header().Set("Content-Type", "application/json")
			w.Write(words)
		case r.URL.Path == "/door/worker.js":
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
	for name, file := range map[string]string{"safes": "safe", "note": "note", "hand": "hand", "board": "board", "out": "out", "sending": "send", "move": "move", "round": "round"} {
		names, files = append(names, name), append(files, fmt.Sprintf("import(%q)", static.Asset("js/door/"+file+".js")))
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
