package journey

import (
	"regexp"
	"syscall"
	"testing"
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

// Two stewards check people in while the hall has no network: the list is on
// the phone, one tap lets a party in, a ticket is read, and when the network is
// back both see who was let in twice.
func TestCheckInWithoutNetwork(t *testing.T) {
	t.Parallel()
	h := demo(t)
	o := visit(t, h.url, desktop).walksIn(h, "organiser")
	o.open("/organise/events").sees("Your events")
	event := js[string](o, `[...document.querySelectorAll('main ol a')].map(a => a.getAttribute('href').split('/').pop()).pop()`)
	o.open("/organise/events/"+event).sees("Who comes").tapIn("main", "See the public page").sees("Take a place")

	public := js[string](o, `location.pathname`)
	guest := visit(t, h.url, phone)
	guest.open(public).fill("Your name", "Zenobia Quist").tap("Or your phone number").fill("Or your phone number", "+44 7700 900123").fill("How many are you?", "3")
	guest.tap("Take my place").sees("Zenobia Quist, your 3 places are kept", "Your link")
	link := js[string](guest, `document.querySelector('.ticket a').getAttribute('href')`)
	guest.open(regexp.MustCompile(`/rsvp/.*`).FindString(link)).sees("Your ticket")

	a, b := visit(t, h.url, phone).gate(h, event), visit(t, h.url, phone).gate(h, event)
	sound := h.silence()
	defer sound()
	for i, steward := range []*visitor{a, b} {
		steward.open("/lead/" + event) // the phone was put away, and the page is loaded anew
		steward.until("the list without network", func() bool { return steward.reads("Name or last four digits") })
		steward.fill("Name or last four digits", []string{"zenob", "0123"}[i])
		steward.until("the guest", func() bool { return steward.reads("3 people") && !steward.reads("and ") })
		steward.taps = 0
		steward.tap("Let in")
		steward.until("to be in", func() bool { return steward.reads("Zenobia Quist is in, 3 people") && steward.reads("3 inside") })
		if steward.taps != 1 {
			t.Errorf("it took %d taps", steward.taps)
		}
	}
	a.tap("Walk-in").fill("Your name", "Wilma").fill("How many are you?", "2").tap("Let in")
	a.until("the walk-in", func() bool { return a.reads("5 inside") && a.reads("2 taps wait to be sent") })
	if held := js[int](a, `(async () => { const db = await new Promise(r => { const q = indexedDB.open('barnstorm-gate'); q.onsuccess = () => r(q.result) });
		const all = await new Promise(r => { const q = db.transaction('gates').objectStore('gates').getAll(); q.onsuccess = () => r(q.result) });
		return all.length && !JSON.stringify(all.map(g => [g.event, new TextDecoder().decode(g.sealed)])).includes('Zenobia') ? 1 : 0 })()`); held != 1 {
		t.Error("the guest list lies open on the phone")
	}

	sound()
	a.sees("all sent")
	b.sees("all sent")
	a.open("/lead/"+event).sees("5 inside", "all sent")
	b.open("/lead/" + event).sees("5 inside")
	b.fill("Name or last four digits", "zenobia").sees("scanned again, 1 time")
	o.open("/organise/events/"+event+"/check-in").sees("Let in twice", "Zenobia Quist", "5", "2 of them without a place")
}
