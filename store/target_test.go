package store

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/seat"
	"barnstorm/domain/target"
)

func itoa(n int) string { return strconv.Itoa(n) }

// actor is somebody with one role in the one group.
func actor(r domain.Role) domain.Actor {
	return domain.Actor{Person: "0194f0a0-0000-7000-8000-000000000001", Name: "Sam Okafor", Roles: map[domain.GroupID][]domain.Role{liveGroup: {r}}}
}

func codeOf(t *testing.T, s *Store, name string) string {
	t.Helper()
	found, err := s.SeatsLike(t.Context(), seat.Fold(name), 1)
	if err != nil || len(found) == 0 {
		t.Fatalf("no seat %s, %v", name, err)
	}
	return found[0].Code
}

// realNearest asks from real postcodes of three London areas, with real
// results and shapes in the house.
func realNearest(t *testing.T, s *Store, svc *target.Service) {
	ctx := t.Context()
	hendon, chingford, basildon, poole := codeOf(t, s, "Hendon"), codeOf(t, s, "Chingford"), codeOf(t, s, "Basildon"), codeOf(t, s, "Poole")
	targets := []string{hendon, chingford, basildon, poole}
	if err := svc.Choose(ctx, actor(domain.Organiser), liveGroup, target.ChooseInput{Side: "Lab", Shown: targets, Seats: targets, Note: "closest"}); err != nil {
		t.Fatal(err)
	}
	soon := seatDay.AddDate(0, 0, 7)
	svc.Events = coming{
		hendon:    {Slug: "hendon", Starts: soon, Places: 60, Taken: 31},
		chingford: {Slug: "chingford", Starts: soon, Places: 40, Taken: 40},
		basildon:  {Slug: "basildon", Starts: soon, Places: 60, Taken: 10},
	}
	for near, km := range map[string]float64{"N1 0AA": 12, "n10aa": 12, "E1 0AA": 17, "IG1 1AG": 23, "E1": 17, "N1 0": 12, "ig": 24, "E4": 17} {
		f, err := svc.Nearest(ctx, target.NearInput{Near: near})
		if err != nil || len(f.Picks) != 3 || f.Picks[0].Code == chingford {
			t.Fatalf("%s: %+v, %v", near, f.Picks, err)
		}
		i := slices.IndexFunc(f.Picks, func(p target.Suggestion) bool { return p.Code == hendon })
		if got := f.Picks[i].Km; got < km-3 || got > km+3 {
			t.Errorf("Hendon is %.1f km from %s, want about %.0f", got, near, km)
		}
		if f.Picks[i].Decision.Name != "Sam Okafor" || f.Picks[i].GroupName != "Aire Valley Together" || f.Targets != 4 {
			t.Errorf("%+v", f.Picks[i])
		}
		if strings.HasPrefix(near, "E4") && (f.Full == nil || f.Full.Code != chingford) {
			t.Errorf("nearer but full: %+v", f.Full)
		}
		if w := weight(f.Map); w > 30000 || len(f.Map.Shapes) < 20 {
			t.Errorf("map from %s: %d shapes, %d letters", near, len(f.Map.Shapes), w)
		}
		if len(f.Sources) != 3 {
			t.Errorf("sources %+v", f.Sources)
		}
	}
	realOwnSeat(t, s, svc)
}

func weight(m target.Map) (n int) {
	for _, d := range m.Shapes {
		n += len(d.Path)
	}
	return n
}

// A postcode's own seat is a guess until a lookup file says it. The guess must
// hold the truth: of Islington's postcodes, told by their wards' real seats,
// the seat or a neighbour named with it.
func realOwnSeat(t *testing.T, s *Store, svc *target.Service) {
	ctx := t.Context()
	f, err := svc.Nearest(ctx, target.NearInput{Near: "N1 1AA"})
	if err != nil || f.Own == nil || f.Own.Sure {
		t.Fatalf("%+v, %v", f.Own, err)
	}
	if !slices.Contains(append(f.Own.Neighbours, f.Own.Seat.Name), "Islington South and Finsbury") {
		t.Errorf("N1 1AA is probably %s, or %v", f.Own.Seat.Name, f.Own.Neighbours)
	}
	if f, err := svc.Nearest(ctx, target.NearInput{Near: "N1"}); err != nil || f.Own != nil {
		t.Errorf("half a postcode has no seat of its own: %+v, %v", f.Own, err)
	}
	north := codeOf(t, s, "Islington North")
	file := "postcode,lat,lon,pcon24cd\nN1 1AA,51.5387,-0.1102," + north + "\n"
	if _, err := svc.ImportPostcodes(ctx, target.File{From: strings.NewReader(file)}); err != nil {
		t.Fatal(err)
	}
	f, err = svc.Nearest(ctx, target.NearInput{Near: "N1 1AA"})
	if err != nil || f.Own == nil || !f.Own.Sure || f.Own.Seat.Code != north || len(f.Own.Neighbours) != 0 {
		t.Errorf("a lookup file says %s: %+v, %v", north, f.Own, err)
	}
}

func threeSeats(t *testing.T, svc *target.Service) []string {
	t.Helper()
	var all []target.Seat
	for i, name := range []string{"Keighley and Ilkley", "Skipton and Ripon", "Wetherby"} {
		all = append(all, target.Seat{
			Code: "E" + itoa(i), Name: name, Country: "GB", First: "Con", Second: "Lab", Votes: map[string]int{"Con": 500 + 10*i, "Lab": 480, "Green": 20},
			Majority: 20 + 10*i, Valid: 1000 + 10*i, Electorate: 2000, Source: "typed in", Centre: domain.Point{Lat: 53.9, Lon: -1.9 + 0.2*float64(i)},
		})
	}
	towns := []target.Town{{Country: "GB", Name: "Leeds", At: domain.Point{Lat: 53.8, Lon: -1.55}}, {Country: "GB", Name: "Wetherby", At: domain.Point{Lat: 53.93, Lon: -1.38}}}
	areas := []target.Postcode{{Country: "GB", Code: "LS", At: domain.Point{Lat: 53.8, Lon: -1.55}}, {Country: "DE", Code: "10115", At: domain.Point{Lat: 52.53, Lon: 13.38}}}
	if err := svc.KnowSeats(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(svc.Store.PutTowns(t.Context(), towns), svc.Store.PutPostcodes(t.Context(), areas)); err != nil {
		t.Fatal(err)
	}
	return []string{"E0", "E1", "E2"}
}

func TestPlacesPeopleName(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, svc *target.Service) {
		threeSeats(t, svc)
		for near, want := range map[string]target.Where{
			"leeds": {Name: "Leeds", How: target.ByTown}, "ls6 2ab": {Name: "LS", How: target.ByBeginning}, "LS": {Name: "LS", How: target.ByBeginning},
			"ilkley": {Name: "Keighley and Ilkley", How: target.BySeat}, "10115": {Name: "10115", How: target.ByPostcode}, "WETHERBY": {Name: "Wetherby", How: target.ByTown},
			"Zaragoza": {Name: "Zaragoza", How: target.ByTown}, "sw1a 1aa": {Name: "SW", How: target.ByBeginning}, "BD": {Name: "BD", How: target.ByBeginning}, "αθηνα": {Name: "Αθήνα", How: target.ByTown},
		} {
			f, err := svc.Nearest(t.Context(), target.NearInput{Near: near})
			if err != nil || f.Where.Name != want.Name || f.Where.How != want.How {
				t.Errorf("%s: %+v, %v", near, f.Where, err)
			}
		}
		all := []string{"E0", "E1", "E2"}
		if err := svc.Choose(t.Context(), actor(domain.Organiser), liveGroup, target.ChooseInput{Side: "Lab", Seats: all, Shown: all}); err != nil {
			t.Fatal(err)
		}
		if f, err := svc.Nearest(t.Context(), target.NearInput{Near: "10115"}); err != nil || len(f.Picks) != 0 || f.Targets != 3 {
			t.Errorf("nobody is sent abroad: %+v, %v", f.Picks, err)
		}
		f, err := svc.Nearest(t.Context(), target.NearInput{Lat: 53.8012345, Lon: -1.5498765})
		if err != nil || f.Where.At != (domain.Point{Lat: 53.8, Lon: -1.55}) || f.Own != nil || len(f.Picks) != 3 {
			t.Errorf("a position is kept to about a kilometre: %+v, %v", f.Where, err)
		}
		for near, code := range map[string]string{"": "needed", "x": "no-such-place", "Atlantis": "no-such-place", "ZZ1 1ZZ": "no-such-place", "%": "no-such-place", strings.Repeat("x", 101): "too-long"} {
			_, err := svc.Nearest(t.Context(), target.NearInput{Near: near})
			if e, ok := domain.AsError(err); !ok || e.Fields["near"] != code {
				t.Errorf("%.20q: %v, want %s", near, err, code)
			}
		}
		_, err = svc.Nearest(t.Context(), target.NearInput{Lat: 95, Lon: 1})
		if e, ok := domain.AsError(err); !ok || e.Fields["near"] != "no-such-place" {
			t.Error(err)
		}
	})
}

func TestChoosing(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, svc *target.Service) {
		ctx, who := t.Context(), actor(domain.Organiser)
		codes := threeSeats(t, svc)
		now := seatDay
		svc.Clock = func() time.Time { return now }
		choose := func(in target.ChooseInput) []target.Decision {
			t.Helper()
			if err := svc.Choose(ctx, who, liveGroup, in); err != nil {
				t.Fatal(err)
			}
			have, err := s.Decisions(ctx, liveGroup)
			if err != nil {
				t.Fatal(err)
			}
			return have
		}
		first := choose(target.ChooseInput{Side: "Lab", Shown: codes, Seats: codes[:2], Note: " close "})
		if len(first) != 2 || first[0].Name != "Sam Okafor" || !first[0].At.Equal(seatDay) || first[0].Side != "Lab" || first[0].Note != "close" {
			t.Fatalf("%+v", first)
		}
		now = now.AddDate(0, 0, 1)
		again := choose(target.ChooseInput{Side: "Lab", Shown: codes, Seats: codes[:2], Note: "other"})
		if !slices.Equal(first, again) {
			t.Errorf("the same again made %+v of %+v", again, first)
		}
		// A seat that was not on the page stays as it is.
		other := choose(target.ChooseInput{Side: "Lab", Shown: codes[1:], Seats: codes[2:]})
		if len(other) != 2 || other[0] != first[0] || other[1].Seat != codes[2] || !other[1].At.Equal(now) {
			t.Errorf("%+v", other)
		}
		// Another side is another decision on every seat.
		turned := choose(target.ChooseInput{Side: "Green"})
		if len(turned) != 2 || turned[0].Side != "Green" || !turned[0].At.Equal(now) {
			t.Errorf("%+v", turned)
		}
		named, err := svc.Targets(ctx)
		if err != nil || len(named) != 2 || named[0].Name != "Keighley and Ilkley" || named[0].GroupName != "Aire Valley Together" {
			t.Errorf("%+v, %v", named, err)
		}
		if none := choose(target.ChooseInput{Side: "Green", Shown: codes}); len(none) != 0 {
			t.Errorf("%+v", none)
		}
		if f, err := svc.Nearest(ctx, target.NearInput{Near: "Leeds"}); err != nil || len(f.Picks) != 0 || f.Targets != 0 {
			t.Errorf("nobody named a target: %+v, %v", f.Picks, err)
		}
		list, err := svc.Seats(ctx, who, liveGroup, target.Query{Text: "and", Order: target.ByName})
		if err != nil || len(list.Seats) != 2 || list.All != 2 || list.Side.Party != "Green" || !slices.Equal(list.Parties, []string{"Con", "Green", "Lab"}) {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestChoosingRefused(t *testing.T) {
	seats(t, func(t *testing.T, s *Store, svc *target.Service) {
		ctx := t.Context()
		codes := threeSeats(t, svc)
		good := target.ChooseInput{Side: "Lab", Shown: codes, Seats: codes}
		elsewhere := actor(domain.Organiser)
		elsewhere.Roles = map[domain.GroupID][]domain.Role{playGroup: {domain.Organiser}}
		for _, tt := range []struct {
			name string
			who  domain.Actor
			in   target.ChooseInput
			g    domain.GroupID
			kind domain.Kind
		}{
			{"nobody", domain.Actor{}, good, liveGroup, domain.SignedOut},
			{"a member", actor(domain.Member), good, liveGroup, domain.Denied},
			{"a lead", actor(domain.Lead), good, liveGroup, domain.Denied},
			{"an organiser of another group", elsewhere, good, liveGroup, domain.Denied},
			{"a group that is not there", elsewhere, good, playGroup, domain.NotFound},
			{"no side", actor(domain.Organiser), target.ChooseInput{Seats: codes}, liveGroup, domain.Invalid},
			{"a party that did not stand", actor(domain.Organiser), target.ChooseInput{Side: "SNP", Seats: codes}, liveGroup, domain.Invalid},
			{"a seat that is not there", actor(domain.Organiser), target.ChooseInput{Side: "Lab", Seats: []string{"X"}}, liveGroup, domain.Invalid},
			{"a long note", actor(domain.Organiser), target.ChooseInput{Side: "Lab", Note: strings.Repeat("x", 501)}, liveGroup, domain.Invalid},
		} {
			if err := svc.Choose(ctx, tt.who, tt.g, tt.in); !domain.Is(err, tt.kind) {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.kind)
			}
			if tt.kind != domain.Invalid {
				if _, err := svc.Seats(ctx, tt.who, tt.g, target.Query{}); !domain.Is(err, tt.kind) {
					t.Errorf("list for %s: %v, want %s", tt.name, err, tt.kind)
				}
			}
		}
		if have, err := s.Decisions(ctx, ""); err != nil || len(have) != 0 {
			t.Errorf("%v, %v", have, err)
		}
	})
}
