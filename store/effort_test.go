package store

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/measure"
	"barnstorm/domain/script"
	"barnstorm/store/storetest"
)

func (w *ward) visit(raw json.RawMessage) canvass.Visit {
	w.Helper()
	v, err := w.store.Visit(w.Context(), canvass.VisitID(idOf(w, raw)))
	w.must(err)
	return v
}

func TestDecliningIsNoNumberAndAfterAloneIsNoPair(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		declined, half, zero := w.talk("phone", "declined", nil), w.talk("phone", 0, "declined"), w.talk("phone", 0, 0)
		alone := w.note("phone", "spoke", "rating_after", 9)
		w.want("stored", fates(w.send(phone, declined, half, zero, alone)), "stored stored stored stored")
		w.want("declined", w.visit(declined).Before, canvass.Declined)
		w.want("not asked", w.visit(declined).After, canvass.NotAsked)
		w.want("zero", w.visit(zero).Before, 0)
		m := w.results().Movement
		w.want("first numbers", m.First, 2)
		w.want("pairs", m.Pairs, 1)
		w.want("same", m.Same.Count, 1)
	})
}

func TestNotHomeNeverChangesANumberAndNeverContactWins(t *testing.T) {
	inWards(t, func(w *ward) {
		a, b := w.equip(w.knock, "a"), w.equip(w.knock, "b")
		never := w.note("b", "do_not_contact", "door", "d1")
		w.now = w.now.Add(time.Hour)
		talk := w.talk("a", 4, 7, "door", "d1")
		w.now = w.now.Add(time.Hour)
		nobody := w.note("a", "not_home", "door", "d1")
		stand := func() canvass.Standing {
			visits, err := w.store.DoorVisits(w.Context(), "d1")
			w.must(err)
			return canvass.Stand(visits)
		}
		w.send(a, nobody, talk)
		s := stand()
		w.want("latest", s.Latest.Outcome, "not_home")
		w.want("level", s.Level.After, 7)
		w.want("never", s.Never, "")
		w.send(b, never)
		w.want("never, though it is older and came later", stand().Never, "do_not_contact")
		w.send(b, w.note("b", "", "kind", "annulment", "refers", idOf(w, never)))
		w.want("the canvasser's own undo does not lift it", stand().Never, "do_not_contact")
		_, err := w.doors.Undo(w.Context(), w.organise, w.effort.ID, canvass.UndoInput{
			ID: domain.NewID[canvass.VisitID](w.now), Visit: canvass.VisitID(idOf(w, never)), Started: w.now,
		})
		w.must(err)
		w.want("the organiser's does", stand().Never, "")
	})
}

func TestAWrongClockReordersNothing(t *testing.T) {
	inWards(t, func(w *ward) {
		phone := w.equip(w.knock, "phone")
		issued := w.now
		w.now = w.now.Add(3 * time.Hour)
		ahead := w.now.Add(49 * time.Hour)
		late := w.note("phone", "not_home", "started", ahead.Add(-time.Hour), "ended", ahead.Add(-time.Hour))
		early := w.note("phone", "not_home", "started", ahead.Add(-100*time.Hour))
		future := w.note("phone", "not_home", "started", ahead.Add(time.Hour))
		_, err := w.doors.Sync(t.Context(), phone, canvass.SyncInput{Now: ahead, Records: []json.RawMessage{late, early, future}})
		w.must(err)
		w.want("an hour ago", w.visit(late).Happened, w.now.Add(-time.Hour))
		w.want("both clocks are kept", w.visit(late).Started, ahead.Add(-time.Hour))
		w.want("not before the pack", w.visit(early).Happened, issued)
		w.want("not after receipt", w.visit(future).Happened, w.now)
		w.want("day", w.visit(late).Day, "2026-12-05")
		w.want("hour", w.visit(late).Hour, 13)
	})
}

func TestAnAnswerStaysWithTheVersionItWasGivenUnder(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := t.Context()
		phone := w.equip(w.knock, "phone")
		before := w.talk("phone", 4, 6)
		changed := doorScript[:len(doorScript)-1] + "\n  - {id: bye, kind: info, say: Bye, end: true}\n"
		changed = replaceOnce(changed, "channels: [email, sms], end: true", "channels: [email, sms], next: bye")
		draft, err := w.scripts.Rewrite(ctx, w.organise, w.script, script.RewriteInput{Source: changed})
		w.must(err)
		v2, err := w.scripts.Publish(ctx, w.organise, w.script, script.PublishInput{Hash: draft.Hash})
		w.must(err)
		w.want("number", v2.N, 2)
		e, err := w.doors.Fill(ctx, w.organise, w.effort.ID, canvass.FillInput{Newest: true})
		w.must(err)
		w.want("given out", e.Version, v2.ID)
		w.want("old phone", fates(w.send(phone, before)), "stored")
		w.want("tied", w.visit(before).Version, w.version)
		old, err := w.store.ScriptVersion(ctx, w.version)
		w.must(err)
		w.want("unchanged", old.Source, doorScript)
		wrote, err := w.store.PutDraft(ctx, old)
		w.want("rewritten", wrote || err != nil, false)
		froze, err := w.store.FreezeVersion(ctx, old)
		w.want("frozen twice", froze || err != nil, false)
	})
}

func TestTooFewToSay(t *testing.T) {
	inWards(t, func(w *ward) {
		talks := func(who domain.Actor, n int) {
			token := w.equip(who, who.Name)
			for range n {
				w.send(token, w.talk(who.Name, 4, 6))
			}
		}
		talks(w.knock, 7)
		w.want("seven", w.results().Movement.Why, measure.TooFewPairs)
		talks(w.knock, 30)
		m := w.results().Movement
		w.want("one canvasser", m.Why, measure.TooFewCanvassers)
		if m.Mean != nil {
			w.Error("a mean of one canvasser's numbers is shown")
		}
		for range 4 {
			talks(w.person("Kay", w.group, domain.Canvasser), 1)
		}
		m = w.results().Movement
		w.want("canvassers", m.Canvassers, 5)
		if m.Mean == nil || m.Mean.Mean != 2 {
			w.Errorf("mean %+v", m.Mean)
		}
	})
}

func TestAnnulledVisitsDoNotCount(t *testing.T) {
	inWards(t, func(w *ward) {
		phone, other := w.equip(w.knock, "phone"), w.equip(w.person("Kay", w.group, domain.Canvasser), "other")
		mine, kept := w.talk("phone", 4, 6), w.note("phone", "not_home")
		w.send(phone, w.note("phone", "", "kind", "annulment", "refers", idOf(w, mine)))
		w.want("before", w.results().Attempts, 0)
		w.send(phone, mine, kept)
		w.want("annulled before it came", w.results().Attempts, 1)
		w.send(other, w.note("other", "", "kind", "annulment", "refers", idOf(w, kept)))
		w.want("another phone cannot", w.results().Attempts, 1)
		_, err := w.doors.Undo(w.Context(), w.knock, w.effort.ID, canvass.UndoInput{
			ID: domain.NewID[canvass.VisitID](w.now), Visit: canvass.VisitID(idOf(w, kept)), Started: w.now,
		})
		w.must(err)
	})
}

func TestKnockingOnTheWebPage(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := t.Context()
		in := canvass.KnockInput{
			ID: domain.NewID[canvass.VisitID](w.now), Version: w.version, Outcome: "spoke", Started: w.now,
			Answers: script.Answers{"door": script.Said("spoke"), "rate": script.Said("4"), "story": script.Said("yes"), "again": script.Said("5"), "mail": script.Said("sms")},
		}
		for range 2 {
			_, err := w.doors.Knock(ctx, w.knock, w.effort.ID, in)
			w.must(err)
		}
		var agreed int
		w.must(w.store.db.Raw("select count(*) from visit_consents where channel = 'sms' and wording = 'c1'").Scan(&agreed).Error)
		w.want("consents", agreed, 1)
		w.want("pairs", w.results().Movement.Pairs, 1)
		in.Answers["rate"] = script.Said("9")
		_, err := w.doors.Knock(ctx, w.knock, w.effort.ID, in)
		own, err2 := w.doors.Held(ctx, w.knock.Person, nil)
		w.must(err2)
		w.want("held about the canvasser", len(own.([]canvass.Noted)), 1)
		w.want("same id, other visit", err, "conflict: visit-known")
		w.want("kept all the same", w.results().Waiting, 1)
		in.Outcome = "waved"
		_, err = w.doors.Knock(ctx, w.knock, w.effort.ID, in)
		w.want("typed wrong", err, "invalid: record-refused")
		_, err = w.doors.Undo(ctx, w.knock, w.effort.ID, canvass.UndoInput{ID: domain.NewID[canvass.VisitID](w.now), Visit: in.ID, Started: w.now})
		w.must(err)
		w.want("undone", w.results().Attempts, 0)
	})
}

// midCount is a store in which a record arrives while a day is being counted.
type midCount struct {
	canvass.Store
	arrive func()
}

func (m midCount) CountSteps(ctx context.Context, e canvass.EffortID, day string) ([]canvass.PathCount, error) {
	m.arrive()
	return m.Store.CountSteps(ctx, e, day)
}

// A record that arrives between the count and the dropping of marks keeps its
// own mark: one shared mark for the day would have been dropped with the rest.
func TestARecordThatArrivesDuringACountIsCountedByTheNext(t *testing.T) {
	w := newWard(t, storetest.Postgres(t, Open)) // SQLite has one writer: nothing arrives there
	phone := w.equip(w.knock, "phone")
	w.send(phone, w.note("phone", "not_home"))
	counting := w.service()
	whole := counting.Atomically
	counting.Atomically = func(ctx context.Context, f func(canvass.Store) error) error {
		return whole(ctx, func(tx canvass.Store) error {
			return f(midCount{tx, func() { w.send(phone, w.note("phone", "refused")) }})
		})
	}
	if n, err := counting.Tally(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	w.want("attempts", w.results().Attempts, 2)
}
