package stripe_test

import (
	"strings"
	"testing"

	sdk "github.com/stripe/stripe-go/v76"

	"barnstorm/api/stripe"
)

func TestSettings(t *testing.T) {
	if sdk.APIVersion != stripe.Version {
		t.Errorf("the library speaks %s", sdk.APIVersion)
	}
	for name, tt := range map[string]struct {
		key     string
		secrets []string
		ok      bool
	}{
		"live":           {"sk_live_1", []string{secret}, true},
		"restricted":     {"rk_test_1", []string{secret, older}, true},
		"no key":         {"", []string{secret}, false},
		"publishable":    {"pk_live_1", []string{secret}, false},
		"no secret":      {"sk_live_1", nil, false},
		"empty secret":   {"sk_live_1", []string{""}, false},
		"one empty":      {"sk_live_1", []string{secret, ""}, false},
		"no more than a": {"sk_live_1", []string{"whsec_"}, false},
		"three":          {"sk_live_1", []string{secret, older, secret}, false},
	} {
		till, err := stripe.New(stripe.Settings{Key: tt.key, Secrets: tt.secrets})
		if (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && till.Sandbox() == strings.Contains(tt.key, "live") {
			t.Errorf("%s: sandbox is %v", name, till.Sandbox())
		}
	}
}
