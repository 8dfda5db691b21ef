package api

import (
	"bufio"
	"compress/gzip"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"barnstorm/static"
)

// worthIt is from how many bytes on an answer is compressed.
const worthIt = 1000

// zip compresses long answers; files come compressed, streams are left alone,
// and so is the sync, whose answers are random ids. A short answer never meets
// a compressor: making one ready costs more than all else that is done for a
// small question.
func zip(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		p := c.Request().URL.Path
		if strings.HasPrefix(p, static.Root) || streams(c) || strings.HasSuffix(p, "/sync") {
			return next(c)
		}
		res := c.Response()
		res.Header().Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
		if !strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") {
			return next(c)
		}
		w := &zipped{ResponseWriter: res.Writer}
		res.Writer = w
		defer func() {
			w.end()
			res.Writer = w.ResponseWriter
		}()
		return next(c)
	}
}

// zipped holds an answer back until it is long enough to be compressed.
type zipped struct {
	http.ResponseWriter
	status int
	held   []byte
	gz     *gzip.Writer
}

var compressors = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// WriteHeader notes the status; it is sent when it is known in which shape.
func (w *zipped) WriteHeader(status int) { w.status = status }

func (w *zipped) Write(b []byte) (int, error) {
	if w.gz != nil {
		return w.gz.Write(b)
	}
	w.held = append(w.held, b...)
	if len(w.held) < worthIt || w.Header().Get(echo.HeaderContentEncoding) != "" {
		return len(b), nil
	}
	h := w.Header()
	if h.Get(echo.HeaderContentType) == "" {
		h.Set(echo.HeaderContentType, http.DetectContentType(w.held))
	}
	h.Set(echo.HeaderContentEncoding, "gzip")
	h.Del(echo.HeaderContentLength)
	w.send()
	w.gz = compressors.Get().(*gzip.Writer)
	w.gz.Reset(w.ResponseWriter)
	_, err := w.gz.Write(w.held)
	return len(b), err
}

func (w *zipped) send() {
	if w.status != 0 {
		w.ResponseWriter.WriteHeader(w.status)
		w.status = 0
	}
}

// end sends what is still held.
func (w *zipped) end() {
	w.send()
	if w.gz != nil {
		w.gz.Close()
		compressors.Put(w.gz)
		return
	}
	if len(w.held) > 0 {
		w.ResponseWriter.Write(w.held)
	}
}

// Flush sends what there is: whoever asks for it streams.
func (w *zipped) Flush() {
	w.send()
	if w.gz != nil {
		w.gz.Flush()
	} else if len(w.held) > 0 {
		w.ResponseWriter.Write(w.held)
		w.held = nil
	}
	http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack is echo's own, for what speaks another language.
func (w *zipped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// Unwrap lets http.ResponseController reach what lies below.
func (w *zipped) Unwrap() http.ResponseWriter { return w.ResponseWriter }
