package bank

import (
	"slices"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/sheet"
)

// The orders of day and month.
const (
	dayFirst   = "day-first"
	monthFirst = "month-first"
)

// usual is the order in which a country writes day and month.
func usual(country string) string {
	if country == "US" {
		return monthFirst
	}
	return dayFirst
}

func otherOrder(order string) string {
	if order == monthFirst {
		return dayFirst
	}
	return monthFirst
}

// order finds out whether a column writes the day or the month first: a number
// above twelve says it. Empty where none does.
func order(rows []sheet.Row, column string) string {
	for _, row := range rows {
		parts := strings.FieldsFunc(row.Get(column), func(r rune) bool { return r < '0' || r > '9' })
		if len(parts) < 3 || len(parts[0]) > 2 || len(parts[1]) > 2 {
			continue
		}
		switch {
		case len(parts[0]) == 2 && parts[0] > "12":
			return dayFirst
		case len(parts[1]) == 2 && parts[1] > "12":
			return monthFirst
		}
	}
	return ""
}

// ordered reports whether some day of a column is another one, or none, in the
// other order of day and month.
func ordered(rows []sheet.Row, column string) bool {
	return slices.ContainsFunc(rows, func(row sheet.Row) bool {
		a, _ := dayOf(row.Get(column), dayFirst)
		b, _ := dayOf(row.Get(column), monthFirst)
		return !a.Equal(b)
	})
}

// dayOf reads a day as banks write it: 2026-11-22, 22.11.2026, 22/11/26 …
func dayOf(s, order string) (time.Time, bool) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	s = strings.NewReplacer(".", "-", "/", "-").Replace(s)
	layouts := []string{"2006-1-2", "2-1-2006", "2-1-06", "2-Jan-2006", "20060102"}
	if order == monthFirst {
		layouts = []string{"2006-1-2", "1-2-2006", "1-2-06", "2-Jan-2006", "20060102"}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// amountOf reads an amount as banks write it, "1,234.56", "1.234,56-" or
// "£ 10", in minor units and without a float.
func amountOf(s, currency string) (int64, bool) {
	s = strings.NewReplacer(currency, "", "£", "", "€", "", "$", "", "'", "", " ", "", "\u00a0", "", "\u202f", "", "−", "-").Replace(strings.TrimSpace(s))
	sign := int64(1)
	if strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") || strings.HasPrefix(s, "(") {
		sign = -1
	}
	s = strings.Trim(s, "+-()")
	point := strings.LastIndexAny(s, ".,")
	if point >= 0 && len(s)-point-1 > domain.Exponent(currency) { // "1,234": a mark of thousands
		if len(s)-point-1 != 3 {
			return 0, false
		}
		point = -1
	}
	whole, part := s, ""
	if point >= 0 {
		whole, part = s[:point], s[point+1:]
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == '.' || r == ',' })
	for i, group := range groups {
		if i > 0 && len(group) != 3 || len(groups) > 1 && len(group) > 3 {
			return 0, false
		}
	}
	whole = strings.Join(groups, "")
	m, ok := domain.ParseMoney(whole+"."+part, currency)
	return sign * m.Minor, ok
}

func clip(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 120 {
		return string(r[:120])
	}
	return strings.TrimSpace(s)
}
