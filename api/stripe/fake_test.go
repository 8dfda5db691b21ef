package stripe_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// An obj is one of Stripe's objects.
type obj = map[string]any

// A fake is Stripe as far as we know it: it keeps state, replays what was
// asked under the same key, lets donors pay, cards fail and months pass, and
// loses answers when told to.
type fake struct {
	t       *testing.T
	mu      sync.Mutex
	now     func() time.Time
	objects map[string]obj
	keys    map[string]replay
	lost    int    // so many answers from now on get lost after Stripe acted
	posts   int    // changes that were acted upon
	goes    string // the status of refunds that we ask for; empty is succeeded
	n       int
	*httptest.Server
}

type replay struct{ asked, answer string }

func newFake(t *testing.T, now func() time.Time) *fake {
	f := &fake{t: t, now: now, objects: map[string]obj{}, keys: map[string]replay{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

// lose has so many answers from now on get lost.
func (f *fake) lose(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lost = n
}

// changes is how many changes were acted upon.
func (f *fake) changes() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.posts
}

func (f *fake) id(kind string) string {
	f.n++
	return fmt.Sprintf("%s_%d", kind, f.n)
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	if v := r.Header.Get("Stripe-Version"); v != "2023-10-16" {
		f.t.Errorf("%s %s in version %s", r.Method, r.URL.Path, v)
	}
	asked, key := r.URL.Path+"?"+string(body), r.Header.Get("Idempotency-Key")
	old, seen := f.keys[key]
	status, answer := http.StatusOK, ""
	switch {
	case r.Method == http.MethodPost && key == "":
		f.t.Errorf("%s has no key", r.URL.Path)
	case r.Method != http.MethodGet && seen && old.asked != asked:
		status, answer = 400, `{"error":{"type":"idempotency_error","message":"other parameters"}}`
	case r.Method != http.MethodGet && seen:
		answer = old.answer
	default:
		form, _ := url.ParseQuery(string(body))
		if r.Method == http.MethodGet {
			form = r.URL.Query()
		}
		o := f.answer(r.Method, strings.TrimPrefix(r.URL.Path, "/v1/"), form)
		if _, bad := o["error"]; bad {
			status = 400
		}
		if o == nil {
			status, o = 404, obj{"error": obj{"type": "invalid_request_error", "code": "resource_missing", "message": "no such object"}}
		}
		b, _ := json.Marshal(o)
		if answer = string(b); r.Method != http.MethodGet && status == 200 {
			f.keys[key] = replay{asked, answer}
			f.posts++
		}
	}
	if f.lost > 0 && r.Method != http.MethodGet {
		f.lost--
		panic(http.ErrAbortHandler) // the connection breaks, and nobody knows
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	io.WriteString(w, answer)
}

func (f *fake) answer(method, path string, form url.Values) obj {
	kind, id, _ := strings.Cut(path, "/")
	switch {
	case path == "checkout/sessions":
		return f.open(form)
	case kind == "checkout":
		return f.objects[strings.TrimPrefix(id, "sessions/")]
	case path == "subscriptions" && method == http.MethodGet:
		return f.subscriptions(form.Get("customer"))
	case path == "events":
		return f.listed("event", func(e obj) bool {
			kind, since := form.Get("type"), number(form.Get("created[gte]"))
			return (kind == "" || e["type"] == kind) && e["created"].(int64) >= since
		})
	case path == "payouts", path == "webhook_endpoints":
		return f.listed(strings.TrimSuffix(path, "s"), func(obj) bool { return true })
	case path == "balance_transactions":
		return f.listed("balance_transaction", func(b obj) bool { return b["payout"] == form.Get("payout") })
	case path == "disputes":
		return f.disputes(form.Get("charge"))
	case path == "invoices":
		return f.invoices(form.Get("subscription"), form.Get("status"))
	case kind == "invoices" && method == http.MethodPost:
		return f.letGo(id, form)
	case method == http.MethodGet:
		return f.expanded(id)
	case kind == "subscriptions" && method == http.MethodDelete:
		return f.end(id)
	case kind == "subscriptions":
		return f.change(id, form)
	case kind == "customers":
		f.objects[id]["invoice_settings"] = obj{"default_payment_method": form.Get("invoice_settings[default_payment_method]")}
		return f.objects[id]
	case path == "refunds" && method == http.MethodPost:
		return f.refunded(form)
	case path == "billing_portal/sessions":
		return obj{"id": f.id("bps"), "object": "billing_portal.session", "url": "https://billing.stripe.com/p/" + form.Get("customer"), "return_url": form.Get("return_url")}
	}
	return nil
}

// expanded is an object with the objects that it names.
func (f *fake) expanded(id string) obj {
	o, ok := f.objects[id]
	if !ok {
		return nil
	}
	out := obj{}
	for k, v := range o {
		out[k] = v
	}
	for _, k := range []string{"subscription", "invoice", "latest_charge", "customer", "default_payment_method", "charge", "payment_method"} {
		if k == "charge" && o["object"] != "dispute" && o["object"] != "refund" {
			continue // it names its invoice, which names it
		}
		if s, ok := out[k].(string); ok && s != "" {
			out[k] = f.expanded(s)
		}
	}
	if settings, ok := out["invoice_settings"].(obj); ok {
		out["invoice_settings"] = obj{"default_payment_method": f.expanded(settings["default_payment_method"].(string))}
	}
	return out
}

// card is a card that Stripe keeps.
func (f *fake) card(last string, year, month int) string {
	m := obj{"id": f.id("pm"), "object": "payment_method", "type": "card", "card": obj{"last4": last, "exp_year": year, "exp_month": month}}
	f.objects[m["id"].(string)] = m
	return m["id"].(string)
}

// portal is the donor giving another card in Stripe's portal: it becomes the
// customer's, and what is tied to the subscription stays tied.
func (f *fake) portal(sub, card string) (customer string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	customer = f.objects[sub]["customer"].(string)
	f.objects[customer]["invoice_settings"] = obj{"default_payment_method": card}
	return customer
}

func (f *fake) open(form url.Values) obj {
	for name := range form {
		if strings.HasPrefix(name, "payment_method") {
			f.t.Errorf("the page is asked for %s: it shows what the account has", name)
		}
	}
	s := obj{
		"id": f.id("cs"), "object": "checkout.session", "status": "open", "mode": form.Get("mode"), "url": "https://checkout.stripe.com/c/pay",
		"metadata": obj{"barnstorm_plan": form.Get("metadata[barnstorm_plan]")}, "currency": form.Get("line_items[0][price_data][currency]"),
		"amount_total": number(form.Get("line_items[0][price_data][unit_amount]")), "expires_at": f.now().Add(24 * time.Hour).Unix(),
	}
	f.objects[s["id"].(string)] = s
	return s
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// pay is the donor finishing the payment page.
func (f *fake) pay(plan string) (session, object string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, s := range f.objects {
		if s["object"] != "checkout.session" || s["status"] != "open" || s["metadata"].(obj)["barnstorm_plan"] != plan {
			continue
		}
		s["status"] = "complete"
		if s["mode"] == "payment" {
			pi := obj{"id": f.id("pi"), "object": "payment_intent", "status": "succeeded", "amount": s["amount_total"], "amount_received": s["amount_total"], "currency": s["currency"], "metadata": s["metadata"]}
			pi["latest_charge"] = f.charge(s["amount_total"].(int64), "", pi["id"].(string))
			f.objects[pi["id"].(string)] = pi
			s["payment_intent"] = pi["id"]
			return id, pi["id"].(string)
		}
		sub := obj{
			"id": f.id("sub"), "object": "subscription", "status": "active", "metadata": s["metadata"], "customer": f.id("cus"), "default_payment_method": f.card("4242", 2027, 2), "currency": s["currency"],
			"billing_cycle_anchor": f.now().Unix(), "current_period_end": f.now().AddDate(0, 1, 0).Unix(), "items": f.items(s["amount_total"].(int64), s["currency"].(string)),
		}
		f.objects[sub["customer"].(string)] = obj{"id": sub["customer"], "object": "customer"}
		f.objects[sub["id"].(string)] = sub
		s["subscription"] = sub["id"]
		f.bill(sub, true)
		return id, sub["id"].(string)
	}
	f.t.Fatalf("no open page for %s", plan)
	return "", ""
}

func (f *fake) items(amount int64, currency string) obj {
	price := obj{"id": f.id("price"), "unit_amount": amount, "currency": currency, "product": f.id("prod")}
	return obj{"data": []obj{{"id": f.id("si"), "quantity": 1, "price": price}}}
}

func (f *fake) charge(amount int64, invoice, intent string) string {
	ch := obj{"id": f.id("ch"), "object": "charge", "status": "succeeded", "amount": amount, "created": f.now().Unix(), "invoice": invoice, "payment_intent": intent,
		"balance_transaction": obj{"id": f.id("txn"), "fee": 35, "currency": "gbp"}, "refunds": obj{"data": []obj{}}}
	f.objects[ch["id"].(string)] = ch
	return ch["id"].(string)
}

// bill makes an invoice of a subscription, which is paid or fails.
func (f *fake) bill(sub obj, ok bool) string {
	price := sub["items"].(obj)["data"].([]obj)[0]["price"].(obj)
	in := obj{
		"id": f.id("in"), "object": "invoice", "subscription": sub["id"], "currency": price["currency"], "amount_due": price["unit_amount"], "created": f.now().Unix(),
		"attempted": true, "attempt_count": 1, "status": "open", "next_payment_attempt": f.now().AddDate(0, 0, 3).Unix(),
		"lines": obj{"data": []obj{{"period": obj{"start": f.now().Unix(), "end": f.now().AddDate(0, 1, 0).Unix()}}}},
	}
	f.objects[in["id"].(string)] = in
	sub["latest_invoice"] = in["id"]
	if ok {
		f.settle(in)
	} else {
		sub["status"] = "past_due"
	}
	return in["id"].(string)
}

func (f *fake) settle(in obj) {
	sub := f.objects[in["subscription"].(string)]
	sub["status"] = "active"
	in["status"], in["amount_paid"], in["next_payment_attempt"] = "paid", in["amount_due"], nil
	in["status_transitions"] = obj{"paid_at": f.now().Unix()}
	in["charge"] = f.charge(in["amount_due"].(int64), in["id"].(string), "")
}

// month lets a month pass for a subscription: its charge is paid or fails.
func (f *fake) month(sub string, ok bool) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.objects[sub]
	s["current_period_end"] = f.now().AddDate(0, 1, 0).Unix()
	return f.bill(s, ok)
}

// retry pays an invoice that had failed, unless nobody asks for it any more.
func (f *fake) retry(in string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.objects[in]["status"] != "open" {
		return
	}
	f.objects[in]["attempt_count"] = 2
	f.settle(f.objects[in])
}

// refund gives back a part of the charge of an invoice.
func (f *fake) refund(in string, amount int64) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	ch := f.objects[f.objects[in]["charge"].(string)]
	refunds := ch["refunds"].(obj)
	refunds["data"] = append(refunds["data"].([]obj), obj{"id": f.id("re"), "amount": amount, "currency": "gbp", "status": "succeeded", "created": f.now().Unix(), "balance_transaction": "txn_out"})
	return ch["id"].(string)
}

func (f *fake) subscriptions(customer string) obj {
	data := []obj{}
	for _, o := range f.objects {
		if o["object"] == "subscription" && o["customer"] == customer {
			data = append(data, o)
		}
	}
	return obj{"object": "list", "data": data, "has_more": false, "url": "/v1/subscriptions"}
}

func (f *fake) invoices(sub, status string) obj {
	data := []obj{}
	for _, o := range f.objects {
		if o["object"] == "invoice" && o["subscription"] == sub && (status == "" || o["status"] == status) {
			in := f.expanded(o["id"].(string))
			in["subscription"] = sub
			if ch, ok := in["charge"].(string); ok {
				in["charge"] = f.objects[ch]
			}
			data = append(data, in)
		}
	}
	return obj{"object": "list", "data": data, "has_more": false, "url": "/v1/invoices"}
}

func (f *fake) change(id string, form url.Values) obj {
	sub, ok := f.objects[id]
	if !ok {
		return nil
	}
	if amount := form.Get("items[0][price_data][unit_amount]"); amount != "" {
		// The item and its product stay, the price is another.
		item := sub["items"].(obj)["data"].([]obj)[0]
		if form.Get("items[0][id]") != item["id"] {
			return nil
		}
		item["price"] = obj{"id": f.id("price"), "unit_amount": number(amount), "currency": sub["currency"], "product": form.Get("items[0][price_data][product]")}
	}
	if at := form.Get("trial_end"); at != "" {
		sub["status"], sub["trial_end"], sub["billing_cycle_anchor"], sub["current_period_end"] = "trialing", number(at), number(at), number(at)
		in := f.objects[f.bill(sub, true)] // of nothing
		in["amount_due"], in["amount_paid"], in["charge"] = int64(0), int64(0), nil
		sub["status"] = "trialing"
	}
	if form.Has("default_payment_method") {
		delete(sub, "default_payment_method")
	}
	if at := form.Get("pause_collection[resumes_at]"); at != "" {
		sub["pause_collection"] = obj{"behavior": form.Get("pause_collection[behavior]"), "resumes_at": number(at)}
	} else if form.Has("pause_collection") {
		sub["pause_collection"] = nil
	}
	return sub
}

func (f *fake) end(id string) obj {
	sub, ok := f.objects[id]
	if !ok || sub["status"] == "canceled" {
		return nil
	}
	sub["status"], sub["ended_at"], sub["cancellation_details"] = "canceled", f.now().Unix(), obj{"reason": "cancellation_requested"}
	return sub
}

// event is what Stripe sends of an object.
func (f *fake) event(id, kind, object string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := obj{"id": id, "object": "event", "type": kind, "api_version": "2023-10-16", "created": f.now().Unix(), "livemode": false, "data": obj{"object": f.objects[object]}}
	b, err := json.Marshal(e)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(b)
}
