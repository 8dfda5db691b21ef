package sheet

import (
	"bytes"
	"strings"

	"barnstorm/domain"
)

// beginnings are how files begin that are no tables, whatever their name.
var beginnings = []struct{ magic, code string }{
	{"PK\x03\x04", "sheet-zip"}, // also every .xlsx and .ods
	{"PK\x05\x06", "sheet-zip"},
	{"\xd0\xcf\x11\xe0", "sheet-zip"}, // the older .xls
	{"\x1f\x8b", "sheet-zip"},
	{"%pdf", "sheet-not-text"},
	{"<!doctype", "sheet-html"},
	{"<html", "sheet-html"},
	{"<head", "sheet-html"},
	{"<table", "sheet-html"},
	{"<?xml", "sheet-html"},
}

// notATable refuses what is plainly something else.
func notATable(start []byte) error {
	if len(start) == 0 {
		return domain.Refuse(domain.Invalid, "sheet-empty")
	}
	head := start[:min(len(start), 200)]
	head = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"))
	for _, b := range beginnings {
		if bytes.HasPrefix(start, []byte(b.magic)) || bytes.HasPrefix(head, []byte(b.magic)) {
			return domain.Refuse(domain.Invalid, b.code)
		}
	}
	return nil
}

// announced is the separator in a first line such as "sep=;", with which some
// programs tell Excel, or 0.
func announced(start []byte) rune {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	rest, ok := strings.CutPrefix(strings.ToLower(strings.Trim(string(line), "\"\r ")), "sep=")
	if ok && (rest == "," || rest == ";" || rest == "\t") {
		return rune(rest[0])
	}
	return 0
}

// separator finds what stands between the cells of text. It prefers one that
// cuts every line into as many cells (columns, if that is known), then the one
// that cuts the first line into most. A table of one column has commas.
func separator(text string, columns int) rune {
	best, most := ',', 0
	for _, sep := range ",;\t" {
		counts := widths(text, byte(sep))
		if len(counts) == 0 || counts[0] < 2 {
			continue
		}
		score := counts[0]
		if even(counts) && (columns == 0 || counts[0] == columns) {
			score += MaxColumns
		}
		if score > most {
			best, most = sep, score
		}
	}
	return best
}

// widths counts the cells of the first lines of text, blank ones left out. The
// last line is left out too if the sample may have cut it.
func widths(text string, sep byte) []int {
	var counts []int
	cells, quoted, blank := 1, false, true
	for i := 0; i < len(text) && len(counts) < 50; i++ {
		c := text[i]
		switch {
		case c == '"':
			quoted, blank = !quoted, false
		case quoted:
		case c == sep:
			cells, blank = cells+1, false
		case c == '\n' || c == '\r':
			if !blank {
				counts = append(counts, cells)
			}
			cells, blank = 1, true
		default:
			blank = false
		}
	}
	if len(counts) == 0 && !blank {
		counts = append(counts, cells)
	}
	return counts
}

func even(counts []int) bool {
	for _, c := range counts {
		if c != counts[0] {
			return false
		}
	}
	return true
}
