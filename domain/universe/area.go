package universe

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
	"barnstorm/domain/seat"
)

// An AreaInput is where people knock without a list of doors: the beginnings
// of postcodes, or the corners of a shape on the map.
type AreaInput struct {
	Codes   string   `json:"codes"`   // "E17 4, E17 5"
	Parts   []string `json:"parts"`   // the same, ticked in a list
	Corners string   `json:"corners"` // "53.87, -1.91", a corner a line
}

// MostStops is how many postcodes one area adds at most.
const MostStops = 5000

// codes is the beginnings in the form in which postcodes begin.
func (in AreaInput) codes() (codes []string) {
	typed := strings.Join(append(slices.Clone(in.Parts), in.Codes), ",")
	for _, word := range strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if word = strings.Join(strings.Fields(strings.ToUpper(word)), " "); word != "" {
			codes = append(codes, word)
		}
	}
	return codes
}

// corners is the corners, or nothing when one of them is no place.
func (in AreaInput) corners() (ring seat.Ring) {
	for line := range strings.Lines(in.Corners) {
		words := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\r' || r == '\n' })
		if len(words) == 0 {
			continue
		}
		if len(words) != 2 {
			return nil
		}
		lat, err := strconv.ParseFloat(words[0], 64)
		lon, err2 := strconv.ParseFloat(words[1], 64)
		if p := (domain.Point{Lat: lat, Lon: lon}); err == nil && err2 == nil && p.Valid() {
			ring = append(ring, p)
		} else {
			return nil
		}
	}
	return ring
}

// Draw adds an open stop for each postcode in an area: a stretch without
// numbers, to which canvassers add the doors they find. It says how many are
// new, and refuses an area in which no postcode is known (Conflict).
func (s *Service) Draw(ctx context.Context, who domain.Actor, id canvass.EffortID, in AreaInput) (int, error) {
	codes, corners := in.codes(), in.corners()
	w := domain.Wrong{}
	w.Check(strings.TrimSpace(in.Corners) == "" || len(corners) >= 3, "corners", "area")
	w.Check(len(codes) > 0 || len(corners) > 0 || strings.TrimSpace(in.Corners) != "", "codes", "area")
	w.Check(len(codes) <= 50, "codes", "area")
	if err := w.Err(); err != nil {
		return 0, err
	}
	fresh := 0
	return fresh, s.Atomically(ctx, func(tx Store) error {
		e, err := s.living(ctx, tx, who, id, domain.RunEfforts)
		if err != nil {
			return err
		}
		found, err := s.within(ctx, tx, e, codes, corners)
		if err != nil {
			return err
		}
		stops := make([]Door, len(found))
		for i, p := range found {
			a := Address{Postcode: p.Code}
			stops[i] = Door{ID: DoorIDOf(id, a), Effort: id, Address: a, At: p.At, Sure: SurePostcode, Open: true, Made: s.Clock.Now()}
		}
		known, err := tx.KnownDoors(ctx, id, stops)
		if err != nil {
			return err
		}
		added, _ := part(stops, known)
		fresh = len(added)
		if err := tx.AddDoors(ctx, added); err != nil {
			return err
		}
		return tx.CountDoors(ctx, id, s.Clock.Now())
	})
}

// within is the postcodes of an area.
func (s *Service) within(ctx context.Context, tx Store, e canvass.Effort, codes []string, corners seat.Ring) ([]seat.Postcode, error) {
	country, err := tx.GroupCountry(ctx, e.Group)
	if err != nil {
		return nil, err
	}
	var found []seat.Postcode
	for _, code := range codes {
		some, err := tx.PostcodesBeginning(ctx, country, code, MostStops+1)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	if len(corners) >= 3 {
		some, err := tx.PostcodesIn(ctx, country, seat.Around(corners...), 4*MostStops)
		if err != nil {
			return nil, err
		}
		shape := seat.Shape{{corners}}
		found = append(found, slices.DeleteFunc(some, func(p seat.Postcode) bool { return !shape.Holds(p.At) })...)
	}
	switch {
	case len(found) == 0:
		return nil, domain.Refuse(domain.Conflict, "no-postcodes-there")
	case len(found) > MostStops:
		return nil, domain.RefuseWith(domain.Conflict, "area-too-large", map[string]any{"n": MostStops})
	}
	slices.SortFunc(found, func(a, b seat.Postcode) int { return strings.Compare(a.Code, b.Code) })
	return slices.CompactFunc(found, func(a, b seat.Postcode) bool { return a.Code == b.Code }), nil
}

// A Region is the postcodes of a place that somebody looks at to draw an area.
type Region struct {
	Box   seat.Box // what is shown
	At    []domain.Point
	Parts []RegionPart // by their beginnings
}

// A RegionPart is how many postcodes begin alike.
type RegionPart struct {
	Code string
	N    int
}

// Region is the postcodes that begin as is asked, beginnings as in AreaInput, and
// those that lie among them: a line drawn round them holds both. Nothing said is
// nothing shown. It refuses a place in which no postcode is known, or more than
// MostStops (Conflict).
func (s *Service) Region(ctx context.Context, who domain.Actor, id canvass.EffortID, asked string) (r Region, err error) {
	e, err := s.effort(ctx, s.Store, who, id, domain.RunEfforts)
	codes := AreaInput{Codes: asked}.codes()
	if err != nil || len(codes) == 0 {
		return r, err
	}
	found, err := s.within(ctx, s.Store, e, codes[:min(len(codes), 50)], nil)
	if err != nil {
		return r, err
	}
	var near []domain.Point
	for _, p := range found { // in the order of their codes
		near = append(near, p.At)
		if code := beginning(p.Code); len(r.Parts) > 0 && r.Parts[len(r.Parts)-1].Code == code {
			r.Parts[len(r.Parts)-1].N++
		} else {
			r.Parts = append(r.Parts, RegionPart{code, 1})
		}
	}
	r.Box = seat.Around(near...).Wider(0.03)
	country, err := s.Store.GroupCountry(ctx, e.Group)
	if err != nil {
		return r, err
	}
	all, err := s.Store.PostcodesIn(ctx, country, r.Box, MostStops+1)
	if err == nil && len(all) > MostStops {
		return Region{}, domain.RefuseWith(domain.Conflict, "area-too-large", map[string]any{"n": MostStops})
	}
	for _, p := range all {
		r.At = append(r.At, p.At)
	}
	return r, err
}

// beginning is what a postcode has in common with its neighbours: "E17 4" of
// "E17 4AA", "506" of "50667".
func beginning(code string) string {
	if district, rest, ok := strings.Cut(code, " "); ok && rest != "" {
		return district + " " + rest[:1]
	}
	return code[:min(len(code), 3)]
}
