package target

import (
	"cmp"
	"net/url"
	"strconv"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/target"
	"barnstorm/templates"
)

// nearestJSON is the answer to where somebody is missing.
type nearestJSON struct {
	From  string     `json:"from"` // what it is seen from; empty for a position
	How   target.How `json:"how"`
	Own   *ownJSON   `json:"own_seat,omitempty"`
	Picks []pickJSON `json:"picks"`
}

// ownJSON is the seat that somebody lives in: a guess unless sure.
type ownJSON struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Sure       bool     `json:"sure"`
	Neighbours []string `json:"or,omitempty"`
}

type pickJSON struct {
	seatJSON
	Km       float64         `json:"km"`
	Minutes  int             `json:"minutes"` // on the way, as a guess
	Reasons  []target.Reason `json:"reasons"`
	Decision decisionJSON    `json:"decision"`
	Next     *nextJSON       `json:"next_event,omitempty"`
}

type nextJSON struct {
	Slug   string    `json:"slug"`
	Title  string    `json:"title"`
	Starts time.Time `json:"starts"`
	Places int       `json:"places"`
	Left   int       `json:"left"`
}

func nearestOf(f target.Found) nearestJSON {
	out := nearestJSON{From: f.Where.Name, How: f.Where.How, Picks: []pickJSON{}}
	if f.Own != nil {
		out.Own = &ownJSON{f.Own.Seat.Code, f.Own.Seat.Name, f.Own.Sure, f.Own.Neighbours}
	}
	for _, p := range f.Picks {
		one := pickJSON{seatJSON: seatOf(p.Seat), Km: p.Km, Minutes: int(p.Time), Reasons: p.Why, Decision: decisionOf(p.Decision, p.GroupName)}
		if n := p.Next; n != nil {
			one.Next = &nextJSON{n.Slug, n.Title, n.Starts, n.Places, n.Left()}
		}
		out.Picks = append(out.Picks, one)
	}
	return out
}

// nearest answers GET /nearest: the question or, once a place is named, the answer.
func (h Handlers) nearest(c *web.Ctx) (web.Answer, error) {
	near := c.QueryParam("near")
	if near == "" && !c.IsProgram() {
		return h.answer(c, templates.Form{}, nil)
	}
	minutes, _ := strconv.Atoi(c.QueryParam("minutes"))
	in := target.NearInput{Near: near, By: c.QueryParam("by"), Time: min(max(minutes, 0), 600), Day: c.QueryParam("day"), Free: c.QueryParam("step_free") == "true"}
	raw := url.Values{"near": {near}, "by": {in.By}, "minutes": {c.QueryParam("minutes")}, "day": {in.Day}}
	if in.Free {
		raw.Set("step_free", "true")
	}
	return h.find(c, in, templates.Form{Raw: raw})
}

// nearestHere answers POST /nearest. A position is sent and not put into the
// address, which browsers remember.
func (h Handlers) nearestHere(c *web.Ctx) (web.Answer, error) {
	var in target.NearInput
	f, err := c.Read(&in)
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.answer(c, f, nil) })
	}
	return h.find(c, in, f)
}

func (h Handlers) find(c *web.Ctx, in target.NearInput, f templates.Form) (web.Answer, error) {
	found, err := h.Targets.Nearest(c.Go(), in)
	if err != nil {
		return c.Again(err, f, func(f templates.Form) (web.Answer, error) { return h.answer(c, f, nil) })
	}
	return h.answer(c, f, &found)
}

// answer is the page, with what was found if something was asked.
func (h Handlers) answer(c *web.Ctx, form templates.Form, f *target.Found) (web.Answer, error) {
	page := &templates.Nearest{Form: form, By: cmp.Or(form.Value("by"), string(target.Car)), Limits: []int{20, 30, 45, 60, 90, 120}}
	page.Rule = templates.NearestRule(target.OurRule())
	for _, r := range target.Rides {
		page.Rides = append(page.Rides, string(r))
	}
	page.Title, page.Description, page.Robots = templates.Word(c.Lang(), "nearest.title"), templates.Word(c.Lang(), "nearest.description"), f == nil
	page.Canonical = c.URL(c.Prefix() + "/nearest")
	if f == nil {
		return web.Answer{Page: "target/nearest", Data: page}, nil
	}
	page.Asked, page.Place, page.How, page.Targets = true, f.Where.Name, string(f.Where.How), f.Targets
	page.Narrow = f.Wish.Narrow()
	if f.Trip.Minutes > 0 && f.Targets > 0 {
		page.Within = f.Trip.Minutes
	}
	for _, name := range f.Where.Others {
		page.Others = append(page.Others, templates.NavItem{Href: c.Prefix() + "/nearest?near=" + url.QueryEscape(name), Text: name})
	}
	for i, p := range f.Picks {
		page.Picks = append(page.Picks, pickOf(c, i+1, p))
	}
	if f.Full != nil {
		full := pickOf(c, 0, *f.Full)
		page.Full = &full
	}
	if own := f.Own; own != nil {
		page.Own = &templates.NearestOwn{Name: own.Seat.Name, First: own.Seat.First, Second: own.Seat.Second, Share: own.Seat.Margin(), Sure: own.Sure, Others: listed(own.Neighbours)}
	}
	page.Map = mapOf(f.Map)
	for _, s := range f.Sources {
		if s.Says != "" {
			page.Sources = append(page.Sources, s.Says)
		}
	}
	return web.Answer{JSON: nearestOf(*f), Page: "target/nearest", Data: page}, nil
}

func pickOf(c *web.Ctx, rank int, p target.Suggestion) templates.NearestPick {
	out := templates.NearestPick{
		Rank: rank, Name: p.Name, First: p.First, Second: p.Second, Majority: p.Majority, Share: p.Margin(), Km: p.Km, Minutes: int(p.Time),
		By: p.Decision.Name, Group: p.GroupName, At: p.Decision.At,
	}
	for _, r := range p.Why {
		out.Reasons = append(out.Reasons, string(r))
	}
	if n := p.Next; n != nil {
		out.Event = &templates.EventLine{Href: c.Prefix() + "/events/" + n.Slug, Title: n.Title, Starts: there(n.Starts, n.Zone), Capacity: n.Places, Taken: n.Taken}
	}
	return out
}

// there tells a time by the clock of a zone.
func there(t time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil {
		return t.In(loc)
	}
	return t
}

func mapOf(m target.Map) templates.NearestMap {
	out := templates.NearestMap{Width: m.Width, Height: m.Height, Me: dotOf(m.Me)}
	for _, s := range m.Shapes {
		out.Shapes = append(out.Shapes, templates.NearestShape{Mark: string(s.Mark), Path: s.Path})
	}
	for _, r := range m.Rings {
		out.Rings = append(out.Rings, templates.NearestRing{Km: r.Km, Radius: r.Radius})
	}
	for _, d := range m.Dots {
		out.Dots = append(out.Dots, dotOf(d))
	}
	for _, d := range m.Picks {
		dot := dotOf(d)
		if d.Bare {
			dot.Label = "free"
		}
		out.Picks = append(out.Picks, dot)
	}
	return out
}

func dotOf(d target.Dot) templates.NearestDot {
	return templates.NearestDot{X: d.X, Y: d.Y, Name: d.Name, Mark: string(d.Mark)}
}

// Place finds the place that somebody means, for the pages of other contexts.
func (h Handlers) Place(c *web.Ctx, text string) (name string, at domain.Point, err error) {
	w, err := h.Targets.Place(c.Go(), text)
	return w.Name, w.At, err
}

// Land draws the region around points, and each as a dot, for the pages of
// other contexts.
func (h Handlers) Land(c *web.Ctx, points []domain.Point) (templates.NearestMap, error) {
	m, err := h.Targets.Land(c.Go(), points)
	return mapOf(m), err
}
