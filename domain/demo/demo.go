package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/compliance"
	"barnstorm/domain/event"
	"barnstorm/domain/giving"
	"barnstorm/domain/letter"
	"barnstorm/domain/people"
	"barnstorm/domain/programme"
	"barnstorm/domain/script"
	"barnstorm/domain/target"
	"barnstorm/domain/universe"
	"barnstorm/domain/welcome"
)

// Store is every context's Store at once, over one transaction.
type Store interface {
	people.Store
	event.Store
	event.Sites
	target.Store
	script.Store
	canvass.Store
	universe.Store
	giving.Store
	giving.SandboxStore
	compliance.Store
	welcome.Store
	programme.Store
}

// Movement makes the demo movement and lets people walk about in it.
type Movement struct {
	Store      Store
	Atomically func(context.Context, func(Store) error) error
	Clock      domain.Clock
	People     *people.Service
	Letters    *letter.Service
	// URL makes a whole address of a path.
	URL func(path string) string
	// Told hears how far the making has come; nil hears nothing.
	Told func(what string, done, of int)
	// Size is how much of everything to make, in per cent; 0 means all of it.
	Size int
}

// The values of the setting people.Demo.
const (
	making = "making" // and cut off, if nobody is making it now
	made   = "made"
)

// Is reports whether the database is a demo, made to the end.
func (m *Movement) Is(ctx context.Context) (bool, error) {
	is, err := m.Store.House(ctx, people.Demo)
	return is == made, err
}

// Broken reports whether the making of a demo was cut off in this database:
// it holds nobody real and may be thrown away.
func (m *Movement) Broken(ctx context.Context) (bool, error) {
	is, err := m.Store.House(ctx, people.Demo)
	return is == making, err
}

// Make makes the movement from a seed, relative to the present moment. In a
// database that holds anybody already it refuses with Conflict
// "begun-already" and changes nothing.
func (m *Movement) Make(ctx context.Context, seed uint64) error {
	k := &maker{
		Movement: m, chance: rand.New(rand.NewPCG(seed, seed)), now: m.Clock.Now(),
		groups: map[string]people.Group{}, members: map[domain.GroupID][]member{}, sites: map[domain.GroupID]event.Site{}, scripts: map[string]script.ID{},
	}
	steps := []func(context.Context) error{k.found, k.settle, k.join, k.appoint, k.fight, k.schedule, k.propose, k.greet, k.write, k.knock, k.give}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return fmt.Errorf("making the demo: %w", err)
		}
	}
	return m.Store.SetHouse(ctx, people.Demo, made)
}

// A maker holds what has been made so far.
type maker struct {
	*Movement
	chance *rand.Rand
	now    time.Time // the present moment, which nothing is made after
	clock  time.Time // of the use cases: the demo's past is made in order

	founder domain.Actor
	groups  map[string]people.Group // by the key of their place in the tables
	locals  []local
	members map[domain.GroupID][]member
	sites   map[domain.GroupID]event.Site
	scripts map[string]script.ID // by the key of the file
	turfs   map[universe.DoorID]universe.TurfID
}

// A member is somebody who was made, as others need them.
type member struct {
	id          domain.PersonID
	name, email string
	locale      string
}

// tick is the clock of the use cases.
func (k *maker) tick() time.Time { return k.clock }

func (k *maker) told(what string, done, of int) {
	if k.Told != nil {
		k.Told(what, done, of)
	}
}

// share is how many of n to make.
func (k *maker) share(n int) int {
	if k.Size == 0 {
		return n
	}
	return max(1, n*k.Size/100)
}

// ago sets the clock of the use cases to some days before the present.
func (k *maker) ago(days float64) {
	k.clock = k.now.Add(-time.Duration(days * 24 * float64(time.Hour)))
}

func pick[T any](k *maker, from []T) T { return from[k.chance.IntN(len(from))] }
