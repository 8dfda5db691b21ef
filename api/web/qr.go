package web

import (
	"strconv"
	"strings"

	"rsc.io/qr"

	"barnstorm/templates"
)

// QR is a text as a QR code, which scanners read with a seventh of it gone.
func QR(text string) (*templates.QR, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if n := x - from; n > 0 {
				path.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + "h" + strconv.Itoa(n) + "v1h-" + strconv.Itoa(n) + "z")
			}
		}
	}
	return &templates.QR{Side: code.Size + 8, Path: path.String()}, nil
}
