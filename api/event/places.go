package event

import (
	"slices"
	"strconv"
	"time"

	"barnstorm/api/web"
	"barnstorm/domain"
	"barnstorm/domain/event"
	"barnstorm/templates"
)

// placesRoutes is every address about shifts and pools.
func (h Handlers) placesRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/organise/events/:event/places", For: web.May(domain.ScheduleEvents), Does: "Show the shifts and pools of an event.", Out: placesJSON{}, Do: h.places},
		{Method: "POST", Path: "/organise/events/:event/places", For: web.May(domain.ScheduleEvents), Does: "Part an event into shifts and pools: lists of one entry a shift.", In: event.ArrangeInput{}, Out: placesJSON{}, Do: h.arrange},
	}
}

// shiftJSON is what programs learn of a shift.
type shiftJSON struct {
	Number int        `json:"number"`
	Starts time.Time  `json:"starts"`
	Ends   time.Time  `json:"ends"`
	Pools  []poolJSON `json:"pools"`
}

type poolJSON struct {
	Pool     string `json:"pool"`
	Capacity int    `json:"capacity"`
	Taken    int    `json:"taken"`
	Held     int    `json:"held"`
	Waiting  int    `json:"waiting"`
}

type placesJSON struct {
	Version int64       `json:"version"`
	Shifts  []shiftJSON `json:"shifts"`
}

func shiftsJSON(views []templates.ShiftView) []shiftJSON {
	all := []shiftJSON{}
	for _, v := range views {
		s := shiftJSON{Number: v.Number, Starts: v.Starts.UTC(), Ends: v.Ends.UTC(), Pools: []poolJSON{}}
		for _, p := range v.Places {
			s.Pools = append(s.Pools, poolJSON{p.Pool, p.Capacity, p.Taken, p.Held, p.Waiting})
		}
		all = append(all, s)
	}
	return all
}

// shiftsOf is how an event is parted, by the clock there.
func shiftsOf(e event.Event, l event.Layout) []templates.ShiftView {
	var all []templates.ShiftView
	for _, s := range l.Shifts {
		v := templates.ShiftView{Number: s.Number, Starts: local(s.Starts, e.Zone), Ends: local(s.Ends, e.Zone)}
		for _, p := range l.Places {
			if p.Shift == s.Number {
				v.Places = append(v.Places, placesView(p))
			}
		}
		all = append(all, v)
	}
	return all
}

func placesView(p event.Places) templates.PlacesView {
	return templates.PlacesView{Pool: string(p.Pool), Capacity: p.Capacity, Taken: p.Taken, Held: p.Held, Waiting: p.Waiting, Over: p.Over(), NoLimit: p.NoLimit}
}

// parts puts the shifts and pools of an event into its view.
func (h Handlers) parts(c *web.Ctx, e event.Event, view *templates.EventView) error {
	l, err := h.Events.Layout(c.Go(), c.Who(), e)
	view.Shifts = shiftsOf(e, l)
	view.Over = !closeShifts(c, e, l, view.Shifts)
	view.Pick = firstWithRoom(view.Shifts)
	if p, ok := l.Everybody(e, c.Now()); ok {
		view.Capacity, view.Taken, view.Waiting = p.Capacity, p.Taken, p.Waiting
	}
	for _, p := range l.Pools() {
		view.Pools = append(view.Pools, string(p))
	}
	return err
}

// closeShifts marks the shifts to which nobody can answer any more, and reports
// whether another is open.
func closeShifts(c *web.Ctx, e event.Event, l event.Layout, shifts []templates.ShiftView) bool {
	open := l.Open(e, c.Now())
	for i := range shifts {
		shifts[i].Over = !slices.ContainsFunc(open, func(s event.Shift) bool { return s.Number == shifts[i].Number })
	}
	return len(open) > 0
}

// firstWithRoom is the number of the first open shift that has free places of
// any kind, else of the first that is open.
func firstWithRoom(shifts []templates.ShiftView) int {
	first := -1
	for _, s := range shifts {
		for _, p := range s.Places {
			if !s.Over && !p.Full() {
				return s.Number
			}
		}
		if first < 0 && !s.Over {
			first = s.Number
		}
	}
	return max(0, first)
}

// doneOf is what became of an answer, with its link where no letter brings it.
func (h Handlers) doneOf(c *web.Ctx, e event.Event, a event.Answered) (*templates.Done, error) {
	r := a.RSVP
	done := &templates.Done{State: string(r.State), Name: r.Name, Party: r.Party, Until: local(r.Offered, e.Zone)}
	if done.Known, done.Mail = a.Known || !r.ByMail() && a.Link == "", r.ByMail(); a.Link == "" {
		return done, nil
	}
	done.Link = c.URL("/rsvp/" + string(a.Link))
	code, err := web.QR(done.Link)
	done.QR = code
	return done, err
}

func queueView(e event.Event, l event.Layout, q event.Queue) templates.QueueView {
	v := templates.QueueView{Places: placesView(q.Places), Why: string(q.Why), Smallest: q.Line.Smallest, Before: q.Line.Before, Until: local(q.Line.Until, e.Zone)}
	if s, ok := l.Shift(q.Places.Shift); ok && len(l.Shifts) > 1 {
		v.Shift = &templates.ShiftView{Starts: local(s.Starts, e.Zone), Ends: local(s.Ends, e.Zone)}
	}
	return v
}

// partKey names places within one event.
type partKey struct {
	shift int
	pool  event.Pool
}

// deskParts puts shifts, pools and why nobody is offered a place onto an
// event's desk, and names each kind of places in words.
func (h Handlers) deskParts(c *web.Ctx, e event.Event, page *templates.EventGuests) (map[partKey]string, error) {
	l, err := h.Events.Layout(c.Go(), c.Who(), e)
	if err != nil {
		return nil, err
	}
	queues, err := h.Events.Queues(c.Go(), c.Who(), e)
	for _, q := range queues {
		page.Queues = append(page.Queues, queueView(e, l, q))
	}
	if !e.Parted {
		return nil, err
	}
	page.Shifts = shiftsOf(e, l)
	words := map[partKey]string{}
	for _, p := range l.Places {
		s, _ := l.Shift(p.Shift)
		words[partKey{p.Shift, p.Pool}] = templates.In(c.Lang()).Span(local(s.Starts, e.Zone), local(s.Ends, e.Zone)) + ", " + templates.Word(c.Lang(), "places.pool."+string(p.Pool))
	}
	return words, err
}

// ticket is what is read at the door: opened by a phone's own camera, it is the
// address of check-in with the ticket in it.
func (h Handlers) ticket(c *web.Ctx, r event.RSVP) (*templates.QR, string, error) {
	code, err := h.Events.Ticket(r)
	if err != nil {
		return nil, "", err
	}
	text := c.URL("/lead/" + string(r.Event) + "#" + code)
	drawn, err := web.QR(text)
	return drawn, text, err
}

// places answers GET /organise/events/{event}/places.
func (h Handlers) places(c *web.Ctx) (web.Answer, error) {
	return h.placesPage(c, templates.Form{})
}

func (h Handlers) placesPage(c *web.Ctx, f templates.Form) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	l, err := h.Events.Layout(c.Go(), c.Who(), x.Event)
	if err != nil {
		return web.Answer{}, err
	}
	shifts := shiftsOf(x.Event, l)
	here := c.Prefix() + "/organise/events/" + string(x.Event.ID)
	page := &templates.EventPlaces{Event: deskOf(c, x.Event), Back: here, Version: strconv.FormatInt(x.Event.Version, 10), Form: f}
	if !x.Event.Over(c.Now()) {
		page.Action = here + "/places"
	}
	if f.Raw == nil {
		page.Lines = linesFrom(partInput(x.Event, l), l)
	} else {
		page.Lines = linesFrom(typedInput(f), l)
	}
	if f.Refusal == "changed-meanwhile" {
		page.Theirs = shifts
	}
	page.Title = templates.Word(c.Lang(), "places.title")
	return web.Answer{JSON: placesJSON{x.Event.Version, shiftsJSON(shifts)}, Page: "event/places", Part: "places-form", Data: page}, nil
}

// partInput is how an event is parted, as an organiser would send it.
func partInput(e event.Event, l event.Layout) event.ArrangeInput {
	in := event.ArrangeInput{}
	for _, s := range l.Shifts {
		in.Shift = append(in.Shift, strconv.Itoa(s.Number))
		in.Starts = append(in.Starts, local(s.Starts, e.Zone).Format(event.WallTime))
		in.Ends = append(in.Ends, local(s.Ends, e.Zone).Format(event.WallTime))
		for _, pool := range event.Pools {
			text := ""
			if p, ok := l.Find(s.Number, pool); ok && !p.NoLimit {
				text = strconv.Itoa(p.Capacity)
			}
			in.Put(pool, text)
		}
	}
	return in
}

// typedInput is what somebody typed into the form.
func typedInput(f templates.Form) event.ArrangeInput {
	in := event.ArrangeInput{Shift: f.Raw["shift"], Starts: f.Raw["starts"], Ends: f.Raw["ends"]}
	for _, pool := range event.Pools {
		for _, text := range f.Raw[string(pool)] {
			in.Put(pool, text)
		}
	}
	return in
}

// linesFrom is the lines of the form, with one more to fill in.
func linesFrom(in event.ArrangeInput, l event.Layout) []templates.PartLine {
	at := func(list []string, i int) string {
		if i < len(list) {
			return list[i]
		}
		return ""
	}
	var lines []templates.PartLine
	for i := 0; i < len(in.Starts) || i == 0 || lines[i-1].Starts != "" && i < event.MaxShifts; i++ {
		line := templates.PartLine{N: i, Nth: i + 1, Number: at(in.Shift, i), Starts: at(in.Starts, i), Ends: at(in.Ends, i)}
		number, err := strconv.Atoi(line.Number)
		for _, pool := range event.Pools {
			cell := templates.PartCell{Pool: string(pool), Value: at(in.Of(pool), i)}
			if p, ok := l.Find(number, pool); ok && err == nil {
				cell.Promised = p.Taken + p.Held
			}
			line.Cells = append(line.Cells, cell)
		}
		lines = append(lines, line)
	}
	return lines
}

// arrange answers POST /organise/events/{event}/places.
func (h Handlers) arrange(c *web.Ctx) (web.Answer, error) {
	x, err := h.deskOf(c, domain.ScheduleEvents)
	if err != nil {
		return web.Answer{}, err
	}
	var in event.ArrangeInput
	form, err := c.Read(&in)
	if err == nil {
		_, err = h.Events.Arrange(c.Go(), c.Who(), x.Event.ID, in)
	}
	if err != nil {
		return c.Again(err, form, func(f templates.Form) (web.Answer, error) { return h.placesPage(c, f) })
	}
	a, err := h.placesPage(c, templates.Form{})
	return web.Answer{JSON: a.JSON, Next: "/organise/events/" + string(x.Event.ID)}, err
}
