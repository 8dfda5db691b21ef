package stripe

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func pageOnGoingLive(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../deploy/STRIPE.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// Whoever follows the page on going live asks Stripe for every event that we
// act upon, in our version.
func TestThePageOnGoingLive(t *testing.T) {
	page := pageOnGoingLive(t)
	for _, kind := range Kinds {
		if !strings.Contains(page, `"enabled_events[]=`+kind+`"`) {
			t.Errorf("deploy/STRIPE.md does not ask for %s", kind)
		}
	}
	if n := strings.Count(page, "enabled_events[]="); n != len(Kinds) {
		t.Errorf("it asks for %d kinds of events, of which there are %d", n, len(Kinds))
	}
	if !strings.Contains(page, "api_version="+Version) {
		t.Error("it asks for another version")
	}
}

// resources is where each of Stripe's resources lies that we call, and what the
// permission for it is called.
var resources = map[string]struct{ path, permission string }{
	"BalanceTransactions": {"balance_transactions", "Balance"}, "BillingPortalSessions": {"billing_portal/sessions", "Customer portal"},
	"Charges": {"charges", "Charges and Refunds"}, "CheckoutSessions": {"checkout/sessions", "Checkout Sessions"}, "Customers": {"customers", "Customers"},
	"Disputes": {"disputes", "Disputes"}, "Events": {"events", "Events"}, "Invoices": {"invoices", "Invoices"}, "Mandates": {"mandates", "Mandates"},
	"PaymentIntents": {"payment_intents", "Payment Intents"}, "PaymentMethods": {"payment_methods", "Payment Methods"}, "Payouts": {"payouts", "Payouts"},
	"Refunds": {"refunds", "Charges and Refunds"}, "Subscriptions": {"subscriptions", "Subscriptions"}, "WebhookEndpoints": {"webhook_endpoints", "Webhook Endpoints"},
}

// verbs is how each kind of call asks: the method, and of what of a resource.
var verbs = map[string]struct {
	method string
	of     string // behind the path
}{"New": {"POST", ""}, "Update": {"POST", "/*"}, "Get": {"GET", "/*"}, "List": {"GET", ""}, "Cancel": {"DELETE", "/*"}, "VoidInvoice": {"POST", "/*/void"}}

// ourCalls is every call to Stripe in this package, as "Refunds.New".
func ourCalls(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`\bapi\.([A-Z]\w+\.[A-Z]\w+)\(`).FindAllStringSubmatch(string(text), -1) {
			all = append(all, m[1])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// The page asks for the permissions of the calls that we make, and for no other.
// Changing an amount makes a price.
func TestThePermissionsOfTheKey(t *testing.T) {
	needs := map[string][]string{"write": {"Prices"}, "read": nil}
	for _, call := range ourCalls(t) {
		resource, verb, _ := strings.Cut(call, ".")
		if verbs[verb].method != "GET" {
			needs["write"] = append(needs["write"], resources[resource].permission)
		}
	}
	for _, call := range ourCalls(t) {
		resource, _, _ := strings.Cut(call, ".")
		if name := resources[resource].permission; !slices.Contains(needs["write"], name) {
			needs["read"] = append(needs["read"], name)
		}
	}
	for what, want := range needs {
		m := regexp.MustCompile(`(?m)^\| ` + what + ` \| (.*) \|$`).FindStringSubmatch(pageOnGoingLive(t))
		if m == nil {
			t.Fatalf("the page says nothing of %s", what)
		}
		got := strings.Split(m[1], ", ")
		slices.Sort(got)
		slices.Sort(want)
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Errorf("to %s it asks for %q, and we call %q", what, got, want)
		}
	}
}

// everyCallWasMade holds that the mock, which went through asked, has seen each
// call that we make.
func everyCallWasMade(t *testing.T, asked map[string]bool) {
	t.Helper()
	for _, call := range ourCalls(t) {
		resource, verb, _ := strings.Cut(call, ".")
		how := verbs[verb].method + " /v1/" + resources[resource].path + verbs[verb].of
		if resources[resource].path == "" || !asked[how] {
			t.Errorf("%s was not tried against the mock", call)
		}
	}
}

// commands is every curl command on the page.
func commands(page string) (all [][]string) {
	page = strings.NewReplacer("\\\n", " ", "$(( $(date +%s) + 2764800 ))", "1802764800", "$(date +%s)", "1800000000").Replace(page)
	for _, line := range strings.Split(page, "\n") {
		if !strings.HasPrefix(line, "curl ") {
			continue
		}
		var words []string
		for _, m := range regexp.MustCompile(`"([^"]*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
			words = append(words, m[1]+m[2])
		}
		all = append(all, words)
	}
	return all
}

// saidOnThePage sends every command of the page to the mock, which knows all
// parameters, events and versions there are.
func saidOnThePage(t *testing.T, at string) {
	t.Helper()
	all := commands(pageOnGoingLive(t))
	if len(all) < 10 {
		t.Errorf("%d commands", len(all))
	}
	for _, words := range all {
		method, form := "", url.Values{}
		for i, word := range words {
			switch word {
			case "-X":
				method = words[i+1]
			case "-G":
				method = "GET"
			case "-d":
				name, value, _ := strings.Cut(words[i+1], "=")
				form.Add(name, value)
			}
		}
		if method == "" {
			method = "POST"
		}
		path, body := strings.TrimPrefix(words[1], "https://api.stripe.com"), form.Encode()
		if method == "GET" {
			path, body = path+"?"+body, ""
		}
		req, err := http.NewRequestWithContext(t.Context(), method, at+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Stripe-Version", Version)
		req.SetBasicAuth("sk_test_123", "")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", strings.Join(words, " "), resp.StatusCode)
		}
	}
}
