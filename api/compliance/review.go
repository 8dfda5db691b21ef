package compliance

import (
	"time"

	"barnstorm/api/web"
	"barnstorm/domain/compliance"
	"barnstorm/domain/giving"
	"barnstorm/domain/lawpack"
	"barnstorm/templates"
)

// reviewJSON is a gift that somebody looks at.
type reviewJSON struct {
	ID       compliance.ReviewID    `json:"id"`
	Donor    compliance.DonorID     `json:"donor"`
	Name     string                 `json:"name"`
	Amount   moneyJSON              `json:"amount"`
	Received time.Time              `json:"received"`
	DecideBy *time.Time             `json:"decide_by,omitempty"`
	Why      []string               `json:"why"`
	State    compliance.ReviewState `json:"state"`
	Reason   string                 `json:"reason,omitempty"`
	Evidence string                 `json:"evidence,omitempty"`
	By       string                 `json:"decided_by,omitempty"`
	Decided  *time.Time             `json:"decided,omitempty"`
}

func reviewOf(r compliance.Review) reviewJSON {
	return reviewJSON{r.ID, r.Donor.ID, r.Donor.Name, jsonOf(r.Sum), r.Received, maybe(r.DecideBy), r.Why, r.State, r.Reason, r.Evidence, r.ByName, maybe(r.Decided)}
}

// reviewRow is a review in a list. The time that ends at midnight is told by
// the day before it, which is the last.
func reviewRow(c *web.Ctx, r compliance.Review) templates.LawReview {
	row := templates.LawReview{
		Href: c.Prefix() + "/organise/law/gifts/" + string(r.ID), Donor: r.Donor.Name, Why: r.Why, Sum: sum(r.Sum), Received: lawpack.In(r.Pack, r.Received),
		Late: r.Late(c.Now()), State: string(r.State),
	}
	if !r.DecideBy.IsZero() {
		row.By, row.Days = lawpack.In(r.Pack, r.DecideBy.Add(-time.Second)), int((r.DecideBy.Sub(c.Now())+24*time.Hour-1)/(24*time.Hour))
	}
	return row
}

// review answers GET /organise/law/gifts/{review}.
func (h Handlers) review(c *web.Ctx) (web.Answer, error) { return h.caseWith(c, templates.Form{}) }

func (h Handlers) caseWith(c *web.Ctx, f templates.Form) (web.Answer, error) {
	id, err := web.ID[compliance.ReviewID](c, "review", "no-such-review")
	if err != nil {
		return web.Answer{}, err
	}
	x, err := h.Law.Case(c.Go(), c.Who(), id)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Answer{JSON: reviewOf(x.Review), Page: "law/case", Data: casePage(c, x, f)}, nil
}

func casePage(c *web.Ctx, x compliance.Case, f templates.Form) *templates.LawCase {
	page := &templates.LawCase{
		Form: f, Review: reviewRow(c, x.Review), Donor: donorRow(c, x.Donor), Entity: x.Recipient.Name, Told: toldOf(x.Told), Totals: totalsOf(x.Totals),
		Evidence: x.Evidence, Reason: x.Reason, Decider: x.ByName, Decided: lawpack.In(x.Review.Pack, x.Decided),
	}
	refused := false
	for _, b := range x.Backs {
		row := templates.BackRow{Amount: sum(b.Amount), Why: b.Why, State: string(b.State), Asked: lawpack.In(x.Review.Pack, b.Asked)}
		if b.By == x.By {
			row.By = x.ByName
		}
		refused = refused || b.State == giving.BackRefused
		page.Backs = append(page.Backs, row)
	}
	if idle := x.State == compliance.Returning && !x.OnItsWay(); idle {
		page.Again, page.ByHand = x.ByTill, !x.ByTill || refused
	}
	if x.May && (x.State == compliance.Open || page.Again || page.ByHand) {
		page.Action = page.Review.Href
	}
	if x.Pack != nil {
		page.Rules = rulesOf(x.Pack, x.Stale)
	}
	page.Plays(c.Lang(), x.Recipient.Sandbox)
	page.Title = templates.Word(c.Lang(), "law.gift-of", map[string]any{"donor": x.Donor.Name})
	return page
}

// decide answers POST /organise/law/gifts/{review}.
func (h Handlers) decide(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[compliance.ReviewID](c, "review", "no-such-review")
	if err != nil {
		return web.Answer{}, err
	}
	var in compliance.DecideInput
	var x compliance.Case
	form, err := c.Read(&in)
	if err == nil {
		x, err = h.Law.Decide(c.Go(), c.Who(), id, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.caseWith(c, f) })
	}
	return web.Answer{JSON: reviewOf(x.Review), Next: "/organise/law/gifts/" + string(id), Page: "law/case", Data: casePage(c, x, templates.Form{})}, nil
}

func toldOf(told map[string]string) (out []templates.LawTold) {
	for _, item := range lawpack.Items {
		if answer := told[item.Name]; answer != "" {
			out = append(out, templates.LawTold{Item: item.Name, Answer: answer, Tick: item.Tick})
		}
	}
	return out
}

func totalsOf(ts []compliance.Total) (out []templates.LawTotal) {
	for _, t := range ts {
		of, span := lawpack.SpanOf(t.Span)
		out = append(out, templates.LawTotal{Of: of, Span: span, Kind: t.Kind, Sum: sum(t.Sum)})
	}
	return out
}
