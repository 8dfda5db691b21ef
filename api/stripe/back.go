package stripe

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/stripe/stripe-go/v76"

	"barnstorm/domain"
	"barnstorm/domain/giving"
)

// backKey is under what Stripe keeps the id of our wish with a refund.
const backKey = "barnstorm_back"

// reasons is why money goes back in Stripe's words, which are shown to the
// donor's bank. What the law does not let be kept is none of them.
var reasons = map[string]stripe.RefundReason{
	giving.WhyAsked: stripe.RefundReasonRequestedByCustomer, giving.WhyTwice: stripe.RefundReasonDuplicate,
}

// SendBack refunds some of a charge.
func (t *Till) SendBack(ctx context.Context, p giving.Plan, pay giving.Payment, b giving.Back) error {
	if pay.Charge == "" {
		return domain.Refuse(domain.NotFound, "no-such-payment")
	}
	params := &stripe.RefundParams{
		Params: with(ctx, b.Key), Charge: stripe.String(pay.Charge), Amount: stripe.Int64(b.Amount.Minor),
		Metadata: map[string]string{planKey: string(p.ID), backKey: string(b.ID)},
	}
	if why := reasons[b.Why]; why != "" {
		params.Reason = stripe.String(string(why))
	}
	_, err := t.api.Refunds.New(params)
	var e *stripe.Error
	if errors.As(err, &e) && e.HTTPStatusCode == http.StatusBadRequest && e.Type == stripe.ErrorTypeInvalidRequest && e.Code != stripe.ErrorCodeResourceMissing {
		return errors.Join(domain.Refuse(domain.Conflict, "back-refused"), refused(err, "refund "+pay.Charge))
	}
	return refused(err, "refund "+pay.Charge)
}

// back adds what went back of a charge: refunds and disputes.
func (t *Till) back(ctx context.Context, ch *stripe.Charge, c *giving.Charge) error {
	if ch == nil {
		return nil
	}
	if err := t.refunds(ctx, ch, c); err != nil {
		return err
	}
	return t.disputes(ctx, ch, c)
}

// refunds adds the refunds of a charge. Stripe hands out the first ten with it.
// A refund has left the balance once its balance transaction is there. One that
// was cancelled after that comes back like one that failed.
func (t *Till) refunds(ctx context.Context, ch *stripe.Charge, c *giving.Charge) error {
	if ch.Refunds == nil {
		return nil
	}
	all := ch.Refunds.Data
	if ch.Refunds.HasMore {
		params := &stripe.RefundListParams{Charge: stripe.String(ch.ID)}
		params.Context, params.Limit = ctx, stripe.Int64(100)
		list := t.api.Refunds.List(params)
		for all = nil; list.Next(); {
			all = append(all, list.Refund())
		}
		if err := list.Err(); err != nil {
			return refused(err, "list refunds of "+ch.ID)
		}
	}
	for _, r := range all {
		out := giving.Refund{Ref: r.ID, Amount: money(r.Amount, r.Currency)}
		out.Back, _ = domain.ParseID[giving.BackID](r.Metadata[backKey])
		failed := r.Status == stripe.RefundStatusCanceled || r.Status == stripe.RefundStatusFailed
		switch {
		case r.BalanceTransaction != nil:
			out.At = moment(r.Created)
			if failed || c.Settled.Minor != 0 {
				if err := t.whole(ctx, r.ID, failed, c.Settled.Minor != 0, &out); err != nil {
					return err
				}
			}
		case failed:
			out.Failed = moment(r.Created) // no money has left, and none will
		}
		c.Refunds = append(c.Refunds, out)
	}
	return nil
}

// whole adds what Stripe hands out with a refund alone: what left the balance in
// another currency, and when what could not be delivered came back to it. Where
// Stripe exchanges, that is true once its balance transaction is there.
func (t *Till) whole(ctx context.Context, id string, failed, exchanges bool, out *giving.Refund) error {
	r, err := t.api.Refunds.Get(id, &stripe.RefundParams{Params: with(ctx, "", "balance_transaction", "failure_balance_transaction")})
	if err != nil {
		return refused(err, "read "+id)
	}
	back := r.FailureBalanceTransaction
	if moved := r.BalanceTransaction; moved != nil {
		out.Settled = exchanged(moved, out.Amount.Currency)
		out.Settled.Minor *= -1
	}
	switch {
	case failed && back != nil && back.Created != 0:
		out.Failed, out.Returned = moment(back.Created), exchanged(back, out.Amount.Currency)
	case failed && !exchanges:
		out.Failed = out.At
	}
	return nil
}

// exchanged is what a balance transaction moved, where it is of another currency;
// else nothing.
func exchanged(b *stripe.BalanceTransaction, currency string) domain.Money {
	m := money(b.Amount, b.Currency)
	if m.Currency == "" || m.Currency == currency {
		return domain.Money{}
	}
	return m
}

// disputes adds the disputes of a charge, which Stripe tells one by one.
func (t *Till) disputes(ctx context.Context, ch *stripe.Charge, c *giving.Charge) error {
	if !ch.Disputed {
		return nil
	}
	params := &stripe.DisputeListParams{Charge: stripe.String(ch.ID)}
	params.Context = ctx
	list := t.api.Disputes.List(params)
	for list.Next() {
		c.Disputes = append(c.Disputes, disputeOf(list.Dispute()))
	}
	return refused(list.Err(), "list disputes of "+ch.ID)
}

// disputeOf reads a dispute. What moved for it stands in its balance
// transactions, which are negative when money left; in another currency it is of
// the disputed sum, at the rate of its day.
func disputeOf(d *stripe.Dispute) giving.Dispute {
	out := giving.Dispute{Ref: d.ID, State: giving.DisputeOpen}
	switch d.Status {
	case stripe.DisputeStatusWon, stripe.DisputeStatusWarningClosed:
		out.State = giving.DisputeWon
	case stripe.DisputeStatusLost:
		out.State = giving.DisputeLost
	}
	if d.EvidenceDetails != nil && out.State == giving.DisputeOpen {
		out.Due = moment(d.EvidenceDetails.DueBy)
	}
	for _, b := range d.BalanceTransactions {
		m := giving.DisputeMove{Ref: b.ID, At: moment(b.Created), Amount: money(-b.Amount, b.Currency), Fee: money(b.Fee, b.Currency)}
		if as := exchanged(b, strings.ToUpper(string(d.Currency))); as.Minor != 0 && d.Currency != "" {
			m.Settled = m.Amount
			if m.Amount = money(d.Amount, d.Currency); as.Minor > 0 {
				m.Amount.Minor *= -1 // it came back
			}
		}
		out.Moves = append(out.Moves, m)
	}
	return out
}
