package turf

import (
	"cmp"
	"strings"
	"unicode"
)

// sideOf is the side of a street: "odd" or "even" by the number, "named" for
// houses that have none.
func sideOf(number string) string {
	n, _, ok := leading(number)
	switch {
	case !ok:
		return "named"
	case n%2 == 0:
		return "even"
	}
	return "odd"
}

// leading reads the number that an address begins with, and what follows it:
// 12 and "a" of "12A".
func leading(s string) (n int, rest string, ok bool) {
	s = fold(s)
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' && i < 9 {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, strings.TrimSpace(s[i:]), i > 0
}

// byNumber orders the doors of one side: by number and what follows it, then
// flat by flat, named houses by their names. Numbers are compared as numbers:
// 9 comes before 10, and 12A after 12.
func byNumber(a, b Door) int {
	return cmp.Or(natural(a.Number, b.Number), natural(a.Flat, b.Flat), strings.Compare(a.ID, b.ID))
}

// Natural compares two numbers of houses as they are walked: 9 before 10, 12A after
// 12.
func Natural(a, b string) int { return natural(a, b) }

// natural compares two texts with the numbers in them taken as numbers.
func natural(a, b string) int {
	a, b = fold(a), fold(b)
	for a != "" && b != "" {
		na, ra, oka := leading(a)
		nb, rb, okb := leading(b)
		if oka && okb {
			if c := cmp.Compare(na, nb); c != 0 {
				return c
			}
			a, b = ra, rb
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

// topDown orders the flats of a building: from the top floor down, and along
// each floor upwards. "2/1" names floor and door; of a plain number the
// highest is taken to be at the top.
func topDown(a, b Door) int {
	fa, da := floorOf(a.Flat)
	fb, db := floorOf(b.Flat)
	if da != "" && db != "" {
		return cmp.Or(cmp.Compare(fb, fa), natural(da, db), strings.Compare(a.ID, b.ID))
	}
	return cmp.Or(natural(b.Flat, a.Flat), strings.Compare(a.ID, b.ID))
}

// floorOf reads "2/1" or "Flat 2/1": floor 2, door "1".
func floorOf(flat string) (floor int, door string) {
	flat = strings.TrimLeftFunc(fold(flat), func(r rune) bool { return !unicode.IsDigit(r) })
	before, after, ok := strings.Cut(flat, "/")
	n, rest, isNumber := leading(before)
	if !ok || !isNumber || rest != "" {
		return 0, ""
	}
	return n, after
}
