package domain

import (
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

// Exponent is how many digits of the minor unit stand behind the point
// (ISO 4217): two, for all currencies of the family but the yen.
func Exponent(currency string) int {
	if currency == "JPY" {
		return 0
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
