package templates

import "golang.org/x/text/language"

// matcher knows our languages, English first: it answers where nothing fits.
var matcher = func() language.Matcher {
	tags := make([]language.Tag, len(Langs))
	for i, l := range Langs {
		tags[i] = language.MustParse(l.Code)
	}
	return language.NewMatcher(tags)
}()

// Match is the language of ours that suits a browser's Accept-Language best.
func Match(accept string) string {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return Langs[0].Code
	}
	_, i, _ := matcher.Match(tags...)
	return Langs[i].Code
}

// Wrong is the sentence for what is wrong with a field.
func Wrong(lang, code string, args map[string]any) string {
	return In(lang).wrong(Form{Wrong: map[string]string{"x": code}, Args: args}, "x")
}

// nations is the country that a language alone makes likeliest, in our family.
var nations = map[string]string{"en": "GB", "de": "DE", "es": "ES", "el": "GR", "fr": "FR"}

// Nation guesses where a reader is: the country that the browser's first
// language names, where it is the language of the page, else that of the page.
func Nation(lang, accept string) string {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return nations[lang]
	}
	base, _ := tags[0].Base()
	if region, sure := tags[0].Region(); sure == language.Exact && base.String() == lang {
		return region.String()
	}
	return nations[lang]
}
