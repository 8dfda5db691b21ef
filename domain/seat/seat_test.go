package seat

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"barnstorm/domain"
	"barnstorm/store/storetest"
)

func dms(d, m, s float64) float64 { return d + m/60 + s/3600 }

// The worked example of the Ordnance Survey's guide, annex C: its digits.
func TestGridWorkedExample(t *testing.T) {
	lat, lon := unproject(651409.903, 313177.270)
	if d := math.Abs(lat*180/math.Pi - dms(52, 39, 27.2531)); d > 1e-4/3600 {
		t.Errorf("latitude wrong by %v seconds", d*3600)
	}
	if d := math.Abs(lon*180/math.Pi - dms(1, 43, 4.5177)); d > 1e-4/3600 {
		t.Errorf("longitude wrong by %v seconds", d*3600)
	}
	p, ok := FromGrid(651409.903, 313177.270)
	if km := p.Km(domain.Point{Lat: dms(52, 39, 28.723), Lon: dms(1, 42, 57.787)}); !ok || km > 0.0005 {
		t.Errorf("%v, wrong by %v m", p, km*1000)
	}
}

// Test points of the Ordnance Survey's OSTN15 developer pack, which are exact
// to a centimetre, from Scilly to Shetland: the seven parameters promise 5 m.
func TestGridAgainstSurvey(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		lat, lon, east, north float64
	}{
		{"St Mary's, Scilly", 49.92226393730, -6.29977752014, 91492.146, 11318.804},
		{"Lizard Point", 49.96006137820, -5.20304609998, 170370.718, 11572.405},
		{"Plymouth", 50.43885825610, -4.10864563561, 250359.811, 62016.569},
		{"St Catherine's Point", 50.57563665000, -1.29782277240, 449816.371, 75335.861},
		{"Nash Point", 51.40078220140, -3.55128349240, 292184.870, 168003.465},
		{"North Foreland", 51.37447025550, 1.44454730409, 639821.835, 169565.858},
		{"Lambeth", 51.48936564950, -0.11992557180, 530624.974, 178388.464},
		{"Colchester", 51.89436637350, 0.89724327012, 599445.590, 225722.826},
		{"Droitwich", 52.25529381630, -2.15458614387, 389544.190, 261912.153},
		{"Leeds", 53.80021519630, -1.66379168242, 422242.186, 433818.701},
		{"Edinburgh", 55.92478265510, -3.29479219337, 319188.434, 670947.534},
		{"Inverness", 57.48625000720, -4.21926398555, 267056.768, 846176.972},
		{"Fair Isle", 59.53470794490, -1.62516966058, 421300.525, 1072147.239},
		{"Shetland", 60.13308091660, -2.07382822798, 395999.668, 1138728.951},
	} {
		p, ok := FromGrid(tt.east, tt.north)
		if m := 1000 * p.Km(domain.Point{Lat: tt.lat, Lon: tt.lon}); !ok || m > 5 {
			t.Errorf("%s is wrong by %.2f m", tt.name, m)
		}
	}
	for _, bad := range [][2]float64{{-1, 0}, {700001, 0}, {0, 1300001}, {math.NaN(), 1}, {math.Inf(1), 1}} {
		if _, ok := FromGrid(bad[0], bad[1]); ok {
			t.Errorf("%v is on the grid", bad)
		}
	}
}

func TestPostcodes(t *testing.T) {
	for in, want := range map[string]string{
		"e47en": "E4 7EN", " E4  7EN ": "E4 7EN", "N1": "N1", "n1 0": "N1 0", "ig11aa": "IG1 1AA", "ec1a 1bb": "EC1A 1BB",
		"E10": "E10", "e1 0aa": "E1 0AA", "E10AA": "E1 0AA", "E100AA": "E10 0AA", "W1A": "W1A", "SW1A 2AA": "SW1A 2AA",
	} {
		if got, ok := PostcodeOf(in); !ok || got != want {
			t.Errorf("%q is %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "Leeds", "12345", "E", "N1 0A", "E4 7E7", "Z99 9ZZZ", "10115", "' or 1=1"} {
		if got, ok := PostcodeOf(in); ok {
			t.Errorf("%q was read as %q", in, got)
		}
	}
	for in, want := range map[string]string{"E4 7EN": "E4 7,E4,E", "E10": "E", "N1 0": "N1,N", "EC1A 1BB": "EC1A 1,EC1A,EC", "SW": ""} {
		if got := strings.Join(Beginnings(in), ","); got != want {
			t.Errorf("%q begins with %q", in, got)
		}
	}
}

func TestFold(t *testing.T) {
	for a, b := range map[string]string{
		"Ynys Môn": "ynys mon", "Stoke-on-Trent North": "stoke on trent NORTH", "St. Helens": "st helens",
		"Montgomeryshire & Glyndŵr": "montgomeryshire and glyndwr", "Αθήνα": "αθηνα", "Köln": "koln", " Leeds ": "LEEDS",
	} {
		if Fold(a) != Fold(b) {
			t.Errorf("%q and %q: %q, %q", a, b, Fold(a), Fold(b))
		}
	}
}

func TestGap(t *testing.T) {
	s := Seat{First: "Con", Second: "Lab", Majority: 20, Valid: 1000, Votes: map[string]int{"Con": 400, "Lab": 380, "Green": 100}}
	for side, want := range map[string]int{"Con": 20, "Lab": 20, "Green": 300, "SNP": 20, "": 20} {
		if s.Gap(side) != want {
			t.Errorf("%q is %d away", side, s.Gap(side))
		}
	}
	if s.Margin() != 0.02 || (Seat{}).Margin() != 0 {
		t.Error("margin")
	}
}

func square(south, west, side float64) Ring {
	return Ring{{Lat: south, Lon: west}, {Lat: south, Lon: west + side}, {Lat: south + side, Lon: west + side}, {Lat: south + side, Lon: west}}
}

func TestShapes(t *testing.T) {
	s := Shape{{square(50, 0, 4), square(51, 1, 2)}, {square(58, 0, 1)}}
	for p, want := range map[domain.Point]bool{
		{Lat: 50.5, Lon: 0.5}: true, {Lat: 52, Lon: 2}: false, {Lat: 58.5, Lon: .5}: true, {Lat: 56, Lon: .5}: false, {Lat: 52, Lon: -1}: false,
	} {
		if s.Holds(p) != want {
			t.Errorf("%v is inside: %v", p, !want)
		}
	}
	if m := s.Middle(); !s.Holds(m) {
		t.Errorf("the middle %v lies in the hole", m)
	}
	if m := (Shape{{square(50, 0, 4)}}).Middle(); math.Abs(m.Lat-52) > 1e-9 || math.Abs(m.Lon-2) > 1e-9 {
		t.Errorf("middle of a square: %v", m)
	}
	if km := (Shape{{square(50, 0, 4)}}).Km(domain.Point{Lat: 49, Lon: 2}); math.Abs(km-kmPerDegree) > 0.01 {
		t.Errorf("%v km from the outline", km)
	}
	if b := s.Box(); b != (Box{50, 0, 59, 4}) {
		t.Errorf("box %v", b)
	}
	again, ok := ShapeOf(s.Text())
	if !ok || again.Text() != s.Text() || !again.Holds(domain.Point{Lat: 50.5, Lon: .5}) {
		t.Errorf("%q came back as %q", s.Text(), again.Text())
	}
	for _, bad := range []string{"", "x", "1 2,x/;", "1,/;"} {
		if _, ok := ShapeOf(bad); ok {
			t.Errorf("%q is a shape", bad)
		}
	}
}

// A simpler shape has fewer points and holds, but for a strip along its
// outline, what the shape held.
func TestSimpler(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	var ring Ring
	for i := range 720 {
		a, r := float64(i)*math.Pi/360, 0.2+0.002*dice.Float64()
		ring = append(ring, domain.Point{Lat: 53 + r*math.Sin(a), Lon: -1 + r*math.Cos(a)/math.Cos(53*math.Pi/180)})
	}
	s := Shape{{ring}}
	simple := s.Simpler(0.5)
	if n := len(simple[0][0]); n > 60 || n < 10 {
		t.Errorf("%d points left of %d", n, len(ring))
	}
	for range 2000 {
		p := domain.Point{Lat: 52.7 + 0.6*dice.Float64(), Lon: -1.5 + dice.Float64()}
		if s.Holds(p) != simple.Holds(p) && s.Km(p) > 0.5 {
			t.Fatalf("%v changed sides %.2f km from the outline", p, s.Km(p))
		}
	}
	if tiny := (Shape{{square(50, 0, .0001)}}).Simpler(5); len(tiny) != 1 {
		t.Error("a seat was simplified away")
	}
}

func TestClip(t *testing.T) {
	box := Box{51, 1, 53, 3}
	for _, tt := range []struct {
		r    Ring
		want float64 // area in square degrees
	}{
		{square(50, 0, 4), 4}, {square(51.5, 1.5, 1), 1}, {square(50, 0, 2), 1}, {square(60, 0, 2), 0},
	} {
		got := 0.0
		if c := tt.r.clip(box); len(c) > 0 {
			got, _ = c.area()
		}
		if math.Abs(got/2-tt.want) > 1e-9 {
			t.Errorf("%v: area %v, want %v", tt.r, got/2, tt.want)
		}
	}
}

func TestRealBoundaries(t *testing.T) {
	n, points := 0, 0
	for b, err := range Boundaries(storetest.OpenReal(t, "uk-boundaries/pcon_july_2024_BUC_simplified.geojson")) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if b.Name == "" || len(b.Code) != 9 || !b.Shape.Holds(b.Centre) {
			t.Errorf("%s %q: centre %v", b.Code, b.Name, b.Centre)
		}
		again, ok := ShapeOf(b.Shape.Text())
		if !ok || again.Text() != b.Shape.Text() {
			t.Errorf("%s does not come back", b.Code)
		}
		for _, polygon := range b.Shape {
			points += len(polygon[0])
		}
		if b.Name == "Ynys Môn" && b.Centre.Km(domain.Point{Lat: 53.28, Lon: -4.35}) > 10 {
			t.Errorf("Anglesey is at %v", b.Centre)
		}
	}
	if n != 650 {
		t.Errorf("%d boundaries with %d points", n, points)
	}
}

func TestNotGeoJSON(t *testing.T) {
	one := func(geometry string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"PCON24CD":"E1"},"geometry":` + geometry + `}]}`
	}
	for in, code := range map[string]string{
		"": "not-geojson", "a,b\n1,2\n": "not-geojson", "PK\x03\x04": "not-geojson", `{"type":"Feature"}`: "not-geojson", `[]`: "not-geojson",
		`{"features":[]}`:   "not-geojson",
		`{"features":[{}]}`: "boundary-without-code", one(`null`): "boundary-without-shape",
		one(`{"type":"Point","coordinates":[1,2]}`):                                                                 "boundary-without-shape",
		one(`{"type":"Polygon","coordinates":[]}`):                                                                  "boundary-without-shape",
		one(`{"type":"Polygon","coordinates":[[[1,50],[2,50]]]}`):                                                   "boundary-without-shape",
		one(`{"type":"Polygon","coordinates":[[[1],[2],[3]]]}`):                                                     "boundary-not-wgs84",
		one(`{"type":"Polygon","coordinates":[[[530000,180000],[530001,180000],[530001,180001],[530000,180000]]]}`): "boundary-not-wgs84",
		one(`{"type":"Polygon","coordinates":[[[1,50],[2,50],[2,51],[1,50]]]}`)[:120]:                               "not-geojson",
	} {
		var last error
		for _, err := range Boundaries(strings.NewReader(in)) {
			last = err
		}
		if e, ok := domain.AsError(last); !ok || e.Code != code {
			t.Errorf("%.60q: %v, want %s", in, last, code)
		}
	}
}

func FuzzBoundaries(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"properties":{"code":"E1"},"geometry":{"type":"MultiPolygon","coordinates":[[[[1,50],[2,50],[2,51],[1,50]]]]}}]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		for b, err := range Boundaries(strings.NewReader(string(in))) {
			if err != nil {
				return
			}
			if again, ok := ShapeOf(b.Shape.Text()); !ok || len(again) != len(b.Shape) {
				raw, _ := json.Marshal(b.Shape)
				t.Fatalf("%s does not come back", raw)
			}
			Frame(100, 100, b.Centre).Path(b.Shape.Simpler(1), 1)
		}
	})
}
