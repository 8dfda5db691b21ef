// Package stripe is the till of a legal entity whose gifts are taken by
// Stripe, in the API version 2023-10-16. Cards never reach us: Stripe shows the
// payment page. What Stripe sends is a hint, and what it says when asked is the
// truth.
package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// Version is the version of Stripe's API in which objects are read. An
// endpoint for webhooks has to be made with it.
const Version = "2023-10-16"

// Patience is how long one call to Stripe may take.
const Patience = 20 * time.Second

// Settings is what Stripe gave a legal entity.
type Settings struct {
	Key string // secret or restricted: sk_live_…, rk_test_…
	// Secrets sign what Stripe sends: two of them while one takes the place
	// of the other.
	Secrets []string
	Clock   domain.Clock
	URL     func(path string) string // a whole address of ours
	API     string                   // where Stripe is; empty for the real one
	// Log is told of what is odd and no refusal. It may be nil.
	Log func(message string)
}

// A Till is a giving.Till and a giving.Ear over one Stripe account.
type Till struct {
	Settings
	sandbox bool
	api     *client.API
}

var (
	_ giving.Till = (*Till)(nil)
	_ giving.Ear  = (*Till)(nil)
)

// New checks the settings and makes the till. It calls nobody. A key or a
// secret that is not there, or is not one, is an error: an empty secret would
// accept whatever was signed with nothing.
func New(s Settings) (*Till, error) {
	kind, mode, _ := strings.Cut(s.Key, "_")
	mode, rest, _ := strings.Cut(mode, "_")
	if kind != "sk" && kind != "rk" || mode != "live" && mode != "test" || rest == "" {
		return nil, errors.New("stripe: the key must begin with sk_live_, sk_test_, rk_live_ or rk_test_")
	}
	if len(s.Secrets) == 0 || len(s.Secrets) > 2 {
		return nil, fmt.Errorf("stripe: %d signing secrets: one is needed, two while one takes the place of the other", len(s.Secrets))
	}
	for _, secret := range s.Secrets {
		if !strings.HasPrefix(secret, "whsec_") || len(secret) < 16 {
			return nil, errors.New("stripe: a signing secret begins with whsec_ and is not empty")
		}
	}
	if stripe.APIVersion != Version {
		return nil, fmt.Errorf("stripe: the library speaks %s, and we read %s", stripe.APIVersion, Version)
	}
	config := &stripe.BackendConfig{
		HTTPClient: &http.Client{Timeout: Patience}, LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
		EnableTelemetry: stripe.Bool(false),
		// One try of the library's own, with the same key. What comes after
		// that is ours: the intent is kept, and asked again.
		MaxNetworkRetries: stripe.Int64(1),
	}
	if s.API != "" {
		config.URL = stripe.String(s.API)
	}
	b := stripe.GetBackendWithConfig(stripe.APIBackend, config)
	api := client.New(s.Key, &stripe.Backends{API: b, Connect: b, Uploads: b})
	return &Till{Settings: s, sandbox: mode == "test", api: api}, nil
}

// Sandbox reports whether the key is a test key, with which no money moves.
func (t *Till) Sandbox() bool { return t.sandbox }

func (t *Till) say(message string) {
	if t.Log != nil {
		t.Log(message)
	}
}

// with makes the parameters that every call has.
func with(ctx context.Context, key string, expand ...string) stripe.Params {
	p := stripe.Params{Context: ctx}
	if key != "" {
		p.IdempotencyKey = stripe.String(key)
	}
	for _, e := range expand {
		p.AddExpand(e)
	}
	return p
}

// refused turns Stripe's word for an unknown object into NotFound, and wraps
// every other error with what was asked.
func refused(err error, doing string) error {
	if err == nil {
		return nil
	}
	var e *stripe.Error
	if errors.As(err, &e) && (e.HTTPStatusCode == http.StatusNotFound || e.Code == stripe.ErrorCodeResourceMissing) {
		return errors.Join(domain.Refuse(domain.NotFound, "no-such-plan"), fmt.Errorf("stripe: %s: %s", doing, e.Msg))
	}
	if errors.As(err, &e) {
		return fmt.Errorf("stripe: %s: %d %s %s (%s)", doing, e.HTTPStatusCode, e.Type, e.Msg, e.RequestID)
	}
	return fmt.Errorf("stripe: %s: %w", doing, err)
}

// moment is one of Stripe's, in seconds; nothing is the zero time.
func moment(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

func money(minor int64, currency stripe.Currency) domain.Money {
	return domain.Money{Minor: minor, Currency: strings.ToUpper(string(currency))}
}
