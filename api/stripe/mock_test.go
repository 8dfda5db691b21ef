package stripe

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v76"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// mockVersion is the stripe-mock that speaks our version of the API. Newer
// ones speak newer versions, in which dates decode to nothing without a word.
const mockVersion = "v0.183.0"

// mock runs stripe-mock, which checks every parameter against Stripe's own
// description of its API and answers with objects of the right shape. It is
// built from its pinned module outside our own, so that our program does not
// depend on it.
func mock(t *testing.T) (*Till, map[string]bool) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "bin")
	install := exec.CommandContext(t.Context(), "go", "install", "github.com/stripe/stripe-mock@"+mockVersion)
	install.Dir = t.TempDir() // no module of ours is asked
	install.Env = append(os.Environ(), "GOBIN="+bin, "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("stripe-mock %s: %v\n%s", mockVersion, err, out)
	}
	plain, tls := free(t), free(t)
	ctx, stop := context.WithCancel(context.Background())
	run := exec.CommandContext(ctx, filepath.Join(bin, "stripe-mock"), "-strict-version-check", "-http-addr", plain, "-https-addr", tls)
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = run.Wait() // it was told to die
	})
	at, asked := overheard(t, plain)
	till, err := New(Settings{Key: "sk_test_123", Secrets: []string{"whsec_0123456789abcdef"}, API: at, URL: func(p string) string { return "https://barnstorm.test" + p }})
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, plain)
	return till, asked
}

// overheard is an address that leads to another, and what was asked there, as
// "GET /v1/charges/*".
func overheard(t *testing.T, to string) (string, map[string]bool) {
	t.Helper()
	asked, onward := map[string]bool{}, httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: to})
	var one sync.Mutex
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		asked[r.Method+" "+regexp.MustCompile(`/[a-z]+_(test_)?[0-9]\w*(/void)?$`).ReplaceAllString(r.URL.Path, "/*$2")] = true
		one.Unlock()
		onward.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// waitFor waits until somebody listens at an address.
func waitFor(t *testing.T, addr string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(2 * time.Minute); ; {
		select {
		case <-deadline:
			t.Fatal("stripe-mock does not listen")
		case <-tick.C:
			if c, err := net.Dial("tcp", addr); err == nil {
				c.Close()
				return
			}
		}
	}
}

func TestShapes(t *testing.T) {
	till, asked := mock(t)
	ctx := t.Context()
	plan := giving.Plan{ID: "0194f0a0-0000-7000-8000-000000000001", Email: "rosa@example.org", Locale: "el", Amount: domain.Money{Minor: 1036, Currency: "GBP"}}
	to := giving.Recipient{Title: "Aire Valley", Name: "Association", Slug: "aire"}
	for _, interval := range []giving.Interval{giving.Monthly, giving.Once} {
		plan.Interval = interval
		page, err := till.Checkout(ctx, "key-"+string(interval), plan, to)
		if err != nil || page.Ref == "" {
			t.Errorf("checkout %s: %+v, %v", interval, page, err)
		}
	}
	plan.Subscription = "sub_1"
	for name, err := range map[string]error{
		"change": till.Change(ctx, "1", plan, domain.Money{Minor: 700, Currency: "GBP"}),
		"pause":  till.Pause(ctx, "2", plan, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)),
		"resume": till.Pause(ctx, "3", plan, time.Time{}),
		"stop":   till.Stop(ctx, "4", plan),
		"move":   till.Move(ctx, "5", plan, time.Date(2027, 1, 5, 0, 0, 0, 0, time.UTC)),
		"back":   till.SendBack(ctx, plan, giving.Payment{Charge: "ch_1"}, giving.Back{ID: "b", Key: "6", Amount: domain.Money{Minor: 400, Currency: "GBP"}, Why: giving.WhyAsked}),
		"law":    till.SendBack(ctx, plan, giving.Payment{Charge: "ch_1"}, giving.Back{ID: "b", Key: "7", Amount: domain.Money{Minor: 400, Currency: "GBP"}, Why: giving.WhyLaw}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Its objects are nobody's: they carry no plan of ours.
	for _, refs := range []giving.Refs{{Subscription: "sub_1"}, {Subscription: "pi_1"}, {Checkout: "cs_1"}} {
		if _, err := till.Look(ctx, plan.ID, refs); !domain.Is(err, domain.NotFound) {
			t.Errorf("%+v: %v", refs, err)
		}
	}
	for _, object := range []string{"cs_1", "sub_1", "in_1", "ch_1", "pi_1", "re_1", "dp_1", "mandate_1", "cus_1", "pm_1"} {
		if _, err := till.Whose(ctx, giving.Event{Object: object}); !domain.Is(err, domain.NotFound) {
			t.Errorf("%s: %v", object, err)
		}
	}
	listsOf(t, till, plan)
	shapesOf(t, till)
	strictVersion(t, till)
	everyCallWasMade(t, asked)
	saidOnThePage(t, till.API)
}

// listsOf asks for what is listed, and for the portal. Of what the mock answers
// nothing is ours, so that only the asking is shown.
func listsOf(t *testing.T, till *Till, plan giving.Plan) {
	t.Helper()
	ctx, since := t.Context(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	till.Clock = func() time.Time { return since }
	tied := till.untie(ctx, "9", &stripe.Subscription{ID: "sub_1", Customer: &stripe.Customer{ID: "cus_1"}, DefaultPaymentMethod: &stripe.PaymentMethod{ID: "pm_1"}})
	_, card := till.CardPage(ctx, "8", plan, "https://barnstorm.test/gift/x")
	_, missed := till.Missed(ctx, since)
	_, payouts := till.Payouts(ctx, "", since)
	_, items := till.items(ctx, "po_1")
	open, draft := &stripe.Invoice{ID: "in_1", Status: stripe.InvoiceStatusOpen}, &stripe.Invoice{ID: "in_1", Status: stripe.InvoiceStatusDraft}
	void, keep := till.letGo(ctx, "10", open), till.letGo(ctx, "11", draft)
	_, check := till.Check(ctx, "https://barnstorm.test/stripe/x")
	var c giving.Charge
	disputes := till.disputes(ctx, &stripe.Charge{ID: "ch_1", Disputed: true}, &c)
	refunds := till.refunds(ctx, &stripe.Charge{ID: "ch_1", Refunds: &stripe.RefundList{ListMeta: stripe.ListMeta{HasMore: true}}}, &c)
	failed := till.whole(ctx, "re_1", true, false, &giving.Refund{})
	for name, err := range map[string]error{"void": void, "keep": keep, "tied": tied, "card": card, "missed": missed, "payouts": payouts, "items": items, "check": check, "disputes": disputes, "refunds": refunds, "failed": failed} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(c.Refunds) == 0 || c.Refunds[0].Ref == "" || c.Refunds[0].Amount.Currency == "" || len(c.Disputes) == 0 {
		t.Errorf("%+v", c)
	}
}

// shapesOf reads a subscription and its invoices past the question whose they
// are: nothing that we rely on may decode to nothing.
func shapesOf(t *testing.T, till *Till) {
	t.Helper()
	sub, err := till.api.Subscriptions.Get("sub_1", &stripe.SubscriptionParams{Params: with(t.Context(), "")})
	if err != nil {
		t.Fatal(err)
	}
	st := giving.Standing{Refs: giving.Refs{Subscription: "sub_1"}, Status: statuses[sub.Status]}
	if till.days(sub, &st); st.Status == "" || st.Next.IsZero() || sub.Items.Data[0].Price.ID == "" || sub.BillingCycleAnchor == 0 {
		t.Errorf("%+v of %+v", st, sub)
	}
	if _, _, err := till.invoices(t.Context(), &st); err != nil {
		t.Error(err)
	}
	inv, err := till.api.Invoices.Get("in_1", &stripe.InvoiceParams{Params: with(t.Context(), "", "charge.balance_transaction", "charge.refunds")})
	if err != nil {
		t.Fatal(err)
	}
	inv.Status, inv.AmountPaid = stripe.InvoiceStatusPaid, 1000
	c, ok := chargeOf(inv)
	if !ok || c.Paid.IsZero() || c.From.IsZero() || c.Amount.Minor != 1000 || c.Amount.Currency != "USD" {
		t.Errorf("%+v", c)
	}
	if ch := inv.Charge; ch != nil && ch.BalanceTransaction != nil && ch.BalanceTransaction.Created == 0 {
		t.Error("the fee is not expanded")
	}
}

// strictVersion shows that the mock refuses another version of the API, so that
// what it lets pass is of ours.
func strictVersion(t *testing.T, till *Till) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", till.API+"/v1/subscriptions/sub_1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer sk_test_123")
	for version, want := range map[string]int{Version: 200, "2022-11-15": 400} {
		req.Header.Set("Stripe-Version", version)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Error(fmt.Sprint(version, ": ", resp.StatusCode))
		}
	}
}
