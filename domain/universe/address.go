package universe

import (
	"slices"
	"strings"
	"unicode"

	"barnstorm/domain"
	"barnstorm/domain/canvass"
)

// Key is the address in the one form by which it is known again, however it
// was written: without case, marks and stops, common words of streets cut to
// their short forms, a postcode standing for its town.
func (a Address) Key() string {
	where := a.Postcode
	if where == "" {
		where = a.Town
	}
	return strings.Join([]string{plain(a.Flat, flatWords), plain(a.Number, nil), plain(a.Street, streetWords), strings.ReplaceAll(plain(where, nil), " ", "")}, "|")
}

// Line is the address on one line, as its country writes it: the number after
// the street, or before.
func (a Address) Line(country string) string {
	house := strings.TrimSpace(a.Number + " " + a.Street)
	if slices.Contains([]string{"DE", "AT", "GR", "ES", "IT", "NL", "PL"}, country) {
		house = strings.TrimSpace(a.Street + " " + a.Number)
	}
	town := strings.TrimSpace(a.Town + " " + a.Postcode)
	if country != "GB" {
		town = strings.TrimSpace(a.Postcode + " " + a.Town)
	}
	flat := a.Flat
	if flat != "" && country == "GB" && !strings.Contains(flat, " ") {
		flat = "Flat " + flat
	}
	return strings.Join(slices.DeleteFunc([]string{flat, house, town}, func(s string) bool { return s == "" }), ", ")
}

// NameKey is a person's name in the one form by which it is known again.
func NameKey(name string) string { return plain(name, nil) }

// DoorIDOf is the id of the door with an address in an effort. A property
// number names it however the address is written.
func DoorIDOf(e canvass.EffortID, a Address) DoorID {
	if a.UPRN != "" {
		return domain.DerivedID[DoorID]("door", string(e), "uprn", a.UPRN)
	}
	return domain.DerivedID[DoorID]("door", string(e), a.Key())
}

// flatWords say that a flat is one; "Flat 2" and "2" are the same.
var flatWords = map[string]string{"flat": "", "apartment": "", "apt": "", "unit": "", "no": "", "wohnung": "", "whg": "", "appartement": "", "piso": "", "διαμερισμα": ""}

// streetWords are the long forms of what people shorten.
var streetWords = map[string]string{
	"street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "drive": "dr", "close": "cl", "court": "ct", "place": "pl", "gardens": "gdns",
	"crescent": "cres", "square": "sq", "terrace": "ter", "grove": "gr", "saint": "st", "strasse": "str",
}

// plain is words in lower case without marks, joined by single blanks, some
// of them in another form.
func plain(s string, forms map[string]string) string {
	words := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(domain.Unmarked(s)), "ς", "σ"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '/'
	})
	out := words[:0]
	for _, w := range words {
		if short, ok := forms[w]; ok {
			w = short
		} else if stem, ok := strings.CutSuffix(strings.ReplaceAll(w, "ß", "ss"), "strasse"); ok && forms != nil {
			w = stem + "str"
		}
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}
