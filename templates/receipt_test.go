package templates

import (
	"strings"
	"testing"
)

// A receipt says in every language who received what, when, for which month, by
// what way, under which reference, how to change it, what it is to a tax office,
// and who stands behind the letter.
func TestWhatAReceiptSays(t *testing.T) {
	ps := New(nil)
	for _, l := range Langs {
		_, plain, _, err := ps.Letter(l.Code, "giving/receipt", giftFields)
		if err != nil {
			t.Fatal(err)
		}
		plain = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(plain)
		for what, holds := range map[string]string{
			"the entity": "Aire Valley Together CIC", "the group": "Aire Valley Together", "the amount": strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(In(l.Code).Ledger(1000, "GBP")),
			"the currency": "£", "the year": "2026", "the digits": "4242", "the reference": "in_1", "the link": "https://example.org/gift/t",
			"the taxes": strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(Word(l.Code, "gift.letter.tax.no-charity")), "the imprint": "1 North Street, Leeds",
		} {
			if !strings.Contains(plain, holds) {
				t.Errorf("%s: %s (%q) is not in\n%s", l.Code, what, holds, plain)
			}
		}
		if n := strings.Count(plain, "2027"); n != 2 { // the end of the month that was paid, and the next payment
			t.Errorf("%s: %d days of the month after in\n%s", l.Code, n, plain)
		}
	}
}
