package sheet

import "strings"

// Count reads a whole number as statistics offices write it: "10354",
// "10,354" or "10 354", with thousands in threes. It refuses signs, decimals,
// marks in odd places and anything above 10^15.
func Count(s string) (int, bool) {
	s = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ").Replace(strings.TrimSpace(s))
	mark := strings.IndexAny(s, ", ")
	if mark >= 0 {
		parts := strings.Split(s, s[mark:mark+1])
		for i, p := range parts {
			if i == 0 && (len(p) < 1 || len(p) > 3) || i > 0 && len(p) != 3 {
				return 0, false
			}
		}
		s = strings.Join(parts, "")
	}
	if s == "" || len(s) > 15 {
		return 0, false
	}
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, true
}
