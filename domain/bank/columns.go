package bank

import (
	"cmp"
	"slices"
	"strings"

	"barnstorm/domain/sheet"
)

// None is said of a column that a table does not have, so that none is guessed.
const None = "-"

// guesses is how banks call a column: the first of these words that a name
// holds, the first column that has it.
var guesses = map[string][]string{
	"day":       {"bookingdate", "buchungstag", "buchungsdatum", "transactiondate", "fecha", "ημερομηνια", "date", "datum", "valuta"},
	"amount":    {"paidin", "moneyin", "creditamount", "amount", "betrag", "importe", "montant", "ποσο", "credit", "umsatz"},
	"name":      {"counterparty", "payer", "auftraggeber", "beguenstigter", "beneficiario", "ordenante", "donneur", "εντολεας", "name", "from"},
	"reference": {"reference", "verwendungszweck", "concepto", "referencia", "libelle", "αιτιολογια", "description", "memo", "details", "narrative"},
	"account":   {"iban", "kontonummer", "accountnumber", "cuenta", "compte", "λογαριασμος", "account"},
	"currency":  {"currency", "waehrung", "währung", "moneda", "divisa", "devise", "νομισμα", "ccy"},
}

// directions is how banks call a column that says which way money went, as a
// whole name; and what stands in it where it came.
var (
	directions = []string{"debitcredit", "creditdebit", "debitorcredit", "creditordebit", "creditdebitindicator", "debitcreditindicator", "afbij", "bijaf", "sollhaben", "habensoll", "shkennzeichen", "drcr", "crdr", "debehaber", "haberdebe", "sens"}
	came       = []string{"credit", "cr", "c", "crdt", "bij", "haben", "h", "haber", "in", "+"}
	went       = []string{"debit", "dr", "d", "dbit", "af", "soll", "s", "debe", "out", "-"}
)

// aboutUs reports whether a column, by its squeezed name, tells of the account
// whose table it is and not of a payer.
func aboutUs(name string) bool {
	return name == "accountname" || name == "kontoname" || name == "nombredelacuenta" || strings.Contains(name, "auftragskonto")
}

// guess is the column that was given where the table has it, and none where
// None was; else the first that is called as banks call it.
func guess(t *sheet.Table, what, given string) string {
	switch {
	case given == None:
		return ""
	case given != "" && t.Has(given):
		return given
	}
	return first(called(t, what, false))
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

// called is every column that is called as banks call one, the likeliest first:
// a name that is about us is none of a payer, unless such count too.
func called(t *sheet.Table, what string, us bool) (all []string) {
	if what == "direction" {
		if name := t.Like(func(name string) bool { return slices.Contains(directions, squeeze(name)) }); name != "" {
			all = append(all, name)
		}
		return all
	}
	for _, word := range guesses[what] {
		for _, h := range t.Header {
			name := squeeze(h)
			if strings.Contains(name, squeeze(word)) && !slices.Contains(all, h) && !slices.Contains(directions, name) && (us || what != "name" || !aboutUs(name)) {
				all = append(all, h)
			}
		}
	}
	return all
}

// keyed is the columns by which rows are told apart: those that are called so,
// whatever was chosen, so that a choice makes no other row of the same. Where
// none is called so, the chosen one counts.
func (in ImportInput) keyed(t *sheet.Table) ImportInput {
	for what, column := range map[string]*string{"name": &in.Name, "reference": &in.Reference, "account": &in.Account} {
		*column = cmp.Or(first(called(t, what, false)), guess(t, what, *column))
	}
	return in
}

// keyedBefore is the columns by which rows were told apart before that was so:
// those that were chosen.
func (in ImportInput) keyedBefore(t *sheet.Table) ImportInput {
	for what, column := range map[string]*string{"name": &in.Name, "reference": &in.Reference, "account": &in.Account} {
		if *column == "" || !t.Has(*column) {
			*column = first(called(t, what, true))
		}
	}
	return in
}

// theirs is the column with the payers' accounts: of those that may be it the
// first that is not the account whose table it is.
func (in ImportInput) theirs(t *sheet.Table, rows []sheet.Row) string {
	all := called(t, "account", false)
	switch {
	case in.Account == None:
		return ""
	case in.Account != "" && t.Has(in.Account):
		all = []string{in.Account}
	}
	for _, column := range all {
		if !in.ours(rows, column) {
			return column
		}
	}
	return ""
}

// ours reports whether a column holds the account whose table it is: the same
// in all rows, whoever paid and whatever for.
func (in ImportInput) ours(rows []sheet.Row, column string) bool {
	payers := map[string]bool{}
	for _, row := range rows {
		if squeeze(row.Get(column)) != squeeze(rows[0].Get(column)) {
			return false
		}
		payers[squeeze(row.Get(in.Name))+"|"+squeeze(row.Get(in.Reference))] = true
	}
	return len(payers) > 1
}

// sameCurrency reports whether what a table says of a row's currency is that
// of the books: its code or its mark, or nothing.
func sameCurrency(said, amount, currency string) bool {
	if said = strings.ToUpper(strings.TrimSpace(said)); said != "" && said != currency && !slices.Contains(marks[said], currency) {
		return false
	}
	for mark, of := range marks {
		if strings.Contains(amount, mark) && !slices.Contains(of, currency) {
			return false
		}
	}
	return true
}

// marks is of which currencies a mark is, as it stands before an amount.
var marks = map[string][]string{"£": {"GBP"}, "€": {"EUR"}, "$": {"USD", "CAD", "AUD", "NZD", "MXN"}}
