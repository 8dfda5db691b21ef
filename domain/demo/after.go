package demo

import (
	"context"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
)

// after has the i-th event be over, where it is: people were let in at a gate
// or ticked by hand, and of some nobody has said anything yet.
func (k *maker) after(ctx context.Context, r *rooms, i int, p plan, e event.Event) error {
	if !e.Ends.Before(k.now) || i%7 == 3 {
		return nil
	}
	who := k.organiser(p.local)
	guests, err := r.event.Guests(ctx, who, e.ID, "", event.MostShown)
	if err != nil {
		return err
	}
	var came []event.RSVP
	in := event.AttendInput{}
	for n, g := range guests {
		if g.State != event.Coming {
			continue
		}
		in.Shown = append(in.Shown, string(g.ID))
		if n%6 != 4 {
			came, in.Came = append(came, g), append(in.Came, string(g.ID))
		}
	}
	if i%2 == 1 {
		k.clock = e.Ends.Add(time.Hour)
		return r.event.Attend(ctx, who, e.ID, in)
	}
	return k.letIn(ctx, r, who, e, came)
}

// organiser is whoever calls the events of a group.
func (k *maker) organiser(l local) domain.Actor {
	who := domain.Actor{Person: k.founder.Person, Roles: map[domain.GroupID][]domain.Role{l.group.ID: {domain.Organiser}}}
	if ms := k.members[l.group.ID]; len(ms) > 0 {
		who.Person = ms[0].id
	}
	return who
}

// letIn opens a gate half an hour before, and lets people in one by one, and
// then two who had no place.
func (k *maker) letIn(ctx context.Context, r *rooms, who domain.Actor, e event.Event, came []event.RSVP) error {
	k.clock = e.Starts.Add(-30 * time.Minute)
	gate, err := r.event.OpenGate(ctx, who, e.ID, event.GateInput{ID: domain.NewID[string](k.clock)})
	if err != nil {
		return err
	}
	at := k.clock
	k.clock = e.Starts.Add(10 * time.Minute)
	pass := event.PassInput{Now: k.clock}
	for n, g := range came {
		seen := at.Add(time.Duration(n+1) * 35 * time.Minute / time.Duration(len(came)+1))
		pass.Entries = append(pass.Entries, event.EntryInput{ID: domain.NewID[string](seen), RSVP: string(g.ID), Way: string(event.In), People: g.Party, At: seen})
	}
	pass.Entries = append(pass.Entries, event.EntryInput{ID: domain.NewID[string](k.clock), Way: string(event.WalkIn), Name: "+ 2", Pool: string(event.General), People: 2, At: k.clock})
	_, err = r.event.Pass(ctx, gate.Key, pass)
	return err
}
