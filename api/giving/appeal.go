package giving

import (
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/giving"
	"barnstorm/templates"
)

// appealsJSON is the appeals that the caller runs.
type appealsJSON struct {
	Appeals []appealJSON `json:"appeals"`
	Askable int          `json:"askable,omitempty"` // donors of the group that the query names
}

type appealJSON struct {
	ID     giving.AppealID `json:"id"`
	Group  domain.GroupID  `json:"group"`
	Slug   string          `json:"slug"`
	Title  string          `json:"title"`
	Goal   moneyJSON       `json:"goal"`
	Raised moneyJSON       `json:"raised"`
	Ended  bool            `json:"ended"`
}

func appealOf(a giving.Appeal) appealJSON {
	return appealJSON{a.ID, a.Group, a.Slug, a.Title, jsonOf(a.Goal), jsonOf(a.Raised), !a.Ended.IsZero()}
}

// appealView is what the donate page and lists show of an appeal; nil for none.
func appealView(c *web.Ctx, a giving.Appeal) *templates.AppealView {
	if a.ID == "" {
		return nil
	}
	v := &templates.AppealView{
		Title: a.Title, About: a.About, Group: a.Name, Goal: sum(a.Goal), Raised: sum(a.Raised), Ended: !a.Ended.IsZero(), Event: a.EventName,
		Href: c.Prefix() + "/donate/for/" + a.Slug, Poster: c.Prefix() + "/donate/for/" + a.Slug + "/poster", End: c.Prefix() + "/organise/appeals/" + string(a.ID) + "/end",
	}
	if a.EventSlug != "" {
		v.EventHref = c.Prefix() + "/events/" + a.EventSlug
	}
	return v
}

// poster answers GET /donate/{slug}/poster and GET /donate/for/{appeal}/poster:
// a sheet for a wall, with the address as a QR code.
func (h Handlers) poster(c *web.Ctx) (web.Answer, error) {
	o, err := h.offered(c)
	if err != nil {
		return web.Answer{}, err
	}
	url := c.URL(givenAt(o))
	code, err := web.QR(url)
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.GiftPoster{Appeal: appealView(c, o.Appeal), Group: o.Recipient.Title, Imprint: o.Imprint, Suggested: sum(o.Suggested), URL: url, QR: code, Back: c.Prefix() + givenAt(o)}
	page.Title = templates.Word(c.Lang(), "money.poster")
	page.Plays(c.Lang(), o.Sandbox)
	guard(c, o.Sandbox)
	return web.Answer{Page: "giving/poster", Data: page}, nil
}

// appeals answers GET /organise/appeals.
func (h Handlers) appeals(c *web.Ctx) (web.Answer, error) {
	a, err := h.appealsOf(c, templates.Form{}, c.QueryParam("ask"))
	if page, ok := a.Data.(*templates.AppealList); ok {
		page.Asked, _ = strconv.Atoi(c.QueryParam("asked"))
	}
	return a, err
}

func (h Handlers) appealList(c *web.Ctx, f templates.Form) (web.Answer, error) {
	return h.appealsOf(c, f, "")
}

// appealsOf is the appeals with a form that came back, and how many donors of a
// group may be asked to give more.
func (h Handlers) appealsOf(c *web.Ctx, f templates.Form, ask string) (web.Answer, error) {
	all, err := h.Giving.Appeals(c.Go(), c.Who())
	if err != nil {
		return web.Answer{}, err
	}
	page := &templates.AppealList{Form: f, Action: c.Prefix() + "/organise/appeals", NewID: f.Value("id"), Ask: c.Prefix() + "/organise/appeals/ask", Step: sum(giving.MoreBy("GBP"))}
	if page.AskOf = ask; ask != "" {
		if page.Askable, page.AskMore, err = h.Giving.Askable(c.Go(), c.Who(), giving.AskInput{Group: ask}); err != nil {
			return web.Answer{}, err
		}
	}
	if page.NewID == "" {
		page.NewID = domain.NewID[string](c.Now())
	}
	if h.Appealing != nil {
		if page.Groups, err = h.Appealing(c); err != nil {
			return web.Answer{}, err
		}
	}
	out := appealsJSON{Appeals: []appealJSON{}, Askable: page.Askable}
	for _, a := range all {
		out.Appeals = append(out.Appeals, appealOf(a))
		page.Appeals = append(page.Appeals, *appealView(c, a))
	}
	page.Title = templates.Word(c.Lang(), "money.appeals")
	return web.Answer{JSON: out, Page: "giving/appeals", Data: page}, nil
}

// begin answers POST /organise/appeals.
func (h Handlers) begin(c *web.Ctx) (web.Answer, error) {
	var in giving.AppealInput
	form, err := c.Read(&in)
	var a giving.Appeal
	if err == nil {
		a, err = h.Giving.BeginAppeal(c.Go(), c.Who(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.appealList(c, f) })
	}
	out, err := h.appealList(c, templates.Form{})
	out.JSON, out.Next = appealOf(a), "/donate/for/"+a.Slug
	return out, err
}

// endAppeal answers POST /organise/appeals/{appeal}/end.
func (h Handlers) endAppeal(c *web.Ctx) (web.Answer, error) {
	id, err := web.ID[giving.AppealID](c, "appeal", "no-such-appeal")
	if err == nil {
		err = h.Giving.EndAppeal(c.Go(), c.Who(), id)
	}
	if err != nil {
		return web.Answer{}, err
	}
	out, err := h.appealList(c, templates.Form{})
	out.Next = "/organise/appeals"
	return out, err
}
