package templates

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Date is "Saturday 5 December" of t, in the zone that t is in.
func (l *Locale) Date(t time.Time) string { return l.date(l.day, t) }

// DateYear is "Saturday 5 December 2026".
func (l *Locale) DateYear(t time.Time) string { return l.date(l.day+l.year, t) }

// DayMonth is "5 December".
func (l *Locale) DayMonth(t time.Time) string { return l.date(l.bare(), t) }

// DayMonthYear is "5 December 2026".
func (l *Locale) DayMonthYear(t time.Time) string { return l.date(l.bare()+l.year, t) }

// Month is "December 2026".
func (l *Locale) Month(t time.Time) string {
	if l.Lang == "es" {
		return l.date("{month} de {year}", t)
	}
	return l.date("{month} {year}", t)
}

func (l *Locale) bare() string {
	return strings.TrimLeft(strings.TrimPrefix(l.day, "{weekday}"), ", ")
}

func (l *Locale) date(pattern string, t time.Time) string {
	day := strconv.Itoa(t.Day())
	if l.Lang == "fr" && day == "1" {
		day = "1er"
	}
	month := l.data.MonthWide(t.Month())
	if l.Lang == "el" && !strings.Contains(pattern, "{day}") {
		month = greekMonths[t.Month()-1]
	}
	return strings.NewReplacer("{weekday}", l.data.WeekdayWide(t.Weekday()), "{day}", day,
		"{month}", month, "{year}", strconv.Itoa(t.Year())).Replace(pattern)
}

// greekMonths stand alone; CLDR's other form, the genitive, follows a day.
var greekMonths = [...]string{"Ιανουάριος", "Φεβρουάριος", "Μάρτιος", "Απρίλιος", "Μάιος", "Ιούνιος", "Ιούλιος",
	"Αύγουστος", "Σεπτέμβριος", "Οκτώβριος", "Νοέμβριος", "Δεκέμβριος"}

// Clock is the time of day as it is said in a sentence: "10:00", "10:00 Uhr",
// "10 h 30".
func (l *Locale) Clock(t time.Time) string { return l.hourOf(t) + l.after }

func (l *Locale) hourOf(t time.Time) string {
	return strings.TrimSuffix(t.Format(l.hour), nbsp+"00")
}

// Span is from one time to another, the day named only where it changes.
func (l *Locale) Span(from, to time.Time) string {
	a, b := l.hourOf(from), l.Clock(to)
	if from.YearDay() != to.YearDay() || from.Year() != to.Year() {
		a, b = l.Clock(from), l.When(to)
	}
	return strings.NewReplacer("{from}", a, "{to}", b).Replace(l.span)
}

// When is "Saturday 5 December, 10:00".
func (l *Locale) When(t time.Time) string { return l.Date(t) + ", " + l.Clock(t) }

// WhenSpan is "Saturday 5 December, 10:00 to 13:30".
func (l *Locale) WhenSpan(from, to time.Time) string { return l.Date(from) + ", " + l.Span(from, to) }

// WhenFor is When for a reader who lives in another zone: it names the city by
// whose clock t is told, when the two clocks differ at that moment. No reader
// means that we do not know theirs, and nothing is named.
func (l *Locale) WhenFor(t time.Time, reader *time.Location) string {
	if reader == nil {
		return l.When(t)
	}
	_, here := t.Zone()
	_, there := t.In(reader).Zone()
	if here == there {
		return l.When(t)
	}
	return l.When(t) + " " + l.Word("format.zone", "city", l.City(t.Location()))
}

// City is the city after which a zone is called.
func (l *Locale) City(zone *time.Location) string {
	name := zone.String()
	if Says("zone." + name) {
		return l.Word("zone." + name)
	}
	return strings.ReplaceAll(name[strings.LastIndex(name, "/")+1:], "_", " ")
}

// Day is how far the day of t lies from that of now, both in the zone of t:
// "today", "tomorrow", "in 12 days".
func (l *Locale) Day(t, now time.Time) string {
	noon := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	switch days := int(math.Round(noon(t).Sub(noon(now.In(t.Location()))).Hours() / 24)); {
	case days == 0:
		return l.Word("format.today")
	case days == 1:
		return l.Word("format.tomorrow")
	case days == -1:
		return l.Word("format.yesterday")
	case days > 0:
		return l.Word("format.in-days", "n", days)
	default:
		return l.Word("format.days-ago", "n", -days)
	}
}

// Weekday is "Saturday".
func (l *Locale) Weekday(t time.Time) string { return l.data.WeekdayWide(t.Weekday()) }

// MonthName is the month as it follows a day: "December", "Δεκεμβρίου".
func (l *Locale) MonthName(t time.Time) string { return l.data.MonthWide(t.Month()) }

// Hours is how long something lasts: "3½ hours", "45 minutes", "2 days".
func (l *Locale) Hours(from, to time.Time) string {
	switch d := to.Sub(from).Round(15 * time.Minute); {
	case d < time.Hour:
		return l.Word("format.minutes", "n", int(d.Minutes()))
	case d >= 24*time.Hour:
		return l.Word("format.days", "n", int(d.Hours()+23)/24)
	default:
		whole := int(d / time.Hour)
		part := [...]string{"", "¼", "½", "¾"}[d%time.Hour/(15*time.Minute)]
		if part == "" {
			return l.Word("format.hours", "n", whole)
		}
		return l.Word("format.hours-and", "hours", strconv.Itoa(whole)+part)
	}
}
