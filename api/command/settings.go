package command

import (
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strings"
)

// Settings is everything that can be set from outside, by environment
// variables. The zero value of each is safe.
type Settings struct {
	Database string   `env:"DATABASE_URL"`
	Addr     string   `env:"ADDR"`
	Base     string   `env:"BASE_URL"`
	Key      Secret   `env:"SECRET_KEY"`
	SMTP     Secret   `env:"SMTP_URL"`
	From     string   `env:"MAIL_FROM"`
	Proxies  []string `env:"TRUST_PROXY" envSeparator:","`
	Rate     int      `env:"RATE" envDefault:"50"`
	Metrics  Secret   `env:"METRICS_TOKEN"`
	Source   string   `env:"SOURCE_URL"` // where the source of this very version can be had
	Contact  string   `env:"CONTACT"`    // the mail address that the imprint names

	StripeKey     Secret `env:"STRIPE_KEY"`
	StripeWebhook Secret `env:"STRIPE_WEBHOOK_SECRET"`
}

// A Secret is a setting that no log, page or error message shows. Convert it
// to a string to use it.
type Secret string

const mask = "***"

func (s Secret) shown() string {
	if s == "" {
		return ""
	}
	return mask
}

// String shows that there is a secret, and not which.
func (s Secret) String() string { return s.shown() }

// GoString is String, for %#v.
func (s Secret) GoString() string { return s.shown() }

// Format is String, for every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.shown()) }

// MarshalText is String, for JSON and everything else that writes text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.shown()), nil }

// LogValue is String, for logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.shown()) }

// Fill sets what follows from other settings, before Check.
func (s *Settings) Fill() {
	if s.Database == "" {
		s.Database = "data/barnstorm.db"
	}
	if s.Addr == "" {
		if s.Addr = "127.0.0.1:8080"; s.OwnCertificate() {
			s.Addr = ":443"
		}
	}
	if s.Base == "" {
		s.Base = "http://" + s.Addr
	}
	s.Base = strings.TrimSuffix(s.Base, "/")
}

// OwnCertificate reports whether the program obtains its own certificate: the
// address is https, and no proxy is there to do it.
func (s *Settings) OwnCertificate() bool {
	return strings.HasPrefix(s.Base, "https://") && len(s.Proxies) == 0
}

// Private reports whether only people at this machine reach us.
func (s *Settings) Private() bool { return loopback(s.Host()) }

// Host is the name under which people reach us.
func (s *Settings) Host() string {
	u, err := url.Parse(s.Base)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Networks is the networks of TRUST_PROXY.
func (s *Settings) Networks() (all []*net.IPNet) {
	for _, p := range s.Proxies {
		if n := network(p); n != nil {
			all = append(all, n)
		}
	}
	return all
}

// network reads "10.0.0.0/8" or a single address; nil for anything else.
func network(text string) *net.IPNet {
	text = strings.TrimSpace(text)
	if ip := net.ParseIP(text); ip != nil {
		bits := 8 * len(ip)
		if ip4 := ip.To4(); ip4 != nil {
			ip, bits = ip4, 32
		}
		return &net.IPNet{IP: ip, Mask: net.CIDRMask(bits, bits)}
	}
	_, n, err := net.ParseCIDR(text)
	if err != nil {
		return nil
	}
	return n
}

// Check names everything that is wrong with the settings of a server at once.
func (s *Settings) Check() error {
	var wrong []error
	bad := func(is bool, text string, args ...any) {
		if is {
			wrong = append(wrong, fmt.Errorf(text, args...))
		}
	}
	host, _, err := net.SplitHostPort(s.Addr)
	bad(err != nil, "ADDR is %q: it needs a host and a port, such as 127.0.0.1:8080 or :443", s.Addr)
	u, uerr := url.Parse(s.Base)
	whole := uerr == nil && slices.Contains([]string{"http", "https"}, u.Scheme) && u.Host != "" && u.Path == ""
	bad(!whole, "BASE_URL is %q: it needs a scheme and a host and nothing else, such as https://example.org", s.Base)
	bad(err == nil && whole && u.Scheme == "http" && !loopback(host),
		"ADDR is %q, which other machines reach, but BASE_URL is plain http: passwords and links would cross the network in the open. "+
			"Set BASE_URL to https://…, and TRUST_PROXY to your proxy's network if a proxy holds the certificate", s.Addr)
	for _, p := range s.Proxies {
		bad(network(p) == nil, "TRUST_PROXY holds %q: it needs networks such as 127.0.0.1 or 10.0.0.0/8, parted by commas", p)
	}
	bad(s.Key != "" && !isKey(string(s.Key)), "SECRET_KEY needs 64 hexadecimal digits: make them with `openssl rand -hex 32`")
	wrong = append(wrong, s.checkMail())
	bad(s.Rate < 0, "RATE is %d: it needs a number of writes a second, or 0 for no limit", s.Rate)
	bad((s.StripeKey == "") != (s.StripeWebhook == ""), "STRIPE_KEY and STRIPE_WEBHOOK_SECRET belong together: set both, or neither for the sandbox")
	return errors.Join(wrong...)
}

func (s *Settings) checkMail() error {
	if s.SMTP == "" {
		if s.Host() != "" && !loopback(s.Host()) {
			return fmt.Errorf("SMTP_URL is missing: people reach %s from elsewhere, and cannot sign in without mail", s.Base)
		}
		return nil
	}
	var wrong []error
	u, err := url.Parse(string(s.SMTP))
	if err != nil || u.Host == "" || !slices.Contains([]string{"smtp", "smtps", "smtp+insecure"}, u.Scheme) {
		wrong = append(wrong, errors.New("SMTP_URL needs the form smtp://user:password@host:587, smtps://… for TLS from the first byte, or smtp+insecure://localhost:25"))
	}
	if _, err := mail.ParseAddress(s.From); err != nil {
		wrong = append(wrong, fmt.Errorf("MAIL_FROM is %q: with SMTP_URL it needs an address, such as Aire Valley <hello@example.org>", s.From))
	}
	return errors.Join(wrong...)
}

func isKey(text string) bool {
	b, err := hex.DecodeString(text)
	return err == nil && len(b) == 32
}

// loopback reports whether only this machine reaches an address.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
