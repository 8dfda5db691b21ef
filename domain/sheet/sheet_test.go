package sheet

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"barnstorm/domain"
	"barnstorm/store/storetest"
)

const exports = "council-exports/"

// readAll is the header and every cell, or the refusal.
func readAll(r io.Reader, o Options) (*Table, [][]string, error) {
	t, err := Open(r, o)
	if err != nil {
		return nil, nil, err
	}
	var rows [][]string
	for row, err := range t.Rows() {
		if err != nil {
			return t, rows, err
		}
		cells := make([]string, len(t.Header))
		for i, h := range t.Header {
			cells[i] = row.Raw(h)
		}
		rows = append(rows, cells)
	}
	return t, rows, nil
}

func TestCouncilExports(t *testing.T) {
	for _, tt := range []struct {
		file      string
		encoding  string
		separator rune
		columns   int
		rows      int
		column    string
		last      string // what stands in that column in the last row
		refusal   string
		line      int
	}{
		{file: "democracy-counts-utf-16le.csv", encoding: "utf-16le", separator: ',', columns: 12, rows: 34, column: "PostCode", last: "EN10 7DD"},
		{file: "ems-dcounts-districts.csv", encoding: "utf-8", separator: ',', columns: 11, rows: 19, column: "PostCode", last: "EN5 4PE"},
		{file: "ems-dcounts-stations.csv", encoding: "utf-8", separator: ',', columns: 11, rows: 19, column: "Post code", last: "NW7 1BP"},
		{file: "ems-idox-eros.csv", encoding: "utf-8", separator: ',', columns: 19, rows: 9, column: "Town", last: "CHORLEY"},
		{file: "ems-xpress-dc.csv", encoding: "utf-8", separator: ',', columns: 38, rows: 9, column: "Post_Code", last: "HA8 6NB"},
		{file: "encoding-windows1252.tsv", encoding: "windows-1252", separator: '\t', columns: 38, rows: 9, column: "Polling_Place_Address_1", last: "Lôn Capel / Chapel Lane"},
		{file: "ext-csv-with-tsv-ext.tsv", encoding: "utf-8", separator: ',', columns: 19, rows: 9, column: "Town", last: "CHORLEY"},
		{file: "incomplete-file.CSV", refusal: "sheet-cut-off", line: 10},
		{file: "not-a-csv.csv", refusal: "sheet-zip"},
		{file: "small-files-empty.csv", refusal: "sheet-empty"},
		{file: "small-files-nearly_empty.csv", refusal: "sheet-no-rows"},
	} {
		t.Run(tt.file, func(t *testing.T) {
			table, rows, err := readAll(storetest.OpenReal(t, exports+tt.file), Options{})
			if tt.refusal != "" {
				refused(t, err, tt.refusal, tt.line)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if table.Encoding != tt.encoding || table.Separator != tt.separator || len(table.Header) != tt.columns || len(rows) != tt.rows {
				t.Errorf("%s, %q, %d columns, %d rows", table.Encoding, table.Separator, len(table.Header), len(rows))
			}
			at, ok := table.column(tt.column)
			if got := rows[len(rows)-1][at]; !ok || got != tt.last {
				t.Errorf("%s of the last row is %q", tt.column, got)
			}
		})
	}
}

func refused(t *testing.T, err error, code string, line int) {
	t.Helper()
	e, ok := domain.AsError(err)
	if !ok || e.Kind != domain.Invalid || e.Code != code {
		t.Fatalf("%v, want %s", err, code)
	}
	if line > 0 && e.Args["line"] != line {
		t.Errorf("line %v, want %d", e.Args["line"], line)
	}
}

func wideText(s string, mark, big bool) string {
	var out []byte
	if mark {
		s = "\ufeff" + s
	}
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

func TestEncodings(t *testing.T) {
	const plain = "Name,Town\nZoë 😀,Dún Laoghaire\n"
	late := "Name,Town\n" + strings.Repeat("Ann,Leeds\n", 10000)
	for name, in := range map[string]string{
		"utf-8": plain, "utf-8 with a mark": "\ufeff" + plain,
		"utf-16le": wideText(plain, true, false), "utf-16be": wideText(plain, true, true),
		"utf-16le without a mark": wideText(plain, false, false), "utf-16be without a mark": wideText(plain, false, true),
		"utf-8 late": late + "Zoë 😀,Dún Laoghaire\n",
	} {
		_, rows, err := readAll(strings.NewReader(in), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := rows[len(rows)-1]; got[0] != "Zoë 😀" || got[1] != "Dún Laoghaire" {
			t.Errorf("%s: %q", name, got)
		}
	}
	// Every place where the first letter beyond ASCII can fall in a stretch.
	for pad := 32<<10 - 20; pad < 32<<10+4; pad++ {
		for in, want := range map[string]string{"Zo\xeb": "Zoë", "Zo\xc3\xab": "Zoë"} {
			text := "a,b\n" + strings.Repeat("x", pad) + "," + in + "\n"
			_, rows, err := readAll(strings.NewReader(text), Options{})
			if err != nil || rows[0][1] != want {
				t.Fatalf("pad %d, %q: %v", pad, in, err)
			}
		}
	}
	_, rows, err := readAll(strings.NewReader("Name;Price\nO\x92Neill;5 \x80\n"), Options{})
	if err != nil || rows[0][0] != "O’Neill" || rows[0][1] != "5 €" {
		t.Errorf("%q, %v", rows, err)
	}
}

func TestSeparators(t *testing.T) {
	for in, want := range map[string][]string{
		"a,b,c\n1,2,3\n":                         {"1", "2", "3"},
		"a;b;c\n1,5;2,5;3\n":                     {"1,5", "2,5", "3"},
		"a\tb\tc\n1, 2\t3, 4\t5; 6\n":            {"1, 2", "3, 4", "5; 6"},
		"sep=;\r\na,x;b\r\n1;2\r\n":              {"1", "2"},
		"a,b\r\"1\",\"x \"\"y\"\"\"\r":           {"1", `x "y"`},
		"a,b\n5\" pipe,\"two\nlines\"":           {`5" pipe`, "two\nlines"},
		"mail\nann@example.org\n":                {"ann@example.org"},
		"\n\n a , b \n\n,\n1,2\n":                {"1", "2"},
		"'a,b\n'007,'=1\n":                       {"007", "=1"},
		"\"a;x\";\"b;y\";c\n\"1;1\";\"2;2\";3\n": {"1;1", "2;2", "3"},
		"a,b,c\n1\n":                             {"1", "", ""},
		"a,b\n1,2,,\n":                           {"1", "2"},
	} {
		_, rows, err := readAll(strings.NewReader(in), Options{})
		if err != nil || len(rows) != 1 || strings.Join(rows[0], "|") != strings.Join(want, "|") {
			t.Errorf("%q: %q, %v", in, rows, err)
		}
	}
}

func TestNotTables(t *testing.T) {
	for _, tt := range []struct {
		name, in, code string
		line           int
	}{
		{"nothing", "", "sheet-empty", 0},
		{"blank", " \n\t\n", "sheet-empty", 0},
		{"a mark alone", "\ufeff", "sheet-empty", 0},
		{"a header alone", "a,b\n\n", "sheet-no-rows", 0},
		{"a page", "\n <!DOCTYPE html><p>sign in", "sheet-html", 0},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "sheet-not-text", 0},
		{"a NUL", "a,b\n1,2\n3,\x00\n", "sheet-not-text", 3},
		{"two encodings", "a,b\né,2\n\xe9,3\n", "sheet-not-text", 3},
		{"UTF-8 that later is not", "a,b\né,2\n" + strings.Repeat("1,2\n", 40000) + "\xe9,3\n", "sheet-not-text", 40003},
		{"half of UTF-16", wideText("a,b\n1,2\n", true, false) + "x", "sheet-not-text", 0},
		{"a quote that never ends", "a,b\n1,2\n3,\"4\n5,6\n", "sheet-cut-off", 3},
		{"a last line that stops", "a,b,c\n1,2,3\n4,5", "sheet-cut-off", 3},
		{"text behind a quote", "a,b\n1,2\n\"3\"x,4\n", "sheet-broken-quote", 3},
		{"a row beyond the header", "a,b\n1,2\n\n1,2,3\n", "sheet-too-wide", 4},
		{"a cell without an end", "a,b\n1," + strings.Repeat("x", MaxCell+1), "sheet-cell-too-long", 2},
		{"columns without an end", strings.Repeat(",a", MaxColumns+1), "sheet-too-wide", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := readAll(strings.NewReader(tt.in), Options{})
			refused(t, err, tt.code, tt.line)
		})
	}
	_, _, err := readAll(strings.NewReader("a,b\n"+strings.Repeat("1,2\n", 100000)), Options{MaxBytes: 1000})
	refused(t, err, "sheet-too-big", 0)
	broken := errors.New("the line went dead")
	if _, _, err := readAll(io.MultiReader(strings.NewReader("a,b\n1,2\n"), failing{broken}), Options{}); !errors.Is(err, broken) {
		t.Errorf("a failing read became %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestHeaders(t *testing.T) {
	table, err := Open(strings.NewReader("Email , email,,Pref Phone ,Email 2\na,b,c,d,e\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Email", "email 2", "#3", "Pref Phone", "Email 2 2"}
	row, _ := table.Next()
	for i, h := range want {
		if table.Header[i] != h || row.Get(h) != string("abcde"[i]) {
			t.Errorf("column %d is %q with %q", i, table.Header[i], row.Get(h))
		}
	}
	if row.Get("pref_phone") != "d" || row.Get("nothing") != "" || row.Line != 2 {
		t.Errorf("%+v", row)
	}
	if table.Like(func(n string) bool { return strings.HasPrefix(n, "pref") }) != "Pref Phone" {
		t.Error("no column like pref")
	}
	refused(t, table.Need("Email", "Town"), "sheet-column-missing", 0)
	given, err := Open(strings.NewReader("\"E1 0AA\",10,535267\n"), Options{Header: []string{"Postcode", "Quality", "Eastings"}})
	if err != nil {
		t.Fatal(err)
	}
	if row, _ := given.Next(); row.Get("Eastings") != "535267" || row.Line != 1 {
		t.Errorf("%+v", row)
	}
}

func TestCount(t *testing.T) {
	for in, want := range map[string]int{"0": 0, "10354": 10354, "10,354": 10354, " 1,234,567 ": 1234567, "10 354": 10354, "10\u202f354": 10354} {
		if n, ok := Count(in); !ok || n != want {
			t.Errorf("%q is %d, %v", in, n, ok)
		}
	}
	for _, in := range []string{"", "-1", "1.5", "1,00", "10,3544", ",354", "1,234 567", "1e5", "4.47701E+11", "x", "1234567890123456"} {
		if n, ok := Count(in); ok {
			t.Errorf("%q was read as %d", in, n)
		}
	}
}

func TestFaults(t *testing.T) {
	table, err := Open(strings.NewReader("a,b\n"+strings.Repeat("1,2\n", 30)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var f Faults
	if f.Err() != nil {
		t.Error("no fault, and yet one")
	}
	for row := range table.Rows() {
		f.Check(row.Line == 2, row, "b", "row-number")
	}
	refused(t, f.Err(), "sheet-rows-wrong", 3)
	if e, _ := domain.AsError(f.Err()); e.Args["count"] != 29 || len(f.List) != listed || e.Fields["line 3, b"] != "row-number" {
		t.Errorf("%+v", e)
	}
}
