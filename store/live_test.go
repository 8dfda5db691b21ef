package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/people"
	"barnstorm/domain/universe"
)

// What phones said they still have, who has them, and which team needs
// somebody first.
func TestWhomToRing(t *testing.T) {
	inWards(t, func(w *ward) {
		ctx := w.Context()
		turfs := &universe.Service{Store: w.store, Atomically: Atomically[universe.Store](w.store), Clock: func() time.Time { return w.now }, Canvass: w.doors}
		w.must(w.store.PutContact(ctx, people.Contact{ID: domain.NewID[string](w.now), Person: w.knock.Person, Kind: "phone", Value: "+441535600000", Made: w.now}))
		keys := map[string]domain.Token{}
		for _, team := range []string{"Aire", "Bell", "Cove", "Dale"} {
			id := domain.NewID[universe.TurfID](w.now)
			w.must(w.store.PutTurfs(ctx, []universe.Turf{{ID: id, Effort: w.effort.ID, Name: "Turf of " + team, Size: 3, State: universe.Free, Made: w.now, Changed: w.now}}))
			_, err := turfs.Take(ctx, w.knock, id, universe.TakeInput{Team: team, Hours: 2})
			w.must(err)
			keys[team], _, err = w.doors.Issue(ctx, canvass.Credential{Effort: w.effort.ID, Person: w.knock.Person, Device: "phone of " + team, Team: team, Turf: string(id), Ends: w.now.Add(time.Hour)})
			w.must(err)
		}
		says := func(team string, waiting, records int) {
			var batch []json.RawMessage
			for range records {
				batch = append(batch, w.note("phone of "+team, "not_home", "team", team, "turf", w.turfOf(team)))
			}
			_, err := w.doors.Sync(ctx, keys[team], canvass.SyncInput{Now: w.now, Waiting: waiting, Records: batch})
			w.must(err)
		}
		w.now = w.now.Add(50 * time.Minute)
		says("Aire", 0, 1)
		says("Bell", 14, 1)
		says("Dale", -3, 3)
		standing := func() string {
			r := w.results()
			b, err := w.doors.Brief(ctx, w.organise, w.effort.ID, domain.SeeResults)
			w.must(err)
			l, err := turfs.Live(ctx, b)
			w.must(err)
			records, phones := l.Unsent()
			var out []string
			for _, s := range universe.ByNeed(r, l, w.now) {
				out = append(out, fmt.Sprintf("%s:%s", s.Team, s.Need))
			}
			return fmt.Sprintf("%d on %d; %s; %s %s", records, phones, strings.Join(out, " "), l.Phones[0].Name, l.Phones[0].Number)
		}
		w.want("standing", standing(), "14 on 1; Cove:call Bell:signal Dale:turf Aire:; Kim +441535600000")
		says("Bell", 3, 0) // within ten seconds it is no news
		w.want("noted", w.number(`select sum(waiting) from credentials`), 14)
		w.now = w.now.Add(11 * time.Second)
		says("Bell", 3, 0)
		w.want("noted", w.number(`select sum(waiting) from credentials`), 3)
		says("Bell", 0, 0)
		w.want("noted", w.number(`select sum(waiting) from credentials`), 0)
		w.now = w.now.Add(80 * time.Minute)
		w.want("when all should be back", standing(), "0 on 0; Cove:call Aire:call Bell:call Dale:call; Kim +441535600000")
	})
}

func (w *ward) turfOf(team string) (id string) {
	w.Helper()
	w.must(w.store.db.Raw(`select cast(id as text) from turfs where name = ?`, "Turf of "+team).Scan(&id).Error)
	return id
}

// The digest is what the tallies say, made anew with every count; without one
// the results read the tallies.
func TestADigestIsWhatTheTalliesSay(t *testing.T) {
	inWards(t, func(w *ward) {
		w.lived(3, 4)
		before := w.said()
		w.must(w.store.db.Exec(`delete from digests`).Error)
		w.want("without a digest", w.said(), before)
		phone := w.equip(w.knock, "phone")
		w.send(phone, w.talk("phone", 4, 4, "team", "Bell"), w.note("phone", "deceased"), w.note("phone", "deceased"))
		r := w.results()
		w.want("deaths", r.Signs.Deaths, 1)
		w.want("teams of the newest day", len(r.Teams), 2)
		w.want("earlier", r.Earlier.Of, r.Attempts-3)
		w.must(w.store.db.Exec(`delete from digests`).Error)
		again := w.results()
		w.want("without a digest", fmt.Sprint(again.Movement, again.Hours, again.Signs), fmt.Sprint(r.Movement, r.Hours, r.Signs))
	})
}

// Whoever reads the tallies of an effort that has no digest yet, while they are
// counted for the first time, is told of nothing or of all, and never of a team
// without its doors.
func TestResultsAreWholeWhileTheFirstAreCounted(t *testing.T) {
	inWards(t, func(w *ward) {
		w.send(w.equip(w.knock, "phone"), w.note("phone", "not_home", "team", "Aire"))
		read := &canvass.Service{Store: &half{Store: w.doors.Store, count: func() { w.results() }}, Clock: w.doors.Clock}
		r, err := read.Results(w.Context(), w.organise, w.effort.ID)
		w.must(err)
		w.want("attempts, teams and hours", []int{r.Attempts, len(r.Teams), len(r.Hours)}, []int{1, 1, 1})
	})
}

// half is a store in which a count ends after the first of an effort's
// tallies was read.
type half struct {
	canvass.Store
	count func()
}

func (c *half) TalliesByPerson(ctx context.Context, e canvass.EffortID) ([]canvass.PersonTally, error) {
	found, err := c.Store.TalliesByPerson(ctx, e)
	c.count()
	return found, err
}
