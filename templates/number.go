package templates

import (
	"math"
	"strconv"
	"strings"
)

const minus = "\u2212"

// Integer is "1,384" as the locale writes it, with a real minus.
func (l *Locale) Integer(n int64) string {
	if n < 0 {
		return minus + l.parts(strconv.FormatInt(n, 10)[1:])
	}
	return l.parts(strconv.FormatInt(n, 10))
}

// parts puts the mark of thousands into digits.
func (l *Locale) parts(digits string) string {
	if len(digits) < l.parted {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Decimal is f with so many digits behind the point. What rounds to nothing
// has no sign.
func (l *Locale) Decimal(f float64, digits int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'f', digits, 64), ".")
	s := l.parts(whole)
	if part != "" {
		s += l.point + part
	}
	if f < 0 && strings.Trim(whole+part, "0") != "" {
		return minus + s
	}
	return s
}

// Signed is Decimal with a plus before what is more than nothing: "+0.58".
func (l *Locale) Signed(f float64, digits int) string {
	s := l.Decimal(f, digits)
	if f > 0 && strings.ContainsAny(s, "123456789") {
		return "+" + s
	}
	return s
}

// Percent is a share, 0.24, as "24%", with so many digits behind the point.
func (l *Locale) Percent(share float64, digits int) string {
	s := l.Decimal(share*100, digits)
	switch l.Lang {
	case "en", "el":
		return s + "%"
	case "fr":
		return s + narrow + "%"
	default:
		return s + nbsp + "%"
	}
}

// Fine is a share with one digit behind the point, two below one per cent: a
// seat decided by 0.04% was not decided by nothing.
func (l *Locale) Fine(share float64) string {
	if share < 0.01 {
		return l.Percent(share, 2)
	}
	return l.Percent(share, 1)
}

// Km is a distance in kilometres: one digit behind the point below ten, none above.
func (l *Locale) Km(km float64) string {
	digits := 0
	if km < 9.95 {
		digits = 1
	}
	return l.Decimal(km, digits) + nbsp + l.Word("format.km")
}

// Money is an amount in minor units as a poster says it, without decimals when
// there are none: "£10", "10 €", "$4.20".
func (l *Locale) Money(minor int64, currency string) string {
	return l.amount(minor, currency, exponent(currency) == 0 || minor%100 == 0)
}

// Roundly is Money without what is less than a whole unit, for a headline.
func (l *Locale) Roundly(minor int64, currency string) string {
	if exponent(currency) > 0 {
		minor -= minor % 100
	}
	return l.Money(minor, currency)
}

// Ledger is an amount with all its decimals, for accounts: "£10.00".
func (l *Locale) Ledger(minor int64, currency string) string { return l.amount(minor, currency, false) }

func (l *Locale) amount(minor int64, currency string, whole bool) string {
	sign := ""
	if minor < 0 {
		sign = minus
	}
	exp := exponent(currency)
	digits := strings.TrimPrefix(strconv.FormatInt(minor, 10), "-")
	digits = strings.Repeat("0", max(0, exp+1-len(digits))) + digits
	cut := len(digits) - exp
	s := l.parts(digits[:cut])
	if exp > 0 && !whole {
		s += l.point + digits[cut:]
	}
	symbol := l.symbol(currency)
	switch {
	case l.Lang != "en":
		return sign + s + nbsp + symbol
	case len(symbol) == 3 && symbol == currency:
		return sign + symbol + nbsp + s
	default:
		return sign + symbol + s
	}
}

// exponent is how many digits of the minor unit stand behind the point.
func exponent(currency string) int {
	if currency == "JPY" {
		return 0
	}
	return 2
}

// symbol is the sign of a currency. A dollar is bare only where it is at home
// and cannot be taken for another.
func (l *Locale) symbol(currency string) string {
	switch currency {
	case "GBP":
		return "£"
	case "EUR":
		return "€"
	case "JPY":
		return "¥"
	case "USD", "CAD", "AUD", "NZD":
		country := l.Tag[strings.Index(l.Tag, "-")+1:]
		if strings.HasPrefix(currency, country) {
			return "$"
		}
		if l.Lang != "en" {
			return map[string]string{"USD": "$", "CAD": "$" + nbsp + "CA", "AUD": "$" + nbsp + "AU", "NZD": "$" + nbsp + "NZ"}[currency]
		}
		return map[string]string{"USD": "US$", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$"}[currency]
	}
	return currency
}
