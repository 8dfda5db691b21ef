package bank

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barnstorm/domain/giving"
)

var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestAmountsOfBanks(t *testing.T) {
	for text, want := range map[string]string{
		"10": "1000", "10.50": "1050", "10,5": "1050", "1,234.56": "123456", "1.234,56": "123456", "1.234.567,89": "123456789", "1,234": "123400", "1 234,56 €": "123456",
		"£10.00": "1000", "-10.00": "-1000", "10,00-": "-1000", "(10.00)": "-1000", "−3,20": "-320", "+7.00": "700", "0.00": "0", "GBP 12.00": "1200",
		"": "no", "ten": "no", "1.2.3": "no", "12,34,567.00": "no", "1.2345": "no", "1e3": "no", "1,2345.00": "no",
	} {
		minor, ok := amountOf(text, "GBP")
		got := fmt.Sprint(minor)
		if !ok {
			got = "no"
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestDaysOfBanks(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-22": "2026-11-22", "22/11/2026": "2026-11-22", "22.11.26": "2026-11-22", "3/4/2026": "2026-04-03", "22-Nov-2026": "2026-11-22", "20261122": "2026-11-22",
		"2026-11-22 09:14:00": "2026-11-22", "": "0001-01-01", "31/02/2026": "0001-01-01", "soon": "0001-01-01",
	} {
		if got, _ := dayOf(text, "day-first"); got.Format(time.DateOnly) != want {
			t.Errorf("%q is %s", text, got)
		}
	}
	if got, _ := dayOf("11/22/2026", "month-first"); got.Day() != 22 {
		t.Error(got)
	}
}

// Tables as banks write them: in their own language, encoding and marks.
func TestTablesOfBanks(t *testing.T) {
	to := giving.Recipient{Group: "g", Entity: "e", Currency: "GBP", Zone: "Europe/London"}
	for _, tt := range []struct{ name, text, columns, rows string }{
		{"British", "Date,Type,Description,Paid out,Paid in,Balance\n22/11/2026,SO,J SMITH MEMBER 7,,10.00,110.00\n22/11/2026,DD,WATER,30.00,,80.00\n",
			"Date|Paid in||Description|", "2 unknown 1000 2026-11-22 J SMITH MEMBER 7; 3 left not-an-amount"},
		{"German", "Buchungstag;Auftraggeber / Begünstigter;Verwendungszweck;IBAN;Betrag;Währung\n03.11.2026;Jörg Müller;Beitrag November;DE02 1203 0000 0000 2020 51;1.250,00;GBP\n04.11.2026;Strom;;;-20,00;GBP\n",
			"Buchungstag|Betrag|Auftraggeber / Begünstigter|Verwendungszweck|IBAN", "2 unknown 125000 2026-11-03 Beitrag November; 3 left not-income"},
		{"American", "Date,Amount,Name,Memo\n11/22/2026,25.00,Ann,Gift\n11/02/2026,25.00,Ann,Gift\n", "Date|Amount|Name|Memo|", "2 unknown 2500 2026-11-22 Gift; 3 unknown 2500 2026-11-02 Gift"},
		// What banks say of our own account is no payer's, and money that went or is of another currency is none that came.
		{"Lloyds", "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance\n22/11/2026,FPI,'30-00-00,12345678,A LEE,,10.00,10.00\n22/11/2026,FPI,'30-00-00,12345678,B RAY,,5.00,15.00\n",
			"Transaction Date|Credit Amount||Transaction Description|", "2 unknown 1000 2026-11-22 A LEE; 3 unknown 500 2026-11-22 B RAY"},
		{"NatWest", "Date,Type,Description,Value,Amount,Account Name,Account Number\n22/11/2026,BAC,A LEE,,10.00,LEEDS GROUP,601613-31926819\n", "Date|Amount||Description|Account Number", "2 unknown 1000 2026-11-22 A LEE"},
		{"Volksbank", "Bezeichnung Auftragskonto;IBAN Auftragskonto;Bankname Auftragskonto;Buchungstag;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;Verwendungszweck;Betrag;Waehrung\nVerein;DE1;Voba;22.11.2026;Jörg;DE2;Beitrag;10,00;GBP\nVerein;DE1;Voba;22.11.2026;Ida;DE3;Beitrag;10,00;EUR\n",
			"Buchungstag|Betrag|Name Zahlungsbeteiligter|Verwendungszweck|IBAN Zahlungsbeteiligter", "2 unknown 1000 2026-11-22 Beitrag; 3 left other-currency"},
		{"ING", "Date,Name / Description,Account,Counterparty,Debit/credit,Amount (GBP),Notifications\n20261122,Ida,NL1,NL2,Debit,10.00,Back\n20261122,Ida,NL1,NL3,Credit,5.00,Gift\n20261122,Ida,NL1,NL3,Maybe,5.00,Gift\n",
			"Date|Amount (GBP)|Counterparty|Name / Description|", "2 left not-income; 3 unknown 500 2026-11-22 Ida; 4 left not-an-amount"},
		{"two currencies", "Date,Amount,Currency,Name\n2026-11-22,100.00,usd,Ann\n2026-11-22,€100.00,,Ann\n2026-11-22,£1.00,£,Ann\n", "Date|Amount|Name||", "2 left other-currency; 3 left other-currency; 4 unknown 100 2026-11-22 "},
		{"odd rows", "Date\tAmount\tName\nsoon\t1.00\tA\n2026-11-22\tx\tA\n2030-01-01\t1.00\tA\n2026-11-22\t0.00\tA\n", "Date|Amount|Name||", "2 left not-a-date; 3 left not-an-amount; 4 left day-not-near; 5 left not-income"},
	} {
		got, err := read(ImportInput{Text: tt.text}, to, "", today)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		c := got.Columns
		if s := strings.Join([]string{c.Day, c.Amount, c.Name, c.Reference, c.Account}, "|"); s != tt.columns {
			t.Errorf("%s: columns %s", tt.name, s)
		}
		var rows []string
		for _, r := range got.Rows {
			row := fmt.Sprint(r.N, " ", r.Will, " ", r.Why)
			if r.Will != WillLeave {
				row = fmt.Sprint(r.N, " ", r.Will, " ", r.Line.Sum.Minor, " ", r.Line.Day, " ", r.Line.Reference)
			}
			rows = append(rows, row)
		}
		if s := strings.Join(rows, "; "); s != tt.rows {
			t.Errorf("%s: %s", tt.name, s)
		}
	}
	for _, text := range []string{"", "x", "A,B\n1,2\n", "PK\x03\x04rubbish"} {
		if got, err := read(ImportInput{Text: text}, to, "", today); err == nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// The same payment twice on one day is two payments, in whichever file.
func TestTwoAlikeAreTwo(t *testing.T) {
	to := giving.Recipient{Group: "g", Entity: "e", Currency: "GBP"}
	one := "Date,Amount,Name\n2026-11-22,10.00,Ann\n"
	two := one + "2026-11-22,10.00,ANN \n"
	a, _ := read(ImportInput{Text: one}, to, "", today)
	b, err := read(ImportInput{Text: two}, to, "", today)
	if err != nil || a.Rows[0].Line.Key != b.Rows[0].Line.Key || b.Rows[0].Line.Key == b.Rows[1].Line.Key {
		t.Errorf("%+v %+v %v", a.Rows, b.Rows, err)
	}
}

// A row that may be there as it was read in the other order is looked for by
// all that it may be called there.
func TestARowReadTheOtherWay(t *testing.T) {
	to := giving.Recipient{Group: "g", Entity: "e", Currency: "GBP"}
	text := "Date,Amount,Name,Payer\n11/05/2026,10.00,Ann,A. Lee\n11/05/2026,10.00,Ann,A. Lee\n"
	was, err := read(ImportInput{Text: text, Name: "Name", Order: dayFirst}, to, "", today)
	if err != nil {
		t.Fatal(err)
	}
	for _, before := range []string{"", dayFirst} {
		now, err := read(ImportInput{Text: text, Name: "Name", Order: monthFirst}, to, before, today)
		for i, r := range now.Rows {
			if err != nil || !slices.Equal(r.turned, was.Rows[i].keys) || r.turned[0] == r.turned[1] {
				t.Errorf("after %q: %v, not %v: %v", before, r.turned, was.Rows[i].keys, err)
			}
		}
	}
	if now, err := read(ImportInput{Text: text, Name: "Name", Order: monthFirst}, to, monthFirst, today); err != nil || now.Rows[0].turned != nil {
		t.Errorf("%+v %v", now.Rows, err)
	}
}

// In the United States the month comes first unless the table says otherwise,
// and elsewhere as the bank of the same group wrote before.
func TestWhichWayDaysAreWritten(t *testing.T) {
	for _, tt := range []struct{ country, before, given, day, want string }{
		{"US", "", "", "11/05/2026", "2026-11-05"},
		{"US", "", "", "13/05/2026", "2026-05-13"},
		{"US", "", dayFirst, "11/05/2026", "2026-05-11"},
		{"GB", "", "", "11/05/2026", "2026-05-11"},
		{"CA", "", "", "11/15/2026", "2026-11-15"},
		{"CA", monthFirst, "", "11/05/2026", "2026-11-05"},
		{"US", dayFirst, "", "11/05/2026", "2026-05-11"},
	} {
		r, err := read(ImportInput{Text: "Date,Amount\n" + tt.day + ",1.00\n", Order: tt.given}, giving.Recipient{Country: tt.country, Currency: "USD"}, tt.before, today)
		if err != nil || r.Rows[0].Line.Day != tt.want {
			t.Errorf("%+v: %+v %v", tt, r.Rows, err)
		}
	}
}
