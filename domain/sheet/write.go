package sheet

import (
	"io"
	"strings"
	"unicode/utf8"
)

// formula is how a cell begins that a spreadsheet might run (OWASP, CSV
// injection), full-width forms included. The apostrophe is here so that text
// which has one of its own comes back with it.
const formula = "=+-@\t\r'＝＋－＠"

// Guard puts an apostrophe before text that a spreadsheet might run.
func Guard(text string) string {
	if r, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune(formula, r) {
		return "'" + text
	}
	return text
}

// Unguard takes one leading apostrophe away, ours or another program's.
func Unguard(text string) string { return strings.TrimPrefix(text, "'") }

// A Cell is the content of a cell to be written.
type Cell struct {
	text    string
	guarded bool
}

// Text is a cell of text that somebody wrote.
func Text(s string) Cell { return Cell{s, true} }

// Figure is a cell whose sign belongs to it: a phone number such as
// +44 7700 900123, or a negative amount. What is neither is guarded as text.
func Figure(s string) Cell {
	if s == "" || strings.Trim(s[1:], "0123456789 .,()") == "" && strings.Contains("+-0123456789", s[:1]) {
		return Cell{s, false}
	}
	return Text(s)
}

// A Writer writes a table as RFC 4180 wants it: CRLF, UTF-8 with a mark so
// that Excel reads it as such, and every cell guarded that could run.
type Writer struct {
	to  io.Writer
	row []byte
}

// NewWriter begins a table with its header row.
func NewWriter(to io.Writer, header ...string) (*Writer, error) {
	w := &Writer{to: to, row: []byte("\ufeff")}
	cells := make([]Cell, len(header))
	for i, h := range header {
		cells[i] = Text(h)
	}
	return w, w.Row(cells...)
}

// Row writes one row.
func (w *Writer) Row(cells ...Cell) error {
	for i, c := range cells {
		if i > 0 {
			w.row = append(w.row, ',')
		}
		w.row = c.append(w.row)
	}
	_, err := w.to.Write(append(w.row, '\r', '\n'))
	w.row = w.row[:0]
	return err
}

// append writes the cell, quoted if it needs it. NUL and broken UTF-8, which
// no reader of tables takes, are left out.
func (c Cell) append(row []byte) []byte {
	text := strings.ReplaceAll(strings.ToValidUTF8(c.text, ""), "\x00", "")
	guarded := text
	if c.guarded {
		guarded = Guard(text)
	}
	if guarded == text && !strings.ContainsAny(text, "\",;\t\r\n") && strings.TrimSpace(text) == text {
		return append(row, text...)
	}
	row = append(row, '"')
	row = append(row, strings.ReplaceAll(guarded, `"`, `""`)...)
	return append(row, '"')
}
