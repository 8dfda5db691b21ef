package templates

import (
	"fmt"
	"html/template"
	"maps"
	"strings"
	"time"
	"unicode"
)

// isoTime is a moment with its offset from UTC, as machines read it.
const isoTime = "2006-01-02T15:04:05Z07:00"

// sentenceFuncs is what pages and letters alike may call.
func sentenceFuncs(l *Locale) map[string]any {
	return map[string]any{
		"t":            l.Word,
		"says":         Says,
		"date":         l.Date,
		"dateYear":     l.DateYear,
		"dayMonth":     l.DayMonth,
		"dayMonthYear": l.DayMonthYear,
		"month":        l.Month,
		"clock":        l.Clock,
		"span":         l.Span,
		"when":         l.When,
		"whenSpan":     l.WhenSpan,
		"whenFor":      l.WhenFor,
		"day":          l.Day,
		"city":         l.City,
		"weekday":      l.Weekday,
		"monthName":    l.MonthName,
		"hours":        l.Hours,
		"integer":      func(n any) (string, error) { return l.integer(n) },
		"decimal":      l.Decimal,
		"signed":       l.Signed,
		"percent":      l.Percent,
		"fine":         l.Fine,
		"roundly":      l.Roundly,
		"km":           l.Km,
		"money":        func(minor any, cur string) (string, error) { return l.money(minor, cur, l.Money) },
		"ledger":       func(minor any, cur string) (string, error) { return l.money(minor, cur, l.Ledger) },
		"at":           at,
		"upfirst":      upfirst,
		"zone":         func(t time.Time, zone string) (time.Time, error) { return inZone(t, zone) },
	}
}

// pageFuncs is what pages may call on top.
func pageFuncs(l *Locale) template.FuncMap {
	funcs := template.FuncMap{
		"rich":   l.rich,
		"icon":   icon,
		"webcal": webcal,
		"dial":   dial,
		"dict":   dict,
		"shout":  shout,
		"soft":   soft,
		"brief":  brief,
		"tongue": tongue,
		"wide":   func(s string) bool { return len([]rune(s)) > 10 },
		"field":  func(f Form, name string, kv ...any) (Field, error) { return l.field(f, name, kv) },
		"option": option,
		"choice": func(f Form, name, value string, kv ...any) (Choice, error) { return choice(f, name, value, kv) },
		"legend": func(f Form, name, text string, help ...string) Legend { return l.legend(f, name, text, help) },
		"errors": func(f Form, kv ...string) Summary { return l.summary(f, kv) },
		"meter":  meter,
		"iso":    func(t time.Time) string { return t.Format(isoTime) },
		"hhmm":   func(t time.Time) string { return t.Format("15:04") },
		"credit": func(a Amount) string { return l.Ledger(-a.Minor, a.Currency) },
		"typed":  func(t time.Time, layout string) string { return t.Format(layout) },
	}
	maps.Copy(funcs, sentenceFuncs(l))
	return funcs
}

func (l *Locale) integer(n any) (string, error) {
	whole, ok := wholeOf(n)
	if !ok {
		return "", fmt.Errorf("templates: %v is not a whole number", n)
	}
	return l.Integer(whole), nil
}

func (l *Locale) money(minor any, currency string, write func(int64, string) string) (string, error) {
	whole, ok := wholeOf(minor)
	if !ok {
		return "", fmt.Errorf("templates: %v is not an amount", minor)
	}
	return write(whole, currency), nil
}

// at reads a moment as letters carry it: RFC 3339, to be told by the clock of
// an IANA zone.
func at(moment, zone string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		return t, err
	}
	return inZone(t, zone)
}

func inZone(t time.Time, zone string) (time.Time, error) {
	place, err := time.LoadLocation(zone)
	if err != nil {
		return t, err
	}
	return t.In(place), nil
}

// upfirst begins a line with a capital: days and months have none in half of
// the languages.
func upfirst(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// dict makes a map for a part that takes several values.
func dict(kv ...any) (map[string]any, error) {
	if len(kv)%2 != 0 {
		return nil, fmt.Errorf("templates: dict of %d values", len(kv))
	}
	m := make(map[string]any, len(kv)/2)
	for i := 0; i < len(kv); i += 2 {
		m[fmt.Sprint(kv[i])] = kv[i+1]
	}
	return m, nil
}

// shout is the class of a poster's headline by its length, so that it is as
// large as it goes: LOOK.md has the steps. A word too long for its line at the
// usual size makes the whole headline smaller.
func shout(title string) string {
	n, longest := 0, 0
	for _, word := range strings.FieldsFunc(title, func(r rune) bool { return r == ' ' || r == '\u00ad' || r == '-' }) {
		longest = max(longest, len([]rune(word)))
	}
	n = len([]rune(strings.ReplaceAll(title, "\u00ad", "")))
	switch {
	case n <= 11:
		return "shout"
	case n <= 14:
		return "shout wide"
	case n <= 30 && longest <= 10:
		return ""
	default:
		return "long"
	}
}

// brief is the first sentence of what is said, or its first words, for a line
// of a table that only has to be recognised.
func brief(say string) string {
	const most = 60
	if i := strings.IndexAny(say, ".?!"); i >= 0 && len([]rune(say[:i])) < most {
		return say[:i+1]
	}
	if r := []rune(say); len(r) > most {
		cut := string(r[:most])
		return strings.TrimRight(cut[:max(strings.LastIndex(cut, " "), 1)], " ,;:") + "…"
	}
	return say
}
