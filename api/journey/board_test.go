package journey

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/outing"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
	"barnstorm/static"
	"barnstorm/store"
	"barnstorm/store/storetest"
)

// hands gives a team of names a turf, and is the path of the code that opens it.
func (g *ground) hands(turf universe.TurfID, names string) (path string) {
	g.t.Helper()
	ctx, now := context.Background(), time.Now()
	s := &outing.Service{
		Store: g.store, Atomically: store.Atomically[outing.Store](g.store), Clock: time.Now, Universe: g.universe, Key: storetest.Key,
		URL: func(path string) string { return "http://127.0.0.1" + path },
	}
	o, err := s.Open(ctx, g.organiser, outing.OpenInput{ID: domain.NewID[outing.ID](now), Effort: g.effort.ID})
	if err != nil {
		g.t.Fatal(err)
	}
	crew, err := s.Gather(ctx, g.organiser, o.ID, outing.GatherInput{ID: domain.NewID[outing.TeamID](now), Name: "Red", Names: names})
	if err != nil {
		g.t.Fatal(err)
	}
	zone, err := time.LoadLocation(g.effort.Zone)
	if err != nil {
		g.t.Fatal(err)
	}
	b, err := s.HandOut(ctx, g.organiser, crew.Team.ID, outing.HandOutInput{ID: domain.NewID[outing.BoardID](now), Turf: turf, Back: now.In(zone).Add(3 * time.Hour).Format("15:04")})
	if err != nil {
		g.t.Fatal(err)
	}
	return "/door/join#" + string(s.Code(b))
}

// Journey 5: a runner directs a team from one phone while the house is down:
// everybody gets a door, what is called back takes two taps, one sees who has
// been where, the group splits; a second phone has joined while there was
// signal, and takes the board over without any. Every record is by whoever
// knocked, once.
func TestABoardRunner(t *testing.T) {
	m := found(t, database(t, desktop))
	g := m.ploughs()
	path := g.hands(g.street("Mill Lane", 7, 0), "Ann\nBob\nCy\nDee")
	h := m.opens()
	v := visit(t, h.url, small)
	v.refused().open(path).shows("Who are you?").tap("Ann").sees("Team Red", "Give a door", "6 of 7 doors left").suitsThumbAndSun()
	second := visit(t, h.url, desktop)
	second.refused().open(path).shows("Who are you?").tap("Dee").shows("Door 1 of 7")
	for _, x := range []*visitor{v, second} {
		x.until("the app to be kept", func() bool { return js[bool](x, `caches.match('/door/shell').then(Boolean)`) })
		x.alone()
	}

	h.dies()
	v.open("/door").walks("Mill Lane")
	v.shows("Give a door", "No signal").tap("A door for everybody").sees("Ann 1 Mill Lane", "Bob 3 Mill Lane", "Cy 7 Mill Lane", "Dee 9 Mill Lane").suitsThumbAndSun()
	v.taps = 0
	v.tap("Bob").shows("Bob says").tap("Not home").shows("Bob 11", "1 saved, 1 waiting")
	if v.taps != 2 {
		t.Errorf("what is called back took %d taps: two are enough", v.taps)
	}
	v.tap("Cy").shows("Cy says").tap("Refused").shows("Cy 13", "2 saved, 2 waiting")
	v.tap("Ann").sees("Ann says", "Conversation").tap("Conversation").shows("Hello, I am Ann").tap("End the conversation").shows("3 saved, 3 waiting", "Ann No door left")
	v.tap("Undo").shows("Ann says").tap("Not home").shows("3 saved, 5 waiting")
	v.tap("Walk list").sees("Bob: Not home", "Cy: Refused", "Dee is there").suitsThumbAndSun()
	v.tap("9 Mill Lane").shows("Who goes there?").tap("Bob").shows("Bob 9")
	v.tap("More phones, or split").sees("First half: 1 Mill Lane to 7 Mill Lane", "Second half: 9 Mill Lane to 13 Mill Lane", "5 records are still on this phone", "Who is with this board").suitsThumbAndSun()
	v.countsOutcomesAsWe()
	second.open(v.shown()).sees("The board came over", "3 doors were done on the other phone").suitsThumbAndSun()
	second.tap("Direct the team from this phone").shows("Bob 9 Mill Lane", "Cy 13 Mill Lane", "Ann Give a door", "0 saved, 0 waiting")
	second.tap("Walk list").shows("Bob: Not home", "Cy: Refused", "Ann: Not home", "Bob is there").tap("Back").tap("More phones, or split")
	second.open(second.shown()).shows("3 doors were done on the other phone").tap("Go on").tap("Walk by myself on this phone").shows("Door 5 of 7")
	v.undoesBeside(second)
	v.tap("Dee").tap("Second half").shows("Bob Give a door").misses("Dee")
	v.tap("A door for everybody").shows("Ann 9", "Bob 11", "Cy 13").tap("Ann").shows("Ann says").tap("Not home").shows("2 saved, 8 waiting")
	second.tap("Not home").shows("1 saved, 1 waiting")

	h.start()
	for _, x := range []*visitor{v, second} {
		js[bool](x, `dispatchEvent(new Event('online'))`) // a phone that has long had no signal asks only every few minutes
	}
	v.shows("2 saved, 0 waiting")
	second.shows("1 saved, 0 waiting").open("/door").walks("Mill Lane")
	second.tap("Walk list").sees("Bob: Not home", "Ann: Not home")
	second.until("the other door to be open again", func() bool { return !second.reads("Cy: Refused") })
	v.tap("Walk list").tap("Finish").sees("All 8 received")

	second.comesAgainByAnOldCode(g, path)
	want := []string{"Ann ", "Ann ", "Ann ", "Ann not_home", "Ann not_home", "Ann spoke", "Bob not_home", "Cy refused", "Dee not_home"}
	if by := g.recorded(); !slices.Equal(by, want) {
		t.Errorf("recorded by %q, want %q", by, want)
	}
}

// recorded is by whom the records of the newest turf are, and what each says.
func (g *ground) recorded() (by []string) {
	g.t.Helper()
	all, err := g.store.VisitsAt(context.Background(), g.doors(g.last))
	if err != nil {
		g.t.Fatal(err)
	}
	for _, x := range all {
		by = append(by, g.nameOf(x.Canvasser)+" "+x.Outcome)
	}
	slices.Sort(by)
	return by
}

// undoesBeside takes two doors back whose board has moved to a second phone: of one
// that hears by the code, of the other when there is signal.
func (v *visitor) undoesBeside(second *visitor) {
	v.t.Helper()
	v.tap("Back").tap("Undo").shows("Ann says").tap("Back").tap("More phones, or split")
	second.open(v.shown()).shows("2 doors were done on the other phone").tap("Go on").shows("Door 1 of 7")
	v.tap("Back").tap("Undo").shows("Cy says").tap("Back").tap("More phones, or split")
	said := js[[]string](v, fmt.Sprintf(`import(%q).then(m => {
		const own = {d: {outcome: 'refused', at: 1}}, told = (at) => ({doors: {d: {outcome: 'moved', at}}}), off = {d: {outcome: '', at: 5}};
		return [{doors: own, off}, {doors: {}, told: told(3), off}, {doors: {}, told: told(7), off}, {doors: own, told: told(3), off}].map(trace => m.done({trace}, {id: 'd'})?.outcome || '');
	})`, static.Asset("js/door/round.js")))
	if want := []string{"refused", "", "moved", "refused"}; !slices.Equal(said, want) {
		v.t.Errorf("of a door that is open again it says %q, want %q", said, want)
	}
	if days := js[float64](v, fmt.Sprintf(`import(%q).then(m => {
		const pack = {board: {code: 'c', members: []}, doors: [{id: '00000001'}], trace: {doors: {'00000001': {outcome: 'refused', at: Date.now() - 3 * 864e5}}}};
		return Math.round((Date.now() - m.told(pack, m.address(pack).split('.').pop()).doors['00000001'].at) / 864e4) / 10;
	})`, static.Asset("js/door/move.js"))); days != 3 {
		v.t.Errorf("what was found three days ago comes over as of %v days ago", days)
	}
}

// comesAgainByAnOldCode has the code replaced: it opens nothing any more, but for a
// phone that had the board and lost it.
func (v *visitor) comesAgainByAnOldCode(g *ground, path string) {
	v.t.Helper()
	if _, err := storetest.SQL(v.t, g.store).Exec("update boards set turn = turn + 1"); err != nil {
		v.t.Fatal(err)
	}
	js[bool](v, `new Promise(ok => { const r = indexedDB.open('barnstorm-door'); r.onsuccess = () => { const tx = r.result.transaction('packs', 'readwrite'); tx.objectStore('packs').clear(); tx.oncomplete = () => { r.result.close(); ok(true) } } })`)
	v.open(path).shows("Who are you?")
	visit(v.t, v.url, small).refused().open(path).shows("This code opens nothing")
}

// countsOutcomesAsWe holds the phone's list of outcomes against ours.
func (v *visitor) countsOutcomesAsWe() {
	v.t.Helper()
	var ours []string
	for _, o := range script.Outcomes {
		ours = append(ours, o.Code)
	}
	if theirs := js[[]string](v, fmt.Sprintf(`import(%q).then(m => m.outcomes)`, static.Asset("js/door/move.js"))); !slices.Equal(theirs, ours) {
		v.t.Errorf("the phone counts outcomes as %q", theirs)
	}
}

// shown is the address that a phone shows as a code, square for square as the
// house would draw it.
func (v *visitor) shown() string {
	v.t.Helper()
	v.until("a code", func() bool { return js[bool](v, `Boolean(document.querySelector('.qr .dark'))`) })
	said := js[[]string](v, `[document.querySelector('main a[href*="/door/join#"]').href, document.querySelector('.qr .dark').getAttribute('d'), document.querySelector('.qr').getAttribute('viewBox')]`)
	code, err := web.QR(said[0])
	if err != nil {
		v.t.Fatal(err)
	}
	if all := fmt.Sprint(code.Side); said[1] != code.Path || said[2] != "-4 -4 "+all+" "+all {
		v.t.Errorf("%s: the code does not say %s", v.at(), said[0])
	}
	return said[0]
}

// doors is the doors of a turf.
func (g *ground) doors(id universe.TurfID) (ids []universe.DoorID) {
	g.t.Helper()
	doors, err := g.store.DoorsIn(context.Background(), id)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, d := range doors {
		ids = append(ids, d.ID)
	}
	return ids
}

// nameOf is who a canvasser is, in the newest team.
func (g *ground) nameOf(p domain.PersonID) string {
	g.t.Helper()
	days, err := g.store.OutingsOf(context.Background(), g.effort.ID)
	if err != nil || len(days) == 0 {
		g.t.Fatal(days, err)
	}
	all, err := g.store.MembersOf(context.Background(), days[0].ID)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, m := range all {
		if m.Canvasser() == p {
			return m.Name
		}
	}
	return string(p)
}
