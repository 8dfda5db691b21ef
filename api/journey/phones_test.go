package journey

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/people"
	"barnstorm/store/storetest"
)

// dropsItsQueue is a phone that forgets what it noted together with the doors.
var dropsItsQueue = map[string]string{`tx.objectStore("packs").delete(p.id);`: `{ tx.objectStore("packs").delete(p.id); tx.objectStore("queue").clear(); }`}

// A phone that is called in with forty records on it, the last of them a talk
// that is going on, loses sight of the doors at once and hands in all forty:
// they wait for a lead, who accepts them, and count. One that forgets them with
// the doors hands in none.
func TestACalledInPhoneHandsInAllItHas(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, desktop))
	g := m.ploughs()
	h := m.opens()
	for _, plant := range []map[string]string{nil, dropsItsQueue} {
		name := fmt.Sprint("Tower ", len(plant))
		g.street(name, 0, 39)
		x := leads(t, h.url)
		x.plants(plant)
		v := visit(t, x.url, phone).signsIn(h, "ada@example.org").takes(name)
		v.alone()
		x.is(nowhere)
		v.walks(name).shows("Door 1 of 39")
		v.tap("Nobody home in the whole stairwell").shows("39 saved, 39 waiting")
		v.tap("39 were not home").tap("Conversation").shows("Hello, I am Ada")
		if err := g.canvass.CallIn(t.Context(), m.organiser, g.effort.ID, canvass.CallInInput{Person: m.organiser.Person}); err != nil {
			t.Fatal(err)
		}
		x.is(withoutSync)
		js[bool](v, `dispatchEvent(new Event('online'))`) // the talk is written down as far as it came
		v.until("the doors to be gone", func() bool { return js[int](v, kept("packs")) == 0 })
		x.is(nil)
		v.open("/door").until("the records to be sent", func() bool { return js[int](v, kept("queue")) == 0 })
		switch n := g.accepts(t); {
		case plant == nil && n != 40:
			t.Errorf("%d of 40 records wait for a lead", n)
		case plant == nil:
			v.until("all forty to count", func() bool { return g.attempts(t) == 40 })
		case n >= 40:
			t.Error("a phone that forgets loses nothing: the test shows nothing")
		}
	}
}

// accepts has a lead accept all that is held, and says how many that was.
func (g *ground) accepts(t *testing.T) int {
	t.Helper()
	held, err := g.canvass.Quarantine(t.Context(), g.organiser, g.effort.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range held {
		if r.Why != canvass.CredentialOver {
			t.Errorf("held because of %s", r.Why)
		}
		if err := g.canvass.Decide(t.Context(), g.organiser, g.effort.ID, r.Key, canvass.DecideInput{Accept: true}); err != nil {
			t.Error(err)
		}
	}
	return len(held)
}

// attempts is how many doors count as knocked at by now. The house counts beside
// us: whoever needs a number waits for it.
func (g *ground) attempts(t *testing.T) int {
	t.Helper()
	if _, err := g.canvass.Tally(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := g.canvass.Results(t.Context(), g.organiser, g.effort.ID)
	if err != nil {
		t.Fatal(err)
	}
	return r.Attempts
}

// reachable gives somebody an address, so that they can sign in.
func (g *ground) reachable(who domain.Actor, email string) {
	g.t.Helper()
	now := time.Now().UTC()
	if err := g.store.PutContact(context.Background(), people.Contact{ID: domain.NewID[string](now), Person: who.Person, Kind: "email", Value: email, Confirmed: now, Made: now}); err != nil {
		g.t.Fatal(err)
	}
}

// Two volunteers on one turf: the second is offered none of it by himself, a
// lead takes it over while the first has no signal, both walk on without, and
// everything that either wrote down is there once; the objection that the first
// heard wins, though it comes home last.
func TestTwoPhonesOnOneTurf(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, desktop))
	g := m.ploughs()
	mill := g.street("Mill Lane", 4, 0)
	kit := g.joins("Kit")
	g.reachable(kit, "kit@example.org")
	h := m.opens()
	one, two := leads(t, h.url), leads(t, h.url)
	ada := visit(t, one.url, phone).signsIn(h, "ada@example.org").takes("Mill Lane")
	ada.walks("Mill Lane").shows("Door 1 of 4")
	ada.alone()
	one.is(nowhere)
	ada.tap("Never call again").shows("1 saved, 1 waiting")
	his := visit(t, two.url, phone).signsIn(h, "kit@example.org").open("/door").shows("Take it over")
	his.takes("Mill Lane").walks("Mill Lane").shows("Door 1 of 4")
	his.alone()
	two.is(nowhere)
	his.tap("Not home").shows("1 saved, 1 waiting").tap("Refused").shows("2 saved, 2 waiting")
	ada.tap("Not home").shows("2 saved, 2 waiting")
	two.is(nil)
	his.open("/door").shows("0 waiting")
	one.is(nil)
	ada.open("/door").shows("0 waiting", "Somebody else walks it now")
	for _, v := range []*visitor{ada, his} {
		if n := g.arrived(t, js[string](v, device), mill); n != 2 {
			t.Errorf("%d of 2 records arrived", n)
		}
	}
	his.until("all four visits to count", func() bool { return g.attempts(t) == 4 })
	turf, err := g.store.Turf(t.Context(), mill)
	doors, err2 := g.store.DoorsIn(t.Context(), mill)
	if err != nil || err2 != nil || turf.Holder != kit.Person || !doors[0].Quiet || doors[1].Quiet {
		t.Errorf("held by %s, doors %v %v: %v %v", turf.Holder, doors[0].Quiet, doors[1].Quiet, err, err2)
	}
}

// Signing out on an ordinary page says what is not sent, and the doors are gone
// from the phone at once. Meanwhile a copy of the house from before the turf was
// taken out is restored: the phone says so, and its holder hands the records
// in. A phone that lets go of what a strange house refuses loses them.
func TestSignedOutAndRestored(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, phone))
	g := m.ploughs()
	h := m.opens()
	letsGo := map[string]string{`if (replies === "foreign") foreign.add(batch.outing);`: `if (replies === "foreign") await safe.answered(batch, batch.rows, "");`}
	for _, plant := range []map[string]string{nil, letsGo} {
		name := fmt.Sprint("Mill Lane ", len(plant))
		turf := g.street(name, 5, 0)
		x := leads(t, h.url)
		x.plants(plant)
		v := visit(t, x.url, phone).signsIn(h, "ada@example.org").takes(name)
		x.is(withoutSync)
		v.alone().walks(name).shows("Door 1 of 5").tap("Not home").shows("1 saved, 1 waiting").tap("Refused").shows("2 saved, 2 waiting")
		v.open("/me").shows("2 records are not sent yet").tap("Sign out here").sees("You are signed out", "2 records still on this phone")
		if packs, waits := js[int](v, kept("packs")), js[int](v, kept("queue")); packs != 0 || waits != 2 {
			t.Errorf("%d packs and %d records lie on the phone of nobody", packs, waits)
		}
		if _, err := storetest.SQL(t, m.store).Exec("delete from credentials"); err != nil {
			t.Fatal(err)
		}
		x.is(nil)
		v.open("/door")
		if plant != nil {
			v.until("the records to be gone", func() bool { return js[int](v, kept("queue")) == 0 })
		} else {
			v.sees("You are signed out", "2 records wait, and their key is not known any more", "Sign in, then hand them in")
			v.signsIn(h, "ada@example.org").open("/door").sees("Hand them in under my name").tap("Hand them in under my name").shows("Everything was received", "0 waiting")
		}
		if n, want := g.arrived(t, js[string](v, device), turf), 2*(1-len(plant)); n != want {
			t.Errorf("planted %v: %d records arrived", plant != nil, n)
		}
	}
	visits, err := m.store.VisitsBy(t.Context(), m.organiser.Person)
	if err != nil || len(visits) != 2 || time.Since(visits[0].Happened) > 10*time.Minute || visits[0].Lead {
		t.Errorf("handed in: %+v, %v", visits, err)
	}
}

// withoutSync lets everything pass but what phones send.
func withoutSync(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
	if isSync(r) {
		cut(w)
		return
	}
	pass(w)
}

// room gives the app's origin so many bytes to keep things in; 0 lifts that.
func (v *visitor) room(bytes float64) *visitor {
	v.t.Helper()
	about := storage.OverrideQuotaForOriginParams{Origin: v.url}
	if bytes > 0 {
		about.QuotaSize = &bytes
	}
	tells(v, storage.OverrideQuotaForOrigin, about)
	return v
}

// fillsUp has something else fill what room there is, to the last hundred bytes.
func (v *visitor) fillsUp() *visitor {
	v.t.Helper()
	if n := js[int](v, `new Promise((ok, no) => {
		const open = indexedDB.open('photographs', 1);
		open.onupgradeneeded = () => open.result.createObjectStore('all', {autoIncrement: true});
		open.onsuccess = () => {
			let n = 0;
			const put = (size) => {
				if (size < 100) return ok(n);
				const tx = open.result.transaction('all', 'readwrite', {durability: 'strict'});
				tx.objectStore('all').add(crypto.getRandomValues(new Uint8Array(Math.min(size, 65536))));
				tx.oncomplete = () => { n++; put(size) };
				tx.onabort = () => put(size / 4);
			};
			put(65536);
		};
	})`); n == 0 {
		v.t.Fatal("nothing fills this phone")
	}
	return v
}

// beside is a second tab of the same browser.
// Fingers reach only the one that is in front.
func (v *visitor) beside() *visitor {
	v.t.Helper()
	tab, leave := chromedp.NewContext(v.tab)
	v.t.Cleanup(leave)
	if err := chromedp.Do(tab); err != nil {
		v.t.Fatal(err)
	}
	other := &visitor{t: v.t, tab: tab, url: v.url, size: v.size, seen: &seen{}}
	other.hold(v.size.height)
	return other
}

// front brings a tab before the others.
func (v *visitor) front() *visitor {
	v.t.Helper()
	tells(v, page.BringToFront, cdp.Empty{})
	return v
}

// keepsSlowly is a phone that has kept a visit when we say so.
var keepsSlowly = map[string]string{"app.writing = keeps(what);": "app.writing = keeps(what).then(() => new Promise((go) => { window.isKept = go; }));"}

// countsSlowly is a phone that counts what waits when we say so.
var countsSlowly = map[string]string{`waiting() { return this.db.count("queue"); }`: `async waiting() { await window.counting; return this.db.count("queue"); }`}

// Whoever taps on while a visit is being kept stays where the tap led, and does the
// same not twice; and whoever signs out is signed out.
func TestATapWhileAVisitIsKept(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, phone))
	m.ploughs().street("Mill Lane", 6, 0)
	h := m.opens()
	x := leads(t, h.url)
	faults := maps.Clone(keepsSlowly)
	maps.Copy(faults, countsSlowly)
	x.plants(faults)
	v := visit(t, x.url, phone).signsIn(h, "ada@example.org").takes("Mill Lane")
	v.saysThatTheyAreOut(x)
	v.walks("Mill Lane").shows("Door 1 of 6")
	kept := func() {
		v.until("the visit to be kept", func() bool { return js[bool](v, `!!window.isKept && (isKept(), window.isKept = null, true)`) })
	}
	v.tap("Not home").tap("Walk list").shows("Add a household")
	kept()
	v.shows("1 saved", "Add a household").tap("Back").shows("Door 2 of 6")
	v.tap("Conversation").shows("Hello, I am Ada").tap("End the conversation").tap("Said, go on")
	kept()
	v.shows("2 saved", "Door 4 of 6")
	v.tap("Conversation").shows("Hello, I am Ada").tap("Said, go on").shows("From 0 to 10?").tap("End the conversation").tap("Back")
	kept()
	v.shows("3 saved", "Door 5 of 6")
	js[bool](v, `window.counting = new Promise((go) => { window.isCounted = go }), true`)
	v.tap("Not home").tap("Conversation")
	js[bool](v, `isCounted(), true`)
	kept()
	v.shows("4 saved", "Door 6 of 6")
	v.tap("Walk list").tap("Finish").tap("All turf").shows("Ready without signal").tap("Sign out").tap("Sign out now")
	v.until("the page of who is signed out, which nobody else is shown", func() bool {
		return js[string](v, `location.pathname`) == "/signed-out" && v.reads("You are signed out")
	})
}

// saysThatTheyAreOut says it where no answer comes, and walks on meanwhile.
func (v *visitor) saysThatTheyAreOut(x *road) {
	v.t.Helper()
	v.alone()
	given := make(chan bool)
	x.is(func(w http.ResponseWriter, r *http.Request, pass func(http.ResponseWriter)) {
		if r.URL.Path == "/api/v1/out" {
			<-given
			cut(w)
			return
		}
		pass(w)
	})
	v.tap("I am out").shows("When will you be back?").tapIn("form", "I am out").tap("Back").walks("Mill Lane").tap("Walk list").tap("3 Mill Lane").shows("Door 2 of 6").tap("Walk list").tap("1 Mill Lane").shows("Door 1 of 6")
	close(given)
	v.tap("Walk list").tap("Finish").tap("All turf").shows("nobody knows before there is signal")
	x.is(nil)
}

// An old tab stays in the middle of its talk while a newer app takes over
// beside it, writes down what it hears and sends it; and it lets go of the
// shelves for one that changes them as soon as the talk is over.
func TestAnOldTabBesideANewerApp(t *testing.T) {
	t.Parallel()
	m := found(t, database(t, phone))
	g := m.ploughs()
	turf := g.street("Mill Lane", 4, 0)
	h := m.opens()
	x := leads(t, h.url)
	old := visit(t, x.url, phone).signsIn(h, "ada@example.org").takes("Mill Lane")
	old.walks("Mill Lane").tap("Conversation").shows("Hello, I am Ada")
	x.plants(map[string]string{`const shelf = "door-`: `const shelf = "door-newer-`, `const version = 1;`: `const version = 2;`, `db.createObjectStore("things");`: `if (db.objectStoreNames.length) return; db.createObjectStore("things");`})
	next := old.beside()
	js[bool](old, `navigator.serviceWorker.getRegistration('/door').then(r => r.update()).then(() => true)`)
	next.front().open("/door").shows("A newer version is here").tap("Take it")
	next.shows("The app is open in another tab")
	old.front().shows("Hello, I am Ada").tap("End the conversation")
	next.shows("Mill Lane", "1 saved")
	old.shows("1 saved, 0 waiting")
	if n := g.arrived(t, js[string](next, device), turf); n != 1 {
		t.Errorf("%d of 1 records arrived", n)
	}
}
