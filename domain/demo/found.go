package demo

import (
	"context"

	"barnstorm/domain"
	"barnstorm/domain/people"
)

// found begins the movement: its legal entity, the group above all, and the
// founder. The entity is a sandbox, in which no money moves.
func (k *maker) found(ctx context.Context) error {
	k.ago(560)
	return k.within(ctx, func(r *rooms) error {
		t, err := r.people.OpenStart(ctx)
		if err != nil {
			return err
		}
		if err := r.people.Store.SetHouse(ctx, people.Demo, making); err != nil {
			return err
		}
		who, err := r.people.Start(ctx, t, people.StartInput{
			Group: "Forty Doors", Country: "GB", Currency: "GBP", Locale: "en", Zone: "Europe/London",
			Entity: "Forty Doors (made up)", Address: "1 Example Street, Keighley BD21 3RN", Kind: "members association",
			Name: "Ada Admin", Email: "admin@example.org",
		}, true)
		if err != nil {
			return err
		}
		if k.founder, err = r.people.Actor(ctx, who); err != nil {
			return err
		}
		top, err := r.people.Store.TopGroup(ctx)
		k.groups["top"] = top
		return err
	})
}

// settle founds the groups of the nations and the local groups below them.
func (k *maker) settle(ctx context.Context) error {
	k.ago(540)
	return k.within(ctx, func(r *rooms) error {
		for _, n := range nations {
			g, err := k.group(ctx, r, k.groups["top"].ID, n, n.name, n.about, n.capital)
			if err != nil {
				return err
			}
			k.groups[n.country] = g
			if k.founder, err = r.people.Actor(ctx, k.founder.Person); err != nil {
				return err
			}
			for _, t := range n.towns {
				if t.group == "" {
					continue
				}
				if g, err = k.group(ctx, r, k.groups[n.country].ID, n, t.group, n.local(t), t.at); err != nil {
					return err
				}
				k.groups[t.group] = g
			}
			k.locals = append(k.locals, k.localsOf(n)...)
		}
		var err error
		k.founder, err = r.people.Actor(ctx, k.founder.Person)
		k.told("groups", len(k.groups), len(k.groups))
		return err
	})
}

func (k *maker) group(ctx context.Context, r *rooms, parent domain.GroupID, n nation, name, about string, p domain.Point) (people.Group, error) {
	return r.people.Found(ctx, k.founder, parent, people.GroupInput{
		ID: domain.NewID[string](k.clock), Name: name, About: about, Country: n.country, Currency: n.currency, Zone: n.zone, Locale: n.locale,
		Colour: colours[len(k.groups)%len(colours)], Lat: p.Lat, Lon: p.Lon,
	})
}

// colours are what the groups of the demo wear in turn: an empty one is the
// colour of the house.
var colours = []string{"", "", "#00843d", "#0057b8", "", "#6a1b9a", "#ffd500", "", "#e6007e", "#006d77", "#ff7a00"}

// A local is a local group with the towns in which it is at work.
type local struct {
	group  people.Group
	nation nation
	towns  []town
}

// localsOf gathers the towns of a nation under their groups: a town without a
// group of its own belongs to the one named last before it.
func (k *maker) localsOf(n nation) (all []local) {
	for _, t := range n.towns {
		if t.group != "" {
			all = append(all, local{group: k.groups[t.group], nation: n})
		}
		last := &all[len(all)-1]
		last.towns = append(last.towns, t)
	}
	return all
}
