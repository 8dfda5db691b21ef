package event

import (
	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// liftRoutes is every address about getting there.
func (h Handlers) liftRoutes() []web.Route {
	return []web.Route{
		{Method: "POST", Path: "/rsvp/:token/lift", For: web.Holder, Do: h.setLift},
		{Method: "POST", Path: "/rsvp/:token/lift/:pair", For: web.Holder, Do: h.agreeLift},
		{Method: "GET", Path: "/organise/events/:event/lifts", For: web.May(domain.SeeRSVPs), Does: "Show how people get to an event.", Out: boardJSON{}, Do: h.board},
		{Method: "POST", Path: "/organise/events/:event/coaches", For: web.May(domain.ScheduleEvents), Does: "Put on a coach; the id is made by the sender.", In: event.CoachInput{}, Out: coachJSON{}, Do: h.addCoach},
		{Method: "POST", Path: "/organise/events/:event/coaches/:coach/end", For: web.May(domain.ScheduleEvents), Does: "Take a coach off.", Out: boardJSON{}, Do: h.endCoach},
	}
}

// coachJSON is what programs learn of a coach.
type coachJSON struct {
	ID     event.LiftID `json:"id"`
	From   string       `json:"from"`
	Title  string       `json:"title"`
	Seats  int          `json:"seats"`
	Taken  int          `json:"taken"`
	Riders []string     `json:"riders"` // who have agreed
	Asked  []string     `json:"asked"`  // for whom seats are kept while they have not answered
}

// boardJSON is what programs learn of how people get there.
type boardJSON struct {
	Coaches []coachJSON `json:"coaches"`
	Cars    int         `json:"car_seats"`
	Filled  int         `json:"car_seats_taken"`
	Without int         `json:"parties_without"`
}

func coachOf(l event.Lift) coachJSON {
	return coachJSON{ID: l.ID, From: l.From, Title: l.Title, Seats: l.Seats, Taken: l.Taken, Riders: []string{}, Asked: []string{}}
}

// setLift answers POST /rsvp/{token}/lift.
func (h Handlers) setLift(c *web.Ctx) (web.Answer, error) {
	x, err := h.Events.Hold(c.Go(), c.Token())
	if err != nil {
		return web.Answer{}, err
	}
	var in event.LiftInput
	form, err := c.Read(&in)
	if err == nil {
		err = h.Events.SetLift(c.Go(), c.Token(), in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.heldPage(c, x, f) })
	}
	return web.Answer{Next: "/rsvp/" + string(c.Token())}, nil
}

// agreeInput is an answer to a match: do is "yes" or "no".
type agreeInput struct {
	Do string `json:"do"`
}

// agreeLift answers POST /rsvp/{token}/lift/{pair}.
func (h Handlers) agreeLift(c *web.Ctx) (web.Answer, error) {
	pair, err := web.ID[event.PairID](c, "pair", "no-such-lift")
	if err != nil {
		return web.Answer{}, err
	}
	var in agreeInput
	if _, err = c.Read(&in); err == nil {
		err = h.Events.AgreeLift(c.Go(), c.Token(), pair, in.Do == "yes")
	}
	return web.Answer{Next: "/rsvp/" + string(c.Token())}, err
}

// liftView is what the holder of a link sees of getting there.
func (h Handlers) liftView(c *web.Ctx, x event.Held) (v templates.LiftView, err error) {
	m, err := h.Events.LiftHeld(c.Go(), x)
	here := c.Prefix() + "/rsvp/" + string(c.Token()) + "/lift"
	v = templates.LiftView{Action: here, NewID: domain.NewID[string](c.Now()), Side: string(m.Lift.Side), From: m.Lift.From, Seats: m.Lift.Seats, Taken: m.Lift.Taken}
	for _, r := range m.Rides {
		v.Rides = append(v.Rides, templates.LiftRide{
			Action: here + "/" + string(r.Pair.ID), From: r.Other.From, Coach: r.Other.Title, Seats: r.Pair.Seats, Mine: r.Mine, Agreed: r.Pair.Agreed(), Name: r.Name, Where: r.Where,
		})
	}
	return v, err
}

// board answers GET /organise/events/{event}/lifts.
func (h Handlers) board(c *web.Ctx) (web.Answer, error) { return h.boardPage(c, templates.Form{}) }

func (h Handlers) boardPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	x, err := h.deskOf(c, domain.SeeRSVPs)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := h.Events.Board(c.Go(), c.Who(), x.Event.ID)
	if err != nil {
		return web.Answer{}, err
	}
	here := c.Prefix() + "/organise/events/" + string(x.Event.ID)
	page := &templates.EventLifts{Event: deskOf(c, x.Event), Back: here, Form: f, NewID: domain.NewID[string](c.Now()), Cars: b.Cars, Filled: b.Filled}
	if x.Edits && !x.Event.Over(c.Now()) {
		page.Action = here + "/coaches"
	}
	out := boardJSON{Coaches: []coachJSON{}, Cars: b.Cars, Filled: b.Filled, Without: len(b.Without)}
	for _, list := range b.Coaches {
		coach, json := templates.EventCoach{From: list.Coach.From, Title: list.Coach.Title, Seats: list.Coach.Seats, Taken: list.Coach.Taken}, coachOf(list.Coach)
		if page.Action != "" {
			coach.End = here + "/coaches/" + string(list.Coach.ID) + "/end"
		}
		for _, r := range list.Riders {
			line := templates.Guest{Name: r.Name, Contact: r.Contact, Party: r.Party}
			if r.Agreed {
				json.Riders = append(json.Riders, r.Name)
			} else {
				line.State = "asked"
				json.Asked = append(json.Asked, r.Name)
			}
			coach.Riders = append(coach.Riders, line)
		}
		page.Coaches, out.Coaches = append(page.Coaches, coach), append(out.Coaches, json)
	}
	for _, l := range b.Without {
		page.Without = append(page.Without, templates.LiftWish{From: l.From, Seats: l.Seats})
	}
	page.Title = templates.Word(c.Lang(), "lift.title")
	return web.Answer{JSON: out, Page: "event/lifts", Part: "lifts", Data: page}, nil
}

// addCoach answers POST /organise/events/{event}/coaches.
func (h Handlers) addCoach(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	var in event.CoachInput
	form, err := c.Read(&in)
	var coach event.Lift
	if err == nil {
		coach, err = h.Events.AddCoach(c.Go(), c.Who(), x.Event.ID, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.boardPage(c, f) })
	}
	return web.Answer{JSON: coachOf(coach), Next: "/organise/events/" + string(x.Event.ID) + "/lifts"}, nil
}

// endCoach answers POST /organise/events/{event}/coaches/{coach}/end.
func (h Handlers) endCoach(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	coach, err := web.ID[event.LiftID](c, "coach", "no-such-lift")
	if err != nil {
		return web.Answer{}, err
	}
	if err := h.Events.EndCoach(c.Go(), c.Who(), x.Event.ID, coach); err != nil {
		return web.Answer{}, err
	}
	a, err := h.board(c)
	return web.Answer{JSON: a.JSON, Next: "/organise/events/" + string(x.Event.ID) + "/lifts"}, err
}
