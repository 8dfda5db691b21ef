package stripe_test

// account is a bank account that Stripe debits, with its mandate.
func (f *fake) account(last string) (method, mandate string) {
	m := obj{"id": f.id("pm"), "object": "payment_method", "type": "bacs_debit", "bacs_debit": obj{"last4": last}}
	f.objects[m["id"].(string)] = m
	mandate = f.id("mandate")
	f.objects[mandate] = obj{"id": mandate, "object": "mandate", "status": "active", "payment_method": m["id"]}
	return m["id"].(string), mandate
}

// payByDebit is the donor finishing the payment page with a bank account: it is
// complete, and no money has moved yet.
func (f *fake) payByDebit(plan string) (session, object, mandate string) {
	session, object = f.pay(plan)
	f.mu.Lock()
	defer f.mu.Unlock()
	method, mandate := f.account("4321")
	f.objects[session]["payment_status"] = "unpaid"
	o := f.objects[object]
	if o["object"] == "payment_intent" {
		o["status"], o["amount_received"] = "processing", 0
		f.underway(f.objects[o["latest_charge"].(string)], mandate)
		return session, object, mandate
	}
	o["default_payment_method"] = method
	f.objects[method]["customer"] = o["customer"]
	f.debited(f.objects[o["latest_invoice"].(string)], mandate)
	return session, object, mandate
}

// debited has an invoice wait for the donor's bank.
func (f *fake) debited(in obj, mandate string) {
	in["status"], in["amount_paid"], in["status_transitions"] = "open", 0, nil
	f.underway(f.objects[in["charge"].(string)], mandate)
}

func (f *fake) underway(ch obj, mandate string) {
	ch["status"], ch["balance_transaction"] = "pending", nil
	ch["payment_method_details"] = obj{"type": "bacs_debit", "bacs_debit": obj{"last4": "4321", "mandate": mandate}}
}

// answer is the donor's bank answering, days later.
func (f *fake) bank(object string, yes bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.objects[object]
	ch := f.objects[first(o, "charge", "latest_charge")]
	if ch["status"] = "failed"; yes {
		ch["status"], ch["balance_transaction"] = "succeeded", obj{"id": f.id("txn"), "fee": 20, "currency": "gbp"}
	}
	switch {
	case o["object"] == "payment_intent" && yes:
		o["status"], o["amount_received"] = "succeeded", o["amount"]
	case o["object"] == "payment_intent":
		o["status"] = "requires_payment_method"
	case yes:
		o["status"], o["amount_paid"], o["status_transitions"] = "paid", o["amount_due"], obj{"paid_at": f.now().Unix()}
		f.objects[o["subscription"].(string)]["status"] = "active"
	default:
		f.objects[o["subscription"].(string)]["status"] = "past_due"
	}
}

func first(o obj, names ...string) string {
	for _, name := range names {
		if s, ok := o[name].(string); ok {
			return s
		}
	}
	return ""
}
