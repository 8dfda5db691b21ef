package domain

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Money is an amount in the minor units of its currency: pence, cents. There
// is no float anywhere near it.
type Money struct {
	Minor    int64
	Currency string // ISO 4217, upper case
}

// Plus adds two amounts of one currency. Adding across currencies is a fault
// of ours and ends the request.
func (m Money) Plus(n Money) Money {
	if m.Currency != n.Currency {
		panic("domain: " + m.Currency + " plus " + n.Currency)
	}
	return Money{m.Minor + n.Minor, m.Currency}
}

// Minus is m plus the opposite of n.
func (m Money) Minus(n Money) Money { return m.Plus(Money{-n.Minor, n.Currency}) }

// Plain is m as a person would type it, "12.00".
func (m Money) Plain() string {
	s := strconv.FormatInt(m.Minor, 10)
	exp := Exponent(m.Currency)
	if exp == 0 {
		return s
	}
	s = strings.Repeat("0", max(0, exp+1-len(s))) + s
	return s[:len(s)-exp] + "." + s[len(s)-exp:]
}

// Less reports whether m is a smaller amount than n of the same currency.
func (m Money) Less(n Money) bool { return m.Minus(n).Minor < 0 }

// minorUnits is every currency in which money is taken, with how many digits of
// its minor unit stand behind the point: in ISO 4217 and for the payment service.
var minorUnits = map[string]int{
	"AUD": 2, "CAD": 2, "CHF": 2, "CZK": 2, "DKK": 2, "EUR": 2, "GBP": 2, "HUF": 2,
	"JPY": 0, "MXN": 2, "NOK": 2, "NZD": 2, "PLN": 2, "RON": 2, "SEK": 2, "USD": 2,
}

// Currencies is every currency in which money is taken, by its code.
func Currencies() []string { return slices.Sorted(maps.Keys(minorUnits)) }

// IsCurrency reports whether money is taken in a currency.
func IsCurrency(code string) bool {
	_, ok := minorUnits[code]
	return ok
}

// Exponent is how many digits of the minor unit stand behind the point: two,
// where money is not taken in the currency.
func Exponent(currency string) int {
	if exp, ok := minorUnits[currency]; ok {
		return exp
	}
	return 2
}

// ParseMoney reads an amount as a person types it, "10", "10.50" or "10,5",
// with at most as many digits behind the point as the currency has. It
// refuses signs, thousands marks and anything above 100 million.
func ParseMoney(s, currency string) (Money, bool) {
	whole, part, _ := strings.Cut(strings.Replace(strings.TrimSpace(s), ",", ".", 1), ".")
	exp := Exponent(currency)
	if whole == "" || len(whole) > 8 || len(part) > exp {
		return Money{}, false
	}
	var minor int64
	for _, r := range whole + part + strings.Repeat("0", exp-len(part)) {
		if r < '0' || r > '9' {
			return Money{}, false
		}
		minor = minor*10 + int64(r-'0')
	}
	return Money{minor, currency}, true
}
