package bank

import (
	"bytes"
	"cmp"
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
// column is guessed by its name, and None is none.
type ImportInput struct {
	Group     string `json:"group"`
	Text      string `json:"text"` // the table, in UTF-8
	Day       string `json:"day"`  // names of columns
	Amount    string `json:"amount"`
	Name      string `json:"name"`
	Reference string `json:"reference"`
	Account   string `json:"account"`
	Currency  string `json:"currency"`
	Direction string `json:"direction"` // in which it says whether money came or went
	Order     string `json:"order"`     // of day and month: "day-first", "month-first" or "" to be found out
	Sure      bool   `json:"sure"`      // keep it; otherwise it is only read
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

	keys   []string // under which it may be there
	turned []string // under which it may be there, read in the other order of day and month
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

	ordered bool // the order of day and month makes a difference
}

// read understands a table of an entity whose tables wrote days in an order
// before; empty where that is not known. It refuses as sheet.Open does, and with
// Invalid for a column that is needed and not there, and for a table that is too long.
func read(in ImportInput, to giving.Recipient, before string, now time.Time) (Reading, error) {
	t, err := sheet.Open(strings.NewReader(in.Text), sheet.Options{MaxBytes: 4 << 20})
	if err != nil {
		return Reading{}, err
	}
	in.Text = ""
	r := reader{key: in.keyed(t), was: in.keyedBefore(t), to: to, now: now, seen: map[string]int{}}
	for what, column := range map[string]*string{"day": &in.Day, "amount": &in.Amount, "name": &in.Name, "reference": &in.Reference, "currency": &in.Currency, "direction": &in.Direction} {
		*column = guess(t, what, *column)
	}
	out := Reading{Group: to.Group, Header: t.Header, Separator: string(t.Separator), Count: map[string]int{}}
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
	out.Encoding, out.Columns = t.Encoding, in
	w.Check(len(rows) <= MaxRows, "file", "too-many-rows")
	if err := w.Err(); err != nil {
		return out, err
	}
	in.Account = in.theirs(t, rows)
	if in.Order != dayFirst && in.Order != monthFirst {
		in.Order = cmp.Or(order(rows, in.Day), before, usual(to.Country))
	}
	out.Columns, out.ordered = in, ordered(rows, in.Day)
	r.in, r.other = in, out.ordered && before != in.Order
	for i, row := range rows {
		out.Rows = append(out.Rows, r.row(i+2, row))
	}
	return out, nil
}

// A reader understands the rows of one table.
type reader struct {
	in    ImportInput
	key   ImportInput // the columns by which rows are told apart, whatever was chosen for the others
	was   ImportInput // and those by which they were, before that was so
	other bool        // tables were read, or may have been, in the other order of day and month before
	to    giving.Recipient
	now   time.Time
	seen  map[string]int
}

// row understands one row.
func (rd reader) row(n int, row sheet.Row) Row {
	in, to := rd.in, rd.to
	l := Line{Entity: to.Entity, Group: to.Group, Sandbox: to.Sandbox, State: Waiting, Made: rd.now,
		Name: clip(row.Get(in.Name)), Reference: clip(row.Get(in.Reference)), Account: clip(row.Get(in.Account))}
	r := Row{N: n, Will: WillLeave}
	day, ok := dayOf(row.Get(in.Day), in.Order)
	minor, good := amountOf(row.Get(in.Amount), to.Currency)
	way := strings.ToLower(strings.TrimSpace(row.Get(in.Direction)))
	switch {
	case !ok:
		r.Why = "not-a-date"
	case !good:
		r.Why = "not-an-amount"
	case minor <= 0 || slices.Contains(went, way):
		r.Why = "not-income"
	case way != "" && !slices.Contains(came, way):
		r.Why = "not-an-amount"
	case !sameCurrency(row.Get(in.Currency), row.Get(in.Amount), to.Currency):
		r.Why = "other-currency"
	case day.After(rd.now.AddDate(0, 0, 1)) || day.Before(rd.now.AddDate(-3, 0, 0)):
		r.Why = "day-not-near"
	default:
		r.Will = WillWait
	}
	l.Day, l.Sum = day.Format(time.DateOnly), domain.Money{Minor: minor, Currency: to.Currency}
	l.Key = rd.mark(rd.key, "", l.Day, l.Sum, row)
	r.keys = []string{l.Key, rd.mark(rd.was, "was", l.Day, l.Sum, row)}
	if turned, ok := dayOf(row.Get(in.Day), otherOrder(in.Order)); ok && rd.other {
		day := turned.Format(time.DateOnly)
		r.turned = []string{rd.mark(rd.key, "other", day, l.Sum, row), rd.mark(rd.was, "other was", day, l.Sum, row)}
	}
	r.Line = l
	return r
}

// mark is by what a row is told from every other: its day, its sum and what
// some columns say. The same payment twice on one day is two payments.
func (rd reader) mark(by ImportInput, of, day string, sum domain.Money, row sheet.Row) string {
	text := func(column string) string { return squeeze(clip(row.Get(column))) }
	key := strings.Join([]string{day, strconv.FormatInt(sum.Minor, 10), sum.Currency, text(by.Name), text(by.Reference), text(by.Account)}, "|")
	rd.seen[of+key]++
	h := sha256.Sum256([]byte(key + "|" + strconv.Itoa(rd.seen[of+key])))
	return hex.EncodeToString(h[:16])
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
	before, err := s.Store.DayOrder(ctx, to.Entity)
	if err != nil {
		return Reading{}, err
	}
	out, err := read(in, to, before, s.Clock.Now())
	if err != nil {
		return out, err
	}
	if err := s.match(ctx, to.Entity, out.Rows); err != nil {
		return out, err
	}
	// Another order of days is noted with the last of the rows: where some are not
	// kept, those that come again are still looked for in both.
	news, kept := out.ordered && out.Columns.Order != before, 0
	for rows := range slices.Chunk(out.Rows, 200) {
		if !in.Sure {
			break
		}
		kept += len(rows)
		if err := s.Atomically(ctx, func(tx Store) error {
			if news && kept == len(out.Rows) {
				if err := tx.PutDayOrder(ctx, to.Entity, out.Columns.Order); err != nil {
					return err
				}
			}
			return s.keep(ctx, tx, rows)
		}); err != nil {
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
			keys, signs = append(append(keys, r.keys...), r.turned...), append(signs, r.Line.signs()...)
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
	for _, key := range r.keys {
		if _, known := there[key]; known {
			r.Will = There
			return
		}
	}
	for _, key := range r.turned {
		if _, known := there[key]; known { // as on another day: a person says whether it is the same
			return
		}
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
