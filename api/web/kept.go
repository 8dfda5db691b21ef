package web

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"strings"

	"github.com/labstack/echo/v4"
)

// A Kept is a page of a moment ago, whole and compressed, in which one thing is
// each reader's own. A page that is read a thousand times a second is written
// and compressed once.
type Kept struct {
	before, after   []byte
	zipped, ziprest []byte // the same as two pieces of a DEFLATE stream
}

// NewKept keeps a page in which own stands once. It reports false where own
// stands more often, or not at all.
func NewKept(page []byte, own string) (*Kept, bool) {
	at := bytes.Index(page, []byte(own))
	if own == "" || at < 0 || bytes.Count(page, []byte(own)) != 1 {
		return nil, false
	}
	k := &Kept{before: bytes.Clone(page[:at]), after: bytes.Clone(page[at+len(own):])}
	k.zipped, k.ziprest = deflate(k.before, false), deflate(k.after, true)
	return k, true
}

// deflate compresses a piece of a stream, up to a byte, without what came before.
func deflate(b []byte, last bool) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil && last {
		err = w.Close()
	} else if err == nil {
		err = w.Flush()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

// page is the page with a reader's own in it.
func (k *Kept) page(own string) []byte {
	return append(append(append(make([]byte, 0, len(k.before)+len(own)+len(k.after)), k.before...), own...), k.after...)
}

// gzip is the page as RFC 1952 has it: the two pieces with a stored block
// between them, which holds what is the reader's own.
func (k *Kept) gzip(own string) []byte {
	out := append(make([]byte, 0, len(k.zipped)+len(own)+len(k.ziprest)+32), 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)
	out = append(out, k.zipped...)
	out = append(out, 0)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(own)))
	out = binary.LittleEndian.AppendUint16(out, ^uint16(len(own)))
	out = append(append(out, own...), k.ziprest...)
	sum := crc32.Update(crc32.Update(crc32.ChecksumIEEE(k.before), crc32.IEEETable, []byte(own)), crc32.IEEETable, k.after)
	out = binary.LittleEndian.AppendUint32(out, sum)
	return binary.LittleEndian.AppendUint32(out, uint32(len(k.before)+len(own)+len(k.after)))
}

// kept sends a page of a moment ago.
func (c *Ctx) kept(a Answer) error {
	h := c.Response().Header()
	h.Set("Content-Language", c.Lang())
	if strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") {
		h.Set(echo.HeaderContentEncoding, "gzip")
		return c.HTMLBlob(a.Status, a.Kept.gzip(a.Own))
	}
	return c.HTMLBlob(a.Status, a.Kept.page(a.Own))
}
