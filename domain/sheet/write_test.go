package sheet

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

func TestWritten(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, "Name", "Phone", "Note")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row(Text("=HYPERLINK(1)"), Figure("+44 7700 900123"), Text("a, \"b\"")); err != nil {
		t.Fatal(err)
	}
	if err := w.Row(Text("'Abd"), Figure("-5.20"), Figure("+cmd|' /C calc'!A0")); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffName,Phone,Note\r\n\"'=HYPERLINK(1)\",+44 7700 900123,\"a, \"\"b\"\"\"\r\n\"''Abd\",-5.20,\"'+cmd|' /C calc'!A0\"\r\n"
	if out.String() != want {
		t.Errorf("%q", out.String())
	}
}

// Whatever somebody wrote comes back as they wrote it, no text begins as a
// formula does, and Go's own reader sees the same table.
func TestWhatIsWrittenIsRead(t *testing.T) {
	round := func(a, b, c string) bool {
		cells := []string{strings.ReplaceAll(a, "\x00", ""), "=" + strings.ReplaceAll(b, "\x00", ""), strings.ReplaceAll(c, "\x00", "")}
		var out bytes.Buffer
		w, _ := NewWriter(&out, "a", "b", "c")
		w.Row(Text(cells[0]), Text(cells[1]), Text(cells[2]))
		other, err := csv.NewReader(bytes.NewReader(out.Bytes()[3:])).ReadAll()
		if err != nil || slices.ContainsFunc(other[1], func(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) }) {
			t.Logf("%q, %v", other, err)
			return false
		}
		_, rows, err := readAll(&out, Options{})
		if err != nil || len(rows) != 1 || !slices.Equal(rows[0], cells) {
			t.Logf("%q became %q, %v", cells, rows, err)
			return false
		}
		return true
	}
	if err := quick.Check(round, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
	for _, s := range []string{"a\r\nb", "a\rb", "\"", "'", "''", "\ufeff", " x ", "\t", "a;b\tc", "＝1", "-"} {
		if !round(s, s, s) {
			t.Errorf("%q does not come back", s)
		}
	}
}

// FuzzOpen: no file, however broken, ends the program, reads on for ever, or
// gives a row whose line is not in the file.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a;b\n\"1\n\";2", "\ufeffa\tb\r\n1\t2", wideText("a,b\n1,2\n", true, true), "PK\x03\x04", "a,b\n\xe9,\x80\n", "sep=;\na;b\n1;2", "\"", "a\r\rb"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		table, err := Open(bytes.NewReader(in), Options{})
		if err != nil {
			return
		}
		line := 0
		for row, err := range table.Rows() {
			if err != nil {
				return
			}
			if row.Line <= line || row.Line > len(in)+1 {
				t.Fatalf("line %d after %d", row.Line, line)
			}
			line = row.Line
			for _, h := range table.Header {
				row.Get(h)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := []byte("Postcode,Quality,E,N,Country\n" + strings.Repeat("\"E1 0AA\",10,535267,181084,\"E92000001\"\n", 20000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		table, err := Open(bytes.NewReader(text), Options{})
		if err != nil {
			b.Fatal(err)
		}
		for row := range table.Rows() {
			row.Get("E")
		}
	}
}
