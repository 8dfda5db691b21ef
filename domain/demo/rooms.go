package demo

import (
	"context"
	"errors"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/compliance"
	"barnstorm/domain/event"
	"barnstorm/domain/giving"
	"barnstorm/domain/people"
	"barnstorm/domain/programme"
	"barnstorm/domain/script"
	"barnstorm/domain/target"
	"barnstorm/domain/universe"
	"barnstorm/domain/welcome"
)

// rooms is the use cases over one transaction, on the clock of the demo.
type rooms struct {
	people    *people.Service
	event     *event.Service
	target    *target.Service
	script    *script.Service
	canvass   *canvass.Service
	universe  *universe.Service
	giving    *giving.Service
	law       *compliance.Service
	welcome   *welcome.Service
	programme *programme.Service
	post      *desk
}

// desk is the store of a past that is over: its letters have been read, its
// links used and its sessions ended long ago, so that none is kept.
type desk struct {
	Store
	read  []domain.Letter // since somebody last looked
	found []domain.Letter // about lifts, that nobody has answered yet
	links map[string]domain.Link
	sites map[domain.GroupID]event.Site
}

func (d *desk) Post(_ context.Context, ls ...domain.Letter) error {
	d.read = append(d.read[:0], ls...)
	for _, l := range ls {
		if l.Kind == "event/lift-found" {
			d.found = append(d.found, l)
		}
	}
	return nil
}

// A link to an RSVP is good for as long as the past lasts in which it was sent.
func (d *desk) PutLink(ctx context.Context, l domain.Link) error {
	if l.Purpose == domain.ForRSVP {
		d.links[l.Hash] = l
		return nil
	}
	return d.Store.PutLink(ctx, l)
}

func (d *desk) Link(ctx context.Context, hash string) (domain.Link, error) {
	if l, ok := d.links[hash]; ok {
		return l, nil
	}
	return d.Store.Link(ctx, hash)
}

func (d *desk) PutSession(context.Context, people.Session) error { return nil }

func (d *desk) Site(ctx context.Context, g domain.GroupID) (event.Site, error) {
	if s, ok := d.sites[g]; ok {
		return s, nil
	}
	s, err := d.Store.Site(ctx, g)
	d.sites[g] = s
	return s, err
}

// letter is the one that was posted last.
func (d *desk) letter() (domain.Letter, error) {
	if len(d.read) == 0 {
		return domain.Letter{}, errors.New("no letter came")
	}
	return d.read[len(d.read)-1], nil
}

// within runs f on use cases that all happen in one transaction: a batch is
// made whole or not at all, and at the speed of one write.
func (k *maker) within(ctx context.Context, f func(*rooms) error) error {
	return k.Atomically(ctx, func(tx Store) error {
		d := &desk{Store: tx, sites: k.sites, links: map[string]domain.Link{}}
		box := &giving.Sandbox{Store: d, Atomically: at[giving.SandboxStore](d), Clock: k.tick, URL: k.URL, Fees: giving.CardFees}
		law := &compliance.Service{Store: d, Atomically: at[compliance.Store](d), Clock: k.tick}
		return f(&rooms{
			post:      d,
			people:    &people.Service{Store: d, Atomically: at[people.Store](d), Clock: k.tick, URL: k.URL},
			event:     &event.Service{Store: d, Atomically: at[event.Store](d), Clock: k.tick, URL: k.URL, Sites: d},
			target:    &target.Service{Store: d, Atomically: at[target.Store](d), Clock: k.tick},
			script:    &script.Service{Store: d, Atomically: at[script.Store](d), Clock: k.tick},
			canvass:   &canvass.Service{Store: d, Atomically: at[canvass.Store](d), Clock: k.tick},
			universe:  &universe.Service{Store: d, Atomically: at[universe.Store](d), Clock: k.tick},
			law:       law,
			programme: &programme.Service{Store: d, Atomically: at[programme.Store](d), Clock: k.tick, URL: k.URL},
			welcome:   &welcome.Service{Store: d, Atomically: at[welcome.Store](d), Clock: k.tick, URL: k.URL},
			giving: &giving.Service{
				Store: d, Atomically: at[giving.Store](d), Clock: k.tick, URL: k.URL, Till: func(domain.EntityID) giving.Till { return box },
				Law: law,
			},
		})
	})
}

// at is an Atomically inside one that runs already.
func at[S any](s S) func(context.Context, func(S) error) error {
	return func(_ context.Context, f func(S) error) error { return f(s) }
}
