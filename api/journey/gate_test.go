package journey

import (
	"fmt"
	"regexp"
	"syscall"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"barnstorm/static"
)

// silence is a hall whose network dies: whatever is asked of the program stays
// without an answer until the sound comes back.
func (h *house) silence() (sound func()) {
	h.t.Helper()
	if err := syscall.Kill(h.pid, syscall.SIGSTOP); err != nil {
		h.t.Fatal(err)
	}
	return func() { syscall.Kill(h.pid, syscall.SIGCONT) }
}

// gate opens check-in and waits until it could work without network.
func (v *visitor) gate(h *house, event string) *visitor {
	v.t.Helper()
	v.walksIn(h, "organiser").open("/lead/"+event).sees("0 inside", "all sent", "Name or last four digits")
	v.until("everything to lie on the phone", func() bool {
		return js[bool](v, `document.getElementById('app').dataset.ready === '1' && document.getElementById('app').dataset.started === '1'`)
	})
	v.taps = 0
	return v
}

// ticketTo takes three places at an event by a phone number, and returns what
// the ticket's code says to a gate.
func (v *visitor) ticketTo(event string) string {
	v.t.Helper()
	v.open(event).fill("Your name", "Zenobia Quist").tap("Or your phone number").fill("Or your phone number", "+44 7700 900123").fill("How many are you?", "3")
	v.tap("Take my place").sees("Zenobia Quist, your 3 places are kept", "Your link")
	rsvp := regexp.MustCompile(`/rsvp/.*`).FindString(js[string](v, `document.querySelector('.ticket a').getAttribute('href')`))
	v.open(rsvp).sees("Your ticket")
	_, _, held := v.fetch("/api/v1" + rsvp)
	ticket := regexp.MustCompile(`"ticket":"[^"#]*(#[^"]+)"`).FindStringSubmatch(held)
	if ticket == nil {
		v.t.Fatal("no ticket in ", held)
	}
	return ticket[1]
}

// Two stewards check people in while the hall has no network: the list is on
// the phone, one tap lets a party in, a ticket is read, and when the network is
// back both see who was let in twice.
func TestCheckInWithoutNetwork(t *testing.T) {
	t.Parallel()
	h := demo(t)
	o := visit(t, h.url, desktop).walksIn(h, "organiser")
	o.open("/organise/events").sees("Your events")
	event := js[string](o, `[...document.querySelector('main ol').querySelectorAll('a')].map(a => a.getAttribute('href').split('/').pop()).pop()`) // the last that comes
	o.open("/organise/events/"+event).sees("Who comes").tapIn("main", "See the public page").sees("Take a place")

	public := js[string](o, `location.pathname`)
	ticket := visit(t, h.url, phone).ticketTo(public)
	a, b := visit(t, h.url, phone).gate(h, event), visit(t, h.url, phone).gate(h, event)
	sound := h.silence()
	defer sound()
	for i, steward := range []*visitor{a, b} {
		steward.open("/lead/" + event) // the phone was put away, and the page is loaded anew
		steward.until("the list without network", func() bool { return steward.reads("Name or last four digits") })
		if i == 0 { // reads the ticket, as the phone's own camera does, and one that somebody made of it
			js[any](steward, `location.hash = "`+ticket[:5]+"AAAA"+ticket[9:]+`"; null`)
			steward.until("a forged ticket to be none", func() bool { return steward.reads("No ticket for this event") })
			js[any](steward, `location.hash = "`+ticket+`"; null`)
			steward.until("the ticket", func() bool {
				return js[string](steward, `document.querySelector('.guests.first')?.innerText || ''`) != ""
			})
		} else {
			steward.fill("Name or last four digits", "0123")
			steward.until("the guest", func() bool { return steward.reads("3 people") && !steward.reads("and ") })
		}
		steward.taps = 0
		steward.tap("Let in")
		steward.until("to be in", func() bool { return steward.reads("Zenobia Quist is in, 3 people") && steward.reads("3 inside") })
		if steward.taps != 1 {
			t.Errorf("it took %d taps", steward.taps)
		}
	}
	a.tap("Walk-in").fill("Your name", "Wilma").fill("How many are you?", "2").tap("Let in")
	a.until("the walk-in", func() bool { return a.reads("5 inside") && a.reads("2 taps wait to be sent") })
	if !js[bool](a, stored+`.then(([gates, taps]) => gates.length > 0 && !JSON.stringify([gates, taps].map(all => all.map(r => [r.event, new TextDecoder().decode(r.sealed)]))).includes('Zenobia'))`) {
		t.Error("the guest list lies open on the phone")
	}

	sound()
	a.sees("all sent")
	b.sees("all sent")
	a.open("/lead/"+event).sees("5 inside", "all sent")
	b.open("/lead/" + event).sees("5 inside")
	b.fill("Name or last four digits", "zenobia").sees("scanned again, 1 time")
	o.open("/organise/events/"+event+"/check-in").sees("Let in twice", "Zenobia Quist", "5", "2 of them without a place")
	a.tap("Heads").sees("General", "5 inside, 5 came").tap("One out: General").tap("One out: General").tap("One more in: General").sees("4 inside, 6 came", "all sent")
	a.drums("One more in: General", 3).sees("7 inside, 9 came", "all sent")
	asksADeadKeyOnce(t, b)
	wiped(t, h, event, a, b)
}

// drums taps on one spot as fast as a finger can, whatever is drawn meanwhile.
func (v *visitor) drums(name string, times int) *visitor {
	v.t.Helper()
	v.find("link or button", name, "main")
	at := js[[]float64](v, `(({x, y, width, height}) => [x + width / 2, y + height / 2])(document.querySelector('[data-journey]').getBoundingClientRect())`)
	var taps []chromedp.Action[chromedp.Void]
	for range times {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			taps = append(taps, chromedp.MouseEvent(kind, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
		}
	}
	v.do(taps...)
	return v
}

// asksADeadKeyOnce holds a tap that waits at a gate whose key is no more to one try:
// ordinary pages send what waits each time they are opened.
func asksADeadKeyOnce(t *testing.T, v *visitor) {
	t.Helper()
	v.alone()
	if n := js[int](v, fmt.Sprintf(`Promise.all([import(%q), import(%q)]).then(async ([line, {openSafe}]) => {
		const safe = await openSafe(), event = crypto.randomUUID();
		await safe.keepGate({event, key: 'none', wipe: '2000', since: null, guests: {}});
		await safe.keepTaps([{id: crypto.randomUUID(), event, way: 'in', people: 1, shift: 0, pool: 'general', at: new Date().toISOString()}], false);
		const ask = globalThis.fetch;
		let asked = 0;
		globalThis.fetch = (...about) => { asked++; return ask(...about) };
		for (let n = 0; n < 2; n++) await line.passOn(safe, location.pathname.split('/').pop());
		globalThis.fetch = ask;
		const kept = (await safe.unsent()).find((x) => x.gate.event === event)?.taps.length;
		await safe.db.delete('gates', event);
		for (const x of await safe.taps(event)) await safe.db.delete('taps', x.id);
		safe.db.close();
		return asked * 10 + kept;
	})`, static.Asset("js/gate/line.js"), static.Asset("js/gate/safe.js"))); n != 11 {
		t.Errorf("%d: a key that is no more is asked with once, and its tap stays", n)
	}
}

// stored is what lies on a phone: gates and taps.
const stored = `new Promise(r => { const q = indexedDB.open('barnstorm-gate'); q.onsuccess = () => r(q.result) })
	.then(db => Promise.all(['gates', 'taps'].map(name => new Promise(r => { const q = db.transaction(name).objectStore(name).getAll(); q.onsuccess = () => { r(q.result); db.close() } }))))`

// wiped holds that a phone forgets everybody when the time for it has come: at
// once, where nothing waits, or somebody signs out; else all but what waits.
func wiped(t *testing.T, h *house, event string, a, b *visitor) {
	t.Helper()
	sound := h.silence()
	defer sound()
	b.fill("Name or last four digits", "zenobia").tap("Out")
	b.until("a tap to wait", func() bool { return b.reads("1 tap waits to be sent") })
	js[any](b, `new Promise(r => { const q = indexedDB.open('barnstorm-gate'); q.onsuccess = () => r(q.result) }).then(db => new Promise(r => {
		const tx = db.transaction('gates', 'readwrite'), all = tx.objectStore('gates').getAll();
		all.onsuccess = () => all.result.forEach(g => tx.objectStore('gates').put({...g, wipe: '2000-01-01'}));
		tx.oncomplete = () => { db.close(); r(null) } }))`)
	b.open("/lead/" + event)
	b.until("nobody to be listed", func() bool { return b.reads("Nobody found") && b.reads("1 tap waits to be sent") })
	if n := js[int](b, stored+`.then(([gates, taps]) => gates.length * 100 + taps.length)`); n != 101 {
		t.Errorf("%d: a phone whose event is over holds more than the tap that waits", n)
	}
	sound()
	b.sees("all sent")
	a.open("/me").tap("Sign out here").sees("You are signed out")
	a.until("an empty phone", func() bool { return js[int](a, stored+`.then(([gates, taps]) => gates.length + taps.length)`) == 0 })
}
