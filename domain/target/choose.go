package target

import (
	"context"
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// maxNote bounds the note on a decision, in letters.
const maxNote = 500

// A ChooseInput is what an organiser sends to name a side and target seats.
// Only seats that were Shown can change: those of them that are in Seats are
// targets from now on, the others are not.
type ChooseInput struct {
	Side  string   `json:"side"`
	Shown []string `json:"shown"`
	Seats []string `json:"seats"`
	Note  string   `json:"note"`
}

// Choose names a group's side and its target seats, as a decision with name
// and date. Seats that were targets already keep the decision they have, unless
// the side changes: then all are decided anew. The same again changes nothing.
func (s *Service) Choose(ctx context.Context, who domain.Actor, g domain.GroupID, in ChooseInput) error {
	known, err := s.Store.Seats(ctx, "")
	if err != nil {
		return err
	}
	if err := in.wrong(known); err != nil {
		return err
	}
	now := s.Clock.Now()
	return s.Atomically(ctx, func(tx Store) error {
		if err := mayChoose(ctx, tx, who, g); err != nil {
			return err
		}
		side, err := tx.Side(ctx, g)
		if err != nil {
			return err
		}
		have, err := tx.Decisions(ctx, g)
		if err != nil {
			return err
		}
		want := in.want(have)
		if side.Party != in.Side {
			side = Side{Group: g, Party: in.Side, By: who.Person, Name: who.Name, At: now}
			if err := tx.PutSide(ctx, side); err != nil {
				return err
			}
		}
		return decide(ctx, tx, who, side, have, want, strings.TrimSpace(in.Note), now)
	})
}

func mayChoose(ctx context.Context, tx Store, who domain.Actor, g domain.GroupID) error {
	names, err := tx.GroupNames(ctx, []domain.GroupID{g})
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return domain.Refuse(domain.NotFound, "no-such-group")
	}
	return who.Must(domain.ChooseTargets, g)
}

func (in ChooseInput) wrong(known []Seat) error {
	w := domain.Wrong{}
	codes, parties := map[string]bool{}, map[string]bool{}
	for _, s := range known {
		codes[s.Code] = true
		for p := range s.Votes {
			parties[p] = true
		}
	}
	w.Check(in.Side != "", "side", "needed")
	w.Check(parties[in.Side], "side", "pick-one")
	for _, code := range in.Seats {
		w.Check(codes[code], "seats", "pick-one")
	}
	w.Check(len([]rune(in.Note)) <= maxNote, "note", "too-long")
	return w.Err()
}

// want is every seat that is to be a target once the input has its way.
func (in ChooseInput) want(have []Decision) []string {
	want := slices.Clone(in.Seats)
	for _, d := range have {
		if !slices.Contains(in.Shown, d.Seat) {
			want = append(want, d.Seat)
		}
	}
	slices.Sort(want)
	return slices.Compact(want)
}

// decide ends the decisions that no longer hold and keeps those that are new.
func decide(ctx context.Context, tx Store, who domain.Actor, side Side, have []Decision, want []string, note string, now time.Time) error {
	for _, d := range have {
		if slices.Contains(want, d.Seat) && d.Side == side.Party {
			continue
		}
		if _, err := tx.EndDecision(ctx, side.Group, d.Seat, who.Person, now); err != nil {
			return err
		}
	}
	for _, code := range want {
		d := Decision{ID: domain.NewID[string](now), Group: side.Group, Seat: code, Side: side.Party, By: who.Person, Name: who.Name, At: now, Note: note}
		if _, err := tx.Decide(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// Groups lists the groups for which who may choose targets, the ones above
// before the ones below. Without one it refuses as the right does.
func (s *Service) Groups(ctx context.Context, who domain.Actor) ([]GroupName, error) {
	in := who.Where(domain.ChooseTargets)
	if len(in) == 0 {
		return nil, who.Must(domain.ChooseTargets, "")
	}
	return s.Store.GroupNames(ctx, in)
}

// An Order is in which order seats are listed.
type Order string

// The orders.
const (
	ByMargin Order = "margin" // the closest result first
	ByName   Order = "name"
)

// A Query says which seats a list is about. The zero value of a field leaves it out.
type Query struct {
	Text  string // begins or contains, in name or region, or the code
	Party string // first or second
	Order Order  // ByMargin when empty
	Most  int    // 60 when zero
}

// Listed is the page on which targets are chosen.
type Listed struct {
	Side    Side
	Parties []string // every party of the results, those with most seats first
	Seats   []Row
	All     int // how many seats fit the query, shown or not
	Chosen  int // targets of the group, shown or not
}

// A Row is a seat with the group's decision on it, if there is one.
type Row struct {
	Seat
	Decision *Decision
}

// Seats lists seats for a group to choose from: its targets first, then by
// the order asked for.
func (s *Service) Seats(ctx context.Context, who domain.Actor, g domain.GroupID, q Query) (Listed, error) {
	if err := mayChoose(ctx, s.Store, who, g); err != nil {
		return Listed{}, err
	}
	side, err := s.Store.Side(ctx, g)
	if err != nil {
		return Listed{}, err
	}
	have, err := s.Store.Decisions(ctx, g)
	if err != nil {
		return Listed{}, err
	}
	all, err := s.Store.Seats(ctx, "")
	if err != nil {
		return Listed{}, err
	}
	out := Listed{Side: side, Parties: parties(all), Chosen: len(have)}
	for _, one := range all {
		if q.fits(one) {
			out.Seats = append(out.Seats, Row{Seat: one, Decision: decisionOn(have, one.Code)})
		}
	}
	q.sort(out.Seats)
	out.All = len(out.Seats)
	if q.Most == 0 {
		q.Most = 60
	}
	out.Seats = out.Seats[:min(q.Most, len(out.Seats))]
	return out, nil
}

func decisionOn(have []Decision, code string) *Decision {
	for i := range have {
		if have[i].Seat == code {
			return &have[i]
		}
	}
	return nil
}

func (q Query) fits(s Seat) bool {
	text := seat.Fold(q.Text)
	return (text == "" || strings.Contains(seat.Fold(s.Name+" "+s.Region), text) || strings.EqualFold(s.Code, strings.TrimSpace(q.Text))) &&
		(q.Party == "" || s.First == q.Party || s.Second == q.Party)
}

func (q Query) sort(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int {
		switch {
		case (a.Decision != nil) != (b.Decision != nil):
			if a.Decision != nil {
				return -1
			}
			return 1
		case q.Order == ByName || a.Margin() == b.Margin():
			return strings.Compare(seat.Fold(a.Name), seat.Fold(b.Name))
		case a.Margin() < b.Margin():
			return -1
		default:
			return 1
		}
	})
}

// parties is every party with votes, by seats won, then by name.
func parties(all []Seat) []string {
	won := map[string]int{}
	for _, s := range all {
		for p := range s.Votes {
			won[p] += 0
		}
		won[s.First]++
	}
	var names []string
	for p := range won {
		if p != "" && p != other {
			names = append(names, p)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if won[a] != won[b] {
			return won[b] - won[a]
		}
		return strings.Compare(a, b)
	})
	return names
}
