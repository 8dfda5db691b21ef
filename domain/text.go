package domain

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Email normalises an address: lower case, no blanks around. It refuses what
// is not one plain address with a dot in its domain, and what is longer than
// 254 letters (RFC 5321, section 4.5.3.1).
func Email(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return "", false
	}
	_, host, _ := strings.Cut(s, "@")
	return s, strings.Contains(host, ".")
}

// Phone writes a number as it is compared: its digits, and the sign of an
// international one before them. 6 to 15 digits are one.
func Phone(text string) (string, bool) {
	number := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	ok := len(number) >= 6 && len(number) <= 15 && !strings.ContainsFunc(text, unicode.IsLetter)
	if text = strings.TrimSpace(text); strings.HasPrefix(text, "+") {
		number = "+" + number
	} else if strings.HasPrefix(text, "00") {
		number = "+" + number[2:]
	}
	return number, ok
}

// link is what mail programs make a link of: a scheme, "www.", or a name that
// ends as those of hosts do.
var link = regexp.MustCompile(`(?i)://|\bwww\.|[\pL\d]\.(com|org|net|info|biz|io|co|ru|cn|xyz|top|link|site|online|shop|club|app|dev|me|tv|cc|ly|gg|uk|de|es|fr|gr|eu|us|ca)\b`)

// HasLink reports whether a text would be shown as a link by whoever reads mail.
func HasLink(text string) bool { return link.MatchString(text) }

// Unmarked is text without the marks on its letters: "Lôn" is "Lon". What is
// not a letter stays.
func Unmarked(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// Slug makes the part of an address that names a thing: lower-case letters and
// digits without marks, joined by hyphens. A name with no such letter becomes "x".
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		default:
			gap = true
		}
	}
	if b.Len() == 0 {
		return "x"
	}
	return b.String()
}
