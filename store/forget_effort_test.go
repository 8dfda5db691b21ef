package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
	"barnstorm/store/storetest"
)

// lived is an effort of some days that has all that the clock deletes.
func (w *ward) lived(days, doors int) (phone domain.Token, door universe.DoorID) {
	w.Helper()
	ctx := w.Context()
	w.soon()
	phone = w.equip(w.knock, "phone")
	a := universe.Address{Number: "12", Street: "Mill Lane", Town: "Keighley"}
	door = universe.DoorIDOf(w.effort.ID, a)
	turf := universe.Turf{ID: domain.NewID[universe.TurfID](w.now), Effort: w.effort.ID, Name: "Mill Lane", Size: 1, State: universe.Out, Holder: w.knock.Person, Team: "Aire", Taken: w.now, Until: w.now.Add(time.Hour), Made: w.now, Changed: w.now}
	w.must(w.store.PutTurfs(ctx, []universe.Turf{turf}))
	w.must(w.store.PutDoors(ctx, []universe.Door{{ID: door, Effort: w.effort.ID, Turf: turf.ID, Place: 1, Address: a, At: domain.Point{Lat: 53.9, Lon: -1.9}, Sure: universe.SureFile, Language: "pl", Made: w.now}}))
	w.must(w.store.PutElectors(ctx, []universe.Elector{{ID: domain.NewID[universe.ElectorID](w.now), Effort: w.effort.ID, Door: door, Name: "Zofia Nowak"}}))
	for i := range days {
		for range doors {
			w.send(phone, w.talk("phone", 4, 4+i, "door", string(door), "turf", string(turf.ID), "team", "Aire"), w.note("phone", "not_home", "door", string(door)))
		}
		w.send(w.equip(w.person("Kay", w.group, domain.Canvasser), "other"), w.talk("other", 5, nil), w.note("other", "waved"))
		w.now = w.now.Add(26 * time.Hour)
	}
	undone := w.note("phone", "refused", "door", string(door))
	w.send(phone, undone, w.note("phone", "", "kind", "annulment", "refers", idOf(w, undone)))
	w.must(w.store.CountDoors(ctx, w.effort.ID, w.now))
	return phone, door
}

// soon has the effort's clock run out two days after its end: the keys of
// phones are good for a month.
func (w *ward) soon() {
	w.effort.KeepDays = 2
	w.must(w.store.PutEffort(w.Context(), w.effort))
}

// forget does what the clock asks until nothing is left to do.
func (w *ward) forget() {
	w.Helper()
	for range 100 {
		n, err := w.doors.Tally(w.Context())
		w.must(err)
		m, err := w.doors.Forget(w.Context())
		w.must(err)
		if n+m == 0 {
			return
		}
	}
	w.Fatal("the clock does not come to its end")
}

// said is the results as somebody reads them.
func (w *ward) said() string {
	r := w.results()
	r.Effort, r.Planned, r.Waiting = canvass.Effort{}, 0, 0
	b, err := json.Marshal(r)
	w.must(err)
	return string(b)
}

func (w *ward) number(query string, args ...any) (n int) {
	w.Helper()
	w.must(w.store.db.Raw(query, args...).Scan(&n).Error)
	return n
}

// held is the payloads of all that is in quarantine.
func (w *ward) held() string {
	w.Helper()
	var raws [][]byte
	held, err := w.store.unseal(w.Context(), w.store.db.Order("key"))
	w.must(err)
	for _, h := range held {
		raws = append(raws, h.Raw)
	}
	return string(bytes.Join(raws, []byte("\n")))
}

func (w *ward) sound() {
	w.Helper()
	breaches, err := w.store.Breaches(w.Context(), w.now)
	w.must(err)
	for _, b := range breaches {
		if b.Code != "groups-at-the-top" { // a ward has two
			w.Error("what does not hold: ", b)
		}
	}
}

func TestTheClockDeletesWhatItSaysAndNoNumber(t *testing.T) {
	inWards(t, func(w *ward) {
		w.lived(3, 4)
		before := w.said()
		w.now = w.effort.Forgets().Add(9 * time.Minute)
		if n, err := w.doors.Forget(w.Context()); n != 0 || err != nil {
			t.Fatalf("deletes before its time: %d, %v", n, err)
		}
		f, err := w.doors.Forgetting(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.want("beforehand", fmt.Sprint(f.Holds), "map[cards:0 consents:0 doors:1 electors:1 files:0 held:3 holders:1 members:0 records:29 salt:1 sheets:0 trips:0]")
		w.want("no certificate yet", f.Certificate == nil, true)
		w.now = w.now.Add(time.Minute)
		w.forget()
		w.want("results", w.said(), before)
		f, err = w.doors.Forgetting(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.want("afterwards", fmt.Sprint(f.Holds), "map[cards:0 consents:0 doors:0 electors:0 files:0 held:0 holders:0 members:0 records:0 salt:0 sheets:0 trips:0]")
		w.want("certificate", fmt.Sprint(f.Certificate.Gone), "map[doors:1 electors:1 held:3 holders:1 records:29 salt:1]")
		w.want("rule", fmt.Sprint(f.Certificate.KeepDays, f.Certificate.Ends, f.Certificate.Done), fmt.Sprint(2, w.effort.Ends, w.now))
		w.want("sealed", f.Sealed, 4)
		if all := storetest.Snapshot(t, w.store); strings.Contains(all, "Nowak") || strings.Contains(all, "Mill Lane|") || strings.Contains(all, "keighley") && strings.Contains(all, "12|mill") {
			t.Error("somebody's name or address is still there")
		}
		w.sound()
		_, err = w.doors.Forgetting(w.Context(), w.knock, w.effort.ID)
		w.want("a canvasser", err, "denied: not-your-role")
		_, _, err = w.doors.Equip(w.Context(), w.knock, w.effort.ID, canvass.EquipInput{Device: "phone"})
		w.want("a phone", err, "conflict: effort-forgotten")
	})
}

// A phone that was away until after the clock adds to the sealed day, once,
// whatever it sends twice; nothing of a door comes back, and who does not want
// to be contacted is heard all the same.
func TestALatePhoneAddsToTheSealedDay(t *testing.T) {
	inWards(t, func(w *ward) {
		phone, door := w.lived(3, 4)
		first := w.note("phone", "not_home", "door", string(door))
		w.now = w.now.Add(time.Hour)
		w.send(phone, first)
		late := []json.RawMessage{
			w.talk("phone", 4, 8, "door", string(door), "team", "Aire"), w.note("phone", "do_not_contact", "door", string(door)),
			w.note("phone", "waved", "door", string(door)), w.note("phone", "refused"),
		}
		late = append(late, w.note("phone", "", "kind", "annulment", "refers", idOf(w, late[3])))
		before := w.results()
		w.now = w.effort.Forgets().Add(slackOfTests)
		w.forget()
		w.want("late", fates(w.send(phone, late...)), "stored stored quarantined/unknown-outcome stored stored")
		w.want("again", fates(w.send(phone, late...)), "duplicate duplicate quarantined/unknown-outcome duplicate duplicate")
		w.want("of before the clock", fates(w.send(phone, first)), "duplicate")
		after := w.results()
		w.want("attempts", after.Attempts, before.Attempts+2)
		w.want("pairs", after.Movement.Pairs, before.Movement.Pairs+1)
		w.want("canvassers", after.Movement.Canvassers, before.Movement.Canvassers)
		w.want("kept of a door", w.number(`select count(*) from visits where door <> '' or turf <> '' or elector <> '' or raw <> '' or answers <> 'null'`), 0)
		w.want("held of a door", strings.Contains(w.held(), string(door)), false)
		w.want("quiet", w.number(`select count(*) from quiet_doors`), 1)
		taken := w.note("phone", "", "kind", "annulment", "refers", idOf(w, late[0]))
		w.want("taken back", fates(w.send(phone, taken, w.note("phone", "", "kind", "annulment", "refers", idOf(w, late[0])))), "stored stored")
		w.want("attempts", w.results().Attempts, before.Attempts+1)
		w.sound()
		w.now = w.now.Add(25 * time.Hour)
		w.forget()
		w.want("bare ones go too", w.number(`select count(*) from visits`), 0)
		w.want("a day later", fates(w.send(phone, late...)), "duplicate duplicate quarantined/unknown-outcome duplicate duplicate")
		w.want("attempts", w.results().Attempts, before.Attempts+1)
		w.want("a lead's look", w.number(`select count(*) from quarantine`), 1)
		held, err := w.doors.Quarantine(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.want("set aside", w.doors.Decide(w.Context(), w.organise, w.effort.ID, held[0].Key, canvass.DecideInput{}), nil)
		w.now = w.effort.Ends.Add(canvass.Grace + 31*24*time.Hour)
		w.forget()
		w.want("nothing is left", w.number(`select (select count(*) from visits) + (select count(*) from quarantine) + (select count(*) from gone_records) + (select count(*) from doors)`), 0)
		w.want("attempts", w.results().Attempts, before.Attempts+1)
		w.want("when the key is over", fates(w.send(phone, late[1])), "quarantined/credential-over")
		w.sound()
	})
}

const slackOfTests = 10 * time.Minute

// What a forgotten effort's record said against any contact no lead takes back
// in another: that is another's word.
func TestAnObjectionOutlastsItsRecord(t *testing.T) {
	inWards(t, func(w *ward) {
		phone, door := w.lived(1, 1)
		w.send(phone, w.note("phone", "do_not_contact", "door", string(door)))
		w.now = w.effort.Forgets().Add(slackOfTests)
		w.forget()
		w.effort = w.launch(w.organise, w.group)
		w.effort.Ends = w.now.AddDate(0, 0, 9)
		w.must(w.store.PutEffort(w.Context(), w.effort))
		a := universe.Address{Number: "12", Street: "Mill Lane", Town: "Keighley"}
		there := universe.DoorIDOf(w.effort.ID, a)
		w.must(w.store.PutDoors(w.Context(), []universe.Door{{ID: there, Effort: w.effort.ID, Address: a, Made: w.now}}))
		again := w.note("phone", "do_not_contact", "door", string(there))
		w.send(w.equip(w.knock, "phone"), again)
		_, err := w.doors.Undo(w.Context(), w.organise, w.effort.ID, canvass.UndoInput{ID: domain.NewID[canvass.VisitID](w.now), Visit: canvass.VisitID(idOf(w, again)), Started: w.now})
		w.must(err)
		w.want("quiet", w.number(`select count(*) from quiet_doors where kept`), 1)
	})
}

// A held record that a lead accepts after the clock counts, and brings no door.
func TestWhatIsAcceptedAfterTheClockIsBare(t *testing.T) {
	inWards(t, func(w *ward) {
		phone, door := w.lived(3, 4)
		before := w.results()
		record := w.talk("phone", 4, 8, "door", string(door))
		w.now = w.effort.Forgets().Add(slackOfTests)
		w.forget()
		w.must(w.doors.CallIn(w.Context(), w.organise, w.effort.ID, canvass.CallInInput{Person: w.knock.Person}))
		w.want("held", fates(w.send(phone, record)), "quarantined/credential-over")
		held, err := w.doors.Quarantine(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.must(w.doors.Decide(w.Context(), w.organise, w.effort.ID, held[0].Key, canvass.DecideInput{Accept: true}))
		w.want("conversations", w.results().Conversations, before.Conversations+1)
		w.want("kept of a door", w.number(`select count(*) from visits where door <> '' or raw <> ''`), 0)
		_, err = w.doors.Knock(w.Context(), w.knock, w.effort.ID, canvass.KnockInput{ID: domain.NewID[canvass.VisitID](w.now), Version: w.version, Outcome: "not_home", Started: w.now})
		w.want("written here and now", err, "invalid: record-refused")
		w.sound()
	})
}

// Whichever write fails, the piece is as if it had never begun: whoever is
// killed in the middle loses nothing and counts nothing twice.
func TestEachPieceOfForgettingIsWholeOrNotAtAll(t *testing.T) {
	inWards(t, func(w *ward) {
		w.lived(1, 1)
		before := w.said()
		w.now = w.effort.Forgets().Add(slackOfTests)
		one := w.service()
		whole := one.Atomically
		pieces := 0
		one.Atomically = func(ctx context.Context, f func(canvass.Store) error) error {
			if pieces++; pieces > 1 {
				return errEnough
			}
			return whole(ctx, f)
		}
		for range 3 { // the seal, the certificate, the records; what follows is one statement each
			storetest.EveryWrite(t, w.store, func() error {
				pieces = 0
				if _, err := one.Forget(w.Context()); err != errEnough {
					return err
				}
				return nil
			})
			w.want("results", w.said(), before)
			w.sound()
		}
		w.forget()
		c, err := w.store.Certificate(w.Context(), w.effort.ID)
		w.must(err)
		w.want("done", c.Done, w.now)
		w.want("certificate", fmt.Sprint(c.Gone), "map[doors:1 electors:1 held:1 holders:1 records:5 salt:1]")
	})
}

var errEnough = fmt.Errorf("one piece is enough")

// A day with records that are not counted yet is not sealed, and one that is
// sealed is not counted anew.
func TestADayIsSealedWhenAllOfItIsCounted(t *testing.T) {
	inWards(t, func(w *ward) {
		w.soon()
		phone := w.equip(w.knock, "phone")
		late := w.note("phone", "not_home")
		w.send(phone, w.talk("phone", 4, 6))
		w.now = w.effort.Forgets().Add(slackOfTests)
		if n, err := w.doors.Forget(w.Context()); n != 0 || err != nil {
			t.Fatalf("a day that is not counted is sealed: %d, %v", n, err)
		}
		w.forget()
		w.must(w.store.db.Exec(`insert into tally_marks (record_id, effort_id, day) values (?, ?, ?)`, domain.NewID[string](w.now), w.effort.ID, "2026-12-05").Error)
		w.want("still there", w.results().Conversations, 1)
		w.send(phone, late)
		w.now = w.now.Add(25 * time.Hour)
		if n, err := w.doors.Forget(w.Context()); n != 0 || err != nil {
			t.Fatalf("a record that is not counted is deleted: %d, %v", n, err)
		}
		w.forget()
		w.want("added", w.results().Attempts, 2)
	})
}

// On PostgreSQL a record arrives while its day is being sealed, at a server
// whose clock lags and which takes it for one of before: it waits, and adds to
// the day when it is sealed. Without the lock the seal would count it, and it
// would be added once more.
func TestNothingIsRecordedWhileADayIsSealed(t *testing.T) {
	w := newWard(t, storetest.Postgres(t, Open)) // SQLite has one writer
	w.soon()
	phone := w.equip(w.knock, "phone")
	w.send(phone, w.note("phone", "not_home"))
	w.results()
	late := w.note("phone", "refused")
	lags := w.service()
	lags.Clock = func() time.Time { return w.now.Add(-2 * slackOfTests) }
	w.now = w.effort.Forgets().Add(slackOfTests)
	arrived := make(chan []canvass.Reply, 1)
	sealing := w.service()
	whole := sealing.Atomically
	sealing.Atomically = func(ctx context.Context, f func(canvass.Store) error) error {
		return whole(ctx, func(tx canvass.Store) error {
			return f(midSeal{tx, func() {
				go func() {
					replies, _ := lags.Sync(w.Context(), phone, canvass.SyncInput{Records: []json.RawMessage{late}})
					arrived <- replies
				}()
				w.waits(arrived)
			}})
		})
	}
	if n, err := sealing.Forget(w.Context()); n == 0 || err != nil {
		t.Fatal(n, err)
	}
	w.want("late", fates(<-arrived), "stored")
	w.forget()
	w.want("attempts", w.results().Attempts, 2)
	w.sound()
}

// midSeal is a store in which a record arrives between the look for marks and
// the count.
type midSeal struct {
	canvass.Store
	arrive func()
}

func (m midSeal) CountDay(ctx context.Context, e canvass.EffortID, day string) ([]canvass.Count, error) {
	m.arrive()
	return m.Store.CountDay(ctx, e, day)
}

// waits until a sync waits for a lock, or has gone through.
func (w *ward) waits(through chan []canvass.Reply) {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	db := pool(w.T, w.store)
	for range 400 {
		var n int
		if db.QueryRow(`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).Scan(&n); n > 0 {
			return
		}
		select {
		case r := <-through:
			through <- r
			return
		case <-again.C:
		}
	}
}
