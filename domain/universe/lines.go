package universe

import (
	"regexp"
	"strings"
	"unicode"

	"barnstorm/domain/seat"
)

var (
	flatPart   = regexp.MustCompile(`(?i)^(?:flat|fflat|apartment|apart|apt|appt|appartement|unit|room|studio|maisonette|wohnung|whg|piso|διαμέρισμα|διαμ)[. ]+([0-9]+[0-9a-z/-]*|[a-z])\b[ ,]*(.*)$`)
	tenement   = regexp.MustCompile(`^([0-9]+/[0-9]+)[ ,]+([0-9].*)$`) // "2/1 12 High Street", as in Glasgow
	numberLead = regexp.MustCompile(`(?i)^([0-9]+(?: ?(?:bis|ter|quater))?[a-zα-ω]?(?: ?[-–/] ?[0-9]+[a-z]?)?)[ ,]+(\pL.*|[0-9]+(?:st|nd|rd|th) .*)$`)
	numberTail = regexp.MustCompile(`(?i)^(\pL[\pL '’.-]*\pL\.?),? ([0-9]+ ?[a-zα-ω]?(?:[-–/][0-9]+[a-z]?)?)$`)
	numberOnly = regexp.MustCompile(`(?i)^[0-9]+ ?[a-zα-ω]?(?: ?[-–/] ?[0-9]+[a-z]?)?$`)
	wayPart    = regexp.MustCompile(`(?i)\b(street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|cl|court|place|gardens|gdns|crescent|square|terrace|grove|hill|row|walk|way|mews|parade|green|rise|view|park|broadway)$|(straße|strasse|str\.|weg|platz|allee|gasse)$|^(rue|avenue|boulevard|chemin|place|calle|avenida|plaza|paseo|via|οδός|λεωφόρος)\b`)
)

// ukCode and otherCode find the postcode in an address that somebody typed.
var (
	ukCode    = regexp.MustCompile(`(?i)\b([a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2})\b`)
	otherCode = regexp.MustCompile(`\b([0-9]{3} [0-9]{2}|[0-9]{4,5})\b`)
)

// Typed reads an address as somebody types it on one line or several, and
// reports whether there is a street or a house in it.
func Typed(text, country string) (Address, bool) {
	code := otherCode
	if country == "GB" {
		code = ukCode
	}
	postcode := ""
	if all := code.FindAllString(text, -1); len(all) > 0 {
		postcode = all[len(all)-1]
		text = strings.Replace(text, postcode, "", 1)
		if whole, ok := seat.PostcodeOf(postcode); ok && country == "GB" {
			postcode = whole
		}
	}
	a := addressOf(strings.Split(text, "\n"), "")
	a.Postcode = postcode
	return a, a.Street != "" || a.Number != ""
}

// addressOf reads an address from its lines, in the order in which they are
// written on an envelope. It never loses one: what it cannot take apart stays
// in the street.
func addressOf(lines []string, postcode string) Address {
	parts := partsOf(lines, postcode)
	a := Address{Postcode: postcode}
	var name string
	for i := 0; i < len(parts); i++ {
		part := parts[i]
		if m := tenement.FindStringSubmatch(part); m != nil && a.Flat == "" {
			a.Flat, part = m[1], m[2]
		} else if m := flatPart.FindStringSubmatch(part); m != nil && a.Flat == "" {
			if a.Flat, part = m[1], m[2]; part == "" {
				continue
			}
		}
		if rest, ok := a.numbered(part, parts[i+1:]); ok {
			a.Town = first(rest)
			return a
		}
		if name == "" {
			name, parts = part, parts[i+1:]
			i = -1
			if !numberAhead(parts) {
				break
			}
		}
	}
	a.named(name, parts)
	return a
}

// numbered reads a part with the number in it, or one that is a number and
// the street behind it, and reports whether it was such a part.
func (a *Address) numbered(part string, after []string) (rest []string, ok bool) {
	if m := numberLead.FindStringSubmatch(part); m != nil {
		a.Number, a.Street = strings.TrimSpace(m[1]), m[2]
		return after, true
	}
	if m := numberTail.FindStringSubmatch(part); m != nil {
		a.Street, a.Number = m[1], m[2]
		return after, true
	}
	if numberOnly.MatchString(part) && len(after) > 0 {
		a.Number, a.Street = part, after[0]
		return after[1:], true
	}
	return nil, false
}

// numberAhead reports whether one of the parts has a number to go by.
func numberAhead(parts []string) bool {
	for _, p := range parts {
		if numberLead.MatchString(p) || numberTail.MatchString(p) || numberOnly.MatchString(p) {
			return true
		}
	}
	return false
}

// named reads an address without a number: a house by its name, or a street.
func (a *Address) named(name string, rest []string) {
	switch {
	case len(rest) == 0:
		a.Street = name
	case wayPart.MatchString(rest[0]) || len(rest) > 1 && !wayPart.MatchString(name):
		a.Number, a.Street, a.Town = name, rest[0], first(rest[1:])
	default:
		a.Street, a.Town = name, rest[0]
	}
}

// partsOf is what stands between commas and ends of lines, without the postcode.
func partsOf(lines []string, postcode string) (parts []string) {
	bare := strings.ReplaceAll(postcode, " ", "")
	for _, line := range lines {
		for _, p := range strings.Split(line, ",") {
			p = strings.Join(strings.Fields(p), " ")
			if bare != "" {
				p = withoutPostcode(p, bare)
			}
			if p != "" {
				parts = append(parts, calm(p))
			}
		}
	}
	return parts
}

// withoutPostcode takes a postcode from the end of a part.
func withoutPostcode(p, bare string) string {
	up := strings.ToUpper(strings.ReplaceAll(p, " ", ""))
	if up == bare {
		return ""
	}
	words := strings.Fields(p)
	for n := 1; n <= 2 && n < len(words); n++ {
		if strings.ToUpper(strings.Join(words[len(words)-n:], "")) == bare {
			return strings.Join(words[:len(words)-n], " ")
		}
	}
	return p
}

// calm writes what a system shouted as people write it: "BABYLON LANE" is
// "Babylon Lane". What has any small letter stays as it is.
func calm(s string) string {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return s
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	if letters < 4 {
		return s
	}
	begins := true
	return strings.Map(func(r rune) rune {
		was := begins
		begins = !unicode.IsLetter(r) && r != '\'' && r != '’'
		if was {
			return r
		}
		return unicode.ToLower(r)
	}, s)
}

func first(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return parts[0]
}
