package outing

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/universe"
)

// Code opens a board on a phone: its id, the turn of its code, and 96 bits that
// the key of the house makes of both. Nothing of it is kept, and whoever knows
// it reads one turf until the board is back.
func (s *Service) Code(b Board) domain.Token {
	id, _ := hex.DecodeString(strings.ReplaceAll(string(b.ID), "-", "")) // an id is nothing else
	body := append(id, byte(b.Turn))
	return domain.Token(base64.RawURLEncoding.EncodeToString(append(body, s.seal(body)...)))
}

func (s *Service) seal(body []byte) []byte {
	m := hmac.New(sha256.New, s.Key)
	m.Write([]byte("board:"))
	m.Write(body)
	return m.Sum(nil)[:12]
}

// opened is the board that a code opens. A code that was replaced opens it to a
// phone that has it already and may send. Unknown, foreign and replaced codes
// refuse with the same NotFound.
func (s *Service) opened(ctx context.Context, tx Store, code domain.Token, device string) (Board, error) {
	no := domain.Refuse(domain.NotFound, "code-not-good")
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(string(code)))
	if err != nil || len(raw) != 16+1+12 || !hmac.Equal(raw[17:], s.seal(raw[:17])) {
		return Board{}, no
	}
	h := hex.EncodeToString(raw[:16])
	id, _ := domain.ParseID[BoardID](h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
	b, err := tx.Board(ctx, id)
	if domain.Is(err, domain.NotFound) {
		return Board{}, no
	}
	if err != nil || byte(b.Turn) == raw[16] {
		return b, err
	}
	if has, err := tx.HasBoard(ctx, b.ID, device); err != nil || !has {
		return Board{}, cmp.Or(err, no)
	}
	return b, nil
}

// A Glance is a board as a phone of the team sees it.
type Glance struct {
	Board   Board
	Team    Team
	Effort  canvass.Effort
	Turf    universe.Turf
	Members []Member
	Out     bool     // the team has the turf
	Over    string   // why it has not: universe.Back, or universe.Taken by others
	Desk    string   // the telephone number of whoever is called in trouble
	Me      MemberID // who the asker is in the team, empty when that is not known
	Seen    []Sight
	Again   []Sight // doors that are open again, since what was recorded there was taken back
}

// A Sight is what another phone of the team recorded last at a door; without an
// outcome it says since when the door is open again.
type Sight struct {
	Door    universe.DoorID
	Outcome string
	By      MemberID // empty for somebody of another team
	At      time.Time
}

// Peek shows what a code opens to whoever holds it. To a phone of the team it
// says where the others have been; once the board is back it says no more than
// that.
func (s *Service) Peek(ctx context.Context, who domain.Actor, code domain.Token, device string) (Glance, error) {
	b, err := s.opened(ctx, s.Store, code, device)
	if err != nil {
		return Glance{}, err
	}
	g, err := s.glance(ctx, s.Store, who, b)
	if err != nil || !g.Out || device == "" {
		return g, err
	}
	return g, s.look(ctx, &g, device)
}

func (s *Service) glance(ctx context.Context, tx Store, who domain.Actor, b Board) (Glance, error) {
	g := Glance{Board: b}
	var err error
	if g.Team, err = tx.Team(ctx, b.Team); err != nil {
		return g, err
	}
	o, err := tx.Outing(ctx, g.Team.Outing)
	if err != nil {
		return g, err
	}
	g.Desk = o.Desk
	if g.Effort, err = tx.Effort(ctx, o.Effort); err != nil {
		return g, err
	}
	if g.Turf, err = tx.Turf(ctx, b.Turf); err != nil && !domain.Is(err, domain.NotFound) {
		return g, err
	}
	if g.Out = g.Turf.OnBoard(string(b.ID)); !g.Out {
		g.Over = universe.Back
		if b.Back.IsZero() {
			g.Over = universe.Taken
		}
		return g, nil
	}
	all, err := tx.MembersIn(ctx, b.Team)
	g.Members = present(all)
	for _, m := range g.Members {
		if who.Person != "" && m.Person == who.Person {
			g.Me = m.ID
		}
	}
	return g, err
}

// look notes the latest record at each door of the turf since the board was given,
// but for those of the asking phone, which knows them; and which doors are open
// again: another phone may have told it what is taken back by now.
func (s *Service) look(ctx context.Context, g *Glance, device string) error {
	doors, err := s.Store.DoorsIn(ctx, g.Turf.ID)
	if err != nil {
		return err
	}
	ids := make([]universe.DoorID, len(doors))
	for i, d := range doors {
		ids[i] = d.ID
	}
	visits, err := s.Store.VisitsAt(ctx, ids)
	if err != nil {
		return err
	}
	crew, err := s.Store.MembersIn(ctx, g.Team.ID)
	if err != nil {
		return err
	}
	by := map[domain.PersonID]MemberID{}
	for _, m := range crew {
		by[m.Canvasser()] = m.ID
	}
	at := map[string][]canvass.Visit{}
	for _, v := range visits {
		if v.Effort == g.Effort.ID && v.Door != "" || v.Kind == canvass.KindAnnulment {
			at[v.Door] = append(at[v.Door], v)
		}
	}
	for _, d := range doors {
		stand := canvass.Stand(append(at[string(d.ID)], at[""]...))
		v := stand.Latest
		switch found := v.ID != "" && !v.Happened.Before(g.Board.Given); {
		case found && v.Device != device:
			g.Seen = append(g.Seen, Sight{Door: d.ID, Outcome: v.Outcome, By: by[v.Canvasser], At: v.Happened})
		case !found && !stand.Back.Before(g.Board.Given):
			g.Again = append(g.Again, Sight{Door: d.ID, At: stand.Back})
		}
	}
	return nil
}

// Return ends a board as a phone of the team says it.
func (s *Service) Return(ctx context.Context, code domain.Token, device string, in BackInput) error {
	return s.Atomically(ctx, func(tx Store) error {
		b, err := s.opened(ctx, tx, code, device)
		if err != nil {
			return err
		}
		if _, err := tx.HoldTeam(ctx, b.Team); err != nil {
			return err
		}
		_, err = s.back(ctx, tx, b, in.Finished)
		return err
	})
}

// A JoinInput asks for a board on a phone.
type JoinInput struct {
	Code   domain.Token `json:"code"`
	ID     string       `json:"id"`     // of the pack, made by the phone
	Device string       `json:"device"` // made by the phone, 1 to 64 letters
	Member MemberID     `json:"member"` // who holds the phone; empty for somebody new
	Name   string       `json:"name"`   // of somebody new
}

func (in JoinInput) wrong() error {
	w := domain.Wrong{}
	_, ok := domain.ParseID[string](in.ID)
	w.Check(ok, "id", "not-an-id")
	w.Check(len(in.Device) >= 1 && len(in.Device) <= 64, "device", "device-1-to-64")
	name := strings.TrimSpace(in.Name)
	w.Check(in.Member != "" || name != "", "name", "name-yourself")
	w.Check(oneLine(name, maxName), "name", "too-long")
	return w.Err()
}

// A Joined is a board on a phone: a pack, and who of the team holds the phone.
type Joined struct {
	universe.Pack
	Glance
}

// Join opens a board's turf on a phone for whoever holds its code, with an
// account or without: a lead lent them the right with the board. Somebody new
// is added to the team. Asked again, it gives the same under a new credential.
// It refuses a board that is back or in other hands with Conflict board-over, and
// a phone's own name again once that was taken out of the team (no-such-member).
func (s *Service) Join(ctx context.Context, who domain.Actor, in JoinInput) (Joined, error) {
	if err := in.wrong(); err != nil {
		return Joined{}, err
	}
	var j Joined
	var me Member
	err := s.Atomically(ctx, func(tx Store) error {
		b, err := s.opened(ctx, tx, in.Code, in.Device)
		if err != nil {
			return err
		}
		if _, err := tx.HoldTeam(ctx, b.Team); err != nil {
			return err
		}
		if j.Glance, err = s.glance(ctx, tx, who, b); err != nil {
			return err
		}
		if !j.Out {
			return domain.Refuse(domain.Conflict, "board-over")
		}
		me, err = s.me(ctx, tx, who, &j.Glance, in)
		return err
	})
	if err != nil {
		return Joined{}, err
	}
	j.Me = me.ID
	j.Pack, err = s.Universe.Lend(ctx, j.Turf.ID, canvass.Credential{
		Person: me.Canvasser(), Device: in.Device, Pack: in.ID, Board: string(j.Board.ID),
	}, who.Person == me.Person && who.May(domain.Knock, j.Effort.Group))
	return j, err
}

// me is the member who holds a phone: whoever is signed in and of the team,
// whom they say they are, or somebody new.
func (s *Service) me(ctx context.Context, tx Store, who domain.Actor, g *Glance, in JoinInput) (Member, error) {
	if g.Me != "" && in.Member == "" {
		in.Member = g.Me
	}
	if in.Member != "" {
		i := slices.IndexFunc(g.Members, func(m Member) bool { return m.ID == in.Member })
		if i < 0 {
			return Member{}, domain.Refuse(domain.Conflict, "no-such-member")
		}
		return g.Members[i], nil
	}
	if len(g.Members) >= MostMembers {
		return Member{}, domain.RefuseWith(domain.Conflict, "team-too-large", map[string]any{"n": MostMembers})
	}
	now := s.Clock.Now()
	m := Member{
		ID: domain.DerivedID[MemberID](string(g.Board.ID), in.ID), Team: g.Team.ID, Person: who.Person, Name: strings.Join(strings.Fields(in.Name), " "),
		Runner: len(g.Members) == 0, Made: now,
	}
	all, err := tx.MembersIn(ctx, g.Team.ID)
	if err != nil {
		return Member{}, err
	}
	if i := slices.IndexFunc(all, func(have Member) bool { return have.ID == m.ID }); i >= 0 && all[i].Gone.IsZero() {
		return all[i], nil
	} else if i >= 0 {
		return Member{}, domain.Refuse(domain.Conflict, "no-such-member")
	}
	g.Members = append(g.Members, m)
	return m, tx.PutMembers(ctx, []Member{m})
}
