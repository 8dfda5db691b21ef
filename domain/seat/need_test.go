package seat

import (
	"regexp"
	"slices"
	"testing"

	"barnstorm/domain"
)

var leeds = domain.Point{Lat: 53.80, Lon: -1.55}

// target is a seat with 50,000 votes north of Leeds.
func target(code string, majority int, km float64, places, left int) Target {
	return Target{
		Seat:    Seat{Code: code, First: "Con", Second: "Lab", Majority: majority, Valid: 50000, Centre: domain.Point{Lat: leeds.Lat + km/kmPerDegree, Lon: leeds.Lon}},
		Side:    "Lab",
		Planned: places > 0, Places: places, Left: left, Going: places - left,
	}
}

func TestRank(t *testing.T) {
	for _, tt := range []struct {
		name   string
		first  Target
		second Target
	}{
		{"the closer result", target("a", 500, 20, 60, 30), target("b", 5000, 20, 60, 30)},
		{"the shorter way", target("a", 500, 10, 60, 30), target("b", 500, 40, 60, 30)},
		{"the emptier event", target("a", 500, 20, 60, 50), target("b", 500, 20, 60, 5)},
		{"an event rather than none", target("a", 500, 20, 60, 30), target("b", 500, 20, 0, 0)},
		{"need and not nearness alone", target("a", 1000, 30, 60, 50), target("b", 9000, 5, 60, 50)},
		{"nearness when need is alike", target("a", 1400, 5, 60, 30), target("b", 1000, 90, 60, 30)},
		{"the code when all is alike", target("a", 500, 20, 60, 30), target("b", 500, 20, 60, 30)},
	} {
		for _, order := range [][]Target{{tt.first, tt.second}, {tt.second, tt.first}} {
			if got := Rank(leeds, Trip{}, order, 3); len(got) != 2 || got[0].Code != "a" || got[0].Need < got[1].Need {
				t.Errorf("%s: %+v", tt.name, got)
			}
		}
	}
}

// "Send everyone to the closest race" fills one seat and leaves the others
// empty. People sent one by one, each to the first pick, must not.
func TestRankSpreadsPeople(t *testing.T) {
	targets := []Target{target("a", 50, 20, 100, 100), target("b", 1000, 20, 100, 100), target("c", 2000, 25, 100, 100)}
	sent := map[string]int{}
	for range 200 {
		code := Rank(leeds, Trip{}, targets, 1)[0].Code
		sent[code]++
		for i := range targets {
			if targets[i].Code == code {
				targets[i].Going, targets[i].Left = targets[i].Going+1, targets[i].Left-1
			}
		}
	}
	if sent["a"] >= 100 || sent["b"] < 50 || sent["c"] < 40 || sent["a"] < sent["c"] {
		t.Errorf("sent %v", sent)
	}
}

func TestRankLeavesOut(t *testing.T) {
	lost := target("lost", 1, 0, 60, 30)
	lost.Centre = domain.Point{}
	full := target("full", 100, 2, 60, 0)
	all := []Target{lost, full, target("a", 500, 20, 60, 30), target("b", 600, 20, 60, 30), target("c", 700, 20, 60, 30), target("d", 800, 20, 60, 30)}
	picks := Rank(leeds, Trip{}, all, 3)
	var codes []string
	for _, p := range picks {
		codes = append(codes, p.Code)
	}
	if !slices.Equal(codes, []string{"a", "b", "c"}) {
		t.Errorf("picked %v", codes)
	}
	if got := Rank(leeds, Trip{}, all[:4], 3); len(got) != 2 {
		t.Errorf("where only two have room: %+v", got)
	}
	if f, ok := NearerButFull(leeds, all, picks); !ok || f.Code != "full" {
		t.Errorf("nearer but full: %v", f.Code)
	}
	if _, ok := NearerButFull(leeds, all[2:], picks); ok {
		t.Error("nothing is full")
	}
	if len(Rank(leeds, Trip{}, nil, 3)) != 0 {
		t.Error("picks without a target")
	}
}

func TestReasons(t *testing.T) {
	unlimited := target("u", 400, 20, 60, 60)
	unlimited.Places, unlimited.Left = 0, 0
	for _, tt := range []struct {
		t    Target
		want []Reason
	}{
		{target("a", 400, 3, 60, 50), []Reason{MarginTiny, PlacesMost, WayDoorstep}},
		{target("a", 1000, 20, 60, 30), []Reason{MarginSmall, PlacesHalf, WayNear}},
		{target("a", 1000, 20, 60, 57), []Reason{MarginSmall, PlacesMost, WayNear, TeamOne}},
		{target("a", 1000, 20, 60, 58), []Reason{MarginSmall, PlacesMost, WayNear, TeamFew}},
		{target("a", 1000, 20, 60, 56), []Reason{MarginSmall, PlacesMost, WayNear}},
		{target("a", 3000, 50, 60, 3), []Reason{MarginMiddle, PlacesSome, WayFar}},
		{target("a", 9000, 50, 0, 0), []Reason{MarginWide, PlacesNone, WayFar}},
		{unlimited, []Reason{MarginTiny, PlacesOpen, WayNear}},
	} {
		if got := Rank(leeds, Trip{}, []Target{tt.t}, 3)[0].Why; !slices.Equal(got, tt.want) {
			t.Errorf("%v, want %v", got, tt.want)
		}
	}
	two := Rank(leeds, Trip{}, []Target{target("a", 400, 40, 60, 50), target("b", 400, 70, 60, 50)}, 3)
	if two[0].Why[2] != WayNearest || two[1].Why[2] != WayFar {
		t.Errorf("%v and %v", two[0].Why, two[1].Why)
	}
}

func TestSketch(t *testing.T) {
	north := domain.Point{Lat: leeds.Lat + 0.5, Lon: leeds.Lon}
	v := Frame(760, 648, leeds, north)
	x, y := v.At(leeds)
	if nx, ny := v.At(north); x != 380 || nx != 380 || y <= ny || y > 648 || ny < 0 {
		t.Errorf("Leeds at %d,%d and north of it %d,%d", x, y, nx, ny)
	}
	b := v.Box()
	if x, y := v.At(domain.Point{Lat: b.North, Lon: b.West}); x != 0 || y != 0 {
		t.Errorf("upper left corner at %d,%d", x, y)
	}
	d := v.Path(Shape{{square(53.7, -1.7, .3)}}, 1)
	if !regexp.MustCompile(`^M\d+ \d+l-?\d+[ -]\d+([ -]\d+)*z$`).MatchString(d) {
		t.Errorf("path %q", d)
	}
	if d := v.Path(Shape{{square(10, 10, 1)}}, 1); d != "" {
		t.Errorf("elsewhere is drawn: %q", d)
	}
	if d := v.Path(Shape{{square(53.9, -1.5, .0005)}}, 1); d != "" {
		t.Errorf("a dot is drawn: %q", d)
	}
	if whole := v.Path(Shape{{square(40, -20, 40)}}, 1); len(whole) > 60 {
		t.Errorf("what surrounds the frame is not cut: %q", whole)
	}
}
