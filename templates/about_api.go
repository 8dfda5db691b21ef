package templates

import (
	"maps"
	"slices"
	"strings"
)

// An APIPage is what programs can ask, for people to read: about/api.
type APIPage struct {
	Frame
	Base     string // the whole address that every path stands under
	Document string // the whole address of the OpenAPI document
	Parts    []APIRoom
	Problems []string // the codes of refusals, in the order of the alphabet
}

// An APIRoom is the deeds whose paths begin alike.
type APIRoom struct {
	Path  string
	Deeds []APIDeed
}

// An APIDeed is one thing that a program can ask.
type APIDeed struct {
	ID, Method, Path string
	Does             string   // a sentence, in English
	For              string   // "anyone", "holder", "signed-in", "machine" or "may"
	Roles            []string // of which one is needed, where For is "may"
}

// Refusals is the code of every refusal there is a sentence for.
func Refusals() (codes []string) {
	words, _ := catalogues["en"]()
	for _, code := range slices.Sorted(maps.Keys(words)) {
		if c, ok := strings.CutPrefix(code, "refusal."); ok {
			codes = append(codes, c)
		}
	}
	return codes
}
