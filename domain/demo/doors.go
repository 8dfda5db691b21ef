package demo

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/script"
	"barnstorm/domain/universe"
)

//go:embed scripts/*.yaml
var scripts embed.FS

// write has the founder bring in the three scripts and publish them, for all
// groups.
func (k *maker) write(ctx context.Context) error {
	k.ago(45)
	return k.within(ctx, func(r *rooms) error {
		files, err := scripts.ReadDir("scripts")
		if err != nil {
			return err
		}
		for _, f := range files {
			source, err := scripts.ReadFile("scripts/" + f.Name())
			if err != nil {
				return err
			}
			s, err := r.script.Import(ctx, k.founder, script.ImportInput{ID: domain.NewID[script.ID](k.clock), Group: k.groups["top"].ID, Source: string(source)})
			if err != nil {
				return err
			}
			v, err := r.script.Look(ctx, k.founder, s.ID)
			if err != nil {
				return err
			}
			if _, err := r.script.Publish(ctx, k.founder, s.ID, script.PublishInput{Hash: v.Versions[0].Hash}); err != nil {
				return err
			}
			k.scripts[s.Key] = s.ID
		}
		return nil
	})
}

// Visits is how many visits the demo's canvass effort has.
const Visits = 20_000

// days is how long the effort has been running.
const days = 23

// teams are the parts of town in which people knock, with how readily a door
// opens there, in per cent, and how far a talk moves somebody, in tenths of a point.
var teams = []struct {
	name        string
	opens, move int
	streets     []string
}{
	{"Keighley Central", 26, 8, words("Devonshire Cavendish Albert Malsis Cartmel Aireworth Lawkholme Byron Drewry Highfield")},
	{"Riddlesden", 23, 4, words("Scott Bradford Western Granby Florist Grange Slingsby Dunkirk")},
	{"Ingrow and Oakworth", 21, 5, words("Halifax Hainworth Wesley Staveley Broomhill Colne Providence Clough")},
	{"Ilkley", 30, 2, words("Leeds Nelson Tivoli Wharfedale Bolling Cunliffe Skipton Grove")},
}

// knock has the home group run an effort: its canvassers go out day by day,
// and their phones send in the evening what they wrote down.
func (k *maker) knock(ctx context.Context) error {
	total := k.share(Visits)
	e, v, f, err := k.launch(ctx)
	if err != nil {
		return err
	}
	if err := k.gather(ctx, e); err != nil {
		return err
	}
	walkers := k.members[e.Group]
	if len(walkers) > 46 {
		walkers = walkers[5:46]
	}
	for day, done := 0, 0; done < total; day++ {
		n := min(total-done, total*weight(k.now, day)/weights(k.now)+1)
		err := k.within(ctx, func(r *rooms) error {
			for at, left := 0, n; left > 0; at++ {
				walk := min(left, 30+k.chance.IntN(40))
				if err := k.walk(ctx, r, walkers[(at*7+day)%len(walkers)], e, v, f, day, walk); err != nil {
					return err
				}
				left -= walk
			}
			for n := 1; n > 0; {
				var err error
				if n, err = r.canvass.Tally(ctx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		done += n
		k.told("visits", done, total)
	}
	return k.handOut(ctx, e)
}

// weight is how much is done on a day: most on Saturdays, least on Mondays.
func weight(now time.Time, day int) int {
	switch now.AddDate(0, 0, day-days).Weekday() {
	case time.Saturday:
		return 10
	case time.Sunday:
		return 6
	case time.Monday:
		return 1
	}
	return 2
}

func weights(now time.Time) (n int) {
	for day := range days {
		n += weight(now, day)
	}
	return n
}

func (k *maker) launch(ctx context.Context) (e canvass.Effort, v script.VersionID, f script.Flow, err error) {
	k.ago(days + 2)
	err = k.within(ctx, func(r *rooms) error {
		e, err = r.canvass.Launch(ctx, k.founder, canvass.LaunchInput{
			ID: domain.NewID[canvass.EffortID](k.clock), Group: k.groups[home].ID, Name: "Keighley and Ilkley",
			Script: k.scripts["public-healthcare-persuasion"], Doors: 24_000, From: k.clock.Format(time.DateOnly), To: k.now.AddDate(0, 0, 20).Format(time.DateOnly),
			Controller: "Forty Doors (made up)", Level: canvass.LevelHousehold, KeepDays: 365,
		})
		if err != nil {
			return err
		}
		v = e.Version
		b, err := r.canvass.Brief(ctx, k.founder, e.ID, domain.RunEfforts)
		if err != nil {
			return err
		}
		f = b.Flow
		e, err = r.canvass.Fill(ctx, k.founder, e.ID, canvass.FillInput{Values: map[string]string{
			"group.name": home, "campaign.ask_event": "the open evening in Keighley Civic Hall",
			"facts.local_service": "the walk-in centre in North Street", "canvasser.first_name": "Samira", "voter.first_name": "neighbour",
		}})
		return err
	})
	return e, v, f, err
}

// walk is what one canvasser's phone wrote down on one round.
func (k *maker) walk(ctx context.Context, r *rooms, p member, e canvass.Effort, v script.VersionID, f script.Flow, day, n int) error {
	team := pick(k, teams)
	began := time.Date(k.now.Year(), k.now.Month(), k.now.Day()+day-days, 11+k.chance.IntN(5), k.chance.IntN(60), 0, 0, time.UTC)
	street, number := pick(k, team.streets)+" Street", 1+k.chance.IntN(60)
	var raw []json.RawMessage
	at := began
	for i := range n {
		door := universe.DoorIDOf(e.ID, house(team.name, street, number+2*i))
		in := canvass.RecordInput{
			ID: domain.NewID[string](at), Effort: string(e.ID), Team: team.name, Turf: string(k.turfs[door]), Door: string(door), Device: "phone-" + string(p.id)[24:],
			Sequence: int64(day*1000 + i), Version: string(v), Started: at,
		}
		k.answer(&in, f, e.Talk(), team.opens, team.move, at.Hour())
		at = at.Add(time.Duration(40+k.chance.IntN(80)) * time.Second)
		if len(in.Answers) > 3 {
			at = at.Add(time.Duration(5+k.chance.IntN(8)) * time.Minute)
		}
		in.Ended = at
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		raw = append(raw, b)
	}
	if k.clock = at.Add(10 * time.Minute); k.clock.After(k.now) {
		k.clock = k.now
	}
	who := domain.Actor{Person: p.id, Roles: map[domain.GroupID][]domain.Role{e.Group: {domain.Canvasser}}}
	replies, err := r.canvass.SyncAs(ctx, who, canvass.SyncInput{Now: k.clock, Records: raw})
	for _, reply := range replies {
		if err == nil && reply.Fate != canvass.Stored {
			err = fmt.Errorf("a visit was not stored: %s, %s", reply.Fate, reply.Why)
		}
	}
	return err
}

// answer makes up what happened at one door.
func (k *maker) answer(in *canvass.RecordInput, f script.Flow, t script.Talk, opens, move, hour int) {
	switch n := k.chance.IntN(100); {
	case n < opens+2*(hour-13): // more people are home later in the day
		in.Outcome = "spoke"
	case n < 80:
		in.Outcome = "not_home"
	case n < 88:
		in.Outcome = "refused"
	case n < 92:
		in.Outcome = "come_back"
	default:
		in.Outcome = pick(k, words("spoke_other inaccessible language moved wrong_address inaccessible come_back"))
	}
	if in.Outcome != "spoke" {
		return
	}
	t.Answers = script.Answers{}
	first := 0
	s, ok := f.Begin(t)
	for range f.Steps {
		if !ok || k.chance.IntN(100) < 2 { // some have to go
			break
		}
		k.say(s, f, t, move, &first)
		s, ok = f.Next(s, t)
	}
	in.Answers = t.Answers
}

// say makes up the answer to one step. Ratings move a little, and most not at all.
func (k *maker) say(s script.Step, f script.Flow, t script.Talk, move int, first *int) {
	switch {
	case s.Kind == script.KindOutcome:
		t.Answers[s.ID] = script.Said("spoke")
	case s.Refusable && k.chance.IntN(14) == 0:
		t.Answers[s.ID] = script.Declined
	case s.Kind == script.KindScale && s.Record == f.Rating.After:
		to := *first
		if k.chance.IntN(100) < 25+4*move {
			to += 1 + k.chance.IntN(2)
		} else if k.chance.IntN(100) < 12 {
			to--
		}
		t.Answers[s.ID] = script.Said(strconv.Itoa(min(10, max(0, to))))
	case s.Kind == script.KindScale:
		*first = pick(k, []int{0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 10})
		t.Answers[s.ID] = script.Said(strconv.Itoa(*first))
	case s.Kind == script.KindConsent:
		if k.chance.IntN(4) == 0 && len(s.Channels) > 0 {
			t.Answers[s.ID] = script.Said(s.Channels[0])
		}
	case s.Kind == script.KindSingle || s.Kind == script.KindMulti:
		if offers := s.Offers(t); len(offers) > 0 {
			i := 0 // scripts put the usual answer first
			if k.chance.IntN(3) == 0 {
				i = k.chance.IntN(len(offers))
			}
			t.Answers[s.ID] = script.Said(offers[i].Value)
		}
	case s.Kind == script.KindText && !s.Optional:
		t.Answers[s.ID] = script.Said(strings.ReplaceAll(s.ID, "_", " "))
	}
}
