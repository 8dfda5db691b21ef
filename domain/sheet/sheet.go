// Package sheet reads tables as people bring them, in whatever encoding and
// with whatever separator their program wrote, and writes tables that
// spreadsheets can open without running anything. It streams: no more of a
// file is held than one row and a sample of its beginning.
package sheet

import (
	"bufio"
	"io"
	"iter"
	"strconv"
	"strings"

	"barnstorm/domain"
)

// Bounds of what is read. Beyond them a file is refused.
const (
	MaxBytes   = 64 << 20 // of a file, unless Options says otherwise
	MaxColumns = 1000
	MaxCell    = 64 << 10 // bytes of one cell
)

// sample is how much of the beginning is looked at to find the separator.
const sample = 64 << 10

// Options say what is known about a file before it is read.
type Options struct {
	Header   []string // the columns' names, for files that come without a header row
	MaxBytes int64    // zero means MaxBytes
}

// A Table is an opened file: its header, and its rows one by one.
type Table struct {
	Header    []string // trimmed; a repeated name carries its number, as in "Email 2"; an empty one is "#3"
	Separator rune     // comma, semicolon or tab, whatever the file is called
	Encoding  string   // as far as the file has been read: "utf-8", "utf-16le", "utf-16be" or "windows-1252"

	columns map[string]int // by folded name
	exact   map[string]int // by name: most lookups end here
	from    *parser
	text    *decoder
	first   *Row
}

// Open reads the header of a table and looks at its first row. It refuses,
// always as Invalid and where it can with the line in Args: sheet-empty,
// sheet-no-rows, sheet-zip, sheet-html, sheet-not-text, sheet-cut-off,
// sheet-broken-quote, sheet-too-wide, sheet-too-big, sheet-cell-too-long. A
// read that fails is returned as it is.
func Open(r io.Reader, o Options) (*Table, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = MaxBytes
	}
	raw := bufio.NewReaderSize(r, sample)
	start, err := raw.Peek(sample)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if err := notATable(start); err != nil {
		return nil, err
	}
	text := newDecoder(raw, start, o.MaxBytes)
	in := bufio.NewReaderSize(text, sample)
	start, err = in.Peek(sample)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if strings.TrimSpace(string(start)) == "" {
		return nil, domain.Refuse(domain.Invalid, "sheet-empty")
	}
	t := &Table{text: text, from: &parser{in: in, line: 1}}
	if t.Separator = announced(start); t.Separator == 0 {
		t.Separator = separator(string(start), len(o.Header))
	} else if _, err := in.ReadString('\n'); err == nil {
		t.from.line = 2
	}
	t.from.separator = byte(t.Separator)
	return t, t.begin(o.Header)
}

// begin reads the header, unless it is known, and the first row.
func (t *Table) begin(header []string) error {
	if header == nil {
		row, err := t.record()
		if err == io.EOF {
			return domain.Refuse(domain.Invalid, "sheet-empty")
		}
		if err != nil {
			return err
		}
		header = row.cells
	}
	t.name(header)
	row, err := t.Next()
	if err == io.EOF {
		return domain.Refuse(domain.Invalid, "sheet-no-rows")
	}
	t.first = &row
	return err
}

// name gives every column a name of its own.
func (t *Table) name(header []string) {
	t.Header, t.columns = make([]string, len(header)), map[string]int{}
	for i, h := range header {
		h = strings.TrimSpace(Unguard(h))
		if h == "" {
			h = "#" + strconv.Itoa(i+1)
		}
		name := h
		for n := 2; ; n++ {
			if _, taken := t.columns[fold(name)]; !taken {
				break
			}
			name = h + " " + strconv.Itoa(n)
		}
		t.Header[i], t.columns[fold(name)] = name, i
	}
	t.exact = make(map[string]int, len(header))
	for i, name := range t.Header {
		t.exact[name] = i
	}
}

var plain = strings.NewReplacer(" ", "", "_", "", "-", "", ".", "")

// fold makes names equal that people take to be the same: "Post_Code",
// "PostCode" and "post code".
func fold(name string) string {
	return strings.ToLower(plain.Replace(name))
}

// Has reports whether the table has a column of that name. Case, spaces,
// underscores, hyphens and full stops make no difference.
func (t *Table) Has(column string) bool {
	_, ok := t.column(column)
	return ok
}

func (t *Table) column(name string) (int, bool) {
	if i, ok := t.exact[name]; ok {
		return i, true
	}
	i, ok := t.columns[fold(name)]
	return i, ok
}

// Need refuses with sheet-column-missing, and the column in Args, a table
// that lacks one of the columns.
func (t *Table) Need(columns ...string) error {
	for _, c := range columns {
		if !t.Has(c) {
			return domain.RefuseWith(domain.Invalid, "sheet-column-missing", map[string]any{"column": c})
		}
	}
	return nil
}

// Like is the first column whose name, in lower case, is matched; else "".
func (t *Table) Like(match func(name string) bool) string {
	for _, h := range t.Header {
		if match(strings.ToLower(h)) {
			return h
		}
	}
	return ""
}

// Next is the next row that is not blank, or io.EOF. It refuses as Open does.
// A row that ends early has empty cells; one that has text beyond the header
// is refused with sheet-too-wide, since its cells may stand in wrong columns.
func (t *Table) Next() (Row, error) {
	if row := t.first; row != nil {
		t.first = nil
		return *row, nil
	}
	row, err := t.record()
	if err != nil {
		return Row{}, err
	}
	for i := len(t.Header); i < len(row.cells); i++ {
		if strings.TrimSpace(row.cells[i]) != "" {
			return Row{}, refuse("sheet-too-wide", row.Line)
		}
	}
	if t.from.unended && len(row.cells) < len(t.Header) {
		return Row{}, refuse("sheet-cut-off", row.Line)
	}
	row.table = t
	return row, nil
}

// record is the next record with anything in it.
func (t *Table) record() (Row, error) {
	for {
		line, cells, err := t.from.record()
		t.Encoding = t.text.encoding.String()
		if err != nil {
			return Row{}, err
		}
		for _, c := range cells {
			if strings.TrimSpace(c) != "" {
				return Row{Line: line, cells: cells}, nil
			}
		}
	}
}

// Rows is every row that is left, ending with the first refusal if there is one.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := t.Next()
			if err == io.EOF || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// A Row is one row of a table. It stays good after the next one is read.
type Row struct {
	Line  int // of the file, from 1, where the row begins
	cells []string
	table *Table
}

// Get is the text in a column, found as Has finds it: trimmed, and without
// the one apostrophe with which a program told a spreadsheet "this is text".
// A column that the table lacks is empty.
func (r Row) Get(column string) string {
	return strings.TrimSpace(r.Raw(column))
}

// Raw is Get without the trimming.
func (r Row) Raw(column string) string {
	i, ok := r.table.column(column)
	if !ok || i >= len(r.cells) {
		return ""
	}
	return Unguard(r.cells[i])
}

// refuse is a refusal of one line.
func refuse(code string, line int) error {
	return domain.RefuseWith(domain.Invalid, code, map[string]any{"line": line})
}
