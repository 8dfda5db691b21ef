package walk

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/event"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
	"barnstorm/domain/script"
)

// A camp is one of two groups that lie beside each other and must know nothing
// of each other's things. Everything in it that others must not read is named
// after it.
type camp struct {
	*walk
	name  string // "north"
	group people.Group
	roles map[domain.Role]*walker // one person for each role, with no other
	boss  *walker                 // somebody with every role
	known existing
	below people.Group // a group of the camp's own
	made  int
}

// existing is the ids of one thing of each kind that stands in a camp.
type existing struct {
	event  event.ID
	script script.ID
	effort canvass.EffortID
	person domain.PersonID
}

// A walker is somebody who tries addresses. A nil walker is nobody.
type walker struct {
	name string
	camp *camp
	who  domain.Actor
}

// has reports whether w has one of the roles in their own camp.
func (w *walker) may(act domain.Act) bool { return w.who.May(act, w.camp.group.ID) }

// camp founds a group and people in it.
func (w *walk) camp(name string) *camp {
	ctx := w.Context()
	g, err := w.house.People.Found(ctx, w.founder, w.top, people.GroupInput{
		ID: domain.NewID[string](w.now()), Name: "Group " + name, Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en",
	})
	w.must(err)
	g.Entity = domain.NewID[domain.EntityID](w.now()) // a camp has a legal entity of its own
	w.must(w.house.Store.PutEntity(ctx, people.Entity{ID: g.Entity, Name: "Entity " + name, Country: "GB", Kind: "association", Address: "1 High Street", Sandbox: true, Made: w.now()}))
	w.must(w.house.Store.PutGroup(ctx, g))
	c := &camp{walk: w, name: name, group: g, roles: map[domain.Role]*walker{}}
	for _, r := range domain.Roles {
		c.roles[r] = c.join(string(r), r)
	}
	c.boss = c.join("everything", domain.Roles...)
	w.founder, err = w.house.People.Actor(ctx, w.founder.Person) // whose roles reach what is new
	w.must(err)
	c.below, err = w.house.People.Found(ctx, w.founder, g.ID, people.GroupInput{
		ID: domain.NewID[string](w.now()), Name: "Below " + name, Country: "GB", Currency: "GBP", Zone: "Europe/London", Locale: "en",
	})
	w.must(err)
	c.boss.who, err = w.house.People.Actor(ctx, c.boss.who.Person)
	w.must(err)
	_, id := c.script()
	c.known = existing{event: c.event(true).ID, script: id, effort: c.effort().ID, person: c.roles[domain.Member].who.Person}
	return c
}

// secret is a name that nobody outside the camp may ever read.
func (c *camp) secret(what string) string { return "Secret " + what + " of " + c.name + planted }

// planted stands in every name: it ends an attribute and begins an element,
// wherever a page shows it as it is.
const planted = ` "><i onx>`

func (c *camp) next() int {
	c.made++
	return c.made
}

// join makes a person with roles in the camp.
func (c *camp) join(name string, roles ...domain.Role) *walker {
	ctx, now := c.Context(), c.now()
	p := people.Person{ID: domain.NewID[domain.PersonID](now), Name: c.secret(name), Locale: "en", Version: 1, Made: now}
	c.must(c.house.Store.PutPerson(ctx, p))
	address := fmt.Sprintf("p%d@%s.example", c.next(), c.name)
	c.must(c.house.Store.PutContact(ctx, people.Contact{ID: domain.NewID[string](now), Person: p.ID, Kind: "email", Value: address, Confirmed: now, Made: now}))
	for _, r := range roles {
		_, err := c.house.Store.Belong(ctx, people.Belonging{ID: domain.NewID[string](now), Person: p.ID, Group: c.group.ID, Role: r, Since: now})
		c.must(err)
	}
	who, err := c.house.People.Actor(ctx, p.ID)
	c.must(err)
	return &walker{name: name + " of " + c.name, camp: c, who: who}
}

// eventInput is what schedules an event in the camp.
func (c *camp) eventInput(hidden bool) event.Input {
	day := c.now().AddDate(0, 0, 7).Format("2006-01-02")
	return event.Input{
		ID: domain.NewID[string](c.now()), Group: string(c.group.ID), Kind: "canvass", Title: c.secret(fmt.Sprint("event ", c.next())), Starts: day + "T10:00", Ends: day + "T13:00",
		Zone: "Europe/London", Venue: "Hall", Town: "Leeds", Capacity: 40, Hidden: hidden,
	}
}

func (c *camp) event(hidden bool) event.Event {
	c.Helper()
	in := c.eventInput(hidden)
	if !hidden {
		in.Title = fmt.Sprint("Public event ", c.next())
	}
	e, err := c.house.Event.Schedule(c.Context(), c.boss.who, in)
	c.must(err)
	return e
}

// rsvp takes a place and returns the token of its link.
func (c *camp) rsvp() domain.Token {
	c.Helper()
	address := fmt.Sprintf("guest%d@%s.example", c.next(), c.name)
	_, err := c.house.Event.RSVP(c.Context(), domain.Actor{}, c.event(false).ID, event.RSVPInput{ID: domain.NewID[string](c.now()), Name: c.secret("guest"), Email: address, Party: 1}, "en")
	c.must(err)
	return c.tokenIn(address, "/rsvp/")
}

// tokenIn is the token of a link in the newest letter to an address.
func (c *camp) tokenIn(address, before string) domain.Token {
	c.Helper()
	ls, err := c.house.Store.LettersTo(c.Context(), address, 1)
	c.must(err)
	_, token, _ := strings.Cut(ls[0].Fields["link"], before)
	return domain.Token(token)
}

func (c *camp) pledgeInput(address string) giving.PledgeInput {
	return giving.PledgeInput{ID: domain.NewID[string](c.now()), Often: "monthly", Amount: "10", Name: c.secret("donor"), Email: address, Own: true}
}

// plan is a promise to give to the camp that nobody has paid yet.
func (c *camp) plan(address string) giving.PlanID {
	c.Helper()
	p, err := c.house.Giving.Pledge(c.Context(), domain.Actor{}, c.group.ID, c.pledgeInput(address), "en")
	c.must(err)
	return p.ID
}

// gift is a monthly gift, and the token of its link.
func (c *camp) gift(address string) (giving.PlanID, domain.Token) {
	c.Helper()
	id := c.plan(address)
	_, err := c.house.Giving.PayInSandbox(c.Context(), id)
	c.must(err)
	return id, c.tokenIn(address, "/gift/")
}

// donor is an address that nobody has used.
func (c *camp) donor() string { return fmt.Sprintf("donor%d@%s.example", c.next(), c.name) }

func (c *camp) giftLink() domain.Token {
	c.Helper()
	_, token := c.gift(c.donor())
	return token
}

func (c *camp) mailLink() domain.Token {
	c.Helper()
	t := domain.NewToken()
	c.must(c.house.Store.PutLink(c.Context(), domain.Link{Hash: t.Hash(), Purpose: domain.ForMail, Object: "a@" + c.name + ".example", Made: c.now()}))
	return t
}

const walkScript = `schema: script/1
key: KEY
locale: en-GB
title: TITLE
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

func (c *camp) scriptText() string {
	return strings.NewReplacer("KEY", fmt.Sprintf("key-%d-%s", c.next(), c.name), "TITLE", strconv.Quote(c.secret("script"))).Replace(walkScript)
}

// script brings a draft in and returns its hash.
func (c *camp) script() (hash string, id script.ID) {
	c.Helper()
	s, err := c.house.Script.Import(c.Context(), c.boss.who, script.ImportInput{ID: domain.NewID[script.ID](c.now()), Group: c.group.ID, Source: c.scriptText()})
	c.must(err)
	view, err := c.house.Script.Look(c.Context(), c.boss.who, s.ID)
	c.must(err)
	return view.Versions[0].Hash, s.ID
}

// rewrite is a draft and another wording of it.
func (c *camp) rewrite() (script.ID, string) {
	c.Helper()
	text := c.scriptText()
	s, err := c.house.Script.Import(c.Context(), c.boss.who, script.ImportInput{ID: domain.NewID[script.ID](c.now()), Group: c.group.ID, Source: text})
	c.must(err)
	return s.ID, strings.Replace(text, "Nobody", "Nobody there", 1)
}

// published is a script that can be used.
func (c *camp) published() script.ID {
	c.Helper()
	hash, id := c.script()
	_, err := c.house.Script.Publish(c.Context(), c.boss.who, id, script.PublishInput{Hash: hash})
	c.must(err)
	return id
}

func (c *camp) launchInput() canvass.LaunchInput {
	return canvass.LaunchInput{
		ID: domain.NewID[canvass.EffortID](c.now()), Group: c.group.ID, Name: c.secret("effort"), Script: c.published(), Doors: 100,
		From: c.now().AddDate(0, 0, -1).Format("2006-01-02"), To: c.now().AddDate(0, 0, 7).Format("2006-01-02"), Controller: "Us", Level: canvass.LevelHousehold, KeepDays: 30,
	}
}

func (c *camp) effort() canvass.Effort {
	c.Helper()
	e, err := c.house.Canvass.Launch(c.Context(), c.boss.who, c.launchInput())
	c.must(err)
	return e
}

// held is an effort with a record in quarantine, and the record's key.
func (c *camp) held() (canvass.EffortID, string) {
	c.Helper()
	e := c.effort()
	token, _, err := c.house.Canvass.Equip(c.Context(), c.boss.who, e.ID, canvass.EquipInput{Device: "phone"})
	c.must(err)
	raw, err := json.Marshal(map[string]any{
		"id": domain.NewID[string](c.now()), "kind": "visit", "effort": e.ID, "device": "phone", "sequence": 1, "script_version": e.Version,
		"outcome": "levitated", "started": c.now(), "ended": c.now(),
	})
	c.must(err)
	_, err = c.house.Canvass.Sync(c.Context(), token, canvass.SyncInput{Now: c.now(), Records: []json.RawMessage{raw}})
	c.must(err)
	hs, err := c.house.Canvass.Quarantine(c.Context(), c.boss.who, e.ID)
	c.must(err)
	if len(hs) != 1 {
		c.Fatalf("%d records in quarantine", len(hs))
	}
	return e.ID, hs[0].Key
}

// visit is a visit that somebody logged on the web page.
func (c *camp) visit(e canvass.Effort, by domain.Actor) canvass.VisitID {
	c.Helper()
	v, err := c.house.Canvass.Knock(c.Context(), by, e.ID, canvass.KnockInput{
		ID: domain.NewID[canvass.VisitID](c.now()), Version: e.Version, Outcome: "not_home", Answers: script.Answers{}, Started: c.now(), Sequence: c.now().UnixMilli(),
	})
	c.must(err)
	return v.ID
}

// session opens a session of somebody's own and returns its id.
func (c *camp) session(p domain.PersonID) string {
	c.Helper()
	t, err := c.house.People.Enter(c.Context(), p, "Lost phone")
	c.must(err)
	x, err := c.house.Store.Session(c.Context(), t.Hash())
	c.must(err)
	return x.ID
}

// orMember is w in their own camp, else an ordinary member of c.
func (c *camp) orMember(w *walker) domain.PersonID {
	if w != nil && w.camp == c {
		return w.who.Person
	}
	return c.roles[domain.Member].who.Person
}

func (c *camp) addressOf(w *walker) string {
	ks, err := c.house.Store.Contacts(c.Context(), c.orMember(w))
	c.must(err)
	return ks[0].Value
}

// fields is a form of names and values, one after the other.
func fields(kv ...any) url.Values {
	v := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		v.Set(kv[i].(string), fmt.Sprint(kv[i+1]))
	}
	return v
}

// form is an input as a page sends it, by its json names.
func form(in any) url.Values {
	b, err := json.Marshal(in)
	if err != nil {
		panic(err)
	}
	var all map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		panic(err)
	}
	v := url.Values{}
	for k, x := range all {
		if x != nil && x != false {
			v.Set(k, fmt.Sprint(x))
		}
	}
	return v
}

func (w *walk) now() time.Time { return domain.Clock(time.Now).Now() }
