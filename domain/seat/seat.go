// Package seat holds what is publicly known of an electoral seat, its result,
// its shape and its place on the earth, and reckons where one more person does
// most. It knows no campaign: it is told which seats are targets.
package seat

import (
	"strings"
	"time"

	"barnstorm/domain"
)

// A Seat is one area that elects somebody, with its last result as published.
type Seat struct {
	Code       string // the country's official code, such as "E14001172"
	Name       string
	Country    string         // ISO 3166-1 alpha-2
	Region     string         // as the source has it; may be empty
	First      string         // party that won, in the source's own letters
	Second     string         // party that came second
	Votes      map[string]int // by party; parties without a vote are left out
	Majority   int            // votes between first and second
	Valid      int            // votes that counted
	Electorate int
	Held       time.Time    // day of the election; zero when the source does not say
	Source     string       // publisher and licence
	Centre     domain.Point // zero until known
}

// Margin is the majority as a share of the valid votes, 0 to 1.
func (s Seat) Margin() float64 { return share(s.Majority, s.Valid) }

// Gap is how many votes stand between a side and the other outcome: for the
// winner those between it and the second, for any other party those between
// it and the winner. For a side that did not stand, or none, it is the majority.
func (s Seat) Gap(side string) int {
	mine, stood := s.Votes[side]
	if side == s.First || !stood {
		return s.Majority
	}
	return s.Votes[s.First] - mine
}

// Cast is the sum of the votes by party.
func (s Seat) Cast() int {
	sum := 0
	for _, n := range s.Votes {
		sum += n
	}
	return sum
}

func share(part, whole int) float64 {
	if whole <= 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Fold makes names equal that people take to be the same when they search:
// case, accents of our languages, punctuation and "&" make no difference.
func Fold(name string) string {
	var out strings.Builder
	for _, word := range strings.FieldsFunc(plain.Replace(strings.ToLower(name)), func(r rune) bool {
		return strings.ContainsRune(" -,.'’/()", r)
	}) {
		if out.Len() > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(word)
	}
	return out.String()
}

var plain = strings.NewReplacer("&", " and ", "ä", "a", "ö", "o", "ü", "u", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"á", "a", "à", "a", "â", "a", "î", "i", "ï", "i", "í", "i", "ô", "o", "ó", "o", "ú", "u", "û", "u", "ŵ", "w", "ŷ", "y", "ñ", "n", "ç", "c",
	"ά", "α", "έ", "ε", "ή", "η", "ί", "ι", "ό", "ο", "ύ", "υ", "ώ", "ω", "ϊ", "ι", "ΐ", "ι", "ς", "σ")
