package target

import (
	"net/url"
	"strconv"

	"barnstorm/api/web"
	"barnstorm/domain/target"
	"barnstorm/templates"
)

// shortageJSON is what programs learn of what is missing on a day.
type shortageJSON struct {
	Day    string      `json:"day"`
	People int         `json:"people"` // who could be asked
	Asked  int         `json:"asked"`  // whom the plan asks
	Short  []shortJSON `json:"short"`
}

type shortJSON struct {
	Slug    string    `json:"slug"`
	Title   string    `json:"title"`
	Town    string    `json:"town"`
	Missing int       `json:"missing"`
	Within  int       `json:"within"`
	Ask     []askJSON `json:"ask"`
}

type askJSON struct {
	From    string  `json:"from"`
	Event   string  `json:"event,omitempty"` // whose waitlist it is
	People  int     `json:"people"`
	Km      float64 `json:"km"`
	Minutes int     `json:"minutes"`
}

// shortage answers GET /organise/shortage.
func (h Handlers) shortage(c *web.Ctx) (web.Answer, error) {
	minutes, _ := strconv.Atoi(c.QueryParam("minutes"))
	in := target.ShortageInput{Day: c.QueryParam("day"), By: c.QueryParam("by"), Time: minutes}
	x, err := h.Targets.Shortage(c.Go(), c.Who(), in)
	if err != nil {
		return c.Again(err, templates.Form{Raw: c.QueryParams()}, func(f templates.Form) (web.Answer, error) {
			x, err := h.Targets.Shortage(c.Go(), c.Who(), target.ShortageInput{})
			if err != nil {
				return web.Answer{}, err
			}
			return shortageOf(c, x, f), nil
		})
	}
	f := templates.Form{Raw: url.Values{"day": {x.Day.Format("2006-01-02")}, "by": {string(x.Trip.By)}, "minutes": {strconv.Itoa(x.Trip.Minutes)}}}
	return shortageOf(c, x, f), nil
}

func shortageOf(c *web.Ctx, x target.Shortage, f templates.Form) web.Answer {
	page := &templates.Shortage{Form: f, Day: x.Day, By: string(x.Trip.By), Minutes: x.Trip.Minutes, Idle: x.Idle, Asked: x.Asked, Limits: []int{15, 25, 40, 60, 90}, Map: mapOf(x.Map)}
	for _, r := range target.Rides {
		page.Rides = append(page.Rides, string(r))
	}
	out := shortageJSON{Day: x.Day.Format("2006-01-02"), People: x.Idle, Asked: x.Asked, Short: []shortJSON{}}
	for i, one := range x.Short {
		event := templates.EventLine{Href: c.Prefix() + "/events/" + one.Slug, Title: one.Title, Town: one.Town, Starts: there(one.Starts, one.Zone), Capacity: one.Places, Taken: one.Taken}
		line := templates.ShortEvent{Event: event, Missing: one.Missing, Within: one.Within, X: x.Map.Dots[i].X, Y: x.Map.Dots[i].Y}
		json := shortJSON{Slug: one.Slug, Title: one.Title, Town: one.Town, Missing: one.Missing, Within: one.Within, Ask: []askJSON{}}
		for _, a := range one.Moves {
			ask := templates.ShortAsk{From: a.From, People: a.People, Km: a.Km, Minutes: a.Time}
			if a.Slug != "" {
				ask.Href = c.Prefix() + "/events/" + a.Slug
			}
			line.Asks = append(line.Asks, ask)
			json.Ask = append(json.Ask, askJSON{a.From, a.Slug, a.People, a.Km, a.Time})
		}
		page.Missing += one.Missing
		page.Short = append(page.Short, line)
		out.Short = append(out.Short, json)
	}
	page.Map.Dots = nil
	page.Title = templates.Word(c.Lang(), "shortage.title")
	return web.Answer{JSON: out, Page: "target/shortage", Data: page}
}
