package bank

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/domain/sheet"
)

// MaxRows is how many rows of a table are read at once.
const MaxRows = 5000

// An ImportInput is a table of a bank and which column means what. An empty
// column is guessed by its name.
type ImportInput struct {
	Group     string `json:"group"`
	Text      string `json:"text"` // the table, in UTF-8
	Day       string `json:"day"`  // names of columns
	Amount    string `json:"amount"`
	Name      string `json:"name"`
	Reference string `json:"reference"`
	Account   string `json:"account"`
	Order     string `json:"order"` // of day and month: "day-first", "month-first" or "" to be found out
	Sure      bool   `json:"sure"`  // keep it; otherwise it is only read
}

// What becomes of a row.
const (
	WillBook  = "known"   // whose it is is known: into the books
	WillWait  = "unknown" // a person has to say whose it is
	There     = "there"   // it was read in before
	WillLeave = "left"    // nothing came in by it, or it cannot be read
)

// A Row is one row of a table and what becomes of it.
type Row struct {
	N    int // in the file
	Line Line
	Will string
	Why  string // of WillLeave: "not-a-date", "not-an-amount", "not-income", "other-currency", "day-not-near"
}

// A Reading is a table as it was understood.
type Reading struct {
	Group     domain.GroupID
	Header    []string
	Encoding  string
	Separator string
	Columns   ImportInput // with what was guessed
	Rows      []Row
	Count     map[string]int // by what becomes of rows
	Kept      bool
}

// guesses is how banks call a column: the first of these words that a name
// holds, the first column that has it.
var guesses = map[string][]string{
	"day":       {"bookingdate", "buchungstag", "buchungsdatum", "transactiondate", "fecha", "ημερομηνια", "date", "datum", "valuta"},
	"amount":    {"paidin", "moneyin", "creditamount", "amount", "betrag", "importe", "montant", "ποσο", "credit", "umsatz"},
	"name":      {"counterparty", "payer", "auftraggeber", "beguenstigter", "beneficiario", "ordenante", "donneur", "εντολεας", "name", "from"},
	"reference": {"reference", "verwendungszweck", "concepto", "referencia", "libelle", "αιτιολογια", "description", "memo", "details", "narrative"},
	"account":   {"iban", "kontonummer", "accountnumber", "cuenta", "compte", "λογαριασμος", "account"},
}

func guess(t *sheet.Table, what, given string) string {
	if given != "" && t.Has(given) {
		return given
	}
	for _, word := range guesses[what] {
		if name := t.Like(func(name string) bool { return strings.Contains(squeeze(name), squeeze(word)) }); name != "" {
			return name
		}
	}
	return ""
}

// read understands a table. It refuses as sheet.Open does, and with Invalid for
// a column that is needed and not there, and for a table that is too long.
func read(in ImportInput, to giving.Recipient, now time.Time) (Reading, error) {
	t, err := sheet.Open(strings.NewReader(in.Text), sheet.Options{MaxBytes: 4 << 20})
	if err != nil {
		return Reading{}, err
	}
	for what, column := range map[string]*string{"day": &in.Day, "amount": &in.Amount, "name": &in.Name, "reference": &in.Reference, "account": &in.Account} {
		*column = guess(t, what, *column)
	}
	in.Text = ""
	out := Reading{Group: to.Group, Header: t.Header, Separator: string(t.Separator), Columns: in, Count: map[string]int{}}
	w := domain.Wrong{}
	w.Check(in.Day != "", "day", "pick-one")
	w.Check(in.Amount != "", "amount", "pick-one")
	var rows []sheet.Row
	for {
		row, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return out, err
		}
		rows = append(rows, row)
	}
	out.Encoding = t.Encoding
	w.Check(len(rows) <= MaxRows, "file", "too-many-rows")
	if err := w.Err(); err != nil {
		return out, err
	}
	if in.Order == "" {
		out.Columns.Order = order(rows, in.Day)
	}
	seen := map[string]int{}
	for i, row := range rows {
		out.Rows = append(out.Rows, out.Columns.row(i+2, row, to, now, seen))
	}
	return out, nil
}

// row understands one row.
func (in ImportInput) row(n int, row sheet.Row, to giving.Recipient, now time.Time, seen map[string]int) Row {
	l := Line{Entity: to.Entity, Group: to.Group, Sandbox: to.Sandbox, State: Waiting, Made: now,
		Name: clip(row.Get(in.Name)), Reference: clip(row.Get(in.Reference)), Account: clip(row.Get(in.Account))}
	r := Row{N: n, Will: WillLeave}
	day, ok := dayOf(row.Get(in.Day), in.Order)
	minor, good := amountOf(row.Get(in.Amount), to.Currency)
	switch {
	case !ok:
		r.Why = "not-a-date"
	case !good:
		r.Why = "not-an-amount"
	case minor <= 0:
		r.Why = "not-income"
	case day.After(now.AddDate(0, 0, 1)) || day.Before(now.AddDate(-3, 0, 0)):
		r.Why = "day-not-near"
	default:
		r.Will = WillWait
	}
	l.Day, l.Sum = day.Format(time.DateOnly), domain.Money{Minor: minor, Currency: to.Currency}
	key := strings.Join([]string{l.Day, strconv.FormatInt(minor, 10), l.Sum.Currency, squeeze(l.Name), squeeze(l.Reference), squeeze(l.Account)}, "|")
	seen[key]++ // the same payment twice on one day is two payments
	h := sha256.Sum256([]byte(key + "|" + strconv.Itoa(seen[key])))
	l.Key = hex.EncodeToString(h[:16])
	r.Line = l
	return r
}

func clip(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 120 {
		return string(r[:120])
	}
	return strings.TrimSpace(s)
}

// order finds out whether a column writes the day or the month first: a number
// above twelve says it; otherwise the day does, as everywhere but in the US.
func order(rows []sheet.Row, column string) string {
	for _, row := range rows {
		parts := strings.FieldsFunc(row.Get(column), func(r rune) bool { return r < '0' || r > '9' })
		if len(parts) >= 3 && len(parts[0]) <= 2 && len(parts[1]) == 2 && parts[1] > "12" {
			return "month-first"
		}
	}
	return "day-first"
}

// dayOf reads a day as banks write it: 2026-11-22, 22.11.2026, 22/11/26 …
func dayOf(s, order string) (time.Time, bool) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	s = strings.NewReplacer(".", "-", "/", "-").Replace(s)
	layouts := []string{"2006-1-2", "2-1-2006", "2-1-06", "2-Jan-2006", "20060102"}
	if order == "month-first" {
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

// Import reads a table of a bank, and keeps what came in where the sender is
// sure: what is known goes into the books, the rest waits for a person. Read in
// twice it is there once. Refuses as Actor.Must does for MoveMoney, and with
// Invalid where the table cannot be read.
func (s *Service) Import(ctx context.Context, who domain.Actor, in ImportInput) (Reading, error) {
	g, ok := domain.ParseID[domain.GroupID](in.Group)
	if !ok {
		return Reading{}, domain.Wrong{"group": "pick-one"}.Err()
	}
	if err := who.Must(domain.MoveMoney, g); err != nil {
		return Reading{}, err
	}
	to, err := s.Store.Recipient(ctx, g, "")
	if err != nil {
		return Reading{}, err
	}
	out, err := read(in, to, s.Clock.Now())
	if err != nil {
		return out, err
	}
	if err := s.match(ctx, to.Entity, out.Rows); err != nil {
		return out, err
	}
	for rows := range slices.Chunk(out.Rows, 200) {
		if !in.Sure {
			break
		}
		if err := s.Atomically(ctx, func(tx Store) error { return s.keep(ctx, tx, rows) }); err != nil {
			return out, err
		}
		out.Kept = true
	}
	for _, r := range out.Rows {
		out.Count[r.Will]++
	}
	return out, nil
}

// match finds which rows are there already and whose the others are.
func (s *Service) match(ctx context.Context, e domain.EntityID, rows []Row) error {
	for part := range slices.Chunk(rows, 200) {
		var keys, signs []string
		for _, r := range part {
			keys, signs = append(keys, r.Line.Key), append(signs, r.Line.signs()...)
		}
		there, err := s.Store.KnownLines(ctx, e, keys)
		if err != nil {
			return err
		}
		payers, err := s.Store.Payers(ctx, e, signs)
		if err != nil {
			return err
		}
		for i := range part {
			part[i].match(there, payers)
		}
	}
	return nil
}

func (r *Row) match(there map[string]LineState, payers map[string]Payer) {
	if r.Will != WillWait {
		return
	}
	if _, known := there[r.Line.Key]; known {
		r.Will = There
		return
	}
	for _, sign := range r.Line.signs() {
		if p, known := payers[sign]; known {
			r.Will, r.Line.Payer, r.Line.State = WillBook, p, Booked
			return
		}
	}
}

// keep writes rows: those whose payer is known into the books.
func (s *Service) keep(ctx context.Context, tx Store, rows []Row) error {
	for i := range rows {
		r := &rows[i]
		if r.Will != WillBook && r.Will != WillWait {
			continue
		}
		now := s.Clock.Now()
		r.Line.ID = domain.NewID[LineID](now)
		if r.Will == WillBook {
			r.Line.Decided = now
		}
		fresh, err := tx.AddLine(ctx, r.Line)
		if err != nil {
			return err
		}
		if !fresh {
			r.Will = There
			continue
		}
		if r.Will == WillBook {
			if err := s.book(ctx, tx, r.Line); err != nil {
				return err
			}
		}
	}
	return nil
}

// Plain is a file as a bank handed it out, whatever its encoding and
// separator, as a table in UTF-8. It refuses as sheet.Open does.
func Plain(file []byte) (string, error) {
	t, err := sheet.Open(bytes.NewReader(file), sheet.Options{MaxBytes: 4 << 20})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	w, err := sheet.NewWriter(&b, t.Header...)
	if err != nil {
		return "", err
	}
	for n := 0; n <= MaxRows; n++ {
		row, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
		cells := make([]sheet.Cell, len(t.Header))
		for i, h := range t.Header {
			cells[i] = sheet.Figure(row.Get(h))
		}
		if err := w.Row(cells...); err != nil {
			return "", err
		}
	}
	return strings.TrimPrefix(b.String(), "\ufeff"), nil
}
