package outing

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
)

// A GatherInput makes a team of people who came and of names that the lead
// typed, or adds them to one.
type GatherInput struct {
	ID    TeamID   `json:"id"` // made by the sender; of a team that is there when people are added
	Name  string   `json:"name"`
	Came  []string `json:"came"`  // ids of arrivals
	Names string   `json:"names"` // a name a line
}

func (in GatherInput) wrong() error {
	w := domain.Wrong{}
	_, ok := domain.ParseID[TeamID](string(in.ID))
	w.Check(ok, "id", "not-an-id")
	w.Check(oneLine(in.Name, maxTeam), "name", "too-long")
	for _, name := range in.typed() {
		w.Check(oneLine(name, maxName), "names", "too-long")
	}
	w.Check(len(in.typed())+len(in.Came) > 0, "names", "somebody")
	return w.Err()
}

// typed is the names that were typed.
func (in GatherInput) typed() (names []string) {
	for _, line := range strings.Split(in.Names, "\n") {
		if name := strings.Join(strings.Fields(line), " "); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Gather makes a team on an outing. The first of it is the runner until the
// lead says otherwise. Gathered again under the same id, it is what it was. It
// refuses more than MostMembers, and whoever is in another team (Conflict).
func (s *Service) Gather(ctx context.Context, who domain.Actor, id ID, in GatherInput) (Crew, error) {
	if err := in.wrong(); err != nil {
		return Crew{}, err
	}
	var c Crew
	return c, s.Atomically(ctx, func(tx Store) error {
		o, e, err := s.outing(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if t, err := tx.Team(ctx, in.ID); err == nil && t.Outing == id {
			c, err = s.team(ctx, tx, who, in.ID)
			return err
		} else if err == nil {
			return domain.Refuse(domain.Conflict, "id-taken")
		} else if !domain.Is(err, domain.NotFound) {
			return err
		}
		teams, err := tx.TeamsOf(ctx, id)
		if err != nil {
			return err
		}
		t := Team{ID: in.ID, Outing: id, Name: cmp.Or(strings.TrimSpace(in.Name), strconv.Itoa(len(teams)+1)), Made: s.Clock.Now()}
		c = Crew{Team: t, Outing: o, Effort: e}
		if err := tx.PutTeam(ctx, t); err != nil {
			return err
		}
		return s.add(ctx, tx, &c, in)
	})
}

// Add adds people to a team. Whoever is in it already is not added again.
func (s *Service) Add(ctx context.Context, who domain.Actor, id TeamID, in GatherInput) (Crew, error) {
	in.ID = id
	if err := in.wrong(); err != nil {
		return Crew{}, err
	}
	var c Crew
	return c, s.Atomically(ctx, func(tx Store) (err error) {
		if c, err = s.team(ctx, tx, who, id); err != nil {
			return err
		}
		return s.add(ctx, tx, &c, in)
	})
}

// add puts the parties that came, each head of them, and the typed names into
// a team.
func (s *Service) add(ctx context.Context, tx Store, c *Crew, in GatherInput) error {
	if err := c.Effort.Lives(s.Clock.Now()); err != nil {
		return err
	}
	fresh, err := s.parties(ctx, tx, *c, in.Came)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	for _, name := range in.typed() {
		if !slices.ContainsFunc(c.Members, func(m Member) bool { return m.Came == "" && m.Name == name }) {
			fresh = append(fresh, Member{ID: domain.NewID[MemberID](now), Name: name})
		}
	}
	if len(c.Members)+len(fresh) > MostMembers {
		return domain.RefuseWith(domain.Conflict, "team-too-large", map[string]any{"n": MostMembers})
	}
	for i := range fresh {
		fresh[i].Team, fresh[i].Made = c.Team.ID, now.Add(time.Duration(i)*time.Microsecond) // they stand as they were named
		fresh[i].Runner = i == 0 && len(c.Members) == 0
	}
	c.Members = append(c.Members, fresh...)
	return tx.PutMembers(ctx, fresh)
}

// parties is the heads of parties that came and are in no team yet. Only the
// first of a party has a name; the others are counted by it.
func (s *Service) parties(ctx context.Context, tx Store, c Crew, came []string) (heads []Member, err error) {
	if len(came) == 0 {
		return nil, nil
	}
	if c.Outing.Event == "" {
		return nil, domain.Refuse(domain.Conflict, "not-checked-in")
	}
	arrivals, err := tx.Arrivals(ctx, c.Outing.Event)
	if err != nil {
		return nil, err
	}
	members, err := tx.MembersOf(ctx, c.Outing.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(came))) {
		i := slices.IndexFunc(arrivals, func(a Arrival) bool { return a.Came == id })
		if i < 0 {
			return nil, domain.Refuse(domain.Conflict, "not-checked-in")
		}
		where := slices.IndexFunc(present(members), func(m Member) bool { return m.Came == id })
		switch {
		case where >= 0 && present(members)[where].Team == c.Team.ID:
			continue
		case where >= 0:
			return nil, domain.Refuse(domain.Conflict, "in-another-team")
		}
		heads = append(heads, arrivals[i].heads(c.Team.ID)...)
	}
	return heads, nil
}

// heads is the members that a party becomes in a team: the same whoever adds it.
func (a Arrival) heads(t TeamID) []Member {
	var heads []Member
	for n := range a.Party {
		m := Member{ID: domain.DerivedID[MemberID](string(t), a.Came, strconv.Itoa(n)), Came: a.Came, Name: a.Name}
		if n == 0 {
			m.Person = a.Person
		} else {
			m.Name += " " + strconv.Itoa(n+1)
		}
		heads = append(heads, m)
	}
	return heads
}

// A MemberInput says what becomes of a member.
type MemberInput struct {
	Gone   bool `json:"gone"`   // no longer of the team
	Runner bool `json:"runner"` // directs it from now on
}

// Change makes a member the runner, or takes them out of the team. Whoever is
// taken out sends nothing more that counts by itself, and their code opens nothing.
func (s *Service) Change(ctx context.Context, who domain.Actor, id TeamID, member MemberID, in MemberInput) (Crew, error) {
	var c Crew
	return c, s.Atomically(ctx, func(tx Store) (err error) {
		if c, err = s.team(ctx, tx, who, id); err != nil {
			return err
		}
		i := slices.IndexFunc(c.Members, func(m Member) bool { return m.ID == member })
		if i < 0 {
			return domain.Refuse(domain.NotFound, "no-such-member")
		}
		switch {
		case in.Gone:
			return s.let(ctx, tx, &c, i)
		case in.Runner:
			for j := range c.Members {
				c.Members[j].Runner = j == i
			}
			return tx.PutMembers(ctx, c.Members)
		}
		return nil
	})
}

// let lets a member of a team go. Boards that are out get another code, since
// whoever goes knows the one they have.
func (s *Service) let(ctx context.Context, tx Store, c *Crew, i int) error {
	gone := c.Members[i]
	gone.Gone, gone.Runner = s.Clock.Now(), false
	boards, err := tx.BoardsOf(ctx, c.Outing.ID)
	if err != nil {
		return err
	}
	for _, b := range boards {
		if b.Team == c.Team.ID {
			if err := s.lock(ctx, tx, b, gone); err != nil {
				return err
			}
		}
	}
	left := slices.Delete(slices.Clone(c.Members), i, i+1)
	if c.Members[i].Runner && len(left) > 0 {
		left[0].Runner = true
	}
	c.Members = left
	return tx.PutMembers(ctx, append(slices.Clone(left), gone))
}

// lock ends what somebody who is gone may do with a board of their team.
func (s *Service) lock(ctx context.Context, tx Store, b Board, gone Member) error {
	if err := tx.RevokeLent(ctx, b.ID, gone.Canvasser(), gone.Gone); err != nil || !b.Back.IsZero() {
		return err
	}
	b.Turn++
	return tx.PutBoard(ctx, b)
}

// Show shows one team to whoever runs its outing.
func (s *Service) Show(ctx context.Context, who domain.Actor, id TeamID) (Crew, error) {
	t, err := s.Store.Team(ctx, id)
	if err != nil && !who.Nobody() {
		return Crew{}, err
	}
	o, e, err := s.outing(ctx, s.Store, who, t.Outing)
	if err != nil {
		if domain.Is(err, domain.NotFound) {
			err = domain.Refuse(domain.NotFound, "no-such-team")
		}
		return Crew{}, err
	}
	crews, err := s.crews(ctx, o, e)
	if err != nil {
		return Crew{}, err
	}
	out, err := s.Store.TripsOut(ctx, e.ID)
	i := slices.IndexFunc(crews, func(c Crew) bool { return c.Team.ID == id })
	if err != nil || i < 0 {
		return Crew{}, err
	}
	crews[i].Out = slices.DeleteFunc(out, func(a Away) bool { return a.Team != id })
	return crews[i], nil
}
