package script

import (
	"encoding/json"
	"errors"
	"strconv"
)

// DeclinedWord stands for "would rather not say" wherever answers are written
// down. No option may have it as its value.
const DeclinedWord = "declined"

// KeptWord stands for somebody's own words where answers are kept in clear.
const KeptWord = "…"

// An Answer is what was said to one step: one word, several, or that the
// person would rather not say, which is never 0 and never nothing.
type Answer struct {
	Words    []string
	Declined bool
}

// Said is the answer of one or more words.
func Said(words ...string) Answer { return Answer{Words: words} }

// Declined is the answer of somebody who would rather not say.
var Declined = Answer{Declined: true}

// Answers holds what was said, by the id of the step that asked.
type Answers map[string]Answer

// Given reports whether there is a value in a: declining is not one.
func (a Answer) Given() bool { return !a.Declined && len(a.Words) > 0 }

// Word is the answer as one word, empty when there is none.
func (a Answer) Word() string {
	if !a.Given() {
		return ""
	}
	return a.Words[0]
}

// Number is the answer as a whole number, if it is one.
func (a Answer) Number() (int, bool) {
	n, err := strconv.Atoi(a.Word())
	return n, err == nil && len(a.Words) == 1
}

// Has reports whether w is among the words.
func (a Answer) Has(w string) bool {
	for _, have := range a.Words {
		if have == w && !a.Declined {
			return true
		}
	}
	return false
}

// MarshalJSON writes a number for one whole number, a string for one word, a
// list for several and "declined" for a declined answer.
func (a Answer) MarshalJSON() ([]byte, error) {
	if a.Declined {
		return json.Marshal(DeclinedWord)
	}
	if n, ok := a.Number(); ok && strconv.Itoa(n) == a.Words[0] {
		return json.Marshal(n)
	}
	if len(a.Words) == 1 {
		return json.Marshal(a.Words[0])
	}
	return json.Marshal(append([]string{}, a.Words...))
}

// UnmarshalJSON reads what MarshalJSON writes: a whole number, a string, or a
// list of strings.
func (a *Answer) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil && string(b) != "null" {
		*a = Said(one)
		if one == DeclinedWord {
			*a = Declined
		}
		return nil
	}
	var n int
	if json.Unmarshal(b, &n) == nil && string(b) != "null" {
		*a = Said(strconv.Itoa(n))
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil || string(b) == "null" {
		return errors.New("an answer is a word, a whole number or a list of words")
	}
	*a = Said(many...)
	return nil
}
