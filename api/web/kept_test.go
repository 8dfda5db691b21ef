package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"pgregory.net/rapid"
)

// Whatever page is kept, each reader is sent it with their own in it, as it is
// and compressed.
func TestAKeptPageIsThePage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "before"), rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "after")
		const first = "0194f0a0-0000-7000-8000-00000000a001"
		k, ok := NewKept(bytes.Join([][]byte{before, after}, []byte(first)), first)
		if !ok {
			return // it stands there twice
		}
		own := rapid.StringMatching(`[0-9a-f-]{0,60}`).Draw(t, "own")
		want := bytes.Join([][]byte{before, after}, []byte(own))
		r, err := gzip.NewReader(bytes.NewReader(k.gzip(own)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want) || !bytes.Equal(k.page(own), want) {
			t.Fatalf("%q, %q, want %q: %v", got, k.page(own), want, err)
		}
	})
	for page, own := range map[string]string{"a page": "", "a page with x and x": "x", "a page without": "x"} {
		if _, ok := NewKept([]byte(page), own); ok {
			t.Errorf("%q is kept for %q", page, own)
		}
	}
}
