package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/domain/people"
	"barnstorm/domain/welcome"
)

// A porch is a hall whose newcomers are welcomed.
type porch struct {
	*hall
	welcome *welcome.Service
	entity  domain.EntityID
}

func onPorches(t *testing.T, f func(p *porch)) {
	t.Helper()
	inHalls(t, func(h *hall) { f(h.porch()) })
}

func (h *hall) porch() *porch {
	h.Helper()
	g, err := h.store.Group(h.Context(), h.group)
	h.must(err)
	g.At = domain.Point{Lat: 53.87, Lon: -1.91}
	h.must(h.store.PutGroup(h.Context(), g))
	return &porch{h, &welcome.Service{
		Store: h.store, Atomically: Atomically[welcome.Store](h.store), Clock: h.clock, URL: func(path string) string { return "https://example.org" + path },
	}, g.Entity}
}

// beside founds a group so many kilometres north of the first.
func (p *porch) beside(name string, km float64) domain.GroupID {
	p.Helper()
	g, err := p.store.Group(p.Context(), p.group)
	p.must(err)
	g.ID, g.Name, g.Slug = domain.NewID[domain.GroupID](p.clock()), name, strings.ToLower(name)
	g.Lineage, g.At.Lat = string(g.ID)+"/", g.At.Lat+km/111.2
	g.Parent = p.group
	g.Lineage = string(p.group) + "/" + string(g.ID) + "/"
	p.must(p.store.PutGroup(p.Context(), g))
	return g.ID
}

// lead makes somebody a leader of groups.
func (p *porch) lead(name string, groups ...domain.GroupID) domain.Actor {
	p.Helper()
	id := p.known(name)
	who := domain.Actor{Person: id, Name: name, Locale: "en", Roles: map[domain.GroupID][]domain.Role{}}
	for _, g := range groups {
		_, err := p.store.Belong(p.Context(), people.Belonging{ID: domain.NewID[string](p.clock()), Person: id, Group: g, Role: domain.Lead, Since: p.clock()})
		p.must(err)
		who.Roles[g] = []domain.Role{domain.Lead}
	}
	return who
}

// arrives has somebody answer who wants to be called, and returns their newcomer.
func (p *porch) arrives(e event.Event, name string) welcome.ID {
	p.Helper()
	in := p.input(name, 1)
	in.Welcome, in.WelcomePhone = "phone", "+44 7700 900"+fmt.Sprintf("%03d", len(name))
	r, err := p.events.RSVP(p.Context(), domain.Actor{}, e.ID, in, "en")
	p.must(err)
	return welcome.ID(r.ID)
}

func (p *porch) offer(want int) {
	p.Helper()
	n, err := p.welcome.Offer(p.Context(), 100)
	p.must(err)
	p.want("dealt with", n, want)
}

// with is what somebody sees of newcomers: each with its state and what is
// shown of its name and contact.
func (p *porch) with(who domain.Actor) string {
	p.Helper()
	all, err := p.welcome.Mine(p.Context(), who)
	p.must(err)
	var out []string
	for _, n := range all {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", n.State, n.Name, n.Contact)))
	}
	return strings.Join(out, ", ")
}

// However many wait where it is night, who is new where it is day is offered at
// once.
func TestANightElsewhereKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	onPorches(t, func(p *porch) {
		e := p.schedule(9)
		p.pass(21 * time.Hour) // nine in the morning, and one at night in Los Angeles
		p.lead("Nora", p.group)
		west := p.beside("West", 14)
		p.must(p.store.db.Exec(`update groups set zone = 'America/Los_Angeles' where id = ?`, west).Error)
		for _, name := range []string{"Wes", "Wanda", "Will"} {
			p.must(p.store.db.Exec(`update newcomers set group_id = ? where id = ?`, west, p.arrives(e, name)).Error)
		}
		p.pass(time.Minute)
		p.arrives(e, "Annabel")
		n, err := p.welcome.Offer(p.Context(), 2)
		p.must(err)
		p.want("dealt with", n, 1)
		p.want("Nora is told", strings.Contains(p.kinds("Nora"), "welcome/offered"), true)
		p.pass(9 * time.Hour)
		p.offer(3)
	})
}

func TestANewcomerGoesFromLeaderToLeaderToTheOrganisers(t *testing.T) {
	t.Parallel()
	onPorches(t, func(p *porch) {
		e := p.schedule(9)
		near, next, far := p.lead("Nora", p.group), p.lead("Nick", p.beside("Skipton", 14)), p.lead("Fay", p.beside("York", 60))
		id := p.arrives(e, "Ann")
		p.come(e.ID, "Ben", 1) // who agreed to nothing
		p.pass(11 * time.Hour) // at night
		p.offer(0)
		p.want("nobody is woken", p.kinds("Nora"), "")
		p.pass(10 * time.Hour) // at nine in the morning
		p.offer(1)
		p.offer(0)
		p.want("the nearest is told", strings.Contains(p.kinds("Nora"), "welcome/offered"), true)
		p.want("without a name", p.with(near), "offered")
		p.want("nobody else is", p.with(next)+p.kinds("Nick"), "")
		_, err := p.welcome.Take(p.Context(), next, id)
		p.want("who was not offered them", err, "not-found: no-such-newcomer")

		p.pass(24*time.Hour - time.Minute)
		p.offer(0)
		p.pass(time.Minute)
		p.want("the clock has run out", p.with(near), "")
		_, err = p.welcome.Take(p.Context(), near, id)
		p.want("too late", err, "not-found: no-such-newcomer")
		p.offer(1)
		p.want("the next nearest", p.with(next), "offered")
		for range 2 {
			_, err = p.welcome.Take(p.Context(), next, id)
			p.must(err)
		}
		p.want("name and contact, once taken", p.with(next), "taken Ann +447700900003")
		p.must(p.welcome.Pass(p.Context(), next, id))
		p.want("handed back", p.with(next), "")
		p.want("sixty kilometres are too far", p.with(far), "")
		listed, err := p.welcome.Listed(p.Context(), p.organise)
		p.must(err)
		p.want("the organisers' list, without a name", fmt.Sprint(len(listed), listed[0].Name), "1")
		if _, err = p.welcome.Take(p.Context(), p.organise, id); err != nil {
			p.Error(err)
		}
		p.want("an organiser", p.with(p.organise), "taken Ann +447700900003")
		p.pass(25 * time.Hour)
		p.offer(1)
		listed, err = p.welcome.Listed(p.Context(), p.organise)
		p.must(err)
		p.want("and back on the list", len(listed), 1)
		p.pass(30 * 24 * time.Hour)
		p.offer(1)
		n, err := p.store.Newcomer(p.Context(), id)
		p.must(err)
		p.want("too late, and forgotten", n.State+welcome.State(n.Name+n.Contact), welcome.Ended)
	})
}

func TestWhatIsNotedEndsIt(t *testing.T) {
	t.Parallel()
	for outcome, ends := range map[welcome.Outcome]bool{welcome.Reached: true, welcome.Along: true, welcome.NotNow: true, welcome.Never: true, welcome.Message: false} {
		t.Run(string(outcome), func(t *testing.T) {
			onPorches(t, func(p *porch) {
				e, nora := p.schedule(9), p.lead("Nora", p.group)
				in := p.input("Ann", 1)
				in.Welcome = "email"
				r, err := p.events.RSVP(p.Context(), domain.Actor{}, e.ID, in, "en")
				p.must(err)
				id := welcome.ID(r.ID)
				p.offer(1)
				note := welcome.NoteInput{ID: domain.NewID[string](p.clock()), Outcome: string(outcome)}
				_, err = p.welcome.Note(p.Context(), nora, id, note)
				p.want("who has not taken them", err, "conflict: newcomer-not-held")
				_, err = p.welcome.Take(p.Context(), nora, id)
				p.must(err)
				p.pass(23 * time.Hour)
				for range 2 {
					_, err = p.welcome.Note(p.Context(), nora, id, note)
					p.must(err)
				}
				n, err := p.store.Newcomer(p.Context(), id)
				p.must(err)
				p.want("ended, and forgotten", n.State == welcome.Ended && n.Name+n.Contact == "", ends)
				off, err := p.store.MailOff(p.Context(), "ann@example.org")
				p.must(err)
				p.want("never is for every letter that nobody asked for", off, outcome == welcome.Never)
				if !ends {
					p.want("and the clock runs anew", p.with(nora), "taken Ann ann@example.org")
					p.pass(23 * time.Hour)
					for range 2 {
						note.ID = domain.NewID[string](p.clock())
						_, err = p.welcome.Note(p.Context(), nora, id, note)
						p.must(err)
					}
					p.want("three messages are enough", p.with(nora), "")
				}
				again := p.input("Ann", 1)
				again.Welcome = "email"
				p.saturday.Starts, p.saturday.Ends = "2026-12-12T10:00", "2026-12-12T13:00"
				_, err = p.events.RSVP(p.Context(), domain.Actor{}, p.schedule(9).ID, again, "en")
				p.must(err)
				n2, err := p.welcome.Offer(p.Context(), 9)
				p.must(err)
				p.want("nobody is welcomed twice", n2, 0)
			})
		})
	}
}

func TestWhoeverTakesItBackIsNotWelcomed(t *testing.T) {
	t.Parallel()
	onPorches(t, func(p *porch) {
		e, nora := p.schedule(9), p.lead("Nora", p.group)
		p.arrives(e, "Ann")
		p.offer(1)
		_, err := p.events.Quiet(p.Context(), p.token("Ann"))
		p.must(err)
		p.want("gone from the leader's page", p.with(nora), "")
		in := p.input("Ben", 1)
		in.Welcome = "email"
		_, err = p.events.RSVP(p.Context(), domain.Actor{}, e.ID, in, "en")
		p.must(err)
		p.must(p.store.TurnMailOff(p.Context(), "ben@example.org", "asked", p.clock()))
		p.offer(1)
		p.want("nor is who is on the stop list", p.with(nora), "")
		in = p.input("Cid", 1)
		in.Welcome = "phone"
		_, err = p.events.RSVP(p.Context(), domain.Actor{}, e.ID, in, "en")
		p.want("a call needs a number", err, "invalid: invalid-input")
	})
}

// Two hundred newcomers, and leaders who have as many as one may have.
func TestNobodyHasMoreNewcomersThanOneMay(t *testing.T) {
	t.Parallel()
	onPorches(t, func(p *porch) {
		e := p.schedule(99)
		nora, nick := p.lead("Nora", p.group), p.lead("Nick", p.beside("Skipton", 14))
		for i := range 8 {
			p.arrives(e, "Ann"+strings.Repeat("a", i))
		}
		p.offer(8)
		p.want("the nearest has three, the next has three", strings.Count(p.with(nora), "offered")*10+strings.Count(p.with(nick), "offered"), 33)
		listed, err := p.welcome.Listed(p.Context(), p.organise)
		p.must(err)
		p.want("the others wait for whoever organises", len(listed), 2)
	})
}

// grab lets n leaders take one newcomer from the list at once, and counts what
// became of it.
func (p *porch) grab(n int) map[string]int {
	p.Helper()
	e := p.schedule(9)
	id := p.arrives(e, "Ann")
	p.offer(1) // there is no leader: it is listed
	var who []domain.Actor
	for i := range n {
		who = append(who, domain.Actor{Person: domain.NewID[domain.PersonID](p.clock()), Name: nth(i), Roles: map[domain.GroupID][]domain.Role{p.group: {domain.Organiser}}})
	}
	return p.crowd(n, func(i int) (string, error) {
		_, err := p.welcome.Take(context.Background(), who[i], id)
		return "taken", err
	})
}

func TestOneOfManyTakesANewcomer(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		h.want("fates", h.porch().grab(16), map[string]int{"taken": 1, "newcomer-taken": 15})
	})
}

// unturned keeps a newcomer whatever its turn, from what was read before.
type unturned struct {
	welcome.Store
	read *sync.WaitGroup
}

func (u unturned) Newcomer(ctx context.Context, id welcome.ID) (welcome.Newcomer, error) {
	n, err := u.Store.Newcomer(ctx, id)
	u.read.Done()
	u.read.Wait() // all have read before anybody writes
	return n, err
}

func (u unturned) PutTurn(ctx context.Context, n welcome.Newcomer) (bool, error) {
	now, err := u.Store.Newcomer(ctx, n.ID)
	if err != nil {
		return false, err
	}
	n.Turn = now.Turn + 1
	_, err = u.Store.PutTurn(ctx, n)
	return true, err
}

func TestWithoutTheTurnTwoTakeOne(t *testing.T) {
	t.Parallel()
	inRush(t, func(h *hall) {
		p := h.porch()
		whole := p.welcome.Atomically
		var read sync.WaitGroup
		read.Add(8)
		e := p.schedule(9)
		id := p.arrives(e, "Ann")
		p.offer(1)
		p.welcome.Atomically = func(ctx context.Context, do func(welcome.Store) error) error {
			return whole(ctx, func(tx welcome.Store) error { return do(unturned{tx, &read}) })
		}
		fates := p.crowd(8, func(i int) (string, error) {
			who := domain.Actor{Person: domain.NewID[domain.PersonID](p.clock()), Roles: map[domain.GroupID][]domain.Role{p.group: {domain.Organiser}}}
			_, err := p.welcome.Take(context.Background(), who, id)
			return "taken", err
		})
		if fates["taken"] < 2 {
			p.Error("without the turn still one alone took the newcomer: the race is none", fates)
		}
	})
}

func TestThePathFollowsFromWhatSomebodyDid(t *testing.T) {
	t.Parallel()
	onPorches(t, func(p *porch) {
		nora := p.lead("Nora", p.group)
		ann := domain.Actor{Person: p.known("Ann"), Name: "Ann", Roles: map[domain.GroupID][]domain.Role{p.group: {domain.Member}}}
		_, err := p.store.Belong(p.Context(), people.Belonging{ID: domain.NewID[string](p.clock()), Person: ann.Person, Group: p.group, Role: domain.Member, Since: p.clock()})
		p.must(err)
		path := func() string {
			got, err := p.welcome.Path(p.Context(), ann, []string{"ann@example.org"})
			p.must(err)
			return fmt.Sprint(got.Done, " ", got.Next)
		}
		p.want("nothing yet", path(), "[] first-event")
		first := p.schedule(9)
		id, rsvp := p.arrives(first, "Ann"), p.come(first.ID, "Zoe", 1)
		p.offer(1)
		_, err = p.welcome.Take(p.Context(), nora, id)
		p.must(err)
		_, err = p.welcome.Note(p.Context(), nora, id, welcome.NoteInput{ID: domain.NewID[string](p.clock()), Outcome: "along"})
		p.must(err)
		p.want("a buddy before the first event", path(), "[buddy] first-event")
		p.begun()
		p.pass(3 * time.Hour)
		p.want("had a place, and nobody has looked", path(), "[first-event buddy] second-event")
		p.must(p.tick(first, "", []event.RSVP{rsvp, {ID: event.RSVPID(id)}}, nil, []event.RSVP{rsvp}))
		p.want("did not come", path(), "[buddy] first-event")
		p.must(p.tick(first, "", []event.RSVP{{ID: event.RSVPID(id)}}, nil, []event.RSVP{{ID: event.RSVPID(id)}}))
		p.saturday.Starts, p.saturday.Ends, p.saturday.Kind = "2026-12-12T10:00", "2026-12-12T13:00", "training"
		second := p.schedule(9)
		p.come(second.ID, "Ann", 1)
		p.pass(8 * 24 * time.Hour)
		p.want("the second was a training", path(), "[first-event buddy second-event training] lead")

		all, err := p.welcome.PathsIn(p.Context(), p.organise, p.group)
		p.must(err)
		names := func(step welcome.Step) (out []string) {
			for _, x := range all.Ready[step] {
				out = append(out, x.Name)
			}
			return out
		}
		p.want("ready to lead", names(welcome.Lead), []string{"Ann"})
		p.want("Zoe has no account", names(welcome.Buddy), []string{"Zoe"})
		p.want("took", fmt.Sprint(all.Took[welcome.FirstEvent], all.Took[welcome.Buddy], all.Took[welcome.Training], all.Took[welcome.Lead]), "2 1 1 1")
		if _, err = p.welcome.PathsIn(p.Context(), nora, p.group); !domain.Is(err, domain.Denied) {
			p.Error("a leader reads everybody's path:", err)
		}
		pulse, err := p.welcome.Pulse(p.Context(), p.organise, "")
		p.must(err)
		p.want("pulse", pulse, welcome.Pulse{Arrived: 1, Within: 1, Reached: 1})
	})
}
