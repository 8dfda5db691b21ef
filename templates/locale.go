package templates

import (
	"strings"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/el"
	"github.com/go-playground/locales/en_CA"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/en_US"
	"github.com/go-playground/locales/es_ES"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/fr_CA"
)

// A Locale is a language as one country writes it: its names of days, its
// order of dates, its marks in numbers.
type Locale struct {
	Tag  string // BCP 47: "en-GB"
	Lang string // as in Langs

	data locales.Translator
	pattern
	marks
}

// A pattern is the order of a date and a time. CLDR has none without a year,
// and sets some with a comma that no newspaper prints, so these are our own.
type pattern struct {
	day, year, span string // of {weekday}, {day}, {month}, {year}; of {from}, {to}
	hour            string // Go's layout
	after           string // what follows a time
}

// The marks of a number: between thousands, before decimals, and from how many
// digits on thousands are parted.
type marks struct {
	group, point string
	parted       int
}

const nbsp, narrow = "\u00a0", "\u202f"

var (
	dayFirst   = pattern{"{weekday} {day}" + nbsp + "{month}", " {year}", "{from} to {to}", "15:04", ""}
	monthFirst = pattern{"{weekday}, {month}" + nbsp + "{day}", ", {year}", "{from} to {to}", "3:04" + nbsp + "PM", ""}
	german     = pattern{"{weekday}, {day}." + nbsp + "{month}", " {year}", "{from} bis {to}", "15:04", nbsp + "Uhr"}
	spanish    = pattern{"{weekday}, {day}" + nbsp + "de {month}", " de {year}", "{from} a {to}", "15:04", ""}
	greek      = pattern{"{weekday} {day}" + nbsp + "{month}", " {year}", "{from} έως {to}", "15:04", ""}
	french     = pattern{"{weekday} {day}" + nbsp + "{month}", " {year}", "{from} à {to}", "15" + nbsp + "h" + nbsp + "04", ""}
)

var known = map[string]*Locale{
	"en-GB": {"en-GB", "en", en_GB.New(), dayFirst, marks{",", ".", 4}},
	"en-US": {"en-US", "en", en_US.New(), monthFirst, marks{",", ".", 4}},
	"en-CA": {"en-CA", "en", en_CA.New(), monthFirst, marks{",", ".", 4}},
	"de-DE": {"de-DE", "de", de.New(), german, marks{".", ",", 4}},
	"es-ES": {"es-ES", "es", es_ES.New(), spanish, marks{".", ",", 5}},
	"el-GR": {"el-GR", "el", el.New(), greek, marks{".", ",", 4}},
	"fr-FR": {"fr-FR", "fr", fr.New(), french, marks{narrow, ",", 4}},
	"fr-CA": {"fr-CA", "fr", fr_CA.New(), french, marks{nbsp, ",", 4}},
}

// In is the locale for a tag such as "fr-CA": the nearest we know, that of
// Great Britain when we do not know the language at all.
func In(tag string) *Locale {
	if l := known[tag]; l != nil {
		return l
	}
	lang, _, _ := strings.Cut(tag, "-")
	for _, home := range []string{"de-DE", "es-ES", "el-GR", "fr-FR"} {
		if strings.HasPrefix(home, lang+"-") {
			return known[home]
		}
	}
	return known["en-GB"]
}
