package templates

import (
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is the name of a country (ISO 3166-1 alpha-2) in a language, or the
// code itself where nobody has a name for it.
func Country(lang, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(lang)).Name(region); name != "" {
		return name
	}
	return code
}

// Language is a language's name in another; the code itself where nobody has a
// name for it.
func Language(lang, code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	if name := display.Languages(language.Make(lang)).Name(tag); name != "" {
		return name
	}
	return code
}

// Countries is the countries of a list of codes by their names, in the order
// of the language's alphabet.
func Countries(lang, codes string) []Option {
	var all []Option
	for _, code := range strings.Fields(codes) {
		all = append(all, Option{code, Country(lang, code)})
	}
	order := collate.New(language.Make(lang))
	slices.SortFunc(all, func(a, b Option) int { return order.CompareString(a.Text, b.Text) })
	return all
}

// Browser is a short name for a browser by what it calls itself, such as
// "Firefox, Linux". It guesses, for a person to know their own again by.
func Browser(agent string) string {
	name := func(marks ...string) string {
		for i := 0; i < len(marks); i += 2 {
			if strings.Contains(agent, marks[i]) {
				return marks[i+1]
			}
		}
		return ""
	}
	who := name("Edg", "Edge", "OPR", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "Chrome", "Chrome", "CriOS", "Chrome", "Safari", "Safari")
	on := name("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "Mac", "CrOS", "Chromebook", "Linux", "Linux")
	if whole := joined(who, on); whole != "" {
		return whole
	}
	return string([]rune(agent)[:min(40, len([]rune(agent)))])
}
