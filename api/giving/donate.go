package giving

import (
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// offerJSON is what programs learn of a donate page.
type offerJSON struct {
	Group    domain.GroupID `json:"group"`
	Name     string         `json:"name"`
	Entity   string         `json:"entity"`
	Currency string         `json:"currency"`
	Sandbox  bool           `json:"sandbox"`
	Ladder   []moneyJSON    `json:"ladder"`
	Least    moneyJSON      `json:"least"`
	Most     moneyJSON      `json:"most"`
	Givers   int            `json:"givers"`
	Asks     []string       `json:"asks,omitempty"` // what the law wants known, by item
	LawStale bool           `json:"law_out_of_date,omitempty"`
}

// pledgeJSON is what programs learn of a gift that was promised.
type pledgeJSON struct {
	ID       giving.PlanID   `json:"id"`
	Status   giving.Status   `json:"status"`
	Amount   moneyJSON       `json:"amount"`
	Interval giving.Interval `json:"interval"`
	Sandbox  bool            `json:"sandbox"`
	Next     *time.Time      `json:"next,omitempty"`
	Page     string          `json:"page,omitempty"` // where it is paid
}

// donate answers GET /donate and GET /donate/{slug}. A query names what has
// been chosen so far.
func (h Handlers) donate(c *web.Ctx) (web.Answer, error) {
	return h.offer(c, templates.Form{}, giving.PledgeInput{
		Often: c.QueryParam("often"), Amount: c.QueryParam("amount"), Other: c.QueryParam("other"), Covers: c.QueryParam("covers") != "",
	})
}

// offer is the donate page with a form on it and what the input would charge.
func (h Handlers) offer(c *web.Ctx, f templates.Form, in giving.PledgeInput) (web.Answer, error) {
	o, err := h.offered(c)
	if err != nil {
		return web.Answer{}, err
	}
	if in.Often == "" && o.Appeal.Once {
		in.Often = string(giving.Once)
	}
	guard(c, o.Sandbox)
	law, err := h.Giving.Asked(c.Go(), c.Who(), o, in)
	if err != nil {
		return web.Answer{}, err
	}
	out := offerJSON{LawStale: law.Stale, Group: o.Group, Name: o.Title, Entity: o.Name, Currency: o.Currency, Sandbox: o.Sandbox, Least: jsonOf(o.Least), Most: jsonOf(o.Most), Givers: o.Figures.Givers}
	for _, m := range o.Ladder {
		out.Ladder = append(out.Ladder, jsonOf(m))
	}
	page := donatePage(c, o, f, in)
	page.LawStale = law.Stale
	for _, a := range law.Asks {
		out.Asks = append(out.Asks, a.Item)
		page.Asks = append(page.Asks, templates.Asked{Item: a.Item, Tick: a.Tick})
	}
	return web.Answer{JSON: out, Page: "giving/donate", Part: "total", Data: page}, nil
}

// offered is the offer of an address: of an appeal, else of a group.
func (h Handlers) offered(c *web.Ctx) (giving.Offer, error) {
	if slug := c.Param("appeal"); slug != "" {
		return h.Giving.OfferFor(c.Go(), slug)
	}
	g, err := h.Giving.GroupToGive(c.Go(), c.Param("slug"))
	if err != nil {
		return giving.Offer{}, err
	}
	return h.Giving.Offer(c.Go(), g)
}

// givenAt is the path of an offer.
func givenAt(o giving.Offer) string {
	if o.Appeal.ID != "" {
		return "/donate/for/" + o.Appeal.Slug
	}
	return "/donate/" + o.Slug
}

// inWords lets the sentence of a refusal name the limit of the law.
func inWords(c *web.Ctx, err error) {
	e, ok := domain.AsError(err)
	if !ok {
		return
	}
	if of, held := e.Args["of"].(string); held && of != "" {
		minor, _ := e.Args["minor"].(int64)
		currency, _ := e.Args["currency"].(string)
		e.Args["limit"], e.Args["of"] = templates.In(c.Lang()).Money(minor, currency), templates.Word(c.Lang(), "law.of."+of)
	}
}

func donatePage(c *web.Ctx, o giving.Offer, f templates.Form, in giving.PledgeInput) *templates.Donate {
	here := c.Prefix() + givenAt(o)
	page := &templates.Donate{
		Form: f, Action: here, Here: here, NewID: idOf(c, f), Group: o.Title, Entity: o.Name, Sandbox: o.Sandbox,
		Suggested: sum(o.Suggested), Covering: sum(o.Covering(o.Suggested).Minus(o.Suggested)), Least: sum(o.Least), Most: sum(o.Most), Next: local(o.Next, o.Zone),
		Givers: o.Figures.Givers, New: o.Figures.New, Middle: sum(o.Figures.Middle), Last: sum(o.Figures.Last),
		Once: in.Often == string(giving.Once),
	}
	for _, m := range o.Ladder {
		page.Ladder = append(page.Ladder, sum(m))
	}
	if total, fee, ok := o.Charge(in); ok {
		page.Total, page.Fee = sum(total), sum(fee)
	}
	page.Title, page.Robots = say(c, "giving.title", o.Suggested), true
	page.Description, page.Canonical = templates.Word(c.Lang(), "giving.description"), c.URL(givenAt(o))
	page.Appeal = appealView(c, o.Appeal)
	if page.Appeal != nil {
		page.Title, page.Description = o.Appeal.Title, o.Appeal.Title
	}
	page.Plays(c.Lang(), o.Sandbox)
	return page
}

// pledge answers POST /donate and POST /donate/{slug}.
func (h Handlers) pledge(c *web.Ctx) (web.Answer, error) {
	var in giving.PledgeInput
	o, err := h.offered(c)
	if err != nil {
		return web.Answer{}, err
	}
	form, err := c.Read(&in)
	var p giving.Plan
	switch {
	case err != nil:
	case o.Appeal.ID != "":
		p, err = h.Giving.PledgeFor(c.Go(), c.Who(), o.Appeal.Slug, in, c.Lang())
	default:
		p, err = h.Giving.Pledge(c.Go(), c.Who(), o.Group, in, c.Lang())
	}
	if err != nil {
		inWords(c, err)
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.offer(c, f, in) })
	}
	guard(c, p.Sandbox)
	out := pledgeJSON{ID: p.ID, Status: p.Status, Amount: jsonOf(p.Amount), Interval: p.Interval, Sandbox: p.Sandbox, Page: p.Page}
	if p.Sandbox {
		return web.Answer{Status: http.StatusCreated, JSON: out, Next: "/donate/sandbox/" + string(p.ID)}, nil
	}
	return web.Answer{Status: http.StatusCreated, JSON: out, Away: p.Page}, nil
}

func (h Handlers) promised(c *web.Ctx) (giving.Promised, error) {
	id, err := web.ID[giving.PlanID](c, "plan", "no-such-plan")
	if err != nil {
		return giving.Promised{}, err
	}
	p, err := h.Giving.Promised(c.Go(), id)
	p.Next = local(p.Next, p.Zone)
	guard(c, p.Sandbox)
	return p, err
}

// sandbox answers GET /donate/sandbox/{plan}.
func (h Handlers) sandbox(c *web.Ctx) (web.Answer, error) { return h.payPage(c, templates.Form{}) }

func (h Handlers) payPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	p, err := h.promised(c)
	if err != nil {
		return web.Answer{}, err
	}
	if !p.Sandbox {
		return web.Answer{}, domain.Refuse(domain.NotFound, "no-such-plan")
	}
	if p.Status != giving.Pending && f.Refusal == "" {
		return web.Answer{JSON: promisedJSON(p), Next: "/donate/thanks/" + string(p.ID), Page: "giving/thanks", Data: thanksPage(c, p)}, nil
	}
	page := &templates.SandboxTill{
		Form: f, Group: p.Title, Entity: p.Name, Amount: sum(p.Amount), Monthly: p.Interval == giving.Monthly, Next: local(giving.MonthAfter(c.Now(), c.Now().Day()), p.Zone),
		Action: c.Prefix() + "/donate/sandbox/" + string(p.ID), Back: c.Prefix() + "/donate/" + p.Slug,
	}
	page.Title = templates.Word(c.Lang(), "giving.pay")
	page.Plays(c.Lang(), true)
	return web.Answer{Page: "giving/sandbox", Data: page}, nil
}

// play answers POST /donate/sandbox/{plan}.
func (h Handlers) play(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[giving.PlanID](c, "plan", "no-such-plan")
	if err != nil {
		return web.Answer{}, err
	}
	if _, err := h.Giving.PayInSandbox(c.Go(), id); err != nil {
		return c.Again(err, templates.Form{}, func(f templates.Form) (web.Answer, error) { return h.payPage(c, f) })
	}
	p, err := h.promised(c)
	return web.Answer{JSON: promisedJSON(p), Next: "/donate/thanks/" + string(id), Page: "giving/thanks", Data: thanksPage(c, p)}, err
}

// thanks answers GET /donate/thanks/{plan}. It says nothing of the donor, so
// that a closed tab may be opened again, that day.
func (h Handlers) thanks(c *web.Ctx) (web.Answer, error) {
	p, err := h.promised(c)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Answer{JSON: promisedJSON(p), Page: "giving/thanks", Data: thanksPage(c, p)}, nil
}

func promisedJSON(p giving.Promised) pledgeJSON {
	return pledgeJSON{ID: p.ID, Status: p.Status, Amount: jsonOf(p.Amount), Interval: p.Interval, Sandbox: p.Sandbox, Next: maybe(p.Next), Page: p.Page}
}

func thanksPage(c *web.Ctx, p giving.Promised) *templates.Thanks {
	page := &templates.Thanks{
		Group: p.Title, Amount: sum(p.Amount), Monthly: p.Interval == giving.Monthly, Sandbox: p.Sandbox, Next: p.Next,
		Status: string(p.Status), Given: p.Reason == giving.ReasonOnce, Underway: p.Underway, Page: p.Page, Again: c.Prefix() + "/donate/" + p.Slug,
	}
	// Sent here by the payment page, the donor has paid: we have not heard yet.
	if c.QueryParam("done") != "" {
		page.Page, page.Again = "", ""
	}
	page.Title = templates.Word(c.Lang(), "giving.thanks")
	page.Plays(c.Lang(), p.Sandbox)
	return page
}

// mostBody is the largest event that is read, in bytes.
const mostBody = 1 << 20

// read is the body as it arrived, over which a signature is made.
func read(c *web.Ctx) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(c.Request().Body, mostBody+1))
	if err == nil && len(body) > mostBody {
		return nil, echo.ErrStatusRequestEntityTooLarge
	}
	return body, err
}
