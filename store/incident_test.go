package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/outing"
	"barnstorm/store/storetest"
)

const words = "A man followed us from number 12 to the bus stop."

func (w *ward) reports(who domain.Actor) outing.IncidentID {
	w.Helper()
	in := outing.ReportInput{ID: domain.NewID[outing.IncidentID](w.now), Kind: outing.Threat, Words: words}
	w.must(w.outings().Report(w.Context(), who, w.effort.ID, in))
	w.must(w.outings().Report(w.Context(), who, w.effort.ID, in))
	return in.ID
}

// What went wrong is read by two roles, and each look leaves a line; a lead, an
// organiser and next door learn not even that there is a note.
func TestWhoReadsAnIncident(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		welfare, admin := w.person("Wanda", w.group, domain.Welfare), w.person("Adam", w.group, domain.Admin)
		w.writes(welfare, "wanda@example.org")
		w.writes(admin, "adam@example.org")
		id := w.reports(w.knock)
		for name, who := range map[string]domain.Actor{
			"lead": w.person("Lea", w.group, domain.Lead), "organiser": w.organise, "the author": w.knock,
			"next door": w.person("Theo", w.other, domain.Admin, domain.Welfare),
		} {
			_, _, err := s.OpenNote(ctx, who, id)
			w.want(name, err, "not-found: no-such-incident")
			all, err := s.Incidents(ctx, who)
			w.must(err)
			w.want("listed for "+name, len(all), 0)
		}
		for i, who := range []domain.Actor{welfare, admin, welfare} {
			note, reads, err := s.OpenNote(ctx, who, id)
			w.must(err)
			w.want("what it says", note.Words, words)
			w.want("who opened it", len(reads), i+1)
			w.now = w.now.Add(time.Minute)
		}
		all, err := s.Incidents(ctx, admin)
		w.must(err)
		w.want("listed", fmt.Sprint(len(all), all[0].Words == "", all[0].Reads), "1 true 3")
		ls, err := w.store.LettersTo(ctx, "wanda@example.org", 10)
		w.must(err)
		w.want("the welfare officer hears of it once", fmt.Sprint(len(ls), " ", ls[0].Letter.Kind, " ", strings.Contains(fmt.Sprint(ls[0].Letter.Fields), "followed us from")), "1 outing/incident false")
		ls, err = w.store.LettersTo(ctx, "adam@example.org", 10)
		w.must(err)
		w.want("and the admin where there is none", len(ls), 0)
		stranger := w.person("Mo", w.group, domain.Member)
		w.want("who may not knock", s.Report(ctx, stranger, w.effort.ID, outing.ReportInput{ID: domain.NewID[outing.IncidentID](w.now), Kind: outing.Other, Words: words}), "denied: not-your-role")
		w.want("a rumour", s.Report(ctx, w.knock, w.effort.ID, outing.ReportInput{ID: domain.NewID[outing.IncidentID](w.now), Kind: "gossip", Words: "x"}), "invalid: invalid-input")
	})
}

// A note lies sealed under a key of its own, outlives whoever wrote it and the
// effort, and goes with its key after three years.
func TestAnIncidentIsSealedAndForgotten(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		welfare := w.person("Wanda", w.group, domain.Welfare)
		id := w.reports(w.knock)
		if all := storetest.Snapshot(t, w.store); strings.Contains(all, "followed us") || !strings.Contains(all, "incidents:"+string(id)) {
			t.Error("the words lie open, or under no key of their own")
		}
		held, err := s.Written(ctx, w.knock.Person, nil)
		w.must(err)
		w.want("what is held of the author", held, "[{2026-12-05 threat "+words+"}]")
		w.must(s.Disown(ctx, w.knock.Person, nil))
		w.must(w.store.DropKey(ctx, string(w.knock.Person)))
		w.now = w.effort.Forgets().Add(time.Hour)
		w.forget()
		note, _, err := s.OpenNote(ctx, welfare, id)
		w.must(err)
		w.want("without the author", fmt.Sprint(note.By == "", note.Words == words), "true true")
		w.now = time.Date(2029, 12, 5, 11, 29, 0, 0, time.UTC)
		n, err := s.Bury(ctx, 10)
		w.must(err)
		w.want("a minute before three years", n, 0)
		w.now = w.now.Add(2 * time.Minute)
		n, err = s.Bury(ctx, 10)
		w.must(err)
		w.want("after three years", n, 1)
		_, _, err = s.OpenNote(ctx, welfare, id)
		w.want("gone", err, "not-found: no-such-incident")
		if strings.Contains(storetest.Snapshot(t, w.store), string(id)) {
			t.Error("something of the note is left")
		}
	})
}
