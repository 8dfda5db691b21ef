package api

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestLongAnswersAreCompressed(t *testing.T) {
	e := echo.New()
	e.Use(zip)
	long := strings.Repeat("a long answer ", 300)
	say := func(status int, parts ...string) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Response().Header().Set(echo.HeaderContentType, "text/plain")
			c.Response().WriteHeader(status)
			for _, p := range parts {
				io.WriteString(c.Response(), p)
			}
			return nil
		}
	}
	for path, h := range map[string]echo.HandlerFunc{
		"/long": say(http.StatusTeapot, long), "/parts": say(http.StatusOK, long[:10], long[10:1500], long[1500:]), "/short": say(http.StatusNotFound, "short"),
		"/none": func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, "/sync": say(http.StatusOK, long),
	} {
		e.GET(path, h)
		e.HEAD(path, h)
	}
	server := httptest.NewServer(e)
	defer server.Close()
	for _, x := range []struct {
		method, path, accept string
		status               int
		zipped               bool
		want                 string
	}{
		{"GET", "/long", "gzip", http.StatusTeapot, true, long}, {"GET", "/parts", "br, gzip", http.StatusOK, true, long},
		{"GET", "/long", "", http.StatusTeapot, false, long}, {"GET", "/short", "gzip", http.StatusNotFound, false, "short"},
		{"GET", "/none", "gzip", http.StatusNoContent, false, ""}, {"GET", "/sync", "gzip", http.StatusOK, false, long}, {"HEAD", "/short", "gzip", http.StatusNotFound, false, ""},
	} {
		req, err := http.NewRequest(x.method, server.URL+x.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", x.accept)
		resp, err := server.Client().Transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = resp.Body
		if zipped := resp.Header.Get("Content-Encoding") == "gzip"; zipped != x.zipped || resp.StatusCode != x.status {
			t.Errorf("%s %s: %d, compressed: %v", x.method, x.path, resp.StatusCode, zipped)
		} else if zipped {
			if body, err = gzip.NewReader(resp.Body); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != x.want {
			t.Errorf("%s %s: %q, %v", x.method, x.path, got, err)
		}
		if x.path != "/sync" && resp.Header.Get("Vary") == "" {
			t.Errorf("%s may be kept for those who cannot read it", x.path)
		}
		resp.Body.Close()
	}
}
