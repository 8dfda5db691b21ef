package rehearse

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Only a ready link of a demo is played with, on this machine, within bounds.
func TestWhatIsNotRehearsed(t *testing.T) {
	real := httptest.NewServer(http.NotFoundHandler())
	defer real.Close()
	for _, x := range []struct {
		link      string
		elsewhere bool
		phones    int
		says      string
	}{
		{"http://localhost:1/", false, 1, ErrNoLink.Error()},
		{"http://localhost:1/s/abc", false, 1, ErrNoLink.Error()},
		{"ftp://localhost/demo/enter/abc", false, 1, ErrNoLink.Error()},
		{"http://barnstorm.example/demo/enter/abc", false, 1, ErrFar.Error()},
		{"http://192.0.2.7/demo/enter/abc", false, 1, ErrFar.Error()},
		{"http://barnstorm.example/demo/enter/abc", true, 0, "it needs 1 to"},
		{"http://127.0.0.1:1/demo/enter/abc", false, MostPhones + 1, "it needs 1 to"},
		{real.URL + "/demo/enter/abc", false, 1, "it is no demo"},
	} {
		_, err := Play(t.Context(), Plan{Link: x.link, Phones: x.phones, Doors: 1, For: time.Second, Elsewhere: x.elsewhere, Clock: time.Now, Told: func(string) {}})
		if err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", x.link, err)
		}
	}
	for _, p := range []Plan{{Phones: 1, Doors: 0, For: 1}, {Phones: 1, Doors: MostDoors + 1, For: 1}, {Phones: 1, Doors: 1}, {Phones: 1, Doors: 1, For: Longest + 1}} {
		if p.check() == nil {
			t.Errorf("%+v is within bounds", p)
		}
	}
}

// A server that sends its callers on to another host is not followed there.
func TestNobodyIsFollowedElsewhere(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("followed") }))
	defer other.Close()
	s := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer s.Close()
	_, err := Play(t.Context(), Plan{Link: s.URL + "/demo/enter/abc", Phones: 1, Doors: 1, For: time.Second, Clock: time.Now, Told: func(string) {}})
	if err == nil || errors.Is(err, ErrNoLink) {
		t.Error(err)
	}
}
