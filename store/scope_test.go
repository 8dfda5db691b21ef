package store

import (
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
)

func replaceOnce(s, old, with string) string { return strings.Replace(s, old, with, 1) }

func TestWhoMayDoWhatWithAnEffort(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, id := t.Context(), w.effort.ID
		theirs := w.person("Theo", w.other, domain.Organiser, domain.Canvasser, domain.Lead, domain.Admin)
		member := w.person("Mo", w.group, domain.Member)
		acts := map[string]func(domain.Actor) error{
			"brief": func(a domain.Actor) error { _, err := w.doors.Brief(ctx, a, id, domain.Knock); return err },
			"knock": func(a domain.Actor) error { _, err := w.doors.Knock(ctx, a, id, w.knockInput()); return err },
			"equip": func(a domain.Actor) error {
				_, _, err := w.doors.Equip(ctx, a, id, canvass.EquipInput{Device: "d"})
				return err
			},
			"results": func(a domain.Actor) error { _, err := w.doors.Results(ctx, a, id); return err },
			"held":    func(a domain.Actor) error { _, err := w.doors.Quarantine(ctx, a, id); return err },
			"fill":    func(a domain.Actor) error { _, err := w.doors.Fill(ctx, a, id, canvass.FillInput{}); return err },
			"call in": func(a domain.Actor) error {
				return w.doors.CallIn(ctx, a, id, canvass.CallInInput{Person: w.organise.Person})
			},
		}
		for name, act := range acts {
			w.want(name+" by nobody", domain.Is(act(domain.Actor{}), domain.SignedOut), true)
			w.want(name+" by another group", domain.Is(act(theirs), domain.NotFound), true)
			w.want(name+" by a member", domain.Is(act(member), domain.Denied), true)
			w.must(act(w.organise))
			canvasser := act(w.knock)
			w.want(name+" by a canvasser", canvasser == nil, name == "brief" || name == "knock" || name == "equip")
		}
		w.want("not theirs to sync", fates(w.syncAs(theirs)), "quarantined/not-a-canvasser")
		for who, want := range map[*domain.Actor]int{&w.knock: 1, &theirs: 0, &member: 0, &w.organise: 1} {
			list, err := w.doors.Efforts(ctx, *who, domain.Knock)
			w.must(err)
			w.want("efforts of "+who.Name, len(list), want)
		}
		w.launch(w.organise, w.group) // nothing waits in that one
		w.want("what waits", w.piles(w.organise), []canvass.Pile{{Effort: id, Name: w.effort.Name, Held: 1}})
		w.want("what waits elsewhere", len(w.piles(theirs)), 0)
		_, err := w.doors.Piles(ctx, member)
		w.want("what waits, by a member", domain.Is(err, domain.Denied), true)
		held, err := w.doors.Quarantine(ctx, w.organise, id)
		w.must(err)
		w.must(w.doors.Decide(ctx, w.organise, id, held[0].Key, canvass.DecideInput{}))
		w.want("what waits once it is decided", len(w.piles(w.organise)), 0)
	})
}

func (w *ward) piles(who domain.Actor) []canvass.Pile {
	all, err := w.doors.Piles(w.Context(), who)
	w.must(err)
	return all
}

func (w *ward) knockInput() canvass.KnockInput {
	return canvass.KnockInput{ID: domain.NewID[canvass.VisitID](w.now), Version: w.version, Outcome: "not_home", Started: w.now}
}

func (w *ward) syncAs(who domain.Actor) []canvass.Reply {
	replies, err := w.doors.SyncAs(w.Context(), who, canvass.SyncInput{Now: w.now, Records: batch(w.note("phone", "not_home"))})
	w.must(err)
	return replies
}

func batch[T any](records ...T) []T { return records }

func TestLaunchingAnEffort(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := t.Context()
		in := canvass.LaunchInput{
			ID: domain.NewID[canvass.EffortID](w.now), Group: w.group, Name: "  Riddlesden ", Script: w.script, From: "2026-12-05", To: "2026-12-05",
			Level: canvass.LevelHousehold, KeepDays: 30,
		}
		e, err := w.doors.Launch(ctx, w.organise, in)
		w.must(err)
		again, err := w.doors.Launch(ctx, w.organise, in)
		w.must(err)
		w.want("twice is once", again.Salt, e.Salt)
		w.want("a day of London", e.Ends.Sub(e.Starts).Hours(), 24)
		_, err = w.doors.Launch(ctx, w.knock, in)
		w.want("canvasser", err, "denied: not-your-role")
		other := w.person("Theo", w.other, domain.Organiser)
		in.Group, in.ID = w.other, domain.NewID[canvass.EffortID](w.now)
		_, err = w.doors.Launch(ctx, other, in)
		w.want("another group's script", err, "not-found: no-such-script")
		_, err = w.doors.Launch(ctx, other, canvass.LaunchInput{Group: w.other, From: "2026-12-06", To: "2026-12-05"})
		e2, _ := domain.AsError(err)
		w.want("faults", len(e2.Fields), 6)
	})
}

func TestScriptsFromDraftToPublished(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := t.Context()
		theirs := w.person("Theo", w.other, domain.Organiser)
		in := script.ImportInput{ID: domain.NewID[script.ID](w.now), Group: w.group, Source: doorScript}
		again, err := w.scripts.Import(ctx, w.organise, in)
		w.must(err)
		w.want("the same file again", again.ID, w.script)
		in.Source = replaceOnce(doorScript, "Small", "Other")
		_, err = w.scripts.Import(ctx, w.organise, in)
		w.want("the same key with other words", err, "conflict: script-known")
		_, err = w.scripts.Import(ctx, w.knock, in)
		w.want("canvasser", err, "denied: not-your-role")
		in.Source = "steps: ["
		_, err = w.scripts.Import(ctx, w.organise, in)
		w.want("faults", err, "invalid: script-has-faults")

		draft, err := w.scripts.Rewrite(ctx, w.organise, w.script, script.RewriteInput{Source: replaceOnce(doorScript, "0 to 10?", "0 to 10, please?")})
		w.must(err)
		seen, err := w.scripts.Look(ctx, w.knock, w.script)
		w.must(err)
		w.want("a canvasser sees no draft", len(seen.Versions), 1)
		_, err = w.scripts.Rewrite(ctx, w.organise, w.script, script.RewriteInput{Source: replaceOnce(doorScript, "0 to 10?", "0 to 10, then?")})
		w.must(err)
		_, err = w.scripts.Publish(ctx, w.organise, w.script, script.PublishInput{Hash: draft.Hash})
		w.want("rewritten since", err, "conflict: draft-changed")
		view, err := w.scripts.Look(ctx, w.organise, w.script)
		w.must(err)
		w.want("one draft", len(view.Versions), 2)
		for range 2 {
			_, err = w.scripts.Publish(ctx, w.organise, w.script, script.PublishInput{Hash: view.Versions[0].Hash})
			w.must(err)
		}
		_, err = w.scripts.Look(ctx, theirs, w.script)
		w.want("another group", err, "not-found: no-such-script")
		_, err = w.scripts.Rewrite(ctx, theirs, w.script, script.RewriteInput{Source: doorScript})
		w.want("another group", err, "not-found: no-such-script")
		_, err = w.scripts.Look(ctx, domain.Actor{}, w.script)
		w.want("nobody", err, "signed-out: sign-in-first")
		list, err := w.scripts.Scripts(ctx, theirs)
		w.must(err)
		w.want("scripts of another group", len(list), 0)
	})
}
