package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSettingsNameEverythingThatIsWrongAtOnce(t *testing.T) {
	mail := func(s Settings) Settings {
		s.SMTP, s.From = "smtp://u:p@mail.example.org", "Aire <a@example.org>"
		return s
	}
	for name, c := range map[string]struct {
		s    Settings
		says string // parts of what is said, with bars between; empty for nothing
	}{
		"nothing set":              {Settings{}, ""},
		"its own certificate":      {mail(Settings{Base: "https://example.org"}), ""},
		"behind a proxy":           {mail(Settings{Base: "https://example.org/", Addr: ":8080", Proxies: []string{"10.0.0.0/8", " 127.0.0.1"}}), ""},
		"plain http, this machine": {Settings{Addr: "[::1]:80"}, ""},
		"plain http beyond it":     {mail(Settings{Addr: "0.0.0.0:80"}), "ADDR"},
		"plain http, any address":  {mail(Settings{Addr: ":80", Base: "http://example.org"}), "ADDR"},
		"no mail beyond it":        {Settings{Base: "https://example.org"}, "SMTP_URL"},
		"half of Stripe":           {Settings{StripeKey: "sk_test"}, "STRIPE_KEY"},
		"all at once": {
			Settings{Addr: "nowhere", Base: "ftp://x/y", Proxies: []string{"here"}, Key: "short", SMTP: "mail", Rate: -1, StripeWebhook: "whsec"},
			"ADDR|BASE_URL|TRUST_PROXY|SECRET_KEY|SMTP_URL|MAIL_FROM|RATE|STRIPE_KEY",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.s.Fill()
			err := c.s.Check()
			if (err == nil) != (c.says == "") {
				t.Fatal(err)
			}
			for _, part := range strings.FieldsFunc(c.says, func(r rune) bool { return r == '|' }) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("says nothing of %s: %v", part, err)
				}
			}
		})
	}
}

func TestASecretIsNeverShown(t *testing.T) {
	s := Settings{Key: "canary-key", SMTP: "smtp://user:canary@host", StripeKey: "sk_canary", StripeWebhook: "whsec_canary", Metrics: "canary"}
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "settings", s, "key", s.Key)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "settings", s, "key", s.Key)
	shown := string(b) + log.String() + fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s.Key, s.Key, s.Key, s.Key) + fmt.Sprint(s.Check())
	if strings.Contains(shown, "canary") || strings.Contains(shown, fmt.Sprintf("%x", "canary")) {
		t.Error(shown)
	}
	if string(s.Key) != "canary-key" {
		t.Error("whoever needs it cannot have it")
	}
}

func TestWhatIsNotUnderstoodIsSaidAndEndsWithTwo(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		out  string
		err  string
	}{
		{[]string{"help"}, 0, "usage: barnstorm COMMAND", ""},
		{[]string{"version"}, 0, "barnstorm 1.2.3", ""},
		{[]string{"version", "-h"}, 0, "usage: barnstorm version", ""},
		{[]string{"dance"}, 2, "", `there is no command "dance"`},
		{[]string{"version", "now"}, 2, "", "1 words are too many"},
		{[]string{"backup"}, 2, "", "usage: barnstorm backup FILE"},
		{[]string{"check", "-hard"}, 2, "", "-hard"},
		{[]string{"import", "pigeons", "x"}, 2, "", "seats, boundaries, postcodes, towns, addresses, uprns or scripts"},
		{[]string{"migrate"}, 1, "", "SECRET_KEY"},
	} {
		var out, err bytes.Buffer
		p := Program{Version: "1.2.3", Out: &out, Err: &err, Settings: func() (Settings, error) { return Settings{Key: "x"}, nil }}
		if code := p.Run(context.Background(), c.args); code != c.code || !strings.Contains(out.String(), c.out) || !strings.Contains(err.String(), c.err) {
			t.Errorf("%q: %d\n%s\n%s", c.args, code, out.String(), err.String())
		}
	}
}
