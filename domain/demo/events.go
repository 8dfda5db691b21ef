package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// Events is how many events the movement has, past and to come.
const Events = 300

// The events lie between these days, counted from the present one.
const (
	firstDay = -14
	lastDay  = 70
)

// kinds is how often each kind is called: mostly Unseat canvasses.
var kinds = []event.Kind{
	event.Unseat, event.Unseat, event.Unseat, event.Unseat, event.Unseat, event.Unseat, event.Unseat, event.Unseat, event.Unseat, event.Unseat, event.Unseat,
	event.Canvass, event.Canvass, event.Canvass, event.Canvass, event.Training, event.Training, event.PhoneBank, event.Meeting, event.Rally,
}

// A plan is an event before it is called.
type plan struct {
	local   local
	town    town
	kind    event.Kind
	starts  time.Time
	cap     int
	evening bool    // a canvass after work
	shifts  bool    // in two shifts
	shown   bool    // the one that the demo is shown with
	rides   bool    // people come in each other's cars
	full    float64 // how full it becomes; above 1 people wait
}

// schedule calls the events, each some weeks before its day, and lets people
// take places since.
func (k *maker) schedule(ctx context.Context) error {
	total := k.share(Events)
	for done := 0; done < total; {
		n := min(20, total-done)
		err := k.within(ctx, func(r *rooms) error {
			for i := range n {
				p := k.plan(done+i, total)
				e, err := k.call(ctx, r, p)
				if err != nil {
					return fmt.Errorf("%s in %s: %w", p.kind, p.town.name, err)
				}
				if err := k.furnish(ctx, r, done+i, p, e); err != nil {
					return fmt.Errorf("what %s offers: %w", e.Title, err)
				}
				if err := k.fill(ctx, r, p, e); err != nil {
					return err
				}
				if err := k.festive(ctx, r, p, e); err != nil {
					return fmt.Errorf("the programme of %s: %w", e.Title, err)
				}
				if err := k.after(ctx, r, done+i, p, e); err != nil {
					return fmt.Errorf("who came to %s: %w", e.Title, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		done += n
		k.told("events", done, total)
	}
	return nil
}

// plan thinks up the i-th of n events. The one in the middle is the one that the
// demo is shown with, the first is over, and the family's one festival is the last.
func (k *maker) plan(i, n int) plan {
	p := plan{local: k.locals[i%len(k.locals)], kind: pick(k, kinds)}
	p.town = pick(k, p.local.towns)
	zone := domain.Zone(p.local.group.Zone)
	day := k.now.In(zone).AddDate(0, 0, firstDay+(lastDay-firstDay)*i/n)
	hour, minute := 10, 30*k.chance.IntN(2)
	switch {
	case i == n/2: // soon enough to be seen, and with places left
		p.local, p.kind, day = k.locals[0], event.Unseat, k.now.In(zone).AddDate(0, 0, 9)
		p.town = p.local.towns[0]
	case i == 0: // over, and full
		p.kind, p.town = event.Unseat, p.local.towns[0]
	case i == n-1:
		p.local, p.kind, day = k.locals[0], event.Festival, k.now.In(zone).AddDate(0, 0, 23)
		p.town = p.local.towns[0]
	}
	p.evening = p.kind == event.Canvass && k.chance.IntN(3) == 0
	switch {
	case p.evening:
		hour = 17
	case p.kind == event.Unseat || p.kind == event.Canvass || p.kind == event.Festival: // on a weekend
		for day.Weekday() != time.Saturday && (day.Weekday() != time.Sunday || i == n/2 || p.kind == event.Festival) {
			day = day.AddDate(0, 0, 1)
		}
		hour += 3 * k.chance.IntN(2)
	default:
		hour = 18
	}
	p.starts = time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone)
	p.cap = pick(k, []int{24, 30, 36, 40, 48, 60})
	p.full = 0.2 + 0.8*k.chance.Float64()
	if i%11 == 7 {
		p.cap, p.full = 12, 1.3
	}
	if i == n/2 {
		p.starts, p.cap, p.full = time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, zone), 60, 0.48
	}
	if i == 0 {
		p.cap, p.full = 24, 1.25
	}
	if p.kind == event.Festival {
		p.starts, p.cap, p.full = time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, zone), 240, 0.3
	}
	p.shifts = p.kind == event.Unseat && i%4 == 1 && i != n/2
	p.shown = i == n/2
	p.rides = p.shown || p.kind == event.Unseat && i%3 == 0 && p.starts.After(k.now)
	switch p.kind {
	case event.Rally:
		p.cap = 300
	case event.Meeting:
		p.cap = 0
	}
	return p
}

// call has the organiser of a group schedule an event.
func (k *maker) call(ctx context.Context, r *rooms, p plan) (event.Event, error) {
	k.clock = p.starts.UTC().Add(-time.Duration(20+k.chance.IntN(20)) * 24 * time.Hour)
	if latest := k.now.Add(-time.Duration(4+k.chance.IntN(96)) * time.Hour); k.clock.After(latest) {
		k.clock = latest
	}
	g, kind := p.local.group, string(p.kind)
	say := strings.NewReplacer("{town}", p.town.name, "{seat}", p.town.seat, "{group}", g.Name)
	title, about := k.words(p)
	in := event.Input{
		ID: domain.NewID[string](k.clock), Group: string(g.ID), Kind: kind, Title: say.Replace(title), About: say.Replace(about),
		Starts: p.starts.Format(event.WallTime), Ends: p.starts.Add(lengths[p.kind]).Format(event.WallTime), Zone: g.Zone,
		Venue: p.town.venue, Street: p.town.street, Town: p.town.name, Postcode: p.town.postcode, Lat: p.town.at.Lat, Lon: p.town.at.Lon,
		Capacity: p.cap, Hidden: p.kind == event.Meeting,
	}
	if p.kind == event.Unseat || p.kind == event.Canvass {
		in.Seat = k.seat(p.town)
	}
	who := k.organiser(p.local)
	e, err := r.event.Schedule(ctx, who, in)
	if err != nil {
		return e, err
	}
	return k.part(ctx, r, who, p, e)
}

// words picks the title and the text of an event. Those of a canvass suit its
// day and hour: any, a Saturday's, an evening's.
func (k *maker) words(p plan) (title, about string) {
	titles, abouts := p.local.nation.titles[string(p.kind)], p.local.nation.abouts[string(p.kind)]
	switch {
	case p.evening:
		return titles[2], abouts[1]
	case p.kind == event.Canvass && p.starts.Weekday() == time.Saturday:
		return titles[k.chance.IntN(2)], abouts[0]
	case p.kind == event.Canvass:
		return titles[0], abouts[0]
	}
	return pick(k, titles), pick(k, abouts)
}

// seat is the code of the seat that a town lies in, empty when none is known.
func (k *maker) seat(t town) string {
	for _, s := range Seats {
		if s.Name == t.seat {
			return s.Code
		}
	}
	return ""
}

var lengths = map[event.Kind]time.Duration{
	event.Unseat: 6*time.Hour + 30*time.Minute, event.Canvass: 150 * time.Minute, event.Rally: 2 * time.Hour, event.PhoneBank: 2 * time.Hour,
	event.Training: 90 * time.Minute, event.Meeting: 90 * time.Minute, event.Festival: 32 * time.Hour,
}

// needs is what some people ask for.
var needs = map[string][]string{
	"en": {"I need a step-free route.", "I am hard of hearing: a quiet street, if there is one."},
	"de": {"Ich brauche eine stufenlose Strecke.", "Ich höre schlecht und wäre für eine ruhige Straße dankbar."},
	"es": {"Necesito un recorrido sin escalones.", "Oigo mal: mejor una calle tranquila."},
	"el": {"Χρειάζομαι διαδρομή χωρίς σκαλιά.", "Δεν ακούω καλά: καλύτερα ένας ήσυχος δρόμος."},
	"fr": {"J'ai besoin d'un parcours sans marches.", "J'entends mal : plutôt une rue calme."},
}

// fill has members of the group take places, one after the other, between the
// moment an event is called and the present, or its beginning.
func (k *maker) fill(ctx context.Context, r *rooms, p plan, e event.Event) error {
	from, until := k.clock, k.now
	if e.Starts.Before(until) {
		until = e.Starts.Add(-time.Hour)
	}
	near := k.members[p.local.group.ID]
	want := int(float64(max(p.cap, 20)) * p.full)
	if want > 90 {
		want = 60 + k.chance.IntN(30)
	}
	for i, at := range k.chance.Perm(len(near))[:min(want, len(near))] {
		k.clock = from.Add(time.Duration(float64(until.Sub(from)) * float64(i+1) / float64(want+2)))
		m, party := near[at], 1
		if i%9 == 4 {
			party = 2
		}
		in := event.RSVPInput{ID: domain.NewID[string](k.clock), Name: m.name, Email: m.email, Party: party, First: i%5 == 2}
		if i%17 == 5 {
			in.Needs = pick(k, needs[p.local.nation.locale])
		}
		p.choose(i, &in)
		p.ride(i, &in)
		who := domain.Actor{Person: m.id, Roles: map[domain.GroupID][]domain.Role{e.Group: {domain.Member}}}
		if _, err := r.event.RSVP(ctx, who, e.ID, in, m.locale); err != nil {
			return err
		}
	}
	return k.agreeLifts(ctx, r)
}
