package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/event"
	"barnstorm/domain/outing"
	"barnstorm/domain/universe"
	"barnstorm/store/storetest"
)

func (w *ward) outings() *outing.Service {
	return &outing.Service{
		Store: w.store, Atomically: Atomically[outing.Store](w.store), Clock: func() time.Time { return w.now }, Universe: w.universe(), Key: storetest.Key,
		URL: func(path string) string { return "https://example.org" + path },
	}
}

// rally is an event of the ward's group at which parties were let in: a name
// and how many they are.
func (w *ward) rally(parties ...any) event.ID {
	w.Helper()
	ctx := w.Context()
	events := &event.Service{
		Store: w.store, Atomically: Atomically[event.Store](w.store), Clock: func() time.Time { return w.now }, Sites: w.store,
		URL: func(path string) string { return "https://example.org" + path }, Key: storetest.Key,
	}
	e, err := events.Schedule(ctx, w.organise, event.Input{
		ID: domain.NewID[string](w.now), Group: string(w.group), Kind: "unseat", Title: "Unseat Keighley", Starts: "2026-12-05T12:00", Ends: "2026-12-05T16:00",
		Zone: "Europe/London", Venue: "Civic Hall", Town: "Keighley", Capacity: 60,
	})
	w.must(err)
	gate, err := events.OpenGate(ctx, w.organise, e.ID, event.GateInput{ID: domain.NewID[string](w.now)})
	w.must(err)
	for i := 0; i < len(parties); i += 2 {
		name, n := parties[i].(string), parties[i+1].(int)
		held, err := events.RSVP(ctx, domain.Actor{}, e.ID, event.RSVPInput{ID: domain.NewID[string](w.now), Name: name, Email: name + "@example.org", Party: n}, "en")
		w.must(err)
		in := event.Entry{ID: domain.NewID[event.EntryID](w.now), Event: e.ID, Gate: gate.Gate.ID, RSVP: held.ID, Way: "in", People: n, Counted: n, At: w.now.Add(time.Duration(i) * time.Minute), Changed: w.now}
		_, err = w.store.AddEntry(ctx, in)
		w.must(err)
	}
	return e.ID
}

// opens opens an outing of the ward's effort.
func (w *ward) opens(event event.ID) outing.Outing {
	w.Helper()
	o, err := w.outings().Open(w.Context(), w.organise, outing.OpenInput{ID: domain.NewID[outing.ID](w.now), Effort: w.effort.ID, Event: string(event), Meet: "Town hall", Desk: "01535 555 014"})
	w.must(err)
	return o
}

// gathers makes a team of names.
func (w *ward) gathers(o outing.Outing, name, names string) outing.Crew {
	w.Helper()
	w.now = w.now.Add(time.Second) // teams stand in the order of their making
	c, err := w.outings().Gather(w.Context(), w.organise, o.ID, outing.GatherInput{ID: domain.NewID[outing.TeamID](w.now), Name: name, Names: names})
	w.must(err)
	return c
}

// gives hands a team a turf until 14:00.
func (w *ward) gives(who domain.Actor, c outing.Crew, t universe.TurfID, over bool) (outing.Board, error) {
	return w.outings().HandOut(w.Context(), who, c.Team.ID, outing.HandOutInput{ID: domain.NewID[outing.BoardID](w.now), Turf: t, Back: "14:00", Over: over})
}

// joins opens a board on a phone, under a name or as a member.
func (w *ward) joins(who domain.Actor, b outing.Board, device, name string, m outing.MemberID) (outing.Joined, error) {
	return w.outings().Join(w.Context(), who, outing.JoinInput{Code: w.outings().Code(b), ID: domain.NewID[string](w.now), Device: device, Name: name, Member: m})
}

func TestTeamsAreMadeOfThoseWhoCame(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		o := w.opens(w.rally("Ann", 3, "Bob", 1, "Cy", 1))
		w.want("the day is the event's", o.Day, "2026-12-05")
		day, err := s.Look(ctx, w.organise, o.ID)
		w.must(err)
		w.want("here", len(day.Here), 3)
		in := outing.GatherInput{ID: domain.NewID[outing.TeamID](w.now), Came: []string{day.Here[0].Came, day.Here[1].Came}, Names: "Dee\n\n  Eve  Quist "}
		c, err := s.Gather(ctx, w.organise, o.ID, in)
		w.must(err)
		names := func(c outing.Crew) (all []string) {
			for _, m := range c.Members {
				all = append(all, fmt.Sprintf("%s/%v", m.Name, m.Runner))
			}
			return all
		}
		w.want("every head counts", len(c.Members), 6)
		again, err := s.Gather(ctx, w.organise, o.ID, in)
		w.must(err)
		w.want("sent twice", len(again.Members), 6)
		day, err = s.Look(ctx, w.organise, o.ID)
		w.must(err)
		w.want("still here", fmt.Sprint(len(day.Here), " ", day.Here[0].Name), "1 Cy")
		_, err = s.Gather(ctx, w.organise, o.ID, outing.GatherInput{ID: domain.NewID[outing.TeamID](w.now), Came: in.Came[:1]})
		w.want("in two teams", err, "conflict: in-another-team")
		_, err = s.Gather(ctx, w.organise, o.ID, outing.GatherInput{ID: domain.NewID[outing.TeamID](w.now), Came: []string{string(o.ID)}})
		w.want("who did not come", err, "conflict: not-checked-in")
		_, err = s.Add(ctx, w.organise, c.Team.ID, outing.GatherInput{Names: "1\n2\n3\n4\n5\n6\n7"})
		w.want("too large for a board", err, "conflict: team-too-large")
		c, err = s.Change(ctx, w.organise, c.Team.ID, c.Members[0].ID, outing.MemberInput{Gone: true})
		w.must(err)
		w.want("the next is the runner", names(c)[0][len(names(c)[0])-4:], "true")
		shown, err := s.Show(ctx, w.organise, c.Team.ID)
		w.must(err)
		w.want("five are left", names(shown), names(c))
	})
}

func TestWhoRunsAnOuting(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		o := w.opens("")
		c := w.gathers(o, "Red", "Ann\nBob")
		turf := w.terrace(3)
		b, err := w.gives(w.organise, c, turf.ID, false)
		w.must(err)
		lead := w.person("Lea", w.group, domain.Lead)
		theirs := w.person("Theo", w.other, domain.Lead, domain.Organiser, domain.Admin)
		for who, want := range map[string]struct {
			domain.Actor
			all string
		}{
			"nobody": {domain.Actor{}, "signed-out: sign-in-first"}, "a canvasser": {w.knock, "denied: not-your-role"}, "next door": {theirs, "not-found"}, "a lead": {lead, "<nil>"},
		} {
			for what, try := range map[string]func() error{
				"open": func() error {
					_, err := s.Open(ctx, want.Actor, outing.OpenInput{ID: domain.NewID[outing.ID](w.now), Effort: w.effort.ID})
					return err
				},
				"list": func() error { _, err := s.Outings(ctx, want.Actor, w.effort.ID); return err },
				"look": func() error { _, err := s.Look(ctx, want.Actor, o.ID); return err },
				"show": func() error { _, err := s.Show(ctx, want.Actor, c.Team.ID); return err },
				"add": func() error {
					_, err := s.Add(ctx, want.Actor, c.Team.ID, outing.GatherInput{Names: "Cy"})
					return err
				},
				"prolong": func() error {
					_, err := s.Prolong(ctx, want.Actor, b.ID, outing.LongerInput{Minutes: 30})
					return err
				},
				"renew": func() error { _, err := s.Renew(ctx, want.Actor, b.ID); return err },
			} {
				if got := fmt.Sprint(try()); got != want.all && !(len(got) > len(want.all) && got[:len(want.all)] == want.all) {
					t.Errorf("%s, %s: %s, want %s", who, what, got, want.all)
				}
			}
		}
	})
}

// changed is a code with another letter in it.
func changed(code domain.Token) domain.Token {
	other := map[bool]domain.Token{true: "B", false: "A"}[code[20] == 'A']
	return code[:20] + other + code[21:]
}

// A board opens a turf for whoever holds its code, account or not; what they
// record is by whom they say knocked, if that is one of the team.
func TestABoardIsOpenedByItsCode(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		o := w.opens("")
		c := w.gathers(o, "Red", "Ann\nBob")
		turf := w.terrace(3)
		b, err := w.gives(w.organise, c, turf.ID, false)
		w.must(err)
		for what, code := range map[string]domain.Token{"none": "", "another's": s.Code(outing.Board{ID: outing.BoardID(o.ID)}), "cut": s.Code(b)[:38], "changed": changed(s.Code(b))} {
			_, err := s.Peek(ctx, domain.Actor{}, code, "")
			w.want(what, err, "not-found: code-not-good")
		}
		g, err := s.Peek(ctx, domain.Actor{}, s.Code(b), "")
		w.must(err)
		w.want("the team", fmt.Sprint(len(g.Members), g.Out, g.Turf.Size), "2 true 3")
		j, err := w.joins(domain.Actor{}, b, "anns", "", c.Members[0].ID)
		w.must(err)
		w.want("doors", len(j.Walk.Stops), 3)
		again, err := w.joins(domain.Actor{}, b, "anns", "", c.Members[0].ID)
		w.must(err)
		w.want("asked again", again.Me, j.Me)
		fresh, err := w.joins(domain.Actor{}, b, "cys", "Cy", "")
		w.must(err)
		w.want("somebody new", len(fresh.Members), 3)

		door := func(n int) string { return string(j.Walk.Stops[n].Door.ID) }
		own, bobs := w.note("anns", "not_home", "turf", turf.ID, "door", door(0)), w.note("anns", "refused", "turf", turf.ID, "door", door(1), "canvasser", c.Members[1].ID)
		w.want("by whom they say", fates(w.send(j.Token, own, bobs)), "stored stored")
		w.want("by a stranger", fates(w.send(j.Token, w.note("anns", "not_home", "turf", turf.ID, "canvasser", w.knock.Person))), "quarantined/other-canvasser")
		by := func(raw []byte) domain.PersonID {
			v, err := w.store.Visit(ctx, canvass.VisitID(idOf(w, raw)))
			w.must(err)
			return v.Canvasser
		}
		w.want("own", by(own), c.Members[0].ID)
		w.want("the mate's", by(bobs), c.Members[1].ID)
		peek, err := s.Peek(ctx, domain.Actor{}, s.Code(b), "cys")
		w.must(err)
		w.want("who has been where", fmt.Sprint(len(peek.Seen), " ", peek.Seen[1].Outcome, " ", peek.Seen[1].By == c.Members[1].ID), "2 refused true")
		w.now = w.now.Add(time.Minute)
		w.want("taken back", fates(w.send(j.Token, w.note("anns", "", "kind", "annulment", "refers", idOf(w, bobs)))), "stored")
		peek, err = s.Peek(ctx, domain.Actor{}, s.Code(b), "cys")
		w.must(err)
		w.want("open again", fmt.Sprint(len(peek.Seen), " ", peek.Again), fmt.Sprint(1, " ", []outing.Sight{{Door: j.Walk.Stops[1].Door.ID, At: w.now}}))
		w.send(j.Token, w.note("anns", "not_home", "turf", turf.ID, "door", door(1)))
		peek, err = s.Peek(ctx, domain.Actor{}, s.Code(b), "anns")
		w.want("and done once more", fmt.Sprint(len(peek.Seen), len(peek.Again), err), "0 0 <nil>")
		bad, err := w.store.Breaches(ctx, w.now)
		w.must(err)
		w.want("visits of nobody", strings.Contains(fmt.Sprint(bad), "visit-of-nobody"), false)
	})
}

// A team says what worked in choices: a line of the script, a kind of door, one
// of them.
func TestATeamIsAsked(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		o := w.opens("")
		c, other := w.gathers(o, "Red", "Ann\nBob"), w.gathers(o, "Blue", "Cy")
		b, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		j, err := w.joins(domain.Actor{}, b, "anns", "", c.Members[0].ID)
		w.must(err)
		w.send(j.Token, w.note("anns", "not_home", "turf", b.Turf, "team", "Red"), w.talk("anns", 3, 7, "turf", b.Turf, "team", "Red"), w.note("anns", "refused", "turf", "elsewhere", "team", "Red"))
		_, err = s.BringBack(ctx, w.organise, b.ID, outing.BackInput{})
		w.must(err)
		lines, err := s.Lines(ctx, w.effort)
		w.must(err)
		w.want("lines", fmt.Sprint(lines), "[{rate From 0 to 10?}]")
		say := func(who domain.Actor, in outing.DebriefInput) error {
			_, err := s.Debrief(ctx, who, c.Team.ID, in)
			return err
		}
		w.want("no such line", say(w.organise, outing.DebriefInput{Best: "elsewhere"}), "invalid: invalid-input")
		w.want("words of their own", say(w.organise, outing.DebriefInput{Worst: "the man at 12"}), "invalid: invalid-input")
		w.want("another team's", say(w.organise, outing.DebriefInput{Next: other.Members[0].ID}), "invalid: invalid-input")
		w.want("a canvasser", say(w.knock, outing.DebriefInput{Best: "rate"}), "denied: not-your-role")
		w.must(say(w.organise, outing.DebriefInput{Best: "rate", Worst: outing.Dog}))
		w.must(say(w.organise, outing.DebriefInput{Best: "rate", Worst: outing.Angry, Next: c.Members[1].ID}))
		shown, err := s.Show(ctx, w.organise, c.Team.ID)
		w.must(err)
		w.want("said last", fmt.Sprint(shown.Said.Best, " ", shown.Said.Worst, " ", shown.Said.Next == c.Members[1].ID), "rate angry true")
		w.want("numbers", fmt.Sprint(shown.Harvest.Doors, shown.Harvest.Spoke, shown.Harvest.Conversations), "2 1 1")
	})
}

// Whoever leaves a team, or came by a code that was replaced, sends nothing
// more that counts by itself; what a board that is back still sends does.
func TestWhenABoardOpensNoMore(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		c := w.gathers(w.opens(""), "Red", "Ann\nBob")
		b, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		j, err := w.joins(domain.Actor{}, b, "anns", "", c.Members[0].ID)
		w.must(err)
		fresh, err := w.joins(domain.Actor{}, b, "cys", "Cy", "")
		w.must(err)
		w.send(j.Token, w.note("anns", "not_home", "turf", b.Turf), w.note("anns", "not_home", "turf", b.Turf))
		shown, err := s.Show(ctx, w.organise, c.Team.ID)
		w.must(err)
		w.want("phones", fmt.Sprint(len(shown.Boards[0].Phones), " ", shown.Boards[0].Phones[0].Name, " ", shown.Boards[0].Phones[0].Records), "2 Ann 2")
		_, err = s.Change(ctx, w.organise, c.Team.ID, c.Members[0].ID, outing.MemberInput{Gone: true})
		w.must(err)
		w.want("who left the team", fates(w.send(j.Token, w.note("anns", "not_home"))), "quarantined/credential-over")
		w.want("who stays", fates(w.send(fresh.Token, w.note("cys", "not_home"))), "stored")
		for what, in := range map[string]outing.JoinInput{"again": {Device: "anns", Member: c.Members[0].ID}, "by a new name": {Device: "anns", Name: "Zoe"}, "on a new phone": {Device: "new", Name: "Ann"}} {
			in.Code, in.ID = s.Code(b), domain.NewID[string](w.now)
			_, err = s.Join(ctx, domain.Actor{}, in)
			w.want("who left the team, "+what, err, "not-found: code-not-good")
		}
		peek, err := s.Peek(ctx, domain.Actor{}, s.Code(b), "cys")
		w.want("who stays looks by the old code", fmt.Sprint(peek.Out, err), "true <nil>")
		b, err = w.store.Board(ctx, b.ID)
		w.must(err)

		_, err = s.BringBack(ctx, w.organise, b.ID, outing.BackInput{Finished: true})
		w.must(err)
		_, err = w.joins(domain.Actor{}, b, "late", "Dee", "")
		w.want("back", err, "conflict: board-over")
		peek, err = s.Peek(ctx, domain.Actor{}, s.Code(b), "cys")
		w.must(err)
		w.want("says no more", fmt.Sprint(peek.Out, len(peek.Members), len(peek.Seen)), "false 0 0")
		w.want("what waits still counts", fates(w.send(fresh.Token, w.note("cys", "not_home"))), "stored")
		_, err = s.Renew(ctx, w.organise, b.ID)
		w.must(err)
		_, err = s.Peek(ctx, domain.Actor{}, s.Code(b), "cys")
		w.want("the old code", err, "not-found: code-not-good")
		w.want("its phones", fates(w.send(fresh.Token, w.note("cys", "not_home"))), "quarantined/credential-over")
	})
}

// Whoever added themselves is taken out for good under that name of a phone's.
func TestWhoIsTakenOutIsNotAddedAgain(t *testing.T) {
	inWards(t, func(w *ward) {
		s := w.outings()
		c := w.gathers(w.opens(""), "Red", "Ann")
		b, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		in := outing.JoinInput{Code: s.Code(b), ID: domain.NewID[string](w.now), Device: "cys", Name: "Cy"}
		j, err := s.Join(t.Context(), domain.Actor{}, in)
		w.must(err)
		_, err = s.Change(t.Context(), w.organise, c.Team.ID, j.Me, outing.MemberInput{Gone: true})
		w.must(err)
		b, err = w.store.Board(t.Context(), b.ID)
		w.must(err)
		in.Code = s.Code(b)
		_, err = s.Join(t.Context(), domain.Actor{}, in)
		w.want("by the new code", err, "conflict: no-such-member")
	})
}

func TestWhoIsErasedIsInNoTeam(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx, s := t.Context(), w.outings()
		c := w.gathers(w.opens(""), "Red", "Ann")
		b, err := w.gives(w.organise, c, w.terrace(3).ID, false)
		w.must(err)
		j, err := w.joins(w.knock, b, "kims", "Kim", "")
		w.must(err)
		w.want("signed in", j.Members[1].Person, w.knock.Person)
		held, err := s.Held(ctx, w.knock.Person, nil)
		w.must(err)
		w.want("held", held, "[{Red 2026-12-05 Kim false}]")
		w.must(s.Forget(ctx, w.knock.Person, nil))
		held, err = s.Held(ctx, w.knock.Person, nil)
		w.must(err)
		shown, err := s.Show(ctx, w.organise, c.Team.ID)
		w.must(err)
		w.want("forgotten", fmt.Sprint(held, len(shown.Members), shown.Members[1].Name), "[] 2")
	})
}

// While a team has no signal another takes its turf over: what both have
// recorded is kept, and counts.
func TestATurfTakenOverOfflineKeepsBoth(t *testing.T) {
	inWards(t, func(w *ward) {
		s := w.outings()
		o := w.opens("")
		red, blue := w.gathers(o, "Red", "Ann\nBob"), w.gathers(o, "Blue", "Cy")
		turf := w.terrace(3)
		b, err := w.gives(w.organise, red, turf.ID, false)
		w.must(err)
		first, err := w.joins(domain.Actor{}, b, "anns", "", red.Members[0].ID)
		w.must(err)
		door := string(first.Walk.Stops[0].Door.ID)
		offline := w.note("anns", "not_home", "turf", turf.ID, "door", door, "team", "Red")
		_, err = w.gives(w.organise, blue, turf.ID, false)
		w.want("its time runs", err, "conflict: turf-taken")
		w.now = w.now.Add(3 * time.Hour)
		day, err := s.Look(t.Context(), w.organise, o.ID)
		w.must(err)
		w.want("overdue", day.Teams[0].Boards[0].Overdue(w.now), true)
		w.want("what waits", w.piles(w.organise), []canvass.Pile{{Effort: w.effort.ID, Name: w.effort.Name, Late: 1}})
		b2, err := w.outings().HandOut(t.Context(), w.organise, blue.Team.ID, outing.HandOutInput{ID: domain.NewID[outing.BoardID](w.now), Turf: turf.ID, Back: "15:30"})
		w.must(err)
		second, err := w.joins(domain.Actor{}, b2, "cys", "", blue.Members[0].ID)
		w.must(err)
		w.want("the second", fates(w.send(second.Token, w.note("cys", "refused", "turf", turf.ID, "door", door, "team", "Blue"))), "stored")
		w.want("the first, late", fates(w.send(first.Token, offline)), "stored")
		w.want("both", w.results().Attempts, 2)
		day, err = s.Look(t.Context(), w.organise, o.ID)
		w.must(err)
		w.want("the first team lost it", fmt.Sprint(day.Teams[0].Boards[0].Lost(), day.Teams[1].Boards[0].Out()), "true true")
		_, err = s.BringBack(t.Context(), w.organise, b.ID, outing.BackInput{})
		w.must(err)
		now, err := w.store.Turf(t.Context(), turf.ID)
		w.must(err)
		w.want("the late board ends nobody's time", fmt.Sprint(now.State, " ", now.Board == string(b2.ID)), "out true")
	})
}

// Of forty teams that are handed one turf at once by one lead, one has it. The
// control hands out without looking who holds the board, as a lead's own turf
// could be, and more than one has it.
func TestOneOfFortyTeamsHasATurf(t *testing.T) {
	storetest.Rush(t, Open, func(t *testing.T, s *Store) {
		w := newWard(t, storetest.URL(t, s))
		o := w.opens("")
		teams := make([]outing.Crew, 40)
		for i := range teams {
			teams[i] = w.gathers(o, fmt.Sprint(i), "Ann")
		}
		w.want("with the guard", had(w, teams, func(c outing.Crew, id universe.TurfID) error { _, err := w.gives(w.organise, c, id, false); return err }), 1)
		loose := had(w, teams, func(_ outing.Crew, id universe.TurfID) error {
			_, err := w.universe().Take(t.Context(), w.organise, id, universe.TakeInput{})
			return err
		})
		if loose < 2 {
			t.Errorf("without a board to tell them apart %d had it: the test proves nothing", loose)
		}
	})
}
