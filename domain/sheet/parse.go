package sheet

import (
	"bufio"
	"io"
)

// A parser cuts text into records (RFC 4180). It is milder in three points:
// lines may end in LF, CR or both, a quotation mark inside a cell that does
// not begin with one is text, and a last line needs no end. It is not mild
// about text after a closing quotation mark, which could mean two things.
type parser struct {
	in        *bufio.Reader
	separator byte
	line      int    // of what is read next
	unended   bool   // the last record ended with the file and not with its line
	text      []byte // of the record, its cells one behind the other
	begins    int    // where in text the cell being read begins
	ends      []int
}

// record reads one record and the line on which it began, or io.EOF.
func (p *parser) record() (line int, cells []string, err error) {
	line = p.line
	p.text, p.ends = p.text[:0], p.ends[:0]
	for {
		p.begins = len(p.text)
		end, err := p.readCell(line)
		if err != nil {
			return line, nil, err
		}
		if end == atEnd && len(p.ends) == 0 && len(p.text) == 0 {
			return line, nil, io.EOF
		}
		if p.ends = append(p.ends, len(p.text)); len(p.ends) > MaxColumns {
			return line, nil, refuse("sheet-too-wide", line)
		}
		if end != atCell {
			p.unended = end == atEnd
			return line, p.cells(), nil
		}
	}
}

// cells is the record that was read, in one piece of memory.
func (p *parser) cells() []string {
	text, cells, from := string(p.text), make([]string, len(p.ends)), 0
	for i, end := range p.ends {
		cells[i], from = text[from:end], end
	}
	return cells
}

// put adds a byte to the cell, up to the bound.
func (p *parser) put(c byte, line int) error {
	if p.text = append(p.text, c); len(p.text)-p.begins > MaxCell {
		return refuse("sheet-cell-too-long", line)
	}
	return nil
}

// A border is what stands behind a cell.
type border int

const (
	atCell border = iota // another cell
	atLine               // another line
	atEnd                // nothing more
)

// readCell reads one cell and says what follows it.
func (p *parser) readCell(line int) (border, error) {
	c, err := p.in.ReadByte()
	if err == nil && c == '"' {
		return p.quoted()
	}
	for ; err == nil; c, err = p.in.ReadByte() {
		if end, over := p.borderAt(c); over {
			return end, nil
		}
		if err := p.put(c, line); err != nil {
			return atEnd, err
		}
	}
	if err == io.EOF {
		return atEnd, nil
	}
	return atEnd, err
}

// quoted reads a cell whose opening quotation mark has been read.
func (p *parser) quoted() (border, error) {
	began := p.line
	for {
		c, err := p.in.ReadByte()
		switch {
		case err == io.EOF:
			return atEnd, refuse("sheet-cut-off", began)
		case err != nil:
			return atEnd, err
		case c == '"':
			end, over, err := p.closing()
			if over || err != nil {
				return end, err
			}
		case c == '\n':
			p.line++
		}
		if err := p.put(c, began); err != nil {
			return atEnd, err
		}
	}
}

// closing looks behind a quotation mark in a quoted cell: a second one makes
// it text, a border ends the cell, anything else is refused.
func (p *parser) closing() (end border, over bool, err error) {
	c, err := p.in.ReadByte()
	if err == io.EOF {
		return atEnd, true, nil
	}
	if err != nil || c == '"' {
		return atCell, false, err
	}
	if end, over := p.borderAt(c); over {
		return end, true, nil
	}
	return atEnd, false, refuse("sheet-broken-quote", p.line)
}

// borderAt reports whether c ends a cell, and takes the rest of a line's end.
func (p *parser) borderAt(c byte) (border, bool) {
	switch c {
	case p.separator:
		return atCell, true
	case '\r':
		if next, err := p.in.Peek(1); err == nil && next[0] == '\n' {
			p.in.Discard(1)
		}
		p.line++
		return atLine, true
	case '\n':
		p.line++
		return atLine, true
	}
	return atCell, false
}
