package sheet

import (
	"bytes"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"barnstorm/domain"
)

type encoding int

const (
	ascii encoding = iota // so far: it becomes UTF-8 or Windows-1252 at the first other byte
	utf8Text
	utf16LE
	utf16BE
	windows1252
)

func (e encoding) String() string {
	return [...]string{"utf-8", "utf-8", "utf-16le", "utf-16be", "windows-1252"}[e]
}

// upper is what Windows-1252 has at 0x80 to 0x9f, where Latin 1 has controls.
// Five places are empty there; a file that uses them is not text.
var upper = []rune("€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ")

// A decoder turns a file of any of these encodings into UTF-8 as it is read.
// Whether unmarked text is UTF-8 or Windows-1252 is decided by the first
// stretch of it that is not plain ASCII, which may come late: a long English
// list can hold its first "é" in row 40,000.
type decoder struct {
	from     io.Reader
	left     int64 // bytes that may still come
	encoding encoding
	raw      []byte // read and not yet turned
	text     []byte // turned and not yet given
	line     int
	err      error
}

func newDecoder(from io.Reader, start []byte, most int64) *decoder {
	d := &decoder{from: from, left: most, line: 1}
	skip := 0
	switch {
	case bytes.HasPrefix(start, []byte("\ufeff")):
		d.encoding, skip = utf8Text, 3
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}):
		d.encoding, skip = utf16LE, 2
	case bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		d.encoding, skip = utf16BE, 2
	default:
		d.encoding = wide(start)
	}
	io.CopyN(io.Discard, from, int64(skip)) // start holds at least these
	return d
}

// wide finds UTF-16 without a mark by its zeros: text of our languages has one
// in nearly every second place, and hardly any on the other side.
func wide(start []byte) encoding {
	var zeros [2]int
	n := min(len(start), 4096) &^ 1
	for i, b := range start[:n] {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[1] > n/4 && zeros[0]*8 < zeros[1]:
		return utf16LE
	case zeros[0] > n/4 && zeros[1]*8 < zeros[0]:
		return utf16BE
	}
	return ascii
}

// Plain is the text of a file in any of the encodings, as UTF-8 and line by line
// as it stands there. It refuses as Open does what is no text.
func Plain(file []byte) (string, error) {
	start := file[:min(len(file), sample)]
	if err := notATable(start); err != nil {
		return "", err
	}
	text, err := io.ReadAll(newDecoder(bytes.NewReader(file), start, MaxBytes))
	return string(text), err
}

// Read gives UTF-8.
func (d *decoder) Read(p []byte) (int, error) {
	for len(d.text) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
	}
	n := copy(p, d.text)
	d.text = d.text[n:]
	return n, nil
}

// fill reads one stretch and turns as much of it as is whole.
func (d *decoder) fill() {
	stretch := make([]byte, 32<<10)
	n, err := io.ReadFull(d.from, stretch)
	if d.left -= int64(n); d.left < 0 {
		d.err = domain.Refuse(domain.Invalid, "sheet-too-big")
		return
	}
	d.raw = append(d.raw, stretch[:n]...)
	last := err == io.EOF || err == io.ErrUnexpectedEOF
	switch {
	case last:
		d.err = io.EOF
	case err != nil:
		d.err = err
	}
	if !d.turn(last) {
		d.err = refuse("sheet-not-text", d.line+bytes.Count(d.text, []byte("\n")))
	}
	d.line += bytes.Count(d.text, []byte("\n"))
}

// turn makes text of raw, and reports whether it is text.
func (d *decoder) turn(last bool) bool {
	if d.encoding == ascii {
		d.decide(last)
	}
	switch d.encoding {
	case utf16LE, utf16BE:
		return d.turnWide(last)
	case windows1252:
		return d.turnBytes()
	}
	rest := invalid(d.raw)
	d.text, d.raw = append(d.text[:0], d.raw[:len(d.raw)-len(rest)]...), append([]byte(nil), rest...)
	return d.clean() && (rest == nil || !last && !utf8.FullRune(rest))
}

// decide tells UTF-8 from Windows-1252 once there is something to tell by. A
// letter that the end of a stretch has cut waits for its other half.
func (d *decoder) decide(last bool) {
	rest := invalid(d.raw)
	cut := rest != nil && !last && !utf8.FullRune(rest)
	seen := bytes.ContainsFunc(d.raw[:len(d.raw)-len(rest)], func(r rune) bool { return r >= utf8.RuneSelf })
	switch {
	case seen: // a fault further on is a mixture, which would be read wrong
		d.encoding = utf8Text
	case rest != nil && !cut:
		d.encoding = windows1252
	}
}

// invalid is raw from the first byte on that is not UTF-8, or nil.
func invalid(raw []byte) []byte {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n <= 1 {
			return raw[i:]
		}
		i += n
	}
	return nil
}

func (d *decoder) turnBytes() bool {
	d.text = d.text[:0]
	for _, b := range d.raw {
		r := rune(b)
		if b >= 0x80 && b < 0xa0 {
			r = upper[b-0x80]
		}
		d.text = utf8.AppendRune(d.text, r)
	}
	d.raw = nil
	return d.clean()
}

func (d *decoder) turnWide(last bool) bool {
	d.text = d.text[:0]
	unit := func(i int) rune {
		if d.encoding == utf16LE {
			return rune(d.raw[i]) | rune(d.raw[i+1])<<8
		}
		return rune(d.raw[i])<<8 | rune(d.raw[i+1])
	}
	i := 0
	for ; i+1 < len(d.raw); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			if i+3 >= len(d.raw) {
				break
			}
			if r = utf16.DecodeRune(r, unit(i+2)); r == utf8.RuneError {
				return false
			}
			i += 2
		}
		d.text = utf8.AppendRune(d.text, r)
	}
	d.raw = append([]byte(nil), d.raw[i:]...)
	return d.clean() && (!last || len(d.raw) == 0)
}

// clean reports whether the text is free of NUL, which no table holds. What
// stands before one is kept, so that the refusal can name the line.
func (d *decoder) clean() bool {
	if at := bytes.IndexByte(d.text, 0); at >= 0 {
		d.text = d.text[:at]
		return false
	}
	return true
}
