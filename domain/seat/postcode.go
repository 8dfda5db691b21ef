package seat

import (
	"regexp"
	"strings"

	"barnstorm/domain"
)

// A Postcode is where a postcode, or the beginning of one, lies: the centre of
// its addresses. It says nothing about a person.
type Postcode struct {
	Country string // ISO 3166-1 alpha-2
	Code    string // as PostcodeOf writes it
	At      domain.Point
	Seat    string // official code, where a lookup file says so; else empty
}

var british = regexp.MustCompile(`^([A-Z]{1,2})([0-9][A-Z0-9]?)(?:([0-9])([A-Z]{2}))?$`)

var sector = regexp.MustCompile(`^([A-Z]{1,2}[0-9][A-Z0-9]?) ([0-9])$`)

// PostcodeOf writes a British postcode in its one form, "E4 7EN" for "e47en",
// and likewise half a one, "E4" or "E4 7". It reports whether s is either.
// "E10" is the district and not "E1 0": who means the latter types the space.
func PostcodeOf(s string) (string, bool) {
	s = strings.Join(strings.Fields(strings.ToUpper(s)), " ")
	if sector.MatchString(s) {
		return s, true
	}
	m := british.FindStringSubmatch(strings.ReplaceAll(s, " ", ""))
	if m == nil {
		return "", false
	}
	if m[3] == "" {
		return m[1] + m[2], true
	}
	return m[1] + m[2] + " " + m[3] + m[4], true
}

// Beginnings are the shorter forms of a British postcode, longest first:
// sector, district, area. Where the whole is not known, the beginning is.
func Beginnings(code string) []string {
	out, in, whole := strings.Cut(code, " ")
	area := out
	if m := british.FindStringSubmatch(out); m != nil {
		area = m[1]
	}
	var short []string
	if whole && len(in) > 1 {
		short = append(short, out+" "+in[:1])
	}
	if whole {
		short = append(short, out)
	}
	if area != out {
		short = append(short, area)
	}
	return short
}

// Whole reports whether the postcode is a whole one and not the beginning of some.
func (p Postcode) Whole() bool {
	return p.Country != "GB" || len(p.Code) > 4 && p.Code[len(p.Code)-4] == ' '
}
