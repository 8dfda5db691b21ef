package demo

import (
	"context"
	"strconv"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/welcome"
)

// greet has people who are new answer the next event at home and say that they
// may be called: some were welcomed in the days before, some are with a leader
// now, and one has found none.
func (k *maker) greet(ctx context.Context) error {
	return k.within(ctx, func(r *rooms) error {
		home := k.groups[home]
		es, err := r.event.Store.EventsIn(ctx, event.Query{Groups: []domain.GroupID{home.ID}, From: k.now, Called: true, Most: 50})
		if err != nil {
			return err
		}
		var e event.Event
		for _, x := range es {
			if left, _ := x.Left(); x.Public && x.Starts.After(k.now.AddDate(0, 0, 2)) && left > 16 && e.ID == "" {
				e = x
			}
		}
		if e.ID == "" { // a very small movement
			return nil
		}
		for i, outcome := range []welcome.Outcome{welcome.Reached, welcome.Along, welcome.NotNow, welcome.Reached, welcome.Along, welcome.Never} {
			k.clock = k.byDay(k.now.AddDate(0, 0, -3).Add(-time.Duration(i) * 9 * time.Hour))
			if err := k.welcomed(ctx, r, e, i, outcome); err != nil {
				return err
			}
		}
		k.clock = k.byDay(k.now.Add(-time.Hour))
		return k.arriving(ctx, r, e)
	})
}

// byDay is the last time by day at home that is not after another.
func (k *maker) byDay(at time.Time) time.Time {
	zone, err := time.LoadLocation(k.groups[home].Zone)
	if err != nil {
		return at
	}
	at = at.In(zone)
	switch y, m, d := at.Date(); {
	case at.Hour() >= 20:
		at = time.Date(y, m, d, 20, 0, 0, 0, zone)
	case at.Hour() < 8:
		at = time.Date(y, m, d-1, 20, 0, 0, 0, zone)
	}
	return at.UTC()
}

// arrives has somebody new answer, who may be called.
func (k *maker) arrives(ctx context.Context, r *rooms, e event.Event, i int) (welcome.ID, error) {
	m := k.invent(k.locals[0].nation, 9000+i)
	in := event.RSVPInput{ID: domain.NewID[string](k.clock), Name: m.name, Email: m.email, Party: 1, First: true, Welcome: "phone", WelcomePhone: "+44 7700 900" + strconv.Itoa(100+i)}
	_, err := r.event.RSVP(ctx, domain.Actor{}, e.ID, in, m.locale)
	return welcome.ID(in.ID), err
}

// leader is whoever a newcomer is with.
func (k *maker) leader(ctx context.Context, r *rooms, id welcome.ID) (domain.Actor, error) {
	n, err := r.welcome.Store.Newcomer(ctx, id)
	return domain.Actor{Person: n.Leader, Roles: map[domain.GroupID][]domain.Role{n.Group: {domain.Lead}}}, err
}

// welcomed has somebody new be welcomed within hours.
func (k *maker) welcomed(ctx context.Context, r *rooms, e event.Event, i int, outcome welcome.Outcome) error {
	id, err := k.arrives(ctx, r, e, i)
	if err != nil {
		return err
	}
	if _, err := r.welcome.Offer(ctx, 10); err != nil {
		return err
	}
	who, err := k.leader(ctx, r, id)
	if err != nil || who.Nobody() {
		return err
	}
	k.clock = k.clock.Add(90 * time.Minute)
	if _, err := r.welcome.Take(ctx, who, id); err != nil {
		return err
	}
	_, err = r.welcome.Note(ctx, who, id, welcome.NoteInput{ID: domain.NewID[string](k.clock), Outcome: string(outcome)})
	return err
}

// arriving has eight people arrive now: they are offered, one is taken, and one
// is handed on until it stands on the organisers' list.
func (k *maker) arriving(ctx context.Context, r *rooms, e event.Event) error {
	var all []welcome.ID
	for i := range 8 {
		id, err := k.arrives(ctx, r, e, 20+i)
		if err != nil {
			return err
		}
		all = append(all, id)
	}
	if _, err := r.welcome.Offer(ctx, 10); err != nil {
		return err
	}
	for range welcome.MostAsked {
		who, err := k.leader(ctx, r, all[0])
		if err != nil || who.Nobody() {
			return err
		}
		if err := r.welcome.Pass(ctx, who, all[0]); err != nil {
			return err
		}
	}
	lee, err := r.people.Store.PeopleAt(ctx, "lead@example.org")
	for _, id := range all {
		if err != nil || len(lee) == 0 {
			return err
		}
		who, lerr := k.leader(ctx, r, id)
		if lerr == nil && who.Person == lee[0].ID {
			_, lerr = r.welcome.Take(ctx, who, id)
			return lerr
		}
		err = lerr
	}
	return err
}
