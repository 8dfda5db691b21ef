package seat

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"regexp"
	"strings"

	"barnstorm/domain"
)

// A feature is one seat in a GeoJSON file.
type feature struct {
	Type     string
	Geometry struct {
		Type        string
		Coordinates json.RawMessage
	}
	Properties map[string]any
}

var (
	codeName = regexp.MustCompile(`(?i)^(pcon|cty|lad|wd|parlc)?\d*(cd|code)$`)
	nameName = regexp.MustCompile(`(?i)^(pcon|cty|lad|wd|parlc)?\d*(nm|name)$`)
)

// Boundaries reads a GeoJSON FeatureCollection (RFC 7946) one feature at a
// time. The properties that hold code and name are found by how statistics
// offices call them, such as PCON24CD and PCON24NM. It refuses, with the
// feature's number in Args and, once it is known, its code: not-geojson,
// boundary-without-code, boundary-without-shape, boundary-not-wgs84.
func Boundaries(r io.Reader) iter.Seq2[Boundary, error] {
	return func(yield func(Boundary, error) bool) {
		in := json.NewDecoder(r)
		if err := toFeatures(in); err != nil {
			yield(Boundary{}, err)
			return
		}
		n := 0
		for in.More() {
			n++
			var f feature
			if err := in.Decode(&f); err != nil {
				yield(Boundary{}, broken(err, n))
				return
			}
			b, err := f.boundary(n)
			if !yield(b, err) || err != nil {
				return
			}
		}
		if _, err := in.Token(); err != nil || n == 0 {
			yield(Boundary{}, broken(err, n))
		}
	}
}

// toFeatures reads up to the list of features.
func toFeatures(in *json.Decoder) error {
	if t, err := in.Token(); err != nil || t != json.Delim('{') {
		return broken(err, 0)
	}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return broken(err, 0)
		}
		if name == "features" {
			if t, err := in.Token(); err != nil || t != json.Delim('[') {
				return broken(err, 0)
			}
			return nil
		}
		var other json.RawMessage
		if err := in.Decode(&other); err != nil {
			return broken(err, 0)
		}
	}
	return broken(nil, 0)
}

// broken tells a file that is not GeoJSON from a read that failed.
func broken(err error, n int) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) || errors.As(err, &wrong) {
		return domain.RefuseWith(domain.Invalid, "not-geojson", map[string]any{"number": n})
	}
	return err
}

func (f feature) boundary(n int) (Boundary, error) {
	b := Boundary{Code: f.property(codeName), Name: f.property(nameName)}
	refuse := func(code string) (Boundary, error) {
		return Boundary{}, domain.RefuseWith(domain.Invalid, code, map[string]any{"number": n, "seat": b.Code})
	}
	if b.Code == "" {
		return refuse("boundary-without-code")
	}
	polygons, err := f.polygons()
	if err != nil || len(polygons) == 0 {
		return refuse("boundary-without-shape")
	}
	for _, polygon := range polygons {
		var rings []Ring
		for _, line := range polygon {
			ring, ok := ringOf(line)
			if !ok {
				return refuse("boundary-not-wgs84")
			}
			if len(ring) < 3 {
				return refuse("boundary-without-shape")
			}
			rings = append(rings, ring)
		}
		if len(rings) == 0 {
			return refuse("boundary-without-shape")
		}
		b.Shape = append(b.Shape, rings)
	}
	b.Centre = b.Shape.Middle()
	return b, nil
}

// property is the first property whose name fits. A name fits better the
// shorter it is: PCON24NM before PCON24NMW, which does not fit at all.
func (f feature) property(fits *regexp.Regexp) string {
	best, text := "", ""
	for name, value := range f.Properties {
		if s, ok := value.(string); ok && fits.MatchString(name) && (best == "" || len(name) < len(best) || len(name) == len(best) && name < best) {
			best, text = name, strings.TrimSpace(s)
		}
	}
	return text
}

func (f feature) polygons() ([][][][]float64, error) {
	var many [][][][]float64
	switch f.Geometry.Type {
	case "Polygon":
		var one [][][]float64
		err := json.Unmarshal(f.Geometry.Coordinates, &one)
		return append(many, one), err
	case "MultiPolygon":
		err := json.Unmarshal(f.Geometry.Coordinates, &many)
		return many, err
	}
	return nil, nil
}

// ringOf turns [longitude, latitude] pairs into a ring, and reports whether
// all of them lie on the earth: metres of some grid do not.
func ringOf(line [][]float64) (Ring, bool) {
	var ring Ring
	for _, at := range line {
		if len(at) < 2 {
			return nil, false
		}
		p := domain.Point{Lat: at[1], Lon: at[0]}
		if p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180 {
			return nil, false
		}
		ring = append(ring, p)
	}
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		ring = ring[:n-1]
	}
	return ring, true
}
