package giving

import (
	"bufio"
	"context"
	"io"
	"strings"
	"time"

	"barnstorm/domain"
)

// journalAccounts is what the accounts are called in a plain-text journal,
// whose programs know what stands under assets, income, expenses and liabilities.
var journalAccounts = map[Account]string{
	InTill: "assets:payment service", InBank: "assets:bank", InCash: "assets:cash",
	Donations: "income:donations", Dues: "income:dues", Refunds: "income:given back", Disputes: "income:disputed",
	FeesPaid: "expenses:fees", Owed: "liabilities:owed", Exchange: "equity:exchange",
}

// Journal writes a month of the books as a plain-text journal: the format that
// ledger, hledger and, by way of them, most accounting programs read
// (https://ledger-cli.org/doc/ledger3.html, "Journal Format"). Each transaction
// has its day by the clock of the entity, its key as the code, and sides that
// sum to zero. Refuses as Take does.
func (s *Service) Journal(ctx context.Context, who domain.Actor, e domain.EntityID, m Month, to io.Writer) error {
	b, err := s.Store.BooksOf(ctx, e)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(to)
	w.WriteString("; " + oneLine(b.Name) + ", " + string(m) + "\n")
	var open TransactionID
	err = s.Take(ctx, who, e, m, func(l BookLine) error {
		if l.ID != open {
			open = l.ID
			journalHead(w, l)
		}
		account := journalAccounts[l.Account] + ":" + journalName(l.Title)
		if l.Sandbox {
			account = "sandbox:" + account
		}
		_, err := w.WriteString("    " + account + "  " + l.Currency + " " + plainAmount(l.Minor, l.Currency) + "\n")
		return err
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

// journalHead is the first line of a transaction, and its notes.
func journalHead(w *bufio.Writer, l BookLine) {
	what := l.Memo
	if l.Donor != "" {
		what += " | " + l.Donor
	}
	w.WriteString("\n" + l.Booked.Format(time.DateOnly) + " * (" + strings.NewReplacer("(", "", ")", "").Replace(oneLine(l.Key)) + ") " + oneLine(what) + "\n")
	w.WriteString("    ; fund: " + oneLine(l.Fund) + "\n")
}

// oneLine keeps text from ending the line, or beginning a comment.
func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\r", " ", "\t", " ", ";", ",", "\u2028", " ", "\u2029", " ").Replace(s))
}

// journalName is a group's name within an account's, in which a colon begins
// an account below and two spaces end the name.
func journalName(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(oneLine(s), ":", " ")), " ")
	if s == "" {
		return "none"
	}
	return s
}

// plainAmount is minor units with a point, as "-12.50".
func plainAmount(minor int64, currency string) string {
	digits, sign := []byte{}, ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	for i := 0; minor > 0 || i <= domain.Exponent(currency); i++ {
		if i > 0 && i == domain.Exponent(currency) {
			digits = append(digits, '.')
		}
		digits = append(digits, byte('0'+minor%10))
		minor /= 10
	}
	for i, j := 0, len(digits)-1; i < j; i, j = i+1, j-1 {
		digits[i], digits[j] = digits[j], digits[i]
	}
	return sign + string(digits)
}
