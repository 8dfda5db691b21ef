package target

import (
	"context"
	"math"
	"slices"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/seat"
)

// A How says what a place was found by.
type How string

// The ways of finding a place.
const (
	ByPostcode  How = "postcode"  // a whole one
	ByBeginning How = "beginning" // of a postcode
	ByTown      How = "town"
	BySeat      How = "seat"
	ByPosition  How = "position" // of a device, to about a kilometre
)

// A Where is where somebody is, as far as they said.
type Where struct {
	Name   string // what it was found under: "N1 0AA", "Leeds"; empty for a position
	How    How
	At     domain.Point
	Others []string // other places of a like name, for people to choose
	seat   string   // official code, where a lookup file says so

	country string // ISO 3166-1 alpha-2; empty for a position
}

// An Own is the seat that somebody lives in.
type Own struct {
	Seat       Seat
	Sure       bool     // a lookup file says so; else it is a guess from simplified shapes
	Neighbours []string // names of the seats it may be instead
}

// A Suggestion is a seat where somebody is missing.
type Suggestion struct {
	Pick
	Next      *Next // nil when nothing is planned
	Decision  Decision
	GroupName string
}

// A Found answers where somebody is missing.
type Found struct {
	Where   Where
	Trip    seat.Trip
	Wish    Wish
	Own     *Own // nil when it cannot be told
	Picks   []Suggestion
	Full    *Suggestion // nearer than every pick, but full
	Targets int         // how many seats anybody decided to fight for
	Map     Map
	Sources []Source // who published what is shown
}

// most is how many seats are suggested.
const most = 3

// Nearest answers where one more person is missing, seen from where they are:
// the three target seats that need them most; where they can come on one day
// alone or need a step-free way in, of those where there is such an event. It
// refuses a place that it does not know, in the field near, and keeps nothing.
func (s *Service) Nearest(ctx context.Context, in NearInput) (Found, error) {
	trip, err := in.trip()
	if err != nil {
		return Found{}, err
	}
	where, err := s.where(ctx, in)
	if err != nil {
		return Found{}, err
	}
	f := Found{Where: where, Trip: trip}
	if f.Wish, err = in.wish(where.At, s.Clock.Now()); err != nil {
		return f, err
	}
	board, err := s.board(ctx, f.Wish, func(one Seat) bool { return where.within(one) && trip.Reaches(where.At.Km(one.Centre)) })
	if err != nil {
		return f, err
	}
	f.Targets = len(board.decisions)
	picks := seat.Rank(where.At, trip, board.targets, most)
	for _, p := range picks {
		f.Picks = append(f.Picks, board.suggestion(p))
	}
	if err := s.lifts(ctx, f.Picks); err != nil {
		return f, err
	}
	if full, ok := seat.NearerButFull(where.At, board.targets, picks); ok {
		near := board.suggestion(Pick{Target: full, Km: where.At.Km(full.Centre)})
		f.Full = &near
	}
	if where.How == ByPostcode {
		if f.Own, err = s.own(ctx, where); err != nil {
			return f, err
		}
	}
	if f.Sources, err = s.Store.Sources(ctx); err != nil {
		return f, err
	}
	f.Map, err = s.draw(ctx, f, board.targets)
	return f, err
}

// lifts adds a reason to those to which one can get a lift.
func (s *Service) lifts(ctx context.Context, picks []Suggestion) error {
	var slugs []string
	for _, p := range picks {
		if p.Next != nil {
			slugs = append(slugs, p.Next.Slug)
		}
	}
	free, err := s.Events.SeatsFree(ctx, slugs)
	for i, p := range picks {
		if p.Next != nil && free[p.Next.Slug] > 0 {
			picks[i].Why = append(p.Why, seat.LiftFree)
		}
	}
	return err
}

// abroad is how far a target may lie from a position whose country is not
// known, in kilometres.
const abroad = 400

// within reports whether somebody can be sent to a seat: to those of their
// country.
func (w Where) within(one Seat) bool {
	if w.country == "" {
		return w.At.Km(one.Centre) <= abroad
	}
	return w.country == one.Country
}

// A board is the targets of a region as things stand.
type board struct {
	targets   []seat.Target
	decisions map[string]Decision // by seat, everywhere
	next      map[string]Next     // by seat
	groups    map[domain.GroupID]string
}

// board gathers the decisions that stand and, of the seats that somebody may be
// sent to, what is coming there as they wish and who decided. Of two decisions
// on one seat the older one speaks.
func (s *Service) board(ctx context.Context, wish Wish, may func(Seat) bool) (b board, err error) {
	b.decisions = map[string]Decision{}
	all, err := s.Store.Decisions(ctx, "")
	if err != nil {
		return b, err
	}
	var codes []string
	var groups []domain.GroupID
	for _, d := range all {
		if _, twice := b.decisions[d.Seat]; !twice {
			b.decisions[d.Seat] = d
			codes, groups = append(codes, d.Seat), append(groups, d.Group)
		}
	}
	if len(codes) == 0 {
		return b, nil
	}
	seats, err := s.Store.SeatsOf(ctx, codes)
	if err != nil {
		return b, err
	}
	seats = slices.DeleteFunc(seats, func(one Seat) bool { return !may(one) })
	codes = codes[:0]
	for _, one := range seats {
		codes = append(codes, one.Code)
	}
	if b.next, err = s.Events.Coming(ctx, codes, wish); err != nil {
		return b, err
	}
	if b.groups, err = s.names(ctx, groups); err != nil {
		return b, err
	}
	for _, one := range seats {
		next, planned := b.next[one.Code]
		if !planned && wish.Narrow() {
			continue
		}
		b.targets = append(b.targets, seat.Target{
			Seat: one, Side: b.decisions[one.Code].Side, Planned: planned, Going: next.Taken, Places: next.Places, Left: next.Left(),
		})
	}
	return b, err
}

func (b board) suggestion(p Pick) Suggestion {
	d := b.decisions[p.Code]
	out := Suggestion{Pick: p, Decision: d, GroupName: b.groups[d.Group]}
	if next, ok := b.next[p.Code]; ok {
		out.Next = &next
	}
	return out
}

// A Named is a target for everybody to see: who decided it, and when.
type Named struct {
	Seat
	Decision  Decision
	GroupName string
}

// Targets lists every seat that somebody decided to fight for, in the order of
// the decisions.
func (s *Service) Targets(ctx context.Context) ([]Named, error) {
	all, err := s.Store.Decisions(ctx, "")
	if err != nil {
		return nil, err
	}
	var groups []domain.GroupID
	var codes []string
	for _, d := range all {
		groups, codes = append(groups, d.Group), append(codes, d.Seat)
	}
	seats, err := s.Store.SeatsOf(ctx, codes)
	if err != nil {
		return nil, err
	}
	known := map[string]Seat{}
	for _, one := range seats {
		known[one.Code] = one
	}
	names, err := s.names(ctx, groups)
	if err != nil {
		return nil, err
	}
	out := make([]Named, len(all))
	for i, d := range all {
		out[i] = Named{Seat: known[d.Seat], Decision: d, GroupName: names[d.Group]}
	}
	return out, nil
}

func (s *Service) names(ctx context.Context, groups []domain.GroupID) (map[domain.GroupID]string, error) {
	known, err := s.Store.GroupNames(ctx, groups)
	names := map[domain.GroupID]string{}
	for _, g := range known {
		names[g.ID] = g.Name
	}
	return names, err
}

// Sources lists who published what is shown, by kind.
func (s *Service) Sources(ctx context.Context) ([]Source, error) { return s.Store.Sources(ctx) }

// Known is what is known of a seat, or NotFound.
func (s *Service) Known(ctx context.Context, code string) (Seat, error) {
	found, err := s.Store.SeatsOf(ctx, []string{code})
	if err != nil || len(found) == 1 {
		return append(found, Seat{})[0], err
	}
	return Seat{}, domain.Refuse(domain.NotFound, "no-such-seat")
}

// Place finds the place that somebody means by a postcode, half of one, or the
// name of a town or a seat. It refuses what it does not know, in the field near.
func (s *Service) Place(ctx context.Context, text string) (Where, error) {
	return s.where(ctx, NearInput{Near: text})
}

// where finds the place that somebody means.
func (s *Service) where(ctx context.Context, in NearInput) (Where, error) {
	text := strings.TrimSpace(in.Near)
	at := domain.Point{Lat: math.Round(in.Lat*100) / 100, Lon: math.Round(in.Lon*100) / 100}
	w := domain.Wrong{}
	w.Check(text != "" || in.Lat != 0 || in.Lon != 0, "near", "needed")
	w.Check(len(text) <= 100, "near", "too-long")
	w.Check(text != "" || at.Valid(), "near", "no-such-place")
	if err := w.Err(); err != nil {
		return Where{}, err
	}
	if text == "" {
		return Where{How: ByPosition, At: at}, nil
	}
	for _, find := range []func(context.Context, string) (Where, error){s.byPostcode, s.byName, s.byForeignPostcode} {
		if found, err := find(ctx, text); err != nil || found.How != "" {
			return found, err
		}
	}
	return Where{}, domain.Wrong{"near": "no-such-place"}.Err()
}

// byPostcode finds a British postcode, or the longest beginning of it that is known.
func (s *Service) byPostcode(ctx context.Context, text string) (Where, error) {
	code, ok := seat.PostcodeOf(text)
	if !ok {
		return Where{}, nil
	}
	for i, try := range append([]string{code}, seat.Beginnings(code)...) {
		found, err := s.Store.PostcodesLike(ctx, try)
		if err != nil {
			return Where{}, err
		}
		for _, p := range found {
			if p.Country == "GB" && i == 0 && p.Whole() {
				return Where{Name: code, How: ByPostcode, At: p.At, seat: p.Seat, country: p.Country}, nil
			}
			if p.Country == "GB" {
				return Where{Name: try, How: ByBeginning, At: p.At, country: p.Country}, nil
			}
		}
	}
	if area, ok := areaOf(code); ok {
		return Where{Name: area.Code, How: ByBeginning, At: area.At, country: area.Country}, nil
	}
	return Where{}, nil
}

// byForeignPostcode finds a code of another country, or the two letters of a
// British area, exactly as it is kept.
func (s *Service) byForeignPostcode(ctx context.Context, text string) (Where, error) {
	code := strings.ToUpper(text)
	found, err := s.Store.PostcodesLike(ctx, code)
	if area, ok := areaOf(code); err == nil && len(found) == 0 && ok {
		found = append(found, area)
	}
	if err != nil || len(found) == 0 {
		return Where{}, err
	}
	how := ByBeginning
	if found[0].Whole() {
		how = ByPostcode
	}
	return Where{Name: found[0].Code, How: how, At: found[0].At, seat: found[0].Seat, country: found[0].Country}, nil
}

// byName finds a town or a seat: of several the one that is called just so,
// else the first, and the others to choose from.
func (s *Service) byName(ctx context.Context, text string) (Where, error) {
	folded := seat.Fold(text)
	if len(folded) < 2 {
		return Where{}, nil
	}
	var all []Where
	towns, err := s.Store.TownsLike(ctx, folded, 6)
	if err != nil {
		return Where{}, err
	}
	for _, t := range towns {
		all = append(all, Where{Name: t.Name, How: ByTown, At: t.At, country: t.Country})
	}
	seats, err := s.Store.SeatsLike(ctx, folded, 6)
	if err != nil {
		return Where{}, err
	}
	for _, one := range seats {
		if one.Centre.Valid() {
			all = append(all, Where{Name: one.Name, How: BySeat, At: one.Centre, country: one.Country})
		}
	}
	if len(all) == 0 {
		for _, t := range townsLike(folded, 6) {
			all = append(all, Where{Name: t.Name, How: ByTown, At: t.At, country: t.Country})
		}
	}
	return choose(all, folded), nil
}

func choose(all []Where, folded string) Where {
	if len(all) == 0 {
		return Where{}
	}
	best := 0
	for i := len(all) - 1; i >= 0; i-- {
		if seat.Fold(all[i].Name) == folded {
			best = i
		}
	}
	chosen := all[best]
	for _, w := range all {
		if w.Name != chosen.Name && len(chosen.Others) < 5 {
			chosen.Others = append(chosen.Others, w.Name)
		}
	}
	return chosen
}
