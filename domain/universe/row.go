package universe

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"barnstorm/domain"
	"barnstorm/domain/seat"
	"barnstorm/domain/sheet"
)

// A household is what one row says: an address, where it lies as far as the
// file knows, and perhaps one person on a roll.
type household struct {
	line     int
	address  Address
	at       domain.Point
	language string
	quiet    bool
	name     string
	number   string // on the roll
}

// Bounds of what one address may hold, in letters.
const maxPart = 120

// read makes a household of a row. What is wrong with it comes back as codes,
// by column; without is set when there is no address at all and the row cannot
// be taken in.
func (r reader) read(row sheet.Row, wrong func(column, code string)) (h household, ok bool) {
	h.line = row.Line
	postcode, fits := r.postcode(r.get(row, FieldPostcode))
	if !fits {
		wrong(first(r.columns[FieldPostcode]), "row-odd-postcode")
	}
	h.address = r.address(row, postcode)
	if h.address.UPRN, fits = uprn(r.get(row, FieldUPRN)); !fits {
		wrong(first(r.columns[FieldUPRN]), "row-uprn")
	}
	if h.at, fits = r.at(row); !fits {
		wrong(cmp.Or(first(r.columns[FieldEast]), first(r.columns[FieldLat])), "row-odd-position")
	}
	a := h.address
	if a.Street == "" && a.Number == "" || len(a.Street)+len(a.Number)+len(a.Flat)+len(a.Town) > 4*maxPart {
		wrong("", "row-no-address")
		return h, false
	}
	h.language = language(r.get(row, FieldLanguage))
	h.quiet = yes(r.get(row, FieldQuiet))
	h.name = cmp.Or(r.get(row, FieldElector), strings.TrimSpace(r.get(row, FieldForename)+" "+r.get(row, FieldSurname)))
	h.number = roll(r.get(row, FieldRollOne), r.get(row, FieldRollTwo), r.get(row, FieldRollThree))
	return h, true
}

// address reads the address from columns of its own, or else from its lines.
func (r reader) address(row sheet.Row, postcode string) Address {
	street := cmp.Or(r.get(row, FieldSubStreet), r.get(row, FieldStreet))
	if street == "" {
		var lines []string
		for _, name := range r.columns[FieldLine] {
			lines = append(lines, row.Get(name))
		}
		a := addressOf(lines, postcode)
		a.Flat, a.Number = cmp.Or(r.get(row, FieldFlat), a.Flat), cmp.Or(r.get(row, FieldNumber), a.Number)
		a.Town = cmp.Or(calm(r.get(row, FieldTown)), a.Town)
		return a
	}
	a := Address{Flat: r.get(row, FieldFlat), Number: r.get(row, FieldNumber), Street: calm(street), Town: calm(r.get(row, FieldTown)), Postcode: postcode}
	if two := r.get(row, FieldNumberTwo); two != "" {
		a.Flat, a.Number = cmp.Or(a.Flat, a.Number), two
	}
	name := calm(r.get(row, FieldName))
	if m := flatPart.FindStringSubmatch(name); m != nil && a.Flat == "" {
		a.Flat, name = m[1], m[2]
	}
	if a.Number == "" {
		a.Number = name
	}
	if a.Number == "" { // "12 High Street" in one column
		inOne := addressOf([]string{a.Street}, "")
		a.Number, a.Street, a.Flat = inOne.Number, cmp.Or(inOne.Street, a.Street), cmp.Or(a.Flat, inOne.Flat)
	}
	return a
}

// postcode writes a postcode in its country's one form. None is no fault.
func (r reader) postcode(s string) (string, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
	if s == "" || r.country != "GB" {
		return s, len(s) <= 12
	}
	code, ok := seat.PostcodeOf(s)
	if !ok || !(seat.Postcode{Country: "GB", Code: code}).Whole() {
		return "", false
	}
	return code, true
}

// uprn reads a property number without its leading zeros. What a spreadsheet
// has turned into 1.00021E+11 is none.
func uprn(s string) (string, bool) {
	s = strings.TrimSuffix(s, ".00")
	if s == "" || s == "0" {
		return "", true
	}
	if len(s) > 12 || strings.Trim(s, "0123456789") != "" {
		return "", false
	}
	return strings.TrimLeft(s, "0"), true
}

// at reads the position from degrees, or from metres on the British grid.
// Zeros mean that nobody has measured it.
func (r reader) at(row sheet.Row) (domain.Point, bool) {
	y, x := r.get(row, FieldLat), r.get(row, FieldLon)
	if y == "" && x == "" {
		y, x = r.get(row, FieldNorth), r.get(row, FieldEast)
	}
	if y == "" && x == "" {
		return domain.Point{}, true
	}
	lat, err := strconv.ParseFloat(decimal(y), 64)
	lon, err2 := strconv.ParseFloat(decimal(x), 64)
	p := domain.Point{Lat: lat, Lon: lon}
	switch {
	case err != nil || err2 != nil:
		return domain.Point{}, false
	case lat == 0 && lon == 0, lat > 99.9 && lat < 100 && lon == 0:
		return domain.Point{}, true
	case p.Valid():
		return p, true
	}
	return seat.FromGrid(lon, lat)
}

// decimal is a number as machines write it: "53,8" is 53.8, "524,755.48" a metre.
func decimal(s string) string {
	if strings.Contains(s, ".") {
		return strings.ReplaceAll(s, ",", "")
	}
	return strings.Replace(s, ",", ".", 1)
}

// yes reads a mark in a column of "do not knock".
func yes(s string) bool {
	return slices.Contains([]string{"y", "yes", "true", "1", "x", "v", "ja", "j", "oui", "o", "si", "sí", "s", "ναι"}, strings.ToLower(s))
}

// language reads a language as people write it, where we know its name.
func language(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if code, ok := languages[s]; ok {
		return code
	}
	if len(s) == 2 {
		return s
	}
	return ""
}

var languages = map[string]string{
	"english": "en", "polish": "pl", "polski": "pl", "urdu": "ur", "punjabi": "pa", "bengali": "bn", "gujarati": "gu", "arabic": "ar", "romanian": "ro",
	"portuguese": "pt", "spanish": "es", "español": "es", "french": "fr", "français": "fr", "german": "de", "deutsch": "de", "türkisch": "tr", "turkish": "tr",
	"greek": "el", "ελληνικά": "el", "welsh": "cy", "cymraeg": "cy", "somali": "so", "tamil": "ta", "ukrainian": "uk", "russian": "ru", "italian": "it",
}

// roll is an elector's number as the roll writes it: "EAA-123/1".
func roll(prefix, number, suffix string) string {
	if number == "" {
		return ""
	}
	if prefix != "" {
		number = prefix + "-" + number
	}
	if suffix != "" && suffix != "0" {
		number += "/" + suffix
	}
	return number
}
