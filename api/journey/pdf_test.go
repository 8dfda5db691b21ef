package journey

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// pdfPages is the text of each page of a PDF as Chromium writes it (Skia,
// PDF 1.4, no streams of objects): a line where the writer starts one.
func pdfPages(t *testing.T, pdf []byte) (pages []string) {
	t.Helper()
	p := parsed{t, map[string][]byte{}, map[string]font{}}
	for _, m := range regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)\nendobj`).FindAllSubmatch(pdf, -1) {
		p.objects[string(m[1])] = m[2]
	}
	kids := regexp.MustCompile(`(?s)/Type /Pages\s.*?/Kids \[(.*?)\]`).FindSubmatch(pdf)
	if kids == nil {
		t.Fatal("the PDF has no pages")
	}
	for _, kid := range regexp.MustCompile(`(\d+) 0 R`).FindAllSubmatch(kids[1], -1) {
		about := p.objects[string(kid[1])]
		content := regexp.MustCompile(`/Contents (\d+) 0 R`).FindSubmatch(about)
		pages = append(pages, p.text(about, p.stream(string(content[1]))))
	}
	return pages
}

// parsed is the objects of a PDF, and its fonts.
type parsed struct {
	*testing.T
	objects map[string][]byte
	fonts   map[string]font
}

// A font is what its glyphs mean, and how many hexadecimal digits name one.
type font struct {
	glyphs map[uint16]string
	digits int
}

func (p parsed) stream(id string) []byte {
	p.Helper()
	_, body, ok := bytes.Cut(p.objects[id], []byte("stream\n"))
	if !ok {
		p.Fatalf("object %s is no stream", id)
	}
	if !bytes.Contains(p.objects[id][:bytes.Index(p.objects[id], []byte("stream\n"))], []byte("FlateDecode")) {
		return body
	}
	r, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil && err != io.ErrUnexpectedEOF {
		p.Fatal(err)
	}
	return plain
}

var (
	fontNames = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	unicodeAt = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	bfChar    = regexp.MustCompile(`(?m)^<([0-9A-Fa-f]{2,4})> <([0-9A-Fa-f]+)>$`)
	bfRange   = regexp.MustCompile(`(?m)^<([0-9A-Fa-f]{2,4})> <([0-9A-Fa-f]{2,4})> <([0-9A-Fa-f]{4})>$`)
	shown     = regexp.MustCompile(`/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]*)>|(\bT[jJ]\b)|(\bT[dm]\b)`)
)

// font reads a font: one that is drawn glyph by glyph (Type 3) names them by a
// byte, any other by two.
func (p parsed) font(id string) font {
	if known, ok := p.fonts[id]; ok {
		return known
	}
	f := font{map[uint16]string{}, 4}
	if bytes.Contains(p.objects[id], []byte("/Subtype /Type3")) {
		f.digits = 2
	}
	if at := unicodeAt.FindSubmatch(p.objects[id]); at != nil {
		table := p.stream(string(at[1]))
		for _, m := range bfRange.FindAllSubmatch(table, -1) {
			from, to, first := hex16(m[1]), hex16(m[2]), hex16(m[3])
			for g := from; g <= to && g >= from; g++ {
				f.glyphs[g] = string(rune(first + g - from))
			}
		}
		for _, m := range bfChar.FindAllSubmatch(table, -1) {
			var units []uint16
			for i := 0; i+4 <= len(m[2]); i += 4 {
				units = append(units, hex16(m[2][i:i+4]))
			}
			f.glyphs[hex16(m[1])] = string(utf16.Decode(units))
		}
	}
	p.fonts[id] = f
	return f
}

func hex16(b []byte) uint16 {
	n, _ := strconv.ParseUint(string(b), 16, 16)
	return uint16(n)
}

// text is what is written on a page.
func (p parsed) text(about, content []byte) string {
	fonts := map[string]string{}
	for _, m := range fontNames.FindAllSubmatch(about, -1) {
		fonts[string(m[1])] = string(m[2])
	}
	var out strings.Builder
	var f font
	for _, m := range shown.FindAllSubmatch(content, -1) {
		switch {
		case len(m[1]) > 0:
			f = p.font(fonts[string(m[1])])
		case len(m[2]) > 0:
			for i := 0; f.digits > 0 && i+f.digits <= len(m[2]); i += f.digits {
				out.WriteString(f.glyphs[hex16(m[2][i:i+f.digits])])
			}
		case len(m[4]) > 0:
			out.WriteByte('\n')
		}
	}
	return out.String()
}
