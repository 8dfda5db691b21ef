package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
	"barnstorm/store/storetest"
)

// doorScript is a small script with every kind of step that a record may hold.
const doorScript = `schema: script/1
key: small
locale: en-GB
title: "Small"
rating: {min: 0, max: 10, fields: [before, after]}
conversation: story
start: door
steps:
  - {id: door, kind: outcome, record: result, options: [{value: spoke, label: "Spoke", next: rate}, {value: not_home, label: "Nobody", end: true}]}
  - {id: rate, kind: scale, say: "From 0 to 10?", record: before, refusable: true, next: story}
  - {id: story, kind: single, record: told, options: [{value: "yes", label: "Yes", next: again}, {value: "no", label: "No", next: mail}]}
  - {id: again, kind: scale, record: after, requires: before, refusable: true, next: mail}
  - {id: mail, kind: consent, record: consent, consent_text_id: c1, channels: [email, sms], end: true}
`

// A ward is a group with a published script, an effort and people, on one
// database, with a clock that the test moves.
type ward struct {
	*testing.T
	store    *Store
	doors    *canvass.Service
	scripts  *script.Service
	now      time.Time
	group    domain.GroupID
	other    domain.GroupID // a group beside it
	script   script.ID
	version  script.VersionID
	effort   canvass.Effort
	organise domain.Actor
	knock    domain.Actor
	sequence int64
}

// inWards runs a test on both databases.
func inWards(t *testing.T, test func(w *ward)) {
	storetest.EachURL(t, Open, func(t *testing.T, url string) { test(newWard(t, url)) })
}

func newWard(t *testing.T, url string) *ward {
	t.Helper()
	s := storetest.Open(t, Open, url)
	w := &ward{T: t, store: s, now: time.Date(2026, 12, 5, 11, 30, 0, 0, time.UTC)}
	clock := domain.Clock(func() time.Time { return w.now })
	w.scripts = &script.Service{Store: s, Atomically: Atomically[script.Store](s), Clock: clock}
	w.doors = w.service()
	w.group, w.other = w.newGroup("Keighley"), w.newGroup("Ilkley")
	w.organise = w.person("Olga", w.group, domain.Organiser)
	w.knock = w.person("Kim", w.group, domain.Canvasser)
	w.publish()
	w.effort = w.launch(w.organise, w.group)
	return w
}

// service is a canvass service of its own, as another process would have.
func (w *ward) service() *canvass.Service {
	return &canvass.Service{
		Store: w.store, Atomically: Atomically[canvass.Store](w.store), Clock: func() time.Time { return w.now },
	}
}

func (w *ward) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *ward) newGroup(name string) domain.GroupID {
	entity := people.Entity{ID: domain.NewID[domain.EntityID](w.now), Name: name, Country: "GB", Made: w.now}
	w.must(w.store.PutEntity(w.Context(), entity))
	id := domain.NewID[domain.GroupID](w.now)
	w.must(w.store.PutGroup(w.Context(), people.Group{
		ID: id, Lineage: string(id) + "/", Name: name, Slug: strings.ToLower(name), Country: "GB", Currency: "GBP",
		Zone: "Europe/London", Locale: "en", Entity: entity.ID, Made: w.now,
	}))
	return id
}

func (w *ward) person(name string, g domain.GroupID, roles ...domain.Role) domain.Actor {
	a := domain.Actor{Person: domain.NewID[domain.PersonID](w.now), Name: name, Roles: map[domain.GroupID][]domain.Role{g: roles}}
	w.must(w.store.PutPerson(w.Context(), people.Person{ID: a.Person, Name: name, Locale: "en", Made: w.now}))
	for _, role := range roles {
		w.grant(a.Person, g, role)
	}
	return a
}

func (w *ward) grant(p domain.PersonID, g domain.GroupID, role domain.Role) {
	_, err := w.store.Belong(w.Context(), people.Belonging{ID: string(domain.NewID[domain.PersonID](w.now)), Person: p, Group: g, Role: role, Since: w.now})
	w.must(err)
}

func (w *ward) publish() {
	ctx := w.Context()
	sc, err := w.scripts.Import(ctx, w.organise, script.ImportInput{ID: domain.NewID[script.ID](w.now), Group: w.group, Source: doorScript})
	w.must(err)
	view, err := w.scripts.Look(ctx, w.organise, sc.ID)
	w.must(err)
	v, err := w.scripts.Publish(ctx, w.organise, sc.ID, script.PublishInput{Hash: view.Versions[0].Hash})
	w.must(err)
	w.script, w.version = sc.ID, v.ID
}

func (w *ward) launch(who domain.Actor, g domain.GroupID) canvass.Effort {
	w.Helper()
	e, err := w.doors.Launch(w.Context(), who, canvass.LaunchInput{
		ID: domain.NewID[canvass.EffortID](w.now), Group: g, Name: "Keighley", Script: w.script, Doors: 2100,
		From: "2026-12-05", To: "2026-12-12", Controller: "Aire Valley Together", Level: canvass.LevelHousehold, KeepDays: 30,
	})
	w.must(err)
	return e
}

// equip gives somebody's device an upload credential.
func (w *ward) equip(who domain.Actor, device string) domain.Token {
	w.Helper()
	token, _, err := w.doors.Equip(w.Context(), who, w.effort.ID, canvass.EquipInput{Device: device})
	w.must(err)
	return token
}

// note is one record of a phone; more sets further fields as JSON has them.
func (w *ward) note(device, outcome string, more ...any) json.RawMessage {
	w.sequence++
	m := map[string]any{
		"id": domain.NewID[canvass.VisitID](w.now), "kind": "visit", "effort": w.effort.ID, "device": device, "sequence": w.sequence,
		"script_version": w.version, "outcome": outcome, "started": w.now, "ended": w.now,
	}
	for i := 0; i < len(more); i += 2 {
		m[more[i].(string)] = more[i+1]
	}
	b, err := json.Marshal(m)
	w.must(err)
	return b
}

// talk is a conversation with its two ratings.
func (w *ward) talk(device string, before, after any, more ...any) json.RawMessage {
	answers := map[string]any{"door": "spoke", "rate": before, "story": "yes"}
	if after != nil {
		answers["again"] = after
	}
	return w.note(device, "spoke", append([]any{"answers", answers}, more...)...)
}

func (w *ward) send(token domain.Token, records ...json.RawMessage) []canvass.Reply {
	w.Helper()
	replies, err := w.doors.Sync(w.Context(), token, canvass.SyncInput{Now: w.now, Records: records})
	w.must(err)
	return replies
}

// results counts what has to be counted and reads the results.
func (w *ward) results() canvass.Results {
	w.Helper()
	for {
		n, err := w.doors.Tally(w.Context())
		w.must(err)
		if n == 0 {
			break
		}
	}
	r, err := w.doors.Results(w.Context(), w.organise, w.effort.ID)
	w.must(err)
	return r
}

// fates is the answers to a batch as words.
func fates(replies []canvass.Reply) string {
	var out []string
	for _, r := range replies {
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s/%s", r.Fate, r.Why), "/"))
	}
	return strings.Join(out, " ")
}

func (w *ward) want(what string, got, want any) {
	w.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.Errorf("%s: %v, want %v", what, got, want)
	}
}
